"""Where a segment of the answer ends: between two words, best behind a clause."""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import re
from dataclasses import dataclass

from .answer import NO_END

__all__ = ["Segment"]

_CLAUSE = re.compile(r"[.!?…,;:–—][\"'”’)\]»*]*$")
_WIDE = re.compile(r"[。！？，；：、]$")
"""Marks of writing systems that put no space behind them."""
_WIDE_WRITING = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]$")
"""... nor between words."""
_NUMBERED = re.compile(r"(?:^|\n)\s*\d+[.)]$")
"""The number of an item, which is to be said with it."""
LATE_TOKENS = 4
"""A segment that is late has so many at least: in less speech than that the next one cannot be written."""
_LOOKED_AT = 40
"""Characters: as much of the end of a text as tells whether a mark is one of an abbreviation."""


@dataclass(slots=True)
class Segment:
    """``tokens``: it ends at a clause boundary after so many; ``longest``: between two words after so many; after
    twice as many it ends anywhere, for nobody can wait for the end of such a word."""

    tokens: int
    longest: int
    _text: str = ""
    _count: int = 0

    def ends_before(self, text: str, late: bool = False) -> bool:
        """Whether it ends before a token of ``text``; ``late``: between any two words, if there is anything to say."""
        if late and self._count >= LATE_TOKENS and text[:1].isspace():
            return True
        if self._count < self.tokens or not self._text:
            return False
        if self._count >= 2 * self.longest:
            return True
        if _WIDE.search(self._text):
            return True
        if not text[:1].isspace():
            return self._count >= self.longest and _WIDE_WRITING.search(self._text) is not None
        if self._count >= self.longest:
            return True
        return bool(_CLAUSE.search(self._text)) and not NO_END.search(self._text) and not _NUMBERED.search(self._text)

    def add(self, text: str) -> None:
        """One more token, of that ``text``."""
        self._count += 1
        self._text = (self._text + text)[-_LOOKED_AT:]
