"""Whether somebody speaks, frame by frame."""

from __future__ import annotations

from collections import deque
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from antiphon.transport.errors import ConfigError

from .onnx_model import load_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["RATE_HZ", "SileroModel", "SileroVoiceActivity", "VoiceActivity", "WebRtcVoiceActivity"]

RATE_HZ = 16_000
"""Of all audio here; mono, float32 in [-1, 1]."""


class VoiceActivity(Protocol):
    """Listens to one conversation. ``probability`` is quick enough to be called on the event loop.

    ``frame_samples``: what it takes at a time. ``lag_ms``: from the last speech sample to the end of the first frame
    below 0.5, median: whoever sees that frame knows that the silence began so long ago.
    """

    frame_samples: int
    lag_ms: float

    def probability(self, frame: NDArray[np.float32]) -> float:
        """That there is speech in ``frame``, which follows the one before; 0 to 1. Raises ValueError for its shape."""
        ...

    def reset(self) -> None:
        """What comes next does not follow what came before."""
        ...


class SileroModel:
    """The weights of Silero VAD 5 or 6, which many conversations share."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session

    @classmethod
    def load(cls, path: Path) -> SileroModel:
        """From the ONNX file, or the folder that holds it. Raises ModelMissing, ModelCorrupt."""
        return cls(load_session(path, "silero-vad", ("input", "state", "sr")))

    def open(self) -> SileroVoiceActivity:
        """Its ears for one conversation."""
        return SileroVoiceActivity(self._session)


class SileroVoiceActivity:
    """Silero VAD, a recurrent network (snakers4/silero-vad, ``utils_vad.py``: OnnxWrapper)."""

    frame_samples: int = 512
    lag_ms: float = 96.0
    _state: NDArray[np.float32]
    _quiet_frames: int

    def __init__(self, session: InferenceSession) -> None:
        self._session = session
        self._rate = np.array(RATE_HZ, np.int64)
        self.reset()

    def probability(self, frame: NDArray[np.float32]) -> float:
        """That there is speech in these 512 samples (32 ms)."""
        _check(frame, self.frame_samples)
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        self._input[0, _CONTEXT:] = frame
        feed = {"input": self._input, "state": self._state, "sr": self._rate}
        output, self._state = self._session.run(("output", "stateN"), feed)
        probability = float(output[0, 0])
        self._quiet_frames = self._quiet_frames + 1 if probability < _QUIET else 0
        if self._quiet_frames >= _REFRESH_FRAMES:
            self._state = np.zeros_like(self._state)
            self._quiet_frames = 0
        return probability

    def reset(self) -> None:
        """Forget all that was heard."""
        self._input = np.zeros((1, _CONTEXT + self.frame_samples), np.float32)
        self._state = np.zeros((2, 1, 128), np.float32)
        self._quiet_frames = 0


_CONTEXT = 64
"""Samples of the frame before that the network sees again."""
_QUIET = 0.1
"""Below it, nobody speaks: breath and the ends of words are above."""
_REFRESH_FRAMES = 125
"""After four seconds without speech the network is made to forget them, or noise dulls it. After 20-30 s of pink
noise 10 dB below the speech it noticed sentences 116 ms late (median of 39) and some single words not at all, with this
73 ms and all; after music as loud as the speech 138 ms, and 2 of 39 not at all, with this 68 ms and all; after silence
66 and 57 ms."""


class WebRtcVoiceActivity:
    """The detector of WebRTC: no weights, and a good deal more false alarms in noise than Silero.

    It says yes or no; the probability is the share of yes among the last ``window`` frames of ``frame_ms``, which is
    10, 20 or 30. ``aggressiveness``: 0 takes most for speech; 3 least, and soft voices not at all. Raises ConfigError
    where its package is not installed, or one of these is out of range.
    """

    def __init__(self, *, aggressiveness: int = 2, frame_ms: int = 20, window: int = 3) -> None:
        if aggressiveness not in range(4) or frame_ms not in (10, 20, 30) or window < 1:
            raise ConfigError(
                "WebRTC's voice activity detector takes an aggressiveness of 0 to 3, frames of 10, 20 or 30 ms and a "
                f"window of 1 or more, not {aggressiveness}, {frame_ms} and {window}"
            )
        self._create = _webrtcvad().Vad
        self._aggressiveness = aggressiveness
        self.frame_samples: int = RATE_HZ * frame_ms // 1000
        # Its own hangover, then until half of the window says no; within 10 ms of what was measured.
        self.lag_ms: float = (150.0, 150.0, 100.0, 60.0)[aggressiveness] + frame_ms - 10 + window // 2 * frame_ms
        self._verdicts: deque[bool] = deque(maxlen=window)
        self._window = window
        self.reset()

    def probability(self, frame: NDArray[np.float32]) -> float:
        """That there is speech in ``frame`` and the few before it."""
        _check(frame, self.frame_samples)
        pcm = np.clip(frame * 32768.0, -32768, 32767).astype("<i2").tobytes()
        self._verdicts.append(self._detector.is_speech(pcm, RATE_HZ))
        return sum(self._verdicts) / self._window

    def reset(self) -> None:
        """Forget all that was heard."""
        self._detector = self._create(self._aggressiveness)
        self._verdicts.clear()


def _webrtcvad() -> Any:
    """Its package, which only those install who want it."""
    try:
        return import_module("webrtcvad")
    except ImportError as error:
        raise ConfigError(
            "WebRTC's voice activity detector needs the package webrtcvad-wheels: run `pip install antiphon[webrtc]`, "
            "or use Silero's"
        ) from error


def _check(frame: NDArray[np.float32], samples: int) -> None:
    if frame.shape != (samples,):
        raise ValueError(f"a frame has {samples} samples, not the shape {frame.shape}")
