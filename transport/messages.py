"""What the processes say to each other.

Every message of a conversation carries ``session``, ``turn`` and ``generation``. An interruption raises
the generation. *Speech* (``Thought``, ``Say``, ``Show``, ``Audio``) of an older generation is dropped at
every hop, so that nothing stale is ever spoken; ``Done``, ``Cancelled`` and ``Fail`` of old generations
always arrive, so that nothing leaks.

    both children -> gateway    Hello, Beat
    gateway -> both children    Open, Close, Cancel
    gateway -> reasoner         Listen, Turn, Confirm, Heard, Played, ToolResult
    reasoner -> gateway         Transcript, Thought, Say, Show, ToolCall, Done, Fail, Cancelled
    gateway -> speaker          Say, Done
    speaker -> gateway          Audio, Show, Done, Fail, Cancelled
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

__all__ = [
    "Audio", "Beat", "Cancel", "Cancelled", "Close", "Confirm", "Done", "Fail", "Heard", "Hello", "Listen",
    "Message", "Mode", "Open", "PastTurn", "Played", "Say", "Show", "Speech", "Thought", "ToolCall",
    "ToolResult", "Transcript", "Turn", "Word", "decode", "encode",
]  # fmt: skip

PROTOCOL = 1
"""Raised when a message changes its meaning; a child of another version is refused at ``Hello``."""


class Mode(StrEnum):
    """How thinking and speaking share a turn (Mind-Paced Speaking, arXiv 2510.09592, section 3)."""

    NO_THINK = "no_think"
    """Answer with an empty thought."""
    THINK_BEFORE = "think_before"
    """All thoughts first, then the answer."""


class _Struct(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    pass


class Hello(_Struct, frozen=True):
    """A child is ready. ``sessions``: how many it takes; ``load_ms``: how long it took to get ready."""

    name: str
    protocol: int = PROTOCOL
    sessions: int = 0
    load_ms: float = 0.0
    rate_hz: int = 0
    """Of the audio it makes; 0 for a child that makes none."""
    detail: dict[str, str] = {}
    """For people: model, precision, threads."""


class Beat(_Struct, frozen=True):
    """A sign of life, once a second. ``rss_bytes``: resident memory of the child."""

    rss_bytes: int = 0
    streams: int = 0
    cache_tokens: int = 0


class PastTurn(msgspec.Struct, frozen=True, omit_defaults=True):
    """One turn of the history as it was heard; ``answer_cut``: the user did not hear the end."""

    turn: int
    user: str
    answer: str = ""
    answer_cut: bool = False


class Open(_Struct, frozen=True):
    """A session begins at a child, with the history that a fresh child does not know."""

    session: str
    instructions: str = ""
    history: tuple[PastTurn, ...] = ()
    voice: str = ""


class Close(_Struct, frozen=True):
    """A session ends; whatever it holds is freed."""

    session: str


class Listen(_Struct, frozen=True):
    """Live audio of a turn: ``pcm`` is 16-bit little-endian mono at 16,000 Hz, at most one second."""

    session: str
    turn: int
    generation: int
    pcm: bytes


class Turn(_Struct, frozen=True):
    """The user's turn is over (``speculative``: probably). What was listened to, and ``text``, is it."""

    session: str
    turn: int
    generation: int
    mode: Mode
    text: str = ""
    thought_tokens: int = 0
    """The budget: thoughts are closed there if the model has not closed them."""
    say_tokens: int = 0
    """The longest answer."""
    seed: int | None = None
    speculative: bool = False


class Confirm(_Struct, frozen=True):
    """A speculative turn is real: its output may be released, its tools may run."""

    session: str
    turn: int
    generation: int


class Transcript(_Struct, frozen=True):
    """The recogniser's words. ``ms``: how long it took."""

    session: str
    turn: int
    generation: int
    text: str
    final: bool = True
    ms: float = 0.0


class Thought(_Struct, frozen=True):
    """A piece of the private reasoning: may be shown, is never spoken."""

    session: str
    turn: int
    generation: int
    text: str
    tokens: int = 0


class Say(_Struct, frozen=True):
    """A piece of the answer. ``end_of_segment`` makes the speaker speak all that it holds."""

    session: str
    turn: int
    generation: int
    text: str
    tokens: int = 0
    end_of_segment: bool = False


class Show(_Struct, frozen=True):
    """A piece of an artifact for the screen: never spoken. ``kind``: code, table or link."""

    session: str
    turn: int
    generation: int
    kind: Literal["code", "table", "link"]
    text: str
    language: str = ""


class ToolCall(_Struct, frozen=True):
    """The model wants a tool. ``arguments``: JSON text."""

    session: str
    turn: int
    generation: int
    call: str
    name: str
    arguments: str


class ToolResult(_Struct, frozen=True):
    """What the tool ``call`` gave back, as text."""

    session: str
    turn: int
    generation: int
    call: str
    output: str


class Word(msgspec.Struct, frozen=True, array_like=True):
    """One word of the answer, with the white space behind it, and its time in its ``Audio``."""

    text: str
    start_ms: float
    end_ms: float


class Audio(_Struct, frozen=True):
    """PCM with the words it carries: 16-bit little-endian mono at ``rate_hz``, at most one second.

    The ``text`` of all words of an answer, joined, is the answer as it can be heard. A word that reaches
    over the end of its chunk stands in the chunk where it starts, with an ``end_ms`` beyond it.
    """

    session: str
    turn: int
    generation: int
    pcm: bytes
    rate_hz: int
    words: tuple[Word, ...] = ()
    estimated: bool = False
    """The times were derived from the lengths of the words, not given by the voice."""
    synthesis_ms: float = 0.0
    """How long the clause took to make, in the first chunk of a clause; else 0."""


class Played(_Struct, frozen=True):
    """Gateway to reasoner: how far the playout is, and how much is still to be heard."""

    session: str
    turn: int
    generation: int
    played_ms: float
    queued_ms: float
    synthesis_p90_ms: float


class Heard(_Struct, frozen=True):
    """What the user has heard of an answer, when it ended or a client corrects it (latest wins)."""

    session: str
    turn: int
    text: str
    cut: bool = False


class Cancel(_Struct, frozen=True):
    """Stop every generation of the session up to this one."""

    session: str
    turn: int
    generation: int


class Cancelled(_Struct, frozen=True):
    """The generation is stopped; its rows and tasks are free."""

    session: str
    turn: int
    generation: int


class Done(_Struct, frozen=True):
    """How a generation ended well. To the speaker: no more ``Say`` will come.

    ``reason``: ``stop`` (the model's own end), ``length`` (the token limit), ``context`` (the context is full).
    ``counts``: tokens and milliseconds by name, for the trace.
    """

    session: str
    turn: int
    generation: int
    reason: Literal["stop", "length", "context"] = "stop"
    counts: dict[str, float] = {}


class Fail(_Struct, frozen=True):
    """How a generation ended badly. ``kind`` tells the user's mistake from ours.

    ``input``: the turn cannot be answered as given; ``no_speech``: nobody spoke; ``capacity``: come back
    later; ``internal``: our fault. A ``Fail`` without a session is a child that cannot start.
    """

    kind: Literal["input", "no_speech", "capacity", "internal"]
    message: str
    session: str = ""
    turn: int = 0
    generation: int = 0


Speech = Thought | Say | Show | Audio
"""What is dropped when its generation is older than the session's."""

Message = (
    Hello | Beat | Open | Close | Listen | Turn | Confirm | Transcript | Thought | Say | Show | ToolCall
    | ToolResult | Audio | Played | Heard | Cancel | Cancelled | Done | Fail
)  # fmt: skip

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def encode(message: Message) -> bytes:
    """The message as MessagePack, tagged with its type."""
    return _encoder.encode(message)


def decode(data: bytes | memoryview) -> Message:
    """The message in ``data``. Raises ``msgspec.DecodeError`` where it is none."""
    return _decoder.decode(data)
