"""One answer while it is written: ``antiphon.reasoner.answer``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.answer import GRACE_TOKENS, Answer, Reason


def say(text: str, tokens: int = 1000, reason: Reason = "stop", by: int = 1) -> tuple[str, Reason | None]:
    """All that is said of ``text``, which is written ``by`` characters at a time, each of them one token."""
    answer = Answer(tokens)
    said = [answer.write(text[start : start + by], by) for start in range(0, len(text), by)]
    said.append(answer.finish(reason))
    return "".join(said), answer.reason


def test_text_is_said_as_it_is_written() -> None:
    answer = Answer(100)
    assert answer.empty
    assert [answer.write(text, 1) for text in (" \n", "Yes", ", it", " is", ".")] == ["", "Yes", ", it", " is", "."]
    assert not answer.empty
    assert answer.finish("stop") == ""
    assert answer.reason == "stop"


def test_there_is_no_white_space_at_the_ends() -> None:
    assert say("\n\n It is so.\n Yes. \n\n") == ("It is so.\n Yes.", "stop")


@pytest.mark.parametrize("by", [1, 2, 3, 7, 1000])
def test_a_sentence_that_is_repeated_is_the_end_and_not_heard(by: int) -> None:
    text = "I like tea. Do you like it? I like tea! And cake."
    assert say(text, tokens=10_000, by=by) == ("I like tea. Do you like it?", "stop")


def test_a_repeated_last_sentence_is_not_heard() -> None:
    assert say('I like tea. "I like tea') == ("I like tea.", "stop")
    assert say("I like tea. I like tea.") == ("I like tea.", "stop")
    assert say("I like tea:\nI like tea:\nI like tea:\n") == ("I like tea:", "stop")


def test_sentences_that_begin_alike_are_both_said() -> None:
    assert say("I like tea. I like teapots. I like.") == ("I like tea. I like teapots. I like.", "stop")


def test_a_loop_that_hits_the_limit_is_not_heard() -> None:
    assert say("I like tea a lot. I like tea", reason="length") == ("I like tea a lot.", "length")
    assert say("I like tea a lot. I like cake", reason="context") == ("I like tea a lot. I like cake", "context")


def test_short_words_may_be_repeated() -> None:
    assert say("No, no. No, no. Ha! Ha! Ha!") == ("No, no. No, no. Ha! Ha! Ha!", "stop")


def test_a_long_answer_ends_with_its_sentence() -> None:
    assert say("It is so. But then again.  And more.", tokens=12) == ("It is so. But then again.", "length")
    assert say("It is so.\nBut then.", tokens=3) == ("It is so.", "length")


def test_an_answer_without_a_full_stop_ends_all_the_same() -> None:
    said, reason = say("word " * 40, tokens=10)
    assert reason == "length"
    assert len(said) == 10 + GRACE_TOKENS


@pytest.mark.parametrize("start", ["1. Flour", "Dr. Who", "It is e.g. red", "J. S. Bach", "It is 3.5 km"])
def test_not_every_full_stop_ends_a_sentence(start: str) -> None:
    assert say(f"{start} so. And", tokens=1) == (f"{start} so.", "length")


def test_other_writing_systems_have_full_stops_too() -> None:
    assert say("はい。いいえ。", tokens=2) == ("はい。", "length")


def test_what_comes_behind_the_end_is_dropped() -> None:
    answer = Answer(1)
    assert answer.write("It is so. And", 3) == "It is so."
    assert answer.write(" more", 1) == ""
    assert answer.finish("stop") == ""
    assert answer.reason == "length"


@given(st.text(alphabet="ab .!\n1", max_size=60), st.integers(1, 20))
def test_the_pace_of_the_words_changes_nothing(text: str, by: int) -> None:
    assert say(text, by=by)[0] == say(text)[0]


@given(st.text(alphabet="ab .!\n1", max_size=60))
def test_only_a_beginning_of_what_was_written_is_said(text: str) -> None:
    said, _ = say(text, tokens=20)
    assert text.lstrip().startswith(said)
    assert said == said.strip()
