"""Many streams over one decoder, where what one does is never seen by another: ``antiphon.reasoner.engine.engine``."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from antiphon.reasoner.engine import Engine, Sampling
from antiphon.reasoner.models.cache import BLOCK
from antiphon.reasoner.models.decoder import Decoder
from antiphon.transport.errors import CapacityError, ModelMissing

from ..models.test_decoder import TOKENS
from .streams import OPTIONS, AnyDecoder, read, theirs, write


async def test_streams_written_together_equal_streams_written_alone(engine: Engine) -> None:
    prompts = [TOKENS, TOKENS[:3], TOKENS * 9, [7]]
    streams = [await read(engine, prompt) for prompt in prompts]
    together = await asyncio.gather(*(write(stream, 25) for stream in streams))
    assert together == [theirs(prompt, 25) for prompt in prompts]


async def test_a_reader_in_chunks_while_another_writes(engine: Engine) -> None:
    writer = await read(engine, TOKENS)
    written, reader = await asyncio.gather(write(writer, 30), read(engine, TOKENS * 30))
    assert written == theirs(TOKENS, 30)
    assert await write(reader, 5) == theirs(TOKENS * 30, 5)


async def test_the_same_seed_gives_the_same_text_whatever_else_is_written(engine: Engine) -> None:
    sampling = Sampling(temperature=1.5, top_p=0.9, seed=11)
    alone = await write(await read(engine, TOKENS), 30, (), sampling)
    streams = [await read(engine, TOKENS), await read(engine, TOKENS[:4]), await read(engine, TOKENS)]
    others = [sampling, Sampling(temperature=2.0, seed=1), Sampling(temperature=1.5, top_p=0.9, seed=12)]
    together = await asyncio.gather(*(write(s, 30, (), o) for s, o in zip(streams, others, strict=True)))
    assert together[0] == alone
    assert together[2] != alone


async def test_only_the_engines_thread_has_threads_of_its_own(
    decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event loop's, which joins, would wake as many."""
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    engine = Engine(decoder, OPTIONS.model_copy(update={"threads": 2}))
    seen: list[int] = []
    prefill = decoder.prefill

    def watched(x: torch.Tensor, cache: object) -> torch.Tensor:
        seen.append(torch.get_num_threads())
        return prefill(x, cache)

    monkeypatch.setattr(decoder, "prefill", watched)
    try:
        engine.start()
        await read(engine, TOKENS)
        assert (torch.get_num_threads(), seen) == (1, [2])
        await engine.close()
    finally:
        torch.set_num_threads(before)


# Memory.


def leave_no_memory(engine: Engine, patch: pytest.MonkeyPatch) -> None:
    """But what is taken."""
    decoder: Any = engine._decoder
    if isinstance(decoder, Decoder):
        patch.setattr(decoder._budget, "positions", decoder.taken_tokens)
    else:
        patch.setattr(decoder._pool, "_free", [])


async def test_every_stream_has_room_for_the_whole_context(decoder: AnyDecoder) -> None:
    """The caches grow by blocks, into which a context need not fit."""
    engine = Engine(decoder, OPTIONS.model_copy(update={"context_tokens": BLOCK + 1, "max_sessions": 1}))
    engine.start()
    for _ in range(3):
        await read(engine, [1] * (BLOCK + 1))
    assert engine.cache_tokens == 6 * BLOCK
    await engine.close()


async def test_no_room_for_a_copy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = await read(engine, TOKENS)
    leave_no_memory(engine, monkeypatch)
    with pytest.raises(CapacityError, match=r"(\d+) of \1 positions are taken"):
        await stream.fork()
    assert engine.streams == 1
    with pytest.raises(CapacityError, match="memory is full"):
        await stream.extend([1] * BLOCK)
    assert await write(stream, 5) == theirs(TOKENS, 5)


async def test_too_many_streams_are_refused_until_one_is_closed(engine: Engine) -> None:
    streams = [engine.open() for _ in range(12)]
    with pytest.raises(CapacityError, match="12 streams open"):
        engine.open()
    streams[0].close()
    engine.open()


async def test_a_closed_stream_gives_its_memory_back(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    assert engine.cache_tokens == BLOCK
    fork = await stream.fork()
    await fork.extend([1] * BLOCK)
    assert engine.cache_tokens == 3 * BLOCK
    fork.close()
    stream.close()
    # A job of another stream comes after the release.
    other = await read(engine, TOKENS)
    other.close()
    await read(engine, TOKENS)
    assert engine.cache_tokens <= 2 * BLOCK


# What breaks, and what is closed.


async def test_a_step_that_breaks_fails_who_was_in_it_and_nobody_after(
    engine: Engine, decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = [await read(engine, TOKENS), await read(engine, TOKENS)]

    def broken(*_: object) -> None:
        raise ArithmeticError("no more numbers")

    with monkeypatch.context() as patch:
        patch.setattr(decoder, "draw", broken)
        results = await asyncio.gather(*(write(stream, 5) for stream in streams), return_exceptions=True)
    assert [type(result) for result in results] == [ArithmeticError] * 2
    assert await write(await read(engine, TOKENS), 5) == theirs(TOKENS, 5)


@pytest.mark.parametrize("step", ["prefill", "decode", "draw"])
async def test_a_card_that_breaks_in_a_step_is_the_end_of_the_engine(
    decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Each further step would break the same way."""
    engine = Engine(decoder, OPTIONS)
    engine.start()
    stream, other = await read(engine, TOKENS), await read(engine, TOKENS)
    await write(stream, 1)

    def broken(*_: object) -> None:
        raise torch.AcceleratorError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(decoder, step, broken)
    doing = other.extend(TOKENS) if step == "prefill" else write(stream, 5)
    assert not engine.broken
    with pytest.raises(RuntimeError, match="engine broke"):
        await doing
    assert engine.broken
    with pytest.raises(RuntimeError, match="engine is closed"):
        await other.extend([1])
    await engine.close()


async def test_a_step_for_which_the_card_has_no_memory_fails_alone(
    engine: Engine, decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = await read(engine, TOKENS)

    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(decoder, "prefill", full)
        with pytest.raises(torch.OutOfMemoryError):
            await stream.extend(TOKENS)
    assert not engine.broken
    assert await write(stream, 5) == theirs(TOKENS, 5)


async def test_closing_the_engine_ends_what_is_being_done(decoder: AnyDecoder) -> None:
    engine = Engine(decoder, OPTIONS)
    engine.start()
    stream = await read(engine, TOKENS)
    writing = asyncio.create_task(write(stream, 400))
    await asyncio.sleep(0)
    await engine.close()
    with pytest.raises(RuntimeError, match="engine is closed"):
        await writing
    with pytest.raises(RuntimeError, match="engine is closed"):
        await stream.extend([1])


async def test_a_closed_engine_leaves_the_decoder_as_it_found_it(decoder: AnyDecoder) -> None:
    """Streams that were not closed, closed ones that the thread has not seen, and those of a thread never started."""
    for started in (True, False):
        engine = Engine(decoder, OPTIONS)
        if started:
            engine.start()
            streams = [await read(engine, TOKENS * 30) for _ in range(3)]
            streams[0].close()
        engine.open()
        await engine.close()
        assert engine.cache_tokens == decoder.taken_tokens == 0


async def test_a_thread_that_breaks_says_so_to_who_waits_and_who_comes(
    decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(decoder, OPTIONS)
    engine.start()
    stream = await read(engine, TOKENS)

    def broken() -> None:
        raise ArithmeticError("no more numbers")

    monkeypatch.setattr(engine, "_round", broken)
    with pytest.raises(RuntimeError, match="engine broke"):
        await write(stream, 5)
    with pytest.raises(RuntimeError, match="engine is closed"):
        await stream.extend([1])
    await engine.close()


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_of_work_and_cancelling_leaves_nothing_behind(engine: Engine, seed: int) -> None:
    """Sessions that fork, read, write, are cancelled or closed at random; the survivors' text is right."""
    chance = random.Random(seed)

    async def live(number: int) -> None:
        base = await read(engine, TOKENS[: 2 + number])
        for _ in range(4):
            fork = await base.fork()
            work = asyncio.create_task(write(fork, 12))
            if chance.random() < 0.5:
                for _ in range(chance.randrange(30)):
                    await asyncio.sleep(0)
                work.cancel() if chance.random() < 0.5 else fork.close()
                await asyncio.wait([work])
            else:
                assert await work == theirs(TOKENS[: 2 + number], 12)
            fork.close()
        base.close()

    async with asyncio.TaskGroup() as group:
        for number in range(4):
            group.create_task(live(number))
    assert engine.streams == 0
    # The thread frees at its next round; one more job makes sure that it had one.
    last = await read(engine, TOKENS)
    assert engine.cache_tokens == BLOCK
    last.close()


def test_the_engine_says_what_it_is(decoder: AnyDecoder) -> None:
    engine = Engine(decoder, OPTIONS)
    assert (engine.precision, engine.threads, engine.context_tokens) == ("float32", 1, 512)
    assert engine.eos_tokens == {2}


def test_weights_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        Engine.load(tmp_path, OPTIONS)
