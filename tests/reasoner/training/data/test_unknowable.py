"""Questions that have no honest answer but "I do not know" and "I cannot"."""

from __future__ import annotations

import re

from antiphon.reasoner.training.data.unknowable import unknowable

from .chatting import check_chat, grams, judged
from .rules import examples

DRAWS = 20_000
HONEST = re.compile(
    r"\b(?:cannot|not|no|nobody|never|unknown|sorry|only|nothing|neither|beyond|doctor|lawyer|professional|emergency)\b|"
    r"\b(?:mean|again|missed)\b|you know them better|yourself|more than I know",
    re.IGNORECASE,
)


def test_every_example_keeps_the_rules() -> None:
    for example in examples(unknowable, 5000):
        check_chat(example)
        assert not example.thoughts
        assert not example.key


def test_nothing_is_invented() -> None:
    """No answer holds a number, or leaves open that it does not know."""
    for example in examples(unknowable, DRAWS):
        assert not re.search(r"\d", example.answer), example.answer
        assert HONEST.search(example.answer), example.answer


def test_the_same_chance_gives_the_same_example() -> None:
    assert examples(unknowable, 50, seed=3) == examples(unknowable, 50, seed=3)
    assert examples(unknowable, 50, seed=3) != examples(unknowable, 50, seed=4)


def test_it_is_very_broad() -> None:
    assert len({example.question for example in examples(unknowable, DRAWS)}) >= 9000


def test_nothing_is_taken_from_what_is_judged() -> None:
    kept_apart = judged()
    for example in examples(unknowable, DRAWS, seed=1):
        assert not grams(example.question) & kept_apart, example.question


def test_emergencies_are_sent_to_the_emergency_number() -> None:
    urgent = [e for e in examples(unknowable, DRAWS) if re.search(r"not breathing|on fire|heart attack", e.question)]
    assert urgent
    assert all("emergency number" in example.answer for example in urgent)
