"""What a voice is: words in, sound and the length of every word out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Utterance", "Voice", "trim"]

_FRAME_MS = 5
_LEAD_MS = 10
_TAIL_MS = 20
"""Kept around what is heard: the breath of an "h", the end of an "s"."""
_FADE_MS = 5
"""Long enough that no cut clicks, too short to be heard as a fade."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One clause as sound: ``samples`` mono in [-1, 1], without silence at either end.

    ``lengths_ms``: of every word given, in order; they sum up to the sound. ``estimated``: they were derived.
    """

    samples: NDArray[np.float32]
    lengths_ms: tuple[float, ...]
    estimated: bool = True


class Voice(Protocol):
    """Makes one clause at a time, in a thread of its own."""

    rate_hz: int

    def speak(self, words: Sequence[str]) -> Utterance:
        """Say ``words``, of which some may be empty. Blocks: to be called outside the event loop."""
        ...


def trim(samples: NDArray[np.float32], rate_hz: int, threshold_db: float) -> NDArray[np.float32]:
    """``samples`` without the ends that are ``threshold_db`` quieter than its loudest part, faded at the cuts."""
    frame = rate_hz * _FRAME_MS // 1000
    frames = len(samples) // frame
    power = np.square(samples[: frames * frame].reshape(frames, frame)).mean(axis=1)
    if frames == 0 or power.max() <= 0:
        return samples[:0]
    heard = np.flatnonzero(power > power.max() * 10 ** (-threshold_db / 10))
    start = max(0, int(heard[0]) * frame - rate_hz * _LEAD_MS // 1000)
    end = min(len(samples), (int(heard[-1]) + 1) * frame + rate_hz * _TAIL_MS // 1000)
    trimmed = samples[start:end].copy()
    fade = min(rate_hz * _FADE_MS // 1000, len(trimmed) // 2)
    ramp = np.linspace(0.0, 1.0, fade, endpoint=False, dtype=np.float32)
    trimmed[:fade] *= ramp
    trimmed[len(trimmed) - fade :] *= ramp[::-1]
    return trimmed
