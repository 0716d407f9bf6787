"""What the processes say to each other.

Every message of a conversation carries ``session``, ``turn`` and ``generation``. An interruption raises
the generation. *Speech* (``Thought``, ``Say``, ``Show``, ``Audio``, and what is told about them) of an older
generation is dropped at every hop, so that nothing stale is ever spoken; ``Done``, ``Cancelled`` and ``Fail`` of
old generations always arrive, so that nothing leaks.

    both children -> gateway    Hello, Beat
    gateway -> both children    Open, Close, Cancel
    gateway -> reasoner         Instruct, Remember, Forget, Listen, Unlisten, Transcribe, Turn, Confirm, Played
    reasoner -> gateway         Transcript, Routed, Thought, SegmentBegun, Say, Show, ToolCall, Done, Fail, Cancelled
    gateway -> speaker          Say, Done
    speaker -> gateway          Audio, Show, Done, Fail, Cancelled
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

__all__ = [
    "Audio", "Beat", "Cancel", "Cancelled", "Close", "Confirm", "Done", "Fail", "Forget", "Hello", "Instruct",
    "Item", "Listen", "Message", "Mode", "Open", "Played", "Remember", "Role", "Routed", "Say", "SegmentBegun", "Show",
    "Speech", "Thought", "Tool", "ToolCall", "Transcribe", "Transcript", "Turn", "Unlisten", "Word", "decode", "encode",
]  # fmt: skip

PROTOCOL = 2
"""Raised when a message changes its meaning; a child of another version is refused at ``Hello``."""


class Mode(StrEnum):
    """How thinking and speaking share a turn (Mind-Paced Speaking, arXiv 2510.09592, section 3)."""

    NO_THINK = "no_think"
    """Answer with an empty thought."""
    SPEAK_FIRST = "speak_first"
    """Answer at once, and think while it is heard."""
    THINK_FIRST = "think_first"
    """A few thoughts first, then the answer, while the other thoughts go on."""
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


Role = Literal["system", "user", "assistant", "call", "result"]


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of the history: what was said, as it was heard; a tool's ``call``, or its ``result``.

    ``id`` is unique in its session. ``call`` ties a result to its call, ``name`` is the tool's; the ``text`` of a
    call is its arguments as JSON.
    """

    id: str
    role: Role
    text: str
    cut: bool = False
    """The user did not hear the end of it."""
    call: str = ""
    name: str = ""


class Tool(msgspec.Struct, frozen=True, omit_defaults=True):
    """A function that the model may call. ``parameters``: its JSON schema, as JSON text."""

    name: str
    description: str = ""
    parameters: str = "{}"


class Open(_Struct, frozen=True):
    """A session begins at a child, with the history that a fresh child does not know."""

    session: str
    instructions: str = ""
    history: tuple[Item, ...] = ()
    voice: str = ""
    tools: tuple[Tool, ...] = ()


class Instruct(_Struct, frozen=True):
    """The system prompt and the tools are these from now on."""

    session: str
    instructions: str
    tools: tuple[Tool, ...] = ()


class Remember(_Struct, frozen=True):
    """Part of the history: a new item goes behind the item ``after`` (None: to the end; "": to the beginning),
    one that is known takes the new wording (the latest counts)."""

    session: str
    item: Item
    after: str | None = None


class Forget(_Struct, frozen=True):
    """The item is not part of the history any more."""

    session: str
    item: str


class Close(_Struct, frozen=True):
    """A session ends; whatever it holds is freed."""

    session: str


class Listen(_Struct, frozen=True):
    """Audio of a turn: ``pcm`` is 16-bit little-endian mono at 16,000 Hz, at most one second.

    Of live audio, the silence behind a pause comes only when speech follows it.
    """

    session: str
    turn: int
    pcm: bytes


class Unlisten(_Struct, frozen=True):
    """The audio of the turn is not wanted any more."""

    session: str
    turn: int


class Transcribe(_Struct, frozen=True):
    """The words of what was listened to of a turn by now are wanted; a ``Transcript`` or a ``Fail`` answers."""

    session: str
    turn: int


class Turn(_Struct, frozen=True):
    """An answer is wanted: to ``text`` and what was listened to in this turn, else to the history as it is.

    ``speculative``: the user's turn is probably over; ``Confirm`` or ``Cancel`` follows.
    """

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
    instructions: str = ""
    """For this answer, on top of the session's."""
    tools: tuple[Tool, ...] | None = None
    """For this answer; None: the session's."""
    tool_choice: str = "auto"
    """``auto``, ``none``, ``required``, or the tool that is to be called."""
    thought_ms: float = 0.0
    """The budget of thoughts in milliseconds, from when the question was read; 0: as long as the tokens last."""
    route: bool = False
    """A turn that needs no thinking may be answered without (``reasoner.router``), whatever its mode."""
    spoken: bool = True
    """The answer is to be heard; else it is read."""


class Confirm(_Struct, frozen=True):
    """A speculative turn is real: its output may be released, its tools may run."""

    session: str
    turn: int
    generation: int


class Transcript(_Struct, frozen=True):
    """The recogniser's words for the first ``audio_ms`` of a turn's audio. ``ms``: how long it took.

    ``generation``: of the ``Turn`` that needed it; 0: it answers ``Transcribe``.
    """

    session: str
    turn: int
    generation: int
    text: str
    audio_ms: float = 0.0
    ms: float = 0.0


class Routed(_Struct, frozen=True):
    """Whether the turn is thought about, and who said so: for the trace."""

    session: str
    turn: int
    generation: int
    route: str


class Thought(_Struct, frozen=True):
    """A piece of the private reasoning: may be shown, is never spoken. ``end``: it was the last."""

    session: str
    turn: int
    generation: int
    text: str
    tokens: int = 0
    end: bool = False


class SegmentBegun(_Struct, frozen=True):
    """The next segment of the answer is being written, with so much known of the thoughts. ``Say`` follows, if any.

    ``amends``: the answer had come to its end; the silence before what is said now is no gap.
    """

    session: str
    turn: int
    generation: int
    thought_tokens: int
    amends: bool = False


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
    end_of_segment: bool = False
    """All that was to be heard of a segment (``Say.end_of_segment``) is made; this chunk may well be empty."""


class Played(_Struct, frozen=True):
    """Gateway to reasoner: how far the playout is, and how much is still to be heard.

    Sent when it is not what follows from the last one: while ``playing``, ``queued_ms`` shrinks by itself, as time
    passes. ``queued_ms`` has what was not synthesised yet in it, by its length, of the ``segments`` that have come in
    whole and of what has come behind them. ``synthesis_p90_ms``: of a clause.
    """

    session: str
    turn: int
    generation: int
    played_ms: float
    queued_ms: float
    synthesis_p90_ms: float
    segments: int = 0
    playing: bool = True


class Cancel(_Struct, frozen=True):
    """Stop every generation of the session up to this one. What was listened to stays."""

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
    """How a generation ended badly; of generation 0, a ``Transcribe``. ``kind`` tells the user's mistake from ours.

    ``input``: the turn cannot be answered as given; ``no_speech``: nobody spoke; ``capacity``: come back
    later; ``internal``: our fault. A ``Fail`` without a session is a child that cannot start.
    """

    kind: Literal["input", "no_speech", "capacity", "internal"]
    message: str
    session: str = ""
    turn: int = 0
    generation: int = 0


Speech = Routed | Thought | SegmentBegun | Say | Show | Audio
"""What is dropped when its generation is older than the session's."""

Message = (
    Hello | Beat | Open | Close | Instruct | Remember | Forget | Listen | Unlisten | Transcribe | Turn | Confirm
    | Transcript | Routed | Thought | SegmentBegun | Say | Show | ToolCall | Audio | Played | Cancel | Cancelled | Done
    | Fail
)  # fmt: skip

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def encode(message: Message) -> bytes:
    """The message as MessagePack, tagged with its type."""
    return _encoder.encode(message)


def decode(data: bytes | memoryview) -> Message:
    """The message in ``data``. Raises ``msgspec.DecodeError`` where it is none."""
    return _decoder.decode(data)
