"""Numbers are found in what is said, as digits and as words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from antiphon.agent.evaluation.numbers import numbers


def values(text: str) -> list[Decimal]:
    return [number.value for number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("165", "165"),
        ("The answer is 165.", "165"),
        ("He pays $1,234.50.", "1234.50"),
        ("3,4", "3 4"),
        ("1,2345", "1 2345"),
        ("a total of .5", "0.5"),
        ("-5 degrees", "-5"),
        ("388-223", "388 223"),
        ("388 minus 223 is 165", "388 223 165"),
        ("three hundred minus two", "300 2"),
        ("minus five", "-5"),
        ("negative 7", "-7"),
        ("one hundred and sixty-five", "165"),
        ("one hundred sixty five", "165"),
        ("twelve hundred", "1200"),
        ("two million, three hundred thousand and five", "2300005"),
        ("2.5 million", "2500000.0"),
        ("a hundred, a dozen, two dozen", "100 12 24"),
        ("three point one four", "3.14"),
        ("two three", "2 3"),
        ("two and three", "2 3"),
        ("**12**", "12"),
        ("12km", "12"),
        ("R2D2 was the 3rd, and not the first", ""),
        ("That one is one of them; no one else", ""),
        ("one", "1"),
        ("the one hundred", "100"),
        ("", ""),
    ],
)
def test_numbers_are_found(text: str, expected: str) -> None:
    assert values(text) == [Decimal(value) for value in expected.split()]


@given(st.integers(0, 999_999_999))
def test_every_number_is_read_from_its_words(value: int) -> None:
    assert values(f"I make it {num2words(value)}.") == [value]
    assert values(num2words(value).replace(" and ", " ").replace(",", "")) == [value]


@given(st.integers(-999_999_999, 999_999_999))
def test_every_number_is_read_from_its_digits(value: int) -> None:
    assert values(f"It is {value}.") == [value]
    assert values(f"It is {value:,}, I think.") == [value]


@given(st.text(max_size=80))
def test_a_number_stands_where_it_says(text: str) -> None:
    end = 0
    for number in numbers(text):
        assert end <= number.start < number.end <= len(text)
        end = number.end


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_numbers_come_in_the_order_in_which_they_are_said(wanted: list[int]) -> None:
    assert values("; ".join(num2words(value) for value in wanted)) == wanted
