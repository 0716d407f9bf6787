"""The socket of one client: known to the gateway from its first byte to its last, and read in slices of time."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection

from ..door import Talk
from .line import SLICE_S, Line

__all__ = ["Connection", "House"]

PIECE_BYTES = 2048
"""So much of what has come is read between two looks at the clock: at most some hundred frames."""


class House(Protocol):
    """Who wants to know of connections."""

    def arrived(self, connection: Connection) -> None:
        """It is there; nothing has been read yet."""

    def lost(self, connection: Connection) -> None:
        """It is gone."""


class Connection(ServerConnection):
    """A connection that its server knows from the first byte to the last, and that pays for what it makes us read."""

    def __init__(self, house: House, outgoing_bytes: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line: Line | None = None
        self.holding: asyncio.Task[None] | None = None
        self.talk: Talk | None = None
        self._house = house
        self._outgoing_bytes = outgoing_bytes
        self._unread = bytearray()
        self._used_s = 0.0
        self._gives_way = False

    @property
    def client(self) -> str:
        """Its address, for the logs."""
        peer = self.remote_address
        return f"{peer[0]}:{peer[1]}" if peer else ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._house.arrived(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._house.lost(self)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        if not self._gives_way:
            self._take()

    def eof_received(self) -> None:
        # With TLS this comes although reading is paused.
        super().data_received(bytes(self._unread))
        self._unread.clear()
        super().eof_received()

    def _take(self) -> None:
        """Hand what has come to the library, which answers pings and collects frames, in its slices of time.

        A packet may hold thousands of frames; handling is paid for elsewhere (``Line``).
        """
        while self._unread and not self.transport.is_closing():
            began = time.perf_counter()
            piece = bytes(self._unread[:PIECE_BYTES])
            del self._unread[:PIECE_BYTES]
            super().data_received(piece)
            if self.transport.get_write_buffer_size() > self._outgoing_bytes:
                # It pings without end, and does not read what it is answered.
                self.transport.abort()
            self._used_s += time.perf_counter() - began
            if self._used_s >= SLICE_S:
                self._gives_way = True
                self.transport.pause_reading()
                self.loop.call_later(self._used_s, self._go_on)
                self._used_s = 0.0
                return

    def _go_on(self) -> None:
        self._gives_way = False
        self._take()
        # The library, too, stops reading: while frames wait to be handled.
        if not self._gives_way and not self.recv_messages.paused and not self.transport.is_closing():
            self.transport.resume_reading()
