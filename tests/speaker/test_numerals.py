"""Numbers in words: ``antiphon.speaker.numerals``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.speaker.numerals import (
    amount,
    calendar_date,
    cardinal,
    clock_time,
    decade,
    digit_by_digit,
    fraction,
    number,
    ordinal,
    year,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (cardinal("0"), "zero"),
        (cardinal("1,234"), "one thousand two hundred and thirty-four"),
        (cardinal("007"), "zero zero seven"),
        (cardinal("1" * 16), " ".join(["one"] * 16)),
        (number("3.14"), "three point one four"),
        (number(".5"), "point five"),
        (number("1,000.50"), "one thousand point five zero"),
        (digit_by_digit("0134"), "zero one three four"),
        (ordinal("1,001"), "one thousand and first"),
        (ordinal("2" * 16), " ".join(["two"] * 16)),
        (year("1984"), "nineteen eighty-four"),
        (year("2005"), "two thousand and five"),
        (year("2026"), "twenty twenty-six"),
        (year("3000"), "three thousand"),
        (decade("1980"), "nineteen eighties"),
        (decade("1900"), "nineteen hundreds"),
        (fraction(1, 2), "one half"),
        (fraction(3, 2), "three halves"),
        (fraction(3, 4), "three quarters"),
        (fraction(2, 7), "two sevenths"),
        (clock_time("10", "30"), "ten thirty"),
        (clock_time("10", "05"), "ten oh five"),
        (clock_time("5", "00"), "five o'clock"),
        (clock_time("14", "00"), "fourteen hundred"),
        (clock_time("5", "00", half_of_day=True), "five"),
        (clock_time("1", "02", "03"), "one oh two and three seconds"),
        (calendar_date("2026", "11", "23"), "November twenty-third, twenty twenty-six"),
        (calendar_date("2026", "02", "30"), None),
        (amount("one", "dollar", "dollars"), "one dollar"),
        (amount("two", "dollar", "dollars"), "two dollars"),
    ],
)
def test_numbers_are_read_as_people_say_them(words: str | None, expected: str | None) -> None:
    assert words == expected


@given(st.integers(0, 10**20))
def test_a_number_becomes_words_without_pauses(value: int) -> None:
    for words in (cardinal(str(value)), cardinal(f"{value:,}"), ordinal(str(value)), year(str(value))):
        assert words.replace("-", "").replace(" ", "").isalpha()
