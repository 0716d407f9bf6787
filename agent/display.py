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

__all__ = ["Display", "plain"]

REFRESHES_A_SECOND = 8
MARGIN_LINES = 4
"""Of the terminal, which the columns leave to what stands above and below them."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""The marks that turn the direction of writing are among them: what they turn does not end with their column."""
# Not behind a digit: 3.14, 10:30, and "1." before what is first.
_STOP = r"(?:(?<!\d)[.:]|[!?…])[\"'”)\]]*"
_ENDS = re.compile(rf"{_STOP}(?=\s)|\n")
_ENDED = re.compile(rf"{_STOP}\Z")


class Display:
    """``show`` takes the outputs of a turn as they come; used as a context.

    On a terminal there are two columns that grow side by side, of which the end is seen while they do; all of both is
    left when the turn is over. Elsewhere there are lines, in the order in which they were completed, each with the
    time of its last piece since ``show`` was first called.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._began_s: float | None = None
        self._thoughts = ""
        self._said = ""
        self._lines = _Lines(console)
        self._live: Live | None = None
        # Not on a dumb terminal, which cannot go back to what it has written.
        if console.is_interactive:
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
        if self._live is None:
            self._lines.flush()
            return
        self._live.stop()
        if self._thoughts or self._said:
            self._console.print(_Columns(self._thoughts, self._said, whole=True))

    def show(self, output: Output) -> None:
        """One more of them; those that nobody reads are passed over."""
        now_s = self._clock()
        self._began_s = now_s if self._began_s is None else self._began_s
        since_s = now_s - self._began_s
        match output:
            case Transcribed(final=True):
                self._above("Heard", plain(output.text), since_s)
            case Thinking():
                text = plain(output.text)
                self._thoughts += text
                if self._live is None:
                    self._lines.feed("Thought", text, since_s)
                    if output.end:
                        self._lines.flush("Thought")
            case Said():
                text = plain(output.text)
                self._said += text
                if self._live is None:
                    self._lines.feed("Answer", text, since_s)
            case Shown():
                self._above(f"Screen ({output.artifact.kind})", "\n" + plain(output.artifact.text), since_s)

    def _above(self, heading: str, text: str, since_s: float) -> None:
        if self._live is None:
            self._lines.print(heading, text, since_s)
        else:
            self._console.print(Text(f"{heading}: ", "cyan") + Text(text), soft_wrap=True)


class _Lines:
    """Pieces of thought and answer in, whole sentences out: each on a line, with the time of its last piece."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._waiting: dict[str, tuple[str, float]] = {}
        """What fills no line yet, and when its last piece came; the latest is last."""

    def feed(self, heading: str, text: str, since_s: float) -> None:
        if not text:
            return
        for other, (waiting, _) in list(self._waiting.items()):
            # Whether a full stop ends a sentence is known with what follows: a space, or the other brain's words.
            if _ENDED.search(waiting) and (other != heading or text[:1].isspace()):
                self.flush(other)
        rest = self._waiting.pop(heading, ("", 0.0))[0] + text
        while end := _ENDS.search(rest):
            self.print(heading, rest[: end.end()].strip(), since_s)
            rest = rest[end.end() :]
        if rest:
            self._waiting[heading] = (rest, since_s)

    def flush(self, heading: str | None = None) -> None:
        """Nothing more comes under ``heading``; None: nothing at all."""
        for name in list(self._waiting) if heading is None else [heading]:
            text, came_s = self._waiting.pop(name, ("", 0.0))
            self.print(name, text.strip(), came_s)

    def print(self, heading: str, text: str, since_s: float) -> None:
        if text:
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
