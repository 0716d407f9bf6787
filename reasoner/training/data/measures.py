"""How much something is in another unit."""

from __future__ import annotations

import random

from .columns import worked
from .example import Example
from .words import asked, number_word, opening

__all__ = ["FACTORS", "in_smaller", "named", "units"]

FACTORS: dict[tuple[str, str], int] = {
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("day", "hour"): 24,
    ("week", "day"): 7,
    ("year", "month"): 12,
    ("decade", "year"): 10,
    ("century", "year"): 100,
    ("kilometer", "meter"): 1000,
    ("meter", "centimeter"): 100,
    ("centimeter", "millimeter"): 10,
    ("kilogram", "gram"): 1000,
    ("ton", "kilogram"): 1000,
    ("liter", "milliliter"): 1000,
    ("foot", "inch"): 12,
    ("yard", "foot"): 3,
    ("pound", "ounce"): 16,
    ("gallon", "quart"): 4,
    ("quart", "pint"): 2,
    ("pint", "cup"): 2,
    ("dollar", "cent"): 100,
    ("dozen", "egg"): 12,
}
"""So many of the second make one of the first."""
_PLURALS = {"foot": "feet", "inch": "inches", "century": "centuries", "dozen": "dozen"}
_HALVES = ("hour", "minute", "day", "year", "kilometer", "meter", "kilogram", "ton", "liter", "foot", "dozen")
_PURPOSES = (
    "work out that amount in another unit",
    "take this unit conversion step by step",
    "convert this amount with some care",
    "see what that comes to when converted",
)


def units(rng: random.Random) -> Example:
    """From a larger unit to a smaller one and back, and both together."""
    kind = rng.choice((_down, _down, _up, _mixed, _half, _apart))
    (big, small), factor = rng.choice(tuple(FACTORS.items()))
    while (kind is _half and big not in _HALVES) or (kind in (_mixed, _apart) and big == "dozen"):
        (big, small), factor = rng.choice(tuple(FACTORS.items()))
    return kind(rng, big, small, factor)


def named(count: int, unit: str) -> str:
    """``1 foot``, ``3 feet``."""
    return f"{count} {unit if count == 1 else _many(unit)}"


def in_smaller(count: int, factor: int) -> tuple[str, int]:
    """A line of thought from ``count`` large units to ``factor`` times as many small ones."""
    if factor in (10, 100, 1000):
        return f"{count}*{factor}={count * factor}", count * factor
    return worked(count, "*", factor)


def _down(rng: random.Random, big: str, small: str, factor: int) -> Example:
    count = rng.randint(2, 9 if factor in (24, 16) else 20 if factor > 9 else 40)
    line, result = in_smaller(count, factor)
    question = _question(rng, named(count, big), big, small, count)
    return _example(
        rng, question, "", (named(result, small),), small, [named(1, big) + " " + named(factor, small), line], result
    )


def _up(rng: random.Random, big: str, small: str, factor: int) -> Example:
    result = rng.randint(2, 5 if factor in (24, 16) else 9 if factor == 60 else 20)
    whole = result * factor
    steps = [f"{named(1, big)} {named(factor, small)}", *_parted(whole, factor)]
    question = rng.choice(
        ("How many {b} are {n} {s}?", "How many {b} is {n} {s}?", "Convert {n} {s} to {b}.", "What is {n} {s} in {b}?")
    ).format(b=_many(big) if big != "dozen" else "dozen", n=whole, s=_many(small))
    return _example(rng, question, "", (named(result, big),), big, steps, result)


def _mixed(rng: random.Random, big: str, small: str, factor: int) -> Example:
    count, more = rng.randint(1, 9 if factor in (24, 16) else 12), rng.randrange(1, factor)
    if factor >= 100:
        more = 5 * max(1, more // 5)
    line, first = in_smaller(count, factor)
    last, result = worked(first, "+", more)
    question = _question(rng, f"{named(count, big)} and {named(more, small)}", big, small, 2)
    steps = [named(1, big) + " " + named(factor, small), line, last]
    asides = ["", f"The {_many(big) if count > 1 else big} alone make {first} {_many(small)}.", ""]
    if count == 1:
        asides[1] = ""
    return _example(rng, question, "", (named(result, small),), small, steps, result, asides)


def _half(rng: random.Random, big: str, small: str, factor: int) -> Example:
    """Halves and quarters, in words or as decimals."""
    count, quarter = rng.choice((0, 0, 1, 2, 3, 4, 5)), rng.random() < 0.3 and factor % 4 == 0 and factor > 4
    part_line, part = (
        worked(factor, "/", 4 if quarter else 2) if factor < 100 else ("", factor // (4 if quarter else 2))
    )
    name = "quarter" if quarter else "half"
    steps = [named(1, big) + " " + named(factor, small), part_line or f"{factor}/{4 if quarter else 2}={part}"]
    result, spoken = part, ""
    article = "an" if big == "hour" else "a"
    if not count:
        amount = f"{name} of {article} {big}" if quarter else f"half {article} {big}"
        amount = f"a {amount}" if quarter else amount
        question = _question(rng, amount, big, small, 1)
    else:
        line, first = in_smaller(count, factor)
        last, result = worked(first, "+", part)
        steps += [line, last]
        seed = rng.getrandbits(32)
        decimal, words = ("25", "two five") if quarter else ("5", "five")
        unit = _many(big)
        question = _question(random.Random(seed), f"{count}.{decimal} {unit}", big, small, 2)
        spoken = _question(random.Random(seed), f"{number_word(count)} point {words} {unit}", big, small, 2)
        if rng.random() < 0.5:
            half = "a quarter" if quarter else "a half"
            question, spoken = _question(rng, f"{count} and {half} {unit}", big, small, 2), ""
    return _example(rng, question, spoken, (named(result, small),), small, steps, result)


def _apart(rng: random.Random, big: str, small: str, factor: int) -> Example:
    """So many small ones, as large ones and what is left."""
    count, more = rng.randint(1, 5 if factor in (24, 16) else 9), rng.randrange(1, factor)
    if factor >= 100:
        more = 5 * max(1, more // 5)
    whole = count * factor + more
    line, most = in_smaller(count, factor)
    last, _ = worked(whole, "-", most)
    question = rng.choice(
        ("How many {b} and {s} are {n} {s}?", "What is {n} {s} in {b} and {s}?", "Convert {n} {s} to {b} and {s}.")
    ).format(b=_many(big), s=_many(small), n=whole)
    higher = in_smaller(count + 1, factor)[1]
    steps = [f"{named(1, big)} {named(factor, small)}", f"{line}, next {higher} over {whole}", last]
    key = f"{named(count, big)} and {named(more, small)}"
    wrong = f"{named(count + 1, big)} and {named(more, small)}"
    asides = ["", f"There {'is' if count == 1 else 'are'} {named(count, big)} in it and something is left.", ""]
    return _example(rng, question, "", (key, wrong), big, steps, 0, asides)


def _question(rng: random.Random, amount: str, big: str, small: str, count: int) -> str:
    forms = (
        "How many {s} are in {n}?",
        "How many {s} are there in {n}?",
        "Convert {n} to {s}.",
        "What is {n} in {s}?",
        "How many {s} do {n} make?" if count > 1 else "How many {s} does {n} make?",
        "I need {n} in {s}.",
    )
    if big == "dozen":
        return rng.choice(
            (f"How many {small}s are in {amount}?", f"I bought {amount} {small}s. How many {small}s is that?")
        )
    return rng.choice(forms).format(s=_many(small), n=amount)


def _parted(whole: int, factor: int) -> list[str]:
    """Steps of a division by ``factor``; noughts at the ends of both go first."""
    if factor in (10, 100, 1000):
        return [f"{whole}/{factor}={whole // factor}"]
    if factor % 10 == 0:
        return [f"{whole}/{factor}={whole // 10}/{factor // 10}", worked(whole // 10, "/", factor // 10)[0]]
    return [worked(whole, "/", factor)[0]]


def _many(unit: str) -> str:
    return _PLURALS.get(unit, f"{unit}s")


def _example(
    rng: random.Random,
    question: str,
    spoken: str,
    keys: tuple[str, ...],
    unit: str,
    steps: list[str],
    result: int,
    asides: list[str] | None = None,
) -> Example:
    """``keys``: what is right and, unless it is to be made from ``result``, what is wrong."""
    seed = rng.getrandbits(32)
    question = asked(random.Random(seed), question)
    answer = rng.choice(("That is {x}.", "It is {x}.", "That makes {x}.", "It comes to {x}."))
    if len(keys) > 1:
        wrong = keys[1]
    else:
        guesses = [result + 1, result - 1, result + 10, result * 10, result * 2]
        wrong = named(rng.choice([guess for guess in guesses if guess > 0]), unit)
    return Example(
        category="units",
        question=question,
        answer=answer.format(x=keys[0]),
        key=keys[0],
        thoughts=tuple(steps),
        opening=opening(rng, rng.choice(_PURPOSES)),
        asides=tuple(asides or [""] * len(steps)),
        wrong=answer.format(x=wrong),
        spoken=asked(random.Random(seed), spoken) if spoken else "",
    )
