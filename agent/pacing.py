"""How far the listener is, for the reasoner: it writes the next segment as late as what is queued allows.

What is queued is sound, and text that will be sound; how long that will be is told by what was said before. The
reasoner counts down by itself, so it is told only what it cannot expect.
"""

from __future__ import annotations

from collections import deque

from antiphon.transport.messages import Audio, Played, Say, Turn
from antiphon.transport.quantiles import RunningQuantile

from .playout import Playout

__all__ = ["Pacing", "VoicePace"]

EXPECTED_MS = 40.0
"""What the reasoner knows may be so far from what is: a frame of sound."""
FIRST_GUESS_MS_PER_CHARACTER = 65.0
"""15 characters a second: English at an unhurried pace."""
FIRST_GUESS_SYNTHESIS_MS = 100.0
STEADY_CHARACTERS = 200
"""Of text after which a voice's own pace counts as much as the first guess."""


class VoicePace:
    """How fast a voice speaks, and how long it takes to make a clause; kept over the answers of a conversation."""

    def __init__(self) -> None:
        self._characters = STEADY_CHARACTERS
        self._ms = STEADY_CHARACTERS * FIRST_GUESS_MS_PER_CHARACTER
        self.synthesis_ms = RunningQuantile(FIRST_GUESS_SYNTHESIS_MS)

    def heard(self, chunk: Audio, characters: int) -> None:
        """One more piece of sound, which carries so much text."""
        self._characters += characters
        self._ms += _duration_ms(chunk)
        if chunk.synthesis_ms:
            self.synthesis_ms.add(chunk.synthesis_ms)

    def duration_ms(self, characters: int) -> float:
        """How long a text will be."""
        return characters * self._ms / self._characters


class Pacing:
    """Of one answer. ``playout`` is its sound; None: it is text alone, and read as fast as it would be spoken."""

    def __init__(self, request: Turn, voice: VoicePace, playout: Playout | None) -> None:
        self._request = request
        self._voice = voice
        self._playout = playout
        self._unmade: deque[int] = deque([0])
        """Characters that are not sound yet, by segment; the last one is being written."""
        self._segments = 0
        self._writing = True
        """A segment is being written: the reasoner asks for none."""
        self._withheld = False
        self._unread_ms = 0.0
        """Of text that nobody reads yet: the answer is withheld."""
        self._read_at_ms = 0.0
        """When a reader is at the end of what was written."""
        self._told: Played | None = None
        self._told_at_ms = 0.0

    @property
    def made(self) -> bool:
        """All that was said is sound, or never will be; a reader has no such moment."""
        return self._playout is not None and sum(self._unmade) == 0

    def withhold(self) -> None:
        """Nobody hears or reads it yet."""
        self._withheld = True

    def release(self, now_ms: float) -> None:
        """From now on somebody does."""
        self._withheld = False
        self._read(now_ms)

    def say(self, piece: Say, now_ms: float) -> None:
        """A piece of the answer is with the speaker."""
        if self._playout is None:
            self._unread_ms += self._voice.duration_ms(len(piece.text))
            self._read(now_ms)
        else:
            self._unmade[-1] += len(piece.text)
            if piece.end_of_segment:
                self._unmade.append(0)
        self._segments += piece.end_of_segment
        self._writing = not piece.end_of_segment

    def audio(self, chunk: Audio) -> None:
        """A piece of its sound is made."""
        characters = sum(len(word.text) for word in chunk.words)
        self._voice.heard(chunk, characters)
        self._unmade[0] = max(0, self._unmade[0] - characters)
        if chunk.end_of_segment and len(self._unmade) > 1:
            # What is left of it is not for the ear: markup, code, a link.
            self._unmade.popleft()

    def report(self, now_ms: float) -> Played | None:
        """What the reasoner is to be told by now; None: it knows."""
        if self._writing:
            return None
        request, playout = self._request, self._playout
        if playout is None:
            played_ms, playing = 0.0, not self._withheld
            queued_ms = self._unread_ms + max(0.0, self._read_at_ms - now_ms)
        else:
            played_ms, playing = playout.position_ms(now_ms), not (self._withheld or playout.paused)
            queued_ms = playout.left_ms(now_ms) + self._voice.duration_ms(sum(self._unmade))
        told = self._told
        if told is not None:
            expected_ms = max(0.0, told.queued_ms - (now_ms - self._told_at_ms if told.playing else 0.0))
            known = abs(queued_ms - expected_ms) <= EXPECTED_MS
            if known and told.playing == playing and told.segments == self._segments:
                return None
        self._told = Played(
            request.session,
            request.turn,
            request.generation,
            round(played_ms, 1),
            round(queued_ms, 1),
            round(self._voice.synthesis_ms.value, 1),
            self._segments,
            playing,
        )
        self._told_at_ms = now_ms
        return self._told

    def _read(self, now_ms: float) -> None:
        if not self._withheld:
            self._read_at_ms, self._unread_ms = max(now_ms, self._read_at_ms) + self._unread_ms, 0.0


def _duration_ms(chunk: Audio) -> float:
    return len(chunk.pcm) / 2 * 1000 / chunk.rate_hz
