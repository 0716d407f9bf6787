"""What must be true of everything that is said without thinking, and apart from what chats are judged by."""

from __future__ import annotations

import json
import re
from pathlib import Path

from antiphon.reasoner.training.data.example import Example

from .rules import check, tokens

__all__ = ["MOST_TOKENS", "check_chat", "grams", "judged"]

MOST_TOKENS = 40
_WORDS = range(3, 31)
_CHAT = Path(__file__).parents[4] / "agent" / "evaluation" / "chat.json"
_GRAM = 6


def _words(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9' ]+", " ", text.lower()).split()


def grams(text: str) -> set[tuple[str, ...]]:
    """Every six words in a row; all of them, where there are fewer."""
    words = _words(text)
    return {tuple(words[at : at + _GRAM]) for at in range(max(1, len(words) - _GRAM + 1))}


def judged() -> set[tuple[str, ...]]:
    """The six-grams of the chats that the agent is judged by."""
    turns = [turn for group in json.loads(_CHAT.read_text()).values() for turn in group]
    return {gram for turn in turns for gram in grams(turn["input"])}


def check_chat(example: Example) -> None:
    """Fail if an answer that is said at once is too long, too short, or breaks a rule of every example."""
    check(example)
    assert tokens(example.answer) <= MOST_TOKENS, example.answer
    assert len(example.answer.split()) in _WORDS, example.answer
    assert "{" not in example.question + example.answer
    assert example.question[0].isupper() or example.question[0].isdigit(), example.question
    assert re.search(r"[.?!]$", example.question), example.question
    assert not re.search(r"\b(a [aeio][a-z]|an [bcdfgjkmpqtvwz][a-z])", example.question), example.question
