"""The words of what the user said, when and to whom they are told: ``antiphon.reasoner.service``."""

from __future__ import annotations

import pytest

from antiphon.reasoner import hearing as hearing_module
from antiphon.transport.messages import Done, Fail, Open, Transcribe, Transcript, Unlisten

from .service_bench import Bench, listen, settled, turn_of


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


async def test_audio_without_end_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing_module, "LONGEST_TURN_S", 3)
    await bench.send(*[listen()] * 4, turn_of())
    fail = await bench.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "input"
    assert "3 s" in fail.message
    assert bench.recogniser.clips == []
    assert isinstance(await bench.ask("Where?", turn=2), Done)


async def test_speech_that_is_held_is_not_lost_when_the_user_talks_on(bench: Bench) -> None:
    await bench.send(listen(1), listen(2), listen(2), turn_of(turn=1))
    assert isinstance(await bench.ended(1), Done)
    await bench.send(turn_of(turn=2))
    assert isinstance(await bench.ended(2), Done)
    assert [len(clip) for clip in bench.recogniser.clips] == [16_000, 32_000]


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
