"""What a duration usually is at most, by those that were measured last."""

from __future__ import annotations

import math
from collections import deque

__all__ = ["RunningQuantile"]


class RunningQuantile:
    """The ``share`` quantile of the last ``window`` values; ``prior`` counts as one of them until they are that many.

    So a first guess that was wrong is forgotten, and one slow moment does not count for ever.
    """

    def __init__(self, prior: float, share: float = 0.9, window: int = 32) -> None:
        self._share = share
        self._last: deque[float] = deque([prior], maxlen=window)

    def add(self, value: float) -> None:
        """One more was measured."""
        self._last.append(value)

    @property
    def value(self) -> float:
        """The smallest of them that at least ``share`` of them do not exceed."""
        ordered = sorted(self._last)
        return ordered[math.ceil(self._share * len(ordered)) - 1]
