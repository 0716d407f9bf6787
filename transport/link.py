"""Links: async, bounded, ordered pipes of messages between two processes.

``Outbox`` and ``Inbox`` are what every kind of link has inside, whatever carries its frames. The inbox is
bounded by the credits that it grants; nothing is queued for sending but by senders that wait for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .errors import LinkClosed, LinkError, ProtocolError
from .frames import MAX_PAYLOAD_BYTES, Credit, Window
from .messages import Message, Speech, encode

__all__ = ["Generations", "Inbox", "Link", "Outbox"]


class Link(Protocol):
    """One end of a pipe of messages."""

    async def send(self, message: Message) -> None:
        """Send, once the peer has room for it and all earlier senders had their turn.

        Returns when the message is on its way, or was dropped as stale. Raises LinkClosed when the peer is
        gone, also when it dies meanwhile; ProtocolError where the message is too large for a frame.
        A sender that is cancelled has either sent its message, or leaves nothing of it behind.
        """

    async def receive(self) -> Message:
        """The next message.

        Raises LinkClosed when the peer is gone and all that it sent was received; ProtocolError where what
        comes next is no message of ours.
        """

    def advance(self, session: str, generation: int) -> None:
        """Drop the session's speech older than ``generation`` from here on, both ways.

        That is what waits to be sent, what waits to be received, and what is yet to come.
        """

    def forget(self, session: str) -> None:
        """The session is over; a link remembers something of every session that advanced until then."""

    async def close(self) -> None:
        """Hang up: what was sent still leaves if the peer takes it soon. May be called again."""


class Generations:
    """Which speech is stale: the shared rule of all links."""

    def __init__(self) -> None:
        self._oldest: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._oldest)

    def advance(self, session: str, generation: int) -> bool:
        """Speech older than ``generation`` is stale; returns whether this was news. It never goes back."""
        if generation <= self._oldest.get(session, 0):
            return False
        self._oldest[session] = generation
        return True

    def forget(self, session: str) -> None:
        """The session is over."""
        self._oldest.pop(session, None)

    def stale(self, message: Message) -> bool:
        """Whether nobody may hear it any more. Only speech gets stale: how a generation ended never does."""
        return isinstance(message, Speech) and message.generation < self._oldest.get(message.session, 0)


@dataclass(slots=True, eq=False)
class _Waiting:
    """A message whose sender waits; ``over`` tells it with what, None being all is well."""

    message: Message
    payload: bytes
    over: asyncio.Future[LinkError | None]


class Outbox:
    """The sending half: first come, first served, as far as credit and ``write`` go.

    ``write`` hands a payload to the carrier and never waits. Paused, nothing is handed to it.
    """

    def __init__(self, write: Callable[[bytes], None], generations: Generations) -> None:
        self.credit = Credit()
        self._write = write
        self._generations = generations
        self._waiting: deque[_Waiting] = deque()
        self._paused = False
        self._ended: str | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    async def send(self, message: Message) -> None:
        """See ``Link.send``."""
        if self._ended is not None:
            raise LinkClosed(self._ended)
        if self._generations.stale(message):
            return
        payload = encode(message)
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise ProtocolError(
                f"a {type(message).__name__} of {len(payload):,} bytes does not fit into a frame, "
                f"which carries at most {MAX_PAYLOAD_BYTES:,}"
            )
        if not self._waiting and not self._paused and self.credit.use():
            self._write(payload)
            return
        waiting = _Waiting(message, payload, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            error = await waiting.over
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            raise
        if error is not None:
            raise error

    def grant(self, count: int) -> None:
        """The peer takes ``count`` more messages. Raises ProtocolError where that cannot be."""
        self.credit.grant(count)
        self._serve()

    def pause(self) -> None:
        """The carrier has enough for now."""
        self._paused = True

    def resume(self) -> None:
        """The carrier takes more."""
        self._paused = False
        self._serve()

    def drop_stale(self) -> None:
        """What nobody may hear any more is not sent; its senders go on."""
        kept: deque[_Waiting] = deque()
        for waiting in self._waiting:
            if self._generations.stale(waiting.message):
                _finish(waiting, None)
            else:
                kept.append(waiting)
        self._waiting = kept

    def end(self, reason: str) -> None:
        """Nothing is sent any more; whoever waits is told why."""
        self._ended = reason
        while self._waiting:
            _finish(self._waiting.popleft(), LinkClosed(reason))

    def _serve(self) -> None:
        while self._waiting and not self._paused:
            if self._waiting[0].over.cancelled():
                self._waiting.popleft()
            elif self.credit.use():
                waiting = self._waiting.popleft()
                self._write(waiting.payload)
                _finish(waiting, None)
            else:
                return


def _finish(waiting: _Waiting, error: LinkError | None) -> None:
    if not waiting.over.done():
        waiting.over.set_result(error)


class Inbox:
    """The receiving half: what has come and was not taken, at most ``credits`` messages.

    ``grant`` tells the peer that it may send so many more, and never waits.
    """

    def __init__(self, credits: int, grant: Callable[[int], None], generations: Generations) -> None:
        self._window = Window(credits)
        self._grant = grant
        self._generations = generations
        self._messages: deque[Message] = deque()
        self._changed = asyncio.Event()
        self._ended: LinkError | None = None

    def __len__(self) -> int:
        return len(self._messages)

    async def receive(self) -> Message:
        """See ``Link.receive``."""
        while not self._messages:
            if self._ended is not None:
                raise type(self._ended)(str(self._ended))
            self._changed.clear()
            await self._changed.wait()
        message = self._messages.popleft()
        self._take()
        return message

    def put(self, message: Message) -> None:
        """A message has come. Raises ProtocolError where the peer had no credit for it."""
        self._window.arrived()
        if self._generations.stale(message):
            self._take()
            return
        self._messages.append(message)
        self._changed.set()

    def drop_stale(self) -> None:
        """What nobody may hear any more is not received, and makes room."""
        kept = deque(message for message in self._messages if not self._generations.stale(message))
        dropped = len(self._messages) - len(kept)
        self._messages = kept
        for _ in range(dropped):
            self._take()

    def end(self, error: LinkError) -> None:
        """Nothing more will come; ``receive`` raises ``error`` after the rest."""
        self._ended = error
        self._changed.set()

    def _take(self) -> None:
        count = self._window.taken()
        if count and self._ended is None:
            self._grant(count)
