"""Intervals, against published values and at their edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.evaluation.intervals import paired_difference, wilson


def test_wilson_is_the_published_one() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3.
    assert [round(value, 4) for value in (wilson(81, 263).low, wilson(81, 263).high)] == [0.2553, 0.3662]
    assert [round(value, 4) for value in (wilson(0, 20).low, wilson(0, 20).high)] == [0.0, 0.1611]
    assert [round(value, 4) for value in (wilson(1, 29).low, wilson(1, 29).high)] == [0.0061, 0.1718]


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_in_its_interval(counts: tuple[int, int]) -> None:
    share = wilson(*counts)
    assert 0 <= share.low <= share.value <= share.high <= 1


@pytest.mark.parametrize(("right", "of"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_share_is_refused(right: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(right, of)


def test_a_difference_counts_the_pairs_that_differ() -> None:
    pairs = [(True, False)] * 16 + [(False, True)] * 5 + [(True, True)] * 60 + [(False, False)] * 19
    found = paired_difference(pairs)
    assert (found.value, found.pairs, found.better, found.worse) == (0.11, 100, 16, 5)
    assert 0.01 < found.low < 0.03 < 0.19 < found.high < 0.21
    assert found.p == pytest.approx(0.0266, abs=1e-4)


def test_few_pairs_that_agree_prove_nothing() -> None:
    found = paired_difference([(True, True)] * 4)
    assert found.low < -0.2 < 0 < 0.2 < found.high
    assert found.p == 1


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_a_difference_lies_in_its_interval_and_turns_round(pairs: list[tuple[bool, bool]]) -> None:
    found = paired_difference(pairs)
    assert -1 <= found.low <= found.value <= found.high <= 1
    back = paired_difference([(second, first) for first, second in pairs])
    assert (back.value, back.better, back.worse) == (-found.value, found.worse, found.better)
    assert (back.low, back.high, back.p) == pytest.approx((-found.high, -found.low, found.p))


def test_no_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        paired_difference([])
