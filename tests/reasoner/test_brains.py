"""When to think and when to speak: the scheduler of the two brains, on virtual time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from antiphon.reasoner.brains import (
    Action,
    Articulate,
    Articulated,
    Brains,
    Decided,
    End,
    EndThoughts,
    Event,
    Finish,
    Think,
    Thought,
    ThoughtsEnded,
    Tick,
)
from antiphon.reasoner.options import BrainOptions
from antiphon.transport.messages import Mode, Played
from antiphon.transport.quantiles import RunningQuantile

WRITING_MS = 300.0
SYNTHESIS_MS = 50.0
MARGIN_MS = 150.0
LEAD_MS = WRITING_MS + SYNTHESIS_MS + MARGIN_MS
"""So long before the listener has heard everything, the next segment is asked for."""

SEGMENT, REST, AMENDED = Articulate(False), Articulate(True), Articulate(True, True)


class Driver:
    """Feeds a scheduler, keeps its clock, and notes when it wants what done."""

    def __init__(
        self, mode: Mode = Mode.SPEAK_FIRST, *, thought_ms: float = 0.0, writing_ms: float = WRITING_MS, **options: Any
    ) -> None:
        self.options = BrainOptions(margin_ms=MARGIN_MS, **options)
        self.writing_ms = RunningQuantile(writing_ms)
        self.brains = Brains(self.options, mode, thought_ms, self.writing_ms)
        self.now_ms = 5000.0
        self.actions: list[Action] = []
        self.at_ms: list[float] = []
        """When each of them was wanted."""

    def start(self, *events: Event) -> list[Action]:
        """The turn is read, and ``events`` follow at once."""
        actions = self._note(self.brains.start(self.now_ms))
        return actions + self.give(*events)

    def give(self, *events: Event) -> list[Action]:
        return [action for event in events for action in self._note(self.brains.receive(event, self.now_ms))]

    def wait(self, ms: float) -> list[Action]:
        """Let time pass, waking it when it asked for that: then there must be something to do."""
        until_ms, actions = self.now_ms + ms, list[Action]()
        while (wake_ms := self.brains.wake_ms()) is not None and wake_ms <= until_ms:
            self.now_ms = max(self.now_ms, wake_ms)
            done = self.give(Tick())
            assert done, f"it was to be woken at {wake_ms} ms, and has nothing to do"
            actions += done
        self.now_ms = until_ms
        return actions

    def _note(self, actions: Sequence[Action]) -> list[Action]:
        self.actions += actions
        self.at_ms += [self.now_ms] * len(actions)
        return list(actions)


def played(queued_ms: float, segments: int, *, playing: bool = True, synthesis_ms: float = SYNTHESIS_MS) -> Played:
    return Played("s", 1, 1, 0.0, queued_ms, synthesis_ms, segments, playing)


def speaking(segments: int = 1, **options: Any) -> Driver:
    """One that thinks, has written so many segments while it did, and does not know yet how long they are."""
    driver = Driver(**options)
    assert driver.start(Decided(True)) == [SEGMENT, Think()]
    driver.give(Articulated(End.SEGMENT))
    for number in range(1, segments):
        assert driver.give(played(0, number)) == [SEGMENT]
        driver.give(Articulated(End.SEGMENT))
    return driver


# The modes.


def test_no_think_writes_all_of_the_answer_and_is_done() -> None:
    driver = Driver(Mode.NO_THINK, thought_ms=500)
    assert driver.start() == [REST]
    assert driver.wait(10_000) == []
    assert driver.give(Articulated(End.REST)) == [Finish()]


def test_no_think_does_not_think_whatever_the_router_says() -> None:
    driver = Driver(Mode.NO_THINK)
    driver.start(Decided(True), Articulated(End.REST), Decided(True))
    assert driver.actions == [REST, Finish()]


def test_speak_first_speaks_before_it_is_known_whether_to_think() -> None:
    assert Driver(Mode.SPEAK_FIRST).start() == [SEGMENT]


def test_think_first_speaks_when_there_are_so_many_thoughts() -> None:
    driver = Driver(Mode.THINK_FIRST, first_thought_tokens=80)
    assert driver.start(Decided(True)) == [Think()]
    assert driver.give(*(Thought(tokens) for tokens in range(1, 80))) == []
    assert driver.wait(60_000) == []
    assert driver.give(Thought(80)) == [SEGMENT]


def test_think_first_speaks_with_all_thoughts_where_they_are_few() -> None:
    driver = Driver(Mode.THINK_FIRST, first_thought_tokens=80)
    driver.start(Decided(True))
    assert driver.give(Thought(7), ThoughtsEnded(9)) == [REST]
    assert driver.give(Articulated(End.REST)) == [Finish()]


def test_think_before_speaks_when_all_is_thought() -> None:
    driver = Driver(Mode.THINK_BEFORE, first_thought_tokens=80)
    assert driver.start(Decided(True)) == [Think()]
    assert driver.give(*(Thought(tokens) for tokens in range(1, 700))) == []
    assert driver.wait(60_000) == []
    assert driver.give(ThoughtsEnded(700)) == [REST]
    assert driver.give(Articulated(End.REST)) == [Finish()]


def test_an_empty_thought_is_enough_to_speak() -> None:
    for mode in (Mode.THINK_FIRST, Mode.THINK_BEFORE):
        driver = Driver(mode)
        driver.start(Decided(True))
        assert driver.give(ThoughtsEnded(0)) == [REST]


# The router.


def test_what_is_not_to_be_thought_about_is_answered_at_once() -> None:
    for mode in (Mode.THINK_FIRST, Mode.THINK_BEFORE):
        driver = Driver(mode)
        assert driver.start() == []
        assert driver.give(Decided(False)) == [REST]
        assert driver.give(Articulated(End.REST)) == [Finish()]


def test_a_segment_that_is_written_already_goes_on_where_nothing_is_to_be_thought() -> None:
    driver = Driver()
    driver.start()
    assert driver.give(Decided(False)) == []
    assert driver.give(Articulated(End.SEGMENT)) == [REST]
    assert driver.give(Articulated(End.REST)) == [Finish()]


def test_an_answer_that_is_one_segment_is_all_where_nothing_is_to_be_thought() -> None:
    driver = Driver()
    driver.start()
    assert driver.give(Decided(False), Articulated(End.REST)) == [Finish()]


def test_an_answer_that_has_come_to_its_end_waits_for_the_router() -> None:
    for think, follows in ((False, [Finish()]), (True, [Think()])):
        driver = Driver()
        driver.start(Articulated(End.REST))
        assert driver.wait(60_000) == []
        assert driver.give(Decided(think)) == follows


def test_the_router_decides_once() -> None:
    driver = Driver()
    driver.start(Decided(True))
    assert driver.give(Decided(True), Decided(False)) == []
    assert driver.give(ThoughtsEnded(3), Decided(True)) == []
    assert driver.actions.count(Think()) == 1


def test_the_next_segment_does_not_wait_for_the_router() -> None:
    driver = Driver()
    driver.start(Articulated(End.SEGMENT))
    assert driver.give(played(0, 1)) == [SEGMENT]


def test_the_next_segment_is_asked_for_in_time_where_the_router_is_late() -> None:
    driver = Driver()
    driver.start(Articulated(End.SEGMENT), played(2000, 1))
    assert driver.wait(2000) == [SEGMENT]


# Pacing by the playout.


def test_the_next_segment_is_asked_for_as_late_as_what_is_queued_allows() -> None:
    driver = speaking()
    begins_ms = driver.now_ms
    driver.give(played(2000, 1))
    assert driver.wait(10_000) == [SEGMENT]
    assert driver.at_ms[-1] == begins_ms + 2000 - LEAD_MS


def test_it_is_asked_for_at_once_where_too_little_is_queued() -> None:
    assert speaking().give(played(LEAD_MS, 1)) == [SEGMENT]
    assert speaking().give(played(LEAD_MS + 1, 1)) == []
    assert speaking().give(played(0, 1)) == [SEGMENT]


def test_more_thoughts_do_not_make_it_earlier() -> None:
    driver = speaking()
    driver.give(played(2000, 1))
    assert driver.give(*(Thought(tokens) for tokens in range(1, 500))) == []


def test_a_thought_that_comes_when_it_is_due_asks_for_it() -> None:
    driver = speaking()
    driver.give(played(2000, 1))
    driver.now_ms += 2000
    assert driver.give(Thought(1)) == [SEGMENT]


def test_it_is_asked_for_later_where_the_listener_has_more_to_hear_than_was_told() -> None:
    driver = speaking()
    driver.give(played(1000, 1))
    driver.wait(400)
    driver.give(played(1000, 1))
    begins_ms = driver.now_ms
    assert driver.wait(10_000) == [SEGMENT]
    assert driver.at_ms[-1] == begins_ms + 1000 - LEAD_MS


def test_it_is_asked_for_earlier_where_the_synthesis_is_slow() -> None:
    driver = speaking()
    begins_ms = driver.now_ms
    driver.give(played(2000, 1, synthesis_ms=700))
    driver.wait(10_000)
    assert driver.at_ms[-1] == begins_ms + 2000 - WRITING_MS - 700 - MARGIN_MS


def test_it_is_asked_for_earlier_where_writing_has_taken_longer() -> None:
    driver = Driver(writing_ms=100)
    driver.start(Decided(True))
    driver.wait(300)
    driver.give(Articulated(End.SEGMENT), played(0, 1))
    assert driver.writing_ms.value == 100, "the first has nothing to read before"
    driver.wait(900)
    driver.give(Articulated(End.SEGMENT), played(3000, 2))
    begins_ms = driver.now_ms
    assert driver.writing_ms.value == 900
    assert driver.wait(10_000) == [SEGMENT]
    assert driver.at_ms[-1] == begins_ms + 3000 - 900 - SYNTHESIS_MS - MARGIN_MS


def test_only_whole_segments_tell_how_long_one_takes() -> None:
    for end in (End.REST, End.OVER):
        driver = Driver(writing_ms=100)
        driver.start(Decided(True))
        driver.wait(900)
        driver.give(Articulated(end))
        assert driver.writing_ms.value == 100


def test_while_a_segment_is_written_no_other_is_asked_for() -> None:
    driver = Driver()
    driver.start(Decided(True))
    assert driver.give(Thought(1), played(0, 0), Tick(), played(0, 1)) == []
    assert driver.wait(60_000) == []


def test_what_is_told_before_the_segment_was_counted_does_not_count() -> None:
    driver = speaking(2)
    assert driver.give(played(0, 1)) == []
    assert driver.wait(60_000) == []
    assert driver.give(played(0, 2)) == [SEGMENT]


def test_nothing_is_asked_for_before_it_is_known_what_is_queued() -> None:
    driver = speaking()
    assert driver.give(Thought(100)) == []
    assert driver.wait(60_000) == []


def test_nothing_is_asked_for_while_nothing_is_heard() -> None:
    driver = speaking()
    assert driver.give(played(0, 1, playing=False)) == []
    assert driver.wait(60_000) == []
    assert driver.give(played(0, 1)) == [SEGMENT]


def test_an_answer_that_is_withheld_is_thought_about_all_the_same() -> None:
    driver = speaking()
    driver.give(played(2000, 1, playing=False))
    assert driver.wait(60_000) == []
    assert driver.give(ThoughtsEnded(300)) == [REST]


def test_a_pause_of_the_listener_moves_the_next_segment() -> None:
    driver = speaking()
    driver.give(played(2000, 1))
    driver.wait(1000)
    driver.give(played(1000, 1, playing=False))
    assert driver.wait(5000) == []
    driver.give(played(1000, 1))
    begins_ms = driver.now_ms
    assert driver.wait(10_000) == [SEGMENT]
    assert driver.at_ms[-1] == begins_ms + 1000 - LEAD_MS


def test_think_first_paces_its_later_segments_by_the_playout() -> None:
    driver = Driver(Mode.THINK_FIRST, first_thought_tokens=10)
    driver.start(Decided(True), Thought(10), Articulated(End.SEGMENT), Thought(900))
    driver.give(played(2000, 1))
    begins_ms = driver.now_ms
    assert driver.wait(10_000) == [SEGMENT]
    assert driver.at_ms[-1] == begins_ms + 2000 - LEAD_MS


# Fixed pacing.


def test_fixed_pacing_asks_for_a_segment_every_so_many_thoughts() -> None:
    driver = speaking(pacing="fixed", fixed_thought_tokens=80)
    asked = []
    for tokens in range(1, 400):
        if driver.give(Thought(tokens)) == [SEGMENT]:
            asked.append(tokens)
            driver.give(Articulated(End.SEGMENT))
    assert asked == [80, 160, 240, 320]


def test_fixed_pacing_begins_where_think_first_does() -> None:
    driver = Driver(Mode.THINK_FIRST, pacing="fixed", first_thought_tokens=100, fixed_thought_tokens=80)
    driver.start(Decided(True))
    asked = []
    for tokens in range(1, 400):
        if driver.give(Thought(tokens)) == [SEGMENT]:
            asked.append(tokens)
            driver.give(Articulated(End.SEGMENT))
    assert asked == [100, 180, 260, 340]


def test_fixed_pacing_does_not_look_at_the_playout() -> None:
    driver = speaking(pacing="fixed", fixed_thought_tokens=80)
    assert driver.give(played(0, 1)) == []
    assert driver.wait(60_000) == []
    driver.give(played(60_000, 1))
    assert driver.give(Thought(80)) == [SEGMENT]


def test_fixed_pacing_catches_up_where_writing_was_slower_than_thinking() -> None:
    driver = speaking(pacing="fixed", fixed_thought_tokens=80)
    assert driver.give(Thought(250)) == [SEGMENT]
    assert driver.give(Articulated(End.SEGMENT)) == [SEGMENT]
    assert driver.give(Articulated(End.SEGMENT)) == [SEGMENT]
    assert driver.give(Articulated(End.SEGMENT)) == []


# The budget in time.


def test_thoughts_end_when_their_time_is_spent() -> None:
    for mode in (Mode.SPEAK_FIRST, Mode.THINK_FIRST, Mode.THINK_BEFORE):
        driver = Driver(mode, thought_ms=3000)
        driver.start(Decided(True))
        begins_ms = driver.now_ms
        assert driver.wait(10_000) == [EndThoughts()]
        assert driver.at_ms[-1] == begins_ms + 3000


def test_their_time_begins_when_the_turn_was_read() -> None:
    driver = Driver(Mode.THINK_BEFORE, thought_ms=3000)
    driver.start()
    driver.wait(2000)
    driver.give(Decided(True))
    assert driver.wait(999) == []
    assert driver.wait(1) == [EndThoughts()]


def test_thoughts_whose_time_is_spent_before_they_begin_end_at_once() -> None:
    driver = Driver(Mode.THINK_BEFORE, thought_ms=3000)
    driver.start()
    assert driver.wait(4000) == []
    assert driver.give(Decided(True)) == [Think(), EndThoughts()]
    assert driver.give(ThoughtsEnded(0)) == [REST]


def test_their_time_is_spent_also_while_a_segment_is_written() -> None:
    driver = Driver(thought_ms=3000)
    driver.start(Decided(True))
    assert driver.wait(3000) == [EndThoughts()]
    assert driver.give(ThoughtsEnded(200)) == []
    assert driver.give(Articulated(End.SEGMENT)) == [REST]


def test_thoughts_are_ended_once() -> None:
    driver = speaking(thought_ms=3000)
    driver.give(played(60_000, 1))
    assert driver.wait(3000) == [EndThoughts()]
    assert driver.give(Thought(5), Tick(), played(60_000, 1)) == []
    assert driver.wait(30_000) == []


def test_thoughts_that_have_ended_are_not_ended() -> None:
    driver = speaking(thought_ms=3000)
    driver.give(ThoughtsEnded(10))
    assert driver.wait(10_000) == []


def test_a_budget_of_no_time_is_none() -> None:
    driver = Driver(Mode.THINK_BEFORE, thought_ms=0)
    driver.start(Decided(True))
    assert driver.brains.wake_ms() is None
    assert driver.give(Tick()) == []


def test_the_next_segment_is_asked_for_in_time_where_the_thoughts_are_slow_to_end() -> None:
    driver = speaking(thought_ms=1000)
    driver.give(played(3000, 1))
    assert driver.wait(1000) == [EndThoughts()]
    assert driver.wait(2000) == [SEGMENT]


# The end of the thoughts.


def test_all_thoughts_make_the_rest_of_the_answer() -> None:
    driver = speaking()
    driver.give(played(60_000, 1))
    assert driver.give(ThoughtsEnded(40)) == [REST]
    assert driver.give(Articulated(End.REST)) == [Finish()]


def test_thoughts_that_end_while_a_segment_is_written_make_the_rest_behind_it() -> None:
    driver = Driver()
    driver.start(Decided(True))
    assert driver.give(Thought(39), ThoughtsEnded(40)) == []
    assert driver.give(Articulated(End.SEGMENT)) == [REST]


def test_the_rest_is_told_when_it_has_come_to_its_end() -> None:
    driver = Driver(Mode.THINK_BEFORE)
    driver.start(Decided(True), ThoughtsEnded(40))
    assert driver.wait(60_000) == []
    assert driver.give(Articulated(End.REST)) == [Finish()]


# An answer that has come to its end before the thoughts have.


def resting(**options: Any) -> Driver:
    driver = Driver(**options)
    driver.start(Decided(True), Articulated(End.REST))
    return driver


def test_it_is_asked_for_again_when_they_have_ended() -> None:
    driver = resting()
    driver.give(played(60_000, 1))
    assert driver.give(Thought(40)) == []
    assert driver.give(ThoughtsEnded(50)) == [AMENDED]
    assert driver.give(Articulated(End.REST)) == [Finish()]


def test_it_is_not_asked_for_again_where_nothing_was_thought_since() -> None:
    assert resting().give(ThoughtsEnded(0)) == [Finish()]
    driver = Driver(Mode.THINK_FIRST, first_thought_tokens=80)
    driver.start(Decided(True), Thought(80), Articulated(End.REST))
    assert driver.give(ThoughtsEnded(80)) == [Finish()]


def test_it_is_not_asked_for_again_before() -> None:
    driver = resting()
    assert driver.give(played(0, 1), Thought(400)) == []
    assert driver.give(played(400, 1), Thought(500)) == []


def test_an_answer_that_says_nothing_is_not_amended_but_written() -> None:
    driver = Driver()
    driver.start(Decided(True), Articulated(End.REST, said=False))
    assert driver.give(ThoughtsEnded(50)) == [REST]


def test_an_answer_that_says_nothing_waits_for_its_thoughts() -> None:
    driver = Driver()
    driver.start(Decided(True), Articulated(End.REST, said=False))
    driver.give(played(0, 1))
    assert driver.wait(600_000) == []
    assert driver.give(Thought(1)) == []


def test_thoughts_are_ended_before_the_listener_has_waited_too_long() -> None:
    driver = resting(linger_ms=1500)
    begins_ms = driver.now_ms
    driver.give(played(2000, 1))
    assert driver.wait(60_000) == [EndThoughts()]
    assert driver.at_ms[-1] == begins_ms + 2000 - LEAD_MS + 1500
    assert driver.give(ThoughtsEnded(90)) == [AMENDED]


def test_nobody_waits_where_that_is_not_wanted() -> None:
    driver = resting(linger_ms=0)
    begins_ms = driver.now_ms
    driver.give(played(2000, 1))
    assert driver.wait(60_000) == [EndThoughts()]
    assert driver.at_ms[-1] == begins_ms + 2000 - LEAD_MS


def test_thoughts_behind_an_answer_that_is_withheld_go_on() -> None:
    driver = resting()
    driver.give(played(2000, 1, playing=False))
    assert driver.wait(60_000) == []
    driver.give(played(2000, 1))
    assert driver.wait(60_000) == [EndThoughts()]


def test_thoughts_that_begin_when_the_listener_has_waited_too_long_end_at_once() -> None:
    driver = Driver(linger_ms=0)
    driver.start(Articulated(End.REST), played(0, 1))
    assert driver.wait(5000) == []
    assert driver.give(Decided(True)) == [Think(), EndThoughts()]
    assert driver.give(ThoughtsEnded(0)) == [Finish()]


def test_fixed_pacing_ends_them_in_the_same_way() -> None:
    driver = resting(pacing="fixed", linger_ms=1500)
    begins_ms = driver.now_ms
    driver.give(Thought(80), Thought(160))
    driver.give(played(2000, 1))
    assert driver.wait(60_000) == [EndThoughts()]
    assert driver.at_ms[-1] == begins_ms + 2000 - LEAD_MS + 1500


def test_a_correction_is_the_last_word() -> None:
    driver = resting()
    driver.give(ThoughtsEnded(50))
    assert driver.give(Articulated(End.SEGMENT)) == [REST]
    assert driver.give(Articulated(End.REST)) == [Finish()]


# An answer that is over.


@pytest.mark.parametrize("mode", list(Mode))
def test_an_answer_that_is_over_is_over_whatever_is_still_thought(mode: Mode) -> None:
    driver = Driver(mode, thought_ms=5000, first_thought_tokens=10)
    driver.start()
    if mode is not Mode.NO_THINK:
        driver.give(Decided(True), Thought(10))
    if mode is Mode.THINK_BEFORE:
        driver.give(ThoughtsEnded(20))
    assert driver.give(Articulated(End.OVER)) == [Finish()]
    assert driver.brains.wake_ms() is None


def test_an_answer_that_is_over_does_not_wait_for_the_router() -> None:
    driver = Driver()
    driver.start()
    assert driver.give(Articulated(End.OVER)) == [Finish()]
    assert driver.give(Decided(True)) == []


def test_an_answer_may_be_over_while_its_thoughts_are_ending() -> None:
    driver = Driver(thought_ms=1000)
    driver.start(Decided(True))
    assert driver.wait(1000) == [EndThoughts()]
    assert driver.give(Articulated(End.OVER)) == [Finish()]
    assert driver.give(ThoughtsEnded(90)) == []


def test_a_correction_may_be_over() -> None:
    driver = resting()
    driver.give(ThoughtsEnded(50))
    assert driver.give(Articulated(End.OVER)) == [Finish()]


def test_nothing_follows_the_end() -> None:
    driver = Driver(thought_ms=1000)
    driver.start(Decided(True), Articulated(End.OVER))
    assert driver.give(Thought(1), played(0, 1), Tick(), ThoughtsEnded(7), Decided(True)) == []
    assert driver.wait(60_000) == []


# Whatever happens, in whatever order.


class AnyOrder(RuleBasedStateMachine):
    """The brains, the router and the listener are fast or slow, and the answer ends where it likes."""

    @initialize(
        mode=st.sampled_from(list(Mode)),
        thought_ms=st.sampled_from([0.0, 400.0, 3000.0]),
        pacing=st.sampled_from(["playout", "fixed"]),
        linger_ms=st.sampled_from([0.0, 1500.0]),
        first=st.sampled_from([1, 20]),
        fixed=st.sampled_from([1, 30]),
    )
    def begin(self, mode: Mode, thought_ms: float, pacing: str, linger_ms: float, first: int, fixed: int) -> None:
        self.mode = mode
        self.driver = Driver(
            mode, thought_ms=thought_ms, pacing=pacing, linger_ms=linger_ms, first_thought_tokens=first,
            fixed_thought_tokens=fixed,
        )  # fmt: skip
        self.tokens = 0
        self.known: list[int] = []
        """The thoughts that each segment knew."""
        self.decided = self.ended = self.said = self.cut_off = False
        self.writing = self.written = 0
        self.noted = 0
        self.driver.start()
        self.note()

    def note(self) -> None:
        """See what it has done, and hold it against what is true."""
        actions = self.driver.actions
        for action in actions[self.noted :]:
            assert Finish() not in actions[: self.noted], "something follows the end"
            self.noted += 1
            match action:
                case Think():
                    assert self.decided
                    assert self.mode is not Mode.NO_THINK
                case EndThoughts():
                    assert self.thinking
                case Articulate(whole, amend):
                    assert not self.writing, "one segment at a time"
                    assert whole == (self.mode is Mode.NO_THINK or self.ended), "the rest is written with all thoughts"
                    assert whole or self.mode is not Mode.THINK_BEFORE, "it speaks before all is thought"
                    assert self.said or not amend
                    self.writing = 1
                    self.known.append(self.tokens)
                case Finish():
                    assert not self.writing
                    assert self.cut_off or self.known[-1] == self.tokens, "the end does not know all thoughts"
        assert actions.count(Think()) <= 1
        assert actions.count(EndThoughts()) <= 1

    @property
    def thinking(self) -> bool:
        return Think() in self.driver.actions and not self.ended

    @property
    def going_on(self) -> bool:
        return Finish() not in self.driver.actions

    def give(self, event: Event) -> None:
        self.driver.give(event)
        self.note()

    @precondition(lambda self: not self.decided and self.mode is not Mode.NO_THINK)
    @rule(think=st.sampled_from([True, True, False]))
    def decide(self, think: bool) -> None:
        self.decided, self.ended = True, not think
        self.give(Decided(think))

    @precondition(lambda self: self.thinking)
    @rule(tokens=st.sampled_from([1, 1, 7, 40]))
    def think(self, tokens: int) -> None:
        self.tokens += tokens
        self.give(Thought(self.tokens))

    @precondition(lambda self: self.thinking)
    @rule(tokens=st.sampled_from([0, 0, 1, 9]))
    def end_thoughts(self, tokens: int) -> None:
        self.tokens += tokens
        self.ended = True
        self.give(ThoughtsEnded(self.tokens))

    @precondition(lambda self: self.writing)
    @rule(end=st.sampled_from([End.SEGMENT, End.SEGMENT, End.SEGMENT, End.REST, End.OVER]), words=st.booleans())
    def write(self, end: End, words: bool) -> None:
        self.writing, self.written = 0, self.written + 1
        self.said = self.said or words
        self.cut_off = end is End.OVER
        self.give(Articulated(end, self.said))

    @rule(queued_ms=st.sampled_from([0, 300, 900, 4000]), playing=st.booleans(), behind=st.sampled_from([0, 0, 1]))
    def play(self, queued_ms: float, playing: bool, behind: int) -> None:
        self.give(played(queued_ms, max(0, self.written - behind), playing=playing))

    @rule(ms=st.sampled_from([0, 1, 40, 333, 2000]))
    def wait(self, ms: float) -> None:
        self.driver.wait(ms)
        self.note()

    @precondition(lambda self: self.thinking and EndThoughts() not in self.driver.actions)
    @invariant()
    def nothing_is_due_before_it_wants_to_be_woken(self) -> None:
        wake_ms = self.driver.brains.wake_ms()
        assert wake_ms is None or wake_ms > self.driver.now_ms
        assert self.driver.give(Tick()) == []

    def teardown(self) -> None:
        """When the router decides, the thoughts end, the segments are written and heard, the answer has an end."""
        if not hasattr(self, "driver"):
            return
        for step in range(100):
            if not self.going_on:
                return
            if not self.decided and self.mode is not Mode.NO_THINK:
                self.decide(step % 2 == 0)
            elif self.writing:
                self.write(End.REST if step > 20 else End.SEGMENT, words=True)
            elif self.thinking and (step > 10 or EndThoughts() in self.driver.actions):
                self.end_thoughts(1)
            else:
                self.play(2000, playing=True, behind=0)
                self.wait(2000)
        raise AssertionError("the answer has no end")


AnyOrder.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase
