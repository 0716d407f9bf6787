"""How sure a share is, and a difference of shares."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Difference", "Share", "paired_difference", "wilson"]

Z = 1.959963984540054
"""Of 95 %, two-sided."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and the interval in which the true share lies with 95 %: 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two shares over the same ``pairs``: -1 to 1, with its 95 % interval.

    ``better``: pairs in which only the first is right; ``worse``: only the second. ``p``: of the exact sign test on
    these (McNemar), how often chance alone would part them so unevenly.
    """

    value: float
    low: float
    high: float
    pairs: int
    better: int
    worse: int
    p: float


def wilson(right: int, of: int) -> Share:
    """The score interval (Wilson 1927), which holds for small numbers and near 0 and 1. Raises ValueError."""
    if not 0 <= right <= of or of == 0:
        raise ValueError(f"{right} of {of} is no share")
    share = right / of
    spread = 1 + Z**2 / of
    middle = (share + Z**2 / (2 * of)) / spread
    half = Z / spread * math.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    # Rounding must not put the share outside.
    return Share(share, min(max(0.0, middle - half), share), max(min(1.0, middle + half), share))


def paired_difference(pairs: Iterable[tuple[bool, bool]]) -> Difference:
    """The share of the first less that of the second, asked the same. Raises ValueError where there are no pairs.

    The interval is Wald's with half a pair added to each of the four cells (Agresti and Min 2005, "Simple improved
    confidence intervals for comparing matched proportions", Statistics in Medicine 24): with few pairs, or none that
    differ, Wald's own would be far too sure.
    """
    all_pairs = list(pairs)
    count = len(all_pairs)
    if not count:
        raise ValueError("there are no pairs to compare")
    better = sum(first and not second for first, second in all_pairs)
    worse = sum(second and not first for first, second in all_pairs)
    value = (better - worse) / count
    added = count + 2
    middle = (better - worse) / added
    half = Z * math.sqrt((better + worse + 1) - (better - worse) ** 2 / added) / added
    low, high = max(-1.0, middle - half), min(1.0, middle + half)
    return Difference(value, min(low, value), max(high, value), count, better, worse, _sign_test(better, worse))


def _sign_test(better: int, worse: int) -> float:
    differ = better + worse
    fewer = sum(math.comb(differ, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * fewer / float(2**differ))
