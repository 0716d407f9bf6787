"""Turns that are cancelled, or only probably wanted, end once and leave nothing: ``antiphon.reasoner.service``."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.reasoner.engine import Priority
from antiphon.transport.messages import (
    Cancel,
    Cancelled,
    Close,
    Confirm,
    Done,
    Fail,
    Forget,
    Instruct,
    Item,
    Message,
    Mode,
    Open,
    Remember,
    Say,
    ToolCall,
    Transcribe,
    Transcript,
    Unlisten,
)

from .scripted import ScriptedEar
from .service_bench import CALL, CLOCK, END, SECOND, Bench, listen, settled, turn_of, user


async def test_cancel_stops_a_turn_and_frees_its_streams(bench: Bench) -> None:
    await bench.send(turn_of("Where?"))
    await bench.writing()
    assert bench.service.beat().streams == 2
    await bench.send(Cancel("s", 1, 1))
    assert await bench.ended() == Cancelled("s", 1, 1)
    assert bench.service.beat().streams == 1
    assert bench.link.oldest == {"s": 2}
    bench.engine.go.set()
    assert isinstance(await bench.ask("Sure?", turn=2), Done)


async def test_cancel_while_the_recogniser_listens(bench: Bench) -> None:
    bench.recogniser.go.clear()
    await bench.send(listen(), turn_of())
    while not bench.recogniser.clips:
        await asyncio.sleep(0.001)
    await bench.send(Cancel("s", 1, 1))
    assert await bench.ended() == Cancelled("s", 1, 1)
    bench.recogniser.go.set()
    assert isinstance(await bench.ask("Sure?", turn=2), Done)
    assert bench.link.all(Transcript) == []


async def test_a_turn_cancelled_before_its_first_step_is_told(bench: Bench) -> None:
    await bench.send(turn_of("Where?"), Cancel("s", 1, 1))
    assert await bench.ended() == Cancelled("s", 1, 1)
    assert bench.read == []


async def test_a_turn_that_is_over_is_not_cancelled_as_well(bench: Bench) -> None:
    await bench.ask("Where?")
    await bench.send(Cancel("s", 1, 1))
    assert isinstance(await bench.ask("Sure?", turn=2), Done)
    assert len(bench.ends(1)) == 1


async def test_what_was_listened_to_survives_a_cancel(bench: Bench) -> None:
    await bench.send(listen(3), Cancel("s", 3, 3), turn_of(turn=3))
    assert await bench.ended(3) == Cancelled("s", 3, 3)
    await bench.send(listen(3), turn_of(turn=3, generation=4))
    assert isinstance(await bench.ended(4), Done)
    assert bench.recognised_s == [2]


async def test_cancel_reaches_every_older_generation_and_no_newer(bench: Bench) -> None:
    await bench.send(turn_of("Where?", turn=2))
    await bench.writing()
    await bench.send(Cancel("s", 1, 1))
    bench.engine.go.set()
    assert isinstance(await bench.ended(2), Done)
    await bench.send(turn_of("Sure?", turn=3), Cancel("s", 5, 5))
    assert await bench.ended(3) == Cancelled("s", 3, 3)


async def test_a_new_turn_takes_the_place_of_the_last(bench: Bench) -> None:
    await bench.send(turn_of("Where?"))
    await bench.writing()
    bench.engine.go.set()
    assert isinstance(await bench.ask("Sure?", turn=2), Done)
    assert bench.ends(1) == [Cancelled("s", 1, 1)]
    assert "Where?" not in bench.read[-1]


async def test_a_turn_of_an_old_generation_is_ignored(bench: Bench) -> None:
    await bench.ask("Where?", turn=2)
    await bench.send(turn_of("Late?", turn=1), turn_of("Again?", turn=2))
    await bench.ask("Sure?", turn=3)
    assert bench.ends(1) == []
    assert len(bench.ends(2)) == 1


# Speculation.


async def test_a_speculative_turn_is_answered_last_and_one_that_is_confirmed_first(bench: Bench) -> None:
    await bench.send(user(1, "Hi."), turn_of("Where?", speculative=True))
    await bench.writing()
    assert bench.engine.urgencies[-1].priority is Priority.SPECULATION
    await bench.send(Confirm("s", 1, 1))
    assert bench.engine.urgencies[-1].priority is Priority.SPEECH
    bench.engine.go.set()
    assert isinstance(await bench.ended(), Done)


@pytest.mark.parametrize("generation", [1, 3])
async def test_only_the_answer_that_is_meant_is_confirmed(bench: Bench, generation: int) -> None:
    bench.engine.go.clear()
    await bench.send(listen(2), turn_of("Where?", turn=2, speculative=True), Confirm("s", 2, generation))
    await settled()
    await bench.send(listen(2))
    assert bench.engine.urgencies[-1].priority is Priority.SPECULATION
    bench.engine.go.set()
    await bench.ended(2)
    await bench.send(turn_of(turn=2, generation=4))
    await bench.ended(4)
    assert bench.recognised_s == [1, 2]


async def test_who_talks_on_is_heard_from_the_beginning(bench: Bench) -> None:
    await bench.send(listen(), Transcribe("s", 1), turn_of(speculative=True))
    await bench.ended()
    bench.read.clear()
    await bench.send(Cancel("s", 1, 1), listen(), turn_of(generation=2, speculative=True))
    await bench.writing()
    await bench.send(Cancel("s", 1, 2), listen())
    assert await bench.ended(2) == Cancelled("s", 1, 2)
    bench.engine.go.set()
    await bench.send(turn_of(generation=3, speculative=True), Confirm("s", 1, 3))
    assert isinstance(await bench.ended(3), Done)
    assert bench.recognised_s == [1, 2, 3]
    await bench.send(listen(), turn_of(generation=4))
    await bench.ended(4)
    assert bench.recognised_s == [1, 2, 3]


async def test_an_answer_that_is_complete_before_it_is_confirmed_stays(bench: Bench) -> None:
    await bench.send(listen(), turn_of(speculative=True))
    assert isinstance(await bench.ended(), Done)
    await bench.send(Confirm("s", 1, 1), listen())
    await bench.send(turn_of("Sure?", turn=2))
    assert isinstance(await bench.ended(2), Done)
    assert len(bench.ends(1)) == 1
    await bench.send(Transcribe("s", 1))
    assert "nothing was listened to" in (await bench.link.until(Fail)).message


async def test_a_tool_is_called_once_its_turn_is_confirmed(bench: Bench) -> None:
    bench.reply = "Let me see. " + CALL
    await bench.send(Instruct("s", "", (CLOCK,)), turn_of("What time is it?", speculative=True))
    await bench.link.until(Say, lambda say: say.end_of_segment)
    await settled()
    assert bench.link.all(ToolCall) == bench.ends(1) == []
    await bench.send(Confirm("s", 1, 1))
    assert isinstance(await bench.ended(), Done)
    assert [type(message) for message in bench.link.sent[-2:]] == [ToolCall, Done]


async def test_a_tool_of_a_speculation_that_was_wrong_is_not_called(bench: Bench) -> None:
    bench.reply = CALL
    await bench.send(Instruct("s", "", (CLOCK,)), turn_of("What time is it?", speculative=True))
    await settled()
    await bench.send(Cancel("s", 1, 1), Confirm("s", 1, 1))
    assert await bench.ended() == Cancelled("s", 1, 1)
    assert bench.link.all(ToolCall) == []


# At any point, in any order.


class Stops:
    """Cancels a turn the n-th time that something happens in it."""

    def __init__(self, bench: Bench, at: int) -> None:
        self.left = at
        self._bench = bench
        self._session = bench.service._sessions["s"]

    def __call__(self) -> None:
        self.left -= 1
        answering = self._session.answering
        if self.left == 0 and answering is not None:
            answering.cancel()


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("words", ["Where is it?", ""])
async def test_a_turn_cancelled_at_any_point_of_its_hearing_leaves_nothing(mode: Mode, words: str) -> None:
    """Before and after each step of ear, recogniser and engine, and each message."""
    bench = Bench(ear=ScriptedEar())
    await bench.start()
    await bench.send(Open("s", "Be kind.", (Item("u", "user", "Hi."),)))
    await settled()
    before, stops = bench.engine.texts(), Stops(bench, 0)
    send = bench.link.send
    faculties = bench.service._faculties
    assert faculties is not None
    hear, transcribe = faculties.hear, faculties.transcribe

    async def watched(message: Message) -> None:
        stops()
        await send(message)
        stops()

    async def hears(*arguments: Any) -> Any:
        stops()
        sound = await hear(*arguments)
        stops()
        return sound

    async def transcribes(*arguments: Any) -> Any:
        stops()
        heard = await transcribe(*arguments)
        stops()
        return heard

    bench.link.send = watched  # type: ignore[method-assign]
    bench.engine.on_step = lambda: stops()
    session = bench.service._sessions["s"]
    session._hear, session._transcribe = hears, transcribes
    bench.recogniser.text = words
    turn, ended = 0, False
    while not ended:
        turn += 1
        stops = Stops(bench, turn)
        await bench.send(listen(turn), turn_of(turn=turn, mode=mode))
        end = await bench.ended(turn)
        ended = stops.left > 0
        if not ended:
            assert end == Cancelled("s", turn, turn) or isinstance(end, Done | Fail)
        stops = Stops(bench, 0)
        await settled()
        assert bench.engine.texts() == before
        assert not any(stream.busy for stream in bench.engine.open_streams)
        assert len(bench.ends(turn)) == 1
        assert session._tasks == set()
    assert isinstance(end, Done if words else Fail)
    # Where there are no words, that is the end, at whatever point they are missed.
    assert turn > (20 if words else 3)
    assert sum(isinstance(message, Cancelled) for message in bench.link.sent) > (10 if words else 1)
    await bench.service.close()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["turn", "guess", "confirm", "listen", "unlisten", "transcribe", "cancel", "close", "remember",
                         "forget", "hold", "let", "idle"]),
        st.sampled_from("st"),
    ),
    max_size=40,
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(STEPS, st.randoms(use_true_random=False))
def test_however_it_goes_every_turn_ends_once_and_nothing_is_left(
    steps: list[tuple[str, str]], chance: random.Random
) -> None:
    asyncio.run(_interleave(steps, chance))


async def _interleave(steps: list[tuple[str, str]], chance: random.Random) -> None:
    ear = chance.choice([None, ScriptedEar()])
    bench = Bench(reply=chance.choice(["It is Paris.<|im_end|>", "It is late. " + CALL]), ear=ear)
    await bench.start()
    bench.recogniser.text = chance.choice(["Where is it?", "Where is it?", ""])
    asked: list[tuple[str, int]] = []
    newest: dict[str, int] = {}
    """The sessions, and the newest generation of each."""
    turns = dict.fromkeys("st", 1)
    for generation, (step, session) in enumerate(steps, start=1):
        if session not in newest:
            await bench.send(Open(session, tools=(CLOCK,)))
            newest[session] = 0
        turn = turns[session]
        match step:
            case "turn" | "guess":
                text, mode = chance.choice(["", "Where?"]), chance.choice(list(Mode))
                guess = step == "guess"
                request = turn_of(text, session=session, turn=turn, generation=generation, mode=mode, speculative=guess)
                await bench.send(request)
                asked.append((session, generation))
                newest[session] = generation
                turns[session] += not guess
            case "confirm":
                await bench.send(Confirm(session, turn, newest[session]))
                turns[session] += chance.random() < 0.5
            case "cancel":
                await bench.send(Cancel(session, turn, newest[session]))
            case "listen":
                await bench.send(listen(turn, SECOND[:320], session))
            case "unlisten":
                await bench.send(Unlisten(session, turn))
            case "transcribe":
                await bench.send(Transcribe(session, turn))
            case "remember":
                item = Item(chance.choice("abc"), chance.choice(["user", "assistant"]), chance.choice(["", "It"]))
                await bench.send(Remember(session, item, chance.choice([None, "", "a", "b"])))
            case "forget":
                await bench.send(Forget(session, chance.choice("abc")))
            case "close":
                await bench.send(Close(session))
                del newest[session]
            case "hold":
                bench.recogniser.go.clear()
            case "let":
                bench.recogniser.go.set()
            case _:
                await asyncio.sleep(0.0005)
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
    bench.recogniser.go.set()
    for session, generation in newest.items():
        # What is still only probably wanted, and waits with its call.
        await bench.send(Confirm(session, turns[session], generation))
    for session, generation in asked:
        await bench.ended(generation, session)
    for session in newest:
        await bench.send(Close(session))
    for _ in range(20):
        await asyncio.sleep(0)
    assert bench.engine.streams == 0
    await bench.service.close()
    ends = Counter((m.session, m.generation) for m in bench.link.sent if isinstance(m, END) and m.generation)
    assert {key: ends[key] for key in asked} == dict.fromkeys(asked, 1)
    assert {(told.session, told.generation) for told in bench.link.all(ToolCall)} <= set(asked)
