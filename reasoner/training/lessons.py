"""Examples as the token sequences that a model learns from: what is given, and what it should write.

The formulation brain learns to think, or that there is nothing to think about. The articulation brain learns to speak
from what is known: nothing, thoughts that were cut anywhere (think-incomplete SFT of Mind-Paced Speaking, arXiv
2510.09592; there whole steps are deleted, but the scheduler closes thoughts wherever they are), or all of them; behind
whatever it has said before, which may be wrong. The end of its turn, where the thoughts are not complete, means that
it has nothing to say yet: the scheduler asks again when they are.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum

from antiphon.transport.messages import Item

from ..prompt import Prompt
from . import instructions
from .data.example import Example

__all__ = ["KINDS", "Lesson", "Lessons", "Task"]

CORRECTIONS = ("No, wait. ", "Sorry, that was wrong. ", "Let me correct that. ", "No, I have to correct myself. ")


class Task(Enum):
    """What is learned from an example."""

    REPEAT = "repeat"
    """To hear: the words of the question."""
    THINK = "think"
    """The thoughts, and the answer behind them."""
    SPEAK = "speak"
    """The answer from some state of knowing and having said."""


KINDS = tuple(f"{task.value} {how}" for task in Task for how in ("heard", "read"))
"""Of lessons: what is learned, and how the question is given."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """``before`` the sound, ``behind`` it, and the ``target``, on which alone the loss is taken."""

    before: list[int]
    behind: list[int]
    target: list[int]
    kind: str = KINDS[0]
    """One of ``KINDS``."""


@dataclass(frozen=True, slots=True)
class _State:
    """Where the articulation brain is asked to go on. ``thoughts``: None for an empty think block."""

    thoughts: list[int] | None
    ends_line: bool
    said: str
    rest: str


class Lessons:
    """Makes lessons in one model's way to write."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self._head, self._speak, self._think = prompt.ways()

    def lesson(self, example: Example, task: Task, rng: random.Random, *, sound: bool) -> Lesson:
        """One lesson; ``sound``: the question is heard, else it is read."""
        prompt = self._prompt
        system = instructions.REPEAT if task is Task.REPEAT else instructions.draw(rng)
        before = prompt.system(system)
        for asked, answered in example.history:
            before += prompt.item(Item("", "user", asked)) + prompt.item(Item("", "assistant", answered))
        if sound:
            head, tail = prompt.around_audio()
            before += head
        else:
            before, tail = before + prompt.user(example.question), []
        behind, target = self._answer(example, task, rng)
        kind = f"{task.value} {'heard' if sound else 'read'}"
        return Lesson(before, tail + self._head + behind, [*target, prompt.end], kind)

    def _answer(self, example: Example, task: Task, rng: random.Random) -> tuple[list[int], list[int]]:
        """What is given behind the head of the answer, and what is to be written."""
        text = self._prompt.text
        if task is Task.REPEAT:
            return self._speak, text(example.question)
        if task is Task.THINK:
            if not example.thoughts:
                return [], self._speak + text(example.answer)
            return [], self._think + self._thoughts(example) + self._prompt.thought_ends() + text(example.answer)
        if not example.thoughts:
            return self._speak, text(example.answer)
        state = self._state(example, rng)
        said = text(state.said) if state.said else []
        rest = text(f" {state.rest}" if state.said else state.rest) if state.rest else []
        if state.thoughts is None:
            return self._speak + said, rest
        return self._think + state.thoughts + self._prompt.thought_ends(state.ends_line) + said, rest

    def _state(self, example: Example, rng: random.Random) -> _State:
        chance = rng.random()
        if chance < 0.2:
            return _State(None, False, *_split(example.opening, example.answer, rng))
        if chance < 0.6:
            return self._partial(example, rng)
        return _State(self._thoughts(example), False, *_complete(example, rng))

    def _thoughts(self, example: Example) -> list[int]:
        """All steps, and a line that says that there are no more: what may be said depends on it."""
        return self._prompt.text("\n".join([*example.thoughts, f"answer: {example.key}."]))

    def _partial(self, example: Example, rng: random.Random) -> _State:
        """Thoughts that are cut anywhere before their end."""
        thoughts = self._thoughts(example)
        cut = rng.randrange(1, len(thoughts))
        known = thoughts[:cut]
        written = self._prompt.decode(known)
        said, rest = _incomplete(example, written.count("\n"), rng)
        return _State(known, written.endswith("\n"), said, rest)


def _incomplete(example: Example, known: int, rng: random.Random) -> tuple[str, str]:
    """What was said, and what can be said, where ``known`` steps are complete, and there are more."""
    sayable = [aside for aside in example.asides[:known] if aside]
    chance = rng.random()
    if chance < 0.15:
        # Nothing was said yet: the first thoughts came first.
        return "", " ".join([example.opening, *sayable[-1:]])
    if chance < 0.35:
        said, rest = _split(example.opening, " ".join(sayable[-1:]), rng)
        return said, rest
    if chance < 0.75 or not sayable:
        return example.opening, " ".join(sayable[-1:])
    said, left, newest = _told(sayable, rng)
    return f"{example.opening} {said}", " ".join(filter(None, (left, "" if newest else sayable[-1])))


def _complete(example: Example, rng: random.Random) -> tuple[str, str]:
    """What was said, and what is to be said, where everything is known."""
    sayable = [aside for aside in example.asides if aside]
    chance = rng.random()
    if chance < 0.25:
        return "", example.answer
    if chance < 0.4:
        return _split(example.opening, example.answer, rng)
    if chance < 0.6 or (chance < 0.75 and not sayable):
        return example.opening, example.answer
    if chance < 0.75:
        said, left, _ = _told(sayable, rng)
        return f"{example.opening} {said}", f"{left} {example.answer}".strip()
    so_far = example.opening
    if chance >= 0.9 and sayable:
        so_far = " ".join(filter(None, (so_far, *_told(sayable, rng)[:2])))
    if example.wrong and rng.random() < 0.6:
        return f"{so_far} {example.wrong}", rng.choice(CORRECTIONS) + example.answer
    return f"{so_far} {example.answer}", ""


def _told(sayable: list[str], rng: random.Random) -> tuple[str, str, bool]:
    """Asides that were said one after the other, what is left of the last, and whether that is the newest.

    A segment that is late ends between any two words.
    """
    told = sorted(rng.sample(range(len(sayable)), min(len(sayable), 1 if rng.random() < 0.7 else 2)))
    words = sayable[told[-1]].split(" ")
    cut = rng.randrange(1, len(words)) if len(words) > 1 and rng.random() < 0.3 else len(words)
    said = [*(sayable[place] for place in told[:-1]), *words[:cut]]
    return " ".join(said), " ".join(words[cut:]), told[-1] == len(sayable) - 1


def _split(first: str, second: str, rng: random.Random) -> tuple[str, str]:
    """Both, cut between two words of the first, or before it."""
    words = first.split(" ")
    cut = rng.randrange(len(words)) if rng.random() < 0.6 else 0
    return " ".join(words[:cut]), " ".join(part for part in (" ".join(words[cut:]), second) if part)
