"""What goes into a conversation, and what is to be done about it.

``Conversation.receive`` turns each *input* into *actions*. Neither knows of sockets, tasks or clocks. What the
user gets to hear and see are actions, too: the ``Output``s of ``antiphon.transport.door``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from antiphon.transport.door import Manner, Output, Request
from antiphon.transport.messages import Item, Message, Mode

from .listening import Judge

__all__ = [
    "Action", "AddAudio", "AddItem", "AudioIn", "ChildDown", "ChildUp", "Clear", "Commit", "Converse", "DropItem",
    "EndOfTurn", "Frame", "FromChild", "Input", "Interrupt", "Judged", "PlayedTo", "Respond", "Room", "Supersede",
    "Tick", "ToChild", "Zero",
]  # fmt: skip


class Room(StrEnum):
    """The two child processes."""

    REASONER = "reasoner"
    SPEAKER = "speaker"


Zero = Literal["speech", "commit", "text"]
"""What the zero of a trace is: the last speech sample, the commit of the turn, or its text."""


# Inputs: what the user does.


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of live audio, 16-bit mono PCM at 16,000 Hz, and how probably it is ``speech``."""

    pcm: bytes
    speech: float


@dataclass(frozen=True, slots=True)
class Judged:
    """How probable the end-of-turn model finds it that the utterance of ``turn`` is ``complete``."""

    turn: int
    complete: float


@dataclass(frozen=True, slots=True)
class AudioIn:
    """A piece of the user's turn, which somebody else ends: 16-bit mono PCM at 16,000 Hz, at most one second."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Commit:
    """The user's turn is over, and part of the conversation as ``item`` (empty: of the conversation's own naming).

    ``text`` was written before it.
    """

    item: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AddAudio:
    """A recording that is a message of the user, as ``item``, with ``text`` before it: 16-bit PCM at 16,000 Hz."""

    item: str
    pcm: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Clear:
    """What was heard and not committed is forgotten."""


@dataclass(frozen=True, slots=True)
class Respond:
    """An answer to the conversation as it is."""

    request: Request = field(default_factory=Request)


@dataclass(frozen=True, slots=True)
class EndOfTurn:
    """The user's turn is over: what was heard, and ``text``, is to be answered."""

    text: str = ""
    mode: Mode | None = None
    seed: int | None = None
    zero: Zero = "commit"


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The answer is not wanted any more: it stops, and the history ends where it was heard."""


@dataclass(frozen=True, slots=True)
class PlayedTo:
    """A device or a client tells how much of the answer ``item`` was really heard."""

    item: str
    position_ms: float
    final: bool = False
    """A correction after which no more will be heard of this answer."""


@dataclass(frozen=True, slots=True)
class Converse:
    """The manner of the conversation is this from now on."""

    manner: Manner


@dataclass(frozen=True, slots=True)
class AddItem:
    """Put an item into the history, see ``History.add``."""

    item: Item
    after: str | None = None


@dataclass(frozen=True, slots=True)
class DropItem:
    """Take an item out of the history."""

    item: str


# Inputs: what the children and the clock do.


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
    Frame | Judged | AudioIn | AddAudio | Commit | Clear | Respond | EndOfTurn | Interrupt | PlayedTo | Converse
    | AddItem | DropItem | FromChild | ChildUp | ChildDown | Tick
)  # fmt: skip


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


Action = ToChild | Supersede | Judge | Output
