"""What a door and the agent are to each other.

A door (the Realtime gateway, a microphone, Wyoming) opens a ``Talk`` at the ``Agent``, calls its methods, and is
called back with ``Output``s, in order, on the event loop. Both are protocols here because a door knows nothing
of how the agent does it; ``agent`` implements them.

Items are what the history is made of: the user's and the agent's messages, tool calls and their results. Their
identifiers are the agent's, or the client's where it brings an item along.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from .messages import Item, Show, Tool
from .trace import Trace

__all__ = [
    "Agent", "AnswerBegun", "AnswerSent", "AudioOut", "Committed", "Detection", "Fault", "Fresh", "ItemDropped",
    "Manner", "Output", "Request", "Said", "Shown", "SpeechStarted", "SpeechStopped", "Talk", "Thinking", "ToolCalled",
    "Transcribed", "TurnEnded",
]  # fmt: skip


# How a conversation is held.


@dataclass(frozen=True, slots=True)
class Detection:
    """How the end of a turn of live audio is found.

    ``hangover_ms``: the silence that ends a turn, from the last speech sample; None: the agent's own, which the
    end-of-turn model (where ``semantic``) shortens or lengthens, as far as ``eagerness`` allows. ``None`` for the
    others: the agent's own, too. ``respond``: the end of a turn asks for an answer; ``interrupt``: speech stops one.
    """

    semantic: bool = True
    threshold: float | None = None
    pre_roll_ms: float | None = None
    hangover_ms: float | None = None
    eagerness: Literal["low", "medium", "high", "auto"] = "auto"
    respond: bool = True
    interrupt: bool = True


@dataclass(frozen=True, slots=True)
class Manner:
    """How the agent is to converse. None: the agent's own."""

    instructions: str | None = None
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "auto"
    """``auto``, ``none``, ``required``, or the name of the tool that is to be called."""
    speak: bool = True
    """Answers are spoken; else they are text alone."""
    say_tokens: int | None = None
    detection: Detection | None = field(default_factory=Detection)
    """None: the client says where a turn ends (``commit``)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One answer that is asked for, where it differs from the manner of the conversation (None: it does not)."""

    instructions: str | None = None
    tools: tuple[Tool, ...] | None = None
    tool_choice: str | None = None
    speak: bool | None = None
    say_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the agent has before a client says otherwise, for a door to echo truthfully."""

    instructions: str
    voice: str
    model: str
    recogniser: str
    threshold: float
    pre_roll_ms: float
    hangover_ms: float
    say_tokens: int


# What comes out of a conversation.


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The user began to speak: ``at_ms`` into the live audio of the conversation, pre-roll included. What is being
    played is to stop."""

    turn: int
    item: str
    at_ms: float


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """The user's turn of live audio is over: ``at_ms`` into the live audio. ``Committed`` follows where there were
    words in it."""

    turn: int
    item: str
    at_ms: float


@dataclass(frozen=True, slots=True)
class Committed:
    """The user's turn is part of the conversation, as ``item``."""

    turn: int
    item: str


@dataclass(frozen=True, slots=True)
class ItemDropped:
    """An item is no longer part of the conversation: its turn was not over, and has become part of the next one."""

    turn: int
    item: str


@dataclass(frozen=True, slots=True)
class Transcribed:
    """What the user said, as the recogniser understood it. ``audio_ms``: how much was listened to."""

    turn: int
    text: str
    final: bool
    item: str = ""
    audio_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerBegun:
    """An answer is on its way, and will be ``item``."""

    turn: int
    item: str


@dataclass(frozen=True, slots=True)
class Thinking:
    """A piece of the private reasoning. ``end``: it was the last."""

    turn: int
    text: str
    end: bool = False


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
class ToolCalled:
    """The model wants a tool, which the client has: ``item`` is the call. ``arguments``: JSON text."""

    turn: int
    item: str
    call: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class AudioOut:
    """Sound to play: 16-bit mono PCM at ``rate_hz``; ``start_ms`` is its place in the answer."""

    turn: int
    pcm: bytes
    rate_hz: int
    start_ms: float


@dataclass(frozen=True, slots=True)
class AnswerSent:
    """All of the answer has left; its end may still be on its way to the ear.

    ``reason``: as in ``Done``. ``counts``: as in ``Trace``, for who is told what an answer took.
    """

    turn: int
    reason: Literal["stop", "length", "context"]
    counts: dict[str, float] = field(default_factory=dict)


Fault = Literal["", "input", "no_speech", "capacity", "internal"]


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over, one way or the other (``trace.outcome``).

    ``error`` says what went wrong: ``fault`` is "input" or "no_speech" (the user's), else "capacity" or "internal".
    """

    turn: int
    trace: Trace
    error: str = ""
    fault: Fault = ""
    by_user: bool = False
    """It was ended by the user's own speech."""


Output = (
    SpeechStarted | SpeechStopped | Committed | ItemDropped | Transcribed | AnswerBegun | Thinking | Said | Shown
    | ToolCalled | AudioOut | AnswerSent | TurnEnded
)  # fmt: skip


# Who is at which end.


class Talk(Protocol):
    """One conversation. Nothing here waits: what comes of a call arrives as ``Output``s, some within the call.

    Turns are numbered upwards; an answer has the number of its turn. One answer at a time.
    """

    @property
    def name(self) -> str:
        """Of the conversation, for logs and clients: unique and not to be guessed."""

    @property
    def answering(self) -> int | None:
        """The turn whose answer is on its way: from ``AnswerBegun`` until ``AnswerSent`` or ``TurnEnded``."""

    def manner(self, manner: Manner) -> None:
        """Converse like this from now on."""

    def hear(self, pcm: bytes) -> None:
        """Live audio of the user: 16-bit mono PCM at 16,000 Hz, in pieces of any length up to a second.

        With ``detection`` it is cut into turns; without, it waits for ``commit``. What is beyond
        ``conversation.longest_turn_s`` is told with ``TurnEnded``.
        """

    def commit(self) -> str:
        """What was heard is the user's turn: the item. Raises InputError where less than 100 ms were heard."""

    def clear(self) -> None:
        """What was heard and not committed is forgotten."""

    def add(self, item: Item, after: str | None = None) -> None:
        """Put ``item`` into the history behind the item ``after``; None: at its end; "": at its beginning.

        Raises InputError where ``after`` is not there, or the identifier is taken.
        """

    def add_audio(self, item: str, pcm: bytes, text: str = "") -> None:
        """A user's message that is a recording (16-bit mono at 16,000 Hz), with ``text`` before it, at the end."""

    def delete(self, item: str) -> bool:
        """Take an item out of the history. False: it is not there."""

    def truncate(self, item: str, audio_end_ms: float) -> bool:
        """The client says that so much of an answer was heard. False: there is no such answer (any more)."""

    def respond(self, request: Request) -> int:
        """Answer what is in the history by now: the turn. Raises CapacityError while another answer is on its way."""

    def cancel(self) -> bool:
        """Stop the answer. False: there is none."""


class Agent(Protocol):
    """Where doors open conversations."""

    @property
    def fresh(self) -> Fresh:
        """What a conversation begins with."""

    @property
    def ready(self) -> bool:
        """Both children can take a turn at once."""

    def talk(self, on_output: Callable[[Output], None]) -> AbstractAsyncContextManager[Talk]:
        """Open a conversation. Raises CapacityError, which says when to come back."""
