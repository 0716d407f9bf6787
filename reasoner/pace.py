"""What the gateway tells of an answer while it is made: whether it is wanted, and how far the listener is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from antiphon.transport.messages import Played

from .engine import Priority, Urgency

__all__ = ["Pace"]


class Pace:
    """Of one answer. A speculative one comes last, and calls no tool, until it is confirmed."""

    def __init__(self, speculative: bool = False) -> None:
        self.speech = Urgency(Priority.SPECULATION)
        """How urgent it is to speak ..."""
        self.thought = Urgency(Priority.SPECULATIVE_THOUGHT)
        """... and to think."""
        self.on_played: Callable[[Played], None] = lambda _: None
        self._confirmed = asyncio.Event()
        if not speculative:
            self.confirm()

    def confirm(self) -> None:
        """The answer is wanted."""
        self._confirmed.set()
        self.speech.priority = Priority.SPEECH
        self.thought.priority = Priority.THOUGHT

    async def confirmed(self) -> None:
        """Wait until it is."""
        await self._confirmed.wait()

    def played(self, message: Played) -> None:
        """The listener is so far."""
        self.on_played(message)
