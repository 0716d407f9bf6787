"""Whether a speaker has finished, by the sound of it: smart-turn v3.2.

The network is the encoder of whisper-tiny with a classifier on top; it listens to the last eight seconds
(pipecat-ai/smart-turn, ``inference.py``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .onnx_model import load_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["RATE_HZ", "SECONDS", "SmartTurn", "features"]

RATE_HZ = 16_000
SECONDS = 8
"""What it listens to."""

_SAMPLES = SECONDS * RATE_HZ
_WINDOW, _HOP, _MELS = 400, 160, 80
_FRAMES = _SAMPLES // _HOP
_BLOCK = 8
"""Frames to a matrix product: a large one wakes OpenBLAS's threads, which then spin beside the children's."""


class SmartTurn:
    """The model; it keeps nothing of what it hears, so all conversations and threads share one."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session

    @classmethod
    def load(cls, path: Path) -> SmartTurn:
        """From the ONNX file, or the folder that holds it. Raises ModelMissing, ModelCorrupt."""
        return cls(load_session(path, "smart-turn-v3.2", ("input_features",)))

    def complete(self, pcm: NDArray[np.float32]) -> float:
        """The probability that the speaker of ``pcm`` has finished, 0 to 1.

        ``pcm``: float32 ``[n]``, mono at 16,000 Hz in [-1, 1]: the turn from its beginning to now, of which the last
        eight seconds count. Blocks for tens of milliseconds: to be called outside the event loop.
        """
        (output,) = self._session.run(("logits",), {"input_features": features(pcm)[None]})
        return float(output[0, 0])  # whatever its name says, it is behind the sigmoid


def features(pcm: NDArray[np.float32]) -> NDArray[np.float32]:
    """Whisper's log-mel spectrogram of the last eight seconds: float32 ``[80, 800]``.

    As transformers' ``WhisperFeatureExtractor(chunk_length=8)`` with ``do_normalize``, of ``pcm`` with zeros before it:
    mean 0 and variance 1 over all eight seconds, windows of 400 samples every 160, 80 mels, 80 dB of range.
    Raises ValueError where ``pcm`` is not one row of samples.
    """
    if pcm.ndim != 1:
        raise ValueError(f"smart-turn takes one row of samples, not the shape {pcm.shape}")
    heard = pcm[-_SAMPLES:].astype(np.float32, copy=False)
    padding = _SAMPLES - heard.size
    mean = heard.sum(dtype=np.float64) / _SAMPLES
    variance = np.square(heard, dtype=np.float64).sum() / _SAMPLES - mean * mean
    scale = 1.0 / np.sqrt(variance + 1e-7)
    # The frames that see nothing but padding are all the same: one of them is enough.
    skipped = max(0, (padding - _WINDOW // 2) // _HOP - 1)
    wave = np.full(_SAMPLES - skipped * _HOP, -mean * scale, np.float32)
    wave[wave.size - heard.size :] = (heard - np.float32(mean)) * np.float32(scale)
    energies = _mel_energies(wave)
    logs = np.log10(np.maximum(energies, np.float32(1e-10)))
    logs = (np.maximum(logs, logs.max() - np.float32(8.0)) + np.float32(4.0)) / np.float32(4.0)
    return np.ascontiguousarray(np.concatenate((np.repeat(logs[:1], skipped, axis=0), logs)).T)


def _mel_energies(wave: NDArray[np.float32]) -> NDArray[np.float32]:
    """``[samples]`` to ``[samples // 160, 80]``."""
    frames = wave.size // _HOP
    padded = np.pad(wave, _WINDOW // 2, mode="reflect")
    spectrum = np.fft.rfft(sliding_window_view(padded, _WINDOW)[::_HOP][:frames] * _hann(), axis=1)
    blocks = np.zeros((-(-frames // _BLOCK), _BLOCK, _WINDOW // 2 + 1), np.float32)
    power = blocks.reshape(-1, _WINDOW // 2 + 1)[:frames]
    np.square(spectrum.real, out=power)
    power += np.square(spectrum.imag)
    energies: NDArray[np.float32] = np.matmul(blocks, _filter_bank()).reshape(-1, _MELS)
    return energies[:frames]


@cache
def _hann() -> NDArray[np.float32]:
    return (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(_WINDOW) / _WINDOW)).astype(np.float32)


@cache
def _filter_bank() -> NDArray[np.float32]:
    """Slaney's triangles of equal area, ``[201, 80]``: linear to 1,000 Hz, logarithmic above (Auditory Toolbox)."""
    step, linear = np.log(6.4) / 27.0, 200.0 / 3.0  # above: of the logarithm a mel; below: Hz a mel
    top = 15.0 + np.log(RATE_HZ / 2 / 1000.0) / step
    mels = np.linspace(0.0, top, _MELS + 2)
    corners = np.where(mels < 15.0, linear * mels, 1000.0 * np.exp(step * (mels - 15.0)))
    low, middle, high = corners[:-2], corners[1:-1], corners[2:]
    bins = np.linspace(0.0, RATE_HZ / 2, _WINDOW // 2 + 1)[:, None]
    triangles = np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle))
    bank: NDArray[np.float32] = (np.maximum(0.0, triangles) * 2.0 / (high - low)).astype(np.float32)
    return bank
