"""What each known client sends, in its own order, and what it waits for.

Written down from openai 3.54, openai-agents 0.24, pipecat 1.14, livekit-agents 1.8.9 and @openai/agents-realtime 0.20.
"""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.transport.door import AnswerBegun, AnswerSent, AudioOut, Detection, Said, SpeechStarted, ToolCalled
from antiphon.transport.messages import Item

from .wired import Wired, base64_of, ended, silence, types

PCM = {"type": "audio/pcm", "rate": 24000}
CLOCK = {"type": "function", "name": "clock", "description": "The time", "parameters": {"type": "object"}}


@pytest.fixture
def wired() -> Wired:
    return Wired()


def detection(wired: Wired) -> Detection | None:
    found: Detection | None = wired.talk.take("manner")[-1][0].detection
    return found


async def speak(wired: Wired, ms: int = 400) -> None:
    for _ in range(0, ms, 100):
        assert await wired.send("input_audio_buffer.append", audio=base64_of(silence(100, 24_000))) == []


async def test_openai_sdk(wired: Wired) -> None:
    """The example of its README: text in, text out."""
    await wired.send("session.update", session={"type": "realtime", "output_modalities": ["text"]})
    content = [{"type": "input_text", "text": "Say hello!"}]
    await wired.send("conversation.item.create", item={"type": "message", "role": "user", "content": content})
    await wired.send("response.create")
    events = wired.put(AnswerBegun(1, "item_1"), Said(1, "Hello!"), AnswerSent(1, "stop"), ended(1))
    assert [event["delta"] for event in events if event["type"] == "response.output_text.delta"] == ["Hello!"]
    assert types(events)[-1] == "response.done"


async def test_openai_sdk_pushing_to_talk(wired: Wired) -> None:
    audio = {"input": {"turn_detection": None, "format": PCM}, "output": {"format": PCM, "voice": "marin"}}
    await wired.send("session.update", session={"type": "realtime", "audio": audio})
    assert detection(wired) is None
    await speak(wired)
    assert types(await wired.send("input_audio_buffer.commit"))[0] == "input_audio_buffer.committed"
    assert await wired.send("response.create") == []
    assert types(wired.put(AnswerBegun(2, "item_2")))[0] == "response.created"


async def test_openai_agents(wired: Wired) -> None:
    """It updates twice, cuts off what is played at the start of speech, and looks at what became of it."""
    audio = {
        "input": {
            "format": PCM,
            "transcription": {"model": "gpt-4o-mini-transcribe"},
            "turn_detection": {"type": "semantic_vad", "interrupt_response": True},
        },
        "output": {"format": PCM, "voice": "ash"},
    }
    session = {"model": "gpt-realtime", "output_modalities": ["audio"], "tools": [CLOCK], "audio": audio}
    (updated,) = await wired.send("session.update", session=session)
    assert updated["session"]["audio"]["input"]["turn_detection"]["interrupt_response"] is True
    tracing = {"type": "realtime", "model": "gpt-realtime", "tracing": "auto"}
    (updated,) = await wired.send("session.update", session=tracing)
    assert updated["session"]["tools"] == [CLOCK]
    await speak(wired)
    completed = wired.spoken_turn(1)[-1]
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id=completed["item_id"])
    assert retrieved["item"]["content"] == [{"type": "input_audio", "transcript": "What time is it?"}]
    wired.answer(1)
    wired.put(SpeechStarted(2, "item_user_2", 5000.0), ended(1, "interrupted", played="It is", by_user=True))
    (truncated,) = await wired.send(
        "conversation.item.truncate", item_id="item_answer_1", content_index=0, audio_end_ms=120
    )
    assert truncated["type"] == "conversation.item.truncated"
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_answer_1")
    assert retrieved["item"]["status"] == "incomplete"
    assert "error" not in types(wired.events)


async def test_pipecat_with_its_own_turns(wired: Wired) -> None:
    """Server turns off; it commits, and asks, and cancels by itself. Two errors it survives."""
    audio = {"input": {"format": PCM, "turn_detection": None, "noise_reduction": None}, "output": {"format": PCM}}
    await wired.send("session.update", event_id="1", session={"type": "realtime", "audio": audio})
    await speak(wired)
    await wired.send("input_audio_buffer.commit", event_id="2")
    create = {"event_id": "3", "response": {"output_modalities": ["audio"]}}
    assert await wired.send("response.create", **create) == []
    error = await wired.error("response.create", **create)
    assert error["code"] == "conversation_already_has_active_response"
    wired.answer(2)
    await wired.send("response.cancel", event_id="4")
    wired.put(ended(2, "interrupted", played="It"))
    truncate = {"item_id": "item_answer_2", "content_index": 0, "audio_end_ms": 201}
    assert types(await wired.send("conversation.item.truncate", **truncate)) == ["conversation.item.truncated"]
    assert types(await wired.send("input_audio_buffer.clear")) == ["input_audio_buffer.cleared"]
    error = await wired.error("response.cancel", event_id="5")
    assert (error["code"], error["event_id"]) == ("response_cancel_not_active", "5")


async def test_pipecat_calls_a_tool(wired: Wired) -> None:
    """It takes the name from conversation.item.added, acts on the arguments, and asks when the response is done."""
    await wired.send("session.update", session={"type": "realtime", "tools": [CLOCK], "instructions": "Be kind."})
    wired.spoken_turn(1)
    events = wired.put(
        AnswerBegun(1, "item_1"), ToolCalled(1, "item_2", "call_1", "clock", "{}"), AnswerSent(1, "stop"), ended(1)
    )
    order = types(events)
    assert order.index("conversation.item.added") < order.index("response.function_call_arguments.done")
    (added,) = [event for event in events if event["type"] == "conversation.item.added"]
    assert (added["item"]["type"], added["item"]["call_id"], added["item"]["name"]) == (
        "function_call",
        "call_1",
        "clock",
    )
    output = {"id": "a" * 32, "type": "function_call_output", "call_id": "call_1", "output": '"noon"'}
    added, _ = await wired.send("conversation.item.create", event_id="6", item=output)
    assert added["previous_item_id"] == "item_2"
    assert wired.talk.take("add") == [(Item("a" * 32, "result", '"noon"', call="call_1", name="clock"), None)]
    assert await wired.send("response.create", response={"output_modalities": ["audio"]}) == []


async def test_livekit(wired: Wired) -> None:
    """Three updates, the chat as items, a reply by name, an interruption that it wants to do itself, too."""
    audio = {
        "input": {
            "format": PCM,
            "noise_reduction": None,
            "transcription": {"model": "gpt-4o-mini-transcribe"},
            "turn_detection": {
                "type": "semantic_vad",
                "create_response": True,
                "eagerness": "medium",
                "interrupt_response": True,
            },
        },
        "output": {"format": PCM, "speed": 1.0, "voice": "marin"},
    }
    session: dict[str, Any] = {
        "type": "realtime",
        "model": "gpt-realtime",
        "output_modalities": ["audio"],
        "audio": audio,
        "max_output_tokens": "inf",
        "tool_choice": "auto",
        "tracing": None,
    }
    await wired.send("session.update", event_id="session_update_1", session=session)
    await wired.send("session.update", session={"type": "realtime", "instructions": "Be kind."})
    await wired.send("session.update", session={"type": "realtime", "model": "gpt-realtime", "tools": [CLOCK]})
    assert detection(wired) == Detection(eagerness="medium")
    content = [{"type": "output_text", "text": "Welcome."}]
    item = {"id": "item_0", "type": "message", "role": "assistant", "content": content}
    added, _ = await wired.send("conversation.item.create", event_id="c1", item=item, previous_item_id="root")
    assert added["item"]["id"] == "item_0"
    reply = {"instructions": "Be kind.\nGreet.", "metadata": {"client_event_id": "response_create_1"}}
    assert await wired.send("response.create", event_id="response_create_1", response=reply) == []
    created, item_added, conversation_added, part_added, *_ = wired.answer(1)
    assert created["response"]["metadata"] == {"client_event_id": "response_create_1"}
    assert item_added["item"]["id"] == part_added["item_id"] == "item_answer_1"
    assert conversation_added["previous_item_id"] == "item_0"
    wired.put(SpeechStarted(2, "item_user_2", 5000.0), ended(1, "interrupted", played="", by_user=True))
    error = await wired.error("response.cancel")
    assert error["message"].startswith("Cancellation failed")
    (deleted,) = await wired.send("conversation.item.delete", event_id="chat_ctx_delete_1", item_id="item_answer_1")
    assert deleted["item_id"] == "item_answer_1"


async def test_agents_js(wired: Wired) -> None:
    """It retrieves unasked. Its schemas have no nulls in parts; the transcript of a user's sound they need, be it null:
    without it an exception ends the whole process."""
    audio = {
        "input": {
            "format": PCM,
            "noise_reduction": None,
            "transcription": {"model": "gpt-4o-mini-transcribe"},
            "turn_detection": {"type": "semantic_vad"},
        },
        "output": {"format": PCM, "voice": "ash", "speed": 1},
    }
    session = {"type": "realtime", "instructions": "", "model": "gpt-realtime", "audio": audio, "tool_choice": "auto"}
    (updated,) = await wired.send("session.update", session=session)
    assert updated["session"]["audio"]["input"]["turn_detection"]["interrupt_response"] is True
    assert updated["session"]["instructions"] == ""
    await wired.send("session.update", session={"type": "realtime", "tracing": {"workflow_name": "w"}})
    wired.spoken_turn(1)
    wired.answer(1)
    wired.put(AnswerSent(1, "stop"), ended(1))
    for item in ("item_user_1", "item_answer_1"):
        await wired.send("conversation.item.retrieve", item_id=item)
    for event in wired.events:
        assert None not in event.get("part", {}).values()
        for content in event.get("item", {}).get("content", []):
            assert content["type"] != "input_audio" or "transcript" in content
    assert "error" not in types(wired.events)


async def test_speech_to_speech(wired: Wired) -> None:
    """Server turns with all their figures."""
    turns = {
        "type": "server_vad",
        "threshold": 0.6,
        "prefix_padding_ms": 200,
        "silence_duration_ms": 300,
        "create_response": True,
        "interrupt_response": True,
        "idle_timeout_ms": None,
    }
    (updated,) = await wired.send(
        "session.update", session={"type": "realtime", "audio": {"input": {"turn_detection": turns}}}
    )
    del turns["idle_timeout_ms"]
    assert updated["session"]["audio"]["input"]["turn_detection"] == turns
    assert detection(wired) == Detection(semantic=False, threshold=0.6, pre_roll_ms=200.0, hangover_ms=300.0)
    wired.spoken_turn(1)
    events = wired.put(
        AnswerBegun(1, "item_1"), Said(1, "Yes."), AudioOut(1, silence(100, 24_000), 24_000, 0.0), AnswerSent(1, "stop")
    )
    assert "response.output_audio.delta" in types(events)
