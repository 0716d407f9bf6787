"""All questions in all modes, so many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from antiphon.transport.errors import InputError
from antiphon.transport.messages import Mode

from ..recording import Recording, read
from .asking import Agent, Asked, Given, ask, failed
from .questions import Question

__all__ = ["PACED", "Plan", "run"]

PACED: frozenset[Mode | None] = frozenset({None, Mode.SPEAK_FIRST, Mode.THINK_FIRST})
"""What is said in these modes depends on when it is heard; where none is asked for, it may."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the questions are asked. ``recordings``: by the name of the question, each at most ``longest_s``.

    ``modes``: None among them is ``ROUTED``.
    ``transcript``: each is asked once more, as the text that the recogniser wrote. ``unheard``: no sound is made where
    it would change nothing. ``at_once``: so many conversations.
    """

    modes: Sequence[Mode | None]
    recordings: Mapping[str, Path]
    longest_s: float
    transcript: bool = False
    unheard: bool = False
    at_once: int = 1
    seed: int | None = None

    @property
    def turns(self) -> int:
        """Of each question."""
        return len(self.modes) * (2 if self.transcript else 1)


async def run(agent: Agent, questions: Sequence[Question], plan: Plan, on_turn: Callable[[Asked], None]) -> None:
    """Ask them all; each turn is handed to ``on_turn`` as it is over.

    A question is asked in all modes, one after the other, before the next one: whoever stops has pairs to compare.
    """
    waiting = iter(questions)

    async def worker() -> None:
        for question in waiting:
            await _ask_in_all_modes(agent, question, plan, on_turn)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(plan.at_once, len(questions))):
            group.create_task(worker())


async def _ask_in_all_modes(agent: Agent, question: Question, plan: Plan, on_turn: Callable[[Asked], None]) -> None:
    try:
        recording: Recording | InputError = await asyncio.to_thread(
            read, plan.recordings[question.name], plan.longest_s
        )
    except InputError as error:
        recording = error
    for mode in plan.modes:
        if isinstance(recording, InputError):
            for given in _givens(plan):
                on_turn(failed(question, mode, given, str(recording)))
            continue
        unheard = plan.unheard and mode not in PACED
        spoken = await ask(agent, question, mode, recording, unheard=unheard, seed=plan.seed)
        on_turn(spoken)
        if plan.transcript and spoken.heard.strip():
            on_turn(await ask(agent, question, mode, spoken.heard, unheard=unheard, seed=plan.seed))
        elif plan.transcript:
            on_turn(failed(question, mode, "text", spoken.error or "the recogniser wrote nothing of it"))


def _givens(plan: Plan) -> tuple[Given, ...]:
    return ("sound", "text") if plan.transcript else ("sound",)
