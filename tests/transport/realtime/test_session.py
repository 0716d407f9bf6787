"""What a client sends, and what it hears back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from antiphon.transport.door import AnswerBegun, AnswerSent, Request, Said, Transcribed
from antiphon.transport.messages import Tool

from .wired import FRESH, Wired, base64_of, ended, silence, types


@pytest.fixture
def wired() -> Wired:
    return Wired()


def test_the_first_event_is_session_created_and_the_agent_knows_its_manner(wired: Wired) -> None:
    (created,) = wired.events
    assert created["type"] == "session.created"
    assert created["session"]["instructions"] == FRESH.instructions
    assert len(wired.talk.take("manner")) == 1


@pytest.mark.parametrize(
    ("frame", "code", "param"),
    [
        (b"\x00\x01", "invalid_frame", None),
        ("{", "invalid_json", None),
        ("[" * 100_000, "invalid_json", None),
        ('{"a":' * 100_000, "invalid_json", None),
        ('{"type": 1e999}', "invalid_json", None),
        ('{"type": ' + "1" * 5000 + "}", "invalid_json", None),
        ('{"type": "\ud800"}', "invalid_json", None),
        ('{"type": "\\ud800"}', "invalid_json", None),
        ("[]", "invalid_json", None),
        ("null", "invalid_json", None),
        ("{}", "missing_required_parameter", "type"),
        ('{"type": null}', "invalid_value", "type"),
        ('{"type": ["session.update"]}', "invalid_value", "type"),
        ('{"type": "session.updat"}', "invalid_value", "type"),
        ('{"type": "session.update"}', "missing_required_parameter", "session"),
        ('{"type": "session.update", "session": []}', "invalid_type", "session"),
        ('{"type": "session.update", "session": {}, "event_id": 1}', "invalid_type", "event_id"),
        ('{"type": "input_audio_buffer.append"}', "missing_required_parameter", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": null}', "invalid_type", "audio"),
        ('{"type": "conversation.item.truncate", "item_id": "a"}', "missing_required_parameter", "audio_end_ms"),
        ('{"type": "conversation.item.create", "item": {}}', "missing_required_parameter", "item.type"),
        ('{"type": "response.create", "response": "now"}', "invalid_type", "response"),
        ('{"type": "response.create", "response": {"metadata": {"a": 1}}}', "invalid_type", "response.metadata[...]"),
    ],
)
async def test_what_is_no_client_event_is_one_error(
    wired: Wired, frame: str | bytes, code: str, param: str | None
) -> None:
    (event,) = await wired.send_frame(frame)
    assert event["type"] == "error"
    assert (event["error"]["code"], event["error"]["param"]) == (code, param)
    assert len(event["error"]["message"]) < 1000


async def test_an_error_names_the_event_that_it_is_about(wired: Wired) -> None:
    assert (await wired.error("nonsense", event_id="event_7"))["event_id"] == "event_7"
    assert (await wired.error("nonsense"))["event_id"] is None
    assert (await wired.error("session.update", event_id="event_8"))["event_id"] == "event_8"


# Live audio.


async def test_audio_reaches_the_agent_at_its_rate_a_second_at_a_time(wired: Wired) -> None:
    assert await wired.send("input_audio_buffer.append", audio=base64_of(silence(3400, 24_000))) == []
    # The filter holds back 2 ms.
    assert len(wired.talk.heard) == 3398 * 32


async def test_long_audio_lets_others_have_their_turn(wired: Wired) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await wired.send("input_audio_buffer.append", audio=base64_of(silence(20_000, 24_000)))
    task.cancel()
    assert turns >= 19


@pytest.mark.parametrize(
    ("audio", "what"), [(base64_of(bytes(4801)), "bytes"), ("AB", "base64"), ("A AA", "base64"), ("日本", "base64")]
)
async def test_audio_that_is_none_leaves_the_buffer_as_it_was(wired: Wired, audio: str, what: str) -> None:
    await wired.send("input_audio_buffer.append", audio=base64_of(silence(200, 24_000)))
    before = wired.talk.heard
    error = await wired.error("input_audio_buffer.append", audio=audio, event_id="event_1")
    assert error["param"] == "audio"
    assert what in error["message"]
    assert error["event_id"] == "event_1"
    assert wired.talk.heard == before


async def test_committed_audio_is_the_users_item(wired: Wired) -> None:
    await wired.send("input_audio_buffer.append", audio=base64_of(silence(500, 24_000)))
    events = await wired.send("input_audio_buffer.commit")
    assert types(events) == ["input_audio_buffer.committed", "conversation.item.added", "conversation.item.done"]
    assert [event.get("item_id") or event["item"]["id"] for event in events] == ["item_user_1"] * 3
    assert events[1]["item"]["content"] == [{"type": "input_audio", "transcript": None}]
    (completed,) = wired.put(Transcribed(1, "Hello.", True, "item_user_1", 500.0))
    assert completed["usage"] == {"type": "duration", "seconds": 0.5}
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_user_1")
    assert retrieved["item"]["content"] == [{"type": "input_audio", "transcript": "Hello."}]


async def test_all_of_what_was_appended_is_committed(wired: Wired) -> None:
    heard = b""

    def hear(pcm: bytes) -> None:
        nonlocal heard
        heard += pcm

    wired.talk.hear = hear  # type: ignore[method-assign]
    wired.talk.heard = bytes(3200)
    await wired.send("input_audio_buffer.append", audio=base64_of(silence(500, 24_000)))
    await wired.send("input_audio_buffer.commit")
    assert len(heard) == 500 * 32


async def test_an_empty_buffer_cannot_be_committed(wired: Wired) -> None:
    error = await wired.error("input_audio_buffer.commit", event_id="event_1")
    assert error["code"] == "input_audio_buffer_commit_empty"


async def test_a_cleared_buffer_is_empty(wired: Wired) -> None:
    await wired.send("input_audio_buffer.append", audio=base64_of(silence(500, 24_000)))
    assert types(await wired.send("input_audio_buffer.clear")) == ["input_audio_buffer.cleared"]
    assert wired.talk.heard == b""
    assert (await wired.error("input_audio_buffer.commit"))["code"] == "input_audio_buffer_commit_empty"


async def test_a_telephone_is_heard(wired: Wired) -> None:
    await wired.send("session.update", session={"audio": {"input": {"format": {"type": "audio/pcmu"}}}})
    await wired.send("input_audio_buffer.append", audio=base64_of(b"\xff" * 4001))
    assert len(wired.talk.heard) == 2 * 2 * (4001 - 32)
    assert set(wired.talk.heard) == {0}


# Answers.


async def test_a_response_is_asked_for_with_all_that_is_different(wired: Wired) -> None:
    tool = {"type": "function", "name": "clock", "description": "The time", "parameters": {"type": "object"}}
    response = {
        "instructions": "Sing.",
        "output_modalities": ["text"],
        "max_output_tokens": 20,
        "metadata": {"client_event_id": "e1"},
        "tools": [tool],
        "tool_choice": {"type": "function", "name": "clock"},
        "conversation": "auto",
        "reasoning": {"effort": "low"},
    }
    assert await wired.send("response.create", response=response) == []
    tools = (Tool("clock", "The time", '{"type":"object"}'),)
    assert wired.talk.take("respond") == [(Request("Sing.", tools, "clock", False, 20),)]
    (created,) = wired.put(AnswerBegun(1, "item_1"))
    assert created["response"]["metadata"] == {"client_event_id": "e1"}
    assert created["response"]["output_modalities"] == ["text"]
    assert created["response"]["max_output_tokens"] == 20


@pytest.mark.parametrize(
    "response", [{}, {"response": None}, {"response": {"instructions": None, "tool_choice": None}}]
)
async def test_a_plain_response_differs_in_nothing(wired: Wired, response: dict[str, Any]) -> None:
    await wired.send("response.create", **response)
    assert wired.talk.take("respond") == [(Request(),)]


@pytest.mark.parametrize(
    ("response", "param"),
    [
        ({"conversation": "none"}, "response.conversation"),
        ({"input": []}, "response.input"),
        ({"tool_choice": "maybe"}, "response.tool_choice"),
        ({"tools": [{"type": "mcp", "name": "x"}]}, "response.tools[0].type"),
        ({"max_output_tokens": 0}, "response.max_output_tokens"),
        ({"output_modalities": ["video"]}, "response.output_modalities[0]"),
        ({"metadata": {"a": "b" * 513}}, "response.metadata"),
        ({"audio": {"output": {"format": {"type": "audio/pcm", "rate": 16000}}}}, "response.audio.output.format.rate"),
    ],
)
async def test_a_response_that_cannot_be_is_not_asked_for(wired: Wired, response: dict[str, Any], param: str) -> None:
    error = await wired.error("response.create", response=response, event_id="event_1")
    assert (error["param"], error["event_id"]) == (param, "event_1")
    assert wired.talk.take("respond") == []


async def test_of_two_quick_responses_the_second_is_refused_by_name(wired: Wired) -> None:
    await wired.send("response.create", event_id="event_1")
    error = await wired.error("response.create", event_id="event_2")
    assert (error["code"], error["event_id"]) == ("conversation_already_has_active_response", "event_2")
    wired.put(AnswerBegun(1, "item_1"))
    error = await wired.error("response.create", event_id="event_3")
    assert (error["code"], error["event_id"]) == ("conversation_already_has_active_response", "event_3")
    wired.put(AnswerSent(1, "stop"))
    assert await wired.send("response.create") == []


async def test_an_answer_that_the_agent_has_already_begun_is_active(wired: Wired) -> None:
    wired.talk.answering = 7
    error = await wired.error("response.create")
    assert error["code"] == "conversation_already_has_active_response"
    wired.talk.answering = None
    assert await wired.send("response.create") == []


async def test_an_answer_within_the_call_is_the_one_that_was_asked_for(wired: Wired) -> None:
    def respond(request: Request) -> int:
        wired.put(ended(4), AnswerBegun(5, "item_5"), Said(5, "Yes."), AnswerSent(5, "stop"), ended(5))
        return 5

    wired.talk.respond = respond  # type: ignore[method-assign]
    events = await wired.send("response.create", response={"metadata": {"a": "b"}})
    assert types(events)[0] == "response.created"
    assert types(events)[-1] == "response.done"
    assert events[-1]["response"]["metadata"] == {"a": "b"}


async def test_a_response_is_cancelled(wired: Wired) -> None:
    wired.spoken_turn()
    wired.answer()
    assert await wired.send("response.cancel") == []
    assert wired.talk.take("cancel") == [()]
    done = wired.put(ended(1, "interrupted", played="It"))[-1]
    assert done["response"]["status"] == "cancelled"
    assert done["response"]["status_details"] == {"type": "cancelled", "reason": "client_cancelled"}


async def test_without_a_response_there_is_nothing_to_cancel(wired: Wired) -> None:
    error = await wired.error("response.cancel", event_id="event_1")
    assert error["code"] == "response_cancel_not_active"
    assert error["message"].startswith("Cancellation failed")
    wired.spoken_turn()
    wired.answer()
    error = await wired.error("response.cancel", response_id="resp_other")
    assert error["code"] == "response_cancel_not_active"
    assert wired.talk.take("cancel") == [()]
    response = wired.session.response_ids[1]
    assert await wired.send("response.cancel", response_id=response) == []


async def test_what_is_cancelled_before_it_begins_is_created_and_cancelled(wired: Wired) -> None:
    await wired.send("response.create", response={"metadata": {"client_event_id": "e1"}})
    wired.talk.answering = 1
    assert await wired.send("response.cancel") == []
    created, done = wired.put(ended(1, "interrupted"))
    assert (created["type"], done["type"]) == ("response.created", "response.done")
    assert created["response"]["metadata"] == {"client_event_id": "e1"}
    assert done["response"]["status_details"]["reason"] == "client_cancelled"


async def test_ids_of_events_are_all_different(wired: Wired) -> None:
    wired.spoken_turn()
    wired.answer()
    wired.put(AnswerSent(1, "stop"), ended(1))
    ids = [event["event_id"] for event in wired.events]
    assert len(set(ids)) == len(ids) > 15


async def test_what_the_client_says_is_told_again_as_it_was(wired: Wired) -> None:
    text = "Zoë says \u2028 \x00 'ハロー' 🙂"
    item = {"type": "message", "role": "user", "id": "1", "content": [{"type": "input_text", "text": text}]}
    added, _ = await wired.send_frame(json.dumps({"type": "conversation.item.create", "item": item}))
    assert added["item"]["content"][0]["text"] == text
