"""A model that hears is given the sound, and words are written down beside it: ``antiphon.reasoner.spoken_turn``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from antiphon.reasoner import hearing as hearing_module
from antiphon.transport.messages import (
    Cancel,
    Cancelled,
    Close,
    Confirm,
    Done,
    Fail,
    Instruct,
    Mode,
    Open,
    Say,
    SegmentBegun,
    Show,
    Thought,
    ToolCall,
    Transcribe,
    Transcript,
)

from .scripted import STATE, ScriptedEar
from .service_bench import CALL, CLOCK, END, SECOND, Bench, agent, listen, settled, turn_of, user

EMPTY = "<think>\n\n</think>\n\n"


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


async def test_closing_while_ear_and_recogniser_listen(hearing: Bench) -> None:
    hearing.ear.go.clear()
    hearing.recogniser.go.clear()
    await hearing.send(listen(), Transcribe("s", 1), listen(2), turn_of(turn=2))
    while not (hearing.ear.clips and hearing.recogniser.clips):
        await asyncio.sleep(0.0005)
    await hearing.send(Close("s"))
    assert await hearing.ended(2) == Cancelled("s", 2, 2)
    assert hearing.engine.streams == 0
