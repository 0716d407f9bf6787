"""Audio from one rate to another, piece by piece, almost without delay.

libsoxr's streams hold back 12 to 150 ms (measured with soxr 1.1, all recipes but "QQ", which lets through what it
should fold away at -2 dB). A windowed sinc of 32 zero crossings a side needs 2 ms at 16,000 Hz and 4 ms at 8,000 Hz,
and takes more than 80 dB off what would alias.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["Resampler"]

Samples = npt.NDArray[np.int16]

ZERO_CROSSINGS = 32
"""On each side of the filter, of the lower of both rates: these are the delay."""
BETA = 8.0
"""Of the Kaiser window: 80 dB of attenuation (Kaiser 1974; Oppenheim and Schafer, section 7.5.3)."""
ROLLOFF = 0.92
"""Half of the transition lies below the lower Nyquist frequency, so that all of it is over there."""
BLOCK = 4096
"""Output samples that are computed at a time: bounds the memory."""


class Resampler:
    """16-bit mono PCM at ``from_hz`` in, at ``to_hz`` out, as many samples as last as long."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        common = math.gcd(from_hz, to_hz)
        self._up, self._down = to_hz // common, from_hz // common
        self._same = from_hz == to_hz
        self._filter = _filter(self._up, self._down)
        self._half = self._filter.shape[1] // 2
        self.delay_ms = 0.0 if self._same else self._half * 1000 / from_hz
        """What is held back for the filter."""
        self.reset()

    def reset(self) -> None:
        """Forget what is held back: what comes next has nothing to do with it."""
        self._held = np.zeros(self._half - 1, np.float32)
        self._base, self._phase = self._half - 1, 0
        # The next output sample is at input sample ``_base`` of ``_held``, and ``_phase / _up`` beyond it.

    def feed(self, samples: Samples) -> Samples:
        """What can be said by now, with ``samples``."""
        if self._same:
            return samples
        held = np.concatenate([self._held, samples.astype(np.float32)])
        count = max(0, ((len(held) - self._half - self._base) * self._up - 1 - self._phase) // self._down + 1)
        out = np.empty(count, np.int16)
        if count:
            windows = np.lib.stride_tricks.sliding_window_view(held, 2 * self._half)
            for start in range(0, count, BLOCK):
                steps = self._phase + np.arange(start, min(start + BLOCK, count)) * self._down
                taps = self._filter[steps % self._up]
                block = np.einsum("ij,ij->i", windows[self._base + steps // self._up - self._half + 1], taps)
                out[start : start + len(block)] = np.clip(np.rint(block), -32768, 32767)
        end = self._phase + count * self._down
        first = self._base + end // self._up - self._half + 1
        self._base, self._phase = self._half - 1, end % self._up
        if first > len(held):
            self._base += first - len(held)
            first = len(held)
        self._held = held[first:].copy()
        return out

    def flush(self) -> Samples:
        """What was held back: the sound ends here."""
        if self._same:
            return np.zeros(0, np.int16)
        out = self.feed(np.zeros(self._half, np.int16))
        self.reset()
        return out


@lru_cache(maxsize=16)
def _filter(up: int, down: int) -> npt.NDArray[np.float32]:
    """The taps for each of the ``up`` places that an output sample may have between two input samples."""
    ratio = max(1.0, down / up)
    half = math.ceil(ZERO_CROSSINGS * ratio)
    distance = np.arange(up)[:, None] / up - np.arange(1 - half, half + 1)[None, :]
    cutoff = ROLLOFF / ratio
    window = np.i0(BETA * np.sqrt(np.clip(1 - (distance / half) ** 2, 0, None))) / np.i0(BETA)
    taps = cutoff * np.sinc(cutoff * distance) * window
    filter: npt.NDArray[np.float32] = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return filter
