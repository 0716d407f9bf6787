"""Trimming of a voice's sound: ``antiphon.speaker.voice``."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.speaker.voice import trim

RATE_HZ = 24_000


def tone(lead_ms: int, loud_ms: int, tail_ms: int) -> np.ndarray:
    loud = 0.5 * np.sin(2 * np.pi * 200 * np.arange(RATE_HZ * loud_ms // 1000) / RATE_HZ)
    lead, tail = np.zeros(RATE_HZ * lead_ms // 1000), np.zeros(RATE_HZ * tail_ms // 1000)
    return np.concatenate([lead, loud, tail]).astype(np.float32)


@given(st.integers(0, 400), st.integers(50, 500), st.integers(0, 400))
def test_only_silence_is_cut_off_and_nothing_clicks(lead_ms: int, loud_ms: int, tail_ms: int) -> None:
    trimmed = trim(tone(lead_ms, loud_ms, tail_ms), RATE_HZ, 55.0)
    assert loud_ms - 5 <= len(trimmed) * 1000 / RATE_HZ <= loud_ms + 41
    assert abs(trimmed[0]) < 0.01
    assert abs(trimmed[-1]) < 0.01


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(10), np.zeros(24_000), np.full(5, 0.5)])
def test_silence_and_scraps_are_no_sound(samples: np.ndarray) -> None:
    assert len(trim(samples.astype(np.float32), RATE_HZ, 55.0)) == 0


def test_the_given_samples_are_left_as_they_are() -> None:
    samples = np.full(2_400, 0.5, np.float32)
    trim(samples, RATE_HZ, 55.0)
    assert np.all(samples == 0.5)
