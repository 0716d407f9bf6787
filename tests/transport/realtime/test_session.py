"""What a client sends, and what it hears back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from antiphon.transport.door import AnswerBegun, AnswerSent, Committed, ItemDropped, Request, Said, Transcribed
from antiphon.transport.messages import Item, Tool

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


@pytest.mark.parametrize(("audio", "what"), [("AAA=", "bytes"), ("AB", "base64"), ("A AA", "base64"), ("日本", "base64")])
async def test_audio_that_is_none_leaves_the_buffer_as_it_was(wired: Wired, audio: str, what: str) -> None:
    await wired.send("input_audio_buffer.append", audio=base64_of(silence(200, 24_000)))
    before = wired.talk.heard
    if what == "bytes":
        audio = base64_of(bytes(4801))
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
    assert events[1]["item"]["content"] == [{"type": "input_audio"}]
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


# Items.


async def test_an_item_keeps_its_id_and_its_place(wired: Wired) -> None:
    def message(id: str) -> dict[str, Any]:
        content = [{"type": "input_text", "text": id}]
        return {"type": "message", "role": "user", "id": id, "content": content}

    await wired.send("conversation.item.create", item=message("b"))
    await wired.send("conversation.item.create", item=message("d"), previous_item_id="b")
    added, done = await wired.send("conversation.item.create", item=message("a"), previous_item_id="root")
    assert added["previous_item_id"] is done["previous_item_id"] is None
    added, done = await wired.send("conversation.item.create", item=message("c"), previous_item_id="b")
    assert added["previous_item_id"] == done["previous_item_id"] == "b"
    assert added["item"] == {**message("c"), "object": "realtime.item", "status": "completed"}
    assert [after for _, after in wired.talk.take("add")] == [None, None, "", "b"]


async def test_an_item_without_an_id_gets_one(wired: Wired) -> None:
    item = {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "Be kind."}]}
    added, _ = await wired.send("conversation.item.create", item=item)
    ((remembered, _),) = wired.talk.take("add")
    assert remembered == Item(added["item"]["id"], "system", "Be kind.")


async def test_a_replayed_conversation(wired: Wired) -> None:
    """As livekit brings it along after a reconnection."""
    items: list[dict[str, Any]] = [
        {"type": "message", "role": "user", "id": "1", "content": [{"type": "input_audio", "transcript": "Hi."}]},
        {"type": "message", "role": "assistant", "id": "2", "content": [{"type": "output_text", "text": "Hello."}]},
        {"type": "message", "role": "assistant", "id": "3", "content": [{"type": "output_audio", "transcript": "Yes?"}]},
        {"type": "function_call", "id": "4", "call_id": "call_1", "name": "clock", "arguments": "{}"},
        {"type": "function_call_output", "id": "5", "call_id": "call_1", "output": "noon"},
        {"type": "message", "role": "system", "id": "6", "content": []},
    ]
    previous = "root"
    for item in items:
        added, done = await wired.send("conversation.item.create", item=item, previous_item_id=previous)
        assert (added["type"], done["type"]) == ("conversation.item.added", "conversation.item.done")
        assert item.items() <= added["item"].items()
        previous = item["id"]
    assert [item for item, _ in wired.talk.take("add")] == [
        Item("1", "user", "Hi."),
        Item("2", "assistant", "Hello."),
        Item("3", "assistant", "Yes?"),
        Item("4", "call", "{}", call="call_1", name="clock"),
        Item("5", "result", "noon", call="call_1", name="clock"),
        Item("6", "system", ""),
    ]


async def test_a_recording_as_an_item(wired: Wired) -> None:
    content = [
        {"type": "input_text", "text": "Who says this?"},
        {"type": "input_audio", "audio": base64_of(silence(2500, 24_000))},
    ]
    item = {"type": "message", "role": "user", "id": "1", "content": content}
    added, _ = await wired.send("conversation.item.create", item=item)
    assert added["item"]["content"] == [content[0], {"type": "input_audio"}]
    assert wired.talk.take("add_audio") == [("1", 2500 * 32, "Who says this?")]
    (completed,) = wired.put(Committed(1, "1"), Transcribed(1, "Me.", True, "1", 2500.0))
    assert completed["content_index"] == 1
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="1")
    assert retrieved["item"]["content"][1] == {"type": "input_audio", "transcript": "Me."}


@pytest.mark.parametrize(
    ("item", "param"),
    [
        ({"type": "reasoning"}, "item.type"),
        ({"type": "message", "role": "user"}, "item.content"),
        ({"type": "message", "content": []}, "item.role"),
        ({"type": "message", "role": "nobody", "content": [{"type": "input_text"}]}, "item.role"),
        ({"type": "message", "role": "nobody", "content": []}, "item.role"),
        ({"type": "message", "role": "user", "content": [{"type": "input_text"}]}, "item.content[0].text"),
        ({"type": "message", "role": "user", "content": [{"type": "input_image"}]}, "item.content[0].type"),
        ({"type": "message", "role": "user", "content": [{"type": "output_text"}]}, "item.content[0].type"),
        ({"type": "message", "role": "user", "content": [{"type": "input_audio"}]}, "item.content[0].audio"),
        ({"type": "message", "role": "assistant", "content": [{"type": "output_audio"}]}, "item.content[0].transcript"),
        (
            {"type": "message", "role": "user", "content": [{"type": "input_audio", "audio": "?"}]},
            "item.content[0].audio",
        ),
        ({"type": "message", "role": "user", "content": [{"type": "input_text", "text": 5}]}, "item.content[0].text"),
        ({"type": "function_call", "name": "clock", "arguments": "{}"}, "item.call_id"),
        ({"type": "function_call_output", "call_id": "call_1"}, "item.output"),
        ({"type": "message", "role": "user", "content": [], "id": ""}, "item.id"),
        ({"type": "message", "role": "user", "content": [], "id": "root"}, "item.id"),
    ],
)
async def test_an_item_that_is_wrong_says_where(wired: Wired, item: dict[str, Any], param: str) -> None:
    error = await wired.error("conversation.item.create", item=item, event_id="event_1")
    assert error["param"] == param
    assert wired.talk.take("add") == []
    if item.get("id"):
        retrieval = await wired.error("conversation.item.retrieve", item_id=item["id"])
        assert retrieval["code"] == "item_retrieve_invalid_item_id"


async def test_a_duplicate_is_called_one_and_changes_nothing(wired: Wired) -> None:
    item = {"type": "message", "role": "user", "id": "1", "content": [{"type": "input_text", "text": "Hi."}]}
    await wired.send("conversation.item.create", item=item)
    error = await wired.error("conversation.item.create", item={**item, "role": "system"}, event_id="event_2")
    assert error["code"] == "item_create_duplicate_item_id"
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="1")
    assert retrieved["item"]["role"] == "user"


async def test_items_that_nobody_knows(wired: Wired) -> None:
    for what in ("retrieve", "delete"):
        error = await wired.error(f"conversation.item.{what}", item_id="nothing", event_id="event_1")
        assert error["code"] == f"item_{what}_invalid_item_id"
    error = await wired.error("conversation.item.truncate", item_id="nothing", content_index=0, audio_end_ms=0)
    assert error["code"] == "item_truncate_invalid_item_id"
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]}
    error = await wired.error("conversation.item.create", item=item, previous_item_id="nothing")
    assert error["param"] == "previous_item_id"


async def test_what_the_agent_does_not_accept_is_not_there(wired: Wired) -> None:
    wired.talk.items.append("1")
    item = {"type": "message", "role": "user", "id": "1", "content": [{"type": "input_text", "text": "Hi."}]}
    assert "taken" in (await wired.error("conversation.item.create", item=item))["message"]
    error = await wired.error("conversation.item.retrieve", item_id="1")
    assert error["code"] == "item_retrieve_invalid_item_id"


async def test_a_deleted_item_may_come_back(wired: Wired) -> None:
    """As livekit changes one."""
    item = {"type": "message", "role": "user", "id": "1", "content": [{"type": "input_text", "text": "Hi."}]}
    await wired.send("conversation.item.create", item=item)
    assert types(await wired.send("conversation.item.delete", item_id="1")) == ["conversation.item.deleted"]
    assert wired.talk.take("delete") == [("1",)]
    assert types(await wired.send("conversation.item.delete", item_id="1")) == ["conversation.item.deleted"]
    assert (await wired.send("conversation.item.create", item=item))[0]["type"] == "conversation.item.added"
    assert (await wired.send("conversation.item.retrieve", item_id="1"))[0]["item"]["id"] == "1"


async def test_what_follows_an_item_that_was_dropped_goes_to_the_end(wired: Wired) -> None:
    wired.spoken_turn()
    assert types(wired.put(ItemDropped(1, "item_user_1"))) == ["conversation.item.deleted"]
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]}
    added, _ = await wired.send("conversation.item.create", item=item, previous_item_id="item_user_1")
    assert added["previous_item_id"] is None


# Truncation: never an error in normal play.


async def test_a_truncation_is_clamped_to_what_was_sent(wired: Wired) -> None:
    wired.spoken_turn()
    wired.answer(ms=200)
    truncate: dict[str, Any] = {"item_id": "item_answer_1", "content_index": 0}
    (event,) = await wired.send("conversation.item.truncate", **truncate, audio_end_ms=150)
    assert event["type"] == "conversation.item.truncated"
    assert event["audio_end_ms"] == 150
    for audio_end_ms in (201, 200.4, 10**9):
        (event,) = await wired.send("conversation.item.truncate", **truncate, audio_end_ms=audio_end_ms)
        assert event["audio_end_ms"] == 200
    assert [end_ms for _, end_ms in wired.talk.take("truncate")] == [150, 200, 200, 200]


async def test_a_truncation_after_the_end_and_of_what_was_dropped(wired: Wired) -> None:
    wired.spoken_turn()
    wired.answer()
    wired.put(AnswerSent(1, "stop"))
    truncate: dict[str, Any] = {"item_id": "item_answer_1", "content_index": 0, "audio_end_ms": 100}
    assert types(await wired.send("conversation.item.truncate", **truncate)) == ["conversation.item.truncated"]
    wired.put(ended(1, "interrupted", played="It is", by_user=True))
    assert types(await wired.send("conversation.item.truncate", **truncate)) == ["conversation.item.truncated"]
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_answer_1")
    assert retrieved["item"]["content"] == [{"type": "output_audio", "transcript": "It is"}]
    wired.put(ItemDropped(1, "item_answer_1"))
    assert types(await wired.send("conversation.item.truncate", **truncate)) == ["conversation.item.truncated"]


async def test_only_answers_can_be_truncated(wired: Wired) -> None:
    wired.spoken_turn()
    error = await wired.error("conversation.item.truncate", item_id="item_user_1", content_index=0, audio_end_ms=5)
    assert error["code"] == "item_truncate_invalid_item_id"
    error = await wired.error("conversation.item.truncate", item_id="item_user_1", content_index=0, audio_end_ms=-5)
    assert error["param"] == "audio_end_ms"


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


@pytest.mark.parametrize("response", [{}, {"response": None}, {"response": {"instructions": None, "tool_choice": None}}])
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
