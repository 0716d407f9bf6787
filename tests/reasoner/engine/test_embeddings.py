"""Embeddings are read as tokens are: ``antiphon.reasoner.engine``."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
import torch

from antiphon.reasoner.engine import Engine, Passage, Priority
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


async def test_a_passage_is_read_like_the_tokens_that_it_stands_for(engine: Engine, decoder: AnyDecoder) -> None:
    stream = engine.open()
    await stream.extend(Passage(TOKENS[:4], decoder.embed(TOKENS[4:9]).double(), [], TOKENS[9:]))
    assert await write(stream, 10) == theirs(TOKENS, 10)


async def test_no_more_of_a_passage_than_a_chunk_is_put_together(
    engine: Engine, decoder: AnyDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be no memory for more. The first chunk is behind what was written, and not read yet."""
    stream = await read(engine, TOKENS)
    written = await write(stream, 2)
    passage = Passage(TOKENS[:5], decoder.embed(TOKENS * 3).double(), TOKENS * 3)
    made, prefill = list[int](), decoder.prefill

    def watched(x: torch.Tensor, cache: object) -> torch.Tensor:
        made.append(x.untyped_storage().nbytes() // (engine.hidden * x.element_size()))
        return prefill(x, cache)

    with monkeypatch.context() as patch:
        patch.setattr(decoder, "prefill", watched)
        await stream.extend(passage)
    assert made[:2] == [17, 16]
    assert max(made) == 17
    assert await write(stream, 6) == theirs([*TOKENS, *written, *TOKENS[:5], *TOKENS * 6], 6)


@pytest.mark.parametrize("length", [4, 6, RIDING_TOKENS])
async def test_a_passage_rides_along_with_a_more_urgent_writer(
    engine: Engine, decoder: AnyDecoder, length: int
) -> None:
    stream, other = await read(engine, TOKENS), await read(engine, TOKENS)
    tokens = (TOKENS * 2)[:length]
    async with aclosing(stream.generate(400, (), None, Priority.SPEECH)) as writer:
        await anext(writer)
        await other.extend(Passage(tokens[:3], decoder.embed(tokens[3:5]), tokens[5:]), Priority.THOUGHT)
    assert await write(other, 6) == theirs([*TOKENS, *tokens], 6)
