"""Questions about what was said before."""

from __future__ import annotations

import re

from antiphon.reasoner.training.data.followups import follow_ups

from .chatting import check_chat, grams, judged
from .rules import check_numbers, examples, numbers

DRAWS = 20_000


def test_every_example_keeps_the_rules() -> None:
    for example in examples(follow_ups, 5000):
        check_chat(example)
        assert 1 <= len(example.history) <= 3
        assert all(asked and answered for asked, answered in example.history)
        if example.thoughts:
            check_numbers(example)
            assert example.key
            assert example.wrong


def test_the_same_chance_gives_the_same_example() -> None:
    assert examples(follow_ups, 50, seed=3) == examples(follow_ups, 50, seed=3)
    assert examples(follow_ups, 50, seed=3) != examples(follow_ups, 50, seed=4)


def test_there_is_much_to_ask() -> None:
    assert len({(example.history, example.question) for example in examples(follow_ups, DRAWS)}) >= 15_000


def test_what_is_remembered_was_said_by_the_user() -> None:
    """A name that is asked for stands in what the user told."""
    asked = [
        e for e in examples(follow_ups, DRAWS) if re.search(r"\bwhat is my name\b", e.question, re.IGNORECASE) and e.key
    ]
    assert asked
    for example in asked:
        assert any(example.key in told for told, _ in example.history), example


def test_what_was_not_told_is_not_known() -> None:
    asked = [e for e in examples(follow_ups, DRAWS) if e.question.endswith("my favorite color?") and not e.key]
    assert asked
    for example in asked:
        assert re.search(r"\b(?:not|cannot|no)\b", example.answer), example.answer
        assert not any("color" in told for told, _ in example.history if told.startswith(("My", "I ")))


def test_thoughts_reckon_right() -> None:
    thinking = [example for example in examples(follow_ups, DRAWS) if example.thoughts]
    assert thinking
    for example in thinking:
        a, sign, b, y = re.fullmatch(r"(\d+) ([-+*]) (\d+) = (\d+)\.", example.thoughts[-1]).groups()  # type: ignore[union-attr]
        assert {"+": int(a) + int(b), "-": int(a) - int(b), "*": int(a) * int(b)}[sign] == int(y)
        assert numbers(example.answer) == [y]


def test_nothing_is_taken_from_what_is_judged() -> None:
    kept_apart = judged()
    for example in examples(follow_ups, DRAWS, seed=1):
        assert not grams(example.question) & kept_apart, example.question
