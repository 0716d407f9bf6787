"""One answer while it is written: what of it may be said by now, and where it is enough.

An answer that has its length goes on to the end of its sentence. Small models fall into loops: a sentence that
repeats an earlier one of the same answer is where the answer ends, and nobody hears the repeat.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["GRACE_TOKENS", "Answer", "Reason"]

Reason = Literal["stop", "length", "context"]

GRACE_TOKENS = 24
"""So much longer than it should be an answer may get, to end with its sentence."""
REFRAIN_WORDS = 3
"""A shorter sentence may well be said twice: "No, no." """

_CLOSERS = "\"'*_)\\]\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_WIDE = "\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
_END = re.compile(rf"[.!?…]+[{_CLOSERS}]*(?=\s)|[{_WIDE}]+|\n(?=\s*\S)")
_WORD = re.compile(r"\w+")
_NO_END = re.compile(r"(?:^\s*\d+|\b(?:[A-HJ-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|e\.g|i\.e))\.$|^\s*$")
"""A full stop that ends no sentence: of a numbered item, an initial, an abbreviation."""

Words = tuple[str, ...]


class Answer:
    """Text in, as the model writes it; out comes what may be said. ``reason``: why it is over, None while it is not.

    ``tokens``: how long it should be. The text has no white space at its ends.
    """

    def __init__(self, tokens: int) -> None:
        self.reason: Reason | None = None
        self.empty = True
        self._left = tokens
        self._sentence = ""
        """The one that is being written."""
        self._released = 0
        """Characters of it that were said."""
        self._earlier: set[Words] = set()

    def write(self, text: str, tokens: int) -> str:
        """``text``, of so many tokens, comes next; returns what may be said now."""
        if self.reason is not None:
            return ""
        self._left -= tokens
        self._sentence += text
        if self.empty:
            self._sentence = self._sentence.lstrip()
        said = ""
        while self.reason is None and (end := _sentence_end(self._sentence)):
            said += self._end_sentence(end)
        if self.reason is None and not self._may_repeat():
            said += self._release(len(self._sentence.rstrip()))
        if self.reason is None and self._left <= -GRACE_TOKENS:
            self.reason = "length"
        return said

    def finish(self, reason: Reason) -> str:
        """The model writes no more, for that ``reason``; returns what is still to be said."""
        if self.reason is not None:
            return ""
        self.reason = reason
        unfinished = reason != "stop"
        if _words(self._sentence) in self._earlier or (unfinished and self._may_repeat()):
            return ""
        return self._release(len(self._sentence.rstrip()))

    def _end_sentence(self, end: int) -> str:
        words = _words(self._sentence[:end])
        if words in self._earlier:
            self.reason = "stop"
            return ""
        if len(words) >= REFRAIN_WORDS:
            self._earlier.add(words)
        # The white space behind it goes with the next sentence, if there is one.
        end = len(self._sentence[:end].rstrip())
        said = self._release(end)
        self._sentence, self._released = self._sentence[end:], max(0, self._released - end)
        if self._left <= 0:
            self.reason = "length"
        return said

    def _release(self, end: int) -> str:
        said = self._sentence[self._released : end]
        self._released = max(self._released, end)
        self.empty = self.empty and not said
        return said

    def _may_repeat(self) -> bool:
        """The sentence so far is how an earlier one began; what is said already cannot be."""
        if self._released:
            return False
        words = _words(self._sentence)
        if not words:
            return bool(self._earlier)
        *whole, last = words
        return any(
            earlier[: len(whole)] == tuple(whole) and earlier[len(whole)].startswith(last)
            for earlier in self._earlier
            if len(earlier) >= len(words)
        )


def _sentence_end(text: str) -> int:
    """Where the first sentence of ``text`` ends, behind its full stop; 0: not yet."""
    for match in _END.finditer(text):
        if not _NO_END.search(text[: match.end()]):
            return match.end()
    return 0


def _words(sentence: str) -> Words:
    return tuple(_WORD.findall(sentence.casefold()))
