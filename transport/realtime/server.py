"""The gateway: clients of the OpenAI Realtime protocol come in here, over websockets."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from ..door import Agent, Talk
from ..errors import CapacityError, ConfigError
from .connection import Connection
from .handshake import SUBPROTOCOL, Wish, examine
from .http import PATH, RETRY_S, HttpError, Pages
from .line import CLOSE_S, SHUTDOWN, Line
from .metrics import Metrics
from .options import ServeOptions
from .session import RealtimeSession
from .tls import tls_context

__all__ = ["RealtimeServer"]

OPEN_S = 10.0
"""How long a client may take for its request."""
FULL_S = 5.0
"""With every conversation taken, it is worth asking again after so long."""
LOBBY = 128
"""Connections that have no conversation (yet), at most: above, new ones are cut at once."""
QUEUED_FRAMES = 2
"""So many frames wait beside the one that is handled; then nothing more is read. Each may be as long as is allowed."""
RECEIVE_BUFFER_BYTES = 64 * 1024
"""Of each socket in the kernel: what a client may have on its way to us unread. Live audio is 64 kB a second."""

log = structlog.get_logger()


class RealtimeServer:
    """Opens a conversation of ``agent`` for every client.

        async with RealtimeServer(agent, ServeOptions()) as server:
            print(server.address)
            ...

    Raises ConfigError at its start where the address or the certificate cannot be used. Leaving it closes all
    conversations.
    """

    def __init__(self, agent: Agent, options: ServeOptions, metrics: Metrics | None = None) -> None:
        self.metrics = metrics or Metrics()
        self._agent = agent
        self._options = options
        self._pages = Pages(agent, self.metrics, tls=bool(options.tls_cert))
        self._server: Server
        self.port = options.port
        """The port that it listens on; known once it does where the options leave it open."""
        self._connections: set[Connection] = set()
        self._talks: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def address(self) -> str:
        """Where clients connect to, as ``ws://127.0.0.1:8765/v1/realtime``."""
        host = f"[{self._options.host}]" if ":" in self._options.host else self._options.host
        return f"{'wss' if self._options.tls_cert else 'ws'}://{host}:{self.port}{PATH}"

    async def start(self) -> None:
        """Listen. Raises ConfigError."""
        options = self._options
        context = tls_context(options)
        try:
            self._server = await serve(
                self._converse,
                options.host,
                options.port,
                ssl=context,
                process_request=self._answer,
                select_subprotocol=_select_subprotocol,
                # Audio in base64 hardly shrinks, and the processor has better things to do.
                compression=None,
                server_header=None,
                open_timeout=OPEN_S,
                close_timeout=CLOSE_S,
                ping_interval=options.ping_s,
                ping_timeout=options.ping_s,
                max_size=options.longest_frame_bytes,
                max_queue=(QUEUED_FRAMES, 0),
                logger=_library_logger(),
                # Any factory will do; the library's annotation is narrower than its documentation.
                create_connection=cast(type[ServerConnection], partial(Connection, self, options.outgoing_bytes)),
            )
        except OSError as error:
            raise ConfigError(_cannot_listen(options, error)) from error
        self.port = self._server.sockets[0].getsockname()[1]
        for sock in self._server.sockets:
            # Accepted sockets inherit it.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)

    async def stop(self) -> None:
        """Take no more clients, end the conversations, close the connections; afterwards nothing of it runs."""
        self._stopping = True
        self._server.close(close_connections=False)
        for connection in list(self._connections):
            if connection.line is not None:
                connection.line.end(SHUTDOWN)
            if connection.state is not State.OPEN:
                connection.transport.abort()
        await self._server.wait_closed()
        await asyncio.gather(*self._talks, return_exceptions=True)

    # A connection, from its request to its end.

    async def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """A response to ``request``; or None: it is a websocket that may come in, and its talk is open."""
        assert isinstance(connection, Connection)
        try:
            if urlsplit(request.path).path.rstrip("/") != PATH:
                return self._pages.answer(request)
            try:
                await self._admit(connection, examine(request, self._options))
            except HttpError as refused:
                self.metrics.sessions_refused.labels(refused.code).inc()
                log.info("realtime_refused", code=refused.code, client=connection.client)
                raise
        except HttpError as refused:
            return refused.response()
        except Exception:
            log.exception("realtime_request_broke", client=connection.client)
            return HttpError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "The server has a fault.").response()
        return None

    async def _admit(self, connection: Connection, wish: Wish) -> None:
        """Open a talk for ``connection``. Raises HttpError."""
        if self._stopping:
            raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, "shutting_down", "The server is shutting down.")
        if not self._agent.ready:
            raise _busy("not_ready", f"The agent is not ready yet: come back in {RETRY_S:.0f} s.", RETRY_S)
        if 0 < self._options.max_sessions <= len(self._talks):
            message = f"All {self._options.max_sessions} conversations are taken: come back in {FULL_S:.0f} s."
            raise _busy("capacity", message, FULL_S)
        line = Line(connection, self._options, self.metrics)
        fresh = self._agent.fresh
        line.session = RealtimeSession(fresh, line.send, model=wish.model or fresh.model, thoughts=wish.thoughts)
        connection.line = line
        opened: asyncio.Future[Talk] = asyncio.get_running_loop().create_future()
        connection.holding = asyncio.create_task(self._hold_talk(line, opened))
        self._talks.add(connection.holding)
        connection.holding.add_done_callback(self._talks.discard)
        try:
            connection.talk = await opened
        except CapacityError as error:
            raise _busy("capacity", str(error), error.retry_after_s) from error

    async def _hold_talk(self, line: Line, opened: asyncio.Future[Talk]) -> None:
        """Own the talk of ``line`` until that is left, wherever between handshake and close this happens."""
        try:
            async with self._agent.talk(line.on_output) as talk:
                if not opened.done():
                    opened.set_result(talk)
                await line.left.wait()
        except Exception as error:
            if not opened.done():
                opened.set_exception(error)
            else:
                log.exception("realtime_talk_broke", session=line.name)
        finally:
            if not opened.done():
                opened.set_exception(HttpError(HTTPStatus.BAD_REQUEST, "left", "You left while a talk was opened."))

    async def _converse(self, connection: ServerConnection) -> None:
        assert isinstance(connection, Connection)
        line, talk = connection.line, connection.talk
        assert line is not None
        assert talk is not None
        metrics = self.metrics
        metrics.sessions_opened.inc()
        log.info("realtime_opened", session=talk.name, client=connection.client)
        try:
            with metrics.sessions_open.track_inprogress():
                ending = await line.run(talk)
        finally:
            line.left.set()
        metrics.sessions_ended.labels(ending.reason).inc()
        log.info("realtime_ended", session=talk.name, reason=ending.reason)
        await line.close(ending)

    # Called by the connections.

    def arrived(self, connection: Connection) -> None:
        self._connections.add(connection)
        if len(self._connections) - len(self._talks) > LOBBY:
            log.warning("realtime_lobby_full", client=connection.client)
            connection.transport.abort()

    def lost(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if connection.line is not None:
            connection.line.left.set()
        if connection.talk is None and connection.holding is not None:
            connection.holding.cancel()


def _busy(code: str, message: str, retry_after_s: float) -> HttpError:
    return HttpError(HTTPStatus.SERVICE_UNAVAILABLE, code, message, retry_after_s=retry_after_s)


def _select_subprotocol(connection: ServerConnection, offers: Sequence[Subprotocol]) -> Subprotocol | None:
    """A browser fails a connection for which it offered some and none was taken."""
    return Subprotocol(SUBPROTOCOL) if SUBPROTOCOL in offers else None


def _cannot_listen(options: ServeOptions, error: OSError) -> str:
    where = f"serve.host={options.host}, serve.port={options.port}"
    if isinstance(error, socket.gaierror):
        return f"{where}: there is no host of this name ({error.strerror})"
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"{where}: the port is taken: another program, or another `antiphon serve`, listens there already. "
                "Stop it, or choose another port with --port"
            )
        case errno.EADDRNOTAVAIL:
            return f"{where}: this is no address of this machine; 127.0.0.1 is for itself alone, 0.0.0.0 for everybody"
        case errno.EACCES:
            return f"{where}: not allowed; ports below 1024 need privileges"
        case _:
            return f"{where}: it is not possible to listen there: {error.strerror or error}"


class _ToStructlog(logging.Handler):
    """What the library has to say, as one event a line."""

    def emit(self, record: logging.LogRecord) -> None:
        say = log.warning if record.levelno >= logging.ERROR else log.debug
        say("realtime_websocket", said=record.getMessage(), error=repr(record.exc_info[1]) if record.exc_info else "")


def _library_logger() -> logging.Logger:
    """A logger that never is at DEBUG: there the library writes headers, and so keys."""
    logger = logging.Logger("antiphon.websocket", logging.INFO)
    logger.addHandler(_ToStructlog())
    return logger
