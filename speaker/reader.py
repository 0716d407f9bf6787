"""A place in a text that is still arriving: what was decided is out, what was not waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .characters import clean

__all__ = ["Artifact", "Piece", "Reader"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something for the screen. ``language``: what the code is written in, where the answer said so."""

    kind: Literal["code", "table", "link"]
    text: str
    language: str = ""


Piece = str | Artifact


class Reader:
    """The text from ``at`` on is not decided yet; ``before`` is the character in front of it.

    A rule reads here, and either moves on (``speak``, ``say`` or ``drop``) and returns True, or returns False:
    it cannot decide before more text arrives. Once ``final`` is set none will, and every rule moves on.
    """

    def __init__(self) -> None:
        self.text = ""
        self.at = 0
        self.before = "\n"
        self.final = False
        self.hidden_until = ""
        """Everything up to this closing tag is dropped."""
        self._out: list[Piece] = []

    def take(self) -> list[Piece]:
        """What was decided since the last call, in order; the text behind it is forgotten."""
        self.text = self.text[self.at :]
        self.at = 0
        out, self._out = self._out, []
        return out

    def say(self, text: str) -> None:
        """``text`` is to be spoken."""
        text = clean(text)
        if not text:
            return
        if self._out and isinstance(self._out[-1], str):
            self._out[-1] += text
        else:
            self._out.append(text)

    def show(self, artifact: Artifact) -> None:
        """``artifact`` is to be shown."""
        self._out.append(artifact)

    def speak(self, end: int) -> bool:
        """Move on to ``end``; what lies between is spoken as it is."""
        self.say(self.text[self.at : end])
        return self.drop(end)

    def drop(self, end: int) -> bool:
        """Move on to ``end``; what lies between is neither spoken nor shown."""
        if end > self.at:
            self.before = self.text[end - 1 : end] or self.before
        self.at = end
        return True

    def starves(self, position: int) -> bool:
        """Whether ``position`` is beyond what has arrived, and more may come."""
        return position >= len(self.text) and not self.final

    def run_end(self, position: int) -> int:
        """Where the run of equal characters ends that begins at ``position``."""
        end = position
        while end < len(self.text) and self.text[end] == self.text[position]:
            end += 1
        return end
