"""What goes into a conversation, and what comes out of it.

*Inputs* are what happened: the user was heard, a child said something, time passed. ``Conversation.receive``
turns each into *actions*: what is to be done about it. Neither knows of sockets, tasks or clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from antiphon.transport.messages import Message, Mode, Show

from .trace import Trace

__all__ = [
    "Action", "AudioIn", "AudioOut", "ChildDown", "ChildUp", "EndOfTurn", "FromChild", "Input", "Interrupt",
    "Output", "PlayedTo", "Room", "Said", "Shown", "SpeechDismissed", "SpeechSuspected", "Supersede", "Thinking",
    "Tick", "ToChild", "Transcribed", "TurnEnded", "Zero",
]  # fmt: skip


class Room(StrEnum):
    """The two child processes."""

    REASONER = "reasoner"
    SPEAKER = "speaker"


Zero = Literal["speech", "commit", "text"]
"""What the zero of a trace is: the last speech sample, the commit of the turn, or its text."""


# Inputs: what happened.


@dataclass(frozen=True, slots=True)
class AudioIn:
    """A piece of the user's turn: 16-bit mono PCM at 16,000 Hz, at most one second."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class EndOfTurn:
    """The user's turn is over: what was heard, and ``text``, is to be answered.

    ``zero_ms``: when the last speech sample was, on the gateway's clock; None: now.
    """

    text: str = ""
    mode: Mode | None = None
    seed: int | None = None
    zero: Zero = "commit"
    zero_ms: float | None = None


@dataclass(frozen=True, slots=True)
class SpeechSuspected:
    """Somebody may be talking while the answer plays: stop sending until it is known."""


@dataclass(frozen=True, slots=True)
class SpeechDismissed:
    """It was a back-channel or a noise: go on where we were."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The answer is not wanted any more: it stops, and the history ends where it was heard."""


@dataclass(frozen=True, slots=True)
class PlayedTo:
    """A device or a client tells how much of the answer of ``turn`` was really heard."""

    turn: int
    position_ms: float
    final: bool = False
    """A correction after which no more will be heard of this answer."""


@dataclass(frozen=True, slots=True)
class FromChild:
    """A message of a child for this session."""

    room: Room
    message: Message


@dataclass(frozen=True, slots=True)
class ChildUp:
    """A child is ready, and knows nothing of this session yet. ``name``: what it runs, for the trace."""

    room: Room
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChildDown:
    """A child died, and what it knew of this session with it."""

    room: Room
    reason: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed (see ``Conversation.wake_ms``)."""


Input = (
    AudioIn | EndOfTurn | SpeechSuspected | SpeechDismissed | Interrupt | PlayedTo | FromChild | ChildUp
    | ChildDown | Tick
)  # fmt: skip


# Outputs: what the user gets to hear and see.


@dataclass(frozen=True, slots=True)
class Transcribed:
    """What the user said, as the recogniser understood it."""

    turn: int
    text: str
    final: bool


@dataclass(frozen=True, slots=True)
class Thinking:
    """A piece of the private reasoning."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the answer's text, ahead of its sound."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of the answer for the screen."""

    turn: int
    artifact: Show


@dataclass(frozen=True, slots=True)
class AudioOut:
    """Sound to play: 16-bit mono PCM at ``rate_hz``; ``start_ms`` is its place in the answer."""

    turn: int
    pcm: bytes
    rate_hz: int
    start_ms: float


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over, one way or the other (``trace.outcome``).

    ``error`` says what went wrong: ``fault`` is "input" or "no_speech" (the user's), else "internal".
    """

    turn: int
    trace: Trace
    error: str = ""
    fault: Literal["", "input", "no_speech", "capacity", "internal"] = ""


Output = Transcribed | Thinking | Said | Shown | AudioOut | TurnEnded


# Actions: what is to be done.


@dataclass(frozen=True, slots=True)
class ToChild:
    """Send ``message`` to a child."""

    room: Room
    message: Message


@dataclass(frozen=True, slots=True)
class Supersede:
    """Speech of generations before ``generation`` is stale on every link from here on."""

    generation: int


Action = ToChild | Supersede | Output
