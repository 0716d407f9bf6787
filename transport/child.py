"""Child processes: how the gateway starts one, and what each of them does to be one.

A child is ``python -m MODULE --fd N --options JSON``, with one end of a Unix socket as file ``N``. It says
``Hello`` when it is ready, ``Beat`` each second, and leaves when the link ends: then its gateway is gone.

    exit code   0   the link ended, or SIGTERM
                1   something broke that nobody foresaw; the log has the traceback
                2   the command line is wrong
                3   it cannot start, for the reason given by its last message, a ``Fail``
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Protocol, Self

import msgspec
import psutil
import structlog

from .errors import AntiphonError, LinkClosed
from .link import Link
from .messages import Beat, Fail, Hello, Message
from .unix import UnixLink

__all__ = ["CANNOT_START", "ChildProcess", "Service", "configure_logs", "run_child"]

BEAT_S = 1.0
CANNOT_START = 3
"""The exit code of a child that has said ``Fail`` and need not be tried again."""
LAST_WORDS_S = 1.0
"""So long the link may outlive its child: a grandchild may hold the socket, and must not hold up the rest."""

log = structlog.get_logger()


# On the gateway's side.


class ChildProcess:
    """A child and the link to it; made by ``start``, and to be closed."""

    def __init__(self, process: asyncio.subprocess.Process, link: UnixLink) -> None:
        self.link = link
        self.pid = process.pid
        self._process = process
        self._reaper = asyncio.create_task(self._reap())

    @classmethod
    async def start(cls, module: str, options_json: str, env: Mapping[str, str]) -> Self:
        """Start ``module`` with this interpreter; ``env`` is added to this process's environment.

        Raises OSError where no process can be started.
        """
        ours, theirs = socket.socketpair()
        # The link first: between the birth of the process and its reaper nothing may be cancelled.
        with theirs:
            link = await UnixLink.from_socket(ours)
            try:
                # -P: like the gateway, a child imports nothing from the folder it happens to run in.
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", module, "--fd", str(theirs.fileno()), "--options", options_json),
                    stdin=asyncio.subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env={**os.environ, **env},
                )
            except BaseException:
                await link.close()
                raise
        return cls(process, link)

    async def wait(self) -> int:
        """Its exit code, once it is gone; negative: the signal that killed it. The link is closed by then."""
        return await asyncio.shield(self._reaper)

    def terminate(self) -> None:
        """Ask it to leave (SIGTERM)."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it (SIGKILL)."""
        self._signal(signal.SIGKILL)

    async def close(self, grace_s: float = 5.0) -> int:
        """Hang up, which tells it to leave, and kill it if it has not left in time; returns its exit code."""
        try:
            await self.link.close()
            async with asyncio.timeout(grace_s):
                return await self.wait()
        except TimeoutError:
            log.warning("child_killed", pid=self.pid, waited_s=grace_s)
        finally:
            self.kill()
        return await self.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def _reap(self) -> int:
        code = await self._process.wait()
        try:
            async with asyncio.timeout(LAST_WORDS_S):
                await self.link.wait_closed()
        except TimeoutError:
            log.warning("child_left_its_socket_open", pid=self.pid)
            await self.link.close()
        return code


# On the child's side.


class Service(Protocol):
    """What a child does. The harness calls ``start`` first and ``close`` last, and ``beat`` in between."""

    async def start(self, link: Link) -> Hello:
        """Load everything, without holding up the event loop for long.

        An AntiphonError is the reason why the child cannot start: it is shown to people, and not tried again.
        """

    async def handle(self, message: Message) -> None:
        """Take one message and return soon: long work goes into tasks that the service owns."""

    def beat(self) -> Beat:
        """How things are; the harness fills in the memory."""

    async def close(self) -> None:
        """Cancel and await all tasks, free everything; also after a ``start`` that did not get to its end."""


def run_child(service_factory: Callable[[str], Service]) -> int:
    """Be a child: read the command line, run the service until the link ends; returns the exit code.

    ``service_factory`` gets the options as JSON text, and may raise AntiphonError like ``Service.start``.
    """
    # Ctrl-C in a terminal reaches every process of it; the gateway decides in which order they leave.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    name = _module_name()
    parser = argparse.ArgumentParser(
        prog=f"python -m {name}",
        description="One of the processes behind `antiphon`, which starts it and talks to it over a socket. "
        "It is not meant to be started by hand.",
        epilog="ANTIPHON_LOG sets how much it logs to stderr: debug, info, warning (the default) or error.",
    )
    parser.add_argument("--fd", type=int, required=True, metavar="N", help="the open socket to its gateway")
    parser.add_argument("--options", default="{}", metavar="JSON", help="the table of the configuration file")
    arguments = parser.parse_args()
    configure_logs()
    structlog.contextvars.bind_contextvars(child=name, pid=os.getpid())
    try:
        sock = socket.socket(fileno=arguments.fd)
        # A process that the service starts must not keep the link open when this one dies.
        sock.set_inheritable(False)
    except OSError as error:
        parser.error(f"--fd {arguments.fd} is no open socket ({error}); `antiphon` gives it one")
    return asyncio.run(_serve(service_factory, arguments.options, sock))


async def _serve(service_factory: Callable[[str], Service], options: str, sock: socket.socket) -> int:
    """The whole life of a child; returns its exit code."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    link = await UnixLink.from_socket(sock)
    service: Service | None = None
    try:
        service = service_factory(options)
        await _until_end(_live(service, link), link, stop)
    except LinkClosed:
        return 0
    except AntiphonError as error:
        await _refuse(error, link)
        return CANNOT_START
    except Exception:
        log.exception("child_broke")
        return 1
    else:
        return 0
    finally:
        # Hang up first: the gateway learns of the end even where the service does not come to its own.
        await link.close()
        if service is not None:
            await _close(service)


async def _until_end(life: Coroutine[None, None, None], link: UnixLink, stop: asyncio.Event) -> None:
    """Run ``life`` until it breaks (then raise what it raised), the gateway is gone, or SIGTERM."""
    living = asyncio.create_task(life)
    tasks = [living, asyncio.create_task(link.wait_closed()), asyncio.create_task(stop.wait())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    if not living.cancelled():
        living.result()


async def _live(service: Service, link: UnixLink) -> None:
    """Start, say hello, then handle what comes and beat until the link ends.

    Only ``Service.start`` raises an AntiphonError out of here; what ``handle`` raises comes in a group.
    """
    hello = await service.start(link)
    await link.send(hello)
    log.info("child_ready", load_ms=round(hello.load_ms))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_beat(service, link))
            while True:
                await service.handle(await link.receive())
    except* LinkClosed as closed:
        log.info("child_link_ended", reason=str(closed.exceptions[0]))


async def _beat(service: Service, link: UnixLink) -> None:
    process = psutil.Process()
    while True:
        beat = msgspec.structs.replace(service.beat(), rss_bytes=process.memory_info().rss)
        await link.send(beat)
        await asyncio.sleep(BEAT_S)


async def _refuse(error: AntiphonError, link: UnixLink) -> None:
    log.info("child_cannot_start", error=str(error))
    try:
        await link.send(Fail("internal", str(error)))
    except LinkClosed as closed:
        log.warning("child_reason_unheard", error=str(error), link=str(closed))


async def _close(service: Service) -> None:
    try:
        await service.close()
    except Exception:
        log.exception("child_close_failed")


def configure_logs() -> None:
    """One event a line on stderr, as key=value; ANTIPHON_LOG is the least level that is shown."""
    wanted = os.environ.get("ANTIPHON_LOG", "") or "warning"
    level = logging.getLevelNamesMapping().get(wanted.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "event", "child", "pid"], drop_missing=True
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level or logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    if level is None:
        log.warning("unknown_log_level", ANTIPHON_LOG=wanted, right="debug, info, warning or error")


def _module_name() -> str:
    """What stands behind ``python -m``."""
    spec = sys.modules["__main__"].__spec__
    return spec.name.removesuffix(".__main__") if spec is not None else "antiphon"
