"""Decode steps, prefill and forks."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from antiphon.reasoner.engine import Engine, Stream
from antiphon.reasoner.memory_plan import STREAMS_PER_SESSION, WeightPrecision
from antiphon.reasoner.models.blocks import BlockCache
from antiphon.reasoner.options import ReasonerOptions

from .subject import CHUNK, SAMPLING, Built, Subject, read
from .table import Figure

__all__ = ["conversations", "decode", "engine_for", "fork", "prefill"]

STEP_GOALS = {
    ("bf16", 1): 26.5,
    ("bf16", 2): 27.5,
    ("int4", 1): 9.5,
    ("int4", 2): 10.0,
    ("int4", 8): 14.0,
    ("int4", 32): 25.0,
}
"""Milliseconds, by rows."""
TWO_BRAINS_GOAL = 1.05
PREFILL_GOALS = {"bf16": 70.0}
FORK_GOAL = 0.5


def decode(subject: Subject, precision: WeightPrecision) -> list[Figure]:
    """A step of each number of rows, with the draw, through the decoder and through the engine.

    The measured value is what the host waits for a step: decode and draw.
    """
    built = subject.built(precision)
    with conversations(subject, built) as caches:
        by_host = {rows: _step(subject, built, rows, caches[:rows]) for rows in subject.rows}
    by_engine = asyncio.run(_engine_steps(subject, built))
    figures = []
    for rows, (wall, beside) in by_host.items():
        kept = rows * subject.shapes.context_tokens * subject.shapes.token_bytes
        figures.append(
            Figure(
                f"decode step {precision}, {rows} row{'s' if rows > 1 else ''}",
                wall,
                "ms",
                STEP_GOALS.get((precision, rows)),
                subject.ceilings.read_ms(built.step_bytes + kept),
                {**beside, "engine": by_engine[rows]},
            )
        )
    if {1, 2} <= by_host.keys():
        ratio, by_streams = by_host[2][0] / by_host[1][0], by_engine[2] / by_engine[1]
        name = f"two brains over one, {precision}"
        figures.append(Figure(name, ratio, "", TWO_BRAINS_GOAL, 1.0, {"engine": by_streams}))
    return figures


@contextmanager
def conversations(subject: Subject, built: Built) -> Iterator[list[BlockCache]]:
    """As many as there are rows at most, of the measured context each; they share nothing."""
    decoder = built.decoder
    caches = [decoder.new_cache() for _ in range(max(subject.rows))]
    try:
        for cache in caches:
            read(decoder, decoder.embed(subject.tokens(subject.shapes.context_tokens)), cache)
        yield caches
    finally:
        for cache in caches:
            cache.free()


def _step(subject: Subject, built: Built, rows: int, caches: list[BlockCache]) -> tuple[float, dict[str, float | str]]:
    """What the host waits for a step; beside it, the GPU's time of its two halves."""
    shapes, decoder, clock = subject.shapes, built.decoder, subject.clock
    samplers = subject.samplers(rows)
    drawn: list[list[int]] = [[] for _ in range(rows)]
    tokens = subject.tokens(rows)

    def restart() -> None:
        for cache in caches:
            cache.length = shapes.context_tokens
            cache.reserve(shapes.context_tokens + shapes.steps)

    def step() -> None:
        tokens[:] = decoder.draw(decoder.decode(tokens, caches), samplers, drawn)
        for written, token in zip(drawn, tokens, strict=True):
            written.append(token)

    restart()
    step()
    restart()
    started = time.perf_counter()
    for _ in range(shapes.steps):
        step()
    wall = (time.perf_counter() - started) * 1000 / shapes.steps
    states = decoder.decode(tokens, caches)
    stepping = clock.gpu_ms(lambda: decoder.decode(tokens, caches), shapes.rounds, restart)
    drawing = clock.gpu_ms(lambda: decoder.draw(states, samplers, drawn), shapes.rounds)
    restart()
    return wall, {"GPU: step": stepping, "draw": drawing}


def engine_for(subject: Subject, built: Built, streams: int) -> Engine:
    """For so many streams."""
    sessions = -(-streams // STREAMS_PER_SESSION)
    options = ReasonerOptions(
        context_tokens=max(256, subject.context_tokens), max_sessions=sessions, prefill_chunk_tokens=CHUNK
    )
    return Engine(built.decoder, options)


async def _engine_steps(subject: Subject, built: Built) -> dict[int, float]:
    """Milliseconds between the tokens of streams that are written together, by their number."""
    engine = engine_for(subject, built, max(subject.rows))
    engine.start()
    context = subject.shapes.context_tokens
    streams = [engine.open() for _ in range(max(subject.rows))]
    try:
        for stream in streams:
            await stream.extend(subject.tokens(context - 1))
        return {rows: await _write_together(subject, streams[:rows]) for rows in subject.rows}
    finally:
        for stream in streams:
            stream.close()
        await engine.close()


async def _write_together(subject: Subject, streams: list[Stream]) -> float:
    """From the last token of the first step to the last of all, by the steps between them."""

    async def write(stream: Stream) -> list[float]:
        return [time.perf_counter() async for _ in stream.generate(subject.shapes.steps + 1, sampling=SAMPLING)]

    for stream in streams:
        stream.trim(subject.shapes.context_tokens - 1)
        await stream.extend(subject.tokens(1))
    arrived = await asyncio.gather(*map(write, streams))
    first, last = (max(times[at] for times in arrived) for at in (0, -1))
    return (last - first) * 1000 / subject.shapes.steps


def prefill(subject: Subject, precision: WeightPrecision) -> list[Figure]:
    """One prompt into an empty cache; beside it, the same behind a history."""
    built, shapes = subject.built(precision), subject.shapes
    decoder = built.decoder
    prompt = decoder.embed(subject.tokens(shapes.prompt_tokens))
    history = decoder.embed(subject.tokens(shapes.context_tokens))

    def behind(x_before: int) -> tuple[float, float]:
        cache = decoder.new_cache()
        cache.reserve(x_before + shapes.prompt_tokens)
        if x_before:
            read(decoder, history[:x_before], cache)

        def work() -> None:
            cache.length = x_before
            decoder.prefill(prompt, cache)

        work()
        wall = subject.clock.wall_ms(work, shapes.rounds)
        gpu = subject.clock.gpu_ms(work, shapes.rounds)
        cache.free()
        return wall, gpu

    wall, gpu = behind(0)
    later, _ = behind(shapes.context_tokens - shapes.prompt_tokens)
    floor = subject.ceilings.least_ms(built.step_bytes, 2 * shapes.parameters * shapes.prompt_tokens)
    beside: dict[str, float | str] = {"GPU": gpu, f"behind {shapes.context_tokens - shapes.prompt_tokens}": later}
    name = f"prefill of {shapes.prompt_tokens} tokens, {precision}"
    return [Figure(name, wall, "ms", PREFILL_GOALS.get(precision), floor, beside)]


def fork(subject: Subject) -> list[Figure]:
    """A conversation forks, in int4: by the decoder, and beside it by the engine between two steps."""
    built, shapes = subject.built("int4"), subject.shapes
    decoder = built.decoder
    base = decoder.new_cache()
    read(decoder, decoder.embed(subject.tokens(shapes.context_tokens)), base)

    times: list[float] = []
    for _ in range(max(3, shapes.rounds)):
        with subject.clock.timed(times):
            child = decoder.new_cache()
            child.copy_from(base)
        child.free()
    base.free()
    # One block is read and written: the last.
    moved = 2 * (shapes.context_tokens % 256) * shapes.token_bytes
    engine = asyncio.run(_engine_fork(subject, built))
    name, value = f"fork of {shapes.context_tokens} tokens, int4", statistics.median(times)
    return [Figure(name, value, "ms", FORK_GOAL, subject.ceilings.read_ms(moved), {"engine": engine})]


async def _engine_fork(subject: Subject, built: Built) -> float:
    engine = engine_for(subject, built, STREAMS_PER_SESSION)
    engine.start()
    stream = engine.open()
    times: list[float] = []
    try:
        await stream.extend(subject.tokens(subject.shapes.context_tokens))
        for _ in range(max(3, subject.shapes.rounds)):
            with subject.clock.timed(times):
                child = await stream.fork()
            child.close()
            await stream.odds([0])
    finally:
        stream.close()
        await engine.close()
    return statistics.median(times)
