"""A session between a client by hand and an agent by hand; all that it sends is checked against OpenAI's own types."""

from __future__ import annotations

import base64
import json
from typing import Any

from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Committed,
    Fault,
    Fresh,
    Manner,
    Output,
    Request,
    Said,
    SpeechStarted,
    SpeechStopped,
    Transcribed,
    TurnEnded,
)
from antiphon.transport.errors import CapacityError, InputError
from antiphon.transport.messages import Item
from antiphon.transport.realtime.session import RealtimeSession
from antiphon.transport.realtime.settings import Thoughts
from antiphon.transport.trace import Outcome, Trace

__all__ = ["FRESH", "HandTalk", "Wired", "base64_of", "check_fits", "ended", "silence", "types"]

FRESH = Fresh(
    instructions="Be brief.",
    voice="hibari",
    model="smollm2-135m",
    recogniser="whisper-tiny.en",
    threshold=0.5,
    pre_roll_ms=300.0,
    hangover_ms=480.0,
    say_tokens=160,
)

OURS = ("response.reasoning_text.", "response.reasoning_summary_text.", "antiphon.")
"""Events that the protocol does not have, for those who ask for them."""

_EVENTS: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)


def check_fits(event: dict[str, Any]) -> None:
    """The SDK has a type for this very event, and finds a place for each of its fields."""
    assert isinstance(event["event_id"], str)
    assert event["event_id"]
    if event["type"].startswith(OURS):
        return
    parsed = _EVENTS.validate_python(event, strict=True)
    assert parsed.type == event["type"]
    assert parsed.model_dump(mode="json", exclude_unset=True, by_alias=True) == event


class HandTalk:
    """Remembers what it is told (``calls``); the tests say what comes of it."""

    name = "sess_1"

    def __init__(self) -> None:
        self.session: RealtimeSession
        self.calls: list[tuple[Any, ...]] = []
        self.heard = b""
        self.answering: int | None = None
        self.turn = 0
        self.items: list[str] = []

    def take(self, name: str) -> list[tuple[Any, ...]]:
        """The calls of a method by now, without its name."""
        return [call[1:] for call in self.calls if call[0] == name]

    def manner(self, manner: Manner) -> None:
        self.calls.append(("manner", manner))

    def hear(self, pcm: bytes) -> None:
        assert len(pcm) <= 32_000
        assert len(pcm) % 2 == 0
        self.heard += pcm

    def commit(self) -> str:
        if len(self.heard) < 3200:
            raise InputError("buffer too small: 100 ms are needed, and it has less")
        self.turn += 1
        item = f"item_user_{self.turn}"
        self.heard = b""
        self.session.on_output(Committed(self.turn, item))
        return item

    def clear(self) -> None:
        self.heard = b""

    def add(self, item: Item, after: str | None = None) -> None:
        self.calls.append(("add", item, after))
        if after and after not in self.items:
            raise InputError(f"there is no item {after!r}")
        if item.id in self.items:
            raise InputError(f"{item.id!r} is taken")
        self.items.append(item.id)

    def add_audio(self, item: str, pcm: bytes, text: str = "") -> None:
        self.calls.append(("add_audio", item, len(pcm), text))
        self.items.append(item)

    def delete(self, item: str) -> bool:
        self.calls.append(("delete", item))
        known = item in self.items
        if known:
            self.items.remove(item)
        return known

    def truncate(self, item: str, audio_end_ms: float) -> bool:
        self.calls.append(("truncate", item, audio_end_ms))
        return True

    def respond(self, request: Request) -> int:
        if self.answering is not None:
            raise CapacityError("an answer is on its way")
        self.calls.append(("respond", request))
        self.turn += 1
        return self.turn

    def cancel(self) -> bool:
        self.calls.append(("cancel",))
        return self.answering is not None


class Wired:
    """``events``: all that the client was sent."""

    def __init__(self, *, thoughts: Thoughts = "off") -> None:
        self.events: list[dict[str, Any]] = []
        self.talk = HandTalk()
        self.session = RealtimeSession(FRESH, self._send, model="gpt-realtime", thoughts=thoughts)
        self.talk.session = self.session
        self.session.attach(self.talk)

    def _send(self, data: bytes) -> None:
        event = json.loads(data)
        check_fits(event)
        self.events.append(event)

    async def send(self, type: str, **fields: Any) -> list[dict[str, Any]]:
        """The client sends an event: what it is sent until that is handled."""
        return await self.send_frame(json.dumps({"type": type, **fields}))

    async def send_frame(self, frame: str | bytes) -> list[dict[str, Any]]:
        before = len(self.events)
        await self.session.receive(frame)
        return self.events[before:]

    async def error(self, type: str, **fields: Any) -> dict[str, Any]:
        """The client sends an event that is answered with one ``error``."""
        (event,) = await self.send(type, **fields)
        assert event["type"] == "error", event
        assert set(event["error"]) == {"type", "code", "message", "param", "event_id"}
        assert event["error"]["type"] == "invalid_request_error"
        error: dict[str, Any] = event["error"]
        return error

    def put(self, *outputs: Output) -> list[dict[str, Any]]:
        """The agent puts out: what the client is sent."""
        before = len(self.events)
        for output in outputs:
            match output:
                case AnswerBegun():
                    self.talk.answering = output.turn
                case AnswerSent() | TurnEnded():
                    if self.talk.answering == output.turn:
                        self.talk.answering = None
            self.session.on_output(output)
        return self.events[before:]

    def spoken_turn(self, turn: int = 1) -> list[dict[str, Any]]:
        """Somebody speaks, and the turn is over: what comes before the answer."""
        item = f"item_user_{turn}"
        self.talk.turn = turn
        return self.put(
            SpeechStarted(turn, item, 320.0),
            SpeechStopped(turn, item, 1500.0),
            Committed(turn, item),
            Transcribed(turn, "What time is it?", True, item, 1480.0),
        )

    def answer(self, turn: int = 1, ms: int = 200) -> list[dict[str, Any]]:
        """The agent begins to speak, for ``ms``."""
        return self.put(
            AnswerBegun(turn, f"item_answer_{turn}"),
            Said(turn, "It is noon."),
            AudioOut(turn, silence(ms, 24_000), 24_000, 0.0),
        )


def ended(
    turn: int,
    outcome: Outcome = "finished",
    *,
    played: str = "",
    fault: Fault = "",
    error: str = "",
    by_user: bool = False,
) -> TurnEnded:
    """The end of a turn."""
    trace = Trace("sess_1", turn, turn, "no_think", "speech", outcome=outcome, played=played)
    return TurnEnded(turn, trace, error, fault, by_user)


def silence(ms: float, rate_hz: int) -> bytes:
    """16-bit PCM."""
    return bytes(2 * round(rate_hz * ms / 1000))


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]
