"""One thing to learn: what somebody says, how to think about it, and what to answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Example", "Generator"]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its worked thoughts and its answer.

    What the agent says of it, in order: ``opening``, while nothing is known; an aside, where the thoughts are not
    complete yet when more has to be said; ``answer``, when they are. Each can follow the one before with a space
    between, and ``answer`` can also stand alone.
    """

    category: str
    question: str
    """As a good recogniser would write it: whole numbers in digits, no lists, no markup."""
    answer: str
    """One or two short sentences to be said, which hold ``key`` and no other possible answer."""
    key: str = ""
    """The part of ``answer`` that makes it right, as it stands there; "" where there is no one right answer.
    It is written behind the last of the thoughts, so where there are thoughts, there is one."""
    thoughts: tuple[str, ...] = ()
    """Steps of the reasoning, a line each, terse; () where there is nothing to think about."""
    opening: str = ""
    """Takes the question up, and gives nothing away: 13 to 24 tokens, with its first clause boundary behind the 12th
    at its very end. "" where ``thoughts`` is empty: then ``answer`` is said at once."""
    asides: tuple[str, ...] = ()
    """For each step, a clause or two that may be said when the steps up to it are known and there are more: true by
    then, 8 to 20 tokens, not the answer. As many as ``thoughts``; the last one, and any, may be ""."""
    wrong: str = ""
    """An answer that somebody gives who did not think: of the same form as ``answer``, and wrong."""
    spoken: str = ""
    """What is to be read aloud for ``question``, where a synthesiser would misread how it is written."""
    history: tuple[tuple[str, str], ...] = ()
    """Earlier turns, oldest first: what the user said, what the agent answered."""


Generator = Callable[[random.Random], Example]
"""Makes one example; all of its chance comes from its argument."""
