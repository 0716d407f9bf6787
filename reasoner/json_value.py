"""One JSON object or array, character by character, as far as where it ends."""

from __future__ import annotations

__all__ = ["JsonValue"]

_BRACKETS = {"{": "}", "[": "]"}


class JsonValue:
    """``text`` so far; it is ``whole`` with its last bracket."""

    def __init__(self) -> None:
        self.text = ""
        self.whole = False
        self.broken = False
        """It is none: it begins with something else, or a bracket closes another one."""
        self._closers: list[str] = []
        self._in_string = self._escaped = False

    def write(self, char: str) -> None:
        """``char`` comes next; white space around the value is no part of it."""
        if not self._closers and char.isspace():
            return
        self.text += char
        if self._in_string:
            self._in_string = self._escaped or char != '"'
            self._escaped = char == "\\" and not self._escaped
        elif char in _BRACKETS:
            self._closers.append(_BRACKETS[char])
        elif not self._closers:
            self.broken = True
        elif char == '"':
            self._in_string = True
        elif char in _BRACKETS.values():
            self.broken = char != self._closers.pop()
            self.whole = not self._closers and not self.broken
