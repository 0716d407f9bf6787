"""A model by script that takes its time: the engine's rounds (``reasoner.engine.engine``), on the clock of the loop.

In a round the most urgent reader reads a chunk, and every writer writes a token, all of them in one step: how long it
takes does not depend on how many they are. For virtual time.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, cast

from tokenizers import Tokenizer
from torch import Tensor

from antiphon.reasoner.engine import Ask, Engine, Passage, Priority, Sampling, Urgency
from antiphon.transport.errors import CapacityError

from .scripted import numbers

__all__ = ["Model", "Rate", "TimedEngine", "TimedStream"]

RIDING_TOKENS = 16
"""As the engine's."""


class Model(Protocol):
    """What is written, and how probable it is."""

    tokenizer: Tokenizer

    def write(self, tokens: Sequence[int]) -> Sequence[int]:
        """What comes behind all that was read and written; -1 stands for a state of the ear."""
        ...

    def odds(self, tokens: Sequence[int], wanted: Collection[int]) -> float:
        """How probable it is that one of ``wanted`` comes behind it."""
        ...


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast it is. ``stall_ms``: something else has the machine for as long, once in ``stall_each_s`` on average."""

    tokens_per_s: float
    read_at_once: int = 40
    """So many tokens are read in the time of one step; a step is the least that reading takes."""
    chunk_tokens: int = 128
    jitter: float = 0.1
    """Of the length of a step: the standard deviation of its logarithm."""
    stall_each_s: float = 20.0
    stall_ms: tuple[float, float] = (100.0, 800.0)


@dataclass(slots=True, eq=False)
class _Job:
    stream: TimedStream
    urgency: Urgency
    done: asyncio.Future[None] = field(init=False)
    cancelled: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.done = asyncio.get_running_loop().create_future()


@dataclass(slots=True, eq=False)
class _Fork(_Job):
    child: TimedStream


@dataclass(slots=True, eq=False)
class _Odds(_Job):
    wanted: Collection[int]
    probability: float = 0.0


@dataclass(slots=True, eq=False)
class _Read(_Job):
    tokens: Sequence[int]
    read: int = 0

    @property
    def left(self) -> int:
        return len(self.tokens) - self.read


@dataclass(slots=True, eq=False)
class _Write(_Job):
    limit: int
    stop: Collection[int]
    script: Sequence[int] = ()
    written: int = 0
    """Of the script."""
    finish: Literal["stop", "length", "context"] = "stop"
    tokens: asyncio.Queue[int | None] = field(default_factory=asyncio.Queue)
    """None last."""


class TimedStream:
    """As ``reasoner.engine.Stream``, and as particular: one thing at a time is done with it."""

    def __init__(self, engine: TimedEngine, tokens: Sequence[int] = ()) -> None:
        self.engine = engine
        self.tokens = list(tokens)
        self.tail = False
        """It is known what may come next."""
        self.unread = False
        """It will be, once the token that was written last is read."""
        self.finish: str | None = None
        self.busy = False

    @property
    def length(self) -> int:
        return len(self.tokens)

    async def fork(self) -> TimedStream:
        child = self.engine.open()
        try:
            await self.engine.do(_Fork(self, Urgency.of(Priority.SPEECH), child))
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
        before, read = list(self.tokens), numbers(tokens)
        await self._alone(_Read(self, Urgency.of(priority), read))
        return 0.0 if ask is None else self.engine.model.odds([*before, *read[: ask.behind]], ask.tokens)

    async def odds(self, tokens: Collection[int], priority: Priority | Urgency = Priority.THOUGHT) -> float:
        job = _Odds(self, Urgency.of(priority), tokens)
        await self._alone(job)
        return job.probability

    def trim(self, length: int) -> None:
        assert not self.busy, "what is being done with it must end before it is trimmed"
        assert 0 <= length <= self.length
        if length < self.length:
            self.tail = self.unread = False
        del self.tokens[length:]

    async def generate(
        self,
        limit: int,
        stop: Collection[int] = frozenset(),
        sampling: Sampling | None = None,
        priority: Priority | Urgency = Priority.SPEECH,
    ) -> AsyncGenerator[int, None]:
        self._begin()
        self.finish = None
        job = _Write(self, Urgency.of(priority), limit, stop)
        begins, yielded = self.length, 0
        before = self.tail, self.unread
        self.engine.submit(job)
        try:
            while (token := await job.tokens.get()) is not None:
                yielded += 1
                yield token
            await job.done
            self.finish = job.finish
        finally:
            job.cancelled = True
            self.engine.wake()
            await asyncio.wait([job.done])
            if self.length > begins + yielded:
                # A step that was in flight wrote what nobody has seen.
                del self.tokens[begins + yielded :]
                self.tail, self.unread = before if not yielded else (False, True)
            self.busy = False

    def close(self) -> None:
        self.engine.release(self)

    async def _alone(self, job: _Job) -> None:
        self._begin()
        try:
            await self.engine.do(job)
        finally:
            self.busy = False

    def _begin(self) -> None:
        assert self in self.engine.open_streams, "the stream is closed"
        assert not self.busy, "one thing at a time is done with a stream"
        self.busy = True


class TimedEngine:
    """``model`` writes, at ``rate``, in steps whose lengths come from ``random``."""

    precision = "by script"
    threads = 1
    broken = False
    eos_tokens: frozenset[int] = frozenset()

    def __init__(
        self, model: Model, rate: Rate, rng: random.Random, *, context_tokens: int = 8192, most: int = 36
    ) -> None:
        self.model = model
        self.tokenizer = model.tokenizer
        self.rate = rate
        self.context_tokens = context_tokens
        self.most = most
        self.open_streams: set[TimedStream] = set()
        self.steps = 0
        self.rows = 0
        """Of all steps."""
        self.stalls_s: list[tuple[float, float]] = []
        """From when to when, on the clock of the loop."""
        self._random = rng
        self._jobs: list[_Job] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._next_stall_s = 0.0

    def as_engine(self) -> Engine:
        return cast(Engine, self)

    @property
    def streams(self) -> int:
        return len(self.open_streams)

    @property
    def cache_tokens(self) -> int:
        return sum(stream.length for stream in self.open_streams)

    def open(self) -> TimedStream:
        if self.streams >= self.most:
            raise CapacityError("too many streams")
        stream = TimedStream(self)
        self.open_streams.add(stream)
        return stream

    def release(self, stream: TimedStream) -> None:
        self.open_streams.discard(stream)
        self.wake()

    def start(self) -> None:
        self._draw_stall()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def submit(self, job: _Job) -> None:
        self._jobs.append(job)
        self._wake.set()

    def wake(self) -> None:
        self._wake.set()

    async def do(self, job: _Job) -> None:
        """When cancelled, the job ends first."""
        self.submit(job)
        try:
            await asyncio.shield(job.done)
        except asyncio.CancelledError:
            job.cancelled = True
            self.wake()
            await asyncio.wait([job.done])
            raise

    async def _run(self) -> None:
        try:
            while True:
                while not self._jobs:
                    self._wake.clear()
                    await self._wake.wait()
                for job in [job for job in self._jobs if job.cancelled or job.stream not in self.open_streams]:
                    self._end(job)
                await self._round()
        except Exception as error:
            # A mistake of the script's, or a stream that was not used as it may be: whoever waits is told.
            for job in list(self._jobs):
                self._end(job, error)

    async def _round(self) -> None:
        for job in list(self._jobs):
            if isinstance(job, _Fork):
                job.child.tokens = list(job.stream.tokens)
                job.child.tail, job.child.unread = job.stream.tail, job.stream.unread
                self._end(job)
            elif isinstance(job, _Odds):
                assert job.stream.tail, "the stream must be extended before it can tell what comes next"
                job.probability = self.model.odds(job.stream.tokens, job.wanted)
                self._end(job)
        readers = [job for job in self._jobs if isinstance(job, _Read)]
        writers = [job for job in self._jobs if isinstance(job, _Write)]
        riders: list[_Read] = []
        if readers:
            reader = min(readers, key=lambda job: (job.urgency.priority, job.left))
            writing = min((job.urgency.priority for job in writers), default=reader.urgency.priority)
            if reader.urgency.priority <= writing or not reader.left:
                await self._read(reader, self.rate.chunk_tokens)
            elif reader.left > RIDING_TOKENS:
                await self._read(reader, RIDING_TOKENS)
            else:
                riders.append(reader)
            if reader.urgency.priority < writing:
                return
        if writers:
            await self._write(writers, riders)

    async def _read(self, job: _Read, most: int) -> None:
        tokens = job.tokens[job.read : job.read + most]
        if tokens:
            await self._take(max(1.0, len(tokens) / self.rate.read_at_once))
            job.stream.tail, job.stream.unread = True, False
        self._has_read(job, tokens)

    async def _write(self, writers: list[_Write], riders: list[_Read]) -> None:
        for job in writers:
            if not job.written:
                assert job.stream.tail or job.stream.unread, "the stream must be extended before it can generate"
                job.script = self.model.write(job.stream.tokens)
        self.steps += 1
        self.rows += len(writers)
        await self._take(1.0)
        for rider in riders:
            rider.stream.tail, rider.stream.unread = True, False
            self._has_read(rider, rider.tokens[rider.read : rider.read + 1])
        for job in writers:
            token = job.script[job.written]
            job.written += 1
            if token in job.stop:
                job.stream.tail, job.stream.unread = True, False
                self._end(job)
                continue
            job.stream.tokens.append(token)
            job.stream.tail, job.stream.unread = False, True
            job.tokens.put_nowait(token)
            if job.written >= job.limit or job.stream.length >= self.context_tokens:
                job.finish = "length" if job.written >= job.limit else "context"
                self._end(job)

    def _has_read(self, job: _Read, tokens: Sequence[int]) -> None:
        job.stream.tokens += tokens
        job.read += len(tokens)
        if not job.left:
            self._end(job)

    def _end(self, job: _Job, error: Exception | None = None) -> None:
        if isinstance(job, _Read) and job.left:
            del job.stream.tokens[job.stream.length - job.read :]
        self._jobs.remove(job)
        if error is None:
            job.done.set_result(None)
        else:
            job.done.set_exception(error)
        if isinstance(job, _Write):
            job.tokens.put_nowait(None)

    async def _take(self, steps: float) -> None:
        """So many steps' time passes, and that of a stall where one comes."""
        loop = asyncio.get_running_loop()
        step_s = self._random.lognormvariate(0, self.rate.jitter) / self.rate.tokens_per_s
        stall_s = 0.0
        if loop.time() >= self._next_stall_s:
            stall_s = self._random.uniform(*self.rate.stall_ms) / 1000
            self.stalls_s.append((loop.time(), loop.time() + stall_s))
            self._draw_stall()
        await asyncio.sleep(steps * step_s + stall_s)

    def _draw_stall(self) -> None:
        each_s = self.rate.stall_each_s
        after_s = self._random.expovariate(1 / each_s) if each_s else float("inf")
        self._next_stall_s = asyncio.get_running_loop().time() + after_s
