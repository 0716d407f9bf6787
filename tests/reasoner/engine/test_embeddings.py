"""Embeddings are read as tokens are: ``antiphon.reasoner.engine``."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
import torch

from antiphon.reasoner.engine import Engine, Priority
from antiphon.reasoner.engine.engine import RIDING_TOKENS
from antiphon.transport.errors import CapacityError

from ..models.test_decoder import TOKENS
from .streams import AnyDecoder, read, theirs, write


async def test_embeddings_are_read_like_the_tokens_that_they_stand_for(engine: Engine, decoder: AnyDecoder) -> None:
    stream = engine.open()
    with torch.inference_mode():
        x = decoder.embed(TOKENS)
    await stream.extend(x)
    assert await write(stream, 10) == theirs(TOKENS, 10)


@pytest.mark.parametrize("start", [0, 3])
async def test_long_embeddings_are_read_in_chunks(
    engine: Engine, decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    """Also behind what was written, and not read yet."""
    chunks: list[int] = []
    stream = await read(engine, TOKENS)
    written = await write(stream, start)
    prefill = decoder.prefill

    def counted(x: torch.Tensor, cache: object) -> torch.Tensor:
        chunks.append(len(x))
        return prefill(x, cache)

    monkeypatch.setattr(decoder, "prefill", counted)
    await stream.extend(decoder.embed(TOKENS * 4))
    assert chunks == [16 + (start > 0), 16, 16]
    assert await write(stream, 10) == theirs([*TOKENS, *written, *TOKENS * 4], 10)


@pytest.mark.parametrize("length", [1, 5, RIDING_TOKENS + 3])
async def test_embeddings_ride_along_with_a_more_urgent_writer(
    engine: Engine, decoder: AnyDecoder, length: int
) -> None:
    stream, other = await read(engine, TOKENS), await read(engine, TOKENS)
    tokens = (TOKENS * 2)[:length]
    async with aclosing(stream.generate(400, (), None, Priority.SPEECH)) as writer:
        written = [await anext(writer)]
        await other.extend(decoder.embed(tokens), Priority.THOUGHT)
        written += [await anext(writer) for _ in range(9)]
    assert written == theirs(TOKENS, 10)
    assert await write(other, 6) == theirs([*TOKENS, *tokens], 6)


async def test_a_cancelled_reader_of_embeddings_leaves_the_stream_as_it_was(
    engine: Engine, decoder: AnyDecoder
) -> None:
    stream = await read(engine, TOKENS)
    task = asyncio.create_task(stream.extend(decoder.embed(TOKENS * 35)))
    for _ in range(3):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stream.length == len(TOKENS)
    assert await write(stream, 5) == theirs(TOKENS, 5)


async def test_embeddings_beyond_the_context_or_of_another_width_are_refused_and_harm_nobody(
    engine: Engine, decoder: AnyDecoder
) -> None:
    stream = await read(engine, TOKENS)
    with pytest.raises(CapacityError, match="512"):
        await stream.extend(torch.zeros(600, engine.hidden))
    with pytest.raises(RuntimeError):
        await stream.extend(torch.zeros(20, engine.hidden + 1))
    assert stream.length == len(TOKENS)
    assert await write(stream, 5) == theirs(TOKENS, 5)


async def test_tokens_and_embeddings_are_joined_in_their_order(engine: Engine, decoder: AnyDecoder) -> None:
    whole = engine.joined(TOKENS[:4], decoder.embed(TOKENS[4:9]).double(), [], TOKENS[9:])
    assert isinstance(whole, torch.Tensor)
    assert (whole.shape, whole.dtype) == ((len(TOKENS), engine.hidden), decoder.dtype)
    stream = engine.open()
    await stream.extend(whole)
    assert await write(stream, 10) == theirs(TOKENS, 10)


def test_what_is_joined_without_embeddings_stays_tokens(engine: Engine) -> None:
    nothing = torch.zeros(0, engine.hidden)
    assert engine.joined([1, 2], [], [3]) == [1, 2, 3]
    assert engine.joined([1, 2], nothing, [3]) == [1, 2, 3]
    assert engine.joined() == engine.joined(nothing) == engine.joined([]) == []


async def test_joining_while_others_are_written_changes_nothing(engine: Engine, decoder: AnyDecoder) -> None:
    """It happens in the caller's thread, and many may do it."""
    sound = decoder.embed(TOKENS)
    stream = await read(engine, TOKENS)

    def join() -> list[torch.Tensor]:
        return [part for _ in range(50) if isinstance(part := engine.joined(TOKENS, sound), torch.Tensor)]

    written, *joined = await asyncio.gather(write(stream, 60), *(asyncio.to_thread(join) for _ in range(3)))
    assert written == theirs(TOKENS, 60)
    assert all(torch.equal(part, decoder.embed(TOKENS * 2)) for parts in joined for part in parts)
