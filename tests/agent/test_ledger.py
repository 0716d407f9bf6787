"""Which words were heard."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.ledger import Ledger
from antiphon.transport.messages import Word

WORDS = st.lists(
    st.tuples(st.text(min_size=1, max_size=6), st.floats(0, 400), st.floats(0, 400)).map(
        lambda parts: Word(parts[0], min(parts[1:]), max(parts[1:]))
    ),
    max_size=6,
)
CHUNKS = st.lists(st.tuples(WORDS, st.floats(0, 500)), max_size=6)


def ledger_of(chunks: list[tuple[list[Word], float]]) -> Ledger:
    ledger = Ledger()
    for words, duration_ms in chunks:
        ledger.append(words, duration_ms)
    return ledger


def test_a_word_counts_once_half_of_it_was_played() -> None:
    ledger = ledger_of([([Word("one ", 0, 100), Word("two ", 100, 300)], 300), ([Word("three", 0, 100)], 100)])
    assert ledger.heard(49) == ""
    assert ledger.heard(50) == "one "
    assert ledger.heard(199) == "one "
    assert ledger.heard(200) == "one two "
    assert ledger.heard(349) == "one two "
    assert ledger.heard(350) == "one two three"


def test_at_the_end_everything_was_heard_even_words_without_sound() -> None:
    ledger = ledger_of([([Word("yes", 0, 200), Word(" 好", 200, 200)], 200)])
    assert ledger.heard(200) == "yes 好"


def test_the_words_that_were_heard_are_told_with_their_starts() -> None:
    ledger = ledger_of([([Word("one ", 10, 100), Word("two ", 100, 300)], 300), ([Word("three", 0, 100)], 100)])
    assert ledger.words(200) == [("one ", 10), ("two ", 100)]
    assert ledger.words(400) == [("one ", 10), ("two ", 100), ("three", 300)]
    ledger.truncate(200)
    assert ledger.words(400) == [("one ", 10), ("two ", 100)]


def test_nothing_is_heard_before_the_start() -> None:
    assert ledger_of([([Word("a", 0, 0)], 10)]).heard(0) == ""


def test_a_word_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends too early"):
        Ledger().append([Word("a", 20, 10)], 30)


@given(CHUNKS, st.lists(st.floats(0, 4000), min_size=2))
def test_what_was_heard_only_grows_and_is_always_a_beginning(
    chunks: list[tuple[list[Word], float]], positions: list[float]
) -> None:
    ledger = ledger_of(chunks)
    heard = [ledger.heard(position) for position in sorted(positions)]
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(heard))
    assert all(ledger.text.startswith(text) for text in heard)
    if ledger.duration_ms > 0:
        assert ledger.heard(ledger.duration_ms) == ledger.text


@given(CHUNKS, st.floats(0, 4000))
def test_truncating_keeps_what_was_heard_and_forgets_the_rest(
    chunks: list[tuple[list[Word], float]], position: float
) -> None:
    ledger = ledger_of(chunks)
    text = ledger.text
    ledger.truncate(position)
    assert ledger.duration_ms <= position
    assert text.startswith(ledger.text)
    ledger.append([Word("!", 0, 10)], 10)
    assert ledger.heard(ledger.duration_ms) == ledger.text
