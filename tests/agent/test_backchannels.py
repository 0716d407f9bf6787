"""Which words are meant to stop the agent: ``antiphon.agent.backchannels``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.backchannels import SHORT_MS, content_words, is_meant


@pytest.mark.parametrize(
    "text",
    [
        "", "...", "Mm-hm.", "Mm-hmm", "Mhm.", "Hmm.", "Uh-huh.", "Yeah.", "Yeah, yeah.", "Yes.", "Okay.", "OK",
        "Right.",
        "I see.", "Oh, really?", "Of course.", "That's right.", "Great!", "Wow.", "Ah.", "Huh?", "you", "You.",
        "[coughing]", "(sighs)", "*clears throat*", "Thanks.", "All right.", "Very good.", "Uh-huh, I got it.",
    ],
)  # fmt: skip
def test_what_listeners_say_stops_nobody(text: str) -> None:
    assert content_words(text) == 0
    assert not is_meant(text, 5000)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Stop.", 1),
        ("No.", 1),
        ("Wait, wait!", 2),
        ("What?", 1),
        ("Yes, but why?", 2),
        ("Okay, stop that now.", 2),
        ("42", 1),
        ("Don't.", 1),
        ("Nein, danke.", 2),
        ("等等", 1),
    ],
)
def test_words_for_the_agent_are_counted(text: str, count: int) -> None:
    assert content_words(text) == count


@pytest.mark.parametrize("text", ["and then", "Mama.", "And time.", "I'm a...", "Ehuh.", "Uh-uh."])
def test_words_that_a_recogniser_makes_of_a_hum_are_not_meant(text: str) -> None:
    assert not is_meant(text, 500)


@pytest.mark.parametrize("text", ["Stop.", "Wait.", "No.", "What?", "Hey!", "Louder."])
def test_one_short_word_is_enough_where_it_can_only_be_meant(text: str) -> None:
    assert is_meant(text, 200)


def test_two_words_are_meant_and_so_is_one_that_took_its_time() -> None:
    assert is_meant("Tell me a joke.", 500)
    assert is_meant("Saskatchewan.", SHORT_MS)
    assert not is_meant("Saskatchewan.", SHORT_MS - 1)
    assert not is_meant("Mm-hm, yeah.", 5000)


@given(st.text())
def test_any_text_has_a_count(text: str) -> None:
    assert 0 <= content_words(text) <= len(text)
