"""Where speech begins, pauses and ends: ``antiphon.agent.hearing``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.hearing import Ended, Event, Hearing, More, Onset, Paused, Resumed, milliseconds

FRAME_MS = 32
LAG_MS = 96.0


def frame(level: int = 8000) -> bytes:
    return level.to_bytes(2, "little") * (16 * FRAME_MS)


def hearing(hangover_ms: float = 300) -> Hearing:
    return Hearing(threshold=0.5, pre_roll_ms=300, hangover_ms=hangover_ms, lag_ms=LAG_MS)


def feed(ears: Hearing, count: int, speech: float, level: int = 8000) -> list[Event]:
    return [event for _ in range(count) for event in ears.frame(frame(level), speech)]


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events if not isinstance(event, More)]


def test_speech_begins_after_three_frames_and_brings_its_pre_roll() -> None:
    ears = hearing()
    assert feed(ears, 20, 0.0, 0) == []
    assert feed(ears, 2, 0.9) == []
    (onset,) = feed(ears, 1, 0.9)
    assert isinstance(onset, Onset)
    assert onset.at_ms == 20 * FRAME_MS - 10 * FRAME_MS
    assert milliseconds(onset.pcm) == 13 * FRAME_MS


def test_at_the_very_beginning_there_is_no_more_pre_roll_than_audio() -> None:
    ears = hearing()
    (onset,) = feed(ears, 3, 0.9)
    assert isinstance(onset, Onset)
    assert (onset.at_ms, milliseconds(onset.pcm)) == (0, 3 * FRAME_MS)


def test_two_frames_are_a_click() -> None:
    ears = hearing()
    assert [event for _ in range(9) for event in feed(ears, 2, 0.9) + feed(ears, 1, 0.1)] == []


def test_a_pause_is_told_at_once_and_dated_back_by_the_lag() -> None:
    ears = hearing()
    feed(ears, 20, 0.9)
    events = feed(ears, 1, 0.1)
    assert kinds(events) == [Paused]
    assert events[-1] == Paused(21 * FRAME_MS - LAG_MS)


def test_what_falls_quiet_is_a_pause_before_the_probability_falls() -> None:
    ears = hearing()
    feed(ears, 20, 0.9)
    assert kinds(feed(ears, 1, 0.9, level=20)) == []
    assert feed(ears, 1, 0.9, level=20)[-1] == Paused(20 * FRAME_MS)


def test_speech_that_has_begun_goes_on_a_little_below_the_threshold() -> None:
    ears = hearing()
    feed(ears, 20, 0.9)
    assert kinds(feed(ears, 20, 0.4)) == []


def test_after_a_pause_speech_has_to_be_as_sure_as_at_the_beginning() -> None:
    ears = hearing()
    feed(ears, 20, 0.9)
    feed(ears, 1, 0.1)
    assert kinds(feed(ears, 1, 0.4)) == []
    assert kinds(feed(ears, 1, 0.6)) == [Resumed]


def test_the_hangover_counts_from_the_last_speech_sample() -> None:
    ears = hearing(hangover_ms=300)
    feed(ears, 20, 0.9)
    events = feed(ears, 20, 0.0)
    at_ms = 21 * FRAME_MS - LAG_MS
    assert kinds(events) == [Paused, Ended]
    assert events[-1] == Ended(at_ms)
    heard_ms = 20 * FRAME_MS + FRAME_MS * sum(isinstance(event, More) for event in events)
    assert 300 <= heard_ms - at_ms < 300 + FRAME_MS


def test_a_hangover_may_be_lengthened_while_it_runs() -> None:
    ears = hearing(hangover_ms=300)
    feed(ears, 20, 0.9)
    feed(ears, 4, 0.0)
    ears.hangover_ms = 600
    assert kinds(feed(ears, 10, 0.0)) == []
    assert kinds(feed(ears, 5, 0.0)) == [Ended]


def test_after_the_end_the_next_utterance_begins_anew() -> None:
    ears = hearing()
    feed(ears, 20, 0.9)
    feed(ears, 20, 0.0, 0)
    assert kinds(feed(ears, 10, 0.9)) == [Onset]


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 20, 8000])), max_size=120))
def test_no_audio_of_an_utterance_is_lost_or_told_twice(frames: list[tuple[float, int]]) -> None:
    ears = hearing()
    open_at_ms: float | None = None
    told_ms = 0.0
    for number, (speech, level) in enumerate(frames, 1):
        for event in ears.frame(frame(level), speech):
            match event:
                case Onset(at_ms, pcm):
                    assert open_at_ms is None
                    open_at_ms, told_ms = at_ms, milliseconds(pcm)
                case More(pcm):
                    told_ms += milliseconds(pcm)
                case Ended(at_ms):
                    assert open_at_ms is not None
                    assert open_at_ms <= at_ms <= ears.position_ms
                    open_at_ms = None
                case _:
                    assert open_at_ms is not None
        assert ears.position_ms == number * FRAME_MS
        if open_at_ms is not None:
            assert open_at_ms + told_ms == pytest.approx(ears.position_ms)
