"""Code and tables inside an answer: collected line by line for the screen, and spoken about."""

from __future__ import annotations

import re
from typing import Literal

from .reader import Artifact, Reader

__all__ = ["CodeBlock", "Table"]

LONGEST_ARTIFACT = 32_000
"""Characters in one artifact; a longer one goes on in the next, so that no message grows without bound."""

_INDENT = re.compile(r"[ \t]*")
_LANGUAGE = re.compile(r"[\w+#.-]*")


class _Collected:
    """Lines for the screen."""

    def __init__(self, kind: Literal["code", "table"]) -> None:
        self._kind = kind
        self._language = ""
        self._lines: list[str] = []
        self._characters = 0
        self._shown = False

    def _collect(self, reader: Reader, line: str) -> None:
        for begin in range(0, max(len(line), 1), LONGEST_ARTIFACT):
            part = line[begin : begin + LONGEST_ARTIFACT]
            if self._characters + len(part) > LONGEST_ARTIFACT:
                self._show(reader)
            self._lines.append(part)
            self._characters += len(part) + 1

    def _show(self, reader: Reader) -> None:
        if any(line.strip() for line in self._lines):
            reader.show(Artifact(self._kind, "\n".join(self._lines), self._language))
            self._shown = True
        self._lines, self._characters = [], 0


class CodeBlock(_Collected):
    """What stands between two fences. ``fence``: the run of back-ticks or tildes that opened it.

    ``inline``: it was opened in the middle of a line, where models end it in the middle of one, too.
    """

    def __init__(self, fence: str, indent: str = "", *, inline: bool = False) -> None:
        super().__init__("code")
        self._fence = fence
        self._indent = indent
        self._inline = inline
        self._opened = False

    def read(self, reader: Reader) -> bool | None:
        """One line of the code. None: it is over, and was shown and spoken about."""
        newline = reader.text.find("\n", reader.at)
        end = newline if newline >= 0 else len(reader.text)
        line = reader.text[reader.at : end]
        if (self._inline or not self._opened) and self._fence[0] == "`" and self._fence in line:
            after = reader.run_end(reader.at + line.index(self._fence))
            if reader.starves(after):
                return False
            self._end(reader, after, line[: line.index(self._fence)])
            return None
        if newline < 0 and not reader.final:
            return False
        if not self._opened:
            self._read_info(reader, line)
        elif self._closes(line):
            self._end(reader, end, "")
            return None
        elif self._fence[0] == "`" and line.rstrip().endswith(self._fence):
            self._end(reader, end, line.rstrip().rstrip("`"))
            return None
        else:
            self._collect(reader, line.removeprefix(self._indent))
        return reader.drop(end + 1 if newline >= 0 else end)

    def finish(self, reader: Reader) -> None:
        """Show what there is and speak about it."""
        self._show(reader)
        if self._shown:
            reader.say("the code on the screen" if self._inline else "The code is on the screen.")

    def _closes(self, line: str) -> bool:
        # A block quote's ">" may stand in front.
        bare = line.strip(" \t>")
        return len(bare) >= len(self._fence) and not bare.strip(self._fence[0])

    def _end(self, reader: Reader, end: int, last_line: str) -> None:
        if last_line.strip():
            self._collect(reader, last_line.removeprefix(self._indent))
        reader.drop(end)
        self.finish(reader)

    def _read_info(self, reader: Reader, line: str) -> None:
        """The line behind the fence names the language, unless a model began the code there."""
        self._opened = True
        words = line.split()
        if not words or words[0].startswith("{"):
            return
        if _LANGUAGE.fullmatch(words[0]) and (len(words) == 1 or "=" in line or "{" in line):
            self._language = words[0]
        else:
            self._collect(reader, line.strip())


class Table(_Collected):
    """Lines that begin with a bar. A single one is no table: "|x| is the absolute value of x"."""

    def __init__(self) -> None:
        super().__init__("table")
        self._line_ended = False

    def read(self, reader: Reader) -> bool | None:
        """One row. None: it is over, and was shown and spoken about."""
        indent = _INDENT.match(reader.text, reader.at)
        start = indent.end() if indent else reader.at
        if reader.starves(start):
            return False
        if reader.text[start : start + 1] != "|":
            self.finish(reader)
            return None
        newline = reader.text.find("\n", start)
        if newline < 0 and not reader.final:
            return False
        self._line_ended = newline >= 0
        end = newline if newline >= 0 else len(reader.text)
        self._collect(reader, reader.text[start:end])
        return reader.drop(end + self._line_ended)

    def finish(self, reader: Reader) -> None:
        """Show what there is and speak about it."""
        if len(self._lines) == 1 and not self._shown:
            reader.say(self._lines[0])
        else:
            self._show(reader)
            reader.say("The table is on the screen.")
        reader.say("\n" if self._line_ended else "")
