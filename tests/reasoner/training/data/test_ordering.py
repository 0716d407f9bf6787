"""What is more, what comes first: ``antiphon.reasoner.training.data.ordering``."""

# ruff: noqa: SIM905 (a long list of words reads better so)

from __future__ import annotations

import re

from antiphon.reasoner.training.data.ordering import comparisons, sorting

from .rules import check_generator, examples, numbers
from .test_measures import size

LARGER = "larger bigger greater largest biggest greatest older oldest heavier heaviest taller tallest further furthest \
richer richest longer more".split()
MORE_THAN = re.compile(r"(\w+) is (taller|older|faster|stronger|heavier|richer) than (\w+)")
LESS_THAN = re.compile(r"(\w+) is (shorter|younger|slower|weaker|lighter|poorer) than (\w+)")


def test_keep_the_rules() -> None:
    check_generator(comparisons, "comparisons")
    check_generator(sorting, "sorting")


def test_numbers_are_compared_right() -> None:
    found = 0
    for example in examples(comparisons, 3000):
        word = example.thoughts[0].partition(":")[0]
        if re.fullmatch(r"\d+", example.key):
            values = [int(number) for number in numbers(example.question)]
            assert int(example.key) == (max(values) if word in LARGER else min(values)), example
            found += 1
    assert found > 400


def test_people_are_compared_right() -> None:
    found = 0
    for example in examples(comparisons, 3000):
        word, _, heard = example.thoughts[0].partition(": ")
        people = dict(re.findall(r"([A-Z]\w+) (\d+)", heard))
        if people and example.key in people:
            assert all(re.search(rf"{name} \w+ {value}\b", example.question) for name, value in people.items())
            best = (max if word.split()[0] in LARGER and "behind" not in word else min)(people.values(), key=int)
            assert people[example.key] == best, example
            found += 1
    assert found > 800


def test_an_order_that_is_told_is_put_together_right() -> None:
    found = 0
    for example in examples(comparisons, 3000):
        above = {(a, b) for a, _, b in MORE_THAN.findall(example.question)}
        above |= {(b, a) for a, _, b in LESS_THAN.findall(example.question)}
        if above:
            top = bool(re.search(r"tallest|oldest|fastest|strongest|heaviest|richest", example.question))
            ends = (
                {a for a, _ in above} - {b for _, b in above} if top else {b for _, b in above} - {a for a, _ in above}
            )
            assert ends == {example.key}, example
            found += 1
    assert found > 400


def test_amounts_in_two_units_are_compared_right() -> None:
    found = 0
    for example in examples(comparisons, 3000):
        word, _, heard = example.thoughts[0].partition(": ")
        if re.match(r"\d+ [a-z]", example.key):
            sides = sorted(heard.split(", "), key=size)
            assert size(sides[0]) < size(sides[1])
            assert example.key == sides[word in LARGER], example
            found += 1
    assert found > 400


def test_what_is_sorted_is_in_order() -> None:
    for example in examples(sorting, 3000):
        items = re.split(r", and |, ", example.key)
        if items[0].isdigit():
            values = [int(item) for item in items]
            down = re.search(r"largest to|biggest to|high to", example.question) is not None
            assert values == sorted(values, reverse=down), example
            assert sorted(values) == sorted(map(int, numbers(example.question)))
        else:
            assert items == sorted(items), example
            assert all(re.search(rf"\b{item}\b", example.question) for item in items)
        assert 3 <= len(items) <= 6
        found = [line.split()[-1] for line in example.thoughts[1:]]
        assert found == items, example
