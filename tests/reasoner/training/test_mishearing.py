"""Questions as a recogniser may write them: ``antiphon.reasoner.training.mishearing``."""

from __future__ import annotations

import random
import re

import pytest

from antiphon.reasoner.training.mishearing import ALTERED, misheard

QUESTION = "Well, if I had 12 apples and gave 5 of them to Kate, how many would there be?"


def written(words: bool, draws: int = 2000) -> list[str]:
    rng = random.Random(4)
    return [misheard(QUESTION, rng, words=words) for _ in range(draws)]


@pytest.mark.parametrize("words", [False, True])
def test_digits_and_names_are_never_altered(words: bool) -> None:
    for text in written(words):
        assert re.findall(r"\d+", text) == ["12", "5"]
        assert "Kate" in text


def test_most_questions_stay_as_they_are() -> None:
    same = sum(text == QUESTION for text in written(True))
    assert same / 2000 >= 1 - ALTERED
    assert same < 2000


def test_without_words_only_marks_and_the_first_letter_change() -> None:
    for text in written(False):
        assert re.sub(r"\W", "", text).lower() == re.sub(r"\W", "", QUESTION).lower()


def test_words_are_respelt_by_one_letter_and_small_ones_get_lost() -> None:
    right = set(re.findall(r"\w+", QUESTION.lower()))
    wrong = [set(re.findall(r"\w+", text.lower())) - right for text in written(True)]
    assert max(map(len, wrong)) == 1
    assert len(set().union(*wrong)) > 20
    assert any(" of " not in text for text in written(True))


def test_a_question_without_long_words_is_left_its_words() -> None:
    rng = random.Random(1)
    assert {re.sub(r"\W", "", misheard("Go on.", rng, words=True)).lower() for _ in range(200)} == {"goon"}
