"""The rules of one conversation, on virtual time."""

from __future__ import annotations

from antiphon.agent.conversation import State
from antiphon.agent.events import (
    AudioIn,
    ChildDown,
    ChildUp,
    EndOfTurn,
    FromChild,
    Interrupt,
    PlayedTo,
    Room,
    Supersede,
    ToChild,
)  # fmt: skip
from antiphon.transport.door import AnswerBegun, AnswerSent, AudioOut, Said, Thinking, Transcribed
from antiphon.transport.messages import (
    Audio,
    Cancel,
    Close,
    Done,
    Fail,
    Item,
    Listen,
    Mode,
    Open,
    Remember,
    Routed,
    Say,
    SegmentBegun,
    Thought,
    Turn,
    Unlisten,
    Word,
)  # fmt: skip

from .conversations import Driver

SECOND = bytes(32_000)


# A turn that goes well.


def test_a_turn_is_asked_said_heard_and_remembered() -> None:
    driver = Driver()
    turn = driver.ask("Who was Bach?")
    assert (turn.turn, turn.generation, turn.mode, turn.thought_tokens) == (1, 1, Mode.SPEAK_FIRST, 256)
    assert driver.conversation.state is State.THINKING
    driver.say(turn, "A composer.")
    assert driver.conversation.state is State.SPEAKING
    driver.done(turn)
    assert not driver.ended(), "it is over when it was heard, not when it was made"
    driver.wait(1000)
    (ended,) = driver.ended()
    assert ended.trace.outcome == "finished"
    assert ended.trace.played == "A composer. "
    assert driver.conversation.state is State.LISTENING
    question, answer = driver.conversation.history.items()
    assert (question.role, question.text) == ("user", "Who was Bach?")
    assert (answer.role, answer.text, answer.cut) == ("assistant", "A composer. ", False)
    assert driver.sent(Room.REASONER)[-2:] == [Remember("s1", question, ""), Remember("s1", answer, question.id)]
    assert driver.played_ms(1) == 400


def test_what_the_reasoner_says_goes_to_the_speaker_and_its_end_too() -> None:
    driver = Driver()
    turn = driver.ask()
    driver.say(turn, "Hi.")
    driver.done(turn)
    assert driver.sent(Room.SPEAKER)[1:] == [Say("s1", 1, 1, "Hi.", tokens=1), Done("s1", 1, 1)]
    assert driver.outputs(AnswerBegun, Said, AnswerSent) == [
        AnswerBegun(1, "item_s1_2"),
        Said(1, "Hi."),
        AnswerSent(1, "stop"),
    ]


def test_thoughts_are_shown_and_never_sent_to_the_speaker() -> None:
    driver = Driver()
    turn = driver.ask()
    actions = driver.give(FromChild(Room.REASONER, Thought("s1", 1, 1, "canary", tokens=3)))
    assert actions == [Thinking(1, "canary")]
    driver.say(turn, "Hi.")
    driver.done(turn)
    driver.wait(1000)
    assert "canary" not in repr(driver.sent(Room.SPEAKER))
    assert driver.ended()[0].trace.thoughts == "canary"
    assert driver.ended()[0].trace.thought_tokens_before_audio == 3


def test_audio_goes_to_the_reasoner_as_it_comes_and_its_transcript_is_the_users_text() -> None:
    driver = Driver()
    driver.give(AudioIn(SECOND))
    assert driver.sent(Room.REASONER)[-1] == Listen("s1", 1, SECOND)
    turn = driver.ask("Answer this:")
    driver.transcript(turn, "How old are you?")
    (question,) = driver.conversation.history.items()
    assert driver.actions[-1] == Transcribed(1, "How old are you?", final=True, item=question.id, audio_ms=1000)
    assert question.text == "Answer this: How old are you?"


def test_the_trace_tells_when_things_happened_after_the_end_of_the_turn() -> None:
    driver = Driver(ahead_ms=None)
    driver.now_ms = 900
    driver.give(AudioIn(SECOND))
    driver.give(EndOfTurn())
    turn = driver.sent(Room.REASONER)[-1]
    assert isinstance(turn, Turn)
    driver.now_ms = 1100
    driver.transcript(turn, "Hi")
    driver.now_ms = 1200
    driver.give(FromChild(Room.REASONER, Thought("s1", 1, 1, "hm", tokens=1)))
    driver.give(FromChild(Room.REASONER, Routed("s1", 1, 1, "think by rule")))
    driver.now_ms = 1250
    driver.give(FromChild(Room.REASONER, Thought("s1", 1, 1, "", end=True)))
    driver.give(FromChild(Room.REASONER, SegmentBegun("s1", 1, 1, 1)))
    driver.now_ms = 1300
    driver.give(FromChild(Room.REASONER, Say("s1", 1, 1, "Hi", tokens=1, end_of_segment=True)))
    driver.now_ms = 1400
    quiet_then_loud = bytes(2 * 240) + (1000).to_bytes(2, "little") * 240
    driver.give(FromChild(Room.SPEAKER, Audio("s1", 1, 1, quiet_then_loud, 24_000, (Word("Hi", 0, 20),))))
    driver.give(FromChild(Room.REASONER, Done("s1", 1, 1, counts={"say_tokens": 1})))
    driver.give(FromChild(Room.SPEAKER, Done("s1", 1, 1, counts={"clauses": 1})))
    trace = driver.ended()[0].trace
    assert trace.transcript_ms == 200
    assert trace.first_thought_ms == 300
    assert trace.route == "think by rule"
    assert trace.thoughts_done_ms == 350
    assert trace.first_say_ms == 400
    assert trace.first_audio_ms == 500
    assert trace.first_audible_ms == 510, "ten silent milliseconds come first"
    assert trace.audio_done_ms == 520
    assert trace.counts == {"reasoner.say_tokens": 1, "speaker.clauses": 1}
    assert [(segment.text, segment.thought_tokens_known) for segment in trace.segments] == [("Hi", 1)]
    assert (trace.reasoner, trace.voice) == ("a reasoner", "a speaker")


# Interruption.


def test_an_interruption_stops_everything_and_the_history_ends_where_it_was_heard() -> None:
    driver = Driver()
    turn = driver.ask()
    driver.say(turn, "one two three four five six")
    driver.wait(450)
    actions = driver.give(Interrupt())
    assert Supersede(2) in actions
    for room in Room:
        assert ToChild(room, Cancel("s1", 1, 1)) in actions
    answer = driver.conversation.history.items()[1]
    assert (answer.text, answer.cut) == ("one two ", True)
    assert driver.sent(Room.REASONER)[-1] == Remember("s1", answer, driver.conversation.history.items()[0].id)
    assert driver.ended()[0].trace.outcome == "interrupted"
    played_ms = driver.played_ms(1)
    driver.say(turn, "seven eight")
    driver.wait(5000)
    assert driver.played_ms(1) == played_ms, "nothing stale is spoken"
    assert len(driver.ended()) == 1


def test_a_new_turn_interrupts_the_answer_before_it() -> None:
    driver = Driver()
    first = driver.ask("One?")
    driver.say(first, "one two three four")
    driver.wait(100)
    second = driver.ask("Two?")
    assert (second.turn, second.generation) == (2, 2)
    assert [ended.trace.outcome for ended in driver.ended()] == ["interrupted"]
    driver.say(second, "Yes.")
    driver.done(second)
    driver.wait(1000)
    assert [item.text for item in driver.conversation.history.items()] == ["One?", "one ", "Two?", "Yes. "]


def test_the_heard_part_is_told_before_the_next_turn_is_asked() -> None:
    driver = Driver()
    first = driver.ask("One?")
    driver.say(first, "one two")
    driver.ask("Two?")
    kinds = [type(message) for message in driver.sent(Room.REASONER)]
    assert kinds == [Open, Turn, Cancel, Remember, Turn]


def test_a_client_corrects_what_was_heard_even_after_the_end() -> None:
    driver = Driver()
    turn = driver.ask()
    driver.say(turn, "one two three")
    driver.done(turn)
    driver.wait(1000)
    question, answer = driver.conversation.history.items()
    driver.give(PlayedTo(answer.id, 250))
    corrected = Item(answer.id, "assistant", "one ", cut=True)
    assert driver.conversation.history.items() == (question, corrected)
    assert driver.sent(Room.REASONER)[-1] == Remember("s1", corrected, question.id)
    assert driver.give(PlayedTo("unknown", 250)) == [], "an unknown answer is no error"


def test_a_final_position_ends_the_answer_there() -> None:
    driver = Driver()
    turn = driver.ask()
    driver.say(turn, "one two three four")
    (begun,) = driver.outputs(AnswerBegun)
    assert isinstance(begun, AnswerBegun)
    driver.give(PlayedTo(begun.item, 210, final=True))
    assert driver.conversation.history.text(begun.item) == "one "
    assert driver.ended()[0].trace.playout == "reported"


def test_an_answer_to_sound_without_a_transcript_is_remembered_too() -> None:
    driver = Driver()
    driver.give(AudioIn(SECOND))
    turn = driver.ask("")
    driver.say(turn, "Yes.")
    driver.done(turn)
    driver.wait(1000)
    (answer,) = driver.conversation.history.items()
    assert answer.text == "Yes. "
    assert driver.sent(Room.REASONER)[-1] == Remember("s1", answer, "")


def test_a_turn_of_which_nothing_was_understood_or_heard_is_not_remembered() -> None:
    driver = Driver()
    driver.give(AudioIn(SECOND))
    driver.ask("")
    driver.give(Interrupt())
    assert driver.conversation.history.items() == ()


# What the user did wrong.


def test_an_empty_turn_ends_at_once_without_an_apology() -> None:
    driver = Driver()
    driver.give(EndOfTurn("  "))
    (ended,) = driver.ended()
    assert (ended.trace.outcome, ended.fault) == ("no_turn", "no_speech")
    assert driver.played_ms(1) == 0
    assert driver.conversation.history.items() == ()


def test_a_turn_that_is_too_long_is_refused_with_the_limit() -> None:
    driver = Driver()
    for _ in range(301):
        driver.give(AudioIn(SECOND))
    driver.give(EndOfTurn())
    (ended,) = driver.ended()
    assert ended.fault == "input"
    assert "conversation.longest_turn_s" in ended.error
    assert len([message for message in driver.sent(Room.REASONER) if isinstance(message, Listen)]) == 300
    assert driver.sent(Room.REASONER)[-1] == Unlisten("s1", 1), "the reasoner may forget the audio"


def test_what_the_reasoner_cannot_answer_is_told_and_not_remembered() -> None:
    driver = Driver()
    driver.ask("long " * 10)
    driver.give(FromChild(Room.REASONER, Fail("input", "too long for the context", "s1", 1, 1)))
    (ended,) = driver.ended()
    assert (ended.error, ended.fault) == ("too long for the context", "input")
    assert driver.conversation.history.items() == ()


# What we did wrong.


def test_a_reasoner_that_dies_in_an_answer_is_apologised_for_from_memory() -> None:
    driver = Driver()
    turn = driver.ask("Who was Bach?")
    driver.say(turn, "one two three four five six")
    driver.wait(100)
    actions = driver.give(ChildDown(Room.REASONER, "killed"))
    assert ToChild(Room.SPEAKER, Cancel("s1", 1, 1)) in actions
    driver.wait(2000)
    (ended,) = driver.ended()
    assert (ended.trace.outcome, ended.fault) == ("failed", "internal")
    assert ended.error == "the reasoner stopped: killed"
    assert ended.trace.played == "one two Sorry.", "what was sent, and the apology"
    _, answer = driver.conversation.history.items()
    assert (answer.text, answer.cut) == ("one two Sorry.", True)
    assert not any(isinstance(message, Remember) for message in driver.sent(Room.REASONER)), "nobody is there"


def test_a_fresh_reasoner_is_given_the_history_and_asked_the_next_turn() -> None:
    driver = Driver()
    turn = driver.ask("My name is Ada.")
    driver.say(turn, "Hello Ada.")
    driver.done(turn)
    driver.wait(1000)
    driver.give(ChildDown(Room.REASONER, "killed"))
    driver.give(EndOfTurn("What is my name?"))
    assert len(driver.ended()) == 1, "it waits for the reasoner"
    actions = driver.give(ChildUp(Room.REASONER))
    messages = [action.message for action in actions if isinstance(action, ToChild)]
    assert isinstance(messages[0], Open)
    assert [item.text for item in messages[0].history] == ["My name is Ada.", "Hello Ada. "]
    assert isinstance(messages[1], Turn)
    assert messages[1].text == "What is my name?"


def test_audio_that_a_dead_reasoner_took_with_it_is_heard_again() -> None:
    driver = Driver()
    driver.give(AudioIn(SECOND))
    driver.give(ChildDown(Room.REASONER, "killed"))
    driver.give(AudioIn(SECOND[:100]))
    driver.give(EndOfTurn())
    driver.give(AudioIn(SECOND[:200]))
    driver.give(ChildUp(Room.REASONER))
    kinds = [(type(message), getattr(message, "turn", 0)) for message in driver.sent(Room.REASONER)[2:]]
    assert kinds == [(Open, 0), (Listen, 1), (Listen, 1), (Listen, 2), (Turn, 1)]


def test_a_speaker_that_dies_fails_the_turn_but_not_the_next() -> None:
    driver = Driver()
    driver.ask("One?")
    driver.give(ChildDown(Room.SPEAKER, "killed"))
    driver.wait(1000)
    assert driver.ended()[0].error == "the speaker stopped: killed"
    driver.give(ChildUp(Room.SPEAKER))
    turn = driver.ask("Two?")
    driver.say(turn, "Yes.")
    driver.done(turn)
    driver.wait(1000)
    assert [ended.trace.outcome for ended in driver.ended()] == ["failed", "finished"]


def test_a_child_that_dies_after_its_part_does_no_harm() -> None:
    driver = Driver()
    turn = driver.ask()
    driver.say(turn, "one two")
    driver.done(turn)
    driver.give(ChildDown(Room.REASONER, "killed"))
    driver.give(ChildDown(Room.SPEAKER, "killed"))
    driver.wait(1000)
    assert driver.ended()[0].trace.outcome == "finished"


def test_an_answer_that_makes_no_progress_fails() -> None:
    driver = Driver()
    driver.ask()
    driver.wait(29_000)
    assert not driver.ended()
    driver.wait(2_000)
    (ended,) = driver.ended()
    assert "no sign of the reasoner, speaker for 30 s" in ended.error
    assert ended.trace.played == "Sorry."


def test_a_turn_without_children_fails_too_in_the_end() -> None:
    driver = Driver(up=())
    driver.give(EndOfTurn("Hello?"))
    driver.wait(31_000)
    assert driver.ended()[0].trace.outcome == "failed"


def test_sound_with_impossible_times_fails_the_turn_and_nothing_else() -> None:
    driver = Driver()
    turn = driver.ask()
    bad = Audio("s1", turn.turn, turn.generation, bytes(20), 24_000, (Word("x", 5, 1),))
    driver.give(FromChild(Room.SPEAKER, bad))
    driver.wait(1000)
    assert "ends too early" in driver.ended()[0].error


def test_interrupting_an_apology_leaves_a_failed_turn() -> None:
    driver = Driver()
    driver.ask()
    driver.give(ChildDown(Room.REASONER, "killed"))
    driver.give(Interrupt())
    (ended,) = driver.ended()
    assert ended.trace.outcome == "failed"


def test_closing_tells_the_children_that_are_there() -> None:
    driver = Driver(up=[Room.SPEAKER])
    assert driver.conversation.close() == [ToChild(Room.SPEAKER, Close("s1"))]


def test_nothing_is_played_for_a_generation_that_was_never_asked() -> None:
    driver = Driver()
    driver.ask()
    stale = Audio("s1", 9, 9, bytes(2000), 24_000, (Word("x", 0, 1),))
    assert not any(isinstance(action, AudioOut) for action in driver.give(FromChild(Room.SPEAKER, stale)))
