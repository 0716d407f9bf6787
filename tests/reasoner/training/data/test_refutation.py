"""The search for an exception finds one where there is one, and shows that there is none where there is not."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.training.data.logic import Case
from antiphon.reasoner.training.data.refutation import Rule, merged, search, written

CASES = st.dictionaries(st.sampled_from("ABCD"), st.booleans(), min_size=1, max_size=3).map(
    lambda kind: tuple(kind.items())
)
RULES = st.lists(CASES, max_size=7).map(lambda found: [Rule(str(at), one) for at, one in enumerate(found, 1)])


def possible(start: Case, rules: list[Rule]) -> bool:
    for values in itertools.product((False, True), repeat=4):
        kind = dict(zip("ABCD", values, strict=True))
        if all(kind[a] == sign for a, sign in start) and not any(
            all(kind[a] == sign for a, sign in rule.forbidden) for rule in rules
        ):
            return True
    return False


@given(st.lists(CASES, min_size=1, max_size=3), RULES)
def test_the_last_step_tells_whether_somebody_is_possible(starts: list[Case], rules: list[Rule]) -> None:
    steps = list(search(starts, rules))
    assert (steps[-1].what == "fit") == any(possible(start, rules) for start in starts)
    assert [step.text for step in steps if re.search(r"\b(in)?valid\b", step.text)] == [steps[-1].text]


def texts(starts: list[str], rules: list[str]) -> list[str]:
    def case(text: str) -> Case:
        return tuple((letter, not sign) for sign, letter in re.findall(r"(not )?([A-Z])", text))

    return [step.text for step in search(list(map(case, starts)), [Rule(r.split(":")[0], case(r)) for r in rules])]


def test_a_rule_that_leaves_one_property_settles_it() -> None:
    assert texts(["A not C"], ["1: A not B", "2: B not C"]) == [
        "try A not C.",
        "1: A so B.",
        "2: B not C clash: valid.",
    ]


def test_a_rule_that_is_kept_says_why() -> None:
    assert texts(["B not A"], ["1: A not B"]) == ["try B not A.", "1: has not A.", "fits: invalid."]


def test_rules_that_settle_nothing_yet_are_looked_at_again() -> None:
    assert texts(["A"], ["1: A B C", "2: A not B"]) == [
        "try A.",
        "1: open.",
        "2: A so B.",
        "1: A B so not C.",
        "fits: invalid.",
    ]


def test_where_nothing_is_settled_one_way_is_picked_and_given_up_after_a_clash() -> None:
    rules = ["1: A B C", "2: A not B D", "3: A not B not D"]
    assert texts(["A"], rules) == [
        "try A.",
        "1: open.",
        "2: open.",
        "3: open.",
        "1: pick not B.",
        "2: A not B so not D.",
        "3: A not B not D clash: back.",
        "so B.",
        "1: A B so not C.",
        "2: has B.",
        "3: has B.",
        "fits: invalid.",
    ]


def test_the_next_start_is_tried_after_a_clash() -> None:
    assert texts(["A not A", "A B"], ["1: A B"]) == [
        "try A not A.",
        "clash: next.",
        "try A B.",
        "1: A B clash: valid.",
    ]


@pytest.mark.parametrize(("case", "text"), [((("A", True), ("B", False)), "A not B"), ((), "")])
def test_how_a_case_is_written(case: Case, text: str) -> None:
    assert written(case) == text


def test_what_is_known_of_one_is_merged() -> None:
    some = ((("A", True),), (("B", True),))
    assert merged([some, ((("A", True), ("C", False)),)]) == [
        (("A", True), ("C", False)),
        (("B", True), ("A", True), ("C", False)),
    ]
