"""Whisper's log-mel front end, for any number of mels and any length.

The figures are those of openai/whisper, ``whisper/audio.py``: 16,000 Hz, windows of 400 samples every 160,
the slaney mel scale with slaney normalisation up to 8,000 Hz.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["HOP", "SAMPLE_RATE", "WINDOW", "filter_bank", "log_mel"]

SAMPLE_RATE = 16_000
"""Hz."""
WINDOW = 400
"""Samples: 25 ms."""
HOP = 160
"""Samples: 10 ms."""

_FLOOR = np.float32(1e-10)
_DYNAMIC_RANGE = np.float32(8.0)
"""In powers of ten: whatever is 80 dB below the loudest bin counts as 80 dB below it."""
_BLOCK = 8
"""Frames to a matrix product; see _mel_energies."""


def log_mel(pcm: NDArray[np.float32], mels: int = 80, right_pad: int = 0) -> NDArray[np.float32]:
    """The scaled log-mel spectrogram of a clip: float32 ``[mels, (len(pcm) + right_pad) // 160]``, C-contiguous.

    ``pcm``: float32 ``[n]``, mono at 16,000 Hz in [-1, 1]; ``right_pad``: so many zeros are put behind it. It is scaled
    by the loudest bin of this very clip, so pieces of a recording do not add up to the spectrogram of the whole.
    Raises ValueError for less than one hop of audio.
    """
    frames = (pcm.size + right_pad) // HOP
    if pcm.ndim != 1 or frames < 1:
        raise ValueError(f"log_mel needs one row of at least {HOP} samples, got an array of shape {pcm.shape}")
    pcm = np.pad(pcm.astype(np.float32, copy=False), (0, right_pad))
    padded = np.pad(pcm, WINDOW // 2, mode="reflect")
    windows = sliding_window_view(padded, WINDOW)[::HOP][:frames]
    spectrum = np.fft.rfft(windows * _hann(), axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    energies = _mel_energies(power, mels)
    logs = np.log10(np.maximum(energies, _FLOOR))
    return np.ascontiguousarray((np.maximum(logs, logs.max() - _DYNAMIC_RANGE) + np.float32(4.0)) / np.float32(4.0))


def _mel_energies(power: NDArray[np.float32], mels: int) -> NDArray[np.float32]:
    """``[frames, 201]`` to ``[mels, frames]``, eight frames at a time.

    One large product would wake OpenBLAS's threads, which then spin for 50 ms and take the other cores from
    the model; these small ones stay in this thread, and are as quick.
    """
    frames, bins = power.shape
    blocks = np.zeros((-(-frames // _BLOCK), _BLOCK, bins), np.float32)
    blocks.reshape(-1, bins)[:frames] = power
    energies: NDArray[np.float32] = np.matmul(blocks, filter_bank(mels).T).reshape(-1, mels)
    return energies[:frames].T


@cache
def filter_bank(mels: int) -> NDArray[np.float32]:
    """Triangles on the mel scale over the bins of the spectrum: float32 ``[mels, 201]``, read-only.

    Slaney's scale (linear to 1,000 Hz, logarithmic above) and normalisation (each triangle has the same
    area), as ``librosa.filters.mel`` and M. Slaney, Auditory Toolbox, 1998.
    """
    bins = np.linspace(0.0, SAMPLE_RATE / 2, WINDOW // 2 + 1)
    corners = _hz(np.linspace(0.0, _mel(SAMPLE_RATE / 2), mels + 2))
    slopes = corners[:, None] - bins[None, :]
    widths = np.diff(corners)
    rising = -slopes[:-2] / widths[:-1, None]
    falling = slopes[2:] / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    triangles *= (2.0 / (corners[2:] - corners[:-2]))[:, None]
    bank = triangles.astype(np.float32)
    bank.setflags(write=False)
    return bank


_LINEAR_HZ_PER_MEL = 200.0 / 3.0
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0


def _mel(hz: float) -> float:
    """Slaney's mel of a frequency above the break."""
    return float(_BREAK_MEL + np.log(hz / _BREAK_HZ) / _LOG_STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    exponential = _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ_PER_MEL, exponential)


@cache
def _hann() -> NDArray[np.float32]:
    """The periodic Hann window, as ``torch.hann_window``."""
    phase = 2.0 * np.pi * np.arange(WINDOW) / WINDOW
    return (0.5 - 0.5 * np.cos(phase)).astype(np.float32)
