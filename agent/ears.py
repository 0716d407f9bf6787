"""The instruments of hearing that all conversations share: voice activity, and the end-of-turn model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .hearing_options import HearingOptions
from .smart_turn import SmartTurn
from .store import Store
from .voice_activity import SileroModel, VoiceActivity, WebRtcVoiceActivity

__all__ = ["Ears"]

WAITING = 4
"""Questions for the end-of-turn model at once. It takes 30 ms for one: an answer that comes later is of no use."""


class Ears:
    """Loaded once; ``open`` gives each conversation a voice activity detector of its own."""

    def __init__(self, open_detector: Callable[[], VoiceActivity], smart_turn: SmartTurn | None) -> None:
        self._open = open_detector
        self._lag_ms = open_detector().lag_ms
        self._smart_turn = smart_turn
        self._waiting = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="end-of-turn")

    @classmethod
    def load(cls, options: HearingOptions, store: Store) -> Ears:
        """Blocks for some 100 ms. Raises ModelMissing, ModelCorrupt, ConfigError."""
        smart_turn = None
        if options.end_of_turn_model:
            smart_turn = SmartTurn.load(store.resolve(options.end_of_turn_model))
        if options.detector == "webrtc":
            WebRtcVoiceActivity()
            return cls(WebRtcVoiceActivity, smart_turn)
        silero = SileroModel.load(store.resolve(options.detector_model))
        return cls(silero.open, smart_turn)

    @property
    def lag_ms(self) -> float:
        """Of the detectors, see ``VoiceActivity``."""
        return self._lag_ms

    def open(self) -> VoiceActivity:
        """A detector for one conversation."""
        return self._open()

    async def judge(self, pcm: bytes) -> float | None:
        """How probably the turn that ends with ``pcm`` (16-bit mono at 16,000 Hz) is finished; None: nobody can say."""
        if self._smart_turn is None or self._waiting >= WAITING:
            return None
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._smart_turn.complete, samples)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)
