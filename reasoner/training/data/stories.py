"""Word problems: a plot (``plots.py``), told with names, things and numbers, and worked out quantity by quantity."""

from __future__ import annotations

import random
import re

from .columns import worked
from .example import Example
from .long_plots import LONG
from .money import prices
from .names import BOYS, GIRLS
from .plots import THINGS, Plot
from .plots_of_days import LONG_OF_DAYS, SHORT_OF_DAYS
from .plots_of_rates import OF_RATES
from .plots_of_sharing import OF_SHARING
from .plots_of_trade import OF_TRADE
from .short_plots import SHORT
from .words import asked, opening, spoken_dollars

__all__ = ["ONE_STEP", "SEVERAL_STEPS", "long_word_problem", "word_problem"]

_ASKS = ("Can you tell me {topic}?", "I wonder {topic}.", "Do you know {topic}?", "Tell me {topic}.")
_VERBS = ("work out", "find out", "calculate", "see", "figure out")
_SORTS = (
    (
        r"\b[Hh]ow (?:many|much) (?:\S+ )?(?:more|fewer|less|older|taller|longer|shorter|farther|heavier|lighter"
        r"|cheaper|warmer|colder)\b|\bdifference\b|\bahead\b",
        ("how large the difference is", "how far these numbers are apart", "what the difference comes to"),
    ),
    (
        r"\b(?:left|keeps?|still|free)\b",
        ("how much remains in the end", "what is left over in the end", "what remains after all of that"),
    ),
    (r"(?<!if )\beach\b", ("what that makes for each", "what there is for each of them", "how that is shared out")),
    (r"\bdollars\b", ("how much money that is", "how much money that makes", "what amount of money that comes to")),
    (r"\b[Hh]ow many\b", ("how many that makes", "how many there are in the end", "what number comes out of that")),
    (r"^How old\b", ("what age that makes", "how many years that makes", "how old that person is")),
    (r"^How far\b", ("how far that is", "how far that is in the end", "what distance that makes")),
    (r"^How long\b", ("how long that is", "how long that is in the end", "what that makes in the end")),
    ("", ("what that makes in the end", "what number that comes to", "what comes out in the end")),
)
"""By what stands in the question or its answer: what the opening says is to be found, without a name or a thing."""
_UNUSED = (
    "{n} is {k} years old.",
    "{n} lives at number {k}.",
    "{n} has been awake for {k} hours.",
    "It is {k} degrees outside.",
    "{n} has {k} cousins.",
    "{n} sits in seat number {k}.",
)
"""Numbers that have nothing to do with it."""
_FIRST_ASIDES = {
    "+": ("I only have to add these numbers up.", "So these numbers have to be added together."),
    "-": ("I only have to subtract the smaller number.", "So the smaller number has to be taken away."),
    "*": ("I only have to multiply these numbers.", "So these numbers have to be multiplied."),
    "/": ("I only have to divide the larger number.", "So the larger number has to be divided."),
}
_ASIDES = (
    "So far I have got to {x} with that.",
    "The number I have at this point is {x}.",
    "That gives me {x} to go on with.",
    "I need the number {x} for what comes next.",
)
_STEP = re.compile(r"([\w{}]+)([-+*/])([\w{}]+)")
_SCALES = ((2, 12), (2, 12), (3, 40), (3, 40), (10, 99), (10, 99), (100, 999))
_HIGHEST = 9999
_DRAWS = 2
"""Of so many stories of several steps the one with the shorter thoughts is told."""
ONE_STEP = SHORT + SHORT_OF_DAYS
SEVERAL_STEPS = LONG + OF_TRADE + OF_SHARING + OF_RATES + LONG_OF_DAYS
Numbers = dict[str, int]


def word_problem(rng: random.Random) -> Example:
    """A story of one step."""
    if rng.random() < 0.08:
        return prices(rng, "word_problem")
    return _told(rng, "word_problem", rng.choice(ONE_STEP))


def long_word_problem(rng: random.Random) -> Example:
    """A story of two to four steps."""
    return _told(rng, "long_word_problem", rng.choice(SEVERAL_STEPS))


def _told(rng: random.Random, category: str, plot: Plot) -> Example:
    cast = _cast(rng)
    drawn = [_numbers(rng, plot) for _ in range(_DRAWS if len(plot.steps) > 1 else 1)]
    numbers = min(drawn, key=lambda numbers: len("".join(_thoughts(rng, plot, numbers, cast, "")[0])))
    words: dict[str, str | int] = {**cast, **numbers}

    story, heard = plot.story.format(**words), plot.heard.format(**words)
    topic = plot.topic.format(**words)
    unused = rng.randint(2, 90)
    if rng.random() < 0.12 and unused not in numbers.values():
        aside = rng.choice(_UNUSED).format(n=cast["n"], k=unused)
        story = rng.choice((f"{aside} {story}", f"{story} {aside}")).strip()
        heard = f"{heard}, {unused} unused"
    # The topic leaves out a number that comes only with the question.
    indirect = rng.random() < 0.3 and not any(f"{{{name}}}" in plot.ask for name in numbers)
    ask = rng.choice(_ASKS).format(topic=topic) if indirect else plot.ask.format(**words)
    told = f"{story} {ask}".strip()
    question, spoken = spoken_dollars(rng, asked(rng, told) if rng.random() < 0.5 else told)

    thoughts, asides, result = _thoughts(rng, plot, numbers, cast, heard)
    answer = plot.answer.format(**words, x="{x}")
    guesses = [*numbers.values(), result + 1, result - 1, result + 10, result - 10, result * 2]
    wrong = rng.choice([guess for guess in guesses if guess > 1 and guess != result])
    return Example(
        category=category,
        question=question,
        answer=answer.format(x=result),
        key=str(result),
        thoughts=tuple(thoughts),
        opening=opening(rng, f"{rng.choice(_VERBS)} {rng.choice(_sort(plot))}"),
        asides=tuple(asides),
        wrong=answer.format(x=wrong),
        spoken=spoken,
    )


def _sort(plot: Plot) -> tuple[str, ...]:
    return next(topics for pattern, topics in _SORTS if re.search(pattern, f"{plot.ask} {plot.answer}"))


def _cast(rng: random.Random) -> dict[str, str]:
    """Two people and two sorts of things: ``n`` and ``m``, ``t`` and ``u``."""
    girl = rng.random() < 0.5
    n, m = rng.choice(GIRLS if girl else BOYS), rng.choice(BOYS if girl else GIRLS)
    he, his = ("she", "her") if girl else ("he", "his")
    t, u = rng.sample(THINGS, 2)
    return {"n": n, "m": m, "he": he, "He": he.capitalize(), "his": his, "t": t, "u": u}


def _numbers(rng: random.Random, plot: Plot) -> Numbers:
    """All that the story names, so that every step has a whole result above one."""
    while True:
        scale = rng.choice(_SCALES)
        numbers = {name: rng.randint(*(span or scale)) for name, span in plot.numbers.items()}
        if plot.multiple:
            whole, part = plot.multiple
            numbers[whole] = numbers[part] * rng.randint(2, 60 if rng.random() < 0.4 else 12)
        results = _results(plot, numbers)
        if results and all(1 < result <= _HIGHEST for result in results):
            return numbers


def _results(plot: Plot, numbers: Numbers) -> list[int]:
    """Of each step; [] where one does not come out, or takes more than a child would do in its head."""
    known, results = dict(numbers), []
    for label, step in plot.steps:
        a, sign, b = _operands(step, known)
        if (sign == "/" and (b < 2 or b > 12 or a % b)) or (sign == "-" and a <= b):
            return []
        if sign == "*" and (min(a, b) > 12 or max(a, b) > 300):
            return []
        known[label] = worked(a, sign, b)[1]
        results.append(known[label])
    return results


def _operands(step: str, known: Numbers) -> tuple[int, str, int]:
    match = _STEP.fullmatch(step)
    assert match, step
    left, sign, right = match.groups()
    a, b = (int(name) if name.isdigit() else known[name] for name in (left, right))
    return a, sign, b


def _thoughts(
    rng: random.Random, plot: Plot, numbers: Numbers, cast: dict[str, str], heard: str
) -> tuple[list[str], list[str], int]:
    known, thoughts, asides, result = dict(numbers), [heard], [""], 0
    if len(plot.steps) == 1:
        asides = [rng.choice(_FIRST_ASIDES[_operands(plot.steps[0][1], known)[1]])]
    last = _results(plot, numbers)[-1]
    for label, step in plot.steps:
        a, sign, b = _operands(step, known)
        line, result = worked(a, sign, b)
        known[label] = result
        text = label.replace("_", " ").format(**cast)
        thoughts.append(f"{text}: {line}")
        asides.append("" if result == last else rng.choice(_ASIDES).format(x=result))
    asides[-1] = ""
    return thoughts, asides, result
