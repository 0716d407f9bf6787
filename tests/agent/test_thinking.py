"""An answer that is thought about while it is heard: what the reasoner is told, and whoever speaks meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.conversation import State
from antiphon.agent.events import ChildDown, Converse, EndOfTurn, FromChild, Interrupt, Respond, Room
from antiphon.transport.door import AnswerBegun, Detection, Manner, Request, Said, SpeechStarted, Thinking
from antiphon.transport.messages import Audio, Confirm, Done, Fail, Mode, Say, SegmentBegun, Thought, Turn, Word

from .conversations import RATE_HZ, WORD_MS, Driver

GUESS_MS = 65.0
"""A character, before anything was said."""


def thinking(text: str = "one two three four", *, speak: bool = True) -> tuple[Driver, Turn]:
    """A conversation in which a first segment was said, and thoughts go on."""
    driver = Driver()
    if not speak:
        driver.give(Converse(Manner(speak=False)))
    turn = driver.ask()
    assert turn.mode is Mode.SPEAK_FIRST
    driver.give(FromChild(Room.REASONER, SegmentBegun("s1", 1, 1, 0)))
    driver.give(FromChild(Room.REASONER, Say("s1", 1, 1, text, tokens=4, end_of_segment=True)))
    if speak:
        driver.speak(turn, text)
        driver.end_segment(turn)
    return driver, turn


# What the reasoner is told.


def test_the_reasoner_is_told_of_a_segment_and_of_its_sound() -> None:
    driver, _ = thinking()
    first, *_, last = driver.played()
    assert (first.segments, first.queued_ms, first.playing) == (1, 18 * GUESS_MS, True)
    assert last.queued_ms == pytest.approx(4 * WORD_MS)
    assert {(message.session, message.turn, message.generation) for message in driver.played()} == {("s1", 1, 1)}


def test_while_nothing_unexpected_happens_it_is_told_nothing() -> None:
    driver, _ = thinking()
    told = len(driver.played())
    driver.wait(5000)
    assert len(driver.played()) == told


def test_a_reasoner_that_does_not_think_is_told_nothing() -> None:
    driver = Driver()
    driver.give(EndOfTurn("Hi", Mode.NO_THINK))
    driver.segment(driver.turns()[-1], "one two")
    driver.wait(1000)
    assert driver.played() == []


@pytest.mark.parametrize("how", ["done", "failed", "interrupted", "dead", "superseded"])
def test_a_reasoner_that_writes_no_more_is_told_no_more(how: str) -> None:
    driver, turn = thinking()
    match how:
        case "done":
            driver.give(FromChild(Room.REASONER, Done("s1", 1, 1)))
        case "failed":
            driver.give(FromChild(Room.REASONER, Fail("internal", "it broke", "s1", 1, 1)))
        case "interrupted":
            driver.give(Interrupt())
        case "dead":
            driver.give(ChildDown(Room.REASONER, "killed"))
        case _:
            driver.ask("Another?")
    told = len(driver.played())
    # Sound that nobody expected.
    driver.speak(turn, "and much much more of it")
    driver.wait(3000)
    assert len(driver.played()) == told


def test_a_speaker_that_fails_ends_what_the_reasoner_is_told() -> None:
    driver, _ = thinking()
    driver.give(FromChild(Room.SPEAKER, Fail("internal", "it broke", "s1", 1, 1)))
    told = len(driver.played())
    driver.wait(3000)
    assert len(driver.played()) == told


def test_an_answer_that_is_read_is_paced_by_its_length() -> None:
    driver, turn = thinking(speak=False)
    (played,) = driver.played()
    assert (played.segments, played.queued_ms, played.playing) == (1, 18 * GUESS_MS, True)
    driver.wait(5000)
    driver.segment(turn, " and more", end=True)
    assert driver.played()[-1].segments == 2
    assert driver.played()[-1].queued_ms == pytest.approx(9 * GUESS_MS)


def test_segments_reach_the_speaker_with_their_ends_and_the_end_of_the_thoughts_is_shown() -> None:
    driver, turn = thinking()
    driver.give(FromChild(Room.REASONER, Thought("s1", 1, 1, "canary", tokens=1)))
    driver.give(FromChild(Room.REASONER, Thought("s1", 1, 1, "", end=True)))
    driver.segment(turn, " five")
    says = [message for message in driver.sent(Room.SPEAKER) if isinstance(message, Say)]
    assert [(say.text, say.end_of_segment) for say in says] == [("one two three four", True), (" five", True)]
    assert driver.outputs(Thinking) == [Thinking(1, "canary"), Thinking(1, "", end=True)]
    assert "canary" not in repr(driver.sent(Room.SPEAKER))


# Guesses.


def guessing(*, speak: bool = True) -> Driver:
    """The user has paused, and the answer is guessed; its first segment is said, and withheld."""
    driver = Driver(detection=Detection())
    if not speak:
        driver.give(Converse(Manner(speak=False, detection=Detection())))
    driver.words = {1: "How are you?"}
    driver.speak_live(640)
    driver.quiet_live(64)
    turn = driver.turns()[-1]
    assert turn.speculative
    driver.segment(turn, "one two three four")
    return driver


@pytest.mark.parametrize("speak", [True, False])
def test_of_a_guess_the_reasoner_is_told_that_it_is_not_heard(speak: bool) -> None:
    driver = guessing(speak=speak)
    assert driver.played()
    assert not any(played.playing for played in driver.played())
    assert driver.played()[-1].segments == 1
    assert not driver.outputs(Said)


@pytest.mark.parametrize("speak", [True, False])
def test_a_guess_that_was_right_is_heard_from_then_on(speak: bool) -> None:
    driver = guessing(speak=speak)
    driver.quiet_live(400)
    assert driver.outputs(AnswerBegun)
    sent = driver.sent(Room.REASONER)
    confirmed = next(number for number, message in enumerate(sent) if isinstance(message, Confirm))
    told = [message for message in sent[confirmed:] if message in driver.played()]
    assert told[0].playing  # type: ignore[union-attr]
    assert told[0].queued_ms > 500  # type: ignore[union-attr]


def test_a_guess_that_was_wrong_is_told_no_more() -> None:
    driver = guessing()
    driver.speak_live(640)
    told = len([played for played in driver.played() if played.generation == 1])
    driver.quiet_live(1000)
    assert len([played for played in driver.played() if played.generation == 1]) == told


# Interruption.


def live_thinking(text: str, *, heard_ms: float) -> tuple[Driver, Turn]:
    """A live conversation in which a first segment was said, so long ago, and thoughts go on."""
    driver = Driver(detection=Detection())
    driver.words = {1: "How are you?", 2: "Tell me about Bach.", 3: "Go on."}
    driver.speak_live(640)
    driver.quiet_live(600)
    turn = driver.turns()[-1]
    driver.segment(turn, text)
    driver.quiet_live(heard_ms)
    return driver, turn


def test_while_it_may_be_interrupted_an_answer_is_not_heard_on() -> None:
    driver, _ = live_thinking("one two three four five six seven eight nine ten", heard_ms=500)
    driver.words = None
    driver.speak_live(320)
    assert driver.conversation.state is State.SUSPECTED
    assert not driver.played()[-1].playing
    driver.quiet_live(1200)
    driver.words = {1: "", 2: "Mm-hm."}
    driver.quiet_live(1200)
    assert driver.conversation.state is State.SPEAKING
    assert driver.played()[-1].playing


@pytest.mark.parametrize("heard_ms", [600, 2000, 4000])
def test_who_speaks_behind_an_answer_that_rests_does_not_interrupt_it(heard_ms: float) -> None:
    """All of it was heard, and only thoughts go on: it is over, also where it was short."""
    driver, _ = live_thinking("one two", heard_ms=heard_ms)
    driver.speak_live(640)
    (ended,) = driver.ended()
    assert ended.trace.outcome == "finished"
    answer = driver.conversation.history.items()[1]
    assert (answer.role, answer.text, answer.cut) == ("assistant", "one two ", False)
    started = driver.outputs(SpeechStarted)
    assert len(started) == 2, "it is a turn at once"
    driver.quiet_live(600)
    assert [turn.turn for turn in driver.turns()[-1:]] == [2]
    assert [item.text for item in driver.conversation.history.items()][:3] == [
        "How are you?", "one two ", "Tell me about Bach.",
    ]  # fmt: skip


def test_who_speaks_into_an_answer_that_is_not_at_its_end_interrupts_it() -> None:
    driver, _ = live_thinking("one two three four five six seven eight nine ten", heard_ms=1300)
    driver.speak_live(1500)
    (ended,) = driver.ended()
    assert ended.trace.outcome == "interrupted"
    assert driver.conversation.history.items()[1].cut


@pytest.mark.parametrize("asks", ["by hand", "in text"])
def test_a_turn_that_is_asked_for_behind_an_answer_that_rests_does_not_interrupt_it(asks: str) -> None:
    driver, _ = thinking("one two")
    driver.wait(2000)
    driver.give(Respond(Request()) if asks == "by hand" else EndOfTurn("Another?"))
    (ended,) = driver.ended()
    assert ended.trace.outcome == "finished"
    assert not driver.conversation.history.items()[1].cut


def test_an_answer_that_rests_and_is_stopped_by_hand_was_heard_whole() -> None:
    driver, _ = thinking("one two")
    driver.wait(2000)
    driver.give(Interrupt())
    answer = driver.conversation.history.items()[1]
    assert (answer.text, answer.cut) == ("one two ", False)


# Silence.


def test_the_silence_before_an_afterthought_is_no_gap() -> None:
    driver, turn = thinking("one two")
    driver.wait(3000)
    driver.segment(turn, " No, three.", thought_tokens=40, amends=True)
    driver.wait(3000)
    driver.done(turn)
    (ended,) = driver.ended()
    assert ended.trace.gaps_ms == []
    assert ended.trace.continuity == 1
    assert [segment.thought_tokens_known for segment in ended.trace.segments] == [0, 40]
    assert ended.trace.played == "one two  No, three. "


def test_silence_within_an_answer_is_a_gap() -> None:
    driver, turn = thinking("one two")
    driver.give(FromChild(Room.REASONER, SegmentBegun("s1", 1, 1, 3)))
    driver.wait(400 + 500)
    driver.give(FromChild(Room.REASONER, Say("s1", 1, 1, " three", end_of_segment=True)))
    driver.speak(turn, " three")
    driver.wait(1000)
    driver.done(turn)
    assert driver.ended()[0].trace.gaps_ms == [pytest.approx(500)]


SOUNDS = st.tuples(st.integers(1, 9000), st.sampled_from([8000, 16_000, 22_050, 24_000, 44_100]))


@given(st.lists(SOUNDS, min_size=1, max_size=6))
def test_an_answer_of_any_length_rests_when_it_was_heard(chunks: list[tuple[int, int]]) -> None:
    """However its parts add up."""
    driver = Driver()
    driver.ask()
    driver.give(FromChild(Room.REASONER, SegmentBegun("s1", 1, 1, 0)))
    driver.give(FromChild(Room.REASONER, Say("s1", 1, 1, "one", end_of_segment=True)))
    for number, (samples, rate_hz) in enumerate(chunks):
        words = () if number else (Word("one", 0, 1),)
        driver.give(FromChild(Room.SPEAKER, Audio("s1", 1, 1, bytes(2 * samples), rate_hz, words)))
    driver.give(FromChild(Room.SPEAKER, Audio("s1", 1, 1, b"", RATE_HZ, end_of_segment=True)))
    driver.wait(10_000)
    driver.segment(driver.turns()[-1], " two", amends=True)
    driver.wait(5000)
    driver.done(driver.turns()[-1])
    assert driver.ended()[0].trace.gaps_ms == []
