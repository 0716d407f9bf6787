"""One answer while it is written: what of it may be said by now, and where it is enough.

An answer that has its length goes on to the end of its sentence. Small models fall into loops: a sentence that
repeats an earlier one of the same answer is where the answer ends, and nobody hears the repeat. Nor does anybody hear
a model that goes on with what the user might say next.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["GRACE_TOKENS", "NO_END", "Answer", "Reason"]

Reason = Literal["stop", "length", "context"]

GRACE_TOKENS = 24
"""So much longer than it should be an answer may get, to end with its sentence."""
REFRAIN_WORDS = 3
"""A shorter sentence may well be said twice: "No, no." """

_CLOSERS = "\"'*_)\\]\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_WIDE = "\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
_END = re.compile(rf"[.!?…]+[{_CLOSERS}]*(?=\s)|[{_WIDE}]+|\n(?=\s*\S)")
_WORD = re.compile(r"\w+")
NO_END = re.compile(r"(?:^\s*\d+|\b(?:[A-HJ-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|e\.g|i\.e))\.$|^\s*$")
"""A full stop that ends no sentence: of a numbered item, an initial, an abbreviation."""

_OTHERS = ("user:", "human:", "assistant:")
"""How somebody else's turn begins, on a line of its own."""

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
        self._rested = False
        """Nothing was written since ``rest``."""

    def write(self, text: str, tokens: int) -> str:
        """``text``, of so many tokens, comes next; returns what may be said now."""
        if self.reason is not None:
            return ""
        self._left -= tokens
        if self._rested and text:
            # Nothing glues what was thought better to what was said before.
            text = text if text[0].isspace() else f" {text}"
            self._rested = False
        self._sentence += text
        if self.empty:
            self._sentence = self._sentence.lstrip()
        said = ""
        while self.reason is None and not self._line_begins.startswith(_OTHERS):
            if not (end := _sentence_end(self._sentence)):
                break
            said += self._end_sentence(end)
        if self.reason is None and self._line_begins.startswith(_OTHERS):
            self.reason = "stop"
        if self.reason is None and not self._may_repeat() and not self._may_be_others():
            said += self._release(len(self._sentence.rstrip()))
        if self.reason is None and self._left <= -GRACE_TOKENS:
            self.reason = "length"
        return said

    def rest(self) -> str:
        """The model has come to its end, and may yet go on; returns what is still to be said."""
        if self.reason is not None:
            return ""
        words = _words(self._sentence)
        said = "" if words in self._earlier else self._release(len(self._sentence.rstrip()))
        if len(words) >= REFRAIN_WORDS:
            self._earlier.add(words)
        self._sentence, self._released, self._rested = "", 0, True
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

    @property
    def _line_begins(self) -> str:
        """The sentence so far, where it begins a line; else nothing."""
        begins = self._sentence.lstrip()
        new_line = self.empty or "\n" in self._sentence[: len(self._sentence) - len(begins)]
        return begins.casefold() if new_line else ""

    def _may_be_others(self) -> bool:
        """It may yet turn out to be what somebody else says."""
        begins = self._line_begins
        return bool(begins) and not self._released and any(label.startswith(begins) for label in _OTHERS)

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
        if not NO_END.search(text[: match.end()]):
            return match.end()
    return 0


def _words(sentence: str) -> Words:
    return tuple(_WORD.findall(sentence.casefold()))
