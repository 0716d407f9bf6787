"""The agent's side of a conversation: the answer that is on its way, and what becomes of it.

An answer is *guessed* (asked for before the turn is taken, and withheld), or *begun*; *held* until both children are
ready, and asked once; *sent* when all of it has left; over when all of it was heard. When a child dies in the middle
of one, it ends with an apology from memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Fault,
    ItemDropped,
    Output,
    Said,
    Shown,
    Thinking,
    ToolCalled,
    Transcribed,
    TurnEnded,
)
from antiphon.transport.messages import (
    Audio,
    Cancel,
    Confirm,
    Done,
    Fail,
    Forget,
    Item,
    Message,
    Remember,
    Routed,
    Say,
    SegmentBegun,
    Show,
    Thought,
    ToolCall,
    Transcript,
    Turn,
    Unlisten,
)
from antiphon.transport.trace import Outcome, Trace

from .answer import Answer, Sound
from .events import Action, PlayedTo, Room, Supersede, ToChild, Zero
from .history import History
from .ledger import Ledger
from .pacing import Pacing, VoicePace
from .playout import Playout
from .settings import ConversationOptions
from .utterance import Utterance

__all__ = ["Answers", "State"]

REMEMBERED_LEDGERS = 8
"""Answers whose heard part a client may still correct."""


class State(Enum):
    """What the agent is doing."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    SUSPECTED = "possibly interrupted"


class Answers:
    """One answer at a time, and a guess at the next one. What is to be done comes out as ``actions``, in order.

    ``on_end`` is called when an answer has ended by itself. The rest: see ``Conversation``.
    """

    def __init__(
        self,
        session: str,
        options: ConversationOptions,
        ahead_ms: float | None,
        apology: Sound | None,
        on_end: Callable[[float], None],
    ) -> None:
        self.session = session
        self.history = History()
        self.state = State.LISTENING
        self.answer: Answer | None = None
        self.guess: Answer | None = None
        self.unheard: dict[int, Utterance] = {}
        """Turns that are part of the conversation, whose words are not known yet: an answer waits for them."""
        self.up: set[Room] = set()
        self.names = dict.fromkeys(Room, "")
        self.actions: list[Action] = []
        self._options = options
        self._ahead_ms = ahead_ms
        self._apology = apology
        self._on_end = on_end
        self._items = 0
        self._ledgers: OrderedDict[str, Ledger] = OrderedDict()
        self._voice = VoicePace()

    def send(self, room: Room, message: Message) -> None:
        """A message for a child."""
        self.actions.append(ToChild(room, message))

    def new_item(self) -> str:
        """An identifier for an item."""
        self._items += 1
        return f"item_{self.session}_{self._items}"

    # On its way.

    def new_answer(self, request: Turn, utterance: Utterance | None, zero: Zero, now_ms: float, speak: bool) -> Answer:
        """An answer to ``request``, not begun yet."""
        spoken = utterance is not None and utterance.live
        zero_ms = utterance.last_speech_ms if utterance is not None and spoken else now_ms
        trace = Trace(self.session, request.turn, request.generation, request.mode.value, zero)
        trace.reasoner, trace.voice = self.names[Room.REASONER], self.names[Room.SPEAKER]
        playout = Playout(self._ahead_ms)
        pacing = Pacing(request, self._voice, playout if speak else None)
        answer = Answer(request, zero_ms, trace, playout, pacing, now_ms, self.new_item(), utterance)
        answer.speak = speak
        if not answer.speak:
            answer.done[Room.SPEAKER] = True
            answer.playout.complete()
        return answer

    def begin(self, answer: Answer, now_ms: float) -> None:
        """The turn is taken: its answer is on its way, and may be let out."""
        self.answer = answer
        self.state = State.THINKING
        utterance, trace = answer.utterance, answer.trace
        answer.taken_ms = answer.progress_ms = now_ms
        self.history.add(Item(answer.item, "assistant", ""))
        self.actions.append(AnswerBegun(answer.request.turn, answer.item))
        if utterance is not None and utterance.live:
            trace.speech_start_ms = utterance.start_ms - utterance.stopped_ms
            trace.endpoint_ms = answer.since_zero(now_ms)
            trace.hangover_ms = utterance.ended_ms - utterance.last_speech_ms
            trace.discarded_speculations = utterance.discarded
            if utterance.words is not None:
                trace.heard = utterance.words
        if answer.asked:
            self.send(Room.REASONER, Confirm(self.session, answer.request.turn, answer.request.generation))
        self.actions += answer.confirm(now_ms)
        if utterance is not None and utterance.too_long:
            longest_s = self._options.longest_turn_s
            self.give_up(answer, now_ms, "input", f"the turn is longer than {longest_s:g} s, the most that "
                          "conversation.longest_turn_s allows: say it in parts, or raise the limit")  # fmt: skip
        elif answer.error:
            error, answer.error = answer.error, ""
            self.give_up(answer, now_ms, answer.fault or "internal", error)
        else:
            self.ask_if_ready(now_ms)

    def ask_if_ready(self, now_ms: float) -> None:
        """Ask the answer that is held, once there is nothing to wait for."""
        answer = self.answer
        if answer is None or answer.asked or answer.error or self.unheard:
            return
        if self.up >= (set(Room) if answer.speak else {Room.REASONER}):
            answer.asked = True
            answer.progress_ms = now_ms
            self.send(Room.REASONER, answer.request)

    def drop_guess(self) -> None:
        """The guess was wrong: the user goes on, or the conversation is another one by now."""
        guess, self.guess = self.guess, None
        if guess is not None:
            if guess.utterance is not None:
                guess.utterance.discarded += 1
            self.cancel(guess)

    # What comes of it.

    def receive(self, room: Room, message: Message, now_ms: float) -> None:
        """A message of a child about an answer; what belongs to none that is wanted is dropped."""
        match message:
            case (
                Transcript() | Routed() | Thought() | SegmentBegun() | Say() | Show() | ToolCall() | Audio() | Done()
                | Fail()
            ):  # fmt: skip
                pass
            case _:
                return
        for answer in (self.answer, self.guess):
            if answer is not None and not answer.error and message.generation == answer.request.generation:
                # Who is done with an answer adds nothing, as the speaker from the first where it is not spoken.
                if isinstance(message, Transcript) or not answer.done[room]:
                    answer.progress_ms = now_ms
                    self._answered(answer, room, message, now_ms)
                return

    def _answered(
        self, answer: Answer, room: Room,
        message: Transcript | Routed | Thought | SegmentBegun | Say | Show | ToolCall | Audio | Done | Fail,
        now_ms: float,
    ) -> None:  # fmt: skip
        turn = message.turn
        match message:
            case Transcript():
                self._transcribed(answer, message, now_ms)
            case Routed():
                answer.trace.route = message.route
            case Thought():
                answer.thought(message, now_ms)
                self._put(answer, Thinking(turn, message.text, message.end))
            case SegmentBegun():
                answer.segment(message, now_ms)
            case Say():
                answer.say(message, now_ms)
                if answer.speak:
                    self.send(Room.SPEAKER, message)
                self._put(answer, Said(turn, message.text))
            case Show():
                self._put(answer, Shown(turn, message))
            case ToolCall():
                item = Item(self.new_item(), "call", message.arguments, call=message.call, name=message.name)
                self.history.add(item)
                answer.calls.append(item.id)
                self._put(answer, ToolCalled(turn, item.id, message.call, message.name, message.arguments))
            case Audio():
                self._sound(answer, message, now_ms)
            case Done():
                answer.child_done(room, message)
                if room is Room.REASONER and answer.speak:
                    self.send(Room.SPEAKER, message)
            case Fail():
                answer.done[room] = True
                # What the speaker cannot say is no fault of the user, who did not write it.
                fault: Fault = message.kind if room is Room.REASONER else "internal"
                if answer is self.answer:
                    self.give_up(answer, now_ms, fault, message.message)
                else:
                    answer.error, answer.fault = message.message, fault

    def _put(self, answer: Answer, output: Output) -> None:
        """To the user, once the turn is taken."""
        if answer.confirmed:
            self.actions.append(output)
        else:
            answer.withheld.append(output)

    def _sound(self, answer: Answer, message: Audio, now_ms: float) -> None:
        try:
            answer.audio(message, now_ms)
        except ValueError as error:
            text = f"the speaker sent sound that cannot be: {error}"
            if answer is self.answer:
                self.give_up(answer, now_ms, "internal", text)
            else:
                answer.error = text

    def _transcribed(self, answer: Answer, message: Transcript, now_ms: float) -> None:
        utterance, trace = answer.utterance, answer.trace
        if utterance is None or (utterance.live and utterance.words is not None):
            return
        trace.heard = message.text
        trace.transcript_ms = answer.since_zero(now_ms)
        said = " ".join(part for part in (answer.request.text, message.text) if part)
        self.history.word(utterance.item, said)
        self._put(answer, Transcribed(message.turn, message.text, True, utterance.item, utterance.duration_ms))

    def play(self, now_ms: float) -> None:
        """Send what is due, and end the answer when all of it was heard."""
        self._play(now_ms)
        for answer in (self.answer, self.guess):
            if answer is not None and (played := answer.report(now_ms)) is not None:
                self.send(Room.REASONER, played)

    def _play(self, now_ms: float) -> None:
        answer = self.answer
        if answer is None:
            return
        for piece in answer.playout.due(now_ms):
            answer.sending(piece)
            if self.state is State.THINKING:
                self.state = State.SPEAKING
            self.actions.append(AudioOut(answer.request.turn, piece.pcm, piece.rate_hz, piece.start_ms))
        if not all(answer.done.values()):
            return
        if not answer.sent and not answer.error and answer.playout.all_sent:
            answer.sent = True
            self.actions.append(AnswerSent(answer.request.turn, answer.reason, dict(answer.trace.counts)))
        if answer.playout.finished(now_ms):
            self.end(answer, now_ms, "failed" if answer.error else "finished")

    def end(
        self, answer: Answer, now_ms: float, outcome: Outcome, fault: Fault | None = None, by_user: bool = False
    ) -> None:
        """The turn is over; the history holds what was heard of it."""
        turn = answer.request.turn
        heard = answer.close(now_ms)
        answer.trace.outcome = outcome
        self.answer = None
        self.state = State.LISTENING
        user = "" if answer.utterance is None else answer.utterance.item
        if not answer.asked and answer.utterance is not None and Room.REASONER in self.up:
            self.send(Room.REASONER, Unlisten(self.session, turn))
        answered = heard or answer.done[Room.REASONER]
        unsaid = bool(user) and not self.history.text(user) and (bool(answer.error) or not answered)
        if outcome == "merged" or fault in ("input", "no_speech") or unsaid:
            # Nobody has said anything that a later turn could refer to, or it is said again with the next one.
            for item in (user, answer.item, *answer.calls):
                self.history.drop(item)
        else:
            self.remember(user)
            self._remember_answer(answer.item, heard, outcome != "finished" and not answer.rests(now_ms))
            for call in answer.calls:
                self.remember(call)
            self._ledgers[answer.item] = answer.ledger
            if len(self._ledgers) > REMEMBERED_LEDGERS:
                self._ledgers.popitem(last=False)
        if answer.error and fault is None:
            fault = "internal"
        self.actions.append(TurnEnded(turn, answer.trace, answer.error, fault or "", by_user))
        if outcome == "merged":
            self.actions += [ItemDropped(turn, item) for item in (user, answer.item) if item]
        if not by_user:
            # What was said into the answer may now be meant for the agent: there is nothing that it could go on with.
            self._on_end(now_ms)

    # What is remembered.

    def remember(self, item: str) -> None:
        """Tell the reasoner what an item says by now."""
        entry = self.history.get(item)
        if entry is not None and entry.text and Room.REASONER in self.up:
            self.send(Room.REASONER, Remember(self.session, entry, self.history.before(item)))

    def _remember_answer(self, item: str, heard: str, cut: bool) -> None:
        if self.history.word(item, heard, cut):
            if heard.strip():
                self.remember(item)
            else:
                self.history.drop(item)

    def drop(self, item: str) -> None:
        """An item is not part of the history any more."""
        if self.history.drop(item) and Room.REASONER in self.up:
            self.send(Room.REASONER, Forget(self.session, item))

    def played_to(self, event: PlayedTo, now_ms: float) -> None:
        """A device or a client tells how much was really heard."""
        answer = self.answer
        if answer is not None and answer.item == event.item:
            answer.playout.report(event.position_ms, now_ms)
            if event.final:
                self.interrupt(now_ms)
        elif (ledger := self._ledgers.get(event.item)) is not None:
            heard = ledger.heard(event.position_ms)
            if heard.strip():
                self._remember_answer(event.item, heard, heard != ledger.text)
            else:
                self.drop(event.item)

    # What stops it.

    def suspect(self) -> None:
        """Somebody may be talking into the answer: nothing more is sent until it is known."""
        if self.answer is not None and self.state is not State.SUSPECTED:
            self.answer.playout.pause()
            self.state = State.SUSPECTED

    def interrupt(self, now_ms: float) -> None:
        """The answer is not wanted any more: it stops, and the history ends where it was heard."""
        if self.answer is not None:
            self.stop(self.answer, now_ms, "finished" if self.answer.rests(now_ms) else "interrupted")

    def stop(self, answer: Answer, now_ms: float, outcome: Outcome, by_user: bool = False) -> None:
        """End the answer here."""
        self.cancel(answer)
        answer.playout.stop(now_ms)
        self.end(answer, now_ms, "failed" if answer.error else outcome, by_user=by_user)

    def cancel(self, answer: Answer) -> None:
        """Nothing more of this answer is wanted from anybody."""
        request = answer.request
        self.actions.append(Supersede(request.generation + 1))
        for room, done in answer.done.items():
            if not done and room in self.up:
                self.send(room, Cancel(self.session, request.turn, request.generation))

    def give_up(self, answer: Answer, now_ms: float, fault: Fault, message: str) -> None:
        """End the answer: at once where the user has to do something else, else with an apology."""
        self.cancel(answer)
        answer.error, answer.fault = message, fault
        if fault in ("input", "no_speech"):
            answer.playout.stop(now_ms)
            self.end(answer, now_ms, "no_turn" if fault == "no_speech" else "failed", fault)
        else:
            apology = self._apology if answer.speak else None
            answer.apologise(apology or Sound(()), message)

    def check_stall(self, now_ms: float) -> None:
        """An answer without any progress has failed."""
        answer = self.answer
        if answer is None or now_ms - answer.progress_ms < self._options.answer_stall_s * 1000:
            return
        if answer.error:
            # Nobody has told what was said into the apology: it goes on.
            if self.state is State.SUSPECTED:
                answer.playout.resume(now_ms)
                self.state = State.SPEAKING
        elif not all(answer.done.values()):
            waiting = ", ".join(room.value for room in Room if not answer.done[room])
            self.give_up(answer, now_ms, "internal", f"no sign of the {waiting} for "
                          f"{self._options.answer_stall_s:g} s (conversation.answer_stall_s)")  # fmt: skip
