"""Which words are meant to stop the agent: ``antiphon.agent.backchannels``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.backchannels import content_words


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


@given(st.text())
def test_any_text_has_a_count(text: str) -> None:
    assert 0 <= content_words(text) <= len(text)
