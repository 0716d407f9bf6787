"""Earlier turns that a conversation may have had, before something is asked that needs them or does not."""

from __future__ import annotations

import random
from collections.abc import Callable

from .facts import simple_facts
from .patterns import say

__all__ = ["SUMS", "Turn", "chatter", "padded", "padded_before", "small_sum"]

Turn = tuple[str, str]
"""What the user said, and what was answered."""
_CHATTER: tuple[Turn, ...] = (
    ("How are you?", "I am fine, thank you. How are you?"),
    ("Thank you.", "You are welcome."),
    ("Can you hear me?", "Yes, I can hear you."),
    ("Who are you?", "I am Antiphon, a voice assistant that thinks while it speaks."),
    ("Hello.", "Hello. What can I do for you?"),
    ("Is it raining?", "I am sorry, I cannot see the weather."),
    ("What time is it?", "I have no clock, so I do not know."),
    ("Okay.", "What would you like to talk about?"),
)
SUMS: dict[str, Callable[[int, int], int]] = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
}
"""How they are spoken, and what they do."""


def chatter(rng: random.Random) -> Turn:
    """A turn in which the user tells nothing about himself."""
    if rng.random() < 0.4:
        return rng.choice(_CHATTER)
    fact = simple_facts(rng)
    return fact.question, fact.answer


def padded(rng: random.Random, *turns: Turn) -> tuple[Turn, ...]:
    """``turns`` with another one in between or around, up to three in all."""
    padded = list(turns)
    while len(padded) < 3 and rng.random() < 0.35:
        padded.insert(rng.randint(0, len(padded)), chatter(rng))
    return tuple(padded)


def padded_before(rng: random.Random, *turns: Turn) -> tuple[Turn, ...]:
    """``turns`` behind some others: what is meant by "it" came last."""
    return (*(chatter(rng) for _ in range(rng.choice((0, 0, 1, 2)[: 4 - len(turns)]))), *turns)


def small_sum(rng: random.Random) -> tuple[Turn, int]:
    """A small sum that was asked and answered, and its result."""
    word = rng.choice(tuple(SUMS))
    a, b = rng.randint(2, 40), rng.randint(2, 20)
    if word == "times":
        a, b = rng.randint(2, 12), rng.randint(2, 12)
    if word == "minus" and a <= b:
        a += b
    x = SUMS[word](a, b)
    question = say(rng, f"[What is|What's|How much is|Calculate] {a} {word} {b}").rstrip()
    mark = "." if question.startswith("Calculate") else "?"
    return (question + mark, say(rng, f"[{a} {word} {b} is {x}|That is {x}|It is {x}|The answer is {x}].")), x
