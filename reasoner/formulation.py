"""The formulation brain: it reasons, and never speaks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from .detokenizer import Detokenizer
from .engine import Stream
from .thoughts import Kind, ThoughtParser

__all__ = ["Formulation", "Known"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is thought for certain: none of it is, or may become, part of the end of the thoughts.

    ``tokens``: of the model's own; ``length``: of the stream, up to there; ``ends_line``: it ends with a line.
    """

    tokens: int
    length: int
    ends_line: bool


class Formulation:
    """The thoughts of one turn on ``stream``, which reads up to ``begins`` before they begin.

    ``opening``: their first words, which were put into the model's mouth. ``tell`` sends a piece of them, of so many
    tokens. Whatever the model writes behind the end of its thoughts is not looked at.
    """

    def __init__(
        self,
        stream: Stream,
        begins: int,
        detokenizer: Detokenizer,
        opening: str,
        tell: Callable[[str, int], Awaitable[None]],
    ) -> None:
        self.stream = stream
        self.known = Known(0, begins, ends_line=not opening)
        self._begins = begins
        self._text = detokenizer
        self._parser = ThoughtParser(thinking=True)
        self._opening = opening
        self._tell = tell
        self._ended = False

    def end(self) -> None:
        """Stop at the next token."""
        self._ended = True

    async def think(self, tokens: AsyncGenerator[int, None], on_token: Callable[[], None]) -> None:
        """Write until the model closes its thoughts, or ``tokens`` end, or it is to stop."""
        written = untold = 0
        text, self._opening = self._opening, ""
        async with aclosing(tokens):
            async for token in tokens:
                if self._ended:
                    break
                written += 1
                untold += 1
                text += self._text.push(token)
                thought = "".join(piece.text for piece in self._parser.feed(text) if piece.kind is Kind.THOUGHT)
                text = ""
                if thought:
                    await self._tell(thought, untold)
                    untold = 0
                if not self._parser.thinking:
                    break
                if not self._parser.holding and not self._text.holding:
                    ends_line = thought.endswith("\n") if thought else self.known.ends_line
                    self.known = Known(written, self._begins + written, ends_line)
                on_token()
        if text or untold:
            # The opening is still here where the model had nothing to add to it.
            await self._tell(text, untold)
