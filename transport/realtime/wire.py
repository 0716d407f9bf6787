"""Server events on their way out: each has its identifier, and leaves as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec

from .refusals import Refused

__all__ = ["Wire", "new_id"]


def new_id(kind: str) -> str:
    """An identifier that nobody has, as ``item_5f0c...``; with its prefix it is never longer than 32 characters."""
    return f"{kind}_{uuid4().hex}"[:32]


class Wire:
    """Sends server events. ``send`` takes each as JSON in UTF-8, in order."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._encoder = msgspec.json.Encoder()

    def emit(self, type: str, **fields: Any) -> None:
        """Send the event ``type``."""
        self._send(self._encoder.encode({"type": type, "event_id": new_id("event"), **fields}))

    def refuse(self, refused: Refused, event_id: str | None) -> None:
        """Tell the client that its event ``event_id`` was not done.

        For nothing else: pipecat leaves its conversation on nearly every ``error``.
        """
        error = {
            "type": "invalid_request_error",
            "code": refused.code,
            "message": str(refused),
            "param": refused.param,
            "event_id": event_id,
        }
        self.emit("error", error=error)
