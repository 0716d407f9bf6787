"""What the user is saying: its audio, its words as far as they are known, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .hearing import milliseconds

__all__ = ["Utterance"]

PIECE_BYTES = 32_000
"""Of audio in one ``Listen``: a second."""


@dataclass(slots=True, eq=False)
class Utterance:
    """The audio of one turn of the user, kept so that a reasoner that dies meanwhile can hear it again.

    Of live audio, the silence behind a pause waits in ``unsent`` until speech follows it.
    """

    turn: int
    item: str
    live: bool = False
    text: str = ""
    """What was written before it."""
    began_ms: float = 0.0
    """On the clock: when it was noticed."""
    start_ms: float = 0.0
    """Into the live audio."""
    pieces: list[bytes] = field(default_factory=list)
    unsent: list[bytes] = field(default_factory=list)
    duration_ms: float = 0.0
    too_long: bool = False
    told: bool = True
    """The user knows that the agent listens. Not so while an answer plays and it may be a back-channel."""
    into_sound: bool = False
    """It began while an answer could be heard."""
    voiced_ms: float = 0.0
    paused: bool = False
    ended: bool = False
    last_speech_ms: float = 0.0
    """On the clock."""
    stopped_ms: float = 0.0
    """Into the live audio."""
    ended_ms: float = 0.0
    """On the clock: when its end was certain."""
    wanted: bool = False
    """A transcript of ``pieces`` is on its way."""
    asked_voiced_ms: float = 0.0
    """``voiced_ms`` when the last transcript was asked for."""
    words: str | None = None
    """Of all ``pieces``; None: not known."""
    partial: str | None = None
    """What was last understood of it while it was suspected."""
    complete: float | None = None
    """How probable the end-of-turn model finds it that this is all."""
    discarded: int = 0
    """Speculative answers to it that were dropped."""

    def add(self, pcm: bytes, longest_ms: float) -> bool:
        """More audio; False: it is longer than it may be, and nothing is kept any more."""
        self.duration_ms += milliseconds(pcm)
        if self.too_long or self.duration_ms > longest_ms:
            self.too_long = True
            return False
        if self.live and self.paused:
            self.unsent.append(pcm)
        else:
            self.pieces.append(pcm)
            self.words = None
            self.wanted = False
        return True

    def flush(self) -> list[bytes]:
        """The silence was inside of the utterance: it is part of it."""
        flushed, self.unsent = self.unsent, []
        self.pieces += flushed
        if flushed:
            self.words, self.wanted = None, False
        return flushed

    @property
    def heard_ms(self) -> float:
        """How much audio ``pieces`` hold."""
        return sum(milliseconds(piece) for piece in self.pieces)

    def seconds(self) -> Iterator[bytes]:
        """``pieces`` in the pieces that a ``Listen`` may carry."""
        whole = b"".join(self.pieces)
        for start in range(0, len(whole), PIECE_BYTES):
            yield whole[start : start + PIECE_BYTES]
