"""One client on the wire: what it sends, one by one; what waits for it; and why it ends."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from ..door import Output, Talk
from .metrics import Metrics
from .options import ServeOptions

if TYPE_CHECKING:
    from .session import RealtimeSession

__all__ = ["BROKEN", "EXPIRED", "LEFT", "LOST", "SHUTDOWN", "SLOW", "WRONG", "Ending", "Line", "Outbox"]

SLICE_S = 0.005
"""A client may use the event loop for so long before it gives way for as long as it has used it.

Short beside the sound that is sent ahead (``playout.ahead_ms``), and many times what live audio needs.
"""
CLOSE_S = 2.0
"""How long a client may take to answer the close, or to take a page; then the socket is cut."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a conversation is over (``reason``: in the metrics), and what the client is told on the wire."""

    reason: str
    code: int
    text: str


LEFT = Ending("left", 1000, "")
LOST = Ending("lost", 1000, "")
WRONG = Ending("wrong", 1002, "")
"""It sent a frame that is too long, or is none. The library has told it so."""
SLOW = Ending("slow", 1013, "what was sent was not read, and too much of it waits")
EXPIRED = Ending("expired", 1001, "the conversation has reached the longest duration that this server allows")
SHUTDOWN = Ending("shutdown", 1001, "the server is shutting down")
BROKEN = Ending("broken", 1011, "something went wrong in this conversation, on the server's side")


class Outbox:
    """Events on their way to one client, at most ``limit_bytes`` of them. Nobody who puts one in waits."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._events: deque[bytes] = deque()
        self._bytes = 0
        self._filled = asyncio.Event()

    def put(self, event: bytes) -> bool:
        """Add ``event``. False: it has no room any more, which is for the caller to act on."""
        if self._bytes + len(event) > self._limit:
            return False
        self._events.append(event)
        self._bytes += len(event)
        self._filled.set()
        return True

    async def take(self) -> bytes:
        """The oldest event; waits until there is one."""
        while not self._events:
            self._filled.clear()
            await self._filled.wait()
        event = self._events.popleft()
        self._bytes -= len(event)
        return event


class Line:
    """Runs the conversation of one connection. ``session`` is set before ``run``."""

    session: RealtimeSession

    def __init__(self, connection: ServerConnection, options: ServeOptions, metrics: Metrics) -> None:
        self._connection = connection
        self._options = options
        self._metrics = metrics
        self._outbox = Outbox(options.outgoing_bytes)
        self._ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self.name = ""
        """Of the conversation, for the logs."""
        self.left = asyncio.Event()
        """The client is gone, or is no longer listened to: its conversation can be closed."""

    # Called by the session and the agent.

    def send(self, event: bytes) -> None:
        """Have ``event`` sent. A client that leaves too much unread is given up."""
        if self._ending.done():
            return
        if self._outbox.put(event):
            self._metrics.event_out(event)
        else:
            self.end(SLOW)

    def on_output(self, output: Output) -> None:
        """What the agent calls. An error of this session is this session's alone: the agent's caller goes on."""
        self._metrics.output(output)
        if self._ending.done():
            return
        try:
            self.session.on_output(output)
        except Exception:
            log.exception("realtime_session_broke", session=self.name, on=type(output).__name__)
            self.end(BROKEN)

    def end(self, ending: Ending) -> None:
        """Let the conversation be over; the first reason is the one that counts."""
        if not self._ending.done():
            self._ending.set_result(ending)

    # Called by the server.

    async def run(self, talk: Talk) -> Ending:
        """Converse until somebody ends it. The connection is still to be closed then."""
        self.name = talk.name
        try:
            self.session.attach(talk)
        except Exception:
            log.exception("realtime_session_broke", session=self.name, on="attach")
            self.end(BROKEN)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._read()), group.create_task(self._write())]
            try:
                async with asyncio.timeout(self._options.longest_session_s or None):
                    return await asyncio.shield(self._ending)
            except TimeoutError:
                self.end(EXPIRED)
                return self._ending.result()
            finally:
                for task in tasks:
                    task.cancel()

    async def close(self, ending: Ending) -> None:
        """Say goodbye; cut the line where nobody answers."""
        connection = self._connection
        try:
            # The library waits without limit for a peer that reads nothing.
            async with asyncio.timeout(CLOSE_S):
                await connection.close(ending.code, ending.text)
        except TimeoutError:
            log.info("realtime_client_cut", session=self.name)
        finally:
            connection.transport.abort()

    # The two directions. Neither raises: what ends them ends the line.

    async def _read(self) -> None:
        used_s = 0.0
        try:
            while True:
                frame = await self._connection.recv()
                self._metrics.event_in()
                began = time.perf_counter()
                await self.session.receive(frame)
                used_s += time.perf_counter() - began
                # A flood waits in the client's own socket meanwhile.
                if used_s < SLICE_S:
                    await asyncio.sleep(0)
                else:
                    await asyncio.sleep(used_s)
                    used_s = 0.0
        except ConnectionClosed as closed:
            self.end(_ending(closed))
        except Exception:
            log.exception("realtime_session_broke", session=self.name, on="receive")
            self.end(BROKEN)

    async def _write(self) -> None:
        try:
            while True:
                event = await self._outbox.take()
                # Pings are stuck behind an event that nobody reads, so this has to notice by itself.
                async with asyncio.timeout(self._options.ping_s):
                    await self._connection.send(event, text=True)
        except TimeoutError:
            self.end(SLOW)
        except ConnectionClosed as closed:
            self.end(_ending(closed))


def _ending(closed: ConnectionClosed) -> Ending:
    """What the library, or the client, has ended it for."""
    if closed.rcvd is not None and (closed.rcvd_then_sent or closed.sent is None):
        return LEFT
    # 1011: no answer to a ping.
    return WRONG if closed.sent is not None and closed.sent.code != 1011 else LOST
