"""How people put things: ``antiphon.reasoner.training.data.words``."""

from __future__ import annotations

import random

import pytest
from num2words import num2words

from antiphon.reasoner.training.data.words import asked, listing, number_word, opening, spoken_dollars

from .rules import OPENING_TOKENS, check_one_clause, tokens


def test_numbers_are_said_as_num2words_says_them() -> None:
    for number in [*range(1001), 1100, 12_345, 99_999, 100_000, 654_321, 999_999]:
        assert number_word(number) == num2words(number).replace(" and ", " ").replace(",", "")


def test_a_list_has_an_oxford_comma() -> None:
    assert listing(["a"]) == "a"
    assert listing(["a", "b"]) == "a and b"
    assert listing(["a", "b", "c"], "or") == "a, b, or c"


def test_a_question_stays_whole_whatever_comes_before_and_behind() -> None:
    rng = random.Random(2)
    told = [asked(rng, "What is 2 plus 2?") for _ in range(300)]
    assert all("What is 2 plus 2?" in text for text in told)
    assert 100 < told.count("What is 2 plus 2?") < 250
    assert len(set(told)) > 25


@pytest.mark.parametrize("words", range(4, 15))
def test_an_opening_is_one_clause_of_the_right_length(words: int) -> None:
    rng = random.Random(words)
    for _ in range(200):
        text = opening(rng, " ".join(["find"] * words))
        assert tokens(text) in OPENING_TOKENS
        check_one_clause(text)


def test_a_sum_of_money_may_be_written_with_a_sign() -> None:
    rng = random.Random(3)
    assert {spoken_dollars(rng, "I had 5 dollars.") for _ in range(50)} == {
        ("I had $5.", "I had 5 dollars."),
        ("I had 5 dollars.", ""),
    }
    assert spoken_dollars(rng, "I had 5 cents.") == ("I had 5 cents.", "")
