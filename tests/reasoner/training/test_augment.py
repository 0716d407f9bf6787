"""What a microphone, a room and a line make of a voice."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from antiphon.reasoner.mel import log_mel
from antiphon.reasoner.training import augment as rooms
from antiphon.reasoner.training.augment import augment, lighten, recolour

RATE_HZ = rooms.RATE_HZ


def tone(seconds: float = 2.0, hz: float = 440.0) -> NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def power(pcm: NDArray[np.float32], low_hz: float, high_hz: float) -> float:
    """The share of the power between two frequencies."""
    spectrum = np.abs(np.fft.rfft(pcm)) ** 2
    hz = np.fft.rfftfreq(len(pcm), 1 / RATE_HZ)
    return float(spectrum[(hz >= low_hz) & (hz < high_hz)].sum() / spectrum.sum())


@pytest.mark.parametrize("seed", range(30))
def test_a_clip_stays_sound(seed: int) -> None:
    pcm = augment(tone(), np.random.default_rng(seed))
    assert pcm.dtype == np.float32
    assert np.isfinite(pcm).all()
    assert 0.04 < np.abs(pcm).max() <= 0.91
    assert 1.8 + 0.2 < len(pcm) / RATE_HZ < 2.25 + 1.2 + 0.3


def test_the_same_seed_gives_the_same_clip_and_another_another() -> None:
    first, again, other = (augment(tone(), np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert len(first) != len(other) or not np.array_equal(first, other)


def test_the_clip_given_is_left_as_it_was() -> None:
    pcm = tone()
    for seed in range(10):
        augment(pcm, np.random.default_rng(seed))
    assert np.array_equal(pcm, tone())


@pytest.mark.parametrize("pcm", [np.zeros(16_000, np.float32), tone(0.01), tone(45.0)], ids=["silent", "short", "long"])
def test_odd_clips_are_taken(pcm: NDArray[np.float32]) -> None:
    for seed in range(12):
        assert np.isfinite(augment(pcm, np.random.default_rng(seed))).all()


@pytest.mark.parametrize("kind", ["_white", "_pink", "_hum", "_babble"])
def test_noise_has_the_strength_asked_for(kind: str) -> None:
    rng = np.random.default_rng(1)
    pcm = tone()
    noise = getattr(rooms, kind)(pcm if kind == "_babble" else len(pcm), rng)
    added = rooms._add(pcm, noise, 20.0) - pcm
    assert 10 * np.log10(np.mean(pcm**2) / np.mean(added**2)) == pytest.approx(20.0, abs=0.5)


def test_pink_noise_is_low_and_hum_is_at_the_mains() -> None:
    rng = np.random.default_rng(1)
    assert power(rooms._pink(64_000, rng), 20, 1_000) > 0.5
    assert power(rooms._white(64_000, rng), 20, 1_000) < 0.2
    assert power(rooms._hum(64_000, rng), 45, 500) > 0.8


def test_a_telephone_carries_300_to_3400_hz() -> None:
    """Of three tones of one strength, the one in the band is left."""
    pcm = tone(2.0, 60.0) + tone(2.0, 1_000.0) + tone(2.0, 5_000.0)
    heard = rooms._telephone(pcm)
    assert power(heard, 300, 3_400) > 0.97
    assert len(heard) == len(pcm)


def test_a_room_rings_after_the_voice_and_keeps_its_beginning() -> None:
    click = np.zeros(8_000, np.float32)
    click[100] = 1.0
    heard = rooms._room(click, np.random.default_rng(2))
    assert heard[100] == pytest.approx(1.0, abs=0.01)
    assert np.abs(heard[:100]).max() < 1e-3
    early, late = np.mean(heard[500:1_500] ** 2), np.mean(heard[2_500:3_500] ** 2)
    assert early > late


def test_lightly_means_quiet_noise_and_no_other_speed() -> None:
    pcm = lighten(tone(), np.random.default_rng(3))
    assert 2.2 <= len(pcm) / RATE_HZ <= 3.2
    assert power(pcm, 430, 450) > 0.95


@pytest.mark.parametrize("factor", [0.86, 1.0, 1.16])
def test_a_throat_moves_the_formants(factor: float) -> None:
    """What was at 1,500 Hz is at 1,500 / factor afterwards."""
    moved = rooms._throat(log_mel(tone(1.0, 1500.0)), factor)
    expected = log_mel(tone(1.0, 1500.0 / factor))
    assert abs(int(moved.mean(1).argmax()) - int(expected.mean(1).argmax())) <= 1


def test_a_microphone_keeps_the_words_and_changes_their_colour() -> None:
    mel = log_mel(augment(tone(), np.random.default_rng(1)))
    changed = [recolour(mel, np.random.default_rng(seed)) for seed in range(40)]
    assert all(each.shape == mel.shape and each.dtype == np.float32 and np.isfinite(each).all() for each in changed)
    assert np.array_equal(changed[3], recolour(mel, np.random.default_rng(3)))
    unchanged = sum(np.array_equal(each, mel) for each in changed)
    assert 3 <= unchanged <= 20
    # Half of a unit is 20 dB: no microphone is that uneven.
    assert max(float(np.abs(each - mel).max()) for each in changed) < 2.0
