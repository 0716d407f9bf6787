"""One session of the reasoner: its mind, the turns that are being heard, and the one that is being answered."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from antiphon.transport.messages import Done, Fail

from .hearing import Hear, Hearing, Transcribe
from .mind import Mind
from .pace import Pace

__all__ = ["MOST_HEARINGS", "Session"]

MOST_HEARINGS = 4
"""Turns that are heard and not answered yet: a gateway holds one while a child is away, and the user talks on."""
REMEMBERED_TURNS = 64
"""So many turns are known to be answered; audio of an older one does not come this late."""


class Session:
    """Generations count upwards: what was asked or cancelled before is over. What was listened to goes by turns.

    ``group`` owns the tasks that ``spawn`` makes.
    """

    def __init__(self, mind: Mind, transcribe: Transcribe, group: asyncio.TaskGroup, hear: Hear | None = None) -> None:
        self.mind = mind
        self.newest = -1
        """The highest generation that was asked or cancelled."""
        self.answering: asyncio.Task[Done | Fail] | None = None
        self.pace: Pace | None = None
        """Of the newest answer."""
        self._transcribe = transcribe
        self._hear = hear
        self._group = group
        self._tasks: set[asyncio.Task[Any]] = set()
        """All that still run for it."""
        self._hearings: dict[int, Hearing] = {}
        """By turn."""
        self._answered: dict[int, None] = {}
        """The turns that were answered for real, the latest last."""

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do it as long as the session lasts."""
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def listen(self, turn: int, pcm: bytes) -> bool:
        """Audio of a turn that was not answered yet; False: it comes too late, or is of one turn too many."""
        hearing = self._hearings.get(turn)
        if hearing is None:
            if turn in self._answered or len(self._hearings) >= MOST_HEARINGS:
                return False
            hearing = self._hearings[turn] = Hearing(self._transcribe, self.spawn, self._hear)
        hearing.add(pcm)
        return True

    def hearing(self, turn: int) -> Hearing | None:
        """What was listened to of a turn."""
        return self._hearings.get(turn)

    def unlisten(self, turn: int) -> None:
        """The audio of the turn is not wanted any more."""
        hearing = self._hearings.pop(turn, None)
        if hearing is not None:
            hearing.close()

    def answered(self, turn: int) -> None:
        """The turn is answered for real: its audio goes with the answer, and no more of it is listened to."""
        self._hearings.pop(turn, None)
        self._answered.pop(turn, None)
        self._answered[turn] = None
        if len(self._answered) > REMEMBERED_TURNS:
            del self._answered[next(iter(self._answered))]

    def close(self) -> None:
        """Stop all that run for it, and free what it holds."""
        for task in self._tasks:
            task.cancel()
        self._hearings.clear()
        self.mind.close()
