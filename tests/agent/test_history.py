"""What was said by both sides, as it was heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.history import LONGEST, History
from antiphon.transport.errors import InputError
from antiphon.transport.messages import Item


def user(name: str, text: str = "Hello?") -> Item:
    return Item(name, "user", text)


def test_it_holds_what_was_heard() -> None:
    history = History()
    history.add(user("q", "Who was Bach?"))
    history.add(Item("a", "assistant", ""))
    assert history.word("a", "A composer of", cut=True)
    assert history.items() == (user("q", "Who was Bach?"), Item("a", "assistant", "A composer of", cut=True))


def test_the_latest_wording_wins() -> None:
    history = History()
    history.add(user("q", "Who"))
    history.word("q", "Who was Bach?")
    history.word("q", "Who was Bach really?")
    assert history.text("q") == "Who was Bach really?"


def test_what_was_dropped_takes_no_words() -> None:
    history = History()
    history.add(user("q"))
    assert history.drop("q")
    assert not history.word("q", "Yes?")
    assert not history.drop("q")
    assert history.items() == ()


def test_an_item_without_words_holds_its_place_and_is_not_told() -> None:
    history = History()
    history.add(user("q", ""))
    history.add(user("r"))
    assert history.items() == (user("r"),)
    assert history.before("r") == ""
    history.word("q", "First.")
    assert [item.id for item in history.items()] == ["q", "r"]
    assert history.before("r") == "q"


def test_a_new_item_goes_where_it_is_wanted() -> None:
    history = History()
    for name, after in (("a", None), ("b", None), ("first", ""), ("between", "a"), ("last", "b")):
        history.add(user(name), after)
    assert [item.id for item in history.items()] == ["first", "a", "between", "b", "last"]


@pytest.mark.parametrize(("item", "after"), [("a", None), ("b", "nowhere")])
def test_what_cannot_be_put_anywhere_is_refused(item: str, after: str | None) -> None:
    history = History()
    history.add(user("a"))
    with pytest.raises(InputError, match=r"identifier of its own|no item 'nowhere'"):
        history.add(user(item), after)
    assert len(history) == 1


@given(st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30))))
def test_whatever_is_added_keeps_the_order_of_the_rest(wanted: list[tuple[int, int | None]]) -> None:
    history, order = History(), []
    for name, after in wanted:
        if str(name) in order or (after is not None and str(after) not in order):
            continue
        history.add(user(str(name)), None if after is None else str(after))
        order.insert(len(order) if after is None else order.index(str(after)) + 1, str(name))
    assert [item.id for item in history.items()] == order


def test_it_is_bounded() -> None:
    history = History()
    for number in range(LONGEST + 5):
        history.add(user(str(number)))
    assert len(history) == LONGEST
    assert history.items()[0].id == "5"
