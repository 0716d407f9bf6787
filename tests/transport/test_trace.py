"""The trace as it is written down."""

from __future__ import annotations

import json

from antiphon.transport.trace import Segment, Sent, Trace


def test_a_trace_is_json_of_schema_1_with_every_field() -> None:
    trace = Trace("s1", 2, 3, "no_think", "commit", segments=[Segment("Hi.", 0)], chunks=[Sent(1, 2, 3)])
    told = json.loads(trace.to_json())
    assert told["schema"] == 1
    assert set(told) == set(Trace.__struct_fields__)
    assert told["segments"] == [
        {
            "text": "Hi.",
            "thought_tokens_known": 0,
            "asked_ms": None,
            "first_token_ms": None,
            "ready_ms": None,
            "deadline_ms": None,
            "amends": False,
        }
    ]
    assert told["chunks"] == [{"sent_ms": 1, "start_ms": 2, "duration_ms": 3}]


def test_times_are_rounded_to_microseconds() -> None:
    told = json.loads(Trace("s1", 1, 1, "no_think", "text", first_audio_ms=1.23456789, gaps_ms=[0.1 + 0.2]).to_json())
    assert told["first_audio_ms"] == 1.235
    assert told["gaps_ms"] == [0.3]
