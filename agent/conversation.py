"""The rules of one conversation, without sockets, tasks or clocks.

    LISTENING --EndOfTurn--> THINKING --first sound--> SPEAKING <--suspected / dismissed--> SUSPECTED
        ^                        |                         |                                    |
        +------------------------+---- heard to its end, interrupted, or failed ----------------+

A turn is numbered when its first audio comes in, or at its end where it has none. It is *held* until both
children are ready, and asked once. An answer is over when all of it was heard. When a child dies in the
middle of one, the answer ends with an apology from memory, and the next child is given the history.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from antiphon.transport.messages import (
    Audio,
    Cancel,
    Close,
    Done,
    Fail,
    Heard,
    Listen,
    Message,
    Mode,
    Open,
    Say,
    Show,
    Thought,
    Transcript,
    Turn,
)  # fmt: skip

from .answer import Answer, Sound
from .events import (
    Action,
    AudioIn,
    AudioOut,
    ChildDown,
    ChildUp,
    EndOfTurn,
    FromChild,
    Input,
    Interrupt,
    PlayedTo,
    Room,
    Said,
    Shown,
    SpeechDismissed,
    SpeechSuspected,
    Supersede,
    Thinking,
    Tick,
    ToChild,
    Transcribed,
    TurnEnded,
)  # fmt: skip
from .history import History
from .ledger import Ledger
from .playout import Playout
from .settings import ConversationOptions
from .trace import Outcome, Trace

__all__ = ["Conversation", "State"]

REMEMBERED_LEDGERS = 8
"""Answers whose heard part a client may still correct."""

Fault = Literal["input", "no_speech", "capacity", "internal"]


class State(Enum):
    """What the agent is doing."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    SUSPECTED = "possibly interrupted"


@dataclass(slots=True)
class _Hearing:
    """The user's turn while it comes in; kept, so that a reasoner that dies meanwhile can hear it again."""

    turn: int
    generation: int
    pieces: list[bytes] = field(default_factory=list)
    duration_ms: float = 0.0
    too_long: bool = False


class Conversation:
    """One conversation: inputs and time in, actions out.

    ``ahead_ms``: see ``Playout``. ``apology``: what is played when an answer fails; None: nothing.
    """

    def __init__(
        self,
        session: str,
        options: ConversationOptions,
        ahead_ms: float | None,
        apology: Sound | None = None,
    ) -> None:
        self.session = session
        self.history = History()
        self.state = State.LISTENING
        self._options = options
        self._ahead_ms = ahead_ms
        self._apology = apology
        self._turn = 0
        self._generation = 0
        self._hearing: _Hearing | None = None
        self._answer: Answer | None = None
        self._up: set[Room] = set()
        self._names = dict.fromkeys(Room, "")
        self._ledgers: OrderedDict[int, Ledger] = OrderedDict()
        self._actions: list[Action] = []

    # In and out.

    def receive(self, event: Input, now_ms: float) -> list[Action]:
        """What is to be done about ``event``, in order."""
        match event:
            case AudioIn():
                self._listen(event.pcm)
            case EndOfTurn():
                self._end_of_turn(event, now_ms)
            case SpeechSuspected():
                self._suspect(now_ms)
            case SpeechDismissed():
                self._dismiss(now_ms)
            case Interrupt():
                self._interrupt(now_ms)
            case PlayedTo():
                self._played_to(event, now_ms)
            case FromChild():
                self._from_child(event.room, event.message, now_ms)
            case ChildUp():
                self._child_up(event, now_ms)
            case ChildDown():
                self._child_down(event, now_ms)
            case Tick():
                self._check_stall(now_ms)
        self._play(now_ms)
        actions, self._actions = self._actions, []
        return actions

    def wake_ms(self, now_ms: float) -> float | None:
        """When a ``Tick`` is wanted, at the latest."""
        answer = self._answer
        if answer is None:
            return None
        wakes = [answer.playout.wake_ms(now_ms)]
        if not all(answer.done.values()):
            wakes.append(answer.progress_ms + self._options.answer_stall_s * 1000)
        return min((wake for wake in wakes if wake is not None), default=None)

    def close(self) -> list[Action]:
        """The session is over: the children free what they hold of it."""
        return [ToChild(room, Close(self.session)) for room in Room if room in self._up]

    @property
    def user_turn(self) -> int:
        """The number of the turn that is coming in, or will come in next."""
        return self._turn + 1 if self._hearing is None else self._hearing.turn

    # The user's turn.

    def _listen(self, pcm: bytes) -> None:
        hearing = self._hear()
        if hearing.too_long:
            return
        hearing.duration_ms += len(pcm) / 2 * 1000 / 16_000
        if hearing.duration_ms > self._options.longest_turn_s * 1000:
            hearing.too_long = True
            return
        hearing.pieces.append(pcm)
        if Room.REASONER in self._up:
            self._send(Room.REASONER, Listen(self.session, hearing.turn, hearing.generation, pcm))

    def _hear(self) -> _Hearing:
        if self._hearing is None:
            self._turn += 1
            self._generation += 1
            self._hearing = _Hearing(self._turn, self._generation)
        return self._hearing

    def _end_of_turn(self, event: EndOfTurn, now_ms: float) -> None:
        self._interrupt(now_ms)
        hearing = self._hear()
        self._hearing = None
        mode = event.mode or self._options.mode
        request = Turn(
            session=self.session,
            turn=hearing.turn,
            generation=hearing.generation,
            mode=mode,
            text=event.text,
            thought_tokens=0 if mode is Mode.NO_THINK else self._options.thought_tokens,
            say_tokens=self._options.say_tokens,
            seed=event.seed,
        )
        zero_ms = now_ms if event.zero_ms is None else event.zero_ms
        trace = Trace(self.session, hearing.turn, hearing.generation, mode.value, event.zero)
        trace.reasoner, trace.voice = self._names[Room.REASONER], self._names[Room.SPEAKER]
        self._answer = answer = Answer(request, zero_ms, trace, Playout(self._ahead_ms), now_ms, hearing.pieces)
        self.state = State.THINKING
        self.history.user(hearing.turn, event.text)
        if hearing.too_long:
            longest_s = self._options.longest_turn_s
            self._give_up(answer, now_ms, "input", f"the turn is longer than {longest_s:g} s, the most that "
                          "conversation.longest_turn_s allows: say it in parts, or raise the limit")  # fmt: skip
        elif not hearing.pieces and not event.text.strip():
            self._give_up(answer, now_ms, "no_speech", "the turn is empty: give it audio or text")
        elif self._up == set(Room):
            self._ask(answer)

    def _ask(self, answer: Answer) -> None:
        answer.held.clear()
        answer.asked = True
        self._send(Room.REASONER, answer.request)

    # The answer.

    def _from_child(self, room: Room, message: Message, now_ms: float) -> None:
        answer = self._answer
        if answer is None or answer.error or not isinstance(
            message, Transcript | Thought | Say | Show | Audio | Done | Fail
        ):  # fmt: skip
            return
        if message.generation != answer.request.generation:
            return
        answer.progress_ms = now_ms
        match message:
            case Transcript():
                self._transcribed(answer, message, now_ms)
            case Thought():
                answer.thought(message, now_ms)
                self._actions.append(Thinking(message.turn, message.text))
            case Say():
                answer.say(message, now_ms)
                self._send(Room.SPEAKER, message)
                self._actions.append(Said(message.turn, message.text))
            case Show():
                self._actions.append(Shown(message.turn, message))
            case Audio():
                self._sound(answer, message, now_ms)
            case Done():
                answer.child_done(room, message)
                if room is Room.REASONER:
                    self._send(Room.SPEAKER, message)
            case Fail():
                answer.done[room] = True
                # What the speaker cannot say is no fault of the user, who did not write it.
                fault: Fault = message.kind if room is Room.REASONER else "internal"
                self._give_up(answer, now_ms, fault, message.message)

    def _sound(self, answer: Answer, message: Audio, now_ms: float) -> None:
        try:
            answer.audio(message, now_ms)
        except ValueError as error:
            self._give_up(answer, now_ms, "internal", f"the speaker sent sound that cannot be: {error}")

    def _transcribed(self, answer: Answer, message: Transcript, now_ms: float) -> None:
        if message.final:
            answer.trace.heard = message.text
            answer.trace.transcript_ms = answer.since_zero(now_ms)
            said = " ".join(part for part in (answer.request.text, message.text) if part)
            self.history.user(message.turn, said)
        self._actions.append(Transcribed(message.turn, message.text, message.final))

    def _play(self, now_ms: float) -> None:
        """Send what is due, and end the answer when all of it was heard."""
        answer = self._answer
        if answer is None:
            return
        for piece in answer.playout.due(now_ms):
            answer.sending(piece)
            if self.state is State.THINKING:
                self.state = State.SPEAKING
            self._actions.append(AudioOut(answer.request.turn, piece.pcm, piece.rate_hz, piece.start_ms))
        if all(answer.done.values()) and answer.playout.finished(now_ms):
            self._end(answer, now_ms, "failed" if answer.error else "finished")

    def _end(self, answer: Answer, now_ms: float, outcome: Outcome, fault: Fault | None = None) -> None:
        """The turn is over; the history holds what was heard of it."""
        turn = answer.request.turn
        heard = answer.close(now_ms)
        answer.trace.outcome = outcome
        cut = outcome != "finished"
        self._answer = None
        self.state = State.LISTENING
        answered = heard or answer.done[Room.REASONER]
        if fault in ("input", "no_speech") or (not self.history.user_of(turn) and (answer.error or not answered)):
            # Nobody has said anything that a later turn could refer to.
            self.history.drop(turn)
        else:
            self._ledgers[turn] = answer.ledger
            if len(self._ledgers) > REMEMBERED_LEDGERS:
                self._ledgers.popitem(last=False)
            self._remember(turn, heard, cut)
        if answer.error and fault is None:
            fault = "internal"
        self._actions.append(TurnEnded(turn, answer.trace, answer.error, fault or ""))

    def _remember(self, turn: int, heard: str, cut: bool) -> None:
        if self.history.answer(turn, heard, cut) and Room.REASONER in self._up:
            self._send(Room.REASONER, Heard(self.session, turn, heard, cut))

    # Interruption.

    def _suspect(self, now_ms: float) -> None:
        if self._answer is not None and self.state is State.SPEAKING:
            self._answer.playout.pause()
            self.state = State.SUSPECTED

    def _dismiss(self, now_ms: float) -> None:
        if self._answer is not None and self.state is State.SUSPECTED:
            self._answer.playout.resume(now_ms)
            self.state = State.SPEAKING

    def _interrupt(self, now_ms: float) -> None:
        answer = self._answer
        if answer is None:
            return
        self._cancel(answer)
        answer.playout.stop(now_ms)
        self._end(answer, now_ms, "failed" if answer.error else "interrupted")

    def _cancel(self, answer: Answer) -> None:
        """Nothing more of this answer is wanted from anybody."""
        request = answer.request
        self._actions.append(Supersede(request.generation + 1))
        for room, done in answer.done.items():
            if not done and room in self._up:
                self._send(room, Cancel(self.session, request.turn, request.generation))

    def _played_to(self, event: PlayedTo, now_ms: float) -> None:
        answer = self._answer
        if answer is not None and answer.request.turn == event.turn:
            answer.playout.report(event.position_ms, now_ms)
            if event.final:
                self._interrupt(now_ms)
        elif (ledger := self._ledgers.get(event.turn)) is not None:
            heard = ledger.heard(event.position_ms)
            self._remember(event.turn, heard, heard != ledger.text)

    # When something breaks.

    def _give_up(self, answer: Answer, now_ms: float, fault: Fault, message: str) -> None:
        """End the answer: at once where the user has to do something else, else with an apology."""
        self._cancel(answer)
        answer.error = message
        if fault in ("input", "no_speech"):
            answer.playout.stop(now_ms)
            self._end(answer, now_ms, "no_turn" if fault == "no_speech" else "failed", fault)
        else:
            answer.apologise(self._apology or Sound(()), message)

    def _child_up(self, event: ChildUp, now_ms: float) -> None:
        room = event.room
        self._up.add(room)
        self._names[room] = event.name
        answer = self._answer
        held = answer if answer is not None and not answer.asked and not answer.error else None
        past = self.history.past(before=held.request.turn if held else None)
        self._send(room, Open(self.session, self._options.instructions, past if room is Room.REASONER else ()))
        if room is Room.REASONER:
            # A held turn comes before one that is still being said.
            for turn in (held, self._hearing):
                self._hear_again(turn)
        if held is not None and self._up == set(Room):
            held.progress_ms = now_ms
            self._ask(held)

    def _hear_again(self, turn: Answer | _Hearing | None) -> None:
        """What a new reasoner has to hear, because the last one took it with it."""
        match turn:
            case Answer(request=Turn(turn=number, generation=generation), held=pieces):
                pass
            case _Hearing(turn=number, generation=generation, pieces=pieces):
                pass
            case _:
                return
        for pcm in pieces:
            self._send(Room.REASONER, Listen(self.session, number, generation, pcm))

    def _child_down(self, event: ChildDown, now_ms: float) -> None:
        self._up.discard(event.room)
        answer = self._answer
        if answer is not None and answer.asked and not answer.error and not answer.done[event.room]:
            answer.done[event.room] = True
            self._give_up(answer, now_ms, "internal", f"the {event.room.value} stopped: {event.reason}")

    def _check_stall(self, now_ms: float) -> None:
        answer = self._answer
        if answer is None or answer.error or all(answer.done.values()):
            return
        if now_ms - answer.progress_ms >= self._options.answer_stall_s * 1000:
            waiting = ", ".join(room.value for room in Room if not answer.done[room])
            self._give_up(answer, now_ms, "internal", f"no sign of the {waiting} for "
                          f"{self._options.answer_stall_s:g} s (conversation.answer_stall_s)")  # fmt: skip

    def _send(self, room: Room, message: Message) -> None:
        self._actions.append(ToChild(room, message))
