"""One client of the OpenAI Realtime protocol (GA), between its websocket and its ``Talk``.

Client events go in (``receive``), outputs of the agent go in (``on_output``), server events come out (``send``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import assert_never

from ..door import Fresh, Output, Talk
from ..errors import CapacityError, InputError
from .audio import Intake, from_base64
from .client_events import (
    Append,
    CancelResponse,
    Clear,
    ClientEvent,
    Commit,
    CreateItem,
    CreateResponse,
    DeleteItem,
    RetrieveItem,
    TruncateItem,
    UpdateSession,
    client_event,
)
from .configuration import Configuration
from .items import Entry, Items, brought
from .outgoing import Outgoing
from .refusals import Refused, decoded
from .settings import ResponseSettings, Thoughts
from .wire import Wire

__all__ = ["RealtimeSession"]

LONGEST_EVENT_ID = 512


class RealtimeSession:
    """One client and its conversation. ``send`` takes each server event as JSON.

    ``model``: the name that the client called for. ``thoughts``: whether it asked for the reasoning at once.
    """

    def __init__(self, fresh: Fresh, send: Callable[[bytes], None], *, model: str, thoughts: Thoughts = "off") -> None:
        self._wire = Wire(send)
        self._configuration = Configuration(fresh, model=model, thoughts=thoughts)
        self._items = Items()
        self._outgoing = Outgoing(self._wire, self._items, self._configuration)
        self._intake = Intake(self._configuration.input_format.type)
        self._talk: Talk

    @property
    def response_ids(self) -> dict[int, str]:
        """The response of each turn that has one and is not over; then it is in the trace."""
        return self._outgoing.response_ids

    def attach(self, talk: Talk) -> None:
        """Begin: nothing is received, and nothing put out, before."""
        self._talk = talk
        self._configuration.session = talk.name
        self._wire.emit("session.created", session=self._configuration.echo())
        talk.manner(self._configuration.manner())

    def on_output(self, output: Output) -> None:
        """The next output of the agent."""
        self._outgoing.put(output)

    async def receive(self, frame: str | bytes) -> None:
        """Do what one client event asks for; one at a time. What cannot be done is answered with an ``error``, and
        has changed nothing.

        Other tasks get their turn within an event that carries long audio.
        """
        event_id: str | None = None
        try:
            if isinstance(frame, bytes):
                message = "Events are text frames of JSON; audio goes into input_audio_buffer.append, as base64."
                raise Refused("invalid_frame", message)
            raw = decoded(frame)
            named = raw.get("event_id")
            event_id = named if isinstance(named, str) and len(named) <= LONGEST_EVENT_ID else None
            await self._do(client_event(raw))
        except Refused as refused:
            self._wire.refuse(refused, event_id)

    async def _do(self, event: ClientEvent) -> None:
        match event:
            case UpdateSession():
                self._update(event)
            case Append():
                await self._append(event)
            case Commit():
                self._commit()
            case Clear():
                self._intake.reset()
                self._talk.clear()
                self._wire.emit("input_audio_buffer.cleared")
            case CreateItem():
                await self._create(event)
            case DeleteItem():
                self._delete(event)
            case RetrieveItem():
                self._wire.emit("conversation.item.retrieved", item=self._known(event.item_id, "retrieve").wire)
            case TruncateItem():
                self._truncate(event)
            case CreateResponse():
                self._respond(event.response or ResponseSettings())
            case CancelResponse():
                self._cancel(event)
            case _:
                assert_never(event)

    def _update(self, event: UpdateSession) -> None:
        self._configuration.update(event.session)
        encoding = self._configuration.input_format.type
        if encoding != self._intake.encoding:
            self._intake = Intake(encoding)
        self._talk.manner(self._configuration.manner())
        self._wire.emit("session.updated", session=self._configuration.echo())

    # The user's live audio.

    async def _append(self, event: Append) -> None:
        data = from_base64(event.audio, self._intake.encoding, "audio")
        for number, pcm in enumerate(self._intake.feed(data)):
            if number:
                await asyncio.sleep(0)
            self._talk.hear(pcm)

    def _commit(self) -> None:
        if rest := self._intake.flush():
            self._talk.hear(rest)
        try:
            self._talk.commit()
        except InputError as error:
            message = f"Error committing input audio buffer: {error}"
            raise Refused("input_audio_buffer_commit_empty", message) from error

    # The items of the conversation.

    async def _create(self, event: CreateItem) -> None:
        item = brought(event.item, self._items, self._configuration.input_format.type)
        after = self._place(event.previous_item_id)
        pcm = b""
        if item.recording:
            if after is not None:
                message = "'previous_item_id': a recording can only be added at the end."
                raise Refused("invalid_value", message, "previous_item_id")
            pcm = await self._converted(item.recording)
        id = item.item.id
        # First, so that what comes of it within the call finds the item here.
        self._items.add(item.entry, after)
        try:
            if pcm:
                self._talk.add_audio(id, pcm, item.item.text)
            else:
                self._talk.add(item.item, after)
        except InputError as error:
            self._items.remove(id)
            raise Refused("invalid_value", f"Error adding item: {error}", "item") from error
        previous = self._items.previous(id)
        for kind in ("conversation.item.added", "conversation.item.done"):
            self._wire.emit(kind, previous_item_id=previous, item=item.entry.wire)

    def _place(self, previous: str | None) -> str | None:
        """Behind which item: None: at the end; "": at the beginning. Raises Refused."""
        # A client may name an item that we have dropped in the meantime; what follows it goes to the end.
        if previous is None or previous == self._items.last or self._items.was_here(previous):
            return None
        if previous == "root":
            return "" if self._items.last else None
        if self._items.get(previous) is None:
            message = f"Error adding item: the previous item with id {previous!r} does not exist."
            raise Refused("item_create_invalid_previous_item_id", message, "previous_item_id")
        return previous

    async def _converted(self, recording: bytes) -> bytes:
        intake = Intake(self._intake.encoding)
        pieces = []
        for pcm in intake.feed(recording):
            pieces.append(pcm)
            await asyncio.sleep(0)
        return b"".join([*pieces, intake.flush()])

    def _delete(self, event: DeleteItem) -> None:
        if not self._items.was_here(event.item_id):
            self._known(event.item_id, "delete")
            self._items.remove(event.item_id)
            self._talk.delete(event.item_id)
        # LiveKit waits for it, also where we were first.
        self._wire.emit("conversation.item.deleted", item_id=event.item_id)

    def _truncate(self, event: TruncateItem) -> None:
        """What was heard of an answer. Clients say it late, twice, and a little more than was sent; an ``error`` would
        end pipecat's conversation."""
        # Who interrupts an answer that is taken back at once truncates it, too. Its conversation.item.deleted is out,
        # and says all: after an item.truncated the agents SDKs would retrieve what is not there.
        if self._items.was_here(event.item_id):
            return
        entry = self._known(event.item_id, "truncate")
        if not entry.is_answer:
            message = "Error truncating item: only what the agent says can be truncated."
            raise Refused("item_truncate_invalid_item_id", message, "item_id")
        end_ms = min(event.audio_end_ms, entry.sent_ms)
        if entry.sent_ms:
            self._talk.truncate(event.item_id, end_ms)
        self._wire.emit(
            "conversation.item.truncated",
            item_id=event.item_id,
            content_index=event.content_index,
            audio_end_ms=int(end_ms),
        )

    def _known(self, id: str, what: str) -> Entry:
        entry = self._items.get(id)
        if entry is None:
            message = f"Error {what.removesuffix('e')}ing item: the item with id {id[:100]!r} does not exist."
            raise Refused(f"item_{what}_invalid_item_id", message, "item_id")
        return entry

    # Answers.

    def _respond(self, settings: ResponseSettings) -> None:
        settings.check()
        active = self._outgoing.responding
        if active is None:
            try:
                self._outgoing.ask(settings, lambda: self._talk.respond(settings.request()))
                return
            except CapacityError:
                pass
        which = f" in progress: {active}" if active else ""
        message = f"Conversation already has an active response{which}. Wait for its response.done, or cancel it."
        raise Refused("conversation_already_has_active_response", message)

    def _cancel(self, event: CancelResponse) -> None:
        active = self._outgoing.responding
        if event.response_id is not None and event.response_id != active:
            active = None
            message = f"Cancellation failed: the response {event.response_id[:100]!r} is not active."
        else:
            message = "Cancellation failed: no active response found."
            if not self._talk.cancel():
                active = None
        if active is None:
            raise Refused("response_cancel_not_active", message)
