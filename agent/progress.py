"""How far a model is, for people: a bar on a terminal, else lines in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from rich import progress
from rich.console import Console

from .hub import Progress

__all__ = ["shown"]


class _Journal:
    """What stands for the bar where there is no terminal: an event as each step begins, and one as it ends."""

    def __init__(self) -> None:
        # It is shown whatever the level of the logs, as the bar is: an hour of silence looks like a hang.
        self._log = structlog.wrap_logger(None, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
        self._step, self._done, self._total = "", 0, 0

    def __call__(self, done: int, total: int, label: str) -> None:
        if label != self._step:
            self.end()
            self._log.info("step_begins", step=label, done_bytes=done, total_bytes=total)
        self._step, self._done, self._total = label, done, total

    def end(self) -> None:
        if self._step:
            self._log.info("step_ends", step=self._step, done_bytes=self._done, total_bytes=self._total)


@contextmanager
def shown(console: Console, name: str) -> Iterator[Progress]:
    """A bar for as long as this lasts, on a terminal, else a journal; what it yields moves it."""
    if not console.is_terminal:
        journal = _Journal()
        yield journal
        journal.end()
        return
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
    )
    with progress.Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total, label: bar.update(task, completed=done, total=total or None, description=label)
