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

__all__ = ["SHARES", "Example", "Generator", "example"]

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

NUMERIC = frozenset(
    ("short_arithmetic", "long_arithmetic", "word_problem", "long_word_problem", "units", "comparisons", "sorting")
)
_LONG = re.compile(r"(?<![\d.,])[1-9]\d{3,5}(?![\d.])")


def example(seed: int, number: int) -> Example:
    """The example with that number; the same for a seed. None is a question that measures."""
    rng = random.Random(f"{seed} example {number}")
    (generator,) = rng.choices(list(SHARES), weights=list(SHARES.values()))
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
