"""A client of the gateway: the unmodified OpenAI SDK, with sound in and sound out."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection

from antiphon.agent.recording import read
from antiphon.reasoner.recogniser import Recogniser
from antiphon.transport.realtime.server import RealtimeServer

from ..transport.realtime.wired import check_fits

__all__ = [
    "G711_HZ", "JFK", "KATE", "PCM_HZ", "Client", "connected", "heard", "said", "samples", "the_answer", "to_pcm",
    "understood",
]  # fmt: skip

JFK = "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country."
KATE = "Kate has 223 pennies. John has 388 pennies. How many more pennies does John have?"
PCM_HZ, G711_HZ = 24_000, 8_000
Codec = Literal["audio/pcm", "audio/pcmu"]
Event = dict[str, Any]


class Client:
    """One connection of the SDK, and all that came over it: each event fits the SDK's own types."""

    def __init__(self, connection: AsyncRealtimeConnection) -> None:
        self.connection = connection
        self.events: list[Event] = []
        self._changed = asyncio.Event()

    async def listen(self) -> None:
        """Until it is cancelled."""
        while True:
            event = json.loads(await self.connection.recv_bytes())
            check_fits(event)
            assert event["type"] != "error", event
            self.events.append(event)
            self._changed.set()

    def all(self, type: str) -> list[Event]:
        return [event for event in self.events if event["type"] == type]

    async def until(self, true: Callable[[], Any]) -> Any:
        """Wait for what is true of the events; it is returned."""
        while not (found := true()):
            self._changed.clear()
            await self._changed.wait()
        return found

    async def last(self, type: str, count: int = 1) -> Event:
        """The ``count``-th event of this type, when it comes."""
        found: Event = (await self.until(lambda: self.all(type)[count - 1 : count]))[0]
        return found

    async def update(self, **session: Any) -> Event:
        before = len(self.all("session.updated"))
        settings: Any = {"type": "realtime", **session}
        await self.connection.session.update(session=settings)
        updated: Event = (await self.last("session.updated", before + 1))["session"]
        return updated

    async def speak(self, sound: bytes, piece: int, pace: float = 0) -> None:
        """Append ``sound`` in pieces of ``piece`` bytes, ``pace`` seconds for each."""
        clock = asyncio.get_running_loop()
        due_s = clock.time()
        for start in range(0, len(sound), piece):
            audio = base64.b64encode(sound[start : start + piece]).decode()
            await self.connection.input_audio_buffer.append(audio=audio)
            due_s += pace
            await asyncio.sleep(max(0.0, due_s - clock.time()))

    async def ask(self, text: str) -> None:
        await self.connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        )
        await self.connection.response.create()

    def sound(self, response: str) -> bytes:
        deltas = [event for event in self.all("response.output_audio.delta") if event["response_id"] == response]
        return b"".join(base64.b64decode(event["delta"]) for event in deltas)


@asynccontextmanager
async def connected(server: RealtimeServer) -> AsyncIterator[Client]:
    base = server.address.removesuffix("/realtime")
    sdk = AsyncOpenAI(base_url=base.replace("ws", "http", 1), websocket_base_url=base, api_key="any")
    async with sdk, sdk.realtime.connect(model="gpt-realtime") as connection:
        client = Client(connection)
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            listening = group.create_task(client.listen())
            assert (await client.last("session.created"))["session"]["model"] == "gpt-realtime"
            yield client
            listening.cancel()


def samples(path: Path, rate_hz: int) -> NDArray[np.float32]:
    """A recording with 2.5 s of silence behind it, in which the end of the turn is found."""
    found, from_hz = soundfile.read(path, dtype="float32")
    resampled = soxr.resample(found, from_hz, rate_hz)
    return np.concatenate([resampled, np.zeros(rate_hz * 5 // 2)]).astype(np.float32)


def to_pcm(sound: NDArray[np.float32]) -> bytes:
    return np.round(sound * 32767).astype("<i2").tobytes()


def understood(recogniser: Recogniser, sound: bytes, codec: Codec) -> str:
    """What a listener hears in an answer; libsndfile decodes it, which knows nothing of ours."""
    subtype, rate_hz = ("PCM_16", PCM_HZ) if codec == "audio/pcm" else ("ULAW", G711_HZ)
    decoded, _ = soundfile.read(
        io.BytesIO(sound), format="RAW", subtype=subtype, samplerate=rate_hz, channels=1, endian="LITTLE"
    )
    wav = io.BytesIO()
    soundfile.write(wav, decoded, rate_hz, format="WAV", subtype="PCM_16")
    return recogniser.transcribe(read(wav.getvalue(), 600).pcm).text


def said(response: Event) -> str:
    """The transcript of the one message of a response."""
    (item,) = response["output"]
    (content,) = item["content"]
    assert (item["type"], content["type"]) == ("message", "output_audio")
    text: str = content["transcript"]
    return text


async def the_answer(client: Client) -> Event:
    """The response that was not taken back."""
    done = await client.until(
        lambda: [event for event in client.all("response.done") if event["response"]["status"] != "cancelled"]
    )
    assert len(done) == 1
    response: Event = done[0]["response"]
    assert response["status"] in ("completed", "incomplete")
    return response


def heard(client: Client) -> str:
    """The words of the one message of the user that was not taken back."""
    dropped = {event["item_id"] for event in client.all("conversation.item.deleted")}
    kept = {event["item_id"] for event in client.all("input_audio_buffer.committed")} - dropped
    assert len(kept) == 1
    (words,) = [
        event["transcript"]
        for event in client.all("conversation.item.input_audio_transcription.completed")
        if event["item_id"] in kept
    ]
    assert isinstance(words, str)
    return words
