"""Which words were heard: the book that ties an answer's text to its time.

Word times are positions in the answer's own sound, in milliseconds from its first sample, without the gaps
of its playout.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from antiphon.transport.messages import Word

__all__ = ["Ledger"]


class Ledger:
    """Text and sound of one answer, growing as it is synthesised."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._starts_ms: list[float] = []
        self._middles_ms: list[float] = []
        self.duration_ms = 0.0

    def append(self, words: Iterable[Word], duration_ms: float) -> None:
        """Add a chunk of ``duration_ms`` with its ``words``, timed from the chunk's start.

        Raises ValueError for a time that is negative or that ends before it starts.
        """
        for word in words:
            if word.start_ms < 0 or word.end_ms < word.start_ms:
                raise ValueError(f"{word.text!r} lasts from {word.start_ms} to {word.end_ms} ms: it ends too early")
            middle_ms = self.duration_ms + (word.start_ms + word.end_ms) / 2
            # A voice may give overlapping times; the order of the words is what holds.
            earliest_ms = self._middles_ms[-1] if self._middles_ms else 0.0
            self._texts.append(word.text)
            self._starts_ms.append(self.duration_ms + word.start_ms)
            self._middles_ms.append(max(middle_ms, earliest_ms))
        self.duration_ms += duration_ms

    @property
    def text(self) -> str:
        """All that was synthesised."""
        return "".join(self._texts)

    def heard(self, position_ms: float) -> str:
        """The text up to ``position_ms``: a word counts once half of it was played."""
        return "".join(self._texts[: self._count(position_ms)])

    def words(self, position_ms: float) -> list[tuple[str, float]]:
        """The words of that text, and where each starts."""
        count = self._count(position_ms)
        return list(zip(self._texts[:count], self._starts_ms[:count], strict=True))

    def truncate(self, position_ms: float) -> None:
        """Forget what comes after ``position_ms``: it will never be played."""
        kept = bisect_right(self._middles_ms, position_ms)
        del self._texts[kept:], self._starts_ms[kept:], self._middles_ms[kept:]
        self.duration_ms = min(self.duration_ms, position_ms)

    def _count(self, position_ms: float) -> int:
        if position_ms <= 0:
            return 0
        if position_ms >= self.duration_ms:
            return len(self._texts)
        return bisect_right(self._middles_ms, position_ms)
