"""Voice activity frame by frame; Silero's network is faked here, its weights are in tests/end_to_end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from antiphon.agent.voice_activity import (
    RATE_HZ,
    SileroModel,
    SileroVoiceActivity,
    VoiceActivity,
    WebRtcVoiceActivity,
)
from antiphon.transport.errors import ConfigError

Frame = NDArray[np.float32]


class Network:
    """Stands for Silero's weights: says what it is told to, and counts its calls in the state."""

    def __init__(self) -> None:
        self.says = 0.0
        self.fed: list[dict[str, NDArray[Any]]] = []

    def run(self, names: Sequence[str], feed: dict[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        assert tuple(names) == ("output", "stateN")
        self.fed.append({name: array.copy() for name, array in feed.items()})
        return [np.array([[self.says]], np.float32), feed["state"] + np.float32(1)]

    @property
    def heard_before(self) -> list[int]:
        """How many frames the network remembered at each call."""
        return [int(feed["state"][0, 0, 0]) for feed in self.fed]


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def silero(network: Network) -> SileroVoiceActivity:
    return SileroModel(cast(Any, network)).open()


def ramp(start: int, samples: int = 512) -> Frame:
    return np.arange(start, start + samples, dtype=np.float32)


def silence(samples: int = 512) -> Frame:
    return np.zeros(samples, np.float32)


# Silero.


def test_the_network_sees_the_end_of_the_frame_before(silero: SileroVoiceActivity, network: Network) -> None:
    network.says = 0.75
    assert [silero.probability(ramp(start)) for start in (1000, 1512, 2024)] == [0.75] * 3
    first, second, third = (feed["input"] for feed in network.fed)
    assert first.shape == (1, 576)
    assert first.dtype == np.float32
    assert not first[0, :64].any()
    assert np.array_equal(first[0, 64:], ramp(1000))
    assert np.array_equal(second[0], ramp(1512 - 64, 576))
    assert np.array_equal(third[0], ramp(2024 - 64, 576))
    assert [feed["sr"] for feed in network.fed] == [np.array(16_000, np.int64)] * 3
    assert network.fed[0]["state"].shape == (2, 1, 128)
    assert network.heard_before == [0, 1, 2]


def test_conversations_share_the_weights_and_nothing_else(network: Network) -> None:
    network.says = 0.5
    model = SileroModel(cast(Any, network))
    one, other = model.open(), model.open()
    one.probability(ramp(0))
    one.probability(ramp(512))
    other.probability(ramp(9000))
    assert network.heard_before == [0, 1, 0]
    assert not network.fed[-1]["input"][0, :64].any()


def test_a_reset_forgets_state_and_sound(silero: SileroVoiceActivity, network: Network) -> None:
    silero.probability(ramp(1))
    silero.reset()
    silero.probability(ramp(1))
    assert network.heard_before == [0, 0]
    assert np.array_equal(network.fed[0]["input"], network.fed[1]["input"])


def test_four_quiet_seconds_are_forgotten(silero: SileroVoiceActivity, network: Network) -> None:
    """Else noise dulls the network. The sound before the next frame stays."""
    network.says = 0.05
    for start in range(0, 126 * 512, 512):
        silero.probability(ramp(start))
    assert network.heard_before == [*range(125), 0]
    assert np.array_equal(network.fed[-1]["input"][0], ramp(125 * 512 - 64, 576))
    for _ in range(125):
        silero.probability(silence())
    assert network.heard_before[126:] == [*range(1, 125), 0]


def test_what_may_be_speech_is_not_forgotten(silero: SileroVoiceActivity, network: Network) -> None:
    for frame in range(400):
        network.says = 0.2 if frame % 100 == 99 else 0.05
        silero.probability(silence())
    assert network.heard_before == [*range(400)]


# WebRTC.


@pytest.mark.parametrize("frame_ms", [10, 20, 30])
def test_frames_are_as_long_as_asked_for(frame_ms: int) -> None:
    webrtc = WebRtcVoiceActivity(frame_ms=frame_ms)
    assert webrtc.frame_samples == RATE_HZ * frame_ms // 1000
    assert webrtc.probability(silence(webrtc.frame_samples)) == 0.0


def vowel(samples: int) -> Frame:
    """A loud "ah": 120 Hz, with its first formants."""
    time = np.arange(samples) / RATE_HZ
    weights = {3: 0.3, 5: 0.5, 6: 0.7, 7: 0.5, 9: 0.4, 10: 0.3, 20: 0.1}
    waves = [weight * np.sin(2 * np.pi * 120 * n * time) for n, weight in weights.items()]
    return np.asarray(np.sum(waves, axis=0) * 0.2, np.float32)


def test_the_probability_is_the_share_of_the_window() -> None:
    webrtc = WebRtcVoiceActivity(aggressiveness=0, frame_ms=20, window=4)
    pcm = np.concatenate([silence(RATE_HZ), vowel(RATE_HZ // 2), silence(RATE_HZ)])
    told = [webrtc.probability(frame) for frame in pcm.reshape(-1, 320)]
    assert told[:50] == [0.0] * 50
    first = next(index for index, probability in enumerate(told) if probability)
    assert told[first : first + 4] == [0.25, 0.5, 0.75, 1.0]
    last = len(told) - told[::-1].index(1.0)
    assert told[last : last + 4] == [0.75, 0.5, 0.25, 0.0]
    assert told[-1] == 0.0


def test_a_reset_forgets_the_window_and_the_hangover() -> None:
    webrtc = WebRtcVoiceActivity(aggressiveness=0)
    told = [webrtc.probability(frame) for frame in vowel(RATE_HZ // 2).reshape(-1, 320)]
    assert told[-1] == 1.0
    webrtc.reset()
    assert webrtc.probability(silence(320)) == 0.0


def test_sound_beyond_full_scale_does_not_wrap_around() -> None:
    loud, full = WebRtcVoiceActivity(aggressiveness=0), WebRtcVoiceActivity(aggressiveness=0)
    square = np.sign(vowel(RATE_HZ)).astype(np.float32)
    for frame in square.reshape(-1, 320):
        assert loud.probability(frame * 1.5) == full.probability(frame)


@pytest.mark.parametrize("wrong", [{"aggressiveness": 4}, {"aggressiveness": -1}, {"frame_ms": 25}, {"window": 0}])
def test_a_wrong_parameter_is_told_with_the_right_ones(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match="an aggressiveness of 0 to 3, frames of 10, 20 or 30 ms"):
        WebRtcVoiceActivity(**wrong)


def test_without_its_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "webrtcvad", None)
    with pytest.raises(ConfigError, match=r"pip install antiphon\[webrtc\]"):
        WebRtcVoiceActivity()


# Both.


def test_a_frame_of_another_length_is_refused(silero: SileroVoiceActivity) -> None:
    engines: tuple[VoiceActivity, ...] = (silero, WebRtcVoiceActivity(frame_ms=30))
    for engine in engines:
        assert engine.lag_ms > 0
        for wrong in (silence(engine.frame_samples - 1), silence(0), silence(engine.frame_samples).reshape(1, -1)):
            with pytest.raises(ValueError, match=f"{engine.frame_samples} samples"):
                engine.probability(wrong)
