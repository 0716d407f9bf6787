"""What the gateway counts, for Prometheus. Nothing of what anybody says is in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from ..door import Output, TurnEnded
from ..messages import Beat

__all__ = ["Metrics"]

_AUDIBLE_BUCKETS_S = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)
"""Finest below a second: there, people begin to notice that they wait."""
_HANGOVER_BUCKETS_S = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5, 2.0, 3.0)

_ERROR = b'"type":"error"'
"""Marks an error event. Within a text its quotes would be escaped, so nothing else holds this."""


class _Error(msgspec.Struct):
    code: str | None = None


class _ErrorEvent(msgspec.Struct):
    error: _Error


class Metrics:
    """The counts of one gateway, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.sessions_open = Gauge("antiphon_sessions_open", "Conversations now.", registry=self.registry)
        self.sessions_opened = Counter("antiphon_sessions_opened", "Conversations so far.", registry=self.registry)
        self.sessions_refused = Counter(
            "antiphon_sessions_refused", "Handshakes refused, by the code of the refusal.", ["reason"],
            registry=self.registry,
        )  # fmt: skip
        self.sessions_ended = Counter(
            "antiphon_sessions_ended",
            "Conversations over: left and lost by the client; slow: it did not read; expired, shutdown, broken: by us.",
            ["reason"],
            registry=self.registry,
        )
        self._events = Counter("antiphon_events", "Realtime events.", ["direction"], registry=self.registry)
        self._events_in = self._events.labels("in")
        self._events_out = self._events.labels("out")
        self._errors = Counter("antiphon_errors", "Error events sent, by code.", ["code"], registry=self.registry)
        self._turns = Counter("antiphon_turns", "Turns, by how they ended.", ["outcome"], registry=self.registry)
        self._faults = Counter(
            "antiphon_faults", "Turns that went wrong, by whose fault.", ["fault"], registry=self.registry
        )
        self._interruptions = Counter(
            "antiphon_interruptions", "Answers that the user spoke into.", registry=self.registry
        )
        self._first_audible = Histogram(
            "antiphon_first_audible_seconds", "From the end of a turn to the first sound of its answer.",
            buckets=_AUDIBLE_BUCKETS_S, registry=self.registry,
        )  # fmt: skip
        self._hangover = Histogram(
            "antiphon_hangover_seconds", "From the last speech of a turn to the decision that it is over.",
            buckets=_HANGOVER_BUCKETS_S, registry=self.registry,
        )  # fmt: skip
        self._gaps = Counter("antiphon_gaps", "Silences within an answer, for want of sound.", registry=self.registry)
        self._gap_s = Counter("antiphon_gap_seconds", "... and how long they were, in all.", registry=self.registry)
        self._tasks = Gauge("antiphon_tasks", "Tasks of the gateway's event loop now.", registry=self.registry)
        self._child_memory = Gauge(
            "antiphon_child_memory_bytes", "Resident memory of a child process; 0 while it is down.", ["child"],
            registry=self.registry,
        )  # fmt: skip
        self._child_streams = Gauge(
            "antiphon_child_streams", "What a child process is writing or speaking now.", ["child"],
            registry=self.registry,
        )  # fmt: skip
        self._child_cache = Gauge(
            "antiphon_child_cache_tokens", "Tokens that a child process keeps in its cache.", ["child"],
            registry=self.registry,
        )  # fmt: skip

    def loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """The event loop that the gateway runs on."""
        self._tasks.set_function(lambda: len(asyncio.all_tasks(loop)))

    def child(self, name: str, beat: Callable[[], Beat]) -> None:
        """There is a child process; ``beat`` gives its last sign of life."""
        self._child_memory.labels(name).set_function(lambda: beat().rss_bytes)
        self._child_streams.labels(name).set_function(lambda: beat().streams)
        self._child_cache.labels(name).set_function(lambda: beat().cache_tokens)

    def event_in(self) -> None:
        """A client sent an event."""
        self._events_in.inc()

    def event_out(self, event: bytes) -> None:
        """An event goes to a client."""
        self._events_out.inc()
        if _ERROR in event:
            error = msgspec.json.decode(event, type=_ErrorEvent).error
            self._errors.labels(error.code or "none").inc()

    def output(self, output: Output) -> None:
        """Something came out of a conversation."""
        if not isinstance(output, TurnEnded):
            return
        trace = output.trace
        self._turns.labels(trace.outcome).inc()
        if output.fault:
            self._faults.labels(output.fault).inc()
        if output.by_user:
            self._interruptions.inc()
        if trace.first_audible_ms is not None:
            self._first_audible.observe(trace.first_audible_ms / 1000)
        if trace.hangover_ms is not None:
            self._hangover.observe(trace.hangover_ms / 1000)
        self._gaps.inc(len(trace.gaps_ms))
        self._gap_s.inc(sum(trace.gaps_ms) / 1000)

    def text(self) -> bytes:
        """All of them, in Prometheus' text format."""
        return generate_latest(self.registry)
