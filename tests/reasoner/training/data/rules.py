"""What must be true of every training example, whichever generator made it."""

from __future__ import annotations

import random
import re
import statistics
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from antiphon.reasoner.training.data.example import Example, Generator

__all__ = [
    "check",
    "check_generator",
    "check_numbers",
    "check_one_clause",
    "check_sums",
    "examples",
    "numbers",
    "sizes",
    "tokens",
]

OPENING_TOKENS = range(13, 25)
ASIDE_TOKENS = range(8, 21)
SETTLED_TOKENS = 12
"""Behind so many a clause boundary of an opening would end the first segment."""

_TOKENIZER = Path.home() / ".cache/antiphon/models/smollm2-135m/tokenizer.json"
_BOUNDARY = re.compile(r"[.!?,;:–—…](?=\s|$)")  # noqa: RUF001 (typographic marks are what is looked for)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NUMBER_WORD = re.compile(
    r"\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|dozen)\b",
    re.IGNORECASE,
)
_TERM = r"[-+]?\d+(?:[-+*/]\d+)*"
_EQUATION = re.compile(rf"(?<![\d.:])({_TERM})=(-?{_TERM})")
_YES_NO = re.compile(r"\b(?:yes|no)\b", re.IGNORECASE)
_MARKUP = re.compile(r"[*#_`<>|\[\]{}\\]|\s{2}|[\n\t]|^\s|\s$")
_MISREAD = re.compile(r"\d[.:,/]\d|\d{7}|\b0\d|\d[a-z]|[$£€%°/&+=@]|\b[ap]\.m\.|\b[AP]M\b")
"""What a synthesiser reads in its own way."""


@cache
def _tokenizer() -> Tokenizer:
    if not _TOKENIZER.exists():
        pytest.skip(f"no tokenizer at {_TOKENIZER}")
    return Tokenizer.from_file(str(_TOKENIZER))


@cache
def tokens(text: str) -> int:
    """How many tokens a text is for the learner."""
    return len(_tokenizer().encode(text, add_special_tokens=False).ids)


def sizes(example: Example) -> int:
    """How many tokens its thoughts are, a line each."""
    return tokens("\n".join(example.thoughts))


def examples(generator: Generator, count: int, seed: int = 0) -> list[Example]:
    """So many of them, the same ones each time."""
    rng = random.Random(seed)
    return [generator(rng) for _ in range(count)]


def numbers(text: str) -> list[str]:
    return _NUMBER.findall(text)


def holds(text: str, key: str) -> int:
    """How often ``key`` stands in ``text`` on its own."""
    return len(re.findall(rf"(?<![\w$])(?<!\d[.,:]){re.escape(key)}(?!\w|[.,:]\d)", text))


def check(example: Example) -> None:
    """Fail if ``example`` breaks a rule that ``Example`` states."""
    for text in (example.question, example.answer, example.opening, example.wrong, example.spoken, *example.asides):
        assert not _MARKUP.search(text), f"markup or loose space in {text!r}"
    assert example.category
    assert example.question
    assert re.search(r"[.?!]$", example.answer), example.answer
    assert example.answer != example.wrong
    if example.key:
        assert holds(example.answer, example.key) == 1, (example.key, example.answer)
        assert not example.wrong or not holds(example.wrong, example.key), (example.key, example.wrong)
    _check_thoughts(example)
    _check_opening(example.opening)
    if _MISREAD.search(example.question):
        assert example.spoken, f"{example.question!r} would be misread"
    assert not _MISREAD.search(example.spoken), f"{example.spoken!r} would be misread"


def check_one_clause(opening: str) -> None:
    """Fail if there is a clause boundary before the end of ``opening``: stricter than the contract."""
    assert [match.end() for match in _BOUNDARY.finditer(opening)] == [len(opening)], opening


def check_numbers(example: Example) -> None:
    """Fail if something is given away: a number or a yes in the opening, another number than the key in the answer,
    the answer in an aside."""
    assert not numbers(example.opening), example.opening
    assert not _NUMBER_WORD.search(example.opening), example.opening
    assert not _YES_NO.search(example.opening), example.opening
    if numbers(example.key):
        assert numbers(example.answer) == numbers(example.key), (example.key, example.answer)
        assert numbers(example.wrong), example.wrong
    if _YES_NO.fullmatch(example.key):
        assert _YES_NO.findall(example.answer) == [example.key], example.answer
        assert len(_YES_NO.findall(example.wrong)) == 1, example.wrong
    for aside in example.asides:
        assert not holds(aside.lower(), example.key.lower()), (example.key, aside)


def check_sums(example: Example) -> int:
    """Fail if something in its thoughts does not add up; how many sums there are. One that begins with a sign goes on
    from the one before: ``7*4=28, +2=30``."""
    count = 0
    for line in example.thoughts:
        before = Fraction(0)
        for left, right in _EQUATION.findall(line):
            value = _value(left) + (before if left[0] in "+-" else 0)
            assert value == _value(right), (left, right, example)
            before, count = value, count + 1
    return count


def check_generator(generator: Generator, category: str, mean_tokens: float = 80, most_tokens: int = 220) -> None:
    """Fail if its examples break a rule, are not the same for the same chance, hardly vary, or think for too long."""
    made = examples(generator, 400)
    for example in made:
        assert example.category == category
        check(example)
        check_numbers(example)
        check_one_clause(example.opening)
        check_sums(example)
    assert made == examples(generator, 400)
    assert len({example.question for example in made}) > 370
    assert len({example.opening for example in made}) > 100
    lengths = [sizes(example) for example in made]
    assert statistics.mean(lengths) <= mean_tokens, statistics.mean(lengths)
    assert max(lengths) <= most_tokens


def _value(term: str) -> Fraction:
    """Of digits and the four signs."""
    total = Fraction(0)
    for sign, product in re.findall(r"([-+]?)(\d+(?:[*/]\d+)*)", term):
        value = Fraction(1)
        for operator, digits in re.findall(r"([*/]?)(\d+)", product):
            value = value / int(digits) if operator == "/" else value * int(digits)
        total += -value if sign == "-" else value
    return total


def _check_thoughts(example: Example) -> None:
    assert bool(example.thoughts) == bool(example.opening), "an opening is said while there is something to think about"
    assert all(line.strip() == line and line and "\n" not in line for line in example.thoughts), example.thoughts
    assert len(example.asides) in (0, len(example.thoughts)), (example.asides, example.thoughts)
    if example.asides:
        assert example.asides[-1] == "", "behind the last step comes the answer"
    for aside in filter(None, example.asides):
        assert tokens(aside) in ASIDE_TOKENS, (tokens(aside), aside)
        assert _BOUNDARY.search(aside[-1]), aside


def _check_opening(opening: str) -> None:
    if not opening:
        return
    assert tokens(opening) in OPENING_TOKENS, (tokens(opening), opening)
    ends = [match.end() for match in _BOUNDARY.finditer(opening)]
    assert ends, opening
    assert ends[-1] == len(opening), opening
    late = [end for end in ends if tokens(opening[:end]) > SETTLED_TOKENS]
    assert late == [len(opening)], f"an earlier clause ends in {opening!r}"
