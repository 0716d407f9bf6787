"""Parting thoughts from speech in a stream of text, wherever the stream is cut.

A thought stands between ``<think>`` and ``</think>``. ``<think>`` opens one only at the start of a message or of a
line; anywhere else the tags are quotes. A tag is in neither of the two: not as a whole, not in parts, and not
put together from what was left around another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["CLOSE", "OPEN", "Kind", "Piece", "ThoughtParser"]

OPEN = "<think>"
CLOSE = "</think>"


class Kind(Enum):
    """What may be done with a piece of text: speech is spoken, a thought never is."""

    THOUGHT = "thought"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one kind; never empty."""

    kind: Kind
    text: str


class ThoughtParser:
    """Text in, pieces out, as soon as it is certain what they are.

    ``thinking``: the text begins inside a thought, because the prompt ended with an open one. Only what may still
    become a tag is held back. A thought that is never closed is a thought to its end.
    """

    def __init__(self, thinking: bool = False) -> None:
        self.thinking = thinking
        """Whether a thought is open."""
        self._held = ""
        """Beginnings of tags, one behind the other: taking out the last tag may complete the one before it."""
        self._line_start = True
        """Nothing but white space was spoken since the start of the line."""
        self._skipping = False
        """White space directly behind a closed thought is dropped."""
        self._pieces: list[Piece] = []

    @property
    def holding(self) -> bool:
        """Something may still become a tag."""
        return bool(self._held)

    def feed(self, text: str) -> list[Piece]:
        """What is certain after ``text``."""
        for char in text:
            self._take(char)
        return self._release()

    def flush(self) -> list[Piece]:
        """The message is over: nothing more can become a tag."""
        held, self._held = self._held, ""
        if held:
            self._put(held)
        return self._release()

    def _take(self, char: str) -> None:
        if self._skipping and char.isspace():
            return
        self._skipping = False
        if char != "<" and not self._held:
            self._put(char)
            return
        held = self._held + char
        start = held.rindex("<")
        tag = held[start:]
        self._held = ""
        if tag == CLOSE and self.thinking:
            if start:
                self._put(held[:start])
            self.thinking = False
            self._line_start = self._skipping = True
        elif tag == OPEN and not self.thinking and self._line_start and not start:
            self.thinking = True
        elif tag in (OPEN, CLOSE) and not self.thinking:
            self._held = held[:start]
        elif OPEN.startswith(tag) or CLOSE.startswith(tag):
            self._held = held
        else:
            self._put(held)

    def _put(self, text: str) -> None:
        self._pieces.append(Piece(Kind.THOUGHT if self.thinking else Kind.SPEECH, text))
        if not self.thinking:
            line = text.rpartition("\n")
            self._line_start = (bool(line[1]) or self._line_start) and not line[2].strip()

    def _release(self) -> list[Piece]:
        """The pieces so far, neighbours of one kind made one."""
        joined: list[Piece] = []
        for piece in self._pieces:
            if joined and joined[-1].kind is piece.kind:
                joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
            else:
                joined.append(piece)
        self._pieces = []
        return joined
