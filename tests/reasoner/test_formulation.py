"""The formulation brain, token by token: ``antiphon.reasoner.formulation``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.detokenizer import Detokenizer
from antiphon.reasoner.engine import Stream
from antiphon.reasoner.formulation import Formulation, Known
from antiphon.reasoner.thoughts import CLOSE

from .scripted import byte_tokenizer, written_as

WORDS = [b"</", b"think", b"</think", b">\n\n", b"nk>", b"</th", b"ink>So", b".\n</", b"\xa9</", b"a<", b"\n\xc3"]
TOKENIZER = byte_tokenizer(special=(), words=WORDS)
TOKENS = st.lists(st.integers(0, TOKENIZER.get_vocab_size() - 1), max_size=30)
BEGINS = 7
"""What the stream has read before."""


def tokens_of(*texts: str) -> list[int]:
    """Each text is one token where there is such a one; else each of its bytes is."""
    tokens: list[int] = []
    for text in texts:
        parts = [text.encode()] if text.encode() in WORDS else [bytes([byte]) for byte in text.encode()]
        tokens += [cast(int, TOKENIZER.token_to_id(written_as(part))) for part in parts]
    return tokens


class Thinking:
    """A formulation brain whose model writes ``tokens``; what was known behind each of them, and what was told."""

    def __init__(self, tokens: Sequence[int], opening: str = "", end_after: int | None = None) -> None:
        self.told: list[tuple[str, int]] = []
        self.known: list[Known] = []
        self.left = False
        """The model was told that no more is wanted."""
        self.brain = Formulation(cast(Stream, None), BEGINS, Detokenizer(TOKENIZER), opening, self._tell)
        self._tokens = tokens
        self._end_after = end_after
        self.first = self.brain.known
        asyncio.run(self.brain.think(self._write(), self._note))

    @property
    def thought(self) -> str:
        return "".join(text for text, _ in self.told)

    async def _write(self) -> AsyncGenerator[int, None]:
        try:
            for number, token in enumerate(self._tokens):
                if number == self._end_after:
                    self.brain.end()
                yield token
        finally:
            self.left = True

    async def _tell(self, text: str, tokens: int) -> None:
        self.told.append((text, tokens))

    def _note(self) -> None:
        self.known.append(self.brain.known)


def test_thoughts_are_told_as_they_come_and_known_token_by_token() -> None:
    thinking = Thinking(tokens_of("So. é"))
    assert thinking.told == [("S", 1), ("o", 1), (".", 1), (" ", 1), ("é", 2)]
    assert [known.tokens for known in thinking.known] == [1, 2, 3, 4, 4, 6]
    assert [known.length for known in thinking.known] == [BEGINS + known.tokens for known in thinking.known]


def test_the_words_that_were_put_into_its_mouth_come_first_and_are_none_of_its_tokens() -> None:
    thinking = Thinking(tokens_of("So."), opening="Let me see.")
    assert thinking.told == [("Let me see.S", 1), ("o", 1), (".", 1)]
    assert thinking.brain.known.tokens == 3


@pytest.mark.parametrize("opening", ["", "Let me see."])
def test_a_model_that_has_nothing_to_add_has_thought_its_first_words(opening: str) -> None:
    thinking = Thinking([], opening)
    assert thinking.thought == opening
    assert thinking.brain.known == Known(0, BEGINS, ends_line=not opening)


@pytest.mark.parametrize(
    "close", [("</think>",), ("</", "think", ">"), ("</think", ">\n\n"), ("</th", "ink>So"), ("<", "/", "think>")]
)
@pytest.mark.parametrize("end", ["", "\n", "."])
def test_the_end_of_the_thoughts_is_none_of_them_however_it_is_written(close: tuple[str, ...], end: str) -> None:
    thinking = Thinking(tokens_of(f"Well{end}", *close, "CANARY"))
    assert thinking.thought == f"Well{end}"
    assert thinking.brain.known == Known(4 + len(end), BEGINS + 4 + len(end), ends_line=end == "\n")
    assert thinking.left
    assert sum(count for _, count in thinking.told) == len(tokens_of(f"Well{end}", *close))


def test_a_token_that_begins_the_end_is_not_known_though_its_first_letters_are_a_thought() -> None:
    thinking = Thinking(tokens_of("Well", ".\n</", "think", ">"))
    assert thinking.thought == "Well.\n"
    assert thinking.brain.known == Known(4, BEGINS + 4, ends_line=False)


def test_what_only_looked_like_the_end_is_known_once_it_is_certain() -> None:
    thinking = Thinking(tokens_of("a<", "b"))
    assert [known.tokens for known in thinking.known] == [0, 2]
    assert thinking.thought == "a<b"


@pytest.mark.parametrize("end_after", [0, 1, 3])
def test_it_stops_at_the_next_token_where_it_is_to(end_after: int) -> None:
    thinking = Thinking(tokens_of("So it is."), end_after=end_after)
    assert thinking.thought == "So it is."[:end_after]
    assert thinking.brain.known.tokens == end_after
    assert thinking.left


def test_it_tells_whether_what_is_known_ends_with_a_line() -> None:
    thinking = Thinking(tokens_of("a\n\né\n<", "b\n", "</"))
    ends = {known.tokens: known.ends_line for known in thinking.known}
    assert ends == {1: False, 2: True, 3: True, 5: False, 6: True, 8: False, 9: True}


def test_known_thoughts_do_not_change_when_others_are_added() -> None:
    thinking = Thinking(tokens_of("abc"))
    assert thinking.first == Known(0, BEGINS, ends_line=True)
    assert [known.tokens for known in thinking.known] == [1, 2, 3]


@given(TOKENS, st.booleans(), st.sampled_from(["", "Let me see."]))
def test_what_is_known_is_no_part_of_the_end_nor_of_a_character(tokens: list[int], closes: bool, opening: str) -> None:
    """Whatever the tokens: so what closes the thoughts can be put behind it at any time."""
    tokens = tokens + (tokens_of("</", "think", ">") if closes else [])
    thinking = Thinking(tokens, opening)
    for known in [thinking.first, *thinking.known, thinking.brain.known]:
        text = Detokenizer(TOKENIZER)
        whole = "".join(text.push(token) for token in tokens[: known.tokens])
        assert not text.holding, "it ends within a character"
        assert CLOSE not in whole
        assert not any(whole.endswith(CLOSE[:length]) for length in range(1, len(CLOSE)))
        # What is told is at least what is known.
        assert thinking.thought.startswith(opening + whole)
        if whole:
            assert known.ends_line == whole.endswith("\n")
    assert sum(count for _, count in thinking.told) <= len(tokens)
    assert CLOSE not in thinking.thought
