"""One question, asked once: what was answered, whether it was right, and when it was heard."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Literal, Protocol

import msgspec

from antiphon.transport.door import Manner, TurnEnded
from antiphon.transport.errors import AntiphonError
from antiphon.transport.messages import Mode
from antiphon.transport.trace import HeardWord, Segment, Trace

from ..events import Converse
from ..recording import Recording
from ..session import Session
from .questions import Question
from .scoring import Judgement, Target, judge, word_count

__all__ = ["GAP_MS", "ROUTED", "Agent", "Asked", "Given", "ask", "failed", "heard_at"]

GAP_MS = 40.0
"""A shorter silence in an answer is noticed by nobody, and hidden by the smallest buffer of a client."""

ROUTED = "routed"
"""The name of no mode at all: the agent's own way, in which the router decides whether there is anything to think."""

Given = Literal["sound", "text"]
"""As what a question is given: as its recording, or as what the recogniser wrote of it."""


class Agent(Protocol):
    """Who is asked: a ``VoiceAgent``."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Open a conversation."""


class Asked(msgspec.Struct):
    """How a question was answered. Times are milliseconds from the end of the question, as in a ``Trace``.

    ``mode``: that was asked for, or ``ROUTED``; ``route``: who decided that it is thought about, or not (``Trace``).
    ``reading``: what the answer was taken to say; None: nothing that answers. ``ttfa_ms``: the first audible sample;
    ``first_answer_ms``: the word begins to be heard that decides, in its last occurrence; ``settled_ms``: the first
    word behind which nothing else is said. None: it did not happen, or was not played.
    """

    category: str
    id: str
    mode: str
    given: Given
    question: str
    target: str
    heard: str = ""
    thoughts: str = ""
    said: str = ""
    played: str = ""
    reading: str | None = None
    correct: bool = False
    outcome: str = "failed"
    error: str = ""
    route: str = ""
    thought_tokens: int = 0
    thought_tokens_before_audio: int | None = None
    say_tokens: int = 0
    words: int = 0
    ttfa_ms: float | None = None
    first_answer_ms: float | None = None
    settled_ms: float | None = None
    thoughts_done_ms: float | None = None
    audio_done_ms: float | None = None
    longest_gap_ms: float | None = None
    wall_s: float = 0.0
    segments: list[Segment] = []

    @property
    def name(self) -> str:
        """Of the question."""
        return f"{self.category}_{self.id}"

    @property
    def answered(self) -> bool:
        """It was, rightly or wrongly."""
        return self.reading is not None

    @property
    def thought_about(self) -> bool:
        """It was to be."""
        return self.route.startswith("think")

    @property
    def failed(self) -> bool:
        """It is no fault of the answer that there is none."""
        return self.outcome != "finished"


def failed(question: Question, mode: Mode | None, given: Given, error: str) -> Asked:
    """A question that could not be asked."""
    target = question.expected.text if isinstance(question.expected, Target) else ""
    name = ROUTED if mode is None else mode.value
    return Asked(question.category, question.id, name, given, question.text, target, error=error)


async def ask(
    agent: Agent,
    question: Question,
    mode: Mode | None,
    asked: Recording | str,
    *,
    unheard: bool = False,
    seed: int | None = None,
) -> Asked:
    """Ask it in a conversation of its own: ``asked`` is the recording of it, or a text.

    Sound counts as played at real-time pace, so all times are those of a listener, but nobody waits for its end.
    ``mode`` None: no mode is asked for. ``unheard``: no sound is made at all. What goes wrong is in the result.
    """
    given: Given = "text" if isinstance(asked, str) else "sound"
    result = failed(question, mode, given, "")
    began_s = time.monotonic()
    try:
        async with agent.session() as session:
            if unheard:
                session.receive(Converse(Manner(speak=False, detection=None)))
            audio, text = (None, asked) if isinstance(asked, str) else (asked, "")
            async with aclosing(session.stream(audio, text=text, mode=mode, seed=seed)) as outputs:
                async for output in outputs:
                    if isinstance(output, TurnEnded):
                        _fill(result, question, output.trace, output.error)
    except AntiphonError as error:
        result.error = str(error)
    result.wall_s = round(time.monotonic() - began_s, 3)
    return result


def heard_at(words: Sequence[HeardWord], offset: int) -> float | None:
    """When the word begins to be heard that has the character ``offset`` of all of them joined in it."""
    end = 0
    for word in words:
        end += len(word.text)
        if offset < end:
            return word.start_ms
    return None


def _fill(result: Asked, question: Question, trace: Trace, error: str) -> None:
    result.heard, result.thoughts = trace.heard, trace.thoughts
    result.said, result.played = trace.said, trace.played
    result.outcome, result.error, result.route = trace.outcome, error, trace.route
    result.thought_tokens, result.say_tokens = trace.thought_tokens, trace.say_tokens
    result.thoughts_done_ms, result.segments = trace.thoughts_done_ms, trace.segments
    if result.failed:
        # What is heard then is an apology.
        return
    judgement = judge(trace.played, question.expected)
    result.reading, result.correct = judgement.reading, judgement.correct
    result.words = word_count(trace.played)
    if trace.chunks:
        _fill_times(result, trace, judgement)


def _fill_times(result: Asked, trace: Trace, judgement: Judgement) -> None:
    result.ttfa_ms, result.audio_done_ms = trace.first_audible_ms, trace.audio_done_ms
    result.thought_tokens_before_audio = trace.thought_tokens_before_audio
    result.longest_gap_ms = max(trace.gaps_ms, default=0.0)
    result.first_answer_ms = _time(trace, judgement.decided)
    result.settled_ms = _time(trace, judgement.settled)


def _time(trace: Trace, offset: int | None) -> float | None:
    at_ms = None if offset is None else heard_at(trace.words, offset)
    # A word begins with the quiet before its first audible sample.
    return None if at_ms is None else max(at_ms, trace.first_audible_ms or 0.0)
