"""The engine's thread: one prefill chunk of the most urgent reader, one decode step of all writers, and again.

Who is more urgent does not wait for who is less: writers who are all less urgent than a reader wait until it has read,
and a reader who is less urgent than a writer *rides along*: its next token is one row more of the writers' step, which
reads the weights once for all of its rows. A long one is read in small chunks instead, or it would never come to its
end.

Everything that touches the weights or a cache happens in this one thread. The event loop hands it jobs and gets
tokens back; a job that fails, fails alone, but where the card fails: then all caches are gone, and so is the engine.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import structlog
import torch
from torch import Tensor

from antiphon.transport.errors import AntiphonError, CapacityError

from ..memory_plan import STREAMS_PER_SESSION
from ..models.card import device_of
from ..models.weights import load_decoder
from ..options import ReasonerOptions
from .decoding import Decoding
from .passage import Passage
from .stream import Extend, Fork, Generate, Odds, Stream

__all__ = ["Engine"]

log = structlog.get_logger()

RIDING_TOKENS = 16
"""A reader with so many tokens left rides along with writers who are more urgent; a longer one is read in such chunks:
as many rows take about as long as a step, so that the writers are at most half as fast meanwhile."""

Job = Extend | Fork | Generate | Odds


class Engine:
    """Many streams over one decoder.

    ``options.threads`` are used by the products; ``options.prefill_chunk_tokens`` bound how long a reader holds up
    the writers. The decoder has room for what ``max_sessions`` conversations need, before the first of them begins.
    """

    def __init__(self, decoder: Decoding[Any], options: ReasonerOptions) -> None:
        self._decoder = decoder
        self._chunk = options.prefill_chunk_tokens
        self._threads = options.threads or _cores()
        self.context_tokens = min(options.context_tokens, decoder.context_tokens)
        self._most_streams = options.max_sessions * STREAMS_PER_SESSION
        decoder.prepare(self._most_streams, self.context_tokens, self._chunk)
        self._open: set[Stream] = set()
        self._released: deque[Stream] = deque()
        self._new: deque[Job] = deque()
        self._jobs: list[Job] = []
        """The thread's own."""
        self._outbox: list[tuple[Callable[..., None], tuple[object, ...]]] = []
        """The thread's own: what the event loop is to do."""
        self._wake = threading.Condition()
        self._stopping = False
        self.broken = False
        """Nothing will be read or written any more: the process must be started again."""
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def load(cls, folder: Path, options: ReasonerOptions) -> Engine:
        """The engine for the weights in ``folder``, where ``options.device`` wants it.

        Raises ModelMissing, ModelCorrupt, ModelError; ConfigError where there is no card, or none that is large enough.
        """
        # OpenMP keeps workers for every thread that has asked for some. Where they are more than the cores, none of
        # them waits awake any more, and a decode step takes half as long again: only the engine's thread may have any.
        torch.set_num_threads(1)
        device = device_of(options)
        if device.type == "cpu":
            return cls(load_decoder(folder, options.precision), options)
        # Its kernels need Triton, which is not there where nothing else runs on a card.
        from ..models.loading import load_graphed

        return cls(load_graphed(folder, options, device), options)

    @property
    def precision(self) -> str:
        """What is computed in, for people."""
        return self._decoder.precision

    @property
    def threads(self) -> int:
        """How many threads multiply."""
        return self._threads

    @property
    def eos_tokens(self) -> frozenset[int]:
        """The tokens with which the model ends a text by itself."""
        return self._decoder.config.eos_tokens

    @property
    def vocabulary(self) -> int:
        """How many tokens the model knows."""
        return self._decoder.config.vocabulary

    @property
    def hidden(self) -> int:
        """The width of an embedding."""
        return self._decoder.config.hidden

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._open)

    @property
    def cache_tokens(self) -> int:
        """How many positions the open streams have taken."""
        return self._decoder.taken_tokens

    # The event loop's side.

    def start(self) -> None:
        """Start the thread; results arrive on the running event loop."""
        self._loop = asyncio.get_running_loop()
        # A thread gets as many threads as were wished for last, unless it has wished itself: see ``load``.
        torch.set_num_threads(1)
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Stop the thread; what is being done is cancelled, and the decoder is free for another engine."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        for stream in (*self._open, *self._released):
            stream.cache.free()
        # What the thread has posted last arrives before this returns.
        await asyncio.sleep(0)

    def open(self) -> Stream:
        """An empty stream. Raises CapacityError where there are too many."""
        if len(self._open) >= self._most_streams:
            raise CapacityError(
                f"the reasoner has {self._most_streams} streams open, as many as reasoner.max_sessions allows: end a "
                "conversation, or raise it"
            )
        stream = Stream(self, self._decoder.new_cache())
        self._open.add(stream)
        return stream

    def release(self, stream: Stream) -> None:
        """Free a closed stream's memory as soon as no step uses it."""
        self._open.discard(stream)
        with self._wake:
            self._released.append(stream)
            self._wake.notify()

    def submit(self, job: Job) -> None:
        """Hand over a job."""
        stream = job.stream
        if stream.closed:
            raise RuntimeError("this stream is closed: open or fork another")
        if not isinstance(job, Fork) and stream.busy:
            raise RuntimeError("the stream is busy: it is extended and written one at a time")
        with self._wake:
            if self._stopping:
                raise RuntimeError("the engine is closed")
            self._new.append(job)
            self._wake.notify()
        if not isinstance(job, Fork):
            stream.job = job

    async def run(self, job: Extend | Fork | Odds) -> None:
        """Hand over a job and wait for its end; when cancelled, the job ends first."""
        self.submit(job)
        try:
            await asyncio.shield(job.ended)
        except asyncio.CancelledError:
            job.cancelled = True
            self.wake()
            await job.settled()
            raise
        if job.stream.closed:
            raise RuntimeError("the stream was closed before this was done")

    def wake(self) -> None:
        """Something has changed that the thread should see."""
        with self._wake:
            self._wake.notify()

    # The thread's side.

    def _run(self) -> None:
        torch.set_num_threads(self._threads)
        end = RuntimeError("the engine is closed")
        try:
            with torch.inference_mode():
                while self._collect():
                    self._round()
        except Exception:
            # A step that breaks ends its jobs only: this is a mistake in the bookkeeping around it, or the card's end.
            log.exception("engine_broke")
            self.broken = True
            end = RuntimeError("the engine broke, see its log: the process must be started again")
        with self._wake:
            self._stopping = True
            self._jobs += self._new
            self._new.clear()
        for job in list(self._jobs):
            self._end(job, end)
        self._deliver()

    def _collect(self) -> bool:
        """Take in what the event loop has handed over, waiting while there is nothing to do. False: stop."""
        if not self._jobs:
            self._deliver()
        with self._wake:
            while not (self._stopping or self._new or self._released or self._jobs):
                self._wake.wait()
            self._jobs += self._new
            self._new.clear()
            released = list(self._released)
            self._released.clear()
        for job in [job for job in self._jobs if job.cancelled or job.stream.closed]:
            self._drop(job)
        for stream in released:
            stream.cache.free()
        return not self._stopping

    def _round(self) -> None:
        for fork in [job for job in self._jobs if isinstance(job, Fork)]:
            self._attempt([fork], partial(self._fork, fork))
        for odds in [job for job in self._jobs if isinstance(job, Odds)]:
            self._attempt([odds], partial(self._tell_odds, odds))
        readers = [job for job in self._jobs if isinstance(job, Extend)]
        writers = [job for job in self._jobs if isinstance(job, Generate)]
        rider: Extend | None = None
        if readers:
            self._deliver()
            # Of those that are as urgent, the shortest: nobody's question waits for somebody else's long history.
            reader = min(readers, key=lambda job: (job.urgency.priority, job.left))
            writing = min((job.urgency.priority for job in writers), default=reader.urgency.priority)
            if reader.urgency.priority <= writing or not reader.left:
                self._attempt([reader], partial(self._read, reader, self._chunk))
            elif reader.left > RIDING_TOKENS:
                self._attempt([reader], partial(self._read, reader, RIDING_TOKENS))
            else:
                rider = reader
            if reader.urgency.priority < writing:
                # A step for the writers alone would hold up who is more urgent.
                return
        self._attempt([*writers, rider] if rider else writers, partial(self._write, writers, rider))

    def _attempt(self, jobs: Sequence[Job], step: Callable[[], None]) -> None:
        """Whatever goes wrong in a step is the end of its jobs, and of nothing else.

        Raises what breaks the card (an illegal address, a failed assertion): its context does nothing more, and only
        another process gets a new one. Memory that it does not have is not of that kind.
        """
        try:
            step()
        except torch.AcceleratorError:
            raise
        except Exception as error:
            if not isinstance(error, AntiphonError):
                log.exception("engine_step_broke", jobs=len(jobs))
            for job in jobs:
                if job in self._jobs:
                    self._drop(job, error)

    def _fork(self, job: Fork) -> None:
        stream, child = job.stream, job.child
        with stream.moving:
            child.cache.copy_from(stream.cache)
            child.unread, child.tail = list(stream.unread), stream.tail
        self._end(job)

    def _tell_odds(self, job: Odds) -> None:
        stream = job.stream
        if stream.tail is None:
            raise RuntimeError("the stream must be extended before it can tell what comes next")
        job.probability = self._decoder.probability(stream.tail, job.tokens)
        self._end(job)

    def _answer(self, job: Extend, states: Tensor) -> None:
        """Tell what is asked for, where it is behind one of the last tokens that were read, of which are ``states``."""
        ask = job.ask
        if ask is not None and 0 <= (back := job.read - ask.behind) < len(states):
            place = len(states) - 1 - back
            job.probability = self._decoder.probability(states[place : place + 1], ask.tokens)

    def _read(self, job: Extend, most: int) -> None:
        """One chunk of a reader, of at most so many tokens; what was written last, and not read yet, comes first."""
        stream = job.stream
        if job.before is None:
            self._begin_reading(job)
        tokens = job.tokens[job.read : job.read + most]
        if len(tokens):
            states = self._decoder.prefill(self._embedded(Passage(stream.unread, tokens)), stream.cache)
            stream.tail = states[-1:].clone()
            stream.unread = []
            job.read += len(tokens)
            self._answer(job, states[-len(tokens) :])
        if job.read == len(job.tokens):
            self._end(job)

    def _embedded(self, passage: Passage) -> Tensor:
        """[n, hidden], where the decoder computes: of a chunk at most, for which there is memory."""
        decoder = self._decoder
        parts = [
            part.to(decoder.device, decoder.dtype) if isinstance(part, Tensor) else decoder.embed(part)
            for part in passage.parts
        ]
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def _begin_reading(self, job: Extend) -> None:
        stream = job.stream
        length = stream.length + len(job.tokens)
        if length > self.context_tokens:
            raise CapacityError(
                f"{length} tokens do not fit into the context of {self.context_tokens} (reasoner.context_tokens)"
            )
        stream.cache.reserve(length)
        job.before = stream.snapshot()

    def _write(self, writers: list[Generate], rider: Extend | None) -> None:
        """One token of every writer; one of the rider is read."""
        for job in writers:
            self._attempt([job], partial(self._make_room, job))
        if rider is not None and rider.before is None:
            self._attempt([rider], partial(self._begin_reading, rider))
        rows = [job for job in writers if job in self._jobs]
        if not rows:
            self._deliver()
            return
        if rider not in self._jobs:
            rider = None
        written = [job for job in rows if job.stream.unread]
        behind: Sequence[Generate | Extend] = written if rider is None else [*written, rider]
        if not self._decoder.runs_ahead:
            self._deliver()
        if behind:
            inputs = [self._next(job) for job in behind]
            states = self._decoder.decode(inputs, [job.stream.cache for job in behind])
            for row, reading in enumerate(behind):
                reading.stream.unread = []
                reading.stream.tail = states[row : row + 1]
        # The event loop gets what it waits for, and the interpreter with it, while the step is computed.
        self._deliver()
        if rider is not None:
            assert rider.stream.tail is not None
            self._answer(rider, rider.stream.tail)
            if rider.read == len(rider.tokens):
                self._end(rider)
        if len(written) == len(rows):
            # The usual case: all were read just now, the writers first.
            tails = states[: len(rows)]
        else:
            tails = torch.cat([job.stream.tail for job in rows if job.stream.tail is not None])
        drawn = self._decoder.draw(tails, [job.sampler for job in rows], [job.written for job in rows])
        for job, token in zip(rows, drawn, strict=True):
            self._take(job, token)

    def _next(self, job: Generate | Extend) -> int | Tensor:
        """What the stream reads next: a token, or an embedding [1, hidden]."""
        if job.stream.unread:
            return job.stream.unread[0]
        assert isinstance(job, Extend)
        job.read += 1
        one = job.tokens[job.read - 1 : job.read]
        [part] = one.parts
        return self._embedded(one) if isinstance(part, Tensor) else part[0]

    def _make_room(self, job: Generate) -> None:
        """For the next token, and for the last one where it was not read yet; a full context ends the job."""
        stream = job.stream
        if job.before is None:
            if stream.tail is None and not stream.unread:
                raise RuntimeError("the stream must be extended before it can generate")
            job.before = stream.snapshot()
        if stream.length >= self.context_tokens:
            job.finish = "context"
            self._end(job)
        else:
            stream.cache.reserve(stream.length)

    def _take(self, job: Generate, token: int) -> None:
        if token in job.stop:
            job.finish = "stop"
            self._end(job)
            return
        job.written.append(token)
        job.stream.unread = [token]
        job.stream.tail = None
        self._post(job.tokens.put_nowait, token)
        if len(job.written) >= job.limit:
            job.finish = "length"
            self._end(job)

    def _drop(self, job: Job, error: Exception | None = None) -> None:
        """End a job that is not done: what a reader has read of it is forgotten."""
        if isinstance(job, Extend) and job.before is not None and not job.stream.closed:
            job.stream.restore(job.before)
        self._end(job, error)

    def _end(self, job: Job, error: Exception | None = None) -> None:
        self._jobs.remove(job)
        self._post(_settle, job, error)

    def _post(self, call: Callable[..., None], *arguments: object) -> None:
        """Have the event loop do something, at the next ``_deliver``."""
        self._outbox.append((call, arguments))

    def _deliver(self) -> None:
        """Each delivery may hand the interpreter to the event loop: it comes where nothing waits for this thread."""
        assert self._loop is not None
        outbox, self._outbox = self._outbox, []
        try:
            for call, arguments in outbox:
                self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:
            log.warning("engine_outlived_its_loop")


def _settle(job: Job, error: Exception | None) -> None:
    """On the event loop: tell whoever waits for the job."""
    if isinstance(job, Generate):
        job.tokens.put_nowait(None)
    if error is None:
        job.ended.set_result(None)
    else:
        job.ended.set_exception(error)


def _cores() -> int:
    """How many this process may use; only Linux can be asked for less than all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
