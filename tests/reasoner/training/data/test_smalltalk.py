"""Small talk, simple facts, and things told."""

from __future__ import annotations

import random

import pytest

from antiphon.reasoner.training.data.example import Generator
from antiphon.reasoner.training.data.smalltalk import simple_facts, small_talk, statements

from .chatting import check_chat, grams, judged
from .rules import examples

DRAWS = 20_000
GENERATORS = [small_talk, simple_facts, statements]


@pytest.mark.parametrize("generator", GENERATORS)
def test_every_example_keeps_the_rules(generator: Generator) -> None:
    for example in examples(generator, 3000):
        check_chat(example)
        assert example.category == generator.__name__
        assert not example.thoughts
        assert not example.history


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_same_chance_gives_the_same_example(generator: Generator) -> None:
    assert examples(generator, 50, seed=3) == examples(generator, 50, seed=3)
    assert examples(generator, 50, seed=3) != examples(generator, 50, seed=4)


@pytest.mark.parametrize(("generator", "least"), [(small_talk, 3000), (simple_facts, 6000), (statements, 8000)])
def test_there_is_much_to_say(generator: Generator, least: int) -> None:
    assert len({example.question for example in examples(generator, DRAWS)}) >= least


@pytest.mark.parametrize("generator", GENERATORS)
def test_nothing_is_taken_from_what_is_judged(generator: Generator) -> None:
    kept_apart = judged()
    for example in examples(generator, DRAWS, seed=1):
        assert not grams(example.question) & kept_apart, example.question


def test_a_fact_has_one_answer() -> None:
    """Whoever asks the same gets the same, in whatever words."""
    keys: dict[str, set[str]] = {}
    for example in examples(simple_facts, DRAWS):
        if example.key:
            keys.setdefault(example.question, set()).add(example.key.lower())
    assert not {question: found for question, found in keys.items() if len(found) > 1}


def test_it_says_its_name() -> None:
    rng = random.Random(0)
    talks = [small_talk(rng) for _ in range(DRAWS)]
    answers = {talk.answer for talk in talks if talk.question.startswith(("What is your name", "What's your name"))}
    assert len(answers) >= 3
    assert all("Antiphon" in answer for answer in answers)
