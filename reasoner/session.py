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

LONGEST_TURN_S = 3600
"""Of one turn's audio, 115 MB: the gateway's conversation.longest_turn_s, which is lower, cannot be set above it."""

MOST_HEARINGS = 4
"""Turns that are heard and not asked yet: a gateway holds one while a child is away, and the user talks on."""


class Hearing:
    """The audio of one turn, as it comes in: 16-bit little-endian mono at 16,000 Hz."""

    def __init__(self) -> None:
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
        self.newest = -1
        """The highest generation that was asked or cancelled."""
        self.answering: asyncio.Task[Done | Fail] | None = None
        self.tasks: set[asyncio.Task[Any]] = set()
        """All that still run for it."""
        self._hearings: dict[int, Hearing] = {}
        """By generation."""

    def listen(self, generation: int, pcm: bytes) -> bool:
        """Audio of a turn that was not asked yet; False: it comes too late, or is one turn too many."""
        if generation <= self.newest:
            return False
        if generation not in self._hearings and len(self._hearings) >= MOST_HEARINGS:
            return False
        self._hearings.setdefault(generation, Hearing()).add(pcm)
        return True

    def supersede(self, generation: int) -> Hearing | None:
        """Everything up to ``generation`` is over; returns the audio of that very one, if there is any."""
        self.newest = max(self.newest, generation)
        hearing = self._hearings.get(generation)
        self._hearings = {number: later for number, later in self._hearings.items() if number > generation}
        return hearing
