"""A turn that was spoken, and how it is answered: to its sound or to its words, once it is known to have any."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from antiphon.transport.errors import NoSpeechError, TurnFailed
from antiphon.transport.messages import (
    Done,
    Message,
    Routed,
    Say,
    SegmentBegun,
    Show,
    Thought,
    ToolCall,
    Transcribe,
    Transcript,
    Turn,
)

from .answering import NothingToThink
from .hearing import Heard, Hearing
from .mind import Mind
from .pace import Pace

__all__ = ["answer_spoken", "transcript"]


async def answer_spoken(
    mind: Mind, turn: Turn, hearing: Hearing, pace: Pace, send: Callable[[Message], Awaitable[None]], *, routed: bool
) -> Done:
    """A model that hears is given the sound, while the recogniser still looks for the words; else the words.

    ``routed``: the words, too, where there is nothing to think about, as they are understood better (docs/nano.md).
    Raises what ``Mind.answer`` does, and NoSpeechError. ``Done.counts`` has, besides the mind's, ``hearing_ms`` of the
    ear and ``transcript_ms`` of the recogniser.
    """
    counts: dict[str, float] = {}
    text, known = "", asyncio.Event()

    async def find_words() -> None:
        nonlocal text
        text, counts["transcript_ms"] = await _words(turn, hearing, send)
        known.set()

    async def send_heard(message: Routed | Thought | SegmentBegun | Say | Show | ToolCall) -> None:
        # Before it is known that anything was said in it, nothing is said to it.
        if isinstance(message, Say | Show | ToolCall):
            await known.wait()
        await send(message)

    async def answer() -> Done:
        heard = await hearing.sound()
        counts["hearing_ms"] = heard.ms
        sound = list(heard.pieces.values())
        if mind.takes(turn, sound):
            typed = turn.text.strip()
            try:
                return await mind.answer(turn, typed, send_heard, pace, sound, only_thinking=routed)
            except NothingToThink:
                pass
            except TurnFailed:
                # To a turn in which nobody speaks, there is nothing to say: that is no failure.
                await known.wait()
                raise
        await known.wait()
        return await mind.answer(turn, text, send, pace)

    if not hearing.hears:
        await find_words()
        done = await mind.answer(turn, text, send, pace)
    else:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(find_words())
                done = await answer()
        except* Exception as errors:
            first: BaseException = errors
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            raise first from None
    return Done(done.session, done.turn, done.generation, done.reason, counts | done.counts)


async def _words(turn: Turn, hearing: Hearing, send: Callable[[Message], Awaitable[None]]) -> tuple[str, float]:
    """All that the user said, the text first, and how long the recogniser took, in ms."""
    heard = await hearing.words(turn=True)
    assert heard is not None
    text = " ".join(part for part in (turn.text.strip(), heard.text) if part)
    if not text:
        raise NoSpeechError("no words were heard in this turn: say something closer to the microphone, or type it")
    await send(transcript(turn, turn.generation, heard))
    return text, heard.ms


def transcript(of: Transcribe | Turn, generation: int, heard: Heard) -> Transcript:
    """What the gateway is told of the words; ``generation`` 0: it has only asked for them."""
    return Transcript(of.session, of.turn, generation, heard.text, heard.audio_ms, heard.ms)
