"""Writes the questions of `antiphon eval spoken-arithmetic`.

    python -m tests.agent.evaluation.make_arithmetic > agent/evaluation/spoken_arithmetic.json

Four kinds, as in Spoken-MQA (arXiv 2505.15000): sums of small numbers, sums of large ones, stories with one step, and
stories with several. The wording and the numbers are our own; the same seed gives the same questions.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable

SEED = 20260101
EACH = 25
KATE = ("Kate has 223 pennies. John has 388 pennies. How many more pennies does John have?", 165)
"""Recorded as tests/recordings/kate_has_pennies.wav."""

NAMES = ["Ada", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Ines", "Jack", "Laura", "Martin"]
THINGS = ["apples", "marbles", "stamps", "books", "pencils", "shells", "cards", "coins", "stickers", "buttons"]

Made = tuple[str, int]
Maker = Callable[[random.Random], list[Made]]
"""One question of each wording."""


def short_digit(draw: random.Random) -> list[Made]:
    """Two numbers of one or two digits."""
    a, b = draw.randint(20, 60), draw.randint(2, 39)
    c = draw.randint(40, 99)
    x, y = draw.randint(2, 12), draw.randint(2, 12)
    return [
        (f"What is {a} plus {b}?", a + b),
        (f"What is {c} minus {b}?", c - b),
        (f"What is {x} times {y}?", x * y),
        (f"What is {x * y} divided by {x}?", y),
        (f"How much is {a} and {c} together?", a + c),
        (f"How much is left of {c} if you take away {b}?", c - b),
    ]


def long_digit(draw: random.Random) -> list[Made]:
    """Numbers of three digits and more, or several of them."""
    a, b = draw.randint(5_000, 9_999), draw.randint(1_000, 4_999)
    c, d, e = (draw.randint(101, 999) for _ in range(3))
    x = draw.randint(11, 99)
    y = draw.randint(3, 12)
    return [
        (f"What is {a:,} plus {b:,}?", a + b),
        (f"What is {a:,} minus {b:,}?", a - b),
        (f"What is {c} times {x}?", c * x),
        (f"What is {d * y:,} divided by {y}?", d),
        (f"What is {c} plus {d} plus {e}?", c + d + e),
    ]


def single_step(draw: random.Random) -> list[Made]:
    """A story with one sum in it."""
    name, other = draw.sample(NAMES, 2)
    things = draw.choice(THINGS)
    a, b = draw.randint(20, 480), draw.randint(5, 19)
    each, groups = draw.randint(3, 15), draw.randint(3, 12)
    return [
        (f"{name} has {a} {things} and finds {b} more. How many {things} does {name} have now?", a + b),
        (f"There were {a} {things} on a shelf. {name} took {b} of them. How many are still there?", a - b),
        (f"{name} has {a} {things}. {other} has {a + b} {things}. How many more does {other} have?", b),
        (f"{groups} boxes hold {each} {things} each. How many {things} is that?", groups * each),
        (f"{name} shares {groups * each} {things} equally among {groups} friends. How many does each of them get?",
         each),
        (f"A train had {a} passengers, and {b} got off. How many passengers are left?", a - b),
        (f"{name} reads {each} pages a day. How many pages is that in {groups} days?", each * groups),
        (f"A school has {a} girls and {a + b} boys. How many children does it have?", 2 * a + b),
        (f"A ticket costs {each} dollars. What do {groups} tickets cost, in dollars?", each * groups),
        (f"{name} is {b + each} years old, and {other} is {b}. How many years older is {name}?", each),
    ]  # fmt: skip


def multi_step(draw: random.Random) -> list[Made]:
    """A story with two sums or three."""
    name, other = draw.sample(NAMES, 2)
    things = draw.choice(THINGS)
    a, b, c = draw.randint(30, 95), draw.randint(4, 14), draw.randint(4, 14)
    each, groups = draw.randint(3, 12), draw.randint(3, 9)
    return [
        (f"{name} has {a} {things}, gives {b} to {other} and {c} to a neighbour. How many are left?", a - b - c),
        (f"{name} buys {groups} packs of {each} {things} and already has {a}. How many does {name} have altogether?",
         groups * each + a),
        (f"{name} has {a} {things}. {other} has twice as many. How many do they have together?", 3 * a),
        (f"A bus starts with {a} people. At the first stop {b} get off and {c} get on. "
         f"At the second stop {each} get off. How many people are on the bus?", a - b + c - each),
        (f"{groups} tables have {each} chairs each. {b + groups} people come, and all of them sit down. "
         "How many chairs stay empty?", groups * each - b - groups),
        (f"{name} earns {each} dollars an hour and works {groups} hours on each of {b} days. How many dollars is that?",
         each * groups * b),
        (f"A baker makes {a} rolls in the morning and {b} more than that in the afternoon. "
         f"He sells all but {c}. How many rolls does he sell?", 2 * a + b - c),
        (f"{name} has {groups * each} {things}, puts them into {groups} equal bags, and adds {b} to each bag. "
         "How many are in each bag?", each + b),
        (f"Pens cost {groups} dollars each, and books cost {each} dollars each. {name} buys {b} pens and {c} books. "
         "How many dollars does that cost?", groups * b + each * c),
        (f"{name} pays for {groups} cups at {each} dollars each with a note of two hundred dollars. "
         "How many dollars does the change come to?", 200 - groups * each),
    ]  # fmt: skip


def questions() -> dict[str, list[dict[str, object]]]:
    draw = random.Random(SEED)
    made: dict[str, list[dict[str, object]]] = {}
    for maker in (short_digit, long_digit, single_step, multi_step):
        found: list[Made] = [KATE] if maker is single_step else []
        while len(found) < EACH:
            options = maker(draw)
            question = options[len(found) % len(options)]
            if question[1] > 0 and question not in found:
                found.append(question)
        made[maker.__name__] = [
            {"id": number, "input": text, "target": str(target)} for number, (text, target) in enumerate(found, 1)
        ]
    return made


def as_json() -> str:
    return json.dumps(questions(), indent=1) + "\n"


if __name__ == "__main__":
    print(as_json(), end="")
