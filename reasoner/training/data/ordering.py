"""Which is more, and what comes before what."""

# ruff: noqa: SIM905 (a long list of words reads better so)

from __future__ import annotations

import random
from itertools import pairwise

from .example import Example
from .measures import FACTORS, in_smaller, named
from .names import names
from .words import asked, listing, opening

__all__ = ["comparisons", "sorting"]

_WORDS = tuple(
    """
    apple baby bag ball banana beach bell bird boat book bottle bread bridge brother bus butter cake camera candle car
    castle cat chair cheese church city clock cloud coat coffee corn cow dance desk doctor dog door dragon dress duck
    eagle ear egg engine evening eye family farm father feather fire fish flag flower forest fox friend frog fruit game
    garden girl glass gold grape grass hammer hand hat heart hill honey horse house ice island jacket jam jungle key
    king kitchen
    kite ladder lake lamp leaf lemon letter lion map market milk mirror money monkey moon mother mountain mouse
    music name needle nest night nose ocean oil onion orange owl paper park pear pencil piano picture pig plane pocket
    potato queen question rabbit rain river road roof rope salt school sea shoe silver sky snow soup spoon star stone
    street sugar sun table teacher tiger tomato tower tree umbrella uncle valley village violin voice wagon wall water
    window winter wolf yard yellow zebra
    """.split()
)
_QUALITIES = (
    ("is {x} years old", "older", "oldest", "younger", "youngest", (2, 99)),
    ("weighs {x} pounds", "heavier", "heaviest", "lighter", "lightest", (60, 250)),
    ("is {x} centimeters tall", "taller", "tallest", "shorter", "shortest", (120, 205)),
    ("has {x} points", "further ahead", "furthest ahead", "further behind", "furthest behind", (5, 300)),
    ("has {x} dollars", "richer", "richest", "poorer", "poorest", (40, 400)),
    ("ran {x} miles", "further", "furthest", "less far", "the least far", (2, 60)),
)
_PAIRS = (
    ("taller", "tallest", "shorter", "shortest"),
    ("older", "oldest", "younger", "youngest"),
    ("faster", "fastest", "slower", "slowest"),
    ("stronger", "strongest", "weaker", "weakest"),
    ("heavier", "heaviest", "lighter", "lightest"),
    ("richer", "richest", "poorer", "poorest"),
)


def comparisons(rng: random.Random) -> Example:
    """Numbers, people with numbers, people of whom only the order is told, amounts in two units."""
    return rng.choice((_numbers, _people, _people, _order, _amounts))(rng)


def sorting(rng: random.Random) -> Example:
    """Three to six words by the alphabet, or numbers either way."""
    return _sorted_words(rng) if rng.random() < 0.45 else _sorted_numbers(rng)


def _compared(a: int, b: int, larger: bool) -> tuple[str, bool]:
    """Digit by digit from the left; whether ``a`` is what is looked for."""
    x, y = str(a), str(b)
    first = (a > b) == larger
    if len(x) != len(y):
        sign = ">" if len(x) > len(y) else "<"
        return f"{a} {b}: {len(x)}{sign}{len(y)} digits", first
    terms = []
    for left, right in zip(x, y, strict=True):
        terms.append(f"{left}{'=' if left == right else '>' if left > right else '<'}{right}")
        if left != right:
            break
    return f"{a} {b}: {', '.join(terms)}", first


def _best(labelled: list[tuple[str, int]], larger: bool) -> tuple[list[str], str]:
    """Each against the best so far."""
    best, value = labelled[0]
    lines = []
    for label, other in labelled[1:]:
        line, stays = _compared(value, other, larger)
        if not stays:
            best, value = label, other
        lines.append(f"{line}, {best}")
    return lines, best


def _numbers(rng: random.Random) -> Example:
    count, larger = rng.choice((2, 2, 3, 4)), rng.random() < 0.6
    digits = rng.choice((1, 2, 3, 3, 4, 5))
    values: list[int] = []
    while len(values) < count:
        value = rng.randrange(10 ** (digits - 1), 10 ** (digits + (rng.random() < 0.2)))
        if values and digits > 1 and rng.random() < 0.4:
            value = int("".join(rng.sample(str(values[0]), len(str(values[0])))))
        if value not in values and value:
            values.append(value)
    word = rng.choice(
        (("larger", "largest"), ("bigger", "biggest"), ("greater", "greatest"))
        if larger
        else (("smaller", "smallest"),)
    )[count > 2]
    text = listing([str(value) for value in values], "or")
    question = rng.choice(
        ("Which is {w}, {l}?", "Which number is {w}, {l}?", "What is {w}, {l}?", "Which of these is {w}, {l}?")
    ).format(w=word if count == 2 else f"the {word}", l=text)
    lines, best = _best([(str(value), value) for value in values], larger)
    heard = ", ".join(map(str, values))
    return _example(
        rng, "comparisons", question, f"{{x}} is {'the ' * (count > 2)}{word}.", best,
        rng.choice([str(value) for value in values if str(value) != best]), [f"{word}: {heard}", *lines],
        (f"look at the digits and see which is {word}", f"compare these numbers to find the {word} of them"),
    )  # fmt: skip


def _people(rng: random.Random) -> Example:
    says, more, most, less, least, (low, high) = rng.choice(_QUALITIES)
    count, larger = rng.choice((2, 3, 3, 4)), rng.random() < 0.6
    people, values = names(rng, count), rng.sample(range(low, high + 1), count)
    word = (more if larger else less) if count == 2 else (most if larger else least)
    the = "" if count == 2 or word.startswith("the ") else "the "
    told = [f"{name} {says.format(x=value)}" for name, value in zip(people, values, strict=True)]
    verb = "ran" if "ran" in says else "is"
    ask = f"Who {verb} {the}{word}?"
    if count == 2 and rng.random() < 0.5:
        ask = f"Who {verb} {word}, {people[0]} or {people[1]}?"
    joined = listing(told) if rng.random() < 0.5 else ". ".join(told)
    lines, best = _best(list(zip(people, values, strict=True)), larger)
    heard = ", ".join(f"{name} {value}" for name, value in zip(people, values, strict=True))
    return _example(
        rng, "comparisons", f"{joined}. {ask}", f"{{x}} {verb} {the}{word}.", best,
        rng.choice([name for name in people if name != best]), [f"{word.removeprefix('the ')}: {heard}", *lines],
        (f"compare these people and see who {verb} {the}{word}",
         f"go through the numbers to see who {verb} {the}{word}"),
    )  # fmt: skip


def _order(rng: random.Random) -> Example:
    """``people`` from the most to the least; what is told are the neighbours."""
    more, most, less, least = rng.choice(_PAIRS)
    people = names(rng, rng.choice((3, 3, 4)))
    told, lines = [], []
    pairs = list(pairwise(people))
    if rng.random() < 0.4:
        rng.shuffle(pairs)
    for high, low in pairs:
        if rng.random() < 0.7:
            told.append(f"{high} is {more} than {low}")
            lines.append(f"{high} > {low}")
        else:
            told.append(f"{low} is {less} than {high}")
            lines.append(f"{low} < {high}, {high} > {low}")
    top = rng.random() < 0.5
    word, best = (most, people[0]) if top else (least, people[-1])
    text = f"{', and '.join(told)}." if len(told) == 2 and rng.random() < 0.5 else f"{'. '.join(told)}."
    return _example(
        rng, "comparisons", f"{text} Who is the {word}?", f"{{x}} is the {word}.", best,
        rng.choice([name for name in people if name != best]),
        [*lines, f"{' > '.join(people)}", f"{word}: {'first' if top else 'last'}, {best}"],
        (f"put these people in order to see who is the {word}", f"line them up and see who is the {word}"),
    )  # fmt: skip


def _amounts(rng: random.Random) -> Example:
    (big, small), factor = rng.choice([pair for pair in FACTORS.items() if pair[0][0] not in ("dozen", "decade")])
    count = rng.randint(1, 9 if factor != 24 else 4)
    line, whole = in_smaller(count, factor)
    near = max(2, factor // 2)
    other = max(2, whole + rng.choice((-1, 1)) * rng.randint(1, near))
    if other == whole:
        return _amounts(rng)
    longer = rng.random() < 0.7
    times = ("hour", "minute", "day", "week", "year", "century")
    lengths = ("kilometer", "meter", "centimeter", "foot", "yard")
    pair = ("longer", "shorter") if big in (*times, *lengths) else ("more", "less")
    word = pair[not longer]
    sides = [(named(count, big), whole), (named(other, small), other)]
    rng.shuffle(sides)
    question = rng.choice(("Which is {w}, {a} or {b}?", "What is {w}, {a} or {b}?", "Is {a} or {b} {w}?")).format(
        w=word, a=sides[0][0], b=sides[1][0]
    )
    lines, best = _best(sides, longer)
    worse = next(label for label, _ in sides if label != best)
    return _example(
        rng, "comparisons", question, f"{{x}} is {word}.", best, worse,
        [f"{word}: {sides[0][0]}, {sides[1][0]}", f"{named(1, big)} {named(factor, small)}", line, *lines],
        (f"put both into the same unit and see which is {word}", f"convert them both to see which of them is {word}"),
    )  # fmt: skip


def _sorted_numbers(rng: random.Random) -> Example:
    count, up = rng.choice((3, 3, 4, 4, 5, 6)), rng.random() < 0.7
    high = rng.choice((20, 100, 100)) if count > 4 else rng.choice((20, 100, 1000))
    values = rng.sample(range(1, high), count)
    form = rng.choice(
        (
            "Sort these numbers from {f}: {l}.",
            "Put these numbers in order from {f}: {l}.",
            "Can you put {l} in order, from {f}?",
            "Arrange {l} from {f}.",
        )
    )
    way = rng.choice(
        ("smallest to largest", "the smallest to the largest", "low to high")
        if up
        else ("largest to smallest", "the biggest to the smallest", "high to low")
    )
    word = "least" if up else "most"
    lines, left = [], list(values)
    while len(left) > 1:
        best = min(left) if up else max(left)
        lines.append(f"{' '.join(map(str, left))}: {best}")
        left.remove(best)
    lines.append(str(left[0]))
    order = [str(value) for value in sorted(values, reverse=not up)]
    asides = ["", f"The {'smallest' if up else 'largest'} of these numbers is {order[0]}.", *[""] * (len(lines) - 1)]
    return _example(
        rng, "sorting", form.format(f=way, l=listing([str(value) for value in values])),
        rng.choice(("In order they are {x}.", "That makes {x}.", "The order is {x}.", "Sorted they are {x}.")),
        listing(order), listing(_swapped(rng, order)), [word, *lines],
        ("put these numbers into the right order", "line these numbers up in order of size", "sort them in my head"),
        asides,
    )  # fmt: skip


def _sorted_words(rng: random.Random) -> Example:
    words = rng.sample(_WORDS, rng.choice((3, 3, 4, 5)))
    if rng.random() < 0.25:
        same = [word for word in _WORDS if word[0] == words[0][0]]
        words = list(dict.fromkeys([*rng.sample(same, min(2, len(same))), *words[2:]]))
    firsts = 1 if len({word[0] for word in words}) == len(words) else 2
    if len({word[:firsts] for word in words}) < len(words) or len(words) < 3:
        return _sorted_words(rng)
    rng.shuffle(words)
    form = rng.choice(
        (
            "Sort these words alphabetically: {l}.",
            "Put these words in alphabetical order: {l}.",
            "Can you put {l} in alphabetical order?",
            "What is the alphabetical order of {l}?",
            "Sort {l} by the alphabet.",
        )
    )
    lines, left = [", ".join(f"{word} {word[:firsts]}" for word in words)], list(words)
    while len(left) > 1:
        best = min(left)
        lines.append(f"{' '.join(word[:firsts] for word in left)}: {best[:firsts]} {best}")
        left.remove(best)
    lines.append(f"{left[0][:firsts]} {left[0]}")
    order = sorted(words)
    asides = ["", f"The first word in the order is {order[0]}.", *[""] * (len(lines) - 2)]
    return _example(
        rng, "sorting", form.format(l=listing(words)),
        rng.choice(("In order they are {x}.", "The order is {x}.", "Sorted they are {x}.")),
        listing(order), listing(_swapped(rng, order)), lines,
        ("go through the alphabet to sort these words", "look at the first letters and sort the words",
         "put these words into alphabetical order"),
        asides,
    )  # fmt: skip


def _swapped(rng: random.Random, order: list[str]) -> list[str]:
    i = rng.randrange(len(order) - 1)
    return [*order[:i], order[i + 1], order[i], *order[i + 2 :]]


def _example(
    rng: random.Random,
    category: str,
    question: str,
    answer: str,
    key: str,
    wrong: str,
    thoughts: list[str],
    purposes: tuple[str, ...],
    asides: list[str] | None = None,
) -> Example:
    return Example(
        category=category,
        question=asked(rng, question),
        answer=answer.format(x=key),
        key=key,
        thoughts=tuple(thoughts),
        opening=opening(rng, rng.choice(purposes)),
        asides=tuple(asides or [""] * len(thoughts)),
        wrong=answer.format(x=wrong),
    )
