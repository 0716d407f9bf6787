"""The reasoner's service from message to message: ``antiphon.reasoner.service``."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.reasoner import hearing as hearing_module
from antiphon.reasoner import service as module
from antiphon.reasoner.engine import Priority
from antiphon.reasoner.faculties import Faculties
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.service import ReasonerService
from antiphon.transport.errors import ConfigError, ModelMissing
from antiphon.transport.messages import (
    Beat,
    Cancel,
    Cancelled,
    Close,
    Confirm,
    Done,
    Fail,
    Forget,
    Instruct,
    Item,
    Listen,
    Message,
    Mode,
    Open,
    Played,
    Remember,
    Say,
    SegmentBegun,
    Show,
    Thought,
    Tool,
    ToolCall,
    Transcribe,
    Transcript,
    Turn,
    Unlisten,
)

from .scripted import (
    AUDIO_TOKENS,
    CHATML_TOKENS,
    STATE,
    ScriptedEar,
    ScriptedEngine,
    ScriptedLink,
    ScriptedRecogniser,
    byte_tokenizer,
    scripted_faculties,
)

TOKENIZER = byte_tokenizer()
HEARING = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS))
"""Of a model that knows sound."""
THINKING = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS), ("<think>", "</think>"), merges=("\n\n",))
"""Of one that was taught to think, too."""
SECOND = b"\x00\x40" * 16_000
END = Done | Fail | Cancelled
CLOCK = Tool("clock", "What time it is.")
CALL = '<tool_call>{"name": "clock", "arguments": {}}</tool_call>'


class Bench:
    """A service on scripted models, with what stands around it."""

    def __init__(
        self,
        *,
        reply: str = "It is Paris.<|im_end|>",
        sessions: int = 2,
        most: int = 99,
        ear: ScriptedEar | None = None,
        hearing: Literal["routed", "sound"] = "sound",
        context_tokens: int = 4096,
    ) -> None:
        tokenizer = TOKENIZER if ear is None else HEARING if hearing == "sound" else THINKING
        self.engine = ScriptedEngine(tokenizer, self._reply, most=most, context_tokens=context_tokens)
        self.recogniser = ScriptedRecogniser("Where is it?")
        self.ear = ear or ScriptedEar()
        self.hears = ear is not None
        self.link = ScriptedLink()
        self.read: list[str] = []
        self.reply = reply
        options = ReasonerOptions(max_sessions=sessions, model="/models/a", recogniser="/models/b", hearing=hearing)
        self.service = ReasonerService(options, self._load)

    async def _load(self, options: ReasonerOptions) -> Faculties:
        return scripted_faculties(self.engine, self.recogniser, self.ear if self.hears else None)

    def _reply(self, text: str) -> str:
        self.read.append(text)
        return self.reply

    async def start(self) -> None:
        await self.service.start(self.link)
        self.read.clear()
        self.recogniser.clips.clear()
        self.ear.clips.clear()

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

    async def transcript(self, audio_ms: float) -> Transcript:
        """The words that ``Transcribe`` asked for."""
        return await self.link.until(Transcript, lambda m: m.generation == 0 and m.audio_ms == audio_ms)

    def said(self, turn: int = 1) -> str:
        return "".join(message.text for message in self.link.all(Say) if message.turn == turn)

    async def writing(self) -> None:
        """Wait until the model has begun to write, and hold it there."""
        self.engine.go.clear()
        while not self.read:
            await asyncio.sleep(0)

    async def recognising(self) -> None:
        """Wait until the recogniser has begun, and hold it there."""
        self.recogniser.go.clear()
        while not self.recogniser.clips:
            await asyncio.sleep(0.0005)

    async def listening(self) -> None:
        """Wait until the ear has begun, and hold it there."""
        self.ear.go.clear()
        while not self.ear.clips:
            await asyncio.sleep(0.0005)

    @property
    def heard_s(self) -> list[float]:
        """How long what the ear heard was."""
        return [len(clip) / 16_000 for clip in self.ear.clips]

    @property
    def recognised_s(self) -> list[float]:
        """How long what was recognised was."""
        return [len(clip) / 16_000 for clip in self.recogniser.clips]


def turn_of(
    text: str = "",
    *,
    session: str = "s",
    turn: int = 1,
    generation: int = 0,
    mode: Mode = Mode.NO_THINK,
    speculative: bool = False,
    tools: tuple[Tool, ...] | None = None,
    tool_choice: str = "auto",
    route: bool = False,
) -> Turn:
    """A turn whose generation has its number, where it is not given."""
    return Turn(
        session, turn, generation or turn, mode, text, thought_tokens=8, say_tokens=50, speculative=speculative,
        tools=tools, tool_choice=tool_choice, route=route,
    )  # fmt: skip


def listen(turn: int = 1, pcm: bytes = SECOND, session: str = "s") -> Listen:
    return Listen(session, turn, pcm)


def user(turn: int, text: str) -> Remember:
    return Remember("s", Item(f"u{turn}", "user", text))


def agent(turn: int, text: str, cut: bool = False) -> Remember:
    return Remember("s", Item(f"a{turn}", "assistant", text, cut))


async def settled() -> None:
    """Everything that can go on has gone on, the threads included."""
    for _ in range(20):
        await asyncio.sleep(0.0005)


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
    assert bench.link.sent[0] == Transcript("s", 1, 1, "Where is it?", audio_ms=2000, ms=12.5)
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


async def test_a_turn_of_nothing_answers_to_the_history_as_it_is(bench: Bench) -> None:
    for turn, text in enumerate(("", "  "), start=1):
        await bench.send(user(turn, f"Question {turn}."))
        assert isinstance(await bench.ask(text, turn=turn), Done)
        assert bench.read[-1].endswith(f"user\nQuestion {turn}.<|im_end|>\n<|im_start|>assistant\n")


async def test_audio_without_end_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing_module, "LONGEST_TURN_S", 3)
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


async def test_what_is_remembered_is_known_in_the_next_turn(bench: Bench) -> None:
    await bench.ask("Where?")
    await bench.send(user(1, "Where?"), agent(1, "It is", cut=True))
    await bench.ask("Sure?", turn=2)
    assert "user\nWhere?<|im_end|>\n<|im_start|>assistant\nIt is —<|im_end|>" in bench.read[1]


async def test_a_correction_of_what_was_heard_counts(bench: Bench) -> None:
    await bench.send(user(1, "Where?"), agent(1, "It is", cut=True), agent(1, "It", cut=True))
    await bench.ask("Sure?", turn=2)
    assert "assistant\nIt —<|im_end|>" in bench.read[0]


async def test_nothing_is_remembered_that_the_gateway_does_not_say(bench: Bench) -> None:
    await bench.ask("Where?")
    await bench.ask("Sure?", turn=2)
    assert "Where?" not in bench.read[1]


async def test_what_is_forgotten_is_not_known_and_what_is_put_before_comes_before(bench: Bench) -> None:
    await bench.send(user(1, "One."), user(2, "Two."), user(3, "Three."), Forget("s", "u2"))
    await bench.send(Remember("s", Item("x", "user", "Zero."), ""), Remember("s", Item("y", "user", "Half."), "x"))
    await bench.ask("")
    order = [bench.read[0].find(word) for word in ("Zero", "Half", "One", "Three")]
    assert -1 not in order
    assert order == sorted(order)
    assert "Two." not in bench.read[0]


async def test_new_instructions_and_tools_are_known_in_the_next_turn(bench: Bench) -> None:
    await bench.send(Instruct("s", "Be brief.", (CLOCK,)))
    bench.reply = CALL
    await bench.ask("What time is it?")
    assert bench.read[0].startswith("<|im_start|>system\nBe brief.\n\n# Tools")
    [call] = bench.link.all(ToolCall)
    assert (call.session, call.turn, call.generation, call.name, call.arguments) == ("s", 1, 1, "clock", "{}")
    assert bench.link.all(Say) == []
    assert [type(message) for message in bench.link.sent] == [SegmentBegun, ToolCall, Done]


async def test_a_session_may_open_with_tools_and_a_turn_without_them(bench: Bench) -> None:
    await bench.send(Open("t", "Be kind.", tools=(CLOCK,)))
    bench.reply = CALL
    await bench.ask("", session="t")
    assert len(bench.link.all(ToolCall)) == 1
    await bench.send(turn_of("", session="t", turn=2, tools=()))
    assert isinstance(await bench.ended(2, "t"), Done)
    assert len(bench.link.all(ToolCall)) == 1


async def test_what_a_tool_gave_back_is_known(bench: Bench) -> None:
    call, result = Item("c", "call", "{}", name="clock"), Item("r", "result", "Nine.", name="clock")
    await bench.send(user(1, "What time is it?"), Remember("s", call), Remember("s", result))
    await bench.ask("")
    assert bench.read[0].endswith("<tool_response>\nNine.\n</tool_response><|im_end|>\n<|im_start|>assistant\n")


async def test_a_tool_that_is_not_there_cannot_be_wanted(bench: Bench) -> None:
    await bench.send(turn_of("", tool_choice="clock"))
    fail = await bench.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "input"
    assert "clock" in fail.message


async def test_a_session_opened_with_a_history_knows_it(bench: Bench) -> None:
    await bench.send(Open("t", "Be kind.", (Item("u", "user", "Hi."), Item("a", "assistant", "Hello."))))
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


async def test_a_session_that_is_not_open_is_told_so(bench: Bench) -> None:
    fail = await bench.ask("Where?", session="unknown")
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "Open" in fail.message
    await bench.send(
        listen(session="unknown"), Unlisten("unknown", 1), Remember("unknown", Item("u", "user", "Hi.")),
        Forget("unknown", "u"), Instruct("unknown", "Hi."), Confirm("unknown", 1, 1), Close("unknown"),
    )  # fmt: skip
    await bench.send(Cancel("unknown", 2, 2), Transcribe("unknown", 1))
    assert await bench.ended(2, "unknown") == Cancelled("unknown", 2, 2)
    assert (await bench.link.until(Fail, lambda fail: fail.generation == 0)).session == "unknown"


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


# Hearing.


async def test_words_are_told_when_they_are_wanted(bench: Bench) -> None:
    await bench.send(listen(7), listen(7), Transcribe("s", 7))
    assert await bench.transcript(2000) == Transcript("s", 7, 0, "Where is it?", audio_ms=2000, ms=12.5)
    bench.recogniser.text = ""
    await bench.send(listen(7), Transcribe("s", 7))
    assert await bench.transcript(3000) == Transcript("s", 7, 0, "", audio_ms=3000, ms=12.5)


async def test_a_turn_needs_no_words_that_are_known(bench: Bench) -> None:
    await bench.send(listen(), Transcribe("s", 1))
    await bench.transcript(1000)
    await bench.send(turn_of())
    done = await bench.ended()
    assert isinstance(done, Done)
    assert done.counts["transcript_ms"] == 12.5
    assert bench.link.all(Transcript)[1] == Transcript("s", 1, 1, "Where is it?", audio_ms=1000, ms=12.5)
    assert bench.recognised_s == [1]


async def test_a_turn_waits_for_words_that_are_on_their_way(bench: Bench) -> None:
    bench.recogniser.go.clear()
    await bench.send(listen(), Transcribe("s", 1))
    await bench.recognising()
    await bench.send(turn_of())
    await settled()
    bench.recogniser.go.set()
    assert isinstance(await bench.ended(), Done)
    await settled()
    assert sorted(transcript.generation for transcript in bench.link.all(Transcript)) == [0, 1]
    assert bench.recognised_s == [1]


async def test_words_that_came_to_late_are_not_looked_for(bench: Bench) -> None:
    """While the recogniser is busy with another conversation."""
    await bench.send(Open("t"), listen(session="t"), Transcribe("t", 1))
    await bench.recognising()
    for _ in range(5):
        await bench.send(listen(), Transcribe("s", 1))
        await settled()
    bench.recogniser.go.set()
    await bench.transcript(5000)
    await settled()
    assert bench.recognised_s == [1, 5]
    assert len(bench.link.all(Transcript)) == 2


async def test_words_of_what_is_not_wanted_any_more_are_not_looked_for(bench: Bench) -> None:
    await bench.send(Open("t"), listen(session="t"), Transcribe("t", 1))
    await bench.recognising()
    await bench.send(listen(), Transcribe("s", 1))
    await settled()
    await bench.send(Unlisten("s", 1))
    bench.recogniser.go.set()
    await settled()
    assert bench.recognised_s == [1]
    assert [transcript.session for transcript in bench.link.all(Transcript)] == ["t"]


async def test_words_of_nothing_cannot_be_told(bench: Bench) -> None:
    await bench.send(listen(1), Unlisten("s", 1), Transcribe("s", 1), listen(2, b"\0"), Transcribe("s", 2))
    first, second = [await bench.link.until(Fail, lambda fail, turn=turn: fail.turn == turn) for turn in (1, 2)]
    assert (first.kind, first.session, first.generation) == ("internal", "s", 0)
    assert "Listen" in first.message
    assert (second.kind, second.session, second.generation) == ("input", "s", 0)
    assert "16-bit" in second.message


async def test_a_recogniser_that_breaks_breaks_nothing_else(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(bench.recogniser, "transcribe", lambda pcm: 1 / 0)
        await bench.send(listen(), Transcribe("s", 1))
        fail = await bench.link.until(Fail)
        assert (fail.kind, fail.turn, fail.generation) == ("internal", 1, 0)
        assert "ZeroDivisionError" in fail.message
        await bench.send(turn_of(speculative=True))
        fail = await bench.ended()
        assert isinstance(fail, Fail)
        assert fail.kind == "internal"
    await bench.send(turn_of(generation=2))
    assert isinstance(await bench.ended(2), Done)


async def test_a_turn_that_was_answered_is_not_listened_to(bench: Bench) -> None:
    await bench.send(listen(), turn_of(), listen(), Transcribe("s", 1))
    assert (await bench.link.until(Fail)).generation == 0
    assert isinstance(await bench.ended(), Done)
    await bench.send(listen(), turn_of("Again?", generation=2))
    assert isinstance(await bench.ended(2), Done)
    assert bench.recognised_s == [1]


# A model that hears.


@pytest.fixture
async def hearing() -> AsyncIterator[Bench]:
    """As ``bench``, with an ear."""
    bench = Bench(ear=ScriptedEar())
    await bench.start()
    await bench.send(Open("s", "Be kind."))
    yield bench
    bench.recogniser.go.set()
    bench.ear.go.set()
    bench.engine.go.set()
    await bench.service.close()
    assert bench.engine.streams == 0


def heard(states: int, text: str = "") -> str:
    """A turn of the user's, as such a model reads it."""
    return f"user\n{text}<audio_start>{STATE * states}<audio_end><|im_end|>\n<|im_start|>assistant\n"


async def test_a_model_that_hears_reads_the_sound_and_the_words_are_only_written_down(hearing: Bench) -> None:
    await hearing.send(listen(), listen(), turn_of())
    done = await hearing.ended()
    assert isinstance(done, Done)
    assert hearing.read[0].endswith(heard(25))
    assert "Where is it?" not in hearing.read[0]
    assert hearing.said() == "It is Paris."
    assert hearing.link.all(Transcript) == [Transcript("s", 1, 1, "Where is it?", audio_ms=2000, ms=12.5)]
    assert (done.counts["hearing_ms"], done.counts["transcript_ms"]) == (7.5, 12.5)
    assert (hearing.heard_s, hearing.recognised_s) == ([2], [2])
    assert hearing.ear.clips[0][0] == 0.5


async def test_a_text_is_read_as_ever_by_a_model_that_hears(hearing: Bench) -> None:
    done = await hearing.ask("Where?")
    assert isinstance(done, Done)
    assert "hearing_ms" not in done.counts
    assert hearing.read[0].endswith("user\nWhere?<|im_end|>\n<|im_start|>assistant\n")


EMPTY = "<think>\n\n</think>\n\n"


@pytest.mark.parametrize(("empty", "by_words"), [(0.9, True), (0.1, False)])
async def test_by_route_only_what_needs_no_thought_is_answered_by_its_words(empty: float, by_words: bool) -> None:
    bench = Bench(ear=ScriptedEar(), hearing="routed")
    bench.engine.odds = lambda *_: empty
    await bench.start()
    bench.recogniser.go.clear()
    await bench.send(Open("s", "Be kind."), listen(), turn_of(mode=Mode.SPEAK_FIRST, route=True))
    await settled()
    # What is thought about does not wait for words.
    assert any("audio_start" in read for read in bench.read) is not by_words
    bench.recogniser.go.set()
    assert isinstance(await bench.ended(), Done)
    in_words = f"user\nWhere is it?<|im_end|>\n<|im_start|>assistant\n{EMPTY}"
    assert any(in_words in read for read in bench.read) is by_words
    assert len(bench.link.all(Transcript)) == 1
    await bench.service.close()
    assert bench.engine.streams == 0


async def test_a_turn_that_is_cancelled_before_its_words_are_known_leaves_nothing() -> None:
    bench = Bench(ear=ScriptedEar(), hearing="routed")
    bench.engine.odds = lambda *_: 0.9
    await bench.start()
    bench.recogniser.go.clear()
    await bench.send(Open("s", "Be kind."), listen(), turn_of(mode=Mode.SPEAK_FIRST, route=True))
    await settled()
    await bench.send(Cancel("s", 1, 1))
    assert isinstance(await bench.ended(), Cancelled)
    bench.recogniser.go.set()
    await bench.service.close()
    assert bench.engine.streams == 0


async def test_what_was_typed_stands_before_what_is_heard(hearing: Bench) -> None:
    await hearing.send(listen(), turn_of(" I mean Paris. "))
    await hearing.ended()
    assert hearing.read[0].endswith(heard(12, "I mean Paris."))
    assert hearing.link.all(Transcript)[0].text == "Where is it?"


async def test_what_is_heard_comes_behind_the_history_as_it_is_by_now(hearing: Bench) -> None:
    await hearing.send(user(1, "Hi."), agent(1, "Hello."), listen(2), turn_of(turn=2), agent(1, "Hel", cut=True))
    assert isinstance(await hearing.ended(2), Done)
    await hearing.send(listen(3), turn_of(turn=3))
    assert isinstance(await hearing.ended(3), Done)
    assert hearing.read[-1].endswith(f"assistant\nHel —<|im_end|>\n<|im_start|>{heard(12)}")
    assert "audio_start" not in hearing.engine.texts()[0]


@pytest.mark.parametrize("mode", list(Mode))
async def test_nothing_is_said_before_it_is_known_that_anything_was(hearing: Bench, mode: Mode) -> None:
    """However late the words are, they precede what is said to them."""
    await hearing.send(listen(), turn_of(mode=mode))
    hearing.recogniser.go.clear()
    while not hearing.read:
        await asyncio.sleep(0)
    await settled()
    assert not any(isinstance(message, Say | Transcript | END) for message in hearing.link.sent)
    assert bool(hearing.link.all(Thought)) == (mode is not Mode.NO_THINK)
    hearing.recogniser.go.set()
    assert isinstance(await hearing.ended(), Done)
    kinds = [type(message) for message in hearing.link.sent]
    assert kinds.count(Transcript) == 1
    assert kinds.index(Transcript) < kinds.index(Say)
    assert hearing.said() == "It is Paris."


@pytest.mark.parametrize("reply", ["It is Paris.<|im_end|>", CALL, "<|im_end|>", "{} Paris."])
@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("slow", [True, False])
async def test_a_turn_of_noise_is_not_answered_whatever_the_model_makes_of_it(
    hearing: Bench, reply: str, mode: Mode, slow: bool
) -> None:
    """Also where the model has found nothing to say to it before the recogniser has found no words in it."""
    hearing.reply, hearing.recogniser.text = reply, ""
    await hearing.send(Instruct("s", "Be kind.", (CLOCK,)), listen(), turn_of(mode=mode))
    if slow:
        await hearing.recognising()
        await settled()
        assert hearing.read
        hearing.recogniser.go.set()
    fail = await hearing.ended()
    assert isinstance(fail, Fail)
    assert (fail.kind, fail.turn, fail.generation) == ("no_speech", 1, 1)
    assert not any(isinstance(message, Say | Show | ToolCall | Transcript) for message in hearing.link.sent)
    assert hearing.engine.streams == 1
    assert isinstance(await hearing.ask("Where?", turn=2), Done) == (reply != "<|im_end|>")


async def test_a_text_beside_noise_is_answered_by_a_model_that_hears(hearing: Bench) -> None:
    hearing.recogniser.text = ""
    await hearing.send(listen(), turn_of("Where?"))
    assert isinstance(await hearing.ended(), Done)
    assert hearing.read[0].endswith(heard(12, "Where?"))


async def test_less_sound_than_is_heard_is_left_to_the_recogniser(hearing: Bench) -> None:
    await hearing.send(listen(1, SECOND[:100]), turn_of())
    assert isinstance(await hearing.ended(), Done)
    assert hearing.read[0].endswith(heard(0))


async def test_an_answer_without_a_word_to_what_was_said_is_our_fault(hearing: Bench) -> None:
    hearing.reply = "<|im_end|>"
    await hearing.send(listen(), turn_of())
    fail = await hearing.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "without a word" in fail.message


@pytest.mark.parametrize("text", ["", "Where?"])
async def test_a_turn_that_is_too_long_to_be_heard_is_read(text: str) -> None:
    bench = Bench(ear=ScriptedEar(), context_tokens=512)
    await bench.start()
    await bench.send(Open("s"), *[listen()] * 21, turn_of(text))
    done = await bench.ended()
    assert isinstance(done, Done)
    assert bench.read[0].endswith(f"user\n{text} Where is it?<|im_end|>\n<|im_start|>assistant\n".replace("\n ", "\n"))
    assert done.counts.keys() >= {"hearing_ms", "transcript_ms"}
    assert bench.link.sent[0] == Transcript("s", 1, 1, "Where is it?", audio_ms=21_000, ms=12.5)
    await bench.service.close()


async def test_a_turn_of_noise_that_is_too_long_to_be_heard_is_not_answered() -> None:
    bench = Bench(ear=ScriptedEar(), context_tokens=512)
    await bench.start()
    bench.recogniser.text = ""
    await bench.send(Open("s"), *[listen()] * 21, turn_of())
    fail = await bench.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "no_speech"
    assert bench.read == []
    await bench.service.close()


async def test_audio_that_is_none_is_refused_by_a_model_that_hears(
    hearing: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing_module, "LONGEST_TURN_S", 3)
    for turn, pieces, message in ((1, [b"\0"], "16-bit"), (2, [SECOND] * 4, "3 s")):
        await hearing.send(*[listen(turn, pcm) for pcm in pieces], Transcribe("s", turn), turn_of(turn=turn))
        fail = await hearing.ended(turn)
        assert isinstance(fail, Fail)
        assert fail.kind == "input"
        assert message in fail.message
    assert hearing.ear.clips == []
    await hearing.send(listen(3), turn_of(turn=3))
    assert isinstance(await hearing.ended(3), Done)


async def test_a_tool_that_must_be_called_is_called_for_what_was_heard(hearing: Bench) -> None:
    hearing.reply = 'clock", "arguments": {}}</tool_call>'
    await hearing.send(Instruct("s", "", (CLOCK,)), listen(), turn_of(tool_choice="required"))
    hearing.recogniser.go.clear()
    await settled()
    assert hearing.link.all(ToolCall) == []
    hearing.recogniser.go.set()
    assert isinstance(await hearing.ended(), Done)
    assert [type(message) for message in hearing.link.sent if not isinstance(message, SegmentBegun)] == [
        Transcript, ToolCall, Done
    ]  # fmt: skip


async def test_a_tool_that_is_not_there_cannot_be_wanted_of_who_hears(hearing: Bench) -> None:
    await hearing.send(listen(), turn_of(tool_choice="clock"))
    fail = await hearing.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "input"
    assert hearing.engine.streams == 1


async def test_who_asks_for_the_words_has_the_sound_heard_ahead(hearing: Bench) -> None:
    await hearing.send(listen(), Transcribe("s", 1))
    await hearing.transcript(1000)
    await settled()
    await hearing.send(turn_of())
    assert isinstance(await hearing.ended(), Done)
    assert (hearing.heard_s, hearing.recognised_s) == ([1], [1])


async def test_a_piece_of_a_long_turn_is_heard_while_the_user_goes_on(hearing: Bench) -> None:
    """Nobody has to ask for it; whatever goes wrong with it is told by the turn, where it goes wrong again."""
    hearing.ear.broken = True
    await hearing.send(*[listen() for _ in range(26)])
    await hearing.listening()
    hearing.ear.broken = False
    hearing.ear.go.set()
    await settled()
    [cut] = hearing.heard_s
    assert 19 <= cut < 25
    await hearing.send(turn_of())
    assert isinstance(await hearing.ended(), Done)
    assert hearing.heard_s == [cut, 26]


async def test_a_turn_waits_for_the_sound_that_is_being_heard(hearing: Bench) -> None:
    hearing.ear.go.clear()
    await hearing.send(listen(), Transcribe("s", 1))
    await hearing.listening()
    await hearing.send(turn_of())
    await settled()
    assert hearing.read == []
    hearing.ear.go.set()
    assert isinstance(await hearing.ended(), Done)
    assert hearing.heard_s == [1]


async def test_the_recogniser_does_not_wait_for_the_ear(hearing: Bench) -> None:
    hearing.ear.go.clear()
    await hearing.send(listen(), turn_of())
    assert await hearing.link.until(Transcript) == Transcript("s", 1, 1, "Where is it?", audio_ms=1000, ms=12.5)
    assert hearing.read == []
    hearing.ear.go.set()
    assert isinstance(await hearing.ended(), Done)


async def test_an_ear_that_breaks_ends_its_turn_and_nothing_else(hearing: Bench) -> None:
    hearing.ear.broken = True
    await hearing.send(Open("t"), listen(), Transcribe("s", 1))
    await hearing.transcript(1000)
    await settled()
    await hearing.send(turn_of(speculative=True))
    fail = await hearing.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "ArithmeticError" in fail.message
    hearing.ear.broken = False
    await hearing.send(turn_of(generation=2), listen(1, session="t"), turn_of(session="t"))
    assert isinstance(await hearing.ended(2), Done)
    assert isinstance(await hearing.ended(1, "t"), Done)


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_recogniser_that_breaks_ends_the_turn_of_who_hears_and_frees_its_streams(
    hearing: Bench, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(hearing.recogniser, "transcribe", lambda pcm: 1 / 0)
        await hearing.send(listen(), turn_of(mode=mode))
        fail = await hearing.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "ZeroDivisionError" in fail.message
    assert hearing.link.all(Say) == []
    assert hearing.engine.streams == 1
    await hearing.send(listen(2), turn_of(turn=2))
    assert isinstance(await hearing.ended(2), Done)


async def test_who_talks_on_is_heard_from_the_beginning_by_a_model_that_hears(hearing: Bench) -> None:
    await hearing.send(listen(), Transcribe("s", 1), turn_of(speculative=True))
    assert isinstance(await hearing.ended(), Done)
    hearing.read.clear()
    await hearing.send(Cancel("s", 1, 1), listen(), Transcribe("s", 1), turn_of(generation=2, speculative=True))
    await hearing.writing()
    await hearing.transcript(2000)
    await hearing.send(Cancel("s", 1, 2), listen())
    assert await hearing.ended(2) == Cancelled("s", 1, 2)
    hearing.engine.go.set()
    await hearing.send(turn_of(generation=3, speculative=True), Confirm("s", 1, 3))
    assert isinstance(await hearing.ended(3), Done)
    assert (hearing.heard_s, hearing.recognised_s) == ([1, 2, 3], [1, 2, 3])
    assert hearing.read[-1].endswith(heard(37))


async def test_a_guess_at_what_was_heard_waits_with_its_call_until_it_is_confirmed(hearing: Bench) -> None:
    hearing.reply = "Let me see. " + CALL
    await hearing.send(Instruct("s", "", (CLOCK,)), listen(), turn_of(speculative=True))
    await hearing.link.until(Say, lambda say: say.end_of_segment)
    await settled()
    assert hearing.link.all(ToolCall) == hearing.ends() == []
    await hearing.send(Confirm("s", 1, 1))
    assert isinstance(await hearing.ended(), Done)
    assert [type(message) for message in hearing.link.sent[-2:]] == [ToolCall, Done]


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


async def test_closing_while_ear_and_recogniser_listen(hearing: Bench) -> None:
    hearing.ear.go.clear()
    hearing.recogniser.go.clear()
    await hearing.send(listen(), Transcribe("s", 1), listen(2), turn_of(turn=2))
    while not (hearing.ear.clips and hearing.recogniser.clips):
        await asyncio.sleep(0.0005)
    await hearing.send(Close("s"))
    assert await hearing.ended(2) == Cancelled("s", 2, 2)
    assert hearing.engine.streams == 0


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
        await bench.send(Remember("t", Item("u", "user", "Hi.")))
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
