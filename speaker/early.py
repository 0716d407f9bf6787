"""Where the first clauses of an answer are cut when they are too long to wait for.

A voice says a piece well if it ends before a small word ("The capital of France | is Paris"), tolerably between any
two words, and badly behind an article. What is waited for costs the listener a decode step a word.
"""

from __future__ import annotations

import re

__all__ = ["early_cut"]

_BEFORE = frozenset(
    """
    about after although and are around as at because before between but by can could did do does during for from had
    has have he i if in into is it may might near on or over she should since so such than that there they through to
    under until was we were when where which while who will with within without would you
    """.split()  # noqa: SIM905
)
"""A clause may well end before one of these ..."""
_NOT_BEHIND = frozenset(
    """
    a all an and any as at but by each every for from her his how i in into its more most my no of on one or our some
    such than that the their these this those to very was were what which who will with would your is are
    """.split()  # noqa: SIM905
)
"""... and never behind one of these."""

_SPACE = re.compile(r"(?<=\S) (?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # noqa: RUF001


def early_cut(text: str, well: int, anywhere: int) -> int | None:
    """Where the clause at the beginning of ``text`` ends: the length of it, None where that is not certain yet.

    ``well``: characters after which it may end before a small word; ``anywhere``: ... between any two words.
    """
    for space in _SPACE.finditer(text, well):
        at = space.end()
        before, after = text[: space.start()].split()[-1], _WORD.match(text, at)
        if before.casefold() in _NOT_BEHIND or not before[-1].isalpha() or not text[at].isalpha():
            continue
        if space.start() >= anywhere:
            return at
        if after is not None and after.end() < len(text) and after.group().casefold() in _BEFORE:
            return at
    return None
