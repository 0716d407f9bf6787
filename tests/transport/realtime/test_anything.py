"""Whatever a client sends and the agent puts out: no exception, every event fits, and the order holds."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Committed,
    ItemDropped,
    Output,
    Said,
    Shown,
    SpeechStarted,
    SpeechStopped,
    Thinking,
    ToolCalled,
    Transcribed,
)
from antiphon.transport.messages import Show

from .wired import Wired, base64_of, ended, silence

ids = st.sampled_from(["item_user_1", "item_answer_1", "item_answer_2", "a", "b", "root", ""])
turns = st.integers(1, 3)
texts = st.text(max_size=10)

outputs: st.SearchStrategy[Output] = st.one_of(
    st.builds(SpeechStarted, turns, ids, st.floats(0, 1e6)),
    st.builds(SpeechStopped, turns, ids, st.floats(0, 1e6)),
    st.builds(Committed, turns, ids.filter(bool)),
    st.builds(ItemDropped, turns, ids),
    st.builds(Transcribed, turns, texts, st.booleans(), ids, st.floats(0, 1e6)),
    turns.map(lambda turn: AnswerBegun(turn, f"item_answer_{turn}")),
    st.builds(Thinking, turns, texts),
    st.builds(Said, turns, texts),
    st.builds(Shown, turns, st.just(Show("s", 1, 1, "code", "x"))),
    st.builds(ToolCalled, turns, st.uuids().map(str), st.just("call_1"), st.just("clock"), st.just("{}")),
    st.builds(AudioOut, turns, st.integers(0, 5000).map(lambda n: bytes(2 * n)), st.just(22_050), st.just(0.0)),
    st.builds(AnswerSent, turns, st.sampled_from(["stop", "length", "context"])),
    st.builds(
        ended,
        turns,
        st.sampled_from(["finished", "interrupted", "merged", "failed", "no_turn"]),
        fault=st.sampled_from(["", "", "", "input", "no_speech", "capacity", "internal"]),
        error=texts,
        by_user=st.booleans(),
    ),
)

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)

MESSAGE = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]}
RECORDING = {
    "type": "message",
    "role": "user",
    "content": [{"type": "input_audio", "audio": base64_of(silence(30, 24_000))}],
}
TURNS: list[Any] = [
    None,
    {"type": "server_vad", "threshold": 0.4},
    {"type": "semantic_vad", "eagerness": "low", "create_response": False},
]
SESSION: dict[str, Any] = {
    "type": "realtime",
    "instructions": "Be kind.",
    "tools": [{"type": "function", "name": "clock", "parameters": {"type": "object"}}],
    "tool_choice": {"type": "function", "name": "clock"},
    "max_output_tokens": 9,
    "output_modalities": ["text"],
    "audio": {
        "input": {"format": {"type": "audio/pcm", "rate": 24000}, "transcription": {"language": "en"}},
        "output": {"format": {"type": "audio/pcma"}},
    },
    "antiphon": {"thoughts": "full", "shown": True},
}

valid: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({"type": "session.update", "session": SESSION}),
    st.sampled_from(TURNS).map(
        lambda turn: {"type": "session.update", "session": {"audio": {"input": {"turn_detection": turn}}}}
    ),
    st.sampled_from(["off", "summary", "full"]).map(
        lambda level: {"type": "session.update", "session": {"antiphon": {"thoughts": level}}}
    ),
    st.integers(0, 9000).map(lambda n: {"type": "input_audio_buffer.append", "audio": base64_of(bytes(n))}),
    st.just({"type": "input_audio_buffer.commit"}),
    st.just({"type": "input_audio_buffer.clear"}),
    st.builds(
        lambda item, id, previous: {
            "type": "conversation.item.create",
            "item": {**item, "id": id},
            "previous_item_id": previous,
        },
        st.sampled_from([MESSAGE, RECORDING]),
        ids | st.none(),
        ids | st.none(),
    ),
    ids.map(lambda id: {"type": "conversation.item.delete", "item_id": id}),
    ids.map(lambda id: {"type": "conversation.item.retrieve", "item_id": id}),
    st.builds(
        lambda id, ms: {"type": "conversation.item.truncate", "item_id": id, "content_index": 0, "audio_end_ms": ms},
        ids,
        st.integers(0, 10**6),
    ),
    st.just({"type": "response.create", "response": {"metadata": {"a": "b"}, "output_modalities": ["audio"]}}),
    st.just({"type": "response.create", "event_id": "event_1"}),
    st.just({"type": "response.cancel"}),
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A valid event in which something is replaced, missing, or too much."""
    event: dict[str, Any] = json.loads(json.dumps(draw(valid)))
    place: Any = event
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return event
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and draw(st.booleans()):
            place = place[key]
            continue
        if draw(st.booleans()):
            place[key] = draw(junk)
        else:
            del place[key]
        return event


frames = st.one_of(
    valid.map(json.dumps),
    valid.map(json.dumps),
    mutated().map(json.dumps),
    junk.map(json.dumps),
    texts,
    st.binary(max_size=5),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(frames | outputs | outputs, max_size=25), st.sampled_from(["off", "summary", "full"]))
def test_anything(steps: list[Any], thoughts: Any) -> None:
    wired = Wired(thoughts=thoughts)

    async def play() -> None:
        for step in steps:
            before = len(wired.events)
            if isinstance(step, str | bytes):
                await wired.session.receive(step)
                errors = [event for event in wired.events[before:] if event["type"] == "error"]
                assert not errors or len(wired.events) == before + 1
            else:
                wired.put(step)
                assert "error" not in [event["type"] for event in wired.events[before:]]

    asyncio.run(play())
    assert wired.events[0]["type"] == "session.created"
    assert len({event["event_id"] for event in wired.events}) == len(wired.events)
    check_order(wired.events)


def check_order(events: list[dict[str, Any]]) -> None:
    """Of all responses: one at a time, nothing outside, items added before their content and done behind it."""
    active: str | None = None
    open_items: set[str] = set()
    output: list[str] = []
    for event in events:
        kind = event["type"]
        response = event.get("response", {}).get("id") or event.get("response_id")
        if kind == "response.created":
            assert active is None
            active, output = response, []
        elif kind.startswith("response.") or kind == "antiphon.shown":
            assert response == active
        match kind:
            case "response.output_item.added":
                assert event["output_index"] == len(output)
                open_items.add(event["item"]["id"])
            case "response.output_item.done":
                open_items.remove(event["item"]["id"])
                output.append(event["item"]["id"])
            case "response.done":
                assert not open_items
                assert [item["id"] for item in event["response"]["output"]] == output
                assert event["response"]["status"] != "in_progress"
                active = None
            case _:
                if kind.startswith(("response.output_", "response.content_", "response.function_")):
                    assert event["item_id"] in open_items
