"""The one voice that all conversations share: one clause at a time, first the one that is needed first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from .voice import Utterance, Voice

__all__ = ["Booth"]

_log = structlog.get_logger()


class Booth:
    """A voice in a thread of its own, so that the event loop never waits for it."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="voice")
        self._busy = False
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    @property
    def rate_hz(self) -> int:
        """Of what it records."""
        return self._voice.rate_hz

    async def speak(self, words: Sequence[str], needed_at: float) -> Utterance:
        """Say ``words``. ``needed_at``: when the listener will have heard everything before them, on any clock
        that all askers share; the earliest is served first.

        Raises what the voice raises. A cancelled asker leaves at once, the voice ends its clause unheard.
        """
        await self._enter(needed_at)
        loop = asyncio.get_running_loop()
        recording = loop.run_in_executor(self._thread, self._voice.speak, words)
        recording.add_done_callback(self._leave)
        return await asyncio.shield(recording)

    def close(self) -> None:
        """Start nothing more; the thread ends with its clause."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _enter(self, needed_at: float) -> None:
        if not self._busy:
            self._busy = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (needed_at, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._call_next()
            raise

    def _leave(self, recording: asyncio.Future[Utterance]) -> None:
        if not recording.cancelled() and (error := recording.exception()) is not None:
            # Whoever asked may have left.
            _log.warning("voice_failed", error=repr(error))
        self._call_next()

    def _call_next(self) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._busy = False
