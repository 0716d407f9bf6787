"""What the agent puts out around its answers."""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    Committed,
    Fault,
    ItemDropped,
    SpeechStarted,
    SpeechStopped,
    Transcribed,
)

from .wired import Wired, ended, types


@pytest.fixture
def wired() -> Wired:
    return Wired()


def test_a_spoken_turn(wired: Wired) -> None:
    events = wired.spoken_turn()
    assert types(events) == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.completed",
    ]
    assert {event.get("item_id") or event["item"]["id"] for event in events} == {"item_user_1"}
    assert (events[0]["audio_start_ms"], events[1]["audio_end_ms"]) == (320, 1500)
    assert events[2]["previous_item_id"] is None
    assert events[-1]["transcript"] == "What time is it?"
    assert events[-1]["usage"] == {"type": "duration", "seconds": 1.48}


def test_items_follow_each_other(wired: Wired) -> None:
    wired.spoken_turn(1)
    wired.answer(1)
    wired.put(AnswerSent(1, "stop"), ended(1))
    events = wired.spoken_turn(2)
    assert [event["previous_item_id"] for event in events if "previous_item_id" in event] == ["item_answer_1"] * 3


def test_noise_is_speech_that_leads_to_nothing(wired: Wired) -> None:
    events = wired.put(
        SpeechStarted(1, "item_1", 0.4), SpeechStopped(1, "item_1", 200.0), ended(1, "no_turn", fault="no_speech")
    )
    assert types(events) == ["input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped"]


def test_partial_words_are_not_told(wired: Wired) -> None:
    """They may be taken back, for which the protocol has nothing."""
    assert wired.put(Committed(1, "item_1"), Transcribed(1, "What", False))[3:] == []


def test_words_that_are_known_early_come_behind_their_item(wired: Wired) -> None:
    assert wired.put(Transcribed(1, "Hello.", True, "item_1", 900.0)) == []
    assert types(wired.put(Committed(1, "item_1"))) == [
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.completed",
    ]


async def test_who_wants_no_transcript_gets_none(wired: Wired) -> None:
    await wired.send("session.update", session={"audio": {"input": {"transcription": None}}})
    assert types(wired.spoken_turn())[-1] == "conversation.item.done"
    wired.put(ended(1, "failed", fault="internal", error="broken"))
    assert not [event for event in wired.events if "transcription" in event["type"]]


def test_barge_in_is_told_first_and_then_the_response_ends(wired: Wired) -> None:
    wired.spoken_turn(1)
    wired.answer(1)
    events = wired.put(SpeechStarted(2, "item_user_2", 4000.0), ended(1, "interrupted", played="It is", by_user=True))
    assert types(events)[0] == "input_audio_buffer.speech_started"
    assert types(events)[-1] == "response.done"
    assert events[-1]["response"]["status_details"] == {"type": "cancelled", "reason": "turn_detected"}


async def test_barge_in_when_all_was_sent_only_changes_what_was_heard(wired: Wired) -> None:
    wired.spoken_turn(1)
    wired.answer(1)
    wired.put(AnswerSent(1, "stop"))
    events = wired.put(SpeechStarted(2, "item_user_2", 4000.0), ended(1, "interrupted", played="It is", by_user=True))
    assert types(events) == ["input_audio_buffer.speech_started"]
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_answer_1")
    assert retrieved["item"]["content"] == [{"type": "output_audio", "transcript": "It is"}]


async def test_an_answer_that_was_heard_whole_keeps_its_words(wired: Wired) -> None:
    wired.spoken_turn(1)
    wired.answer(1)
    wired.put(AnswerSent(1, "stop"), ended(1, played="It is noon"))
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_answer_1")
    assert retrieved["item"]["content"] == [{"type": "output_audio", "transcript": "It is noon."}]


async def test_a_turn_that_was_not_over(wired: Wired) -> None:
    """Both of its items go, and its words are part of the next turn."""
    wired.spoken_turn(1)
    wired.answer(1)
    events = wired.put(
        SpeechStarted(2, "item_user_2", 4000.0),
        ended(1, "merged", by_user=True),
        ItemDropped(1, "item_user_1"),
        ItemDropped(1, "item_answer_1"),
    )
    assert types(events)[-3:] == ["response.done", "conversation.item.deleted", "conversation.item.deleted"]
    assert wired.put(ItemDropped(1, "item_user_1"), ItemDropped(1, "item_unknown")) == []
    assert wired.spoken_turn(2)[2]["previous_item_id"] is None


FAULTS: list[tuple[Fault, str, str]] = [
    ("internal", "server_error", "internal_error"),
    ("capacity", "server_error", "capacity"),
    ("input", "invalid_request_error", "invalid_input"),
]


@pytest.mark.parametrize(("fault", "kind", "code"), FAULTS)
@pytest.mark.parametrize("begun", [True, False])
def test_a_fault_is_a_failed_response_and_no_error_event(
    wired: Wired, fault: Fault, kind: str, code: str, begun: bool
) -> None:
    """Whoever waits for an answer hears that there is none, also where it had not begun."""
    wired.spoken_turn(1)
    events = wired.answer(1) if begun else []
    events += wired.put(ended(1, "failed", fault=fault, error="the reasoner died"))
    assert types(events)[0] == "response.created"
    done = events[-1]["response"]
    assert done["status"] == "failed"
    assert done["status_details"] == {
        "type": "failed",
        "error": {"type": kind, "code": code, "message": "the reasoner died"},
    }
    assert types(events).count("response.done") == 1
    assert "error" not in types(events)


async def test_a_fault_of_a_turn_that_was_not_to_be_answered(wired: Wired) -> None:
    detection = {"type": "server_vad", "create_response": False}
    await wired.send("session.update", session={"audio": {"input": {"turn_detection": detection}}})
    wired.put(Committed(1, "item_1"))
    (failed,) = wired.put(ended(1, "failed", fault="internal", error="the reasoner died"))
    assert failed["type"] == "conversation.item.input_audio_transcription.failed"
    assert failed["item_id"] == "item_1"
    # The schema of agents-js has no nulls here.
    assert None not in failed["error"].values()


def test_a_recording_without_speech_has_no_words(wired: Wired) -> None:
    wired.put(Committed(1, "item_1"))
    (completed,) = wired.put(ended(1, "no_turn", fault="no_speech", error="nobody speaks"))
    assert completed["type"] == "conversation.item.input_audio_transcription.completed"
    assert completed["transcript"] == ""


def test_an_answer_to_noise_is_cancelled_and_no_failure(wired: Wired) -> None:
    """pipecat and livekit tell their applications of each failure."""
    wired.put(Committed(1, "item_1"), AnswerBegun(1, "item_2"))
    events = wired.put(ended(1, "no_turn", fault="no_speech", error="nobody speaks"))
    assert events[0]["response"]["status_details"] == {"type": "cancelled", "reason": "turn_detected"}


async def test_an_answer_that_was_asked_for_fails_where_nobody_spoke(wired: Wired) -> None:
    await wired.send("response.create", response={"metadata": {"client_event_id": "e1"}})
    created, done = wired.put(ended(1, "failed", fault="no_speech", error="nobody speaks"))
    assert created["response"]["metadata"] == done["response"]["metadata"] == {"client_event_id": "e1"}
    assert done["response"]["status_details"]["error"]["code"] == "no_speech"


async def test_after_a_failure_there_may_be_a_response(wired: Wired) -> None:
    await wired.send("response.create")
    wired.put(ended(1, "failed", fault="internal", error="broken"))
    assert await wired.send("response.create") == []


def test_a_turn_that_fails_beside_an_answer_does_not_end_it(wired: Wired) -> None:
    wired.spoken_turn(1)
    wired.answer(1)
    assert wired.put(ended(2, "failed", fault="internal", error="broken")) == []
    assert types(wired.put(AnswerSent(1, "stop")))[-1] == "response.done"


def test_an_answer_that_nobody_ended_ends_when_the_next_begins(wired: Wired) -> None:
    wired.spoken_turn(1)
    wired.answer(1)
    events = wired.put(AnswerBegun(2, "item_answer_2"))
    assert types(events)[-2:] == ["response.done", "response.created"]


async def test_who_has_text_answers_keeps_them_whole(wired: Wired) -> None:
    await wired.send("session.update", session={"output_modalities": ["text"]})
    wired.spoken_turn(1)
    wired.answer(1)
    wired.put(AnswerSent(1, "stop"), ended(1, "interrupted", by_user=True))
    (retrieved,) = await wired.send("conversation.item.retrieve", item_id="item_answer_1")
    content: list[dict[str, Any]] = retrieved["item"]["content"]
    assert content == [{"type": "output_text", "text": "It is noon."}]
