"""The speech recogniser: Whisper through CTranslate2, without padding every clip to 30 seconds.

Whisper's encoder was trained on 30 s and its decoder loops when it sees less. So only the clip and a second
of silence are encoded, and the rest of the 1,500 states is taken from an encoding of silence that was made
once ("splice"): a tenth of the encoder's work, the same words.
"""

from __future__ import annotations

import re
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
import structlog
from numpy.typing import NDArray
from tokenizers import Tokenizer

from antiphon.transport.errors import AudioError, ModelCorrupt, ModelMissing

from .mel import HOP, SAMPLE_RATE, log_mel
from .windows import windows

__all__ = ["LONGEST_S", "Recogniser", "Transcription", "Window"]

STATES = 1500
"""Of the encoder for 30 s: one every 20 ms."""
LONGEST_S = 28.0
"""What is recognised in one piece; with the silence behind it, it fits into Whisper's 30 s."""
SHORT_S = 1.0
SHORT_PEAK = 0.5
"""A clip below a second (a word) is brought to this peak and set between 1 s and 2 s of silence: of 36 variants
of isolated digits at 8 kHz tiny.en then gets 30 right, and 23 without (Whisper padded to 30 s: 21)."""

COMPUTE_TYPE = "int8"
"""On an AMD EPYC core: 170 ms for 10 s of speech, float32 436 ms, the same words; bfloat16 is refused on CPUs."""

SILENT_DBFS = -58.0
"""The loudest 20 ms below this are nobody's speech."""
SURE_OF_SILENCE = 0.8
DOUBT = 0.6
DOUBT_LOG_PROB = -1.0
"""Whisper's own rule (openai/whisper, transcribe.py) for a clip of a second and more. Words spoken alone are
as improbable as noise to it, so in a short clip doubt needs one of the stock phrases as well. For a stock phrase
one of the two is enough: a long steady tone at -12 dBFS is "You" with 0.47 and -2.2."""
_STOCK_PHRASES = frozenset({"", "you", "thank you", "thanks for watching", "thank you for watching"})
"""What Whisper hears in noise: the last words of the videos that it was trained on."""

LOOPING = 2.4
"""A transcript that zlib makes so many times smaller repeats itself (the same file of openai/whisper)."""
TOKENS_AT_LEAST = 16
TOKENS_PER_S = 12
"""Nobody talks faster: 7 words a second."""
MOST_TOKENS = 224

_LOUDEST = 8.0
"""Lossy formats overshoot 1 a little; more than this is integers in disguise."""

_log = structlog.get_logger()

_FILES = ("config.json", "model.bin", "tokenizer.json")
_REPEATED = re.compile(r"\b(\w.{0,120}?)(?:[\s,.!?;:-]+\1\b){3,}", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Window:
    """What was said between two samples of a clip."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Transcription:
    """What was said. ``no_speech``: nobody speaks in it, and ``text`` is empty. ``ms``: how long it took.

    ``windows``: of a clip of any length, its pieces.
    """

    text: str
    no_speech: bool
    ms: float
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True)
class _Hypothesis:
    text: str
    log_prob: float
    """Of a token, on average."""
    no_speech: float
    """The probability that nobody speaks."""


class Recogniser:
    """A Whisper model in CTranslate2's format; safe to call from several threads, one clip at a time."""

    def __init__(self, model: ctranslate2.models.Whisper, tokenizer: Tokenizer, language: str | None) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._language = language
        # Timestamps are no words; CTranslate2 does not mask them by itself, and -1 stands for the model's own list.
        first_timestamp = self._id("<|notimestamps|>") + 1
        self._suppressed = [-1, *range(first_timestamp, first_timestamp + STATES + 1)]
        self._silence = self._encode(np.zeros(STATES * 2 * HOP, np.float32))

    @classmethod
    def load(cls, folder: Path, threads: int = 1, *, language: str | None = "en") -> Recogniser:
        """The model in ``folder``: config.json, model.bin, tokenizer.json, vocabulary.*. Blocks for half a second.

        ``language``: its code; None lets a multilingual model find out, clip by clip. An English-only model
        takes English. Raises ModelMissing or ModelCorrupt.
        """
        for name in _FILES:
            if not (folder / name).is_file():
                raise ModelMissing(
                    f"no speech recogniser in {folder}: {name} is not there. Run `antiphon models prepare`, or "
                    "name a folder with a Whisper model in CTranslate2's format."
                )
        try:
            model = ctranslate2.models.Whisper(
                str(folder), device="cpu", compute_type=COMPUTE_TYPE, inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError) as error:
            raise _corrupt(folder / "model.bin", error) from error
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises nothing more precise
            raise _corrupt(folder / "tokenizer.json", error) from error
        try:
            return cls(model, tokenizer, language if model.is_multilingual else "en")
        except (KeyError, ValueError, RuntimeError) as error:
            raise _corrupt(folder, error) from error

    def transcribe(self, pcm: NDArray[np.float32]) -> Transcription:
        """The words of a clip of any length: float32 ``[n]``, mono at 16,000 Hz in [-1, 1]. Blocks.

        Raises AudioError for what is no such clip.
        """
        started = time.perf_counter()
        _check(pcm)
        texts = [text for start, end in windows(pcm, LONGEST_S) if (text := self._window(pcm[start:end]))]
        ms = (time.perf_counter() - started) * 1000.0
        return Transcription(text=" ".join(texts), no_speech=not texts, ms=ms)

    def _window(self, pcm: NDArray[np.float32]) -> str:
        """The words of at most 28 s; empty where nobody speaks."""
        if _loudest_dbfs(pcm) < SILENT_DBFS:
            return ""
        seconds = pcm.size / SAMPLE_RATE
        states = self._splice(_framed(pcm))
        prompt = self._prompt(states)
        limit = min(MOST_TOKENS, TOKENS_AT_LEAST + round(TOKENS_PER_S * seconds))
        heard = self._decode(states, prompt, limit)
        if _is_no_speech(heard, seconds):
            return ""
        if _loops(heard.text):
            heard = self._decode(states, prompt, limit, repetition_penalty=1.2, no_repeat_ngram_size=5)
            _log.warning("transcript_loops", clip_s=round(seconds, 2), still=_loops(heard.text))
        return cut_repeats(heard.text) if _loops(heard.text) else heard.text

    def _decode(
        self,
        states: ctranslate2.StorageView,
        prompt: list[int],
        limit: int,
        *,
        repetition_penalty: float = 1.0,
        no_repeat_ngram_size: int = 0,
    ) -> _Hypothesis:
        result = self._model.generate(
            states,
            [prompt],
            beam_size=1,
            max_length=2 * limit,  # CTranslate2 gives one half to the prompt, as Whisper does
            repetition_penalty=repetition_penalty,
            no_repeat_ngram_size=no_repeat_ngram_size,
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        text: str = self._tokenizer.decode(result.sequences_ids[0], skip_special_tokens=True)
        return _Hypothesis(text.strip(), log_prob=result.scores[0], no_speech=result.no_speech_prob)

    def _splice(self, pcm: NDArray[np.float32]) -> ctranslate2.StorageView:
        """The states of a clip, continued by those of silence: ``[1, 1500, width]``."""
        states = self._encode(pcm)
        spliced = np.concatenate([states, self._silence[:, states.shape[1] :]], axis=1)
        return ctranslate2.StorageView.from_array(spliced)

    def _encode(self, pcm: NDArray[np.float32]) -> NDArray[np.float32]:
        mel = log_mel(pcm, self._model.n_mels)
        states = self._model.encode(ctranslate2.StorageView.from_array(mel[None]), to_cpu=True)
        return np.array(states, dtype=np.float32)

    def _prompt(self, states: ctranslate2.StorageView) -> list[int]:
        start, plain = self._id("<|startoftranscript|>"), self._id("<|notimestamps|>")
        if not self._model.is_multilingual:
            return [start, plain]
        if self._language is None:
            token: str = self._model.detect_language(states)[0][0][0]
        else:
            token = f"<|{self._language}|>"
        return [start, self._id(token), self._id("<|transcribe|>"), plain]

    def _id(self, token: str) -> int:
        found: int | None = self._tokenizer.token_to_id(token)
        if found is None:
            raise KeyError(f"the tokenizer does not know {token}")
        return found


def cut_repeats(text: str) -> str:
    """``text`` with a phrase that is said four times or more in a row said once."""
    return _REPEATED.sub(r"\1", text)


def _framed(pcm: NDArray[np.float32]) -> NDArray[np.float32]:
    """A clip and the silence that the encoder needs around it."""
    if pcm.size >= SHORT_S * SAMPLE_RATE:
        return np.concatenate([pcm, np.zeros(SAMPLE_RATE, np.float32)])
    scaled = pcm * np.float32(SHORT_PEAK / np.abs(pcm).max())
    return np.concatenate([np.zeros(SAMPLE_RATE, np.float32), scaled, np.zeros(2 * SAMPLE_RATE, np.float32)])


def _is_no_speech(heard: _Hypothesis, seconds: float) -> bool:
    if heard.no_speech >= SURE_OF_SILENCE:
        return True
    words = re.sub(r"[^\w ]", "", heard.text).strip().lower()
    if not words:
        return True
    doubtful = heard.no_speech >= DOUBT
    improbable = seconds >= SHORT_S and heard.log_prob < DOUBT_LOG_PROB
    return (doubtful or improbable) if words in _STOCK_PHRASES else (doubtful and improbable)


def _loops(text: str) -> bool:
    raw = text.encode()
    return len(raw) > LOOPING * len(zlib.compress(raw))


def _loudest_dbfs(pcm: NDArray[np.float32]) -> float:
    """The loudest 20 ms, RMS, in dB below full scale."""
    length = min(pcm.size, 2 * HOP)
    whole = pcm[: pcm.size - pcm.size % length].reshape(-1, length)
    power = float(np.max(np.mean(np.square(whole, dtype=np.float64), axis=1)))
    return 10.0 * float(np.log10(max(power, 1e-12)))


def _check(pcm: NDArray[np.float32]) -> None:
    """Raises AudioError for what is no clip of speech."""
    wanted = "one row of float32 samples in [-1, 1] at 16,000 Hz"
    if not isinstance(pcm, np.ndarray) or pcm.dtype != np.float32 or pcm.ndim != 1:
        got = f"{pcm.dtype} of shape {pcm.shape}" if isinstance(pcm, np.ndarray) else type(pcm).__name__
        raise AudioError(f"cannot recognise {got}: it must be {wanted}.")
    if not pcm.size:
        raise AudioError(f"cannot recognise a recording without samples: it must be {wanted}.")
    peak = float(np.abs(pcm).max())
    if not np.isfinite(peak):
        raise AudioError(f"cannot recognise a recording with NaN or infinite samples: it must be {wanted}.")
    if peak > _LOUDEST:
        raise AudioError(f"the loudest sample is {peak:.0f}: it must be {wanted} (divide 16-bit PCM by 32,768).")


def _corrupt(path: Path, error: Exception) -> ModelCorrupt:
    return ModelCorrupt(
        f"{path} is not a Whisper model that CTranslate2 reads: {error}. Run `antiphon models prepare` to fetch "
        "it again, or name another folder."
    )
