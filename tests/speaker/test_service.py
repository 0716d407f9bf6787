"""The speaker's service from message to message: ``antiphon.speaker.service`` and ``answer``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from antiphon.speaker import answer as answer_module
from antiphon.speaker.options import PhrasingOptions, SpeakerOptions
from antiphon.speaker.service import WARM_UP, SpeakerService
from antiphon.transport.errors import ConfigError
from antiphon.transport.messages import (
    Audio,
    Beat,
    Cancel,
    Cancelled,
    Close,
    Done,
    Fail,
    Open,
    Played,
    Say,
    Show,
)

from .scripted import RATE_HZ, ScriptedLink, ScriptedVoice, duration_ms, text_of

UNHURRIED = PhrasingOptions(hasty_clause_chars=0)


class Bench:
    """A started service with what stands around it."""

    def __init__(self, voice: ScriptedVoice, options: SpeakerOptions) -> None:
        self.voice = voice
        self.link = ScriptedLink()
        self.service = SpeakerService(options, lambda _: voice)

    async def say(
        self, text: str, *, session: str = "s", turn: int = 1, generation: int = 1, end: bool = False
    ) -> None:
        await self.service.handle(Say(session, turn, generation, text, end_of_segment=end))

    async def done(self, *, session: str = "s", turn: int = 1, generation: int = 1) -> Done:
        """End an answer and wait for the speaker's own end."""
        await self.service.handle(Done(session, turn, generation))
        return await self.link.until(Done, lambda d: (d.session, d.turn, d.generation) == (session, turn, generation))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A started service with one session, "s", of at most two."""
    bench = Bench(ScriptedVoice(), SpeakerOptions(max_sessions=2, phrasing=UNHURRIED))
    await bench.service.start(bench.link)
    await bench.voice.began()
    await bench.service.handle(Open("s"))
    yield bench
    bench.voice.go.set()
    await bench.service.close()


async def test_hello_comes_after_the_voice_was_warmed_up() -> None:
    bench = Bench(ScriptedVoice(), SpeakerOptions(max_sessions=3, threads=2))
    hello = await bench.service.start(bench.link)
    assert bench.voice.clauses == [" ".join(WARM_UP)]
    assert (hello.name, hello.sessions, hello.rate_hz) == ("speaker", 3, RATE_HZ)
    assert hello.detail == {"voice": "hibari", "threads": "2"}
    assert hello.load_ms > 0
    await bench.service.close()


async def test_an_answer_is_spoken_word_for_word(bench: Bench) -> None:
    text = "Yes, it is Paris. It has **two** rivers, 5 km apart.\n"
    for token in text.split(" "):
        await bench.say(token + " ")
    done = await bench.done()
    audio = bench.link.audio()
    assert text_of(audio) == "Yes, it is Paris. It has two rivers, 5 km apart.\n "
    assert bench.voice.clauses[1:] == ["Yes, it is Paris.", "It has two rivers, five kilometers apart."]
    assert done.counts["clauses"] == 2
    assert done.counts["audio_ms"] == pytest.approx(sum(duration_ms(chunk) for chunk in audio), abs=0.1)
    assert bench.link.sent[-1] is done


async def test_audio_comes_in_short_chunks_with_the_words_that_start_in_them(bench: Bench) -> None:
    await bench.say("One two three four five six seven.")
    await bench.done()
    audio = bench.link.audio()
    assert [duration_ms(chunk) for chunk in audio] == [250, 250, 250, 200]
    assert [text_of([chunk]) for chunk in audio] == ["One two three ", "four five ", "six seven.", ""]
    assert [word.start_ms for chunk in audio for word in chunk.words] == [0, 100, 200, 50, 150, 0, 100]
    assert all(chunk.estimated for chunk in audio)
    assert [chunk.synthesis_ms > 0 for chunk in audio] == [True, False, False, False]


async def test_a_sentence_is_followed_by_its_pause(bench: Bench) -> None:
    await bench.say("Yes.")
    await bench.done()
    samples = np.frombuffer(b"".join(chunk.pcm for chunk in bench.link.audio()), "<i2")
    assert len(samples) == RATE_HZ * 350 // 1000
    assert np.all(samples[: RATE_HZ // 10] == round(0.5 * 32767))
    assert not samples[RATE_HZ // 10 :].any()


async def test_the_end_of_a_segment_is_spoken_without_waiting(bench: Bench) -> None:
    await bench.say("It is", end=True)
    await bench.voice.began()
    assert bench.voice.clauses[-1] == "It is"


async def test_the_gateways_reason_comes_back_with_done(bench: Bench) -> None:
    await bench.say("It is")
    await bench.service.handle(Done("s", 1, 1, "length"))
    assert (await bench.link.until(Done)).reason == "length"


async def test_an_answer_without_text_is_done_at_once(bench: Bench) -> None:
    assert (await bench.done()).counts == {"clauses": 0, "audio_ms": 0, "synthesis_ms": 0}


async def test_words_that_cannot_be_said_stay_in_the_account(bench: Bench) -> None:
    await bench.say("日本。")
    done = await bench.done()
    assert text_of(bench.link.audio()) == "日本。"
    assert [(chunk.pcm, chunk.words[0].end_ms) for chunk in bench.link.audio()] == [(b"", 0)]
    assert done.counts["clauses"] == 0


async def test_artifacts_are_shown_while_the_voice_is_busy(bench: Bench) -> None:
    bench.voice.go.clear()
    await bench.say("Here it is. Then\n```py\nx = 1\n```\n")
    await bench.voice.began()
    assert (await bench.link.until(Show)) == Show("s", 1, 1, "code", "x = 1", "py")
    bench.voice.go.set()
    await bench.done()
    assert text_of(bench.link.audio()) == "Here it is. Then\nThe code is on the screen.\n"


async def test_cancel_is_answered_in_the_middle_of_a_synthesis(bench: Bench) -> None:
    bench.voice.go.clear()
    await bench.say("Nobody will ever hear this. Nor that.")
    await bench.voice.began()
    await bench.service.handle(Cancel("s", 1, 1))
    await bench.link.until(Cancelled)
    assert bench.link.oldest == {"s": 2}
    assert bench.service.beat() == Beat(streams=0)
    bench.voice.go.set()
    await bench.say("But this.", turn=2, generation=2)
    await bench.done(turn=2, generation=2)
    assert text_of(bench.link.audio()) == "But this."
    assert bench.voice.clauses[1:] == ["Nobody will ever hear this.", "But this."]


async def test_what_still_comes_for_a_cancelled_generation_is_dropped(bench: Bench) -> None:
    await bench.service.handle(Cancel("s", 1, 3))
    await bench.say("Too late.", generation=3)
    await bench.service.handle(Done("s", 1, 3))
    await bench.say("In time.", generation=4)
    await bench.done(generation=4)
    assert text_of(bench.link.audio()) == "In time."


async def test_cancel_leaves_newer_generations_alone(bench: Bench) -> None:
    bench.voice.go.clear()
    await bench.say("Old words here.", generation=1)
    await bench.say("New words here.", generation=2)
    await bench.service.handle(Cancel("s", 1, 1))
    bench.voice.go.set()
    await bench.done(generation=2)
    assert text_of(bench.link.audio()) == "New words here."


async def test_the_voice_serves_first_whose_sound_runs_out_first(bench: Bench) -> None:
    await bench.service.handle(Open("t"))
    await bench.say("The first of them has a long clause to be heard. ", end=True)
    await bench.link.until(Audio)
    bench.voice.go.clear()
    await bench.say("Then more of it. ", end=True)
    for _ in range(2):
        await bench.voice.began()
    await bench.say("And yet more of it. ", end=True)
    await bench.say("But the other has nothing. ", session="t", end=True)
    await asyncio.sleep(0)
    bench.voice.go.set()
    await bench.done(session="t")
    await bench.done()
    assert bench.voice.clauses[2:] == ["Then more of it.", "But the other has nothing.", "And yet more of it."]


async def test_a_clause_that_fails_is_skipped_if_others_follow(bench: Bench) -> None:
    bench.voice.broken = frozenset({"ill"})
    await bench.say("Fine. ", end=True)
    await bench.say("So ill. ", end=True)
    await bench.say("Well again. ", end=True)
    done = await bench.done()
    assert text_of(bench.link.audio()) == "Fine. Well again. "
    assert done.counts["clauses"] == 2


async def test_an_answer_whose_end_cannot_be_said_fails(bench: Bench) -> None:
    bench.voice.broken = frozenset({"ill"})
    await bench.say("Fine. Then so ill.")
    await bench.service.handle(Done("s", 1, 1))
    fail = await bench.link.until(Fail)
    assert (fail.kind, fail.session, fail.turn, fail.generation) == ("internal", "s", 1, 1)
    assert "cold" in fail.message
    assert not any(isinstance(message, Done) for message in bench.link.sent)


async def test_an_error_of_our_own_fails_the_answer_and_not_the_speaker(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(answer_module, "spoken_words", lambda clause: 1 / 0)
        await bench.say("Hello there. ", end=True)
        fail = await bench.link.until(Fail)
    assert (fail.kind, fail.turn) == ("internal", 1)
    await bench.say("Still the same answer. ", end=True)
    await bench.say("Another.", turn=2)
    await bench.done(turn=2)
    assert text_of(bench.link.audio()) == "Another."


async def test_an_endless_answer_is_refused(bench: Bench) -> None:
    bench.voice.go.clear()
    for _ in range(3):
        await bench.say("word " * 20_000)
    fail = await bench.link.until(Fail)
    assert fail.kind == "input"
    assert "200,000" in fail.message
    bench.voice.go.set()
    await bench.say("word", turn=2)
    await bench.done(turn=2)
    assert text_of(bench.link.audio()) == "word"


async def test_text_behind_the_end_is_dropped(bench: Bench) -> None:
    bench.voice.go.clear()
    await bench.say("Hello.")
    await bench.service.handle(Done("s", 1, 1))
    await bench.say("More.")
    await bench.service.handle(Done("s", 1, 1))
    bench.voice.go.set()
    await bench.link.until(Done)
    assert text_of(bench.link.audio()) == "Hello."


async def test_a_session_that_is_not_open_is_told_so(bench: Bench) -> None:
    await bench.say("Hello.", session="unknown", turn=7, generation=8)
    fail = await bench.link.until(Fail)
    assert (fail.session, fail.turn, fail.generation, fail.kind) == ("unknown", 7, 8, "internal")
    assert "Open" in fail.message
    await bench.service.handle(Cancel("unknown", 7, 8))
    assert (await bench.link.until(Cancelled)).session == "unknown"


async def test_one_session_too_many_is_refused_until_one_is_closed(bench: Bench) -> None:
    await bench.service.handle(Open("t"))
    await bench.service.handle(Open("u"))
    fail = await bench.link.until(Fail)
    assert (fail.kind, fail.session) == ("capacity", "u")
    await bench.service.handle(Close("t"))
    await bench.service.handle(Open("u"))
    await bench.say("Hello.", session="u")
    await bench.done(session="u")


async def test_a_voice_that_is_not_loaded_is_refused(bench: Bench) -> None:
    await bench.service.handle(Open("t", voice="kokoro"))
    assert (await bench.link.until(Fail)).kind == "input"
    await bench.service.handle(Open("u", voice="hibari"))
    await bench.say("Hello.", session="u")
    await bench.done(session="u")


async def test_close_stops_the_answers_of_a_session(bench: Bench) -> None:
    bench.voice.go.clear()
    await bench.say("Hello there.")
    await bench.say("Hello.", turn=2)
    assert bench.service.beat().streams == 2
    await bench.service.handle(Close("s"))
    assert bench.service.beat().streams == 0
    assert bench.link.forgotten == ["s"]
    await bench.service.handle(Close("s"))


async def test_a_session_that_is_opened_again_begins_anew(bench: Bench) -> None:
    await bench.service.handle(Cancel("s", 1, 5))
    await bench.service.handle(Open("s"))
    await bench.say("Hello.", generation=1)
    await bench.done(generation=1)


async def test_a_gateway_that_leaves_ends_the_answers_quietly(bench: Bench) -> None:
    bench.link.closed = True
    await bench.say("Hello there. ", end=True)
    await bench.service.handle(Cancel("s", 1, 0))
    for _ in ("the audio", "the reply"):
        await bench.link.refused.acquire()
    await bench.service.handle(Close("s"))
    assert bench.link.sent == []


async def test_a_message_for_others_is_ignored(bench: Bench) -> None:
    await bench.service.handle(Played("s", 1, 1, 0, 0, 0))
    assert bench.link.sent == []


async def test_a_service_that_never_started_can_be_closed() -> None:
    await SpeakerService(SpeakerOptions()).close()


def test_options_that_are_wrong_are_named() -> None:
    assert isinstance(SpeakerService.from_json('{"threads": 2}'), SpeakerService)
    with pytest.raises(ConfigError, match="threads"):
        SpeakerService.from_json('{"threads": 0}')


async def test_a_voice_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match="'silbo'"):
        await SpeakerService(SpeakerOptions(voice="silbo")).start(ScriptedLink())
