"""What was said by both sides, as it was heard."""

from __future__ import annotations

from antiphon.agent.history import LONGEST, History
from antiphon.transport.messages import PastTurn


def test_the_history_holds_what_was_heard() -> None:
    history = History()
    history.user(1, "Who was Bach?")
    assert history.answer(1, "A composer of", cut=True)
    assert history.past() == (PastTurn(1, "Who was Bach?", "A composer of", answer_cut=True),)


def test_a_later_wording_and_a_later_truncation_win() -> None:
    history = History()
    history.user(1, "Who")
    history.user(1, "Who was Bach?")
    history.answer(1, "A composer.", cut=False)
    history.answer(1, "A", cut=True)
    assert history.past() == (PastTurn(1, "Who was Bach?", "A", answer_cut=True),)


def test_a_dropped_turn_takes_no_answer() -> None:
    history = History()
    history.user(1, "um")
    history.drop(1)
    assert not history.answer(1, "Yes?", cut=False)
    assert history.past() == ()


def test_only_what_came_before_a_turn() -> None:
    history = History()
    for turn in (1, 2, 3):
        history.user(turn, str(turn))
    assert [past.turn for past in history.past(before=3)] == [1, 2]


def test_it_is_bounded() -> None:
    history = History()
    for turn in range(LONGEST + 5):
        history.user(turn, "more")
    assert len(history.past()) == LONGEST
    assert history.past()[0].turn == 5
