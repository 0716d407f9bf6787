"""Prices: ``antiphon.reasoner.training.data.money``."""

from __future__ import annotations

import random
import re

from antiphon.reasoner.training.data.example import Example
from antiphon.reasoner.training.data.money import prices

from .rules import check_generator, examples


def generator(rng: random.Random) -> Example:
    return prices(rng, "word_problem")


def test_keeps_the_rules() -> None:
    check_generator(generator, "word_problem", mean_tokens=90)


def test_the_answer_is_right() -> None:
    for example in examples(generator, 1000):
        amounts = [int(a) * 100 + int(b) for a, b in re.findall(r"\$(\d+)\.(\d\d)", example.question)]
        if match := re.search(r"buys (\d) of them", example.question):
            total = amounts[0] * int(match[1])
        elif match := re.search(r"a (\d+) dollar bill", example.question):
            total = int(match[1]) * 100 - amounts[0]
        else:
            total = sum(amounts)
        assert example.key == f"${total // 100}.{total % 100:02}", example


def test_a_price_is_read_as_dollars_and_cents() -> None:
    for example in examples(generator, 300):
        assert "cents" in example.spoken
        assert "$" not in example.spoken
