"""Sums without a story: ``antiphon.reasoner.training.data.arithmetic``."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from antiphon.reasoner.training.data.arithmetic import long_arithmetic, short_arithmetic
from antiphon.reasoner.training.data.example import Generator

from .rules import check_generator, examples, numbers

SIGNS = {"plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/"}
PLAIN = re.compile(rf"\d+(?: (?:{'|'.join(SIGNS)}) \d+)+")
PARTS = {"half": 2, "a third": 3, "a quarter": 4, "a fifth": 5, "a tenth": 10}
TIMES = {"double": 2, "twice": 2, "triple": 3, "three times": 3}


def solved(question: str) -> Fraction | None:
    """The result by rules of its own; None for a wording that it does not know."""
    if match := PLAIN.search(question):
        text = re.sub("|".join(SIGNS), lambda sign: SIGNS[sign[0]], match[0])
        text = re.sub(r"(\d+)", r"Fraction(\1)", text)
        return Fraction(eval(text, {"Fraction": Fraction}))
    if match := re.search(r"(\d+)(?:%| percent) of (\d+)", question):
        return Fraction(int(match[1]) * int(match[2]), 100)
    if match := re.search(rf"\b({'|'.join(PARTS)}) of (\d+)", question):
        return Fraction(int(match[2]), PARTS[match[1]])
    if match := re.search(rf"\b({'|'.join(TIMES)}) (\d+)", question, re.IGNORECASE):
        return Fraction(int(match[2]) * TIMES[match[1]])
    return ordered(question)


def ordered(question: str) -> Fraction | None:
    """The same for orders: "Add 3 to 4, then multiply by 2."."""
    first, _, then = question.partition(", then ")
    values = [Fraction(number) for number in numbers(first)]
    if len(values) != 2:
        return None
    a, b = values
    if re.search(r"\b(?:add|sum|much is \d+ and)\b", first, re.IGNORECASE):
        result = a + b
    elif re.search(r"subtract|difference|take \d|you take", first, re.IGNORECASE):
        result = abs(a - b)
    elif re.search(r"multiply|product", first, re.IGNORECASE):
        result = a * b
    else:
        result = max(a, b) / min(a, b)
    if not then:
        return result
    c = Fraction(numbers(then)[0])
    if then.startswith("add"):
        return result + c
    if then.startswith("subtract"):
        return result - c
    return result * c if then.startswith("multiply") else result / c


@pytest.mark.parametrize("generator", [short_arithmetic, long_arithmetic])
def test_keeps_the_rules(generator: Generator) -> None:
    check_generator(generator, generator.__name__, mean_tokens=85, most_tokens=225)


@pytest.mark.parametrize("generator", [short_arithmetic, long_arithmetic])
def test_the_answer_is_what_a_parser_of_the_question_works_out(generator: Generator) -> None:
    for example in examples(generator, 3000):
        assert solved(example.question) == int(example.key), example


@pytest.mark.parametrize("generator", [short_arithmetic, long_arithmetic])
def test_the_thoughts_repeat_the_numbers_and_end_in_the_answer(generator: Generator) -> None:
    for example in examples(generator, 2000):
        heard = numbers(example.question)
        assert [n for n in numbers(example.thoughts[0]) if n in heard or n in "123"], example
        assert numbers(example.thoughts[-1])[-1] == example.key, example


def test_long_sums_have_up_to_six_digits() -> None:
    made = examples(long_arithmetic, 1000)
    digits = {len(number) for example in made for number in numbers(example.question)}
    assert digits == set(range(1, 7))


def test_a_percent_sign_is_spelled_out_for_the_synthesiser() -> None:
    signed = [example for example in examples(short_arithmetic, 2000) if "%" in example.question]
    assert signed
    assert all(example.spoken == example.question.replace("%", " percent") for example in signed)
