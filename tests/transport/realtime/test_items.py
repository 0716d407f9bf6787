"""The conversation's items: their order, what clients bring, look at, take away and cut off."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.transport.door import AnswerSent, Committed, ItemDropped, Transcribed
from antiphon.transport.messages import Item
from antiphon.transport.realtime import items as items_module
from antiphon.transport.realtime.items import Items, agent_message, function_call, user_audio

from .wired import Wired, base64_of, ended, silence, types


@pytest.fixture
def wired() -> Wired:
    return Wired()


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(-2, 9)), max_size=40))
def test_the_order_is_that_of_a_list(steps: list[tuple[bool, int, int]]) -> None:
    items, expected = Items(), list[str]()
    for remove, number, after in steps:
        id = str(number)
        if remove:
            assert items.remove(id) == (id in expected)
            expected = [each for each in expected if each != id]
            assert items.was_here(id)
        elif id not in expected:
            if after == -2 or str(after) not in expected:
                items.add(user_audio(id))
                expected.append(id)
            elif after == -1:
                items.add(user_audio(id), "")
                expected.insert(0, id)
            else:
                items.add(user_audio(id), str(after))
                expected.insert(expected.index(str(after)) + 1, id)
            assert not items.was_here(id)
        assert items.last == (expected[-1] if expected else None)
        for place, each in enumerate(expected):
            assert items.previous(each) == (expected[place - 1] if place else None)


def test_the_oldest_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items_module, "MOST", 3)
    items = Items()
    for number in range(8):
        items.add(user_audio(str(number)))
    assert [number for number in range(8) if items.get(str(number))] == [5, 6, 7]
    assert [number for number in range(8) if items.was_here(str(number))] == [2, 3, 4]


def test_the_tool_of_a_call_is_found() -> None:
    items = Items()
    items.add(function_call("1", "call_1", "clock", "{}"))
    items.add(agent_message("2"))
    assert items.called("call_1") == "clock"
    assert items.called("call_2") == ""


def test_the_words_belong_to_the_sound() -> None:
    entry = user_audio("1")
    entry.wire["content"].insert(0, {"type": "input_text", "text": "Who is this?"})
    assert entry.set_transcript("Me.") == 1
    assert entry.wire["content"][1]["transcript"] == "Me."
    assert agent_message("2").set_transcript("Me.") == 0


# What clients do with them.


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
        {
            "type": "message",
            "role": "assistant",
            "id": "3",
            "content": [{"type": "output_audio", "transcript": "Yes?"}],
        },
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
    assert added["item"]["content"] == [content[0], {"type": "input_audio", "transcript": None}]
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


async def test_a_truncation_after_the_end(wired: Wired) -> None:
    wired.spoken_turn()
    wired.answer()
    wired.put(AnswerSent(1, "stop"))
    truncate: dict[str, Any] = {"item_id": "item_answer_1", "content_index": 0, "audio_end_ms": 100}
    assert types(await wired.send("conversation.item.truncate", **truncate)) == ["conversation.item.truncated"]
    wired.put(ended(1, "interrupted", played="It is", by_user=True))
    assert types(await wired.send("conversation.item.truncate", **truncate)) == ["conversation.item.truncated"]
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_answer_1")
    assert retrieved["item"]["content"] == [{"type": "output_audio", "transcript": "It is"}]


async def test_a_truncation_of_an_answer_that_was_taken_back_is_not_answered(wired: Wired) -> None:
    wired.spoken_turn()
    wired.answer()
    wired.put(ended(1, "interrupted", played="It is", by_user=True))
    assert types(wired.put(ItemDropped(1, "item_answer_1"))) == ["conversation.item.deleted"]
    truncate: dict[str, Any] = {"item_id": "item_answer_1", "content_index": 0, "audio_end_ms": 100}
    assert await wired.send("conversation.item.truncate", **truncate) == []
    assert wired.talk.take("truncate") == []


async def test_only_answers_can_be_truncated(wired: Wired) -> None:
    wired.spoken_turn()
    error = await wired.error("conversation.item.truncate", item_id="item_user_1", content_index=0, audio_end_ms=5)
    assert error["code"] == "item_truncate_invalid_item_id"
    error = await wired.error("conversation.item.truncate", item_id="item_user_1", content_index=0, audio_end_ms=-5)
    assert error["param"] == "audio_end_ms"
