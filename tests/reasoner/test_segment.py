"""Where a segment of the answer ends: ``antiphon.reasoner.segment``."""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.segment import Segment

WORDS = st.lists(
    st.sampled_from([" one", " two,", " three.", " Dr.", ' "four."', " 5,", "6", "-", " sev", "en", "\n", " 1.", "。"])
)


def cut(pieces: list[str], tokens: int, longest: int) -> list[str]:
    """The segments into which the tokens of these texts fall."""
    segments, segment = [""], Segment(tokens, longest)
    for piece in pieces:
        if segment.ends_before(piece):
            segments.append("")
            segment = Segment(tokens, longest)
        segment.add(piece)
        segments[-1] += piece
    return segments


def words(text: str) -> list[str]:
    """One token a word, with the space before it, as the models' tokens have it."""
    return re.findall(r"\s*\S+|\s+$", text)


def test_it_ends_at_the_first_clause_behind_its_length() -> None:
    assert cut(words("One, two, three, four. Five six, seven."), 3, 99) == [
        "One, two, three,",
        " four. Five six,",
        " seven.",
    ]


def test_it_ends_between_two_words_where_no_clause_ends() -> None:
    assert cut(words("a b c d e f g"), 2, 3) == ["a b c", " d e f", " g"]


def test_it_does_not_end_within_a_word() -> None:
    assert cut([" un", "believ", "able", ",", " but", " true"], 1, 2) == [" unbelievable,", " but true"]


def test_what_has_no_words_ends_anywhere_in_the_end() -> None:
    assert [len(part) for part in cut(list("x" * 20), 2, 4)] == [8, 8, 4]


@pytest.mark.parametrize(
    "mark", [".", "!", "?", "…", ",", ";", ":", "–", "—", '."', ".”", ".’", ".)", "!]", ",*", "?»"]
)
def test_a_clause_ends_with_its_mark_and_what_closes_behind_it(mark: str) -> None:
    assert cut(["so", mark, " it"], 1, 99) == [f"so{mark}", " it"]


@pytest.mark.parametrize("mark", ["'", '"', ")", "-", "/", "%", "…x", ""])
def test_nothing_else_ends_a_clause(mark: str) -> None:
    assert cut(["so", mark, " it"], 1, 99) == [f"so{mark} it"]


@pytest.mark.parametrize("start", ["Dr.", "Mr.", "e.g.", "i.e.", "vs.", "J.", "1.", "It is:\n 2.", "It is:\n3)"])
def test_what_belongs_to_the_next_word_ends_no_clause(start: str) -> None:
    assert cut([*start, " Who"], 1, 99)[-1].endswith(f"{start[-2:]} Who")


def test_a_number_in_a_sentence_is_no_item() -> None:
    assert cut(["I", " have", " 2", ".", " And"], 1, 99) == ["I have 2.", " And"]


@pytest.mark.parametrize("number", ["3", "1"])
def test_a_mark_within_a_number_ends_no_clause(number: str) -> None:
    assert cut([number, ",", "5", "00", " km"], 1, 99) == [f"{number},500 km"]


@pytest.mark.parametrize("mark", list("。！？，；：、"))
def test_wide_marks_end_a_clause_without_a_space(mark: str) -> None:
    assert cut(["はい", mark, "いい", "え", mark], 1, 99) == [f"はい{mark}", f"いいえ{mark}"]


def test_where_no_spaces_stand_between_words_it_ends_anywhere_behind_its_longest() -> None:
    assert cut(list("日本語日本語日本語"), 2, 4) == ["日本語日", "本語日本", "語"]


def test_an_empty_segment_never_ends() -> None:
    segment = Segment(1, 1)
    assert not segment.ends_before(" so")
    segment.add("")
    assert not segment.ends_before(" so")


def test_a_long_text_is_looked_at_only_at_its_end() -> None:
    segment = Segment(1, 10_000)
    for _ in range(5000):
        segment.add("word ")
    assert len(segment._text) < 100
    segment.add("word.")
    assert segment.ends_before(" So")


@given(WORDS, st.integers(1, 12), st.integers(1, 24))
def test_segments_lose_nothing_and_keep_their_lengths(pieces: list[str], tokens: int, more: int) -> None:
    longest = tokens + more
    segments, count, segment = [""], 0, Segment(tokens, longest)
    for piece in pieces:
        if segment.ends_before(piece):
            assert count >= tokens
            glued = not piece[:1].isspace() and not segments[-1].endswith("。")
            assert not glued or count >= 2 * longest, "it ends within a word"
            segments.append("")
            count, segment = 0, Segment(tokens, longest)
        segment.add(piece)
        segments[-1] += piece
        count += 1
        assert count <= 2 * longest
    assert "".join(segments) == "".join(pieces)
