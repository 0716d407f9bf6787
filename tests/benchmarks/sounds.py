"""Sounds for the benchmarks: words in several voices, coughs, noise and knocks. 16-bit mono at 24,000 Hz."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from hibari import Hibari
from numpy.typing import NDArray

from .caller import RATE_HZ, Pcm, read, to_pcm

__all__ = ["NOISES", "cough", "first_speech_ms", "noise", "say", "voices"]

NOISES = ("silence", "white", "pink", "knocks")
NOISE_DBFS = -40.0

_COMMANDS = {
    "flite": ("flite", "-voice", "slt", "-o", "{file}", "-t", "{text}"),
    "espeak": ("espeak-ng", "-v", "en-us", "-w", "{file}", "{text}"),
}
_SPELLED = {("mm-hm", "flite"): "um hum", ("mm-hm", "espeak"): "[[@mh'@m]]"}
"""Where a voice would read the letters one by one."""
_hibari: list[Hibari] = []


def voices() -> list[str]:
    """The agent's own voice, and those of the programs that are installed."""
    return ["hibari", *(name for name, command in _COMMANDS.items() if shutil.which(command[0]))]


def say(text: str, voice: str) -> Pcm:
    """``text`` in one of ``voices``."""
    if voice == "hibari":
        if not _hibari:
            _hibari.append(Hibari())
        return to_pcm(np.asarray(_hibari[0](text), np.float32), _hibari[0].sample_rate)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        subprocess.run(
            [part.format(file=file, text=_SPELLED.get((text, voice), text)) for part in _COMMANDS[voice]], check=True
        )
        return read(file)


def first_speech_ms(pcm: Pcm) -> float:
    """Where the first speech sample is: the begin of the first 10 ms that are less than 35 dB below the loudest."""
    step = RATE_HZ // 100
    blocks = pcm[: len(pcm) - len(pcm) % step].astype(np.float64).reshape(-1, step)
    power = np.mean(np.square(blocks), axis=1)
    return float(np.nonzero(power > power.max() * 10**-3.5)[0][0]) * 10


def cough(rng: np.random.Generator) -> Pcm:
    """Two bursts of noise between 300 and 4,000 Hz that rise in 5 ms and die away, 150 to 250 ms each."""
    bursts: list[NDArray[np.float32]] = []
    for _ in range(2):
        samples = int(rng.uniform(0.15, 0.25) * RATE_HZ)
        time_s = np.arange(samples) / RATE_HZ
        burst = _coloured(rng, samples, lambda hz: ((hz > 300) & (hz < 4000)).astype(np.float64))
        burst = burst * np.exp(-time_s / 0.06) * np.minimum(time_s / 0.005, 1)
        bursts += [(0.4 * burst / np.abs(burst).max()).astype(np.float32), np.zeros(RATE_HZ // 10, np.float32)]
    return to_pcm(np.concatenate(bursts), RATE_HZ)


def noise(kind: str, seconds: float, rng: np.random.Generator) -> Pcm:
    """One of ``NOISES``: digital silence, white or pink noise of -40 dBFS, or clicks and knocks in a quiet room."""
    samples = int(seconds * RATE_HZ)
    if kind == "silence":
        return np.zeros(samples, np.int16)
    if kind == "knocks":
        return _knocks(samples, rng)
    sound = _coloured(rng, samples, np.ones_like if kind == "white" else lambda hz: 1 / np.sqrt(np.maximum(hz, 20)))
    return _pcm(_at_level(sound, NOISE_DBFS))


def _knocks(samples: int, rng: np.random.Generator) -> Pcm:
    """Every second or so: a click of a millisecond, or two or three knocks on wood, at -20 to -6 dBFS peak."""
    sound = _at_level(_coloured(rng, samples, np.ones_like), -65.0)
    at = int(rng.uniform(0.2, 1.0) * RATE_HZ)
    while at < samples - RATE_HZ:
        peak = 10 ** (rng.uniform(-20, -6) / 20)
        if rng.random() < 0.5:
            sound[at : at + RATE_HZ // 1000] += peak * rng.uniform(-1, 1, RATE_HZ // 1000)
        else:
            time_s = np.arange(int(0.12 * RATE_HZ)) / RATE_HZ
            knock = peak * np.sin(2 * np.pi * rng.uniform(120, 400) * time_s) * np.exp(-time_s / 0.02)
            for number in range(int(rng.integers(2, 4))):
                start = at + int(number * 0.22 * RATE_HZ)
                sound[start : start + len(knock)] += knock
        at += int(rng.uniform(0.8, 2.0) * RATE_HZ)
    return _pcm(sound)


def _coloured(rng: np.random.Generator, samples: int, gain: object) -> NDArray[np.float64]:
    """White noise whose spectrum is multiplied by ``gain`` of the frequencies in Hz."""
    assert callable(gain)
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    return np.fft.irfft(spectrum * gain(np.fft.rfftfreq(samples, 1 / RATE_HZ)), samples)


def _at_level(sound: NDArray[np.float64], dbfs: float) -> NDArray[np.float64]:
    return sound * (10 ** (dbfs / 20) / np.sqrt(np.mean(np.square(sound))))


def _pcm(sound: NDArray[np.float64]) -> Pcm:
    return to_pcm(sound.astype(np.float32), RATE_HZ)
