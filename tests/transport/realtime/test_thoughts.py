"""What is told of the reasoning."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from antiphon.transport.realtime.thoughts import Digest

THOUGHTS = "They ask: what is pi? It is 3.14 or so.\n\n  I say it short.  Then I stop.\nOr not\n"


def test_all_of_it_is_told_at_once() -> None:
    digest = Digest("full")
    assert digest.feed("They") == "They"
    assert digest.feed(" ask") == " ask"
    assert digest.flush() == ""
    assert digest.text == "They ask"


@given(cuts=st.lists(st.integers(0, len(THOUGHTS)), max_size=10))
def test_the_summary_is_the_first_sentence_of_each_paragraph(cuts: list[int]) -> None:
    digest = Digest("summary")
    places = [0, *sorted(cuts), len(THOUGHTS)]
    told = "".join(digest.feed(THOUGHTS[start:end]) for start, end in pairwise(places)) + digest.flush()
    assert told == digest.text == "They ask:\nI say it short.\nOr not\n"


def test_what_has_no_end_is_told_at_the_end() -> None:
    digest = Digest("summary")
    assert digest.feed("It is 3.14") == ""
    assert digest.flush() == "It is 3.14\n"
    assert digest.flush() == ""
