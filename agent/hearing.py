"""Where speech begins, pauses and ends in live audio.

Frames with the probability of speech go in, events come out. All positions are milliseconds of the audio itself,
not of any clock: audio that is sent faster than it was spoken is cut in the same places.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

__all__ = ["ONSET_MS", "Ended", "Event", "Hearing", "More", "Onset", "Paused", "Resumed", "milliseconds"]

RATE_HZ = 16_000

ONSET_MS = 90.0
"""Speech for so long is somebody speaking; a click or a knock is shorter."""
HYSTERESIS = 0.15
"""Speech that has begun goes on down to this much below the threshold (silero-vad, utils_vad.py)."""
QUIET_DB = 30.0
"""So far below the loudest frames of the utterance nobody speaks, whatever the probability, which falls late."""
QUIET_MS = 60.0
LEVEL_FALLS_DB = 0.2
"""By which the level of an utterance falls each frame, so that one loud word does not make the rest quiet."""


@dataclass(frozen=True, slots=True)
class Onset:
    """Somebody speaks; ``pcm`` is what was heard since ``at_ms``, which is ``pre_roll_ms`` before the first speech."""

    at_ms: float
    pcm: bytes


@dataclass(frozen=True, slots=True)
class More:
    """The next piece of an utterance, speech or not."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Paused:
    """The last speech sample so far was at ``at_ms``."""

    at_ms: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """It was not the last one."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The hangover is over; the last speech sample was at ``at_ms``."""

    at_ms: float


Event = Onset | More | Paused | Resumed | Ended


class Hearing:
    """Frames of 16-bit mono PCM at 16,000 Hz with their probability of speech in, events out.

    ``lag_ms``: from the last speech sample to the end of the first frame that is none (``VoiceActivity.lag_ms``).
    """

    def __init__(self, threshold: float, pre_roll_ms: float, hangover_ms: float, lag_ms: float) -> None:
        self.threshold = threshold
        self.pre_roll_ms = pre_roll_ms
        self.hangover_ms = hangover_ms
        """The silence behind the last speech sample that ends an utterance; may change in a pause."""
        self.lag_ms = lag_ms
        self.position_ms = 0.0
        """How much was heard in all."""
        self.reset()

    def reset(self) -> None:
        """Forget the utterance that is open, if any; the position stays."""
        self.speaking = False
        """An utterance is open."""
        self.paused = False
        self._before: deque[tuple[bytes, float]] = deque()
        self._before_ms = 0.0
        self._run_ms = 0.0
        self._level_db = -120.0
        self._quiet_ms = 0.0
        self._last_speech_ms = 0.0

    def frame(self, pcm: bytes, speech: float) -> list[Event]:
        """What the next frame tells."""
        duration_ms = milliseconds(pcm)
        self.position_ms += duration_ms
        if not self.speaking:
            return self._wait(pcm, speech, duration_ms)
        return [More(pcm), *self._follow(pcm, speech, duration_ms)]

    @property
    def silence_ms(self) -> float:
        """Since the last speech sample."""
        return self.position_ms - self._last_speech_ms

    def _wait(self, pcm: bytes, speech: float, duration_ms: float) -> list[Event]:
        self._before.append((pcm, duration_ms))
        self._before_ms += duration_ms
        self._run_ms = self._run_ms + duration_ms if speech >= self.threshold else 0.0
        while self._before and self._before_ms - self._before[0][1] >= self.pre_roll_ms + self._run_ms:
            self._before_ms -= self._before.popleft()[1]
        if self._run_ms < ONSET_MS:
            return []
        heard = b"".join(before for before, _ in self._before)
        onset = Onset(self.position_ms - milliseconds(heard), heard)
        self._level_db = _level_db(heard[-int(self._run_ms * RATE_HZ / 1000) * 2 :])
        self._before.clear()
        self._before_ms = self._run_ms = self._quiet_ms = 0.0
        self._last_speech_ms = self.position_ms
        self.speaking, self.paused = True, False
        return [onset]

    def _follow(self, pcm: bytes, speech: float, duration_ms: float) -> list[Event]:
        level_db = _level_db(pcm)
        self._level_db = max(self._level_db - LEVEL_FALLS_DB, level_db)
        self._quiet_ms = self._quiet_ms + duration_ms if level_db < self._level_db - QUIET_DB else 0.0
        sounds = self._quiet_ms < QUIET_MS
        if sounds and speech >= self.threshold - (0.0 if self.paused else HYSTERESIS):
            self._last_speech_ms = self.position_ms
            if not self.paused:
                return []
            self.paused = False
            return [Resumed()]
        events: list[Event] = []
        if not self.paused:
            self.paused = True
            # What is too quiet ended where it fell quiet; a low probability comes ``lag_ms`` late.
            lag_ms = self.lag_ms if sounds else self._quiet_ms
            self._last_speech_ms = max(0.0, self.position_ms - lag_ms)
            events.append(Paused(self._last_speech_ms))
        if self.silence_ms >= self.hangover_ms:
            events.append(Ended(self._last_speech_ms))
            self.reset()
        return events


def milliseconds(pcm: bytes) -> float:
    """How long 16-bit mono PCM at 16,000 Hz lasts."""
    return len(pcm) / 2 * 1000 / RATE_HZ


def _level_db(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    power = float(np.mean(np.square(samples))) if samples.size else 0.0
    return 10.0 * float(np.log10(max(power, 1e-12)))
