"""When a word is heard, and how long the voice rests behind a clause."""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

from collections.abc import Sequence

from antiphon.transport.messages import Word

__all__ = ["pause_ms", "share", "word_times"]

SENTENCE_PAUSE_MS = 250
"""Behind a sentence: the lower end of what speakers of English leave at an unhurried pace (Goldman-Eisler 1968)."""
CLAUSE_PAUSE_MS = 120
"""At a comma: short enough that the sentence holds together."""
CUT_PAUSE_MS = 40
"""Where a clause was cut without a mark: as long as the closure of a stop consonant, so it is not noticed."""


def pause_ms(text: str) -> int:
    """How long to rest behind a clause or sentence that ends like ``text``."""
    if text.endswith("\n"):
        return SENTENCE_PAUSE_MS
    last = text.rstrip().rstrip("\"'”’)]»*")[-1:]
    if last in (".", "!", "?", "…", "。", "！", "？"):
        return SENTENCE_PAUSE_MS
    return CLAUSE_PAUSE_MS if last in (",", ";", ":", "—", "–", "-") else CUT_PAUSE_MS


def share(total_ms: float, weights: Sequence[float]) -> list[float]:
    """``total_ms`` in parts like ``weights``; in equal parts where none weighs anything."""
    whole = sum(weights)
    if whole <= 0:
        return [total_ms / len(weights)] * len(weights)
    return [total_ms * (weight / whole) for weight in weights]


def word_times(texts: Sequence[str], lengths_ms: Sequence[float]) -> list[Word]:
    """Words one behind the other from 0 ms on. Raises ValueError where a length is missing."""
    words: list[Word] = []
    start_ms = 0.0
    for text, length_ms in zip(texts, lengths_ms, strict=True):
        words.append(Word(text, start_ms, start_ms + length_ms))
        start_ms += length_ms
    return words
