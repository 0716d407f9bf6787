"""Units: ``antiphon.reasoner.training.data.measures``."""

from __future__ import annotations

import re
from fractions import Fraction

from antiphon.reasoner.training.data.measures import FACTORS, named, units

from .rules import check_generator, examples

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
LENGTHS = {"millimeter": 1, "centimeter": 10, "meter": 1000, "kilometer": 1_000_000}
FEET = {"inch": 1, "foot": 12, "yard": 36}
WEIGHTS = {"gram": 1, "kilogram": 1000, "ton": 1_000_000}
VOLUMES = {"cup": 1, "pint": 2, "quart": 4, "gallon": 16}
OTHERS = (
    {"milliliter": 1, "liter": 1000},
    {"cent": 1, "dollar": 100},
    {"egg": 1, "dozen": 12},
    {"ounce": 1, "pound": 16},
)
SYSTEMS = (SECONDS, MONTHS, LENGTHS, FEET, WEIGHTS, VOLUMES, *OTHERS)
SINGULAR = {"feet": "foot", "inches": "inch", "centuries": "century"}
UNITS = {unit: size for system in SYSTEMS for unit, size in system.items()}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?|half an?|a quarter of an?|an?)((?: and a (?:half|quarter))?) (?:of an? )?(\w+)")


def size(text: str) -> Fraction:
    """All amounts in a text together, in the smallest unit of their system."""
    total = Fraction(0)
    for number, more, unit in AMOUNT.findall(text):
        name = SINGULAR.get(unit, unit if unit in UNITS else unit.removesuffix("s"))
        if name not in UNITS:
            continue
        count = {"h": Fraction(1, 2), "a": Fraction(1, 4)}.get(number[0]) or Fraction(number)
        count += Fraction(1, 2) if "half" in more else Fraction(1, 4) if more else 0
        total += count * UNITS[name]
    return total


def test_keeps_the_rules() -> None:
    check_generator(units, "units")


def test_the_answer_is_as_much_as_the_question() -> None:
    for example in examples(units, 3000):
        assert size(example.question) == size(example.key) > 0, example


def test_the_factors_are_those_of_the_systems() -> None:
    assert all(UNITS[big] == factor * UNITS[small] for (big, small), factor in FACTORS.items())


def test_names_an_amount() -> None:
    assert [named(1, "foot"), named(3, "foot"), named(2, "century")] == ["1 foot", "3 feet", "2 centuries"]


def test_a_decimal_is_spelled_out() -> None:
    spoken = [example.spoken for example in examples(units, 3000) if re.search(r"\d\.\d", example.question)]
    assert spoken
    assert all(" point " in text for text in spoken)
