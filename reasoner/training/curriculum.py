"""In which order what is learned: sample by sample, the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .lessons import Task

__all__ = ["UNSPOKEN", "Curriculum", "Sample"]

WINDOW = 4096
"""Samples: among so many, those of like length are put into a batch, and the batches are shuffled."""
UNSPOKEN = 1 << 32
"""The number of the first example that is not spoken."""
TEXT_POSITIONS = 200
"""What a sample has beside its sound, on average."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Sample ``number``: which of the examples, what of it is learned, and whether it is heard, or else read.

    What is read need not be spoken first: it is an example of its own each time, with a number from ``UNSPOKEN``.
    """

    number: int
    item: int
    task: Task
    sound: bool


@dataclass(frozen=True, slots=True)
class Curriculum:
    """``samples`` in all, from ``items`` spoken examples, in a new order each time round.

    ``repeating``: the share of alignment samples (Task.REPEAT) up to ``aligned`` of the way, and ``repeating_later``
    behind it. ``reading``: the share of samples of the others that are text. ``speaking``: the share of SPEAK among
    those that are no alignment.
    """

    samples: int
    items: int
    seed: int
    repeating: float = 0.5
    aligned: float = 0.2
    repeating_later: float = 0.08
    reading: float = 0.35
    speaking: float = 0.4

    def sample(self, number: int) -> Sample:
        """The sample with that number. Raises IndexError beyond the last."""
        if not 0 <= number < self.samples:
            raise IndexError(f"there are {self.samples} samples, and no number {number}")
        rng = random.Random(f"{self.seed} sample {number}")
        repeating = self.repeating if number < self.aligned * self.samples else self.repeating_later
        if rng.random() < repeating:
            return Sample(number, self._item(number), Task.REPEAT, True)
        task = Task.SPEAK if rng.random() < self.speaking else Task.THINK
        if rng.random() < self.reading:
            return Sample(number, UNSPOKEN + number, task, False)
        return Sample(number, self._item(number), task, True)

    def _item(self, number: int) -> int:
        """A permutation of all items by an affine map, another for each time round."""
        lap, place = divmod(number, self.items)
        rng = random.Random(f"{self.seed} lap {lap}")
        step = rng.randrange(1, self.items) if self.items > 1 else 1
        while np.gcd(step, self.items) != 1:
            step = rng.randrange(1, self.items)
        return (rng.randrange(self.items) + step * place) % self.items

    def batches(self, positions: Sequence[int] | NDArray[np.int64], most: int) -> list[list[int]]:
        """Numbers of samples by batch, each of about ``most`` positions. ``positions``: of each item's sound."""
        rng = random.Random(f"{self.seed} batches")
        batches: list[list[int]] = []
        for start in range(0, self.samples, WINDOW):
            numbers = range(start, min(start + WINDOW, self.samples))
            sized = sorted((self._size(number, positions), number) for number in numbers)
            window: list[list[int]] = [[]]
            for size, number in sized:
                if window[-1] and (len(window[-1]) + 1) * size > most:
                    window.append([])
                window[-1].append(number)
            rng.shuffle(window)
            batches += window
        return batches

    def _size(self, number: int, positions: Sequence[int] | NDArray[np.int64]) -> int:
        sample = self.sample(number)
        return TEXT_POSITIONS + (int(positions[sample.item]) if sample.sound else 0)
