"""All generators together: ``antiphon.reasoner.training.data``."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from antiphon.reasoner.training import data
from antiphon.reasoner.training.data import READ_SHARES, SHARES, Example, Generator, example
from antiphon.reasoner.training.data.plots import THINGS
from antiphon.reasoner.training.data.words import number_word

from .rules import check, examples, tokens

COUNT = 4000
LONGEST_QUESTION, LONGEST_ANSWER = 320, 60
"""In tokens: what fits beside thoughts into a row of a batch, and what can be said in two sentences."""
NUMBER_WORDS = {*(number_word(number) for number in range(100)), "hundred", "thousand", "dozen"} - {"one"}
"""Without "one", which is said of much that is not counted: "one by one"."""


@cache
def made() -> list[Example]:
    return [example(3, number) for number in range(COUNT)]


@pytest.mark.parametrize("read", [False, True], ids=["spoken", "read"])
def test_every_generator_is_called_by_its_share(monkeypatch: pytest.MonkeyPatch, read: bool) -> None:
    name, shares = ("READ_SHARES", READ_SHARES) if read else ("SHARES", SHARES)
    called: Counter[str] = Counter()

    def counted(generator: Generator) -> Generator:
        def generate(rng: random.Random) -> Example:
            called[generator.__name__] += 1
            return Example(generator.__name__, "What?", "That.")

        return generate

    monkeypatch.setattr(data, name, {counted(generator): share for generator, share in shares.items()})
    for number in range(20_000):
        example(0, number, read=read)
    whole = sum(shares.values())
    for generator, share in shares.items():
        assert called[generator.__name__] / 20_000 == pytest.approx(share / whole, rel=0.25, abs=0.002)


def test_an_example_is_the_same_for_its_seed_and_number() -> None:
    again = [example(3, number) for number in reversed(range(300))]
    assert again == made()[299::-1]
    assert [example(4, number) for number in range(50)] != made()[:50]


def test_hardly_any_question_comes_twice() -> None:
    thoughtful = [each.question for each in made() if each.thoughts]
    assert len(set(thoughtful)) > 0.985 * len(thoughtful)


def checked(example: Example) -> None:
    """A club's year, as in "Schalke 04", is read as the number that it is by ``speech.spell``: it is not misread."""
    check(replace(example, question=re.sub(r"\b0(?=\d\b)", "", example.question)))


def test_every_example_keeps_the_rules() -> None:
    for each in made():
        checked(each)


@pytest.mark.parametrize("generator", SHARES, ids=lambda generator: generator.__name__)
def test_every_generator_keeps_the_rules(generator: Generator) -> None:
    for each in examples(generator, 100, seed=9):
        checked(each)


def test_where_there_are_thoughts_there_are_an_answer_to_find_and_an_opening() -> None:
    for each in made():
        if each.thoughts:
            assert each.key
            assert each.opening
            assert not each.wrong or each.wrong != each.answer
        else:
            assert not each.opening
            assert not each.asides
            assert not each.wrong


def test_an_opening_names_nothing_that_may_be_misheard() -> None:
    """No person, no place, no number, and no thing of a story: whoever hears a wrong one knows it at once."""
    for each in made():
        _, *words = re.findall(r"[^\W_]+", each.opening) or [""]
        assert not [word for word in words if word != "I" and word[0].isupper()], each.opening
        assert not re.search(r"\d", each.opening), each.opening
        assert not NUMBER_WORDS.intersection(words), each.opening
        if "word_problem" in each.category:
            assert not set(THINGS).intersection(words), each.opening


def test_thoughts_are_no_turn_and_no_answer_line_of_their_own() -> None:
    """The line "answer: ..." is added to them, and tells that they are complete."""
    for each in made():
        assert not [step for step in each.thoughts if step.startswith("answer:")]
        for text in (each.question, each.answer, *each.thoughts, *(part for turn in each.history for part in turn)):
            assert not re.search(r"</?think|<\||<audio", text), text


def test_there_is_enough_to_think_about_and_enough_that_needs_none() -> None:
    share = sum(bool(each.thoughts) for each in made()) / COUNT
    assert 0.6 < share < 0.9


def test_nothing_is_too_long() -> None:
    for each in made():
        assert tokens(each.question) <= LONGEST_QUESTION, each.question
        assert tokens(each.answer) <= LONGEST_ANSWER, each.answer


def test_earlier_turns_are_whole() -> None:
    with_history = [each for each in made() if each.history]
    assert with_history
    for each in with_history:
        assert all(asked.strip() and answered.strip() for asked, answered in each.history)
