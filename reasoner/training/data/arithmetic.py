"""Sums that are asked as such, without a story; the ones with a story are in ``stories.py``."""

from __future__ import annotations

import random
from collections.abc import Callable

from .columns import added, divided, multiplied, subtracted, worked
from .example import Example
from .stories import long_word_problem, word_problem
from .words import asked, opening

__all__ = ["long_arithmetic", "long_word_problem", "short_arithmetic", "word_problem"]

_SAID = {"+": ("plus",), "-": ("minus",), "*": ("times", "times", "multiplied by"), "/": ("divided by",)}
_NAMED = {"+": "sum", "-": "difference", "*": "product"}
_ORDERS = {
    "+": (
        "Add {a} and {b}.",
        "Add {b} to {a}.",
        "What do you get when you add {a} and {b}?",
        "How much is {a} and {b}?",
    ),
    "-": ("Subtract {b} from {a}.", "Take {b} away from {a}.", "What is left if you take {b} from {a}?"),
    "*": ("Multiply {a} by {b}.", "Multiply {a} and {b}.", "What do you get when you multiply {a} by {b}?"),
    "/": ("Divide {a} by {b}.", "How many times does {b} go into {a}?", "What do you get when you divide {a} by {b}?"),
}
_ASKS = (
    "What is {sum}?",
    "What is {sum}?",
    "What's {sum}?",
    "What does {sum} make?",
    "How much is {sum}?",
    "Calculate {sum}.",
    "Can you work out {sum}?",
    "Tell me what {sum} is.",
    "I need to know what {sum} is.",
    "What would {sum} be?",
)
_ANSWERS = (
    "The answer is {x}.",
    "That is {x}.",
    "It comes to {x}.",
    "That makes {x}.",
    "The result is {x}.",
    "It is {x}.",
)
_PURPOSES = {
    "+": ("add these numbers up with care", "put these numbers together", "work out what these numbers add up to"),
    "-": (
        "take the smaller number away",
        "work out the difference between them",
        "see what is left after taking that away",
    ),
    "*": ("multiply these numbers with care", "work out the product of these numbers", "see what that multiplies to"),
    "/": ("divide the larger number with care", "work out how that divides", "see how often it fits in there"),
    "": ("work that out in my head", "work that sum out piece by piece", "calculate that with some care"),
}
_SHORT_ASIDES = (
    "The first part of it makes {x}.",
    "The first step gives me {x} so far.",
    "I have {x} from the first part.",
)
_LAST_DIGITS = (
    "The last digit of the result is {d}.",
    "It has to end with the digit {d}.",
    "I know it ends with a {d}.",
)
_FIRST_DIGITS = ("The first digit of the result is {d}.", "It has to begin with the digit {d}.")

_FRACTIONS = {"half": 2, "a third": 3, "a quarter": 4, "a fifth": 5, "a tenth": 10}
_MULTIPLES = {"double": 2, "twice": 2, "triple": 3, "three times": 3}
_PERCENTS: dict[int, tuple[int, int]] = {
    50: (2, 1), 25: (4, 1), 20: (5, 1), 10: (10, 1), 75: (4, 3), 30: (10, 3), 40: (10, 4), 60: (10, 6), 70: (10, 7),
    80: (10, 8), 90: (10, 9), 5: (20, 1), 15: (20, 3), 1: (100, 1), 2: (50, 1), 100: (1, 1),
}  # fmt: skip
"""Which part each of them is: divide by the first, multiply by the second."""

Worked = tuple[str, str, int, list[str], str]
"""The sum in words, a whole question if it has one of its own, the result, the thoughts, the sign. One of the first
two may be ""."""


def short_arithmetic(rng: random.Random) -> Example:
    """One operation or two on small numbers, parts and percentages."""
    kind = rng.choices((_single, _double, _percentage, _fraction, _multiple), (6, 5, 2, 1, 1))[0]
    said, order, result, thoughts, sign = kind(rng)
    question = order if order and (not said or rng.random() < 0.5) else rng.choice(_ASKS).format(sum=said)
    asides = [""] * len(thoughts)
    if len(thoughts) > 2 and (first := thoughts[1].split("=")[-1].split()[-1]) != str(result):
        asides[1] = rng.choice(_SHORT_ASIDES).format(x=first)
    # A recogniser writes either.
    spoken = question
    if "percent" in question and rng.random() < 0.5:
        question = question.replace(" percent", "%")
    return _example(rng, "short_arithmetic", question, spoken, result, thoughts, asides, sign)


def long_arithmetic(rng: random.Random) -> Example:
    """Sums of up to six digits, products of up to three by two, divisions that leave nothing, sums of three numbers."""
    if rng.random() < 0.15:
        return _chain(rng)
    sign = rng.choices("+-*/", (4, 4, 3, 3))[0]
    many: Callable[[], int] = lambda: _digits(rng, rng.choice((2, 2, 3, 3, 3, 4, 4, 5, 6)))  # noqa: E731
    match sign:
        case "+":
            a, b = many(), many()
            result, steps = a + b, added(a, b)
        case "-":
            a, b = sorted((many(), many()), reverse=True)
            result, steps = a - b, subtracted(a, b)
        case "*":
            a, b = _digits(rng, rng.choice((2, 3))), rng.choice((rng.randint(3, 9), rng.randint(11, 99)))
            result, steps = a * b, multiplied(a, b)
        case _:
            b = rng.choice((3, 4, 5, 6, 7, 8, 9, 12))
            result = _digits(rng, rng.choice((2, 2, 3, 3, 4)))
            a = result * b
            steps = divided(a, b)
    width = len(str(max(a, b)))
    said = f"{a} {rng.choice(_SAID[sign])} {b}"
    orders = _orders(sign, a, b)
    question = rng.choice(orders) if rng.random() < 0.4 else rng.choice(_ASKS).format(sum=said)

    first = f"{a:0{width}}{sign}{b:0{width}}" if sign in "+-" else f"{a}{sign}{b}"
    thoughts = [f"{a} {sign} {b}", *([first] if first != f"{a}{sign}{b}" else []), *steps]
    asides = [""] * len(thoughts)
    if len(str(result)) > 1 and len(steps) > 2:
        known = len(thoughts) - len(steps)
        if sign == "/":
            asides[known] = rng.choice(_FIRST_DIGITS).format(d=str(result)[0])
        elif sign in "+-":
            asides[known] = rng.choice(_LAST_DIGITS).format(d=str(result)[-1])
        elif b % 10:
            asides[known + 1 if b > 9 else known] = rng.choice(_LAST_DIGITS).format(d=str(result)[-1])
    return _example(rng, "long_arithmetic", question, question, result, thoughts, asides, sign)


def _chain(rng: random.Random) -> Example:
    """Three numbers of two or three digits, added and subtracted from the left."""
    a, b, c = (_digits(rng, rng.choice((2, 3))) for _ in range(3))
    first, second = rng.choice("+-"), rng.choice("+-")
    if (first == "-" and a <= b) or (second == "-" and (a + b if first == "+" else a - b) <= c):
        return _chain(rng)
    line, middle = worked(a, first, b)
    last, result = worked(middle, second, c)
    question = rng.choice(_ASKS).format(sum=f"{a} {_SAID[first][0]} {b} {_SAID[second][0]} {c}")
    asides = ["", rng.choice(_SHORT_ASIDES).format(x=middle) if middle != result else "", ""]
    thoughts = [f"{a} {first} {b} {second} {c}", line, last]
    return _example(rng, "long_arithmetic", question, question, result, thoughts, asides, "")


def _example(
    rng: random.Random,
    category: str,
    question: str,
    spoken: str,
    result: int,
    thoughts: list[str],
    asides: list[str],
    sign: str,
) -> Example:
    seed = rng.getrandbits(32)
    question, aloud = (asked(random.Random(seed), text) for text in (question, spoken))
    answer = rng.choice(_ANSWERS)
    guesses = [result + 1, result - 1, result + 10, result - 10, result + 100 * (result > 200), 2 * result]
    wrong = rng.choice([guess for guess in guesses if guess != result and guess >= 0])
    asides[-1] = ""
    return Example(
        category=category,
        question=question,
        answer=answer.format(x=result),
        key=str(result),
        thoughts=tuple(thoughts),
        opening=opening(rng, rng.choice(_PURPOSES[sign])),
        asides=tuple(asides),
        wrong=answer.format(x=wrong),
        spoken=aloud if aloud != question else "",
    )


def _digits(rng: random.Random, count: int) -> int:
    return rng.randrange(10 ** (count - 1), 10**count)


def _operands(rng: random.Random, sign: str, left: int | None = None) -> tuple[int, int]:
    """Small ones; ``left`` may be given, which then has to suit ``sign``."""
    match sign:
        case "+":
            return left or rng.choice((rng.randint(1, 9), rng.randint(10, 99))), rng.choice(
                (rng.randint(1, 9), rng.randint(10, 99))
            )
        case "-":
            a = left or rng.choice((rng.randint(3, 20), rng.randint(20, 99)))
            return a, rng.randint(1, a)
        case "*":
            return left or rng.randint(2, 12), rng.randint(2, 10)
        case _:
            if left:
                return left, rng.choice([b for b in range(1, 13) if left % b == 0])
            b = rng.choice((2, 3, 4, 5, 6, 7, 8, 9, 10))
            return b * rng.randint(2, 12), b


def _single(rng: random.Random) -> Worked:
    sign = rng.choice("+-*/")
    a, b = _operands(rng, sign)
    line, result = worked(a, sign, b)
    said = f"{a} {rng.choice(_SAID[sign])} {b}"
    return said, rng.choice(_orders(sign, a, b)), result, [f"{a} {sign} {b}", line], sign


def _orders(sign: str, a: int, b: int) -> list[str]:
    """Whole questions, without a word of ``_SAID``."""
    orders = [order.format(a=a, b=b) for order in _ORDERS[sign]]
    if sign in _NAMED:
        orders.append(f"What is the {_NAMED[sign]} {'between' if sign == '-' else 'of'} {a} and {b}?")
    return orders


def _double(rng: random.Random) -> Worked:
    """Two operations, the first of them first, or the product before the sum."""
    first, second = rng.choice("+-*/"), rng.choice("+-*/")
    product_last = first in "+-" and second in "*/"
    if product_last and rng.random() < 0.6:
        return _product_last(rng, first, second)
    a, b = _operands(rng, first)
    line, middle = worked(a, first, b)
    if middle == 0 or (second == "*" and middle > 99):
        return _double(rng)
    _, c = _operands(rng, second, middle)
    last, result = worked(middle, second, c)
    said = f"{a} {_SAID[first][0]} {b} {_SAID[second][0]} {c}"
    order = rng.choice(_ORDERS[first]).format(a=a, b=b)
    then = {"+": f"then add {c}", "-": f"then subtract {c}", "*": f"then multiply by {c}", "/": f"then divide by {c}"}
    order = f"{order[:-1]}, {then[second]}." if order.endswith(".") else ""
    if product_last:
        return ("", order, result, [f"{a} {first} {b}, then {second} {c}", line, last], "") if order else _double(rng)
    return said, order, result, [f"{a} {first} {b} {second} {c}", line, last], ""


def _product_last(rng: random.Random, first: str, second: str) -> Worked:
    b, c = _operands(rng, second)
    line, middle = worked(b, second, c)
    a = rng.randint(1, 60) if first == "+" else rng.randint(middle, middle + 50)
    last, result = worked(a, first, middle)
    said = f"{a} {_SAID[first][0]} {b} {_SAID[second][0]} {c}"
    return said, "", result, [f"{a} {first} {b} {second} {c}", f"first {line}", last], ""


def _percentage(rng: random.Random) -> Worked:
    percent = rng.choice(tuple(_PERCENTS))
    part, times = _PERCENTS[percent]
    whole = part * rng.randint(1, 200 // part + 3)
    lines, result = [], whole
    if part > 1:
        divisor = {20: 10, 50: 100}.get(part, part)
        line, result = worked(whole if part != 50 else whole * 2, "/", divisor)
        if part == 20:
            lines.append(f"10 percent: {line}")
            line, result = worked(result, "/", 2)
            lines.append(f"5 percent: {line}")
        else:
            lines.append(f"/{part}: {line}" if part != 50 else f"*2/100: {whole}*2={whole * 2}, {line}")
    if times > 1:
        line, result = worked(result, "*", times)
        lines.append(f"*{times}: {line}")
    lines = lines or [f"all: {whole}"]
    return f"{percent} percent of {whole}", "", result, [f"{percent} percent of {whole}", *lines], ""


def _fraction(rng: random.Random) -> Worked:
    name, part = rng.choice(tuple(_FRACTIONS.items()))
    whole = part * rng.randint(2, 30)
    line, result = worked(whole, "/", part)
    order = rng.choice((f"What is {name} of {whole}?", f"How much is {name} of {whole}?", f"Find {name} of {whole}."))
    return f"{name} of {whole}", order, result, [f"{name} of {whole}", line], "/"


def _multiple(rng: random.Random) -> Worked:
    name, times = rng.choice(tuple(_MULTIPLES.items()))
    a = rng.randint(3, 60)
    line, result = worked(a, "*", times)
    return f"{name} {a}", f"What is {name} {a}?", result, [f"{name} {a}", line], "*"
