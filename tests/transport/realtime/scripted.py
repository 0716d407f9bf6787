"""An agent that does what a test tells it to, for the tests of doors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Fresh,
    Manner,
    Output,
    Request,
    Said,
    TurnEnded,
)  # fmt: skip
from antiphon.transport.messages import Item
from antiphon.transport.trace import Trace

__all__ = ["ScriptedAgent", "ScriptedTalk"]

RATE_HZ = 24_000


class ScriptedTalk:
    """Answers each request with ``agent.seconds`` of sound at once, and remembers what it was told."""

    answering: int | None = None

    def __init__(self, agent: ScriptedAgent, name: str, on_output: Callable[[Output], None]) -> None:
        self.name = name
        self.heard_bytes = 0
        self.turn = 0
        self.closed = asyncio.Event()
        self.on_output = on_output
        self._agent = agent

    def manner(self, manner: Manner) -> None:
        """Whatever it is."""

    def hear(self, pcm: bytes) -> None:
        self.heard_bytes += len(pcm)
        if self._agent.deaf is not None:
            raise self._agent.deaf

    def commit(self) -> str:
        return f"item_{self.turn}"

    def clear(self) -> None:
        self.heard_bytes = 0

    def add(self, item: Item, after: str | None = None) -> None:
        """There is no history."""

    def add_audio(self, item: str, pcm: bytes, text: str = "") -> None:
        """There is no history."""

    def delete(self, item: str) -> bool:
        return False

    def truncate(self, item: str, audio_end_ms: float) -> bool:
        return False

    def respond(self, request: Request) -> int:
        self.turn += 1
        turn = self.turn
        self.on_output(AnswerBegun(turn, f"item_{turn}"))
        self.on_output(Said(turn, "Yes."))
        for second in range(self._agent.seconds):
            self.on_output(AudioOut(turn, bytes(2 * RATE_HZ), RATE_HZ, 1000.0 * second))
        self.on_output(AnswerSent(turn, "stop"))
        trace = Trace(self.name, turn, turn, "no_think", "commit", first_audible_ms=450.0, said="Yes.")
        self.on_output(TurnEnded(turn, trace))
        return turn

    def cancel(self) -> bool:
        return False


class ScriptedAgent:
    """``error`` is raised where a talk is opened, ``deaf`` where it hears; ``gate`` holds up its opening."""

    def __init__(self, seconds: int = 1) -> None:
        self.seconds = seconds
        self.ready = True
        self.error: Exception | None = None
        self.deaf: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.opening = asyncio.Event()
        self.talks: list[ScriptedTalk] = []
        self.fresh = Fresh("Be brief.", "hibari", "smollm2-135m", "whisper-tiny.en", 0.5, 300.0, 500.0, 160)

    @asynccontextmanager
    async def talk(self, on_output: Callable[[Output], None]) -> AsyncIterator[ScriptedTalk]:
        self.opening.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        talk = ScriptedTalk(self, f"sess_{len(self.talks)}", on_output)
        self.talks.append(talk)
        try:
            yield talk
        finally:
            talk.closed.set()
