"""The log-mel front end against Transformers' own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from transformers import WhisperFeatureExtractor
from transformers.audio_utils import mel_filter_bank

from antiphon.reasoner.mel import HOP, SAMPLE_RATE, WINDOW, filter_bank, log_mel


def _clip(samples: int, seed: int = 7) -> NDArray[np.float32]:
    """Something like speech: gliding tones that come and go, over a little noise."""
    random = np.random.default_rng(seed)
    time = np.arange(samples) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * (180 + 900 * time) * time) * np.abs(np.sin(2 * np.pi * 1.7 * time))
    return (0.3 * tone + 0.003 * random.standard_normal(samples)).astype(np.float32)


def _reference(pcm: NDArray[np.float32], mels: int) -> NDArray[np.float32]:
    extractor = WhisperFeatureExtractor(feature_size=mels)
    features = extractor(pcm, sampling_rate=SAMPLE_RATE, padding=False, truncation=False, return_tensors="np")
    return np.asarray(features.input_features[0], dtype=np.float32)


@pytest.mark.parametrize("mels", [80, 128])
@pytest.mark.parametrize("samples", [6_411, 16_000, 16_159, 51_200])
def test_equals_transformers(mels: int, samples: int) -> None:
    """Every length, whole hops or not, gives Transformers' spectrogram."""
    pcm = _clip(samples)
    ours, theirs = log_mel(pcm, mels), _reference(pcm, mels)
    assert ours.shape == theirs.shape == (mels, samples // HOP)
    assert ours.dtype == np.float32
    assert ours.flags.c_contiguous
    np.testing.assert_allclose(ours, theirs, atol=2e-4)


def _original(pcm: NDArray[np.float32], mels: int, right_pad: int) -> NDArray[np.float32]:
    """As Step-Audio's: by PyTorch's transform, and all frames but the last."""
    wave = torch.nn.functional.pad(torch.from_numpy(pcm).double(), (0, right_pad))
    window = torch.hann_window(WINDOW, dtype=torch.float64)
    power = torch.stft(wave, WINDOW, HOP, window=window, return_complex=True)[:, :-1].abs() ** 2
    bank = mel_filter_bank(WINDOW // 2 + 1, mels, 0.0, SAMPLE_RATE / 2, SAMPLE_RATE, norm="slaney", mel_scale="slaney")
    logs = (torch.from_numpy(bank).T.double() @ power).clamp_min(1e-10).log10()
    scaled: NDArray[np.float32] = ((logs.clamp_min(float(logs.max()) - 8) + 4) / 4).float().numpy()
    return scaled


@pytest.mark.parametrize("right_pad", [0, 479])
@pytest.mark.parametrize("samples", [201, 640, 6_411, 16_000, 16_001, 16_159, 25 * SAMPLE_RATE])
def test_equals_step_audios_own(samples: int, right_pad: int) -> None:
    """Nothing behind a clip, or the zeros that Step-Audio puts there."""
    pcm = _clip(samples)
    ours, theirs = log_mel(pcm, 128, right_pad), _original(pcm, 128, right_pad)
    assert ours.shape == theirs.shape == (128, (samples + right_pad) // HOP)
    np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_zeros_behind_a_clip_are_as_if_it_had_them() -> None:
    """A clip of one sample has a spectrogram then."""
    pcm = _clip(5_003)
    np.testing.assert_array_equal(log_mel(pcm, 80, 479), log_mel(np.pad(pcm, (0, 479)), 80))
    assert log_mel(pcm[:1], 80, 479).shape == (80, 3)


@pytest.mark.parametrize("mels", [80, 128])
def test_filter_bank_equals_transformers(mels: int) -> None:
    """The triangles are those of the extractor, to float32."""
    theirs = WhisperFeatureExtractor(feature_size=mels).mel_filters.T
    np.testing.assert_allclose(filter_bank(mels), theirs, atol=1e-7)


def test_the_filter_bank_cannot_be_overwritten() -> None:
    """It is shared by all callers."""
    with pytest.raises(ValueError, match="read-only"):
        filter_bank(80)[0, 0] = 1.0


def test_silence_is_flat() -> None:
    """Digital silence sits at the floor: (-10 + 4) / 4."""
    np.testing.assert_allclose(log_mel(np.zeros(SAMPLE_RATE, np.float32)), -1.5, rtol=1e-6)


@given(scale=st.floats(0.05, 1.0), samples=st.integers(HOP, 3 * WINDOW))
def test_loudness_only_shifts(scale: float, samples: int) -> None:
    """Scaling a clip moves the whole spectrogram by log10 of the power, and the range stays 2."""
    pcm = _clip(samples)
    plain, scaled = log_mel(pcm), log_mel(pcm * np.float32(scale))
    assert scaled.max() - scaled.min() <= 2.0 + 1e-6
    np.testing.assert_allclose(plain.max() - scaled.max(), -2 * np.log10(scale) / 4, atol=1e-3)


@pytest.mark.parametrize("shape", [(0,), (HOP - 1,), (2, SAMPLE_RATE)])
def test_refuses_what_has_no_frame(shape: tuple[int, ...]) -> None:
    """Less than one hop, or more than one row, is the caller's mistake."""
    with pytest.raises(ValueError, match=str(HOP)):
        log_mel(np.zeros(shape, np.float32))
