"""Long recordings in pieces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .mel import HOP, SAMPLE_RATE

__all__ = ["windows"]

CUT_WITHIN_S = 6.0
"""Longer audio is cut in the last 6 s of a window, where it is quietest."""
QUIET_S = 0.2


def windows(pcm: NDArray[np.float32], longest_s: float) -> list[tuple[int, int]]:
    """Where to cut a recording: (start, end) in samples, each at most ``longest_s``, cut where it is quietest.

    What comes later changes nothing about the windows before the last.
    """
    longest, within = int(longest_s * SAMPLE_RATE), int(CUT_WITHIN_S * SAMPLE_RATE)
    cuts = [0]
    while pcm.size - cuts[-1] > longest:
        end = cuts[-1] + longest
        cuts.append(end - within + _quietest(pcm[end - within : end]))
    return list(zip(cuts, [*cuts[1:], pcm.size], strict=True))


def _quietest(pcm: NDArray[np.float32]) -> int:
    """The middle of the quietest 200 ms."""
    length, step = int(QUIET_S * SAMPLE_RATE), HOP
    energy = np.concatenate([[0.0], np.cumsum(np.square(pcm, dtype=np.float64))])
    starts = np.arange(0, pcm.size - length + 1, step)
    return int(starts[np.argmin(energy[starts + length] - energy[starts])]) + length // 2
