"""What there is to learn: a generator for each category, and how large a share of all it has."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from .arithmetic import long_arithmetic, long_word_problem, short_arithmetic, word_problem
from .counting import object_counting
from .dictation import dictation
from .everyday import comparisons, dates_and_times, sorting, units
from .example import Example, Generator
from .fallacies import formal_fallacy
from .followups import follow_ups
from .lies import web_of_lies
from .navigate import navigate
from .smalltalk import simple_facts, small_talk, statements
from .unknowable import unknowable
from .withheld import is_withheld

__all__ = ["READ_SHARES", "SHARES", "Example", "Generator", "example"]

SHARES: dict[Generator, float] = {
    formal_fallacy: 20,
    object_counting: 10,
    navigate: 8,
    web_of_lies: 8,
    short_arithmetic: 6,
    long_arithmetic: 8,
    word_problem: 8,
    long_word_problem: 8,
    dates_and_times: 3,
    units: 3,
    comparisons: 2,
    sorting: 2,
    dictation: 3,
    small_talk: 4,
    simple_facts: 4,
    statements: 2,
    unknowable: 6,
    follow_ups: 4,
}
"""Of the examples, in any unit. Where most has to be learned, most is given."""

READ_SHARES: dict[Generator, float] = {
    formal_fallacy: 18,
    object_counting: 4,
    navigate: 5,
    web_of_lies: 5,
    short_arithmetic: 4,
    long_arithmetic: 13,
    word_problem: 9,
    long_word_problem: 14,
    dates_and_times: 3,
    units: 3,
    comparisons: 2,
    sorting: 2,
    dictation: 1,
    small_talk: 14,
    simple_facts: 5,
    statements: 6,
    unknowable: 12,
    follow_ups: 5,
}
"""Of those that are read: nothing has to be heard there, but small talk goes by the words, and so does its variety."""

NUMERIC = frozenset(
    ("short_arithmetic", "long_arithmetic", "word_problem", "long_word_problem", "units", "comparisons", "sorting")
)
_LONG = re.compile(r"(?<![\d.,])[1-9]\d{3,5}(?![\d.])")


def example(seed: int, number: int, *, read: bool = False) -> Example:
    """The example with that number; the same for a seed. None is a question that measures."""
    rng = random.Random(f"{seed} example {number}")
    shares = READ_SHARES if read else SHARES
    (generator,) = rng.choices(list(shares), weights=list(shares.values()))
    while True:
        made = generator(rng)
        if not is_withheld(made.question):
            return _with_commas(made) if rng.random() < 0.5 else made


def _with_commas(made: Example) -> Example:
    """6881 as 6,881 in what is asked: recognisers write both. Years are none of it."""
    if made.category not in NUMERIC:
        return made
    written = _LONG.sub(lambda number: f"{int(number[0]):,}", made.question)
    return made if written == made.question else replace(made, question=written, spoken=made.spoken or made.question)
