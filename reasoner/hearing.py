"""The audio of one turn, as it comes in, and its words, as often as somebody wants them.

Nothing is recognised twice: who wants the words of what was listened to gets them from the recognition that has
them, or waits for the one that is on its way to them. What only half a turn's words were wanted for is dropped where
more of the turn came before the recogniser had begun.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from antiphon.transport.errors import AudioError

from .ear import Sound
from .faculties import RATE_HZ
from .models.audio import LONGEST_PIECE_S
from .recogniser import Transcription
from .windows import windows

__all__ = ["LONGEST_TURN_S", "Hear", "Heard", "Hearing", "Transcribe"]

LONGEST_TURN_S = 3600
"""Of one turn's audio, 115 MB: the gateway's conversation.longest_turn_s, which is lower, cannot be set above it."""


class Transcribe(Protocol):
    """``Faculties.transcribe``."""

    def __call__(
        self, pcm: NDArray[np.float32], earlier: Transcription | None, wanted: Callable[[], bool]
    ) -> Awaitable[Transcription | None]:
        """The words of ``pcm``; None: they were not ``wanted`` any more when their time had come."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of the first ``audio_ms`` of a turn; ``ms``: how long the recogniser took."""

    text: str
    audio_ms: float
    ms: float


class Hear(Protocol):
    """``Faculties.hear``."""

    def __call__(self, pcm: NDArray[np.float32], earlier: Sound | None) -> Awaitable[Sound]:
        """What the model hears of ``pcm``."""


class _Recognition:
    """The words of a hearing as it was once."""

    def __init__(self, pieces: tuple[bytes, ...], length: int) -> None:
        self.pieces = pieces
        self.length = length
        self.words: asyncio.Future[Transcription | None] = asyncio.get_running_loop().create_future()
        self.turns = 0
        """How many turns wait for it."""
        self.wishes = 0
        """How many others do."""

    @property
    def failed(self) -> bool:
        """It has ended without words, and somebody else may try again."""
        words = self.words
        return words.done() and (words.cancelled() or words.exception() is not None or words.result() is None)


class Hearing:
    """16-bit little-endian mono at 16,000 Hz. ``spawn`` runs what must go on whoever waits for it.

    ``hear``: None where the model reads words only.
    """

    def __init__(
        self,
        transcribe: Transcribe,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        hear: Hear | None = None,
    ) -> None:
        self._transcribe = transcribe
        self._spawn = spawn
        self._hear = hear
        self._sound: tuple[int, Sound] | None = None
        """What the model has heard of so many bytes."""
        self._full_at: float = LONGEST_PIECE_S * RATE_HZ * 2
        """Beyond so many bytes, another piece of it is full."""
        self._listening = asyncio.Lock()
        self._pieces: list[bytes] = []
        self._length = 0
        self._too_long = False
        self._gone = False
        self._newest: _Recognition | None = None
        self._earlier: Transcription | None = None
        """The words of its beginning."""

    def add(self, pcm: bytes) -> None:
        """More of it; nothing is kept beyond the longest turn."""
        if self._length + len(pcm) > LONGEST_TURN_S * RATE_HZ * 2:
            self._too_long = True
        else:
            self._pieces.append(pcm)
            self._length += len(pcm)

    def close(self) -> None:
        """It is not wanted any more; a turn that waits for its words still gets them."""
        self._gone = True

    @property
    def hears(self) -> bool:
        """The model hears the sound itself."""
        return self._hear is not None

    def piece_is_full(self) -> bool:
        """Whether it is time for ``full_pieces``; once for each piece."""
        if self._hear is None or self._length <= self._full_at:
            return False
        self._full_at = math.inf
        return True

    async def full_pieces(self) -> None:
        """Hear the pieces to which nothing will be added, while the user goes on. Raises AudioError for no audio."""
        assert self._hear is not None
        async with self._listening:
            pcm = await asyncio.to_thread(_samples, tuple(self._pieces))
            *full, (begins, _) = windows(pcm, LONGEST_PIECE_S)
            earlier = self._sound and self._sound[1]
            if full and (earlier is None or full[-1] not in earlier.pieces):
                self._sound = 2 * begins, await self._hear(pcm[:begins], earlier)
            self._full_at = 2 * (begins + LONGEST_PIECE_S * RATE_HZ)

    async def sound(self) -> Sound:
        """What the model hears of what was listened to by now. Raises AudioError for what is too long, or no audio."""
        assert self._hear is not None
        async with self._listening:
            self._check_length()
            if self._sound is None or self._sound[0] != self._length:
                length, pieces = self._length, tuple(self._pieces)
                pcm = await asyncio.to_thread(_samples, pieces)
                self._sound = length, await self._hear(pcm, self._sound and self._sound[1])
            return self._sound[1]

    async def words(self, *, turn: bool) -> Heard | None:
        """The words of what was listened to by now, for a ``turn`` or only to know them.

        None, and never for a turn: more was listened to, or the hearing closed, before the recogniser had begun.
        Raises AudioError for what is too long, or no audio.
        """
        while True:
            self._check_length()
            recognition = self._newest
            if recognition is None or recognition.length != self._length or recognition.failed:
                recognition = self._newest = _Recognition(tuple(self._pieces), self._length)
                self._spawn(self._recognise(recognition))
            words = await self._wait(recognition, turn)
            if words is not None:
                return Heard(words.text, recognition.length / (2 * RATE_HZ) * 1000, words.ms)
            if not turn and not self._current(recognition):
                return None

    def _check_length(self) -> None:
        if self._too_long:
            raise AudioError(
                f"the turn is longer than {LONGEST_TURN_S} s, the most that is listened to: say it in parts"
            )

    async def _wait(self, recognition: _Recognition, turn: bool) -> Transcription | None:
        recognition.turns += turn
        recognition.wishes += not turn
        try:
            # Whoever else waits for it is not to lose it.
            return await asyncio.shield(recognition.words)
        finally:
            recognition.turns -= turn
            recognition.wishes -= not turn

    def _current(self, recognition: _Recognition) -> bool:
        return not self._gone and recognition.length == self._length

    async def _recognise(self, recognition: _Recognition) -> None:
        def wanted() -> bool:
            return recognition.turns > 0 or (recognition.wishes > 0 and self._current(recognition))

        words = recognition.words
        try:
            pcm = await asyncio.to_thread(_samples, recognition.pieces)
            heard = await self._transcribe(pcm, self._earlier, wanted)
            if heard is not None:
                self._earlier = heard
            words.set_result(heard)
        except Exception as error:
            words.set_exception(error)
            # There may be nobody left whom it concerns.
            words.exception()
        finally:
            words.cancel()
            recognition.pieces = ()


def _samples(pieces: tuple[bytes, ...]) -> NDArray[np.float32]:
    """float32 in [-1, 1]. Raises AudioError for what is no audio."""
    pcm = b"".join(pieces)
    if len(pcm) % 2:
        raise AudioError(f"{len(pcm)} bytes are no 16-bit samples: send whole samples")
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
