"""A turn on the terminal while it forms: what is thought beside what is said."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.table import Table
from rich.text import Text

from antiphon.transport.door import Output, Said, Shown, Thinking, Transcribed

__all__ = ["Display"]

REFRESHES_A_SECOND = 8
MARGIN_LINES = 4
"""Of the terminal, which the columns leave to what stands above and below them."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ENDS = re.compile(r"[.!?…:](?=\s)|\n")
"""Behind which a line may be printed, where there is no terminal."""


class Display:
    """``show`` takes the outputs of a turn as they come; used as a context.

    On a terminal there are two columns that grow side by side, of which the end is seen while they do; all of both is
    left when the turn is over. Elsewhere there are lines, in the order in which they were completed, each with its
    time since ``show`` was first called.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._began: float | None = None
        self._thoughts = ""
        self._said = ""
        self._waiting = {"Thought": "", "Answer": ""}
        """Without a terminal: what does not fill its line yet."""
        self._live: Live | None = None
        if console.is_terminal:
            self._live = Live(
                console=console,
                refresh_per_second=REFRESHES_A_SECOND,
                transient=True,
                get_renderable=lambda: _Columns(self._thoughts, self._said, whole=False),
            )

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for heading in self._waiting:
            self._line(heading, "\n")
        if self._live is not None:
            self._live.stop()
            if self._thoughts or self._said:
                self._console.print(_Columns(self._thoughts, self._said, whole=True))

    def show(self, output: Output) -> None:
        """One more of them; those that nobody reads are passed over."""
        self._began = self._clock() if self._began is None else self._began
        match output:
            case Transcribed(final=True):
                self._above("Heard", output.text)
            case Thinking():
                text = plain(output.text)
                self._thoughts += text
                self._line("Thought", text)
            case Said():
                text = plain(output.text)
                self._said += text
                self._line("Answer", text)
            case Shown():
                self._above(f"Screen ({output.artifact.kind})", "\n" + output.artifact.text)

    def _above(self, heading: str, text: str) -> None:
        if self._live is None:
            self._print(heading, plain(text))
        else:
            self._console.print(Text(f"{heading}: ", "cyan") + Text(plain(text)), soft_wrap=True)

    def _line(self, heading: str, text: str) -> None:
        """Where there is no terminal: print what fills a line."""
        if self._live is not None:
            return
        waiting = self._waiting[heading] + text
        while (end := _ENDS.search(waiting)) is not None:
            line, waiting = waiting[: end.end()].strip(), waiting[end.end() :]
            if line:
                self._print(heading, line)
        self._waiting[heading] = waiting

    def _print(self, heading: str, text: str) -> None:
        since_s = 0.0 if self._began is None else self._clock() - self._began
        line = f"[{since_s:5.1f} s] {heading}: {text}"
        self._console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)


def plain(text: str) -> str:
    """Without the characters with which a text could command the terminal."""
    return _CONTROL.sub("", text)


class _Columns:
    """Thoughts and answer side by side; ``whole``: from their beginning, else as much of their end as there is room."""

    def __init__(self, thoughts: str, said: str, *, whole: bool) -> None:
        self._columns = [
            column for column in (("Thinks", thoughts, "dim"), ("Says", said, "bold")) if column[1].strip()
        ]
        self._whole = whole

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self._columns:
            return
        width = options.max_width // len(self._columns) - 2
        lines = None if self._whole else max(3, console.height - MARGIN_LINES)
        table = Table.grid(expand=True, padding=(0, 2, 0, 0))
        cells: list[RenderableType] = []
        for heading, text, style in self._columns:
            table.add_column(ratio=1)
            wrapped = Text(text.strip(), style).wrap(console, max(8, width))
            kept = list(wrapped) if lines is None else list(wrapped)[-lines:]
            cells.append(Group(Text(heading, "cyan"), *kept))
        table.add_row(*cells)
        yield table
