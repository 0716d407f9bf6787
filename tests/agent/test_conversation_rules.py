"""What must hold whatever happens in whatever order: random inputs on virtual time."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from antiphon.agent.conversation import State
from antiphon.agent.events import (
    AudioIn,
    ChildDown,
    ChildUp,
    Clear,
    Commit,
    Converse,
    EndOfTurn,
    FromChild,
    Interrupt,
    Judged,
    PlayedTo,
    Respond,
    Room,
)
from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Committed,
    Detection,
    Manner,
    Request,
    Said,
    SpeechStarted,
    SpeechStopped,
    TurnEnded,
)
from antiphon.transport.messages import (
    Cancel,
    Confirm,
    Done,
    Fail,
    Mode,
    Open,
    Played,
    Remember,
    Routed,
    Say,
    SegmentBegun,
    Thought,
    Transcribe,
    Transcript,
    Turn,
)

from .conversations import Driver

CANARY = "canary"


class AnyOrder(RuleBasedStateMachine):
    """The children answer late, twice, for the wrong turn, or die; the user interrupts when they like."""

    def __init__(self) -> None:
        super().__init__()
        self.driver = Driver()
        self.up = set(Room)
        self.live = False
        self.over_at_reasoner: set[int] = set()
        self.over: list[tuple[int, int]] = []
        """What the reasoner had sent and been sent when it was over with a generation, or died with all of them."""

    def turn(self, back: int) -> Turn | None:
        """A turn that the reasoner was asked: the last one, or one before it."""
        turns = [message for message in self.driver.sent(Room.REASONER) if isinstance(message, Turn)]
        return turns[-1 - back] if len(turns) > back else None

    backs = st.sampled_from([0, 0, 0, 1, 2])

    @rule(text=st.sampled_from(["Hello?", "", "Who was Bach?"]), audio=st.booleans())
    def end_of_turn(self, text: str, audio: bool) -> None:
        if audio:
            self.driver.give(AudioIn(bytes(3200)))
        self.driver.give(EndOfTurn(text))

    @rule(ms=st.sampled_from([64, 128, 480, 960]), speech=st.booleans())
    def live_audio(self, ms: int, speech: bool) -> None:
        if self.live:
            self.driver.speak_live(ms, speech=speech)

    @rule(words=st.sampled_from(["", "Mm-hm.", "Stop.", "How are you today?"]), late=st.booleans())
    def transcribe(self, words: str, late: bool) -> None:
        self.words(words, late=late)

    def words(self, words: str, *, late: bool) -> None:
        wanted = [message for message in self.driver.sent(Room.REASONER) if isinstance(message, Transcribe)]
        if wanted and Room.REASONER in self.up:
            turn = wanted[-1].turn
            heard_ms = self.driver.heard_ms(turn) - (200 if late else 0)
            self.driver.give(FromChild(Room.REASONER, Transcript("s1", turn, 0, words, heard_ms)))

    @rule(words=st.sampled_from(["", "Mm-hm.", "How are you today?"]), silence_ms=st.sampled_from([96, 640]))
    def utterance(self, words: str, silence_ms: int) -> None:
        if self.live:
            self.driver.speak_live(480)
            self.driver.quiet_live(64)
            self.words(words, late=False)
            self.driver.quiet_live(silence_ms)

    @rule(complete=st.sampled_from([0.0, 0.9]))
    def judged(self, complete: float) -> None:
        self.driver.give(Judged(self.driver.conversation.user_turn, complete))

    @rule(
        detection=st.sampled_from([None, Detection(), Detection(interrupt=False), Detection(respond=False)]),
        speak=st.sampled_from([True, True, False]),
    )
    def converse(self, detection: Detection | None, speak: bool) -> None:
        self.live = detection is not None
        self.driver.give(Converse(Manner(detection=detection, speak=speak)))

    @rule(speak=st.booleans(), audio=st.booleans())
    def commit_and_respond(self, speak: bool, audio: bool) -> None:
        if audio:
            self.driver.give(AudioIn(bytes(3200)))
            self.driver.give(Commit())
        self.driver.give(Respond(Request(speak=speak)))

    @rule()
    def clear(self) -> None:
        self.driver.give(Clear())

    @rule(back=backs)
    def transcript(self, back: int) -> None:
        if (turn := self.turn(back)) and Room.REASONER in self.up:
            self.driver.transcript(turn, "what the user said")

    @rule(back=backs, end=st.booleans())
    def thought(self, back: int, end: bool) -> None:
        if (turn := self.turn(back)) and Room.REASONER in self.up:
            thought = Thought("s1", turn.turn, turn.generation, "" if end else CANARY, tokens=not end, end=end)
            self.driver.give(FromChild(Room.REASONER, thought))

    @rule(back=backs)
    def routed(self, back: int) -> None:
        if (turn := self.turn(back)) and Room.REASONER in self.up:
            self.driver.give(FromChild(Room.REASONER, Routed("s1", turn.turn, turn.generation, "think by rule")))

    @rule(back=backs, words=st.integers(1, 6))
    def say(self, back: int, words: int) -> None:
        if (turn := self.turn(back)) and self.up == set(Room):
            self.driver.say(turn, f"w{turn.turn} " * words)

    @rule(back=backs, words=st.integers(0, 6), end=st.booleans())
    def segment(self, back: int, words: int, end: bool) -> None:
        if (turn := self.turn(back)) and self.up == set(Room):
            self.driver.segment(turn, f"w{turn.turn} " * words, thought_tokens=7, end=end)

    @rule(back=backs)
    def segment_of_code(self, back: int) -> None:
        """Nothing of it is ever sound; its end may be."""
        if (turn := self.turn(back)) and Room.REASONER in self.up:
            begun = SegmentBegun("s1", turn.turn, turn.generation, 0)
            say = Say("s1", turn.turn, turn.generation, f"```w{turn.turn}```", end_of_segment=True)
            self.driver.give(FromChild(Room.REASONER, begun))
            self.driver.give(FromChild(Room.REASONER, say))

    @rule(back=backs)
    def end_of_sound(self, back: int) -> None:
        if (turn := self.turn(back)) and Room.SPEAKER in self.up:
            self.driver.end_segment(turn)

    def ends(self, turn: Turn, room: Room) -> None:
        if room is Room.REASONER:
            self.over_at_reasoner.add(turn.turn)
            self.over.append((len(self.driver.sent(room)), turn.generation))

    @rule(back=backs, room=st.sampled_from(list(Room)))
    def done(self, back: int, room: Room) -> None:
        if (turn := self.turn(back)) and room in self.up:
            self.ends(turn, room)
            self.driver.give(FromChild(room, Done("s1", turn.turn, turn.generation)))

    @rule(back=backs, room=st.sampled_from(list(Room)), kind=st.sampled_from(["input", "no_speech", "internal"]))
    def fail(self, back: int, room: Room, kind: str) -> None:
        if (turn := self.turn(back)) and room in self.up:
            self.ends(turn, room)
            self.driver.give(FromChild(room, Fail(kind, "it went wrong", "s1", turn.turn, turn.generation)))

    @rule(ms=st.sampled_from([1, 40, 333, 2000, 40_000]))
    def wait(self, ms: int) -> None:
        self.driver.wait(ms)

    @rule()
    def interrupt(self) -> None:
        self.driver.give(Interrupt())

    @rule(back=st.integers(1, 5), position_ms=st.floats(-10, 3000), final=st.booleans())
    def played_to(self, back: int, position_ms: float, final: bool) -> None:
        begun = self.driver.outputs(AnswerBegun)
        if len(begun) >= back:
            self.driver.give(PlayedTo(begun[-back].item, position_ms, final))

    @precondition(lambda self: self.up)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        room = data.draw(st.sampled_from(sorted(self.up)))
        self.up.discard(room)
        if room is Room.REASONER and self.driver.turns():
            self.over.append((len(self.driver.sent(room)), self.driver.turns()[-1].generation))
        self.driver.give(ChildDown(room, "killed"))

    @precondition(lambda self: len(self.up) < len(Room))
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        room = data.draw(st.sampled_from(sorted(set(Room) - self.up)))
        self.up.add(room)
        self.driver.give(ChildUp(room))

    def every_answer_ends_at_most_once_and_is_silent_after_it(self) -> None:
        begun: set[int] = set()
        sent: set[int] = set()
        ended: set[int] = set()
        for action in self.driver.actions:
            match action:
                case AnswerBegun(turn):
                    assert len(begun) == len(begun & ended), "one answer at a time"
                    begun.add(turn)
                case AudioOut(turn) | Said(turn):
                    assert turn in begun - ended
                    assert turn not in sent
                case AnswerSent(turn):
                    assert turn in begun - ended - sent
                    sent.add(turn)
                case TurnEnded(turn):
                    assert turn not in ended
                    ended.add(turn)
                case _:
                    pass

    def speech_that_started_stops_before_it_is_committed(self) -> None:
        started: dict[int, type] = {}
        for action in self.driver.actions:
            match action:
                case SpeechStarted(turn):
                    assert turn not in started
                    started[turn] = SpeechStarted
                case SpeechStopped(turn):
                    assert started[turn] is SpeechStarted
                    started[turn] = SpeechStopped
                case Committed(turn):
                    assert started.get(turn) is not Committed
                    started[turn] = Committed
                case _:
                    pass

    def the_history_holds_only_words_of_its_own_answers(self) -> None:
        turns = {begun.item: begun.turn for begun in self.driver.outputs(AnswerBegun)}
        for item in self.driver.conversation.history.items():
            if item.role == "assistant":
                assert set(item.text.replace("```", " ").split()) <= {f"w{turns[item.id]}", "Sorry."}

    def nothing_of_an_unconfirmed_guess_is_let_out(self) -> None:
        unconfirmed = {turn.turn for turn in self.driver.turns() if turn.speculative}
        unconfirmed -= {message.turn for message in self.driver.sent(Room.REASONER) if isinstance(message, Confirm)}
        unconfirmed -= {turn.turn for turn in self.driver.turns() if not turn.speculative}
        assert not unconfirmed & {output.turn for output in self.driver.outputs(Said)}

    def no_thought_reaches_the_speaker(self) -> None:
        assert CANARY not in repr(self.driver.sent(Room.SPEAKER))

    def a_child_knows_the_session_before_it_hears_of_turns(self) -> None:
        for room in Room:
            sent = self.driver.sent(room)
            assert not sent or isinstance(sent[0], Open)

    def one_answer_at_a_time(self) -> None:
        """Whoever is asked a turn has been told what became of the one before."""
        pending: int | None = None
        for message in self.driver.sent(Room.REASONER):
            if isinstance(message, Turn):
                assert pending in {None, *self.over_at_reasoner}, f"{message.turn} was asked while {pending} was open"
                pending = message.turn
            elif isinstance(message, Cancel | Remember | Open):
                pending = None

    def the_listener_is_told_of_only_where_an_answer_is_being_written(self) -> None:
        """Of the newest that was asked for and is thought about, to a reasoner that is there and not over with it."""
        asked: Turn | None = None
        told: Played | None = None
        for number, message in enumerate(self.driver.sent(Room.REASONER)):
            match message:
                case Turn():
                    asked, told = message, None
                case Cancel() | Open():
                    asked = None
                case Played():
                    assert asked is not None
                    assert (message.turn, message.generation) == (asked.turn, asked.generation)
                    assert asked.mode is not Mode.NO_THINK
                    over = {generation for before, generation in self.over if before <= number}
                    assert message.generation not in over
                    assert told is None or message.segments >= told.segments > 0
                    told = message
                case _:
                    pass

    def a_guess_is_not_being_heard(self) -> None:
        guesses: set[int] = set()
        for message in self.driver.sent(Room.REASONER):
            match message:
                case Turn(speculative=True):
                    guesses.add(message.generation)
                case Confirm():
                    guesses.discard(message.generation)
                case Played(playing=True):
                    assert message.generation not in guesses
                case _:
                    pass

    def teardown(self) -> None:
        """When the children are silent for long enough, every turn has ended, and the agent listens."""
        self.driver.wait(200_000)
        self.every_answer_ends_at_most_once_and_is_silent_after_it()
        self.speech_that_started_stops_before_it_is_committed()
        self.the_history_holds_only_words_of_its_own_answers()
        self.nothing_of_an_unconfirmed_guess_is_let_out()
        self.no_thought_reaches_the_speaker()
        self.a_child_knows_the_session_before_it_hears_of_turns()
        self.one_answer_at_a_time()
        self.the_listener_is_told_of_only_where_an_answer_is_being_written()
        self.a_guess_is_not_being_heard()
        assert self.driver.conversation.state is State.LISTENING
        ended = {action.turn for action in self.driver.ended()}
        assert {begun.turn for begun in self.driver.outputs(AnswerBegun)} <= ended


AnyOrder.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase
