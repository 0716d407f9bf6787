"""How far two wordings are apart, as people hear them."""

from __future__ import annotations

import re

import jiwer
from num2words import num2words

__all__ = ["normal", "word_error_rate"]


def normal(text: str) -> str:
    """Lower case, no punctuation, numbers as words: what is left is what can be heard."""
    text = re.sub(r"(?<=\d),(?=\d)", "", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    text = re.sub(r"\d+", lambda number: f" {num2words(int(number[0]))} ", text)
    for sign, words in (("+", "plus"), ("=", "equals"), ("%", "percent"), ("&", "and")):
        text = text.replace(sign, f" {words} ")
    return " ".join(re.sub(r"[^a-z' ]+", " ", text).split())


def word_error_rate(reference: str, heard: str) -> float:
    """Word errors over words of the reference, 0 for equal; above 1 where much was invented."""
    return float(jiwer.wer(normal(reference), normal(heard))) if normal(reference) else float(bool(normal(heard)))
