"""Parting a tool call from speech in a stream of text, wherever the stream is cut.

A call is a JSON object behind ``<tool_call>``; it is whole where its last brace closes, whether ``</tool_call>``
follows or not. Nothing behind ``<tool_call>`` is ever speech, and neither tag is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .json_value import JsonValue
from .tools import CLOSE, OPEN, of_json, to_json

__all__ = ["Call", "CallParser"]


@dataclass(frozen=True, slots=True)
class Call:
    """What the model wants done. ``arguments``: a JSON object, as text; None: it wrote no such thing."""

    name: str
    arguments: str | None


class CallParser:
    """Text in, speech out, as soon as it is certain to be none of a call; ``call`` is set as soon as one is whole.

    ``opening``: the prompt ended with the beginning of a call, and this is what stood behind ``<tool_call>``.
    ``name``: it went on with the name of the tool, so that only the arguments are to come.
    """

    def __init__(self, opening: str | None = None, name: str = "") -> None:
        self.calling = opening is not None
        """A call is being written, or was."""
        self.call: Call | None = None
        self._name = name
        self._held = ""
        """Beginnings of tags, one behind the other: taking out the last tag may complete the one before it."""
        self._json = JsonValue()
        if opening is not None and not name:
            self._write(opening)

    @property
    def holding(self) -> bool:
        """Something may still become a tag."""
        return bool(self._held)

    def feed(self, text: str) -> str:
        """What of ``text``, and of what was held, is speech for certain."""
        speech = ""
        for char in text:
            if self.calling:
                self._write(char)
            else:
                speech += self._take(char)
        return speech

    def flush(self) -> str:
        """The message is over: nothing more can become a tag, and a call that is not whole is none."""
        held, self._held = self._held, ""
        if self.calling and self.call is None:
            self.call = Call(self._name, None)
        return held

    def _take(self, char: str) -> str:
        if char != "<" and not self._held:
            return char
        held = self._held + char
        start = held.rindex("<")
        tag = held[start:]
        self._held = ""
        if tag == OPEN:
            self.calling = True
            return held[:start]
        if tag == CLOSE:
            self._held = held[:start]
        elif OPEN.startswith(tag) or CLOSE.startswith(tag):
            self._held = held
        else:
            return held
        return ""

    def _write(self, text: str) -> None:
        for char in text:
            if self.call is None:
                self._json.write(char)
                if self._json.broken:
                    self.call = Call(self._name, None)
                elif self._json.whole:
                    self.call = self._read()

    def _read(self) -> Call:
        try:
            value = of_json(self._json.text)
            if isinstance(value, list):
                # SmolLM2 was trained to write a list of calls; one is made at a time.
                value = value[0] if value else None
            if self._name:
                return Call(self._name, _object(value))
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                return Call(value["name"], _object(value.get("arguments", {})))
        except ValueError:
            pass
        return Call(self._name, None)


def _object(value: Any) -> str | None:
    """A JSON object as text; some models put it into a string."""
    if isinstance(value, str):
        value = of_json(value)
    return to_json(value) if isinstance(value, dict) else None
