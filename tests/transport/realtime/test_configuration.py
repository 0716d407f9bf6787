"""The session object: what is echoed, how updates are merged, what it means to the agent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from antiphon.transport.door import Detection, Manner
from antiphon.transport.messages import Tool

from .wired import FRESH, Wired


@pytest.fixture
def wired() -> Wired:
    return Wired()


async def update(wired: Wired, **session: Any) -> dict[str, Any]:
    """The session as it is after an update."""
    (event,) = await wired.send("session.update", session={"type": "realtime", **session})
    assert event["type"] == "session.updated", event
    updated: dict[str, Any] = event["session"]
    return updated


async def hears(wired: Wired, **settings: Any) -> dict[str, Any]:
    """``audio.input`` as it is after an update of it."""
    audio: dict[str, Any] = (await update(wired, audio={"input": settings}))["audio"]["input"]
    return audio


def manner(wired: Wired) -> Manner:
    """What the agent was told last."""
    last: Manner = wired.talk.take("manner")[-1][0]
    return last


def detection(wired: Wired) -> Detection:
    found = manner(wired).detection
    assert found is not None
    return found


def test_what_a_client_hears_at_first(wired: Wired) -> None:
    assert wired.events[0]["session"] == {
        "type": "realtime",
        "object": "realtime.session",
        "id": "sess_1",
        "model": "gpt-realtime",
        "output_modalities": ["audio"],
        "instructions": "Be brief.",
        "tools": [],
        "tool_choice": "auto",
        "max_output_tokens": 160,
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "transcription": {"model": "whisper-tiny.en"},
                "turn_detection": {
                    "type": "semantic_vad",
                    "eagerness": "auto",
                    "create_response": True,
                    "interrupt_response": True,
                },
            },
            "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "hibari"},
        },
    }
    assert manner(wired) == Manner()


async def test_what_is_known_but_cannot_be_followed_is_taken(wired: Wired) -> None:
    before = wired.events[0]["session"]
    after = await update(
        wired,
        model="gpt-realtime-2",
        tracing={"workflow_name": "w", "metadata": {}},
        truncation={"type": "retention_ratio", "retention_ratio": 0.8},
        include=["item.input_audio_transcription.logprobs"],
        prompt={"id": "p", "variables": None},
        parallel_tool_calls=True,
        reasoning={"effort": "low"},
        audio={
            "input": {
                "noise_reduction": {"type": "near_field"},
                "turn_detection": {"type": "semantic_vad", "idle_timeout_ms": 5000},
            },
            "output": {"voice": {"id": "voice_1"}, "speed": 1.1},
        },
        something_new=[1],
    )
    assert after == before
    assert manner(wired) == Manner()


async def test_an_update_changes_only_what_it_says(wired: Wired) -> None:
    tool = {"type": "function", "name": "clock", "description": "The time", "parameters": {"type": "object"}}
    await update(
        wired,
        instructions="Be long.",
        tools=[tool],
        max_output_tokens=50,
        audio={"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 700}, "transcription": None}},
    )
    before = manner(wired)
    after = await update(wired, model="m", tracing="auto")
    assert manner(wired) == before
    assert before == Manner(
        instructions="Be long.",
        tools=(Tool("clock", "The time", '{"type":"object"}'),),
        say_tokens=50,
        detection=Detection(semantic=False, hangover_ms=700.0),
    )
    assert after["tools"] == [tool]
    assert after["audio"]["input"]["transcription"] is None


async def test_one_threshold_does_not_lose_the_rest(wired: Wired) -> None:
    await hears(wired, turn_detection={"type": "server_vad", "silence_duration_ms": 700, "interrupt_response": False})
    after = await hears(wired, turn_detection={"threshold": 0.8})
    assert after["turn_detection"] == {
        "type": "server_vad",
        "threshold": 0.8,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 700,
        "create_response": True,
        "interrupt_response": False,
    }
    assert detection(wired) == Detection(semantic=False, threshold=0.8, hangover_ms=700.0, interrupt=False)


async def test_server_vad_alone_has_our_own_figures(wired: Wired) -> None:
    after = await hears(wired, turn_detection={"type": "server_vad", "threshold": None})
    assert after["turn_detection"]["threshold"] == FRESH.threshold
    assert after["turn_detection"]["silence_duration_ms"] == FRESH.hangover_ms
    assert detection(wired) == Detection(semantic=False)


async def test_semantic_vad(wired: Wired) -> None:
    after = await hears(wired, turn_detection={"type": "semantic_vad", "eagerness": "low", "create_response": False})
    assert after["turn_detection"] == {
        "type": "semantic_vad",
        "eagerness": "low",
        "create_response": False,
        "interrupt_response": True,
    }
    assert detection(wired) == Detection(eagerness="low", respond=False)


async def test_a_threshold_without_a_type_means_server_vad(wired: Wired) -> None:
    after = await hears(wired, turn_detection={"threshold": 0.3})
    assert after["turn_detection"]["type"] == "server_vad"
    assert detection(wired) == Detection(semantic=False, threshold=0.3)


async def test_turn_detection_is_turned_off_and_on(wired: Wired) -> None:
    assert (await hears(wired, turn_detection=None))["turn_detection"] is None
    assert manner(wired).detection is None
    assert (await hears(wired, transcription={"language": "en"}))["turn_detection"] is None
    assert (await hears(wired, turn_detection={}))["turn_detection"]["type"] == "semantic_vad"
    assert detection(wired) == Detection()


async def test_transcription_is_ours_whatever_is_called_for(wired: Wired) -> None:
    after = await hears(wired, transcription={"model": "gpt-4o-transcribe", "language": "en", "delay": "low"})
    assert after["transcription"] == {"model": "whisper-tiny.en", "language": "en"}
    assert (await hears(wired, transcription=None))["transcription"] is None
    assert (await hears(wired, transcription={"prompt": "names"}))["transcription"] == {
        "model": "whisper-tiny.en",
        "prompt": "names",
    }


async def test_formats_of_both_ways_are_independent(wired: Wired) -> None:
    after = await update(
        wired, audio={"input": {"format": {"type": "audio/pcmu"}}, "output": {"format": {"type": "audio/pcma"}}}
    )
    assert after["audio"]["input"]["format"] == {"type": "audio/pcmu"}
    assert after["audio"]["output"]["format"] == {"type": "audio/pcma"}
    after = await update(wired, audio={"input": {"format": {"type": "audio/pcm", "rate": 24000}}})
    assert after["audio"]["output"]["format"] == {"type": "audio/pcma"}
    after = await update(wired, audio={"input": {"format": {"type": "audio/pcmu"}}})
    assert after["audio"]["input"]["format"] == {"type": "audio/pcmu"}


async def test_null_brings_back_what_was_there_at_first(wired: Wired) -> None:
    """As the SDK's own types are written out: livekit sends some fields as null."""
    first = wired.events[0]["session"]
    await update(wired, instructions="Sing.", tools=[{"type": "function", "name": "a"}], max_output_tokens=5)
    nulls = {"instructions": None, "tools": None, "max_output_tokens": None, "tool_choice": None, "tracing": None}
    output = {"format": None, "voice": None, "speed": None}
    audio = {"input": {"format": None, "noise_reduction": None}, "output": output}
    assert await update(wired, **nulls, audio=audio) == first
    assert await update(wired, audio=None) == first
    assert await update(wired, audio={"input": None, "output": None}) == first


async def test_null_of_the_whole_audio_says_nothing(wired: Wired) -> None:
    await hears(wired, turn_detection=None)
    after = await update(wired, audio=None)
    assert after["audio"]["input"]["turn_detection"] is None


async def test_text_alone(wired: Wired) -> None:
    assert (await update(wired, output_modalities=["text"]))["output_modalities"] == ["text"]
    assert manner(wired).speak is False
    assert (await update(wired, output_modalities=["text", "audio"]))["output_modalities"] == ["audio"]
    assert manner(wired).speak is True


async def test_the_longest_answer(wired: Wired) -> None:
    assert (await update(wired, max_output_tokens="inf"))["max_output_tokens"] == "inf"
    assert manner(wired).say_tokens is None
    assert (await update(wired, max_output_tokens=64))["max_output_tokens"] == 64
    assert manner(wired).say_tokens == 64


async def test_the_choice_of_one_tool_is_not_echoed(wired: Wired) -> None:
    """pipecat's type has no place for it."""
    assert "tool_choice" not in await update(wired, tool_choice={"type": "function", "name": "clock"})
    assert manner(wired).tool_choice == "clock"
    assert (await update(wired, tool_choice="required"))["tool_choice"] == "required"
    assert manner(wired).tool_choice == "required"


async def test_tools_are_replaced_and_taken_away(wired: Wired) -> None:
    await update(wired, tools=[{"type": "function", "name": "a"}, {"name": "b", "parameters": {}}])
    assert [tool.name for tool in manner(wired).tools] == ["a", "b"]
    after = await update(wired, tools=[])
    assert after["tools"] == []
    assert manner(wired).tools == ()


async def test_our_own_settings_are_echoed_to_who_says_them(wired: Wired) -> None:
    assert "antiphon" not in wired.events[0]["session"]
    assert (await update(wired, antiphon={"thoughts": "full"}))["antiphon"] == {"thoughts": "full", "shown": False}
    assert Wired(thoughts="summary").events[0]["session"]["antiphon"] == {"thoughts": "summary", "shown": False}


@pytest.mark.parametrize(
    ("session", "code", "param", "says"),
    [
        ({"type": "transcription"}, "invalid_value", "session.type", "'realtime'"),
        ({"instructions": 5}, "invalid_type", "session.instructions", "`str | null`"),
        ({"instructions": "a" * 200_000}, "invalid_value", "session.instructions", "length"),
        ({"output_modalities": ["video"]}, "invalid_value", "session.output_modalities[0]", "'audio', 'text'"),
        ({"output_modalities": []}, "invalid_value", "session.output_modalities", "length"),
        ({"max_output_tokens": 0}, "invalid_value", "session.max_output_tokens", ">= 1"),
        ({"max_output_tokens": "many"}, "invalid_value", "session.max_output_tokens", "'inf'"),
        ({"tools": [{"type": "function"}]}, "missing_required_parameter", "session.tools[0].name", "missing"),
        ({"tools": [{"type": "mcp", "name": "a"}]}, "invalid_value", "session.tools[0].type", "'function'"),
        ({"tools": [{"name": "a", "description": "b" * 300_000}]}, "invalid_value", "session.tools", "262,144"),
        ({"tool_choice": {"type": "function"}}, "missing_required_parameter", "session.tool_choice.name", "missing"),
        ({"audio": {"input": {"format": "pcm16"}}}, "invalid_type", "session.audio.input.format", "`object"),
        (
            {"audio": {"input": {"format": {"type": "audio/pcm", "rate": 16000}}}},
            "invalid_value",
            "session.audio.input.format.rate",
            "24000",
        ),
        (
            {"audio": {"output": {"format": {"type": "audio/pcmu", "rate": 16000}}}},
            "invalid_value",
            "session.audio.output.format.rate",
            "8000",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "psychic"}}}},
            "invalid_value",
            "session.audio.input.turn_detection.type",
            "'semantic_vad', 'server_vad'",
        ),
        (
            {"audio": {"input": {"turn_detection": False}}},
            "invalid_type",
            "session.audio.input.turn_detection",
            "`bool`",
        ),
        (
            {"audio": {"input": {"turn_detection": {"threshold": 2}}}},
            "invalid_value",
            "session.audio.input.turn_detection.threshold",
            "<= 1",
        ),
        ({"antiphon": {"thoughts": "loud"}}, "invalid_value", "session.antiphon.thoughts", "'full'"),
        ({"turn_detection": {"type": "server_vad"}}, "unknown_parameter", "session.turn_detection", "audio.input"),
        ({"voice": "alloy"}, "unknown_parameter", "session.voice", "audio.output.voice"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_of_it_is_done(
    wired: Wired, session: dict[str, Any], code: str, param: str, says: str
) -> None:
    error = await wired.error("session.update", session={"max_output_tokens": 7, **session}, event_id="event_1")
    assert (error["code"], error["param"], error["event_id"]) == (code, param, "event_1")
    assert says in error["message"]
    assert len(wired.talk.take("manner")) == 1
    assert (await update(wired))["max_output_tokens"] == 160


def nested(depth: int) -> str:
    return '{"items":' * depth + "{}" + "}" * depth


async def test_tools_may_be_nested_but_not_without_end(wired: Wired) -> None:
    def frame(depth: int) -> str:
        return '{"type":"session.update","session":{"tools":[{"name":"a","parameters":' + nested(depth) + "}]}}"

    (updated,) = await wired.send_frame(frame(90))
    assert updated["session"]["tools"] == [{"type": "function", "name": "a", "parameters": json.loads(nested(90))}]
    for depth in (110, *range(930, 1000), 2000):
        (error,) = await wired.send_frame(frame(depth))
        assert error["type"] == "error"
    (error,) = await wired.send_frame(frame(110))
    assert error["error"]["param"] == "session.tools[0].parameters"
