"""The reasoner's service from message to message: ``antiphon.reasoner.service``."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.reasoner import service as module
from antiphon.reasoner import session as session_module
from antiphon.reasoner.faculties import Faculties
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.service import ReasonerService
from antiphon.transport.errors import ConfigError, ModelMissing
from antiphon.transport.messages import (
    Beat,
    Cancel,
    Cancelled,
    Close,
    Done,
    Fail,
    Heard,
    Listen,
    Message,
    Mode,
    Open,
    PastTurn,
    Played,
    Say,
    Thought,
    Transcript,
    Turn,
)

from .scripted import ScriptedEngine, ScriptedLink, ScriptedRecogniser, byte_tokenizer, scripted_faculties

TOKENIZER = byte_tokenizer()
SECOND = b"\x00\x40" * 16_000
END = Done | Fail | Cancelled


class Bench:
    """A service on scripted models, with what stands around it."""

    def __init__(self, *, reply: str = "It is Paris.<|im_end|>", sessions: int = 2, most: int = 99) -> None:
        self.engine = ScriptedEngine(TOKENIZER, self._reply, most=most)
        self.recogniser = ScriptedRecogniser("Where is it?")
        self.link = ScriptedLink()
        self.read: list[str] = []
        self.reply = reply
        options = ReasonerOptions(max_sessions=sessions, model="/models/a", recogniser="/models/b")
        self.service = ReasonerService(options, self._load)

    async def _load(self, options: ReasonerOptions) -> Faculties:
        return scripted_faculties(self.engine, self.recogniser)

    def _reply(self, text: str) -> str:
        self.read.append(text)
        return self.reply

    async def start(self) -> None:
        await self.service.start(self.link)
        self.read.clear()
        self.recogniser.clips.clear()

    async def send(self, *messages: Message) -> None:
        for message in messages:
            await self.service.handle(message)

    async def ask(self, text: str, *, session: str = "s", turn: int = 1, mode: Mode = Mode.NO_THINK) -> Message:
        await self.send(turn_of(text, session=session, turn=turn, mode=mode))
        return await self.ended(turn, session)

    async def ended(self, turn: int = 1, session: str = "s") -> Message:
        """How a turn ended, as soon as it did."""
        while not (ends := self.ends(turn, session)):
            await self.link.next()
        [end] = ends
        return end

    def ends(self, turn: int = 1, session: str = "s") -> list[Message]:
        return [m for m in self.link.sent if isinstance(m, END) and (m.session, m.generation) == (session, turn)]

    def said(self, turn: int = 1) -> str:
        return "".join(message.text for message in self.link.all(Say) if message.turn == turn)

    async def writing(self) -> None:
        """Wait until the model has begun to write, and hold it there."""
        self.engine.go.clear()
        while not self.read:
            await asyncio.sleep(0)


def turn_of(text: str = "", *, session: str = "s", turn: int = 1, mode: Mode = Mode.NO_THINK) -> Turn:
    return Turn(session, turn, turn, mode, text, thought_tokens=8, say_tokens=50)


def listen(turn: int = 1, pcm: bytes = SECOND, session: str = "s") -> Listen:
    return Listen(session, turn, turn, pcm)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A started service with one session, "s", of at most two."""
    bench = Bench()
    await bench.start()
    await bench.send(Open("s", "Be kind."))
    yield bench
    bench.recogniser.go.set()
    await bench.service.close()
    assert bench.engine.streams == 0


async def test_hello_comes_after_everything_was_tried_once() -> None:
    bench = Bench(sessions=5)
    hello = await bench.service.start(bench.link)
    assert (hello.name, hello.sessions, hello.rate_hz) == ("reasoner", 5, 0)
    assert hello.load_ms > 0
    assert hello.detail == {
        "model": "a",
        "recogniser": "b",
        "format": "chatml",
        "precision": "by script",
        "threads": "1",
    }
    assert len(bench.recogniser.clips) == 1
    assert len(bench.engine.generations) == 2
    assert bench.service.beat() == Beat(streams=0, cache_tokens=0)
    await bench.service.close()
    assert bench.engine.state == "closed"


async def test_a_text_is_answered(bench: Bench) -> None:
    done = await bench.ask("Where?")
    assert isinstance(done, Done)
    assert bench.said() == "It is Paris."
    assert bench.link.sent[-1] is done
    assert bench.link.all(Transcript) == []
    assert "transcript_ms" not in done.counts
    assert bench.read[0].startswith("<|im_start|>system\nBe kind.")


async def test_thoughts_come_before_the_answer(bench: Bench) -> None:
    await bench.ask("Where?", mode=Mode.THINK_BEFORE)
    kinds = [type(message) for message in bench.link.sent]
    assert kinds.index(Say) > max(index for index, kind in enumerate(kinds) if kind is Thought)


async def test_speech_is_recognised_and_answered(bench: Bench) -> None:
    await bench.send(listen(), listen(), turn_of())
    done = await bench.ended()
    assert bench.link.sent[0] == Transcript("s", 1, 1, "Where is it?", ms=12.5)
    assert isinstance(done, Done)
    assert done.counts["transcript_ms"] == 12.5
    assert [len(clip) for clip in bench.recogniser.clips] == [32_000]
    assert bench.recogniser.clips[0][0] == 0.5
    assert "user\nWhere is it?<|im_end|>" in bench.read[0]


async def test_the_text_of_a_turn_comes_before_its_speech(bench: Bench) -> None:
    await bench.send(listen(), turn_of("I mean Paris."))
    await bench.ended()
    assert "user\nI mean Paris. Where is it?<|im_end|>" in bench.read[0]


async def test_a_turn_in_which_nobody_speaks_says_so(bench: Bench) -> None:
    bench.recogniser.text = ""
    await bench.send(listen(), turn_of())
    fail = await bench.ended()
    assert isinstance(fail, Fail)
    assert (fail.kind, fail.session, fail.turn, fail.generation) == ("no_speech", "s", 1, 1)
    assert "no words were heard" in fail.message
    assert bench.link.sent == [fail]


async def test_a_text_beside_silence_is_answered(bench: Bench) -> None:
    bench.recogniser.text = ""
    await bench.send(listen(), turn_of("Where?"))
    assert isinstance(await bench.ended(), Done)
    assert "user\nWhere?<|im_end|>" in bench.read[0]


async def test_a_turn_of_nothing_says_so(bench: Bench) -> None:
    fail = await bench.ask("  ")
    assert isinstance(fail, Fail)
    assert fail.kind == "no_speech"


async def test_audio_without_end_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "LONGEST_TURN_S", 3)
    await bench.send(*[listen()] * 4, turn_of())
    fail = await bench.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "input"
    assert "3 s" in fail.message
    assert bench.recogniser.clips == []
    assert isinstance(await bench.ask("Where?", turn=2), Done)


async def test_a_text_without_end_is_refused(bench: Bench) -> None:
    fail = await bench.ask("x" * 1_000_000)
    assert isinstance(fail, Fail)
    assert fail.kind == "input"
    assert "fit" in fail.message


async def test_what_was_heard_is_known_in_the_next_turn(bench: Bench) -> None:
    await bench.ask("Where?")
    await bench.send(Heard("s", 1, "It is", cut=True))
    await bench.ask("Sure?", turn=2)
    assert "user\nWhere?<|im_end|>\n<|im_start|>assistant\nIt is —<|im_end|>" in bench.read[1]


async def test_a_correction_of_what_was_heard_counts(bench: Bench) -> None:
    await bench.ask("Where?")
    await bench.send(Heard("s", 1, "It is", cut=True), Heard("s", 1, "It", cut=True))
    await bench.ask("Sure?", turn=2)
    assert "assistant\nIt —<|im_end|>" in bench.read[1]


async def test_an_interrupted_turn_is_remembered_as_it_was_heard(bench: Bench) -> None:
    await bench.send(turn_of("Where?"))
    await bench.writing()
    await bench.send(Cancel("s", 1, 1), Heard("s", 1, "", cut=True))
    bench.engine.go.set()
    await bench.ask("Sure?", turn=2)
    assert bench.read[1].endswith("user\nWhere?<|im_end|>\n<|im_start|>user\nSure?<|im_end|>\n<|im_start|>assistant\n")


async def test_a_session_opened_with_a_history_knows_it(bench: Bench) -> None:
    await bench.send(Open("t", "Be kind.", (PastTurn(1, "Hi.", "Hello."),)))
    await bench.ask("Where?", session="t", turn=2)
    assert "assistant\nHello.<|im_end|>" in bench.read[0]


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


async def test_a_turn_that_was_only_listened_to_can_be_cancelled(bench: Bench) -> None:
    await bench.send(listen(3), Cancel("s", 3, 3), turn_of(turn=3))
    assert await bench.ended(3) == Cancelled("s", 3, 3)
    await bench.send(listen(4), turn_of(turn=4))
    assert isinstance(await bench.ended(4), Done)
    assert [len(clip) for clip in bench.recogniser.clips] == [16_000]


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


async def test_a_session_that_is_not_open_is_told_so(bench: Bench) -> None:
    fail = await bench.ask("Where?", session="unknown")
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "Open" in fail.message
    await bench.send(listen(session="unknown"), Heard("unknown", 1, ""), Close("unknown"), Cancel("unknown", 2, 2))
    assert await bench.ended(2, "unknown") == Cancelled("unknown", 2, 2)


async def test_one_session_too_many_is_refused_until_one_is_closed(bench: Bench) -> None:
    await bench.send(Open("t"), Open("u"))
    refused = await bench.link.until(Fail)
    assert (refused.kind, refused.session) == ("capacity", "u")
    fail = await bench.ask("Where?", session="u")
    assert isinstance(fail, Fail)
    assert fail.kind == "capacity"
    await bench.send(Close("t"), Open("u"))
    assert isinstance(await bench.ask("Where?", session="u", turn=2), Done)


async def test_a_refused_session_stays_refused_until_it_is_opened_again(bench: Bench) -> None:
    await bench.send(Open("t"), Open("u"), Close("t"))
    fail = await bench.ask("Where?", session="u")
    assert isinstance(fail, Fail)
    assert fail.kind == "capacity"
    await bench.send(Close("u"))
    fail = await bench.ask("Where?", session="u", turn=2)
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"


async def test_speech_that_is_held_is_not_lost_when_the_user_talks_on(bench: Bench) -> None:
    await bench.send(listen(1), listen(2), listen(2), turn_of(turn=1))
    assert isinstance(await bench.ended(1), Done)
    await bench.send(turn_of(turn=2))
    assert isinstance(await bench.ended(2), Done)
    assert [len(clip) for clip in bench.recogniser.clips] == [16_000, 32_000]


async def test_no_room_for_a_stream_is_capacity() -> None:
    bench = Bench(most=2)
    await bench.start()
    blocker = bench.engine.open()
    other = bench.engine.open()
    await bench.send(Open("s"))
    fail = await bench.ask("Where?")
    assert isinstance(fail, Fail)
    assert fail.kind == "capacity"
    blocker.close()
    other.close()
    assert isinstance(await bench.ask("Where?", turn=2), Done)
    await bench.service.close()


async def test_an_answer_without_a_word_is_our_fault(bench: Bench) -> None:
    bench.reply = "<|im_end|>"
    fail = await bench.ask("Where?")
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "without a word" in fail.message


async def test_a_turn_that_breaks_ends_nothing_else(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.send(Open("t"))
    with monkeypatch.context() as patch:
        patch.setattr(module.Mind, "answer", lambda *arguments: 1 / 0)
        fail = await bench.ask("Where?")
        patch.setattr(module.Mind, "refresh", lambda *arguments: 1 / 0)
        await bench.send(Heard("t", 1, ""))
        await asyncio.sleep(0)
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "ZeroDivisionError" in fail.message
    assert isinstance(await bench.ask("Where?", session="t", turn=2), Done)
    assert isinstance(await bench.ask("Where?", turn=3), Done)


async def test_close_frees_everything_of_a_session(bench: Bench) -> None:
    await bench.send(turn_of("Where?"))
    await bench.writing()
    await bench.send(Close("s"))
    assert await bench.ended() == Cancelled("s", 1, 1)
    assert bench.engine.streams == 0
    assert bench.link.forgotten == ["s"]


async def test_a_session_that_is_opened_again_begins_anew(bench: Bench) -> None:
    await bench.ask("Where?", turn=5)
    await bench.send(Open("s"))
    assert isinstance(await bench.ask("Hello?", turn=1), Done)
    assert "Where?" not in bench.read[-1]
    assert bench.service.beat().streams == 1


async def test_a_gateway_that_leaves_ends_the_turns_quietly(bench: Bench) -> None:
    bench.link.closed = True
    await bench.send(turn_of("Where?"), Cancel("t", 1, 1))
    while bench.service.beat().streams != 1:
        await asyncio.sleep(0)
    bench.link.closed = False
    assert isinstance(await bench.ask("Sure?", turn=2), Done)


async def test_a_message_for_others_is_ignored(bench: Bench) -> None:
    await bench.send(Played("s", 1, 1, 0, 0, 0))
    assert bench.link.sent == []


async def test_a_service_that_did_not_start_can_be_closed() -> None:
    async def load(options: ReasonerOptions) -> Faculties:
        raise ModelMissing("no model")

    service = ReasonerService(ReasonerOptions(), load)
    with pytest.raises(ModelMissing):
        await service.start(ScriptedLink())
    assert service.beat() == Beat()
    await service.close()


def test_options_that_are_wrong_are_named() -> None:
    assert isinstance(ReasonerService.from_json('{"threads": 2}'), ReasonerService)
    with pytest.raises(ConfigError, match="max_sessions"):
        ReasonerService.from_json('{"max_sessions": 0}')


STEPS = st.lists(
    st.tuples(st.sampled_from(["turn", "speech", "cancel", "close", "heard", "idle"]), st.sampled_from("st")),
    max_size=30,
)


@settings(deadline=None, max_examples=80)
@given(STEPS, st.randoms(use_true_random=False))
def test_however_it_goes_every_turn_ends_once_and_nothing_is_left(
    steps: list[tuple[str, str]], chance: random.Random
) -> None:
    asyncio.run(_interleave(steps, chance))


async def _interleave(steps: list[tuple[str, str]], chance: random.Random) -> None:
    bench = Bench()
    await bench.start()
    asked: list[tuple[str, int]] = []
    opened: dict[str, list[int]] = {}
    """The sessions, and what was asked in them."""
    for generation, (step, session) in enumerate(steps, start=1):
        if session not in opened:
            await bench.send(Open(session))
            opened[session] = []
        match step:
            case "turn" | "speech":
                if step == "speech":
                    await bench.send(listen(generation, SECOND[:320], session))
                text = "" if step == "speech" else "Where?"
                await bench.send(turn_of(text, session=session, turn=generation, mode=chance.choice(list(Mode))))
                asked.append((session, generation))
                opened[session].append(generation)
            case "cancel" if opened[session]:
                turn = chance.choice(opened[session])
                await bench.send(Cancel(session, turn, turn))
            case "heard" if opened[session]:
                await bench.send(Heard(session, chance.choice(opened[session]), "It", cut=True))
            case "close":
                await bench.send(Close(session))
                del opened[session]
            case _:
                await asyncio.sleep(0)
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
    for session, turn in asked:
        await bench.ended(turn, session)
    for session in opened:
        await bench.send(Close(session))
    for _ in range(5):
        await asyncio.sleep(0)
    assert bench.engine.streams == 0
    await bench.service.close()
    ends = Counter((m.session, m.generation) for m in bench.link.sent if isinstance(m, END))
    assert {key: ends[key] for key in asked} == dict.fromkeys(asked, 1)
