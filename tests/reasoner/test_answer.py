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


# Rests.


def resting(*parts: str, tokens: int = 1000) -> tuple[list[str], Reason | None]:
    """What is said of each part; behind each the model comes to its end, and goes on all the same."""
    answer = Answer(tokens)
    said = ["".join(answer.write(char, 1) for char in part) + answer.rest() for part in parts]
    reason = answer.reason
    assert answer.finish("stop") == "", "nothing was kept back"
    return said, reason


def test_at_a_rest_all_is_said() -> None:
    answer = Answer(100)
    assert answer.write("It is so. Yes", 9) == "It is so. Yes"
    assert answer.rest() == ""
    assert answer.reason is None
    held = Answer(100)
    assert held.write("I like tea. I like", 1) == "I like tea."
    assert held.rest() == " I like", "it could still have become a repeat"


@pytest.mark.parametrize(
    ("behind", "said"),
    [("No.", " No."), (" No.", " No."), ("\n\nNo.", "\n\nNo."), (" \n", ""), ("", ""), (".", " .")],
)
def test_text_behind_a_rest_does_not_stick_to_what_was_said(behind: str, said: str) -> None:
    assert resting("It is so", behind)[0] == ["It is so", said]


def test_text_behind_a_rest_at_which_nothing_was_said_gets_no_space() -> None:
    assert resting("", "No.", "", "Yes.")[0] == ["", "No.", "", " Yes."]


def test_a_sentence_that_is_repeated_behind_a_rest_is_the_end() -> None:
    assert resting("I like tea", "I like tea. And cake.") == (["I like tea", ""], "stop")
    assert resting("I like tea.", "And cake. I like tea. More.") == (["I like tea.", " And cake."], "stop")


def test_a_sentence_that_is_repeated_at_a_rest_is_not_heard() -> None:
    assert resting("I like tea. I like tea", "And cake.") == (["I like tea.", " And cake."], None)


def test_an_answer_that_is_over_does_not_rest() -> None:
    answer = Answer(1)
    assert answer.write("It is so. And", 3) == "It is so."
    assert (answer.rest(), answer.reason) == ("", "length")


def test_rests_make_an_answer_no_longer() -> None:
    (one, other), reason = resting("word" * 5, "more" * 40, tokens=10)
    assert reason == "length"
    assert len(one) + len(other.lstrip()) == 10 + GRACE_TOKENS


@given(st.lists(st.text(alphabet="ab .!\n1", max_size=20), max_size=5))
def test_rests_change_only_the_spaces(parts: list[str]) -> None:
    said, reason = resting(*parts)
    if reason is None:
        assert "".join(said) == "".join(said).strip()
    written = "".join("".join(parts).split())
    assert written.startswith("".join("".join(said).split())) or len(parts) > 1


# What others would say.


@pytest.mark.parametrize("label", ["User:", "Human:", "Assistant:", "USER:", "user:", " User:", "\n  human: "])
@pytest.mark.parametrize("by", [1, 2, 3, 5])
def test_what_somebody_else_would_say_is_the_end(label: str, by: int) -> None:
    assert say(f"It is so.\n{label} And why?", by=by, tokens=10_000) == ("It is so.", "stop")
    assert say(f"It is so\n\n{label} And why?\nAssistant: Well.", by=by, tokens=10_000) == ("It is so", "stop")


def test_what_somebody_else_would_say_is_the_end_also_where_it_comes_in_one_piece() -> None:
    text = "It is so.\nUser: And why?\nAssistant: Well."
    assert say(text, by=1000, tokens=10_000) == ("It is so.", "stop")


@pytest.mark.parametrize("label", ["User:", "Human:", "Assistant:"])
def test_an_answer_that_begins_as_somebody_else_is_none(label: str) -> None:
    assert say(f"{label} Hi.") == ("", "stop")


@pytest.mark.parametrize(
    "text",
    [
        "The user: a person.", "It is so. User: one.", "Users like it.", "It is so.\nUsers: many.", "It is so.\nUser",
        "Use\nHum\nAssist", "It is so.\nHumans err.", "It is so.\nMy assistant: Bob.",
    ],
)  # fmt: skip
def test_a_word_that_only_looks_like_it_is_said(text: str) -> None:
    assert say(text) == (text, "stop")


def test_what_somebody_else_would_say_behind_a_rest_is_the_end() -> None:
    assert resting("It is so.", "\nUser: And why?") == (["It is so.", ""], "stop")


@given(st.text(alphabet="ab .!\n1", max_size=60), st.integers(1, 20))
def test_the_pace_of_the_words_changes_nothing(text: str, by: int) -> None:
    assert say(text, by=by)[0] == say(text)[0]


@given(st.text(alphabet="ab .!\n1", max_size=60))
def test_only_a_beginning_of_what_was_written_is_said(text: str) -> None:
    said, _ = say(text, tokens=20)
    assert text.lstrip().startswith(said)
    assert said == said.strip()
