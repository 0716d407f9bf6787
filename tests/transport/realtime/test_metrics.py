"""What is counted."""

from __future__ import annotations

import asyncio
import json

import pytest

from antiphon.transport.door import AudioOut, TurnEnded
from antiphon.transport.messages import Beat
from antiphon.transport.realtime.metrics import Metrics
from antiphon.transport.trace import Trace


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def trace(**fields: object) -> Trace:
    return Trace("s", 1, 1, "no_think", "speech", **fields)  # type: ignore[arg-type]


def test_a_turn_is_counted_with_its_latencies(metrics: Metrics) -> None:
    metrics.output(TurnEnded(1, trace(first_audible_ms=450.0, hangover_ms=640.0, gaps_ms=[20.0, 80.0])))
    assert value(metrics, "antiphon_turns_total", outcome="finished") == 1
    assert value(metrics, "antiphon_first_audible_seconds_sum") == pytest.approx(0.45)
    assert value(metrics, "antiphon_first_audible_seconds_bucket", le="0.4") == 0
    assert value(metrics, "antiphon_first_audible_seconds_bucket", le="0.5") == 1
    assert value(metrics, "antiphon_hangover_seconds_bucket", le="0.6") == 0
    assert value(metrics, "antiphon_hangover_seconds_bucket", le="0.7") == 1
    assert value(metrics, "antiphon_gaps_total") == 2
    assert value(metrics, "antiphon_gap_seconds_total") == pytest.approx(0.1)


def test_a_turn_without_sound_has_no_latency(metrics: Metrics) -> None:
    metrics.output(TurnEnded(1, trace(outcome="failed"), error="broken", fault="internal"))
    assert value(metrics, "antiphon_turns_total", outcome="failed") == 1
    assert value(metrics, "antiphon_faults_total", fault="internal") == 1
    assert value(metrics, "antiphon_first_audible_seconds_count") == 0
    assert value(metrics, "antiphon_hangover_seconds_count") == 0


def test_an_interruption_is_the_users(metrics: Metrics) -> None:
    metrics.output(TurnEnded(1, trace(outcome="interrupted"), by_user=True))
    metrics.output(TurnEnded(2, trace(outcome="interrupted")))
    assert value(metrics, "antiphon_turns_total", outcome="interrupted") == 2
    assert value(metrics, "antiphon_interruptions_total") == 1


def test_a_child_is_told_as_it_is_when_somebody_asks(metrics: Metrics) -> None:
    beat = Beat()
    metrics.child("reasoner", lambda: beat)
    assert value(metrics, "antiphon_child_memory_bytes", child="reasoner") == 0
    beat = Beat(rss_bytes=5_000_000, streams=2, cache_tokens=300)
    assert value(metrics, "antiphon_child_memory_bytes", child="reasoner") == 5_000_000
    assert value(metrics, "antiphon_child_streams", child="reasoner") == 2
    assert value(metrics, "antiphon_child_cache_tokens", child="reasoner") == 300


async def test_tasks_are_those_of_the_loop(metrics: Metrics) -> None:
    metrics.loop(asyncio.get_running_loop())
    alone = value(metrics, "antiphon_tasks")
    assert alone is not None
    task = asyncio.create_task(asyncio.sleep(0))
    assert value(metrics, "antiphon_tasks") == alone + 1
    await task
    assert value(metrics, "antiphon_tasks") == alone


def test_other_outputs_are_no_turns(metrics: Metrics) -> None:
    metrics.output(AudioOut(1, b"\0\0", 24_000, 0.0))
    assert b"antiphon_turns_total{" not in metrics.text()


def test_errors_are_counted_by_code_and_not_taken_from_what_people_say(metrics: Metrics) -> None:
    def event(**fields: object) -> bytes:
        return json.dumps(fields, separators=(",", ":")).encode()

    metrics.event_in()
    metrics.event_out(event(type="error", error={"type": "invalid_request_error", "code": "invalid_value"}))
    metrics.event_out(event(type="error", error={"type": "invalid_request_error", "code": None}))
    metrics.event_out(event(type="response.output_text.delta", delta='"type":"error"'))
    assert value(metrics, "antiphon_events_total", direction="in") == 1
    assert value(metrics, "antiphon_events_total", direction="out") == 3
    assert value(metrics, "antiphon_errors_total", code="invalid_value") == 1
    assert value(metrics, "antiphon_errors_total", code="none") == 1


def test_two_gateways_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.event_in()
    assert value(other, "antiphon_events_total", direction="in") == 0
