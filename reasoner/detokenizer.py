"""Tokens to text while they come."""

from __future__ import annotations

from tokenizers import Tokenizer

__all__ = ["Detokenizer"]

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONGEST_CHARACTER = 8
"""Tokens held for the rest of a character: UTF-8 has at most 4 bytes for one; more than twice that is rubbish."""


class Detokenizer:
    """The text of one answer, token by token.

    A character whose bytes are spread over tokens comes with its last one. Bytes that are no UTF-8 are left out:
    small models write such. (``tokenizers.decoders.DecodeStream`` holds everything behind a broken character back,
    and shows it as U+FFFD.) Tokens are decoded together with those before them, since some decoders take the white
    space off the first.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._context: list[int] = []
        """Tokens whose text has gone out."""
        self._held: list[int] = []

    @property
    def holding(self) -> bool:
        """A character is not complete yet."""
        return bool(self._held)

    def peek(self, token: int) -> str:
        """What ``push`` would return, without taking the token."""
        before = self._context, list(self._held)
        text = self.push(token)
        self._context, self._held = before
        return text

    def push(self, token: int) -> str:
        """The text that is complete with ``token``."""
        self._held.append(token)
        text = self._text()
        if text.endswith(REPLACEMENT) and len(self._held) < LONGEST_CHARACTER:
            return ""
        self._context, self._held = self._held, []
        return text.replace(REPLACEMENT, "")

    def flush(self) -> str:
        """The rest, without a character that was never completed."""
        text = self._text()
        self._held = []
        return text.replace(REPLACEMENT, "")

    def _text(self) -> str:
        before: str = self._tokenizer.decode(self._context, skip_special_tokens=False)
        after: str = self._tokenizer.decode(self._context + self._held, skip_special_tokens=False)
        return after[len(before) :]
