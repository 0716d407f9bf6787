"""Audio from one rate to another, piece by piece."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.transport.realtime.resampling import Resampler

RATES = [(24_000, 16_000), (8_000, 16_000), (16_000, 24_000), (22_050, 24_000), (24_000, 8_000), (16_000, 8_000)]

Samples = npt.NDArray[np.int16]


def tone(hz: float, rate_hz: int, seconds: float = 0.5) -> Samples:
    return (10_000 * np.sin(2 * np.pi * hz * np.arange(int(rate_hz * seconds)) / rate_hz)).astype(np.int16)


def resampled(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    resampler = Resampler(from_hz, to_hz)
    return np.concatenate([resampler.feed(samples), resampler.flush()])


def level_db(samples: Samples) -> float:
    middle = samples[len(samples) // 4 : -len(samples) // 4].astype(float)
    return float(20 * np.log10(middle.std() / tone(440, 8_000).std() + 1e-9))


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
def test_a_tone_stays_what_it_was_and_where_it_was(from_hz: int, to_hz: int) -> None:
    out = resampled(tone(1000, from_hz), from_hz, to_hz)
    expected = tone(1000, to_hz)
    assert len(out) == len(expected)
    edge = to_hz // 50
    difference = out.astype(int) - expected
    assert np.abs(difference[edge:-edge]).max() <= 12


@pytest.mark.parametrize(("from_hz", "to_hz"), [(24_000, 16_000), (24_000, 8_000), (16_000, 8_000)])
def test_what_would_alias_is_taken_off(from_hz: int, to_hz: int) -> None:
    assert level_db(resampled(tone(to_hz * 0.505, from_hz), from_hz, to_hz)) < -70
    assert level_db(resampled(tone(to_hz * 0.42, from_hz), from_hz, to_hz)) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
def test_less_than_5_ms_are_held_back(from_hz: int, to_hz: int) -> None:
    resampler = Resampler(from_hz, to_hz)
    fed_ms = got_ms = 0.0
    for _ in range(50):
        fed_ms += 20
        got_ms += len(resampler.feed(tone(440, from_hz, 0.02))) * 1000 / to_hz
        assert fed_ms - got_ms <= resampler.delay_ms + 1000 / to_hz < 5


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
@given(cuts=st.lists(st.integers(0, 1500), max_size=20))
def test_the_pieces_do_not_matter(from_hz: int, to_hz: int, cuts: list[int]) -> None:
    samples = np.random.default_rng(0).integers(-30_000, 30_000, 1500).astype(np.int16)
    resampler = Resampler(from_hz, to_hz)
    pieces = [resampler.feed(piece) for piece in np.split(samples, sorted(cuts))]
    together = np.concatenate([*pieces, resampler.flush()])
    whole = resampled(samples, from_hz, to_hz)
    assert len(together) == len(whole)
    # The sums are the same but for their order.
    assert np.abs(together.astype(int) - whole).max(initial=0) <= 1
    assert len(whole) == -(-1500 * to_hz // from_hz)


def test_a_new_sound_has_nothing_of_the_old_one() -> None:
    resampler = Resampler(24_000, 16_000)
    resampler.feed(np.full(1000, 30_000, np.int16))
    resampler.reset()
    assert not resampler.feed(np.zeros(1000, np.int16)).any()
    resampler.feed(np.full(1000, 30_000, np.int16))
    resampler.flush()
    assert not resampler.feed(np.zeros(1000, np.int16)).any()


def test_loud_sound_is_clipped_and_does_not_wrap() -> None:
    square = np.repeat(np.array([32767, -32768] * 50, np.int16), 30)
    out = resampled(square, 24_000, 16_000)
    assert out.max() == 32767
    assert out.min() == -32768
    assert np.sign(out[10:-10:20].astype(int)).tolist() == ([1, -1] * 50)[: len(out[10:-10:20])]


def test_the_same_rate_changes_nothing() -> None:
    samples = tone(440, 24_000)
    assert (resampled(samples, 24_000, 24_000) == samples).all()
