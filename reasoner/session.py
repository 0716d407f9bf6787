"""One session of the reasoner: its mind, the turn that is being heard, and the one that is being answered."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.transport.errors import AudioError
from antiphon.transport.messages import Done, Fail

from .faculties import RATE_HZ
from .mind import Mind

__all__ = ["LONGEST_TURN_S", "Hearing", "Session"]

LONGEST_TURN_S = 300
"""Of one turn's audio: 10 MB of memory, and some seconds of recognition on one core."""


class Hearing:
    """The audio of one turn, as it comes in: 16-bit little-endian mono at 16,000 Hz."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self._pcm = bytearray()
        self._too_long = False

    def add(self, pcm: bytes) -> None:
        """More of it; nothing is kept beyond the longest turn."""
        if len(self._pcm) + len(pcm) > LONGEST_TURN_S * RATE_HZ * 2:
            self._too_long = True
        else:
            self._pcm += pcm

    def samples(self) -> NDArray[np.float32]:
        """float32 in [-1, 1]. Raises AudioError for what is too long, or no audio."""
        if self._too_long:
            raise AudioError(
                f"the turn is longer than {LONGEST_TURN_S} s, the most that is listened to: say it in parts"
            )
        if len(self._pcm) % 2:
            raise AudioError(f"{len(self._pcm)} bytes are no 16-bit samples: send whole samples")
        return np.frombuffer(self._pcm, "<i2").astype(np.float32) / np.float32(32768)


class Session:
    """Generations count upwards: what was asked, cancelled or heard before is over."""

    def __init__(self, mind: Mind) -> None:
        self.mind = mind
        self.newest = 0
        """The highest generation that was asked or cancelled."""
        self.answering: asyncio.Task[Done | Fail] | None = None
        self.tasks: set[asyncio.Task[Any]] = set()
        """All that still run for it."""
        self._hearing: Hearing | None = None

    def listen(self, generation: int, pcm: bytes) -> bool:
        """Audio of a turn that was not asked yet; False: it comes too late."""
        oldest = self.newest + 1 if self._hearing is None else self._hearing.generation
        if generation < oldest or generation <= self.newest:
            return False
        if self._hearing is None or generation > self._hearing.generation:
            self._hearing = Hearing(generation)
        self._hearing.add(pcm)
        return True

    def supersede(self, generation: int) -> Hearing | None:
        """Everything up to ``generation`` is over; returns the audio of that very one, if there is any."""
        self.newest = max(self.newest, generation)
        hearing = self._hearing
        if hearing is None or hearing.generation > generation:
            return None
        self._hearing = None
        return hearing if hearing.generation == generation else None
