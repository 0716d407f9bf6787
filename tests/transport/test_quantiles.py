"""What a duration usually is at most."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from antiphon.transport.quantiles import RunningQuantile

DURATIONS = st.lists(st.integers(0, 10_000).map(float), max_size=80)
SHARES = st.sampled_from([0.0, 0.5, 0.9, 0.95, 1.0])


def quantile_of(durations: Sequence[float], *, prior: float, share: float = 0.9, window: int = 32) -> RunningQuantile:
    quantile = RunningQuantile(prior, share, window)
    for duration in durations:
        quantile.add(duration)
    return quantile


def test_before_anything_was_measured_it_is_the_first_guess() -> None:
    assert RunningQuantile(1000).value == 1000


def test_a_first_guess_that_was_too_short_is_forgotten_at_once() -> None:
    assert quantile_of([800], prior=10).value == 800


def test_a_first_guess_that_was_too_long_is_forgotten_after_some() -> None:
    assert quantile_of([100] * 5, prior=1000).value == 1000
    assert quantile_of([100] * 12, prior=1000).value == 100


def test_one_slow_moment_does_not_count() -> None:
    assert quantile_of([*[100.0] * 20, 5000, *[100.0] * 11], prior=100).value == 100


def test_what_is_often_slow_counts() -> None:
    assert quantile_of([100, 100, 100, 700] * 8, prior=100).value == 700


def test_what_was_slow_long_ago_does_not_count() -> None:
    assert quantile_of([700] * 32 + [100] * 32, prior=100).value == 100


@given(DURATIONS, SHARES)
def test_at_least_that_share_of_them_does_not_exceed_it(durations: list[float], share: float) -> None:
    last = [50.0, *durations][-32:]
    value = quantile_of(durations, prior=50, share=share).value
    assert value in last
    assert sum(duration <= value for duration in last) >= share * len(last)


@given(DURATIONS)
def test_no_smaller_one_of_them_would_do(durations: list[float]) -> None:
    last = [50.0, *durations][-32:]
    value = quantile_of(durations, prior=50).value
    assert not any(sum(other <= less for other in last) >= 0.9 * len(last) for less in last if less < value)


@given(DURATIONS, st.integers(1, 8))
def test_the_first_guess_is_one_of_the_window(durations: list[float], window: int) -> None:
    value = quantile_of(durations, prior=20_000, share=1.0, window=window).value
    assert (value == 20_000) == (len(durations) < window)
