"""Counting things: ``antiphon.reasoner.training.data.counting``."""

from __future__ import annotations

import re

from antiphon.reasoner.training.data.counting import KINDS, object_counting

from .rules import check_generator, examples

AMOUNTS = {"a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5}
SINGULAR = {plural: noun for members in KINDS.values() for noun, plural in members.items()}
CLASSIC = re.compile(r"I have (.*)\. How many ([a-z ]+) do I have\?")


def test_keeps_the_rules() -> None:
    check_generator(object_counting, "object_counting", most_tokens=150)


def test_the_answer_is_what_a_parser_of_the_question_counts() -> None:
    """In the words of BIG-Bench Hard."""
    parsed = 0
    for example in examples(object_counting, 3000):
        match = CLASSIC.fullmatch(example.question)
        items = re.split(r",? and |, ", match[1]) if match else []
        if not match or any(item.split()[0] not in AMOUNTS for item in items):
            continue
        total = 0
        for item in items:
            word, noun = item.split(" ", 1)
            total += AMOUNTS[word] * (SINGULAR.get(noun, noun) in KINDS[match[2]])
        assert example.key == str(total), example
        parsed += 1
    assert parsed > 1500


def test_the_answer_follows_from_the_thoughts() -> None:
    for example in examples(object_counting, 2000):
        total = 0
        for line in example.thoughts[1:]:
            match = re.fullmatch(r".+ (\d+|no): (\d+)", line)
            assert match, line
            total += 0 if match[1] == "no" else int(match[1])
            assert total == int(match[2])
        assert example.key == str(total)


def test_names_two_to_twelve_things_and_sometimes_others_beside() -> None:
    made = examples(object_counting, 1000)
    assert {len(example.thoughts) - 1 for example in made} >= set(range(2, 13))
    beside = sum(any(" no: " in line for line in example.thoughts) for example in made)
    assert 300 < beside < 700


def test_no_thing_is_of_two_kinds_that_meet() -> None:
    """A car is an object and a vehicle, but never has to be left out while the other is counted."""
    for example in examples(object_counting, 2000):
        kind = example.thoughts[0].rstrip(".")
        for line in example.thoughts[1:]:
            if " no: " in line:
                noun = line.split(" no: ")[0]
                assert SINGULAR.get(noun, noun) not in KINDS[kind]


def test_one_is_said_in_the_singular() -> None:
    ones = [example for example in examples(object_counting, 3000) if example.key == "1"]
    assert ones
    assert not [example.answer for example in ones if re.search(r"\b1 \w+s\b|There are 1", example.answer)]
