"""The events of one response, in their order."""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.transport.door import AnswerBegun, AnswerSent, AudioOut, Output, Said, Shown, Thinking, ToolCalled
from antiphon.transport.messages import Show

from .wired import Wired, base64_of, ended, silence, types

OPEN = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
]
CLOSE = [
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
]
CALL = [
    "response.output_item.added",
    "conversation.item.added",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "conversation.item.done",
    "response.output_item.done",
]


@pytest.fixture
def wired() -> Wired:
    wired = Wired()
    wired.spoken_turn()
    return wired


def test_a_spoken_answer(wired: Wired) -> None:
    events = wired.answer(ms=200) + wired.put(AnswerSent(1, "stop"), ended(1))
    deltas = ["response.output_audio_transcript.delta", "response.output_audio.delta", "response.output_audio.delta"]
    assert types(events) == [*OPEN, *deltas, *CLOSE]
    response = events[-1]["response"]
    assert response["status"] == "completed"
    assert response["output"] == [events[-2]["item"]]
    assert response["output"][0]["content"] == [{"type": "output_audio", "transcript": "It is noon."}]
    assert response["output"][0]["phase"] == "final_answer"
    assert {event["response_id"] for event in events if "response_id" in event} == {response["id"]}
    assert {event["item_id"] for event in events if "item_id" in event} == {"item_answer_1"}
    assert events[2]["previous_item_id"] == "item_user_1"


def test_parts_are_named_as_clients_know_them_and_have_no_nulls(wired: Wired) -> None:
    events = wired.answer() + wired.put(AnswerSent(1, "stop"))
    parts = [event["part"] for event in events if "part" in event]
    assert parts == [{"type": "audio", "transcript": ""}, {"type": "audio", "transcript": "It is noon."}]


def test_nothing_comes_after_the_end(wired: Wired) -> None:
    wired.answer()
    wired.put(AnswerSent(1, "stop"))
    late: list[Output] = [
        Said(1, "more"),
        AudioOut(1, silence(100, 24_000), 24_000, 0.0),
        Thinking(1, "hm"),
        AnswerSent(1, "stop"),
    ]
    assert wired.put(*late, ended(1)) == []


def test_what_belongs_to_another_turn_is_dropped(wired: Wired) -> None:
    wired.put(AnswerBegun(2, "item_answer_2"))
    assert wired.put(Said(1, "old"), AudioOut(1, bytes(4800), 24_000, 0.0), AnswerSent(1, "stop"), ended(1)) == []


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_sound_is_sent_in_small_pieces_and_whole(wired: Wired, rate_hz: int) -> None:
    """20 to 100 ms, whatever pieces it comes in."""
    events = wired.put(AnswerBegun(1, "item_1"))
    for ms in (5, 5, 333, 1000, 7, 50):
        events += wired.put(AudioOut(1, silence(ms, rate_hz), rate_hz, 0.0))
    events += wired.put(AnswerSent(1, "stop"))
    lengths = [len(event["delta"]) * 3 / 4 / 48 for event in events if event["type"] == "response.output_audio.delta"]
    assert all(20 <= length < 101 for length in lengths[:-1])
    assert sum(lengths) == pytest.approx(1400, abs=2)


async def test_sound_for_a_telephone(wired: Wired) -> None:
    await wired.send("session.update", session={"audio": {"output": {"format": {"type": "audio/pcma"}}}})
    events = wired.answer(ms=100) + wired.put(AnswerSent(1, "stop"))
    deltas = "".join(event["delta"] for event in events if event["type"] == "response.output_audio.delta")
    assert deltas.rstrip("=") == base64_of(b"\xd5" * 800).rstrip("=")
    assert events[0]["response"]["audio"]["output"]["format"] == {"type": "audio/pcma"}


async def test_a_text_answer(wired: Wired) -> None:
    await wired.send("session.update", session={"output_modalities": ["text"]})
    events = wired.put(AnswerBegun(1, "item_1"), Said(1, "It is"), Said(1, " noon."), AnswerSent(1, "stop"), ended(1))
    assert types(events) == [
        *OPEN,
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert events[3]["part"] == {"type": "text", "text": ""}
    assert events[-1]["response"]["output"][0]["content"] == [{"type": "output_text", "text": "It is noon."}]
    assert "audio" not in events[-1]["response"]
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_1")
    assert retrieved["item"]["content"][0]["text"] == "It is noon."


def test_a_response_that_only_calls_a_tool_has_no_message(wired: Wired) -> None:
    events = wired.put(
        AnswerBegun(1, "item_1"), ToolCalled(1, "item_2", "call_1", "clock", '{"zone":"UTC"}'), AnswerSent(1, "stop")
    )
    assert types(events) == ["response.created", *CALL, "response.done"]
    added, done = events[1]["item"], events[6]["item"]
    assert (added["status"], added["arguments"], added["call_id"], added["name"]) == (
        "in_progress",
        "",
        "call_1",
        "clock",
    )
    assert events[4]["name"] == "clock"
    assert events[4]["arguments"] == '{"zone":"UTC"}'
    assert (done["status"], done["arguments"]) == ("completed", '{"zone":"UTC"}')
    assert events[-1]["response"]["output"] == [done]


def test_tools_are_called_when_all_is_said(wired: Wired) -> None:
    """Their results ask for the next response, which there cannot be before."""
    wired.put(AnswerBegun(1, "item_1"), Said(1, "Let me see."), ToolCalled(1, "item_2", "call_1", "clock", ""))
    events = wired.put(
        AudioOut(1, silence(50, 24_000), 24_000, 0.0),
        ToolCalled(1, "item_3", "call_2", "map", "{}"),
        AnswerSent(1, "stop"),
    )
    assert types(events) == ["response.output_audio.delta", *CLOSE[:-1], *CALL, *CALL, "response.done"]
    assert [event["output_index"] for event in events if event["type"] == "response.output_item.done"] == [0, 1, 2]
    assert [item["id"] for item in events[-1]["response"]["output"]] == ["item_1", "item_2", "item_3"]
    assert events[-1]["response"]["output"][1]["arguments"] == "{}"


@pytest.mark.parametrize("reason", ["length", "context"])
def test_an_answer_that_was_cut_off_is_incomplete(wired: Wired, reason: Any) -> None:
    wired.answer()
    done = wired.put(AnswerSent(1, reason))[-1]["response"]
    assert done["status"] == "incomplete"
    assert done["status_details"] == {"type": "incomplete", "reason": "max_output_tokens"}
    assert done["output"][0]["status"] == "incomplete"


def test_an_interrupted_answer_ends_in_order_and_calls_nothing(wired: Wired) -> None:
    wired.answer()
    wired.put(ToolCalled(1, "item_2", "call_1", "clock", "{}"), AudioOut(1, silence(5, 24_000), 24_000, 0.0))
    events = wired.put(ended(1, "interrupted", played="It", by_user=True))
    assert types(events) == CLOSE
    done = events[-1]["response"]
    assert done["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    assert [item["status"] for item in done["output"]] == ["incomplete"]


def test_an_answer_that_is_stopped_before_its_first_word(wired: Wired) -> None:
    events = wired.put(AnswerBegun(1, "item_1"), ended(1, "interrupted", by_user=True))
    assert types(events) == ["response.created", "response.done"]
    assert events[-1]["response"]["output"] == []


def test_the_trace_gets_the_id_of_the_response(wired: Wired) -> None:
    wired.answer()
    response = wired.session.response_ids[1]
    end = ended(1)
    wired.put(AnswerSent(1, "stop"), end)
    assert end.trace.response_ids == [response]
    assert wired.session.response_ids == {}


def test_what_was_counted_is_told(wired: Wired) -> None:
    wired.answer()
    end = ended(1, "interrupted")
    end.trace.counts["reasoner.prompt_tokens"] = 100.0
    end.trace.thought_tokens, end.trace.say_tokens = 20, 3
    usage = wired.put(end)[-1]["response"]["usage"]
    assert (usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]) == (100, 23, 123)


# Thoughts.


def thinking_answer(wired: Wired) -> list[dict[str, Any]]:
    wired.spoken_turn()
    return wired.put(
        AnswerBegun(1, "item_1"),
        Thinking(1, "They ask for the time. It is 12"),
        Thinking(1, ":00.\nSay it."),
        Said(1, "It is noon."),
        AudioOut(1, silence(50, 24_000), 24_000, 0.0),
        Thinking(1, " Done"),
        AnswerSent(1, "stop"),
    )


def test_thoughts_are_private() -> None:
    events = thinking_answer(Wired())
    assert not [event for event in events if "reasoning" in event["type"]]


def test_thoughts_for_who_asks() -> None:
    events = thinking_answer(Wired(thoughts="full"))
    thoughts = [event for event in events if "reasoning" in event["type"]]
    assert types(thoughts) == ["response.reasoning_text.delta"] * 3 + ["response.reasoning_text.done"]
    assert "".join(event["delta"] for event in thoughts[:-1]) == thoughts[-1]["text"]
    for event in thoughts:
        assert event["response_id"] == events[0]["response"]["id"]
        assert (event["item_id"], event["output_index"], event["content_index"]) == ("item_1", 0, 0)
    assert events[-1]["type"] == "response.done"
    assert [item["type"] for item in events[-1]["response"]["output"]] == ["message"]


async def test_a_summary_for_who_asks() -> None:
    wired = Wired()
    (updated,) = await wired.send("session.update", session={"antiphon": {"thoughts": "summary"}})
    assert updated["session"]["antiphon"] == {"thoughts": "summary", "shown": False}
    events = thinking_answer(wired)
    thoughts = [event for event in events if "reasoning" in event["type"]]
    assert types(thoughts)[-1] == "response.reasoning_summary_text.done"
    assert thoughts[-1]["text"] == "They ask for the time.\nSay it.\n"


async def test_what_is_for_the_screen_for_who_asks(wired: Wired) -> None:
    shown = Shown(1, Show("sess_1", 1, 1, "code", "print(1)", "python"))
    assert types(wired.put(AnswerBegun(1, "item_1"), shown)) == ["response.created"]
    await wired.send("session.update", session={"antiphon": {"shown": True}})
    wired.spoken_turn(2)
    _, event = wired.put(AnswerSent(1, "stop"), ended(1), AnswerBegun(2, "item_2"), Shown(2, shown.artifact))[-2:]
    assert event["type"] == "antiphon.shown"
    assert (event["kind"], event["language"], event["text"]) == ("code", "python", "print(1)")


def thoughts_of(events: list[dict[str, Any]]) -> list[str]:
    return [event.get("delta", "") + event.get("text", "") for event in events if "reasoning" in event["type"]]


def test_thoughts_that_go_on_while_the_answer_is_said_end_when_they_end() -> None:
    wired = Wired(thoughts="full")
    wired.spoken_turn()
    events = wired.put(AnswerBegun(1, "item_answer_1"), Said(1, "Let me see."), Thinking(1, "two and "))
    events += wired.put(
        AudioOut(1, silence(40, 24_000), 24_000, 0.0), Thinking(1, "three", end=True), Said(1, " Five.")
    )
    events += wired.put(AnswerSent(1, "stop"), ended(1))
    assert thoughts_of(events) == ["two and ", "three", "two and three"]
    order = types(events)
    done = order.index("response.reasoning_text.done")
    assert order.index("response.output_audio.delta") < done < order.index("response.done")
    assert order[-1] == "response.done"


def test_thoughts_that_outlast_the_words_still_come_before_the_end_of_the_response() -> None:
    wired = Wired(thoughts="summary")
    wired.spoken_turn()
    events = wired.put(AnswerBegun(1, "item_answer_1"), Said(1, "Five."), Thinking(1, "Two and three. That is"))
    events += wired.put(Thinking(1, " five", end=True), AnswerSent(1, "stop"), ended(1))
    assert thoughts_of(events) == ["Two and three.\n", "Two and three.\n"]
    assert types(events)[-1] == "response.done"


@pytest.mark.parametrize("level", ["full", "summary"])
def test_an_answer_that_is_over_before_its_thoughts_ends_them(level: str) -> None:
    wired = Wired(thoughts=level)
    wired.spoken_turn()
    events = wired.put(AnswerBegun(1, "item_answer_1"), Said(1, "Five."), Thinking(1, "two and"), AnswerSent(1, "stop"))
    assert sum(kind.endswith("text.done") and "reasoning" in kind for kind in types(events)) == 1
    assert wired.put(Thinking(1, " three", end=True)) == []


def test_thoughts_that_end_before_the_first_word_end_there_and_once() -> None:
    wired = Wired(thoughts="full")
    wired.spoken_turn()
    events = wired.put(AnswerBegun(1, "item_answer_1"), Thinking(1, "Five."), Thinking(1, "", end=True))
    assert types(events) == ["response.created", "response.reasoning_text.delta", "response.reasoning_text.done"]
    events = wired.put(Said(1, "Five."), Thinking(1, "late"), Thinking(1, "", end=True), AnswerSent(1, "stop"))
    assert thoughts_of(events) == []


def test_a_summary_tells_what_is_left_before_it_ends() -> None:
    wired = Wired(thoughts="summary")
    wired.spoken_turn()
    wired.put(AnswerBegun(1, "item_answer_1"), Said(1, "Let me see."), Thinking(1, "Two and three"))
    events = wired.put(Thinking(1, "", end=True))
    kinds = ["response.reasoning_summary_text.delta", "response.reasoning_summary_text.done"]
    assert types(events) == kinds
    assert thoughts_of(events) == ["Two and three\n"] * 2


def test_an_interruption_ends_the_thoughts_with_the_answer() -> None:
    wired = Wired(thoughts="full")
    wired.spoken_turn()
    wired.put(AnswerBegun(1, "item_answer_1"), Said(1, "Let me see."), Thinking(1, "two and"))
    events = wired.put(ended(1, "interrupted", played="Let", by_user=True))
    assert types(events) == ["response.reasoning_text.done", *CLOSE]


@pytest.mark.parametrize("level", ["off", "full", "summary"])
def test_where_there_are_no_thoughts_none_end(level: str) -> None:
    wired = Wired(thoughts=level)
    wired.spoken_turn()
    text = "private" if level == "off" else ""
    events = wired.put(AnswerBegun(1, "item_answer_1"), Thinking(1, text), Thinking(1, "", end=True), Said(1, "Five."))
    assert thoughts_of(events + wired.put(AnswerSent(1, "stop"), ended(1))) == []
