"""The numbers in an English text, as digits or as words.

Of words up to millions: "one hundred and sixty-five", "two million, three hundred thousand", "minus five", "three
point five", "a dozen". Ordinals, numbers inside names (R2D2), and "one" where it stands for a thing are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Number", "numbers"]

SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "fourty": 40,  # as small models spell it
}  # fmt: skip
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
HUNDRED, DOZEN = "hundred", "dozen"

BEFORE_A_THING = frozenset({
    "the", "this", "that", "each", "every", "no", "any", "which", "another", "first", "second", "last", "next", "other",
    "only", "some", "right", "wrong", "same",
})  # fmt: skip
"""Behind these, "one" is no number; nor is it before those."""
AFTER_A_THING = frozenset({"of", "by", "who", "which", "that", "another"})

_TOKEN = re.compile(
    r"(?P<sign>(?<![^\s(=:\"'])[-\u2212\u2013]\s?(?=[$\u20ac\u00a3]?\d))?[$\u20ac\u00a3]?"
    r"(?P<digits>(?<![^\W_])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|(?<![^\s$\u20ac\u00a3(])\.\d+)"
    r"(?P<tail>[^\W\d_]*)"
    r"|(?P<word>[^\W_]+(?:['\u2019][^\W_]+)?)"
    r"|(?P<mark>[^\s\w])"
)
_ORDINALS = ("st", "nd", "rd", "th")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and from where to where it stands in the text."""

    value: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    """``text`` is a word in lower case, or one mark; ``value`` is what digits say."""

    text: str
    start: int
    end: int
    value: Decimal | None = None


def numbers(text: str) -> list[Number]:
    """Every number in ``text``, in order."""
    tokens = list(_tokens(text))
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        number, after = _number(tokens, at)
        if number is not None and not _is_a_thing(tokens, at, after):
            found.append(_signed(number, tokens, at))
        at = max(after, at + 1)
    return found


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        digits, tail = match["digits"], match["tail"]
        if digits is None:
            yield _Token((match["word"] or match["mark"]).casefold(), match.start(), match.end())
        elif tail.casefold() in _ORDINALS:
            yield _Token(match[0].casefold(), match.start(), match.end())
        else:
            value = Decimal(digits.replace(",", ""))
            yield _Token("", match.start(), match.end("digits"), -value if match["sign"] else value)


def _number(tokens: list[_Token], at: int) -> tuple[Number | None, int]:
    """The number that begins at ``at``, and the index behind it; None: there is none."""
    first = tokens[at]
    start = first.start
    if first.text in ("a", "an") and _word(tokens, at + 1) in {HUNDRED, DOZEN, *SCALES}:
        value, at = Decimal(1), at + 1
    elif first.value is not None:
        value, at = first.value, at + 1
        if _word(tokens, at) not in {HUNDRED, DOZEN, *SCALES}:
            return Number(value, start, first.end), at
    elif first.text in SMALL or first.text in TENS:
        value, at = _below_hundred(tokens, at)
        if _word(tokens, at) == "point" and (fraction := _fraction(tokens, at + 1)):
            value, at = value + Decimal(f"0.{fraction}"), at + 1 + len(fraction)
    else:
        return None, at
    value, at = _scaled(tokens, at, value)
    return Number(value, start, tokens[at - 1].end), at


def _below_hundred(tokens: list[_Token], at: int) -> tuple[Decimal, int]:
    word = tokens[at].text
    if word in SMALL:
        return Decimal(SMALL[word]), at + 1
    after = at + 2 if _word(tokens, at + 1) == "-" else at + 1
    unit = SMALL.get(_word(tokens, after), 0)
    if 1 <= unit <= 9:
        return Decimal(TENS[word] + unit), after + 1
    return Decimal(TENS[word]), at + 1


def _scaled(tokens: list[_Token], at: int, value: Decimal) -> tuple[Decimal, int]:
    """``value`` times the scales that follow it, and what is added to it behind them."""
    if _word(tokens, at) == DOZEN:
        return value * 12, at + 1
    total, group = Decimal(0), value
    limit = float("inf")
    while True:
        if _word(tokens, at) == HUNDRED and group < 100:
            group, at = group * 100, at + 1
            more, after = _rest(tokens, at, commas=False)
            if more is not None:
                group, at = group + more, after
        scale = SCALES.get(_word(tokens, at), 0)
        if not scale or scale >= limit:
            return total + group, at
        total, limit, at = total + group * scale, scale, at + 1
        more, after = _rest(tokens, at, commas=True)
        if more is None:
            return total, at
        group, at = more, after


def _rest(tokens: list[_Token], at: int, *, commas: bool) -> tuple[Decimal | None, int]:
    """What is said behind a scale: "two hundred *and five*"."""
    if commas and _word(tokens, at) == ",":
        at += 1
    if _word(tokens, at) == "and":
        at += 1
    if _word(tokens, at) in SMALL or _word(tokens, at) in TENS:
        return _below_hundred(tokens, at)
    return None, at


def _fraction(tokens: list[_Token], at: int) -> str:
    digits = ""
    while 0 <= (digit := SMALL.get(_word(tokens, at + len(digits)), -1)) <= 9:
        digits += str(digit)
    return digits


def _signed(number: Number, tokens: list[_Token], at: int) -> Number:
    """Less than nothing, where "minus" or "negative" stands before it and nothing that it is taken from."""
    before = _word(tokens, at - 1)
    operator = before == "minus" and at >= 2 and (tokens[at - 2].value is not None or _ends_number(tokens[at - 2].text))
    if before == "negative" or (before == "minus" and not operator):
        return Number(-number.value, tokens[at - 1].start, number.end)
    return number


def _ends_number(word: str) -> bool:
    return word in SMALL or word in TENS or word in SCALES or word in (HUNDRED, DOZEN)


def _is_a_thing(tokens: list[_Token], at: int, after: int) -> bool:
    if after != at + 1 or tokens[at].text != "one":
        return False
    return _word(tokens, at - 1) in BEFORE_A_THING or _word(tokens, after) in AFTER_A_THING


def _word(tokens: list[_Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""
