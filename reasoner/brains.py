"""When to think and when to speak: the scheduler of the two brains, without tasks or clocks.

The *formulation brain* thinks, and never speaks. The *articulation brain* writes the answer, a segment at a time, with
what is known of the thoughts when it begins (Mind-Paced Speaking, arXiv 2510.09592). The next segment is asked for as
late as the playout allows: when what is queued for the listener lasts just as long as writing and synthesising it
usually take, and a margin. The later it is asked for, the more has been thought.

    speak_first   segment (nothing thought yet), segment, segment, ...   the rest, with all thoughts
    think_first   some thoughts, segment, segment, ...                   the rest, with all thoughts
    think_before  all thoughts,                                          the answer

When the thoughts are complete, the articulation brain goes on to its end with all of them, and may correct what it has
said. An answer that came to its own end before (it *rests*) is asked for once more then; so that nobody waits in
silence, its thoughts are ended before the listener has heard all of it, or ``linger_ms`` after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from antiphon.transport.messages import Mode, Played
from antiphon.transport.quantiles import RunningQuantile

from .options import BrainOptions

__all__ = [
    "Action", "Articulate", "Articulated", "Brains", "Decided", "End", "EndThoughts", "Event", "Finish", "Think",
    "Thought", "ThoughtsEnded", "Tick",
]  # fmt: skip


# What happens.


@dataclass(frozen=True, slots=True)
class Decided:
    """The router has decided: this turn is thought about, or it is not."""

    think: bool


@dataclass(frozen=True, slots=True)
class Thought:
    """``tokens`` of thought are there by now."""

    tokens: int


@dataclass(frozen=True, slots=True)
class ThoughtsEnded:
    """There are no more than these ``tokens``: the model or somebody else has ended them, or the budget is spent."""

    tokens: int


class End(Enum):
    """How a segment ended."""

    SEGMENT = "segment"
    """It has its length: there is more to be said."""
    REST = "rest"
    """The model has come to the end of its answer."""
    OVER = "over"
    """Nothing more may be said: the answer has its length, the context is full, a tool was called."""


@dataclass(frozen=True, slots=True)
class Articulated:
    """A segment is written, and all of it is with the speaker. ``said``: there is something of the answer by now."""

    end: End
    said: bool = True


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed (see ``Brains.wake_ms``)."""


Event = Decided | Thought | ThoughtsEnded | Articulated | Played | Tick


# What is to be done.


@dataclass(frozen=True, slots=True)
class Think:
    """The formulation brain begins."""


@dataclass(frozen=True, slots=True)
class EndThoughts:
    """It stops where it is; ``ThoughtsEnded`` follows."""


@dataclass(frozen=True, slots=True)
class Articulate:
    """The articulation brain writes a segment, or the rest of the answer (``whole``), with the thoughts so far.

    ``amend``: the answer had come to its end; it may still be corrected. ``Articulated`` follows.
    """

    whole: bool
    amend: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The answer is over; thoughts that go on are not wanted any more."""


Action = Think | EndThoughts | Articulate | Finish


class _Thinking(Enum):
    """What the formulation brain is doing."""

    UNDECIDED = "undecided"
    GOING_ON = "going on"
    ENDING = "ending"
    ENDED = "ended"


class Brains:
    """The two brains of one answer. ``start``, then events and time in milliseconds in; actions out, in order.

    ``thought_ms``: the budget in time, 0 for none; that in tokens is the formulation brain's own. ``writing_ms``: how
    long a segment takes from being asked for to its last word, kept over many answers; it is added to here.
    """

    def __init__(self, options: BrainOptions, mode: Mode, thought_ms: float, writing_ms: RunningQuantile) -> None:
        self._options = options
        self._mode = mode
        self._thought_ms = thought_ms
        self._writing_ms = writing_ms
        self._began_ms = 0.0
        self._thinking = _Thinking.ENDED if mode is Mode.NO_THINK else _Thinking.UNDECIDED
        self._tokens = 0
        """Of the thoughts that are there."""
        self._known = 0
        """Of them, what the last segment knew."""
        self._asked_ms: float | None = None
        """When the segment that is being written was asked for."""
        self._segments = 0
        self._whole = False
        """The last segment was to be the rest of the answer."""
        self._rests = False
        self._said = False
        self._over = False
        self._played: Played | None = None
        self._played_at_ms = 0.0

    def start(self, now_ms: float) -> list[Action]:
        """The turn is read: what is to be done first. ``Decided`` follows, but in no_think."""
        self._began_ms = now_ms
        return self._decide(now_ms)

    def receive(self, event: Event, now_ms: float) -> list[Action]:
        """What is to be done about ``event``."""
        actions: list[Action] = []
        match event:
            case Decided(think) if self._thinking is _Thinking.UNDECIDED:
                self._thinking = _Thinking.GOING_ON if think else _Thinking.ENDED
                actions += [Think()] if think else []
            case Thought(tokens):
                self._tokens = tokens
            case ThoughtsEnded(tokens):
                self._tokens = tokens
                self._thinking = _Thinking.ENDED
            case Articulated(end, said):
                self._said = said
                self._articulated(end, now_ms)
            case Played():
                self._played, self._played_at_ms = event, now_ms
        return actions + self._decide(now_ms)

    def wake_ms(self) -> float | None:
        """When a ``Tick`` is wanted; None: when something happens."""
        if self._over or self._thinking is _Thinking.ENDED:
            return None
        going_on = self._thinking is _Thinking.GOING_ON
        wakes = [self._began_ms + self._thought_ms] if going_on and self._thought_ms else []
        if self._asked_ms is None and self._segments and (dry_ms := self._dry_ms()) is not None:
            if self._rests and self._said and going_on:
                wakes.append(dry_ms - self._lead_ms + self._options.linger_ms)
            elif not self._rests and self._options.pacing == "playout" and self._mode is not Mode.THINK_BEFORE:
                wakes.append(dry_ms - self._lead_ms)
        return min(wakes, default=None)

    @property
    def deadline_ms(self) -> float | None:
        """When the words of the segment that is being written must be with the speaker, or the listener waits for their
        sound; None: nobody waits yet, or nobody knows, or cares."""
        played = self._played
        if self._options.pacing == "fixed" or self._segments < 2 or played is None or not played.playing:
            return None
        if played.segments < self._segments - 1:
            return None
        return self._played_at_ms + played.queued_ms - played.synthesis_p90_ms - self._options.margin_ms / 2

    # The rules.

    def _decide(self, now_ms: float) -> list[Action]:
        if self._over:
            return []
        actions: list[Action] = []
        if self._thinking is _Thinking.GOING_ON and self._thought_ms and now_ms >= self._began_ms + self._thought_ms:
            actions += self._end_thoughts()
        if self._asked_ms is not None:
            return actions
        if self._thinking is _Thinking.ENDED:
            # What has all been said with all thoughts known is the answer.
            told = self._rests and (self._whole or self._known == self._tokens)
            actions += self._finish() if told else self._articulate(now_ms, whole=True)
        elif self._due(now_ms):
            actions += self._articulate(now_ms, whole=False)
        elif self._outlasts(now_ms):
            actions += self._end_thoughts()
        return actions

    def _due(self, now_ms: float) -> bool:
        """The next segment is to be written now, with thoughts that are not complete."""
        if self._rests or self._mode is Mode.THINK_BEFORE:
            return False
        if not self._segments and self._mode is Mode.SPEAK_FIRST:
            return True
        if not self._segments:
            return self._tokens >= self._options.first_thought_tokens
        if self._options.pacing == "fixed":
            ahead = 0 if self._mode is Mode.SPEAK_FIRST else self._options.first_thought_tokens
            return self._tokens >= ahead + self._segments * self._options.fixed_thought_tokens
        return self._runs_dry(now_ms)

    def _outlasts(self, now_ms: float) -> bool:
        """The thoughts go on, and the listener will soon wait for them, in silence, behind a finished answer."""
        waits = self._rests and self._said and self._thinking is _Thinking.GOING_ON
        return waits and self._runs_dry(now_ms, self._options.linger_ms)

    def _runs_dry(self, now_ms: float, later_ms: float = 0.0) -> bool:
        dry_ms = self._dry_ms()
        return dry_ms is not None and now_ms >= dry_ms - self._lead_ms + later_ms

    def _dry_ms(self) -> float | None:
        """When the listener has heard all that was said; None: not known yet, or nothing is being heard."""
        played = self._played
        if played is None or not played.playing or played.segments < self._segments:
            return None
        return self._played_at_ms + played.queued_ms

    @property
    def _lead_ms(self) -> float:
        """So long before that the next segment is asked for."""
        synthesis_ms = 0.0 if self._played is None else self._played.synthesis_p90_ms
        return self._writing_ms.value + synthesis_ms + self._options.margin_ms

    def _articulated(self, end: End, now_ms: float) -> None:
        assert self._asked_ms is not None
        # The first one has nothing to read before it is written.
        if end is End.SEGMENT and self._segments > 1:
            self._writing_ms.add(now_ms - self._asked_ms)
        self._asked_ms = None
        self._rests = end is End.REST
        if end is End.OVER:
            self._thinking, self._whole, self._rests = _Thinking.ENDED, True, True

    def _articulate(self, now_ms: float, *, whole: bool) -> list[Action]:
        self._asked_ms, self._known, self._whole = now_ms, self._tokens, whole
        self._segments += 1
        amend, self._rests = self._rests and self._said, False
        return [Articulate(whole, amend)]

    def _end_thoughts(self) -> list[Action]:
        self._thinking = _Thinking.ENDING
        return [EndThoughts()]

    def _finish(self) -> list[Action]:
        self._over = True
        return [Finish()]
