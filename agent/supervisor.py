"""Supervision: keeping one child process alive.

    STARTING --Hello--> READY --died--> BACKING_OFF --waited--> STARTING ...
       |                                    ^
       +--died without a Hello--------------+
       +--cannot start------> FAILED               (left by leaving the context: STOPPED)

``Vigil`` holds the rules and knows no clock; ``Supervisor`` has the process, the link and the time.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self

import structlog

from antiphon.transport.child import ChildProcess
from antiphon.transport.errors import ChildError, LinkClosed, ProtocolError
from antiphon.transport.link import Link
from antiphon.transport.messages import PROTOCOL, Beat, Fail, Hello, Message

__all__ = ["ChildDown", "ChildUp", "Event", "FromChild", "State", "Supervisor", "Vigil"]

LONGEST_WAIT_S = 5.0
"""Between a death and the next start."""
HEALTHY_S = 5.0
"""A child that lived so long does not pay for the deaths before."""
FIRST_STARTS = 5
"""A child that never said hello is given up after so many starts: it would only burn the machine."""
LEAVING_S = 1.0
"""A child that has closed its link is killed if it has not left by then."""
STOPPING_S = 5.0
"""The same for one that was asked to leave."""

log = structlog.get_logger()


class State(Enum):
    """How a child is."""

    STARTING = "starting"
    READY = "ready"
    BACKING_OFF = "backing off"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ChildUp:
    """The child is ready; it knows of no session."""

    hello: Hello


@dataclass(frozen=True, slots=True)
class ChildDown:
    """The child is gone, or did not come up, and all it knew is lost. Not sent for one that was stopped."""

    reason: str


@dataclass(frozen=True, slots=True)
class FromChild:
    """The child said something; ``Hello`` and ``Beat`` are not passed on."""

    message: Message


Event = ChildUp | ChildDown | FromChild


class Vigil:
    """How long to wait for a sign of life, and how long before the next start. Times in seconds, any zero."""

    def __init__(self, start_timeout_s: float, beat_timeout_s: float, first_wait_s: float) -> None:
        self._start_timeout_s = start_timeout_s
        self._beat_timeout_s = beat_timeout_s
        self._first_wait_s = first_wait_s
        self._wait_s = first_wait_s
        self._barren_starts = 0
        self._ever_ready = False
        self._ready_at_s: float | None = None
        self.deadline_s = 0.0
        """Without a sign of life until then, the child counts as hung."""

    @property
    def overdue(self) -> str:
        """What did not come by the deadline."""
        if self._ready_at_s is None:
            return f"not ready {self._start_timeout_s:g} s after its start"
        return f"no sign of life for {self._beat_timeout_s:g} s"

    def started(self, now_s: float) -> None:
        """A process was started."""
        self._ready_at_s = None
        self.deadline_s = now_s + self._start_timeout_s

    def ready(self, now_s: float) -> None:
        """It said hello."""
        self._ever_ready = True
        self._ready_at_s = now_s
        self.sign(now_s)

    def sign(self, now_s: float) -> None:
        """It said something, which a hung process does not."""
        self.deadline_s = now_s + self._beat_timeout_s

    def ended(self, now_s: float) -> float | None:
        """It is gone: how long to wait before the next start; None: not to be started again."""
        if self._ready_at_s is not None and now_s - self._ready_at_s >= HEALTHY_S:
            self._wait_s = self._first_wait_s
        self._barren_starts = 0 if self._ever_ready else self._barren_starts + 1
        self._ready_at_s = None
        if self._barren_starts >= FIRST_STARTS:
            return None
        wait_s, self._wait_s = self._wait_s, min(2 * self._wait_s, LONGEST_WAIT_S)
        return wait_s


class Supervisor:
    """One named child, alive for as long as the context is entered.

        async with Supervisor("speaker", "antiphon.speaker", options_json, {}, on_event) as speaker:
            await speaker.ready()
            await speaker.send(message)

    ``on_event`` is called in the order of what happens, and must not block; what it raises ends the supervision
    and is raised on leaving the context. ``env`` is added to this process's environment. A hung child is one that
    is not ready after ``start_timeout_s``, or silent for ``beat_timeout_s``: it is killed. A dead one is started
    again after ``first_wait_s``, then after twice as long each time.
    """

    def __init__(
        self,
        name: str,
        module: str,
        options_json: str,
        env: Mapping[str, str],
        on_event: Callable[[Event], None],
        *,
        start_timeout_s: float = 60.0,
        beat_timeout_s: float = 10.0,
        first_wait_s: float = 0.1,
    ) -> None:
        self.name = name
        self.state = State.STOPPED
        self.restarts = 0
        self.pid: int | None = None
        self.hello: Hello | None = None
        self.beat = Beat()
        """Its last sign of life; an empty one while it is down."""
        self._module = module
        self._options_json = options_json
        self._env = env
        self._on_event = on_event
        self._vigil = Vigil(start_timeout_s, beat_timeout_s, first_wait_s)
        self._link: Link | None = None
        self._failure = ""
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None]
        self._log = log.bind(child=name)

    async def __aenter__(self) -> Self:
        self._turn(State.STARTING)
        self._task = asyncio.create_task(self._supervise())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        if self.state is not State.FAILED:
            self._turn(State.STOPPED)
        broke = None if self._task.cancelled() else self._task.exception()
        if broke is not None and error is None:
            raise broke

    @property
    def memory_bytes(self) -> int:
        """Resident memory of the child at its last beat; 0 while it is down."""
        return self.beat.rss_bytes

    async def ready(self) -> Hello:
        """Wait until the child is ready.

        Raises ChildError, with what would be right, where it never will be.
        """
        while self.state is not State.READY or self.hello is None:
            if self.state is State.FAILED:
                raise ChildError(self._failure)
            if self.state is State.STOPPED:
                raise ChildError(f"the {self.name} was stopped")
            await self._changed.wait()
        return self.hello

    async def send(self, message: Message) -> None:
        """See ``Link.send``. Raises LinkClosed at once while the child is not ready."""
        if self._link is None:
            raise LinkClosed(f"the {self.name} is not ready: {self.state.value}")
        await self._link.send(message)

    def advance(self, session: str, generation: int) -> None:
        """See ``Link.advance``. A child that starts later knows nothing of older generations."""
        if self._link is not None:
            self._link.advance(session, generation)

    def forget(self, session: str) -> None:
        """See ``Link.forget``."""
        if self._link is not None:
            self._link.forget(session)

    # The lives of the child.

    async def _supervise(self) -> None:
        try:
            await self._run()
        except ChildError as error:
            self._fail(str(error))
        except Exception:
            self._log.exception("supervision_broke")
            self._fail(f"the supervision of the {self.name} broke; the log says how")
            raise

    async def _run(self) -> None:
        while True:
            reason = await self._live()
            wait_s = self._vigil.ended(self._now_s())
            if wait_s is None:
                raise ChildError(f"the {self.name} does not start: {reason}, {FIRST_STARTS} times in a row")
            self._log.warning("child_down", reason=reason, restart_in_s=wait_s)
            self._on_event(ChildDown(reason))
            await asyncio.sleep(wait_s)
            self.restarts += 1
            self._turn(State.STARTING)

    async def _live(self) -> str:
        """One process from its start to its end; returns what became of it.

        Raises ChildError where another start would end the same way.
        """
        try:
            process = await ChildProcess.start(self._module, self._options_json, self._env)
        except OSError as error:
            self._turn(State.BACKING_OFF)
            return f"no process can be started ({error})"
        self.pid = process.pid
        self._vigil.started(self._now_s())
        grace_s = STOPPING_S
        reason = ""
        try:
            await self._welcome(process.link)
            await self._listen(process.link)
        except LinkClosed:
            grace_s = LEAVING_S
        except ProtocolError as error:
            grace_s, reason = 0.0, f"it broke the protocol ({error})"
        except TimeoutError:
            grace_s, reason = 0.0, self._vigil.overdue
        finally:
            self.pid, self.hello, self.beat, self._link = None, None, Beat(), None
            self._turn(State.BACKING_OFF)
            code = await process.close(grace_s)
        return reason or _describe(code)

    async def _welcome(self, link: Link) -> None:
        """Wait for the hello."""
        message = await self._receive(link)
        match message:
            case Fail():
                raise ChildError(f"the {self.name} cannot start: {message.message}")
            case Hello():
                if message.protocol != PROTOCOL:
                    raise ChildError(
                        f"the {self.name} speaks version {message.protocol} of the protocol and this process "
                        f"version {PROTOCOL}: install both from one version of Antiphon"
                    )
            case _:
                raise ProtocolError(f"said {type(message).__name__} before its Hello")
        self._vigil.ready(self._now_s())
        self.hello = message
        self._link = link
        self._log.info("child_ready", pid=self.pid, load_ms=round(message.load_ms), restarts=self.restarts)
        self._turn(State.READY)
        self._on_event(ChildUp(message))

    async def _listen(self, link: Link) -> None:
        """Pass on what it says, until the link ends or nothing comes in time."""
        while True:
            message = await self._receive(link)
            self._vigil.sign(self._now_s())
            if isinstance(message, Beat):
                self.beat = message
            else:
                self._on_event(FromChild(message))

    async def _receive(self, link: Link) -> Message:
        """The next message. Raises TimeoutError at the deadline of the vigil."""
        try:
            async with asyncio.timeout_at(self._vigil.deadline_s):
                return await link.receive()
        except TimeoutError:
            # Where it was this process that was held up, the signs of life are here by now.
            async with asyncio.timeout(0):
                return await link.receive()

    def _fail(self, reason: str) -> None:
        self._failure = reason
        self._log.error("child_failed", reason=reason)
        self._turn(State.FAILED)

    def _turn(self, state: State) -> None:
        self.state = state
        self._changed.set()
        self._changed = asyncio.Event()

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()


def _describe(code: int) -> str:
    """What an exit code says about the end of a process."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    if code == 0:
        return "it left"
    return f"exit code {code}"
