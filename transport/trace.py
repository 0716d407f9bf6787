"""One trace per turn: the source of all latency figures.

All times are milliseconds from ``zero``, on the gateway's clock; None: it did not happen.
"""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["HeardWord", "Outcome", "Segment", "Sent", "Trace"]

Outcome = Literal["finished", "interrupted", "merged", "failed", "no_turn"]


class Segment(msgspec.Struct):
    """One continuation of the answer, and how much had been thought when it was written.

    ``ready_ms``: its first sound is made; ``deadline_ms``: all sound before it is heard, so that it should be.
    ``amends``: the answer was complete before it.
    """

    text: str
    thought_tokens_known: int
    asked_ms: float | None = None
    first_token_ms: float | None = None
    ready_ms: float | None = None
    deadline_ms: float | None = None
    amends: bool = False


class Sent(msgspec.Struct):
    """One piece of sound: when it left, when it is heard, how long it is."""

    sent_ms: float
    start_ms: float
    duration_ms: float


class HeardWord(msgspec.Struct, frozen=True):
    """One word of the answer, with the white space behind it, and when it begins to be heard."""

    text: str
    start_ms: float


class Trace(msgspec.Struct):
    """How a turn went. ``zero``: what time 0 is (``events.Zero``)."""

    session: str
    turn: int
    generation: int
    mode: str
    zero: Literal["speech", "commit", "text"]
    schema: int = 1
    route: str = ""
    reasoner: str = ""
    voice: str = ""
    outcome: Outcome = "finished"
    playout: Literal["estimated", "reported"] = "estimated"
    heard: str = ""
    thoughts: str = ""
    said: str = ""
    played: str = ""
    response_ids: list[str] = []
    speech_start_ms: float | None = None
    endpoint_ms: float | None = None
    hangover_ms: float | None = None
    transcript_ms: float | None = None
    first_thought_ms: float | None = None
    first_say_ms: float | None = None
    first_audio_ms: float | None = None
    first_audible_ms: float | None = None
    first_answer_ms: float | None = None
    thoughts_done_ms: float | None = None
    audio_done_ms: float | None = None
    thought_tokens: int = 0
    thought_tokens_before_audio: int = 0
    thought_tokens_while_speaking: int = 0
    say_tokens: int = 0
    segments: list[Segment] = []
    chunks: list[Sent] = []
    words: list[HeardWord] = []
    """Of what was heard: their texts joined are ``played``. Empty where the answer was read."""
    gaps_ms: list[float] = []
    continuity: float = 1.0
    speculated: bool = False
    discarded_speculations: int = 0
    counts: dict[str, float] = {}
    """What the children counted, as ``reasoner.prefill_ms``, ``speaker.synthesis_ms`` and the like."""

    def to_json(self) -> bytes:
        """The trace as indented JSON, times rounded to microseconds."""
        return msgspec.json.format(msgspec.json.encode(_rounded(msgspec.to_builtins(self))), indent=2)


def _rounded(value: object) -> object:
    match value:
        case float():
            return round(value, 3)
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
        case list():
            return [_rounded(item) for item in value]
        case _:
            return value
