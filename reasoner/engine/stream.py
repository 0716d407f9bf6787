"""One stream: a text that was read, and goes on being read or written."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

from torch import Tensor

from .decoding import Cache
from .passage import Passage
from .sampling import Sampler, Sampling

if TYPE_CHECKING:
    from .engine import Engine

__all__ = ["Ask", "Extend", "Finish", "Fork", "Generate", "Odds", "Priority", "Snapshot", "Stream", "Urgency"]

Finish = Literal["stop", "length", "context"]


class Priority(IntEnum):
    """What goes first where not all can: the lower, the more urgent."""

    SPEECH = 0
    THOUGHT = 1
    SPECULATION = 2
    """Speech that may not be wanted."""
    SPECULATIVE_THOUGHT = 3


class Urgency:
    """A priority that may change while the work that has it is done: the engine looks before every step."""

    __slots__ = ("priority",)

    def __init__(self, priority: Priority) -> None:
        self.priority = priority

    @classmethod
    def of(cls, priority: Priority | Urgency) -> Urgency:
        """One that stays as it is, for a plain priority."""
        return priority if isinstance(priority, Urgency) else cls(priority)


class Stream:
    """Made by ``Engine.open`` and ``fork``.

    It is extended, trimmed or written one at a time: RuntimeError where it is being extended or written already.
    ``fork`` and ``close`` may come any time. The engine's thread alone touches what is marked as its own.
    """

    def __init__(self, engine: Engine, cache: Cache) -> None:
        self._engine = engine
        self.cache = cache
        """The engine's own."""
        self.unread: list[int] = []
        """The engine's own: what was written last, and is not in the cache yet."""
        self.tail: Tensor | None = None
        """The engine's own: the state of the last position, [1, hidden], from which the next token comes."""
        self.job: Extend | Generate | Odds | None = None
        """What is being done with it, or was last."""
        self.moving = threading.Lock()
        """Held by the event loop while it forgets, and by the engine's thread while it copies: so the cache, what is
        unread and the tail of a copy are of one moment."""
        self.closed = False
        self.finish: Finish | None = None
        """How the last ``generate`` ended; None: it was left before its end."""

    @property
    def length(self) -> int:
        """How many positions it holds, in tokens."""
        return self.cache.length + len(self.unread)

    @property
    def busy(self) -> bool:
        """It is being extended or written."""
        return self.job is not None and not self.job.ended.done()

    async def fork(self) -> Stream:
        """Another stream with the same content, as it is between two steps. Raises CapacityError for want of room.

        What is forgotten meanwhile, by ``trim`` or by leaving ``generate`` early, is in it as a whole, or not at all.
        """
        child = self._engine.open()
        try:
            await self._engine.run(Fork(self, child))
        except BaseException:
            child.close()
            raise
        return child

    async def extend(
        self,
        tokens: Sequence[int] | Tensor | Passage,
        priority: Priority | Urgency = Priority.SPEECH,
        ask: Ask | None = None,
    ) -> float:
        """Read ``tokens``: ids, embeddings [n, hidden] such as an audio encoder's, or a passage of both. Returns how
        probable it was what is asked for, 0 to 1; 0 where nothing is.

        Raises CapacityError where they do not fit; the stream is then as it was. When cancelled, what was read
        so far is forgotten again.
        """
        job = Extend(self, Passage(tokens), Urgency.of(priority), ask)
        await self._engine.run(job)
        return job.probability

    async def odds(self, tokens: Collection[int], priority: Priority | Urgency = Priority.THOUGHT) -> float:
        """How probable it is that one of ``tokens`` comes next, 0 to 1; the stream stays as it is.

        Raises RuntimeError for a stream that was not extended since it was opened or trimmed.
        """
        job = Odds(self, tuple(tokens), Urgency.of(priority))
        await self._engine.run(job)
        return job.probability

    def trim(self, length: int) -> None:
        """Forget everything behind the first ``length`` positions; before the next ``generate``, ``extend``.

        Raises ValueError for a length that it does not have.
        """
        if self.busy:
            raise RuntimeError("the stream is busy: what is being done with it must end before it is trimmed")
        if not 0 <= length <= self.length:
            raise ValueError(f"the stream has {self.length} positions: it cannot be trimmed to {length}")
        with self.moving:
            if length < self.length:
                self.tail = None
            self.unread = self.unread[: max(0, length - self.cache.length)]
            self.cache.length = min(self.cache.length, length)

    async def generate(
        self,
        limit: int,
        stop: Collection[int] = frozenset(),
        sampling: Sampling | None = None,
        priority: Priority | Urgency = Priority.SPEECH,
    ) -> AsyncGenerator[int, None]:
        """Write up to ``limit`` tokens, ended by one of ``stop``, which is not yielded; see ``finish``.

        What was yielded is part of the stream, also when the loop is left early (leave it with ``aclosing``).
        """
        if limit < 1:
            self.finish = "length"
            return
        self.finish = None
        job = Generate(self, limit, frozenset(stop), Sampler(sampling or Sampling()), Urgency.of(priority))
        self._engine.submit(job)
        yielded = 0
        try:
            while (token := await job.tokens.get()) is not None:
                yielded += 1
                yield token
            # What broke it is raised here.
            await job.ended
            self.finish = job.finish
        finally:
            job.cancelled = True
            self._engine.wake()
            # A step in flight may write one token more, which nobody has seen.
            try:
                await job.settled()
            finally:
                if not self.closed and yielded < len(job.written):
                    self._forget(job, yielded)

    def _forget(self, job: Generate, yielded: int) -> None:
        """What was written behind the first ``yielded`` tokens; writing can go on from there."""
        before = job.before
        assert before is not None
        if yielded:
            # Its last token is not read, or is read again: so there is a state to go on from.
            length = before.length + len(before.unread) + yielded - 1
            before = Snapshot(length, [job.written[yielded - 1]], None)
        with self.moving:
            self.restore(before)

    def snapshot(self) -> Snapshot:
        """What must be put back to forget what is read or written from now on."""
        return Snapshot(self.cache.length, self.unread, self.tail)

    def restore(self, before: Snapshot) -> None:
        """Forget what was read or written since."""
        self.cache.length, self.unread, self.tail = before.length, before.unread, before.tail

    def close(self) -> None:
        """Free what it holds; what is being done with it ends at the next step."""
        if not self.closed:
            self.closed = True
            self._engine.release(self)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a stream was: what is in its cache behind ``length`` does not matter."""

    length: int
    unread: list[int]
    tail: Tensor | None


@dataclass(slots=True, eq=False)
class _Job:
    stream: Stream
    ended: asyncio.Future[None] = field(init=False)
    cancelled: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.ended = asyncio.get_running_loop().create_future()

    async def settled(self) -> None:
        """Wait for its end, however it ends.

        A cancellation waits too, for a step at most: only then is the stream nobody's but its user's again.
        """
        cancelled: asyncio.CancelledError | None = None
        while not self.ended.done():
            try:
                await asyncio.wait([self.ended])
            except asyncio.CancelledError as error:
                cancelled = error
        self.ended.exception()
        if cancelled is not None:
            raise cancelled


@dataclass(slots=True, eq=False)
class Fork(_Job):
    """Copy ``stream`` into ``child``."""

    child: Stream


@dataclass(frozen=True, slots=True)
class Ask:
    """How probable one of ``tokens`` is ``behind`` so many of those that are read, while they are: it costs no step."""

    behind: int
    tokens: tuple[int, ...]


@dataclass(slots=True, eq=False)
class Extend(_Job):
    """Read ``tokens``, chunk by chunk."""

    tokens: Passage
    urgency: Urgency
    ask: Ask | None = None
    probability: float = field(init=False, default=0.0)
    before: Snapshot | None = field(init=False, default=None)
    """None: not begun."""
    read: int = field(init=False, default=0)

    @property
    def left(self) -> int:
        """How many tokens are still to be read."""
        return len(self.tokens) - self.read


@dataclass(slots=True, eq=False)
class Odds(_Job):
    """Tell how probable ``tokens`` are."""

    tokens: tuple[int, ...]
    urgency: Urgency
    probability: float = field(init=False, default=0.0)


@dataclass(slots=True, eq=False)
class Generate(_Job):
    """Write tokens, one a step."""

    limit: int
    stop: frozenset[int]
    sampler: Sampler
    urgency: Urgency
    before: Snapshot | None = field(init=False, default=None)
    """None: not begun."""
    written: list[int] = field(init=False, default_factory=list)
    finish: Finish | None = field(init=False, default=None)
    tokens: asyncio.Queue[int | None] = field(init=False, default_factory=asyncio.Queue)
    """On the event loop; at most ``limit`` of them, None last."""
