"""What a microphone, a room and a line make of a voice: every clip of the training speech is varied by this.

Only numpy and soxr: it runs on the bare GPU machine over all of its cores.
"""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from ..mel import SAMPLE_RATE, WINDOW, filter_bank

__all__ = ["augment", "lighten", "recolour"]

RATE_HZ = 16_000

SPEED = (0.9, 1.1)
"""By resampling: the pitch goes with it."""
PEAK = (0.05, 0.9)
SILENCE_S = (0.1, 0.6)
ROOM_SHARE, ROOM_RT60_S = 0.3, (0.1, 0.5)
NOISE_SHARE, NOISE_SNR_DB = 0.6, (10.0, 45.0)
TELEPHONE_SHARE, TELEPHONE_BAND_HZ = 0.15, (300.0, 3400.0)
CLIPPED_SHARE, CLIPPED_AT = 0.03, (0.3, 0.8)
THROAT_SHARE, THROAT = 0.5, (0.86, 1.16)
MICROPHONE_SHARE, MICROPHONE_DB, MICROPHONE_KNOTS = 0.5, 3.0, 6

NOISE_SAMPLES = 1 << 17
"""8 s of noise are enough: it begins again."""

_MU = 255.0  # ITU-T G.711
_Sound = NDArray[np.float32]


def augment(pcm: _Sound, rng: np.random.Generator) -> _Sound:
    """``pcm``, float32 mono at 16 kHz, at another speed, level and place; 0.2 to 1.2 s longer. At most 1."""
    pcm = _speed(pcm, rng)
    if rng.random() < ROOM_SHARE:
        pcm = _room(pcm, rng)
    pcm = _surround(pcm, rng)
    if rng.random() < NOISE_SHARE:
        pcm = _noise(pcm, rng)
    if rng.random() < TELEPHONE_SHARE:
        pcm = _telephone(pcm)
    return _level(pcm, rng)


def recolour(mel: _Sound, rng: np.random.Generator) -> _Sound:
    """A log-mel spectrogram [mels, n] as a longer or shorter throat and another microphone would have made it.

    The formants move without the pitch, as vocal tract length perturbation moves them (Jaitly and Hinton, 2013): few
    voices become many.
    """
    if rng.random() < THROAT_SHARE:
        mel = _throat(mel, rng.uniform(*THROAT))
    if rng.random() < MICROPHONE_SHARE:
        decibels = rng.normal(0.0, MICROPHONE_DB, MICROPHONE_KNOTS)
        response = np.interp(np.linspace(0, MICROPHONE_KNOTS - 1, len(mel)), np.arange(MICROPHONE_KNOTS), decibels)
        mel = mel + (response / _DB_PER_UNIT).astype(np.float32)[:, None]
    return mel


_DB_PER_UNIT = 40.0
"""A unit of Whisper's log-mel scale is four powers of ten."""


def _throat(mel: _Sound, factor: float) -> _Sound:
    """What was at a frequency times ``factor`` comes to that frequency; above the highest is what was there."""
    bank = filter_bank(len(mel))
    centre_hz = bank @ np.linspace(0.0, SAMPLE_RATE / 2, WINDOW // 2 + 1, dtype=np.float32) / bank.sum(1)
    place = np.interp(centre_hz * factor, centre_hz, np.arange(len(mel)))
    below = np.minimum(place.astype(np.int64), len(mel) - 2)
    share = (place - below).astype(np.float32)[:, None]
    return np.asarray(mel[below] * (1 - share) + mel[below + 1] * share)


def lighten(pcm: _Sound, rng: np.random.Generator) -> _Sound:
    """The mild half of it, for tests: silence around the clip, another level, noise at 25 to 45 dB."""
    pcm = _surround(pcm, rng)
    return _level(_add(pcm, _white(len(pcm), rng), rng.uniform(25.0, 45.0)), rng, clipped_share=0.0)


def _speed(pcm: _Sound, rng: np.random.Generator) -> _Sound:
    return np.asarray(soxr.resample(pcm, RATE_HZ * rng.uniform(*SPEED), RATE_HZ), np.float32)


def _room(pcm: _Sound, rng: np.random.Generator) -> _Sound:
    """Noise that decays by 60 dB within RT60, behind the direct sound: a room's late reverberation."""
    rt60_s = rng.uniform(*ROOM_RT60_S)
    length = int(rt60_s * RATE_HZ)
    tail = rng.standard_normal(length) * 10.0 ** (-3.0 * np.arange(length) / length)
    tail[: int(rng.uniform(0.002, 0.02) * RATE_HZ)] = 0.0  # the first wall is a few metres away
    direct_to_reverberant_db = rng.uniform(0.0, 15.0)
    response = tail * 10.0 ** (-direct_to_reverberant_db / 20.0) / (np.sqrt(np.sum(tail**2)) + 1e-9)
    response[0] = 1.0
    size = _fast_length(len(pcm) + length)
    wet = np.fft.irfft(np.fft.rfft(pcm, size) * np.fft.rfft(response, size), size)[: len(pcm) + length // 2]
    return wet.astype(np.float32)


def _surround(pcm: _Sound, rng: np.random.Generator) -> _Sound:
    before, after = (np.zeros(int(rng.uniform(*SILENCE_S) * RATE_HZ), np.float32) for _ in range(2))
    return np.concatenate([before, pcm, after])


def _noise(pcm: _Sound, rng: np.random.Generator) -> _Sound:
    kind = int(rng.integers(4))
    snr_db = rng.uniform(*NOISE_SNR_DB)
    match kind:
        case 0:
            noise = _white(len(pcm), rng)
        case 1:
            noise = _pink(len(pcm), rng)
        case 2:
            noise = _babble(pcm, rng)
        case _:
            noise = _hum(len(pcm), rng)
    return _add(pcm, noise, snr_db)


def _add(pcm: _Sound, noise: _Sound, snr_db: float) -> _Sound:
    """``pcm`` with ``noise`` at ``snr_db`` below the mean power of what is not silence in it."""
    loud = pcm[np.abs(pcm) > 0.0]
    power = float(np.mean(loud**2)) if len(loud) else 0.0
    gain = np.sqrt(power / (float(np.mean(noise**2)) + 1e-12) * 10.0 ** (-snr_db / 10.0))
    return np.asarray(pcm + gain * noise, np.float32)


def _white(length: int, rng: np.random.Generator) -> _Sound:
    return np.asarray(rng.standard_normal(length, np.float32))


def _pink(length: int, rng: np.random.Generator) -> _Sound:
    """White noise with its power falling as 1/f, above 20 Hz."""
    spectrum = np.fft.rfft(_white(NOISE_SAMPLES, rng))
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(NOISE_SAMPLES, 1 / RATE_HZ), 20.0))
    return np.resize(np.fft.irfft(spectrum, NOISE_SAMPLES).astype(np.float32), length)


def _babble(pcm: _Sound, rng: np.random.Generator) -> _Sound:
    """Six others who talk at once: the clip itself, backwards and shifted, at other speeds."""
    voices = np.zeros_like(pcm)
    for _ in range(6):
        at = (np.arange(len(pcm)) * rng.uniform(0.8, 1.2) + rng.integers(len(pcm))).astype(np.int64) % len(pcm)
        voices += np.float32(rng.uniform(0.4, 1.0)) * pcm[::-1][at]
    return voices


def _hum(length: int, rng: np.random.Generator) -> _Sound:
    """Mains at 50 or 60 Hz with its harmonics, and a little hiss."""
    # All of it comes round after a second.
    time_s = np.arange(RATE_HZ) / RATE_HZ
    mains_hz = float(rng.choice([50.0, 60.0]))
    hum = np.zeros(RATE_HZ, np.float32)
    for harmonic in range(1, 9):
        phase = 2 * np.pi * (mains_hz * harmonic * time_s + rng.random())
        hum += (rng.uniform(0.2, 1.0) / harmonic * np.sin(phase)).astype(np.float32)
    return np.asarray(np.resize(hum, length) + np.float32(0.1) * _white(length, rng), np.float32)


def _telephone(pcm: _Sound) -> _Sound:
    """300 to 3400 Hz at 8 kHz in 8 bits of mu-law (ITU-T G.711)."""
    narrow = soxr.resample(pcm, RATE_HZ, 8_000)
    spectrum = np.fft.rfft(narrow, size := _fast_length(len(narrow)))
    frequency_hz = np.fft.rfftfreq(size, 1 / 8_000)
    low, high = TELEPHONE_BAND_HZ
    spectrum *= 1 / np.sqrt(1 + (low / np.maximum(frequency_hz, 1.0)) ** 8)  # Butterworth's curve, 24 dB per octave
    spectrum *= 1 / np.sqrt(1 + (frequency_hz / high) ** 16)
    narrow = np.fft.irfft(spectrum, size)[: len(narrow)]
    narrow /= np.abs(narrow).max(initial=1e-6) * 1.2
    code = np.round(np.sign(narrow) * np.log1p(_MU * np.abs(narrow)) / np.log1p(_MU) * 127) / 127
    line = np.sign(code) * np.expm1(np.abs(code) * np.log1p(_MU)) / _MU
    return np.asarray(soxr.resample(line.astype(np.float32), 8_000, RATE_HZ), np.float32)


def _level(pcm: _Sound, rng: np.random.Generator, clipped_share: float = CLIPPED_SHARE) -> _Sound:
    """Its peak anywhere between a whisper and nearly full scale; rarely with its tops cut off before."""
    pcm = pcm / max(float(np.abs(pcm).max(initial=0.0)), 1e-6)
    if rng.random() < clipped_share:
        at = rng.uniform(*CLIPPED_AT)
        pcm = np.clip(pcm, -at, at) / at
    low, high = np.log(PEAK)
    return np.asarray(pcm * np.exp(rng.uniform(low, high)), np.float32)


def _fast_length(length: int) -> int:
    """The next size, in steps of a fine power of two, that an FFT takes quickly: no large prime in it."""
    step = 1 << max(0, length.bit_length() - 5)
    return -(-length // step) * step
