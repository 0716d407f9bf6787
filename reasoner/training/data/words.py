"""How people put things: numbers in words, lists, ways to come to a question, ways to begin an answer."""

# ruff: noqa: SIM905 (a long list of words reads better so)

from __future__ import annotations

import random
import re

__all__ = ["asked", "listing", "number_word", "opening", "spoken_dollars"]

_ONES = tuple(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """.split()
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_BEFORE = (
    "Hey.",
    "Hey there.",
    "Hi, I need your help.",
    "I have a question.",
    "I have a question for you.",
    "Quick question.",
    "Here is a question for you.",
    "Here's something I was wondering about.",
    "Can you help me with this?",
    "Could you help me out?",
    "Okay, listen.",
    "Okay, here goes.",
    "Listen to this.",
    "Let's see if you can do this.",
    "I'm not sure about this.",
    "Please help me with something.",
    "Help me think.",
    "Good morning.",
    "Hello.",
    "All right.",
    "Let me ask you something.",
    "Try this.",
    "My teacher asked me this.",
    "I can't figure this out.",
)
_BEHIND = (
    "Do you know?",
    "Can you tell me?",
    "Please tell me.",
    "What do you think?",
    "Can you work it out?",
    "Please think about it.",
    "Thanks!",
    "Thank you.",
    "I keep getting it wrong.",
    "Take your time.",
    "I'd like to know.",
)

_LEADS = (
    "Let me",
    "Give me a moment to",
    "Let me see and",
    "I will try to",
    "Now let me quickly",
    "Let me think and",
    "Let me sit down and",
    "I just need to",
    "Give me a second to",
    "Let me try and",
    "Let me be careful and",
    "Bear with me while I",
    "Just a moment while I",
    "Let me think about it and",
    "Hold on for me while I",
    "Let me have a look and",
    "I will go slowly here and",
    "Let me think it through and",
    "That needs some care so let me",
    "Let me start at the beginning and",
    "Let me take it slowly here and",
    "Let me think about what you said and",
    "Let me go through all of it and",
    "I am taking it slowly now to",
    "I will go step by step here and",
    "Let me go through that step by step and",
    "Give me a moment to go through it and",
    "I will take it slowly from the start and",
    "Let me take what you told me and",
    "Hold on while I look at that closely and",
    "Bear with me while I go over it and",
    "I would like to go over it carefully and",
    "Let me put it all together in my head and",
    "I want to get this right so let me",
    "Let me go over what you just told me and",
    "That is a good question so let me now",
    "I like that kind of question so let me",
)
"""How a turn begins of which nothing is known yet; a verb follows."""
_FEWEST, _MOST = 12, 17
"""Words of an opening: with its mark, and with a name or two of several tokens, it has then 13 to 24 tokens."""

_ONCE = {"through", "step", "care", "look", "head", "see", "start", "work", "carefully", "order"}
"""Words that a lead and a purpose do not both use."""


def number_word(number: int) -> str:
    """A number from 0 to 999,999 in English words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    unit, word = (100, "hundred") if number < 1000 else (1000, "thousand")
    many, rest = divmod(number, unit)
    return f"{number_word(many)} {word}" + (f" {number_word(rest)}" if rest else "")


def listing(items: list[str], last: str = "and") -> str:
    """``a, b, and c``; ``a and b``."""
    if len(items) < 3:
        return f" {last} ".join(items)
    return f"{', '.join(items[:-1])}, {last} {items[-1]}"


def asked(rng: random.Random, question: str) -> str:
    """``question`` as somebody may come to it: with a sentence before or behind it, or without."""
    chance = rng.random()
    if chance < 0.3:
        return f"{rng.choice(_BEFORE)} {question}"
    return f"{question} {rng.choice(_BEHIND)}" if chance < 0.42 else question


def opening(rng: random.Random, purpose: str) -> str:
    """A first clause that says what is being worked out; ``purpose`` goes on behind "let me", and has 4 to 14 words."""
    length = len(purpose.split())
    repeated = _ONCE.intersection(purpose.split())
    fitting = [
        lead
        for lead in _LEADS
        if _FEWEST <= len(lead.split()) + length <= _MOST and not repeated.intersection(lead.split())
    ]
    return f"{rng.choice(fitting)} {purpose}{rng.choice(':::.')}"


def spoken_dollars(rng: random.Random, question: str) -> tuple[str, str]:
    """``question`` with or without dollar signs, and what is to be read aloud if with."""
    signed = re.sub(r"\b(\d+) dollars\b", r"$\1", question)
    return (signed, question) if signed != question and rng.random() < 0.4 else (question, "")
