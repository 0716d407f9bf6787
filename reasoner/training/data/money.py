"""Word problems about prices in dollars and cents."""

from __future__ import annotations

import random

from .columns import worked
from .example import Example
from .names import NAMES
from .words import asked, number_word, opening

__all__ = ["prices"]

_GOODS = ("sandwich", "coffee", "salad", "muffin", "juice", "magazine", "notebook", "candle", "soup", "burger", "card",
          "pen", "cake", "sponge", "brush", "toy")  # fmt: skip
_ASIDES = ("I will do it in cents so that it is easier.", "It is easier for me to count in cents.")


def prices(rng: random.Random, category: str) -> Example:
    """Two prices together, so many times a price, or the change."""
    return rng.choice((_together, _times, _change))(rng, category)


def _together(rng: random.Random, category: str) -> Example:
    one, other = rng.sample(_GOODS, 2)
    a, b = _price(rng), _price(rng)
    story = f"A {one} costs {{a}} and a {other} costs {{b}}. "
    ask = rng.choice(("How much do they cost together?", "What do I pay for both?", "How much is that in total?"))
    line, result = worked(a, "+", b)
    heard = f"{one} {_written(a)}, {other} {_written(b)}"
    purpose = "add up both of these prices to get the total"
    return _example(rng, category, story + ask, (a, b), [heard, line], result, purpose)


def _times(rng: random.Random, category: str) -> Example:
    name, good = rng.choice(NAMES), rng.choice(_GOODS)
    a, count = _price(rng), rng.randint(2, 9)
    story = f"One {good} costs {{a}}. {name} buys {count} of them. "
    ask = rng.choice((f"How much does {name} pay?", "How much is that?", "What do they cost?"))
    line, result = worked(a, "*", count)
    heard = f"{count}, each {_written(a)}"
    purpose = "work out what has to be paid for them"
    return _example(rng, category, story + ask, (a, a), [heard, line], result, purpose)


def _change(rng: random.Random, category: str) -> Example:
    name, good = rng.choice(NAMES), rng.choice(_GOODS)
    a, paid = _price(rng), rng.choice((10, 20, 50))
    story = f"{name} buys a {good} for {{a}} and pays with a {paid} dollar bill. "
    ask = rng.choice((f"How much change does {name} get?", f"How much does {name} get back?", "What is the change?"))
    line, result = worked(paid * 100, "-", a)
    heard = f"price {_written(a)}, paid {paid}"
    purpose = "work out how much money comes back"
    return _example(rng, category, story + ask, (a, a), [heard, line], result, purpose)


def _example(
    rng: random.Random,
    category: str,
    question: str,
    cents: tuple[int, int],
    thoughts: list[str],
    result: int,
    purpose: str,
) -> Example:
    seed = rng.getrandbits(32)
    written, spoken = (
        asked(random.Random(seed), question.format(a=said(cents[0]), b=said(cents[1]))) for said in (_signed, _spoken)
    )
    answer = rng.choice(("That makes {x}.", "It comes to {x}.", "The answer is {x}."))
    wrong = _signed(abs(result + rng.choice((10, 100, -10, 50))))
    return Example(
        category=category,
        question=written,
        answer=answer.format(x=_signed(result)),
        key=_signed(result),
        thoughts=(*thoughts, _written(result)),
        opening=opening(rng, purpose),
        asides=(rng.choice(_ASIDES), "", ""),
        wrong=answer.format(x=wrong),
        spoken=spoken,
    )


def _price(rng: random.Random) -> int:
    return 100 * rng.randint(1, 9) + rng.choice((5, 10, 20, 25, 40, 50, 50, 75, 80, 90, 95, 99))


def _written(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _signed(cents: int) -> str:
    return f"${_written(cents)}"


def _spoken(cents: int) -> str:
    dollars, rest = divmod(cents, 100)
    return f"{number_word(dollars)} dollar{'s' if dollars > 1 else ''} and {number_word(rest)} cents"
