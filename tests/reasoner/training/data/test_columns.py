"""Sums in writing: ``antiphon.reasoner.training.data.columns``."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.training.data.columns import added, divided, multiplied, subtracted, worked
from antiphon.reasoner.training.data.example import Example

from .rules import check_sums

NUMBERS = st.integers(0, 999_999)


def result(steps: list[str]) -> int:
    """What stands at the end, when everything on the way adds up."""
    check_sums(Example("", "", "", thoughts=tuple(steps)))
    match = re.search(r"\d+$", steps[-1])
    assert match
    return int(match[0])


@given(NUMBERS, NUMBERS)
def test_adds(a: int, b: int) -> None:
    steps = added(a, b)
    assert result(steps) == a + b
    assert len(steps) == len(str(max(a, b)))


@given(NUMBERS, NUMBERS)
def test_subtracts(a: int, b: int) -> None:
    a, b = max(a, b), min(a, b)
    assert result(subtracted(a, b)) == a - b


@given(st.integers(1, 99_999), st.integers(1, 99))
def test_multiplies(a: int, b: int) -> None:
    assert result(multiplied(a, b)) == a * b


@given(st.integers(1, 9999), st.integers(2, 99))
def test_divides(quotient: int, divisor: int) -> None:
    assert result(divided(quotient * divisor, divisor)) == quotient


@given(st.integers(1, 999), st.sampled_from("+-*/"), st.integers(1, 99))
def test_works_out_a_line(a: int, sign: str, b: int) -> None:
    if sign == "-":
        a, b = max(a, b), min(a, b)
    if sign == "/":
        a *= b
    line, value = worked(a, sign, b)
    assert value == {"+": a + b, "-": a - b, "*": a * b, "/": a // b}[sign]
    assert result([line]) == value


def test_small_sums_are_known_by_heart() -> None:
    assert worked(7, "*", 8) == ("7*8=56", 56)
    assert worked(9, "+", 8) == ("9+8=17", 17)
    assert worked(56, "/", 8) == ("56/8=7", 7)
    assert worked(5, "*", 1000) == ("1000*5=5000", 5000)


def test_a_column_says_what_is_carried() -> None:
    assert added(223, 388) == ["3+8=11: 1 carry 1", "2+8+1=11: 11 carry 1", "2+3+1=6: 611"]
    assert subtracted(388, 229) == ["8-9<0, 18-9=9: 9 borrow 1", "8-2-1=5: 59", "3-2=1: 159"]
    assert multiplied(46, 7) == ["6*7=42: 2 carry 4", "4*7=28, +4=32: 322"]
    assert divided(84, 7) == ["8=7*1+1: 1", "14=7*2+0: 12"]
