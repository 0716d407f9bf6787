"""What smart-turn is given to hear, against transformers; its weights are in tests/end_to_end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from transformers import WhisperFeatureExtractor

from antiphon.agent.smart_turn import RATE_HZ, SECONDS, SmartTurn, features

Pcm = NDArray[np.float32]
SAMPLES = SECONDS * RATE_HZ


def reference(pcm: Pcm) -> NDArray[np.float32]:
    """As pipecat-ai/smart-turn, ``inference.py``: the last eight seconds, with zeros before them."""
    heard = pcm[-SAMPLES:]
    padded = np.pad(heard, (SAMPLES - heard.size, 0))
    extractor = WhisperFeatureExtractor(chunk_length=SECONDS)
    given = extractor(
        padded, sampling_rate=RATE_HZ, padding="max_length", max_length=SAMPLES, do_normalize=True, return_tensors="np"
    )
    return cast(NDArray[np.float32], given.input_features[0])


@pytest.fixture(scope="module")
def speech(recordings: Path) -> Pcm:
    samples, rate_hz = soundfile.read(recordings / "jfk.wav", dtype="float32")
    assert rate_hz == RATE_HZ
    return cast(Pcm, samples)


@pytest.mark.parametrize("samples", [1, 159, 160, 161, 400, 5000, 16_000, 48_077, 127_840, 127_999, 128_000, 170_001])
def test_features_are_those_of_transformers(speech: Pcm, samples: int) -> None:
    ours = features(speech[:samples])
    assert ours.shape == (80, 800)
    assert ours.dtype == np.float32
    assert ours.flags.c_contiguous
    np.testing.assert_allclose(ours, reference(speech[:samples]), atol=1e-4)


@pytest.mark.parametrize("offset", [0.2, -0.01])
def test_a_constant_under_the_sound_is_taken_out_as_there(speech: Pcm, offset: float) -> None:
    """The padding is not constant any more where the mean of all eight seconds is taken off."""
    pcm = speech[:50_000] + np.float32(offset)
    np.testing.assert_allclose(features(pcm), reference(pcm), atol=1e-3)


def test_noise_and_silence_are_as_there() -> None:
    noise = np.random.default_rng(0).standard_normal(90_000).astype(np.float32)
    for pcm in (noise * 0.3, noise * 1e-6, np.zeros(40_000, np.float32), np.zeros(0, np.float32)):
        np.testing.assert_allclose(features(pcm), reference(pcm), atol=1e-4)


def test_only_the_last_eight_seconds_count(speech: Pcm) -> None:
    assert np.array_equal(features(speech), features(speech[-SAMPLES:]))
    assert not np.array_equal(features(speech), features(speech[:SAMPLES]))


def test_more_than_one_row_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one row of samples, not the shape \(2, 100\)"):
        features(np.zeros((2, 100), np.float32))


def test_the_network_gets_one_clip_and_its_answer_is_the_probability(speech: Pcm) -> None:
    class Network:
        def run(self, names: Sequence[str], feed: dict[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
            assert tuple(names) == ("logits",)
            assert np.array_equal(feed["input_features"], features(speech)[None])
            return [np.array([[0.25]], np.float32)]

    assert SmartTurn(cast(Any, Network())).complete(speech) == 0.25
