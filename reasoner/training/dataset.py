"""Batches of lessons, made ready on the processor's cores while the accelerator learns from those before."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from ..mel import HOP, log_mel
from ..models.audio import LONGEST_PIECE_S, AudioConfig
from ..windows import windows
from .curriculum import Curriculum
from .data.example import Example
from .learner import Batch
from .lessons import KINDS, Lesson, Lessons, Task
from .mishearing import misheard

__all__ = ["LessonSet", "Recordings", "collate", "pieces"]


class Recordings(Protocol):
    """The spoken questions, by number."""

    def __len__(self) -> int: ...

    def pcm(self, item: int) -> NDArray[np.float32]:
        """float32 mono at 16,000 Hz."""

    def samples(self, item: int) -> int:
        """How long it is."""


Heard = tuple[Lesson, list[NDArray[np.float32]]]
"""A lesson, and the mel spectrograms of the pieces of its sound."""


Change = Callable[[NDArray[np.float32], np.random.Generator], NDArray[np.float32]]


class LessonSet(Dataset[Heard]):
    """The samples of a curriculum, by number. An example without an answer can only be repeated.

    ``augment`` changes the samples of a recording, and ``recolour`` their mel spectrogram, every piece alike.
    """

    def __init__(
        self,
        curriculum: Curriculum,
        example: Callable[[int], Example],
        recordings: Recordings,
        lessons: Lessons,
        augment: Change,
        recolour: Change,
        mels: int,
    ) -> None:
        self._curriculum = curriculum
        self._example = example
        self._recordings = recordings
        self._lessons = lessons
        self._augment = augment
        self._recolour = recolour
        self._mels = mels

    def __len__(self) -> int:
        return self._curriculum.samples

    def __getitem__(self, number: int) -> Heard:
        sample, seed = self._curriculum.sample(number), self._curriculum.seed
        rng = random.Random(f"{seed} lesson {number}")
        made = self._example(sample.item)
        task = sample.task if made.answer else Task.REPEAT
        if not sample.sound:
            # Where there is something to think about, a wrong word is another question.
            made = replace(made, question=misheard(made.question, rng, words=not made.thoughts))
        lesson = self._lessons.lesson(made, task, rng, sound=sample.sound)
        if not sample.sound:
            return lesson, []
        pcm = self._augment(self._recordings.pcm(sample.item), np.random.default_rng([seed, number]))
        mels = pieces(pcm, self._mels)
        return lesson, [self._recolour(mel, np.random.default_rng([seed, number, 1])) for mel in mels]


def pieces(pcm: NDArray[np.float32], mels: int) -> list[NDArray[np.float32]]:
    """The mel spectrograms [mels, n] of what is encoded at once; a rest that is too short for a state is left out."""
    cut = (pcm[start:end] for start, end in windows(pcm, LONGEST_PIECE_S))
    return [log_mel(piece, mels) for piece in cut if piece.size // HOP >= SHORTEST_FRAMES]


SHORTEST_FRAMES = 3
"""Less gives no state of the encoder."""


def collate(heard: Sequence[Heard], audio: AudioConfig) -> Batch:
    """One batch. What stands behind the end of a row is never looked at: every position sees only what is before it."""
    rows: list[list[int]] = []
    sound: list[tuple[int, int]] = []
    asked: list[tuple[int, int]] = []
    targets: list[int] = []
    mels: list[NDArray[np.float32]] = []
    for row, (lesson, parts) in enumerate(heard):
        start = len(lesson.before)
        states = sum(audio.positions(part.shape[1] * HOP) for part in parts)
        sound += [(row, start + place) for place in range(states)]
        given = [*lesson.before, *([0] * states), *lesson.behind]
        asked += [(row, len(given) - 1 + place) for place in range(len(lesson.target))]
        targets += lesson.target
        rows.append([*given, *lesson.target[:-1]])
        mels += parts
    tokens = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for row, content in enumerate(rows):
        tokens[row, : len(content)] = torch.tensor(content)
    longest = max((mel.shape[1] for mel in mels), default=0)
    mel = torch.zeros(len(mels), audio.n_mels, longest, dtype=torch.float16)
    for number, part in enumerate(mels):
        mel[number, :, : part.shape[1]] = torch.from_numpy(part)
    return Batch(
        mel=mel,
        frames=torch.tensor([part.shape[1] for part in mels], dtype=torch.long),
        tokens=tokens,
        sound=torch.tensor(sound, dtype=torch.long).reshape(-1, 2),
        asked=torch.tensor(asked, dtype=torch.long),
        targets=torch.tensor(targets, dtype=torch.long),
        kinds=torch.tensor([KINDS.index(lesson.kind) for lesson, _ in heard], dtype=torch.long),
    )
