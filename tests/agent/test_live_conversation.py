"""Live audio: turns, guesses, interruption, back-channels, turns that were not over; on virtual time."""

from __future__ import annotations

from antiphon.agent.conversation import State
from antiphon.agent.events import (
    AddItem,
    AudioIn,
    ChildDown,
    ChildUp,
    Clear,
    Commit,
    Converse,
    Frame,
    FromChild,
    Judged,
    Respond,
    Room,
)
from antiphon.agent.hearing_options import HearingOptions
from antiphon.agent.listening import Judge
from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Committed,
    Detection,
    ItemDropped,
    Manner,
    Request,
    Said,
    SpeechStarted,
    SpeechStopped,
    Transcribed,
    TurnEnded,
)
from antiphon.transport.messages import Cancel, Confirm, Done, Item, Listen, Remember, Say, Transcribe, Turn, Unlisten

from .conversations import FRAME_MS, LOUD, Driver

HANGOVER_MS = 300
LATE_MS = 2 * FRAME_MS
"""An end is noticed with the frame in which it is."""


def live(words: dict[int, str] | None = None, detection: Detection | None = None, **hearing: float) -> Driver:
    driver = Driver(detection=detection or Detection(), hearing=HearingOptions(**hearing))
    driver.words = words
    return driver


def speaking(text: str = "one two three four five six seven eight", **hearing: float) -> tuple[Driver, Turn]:
    """A conversation in which the first answer is being heard."""
    driver = live({1: "Tell me something."}, **hearing)
    driver.speak_live(640)
    driver.quiet_live(600)
    turn = driver.turns()[-1]
    driver.say(turn, text)
    driver.quiet_live(1500)
    assert driver.conversation.state is State.SPEAKING
    return driver, turn


# A turn.


def test_a_turn_begins_with_the_speech_and_ends_after_the_hangover() -> None:
    driver = live({1: "How are you?"})
    driver.quiet_live(960)
    driver.speak_live(640)
    driver.quiet_live(HANGOVER_MS + LATE_MS)
    started, stopped, committed, transcribed, begun = driver.outputs(
        SpeechStarted, SpeechStopped, Committed, Transcribed, AnswerBegun
    )
    assert isinstance(started, SpeechStarted)
    assert isinstance(stopped, SpeechStopped)
    assert started.at_ms == 960 - 10 * FRAME_MS, "with 300 ms of pre-roll, in whole frames"
    assert stopped.at_ms == 1600
    assert committed == Committed(1, started.item)
    assert transcribed == Transcribed(1, "How are you?", True, started.item, transcribed.audio_ms)  # type: ignore[union-attr]
    assert isinstance(begun, AnswerBegun)
    assert begun.turn == 1
    assert driver.conversation.history.text(started.item) == "How are you?"


def test_the_words_are_wanted_and_the_answer_is_guessed_in_the_first_silence() -> None:
    driver = live({1: "How are you?"})
    driver.speak_live(640)
    assert not any(isinstance(message, Transcribe) for message in driver.sent(Room.REASONER))
    driver.quiet_live(FRAME_MS)
    (turn,) = driver.turns()
    assert turn.speculative
    assert not driver.outputs(AnswerBegun)


def test_nothing_of_a_guess_is_let_out_before_the_turn_is_taken() -> None:
    driver = live({1: "How are you?"})
    driver.speak_live(640)
    driver.quiet_live(64)
    driver.say(driver.turns()[0], "Very well.")
    assert not driver.outputs(AnswerBegun, AudioOut)
    driver.quiet_live(HANGOVER_MS)
    assert driver.sent(Room.REASONER)[-1] == Confirm("s1", 1, 1)
    kinds = [type(output).__name__ for output in driver.outputs(AnswerBegun, AudioOut, Committed)]
    assert kinds[:3] == ["Committed", "AnswerBegun", "AudioOut"]
    driver.done(driver.turns()[0])
    driver.quiet_live(1000)
    (ended,) = driver.ended()
    trace = ended.trace
    assert (trace.outcome, trace.zero) == ("finished", "speech")
    assert (trace.speculated, trace.discarded_speculations) == (True, 0)
    assert trace.hangover_ms is not None
    assert HANGOVER_MS <= trace.hangover_ms <= HANGOVER_MS + FRAME_MS
    assert trace.first_audible_ms == trace.endpoint_ms


def test_a_guess_that_begins_where_an_answer_makes_way_for_another_is_dropped() -> None:
    """What was said into the answer is taken up when that ends; it is not what is asked for."""
    driver = live({2: "Mm-hm.", 4: "How are you?"})
    driver.give(Respond(Request()))
    driver.speak_live(480)
    driver.quiet_live(160)
    driver.give(Respond(Request()))
    wanted = driver.turns()[-1]
    assert not wanted.speculative
    guesses = {turn.generation for turn in driver.turns() if turn.speculative}
    cancelled = {message.generation for message in driver.sent(Room.REASONER) if isinstance(message, Cancel)}
    assert guesses <= cancelled
    driver.quiet_live(1000)
    driver.say(wanted, "Fine.")
    driver.done(wanted)
    driver.quiet_live(2000)
    # The next turn gets an answer of its own, and not that guess.
    driver.speak_live(640)
    driver.quiet_live(800)
    begun = driver.outputs(AnswerBegun)[-1]
    assert isinstance(begun, AnswerBegun)
    assert begun.turn == driver.turns()[-1].turn > wanted.turn


def test_a_guess_is_dropped_when_the_user_goes_on_and_made_anew_at_the_next_silence() -> None:
    driver = live({1: "How"})
    driver.speak_live(640)
    driver.quiet_live(128)
    driver.say(driver.turns()[0], "What?")
    driver.words = {1: "How are you?"}
    driver.speak_live(640)
    assert Cancel("s1", 1, 1) in driver.sent(Room.REASONER)
    assert Cancel("s1", 1, 1) in driver.sent(Room.SPEAKER)
    driver.quiet_live(500)
    first, second = driver.turns()
    assert (first.turn, second.turn) == (1, 1)
    assert second.generation > first.generation
    driver.say(second, "Well.")
    driver.done(second)
    driver.quiet_live(1000)
    (ended,) = driver.ended()
    assert ended.trace.played == "Well. "
    assert ended.trace.discarded_speculations == 1
    assert [type(output) for output in driver.outputs(SpeechStarted, SpeechStopped)] == [SpeechStarted, SpeechStopped]


def test_the_silence_inside_of_a_turn_is_part_of_it_and_the_one_behind_it_is_not_sent() -> None:
    driver = live({1: "One. Two."})
    driver.speak_live(320)
    driver.quiet_live(192)
    driver.speak_live(320)
    driver.quiet_live(600)
    assert driver.heard_ms(1) == 320 + 192 + 320 + FRAME_MS


def test_without_speculation_nothing_is_asked_before_the_end() -> None:
    driver = live({1: "How are you?"}, speculate=False)
    driver.speak_live(640)
    driver.quiet_live(HANGOVER_MS - FRAME_MS)
    assert not driver.turns()
    driver.quiet_live(2 * LATE_MS)
    assert [turn.speculative for turn in driver.turns()] == [False]


def test_sound_without_words_makes_no_turn() -> None:
    driver = live({})
    driver.speak_live(640)
    driver.quiet_live(600)
    assert not driver.turns()
    assert not driver.outputs(Committed, AnswerBegun)
    assert driver.ended()[0].trace.outcome == "no_turn"
    assert driver.sent(Room.REASONER)[-1] == Unlisten("s1", 1)
    assert not driver.conversation.history.items()


def test_a_click_is_no_speech() -> None:
    driver = live({})
    for _ in range(20):
        driver.speak_live(64)
        driver.quiet_live(320)
    assert not driver.outputs(SpeechStarted)
    assert driver.sent(Room.REASONER)[1:] == []


def test_an_unfinished_turn_is_waited_for_a_little_longer() -> None:
    driver = live({1: "I would like"})
    driver.speak_live(640)
    driver.quiet_live(64)
    (judge,) = [action for action in driver.actions if isinstance(action, Judge)]
    driver.give(Judged(judge.turn, 0.02))
    driver.quiet_live(400)
    assert not driver.outputs(AnswerBegun)
    driver.quiet_live(250)
    assert driver.outputs(AnswerBegun)


def test_a_question_is_finished_whatever_the_model_finds() -> None:
    driver = live({1: "What is it?"})
    driver.speak_live(640)
    driver.quiet_live(64)
    driver.give(Judged(1, 0.02))
    driver.quiet_live(HANGOVER_MS)
    assert driver.outputs(AnswerBegun)


def test_a_fixed_hangover_is_kept_whatever_the_model_finds() -> None:
    driver = live({1: "I would like"}, Detection(semantic=False, hangover_ms=500))
    driver.speak_live(640)
    driver.quiet_live(480)
    assert not driver.outputs(AnswerBegun)
    driver.quiet_live(LATE_MS)
    assert driver.outputs(AnswerBegun)
    assert not any(isinstance(action, Judge) for action in driver.actions)


def test_live_audio_that_stops_coming_ends_the_turn() -> None:
    driver = live({1: "How are you?"})
    driver.speak_live(640)
    driver.wait(800)
    driver._transcribe()
    assert driver.outputs(AnswerBegun)


def test_audio_faster_than_real_time_is_cut_where_its_silences_are() -> None:
    driver = live({1: "One?", 2: "Two?"}, resume_ms=0)
    for _ in range(2):
        for _ in range(20):
            driver.give(Frame(LOUD, 0.9))
        for _ in range(40):
            driver.give(Frame(bytes(len(LOUD)), 0.0))
        driver._transcribe()
    assert len(driver.outputs(Committed)) == 2


# A turn that was not over.


def test_speech_soon_after_the_turn_was_taken_makes_one_turn_of_both() -> None:
    driver = live({1: "And so, my fellow Americans,"})
    driver.speak_live(1600)
    driver.quiet_live(640)
    first = driver.turns()[-1]
    driver.say(first, "Yes, what about them?")
    driver.quiet_live(300)
    driver.words = {2: "And so, my fellow Americans, ask not."}
    driver.speak_live(640)
    driver.quiet_live(600)
    merged = driver.ended()[0]
    assert (merged.trace.outcome, merged.by_user) == ("merged", True)
    user, answer = driver.outputs(ItemDropped)
    assert driver.outputs(Committed)[0] == Committed(1, user.item)  # type: ignore[union-attr]
    assert driver.outputs(AnswerBegun)[0] == AnswerBegun(1, answer.item)  # type: ignore[union-attr]
    second = driver.turns()[-1]
    assert second.turn == 2
    assert driver.heard_ms(2) >= 1600 + 640 + 640
    assert [item.text for item in driver.conversation.history.items()] == ["And so, my fellow Americans, ask not."]
    driver.say(second, "Fine.")
    driver.done(second)
    driver.quiet_live(1000)
    assert [ended.trace.outcome for ended in driver.ended()] == ["merged", "finished"]


def test_speech_later_than_that_is_a_turn_of_its_own() -> None:
    driver, _ = speaking()
    driver.words = {2: "Stop that now."}
    driver.speak_live(640)
    driver.quiet_live(600)
    assert driver.ended()[0].trace.outcome == "interrupted"
    assert len(driver.conversation.history.items()) == 3


# Interruption.


def test_speech_into_an_answer_stops_the_sending_at_once_and_is_told_only_when_it_is_sure() -> None:
    driver, _ = speaking()
    sent_ms = driver.played_ms(1)
    driver.words = None
    driver.speak_live(192)
    assert driver.conversation.state is State.SUSPECTED
    assert driver.played_ms(1) - sent_ms <= 128
    assert len(driver.outputs(SpeechStarted)) == 1, "of the first turn"
    driver.words = {2: "Wait, stop."}
    driver.speak_live(192)
    assert driver.ended()[0].trace.outcome == "interrupted"
    started = driver.outputs(SpeechStarted)[-1]
    assert isinstance(started, SpeechStarted)
    onset_ms = driver.conversation._listening.hearing.position_ms - 384  # type: ignore[union-attr]
    assert onset_ms - 10 * FRAME_MS - 1 <= started.at_ms <= onset_ms, "when it really began"
    order = [type(action) for action in driver.actions if isinstance(action, SpeechStarted | TurnEnded)]
    assert order[-2:] == [SpeechStarted, TurnEnded]


def test_the_history_ends_where_the_answer_was_heard() -> None:
    driver, _ = speaking()
    driver.words = {2: "Wait, stop."}
    driver.speak_live(640)
    driver.quiet_live(600)
    answer = driver.conversation.history.items()[1]
    assert answer.cut
    assert answer.text == driver.ended()[0].trace.played
    heard_ms = driver.played_ms(1)
    assert abs(len(answer.text.split()) * 200 - heard_ms) <= 200
    remembered = [message for message in driver.sent(Room.REASONER) if isinstance(message, Remember)]
    turn_at = driver.sent(Room.REASONER).index(driver.turns()[-1])
    assert driver.sent(Room.REASONER).index(remembered[-1]) < turn_at, "before the next turn is asked"


def test_a_back_channel_is_not_an_interruption_and_the_answer_goes_on_where_it_was() -> None:
    driver, turn = speaking()
    driver.words = {2: "Mm-hmm."}
    driver.speak_live(480)
    driver.quiet_live(64)
    assert driver.conversation.state is State.SPEAKING
    driver.quiet_live(640)
    driver.done(turn)
    driver.quiet_live(2000)
    (ended,) = driver.ended()
    assert ended.trace.outcome == "finished"
    assert ended.trace.played == "one two three four five six seven eight "
    assert ended.trace.gaps_ms == []
    assert len(driver.outputs(SpeechStarted, Committed)) == 2, "of the first turn alone"
    assert Unlisten("s1", 2) in driver.sent(Room.REASONER)


def test_a_short_word_that_is_no_back_channel_interrupts_when_it_is_over() -> None:
    driver, _ = speaking()
    driver.words = {2: "Stop."}
    driver.speak_live(192)
    driver.quiet_live(FRAME_MS)
    assert driver.ended()[0].trace.outcome == "interrupted"


def test_long_speech_interrupts_even_if_nobody_tells_its_words() -> None:
    driver, _ = speaking()
    driver.words = None
    driver.speak_live(1200)
    assert driver.ended()[0].trace.outcome == "interrupted"


def test_a_fit_of_coughing_does_not() -> None:
    driver, _ = speaking()
    driver.words = {2: ""}
    driver.speak_live(1600)
    driver.quiet_live(64)
    assert not driver.ended()


def test_a_yes_at_the_end_of_the_answer_is_a_turn() -> None:
    driver, turn = speaking("More? Yes?")
    driver.done(turn)
    driver.words = {2: "Yes."}
    driver.speak_live(320)
    driver.quiet_live(600)
    assert len(driver.turns()) >= 2
    assert driver.turns()[-1].turn == 2


def test_who_does_not_want_to_be_interrupted_is_not() -> None:
    driver = live({1: "Tell me something.", 2: "Stop that."}, Detection(interrupt=False))
    driver.speak_live(640)
    driver.quiet_live(600)
    turn = driver.turns()[-1]
    driver.say(turn, "one two three four five six seven eight nine ten")
    driver.quiet_live(400)
    driver.speak_live(640)
    driver.quiet_live(600)
    driver.done(turn)
    driver.quiet_live(2000)
    assert [ended.trace.outcome for ended in driver.ended()] == ["finished"]
    assert len(driver.outputs(Committed)) == 2, "nothing that was said is lost"
    assert [item.text for item in driver.conversation.history.items()][-1] == "Stop that."


# What the client ends, and asks for.


def manual() -> Driver:
    driver = Driver()
    driver.give(Converse(Manner(detection=None)))
    return driver


def test_committed_audio_is_transcribed_and_answered_only_when_asked_for() -> None:
    driver = manual()
    driver.words = {1: "How are you?"}
    driver.give(AudioIn(LOUD * 20))
    driver.give(Commit())
    driver._transcribe()
    assert not driver.turns()
    (item,) = driver.conversation.history.items()
    assert item.text == "How are you?"
    assert driver.sent(Room.REASONER)[-2:] == [Unlisten("s1", 1), Remember("s1", item, "")]
    driver.give(Respond(Request()))
    (turn,) = driver.turns()
    assert (turn.turn, turn.text) == (2, "")


def test_an_answer_waits_for_the_words_of_what_was_committed() -> None:
    driver = manual()
    driver.give(AudioIn(LOUD * 20))
    driver.give(Commit())
    driver.give(Respond(Request()))
    assert driver.outputs(AnswerBegun)
    assert not driver.turns()
    driver.words = {1: "How are you?"}
    driver._transcribe()
    kinds = [type(message) for message in driver.sent(Room.REASONER)[-3:]]
    assert kinds == [Unlisten, Remember, Turn]


def test_a_text_answer_is_not_spoken_and_remembered_whole() -> None:
    driver = manual()
    driver.give(Respond(Request(speak=False)))
    turn = driver.turns()[-1]
    driver.give(FromChild(Room.REASONER, Say("s1", 1, turn.generation, "In writing.")))
    driver.give(FromChild(Room.REASONER, Done("s1", 1, turn.generation)))
    assert len(driver.sent(Room.SPEAKER)) == 1
    assert driver.outputs(AnswerSent) == [AnswerSent(1, "stop")]
    assert driver.conversation.history.items()[-1].text == "In writing."


def test_a_text_answer_has_no_sound_and_nothing_is_added_to_it_when_it_is_done() -> None:
    driver = manual()
    driver.give(Respond(Request(speak=False)))
    turn = driver.turns()[-1]
    driver.say(turn, "In writing.")
    driver.give(FromChild(Room.REASONER, Done("s1", 1, turn.generation)))
    driver.say(turn, "And on.")
    driver.wait(5000)
    assert driver.outputs(AudioOut) == []
    assert driver.outputs(AnswerSent) == [AnswerSent(1, "stop")]
    assert [said.text for said in driver.outputs(Said)] == ["In writing."]
    assert driver.conversation.history.items()[-1].text == "In writing."
    assert driver.conversation.state is State.LISTENING


def test_a_client_that_turns_the_detection_off_ends_what_was_begun() -> None:
    driver = live({1: "How are you?"})
    driver.speak_live(640)
    driver.quiet_live(96)
    driver.give(Converse(Manner(detection=None)))
    assert driver.sent(Room.REASONER)[-1] == Listen("s1", 1, driver.sent(Room.REASONER)[-1].pcm)  # type: ignore[union-attr]
    driver.give(AudioIn(LOUD * 10))
    driver.give(Commit())
    driver._transcribe()
    assert len(driver.outputs(Committed)) == 1
    assert not driver.outputs(AnswerBegun)


def test_what_was_heard_can_be_cleared() -> None:
    driver = live({1: "How"})
    driver.speak_live(640)
    driver.give(Clear())
    driver.quiet_live(1000)
    assert not driver.turns()
    assert driver.sent(Room.REASONER)[-1] == Unlisten("s1", 1)


def test_new_instructions_and_items_reach_a_reasoner_that_comes_back() -> None:
    driver = manual()
    driver.give(Converse(Manner(instructions="Be kind.", detection=None)))
    driver.give(AddItem(Item("a", "user", "Hello.")))
    driver.give(AddItem(Item("b", "system", "It rains."), after=""))
    driver.give(ChildDown(Room.REASONER, "killed"))
    driver.give(ChildUp(Room.REASONER))
    opened = driver.sent(Room.REASONER)[-1]
    assert opened.instructions == "Be kind."  # type: ignore[union-attr]
    assert [item.id for item in opened.history] == ["b", "a"]  # type: ignore[union-attr]


def test_a_reasoner_that_dies_while_the_user_speaks_is_replaced_without_a_loss() -> None:
    driver = live(None)
    driver.speak_live(640)
    driver.give(ChildDown(Room.REASONER, "killed"))
    driver.speak_live(640)
    driver.quiet_live(600)
    assert driver.outputs(Committed), "the turn is taken, and held"
    driver.give(ChildUp(Room.REASONER))
    listened = [message for message in driver.sent(Room.REASONER) if isinstance(message, Listen)]
    assert sum(len(message.pcm) for message in listened[-2:]) / 32 >= 1280
    assert isinstance(driver.sent(Room.REASONER)[-1], Turn)


def test_an_apology_that_may_be_interrupted_ends_though_nobody_tells_by_what_words() -> None:
    """The reasoner is there, and silent: as with any answer, that is waited for so long and no longer."""
    driver = live()
    driver.say(driver.ask(), "one two three")
    driver.give(ChildDown(Room.SPEAKER, "killed"))
    driver.speak_live(128)
    assert driver.conversation.state is State.SUSPECTED
    driver.wait(200_000)
    assert driver.conversation.state is State.LISTENING
    (ended,) = driver.ended()
    assert ended.trace.outcome == "failed"
