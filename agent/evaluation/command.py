"""`antiphon eval`: how right, how soon and how fluently a configured agent answers spoken questions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from antiphon.transport.errors import InputError
from antiphon.transport.messages import Mode

from ..display import plain
from ..settings import Settings
from ..voice_agent import VoiceAgent
from . import questions as questions_
from .asking import Asked
from .questions import Question, Suite
from .report import Report, markdown, to_json, write_turns
from .run import Plan, run
from .voicing import spoken_by_the_agent

__all__ = ["Evaluation", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the user gave on the command line; ``questions`` None: the suite's, ``audio`` None: the agent's voice.

    A mode None: none is asked for, the agent's router decides.
    """

    suite: Suite
    questions: Path | None
    audio: Path | None
    modes: tuple[Mode | None, ...]
    transcript: bool
    categories: tuple[str, ...]
    limit: int | None
    at_once: int
    unheard: bool
    seed: int | None
    json: bool
    out: Path | None


async def evaluate(wanted: Evaluation, settings: Settings) -> bool:
    """Ask it all, and print what came of it, also where it was stopped. False: some turns failed.

    Raises InputError for questions and recordings that cannot be used, and what ``VoiceAgent`` raises at its start.
    """
    questions = questions_.select(questions_.load(wanted.suite, wanted.questions), wanted.categories, wanted.limit)
    _check_at_once(wanted.at_once, settings)
    recordings = None if wanted.audio is None else questions_.recordings(questions, wanted.audio)
    errors = Console(stderr=True, highlight=False)
    if recordings is None:
        with _progress(errors) as progress:
            task = progress.add_task("Reading the questions aloud", total=len(questions))
            recordings = await spoken_by_the_agent(
                questions, settings, lambda done: progress.update(task, completed=done)
            )
    plan = Plan(
        wanted.modes,
        recordings,
        settings.conversation.longest_turn_s,
        wanted.transcript,
        wanted.unheard,
        wanted.at_once,
        wanted.seed,
    )
    turns: list[Asked] = []
    began_s = time.monotonic()
    try:
        await _ask(questions, plan, settings, turns, errors)
    finally:
        # Ctrl-C comes as a cancellation: what was done by then is told, too.
        if turns:
            source = str(wanted.questions or "built in")
            elapsed_s = time.monotonic() - began_s
            report = Report(wanted.suite.value, source, settings, plan, turns, plan.turns * len(questions), elapsed_s)
            _tell(report, wanted, errors)
    return not any(turn.failed for turn in turns)


async def _ask(
    questions: Sequence[Question], plan: Plan, settings: Settings, turns: list[Asked], errors: Console
) -> None:
    async with AsyncExitStack() as stack:
        with errors.status("Starting the reasoner and the speaker ..."):
            agent = await stack.enter_async_context(VoiceAgent(settings))
        progress = stack.enter_context(_progress(errors))
        task = progress.add_task("Asking", total=plan.turns * len(questions))

        def note(turn: Asked) -> None:
            turns.append(turn)
            right = sum(one.correct for one in turns)
            progress.update(task, advance=1, description=f"Asking ({right} right)")

        await run(agent, questions, plan, note)


def _tell(report: Report, wanted: Evaluation, errors: Console) -> None:
    if wanted.out is not None:
        write_turns(wanted.out, report.turns)
    failures = [turn for turn in report.turns if turn.failed]
    if failures:
        first = failures[0]
        reason = plain(first.error or first.outcome)
        errors.print(
            f"{len(failures)} turns failed; the first is {first.name} ({first.mode}): {reason}",
            style="red",
            markup=False,
            soft_wrap=True,
        )
    print(markdown(report))
    if wanted.json:
        print(to_json(report))


def _check_at_once(at_once: int, settings: Settings) -> None:
    most = min(settings.reasoner.max_sessions, settings.speaker.max_sessions)
    if at_once > most:
        raise InputError(
            f"{at_once} conversations at once are more than the {most} that reasoner.max_sessions and "
            "speaker.max_sessions allow: ask fewer (--jobs), or raise them"
        )


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)
