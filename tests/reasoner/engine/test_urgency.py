"""Who is read and written first, and who rides along: ``antiphon.reasoner.engine.engine``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
import torch

from antiphon.reasoner.engine import Engine, Priority, Urgency
from antiphon.reasoner.engine.engine import RIDING_TOKENS
from antiphon.reasoner.engine.stream import Extend, Generate
from antiphon.transport.errors import CapacityError

from ..models.test_decoder import TOKENS
from .streams import OPTIONS, AnyDecoder, read, theirs, write


async def test_the_most_urgent_reader_is_read_first(engine: Engine) -> None:
    ends: list[Priority] = []

    async def reader(priority: Priority) -> None:
        stream = engine.open()
        await stream.extend(TOKENS * 35, priority)
        ends.append(priority)

    async with asyncio.TaskGroup() as group:
        for priority in reversed(Priority):
            group.create_task(reader(priority))
    assert ends == list(Priority)


@pytest.fixture
async def waiting(decoder: AnyDecoder) -> AsyncIterator[Engine]:
    """It takes jobs, and does nothing before it is started."""
    engine = Engine(decoder, OPTIONS)
    yield engine
    await engine.close()


async def handed_over(engine: Engine, *readers: tuple[int, Priority | Urgency]) -> list[asyncio.Task[int]]:
    """Readers of so many tokens, each of which returns its place among those that have ended."""
    ended = 0

    async def reader(length: int, priority: Priority | Urgency) -> int:
        nonlocal ended
        await engine.open().extend([1] * length, priority)
        ended += 1
        return ended

    tasks = [asyncio.create_task(reader(length, priority)) for length, priority in readers]
    await asyncio.sleep(0)
    return tasks


async def test_of_those_that_are_as_urgent_the_shortest_is_read_first(waiting: Engine) -> None:
    speech, thought = Priority.SPEECH, Priority.THOUGHT
    tasks = await handed_over(waiting, (400, speech), (10, thought), (100, speech), (20, speech), (300, thought))
    waiting.start()
    assert await asyncio.gather(*tasks) == [3, 4, 2, 1, 5]


async def test_what_becomes_urgent_while_it_is_read_is_read_first(
    waiting: Engine, decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    urgency = Urgency(Priority.SPECULATION)
    tasks = await handed_over(waiting, (320, Priority.SPEECH), (160, Priority.SPEECH), (160, urgency))
    prefill, chunks = decoder.prefill, 0

    def counted(x: torch.Tensor, cache: object) -> torch.Tensor:
        nonlocal chunks
        chunks += 1
        if chunks == 12:
            urgency.priority = Priority.SPEECH
        return prefill(x, cache)

    monkeypatch.setattr(decoder, "prefill", counted)
    waiting.start()
    # The second was read before; of the first, two chunks were.
    assert await asyncio.gather(*tasks) == [3, 1, 2]


@pytest.mark.parametrize("reading", list(Priority))
@pytest.mark.parametrize("writing", list(Priority))
async def test_writers_wait_for_a_reader_who_is_more_urgent(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, reading: Priority, writing: Priority
) -> None:
    stream, other = await read(engine, TOKENS), engine.open()
    step, together = engine._write, 0

    def watched(writers: list[Generate], rider: Extend | None) -> None:
        nonlocal together
        together += any(isinstance(job, Extend) for job in engine._jobs)
        step(writers, rider)

    monkeypatch.setattr(engine, "_write", watched)
    async with aclosing(stream.generate(400, (), None, writing)) as writer:
        written = [await anext(writer)]
        await other.extend(TOKENS * 35, reading)
        written += [await anext(writer) for _ in range(9)]
    assert written == theirs(TOKENS, 10)
    if reading < writing:
        assert together == 0
    else:
        assert together > 5


@pytest.mark.parametrize("length", [1, 5, RIDING_TOKENS, RIDING_TOKENS + 1, 70])
async def test_a_reader_who_is_less_urgent_than_a_writer_rides_along(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    prefill, chunks = engine._decoder.prefill, []

    def counted(x: torch.Tensor, cache: object) -> torch.Tensor:
        chunks.append(len(x))
        return prefill(x, cache)

    stream, other = await read(engine, TOKENS), await read(engine, TOKENS)
    tokens = (TOKENS * 9)[:length]
    monkeypatch.setattr(engine._decoder, "prefill", counted)
    async with aclosing(stream.generate(400, (), None, Priority.SPEECH)) as writer:
        written = [await anext(writer)]
        await other.extend(tokens, Priority.THOUGHT)
        written += [await anext(writer) for _ in range(9)]
    assert written == theirs(TOKENS, 10)
    assert await write(other, 6) == theirs([*TOKENS, *tokens], 6)
    assert all(chunk <= RIDING_TOKENS for chunk in chunks)
    assert sum(chunks) == max(0, length - length % RIDING_TOKENS if length > RIDING_TOKENS else 0)


async def test_a_reader_of_nothing_is_done_whoever_writes(engine: Engine) -> None:
    stream, other = await read(engine, TOKENS), await read(engine, TOKENS)
    async with aclosing(stream.generate(400, (), None, Priority.SPEECH)) as writer:
        await anext(writer)
        await other.extend([], Priority.THOUGHT)
    assert await write(other, 6) == theirs(TOKENS, 6)


async def test_a_rider_that_does_not_fit_is_refused_and_harms_nobody(engine: Engine) -> None:
    stream, other = await read(engine, TOKENS), await read(engine, (TOKENS * 99)[:510])
    async with aclosing(stream.generate(400, (), None, Priority.SPEECH)) as writer:
        written = [await anext(writer)]
        with pytest.raises(CapacityError, match="do not fit"):
            await other.extend([1, 2, 3], Priority.THOUGHT)
        written += [await anext(writer) for _ in range(9)]
    assert written == theirs(TOKENS, 10)
