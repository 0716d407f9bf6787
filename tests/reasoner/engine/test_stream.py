"""What one stream has read and written, forks and forgets: ``antiphon.reasoner.engine.stream``."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing
from functools import partial
from typing import Any

import pytest
import torch

from antiphon.reasoner.engine import Ask, Engine, Priority, Sampling
from antiphon.reasoner.engine.stream import Fork, Generate
from antiphon.transport.errors import CapacityError

from ..models.test_decoder import TOKENS
from .streams import OPTIONS, AnyDecoder, model, read, theirs, write


async def test_greedy_text_equals_that_of_transformers(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    assert await write(stream, 40) == theirs(TOKENS, 40)
    assert stream.finish == "length"
    assert stream.length == len(TOKENS) + 40


async def test_text_written_in_parts_equals_text_written_at_once(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    parts = [token for limit in (1, 2, 7, 10) for token in await write(stream, limit)]
    assert parts == theirs(TOKENS, 20)


async def test_a_stop_token_ends_the_text_and_is_no_part_of_it(engine: Engine) -> None:
    expected = theirs(TOKENS, 20)
    stop = expected[6]
    stream = await read(engine, TOKENS)
    assert await write(stream, 20, [stop]) == expected[: expected.index(stop)]
    assert stream.finish == "stop"
    await stream.extend([1, 2])
    assert await write(stream, 5) == theirs([*TOKENS, *expected[: expected.index(stop)], 1, 2], 5)


async def test_a_fork_goes_its_own_way(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    first = await write(stream, 3)
    fork = await stream.fork()
    await fork.extend([9, 9])
    assert await write(fork, 6) == theirs([*TOKENS, *first, 9, 9], 6)
    assert await write(stream, 6) == theirs([*TOKENS, *first], 6)
    other = await stream.fork()
    stream.close()
    assert await write(other, 4) == theirs([*TOKENS, *first, *theirs([*TOKENS, *first], 6)], 4)


async def test_a_trimmed_stream_has_forgotten(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    await write(stream, 8)
    stream.trim(5)
    assert stream.length == 5
    await stream.extend([44])
    assert await write(stream, 6) == theirs([*TOKENS[:5], 44], 6)
    stream.trim(0)
    await stream.extend(TOKENS)
    assert await write(stream, 6) == theirs(TOKENS, 6)


async def test_trimming_to_what_it_does_not_have_is_refused(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    with pytest.raises(ValueError, match="cannot be trimmed to 13"):
        stream.trim(13)


async def test_writing_from_nothing_is_refused_and_harms_nobody(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="must be extended"):
        await write(engine.open(), 3)
    stream = await read(engine, TOKENS)
    stream.trim(4)
    with pytest.raises(RuntimeError, match="must be extended"):
        await write(stream, 3)
    assert await write(await read(engine, TOKENS), 5) == theirs(TOKENS, 5)


@pytest.mark.parametrize("seen", [1, 2, 5])
async def test_what_was_seen_before_leaving_early_is_part_of_the_stream(engine: Engine, seen: int) -> None:
    stream = await read(engine, TOKENS)
    tokens: list[int] = []
    async with aclosing(stream.generate(50)) as writing:
        async for token in writing:
            tokens.append(token)
            if len(tokens) == seen:
                break
    assert stream.finish is None
    assert stream.length == len(TOKENS) + seen
    fork = await stream.fork()
    await stream.extend([3])
    assert await write(stream, 5) == theirs([*TOKENS, *tokens, 3], 5)
    # And without reading anything in between.
    assert await write(fork, 5) == theirs([*TOKENS, *tokens], 5)


@pytest.mark.parametrize("before", [0, 2])
@pytest.mark.parametrize("times", [1, 2])
async def test_cancelled_before_anything_was_seen_it_is_as_it_was(engine: Engine, before: int, times: int) -> None:
    """Also when the wait for the end of the step is cancelled again."""
    stream = await read(engine, TOKENS)
    first = await write(stream, before)
    writing = asyncio.create_task(write(stream, 50))
    for _ in range(times):
        await asyncio.sleep(0)
        writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert stream.length == len(TOKENS) + before
    assert await write(stream, 5) == theirs([*TOKENS, *first], 5)


async def test_a_stream_does_one_thing_at_a_time(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    async with aclosing(stream.generate(50)) as writing:
        seen = [await anext(writing)]
        with pytest.raises(RuntimeError, match="busy"):
            await stream.extend([1])
        with pytest.raises(RuntimeError, match="busy"):
            await write(stream, 1)
        with pytest.raises(RuntimeError, match="busy"):
            stream.trim(1)
        seen.append(await anext(writing))
    assert seen == theirs(TOKENS, 2)


async def test_a_fork_of_a_stream_that_is_being_written(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    expected = theirs(TOKENS, 110)
    async with aclosing(stream.generate(50)) as writing:
        seen = [await anext(writing)]
        fork = await stream.fork()
        written = fork.length - len(TOKENS)
        seen += [token async for token in writing]
    assert 1 <= written <= 50
    assert await write(fork, 50) == expected[written : written + 50]
    assert seen == expected[:50]


@pytest.mark.parametrize("how", ["left early", "trimmed"])
async def test_what_is_forgotten_while_a_fork_is_made_is_whole_in_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """The event loop forgets when the cache is copied already, and what is unread is not."""
    stream, child = await read(engine, TOKENS), engine.open()
    written = await write(stream, 3)
    job = stream.job
    assert isinstance(job, Generate)
    forget = partial(stream._forget, job, 1) if how == "left early" else partial(stream.trim, len(TOKENS) + 1)
    copy, forgetting = child.cache.copy_from, threading.Thread(target=forget)

    def interrupted(other: Any) -> None:
        copy(other)
        forgetting.start()
        # It waits for the end of the fork, or would be done by then.
        forgetting.join(0.1)

    monkeypatch.setattr(child.cache, "copy_from", interrupted)
    await engine.run(Fork(stream, child))
    await asyncio.to_thread(forgetting.join)
    assert child.length == len(TOKENS) + 3
    assert await write(child, 5) == theirs([*TOKENS, *written], 5)
    assert stream.length == len(TOKENS) + 1


async def test_nothing_is_written_where_nothing_is_asked_for(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    assert await write(stream, 0) == []
    assert (stream.finish, stream.length) == ("length", len(TOKENS))


async def test_a_cancelled_reader_leaves_the_stream_as_it_was(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    task = asyncio.create_task(stream.extend(TOKENS * 35))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stream.length == len(TOKENS)
    fork = await stream.fork()
    await fork.extend([3])
    assert await write(fork, 5) == theirs([*TOKENS, 3], 5)
    assert await write(stream, 5) == theirs(TOKENS, 5)


async def test_closing_in_the_middle_ends_the_text_quietly(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    count = 0
    async for _ in stream.generate(400):
        count += 1
        if count == 3:
            stream.close()
    assert count < 400
    stream.close()
    assert engine.streams == 0
    with pytest.raises(RuntimeError, match="is closed"):
        await stream.extend([1])


async def test_a_full_context_ends_the_text(engine: Engine) -> None:
    stream = await read(engine, (TOKENS * 50)[:509])
    assert len(await write(stream, 50)) == 3
    assert stream.finish == "context"
    assert stream.length == 512


async def test_a_prompt_beyond_the_context_is_refused_and_forgotten(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    with pytest.raises(CapacityError, match="612 tokens do not fit into the context of 512"):
        await stream.extend([1] * 600)
    assert await write(stream, 5) == theirs(TOKENS, 5)


async def test_a_penalty_counts_what_was_drawn_and_said(engine: Engine) -> None:
    plain = await write(await read(engine, TOKENS), 30)
    sampling = Sampling(repetition_penalty=2.0, said=frozenset(plain[:1]))
    written = await write(await read(engine, TOKENS), 30, (), sampling)
    assert written[0] != plain[0]
    assert len(set(written)) > len(set(plain))


# What is asked about the next token.


async def test_the_odds_of_the_next_token_are_those_of_transformers(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    with torch.inference_mode():
        expected = model()(torch.tensor([TOKENS])).logits[0, -1].softmax(-1)
    for wanted in ([0], [5, 0], [int(expected.argmax()), 1, 2], []):
        assert await stream.odds(wanted) == pytest.approx(float(expected[wanted].sum()), rel=1e-3)
    assert await write(stream, 6) == theirs(TOKENS, 6)
    stream.trim(4)
    with pytest.raises(RuntimeError, match="must be extended"):
        await stream.odds([0])


@pytest.mark.parametrize("behind", [1, 4, len(TOKENS)])
@pytest.mark.parametrize("chunk", [3, 128])
async def test_what_is_asked_on_the_way_is_told_where_it_stands(decoder: AnyDecoder, behind: int, chunk: int) -> None:
    engine = Engine(decoder, OPTIONS.model_copy(update={"prefill_chunk_tokens": chunk}))
    engine.start()
    with torch.inference_mode():
        expected = model()(torch.tensor([TOKENS])).logits[0, behind - 1].softmax(-1)
    wanted = (5, int(expected.argmax()))
    stream = engine.open()
    odds = await stream.extend(TOKENS, ask=Ask(behind, wanted))
    assert odds == pytest.approx(float(expected[list(wanted)].sum()), rel=1e-3)
    assert await write(stream, 6) == theirs(TOKENS, 6)
    await engine.close()


async def test_a_rider_is_told_what_it_asks_and_so_is_who_reads_behind_what_it_wrote(engine: Engine) -> None:
    stream, other = await read(engine, TOKENS), await read(engine, TOKENS)
    written = await write(other, 2)
    behind = [*TOKENS, *written]
    more = [7, 11, 3]
    with torch.inference_mode():
        expected = model()(torch.tensor([[*behind, *more]])).logits[0, len(behind) + 1].softmax(-1)
    wanted = int(expected.argmax())
    async with aclosing(stream.generate(400, (), None, Priority.SPEECH)) as writer:
        await anext(writer)
        odds = await other.extend(more, Priority.THOUGHT, Ask(2, (wanted,)))
    assert odds == pytest.approx(float(expected[wanted]), rel=1e-3)
