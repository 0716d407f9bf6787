"""Tokens to text while they come: ``antiphon.reasoner.detokenizer``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models

from antiphon.reasoner.detokenizer import Detokenizer

from .scripted import byte_tokenizer

BYTES = byte_tokenizer()


def written(text: str) -> list[int]:
    tokens: list[int] = BYTES.encode(text, add_special_tokens=False).ids
    return tokens


def test_a_character_comes_with_its_last_token() -> None:
    text = Detokenizer(BYTES)
    assert [text.push(token) for token in written("a🎉b")] == ["a", "", "", "", "🎉", "b"]
    assert text.flush() == ""


@given(st.text())
def test_nothing_is_lost_or_changed(text: str) -> None:
    detokenizer = Detokenizer(BYTES)
    pieces = [detokenizer.push(token) for token in written(text)]
    assert "".join(pieces) + detokenizer.flush() == text


@given(st.lists(st.integers(0, 255)))
def test_broken_bytes_are_left_out_and_hold_up_nothing(tokens: list[int]) -> None:
    detokenizer = Detokenizer(BYTES)
    for token in tokens:
        assert "\N{REPLACEMENT CHARACTER}" not in detokenizer.push(token)
    # A good character behind at most eight bad bytes comes out.
    behind = [detokenizer.push(token) for token in written("x" * 9)]
    assert "x" in "".join(behind)


def test_a_character_that_never_ends_is_left_out() -> None:
    detokenizer = Detokenizer(BYTES)
    pieces = [detokenizer.push(token) for token in written("a🎉")[:-1]]
    assert "".join(pieces) + detokenizer.flush() == "a"


@pytest.mark.parametrize("words", [["▁Hello", "▁there", "!"], ["Hello", "▁", "▁there"]])
def test_white_space_between_words_is_kept_where_the_decoder_takes_it_off_the_first(words: list[str]) -> None:
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="!"))
    tokenizer.decoder = decoders.Metaspace()
    detokenizer = Detokenizer(tokenizer)
    assert "".join(detokenizer.push(number) for number in range(len(words))) == tokenizer.decode([0, 1, 2])


def test_it_tells_while_a_character_is_not_complete() -> None:
    text = Detokenizer(BYTES)
    states = []
    for token in written("a🎉b"):
        text.push(token)
        states.append(text.holding)
    assert states == [False, True, True, True, False, False]


def test_it_holds_nothing_behind_its_end() -> None:
    text = Detokenizer(BYTES)
    text.push(written("🎉")[0])
    text.flush()
    assert not text.holding


@given(st.lists(st.integers(0, 255), max_size=20), st.lists(st.integers(0, 255), max_size=3))
def test_a_token_that_is_only_looked_at_changes_nothing(tokens: list[int], looked_at: list[int]) -> None:
    """Whatever is looked at, and however often; what is seen of a token is what comes of it."""
    text, other = Detokenizer(BYTES), Detokenizer(BYTES)
    for token in tokens:
        for one in looked_at:
            text.peek(one)
        seen = text.peek(token)
        assert text.holding == other.holding
        assert text.push(token) == seen == other.push(token)
    assert text.flush() == other.flush()
