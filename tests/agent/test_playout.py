"""When sound is sent, when it is heard, and how much of it was: all on virtual time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.playout import PIECE_MS, Playout

RATE_HZ = 16_000


def sound(duration_ms: int) -> bytes:
    return bytes(2 * RATE_HZ * duration_ms // 1000)


def run(playout: Playout, now_ms: float, until_ms: float) -> float:
    """Let time pass, waking when the playout asks for it; returns the furthest it ever was ahead."""
    ahead_ms = 0.0
    while True:
        playout.due(now_ms)
        ahead_ms = max(ahead_ms, playout.sent_ms - playout.position_ms(now_ms))
        wake_ms = playout.wake_ms(now_ms)
        if wake_ms is None or wake_ms > until_ms or playout.finished(now_ms):
            return ahead_ms
        assert wake_ms >= now_ms
        now_ms = max(wake_ms, now_ms + 1e-3)


def test_sound_is_sent_at_most_so_far_ahead() -> None:
    playout = Playout(300)
    playout.push(sound(2000), RATE_HZ)
    playout.complete()
    playout.due(0)
    assert 300 <= playout.sent_ms < 300 + PIECE_MS
    assert run(playout, 0, 5000) <= 300 + PIECE_MS
    assert playout.sent_ms == 2000
    assert playout.finished(2000)
    assert not playout.finished(1990)
    assert playout.gaps_ms == []


def test_a_file_takes_all_at_once_and_counts_as_heard() -> None:
    playout = Playout(None)
    playout.push(sound(2000), RATE_HZ)
    playout.complete()
    pieces = playout.due(0)
    assert sum(piece.duration_ms for piece in pieces) == 2000
    assert playout.position_ms(0) == 2000
    assert playout.finished(0)
    assert pieces[-1].heard_ms == pytest.approx(2000 - PIECE_MS)


def test_sound_that_comes_late_leaves_a_gap() -> None:
    playout = Playout(300)
    playout.push(sound(100), RATE_HZ)
    run(playout, 0, 1000)
    playout.push(sound(100), RATE_HZ)
    playout.complete()
    playout.due(150)
    assert playout.gaps_ms == [pytest.approx(50)]
    assert playout.continuity == pytest.approx(200 / 250)


def test_a_pause_sends_nothing_and_is_no_gap() -> None:
    playout = Playout(300)
    playout.push(sound(1000), RATE_HZ)
    playout.due(0)
    playout.pause()
    assert playout.due(100) == []
    assert playout.wake_ms(100) is None
    assert playout.position_ms(2000) == playout.sent_ms, "what was sent went on playing"
    playout.resume(2000)
    run(playout, 2000, 5000)
    assert playout.gaps_ms == []
    assert playout.sent_ms == 1000


def test_a_pause_that_ends_before_the_silence_hides_no_later_gap() -> None:
    playout = Playout(300)
    playout.push(sound(100), RATE_HZ)
    playout.due(0)
    playout.pause()
    playout.resume(50)
    playout.push(sound(100), RATE_HZ)
    playout.due(200)
    assert playout.gaps_ms == [pytest.approx(100)]


def test_stopping_drops_what_was_not_sent_and_fixes_the_position() -> None:
    playout = Playout(300)
    playout.push(sound(1000), RATE_HZ)
    playout.due(0)
    playout.stop(100)
    assert playout.position_ms(5000) == pytest.approx(100)
    assert playout.due(5000) == []
    assert playout.finished(100)
    assert playout.left_ms(100) == 0
    playout.push(sound(1000), RATE_HZ)
    assert playout.due(6000) == [], "sound that comes after the stop is not played"


def test_a_report_of_the_device_corrects_the_clock() -> None:
    playout = Playout(300)
    playout.push(sound(1000), RATE_HZ)
    playout.due(0)
    playout.report(20, 100)
    assert playout.position_ms(100) == pytest.approx(20)
    assert playout.position_ms(150) == pytest.approx(70)
    assert playout.reported


def test_a_report_beyond_what_was_sent_is_clamped() -> None:
    playout = Playout(300)
    playout.push(sound(100), RATE_HZ)
    playout.due(0)
    playout.stop(50)
    playout.report(1e9, 60)
    assert playout.position_ms(60) == 100
    playout.report(-5, 60)
    assert playout.position_ms(60) == 0


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="even number"):
        Playout(300).push(b"\0", RATE_HZ)


@given(
    chunks=st.lists(st.tuples(st.integers(0, 700), st.integers(1, 900)), min_size=1, max_size=8),
    ahead_ms=st.integers(40, 1000),
)
def test_everything_is_sent_once_in_order_and_the_times_add_up(chunks: list[tuple[int, int]], ahead_ms: int) -> None:
    playout = Playout(ahead_ms)
    now_ms = 0.0
    for wait_ms, duration_ms in chunks:
        assert run(playout, now_ms, now_ms + wait_ms) <= ahead_ms + PIECE_MS + 1e-6
        now_ms += wait_ms
        playout.push(sound(duration_ms), RATE_HZ)
    playout.complete()
    run(playout, now_ms, 1e6)
    total_ms = sum(duration_ms for _, duration_ms in chunks)
    assert playout.sent_ms == pytest.approx(total_ms)
    starts = [piece.start_ms for piece in playout.pieces]
    assert starts == sorted(starts)
    first, last = playout.pieces[0], playout.pieces[-1]
    span_ms = last.heard_ms + last.duration_ms - first.heard_ms
    assert span_ms == pytest.approx(total_ms + sum(playout.gaps_ms))
    assert playout.finished(1e6)
    assert playout.position_ms(1e6) == pytest.approx(total_ms)
    assert 0 < playout.continuity <= 1
