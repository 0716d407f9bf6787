"""The conversation's items as the wire has them: their order, and what is known of their content by now.

Sound is not kept: an item that is retrieved has its words alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..messages import Item
from .audio import Encoding, from_base64
from .client_events import ContentPart, CreatedItem
from .refusals import Refused
from .settings import LONGEST_TEXT
from .wire import new_id

__all__ = ["Brought", "Entry", "Items", "agent_message", "brought", "function_call", "user_audio"]

MOST = 10_000
"""Items of a conversation that are remembered; the oldest are forgotten first."""


@dataclass(slots=True)
class Entry:
    """One item. ``wire``: as clients are told it; ``sent_ms``: how much sound of it went to the client."""

    wire: dict[str, Any]
    sent_ms: float = 0.0

    @property
    def id(self) -> str:
        return str(self.wire["id"])

    @property
    def is_answer(self) -> bool:
        return self.wire.get("role") == "assistant"

    def set_transcript(self, text: str) -> int:
        """The words of its sound; returns the place of the sound in the content, 0 where it has none."""
        for index, part in enumerate(self.wire.get("content", [])):
            if part["type"] in ("input_audio", "output_audio"):
                part["transcript"] = text
                return index
        return 0


class Items:
    """All items in their order."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._order: list[str] = []
        self._gone: dict[str, None] = {}
        """Identifiers that were here once, oldest first."""

    def get(self, id: str) -> Entry | None:
        return self._entries.get(id)

    def was_here(self, id: str) -> bool:
        """It is no longer part of the conversation."""
        return id in self._gone

    def previous(self, id: str) -> str | None:
        """The item before ``id``; None for the first one, and where ``id`` is not here."""
        if id not in self._entries:
            return None
        place = self._order.index(id)
        return self._order[place - 1] if place else None

    @property
    def last(self) -> str | None:
        return self._order[-1] if self._order else None

    def add(self, entry: Entry, after: str | None = None) -> None:
        """Put it behind the item ``after``, which is here; None: at the end; "": at the beginning."""
        if entry.id in self._entries:
            self._order.remove(entry.id)
        place = len(self._order) if after is None else self._order.index(after) + 1 if after else 0
        self._order.insert(place, entry.id)
        self._entries[entry.id] = entry
        self._gone.pop(entry.id, None)
        if len(self._order) > MOST:
            self.remove(self._order[0])

    def remove(self, id: str) -> bool:
        """False: it is not here. It is remembered as gone in any case."""
        self._gone[id] = None
        if len(self._gone) > MOST:
            del self._gone[next(iter(self._gone))]
        if self._entries.pop(id, None) is None:
            return False
        self._order.remove(id)
        return True

    def called(self, call: str) -> str:
        """The name of the tool of a call; "" where there is none."""
        for id in reversed(self._order):
            wire = self._entries[id].wire
            if wire["type"] == "function_call" and wire["call_id"] == call:
                return str(wire["name"])
        return ""


# What the agent brings.


def user_audio(id: str) -> Entry:
    """What the user said, before its words are known: null, without which @openai/agents-realtime dies."""
    return Entry(_message(id, "user", [{"type": "input_audio", "transcript": None}]))


def agent_message(id: str) -> Entry:
    """An answer that begins. ``phase``: what is said while waiting would be ``commentary``."""
    return Entry(_message(id, "assistant", []) | {"status": "in_progress", "phase": "final_answer"})


def function_call(id: str, call: str, name: str, arguments: str) -> Entry:
    return Entry(_item(id, "function_call", call_id=call, name=name, arguments=arguments))


# What a client brings.


@dataclass(frozen=True, slots=True)
class Brought:
    """An item of a client, and what it is to the agent; ``recording``: its sound, as it is on the wire."""

    entry: Entry
    item: Item
    recording: bytes = b""


def brought(created: CreatedItem, items: Items, encoding: Encoding) -> Brought:
    """The item of ``conversation.item.create``. Raises Refused."""
    id = created.id or new_id("item")
    if id == "root":
        raise Refused("invalid_value", "'item.id': 'root' is the beginning of the conversation.", "item.id")
    if items.get(id):
        message = f"Error adding item: an item with id {id!r} already exists."
        raise Refused("item_create_duplicate_item_id", message, "item.id")
    match created.type:
        case "message":
            return _brought_message(created, id, encoding)
        case "function_call":
            call, name = _needed(created, "call_id"), _needed(created, "name")
            arguments = _needed(created, "arguments")
            return Brought(function_call(id, call, name, arguments), Item(id, "call", arguments, call=call, name=name))
        case "function_call_output":
            call, output = _needed(created, "call_id"), _needed(created, "output")
            entry = Entry(_item(id, created.type, call_id=call, output=output))
            return Brought(entry, Item(id, "result", output, call=call, name=items.called(call)))
        case _:
            supported = "'message', 'function_call', 'function_call_output'"
            message = f"'item.type': {created.type[:100]!r} is not supported; supported are {supported}."
            raise Refused("invalid_value", message, "item.type")


def _brought_message(created: CreatedItem, id: str, encoding: Encoding) -> Brought:
    role = _speaker(_needed(created, "role"))
    if created.content is None:
        raise Refused("missing_required_parameter", "'item.content' is missing.", "item.content")
    content: list[dict[str, Any]] = []
    texts: list[str] = []
    recording = b""
    for index, part in enumerate(created.content):
        at = f"item.content[{index}]"
        kind = _kind(role, part, at)
        if kind in ("input_audio", "output_audio"):
            sound = from_base64(part.audio, encoding, f"{at}.audio") if part.audio else b""
            if kind == "input_audio":
                recording += sound
            words = part.transcript or ""
            if not words and not (sound and kind == "input_audio"):
                name = "audio" if kind == "input_audio" else "transcript"
                raise Refused("missing_required_parameter", f"'{at}.{name}' is missing.", f"{at}.{name}")
            content.append({"type": kind, "transcript": words or None})
            # The words of a recording are its sound's, and are recognised again.
            texts += [] if sound and kind == "input_audio" else [words]
        else:
            if part.text is None:
                raise Refused("missing_required_parameter", f"'{at}.text' is missing.", f"{at}.text")
            content.append({"type": kind, "text": part.text})
            texts.append(part.text)
    text = "\n".join(texts)
    if len(text) > LONGEST_TEXT:
        message = f"'item.content' is too long: {len(text):,} characters; {LONGEST_TEXT:,} are possible."
        raise Refused("invalid_value", message, "item.content")
    return Brought(Entry(_message(id, role, content)), Item(id, role, text), recording)


Speaker = Literal["user", "system", "assistant"]

_CONTENT: dict[Speaker, dict[str, str]] = {
    "user": {"input_text": "input_text", "text": "input_text", "input_audio": "input_audio"},
    "system": {"input_text": "input_text", "text": "input_text"},
    "assistant": {
        "output_text": "output_text",
        "text": "output_text",
        "output_audio": "output_audio",
        "audio": "output_audio",
    },
}
"""The types of content that each role may have, and the current name of each."""


def _speaker(role: str) -> Speaker:
    match role:
        case "user" | "system" | "assistant":
            return role
        case _:
            message = f"'item.role': {role[:100]!r} is not supported; supported are 'user', 'assistant', 'system'."
            raise Refused("invalid_value", message, "item.role")


def _kind(role: Speaker, part: ContentPart, at: str) -> str:
    kinds = _CONTENT[role]
    if part.type not in kinds:
        supported = ", ".join(repr(kind) for kind in dict.fromkeys(kinds.values()))
        message = f"'{at}.type': {part.type[:100]!r} is not supported for the role {role!r}; supported are {supported}."
        raise Refused("invalid_value", message, f"{at}.type")
    return kinds[part.type]


def _needed(created: CreatedItem, name: str) -> str:
    value: str | None = getattr(created, name)
    if value is None:
        message = f"'item.{name}' is missing; an item of type {created.type!r} needs it."
        raise Refused("missing_required_parameter", message, f"item.{name}")
    return value


def _message(id: str, role: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    return _item(id, "message", role=role, content=content)


def _item(id: str, type: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "object": "realtime.item", "type": type, "status": "completed", **fields}
