"""One answer on its way: what its trace tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.answer import AUDIBLE, Answer, first_audible_ms
from antiphon.agent.events import Room
from antiphon.agent.pacing import Pacing, VoicePace
from antiphon.agent.playout import Playout
from antiphon.transport.messages import Audio, Done, Mode, Say, SegmentBegun, Thought, Turn, Word
from antiphon.transport.trace import Trace

from .conversations import APOLOGY

RATE_HZ = 1000
LOUD = (AUDIBLE + 1).to_bytes(2, "little")
QUIET = AUDIBLE.to_bytes(2, "little")


def answer() -> Answer:
    request = Turn("s", 1, 1, Mode.SPEAK_FIRST)
    playout = Playout(None)
    pacing = Pacing(request, VoicePace(), playout)
    return Answer(request, 100.0, Trace("s", 1, 1, "speak_first", "commit"), playout, pacing, 100.0, "item_1")


def sound(pcm: bytes, *words: Word, end_of_segment: bool = False) -> Audio:
    return Audio("s", 1, 1, pcm, RATE_HZ, words, end_of_segment=end_of_segment)


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


def test_each_segment_tells_what_was_thought_by_then_and_when_it_was_needed() -> None:
    one = answer()
    one.thought(Thought("s", 1, 1, "a", tokens=2), 110)
    one.segment(SegmentBegun("s", 1, 1, 2), 115)
    one.say(Say("s", 1, 1, "One "), 120)
    one.say(Say("s", 1, 1, "two.", end_of_segment=True), 130)
    one.audio(sound(LOUD * 100, Word("One two.", 0, 100)), 135)
    one.playout.due(135)
    one.thought(Thought("s", 1, 1, "b", tokens=3), 140)
    one.segment(SegmentBegun("s", 1, 1, 4), 145)
    one.say(Say("s", 1, 1, " Three."), 150)
    one.audio(sound(LOUD * 50), 155)
    one.audio(sound(b"", end_of_segment=True), 156)
    one.audio(sound(LOUD * 40, Word(" Three.", 0, 40)), 300)
    first, second = one.trace.segments
    assert (first.text, first.thought_tokens_known, first.asked_ms, first.first_token_ms) == ("One two.", 2, 15, 20)
    assert (second.text, second.thought_tokens_known, second.asked_ms, second.first_token_ms) == (" Three.", 4, 45, 50)
    assert (first.ready_ms, first.deadline_ms) == (35, None), "nothing was heard before it"
    assert (second.ready_ms, second.deadline_ms) == (200, 185), "15 ms too late"


def test_the_end_of_the_thoughts_is_told() -> None:
    one = answer()
    one.thought(Thought("s", 1, 1, "a", tokens=2), 110)
    assert one.trace.thoughts_done_ms is None
    one.thought(Thought("s", 1, 1, "", end=True), 170)
    assert one.trace.thoughts_done_ms == 70


def test_an_answer_rests_when_all_that_was_said_is_heard() -> None:
    one = answer()
    one.segment(SegmentBegun("s", 1, 1, 0), 110)
    one.say(Say("s", 1, 1, "One."), 120)
    one.audio(sound(LOUD * 100, Word("One.", 0, 100)), 135)
    one.playout.due(140)
    assert not one.rests(140), "it is being written"
    one.say(Say("s", 1, 1, " ```code```", end_of_segment=True), 150)
    assert not one.rests(160), "some of it may still become sound"
    one.audio(sound(b"", end_of_segment=True), 170)
    assert one.rests(170)
    one.segment(SegmentBegun("s", 1, 1, 3), 180)
    assert not one.rests(180)


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
