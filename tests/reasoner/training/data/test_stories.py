"""Word problems: ``antiphon.reasoner.training.data.stories`` and its plots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from antiphon.reasoner.training.data.example import Generator
from antiphon.reasoner.training.data.plots import THINGS, Plot
from antiphon.reasoner.training.data.stories import ONE_STEP, SEVERAL_STEPS, long_word_problem, word_problem

from .rules import check_generator, check_sums, examples, numbers

BOTH = pytest.mark.parametrize("generator", [word_problem, long_word_problem])
CONSTANTS = {"2", "4", "7", "8"}
"""Of weeks, halves and legs: they need not be said."""


@BOTH
def test_keeps_the_rules(generator: Generator) -> None:
    check_generator(generator, generator.__name__, mean_tokens=90)


@BOTH
def test_the_first_thought_repeats_what_was_heard(generator: Generator) -> None:
    for example in examples(generator, 2000):
        said, heard = Counter(numbers(example.question.replace("$", ""))), Counter(numbers(example.thoughts[0]))
        assert set(said - heard) == set(), example
        assert set(heard - said) <= CONSTANTS, example


@BOTH
def test_the_last_thought_ends_in_the_answer(generator: Generator) -> None:
    for example in examples(generator, 2000):
        assert numbers(example.thoughts[-1])[-1] == example.key.removeprefix("$"), example
        assert check_sums(example) > 0


@BOTH
def test_later_thoughts_use_what_is_known_by_then(generator: Generator) -> None:
    """The operands of every step were heard, or are the result of a step before."""
    for example in examples(generator, 1000):
        if "$" in example.key:
            continue  # worked out in cents
        known = {int(number) for number in numbers(example.thoughts[0])} | {2}
        for line in example.thoughts[1:]:
            match = re.match(r"[\w' ]+: (\d+)[-+*/](\d+)", line)
            assert match, line
            assert {int(match[1]), int(match[2])} <= known, example
            known.add(int(numbers(line)[-1]))


def test_a_recording_like_those_of_spoken_mqa_is_among_them() -> None:
    """Kate has 223 pennies. John has 388 pennies. How many more pennies does John have?"""
    pattern = re.compile(r"(\w+) has (\d+) (\w+)\. (\w+) has (\d+) \3\. How many more \3 does \4 have\?")
    found = [(match, e) for e in examples(word_problem, 4000) if (match := pattern.fullmatch(e.question))]
    assert found
    for match, example in found:
        assert int(example.key) == int(match[5]) - int(match[2])


def test_known_stories_are_solved() -> None:
    """By formulas that do not come from the plots."""
    solved = Counter[str]()
    patterns: dict[str, Callable[..., int]] = {
        r"(\d+) rows of chairs with (\d+) chairs in each": lambda a, b: a * b,
        r"shares (\d+) \w+ equally among (\d+) friends": lambda a, b: a // b,
        r"has (\d+) \w+\. \w+ gives (\d+) of them to": lambda a, b: a - b,
        r"has (\d+) \w+\. \w+ gives \w+ (\d+) more": lambda a, b: a + b,
        r"has (\d+) \w+\. \w+ has twice as many": lambda a: 3 * a,
        r"buys (\d+) notebooks for (\d+) dollars each and pays with (\d+) dollars": lambda a, b, c: c - a * b,
        r"off (\d+) pieces of (\d+) inches": lambda a, b: -a * b,
        r"has (\d+) cows and (\d+) chickens": lambda a, b: 4 * a + 2 * b,
    }
    for generator in (word_problem, long_word_problem):
        for example in examples(generator, 3000):
            for pattern, formula in patterns.items():
                if match := re.search(pattern, example.spoken or example.question):
                    value = formula(*map(int, match.groups()))
                    if value < 0:
                        length = re.search(r"is (\d+) inches long", example.question)
                        assert length
                        value += int(length[1])
                    assert value == int(example.key), example
                    solved[pattern] += 1
    assert set(solved) == set(patterns)


@pytest.mark.parametrize("plot", ONE_STEP + SEVERAL_STEPS, ids=lambda plot: plot.story[:40])
def test_a_plot_names_its_numbers(plot: Plot) -> None:
    """Each number is told and repeated; neither the topic nor the answer holds one; every step uses what there is."""
    for name in plot.numbers:
        assert f"{{{name}}}" in plot.story + plot.ask
        assert f"{{{name}}}" in plot.heard
        assert f"{{{name}}}" not in plot.topic + plot.answer
    assert plot.answer.count("{x}") == 1
    known = {*plot.numbers}
    for label, step in plot.steps:
        used = set(re.split(r"[-+*/]", step))
        assert {name for name in used if not name.isdigit()} <= known
        known.add(label)


def test_there_are_hundreds_of_stories() -> None:
    assert len({plot.story + plot.ask for plot in ONE_STEP}) == len(ONE_STEP) >= 280
    assert len({plot.story + plot.ask for plot in SEVERAL_STEPS}) == len(SEVERAL_STEPS) >= 250
    assert len(THINGS) == len(set(THINGS))
    assert {len(plot.steps) for plot in ONE_STEP} == {1}
    assert {len(plot.steps) for plot in SEVERAL_STEPS} == {2, 3, 4}
