"""The recogniser with its real weights, on recordings of people and on sounds that nobody said."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from antiphon.reasoner.recogniser import Recogniser
from antiphon.transport.errors import ModelCorrupt

from ..wording import normal, word_error_rate

JFK = "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country."
PENNIES = "Kate has 223 pennies. John has 388 pennies. How many more pennies does John have?"
PREMISE = "Here comes a perfectly valid argument. First premise: everyone who is a devotee of"
"""How big_bench_audio.wav begins; what follows is full of the names of football clubs."""
QUESTION = "deductively valid or invalid?"

DIGITS = {
    "digit_0_theo_3.wav": "zero",
    "digit_2_lucas_7.wav": "two",
    "digit_3_jackson_5.wav": "three",
    "digit_7_nicolas_12.wav": "seven",
    "digit_9_yweweler_8.wav": "nine",
}
MISHEARD = "digit_5_george_20.wav"
"""tiny.en hears "bye" in this "five", whatever is around it."""

RATE_HZ = 16_000

Pcm = NDArray[np.float32]


@pytest.fixture(scope="module")
def recogniser(whisper_folder: Path) -> Recogniser:
    return Recogniser.load(whisper_folder, threads=1)


def pcm_of(path: Path) -> Pcm:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    return soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ)


def coloured(slope: float, seconds: float, level_db: float) -> Pcm:
    """Noise whose amplitude falls with frequency to the power of ``slope``: 0 is white, 0.5 pink, 1 brown."""
    random = np.random.default_rng(5)
    spectrum = np.fft.rfft(random.standard_normal(round(seconds * RATE_HZ)))
    samples = np.fft.irfft(spectrum / np.maximum(np.arange(spectrum.size), 1) ** slope, round(seconds * RATE_HZ))
    scaled = samples / np.sqrt(np.mean(samples**2)) * 10 ** (level_db / 20)
    return np.clip(scaled, -1, 1).astype(np.float32)


def hum(seconds: float, level_db: float) -> Pcm:
    """The mains and ten of its harmonics."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    samples = sum(np.sin(2 * np.pi * 50 * k * time + k) / k for k in range(1, 12))
    return (samples / np.std(samples) * 10 ** (level_db / 20)).clip(-1, 1).astype(np.float32)


def tone(seconds: float, level_db: float) -> Pcm:
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (np.sqrt(2) * 10 ** (level_db / 20) * np.sin(2 * np.pi * 440 * time)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "text"), [("jfk.wav", JFK), ("kate_has_pennies.wav", PENNIES)], ids=["jfk", "pennies"]
)
@pytest.mark.parametrize("level", [1.0, 0.02])
def test_a_person_is_understood_word_for_word(
    recogniser: Recogniser, recordings: Path, name: str, text: str, level: float
) -> None:
    heard = recogniser.transcribe(pcm_of(recordings / name) * np.float32(level))
    assert not heard.no_speech
    assert word_error_rate(text, heard.text) == 0


def test_half_a_minute_of_synthetic_speech_is_read_to_its_end(recogniser: Recogniser, recordings: Path) -> None:
    """The recording is MPEG layer III under a .wav name."""
    heard = normal(recogniser.transcribe(pcm_of(recordings / "big_bench_audio.wav")).text)
    assert heard.startswith(normal(PREMISE))
    assert normal(QUESTION) in heard


@pytest.mark.parametrize(("name", "word"), DIGITS.items())
def test_a_single_word_is_understood(recogniser: Recogniser, recordings: Path, name: str, word: str) -> None:
    heard = recogniser.transcribe(pcm_of(recordings / name))
    assert not heard.no_speech
    assert normal(heard.text) == word


@pytest.mark.parametrize("level", [0.3, 1.0, 2.0])
@pytest.mark.parametrize("name", [*DIGITS, MISHEARD])
def test_a_single_word_is_speech_at_any_level(
    recogniser: Recogniser, recordings: Path, name: str, level: float
) -> None:
    """The faintest has its loudest 20 ms at -50 dBFS."""
    pcm = (pcm_of(recordings / name) * np.float32(level)).clip(-1, 1)
    assert not recogniser.transcribe(pcm).no_speech


@pytest.mark.parametrize("seconds", [0.3, 1.0, 5.0])
@pytest.mark.parametrize("level_db", [-60, -40, -25, -12])
def test_nobody_speaks_in_noise(recogniser: Recogniser, seconds: float, level_db: float) -> None:
    sounds = {
        "white": coloured(0.0, seconds, level_db),
        "pink": coloured(0.5, seconds, level_db),
        "brown": coloured(1.0, seconds, level_db),
        "hum": hum(seconds, level_db),
        "tone": tone(seconds, level_db),
    }
    heard = {name: recogniser.transcribe(pcm) for name, pcm in sounds.items()}
    assert {name: found.text for name, found in heard.items() if not found.no_speech} == {}


def test_more_than_a_window_is_read_whole(recogniser: Recogniser, recordings: Path) -> None:
    """33 s in two windows, cut between the sentences: no word is lost or said twice."""
    jfk, pennies = pcm_of(recordings / "jfk.wav"), pcm_of(recordings / "kate_has_pennies.wav")
    pause = np.zeros(RATE_HZ // 2, np.float32)
    heard = recogniser.transcribe(np.concatenate([jfk, pause, pennies, pause, jfk]))
    assert word_error_rate(f"{JFK} {PENNIES} {JFK}", heard.text) <= 0.02


def test_a_minute_of_silence_between_two_sentences_adds_no_words(recogniser: Recogniser, recordings: Path) -> None:
    jfk, pennies = pcm_of(recordings / "jfk.wav"), pcm_of(recordings / "kate_has_pennies.wav")
    heard = recogniser.transcribe(np.concatenate([jfk, np.zeros(60 * RATE_HZ, np.float32), pennies]))
    assert word_error_rate(f"{JFK} {PENNIES}", heard.text) == 0


def test_the_same_clip_in_several_threads_gives_the_same_text(recogniser: Recogniser, recordings: Path) -> None:
    pcm = pcm_of(recordings / "kate_has_pennies.wav")
    with ThreadPoolExecutor(4) as pool:
        texts = {heard.text for heard in pool.map(recogniser.transcribe, [pcm] * 4)}
    assert len(texts) == 1


def test_weights_cut_short_are_corrupt(whisper_folder: Path, tmp_path: Path) -> None:
    """As after a full disk."""
    folder = tmp_path / "whisper"
    shutil.copytree(whisper_folder, folder)
    weights = folder / "model.bin"
    with weights.open("r+b") as file:
        file.truncate(weights.stat().st_size // 2)
    with pytest.raises(ModelCorrupt, match="antiphon models prepare"):
        Recogniser.load(folder, threads=1)
