"""From the end of the question to the twelfth token of the answer, with the thoughts being written beside it."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import pairwise

from antiphon.reasoner.engine import Engine, Passage, Priority
from antiphon.reasoner.memory_plan import STREAMS_PER_SESSION

from .decoding import engine_for
from .hearing import RandomEar, noise
from .subject import SAMPLING, Subject
from .table import Figure

__all__ = ["speak"]

ANSWER_GOAL = 250.0
BEFORE, BEHIND = 5, 6
"""Tokens of markup around what was heard: the turn's role and <audio_start>; <audio_end> and the next turn's role."""
THINKS, SPEAKS = 3, 6
"""... and of the two ways to go on: <think>, and an empty thought."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of the stages, one behind the other, as the host sees them: it need not wait for what was read."""

    hear: float
    read: float
    fork: float
    first_token: float
    more_tokens: float

    @property
    def total(self) -> float:
        return self.hear + self.read + self.fork + self.first_token + self.more_tokens


def speak(subject: Subject) -> list[Figure]:
    """In int4. The last piece is encoded when its sound has ended; then its states are read, and both brains write.

    The history was read before. Through the engine, as a conversation does it: no voice, no network.
    """
    shapes = subject.shapes
    built = subject.built("int4")
    ear = RandomEar(shapes.audio, subject.device, built.decoder.dtype)
    times = asyncio.run(_turns(subject, engine_for(subject, built, STREAMS_PER_SESSION), ear))
    median = statistics.median_low([each.total for each in times])
    stages = next(each for each in times if each.total == median)
    read = shapes.audio.positions(int(shapes.question_s * 16_000)) + BEFORE + BEHIND
    kept = 2 * shapes.context_tokens * shapes.token_bytes
    ceilings = subject.ceilings
    floor = (
        ceilings.read_ms(ear.size_bytes)
        + ceilings.least_ms(built.step_bytes, 2 * shapes.parameters * read)
        + ceilings.least_ms(built.step_bytes, 2 * shapes.parameters * (THINKS + SPEAKS))
        + shapes.answer_tokens * ceilings.read_ms(built.step_bytes + kept)
    )
    name = f"end of {shapes.question_s:g} s of audio to answer token {shapes.answer_tokens}, speak_first, int4"
    beside: dict[str, float | str] = {
        name.replace("_", " "): getattr(stages, name) for name in Times.__slots__
    }  # fmt: skip
    beside["tokens read"] = read
    return [Figure(name, median, "ms", ANSWER_GOAL, floor, beside)]


async def _turns(subject: Subject, engine: Engine, ear: RandomEar) -> list[Times]:
    """The first is a rehearsal."""
    engine.start()
    try:
        return [await _turn(subject, engine, ear) for _ in range(subject.shapes.rounds + 1)][1:]
    finally:
        await engine.close()


async def _turn(subject: Subject, engine: Engine, ear: RandomEar) -> Times:
    shapes = subject.shapes
    pcm = noise(shapes.question_s)
    base = engine.open()
    await base.extend(subject.tokens(shapes.context_tokens))
    subject.clock.wait()
    marks = [time.perf_counter()]

    def mark() -> None:
        marks.append(time.perf_counter())

    sound = await asyncio.get_running_loop().run_in_executor(None, ear.ear.hear, pcm.numpy())
    mark()
    await base.extend(Passage(subject.tokens(BEFORE), sound.states, subject.tokens(BEHIND)))
    mark()
    thinker = await base.fork()
    speaker = await base.fork()
    mark()

    async def think() -> None:
        await thinker.extend(subject.tokens(THINKS), Priority.THOUGHT)
        async with aclosing(thinker.generate(10 * shapes.answer_tokens, (), SAMPLING, Priority.THOUGHT)) as thoughts:
            await _drain(thoughts)

    thinking = asyncio.create_task(think())
    await speaker.extend(subject.tokens(SPEAKS))
    async with aclosing(speaker.generate(shapes.answer_tokens, (), SAMPLING)) as answer:
        await anext(answer)
        mark()
        await _drain(answer)
    mark()
    thinking.cancel()
    await asyncio.wait([thinking])
    for stream in (thinker, speaker, base):
        stream.close()
    return Times(*((later - earlier) * 1000 for earlier, later in pairwise(marks)))


async def _drain(tokens: AsyncGenerator[int, None]) -> None:
    async for _ in tokens:
        pass
