"""Numbers that are only said: ``antiphon.reasoner.training.data.dictation``."""

from __future__ import annotations

import random
import re

from num2words import num2words

from antiphon.reasoner.training.data.dictation import dictation

from .rules import check, examples, numbers

DIGITS = {str(num2words(digit)): digit for digit in range(10)} | {"oh": 0}


def test_keeps_the_rules_and_varies() -> None:
    made = examples(dictation, 600)
    for example in made:
        check(example)
        assert example.category == "dictation"
    assert made == examples(dictation, 600)
    assert len({example.question for example in made}) > 300
    assert len({example.answer.split()[0] for example in made}) == 3


def test_the_answer_says_every_number_again_in_its_order() -> None:
    for example in examples(dictation, 600):
        assert numbers(example.question) == numbers(example.answer) == numbers(example.key)
        assert example.key in example.question
        assert not example.thoughts
        assert not example.opening


def spelt(words: str) -> set[str]:
    """With "and" behind the hundreds, and without."""
    return {words, words.replace(" and ", " ")}


def test_what_is_spoken_is_what_is_written_in_words() -> None:
    for example in examples(dictation, 600):
        assert not re.search(r"\d", example.spoken)
        written = example.question.rstrip(".").split(example.key)[0]
        assert example.spoken.startswith(written)
        said = example.spoken.removeprefix(written).rstrip(".").split(", ")
        for number, words in zip(numbers(example.key), said, strict=True):
            allowed = spelt(str(num2words(int(number))).replace(",", "")) | ({"oh"} if number == "0" else set())
            assert words in allowed


def test_every_digit_is_heard_often_and_alone() -> None:
    """Misheard numbers were the mistakes of a voice that was not learned from."""
    alone = [example.key for example in examples(dictation, 2000) if re.fullmatch(r"\d", example.key)]
    for digit in "0123456789":
        assert alone.count(digit) > 40


def test_what_sounds_alike_is_heard() -> None:
    said = {example.key for example in examples(dictation, 4000)}
    assert {str(teen) for teen in range(13, 20)} | {str(ten) for ten in range(20, 100, 10)} <= said


def test_all_of_its_chance_is_given() -> None:
    assert dictation(random.Random(4)) == dictation(random.Random(4))
