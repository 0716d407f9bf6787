"""Where text is cut into clauses: ``antiphon.speaker.phrasing``."""

# ruff: noqa: RUF001 (typographic characters are what is tested here)

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.speaker.options import PhrasingOptions
from antiphon.speaker.phrasing import Phrasing

OPTIONS = PhrasingOptions(first_clause_chars=24, hasty_clause_chars=0, clause_chars=60, longest_clause_chars=200)
EAGER = PhrasingOptions(first_clause_chars=8, hasty_clause_chars=0, clause_chars=8, longest_clause_chars=40)
HASTY = PhrasingOptions(hasty_clause_chars=24)


def phrase(text: str, options: PhrasingOptions = OPTIONS, *, token: int = 0) -> list[str]:
    phrasing = Phrasing(options)
    deltas = [text[i : i + token] for i in range(0, len(text), token)] if token else [text]
    clauses = [clause for delta in deltas for clause in phrasing.feed(delta)]
    return clauses + phrasing.flush()


def test_the_first_clause_is_short_and_later_ones_are_longer() -> None:
    text = (
        "Paris is the capital of France, and it has been so for a long time. It lies on the Seine, a river in the "
        "north of the country, which flows into the Channel. Many people live there."
    )
    clauses = phrase(text)
    assert clauses[0] == "Paris is the capital of France, "
    assert len(clauses) > 2
    assert all(len(clause.strip()) >= OPTIONS.clause_chars for clause in clauses[1:-1])
    assert all(clause.rstrip()[-1] in ".," for clause in clauses[1:])


def test_a_short_first_sentence_is_said_at_once() -> None:
    phrasing = Phrasing(OPTIONS)
    assert phrasing.feed("Yes.") == []
    assert phrasing.feed(" It") == ["Yes. "]


def test_a_comma_does_not_end_a_short_first_clause() -> None:
    assert Phrasing(OPTIONS).feed("Well, you see, it ") == []


@pytest.mark.parametrize("mark", [". ", "! ", "? ", "; ", ": ", ", ", " – ", "—", "... ", "… ", '." ', "\n", "。"])
def test_every_mark_ends_a_clause_that_is_long_enough(mark: str) -> None:
    first = f"The cat sat on the old mat{mark}"
    assert phrase(f"{first}then it left us") == [first, "then it left us"]


@pytest.mark.parametrize("conjunction", ["and", "but", "because", "which"])
def test_a_first_clause_may_end_before_a_conjunction(conjunction: str) -> None:
    assert phrase(f"The cat sat on the old grey mat {conjunction} it slept") == [
        "The cat sat on the old grey mat ",
        f"{conjunction} it slept",
    ]


def test_a_word_that_begins_like_a_conjunction_is_none() -> None:
    assert len(phrase("The cat sat on the old grey mat andantino slowly")) == 1


@pytest.mark.parametrize(
    "kept",
    [
        "3.14159", "1,000,000", "10:30 sharp", "Dr. Smith", "e.g. this", "U.S. troops", "a.m. today", "J. F. Kennedy",
        "St. Paul", "No. 5", "vs. them", "approx. ten", "example.com", "1.2.3", "Prof. Ada", "Nov. 23", "Ph.D. thesis",
    ],
)  # fmt: skip
def test_no_clause_ends_inside_a_number_abbreviation_or_initial(kept: str) -> None:
    text = f"We have all seen there {kept} with our own eyes."
    for token in (0, 1, 3):
        assert any(kept in clause for clause in phrase(text, EAGER, token=token))


def test_no_is_a_sentence_unless_a_number_follows() -> None:
    assert phrase("No. I will not do that.", EAGER) == ["No. ", "I will not do that."]
    assert phrase("No. 5 is alive, they say.", EAGER)[0] == "No. 5 is alive, "


def test_a_decimal_that_is_still_arriving_is_waited_for() -> None:
    phrasing = Phrasing(EAGER)
    assert phrasing.feed("The number pi is 3.") == []
    assert phrasing.feed("14") == []
    assert phrasing.feed(" and so on") == ["The number pi is 3.14 "]


def test_the_number_of_a_list_item_is_no_sentence() -> None:
    assert phrase("1. Open it.\n2. Close it.\n", EAGER) == ["1. Open it.\n", "2. Close it.\n"]
    assert phrase("12. Open it", EAGER) == ["12. Open it"]


def test_every_line_of_a_list_is_a_clause() -> None:
    assert phrase("Apples\nPears\nPlums") == ["Apples\n", "Pears\n", "Plums"]


def test_an_ellipsis_is_not_cut() -> None:
    assert phrase("Well then... let us see", EAGER) == ["Well then... ", "let us see"]


def test_without_a_mark_a_clause_ends_at_a_space() -> None:
    clauses = phrase("word " * 100, EAGER)
    assert all(len(clause) <= 40 and clause.endswith(" ") for clause in clauses)


def test_a_mark_behind_the_longest_clause_comes_too_late() -> None:
    assert phrase("It is a clause of exactly forty letters, this one", EAGER)[0] == "It is a clause of exactly forty "


def test_a_number_with_spaces_is_not_parted_where_it_can_be_helped() -> None:
    clauses = phrase("the whole population of it is 12 345 678 people", EAGER)
    assert any("12 345 678" in clause for clause in clauses)


def test_a_word_longer_than_a_clause_is_cut_hard() -> None:
    assert [len(clause) for clause in phrase("x" * 100, EAGER)] == [40, 40, 20]


def test_the_end_of_a_segment_gives_out_all_that_is_held() -> None:
    phrasing = Phrasing(OPTIONS)
    assert phrasing.feed("It is") == []
    assert phrasing.flush() == ["It is"]
    assert phrasing.flush() == []


def test_after_a_flush_of_white_space_the_first_clause_is_still_to_come() -> None:
    phrasing = Phrasing(OPTIONS)
    assert phrasing.feed("\n\n") + phrasing.flush() == ["\n\n"]
    assert phrasing.feed("Yes. It") == ["Yes. "]


_PARTS = (
    ["word", " ", " ", ".", ",", "!", "?", "...", "…", "\n", " and ", " because ", "Dr.", "e.g.", "3", "14", "1,000"],
    ['"', ")", "(", ":", ";", " – ", "—", "No.", "J.", "。", "x" * 45, "\t", "\u00a0"],
)
_PROSE = st.lists(st.one_of(*(st.sampled_from(parts) for parts in _PARTS)), max_size=60).map("".join)


@given(st.one_of(_PROSE, st.text(max_size=200)), st.integers(1, 20))
def test_clauses_joined_are_the_text_however_it_arrives(text: str, token: int) -> None:
    whole = phrase(text, EAGER)
    assert "".join(whole) == text
    assert all(0 < len(clause) <= EAGER.longest_clause_chars for clause in whole)
    assert phrase(text, EAGER, token=token) == whole


_WORDS = [
    "the",
    "capital",
    "of",
    "France",
    "is",
    "and",
    "Paris,",
    "because",
    "Dr.",
    "12",
    "well-known",
    "on",
    "U.S.",
    "No",
]
_SENTENCES = st.lists(st.sampled_from([*_WORDS, "it", "lies", "a", "river.", "yes."])).map(" ".join)


@given(_SENTENCES, st.integers(1, 20))
def test_haste_does_not_depend_on_how_the_text_arrives(text: str, token: int) -> None:
    whole = phrase(text, HASTY)
    assert "".join(whole) == text
    assert phrase(text, HASTY, token=token) == whole


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The capital of France is Paris.", "The capital of France "),
        ("Bees make honey from nectar and pollen.", "Bees make honey "),
        ("There are 365 days in a year, or 366.", "There are 365 days "),
        ("It lives near the old house of Dr. Smith in the U.S. today.", "It lives near the old house "),
        ("It costs at least 1 000 000 dollars in all.", "It costs at least 1 000 000 dollars "),
        ("Yes. It is.", "Yes. "),
    ],
)
def test_a_first_clause_is_not_waited_for_to_its_end(text: str, first: str) -> None:
    assert phrase(text, HASTY)[0] == first


def test_only_the_first_two_clauses_are_cut_in_haste() -> None:
    words = "some words here " * 30
    lengths = [len(clause) for clause in phrase(words, HASTY)]
    assert lengths[0] < 40
    assert lengths[0] < lengths[1] < 80
    assert all(length > 150 for length in lengths[2:-1])


@given(_PROSE)
def test_no_number_is_parted(text: str) -> None:
    clauses = phrase(text)
    for before, after in pairwise(clauses):
        if len(before) < OPTIONS.longest_clause_chars:
            assert not (before[-1].isdigit() and after[0].isdigit())
            assert not (before[-2:-1].isdigit() and before[-1] in ".,:" and after[0].isdigit())
