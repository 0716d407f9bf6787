"""The private reasoning, for clients that asked for it: all of it, or the first sentence of each paragraph."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["Digest"]

_SENTENCE = re.compile(r"\s*(\S.*?[.!?:])(?=\s)", re.DOTALL)


class Digest:
    """Pieces of thoughts in, pieces to tell out; ``text``: all that was told."""

    def __init__(self, level: Literal["summary", "full"]) -> None:
        self.level = level
        self.text = ""
        self._line = ""
        self._told = False
        """The sentence of this paragraph is out."""

    def feed(self, piece: str) -> str:
        """What of ``piece`` and before it can be told by now; "" where there is nothing."""
        return self._tell(piece if self.level == "full" else self._sentences(piece))

    def flush(self) -> str:
        """What is still to be told: the thoughts are over."""
        if self._told or not self._line.strip():
            return ""
        line, self._line = self._line.strip(), ""
        return self._tell(f"{line}\n")

    def _tell(self, piece: str) -> str:
        self.text += piece
        return piece

    def _sentences(self, piece: str) -> str:
        told = ""
        for part in piece.splitlines(keepends=True):
            self._line += part
            ended = part.endswith(("\n", "\r"))
            if not self._told:
                found = _SENTENCE.match(self._line)
                sentence = found[1] if found else self._line.strip() if ended else ""
                if sentence:
                    told += f"{sentence}\n"
                    self._told = True
            if self._told:
                self._line = ""
            if ended:
                self._line, self._told = "", False
        return told
