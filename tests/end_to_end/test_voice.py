"""The hibari voice as it is: sound of a plausible length for anything that an answer may hold."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pytest

from antiphon.speaker.client import MODULE, environment, options_json
from antiphon.speaker.hibari import HibariVoice
from antiphon.speaker.markup import Markup
from antiphon.speaker.options import SpeakerOptions
from antiphon.speaker.phrasing import Phrasing
from antiphon.speaker.spoken import spoken_words
from antiphon.speaker.voice import Utterance
from antiphon.transport.child import ChildProcess
from antiphon.transport.messages import Audio, Beat, Cancel, Cancelled, Done, Fail, Hello, Message, Open, Say

M = TypeVar("M", bound=Message)


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return HibariVoice()


def speak(voice: HibariVoice, clause: str) -> Utterance:
    return voice.speak([word.spoken for word in spoken_words(clause)])


def milliseconds(utterance: Utterance) -> float:
    return len(utterance.samples) * 1000 / HibariVoice.rate_hz


@pytest.mark.parametrize(
    ("clause", "shortest_ms", "longest_ms"),
    [
        ("Yes.", 250, 700),
        ("The capital is Paris, ", 900, 1_600),
        ("The quick brown fox jumps over the lazy dog.", 2_000, 3_200),
        ("It costs $3.50 at 10:30 a.m.", 2_000, 4_000),
    ],
)
def test_a_clause_lasts_as_long_as_people_take_for_it(
    voice: HibariVoice, clause: str, shortest_ms: float, longest_ms: float
) -> None:
    utterance = speak(voice, clause)
    assert shortest_ms <= milliseconds(utterance) <= longest_ms
    assert 0.05 < np.abs(utterance.samples).max() <= 1.0
    assert utterance.estimated


def test_sound_begins_and_ends_without_silence_or_click(voice: HibariVoice) -> None:
    samples = speak(voice, "Hello there.").samples
    assert abs(samples[0]) < 0.005
    assert abs(samples[-1]) < 0.005
    assert np.abs(samples[: 24 * 60]).max() > 0.01
    assert np.abs(samples[-24 * 60 :]).max() > 0.001


def test_the_lengths_of_the_words_are_the_length_of_the_sound(voice: HibariVoice) -> None:
    utterance = speak(voice, "No. I was there for 1,000 days — 日本 — and I liked it!")
    assert sum(utterance.lengths_ms) == pytest.approx(milliseconds(utterance), abs=0.01)
    texts = [word.text.strip() for word in spoken_words("No. I was there for 1,000 days — 日本 — and I liked it!")]
    lengths = dict(zip(texts, utterance.lengths_ms, strict=True))
    assert lengths["日本"] == 0
    assert lengths["I"] < lengths["liked"] < lengths["1,000"]
    assert lengths["No."] > 250


def test_the_same_clause_always_sounds_the_same(voice: HibariVoice) -> None:
    assert np.array_equal(speak(voice, "Good morning.").samples, speak(voice, "Good morning.").samples)


def test_no_is_not_read_as_number(voice: HibariVoice) -> None:
    assert milliseconds(speak(voice, "The answer is no.")) < milliseconds(speak(voice, "The answer is number."))


def test_speed_is_speed() -> None:
    fast = HibariVoice(threads=2, speed=2.0)
    assert milliseconds(speak(fast, "The capital is Paris.")) < 900


NASTY = [
    "", " ", "\n\n", "1.", "...", "…", "3.14159", "😀🎉", "Ω", "x" * 300, "?!?!", "—", "日本語です", "'", '"', "( )",
    "[x](/y/)",
    "a" * 30 + "." * 30, "0" * 40, "$", "%", "/", "A", "\u200b", "ﬁ ½ ²", "e.g.", "No.", "@#&*", "3-", "word " * 40,
    "ß þ ð",
    "1,2,3,4,5,6,7,8,9,10", "5'10\"", "``", "Hm", "zzz", "Mr.", "x.y.z", "U.S.A.", "9999999999999999999999999",
    "a long sentence, that has, many, many, many, commas; and: so — on",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_spoken_or_left_out_without_an_error(voice: HibariVoice, text: str) -> None:
    utterance = speak(voice, text)
    assert np.isfinite(utterance.samples).all()
    assert sum(utterance.lengths_ms) == pytest.approx(milliseconds(utterance), abs=0.01)
    has_words = any(character.isalnum() for word in spoken_words(text) for character in word.spoken)
    assert (len(utterance.samples) > 0) == has_words


def test_a_whole_answer_of_nasty_texts_is_spoken(voice: HibariVoice) -> None:
    markup, phrasing = Markup(), Phrasing(SpeakerOptions().phrasing)
    pieces = [piece for text in NASTY for piece in markup.feed(text + " ")] + markup.flush()
    clauses = [clause for piece in pieces if isinstance(piece, str) for clause in phrasing.feed(piece)]
    for clause in clauses + phrasing.flush():
        speak(voice, clause)


async def receive(process: ChildProcess, kind: type[M]) -> tuple[M, list[Message]]:
    """The next message of ``kind``, and what came before it."""
    before: list[Message] = []
    while True:
        message = await process.link.receive()
        if isinstance(message, kind):
            return message, before
        before.append(message)


async def test_the_process_speaks_cancels_and_leaves() -> None:
    options = SpeakerOptions()
    process = await ChildProcess.start(MODULE, options_json(options), environment(options))
    try:
        hello, _ = await receive(process, Hello)
        assert (hello.name, hello.rate_hz, hello.sessions) == ("speaker", 24_000, 12)
        await process.link.send(Open("s"))
        await process.link.send(Say("s", 1, 1, "Hello **there**. How are"))
        await process.link.send(Say("s", 1, 1, " you?"))
        await process.link.send(Done("s", 1, 1))
        done, messages = await receive(process, Done)
        audio = [message for message in messages if isinstance(message, Audio)]
        assert "".join(word.text for chunk in audio for word in chunk.words) == "Hello there. How are you?"
        assert done.counts["audio_ms"] == pytest.approx(sum(len(chunk.pcm) for chunk in audio) / 48, abs=0.2)
        await process.link.send(Say("s", 2, 2, "It goes on and on. " * 200))
        await process.link.send(Cancel("s", 2, 2))
        cancelled, _ = await receive(process, Cancelled)
        assert cancelled.generation == 2
        beat, _ = await receive(process, Beat)
        assert 0 < beat.rss_bytes < 400e6
    finally:
        code = await process.close()
    assert code == 0


async def test_a_process_with_a_voice_that_does_not_exist_says_so() -> None:
    options = SpeakerOptions(voice="silbo")
    process = await ChildProcess.start(MODULE, options_json(options), environment(options))
    fail, _ = await receive(process, Fail)
    assert "silbo" in fail.message
    assert await process.close() == 3
