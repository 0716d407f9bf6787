"""A link over a Unix socket: the end of the stream is the death notice."""

from __future__ import annotations

import asyncio
import socket
from typing import Self, cast

import msgspec
import structlog

from .errors import LinkClosed, LinkError, ProtocolError
from .frames import Frame, FrameReader, FrameWriter, Kind, credits_in
from .link import Generations, Inbox, Link, Outbox
from .messages import Message, decode

__all__ = ["UnixLink", "pair"]

HIGH_WATER_BYTES = 256 * 1024
"""So much is left to the event loop to write, beyond what the kernel buffers; then senders wait.

Enough for a few seconds of audio; what is in there can no longer be dropped as stale on this side.
"""
FLUSH_S = 1.0
"""How long ``close`` lets a peer take what was sent."""

_CHUNK_BYTES = 256 * 1024

log = structlog.get_logger()


class UnixLink(asyncio.Protocol):
    """One end of a connected Unix stream socket; made by ``from_socket``.

    It is the event loop's protocol of its socket, so it needs no task of its own, and what a dying peer said
    last is never lost behind the error that its death causes.
    """

    def __init__(self, sock: socket.socket, credits: int) -> None:
        self._socket = sock
        self._reader = FrameReader()
        self._writer = FrameWriter()
        self._generations = Generations()
        self._outbox = Outbox(self._write_message, self._generations)
        self._inbox = Inbox(credits, self._write_credit, self._generations)
        self._credits = credits
        self._transport: asyncio.Transport
        self._ended: LinkError | None = None
        self._lost = asyncio.Event()

    @classmethod
    async def from_socket(cls, sock: socket.socket, credits: int = 256) -> Self:
        """The link over ``sock``, which it owns from here on. ``credits``: messages that may wait here."""
        loop = asyncio.get_running_loop()
        _, link = await loop.create_unix_connection(lambda: cls(sock, credits), sock=sock)
        return link

    async def send(self, message: Message) -> None:
        """See ``Link.send``."""
        await self._outbox.send(message)

    async def receive(self) -> Message:
        """See ``Link.receive``."""
        return await self._inbox.receive()

    def advance(self, session: str, generation: int) -> None:
        """See ``Link.advance``."""
        if self._generations.advance(session, generation):
            self._outbox.drop_stale()
            self._inbox.drop_stale()

    def forget(self, session: str) -> None:
        """See ``Link.forget``."""
        self._generations.forget(session)

    async def close(self) -> None:
        """See ``Link.close``. A peer that takes nothing for a second loses what was still to be written."""
        self._end(LinkClosed("the link was closed on this side"))
        self._transport.close()
        try:
            async with asyncio.timeout(FLUSH_S):
                await self._lost.wait()
        except TimeoutError:
            log.warning("link_closed_unflushed", unsent_bytes=self._transport.get_write_buffer_size())
        finally:
            self._transport.abort()
        await self._lost.wait()

    async def wait_closed(self) -> None:
        """Wait until the peer is gone or the link was closed."""
        await self._lost.wait()

    # Called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        self._write_credit(self._credits)

    def data_received(self, data: bytes) -> None:
        if self._ended is not None:
            return
        try:
            self._reader.feed(data)
            for frame in self._reader.frames():
                self._take(frame)
        except ProtocolError as error:
            log.error("link_broken", error=str(error))
            self._end(error)
            self._transport.abort()

    def eof_received(self) -> None:
        self._end(self._death())
        # There is nobody left to read what was not written.
        self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        if self._ended is None:
            # A write that failed ends the connection before what the peer said last was read.
            self._read_rest()
        if self._ended is None:
            self._end(self._death())
        self._lost.set()

    def pause_writing(self) -> None:
        self._outbox.pause()

    def resume_writing(self) -> None:
        self._outbox.resume()

    # Frames.

    def _take(self, frame: Frame) -> None:
        if frame.kind is Kind.CREDIT:
            self._outbox.grant(credits_in(frame))
            return
        try:
            message = decode(frame.payload)
        except msgspec.DecodeError as error:
            raise ProtocolError(f"frame {frame.sequence} is not a message: {error}") from error
        self._inbox.put(message)

    def _write_message(self, payload: bytes) -> None:
        self._transport.write(self._writer.data(payload))

    def _write_credit(self, count: int) -> None:
        self._transport.write(self._writer.credit(count))

    # The end.

    def _end(self, error: LinkError) -> None:
        if self._ended is None:
            self._ended = error
            self._outbox.end(str(error))
            self._inbox.end(error)

    def _death(self) -> LinkClosed:
        unfinished = self._reader.unfinished
        if unfinished:
            return LinkClosed(f"the peer died in the middle of a frame: only {unfinished} had come")
        return LinkClosed("the peer closed the link or died")

    def _read_rest(self) -> None:
        try:
            while self._ended is None and (data := self._socket.recv(_CHUNK_BYTES)):
                self.data_received(data)
        except OSError as error:
            log.debug("link_rest_unread", error=str(error))


async def pair(credits: int = 256) -> tuple[Link, Link]:
    """Both ends of a link within this process, over a real socket."""
    ours, theirs = socket.socketpair()
    return await UnixLink.from_socket(ours, credits), await UnixLink.from_socket(theirs, credits)
