"""A voice by script and a link within the test, for the speaker's service."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from antiphon.speaker.voice import Utterance
from antiphon.transport.errors import LinkClosed
from antiphon.transport.messages import Audio, Message, Speech

M = TypeVar("M", bound=Message)

RATE_HZ = 24_000
WORD_MS = 100


class ScriptedVoice:
    """Every word lasts 100 ms. ``hold`` stops it in the middle of a clause; ``broken`` are words it fails at."""

    rate_hz = RATE_HZ

    def __init__(self, *, broken: frozenset[str] = frozenset()) -> None:
        self.clauses: list[str] = []
        self.broken = broken
        self.go = threading.Event()
        self.go.set()
        self.begun = threading.Semaphore(0)

    def speak(self, words: Sequence[str]) -> Utterance:
        self.clauses.append(" ".join(word for word in words if word))
        self.begun.release()
        assert self.go.wait(10), "the test never let the voice go on"
        if self.broken & {word.strip(".,") for word in words}:
            raise RuntimeError("the voice has a cold")
        lengths = tuple(float(WORD_MS) if word else 0.0 for word in words)
        return Utterance(np.full(int(sum(lengths)) * RATE_HZ // 1000, 0.5, np.float32), lengths)

    async def began(self) -> None:
        """Wait until it is in the middle of a clause."""
        await asyncio.to_thread(self.begun.acquire)


class ScriptedLink:
    """What the service sends is kept; ``until`` waits for it. ``closed``: the gateway has left."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.oldest: dict[str, int] = {}
        self.forgotten: list[str] = []
        self.closed = False
        self.refused = asyncio.Semaphore(0)
        """One for every message that came too late."""
        self._changed = asyncio.Condition()

    async def send(self, message: Message) -> None:
        if self.closed:
            self.refused.release()
            raise LinkClosed("the gateway left")
        if isinstance(message, Speech) and message.generation < self.oldest.get(message.session, 0):
            return
        self.sent.append(message)
        async with self._changed:
            self._changed.notify_all()

    async def receive(self) -> Message:
        raise AssertionError("the harness receives, not the service")

    def advance(self, session: str, generation: int) -> None:
        self.oldest[session] = generation

    def forget(self, session: str) -> None:
        self.forgotten.append(session)

    async def close(self) -> None:
        self.closed = True

    async def until(self, kind: type[M], wanted: Callable[[M], bool] = lambda _: True) -> M:
        """The first message of ``kind`` that is ``wanted``, as soon as it was sent."""
        async with asyncio.timeout(10), self._changed:
            while True:
                for message in self.sent:
                    if isinstance(message, kind) and wanted(message):
                        return message
                await self._changed.wait()

    def audio(self, session: str = "s", generation: int | None = None) -> list[Audio]:
        return [
            m for m in self.sent if isinstance(m, Audio) and m.session == session and generation in (None, m.generation)
        ]


def text_of(audio: list[Audio]) -> str:
    """What the words of ``audio`` say, joined."""
    return "".join(word.text for chunk in audio for word in chunk.words)


def duration_ms(audio: Audio) -> float:
    return len(audio.pcm) / 2 * 1000 / audio.rate_hz
