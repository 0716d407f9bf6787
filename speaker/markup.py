"""What a model writes, parted into what can be said and what belongs on the screen.

The answer arrives in pieces that end anywhere. ``Markup`` decides about a piece of text as soon as no later
text can change the decision, so every way of cutting the same answer gives the same result. Markdown is
stripped to its words; code, tables and web addresses become artifacts; thoughts are dropped (the reasoner has
parted them already: this is the second lock on that door).

Markdown as in CommonMark 0.31 where models keep to it, more forgiving where they do not.
"""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import re

from .blocks import CodeBlock, Table
from .inline import RULES
from .reader import Artifact, Piece, Reader

__all__ = ["Artifact", "Markup", "Piece"]

_INDENT = re.compile(r"[ \t]*")
_PLAIN = re.compile(r"[^\n`*_~\[!<&\\hHwW]+")
_RULE = re.compile(r"([-*_=])[ \t]*(?:\1[ \t]*)*")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_BULLETS = frozenset("-*+•‣◦–")
_BULLET = re.compile(r"[-*+•‣◦–][ \t]+")
_TASK = re.compile(r"\[[ xX]\][ \t]")
_END_OF_INLINE_CODE = re.compile(r"[`\n]")


class Markup:
    """A stream of text in, text to say and artifacts to show out, in the order of the answer."""

    def __init__(self) -> None:
        self._reader = Reader()
        self._line_start = True
        self._behind_marker = False
        self._code_ticks = 0
        """Inside inline code that was opened by so many back-ticks."""
        self._block: CodeBlock | Table | None = None

    def feed(self, text: str) -> list[Piece]:
        """The pieces that ``text`` completes."""
        self._reader.text += text
        return self._drain()

    def rest(self) -> list[Piece]:
        """The pieces that were held back, but for a block that is open: nobody knows when more comes."""
        reader = self._reader
        reader.final = self._block is None
        while reader.at < len(reader.text) and self._advance():
            reader.final = self._block is None
        reader.final = False
        return reader.take()

    def flush(self) -> list[Piece]:
        """The pieces that were held back: the answer is over, and this object with it."""
        self._reader.final = True
        return self._drain()

    def _drain(self) -> list[Piece]:
        reader = self._reader
        while reader.at < len(reader.text) and self._advance():
            pass
        if reader.final and self._block is not None:
            self._block.finish(reader)
        return reader.take()

    def _advance(self) -> bool:
        """Take one decision. False: it needs text that has not arrived."""
        if self._reader.hidden_until:
            return self._skip_hidden()
        if self._block is not None:
            return self._read_block(self._block)
        if self._line_start:
            return self._read_line_start()
        if self._code_ticks:
            return self._read_inline_code()
        return self._read_inline()

    def _skip_hidden(self) -> bool:
        reader = self._reader
        hidden = re.compile(re.escape(reader.hidden_until), re.IGNORECASE)
        if end := hidden.search(reader.text, reader.at):
            reader.hidden_until = ""
            return reader.drop(end.end())
        # The end of what is here may be the beginning of the closing tag.
        keep = 0 if reader.final else len(reader.hidden_until) - 1
        reader.drop(max(reader.at, len(reader.text) - keep))
        return False

    def _read_block(self, block: CodeBlock | Table) -> bool:
        going_on = block.read(self._reader)
        if going_on is None:
            self._block = None
            self._line_start = isinstance(block, Table)
            return True
        return going_on

    def _read_line_start(self) -> bool:
        reader = self._reader
        text = reader.text
        indent = _INDENT.match(text, reader.at)
        start = indent.end() if indent else reader.at
        if reader.starves(start):
            return False
        character = text[start : start + 1]
        if character in ("`", "~", "#"):
            return self._read_fence_or_heading(start)
        if character == ">":
            self._behind_marker = True
            return reader.drop(start + 1)
        if character == "|":
            self._block = Table()
            return True
        if character == "[" and self._behind_marker:
            if len(text) < start + 4 and not reader.final:
                return False
            if task := _TASK.match(text, start):
                start = task.end()
        elif character in _BULLETS or character in ("_", "="):
            return self._read_rule_or_bullet(start)
        return self._begin_words(start)

    def _begin_words(self, start: int) -> bool:
        """No block begins here. Behind a bullet or ">" the white space goes, else it is the answer's own."""
        behind_marker = self._behind_marker
        self._line_start = self._behind_marker = False
        return self._reader.drop(start) if behind_marker else self._reader.speak(start)

    def _read_fence_or_heading(self, start: int) -> bool:
        reader = self._reader
        end = reader.run_end(start)
        if reader.starves(end):
            return False
        if reader.text[start] != "#" and end - start >= 3:
            self._block = CodeBlock(reader.text[start:end], reader.text[reader.at : start])
        elif heading := _HEADING.match(reader.text, start):
            end = heading.end()
            if reader.starves(end):
                return False
        else:
            return self._begin_words(start)
        self._line_start = self._behind_marker = False
        return reader.drop(end)

    def _read_rule_or_bullet(self, start: int) -> bool:
        reader = self._reader
        if rule := _RULE.match(reader.text, start):
            if reader.starves(rule.end()):
                return False
            if reader.text[rule.end() : rule.end() + 1] in ("", "\n") and rule.group().count(rule[1]) >= 3:
                self._line_start = self._behind_marker = False
                return reader.drop(rule.end())
        if bullet := _BULLET.match(reader.text, start):
            if reader.starves(bullet.end()):
                return False
            self._behind_marker = True
            return reader.drop(bullet.end())
        return False if reader.starves(start + 1) else self._begin_words(start)

    def _read_inline_code(self) -> bool:
        reader = self._reader
        match = _END_OF_INLINE_CODE.search(reader.text, reader.at)
        end = match.start() if match else len(reader.text)
        if end > reader.at:
            return reader.speak(end)
        if reader.text[end] == "\n":
            self._code_ticks = 0
            return True
        end = reader.run_end(end)
        if reader.starves(end):
            return False
        if end - reader.at != self._code_ticks:
            return reader.speak(end)
        self._code_ticks = 0
        return reader.drop(end)

    def _read_inline(self) -> bool:
        reader = self._reader
        if plain := _PLAIN.match(reader.text, reader.at):
            return reader.speak(plain.end())
        character = reader.text[reader.at]
        if character == "\n":
            self._line_start = True
            return reader.speak(reader.at + 1)
        if character != "`":
            return RULES[character](reader)
        end = reader.run_end(reader.at)
        if reader.starves(end):
            return False
        if end - reader.at >= 3:
            self._block = CodeBlock(reader.text[reader.at : end], inline=True)
        else:
            self._code_ticks = end - reader.at
        return reader.drop(end)
