"""One answer on its way: its words, its sound, its trace."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Literal

from antiphon.transport.door import Fault, Output
from antiphon.transport.messages import Audio, Done, Mode, Played, Say, SegmentBegun, Thought, Turn
from antiphon.transport.trace import HeardWord, Segment, Sent, Trace

from .events import Room
from .ledger import Ledger
from .pacing import Pacing
from .playout import HAIR_MS, Piece, Playout
from .utterance import Utterance

__all__ = ["Answer", "Sound"]

AUDIBLE = 104
"""Of 32,768: -50 dBFS, below which a voice's own noise lies."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Something to play that was made beforehand, such as the apology."""

    chunks: tuple[Audio, ...]


@dataclass(slots=True)
class Answer:
    """The answer to one turn, from the end of the turn until its last sample was heard."""

    request: Turn
    zero_ms: float
    trace: Trace
    playout: Playout
    pacing: Pacing
    progress_ms: float
    """When something last moved on, for noticing that nothing does."""
    item: str
    """What it is called in the history."""
    utterance: Utterance | None = None
    """What the user said, where it answers that."""
    speak: bool = True
    """It is spoken; else it is text alone."""
    confirmed: bool = False
    """The turn is taken; before, what comes of the answer is withheld."""
    withheld: list[Output] = field(default_factory=list)
    """At most what a whole answer has: its tokens are limited."""
    taken_ms: float = 0.0
    """When the turn was taken."""
    sent: bool = False
    """All of it has left."""
    reason: Literal["stop", "length", "context"] = "stop"
    calls: list[str] = field(default_factory=list)
    """The items of its tool calls."""
    asked: bool = False
    """The turn was given to the reasoner; else it waits for the children to be ready."""
    done: dict[Room, bool] = field(default_factory=lambda: dict.fromkeys(Room, False))
    error: str = ""
    fault: Fault = ""
    ledger: Ledger = field(default_factory=Ledger)
    _thoughts: list[str] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _writing: bool = True
    """A segment is being written, or is to come."""
    _spoken: int = 0
    """Segments of which all sound is made."""
    _audible_at_ms: float | None = None
    """Where in the answer's sound the first audible sample is."""

    def since_zero(self, now_ms: float) -> float:
        """``now_ms`` as the trace tells it."""
        return now_ms - self.zero_ms

    def confirm(self, now_ms: float) -> list[Output]:
        """The turn is taken: what was withheld may leave, the sound with it."""
        self.confirmed = True
        withheld, self.withheld = self.withheld, []
        self.playout.resume(now_ms)
        self.pacing.release(now_ms)
        return withheld

    def thought(self, piece: Thought, now_ms: float) -> None:
        """A thought came in."""
        trace = self.trace
        if trace.first_thought_ms is None:
            trace.first_thought_ms = self.since_zero(now_ms)
        self._thoughts.append(piece.text)
        trace.thought_tokens += piece.tokens
        if trace.first_audio_ms is None:
            trace.thought_tokens_before_audio += piece.tokens
        elif not self.playout.finished(now_ms):
            trace.thought_tokens_while_speaking += piece.tokens
        if piece.end:
            trace.thoughts_done_ms = self.since_zero(now_ms)

    def segment(self, begun: SegmentBegun, now_ms: float) -> None:
        """The next segment is being written."""
        self._writing = True
        asked_ms = self.since_zero(now_ms)
        self.trace.segments.append(Segment("", begun.thought_tokens, asked_ms, amends=begun.amends))

    def say(self, piece: Say, now_ms: float) -> None:
        """A piece of the answer's text came in."""
        trace = self.trace
        if trace.first_say_ms is None:
            trace.first_say_ms = self.since_zero(now_ms)
        segment = trace.segments[-1] if trace.segments else None
        if segment is not None and segment.first_token_ms is None and piece.text:
            segment.first_token_ms = self.since_zero(now_ms)
        self._said.append(piece.text)
        if segment is not None:
            segment.text += piece.text
        trace.say_tokens += piece.tokens
        self._writing = not piece.end_of_segment
        self.pacing.say(piece, now_ms)

    def audio(self, chunk: Audio, now_ms: float) -> None:
        """Sound came in. Raises ValueError where its samples or times cannot be."""
        if chunk.pcm:
            self._time_segment(now_ms)
        self.playout.push(chunk.pcm, chunk.rate_hz)
        if self.trace.first_audio_ms is None and chunk.pcm:
            self.trace.first_audio_ms = self.since_zero(now_ms)
        if self._audible_at_ms is None:
            offset_ms = first_audible_ms(chunk.pcm, chunk.rate_hz)
            if offset_ms is not None:
                self._audible_at_ms = self.ledger.duration_ms + offset_ms
        self.ledger.append(chunk.words, len(chunk.pcm) / 2 * 1000 / chunk.rate_hz)
        self.pacing.audio(chunk)
        self._spoken += chunk.end_of_segment

    def _time_segment(self, now_ms: float) -> None:
        """Sound of a segment is made: the first of it should be, before all before it was heard."""
        segments = self.trace.segments
        if self._spoken < len(segments) and (segment := segments[self._spoken]).ready_ms is None:
            segment.ready_ms = self.since_zero(now_ms)
            if segment.amends:
                self.playout.rest()
            ends_ms = self.playout.ends_ms
            segment.deadline_ms = None if ends_ms is None else self.since_zero(ends_ms)

    def rests(self, now_ms: float) -> bool:
        """All that was said is heard, and nothing more is being written, though thoughts may go on."""
        heard_ms = self.playout.position_ms(now_ms) + HAIR_MS
        return bool(self._said) and not self._writing and self.pacing.made and heard_ms >= self.ledger.duration_ms

    def report(self, now_ms: float) -> Played | None:
        """What the reasoner is to be told of the listener, where it thinks while it speaks."""
        wanted = (
            self.asked and not self.done[Room.REASONER] and not self.error and self.request.mode is not Mode.NO_THINK
        )
        return self.pacing.report(now_ms) if wanted else None

    def sending(self, piece: Piece) -> None:
        """A piece of sound leaves for the listener."""
        heard_ms = self.since_zero(piece.heard_ms)
        self.trace.chunks.append(Sent(self.since_zero(piece.sent_ms), heard_ms, piece.duration_ms))
        at_ms = self._audible_at_ms
        if self.trace.first_audible_ms is None and at_ms is not None and at_ms < piece.start_ms + piece.duration_ms:
            self.trace.first_audible_ms = heard_ms + at_ms - piece.start_ms
            # Until fillers exist, the first word of an answer answers.
            self.trace.first_answer_ms = self.trace.first_audible_ms

    def child_done(self, room: Room, message: Done) -> None:
        """A child has given all that it will."""
        self.done[room] = True
        for name, count in message.counts.items():
            self.trace.counts[f"{room.value}.{name}"] = count
        if room is Room.REASONER:
            self.reason = message.reason
        if room is Room.SPEAKER:
            self.playout.complete()

    def apologise(self, sound: Sound, error: str) -> None:
        """Nothing more comes of it: what was not sent is dropped, and ``sound`` ends it."""
        self.error = error
        self.playout.drop_waiting()
        self.ledger.truncate(self.playout.sent_ms)
        for chunk in sound.chunks:
            self.playout.push(chunk.pcm, chunk.rate_hz)
            self.ledger.append(chunk.words, len(chunk.pcm) / 2 * 1000 / chunk.rate_hz)
        self.done = dict.fromkeys(Room, True)
        self.playout.complete()

    def close(self, now_ms: float) -> str:
        """Fill in the rest of the trace; returns what was heard."""
        trace = self.trace
        heard = self.ledger.heard(self.playout.position_ms(now_ms)) if self.speak else "".join(self._said)
        trace.thoughts = "".join(self._thoughts)
        trace.said = "".join(self._said)
        trace.played = heard
        trace.words = self._heard_words(now_ms) if self.speak else []
        trace.gaps_ms = list(self.playout.gaps_ms)
        trace.continuity = self.playout.continuity
        trace.playout = "reported" if self.playout.reported else "estimated"
        if trace.chunks:
            trace.audio_done_ms = trace.chunks[-1].start_ms + trace.chunks[-1].duration_ms
        return heard

    def _heard_words(self, now_ms: float) -> list[HeardWord]:
        """What was heard, word by word, each at the time of the piece of sound that it begins in."""
        heard: list[HeardWord] = []
        pieces = self.playout.pieces
        at = 0
        for text, start_ms in self.ledger.words(self.playout.position_ms(now_ms)):
            while at + 1 < len(pieces) and pieces[at + 1].start_ms <= start_ms + HAIR_MS:
                at += 1
            if pieces:
                heard_ms = pieces[at].heard_ms + start_ms - pieces[at].start_ms
                heard.append(HeardWord(text, self.since_zero(heard_ms)))
        return heard


def first_audible_ms(pcm: bytes, rate_hz: int) -> float | None:
    """Where the first audible sample of 16-bit ``pcm`` is, in milliseconds; None: nowhere."""
    for index, sample in enumerate(array("h", pcm)):
        if abs(sample) > AUDIBLE:
            return index * 1000 / rate_hz
    return None
