"""What a small recogniser makes of a question: the right words mostly, in another case, punctuation and spelling."""

from __future__ import annotations

import random
import re

__all__ = ["misheard"]

ALTERED = 0.4
"""Of all questions; a good recogniser writes the others as they are."""
_LONG_WORD = re.compile(r"\b[a-z]{4,}\b")
_SHORT_WORD = re.compile(r" (?:the|a|an|of|to|is|so|that|just)(?= )")
_INNER_MARK = re.compile(r"[,;:](?= )")
VOWELS = "aeiou"


def misheard(question: str, rng: random.Random, *, words: bool) -> str:
    """``question`` as a recogniser may write it. ``words``: some of them may be others, or missing; no digits."""
    if rng.random() >= ALTERED:
        return question
    if words and rng.random() < 0.6:
        question = _respelt(question, rng)
        if rng.random() < 0.3:
            question = _SHORT_WORD.sub("", question, count=1)
    if rng.random() < 0.5:
        question = _INNER_MARK.sub(lambda mark: rng.choice(("", ".", mark[0])), question)
    if rng.random() < 0.3:
        question = question.rstrip("?!.") + rng.choice((".", ".", "", "?"))
    if rng.random() < 0.3:
        question = question[:1].lower() + question[1:]
    return question


def _respelt(question: str, rng: random.Random) -> str:
    """With a letter of one of its words less, twice, or another vowel."""
    words = list(_LONG_WORD.finditer(question))
    if not words:
        return question
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end())
    match rng.randrange(3):
        case 0:
            return question[:at] + question[at + 1 :]
        case 1:
            return question[:at] + question[at - 1 :]
        case _:
            return question[:at] + (rng.choice(VOWELS) if question[at] in VOWELS else question[at]) + question[at + 1 :]
