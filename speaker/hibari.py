"""The default voice: hibari, one English speaker in 8 MB that runs 100 times faster than real time on one core.

hibari's own text normalisation is not used: our words are ready to be read, and it would read "The answer is
no." as "The answer is number."
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import onnxruntime
from hibari import SAMPLE_RATE, Hibari
from hibari.g2p.token import Tok
from numpy.typing import NDArray

from .timing import pause_ms, share
from .voice import Utterance, trim

__all__ = ["HibariVoice"]

SILENCE_DB = 55.0
"""Below its loudest 5 ms. Hibari puts 210-300 ms of silence before a sentence and 210-430 ms behind it, at -65 dB
and less; the softest sounds that belong to words ("s" at the end of "yes") have -54 dB."""
LONGEST_PHONEMES = 400
"""What the model is given at once (hibari/tts.py: MAX_PHONEMES)."""
SEED = 0
"""Of the noise in the breath of the voice: the same clause always sounds the same."""

_ENDS = (".", "!", "?", "…")
_PUNCTUATION = frozenset(';:,.!?—…"()“” ')
_STRESS = frozenset("ˈˌː")
_PAUSES = frozenset(";:,—…(")
_PAUSE_WEIGHT = 2.0
"""A pause inside a sentence takes about as long as two phonemes."""


class HibariVoice:
    """The voice "heart". ``speed``: 1 is its own pace, 2 twice as fast."""

    rate_hz: int = SAMPLE_RATE

    def __init__(self, *, threads: int = 1, speed: float = 1.0) -> None:
        self._speed = speed
        # With one thread onnxruntime has no pool, so nothing spins between two clauses.
        self._model = Hibari(threads=1)
        if threads > 1:
            self._model.sess = _quiet_session(self._model.model_path, threads)

    def speak(self, words: Sequence[str]) -> Utterance:
        """``words`` as sound at 24 kHz. A word without letters takes no time; no letters at all are no sound."""
        text = " ".join(word for word in words if word)
        tokens: list[Tok] = self._model.g2p.phonemize_tokens(self._model.g2p.tokenize(text))
        owners = _owners(words, tokens)
        lengths_ms = [0.0] * len(words)
        pieces: list[NDArray[np.float32]] = []
        previous: int | None = None
        for sentence in _sentences(tokens):
            samples = self._synthesise([tokens[index] for index in sentence])
            if not len(samples):
                continue
            if previous is not None:
                rest_ms = pause_ms(tokens[previous].text)
                pieces.append(np.zeros(self.rate_hz * rest_ms // 1000, np.float32))
                lengths_ms[owners[previous]] += rest_ms
            pieces.append(samples)
            weights = [_weight(tokens[index]) for index in sentence]
            for index, length in zip(sentence, share(len(samples) * 1000 / self.rate_hz, weights), strict=True):
                lengths_ms[owners[index]] += length
            previous = sentence[-1]
        samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
        return Utterance(samples, tuple(lengths_ms))

    def _synthesise(self, tokens: list[Tok]) -> NDArray[np.float32]:
        phonemes = _phonemes(tokens)
        if not phonemes.strip("".join(_PUNCTUATION | _STRESS)):
            return np.zeros(0, np.float32)
        if phonemes[-1] not in _PUNCTUATION:
            # A comma keeps the tone up where the sentence goes on: 137 Hz at its end instead of 96.
            phonemes += ","
        samples = self._model.from_phonemes(phonemes, self._speed, SEED)
        return trim(samples, self.rate_hz, SILENCE_DB)


def _quiet_session(model_path: str, threads: int) -> onnxruntime.InferenceSession:
    """hibari's model on several threads that sleep while there is nothing to do."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model_path, options, providers=["CPUExecutionProvider"])


def _owners(words: Sequence[str], tokens: Sequence[Tok]) -> list[int]:
    """Which word each token is part of, by its place in the text."""
    ends: list[tuple[int, int]] = []
    position = 0
    for index, word in enumerate(words):
        if word:
            position += len(word) + 1
            ends.append((position, index))
    owners: list[int] = []
    position = at = 0
    for token in tokens:
        while at < len(ends) - 1 and position >= ends[at][0]:
            at += 1
        owners.append(ends[at][1])
        position += len(token.text) + len(token.whitespace)
    return owners


def _sentences(tokens: Sequence[Tok]) -> Iterator[list[int]]:
    """The places of the tokens that are said in one go."""
    sentence: list[int] = []
    length = 0
    for index, token in enumerate(tokens):
        phonemes = token.phonemes or ""
        if sentence and length + len(phonemes) + 1 > LONGEST_PHONEMES:
            yield sentence
            sentence, length = [], 0
        sentence.append(index)
        length += len(phonemes) + 1
        if phonemes.endswith(_ENDS) and token.whitespace:
            yield sentence
            sentence, length = [], 0
    if sentence:
        yield sentence


def _phonemes(tokens: Sequence[Tok]) -> str:
    return "".join((token.phonemes or "") + token.whitespace for token in tokens).strip()[:LONGEST_PHONEMES]


def _weight(token: Tok) -> float:
    """How much time a token takes, beside the others of its sentence: about its number of phonemes."""
    phonemes = token.phonemes or ""
    sounds = sum(1.0 for phoneme in phonemes if phoneme not in _PUNCTUATION and phoneme not in _STRESS)
    return sounds + _PAUSE_WEIGHT * sum(1 for phoneme in phonemes if phoneme in _PAUSES)
