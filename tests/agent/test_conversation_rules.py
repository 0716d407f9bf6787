"""What must hold whatever happens in whatever order: random inputs on virtual time."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from antiphon.agent.conversation import State
from antiphon.agent.events import (
    AudioIn,
    AudioOut,
    ChildDown,
    ChildUp,
    EndOfTurn,
    FromChild,
    Interrupt,
    PlayedTo,
    Room,
    SpeechDismissed,
    SpeechSuspected,
    TurnEnded,
)  # fmt: skip
from antiphon.transport.messages import (
    Cancel,
    Done,
    Fail,
    Heard,
    Open,
    Thought,
    Turn,
)  # fmt: skip

from .conversations import Driver

CANARY = "canary"


class AnyOrder(RuleBasedStateMachine):
    """The children answer late, twice, for the wrong turn, or die; the user interrupts when they like."""

    def __init__(self) -> None:
        super().__init__()
        self.driver = Driver()
        self.up = set(Room)
        self.ends = 0
        self.failed_at_reasoner: set[int] = set()

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
        self.ends += 1

    @rule(back=backs)
    def transcript(self, back: int) -> None:
        if (turn := self.turn(back)) and Room.REASONER in self.up:
            self.driver.transcript(turn, "what the user said")

    @rule(back=backs)
    def thought(self, back: int) -> None:
        if (turn := self.turn(back)) and Room.REASONER in self.up:
            thought = Thought("s1", turn.turn, turn.generation, CANARY, tokens=1)
            self.driver.give(FromChild(Room.REASONER, thought))

    @rule(back=backs, words=st.integers(1, 6))
    def say(self, back: int, words: int) -> None:
        if (turn := self.turn(back)) and self.up == set(Room):
            self.driver.say(turn, " ".join(f"w{turn.turn}" for _ in range(words)))

    @rule(back=backs, room=st.sampled_from(list(Room)))
    def done(self, back: int, room: Room) -> None:
        if (turn := self.turn(back)) and room in self.up:
            self.driver.give(FromChild(room, Done("s1", turn.turn, turn.generation)))

    @rule(back=backs, room=st.sampled_from(list(Room)), kind=st.sampled_from(["input", "no_speech", "internal"]))
    def fail(self, back: int, room: Room, kind: str) -> None:
        if (turn := self.turn(back)) and room in self.up:
            if room is Room.REASONER:
                self.failed_at_reasoner.add(turn.turn)
            self.driver.give(FromChild(room, Fail(kind, "it went wrong", "s1", turn.turn, turn.generation)))

    @rule(ms=st.sampled_from([1, 40, 333, 2000, 40_000]))
    def wait(self, ms: int) -> None:
        self.driver.wait(ms)

    @rule(event=st.sampled_from([Interrupt(), SpeechSuspected(), SpeechDismissed()]))
    def user(self, event: Interrupt | SpeechSuspected | SpeechDismissed) -> None:
        self.driver.give(event)

    @rule(turn=st.integers(0, 5), position_ms=st.floats(-10, 3000), final=st.booleans())
    def played_to(self, turn: int, position_ms: float, final: bool) -> None:
        self.driver.give(PlayedTo(turn, position_ms, final))

    @precondition(lambda self: self.up)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        room = data.draw(st.sampled_from(sorted(self.up)))
        self.up.discard(room)
        self.driver.give(ChildDown(room, "killed"))

    @precondition(lambda self: len(self.up) < len(Room))
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        room = data.draw(st.sampled_from(sorted(set(Room) - self.up)))
        self.up.add(room)
        self.driver.give(ChildUp(room))

    @invariant()
    def every_turn_ends_at_most_once_and_is_silent_after_it(self) -> None:
        ended: set[int] = set()
        for action in self.driver.actions:
            if isinstance(action, TurnEnded):
                assert action.turn not in ended
                ended.add(action.turn)
            elif isinstance(action, AudioOut):
                assert action.turn not in ended
        assert len(ended) <= self.ends

    @invariant()
    def the_history_holds_only_words_of_its_own_answers(self) -> None:
        for past in self.driver.conversation.history.past():
            assert set(past.answer.split()) <= {f"w{past.turn}", "Sorry."}

    @invariant()
    def no_thought_reaches_the_speaker(self) -> None:
        assert CANARY not in repr(self.driver.sent(Room.SPEAKER))

    @invariant()
    def a_child_knows_the_session_before_it_hears_of_turns(self) -> None:
        for room in Room:
            sent = self.driver.sent(room)
            assert not sent or isinstance(sent[0], Open)

    @invariant()
    def one_answer_at_a_time(self) -> None:
        """Whoever is asked a turn has been told what became of the one before."""
        pending: int | None = None
        for message in self.driver.sent(Room.REASONER):
            if isinstance(message, Turn):
                assert pending in {None, *self.failed_at_reasoner}, f"{message.turn} was asked while {pending} was open"
                pending = message.turn
            elif isinstance(message, Cancel | Heard | Open):
                pending = None

    def teardown(self) -> None:
        """When the children are silent for long enough, every turn has ended, and the agent listens."""
        self.driver.give(SpeechDismissed())
        self.driver.wait(200_000)
        assert self.driver.conversation.state is State.LISTENING
        assert len({action.turn for action in self.driver.ended()}) == self.ends


AnyOrder.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase
