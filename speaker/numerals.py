"""Numbers in English words."""

from __future__ import annotations

import calendar
from datetime import date

from num2words import num2words

__all__ = [
    "amount", "calendar_date", "cardinal", "clock_time", "decade", "digit_by_digit", "fraction", "number", "ordinal",
    "year",
]  # fmt: skip

LONGEST_CARDINAL = 15
"""Digits; nobody follows a longer number as words, so it is read digit by digit."""

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS = calendar.month_name[1:]
_PARTS = {2: "half", 3: "third", 4: "quarter"}


def _words(value: int, to: str) -> str:
    # num2words writes "one thousand, two hundred": a comma would be heard as a pause.
    return str(num2words(value, to=to)).replace(",", "")


def digit_by_digit(digits: str) -> str:
    """``0134`` as "zero one three four"."""
    return " ".join(_DIGITS[int(digit)] for digit in digits)


def cardinal(digits: str) -> str:
    """``1,234`` as "one thousand two hundred and thirty-four"; leading zeros are read out."""
    digits = digits.replace(",", "")
    if len(digits) > LONGEST_CARDINAL or (len(digits) > 1 and digits[0] == "0"):
        return digit_by_digit(digits)
    return _words(int(digits), "cardinal")


def number(text: str) -> str:
    """``3.14`` as "three point one four", ``1,000`` as "one thousand"."""
    whole, point, decimals = text.partition(".")
    if not point:
        return cardinal(whole)
    return f"{cardinal(whole) + ' ' if whole else ''}point {digit_by_digit(decimals)}"


def ordinal(digits: str) -> str:
    """``23`` as "twenty-third"."""
    digits = digits.replace(",", "")
    return _words(int(digits), "ordinal") if len(digits) <= LONGEST_CARDINAL else digit_by_digit(digits)


def year(digits: str) -> str:
    """``1984`` as "nineteen eighty-four"; a number that is hardly a year as a cardinal."""
    if len(digits) == 4 and "1100" <= digits <= "2099":
        return _words(int(digits), "year")
    return cardinal(digits)


def decade(digits: str) -> str:
    """``1980`` as "nineteen eighties", ``90`` as "nineties"."""
    words = year(digits)
    return words[:-1] + "ies" if words.endswith("y") else words + "s"


def fraction(above: int, below: int) -> str:
    """``1, 2`` as "one half", ``3, 4`` as "three quarters"."""
    part = _PARTS.get(below) or _words(below, "ordinal")
    if above != 1:
        part = "halves" if below == 2 else part + "s"
    return f"{_words(above, 'cardinal')} {part}"


def clock_time(hour: str, minute: str, second: str = "", *, half_of_day: bool = False) -> str:
    """``10, 05`` as "ten oh five". ``half_of_day``: "a.m." or "p.m." follows, so that "o'clock" is not said."""
    words = [cardinal(str(int(hour)))]
    if minute != "00":
        words.append(("oh " if minute[0] == "0" else "") + cardinal(str(int(minute))))
    elif not half_of_day and not second:
        words.append("o'clock" if 1 <= int(hour) <= 12 else "hundred")
    if second:
        words.append(f"and {amount(cardinal(str(int(second))), 'second', 'seconds')}")
    return " ".join(words)


def calendar_date(year_digits: str, month: str, day: str) -> str | None:
    """``2026, 11, 23`` as "November twenty-third, twenty twenty-six"; None where there is no such day."""
    try:
        date(int(year_digits), int(month), int(day))
    except ValueError:
        return None
    return f"{MONTHS[int(month) - 1]} {ordinal(str(int(day)))}, {year(year_digits)}"


def amount(words: str, one: str, many: str) -> str:
    """``words`` of a thing: "one dollar", "five dollars"."""
    return f"{words} {one if words in ('one', 'minus one') else many}"
