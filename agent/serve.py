"""`antiphon serve`: the gateway with its agent, from the start to a signal."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
from rich.console import Console

from antiphon.transport.door import Agent, Fresh, Output, Talk, TurnEnded
from antiphon.transport.errors import InputError
from antiphon.transport.realtime.handshake import is_loopback
from antiphon.transport.realtime.metrics import Metrics
from antiphon.transport.realtime.options import ServeOptions
from antiphon.transport.realtime.server import RealtimeServer
from antiphon.transport.trace import Trace

from .events import Room
from .settings import Settings
from .voice_agent import VoiceAgent

__all__ = ["Startable", "TraceWriter", "run", "serve"]

WAITING_TRACES = 256
"""Traces that wait for a slow disk, at most; more are lost, each with a line in the log."""

log = structlog.get_logger()


class Startable(Agent, AbstractAsyncContextManager["Startable"], Protocol):
    """An agent that is started by entering it."""


async def serve(settings: Settings, console: Console, traces: Path | None = None) -> None:
    """Serve an agent of ``settings`` until SIGINT or SIGTERM. ``traces``: a folder for the trace of each turn.

    Raises ConfigError for an address or a certificate that cannot be used, InputError for such a folder, and what
    ``VoiceAgent`` raises at its start.
    """
    agent = VoiceAgent(settings)
    metrics = Metrics()
    for room in Room:
        metrics.child(room.value, partial(agent.beat, room))
    await run(agent, settings.serve, console, traces, metrics)


async def run(
    agent: Startable, options: ServeOptions, console: Console, traces: Path | None = None,
    metrics: Metrics | None = None,
) -> None:  # fmt: skip
    """As ``serve``, with an ``agent`` that is not started yet."""
    metrics = metrics or Metrics()
    metrics.loop(asyncio.get_running_loop())
    if not is_loopback(options.host) and not options.api_key.get_secret_value():
        console.print(
            f"Warning: everybody who reaches {options.host}:{options.port} may use this agent. Set serve.api_key, best "
            "as ANTIPHON_SERVE__API_KEY in the environment.",
            style="yellow",
            soft_wrap=True,
        )
    writer = TraceWriter(traces) if traces is not None else None
    door = _Door(agent, writer)
    with _until_signal() as stopped:
        try:
            # The port comes first: one that is taken is told before models are loaded, and until they are, the
            # gateway says that it is not ready.
            async with _writing(writer), RealtimeServer(door, options, metrics) as server:
                with console.status("Starting the reasoner and the speaker ..."):
                    await agent.__aenter__()
                try:
                    door.started = True
                    _announce(server.address, console)
                    await asyncio.get_running_loop().create_future()
                finally:
                    # Clients are told before their agent goes.
                    await server.stop()
                    await agent.__aexit__(None, None, None)
        except asyncio.CancelledError:
            if not stopped():
                raise
            console.print("Stopped.")


def _announce(address: str, console: Console) -> None:
    socket = address.removesuffix("/realtime")
    base = re.sub(r"^ws", "http", socket)
    console.print(f"Antiphon listens on {address}", highlight=False, soft_wrap=True)
    console.print(
        f'With the OpenAI SDK: AsyncOpenAI(base_url="{base}", websocket_base_url="{socket}", api_key="..."); '
        "Ctrl-C stops it.",
        style="dim",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


@contextmanager
def _until_signal() -> Iterator[Callable[[], bool]]:
    """SIGINT and SIGTERM cancel the current task; what this yields says whether one did.

    A second signal cancels the shutdown, too.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    signals: list[int] = []

    def stop(number: int) -> None:
        signals.append(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        yield lambda: bool(signals)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


class _Door:
    """The agent as the gateway sees it: not ready before it has been started, and with its traces written."""

    def __init__(self, agent: Agent, writer: TraceWriter | None) -> None:
        self.started = False
        self._agent = agent
        self._writer = writer

    @property
    def fresh(self) -> Fresh:
        return self._agent.fresh

    @property
    def ready(self) -> bool:
        return self.started and self._agent.ready

    def talk(self, on_output: Callable[[Output], None]) -> AbstractAsyncContextManager[Talk]:
        writer = self._writer
        if writer is None:
            return self._agent.talk(on_output)

        def both(output: Output) -> None:
            on_output(output)
            if isinstance(output, TurnEnded):
                writer.put(output.trace)

        return self._agent.talk(both)


class TraceWriter:
    """Writes each trace to ``<session>-<turn>.json`` in ``folder``, off the event loop. Raises InputError."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"traces cannot be written to {str(folder)!r}: {error.strerror}") from error
        self._folder = folder
        self._traces: asyncio.Queue[Trace | None] = asyncio.Queue(WAITING_TRACES + 1)

    def put(self, trace: Trace) -> None:
        """Have ``trace`` written soon."""
        if self._traces.qsize() < WAITING_TRACES:
            self._traces.put_nowait(trace)
        else:
            log.warning("trace_lost", session=trace.session, turn=trace.turn)

    async def write(self) -> None:
        """Write them, until ``finish`` and all are written."""
        while (trace := await self._traces.get()) is not None:
            try:
                await asyncio.to_thread(self._write_one, trace)
            except OSError as error:
                log.warning("trace_not_written", session=trace.session, turn=trace.turn, error=str(error))

    def finish(self) -> None:
        """No more will be put."""
        # There is room for it: ``put`` leaves one place.
        self._traces.put_nowait(None)

    def _write_one(self, trace: Trace) -> None:
        name = re.sub(r"[^\w-]", "_", trace.session)
        (self._folder / f"{name}-{trace.turn}.json").write_bytes(trace.to_json() + b"\n")


@asynccontextmanager
async def _writing(writer: TraceWriter | None) -> AsyncIterator[None]:
    if writer is None:
        yield
        return
    task = asyncio.create_task(writer.write())
    try:
        yield
    finally:
        writer.finish()
        await task
