"""Things that everybody knows, asked in several wordings."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .common_knowledge import COMMON_KNOWLEDGE
from .example import Example
from .fact_wordings import WORDINGS
from .patterns import Intent, listed, say
from .tables import (
    ANTONYMS,
    BABIES,
    BIG_TO_SMALL,
    CAPITALS,
    COLORS,
    CONTINENTS,
    DEFINITIONS,
    HOMES,
    JOB_TASKS,
    LANGUAGES,
    MAKERS,
    MATERIALS,
    NUMBERS,
    PARTS,
    PAST,
    PEOPLE,
    PLURALS,
    RHYMES,
    SOUNDS,
    SPELLED,
)

__all__ = ["FACTS", "Family", "simple_facts"]

_BEFORE = "[|||||Please tell me, |Tell me, |I wonder, |So, |Hey, |Quick question, ]"

_ASKING = {"what", "what's", "which", "who", "where", "how", "when", "on", "with"}
"""The first words of a question that something can be said before."""


@dataclass(frozen=True, slots=True)
class Family:
    """A table of two columns: what ``wordings`` ask about is ``{a}``, what they ask for is ``{b}``."""

    weight: int
    """How often it is drawn, in any unit."""
    rows: Sequence[tuple[str, str]]
    wordings: Intent
    keyed: bool
    """``{b}`` is what makes an answer right."""

    def example(self, rng: random.Random) -> Example:
        a, b = rng.choice(self.rows)
        pattern = rng.choice(self.wordings.questions)
        asks = pattern.partition(" ")[0] in _ASKING or (pattern == "{a}" and a.endswith("?"))
        question = say(rng, (_BEFORE if asks else "") + pattern, a=a, b=b)
        answer = say(rng, rng.choice(self.wordings.answers), a=a, b=b)
        return Example("simple_facts", question, answer, key=_as_it_stands(b, answer) if self.keyed else "")


def _as_it_stands(key: str, answer: str) -> str:
    """``key`` with the capital that it may have got at the beginning of a sentence."""
    return key if re.search(rf"\b{re.escape(key)}\b", answer) else key[:1].upper() + key[1:]


_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = listed("""
    January, February, March, April, May, June, July, August, September, October, November, December
""")
_PLACES = listed("""
    first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh, twelfth
""")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTHS = dict(zip(_MONTHS, (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))


def _neighbors(row: Sequence[str], step: int) -> list[tuple[str, str]]:
    return [(name, row[(index + step) % len(row)]) for index, name in enumerate(row)]


def _spelled(word: str) -> str:
    return ", ".join(word.upper())


def _bigger(smaller: bool) -> list[tuple[str, str]]:
    """Two animals in both orders, and the one asked for; they are at least two places apart."""
    pairs = [(big, small) for at, big in enumerate(BIG_TO_SMALL) for small in BIG_TO_SMALL[at + 2 :]]
    wanted = [(big, small, small if smaller else big) for big, small in pairs]
    return [(f"a {x} or a {y}", b) for big, small, b in wanted for x, y in ((big, small), (small, big))]


_CITIES = [(city, country) for country, city in CAPITALS if country not in city and city != "Washington"]

_TABLES: dict[str, tuple[int, Sequence[tuple[str, str]], bool]] = {
    "capitals": (6, CAPITALS, True),
    "countries": (3, CAPITALS, False),
    "languages": (2, LANGUAGES, True),
    "continents": (2, CONTINENTS, True),
    "colors": (3, COLORS, True),
    "sounds": (3, SOUNDS, True),
    "babies": (3, BABIES, True),
    "homes": (2, HOMES, True),
    "antonyms": (5, ANTONYMS, True),
    "rhymes": (3, RHYMES, False),
    "spelling": (4, [(word, _spelled(word)) for word in SPELLED], True),
    "first letters": (2, [(word, word[0].upper()) for word in SPELLED], True),
    "plurals": (2, PLURALS, True),
    "past": (2, PAST, True),
    "next days": (2, _neighbors(_DAYS, 1), True),
    "days before": (2, _neighbors(_DAYS, -1), True),
    "next months": (2, _neighbors(_MONTHS, 1), True),
    "months before": (2, _neighbors(_MONTHS, -1), True),
    "places of months": (1, list(zip(_PLACES, _MONTHS, strict=True)), True),
    "lengths of months": (1, [(month, str(days)) for month, days in _LENGTHS.items() if month != "February"], True),
    "next letters": (1, _neighbors(_LETTERS[:-1], 1)[:-1], True),
    "definitions": (4, DEFINITIONS, False),
    "job tasks": (3, JOB_TASKS, True),
    "materials": (2, MATERIALS, True),
    "parts": (2, PARTS, True),
    "numbers": (3, NUMBERS, True),
    "makers": (2, MAKERS, True),
    "bigger": (2, _bigger(False), True),
    "smaller": (2, _bigger(True), True),
    "people": (4, PEOPLE, False),
    "cities": (3, _CITIES, True),
    "common knowledge": (9, COMMON_KNOWLEDGE, False),
}
"""The weight, the rows, and whether what is asked for is a key."""

FACTS = tuple(Family(weight, rows, WORDINGS[name], keyed) for name, (weight, rows, keyed) in _TABLES.items())
"""Every family that there is."""

_WEIGHTS = [family.weight for family in FACTS]


def simple_facts(rng: random.Random) -> Example:
    """One thing that everybody knows."""
    return rng.choices(FACTS, weights=_WEIGHTS)[0].example(rng)
