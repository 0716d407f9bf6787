"""One response on its way to the client: its events, in the one order that all clients understand.

    response.created
      response.output_item.added, conversation.item.added, response.content_part.added      at the first word or sound
      response.output_audio_transcript.delta, response.output_audio.delta                   (response.output_text.delta)
      response.output_audio.done, .output_audio_transcript.done, response.content_part.done
      conversation.item.done, response.output_item.done
      the function calls, each at once
    response.done                                                                           and nothing after it

The function calls wait for the end of what is spoken: their results ask for the next response, of which there can be
none before this one is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from ..door import AudioOut, Shown, ToolCalled
from .audio import Outlet, to_base64
from .configuration import Configuration
from .items import Entry, Items, agent_message, function_call
from .settings import ResponseSettings
from .thoughts import Digest
from .wire import Wire, new_id

__all__ = ["Response", "Status"]

Status = Literal["completed", "cancelled", "incomplete", "failed"]


class Response:
    """The answer of ``turn``; ``item`` is its message. ``settings``: what the client asked for."""

    def __init__(
        self,
        wire: Wire,
        items: Items,
        configuration: Configuration,
        *,
        turn: int,
        item: str,
        settings: ResponseSettings | None,
    ) -> None:
        self.requested = settings is not None
        settings = settings or ResponseSettings()
        self.id = new_id("resp")
        self.turn = turn
        self.item = item
        modalities = settings.output_modalities
        self.speaks = configuration.speaks if modalities is None else "audio" in modalities
        self._wire, self._items = wire, items
        audio = settings.audio.output if settings.audio else None
        self._format = (audio.format if audio else None) or configuration.output_format
        self._fixed: dict[str, Any] = {
            "id": self.id,
            "object": "realtime.response",
            "conversation_id": f"conv_{configuration.session}",
            "output_modalities": ["audio"] if self.speaks else ["text"],
            "max_output_tokens": settings.max_output_tokens or configuration.max_output_tokens,
            "metadata": settings.metadata,
        }
        if self.speaks:
            self._fixed["audio"] = {"output": {"format": self._format.echo(), "voice": configuration.fresh.voice}}
        self._shows = configuration.shown
        self._digest = Digest(configuration.thoughts) if configuration.thoughts != "off" else None
        self._outlet = Outlet(self._format.type)
        self._message: Entry | None = None
        self._text = ""
        self._calls: list[ToolCalled] = []
        self._output: list[dict[str, Any]] = []

    def begin(self) -> None:
        self._wire.emit("response.created", response=self._response("in_progress", None, None))

    def said(self, text: str) -> None:
        if not text:
            return
        self._open()
        self._text += text
        kind = "response.output_audio_transcript.delta" if self.speaks else "response.output_text.delta"
        self._tell(kind, delta=text)

    def sound(self, audio: AudioOut) -> None:
        """Sound, of an answer that is spoken."""
        if self.speaks:
            self._send(self._outlet.feed(audio.pcm, audio.rate_hz), self._open())

    def thought(self, text: str, end: bool = False) -> None:
        """Told where the client asked for it, before the answer begins or beside it. ``end``: it was the last."""
        if self._digest and (told := self._digest.feed(text)):
            self._tell_thoughts("delta", delta=told)
        if end:
            self._end_thoughts()

    def shown(self, output: Shown) -> None:
        """Told where the client asked for it."""
        if self._shows:
            artifact = output.artifact
            self._wire.emit(
                "antiphon.shown",
                response_id=self.id,
                item_id=self.item,
                kind=artifact.kind,
                language=artifact.language,
                text=artifact.text,
            )

    def called(self, call: ToolCalled) -> None:
        self._calls.append(call)

    def close(self, status: Status, details: dict[str, Any] | None = None, usage: dict[str, Any] | None = None) -> None:
        """Nothing comes after it. ``details``: beside the type in ``status_details``."""
        said_all = status in ("completed", "incomplete")
        self._end_thoughts()
        if self._message:
            if said_all:
                self._send(self._outlet.flush(), self._message)
            self._close_message(self._message, "completed" if status == "completed" else "incomplete")
        if said_all:
            for call in self._calls:
                self._tell_call(call)
        status_details = {"type": status, **details} if details else None
        self._wire.emit("response.done", response=self._response(status, status_details, usage))

    def _response(
        self, status: str, status_details: dict[str, Any] | None, usage: dict[str, Any] | None
    ) -> dict[str, Any]:
        return {
            **self._fixed,
            "status": status,
            "status_details": status_details,
            "output": self._output,
            "usage": usage,
        }

    def _tell(self, type: str, **fields: Any) -> None:
        """An event of the message's content; only the answer's message has any, and it is always the first item."""
        self._wire.emit(type, response_id=self.id, item_id=self.item, output_index=0, content_index=0, **fields)

    def _tell_thoughts(self, what: str, **fields: Any) -> None:
        # The names and fields of the Responses API.
        assert self._digest
        if self._digest.level == "full":
            self._tell(f"response.reasoning_text.{what}", **fields)
        else:
            kind = f"response.reasoning_summary_text.{what}"
            self._wire.emit(kind, response_id=self.id, item_id=self.item, output_index=0, summary_index=0, **fields)

    def _end_thoughts(self) -> None:
        if self._digest:
            if told := self._digest.flush():
                self._tell_thoughts("delta", delta=told)
            if self._digest.text:
                self._tell_thoughts("done", text=self._digest.text)
            self._digest = None

    # The answer's message.

    def _open(self) -> Entry:
        if self._message is None:
            self._message = agent_message(self.item)
            self._add(self._message, 0)
            part = {"type": "audio", "transcript": ""} if self.speaks else {"type": "text", "text": ""}
            self._tell("response.content_part.added", part=part)
        return self._message

    def _send(self, pieces: Iterable[bytes], message: Entry) -> None:
        for piece in pieces:
            self._tell("response.output_audio.delta", delta=to_base64(piece))
        message.sent_ms = self._outlet.sent_ms

    def _close_message(self, message: Entry, status: str) -> None:
        if self.speaks:
            self._tell("response.output_audio.done")
            self._tell("response.output_audio_transcript.done", transcript=self._text)
            part = {"type": "audio", "transcript": self._text}
            content = {"type": "output_audio", "transcript": self._text}
        else:
            self._tell("response.output_text.done", text=self._text)
            part = {"type": "text", "text": self._text}
            content = {"type": "output_text", "text": self._text}
        self._tell("response.content_part.done", part=part)
        message.wire |= {"status": status, "content": [content]}
        self._done(message, 0)

    def _tell_call(self, call: ToolCalled) -> None:
        index = len(self._output)
        entry = function_call(call.item, call.call, call.name, "")
        entry.wire["status"] = "in_progress"
        self._add(entry, index)
        place = {"response_id": self.id, "item_id": call.item, "output_index": index, "call_id": call.call}
        # Clients parse it as JSON.
        arguments = call.arguments or "{}"
        self._wire.emit("response.function_call_arguments.delta", **place, delta=arguments)
        self._wire.emit("response.function_call_arguments.done", **place, name=call.name, arguments=arguments)
        entry.wire |= {"status": "completed", "arguments": arguments}
        self._done(entry, index)

    def _add(self, entry: Entry, index: int) -> None:
        self._wire.emit("response.output_item.added", response_id=self.id, output_index=index, item=entry.wire)
        self._items.add(entry)
        self._wire.emit("conversation.item.added", previous_item_id=self._items.previous(entry.id), item=entry.wire)

    def _done(self, entry: Entry, index: int) -> None:
        self._wire.emit("conversation.item.done", previous_item_id=self._items.previous(entry.id), item=entry.wire)
        self._wire.emit("response.output_item.done", response_id=self.id, output_index=index, item=entry.wire)
        self._output.append(entry.wire)
