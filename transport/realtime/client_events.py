"""What a client may send: each event is a struct with the protocol's fields. Others are ignored."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from .refusals import Refused, checked
from .settings import ResponseSettings, Text

__all__ = [
    "Append",
    "CancelResponse",
    "Clear",
    "ClientEvent",
    "Commit",
    "ContentPart",
    "CreateItem",
    "CreateResponse",
    "CreatedItem",
    "DeleteItem",
    "RetrieveItem",
    "TruncateItem",
    "UpdateSession",
    "client_event",
]  # fmt: skip

Id = Annotated[str, Meta(min_length=1, max_length=256)]


class _Event(msgspec.Struct, kw_only=True):
    event_id: Annotated[str, Meta(max_length=512)] | None = None


class UpdateSession(_Event, kw_only=True):
    session: dict[str, Any]


class Append(_Event, kw_only=True):
    """``audio``: base64, in the session's input format."""

    audio: str


class Commit(_Event):
    pass


class Clear(_Event):
    pass


class ContentPart(msgspec.Struct):
    type: str
    text: Text | None = None
    transcript: Text | None = None
    audio: str | None = None


class CreatedItem(msgspec.Struct):
    """An item that the client brings along; what it has depends on its ``type``."""

    type: str
    id: Id | None = None
    role: str | None = None
    content: list[ContentPart] | None = None
    call_id: Id | None = None
    name: Id | None = None
    arguments: Text | None = None
    output: Text | None = None


class CreateItem(_Event, kw_only=True):
    """``previous_item_id``: None: at the end; ``root``: at the beginning."""

    item: CreatedItem
    previous_item_id: str | None = None


class DeleteItem(_Event, kw_only=True):
    item_id: str


class RetrieveItem(_Event, kw_only=True):
    item_id: str


class TruncateItem(_Event, kw_only=True):
    item_id: str
    audio_end_ms: Annotated[float, Meta(ge=0)]
    content_index: Annotated[int, Meta(ge=0, le=2**31)] = 0


class CreateResponse(_Event, kw_only=True):
    response: ResponseSettings | None = None


class CancelResponse(_Event, kw_only=True):
    response_id: str | None = None


ClientEvent = (
    UpdateSession | Append | Commit | Clear | CreateItem | DeleteItem | RetrieveItem | TruncateItem | CreateResponse
    | CancelResponse
)  # fmt: skip

_TYPES: dict[str, type[ClientEvent]] = {
    "session.update": UpdateSession,
    "input_audio_buffer.append": Append,
    "input_audio_buffer.commit": Commit,
    "input_audio_buffer.clear": Clear,
    "conversation.item.create": CreateItem,
    "conversation.item.delete": DeleteItem,
    "conversation.item.retrieve": RetrieveItem,
    "conversation.item.truncate": TruncateItem,
    "response.create": CreateResponse,
    "response.cancel": CancelResponse,
}


def client_event(raw: dict[str, Any]) -> ClientEvent:
    """The event in ``raw``. Raises Refused."""
    name = raw.get("type")
    if not isinstance(name, str) or name not in _TYPES:
        if "type" not in raw:
            raise Refused("missing_required_parameter", "'type' is missing.", "type")
        what = f"{name[:100]!r} is no client event" if isinstance(name, str) else "it has to be a string"
        raise Refused("invalid_value", f"'type': {what}; supported are {', '.join(_TYPES)}.", "type")
    return checked(raw, _TYPES[name])
