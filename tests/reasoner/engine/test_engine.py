"""Many streams over one decoder: what one does is never seen by another."""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import PreTrainedModel

from antiphon.reasoner.engine import Ask, Engine, Priority, Sampling, Stream, Urgency
from antiphon.reasoner.engine.decoding import Decoding
from antiphon.reasoner.engine.engine import RIDING_TOKENS
from antiphon.reasoner.engine.stream import Extend, Generate
from antiphon.reasoner.models.cache import BLOCK
from antiphon.reasoner.models.decoder import Decoder
from antiphon.reasoner.models.weights import load_decoder
from antiphon.reasoner.options import ReasonerOptions
from antiphon.transport.errors import CapacityError, ModelMissing

from ..models.plain_kernels import plain_kernels
from ..models.small_decoders import graphed
from ..models.test_decoder import TOKENS, reference

AnyDecoder = Decoding[Any]
OPTIONS = ReasonerOptions(threads=1, context_tokens=512, max_sessions=4, prefill_chunk_tokens=16)


@pytest.fixture(scope="module", params=["one cache a stream", "blocks"])
def decoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnyDecoder]:
    """The decoder for a processor, and the one for a GPU with plain kernels, whose steps have up to 8 rows."""
    if request.param == "blocks":
        with plain_kernels():
            blocks = graphed(model(), blocks=24, context_tokens=512, most_rows=8)
            # So that the engine does things in the order in which it does them on a GPU.
            blocks.runs_ahead = True
            yield blocks
        return
    folder = tmp_path_factory.mktemp("model")
    model().save_pretrained(folder)
    yield load_decoder(folder, "fp32")


@pytest.fixture
async def engine(decoder: AnyDecoder) -> AsyncIterator[Engine]:
    engine = Engine(decoder, OPTIONS)
    engine.start()
    yield engine
    await engine.close()


@functools.cache
def model() -> PreTrainedModel:
    return reference("llama")


def leave_no_memory(engine: Engine, patch: pytest.MonkeyPatch) -> None:
    """But what is taken."""
    decoder: Any = engine._decoder
    if isinstance(decoder, Decoder):
        patch.setattr(decoder._budget, "positions", decoder.taken_tokens)
    else:
        patch.setattr(decoder._pool, "_free", [])


async def read(engine: Engine, tokens: Sequence[int]) -> Stream:
    stream = engine.open()
    await stream.extend(tokens)
    return stream


async def write(stream: Stream, limit: int, stop: Sequence[int] = (), sampling: Sampling | None = None) -> list[int]:
    return [token async for token in stream.generate(limit, stop, sampling)]


def theirs(prompt: Sequence[int], limit: int) -> list[int]:
    """What Transformers writes, greedily."""
    text = torch.tensor([list(prompt)])
    everything = torch.ones_like(text)
    with torch.inference_mode():
        whole = model().generate(
            text, attention_mask=everything, max_new_tokens=limit, do_sample=False, eos_token_id=None, pad_token_id=0
        )
    return [int(token) for token in whole[0, len(prompt) :]]


async def test_greedy_text_equals_that_of_transformers(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    assert await write(stream, 40) == theirs(TOKENS, 40)
    assert stream.finish == "length"
    assert stream.length == len(TOKENS) + 40


async def test_text_written_in_parts_equals_text_written_at_once(engine: Engine) -> None:
    stream = await read(engine, TOKENS)
    parts = [token for limit in (1, 2, 7, 10) for token in await write(stream, limit)]
    assert parts == theirs(TOKENS, 20)


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

    def watched(writers: list[Generate], riders: list[Extend]) -> None:
        nonlocal together
        together += any(isinstance(job, Extend) for job in engine._jobs)
        step(writers, riders)

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


async def test_the_same_seed_gives_the_same_text_whatever_else_is_written(engine: Engine) -> None:
    sampling = Sampling(temperature=1.5, top_p=0.9, seed=11)
    alone = await write(await read(engine, TOKENS), 30, (), sampling)
    streams = [await read(engine, TOKENS), await read(engine, TOKENS[:4]), await read(engine, TOKENS)]
    others = [sampling, Sampling(temperature=2.0, seed=1), Sampling(temperature=1.5, top_p=0.9, seed=12)]
    together = await asyncio.gather(*(write(s, 30, (), o) for s, o in zip(streams, others, strict=True)))
    assert together[0] == alone
    assert together[2] != alone


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


async def test_a_penalty_counts_what_was_drawn_and_said(engine: Engine) -> None:
    plain = await write(await read(engine, TOKENS), 30)
    sampling = Sampling(repetition_penalty=2.0, said=frozenset(plain[:1]))
    written = await write(await read(engine, TOKENS), 30, (), sampling)
    assert written[0] != plain[0]
    assert len(set(written)) > len(set(plain))


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
