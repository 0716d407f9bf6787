"""One answer on its way: what its trace tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.answer import AUDIBLE, Answer, first_audible_ms
from antiphon.agent.events import Room
from antiphon.agent.playout import Playout
from antiphon.transport.messages import Audio, Done, Mode, Say, Thought, Turn, Word
from antiphon.transport.trace import Trace

from .conversations import APOLOGY

RATE_HZ = 1000
LOUD = (AUDIBLE + 1).to_bytes(2, "little")
QUIET = AUDIBLE.to_bytes(2, "little")


def answer() -> Answer:
    request = Turn("s", 1, 1, Mode.NO_THINK)
    return Answer(request, 100.0, Trace("s", 1, 1, "no_think", "commit"), Playout(None), 100.0, "item_1")


def sound(pcm: bytes, *words: Word) -> Audio:
    return Audio("s", 1, 1, pcm, RATE_HZ, words)


@given(quiet=st.integers(0, 50), loud=st.integers(1, 5))
def test_the_first_audible_sample_is_the_first_above_the_noise(quiet: int, loud: int) -> None:
    assert first_audible_ms(QUIET * quiet + LOUD * loud, RATE_HZ) == quiet
    assert first_audible_ms(QUIET * quiet, RATE_HZ) is None


def test_quiet_chunks_before_the_first_sound_are_counted() -> None:
    one = answer()
    one.audio(sound(QUIET * 30, Word("", 0, 30)), 150)
    one.audio(sound(QUIET * 12 + LOUD * 60, Word("Hi", 12, 72)), 160)
    for piece in one.playout.due(200):
        one.sending(piece)
    assert one.trace.first_audio_ms == 50
    assert one.trace.first_audible_ms == 100 + 30 + 12


def test_thoughts_are_counted_by_what_the_listener_hears_meanwhile() -> None:
    one = answer()
    one.thought(Thought("s", 1, 1, "a", tokens=2), 110)
    one.audio(sound(LOUD * 100, Word("Hi", 0, 100)), 120)
    one.thought(Thought("s", 1, 1, "b", tokens=3), 130)
    one.playout.complete()
    one.playout.due(140)
    one.thought(Thought("s", 1, 1, "c", tokens=5), 150)
    assert one.trace.thought_tokens == 10
    assert one.trace.thought_tokens_before_audio == 2
    assert one.trace.thought_tokens_while_speaking == 3


def test_each_segment_tells_what_was_thought_by_then() -> None:
    one = answer()
    one.thought(Thought("s", 1, 1, "a", tokens=2), 110)
    one.say(Say("s", 1, 1, "One "), 120)
    one.say(Say("s", 1, 1, "two.", end_of_segment=True), 130)
    one.thought(Thought("s", 1, 1, "b", tokens=3), 140)
    one.say(Say("s", 1, 1, " Three."), 150)
    told = [(segment.text, segment.thought_tokens_known, segment.ready_ms) for segment in one.trace.segments]
    assert told == [("One two.", 2, 30), (" Three.", 5, None)]


def test_an_apology_replaces_what_was_not_sent() -> None:
    one = answer()
    one.audio(sound(LOUD * 100, Word("never ", 0, 100)), 120)
    one.apologise(APOLOGY, "it broke")
    one.playout.due(130)
    assert one.close(130) == "Sorry."
    assert all(one.done.values())
    assert one.error == "it broke"


def test_the_end_of_the_speaker_is_the_end_of_the_sound() -> None:
    one = answer()
    one.child_done(Room.REASONER, Done("s", 1, 1, counts={"say_tokens": 4}))
    assert not one.playout.finished(100)
    one.child_done(Room.SPEAKER, Done("s", 1, 1, counts={"clauses": 1}))
    assert one.playout.finished(100)
    assert one.trace.counts == {"reasoner.say_tokens": 4, "speaker.clauses": 1}


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="even number"):
        answer().audio(Audio("s", 1, 1, LOUD + b"\0", RATE_HZ), 120)
