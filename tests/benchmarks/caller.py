"""Somebody who calls the agent: recordings go in at real-time pace through the WebSocket, answers are listened to."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from websockets.asyncio.client import ClientConnection, connect

__all__ = ["RATE_HZ", "Answer", "Caller", "Gateway", "gateway", "last_speech_ms", "read", "summary"]

RATE_HZ = 24_000
CHUNK_MS = 20
AUDIBLE = 104
"""Of 32,768: -50 dBFS."""
GAP_MS = 40.0

Pcm = NDArray[np.int16]


def read(path: Path) -> Pcm:
    """A recording as 16-bit mono at 24,000 Hz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return to_pcm(samples.mean(axis=1), rate)


def to_pcm(samples: NDArray[np.float32], rate_hz: int) -> Pcm:
    """float32 in [-1, 1] as 16-bit at 24,000 Hz."""
    resampled = samples if rate_hz == RATE_HZ else soxr.resample(samples, rate_hz, RATE_HZ)
    return np.round(np.clip(resampled, -1, 1) * 32767).astype(np.int16)


def last_speech_ms(pcm: Pcm) -> float:
    """Where the last speech sample is: the end of the last 10 ms that are less than 35 dB below the loudest."""
    step = RATE_HZ // 100
    blocks = pcm[: len(pcm) - len(pcm) % step].astype(np.float64).reshape(-1, step)
    power = np.mean(np.square(blocks), axis=1)
    loud = np.nonzero(power > power.max() * 10**-3.5)[0]
    return float(loud[-1] + 1) * 10


def summary(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum."""
    ordered = sorted(values)
    at = min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))
    return {
        "median": round(float(np.median(ordered)), 1),
        "p95": round(ordered[at], 1),
        "max": round(ordered[-1], 1),
    }


@dataclass(slots=True)
class Answer:
    """What came back: times in seconds on the event loop's clock."""

    response: str
    begun_s: float
    first_audible_s: float | None = None
    pcm: bytearray = field(default_factory=bytearray)
    arrivals: list[tuple[float, int]] = field(default_factory=list)
    """(when, how many samples)"""
    transcript: str = ""
    status: str = ""

    def gaps_ms(self) -> list[float]:
        """Where a player that starts with the first piece would have had nothing to play."""
        gaps: list[float] = []
        ends_s: float | None = None
        for when_s, samples in self.arrivals:
            if ends_s is not None and when_s > ends_s:
                gaps.append((when_s - ends_s) * 1000)
            ends_s = max(when_s, ends_s or when_s) + samples / RATE_HZ
        return gaps

    @property
    def heard_s(self) -> float:
        """How much sound has come."""
        return len(self.pcm) / 2 / RATE_HZ

    @property
    def ends_s(self) -> float:
        """When a player has played all of it."""
        ends_s = 0.0
        for when_s, samples in self.arrivals:
            ends_s = max(when_s, ends_s) + samples / RATE_HZ
        return ends_s


class Caller:
    """One client: a microphone that is always on, and a loudspeaker."""

    def __init__(self, address: str, session: dict[str, Any] | None = None) -> None:
        self._address = address
        self._session = session
        self._microphone: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._socket: ClientConnection
        self._changed = asyncio.Event()
        self.events: list[tuple[float, dict[str, Any]]] = []
        """All but the audio, with their times."""
        self.answers: list[Answer] = []
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._address, max_size=None, compression=None)
        if self._session is not None:
            await self.send({"type": "session.update", "session": {"type": "realtime", **self._session}})
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._talk())]
        await self.until(lambda: any(event["type"] == "session.created" for _, event in self.events))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()

    async def send(self, event: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(event))

    async def say(self, pcm: Pcm) -> float:
        """Speak into the microphone; returns, when the last sample has left, when the first one was spoken."""
        step = RATE_HZ * CHUNK_MS // 1000
        padded = np.concatenate([pcm, np.zeros(-len(pcm) % step, np.int16)])
        pieces = [padded[start : start + step].tobytes() for start in range(0, len(padded), step)]
        for piece in pieces:
            self._microphone.put_nowait(piece)
        began_s = self._next_s
        await asyncio.sleep(max(0.0, began_s + len(pieces) * CHUNK_MS / 1000 - self._loop.time()))
        return began_s

    async def until(self, true: Any, timeout_s: float = 60) -> None:
        """Wait until ``true()``. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    def count(self, kind: str) -> int:
        """How many events of this type came."""
        return sum(event["type"] == kind for _, event in self.events)

    async def _talk(self) -> None:
        """20 ms each 20 ms, speech or silence; a piece leaves when its last sample was spoken."""
        silence = bytes(RATE_HZ * CHUNK_MS // 1000 * 2)
        self._next_s = self._loop.time()
        while True:
            self._next_s += CHUNK_MS / 1000
            await asyncio.sleep(max(0.0, self._next_s - self._loop.time()))
            piece = silence if self._microphone.empty() else self._microphone.get_nowait()
            await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(piece).decode()})

    async def _listen(self) -> None:
        async for message in self._socket:
            now_s = self._loop.time()
            event = json.loads(message)
            if event["type"] == "response.output_audio.delta":
                self._hear(event, now_s)
            else:
                self.events.append((now_s, event))
                self._note(event, now_s)
            self._changed.set()

    def _note(self, event: dict[str, Any], now_s: float) -> None:
        if event["type"] == "response.created":
            self.answers.append(Answer(event["response"]["id"], now_s))
        elif event["type"] == "response.output_audio_transcript.delta":
            self.answers[-1].transcript += event["delta"]
        elif event["type"] == "response.done":
            for answer in self.answers:
                if answer.response == event["response"]["id"]:
                    answer.status = event["response"]["status"]

    def _hear(self, event: dict[str, Any], now_s: float) -> None:
        answer = next(one for one in reversed(self.answers) if one.response == event["response_id"])
        pcm = base64.b64decode(event["delta"])
        if answer.first_audible_s is None:
            loud = next((i for i, sample in enumerate(array("h", pcm)) if abs(sample) > AUDIBLE), None)
            if loud is not None:
                starts_s = max(now_s, answer.ends_s)
                answer.first_audible_s = starts_s + loud / RATE_HZ
        answer.arrivals.append((now_s, len(pcm) // 2))
        answer.pcm += pcm


@dataclass(frozen=True, slots=True)
class Gateway:
    """A running `antiphon serve`."""

    address: str
    process: subprocess.Popen[str]
    traces: Path

    def trace(self, response: str) -> dict[str, Any] | None:
        """The trace of the turn with this response."""
        for path in self.traces.glob("*.json"):
            with contextlib.suppress(ValueError):
                trace: dict[str, Any] = json.loads(path.read_text())
                if response in trace["response_ids"]:
                    return trace
        return None

    def all_traces(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in self.traces.glob("*.json")]


@asynccontextmanager
async def gateway(*arguments: str) -> AsyncIterator[Gateway]:
    """Serve on a free port, as a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        program = "from antiphon.agent.cli import main; main()"
        command = [sys.executable, "-c", program, "serve", "--port", "0", "--traces", folder, *arguments]
        environment = {**os.environ, "COLUMNS": "200"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: ASYNC220
        try:
            assert process.stdout is not None
            address = ""
            while not address:
                line = await asyncio.to_thread(process.stdout.readline)
                if not line:
                    raise SystemExit("the gateway did not start")
                found = re.search(r"wss?://\S+/v1/realtime", line)
                address = found.group() if found else ""
            yield Gateway(address, process, Path(folder))
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 30)
            if process.stdout is not None:
                process.stdout.close()
