"""When sound is sent, when it is heard, and how much of it was.

The gateway owns the playout: it sends at most ``ahead_ms`` ahead of what is being heard, so that an
interruption loses little and the position is true. Time is the caller's, in milliseconds of any clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

__all__ = ["HAIR_MS", "Piece", "Playout"]

PIECE_MS = 40
"""So much is sent at a time: short enough that a pause takes hold at once, long enough not to flood."""


@dataclass(frozen=True, slots=True)
class Piece:
    """16-bit mono PCM to be sent now. ``start_ms``: its place in the answer; ``heard_ms``: when it is heard."""

    pcm: bytes
    rate_hz: int
    start_ms: float
    duration_ms: float
    sent_ms: float
    heard_ms: float


class Playout:
    """The sound of one answer on its way to the listener.

    ``ahead_ms``: how far ahead of the listener it is sent. None is a file and no ear: all is sent at once and
    counts as heard, while gaps and times are told as if it had been played live.
    """

    def __init__(self, ahead_ms: float | None) -> None:
        self._ahead_ms = ahead_ms
        self._waiting: deque[tuple[bytes, int]] = deque()
        self._waiting_ms = 0.0
        self._silent_at_ms: float | None = None
        """When the listener has heard all that was sent, and hears nothing more."""
        self._paused = False
        self._own_silence = False
        """The silence before the next piece is deliberate: it is no gap."""
        self._rests_at_ms: float | None = None
        """Where in the sound an answer ends that was complete: what is behind it is an afterthought."""
        self._stopped_ms: float | None = None
        self._complete = False
        self.sent_ms = 0.0
        self.reported = False
        """The position comes from a device, not from the clock alone."""
        self.pieces: list[Piece] = []
        self.gaps_ms: list[float] = []

    def push(self, pcm: bytes, rate_hz: int) -> None:
        """Queue whole 16-bit samples at ``rate_hz``. Raises ValueError for half a sample."""
        if len(pcm) % 2:
            raise ValueError(f"{len(pcm)} bytes are not whole 16-bit samples: send an even number of bytes")
        if self._stopped_ms is not None:
            return
        step = max(1, rate_hz * PIECE_MS // 1000) * 2
        for start in range(0, len(pcm), step):
            self._waiting.append((pcm[start : start + step], rate_hz))
        self._waiting_ms += _duration_ms(pcm, rate_hz)

    def complete(self) -> None:
        """No more sound will come."""
        self._complete = True

    def due(self, now_ms: float) -> list[Piece]:
        """The pieces to be sent now, in order."""
        due: list[Piece] = []
        while self._waiting and not self._paused:
            if self._ahead_ms is not None and self._ahead(now_ms) >= self._ahead_ms:
                break
            due.append(self._send(*self._waiting.popleft(), now_ms))
        return due

    def _send(self, pcm: bytes, rate_hz: int, now_ms: float) -> Piece:
        heard_ms = now_ms
        if self._silent_at_ms is not None:
            heard_ms = max(now_ms, self._silent_at_ms)
            rests = self._rests_at_ms is not None and abs(self.sent_ms - self._rests_at_ms) < HAIR_MS
            if heard_ms > self._silent_at_ms and not (self._own_silence or rests):
                self.gaps_ms.append(heard_ms - self._silent_at_ms)
        self._own_silence = False
        piece = Piece(pcm, rate_hz, self.sent_ms, _duration_ms(pcm, rate_hz), now_ms, heard_ms)
        self._waiting_ms = max(0.0, self._waiting_ms - piece.duration_ms)
        self.sent_ms += piece.duration_ms
        self._silent_at_ms = heard_ms + piece.duration_ms
        self.pieces.append(piece)
        return piece

    def _ahead(self, now_ms: float) -> float:
        return 0.0 if self._silent_at_ms is None else max(0.0, self._silent_at_ms - now_ms)

    def wake_ms(self, now_ms: float) -> float | None:
        """When to look again: a piece is due then, or the last one has been heard. None: when something happens."""
        if self._stopped_ms is not None or self._ahead_ms is None or self._silent_at_ms is None:
            return None
        if self._waiting:
            return None if self._paused else max(now_ms, self._silent_at_ms - self._ahead_ms)
        return self._silent_at_ms if self._complete and not self.finished(now_ms) else None

    def pause(self) -> None:
        """Send nothing for now; what was sent goes on playing."""
        self._paused = True

    def rest(self) -> None:
        """What there is by now is an answer: if it is heard to its end, the silence before what follows is no gap."""
        self._rests_at_ms = self.sent_ms + self._waiting_ms

    def resume(self, now_ms: float) -> None:
        """Go on where we were."""
        self._own_silence = self._paused and self._ahead(now_ms) == 0
        self._paused = False

    def drop_waiting(self) -> None:
        """Forget what was not sent; more may follow."""
        self._waiting.clear()
        self._waiting_ms = 0.0
        self._paused = False

    def stop(self, now_ms: float) -> None:
        """It ends here: what was sent counts as heard up to now, the rest never will be."""
        if self._stopped_ms is None:
            self._stopped_ms = self.position_ms(now_ms)
        self.drop_waiting()

    def report(self, position_ms: float, now_ms: float) -> None:
        """The device says how much was heard; clamped to what was sent, since clients round up."""
        position_ms = min(max(0.0, position_ms), self.sent_ms)
        self.reported = True
        if self._stopped_ms is not None:
            self._stopped_ms = position_ms
        elif self._silent_at_ms is not None:
            self._silent_at_ms = now_ms + self.sent_ms - position_ms

    def position_ms(self, now_ms: float) -> float:
        """How much of the answer has been heard."""
        if self._stopped_ms is not None:
            return self._stopped_ms
        return self.sent_ms if self._ahead_ms is None else self.sent_ms - self._ahead(now_ms)

    @property
    def ends_ms(self) -> float | None:
        """When all that there is by now will have been heard; None: nothing was sent yet, or nobody knows when."""
        return None if self._silent_at_ms is None or self._paused else self._silent_at_ms + self._waiting_ms

    @property
    def paused(self) -> bool:
        """Nothing is sent for now."""
        return self._paused

    def left_ms(self, now_ms: float) -> float:
        """How much is still to be heard, sent or not, as if it were played live."""
        return 0.0 if self._stopped_ms is not None else self._ahead(now_ms) + self._waiting_ms

    @property
    def all_sent(self) -> bool:
        """Everything has left; its end may still be on its way to the ear."""
        return self._complete and not self._waiting

    def finished(self, now_ms: float) -> bool:
        """Nothing more is to be heard."""
        if self._stopped_ms is not None:
            return True
        heard = self._ahead_ms is None or self._ahead(now_ms) < HAIR_MS
        return self._complete and not self._waiting and heard

    @property
    def continuity(self) -> float:
        """The share of the time from the first sound to the last that was not a gap, 0 to 1."""
        return self.sent_ms / (self.sent_ms + sum(self.gaps_ms)) if self.sent_ms else 1.0


HAIR_MS = 1e-3
"""A timer in floating point may fire this much before the moment that it was set to."""


def _duration_ms(pcm: bytes, rate_hz: int) -> float:
    return len(pcm) / 2 * 1000 / rate_hz
