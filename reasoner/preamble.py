"""JSON in front of an answer, which is not for the ear.

Models that were trained on what services returned write its wrapping now and then, a JSON object behind ``</think>``
and before the first word. And who asks for JSON wants to see it, not to hear it.
"""

from __future__ import annotations

import re

from .json_value import JsonValue

__all__ = ["Preamble"]

_OPENS = re.compile(r'\s*\{\s*["}]')
_MAY_OPEN = re.compile(r"\s*(?:\{\s*)?")


class Preamble:
    """Text of one segment in, speech out; ``take`` gives the JSON before it, as soon as that is whole."""

    def __init__(self) -> None:
        self._held = ""
        """Not known yet to be JSON or none."""
        self._value: JsonValue | None = None
        self._line = False
        """What is no JSON after all is dropped to the end of its line."""
        self.over = False
        """The first words have come: nothing behind them is looked at."""
        self._whole = ""

    @property
    def holding(self) -> bool:
        """JSON, or what may be some, is not over yet; white space alone is neither."""
        return not self.over and bool(self._held.strip() or self._value or self._line)

    def feed(self, text: str) -> str:
        """What of ``text``, and of what was held, is speech for certain."""
        speech = ""
        for char in text:
            speech += char if self.over else self._take(char)
        return speech

    def flush(self) -> str:
        """The segment is over: JSON that is not whole is nothing."""
        held, self._held, self.over = self._held, "", True
        return "" if self._value else held

    def take(self) -> str:
        """A JSON object that was whole since the last call; "": none."""
        whole, self._whole = self._whole, ""
        return whole

    def _take(self, char: str) -> str:
        if self._line:
            self._line = char != "\n"
            return "" if self._line else char
        if self._value is None:
            self._held += char
            if _OPENS.match(self._held):
                self._begin()
            elif not _MAY_OPEN.fullmatch(self._held):
                return self.flush()
            return ""
        self._write(self._value, char)
        return ""

    def _begin(self) -> None:
        held, self._held = self._held, ""
        self._value = value = JsonValue()
        for char in held:
            self._write(value, char)

    def _write(self, value: JsonValue, char: str) -> None:
        value.write(char)
        if value.whole:
            self._whole += value.text
        if value.whole or value.broken:
            self._value, self._line = None, value.broken
