"""Where a long recording is cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from antiphon.reasoner.mel import SAMPLE_RATE
from antiphon.reasoner.windows import windows

LONGEST_S = 28.0


def tone(seconds: float) -> NDArray[np.float32]:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.2 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)


def steps(samples: int, seed: int) -> NDArray[np.float32]:
    """Another level every 50 ms."""
    random = np.random.default_rng(seed)
    return np.repeat(random.random(samples // 800 + 1, np.float32), 800)[:samples]


@settings(deadline=None)
@given(st.integers(0, 100 * SAMPLE_RATE), st.integers(0, 3))
def test_windows_cover_a_recording_in_order(samples: int, seed: int) -> None:
    found = windows(steps(samples, seed), LONGEST_S)
    assert found[0][0] == 0
    assert found[-1][1] == samples
    assert all(end == start for (_, end), (start, _) in pairwise(found))
    assert all(end - start <= LONGEST_S * SAMPLE_RATE for start, end in found)
    assert all(end - start >= 22 * SAMPLE_RATE for start, end in found[:-1])


@settings(deadline=None)
@given(st.integers(SAMPLE_RATE, 90 * SAMPLE_RATE), st.integers(0, 90 * SAMPLE_RATE), st.integers(0, 3))
def test_what_comes_later_changes_no_window_but_the_last(samples: int, more: int, seed: int) -> None:
    """So all but the last can be encoded while the user goes on."""
    pcm = steps(samples + more, seed)
    before, after = windows(pcm[:samples], 25), windows(pcm, 25)
    assert after[: len(before) - 1] == before[:-1]


@pytest.mark.parametrize("pause_s", [22.0, 24.5, 27.7])
def test_a_recording_is_cut_in_its_pause(pause_s: float) -> None:
    pcm = tone(40)
    pcm[round(pause_s * SAMPLE_RATE) : round((pause_s + 0.3) * SAMPLE_RATE)] *= 0.01
    [(_, cut), _] = windows(pcm, LONGEST_S)
    assert pause_s <= cut / SAMPLE_RATE <= pause_s + 0.3


def test_as_much_as_fits_is_one_window() -> None:
    assert windows(tone(28), LONGEST_S) == [(0, 28 * SAMPLE_RATE)]
