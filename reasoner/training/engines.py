"""The synthesisers that speak the training questions, each as a class with one method: a sentence becomes sound.

They live in this process (C libraries through ctypes, networks through onnxruntime on one thread), since a
process for every sentence would cost more than the sentence. One object of a class per process: flite and espeak
keep global state.
"""

from __future__ import annotations

import ctypes
import functools
import json
import os
import re
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from hibari import Hibari
from hibari.g2p import G2P
from numpy.typing import NDArray

__all__ = ["Engine", "EngineMissing", "engine", "folder"]

_CLAUSE = re.compile(r"[^,;:.!?]+|[,;:.!?]")


class EngineMissing(RuntimeError):
    """A synthesiser or the files of a voice are not on this machine."""


class Engine(Protocol):
    """One synthesiser with all of its speakers."""

    def say(
        self, text: str, speaker: str, pace: float, pitch: float, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], int]:
        """One sentence without digits as mono sound in [-1, 1], and its rate in Hz.

        ``pace``: 1 is the speaker's own, 2 twice as fast; ``pitch``: a factor on the height of the voice, which
        engines without such a control leave as it is.
        """
        ...


def folder() -> Path:
    """Where ``bundle.py`` put the engines; what is not there is looked for among the system's libraries."""
    return Path(os.environ.get("ANTIPHON_ENGINES", "~/.cache/antiphon/engines")).expanduser()


@functools.cache
def engine(name: str) -> Engine:
    """The engine of that name, loaded once a process. Raises EngineMissing where it is not installed."""
    engines: dict[str, type[Engine]] = {
        "hibari": HibariEngine,
        "flite": Flite,
        "espeak": Espeak,
        "kokoro": Kokoro,
        "piper": Piper,
    }
    return engines[name]()


def _library(name: str, package: str) -> ctypes.CDLL:
    ours = folder() / "lib" / name
    try:
        return ctypes.CDLL(str(ours) if ours.exists() else name)
    except OSError as error:
        raise EngineMissing(f"{error}: install Debian's {package}, or set ANTIPHON_ENGINES to a bundle") from error


def _session(path: Path) -> onnxruntime.InferenceSession:
    if not path.exists():
        raise EngineMissing(f"no {path}: python -m antiphon.reasoner.training.bundle brings it")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@functools.cache
def _g2p(british: bool) -> Any:
    return G2P(british=british)


def _pronounce(text: str, british: bool) -> str:
    """Phonemes in Kokoro's alphabet, without hibari's normalisation, which reads "no." as "number"."""
    g2p = _g2p(british)
    tokens = g2p.phonemize_tokens(g2p.tokenize(text))
    return "".join((token.phonemes or "") + token.whitespace for token in tokens).strip()


def _pieces(phonemes: str, longest: int) -> list[str]:
    """Cut between clauses, or between words, so that no piece is over the model's limit."""
    pieces = [""]
    for part in re.split(r"(?<=[,;:—])\s+|(?<=\S{2})\s+(?=\S)" if len(phonemes) > longest else r"$^", phonemes):
        if pieces[-1] and len(pieces[-1]) + len(part) + 1 > longest:
            pieces.append(part)
        else:
            pieces[-1] = f"{pieces[-1]} {part}".strip()
    return [piece[:longest] for piece in pieces if piece]


class HibariEngine:
    """hibari-tts, Apache-2.0: one woman, 24 kHz."""

    LONGEST_PHONEMES = 400  # hibari/tts.py: MAX_PHONEMES

    def __init__(self) -> None:
        self._model = Hibari(threads=1, g2p=_g2p(False))

    def say(
        self, text: str, speaker: str, pace: float, pitch: float, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], int]:
        pieces = _pieces(_pronounce(text, british=False), self.LONGEST_PHONEMES)
        sounds = [self._model.from_phonemes(piece, pace, int(rng.integers(1 << 31))) for piece in pieces]
        return np.concatenate([*sounds, np.zeros(0, np.float32)]), 24_000


class Kokoro:
    """Kokoro-82M, Apache-2.0: its int8 ONNX file and 28 English style vectors, 24 kHz.

    tokens (1, N), style (1, 256) chosen by the number of tokens, speed (1,) (hexgrad/kokoro, kokoro/pipeline.py).
    The noise in its breath is the network's own and differs from call to call.
    """

    LONGEST_PHONEMES = 300  # up to 510; its voice is at its best below 300

    def __init__(self) -> None:
        home = folder() / "kokoro"
        self._model = _session(home / "kokoro.onnx")
        self._ids: dict[str, int] = json.loads((home / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self._styles = {
            path.stem: np.fromfile(path, np.float32).reshape(-1, 256) for path in (home / "voices").glob("*.bin")
        }

    def say(
        self, text: str, speaker: str, pace: float, pitch: float, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], int]:
        styles = self._styles[speaker]
        sounds = [np.zeros(0, np.float32)]
        for piece in _pieces(_pronounce(text, british=speaker.startswith("b")), self.LONGEST_PHONEMES):
            ids = [self._ids[phoneme] for phoneme in piece if phoneme in self._ids]
            if not ids:
                continue
            style = styles[min(len(ids), len(styles)) - 1][None]
            feed = {"tokens": np.array([[0, *ids, 0]]), "style": style, "speed": np.array([pace], np.float32)}
            sounds.append(np.asarray(self._model.run(None, feed)[0], np.float32).ravel())
        return np.concatenate(sounds), 24_000


class _FliteWave(ctypes.Structure):
    """flite/include/cst_wave.h."""

    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_int16)),
    )


class _FliteVoice(ctypes.Structure):
    """The head of flite/include/cst_voice.h."""

    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class Flite:
    """flite 2.2, a BSD-like licence: CMU's speakers awb (Scottish), rms, slt and kal16, 16 kHz."""

    def __init__(self) -> None:
        self._library = _library("libflite.so.1", "flite")
        self._library.flite_init()
        self._library.flite_text_to_wave.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
        self._library.flite_text_to_wave.restype = ctypes.POINTER(_FliteWave)
        self._library.delete_wave.argtypes = [ctypes.c_void_p]
        self._set = self._library.flite_feat_set_float
        self._set.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float]
        self._voices: dict[str, Any] = {}

    def say(
        self, text: str, speaker: str, pace: float, pitch: float, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], int]:
        voice = self._voice(speaker)
        self._set(voice.contents.features, b"duration_stretch", 1 / pace)
        if speaker == "kal16":  # a diphone voice has a tone of its own, a statistical one only shifts what it learnt
            self._set(voice.contents.features, b"int_f0_target_mean", 95 * pitch)
        else:  # rms takes no notice of it
            self._set(voice.contents.features, b"f0_shift", pitch)
        wave = self._library.flite_text_to_wave(_ascii(text), voice)
        try:
            samples = np.ctypeslib.as_array(wave.contents.samples, (wave.contents.num_samples,))
            return samples.astype(np.float32) / np.float32(32768), wave.contents.sample_rate
        finally:
            self._library.delete_wave(wave)

    def _voice(self, speaker: str) -> Any:
        if speaker not in self._voices:
            register = getattr(_library(f"libflite_cmu_us_{speaker}.so.1", "flite"), f"register_cmu_us_{speaker}")
            register.argtypes = [ctypes.c_char_p]
            register.restype = ctypes.POINTER(_FliteVoice)
            self._voices[speaker] = register(None)
        return self._voices[speaker]


_EspeakCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int16), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """espeak-ng 1.51, GPL-3.0: accents such as "en-gb-x-rp" with throats such as "+f3", 22.05 kHz."""

    RATE_WORDS_PER_MIN = 165
    PITCH = 50

    _RATE, _PITCH = 1, 3  # espeak_PARAMETER in speak_lib.h
    _SYNCHRONOUS, _UTF8, _IPA = 2, 1, 2

    def __init__(self) -> None:
        self._library = _library("libespeak-ng.so.1", "espeak-ng")
        data = folder() / "espeak-ng-data"
        path = str(data.parent).encode() if data.is_dir() else None
        self._rate_hz: int = self._library.espeak_Initialize(self._SYNCHRONOUS, 0, path, 0)
        if self._rate_hz <= 0:
            raise EngineMissing("espeak-ng does not find its data: install Debian's espeak-ng-data")
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._heard: list[NDArray[np.int16]] = []
        self._callback = _EspeakCallback(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)

    def _hear(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count:
            self._heard.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def _speaker(self, speaker: str) -> None:
        if self._library.espeak_SetVoiceByName(speaker.encode()) != 0:
            raise EngineMissing(f"espeak-ng has no voice {speaker!r}")

    def say(
        self, text: str, speaker: str, pace: float, pitch: float, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], int]:
        self._speaker(speaker)
        self._library.espeak_SetParameter(self._RATE, round(self.RATE_WORDS_PER_MIN * pace), 0)
        # A step of 1 is about 1 % around the middle of its scale of 0 to 99.
        self._library.espeak_SetParameter(self._PITCH, min(99, max(0, round(self.PITCH + 100 * (pitch - 1)))), 0)
        self._heard.clear()
        words = text.encode()
        self._library.espeak_Synth(words, ctypes.c_size_t(len(words) + 1), 0, 0, 0, self._UTF8, None, None)
        return np.concatenate([*self._heard, np.zeros(0, np.int16)]).astype(np.float32) / np.float32(
            32768
        ), self._rate_hz

    def phonemes(self, text: str, speaker: str) -> str:
        """IPA with the punctuation of ``text``, as Piper's voices were taught to read it."""
        self._speaker(speaker)
        spelt = ""
        for part in _CLAUSE.findall(text):
            if part in ",;:.!?":
                spelt = spelt.rstrip() + part + " "
                continue
            position = ctypes.c_char_p(part.strip().encode())
            while position.value:
                found = self._library.espeak_TextToPhonemes(ctypes.byref(position), self._UTF8, self._IPA)
                spelt += re.sub(r"\([^)]*\)", "", (found or b"").decode()).strip() + " "
        return spelt.strip()


class Piper:
    """Voices of Piper (VITS), with espeak-ng's pronunciation; ``joe`` is CC0, 22.05 kHz.

    input (1, N), input_lengths (1,), scales (3,): noise, length, noise of the lengths (rhasspy/piper, voice.py).
    """

    NOISE, NOISE_OF_LENGTHS = 0.667, 0.8

    def __init__(self) -> None:
        home = folder() / "piper"
        if not home.is_dir():
            raise EngineMissing(f"no {home}: python -m antiphon.reasoner.training.bundle brings it")
        self._models: dict[str, tuple[onnxruntime.InferenceSession, dict[str, Any]]] = {}
        self._home = home

    def say(
        self, text: str, speaker: str, pace: float, pitch: float, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], int]:
        if speaker not in self._models:
            about = json.loads((self._home / f"{speaker}.json").read_text(encoding="utf-8"))
            self._models[speaker] = _session(self._home / f"{speaker}.onnx"), about
        model, about = self._models[speaker]
        espeak = engine("espeak")
        assert isinstance(espeak, Espeak)
        table: dict[str, list[int]] = about["phoneme_id_map"]
        ids = [*table["^"], *table["_"]]
        for phoneme in espeak.phonemes(text, about["espeak"]["voice"]):
            if phoneme in table:
                ids += [*table[phoneme], *table["_"]]
        ids += table["$"]
        scales = np.array([self.NOISE, 1 / pace, self.NOISE_OF_LENGTHS], np.float32)
        feed = {"input": np.array([ids], np.int64), "input_lengths": np.array([len(ids)], np.int64), "scales": scales}
        return np.asarray(model.run(None, feed)[0], np.float32).ravel(), int(about["audio"]["sample_rate"])


def _ascii(text: str) -> bytes:
    for fancy, plain in (("\N{RIGHT SINGLE QUOTATION MARK}", "'"), ("\N{EM DASH}", ", "), ("\N{EN DASH}", ", ")):
        text = text.replace(fancy, plain)
    return text.encode("ascii", "ignore")
