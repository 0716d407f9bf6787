"""Who speaks the training questions, who only the tests, and a text in one of these voices."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import soxr
from num2words import num2words
from numpy.typing import NDArray

from .engines import engine

__all__ = ["HELD_OUT_VOICES", "RATE_HZ", "TRAINING_VOICES", "Voice", "spell", "synthesise"]

RATE_HZ = 16_000

_SENTENCE = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(]*[A-Z0-9])")
_NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(st|nd|rd|th)?\b")
_PAUSE_S = (0.12, 0.5)
_QUIET = 0.003
"""Of the loudest sample: what engines put before and behind a sentence is below it."""
_MARGIN_S = 0.02


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker of an engine, and how far it is varied from one clip to the next."""

    engine: str
    speaker: str
    pace: tuple[float, float] = (0.85, 1.2)
    """1 is the speaker's own; a clip's is drawn between the two."""
    pitch: tuple[float, float] = (0.88, 1.14)
    """A factor on the height of the voice; kokoro, hibari and piper have no such control."""
    longest_words: int = 1000
    """It speaks no longer training questions: a slow one would hold up all others."""

    @property
    def name(self) -> str:
        return f"{self.engine}-{self.speaker}"


_ESPEAK_SPEAKERS = (
    *("en-us", "en-us+m1", "en-us+m3", "en-us+m5", "en-us+m7", "en-us+m8", "en-us+Michael", "en-us+Hugo"),
    *("en-us+edward", "en-us+benjamin", "en-us+caleb", "en-us+quincy", "en-us+Mike", "en-us+max", "en-us+klatt"),
    *("en-us+f1", "en-us+f2", "en-us+f3", "en-us+f4", "en-us+Annie", "en-us+belinda", "en-us+anika", "en-us+aunty"),
    *("en", "en+klatt2", "en+f3", "en-gb-x-rp+m3", "en-gb-x-rp+klatt2", "en-gb-x-gbclan+m8", "en-us-nyc+m8"),
)
"""An accent of espeak-ng with one of its throats: those that whisper-tiny.en reads back with up to 20 % word errors."""
_KOKORO_SPEAKERS = (
    *("af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river"),
    *("af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_onyx", "am_puck", "am_santa"),
    *("bf_alice", "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis"),
)
"""Women and men, American and British. A hundred times slower than hibari: their share decides how long it takes."""

TRAINING_VOICES: dict[Voice, float] = {
    Voice("hibari", "heart"): 34.0,
    Voice("flite", "awb"): 14.0,
    Voice("flite", "rms"): 14.0,
    Voice("flite", "kal16"): 10.0,
    **{Voice("espeak", speaker): 24.0 / len(_ESPEAK_SPEAKERS) for speaker in _ESPEAK_SPEAKERS},
    **{Voice("kokoro", speaker, longest_words=20): 4.0 / len(_KOKORO_SPEAKERS) for speaker in _KOKORO_SPEAKERS},
}
"""With the share of the clips that each speaks, in per cent."""

HELD_OUT_VOICES: tuple[Voice, ...] = (
    Voice("flite", "slt", (0.9, 1.1), (1.0, 1.0)),
    Voice("piper", "joe", (0.9, 1.1), (1.0, 1.0)),
    Voice("kokoro", "bf_emma", (0.9, 1.1), (1.0, 1.0)),
    Voice("kokoro", "am_michael", (0.9, 1.1), (1.0, 1.0)),
    Voice("espeak", "en-us+steph", (0.9, 1.1), (1.0, 1.0)),
)
"""Never heard in training, in no variation: three women and two men of four engines; of Piper nothing else is heard."""


def spell(text: str, rng: np.random.Generator) -> str:
    """Whole numbers, decimals and ordinals as words, since the engines disagree on digits.

    "And" after the hundreds is said or left out, and both are right.
    """
    with_and = rng.random() < 0.5

    def words(match: re.Match[str]) -> str:
        whole, fraction, ordinal = match.groups()
        value = float(whole.replace(",", "") + fraction) if fraction else int(whole.replace(",", ""))
        spelt = str(num2words(value, to="ordinal" if ordinal and not fraction else "cardinal")).replace(",", "")
        return spelt if with_and else spelt.replace(" and ", " ")

    text = re.sub(r"(?<=\s)-(?=\d)|^-(?=\d)", "minus ", text)
    text = re.sub(r"(?<=\d)\s*%", " percent", text)
    return _NUMBER.sub(words, text)


def synthesise(text: str, voice: Voice, rng: np.random.Generator) -> NDArray[np.float32]:
    """``text`` in ``voice``, float32 mono at 16 kHz with its peak at most 1, without silence around it.

    All of its chance comes from ``rng``, but for the noise inside kokoro's and piper's networks and the flutter of
    espeak, which goes on from clip to clip and moves its sounds by some milliseconds. Raises EngineMissing, and
    ValueError where the engine makes no sound of the text.
    """
    pace, pitch = rng.uniform(*voice.pace), rng.uniform(*voice.pitch)
    pause_s = rng.uniform(*_PAUSE_S)
    pieces: list[NDArray[np.float32]] = []
    for sentence in _SENTENCE.split(spell(" ".join(text.split()), rng)):
        samples, rate_hz = engine(voice.engine).say(sentence, voice.speaker, pace, pitch, rng)
        samples = _trim(samples, rate_hz)
        if not len(samples):
            continue
        if pieces:
            pieces.append(np.zeros(int(RATE_HZ * pause_s * rng.uniform(0.7, 1.3)), np.float32))
        pieces.append(samples if rate_hz == RATE_HZ else soxr.resample(samples, rate_hz, RATE_HZ).astype(np.float32))
    if not pieces:
        raise ValueError(f"{voice.name} makes no sound of {text!r}")
    pcm = np.concatenate(pieces)
    return np.asarray(pcm / max(1.0, float(np.abs(pcm).max())), np.float32)


def _trim(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    loud = np.flatnonzero(np.abs(samples) > _QUIET * np.abs(samples).max(initial=1e-6))
    if not len(loud):
        return samples[:0]
    margin = int(_MARGIN_S * rate_hz)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]
