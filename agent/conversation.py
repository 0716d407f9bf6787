"""The rules of one conversation, without sockets, tasks or clocks.

    LISTENING --turn taken--> THINKING --first sound--> SPEAKING <--suspected / dismissed--> SUSPECTED
        ^                        |                         |                                    |
        +------------------------+---- heard to its end, interrupted, merged or failed ---------+

``Listening`` tells where the user's turns are; here they are answered. In the first silence an answer is *guessed*:
asked for and made, but nothing of it is let out before the turn is taken. A turn is *held* until both children are
ready, and asked once. An answer is over when all of it was heard. When a child dies in the middle of one, the answer
ends with an apology from memory, and the next child is given the history.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from enum import Enum

import msgspec

from antiphon.transport.door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Committed,
    Detection,
    Fault,
    ItemDropped,
    Manner,
    Output,
    Request,
    Said,
    Shown,
    SpeechStarted,
    SpeechStopped,
    Thinking,
    ToolCalled,
    Transcribed,
    TurnEnded,
)
from antiphon.transport.messages import (
    Audio,
    Cancel,
    Close,
    Confirm,
    Done,
    Fail,
    Forget,
    Instruct,
    Item,
    Message,
    Mode,
    Open,
    Remember,
    Say,
    Show,
    Thought,
    ToolCall,
    Transcribe,
    Transcript,
    Turn,
    Unlisten,
)
from antiphon.transport.trace import Outcome, Trace

from .answer import Answer, Sound
from .events import (
    Action,
    AddAudio,
    AddItem,
    AudioIn,
    ChildDown,
    ChildUp,
    Clear,
    Commit,
    Converse,
    DropItem,
    EndOfTurn,
    Frame,
    FromChild,
    Input,
    Interrupt,
    Judged,
    PlayedTo,
    Respond,
    Room,
    Supersede,
    Tick,
    ToChild,
    Zero,
)
from .hearing import Hearing
from .hearing_options import HearingOptions
from .history import History
from .ledger import Ledger
from .listening import Began, Dismissed, Guess, Judge, Listening, Nothing, Over, Step, Suspected, WentOn
from .playout import Playout
from .settings import ConversationOptions
from .utterance import Utterance

__all__ = ["Conversation", "State"]

REMEMBERED_LEDGERS = 8
"""Answers whose heard part a client may still correct."""
STRETCH = {"low": 3.0, "medium": 1.0, "auto": 1.0, "high": 0.0}
"""How many times ``hearing.stretch_ms`` an unfinished turn is waited for, by eagerness."""


class State(Enum):
    """What the agent is doing."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    SUSPECTED = "possibly interrupted"


class Conversation:
    """One conversation: inputs and time in, actions out.

    ``ahead_ms``: see ``Playout``. ``apology``: what is played when an answer fails; None: nothing. ``lag_ms``: of the
    voice activity detector, see ``Hearing``.
    """

    def __init__(
        self,
        session: str,
        options: ConversationOptions,
        ahead_ms: float | None,
        apology: Sound | None = None,
        hearing: HearingOptions | None = None,
        lag_ms: float = 0.0,
    ) -> None:
        self.session = session
        self.history = History()
        self.state = State.LISTENING
        self._options = options
        self._hearing_options = hearing or HearingOptions()
        self._lag_ms = lag_ms
        self._ahead_ms = ahead_ms
        self._apology = apology
        self._manner = Manner(detection=None)
        self._turn = 0
        self._generation = 0
        self._items = 0
        self._listening = Listening(session, self._hearing_options, options.longest_turn_s * 1000, self._new_utterance)
        self._answer: Answer | None = None
        self._guess: Answer | None = None
        self._committed: dict[int, Utterance] = {}
        """Turns that are part of the conversation, whose words are not known yet."""
        self._up: set[Room] = set()
        self._names = dict.fromkeys(Room, "")
        self._ledgers: OrderedDict[str, Ledger] = OrderedDict()
        self._actions: list[Action] = []

    # In and out.

    def receive(self, event: Input, now_ms: float) -> list[Action]:
        """What is to be done about ``event``, in order."""
        match event:
            case Frame():
                self._frame(event, now_ms)
            case Judged():
                self._do(self._listening.judged(event.turn, event.complete), now_ms)
            case AudioIn():
                self._do(self._listening.add(event.pcm), now_ms)
            case Commit():
                self._commit(self._closing(), event.item, event.text)
            case AddAudio():
                self._add_audio(event)
            case Clear():
                self._do(self._listening.drop(), now_ms)
            case Respond():
                self._respond(event.request, now_ms)
            case EndOfTurn():
                self._end_of_turn(event, now_ms)
            case Interrupt():
                self._interrupt(now_ms)
            case PlayedTo():
                self._played_to(event, now_ms)
            case Converse():
                self._converse(event.manner, now_ms)
            case AddItem():
                self.history.add(event.item, event.after)
                self._remember(event.item.id)
            case DropItem():
                self._drop(event.item)
            case FromChild():
                self._from_child(event.room, event.message, now_ms)
            case ChildUp():
                self._child_up(event, now_ms)
            case ChildDown():
                self._child_down(event, now_ms)
            case Tick():
                self._check_stall(now_ms)
                self._do(self._listening.tick(now_ms), now_ms)
        self._play(now_ms)
        actions, self._actions = self._actions, []
        return actions

    def wake_ms(self, now_ms: float) -> float | None:
        """When a ``Tick`` is wanted, at the latest."""
        wakes = [self._listening.wake_ms()]
        answer = self._answer
        if answer is not None:
            wakes.append(answer.playout.wake_ms(now_ms))
            if not all(answer.done.values()):
                wakes.append(answer.progress_ms + self._options.answer_stall_s * 1000)
        return min((wake for wake in wakes if wake is not None), default=None)

    def close(self) -> list[Action]:
        """The session is over: the children free what they hold of it."""
        return [ToChild(room, Close(self.session)) for room in Room if room in self._up]

    @property
    def user_turn(self) -> int:
        """The number of the turn that is coming in, or will come in next."""
        utterance = self._listening.utterance
        return self._turn + 1 if utterance is None else utterance.turn

    @property
    def next_turn(self) -> int:
        """The number of the next turn that begins."""
        return self._turn + 1

    @property
    def user_item(self) -> str:
        """What that turn is called in the history, once something of it was heard."""
        utterance = self._listening.utterance
        return "" if utterance is None else utterance.item

    @property
    def user_ms(self) -> float:
        """How much audio of the turn that is coming in was heard."""
        utterance = self._listening.utterance
        return 0.0 if utterance is None else utterance.duration_ms

    @property
    def answering(self) -> int | None:
        """The turn whose answer has not left yet."""
        answer = self._answer
        return None if answer is None or answer.sent else answer.request.turn

    def new_item(self) -> str:
        """An identifier for an item."""
        self._items += 1
        return f"item_{self.session}_{self._items}"

    # The user's turn.

    def _converse(self, manner: Manner, now_ms: float) -> None:
        if (manner.instructions, manner.tools) != (self._manner.instructions, self._manner.tools):
            self._manner = manner
            if Room.REASONER in self._up:
                self._send(Room.REASONER, Instruct(self.session, self._instructions, manner.tools))
        before, self._manner = self._manner.detection, manner
        if manner.detection != before or (manner.detection is not None and self._listening.hearing is None):
            self._detect(manner.detection)

    @property
    def _instructions(self) -> str:
        instructions = self._manner.instructions
        return self._options.instructions if instructions is None else instructions

    def _detect(self, detection: Detection | None) -> None:
        listening, options = self._listening, self._hearing_options
        if detection is None:
            listening.hearing = None
            return
        threshold = options.threshold if detection.threshold is None else detection.threshold
        pre_roll_ms = options.pre_roll_ms if detection.pre_roll_ms is None else detection.pre_roll_ms
        listening.hangover_ms = options.hangover_ms if detection.hangover_ms is None else detection.hangover_ms
        listening.semantic = detection.semantic and bool(options.end_of_turn_model)
        listening.stretch_ms = options.stretch_ms * STRETCH[detection.eagerness]
        if listening.hearing is None:
            listening.hearing = Hearing(threshold, pre_roll_ms, listening.hangover_ms, self._lag_ms)
        else:
            hearing = listening.hearing
            hearing.threshold, hearing.pre_roll_ms = threshold, pre_roll_ms
            hearing.hangover_ms = listening.hangover_ms

    def _new_utterance(self) -> Utterance:
        self._turn += 1
        return Utterance(self._turn, self.new_item())

    def _frame(self, frame: Frame, now_ms: float) -> None:
        if self._listening.hearing is None:
            return
        interruptible = self._answer is not None and self._detection.interrupt
        self._do(self._listening.frame(frame.pcm, frame.speech, now_ms, answering=interruptible), now_ms)

    @property
    def _detection(self) -> Detection:
        return self._manner.detection or Detection()

    def _do(self, steps: Sequence[Step], now_ms: float) -> None:
        """What the listening has brought about."""
        for step in steps:
            match step:
                case Suspected():
                    self._suspect()
                case Dismissed(utterance):
                    self._dismiss(utterance, now_ms)
                case Began(utterance):
                    self._began(utterance, now_ms)
                case Guess(utterance):
                    self._guess_answer(utterance, now_ms)
                case WentOn(utterance):
                    self._drop_guess(utterance)
                case Over(utterance):
                    self._take(utterance, now_ms)
                case Nothing(utterance):
                    self._nothing(utterance, now_ms)
                case Judge():
                    self._actions.append(step)
                case _:
                    if Room.REASONER in self._up:
                        self._send(Room.REASONER, step)

    def _commit(self, utterance: Utterance, item: str, text: str) -> None:
        """What was heard is an item; its words follow."""
        utterance.item = item or utterance.item
        utterance.text = text
        self.history.add(Item(utterance.item, "user", text))
        self._actions.append(Committed(utterance.turn, utterance.item))
        self._committed[utterance.turn] = utterance
        if Room.REASONER in self._up:
            self._send(Room.REASONER, Transcribe(self.session, utterance.turn))

    def _add_audio(self, event: AddAudio) -> None:
        utterance = self._new_utterance()
        utterance.add(event.pcm, self._options.longest_turn_s * 1000)
        if Room.REASONER in self._up:
            for message in self._listening.listen_again(utterance):
                self._send(Room.REASONER, message)
        self._commit(utterance, event.item, event.text)

    def _closing(self) -> Utterance:
        """The utterance that somebody else has ended."""
        utterance, messages = self._listening.close()
        if Room.REASONER in self._up:
            for message in messages:
                self._send(Room.REASONER, message)
        return utterance

    def _words_of_committed(self, utterance: Utterance, words: str, now_ms: float) -> None:
        del self._committed[utterance.turn]
        text = " ".join(part for part in (utterance.text, words) if part)
        self.history.word(utterance.item, text)
        self._actions.append(Transcribed(utterance.turn, words, True, utterance.item, utterance.duration_ms))
        self._send(Room.REASONER, Unlisten(self.session, utterance.turn))
        self._remember(utterance.item)
        self._ask_if_ready(now_ms)

    def _take(self, utterance: Utterance, now_ms: float) -> None:
        """The user's turn of live audio is over, and what was said in it is part of the conversation."""
        turn, item = utterance.turn, utterance.item
        self._actions += [SpeechStopped(turn, item, utterance.stopped_ms), Committed(turn, item)]
        self.history.add(Item(item, "user", utterance.words or ""))
        if utterance.words is not None:
            self._actions.append(Transcribed(turn, utterance.words, True, item, utterance.duration_ms))
        if not self._detection.respond or self._answer is not None:
            # Nobody wants an answer; or one is on its way, and is not to be interrupted.
            self._committed[turn] = utterance
            if utterance.words is not None:
                self._words_known(utterance)
            elif Room.REASONER in self._up:
                self._send(Room.REASONER, Transcribe(self.session, turn))
            return
        guess, self._guess = self._guess, None
        answer = guess or self._new_answer(self._request(utterance, Request()), utterance, "speech", now_ms)
        answer.trace.speculated = guess is not None
        self._begin(answer, now_ms)

    def _words_known(self, utterance: Utterance) -> None:
        del self._committed[utterance.turn]
        self._remember(utterance.item)
        if Room.REASONER in self._up:
            self._send(Room.REASONER, Unlisten(self.session, utterance.turn))

    def _nothing(self, utterance: Utterance, now_ms: float) -> None:
        self._drop_guess(utterance)
        self._actions.append(SpeechStopped(utterance.turn, utterance.item, utterance.stopped_ms))
        trace = Trace(self.session, utterance.turn, self._generation, self._options.mode.value, "speech")
        trace.outcome = "no_turn"
        self._actions.append(TurnEnded(utterance.turn, trace))

    # Asking.

    def _end_of_turn(self, event: EndOfTurn, now_ms: float) -> None:
        self._interrupt(now_ms)
        utterance = self._closing()
        request = self._request(utterance, Request(), event.text, event.mode, event.seed)
        answer = self._new_answer(request, utterance, event.zero, now_ms)
        self.history.add(Item(utterance.item, "user", event.text))
        if utterance.too_long or utterance.pieces or event.text.strip():
            self._begin(answer, now_ms)
        else:
            answer.confirmed, self._answer = True, answer
            self._give_up(answer, now_ms, "no_speech", "the turn is empty: give it audio or text")

    def _respond(self, wanted: Request, now_ms: float) -> None:
        if self._answer is not None:
            # All of it has left: it is heard while the next one is being thought of.
            self._end(self._answer, now_ms, "finished") if self._answer.sent else self._interrupt(now_ms)
        self._turn += 1
        answer = self._new_answer(self._request(None, wanted), None, "text", now_ms, wanted.speak)
        self._begin(answer, now_ms)

    def _request(
        self, utterance: Utterance | None, wanted: Request, text: str = "", mode: Mode | None = None,
        seed: int | None = None,
    ) -> Turn:  # fmt: skip
        manner, options = self._manner, self._options
        mode = mode or options.mode
        self._generation += 1
        return Turn(
            session=self.session,
            turn=self._turn if utterance is None else utterance.turn,
            generation=self._generation,
            mode=mode,
            text=text,
            thought_tokens=0 if mode is Mode.NO_THINK else options.thought_tokens,
            say_tokens=wanted.say_tokens or manner.say_tokens or options.say_tokens,
            seed=seed,
            instructions=wanted.instructions or "",
            tools=wanted.tools,
            tool_choice=wanted.tool_choice or manner.tool_choice,
        )

    def _new_answer(
        self, request: Turn, utterance: Utterance | None, zero: Zero, now_ms: float, speak: bool | None = None
    ) -> Answer:
        spoken = utterance is not None and utterance.live
        zero_ms = utterance.last_speech_ms if utterance is not None and spoken else now_ms
        trace = Trace(self.session, request.turn, request.generation, request.mode.value, zero)
        trace.reasoner, trace.voice = self._names[Room.REASONER], self._names[Room.SPEAKER]
        answer = Answer(request, zero_ms, trace, Playout(self._ahead_ms), now_ms, self.new_item(), utterance)
        answer.speak = self._manner.speak if speak is None else speak
        if not answer.speak:
            answer.done[Room.SPEAKER] = True
            answer.playout.complete()
        return answer

    def _begin(self, answer: Answer, now_ms: float) -> None:
        """The turn is taken: its answer is on its way, and may be let out."""
        self._answer = answer
        self.state = State.THINKING
        utterance, trace = answer.utterance, answer.trace
        answer.taken_ms = answer.progress_ms = now_ms
        self.history.add(Item(answer.item, "assistant", ""))
        self._actions.append(AnswerBegun(answer.request.turn, answer.item))
        if utterance is not None and utterance.live:
            trace.speech_start_ms = utterance.start_ms - utterance.stopped_ms
            trace.endpoint_ms = answer.since_zero(now_ms)
            trace.hangover_ms = utterance.ended_ms - utterance.last_speech_ms
            trace.discarded_speculations = utterance.discarded
            if utterance.words is not None:
                trace.heard = utterance.words
        if answer.asked:
            self._send(Room.REASONER, Confirm(self.session, answer.request.turn, answer.request.generation))
        self._actions += answer.confirm(now_ms)
        if utterance is not None and utterance.too_long:
            longest_s = self._options.longest_turn_s
            self._give_up(answer, now_ms, "input", f"the turn is longer than {longest_s:g} s, the most that "
                          "conversation.longest_turn_s allows: say it in parts, or raise the limit")  # fmt: skip
        elif answer.error:
            error, answer.error = answer.error, ""
            self._give_up(answer, now_ms, answer.fault or "internal", error)
        else:
            self._ask_if_ready(now_ms)

    def _ask_if_ready(self, now_ms: float) -> None:
        answer = self._answer
        if answer is None or answer.asked or answer.error or self._committed:
            return
        if self._up >= (set(Room) if answer.speak else {Room.REASONER}):
            answer.asked = True
            answer.progress_ms = now_ms
            self._send(Room.REASONER, answer.request)

    def _guess_answer(self, utterance: Utterance, now_ms: float) -> None:
        """Begin the answer before the turn is surely over."""
        if (
            self._answer is not None
            or self._guess is not None
            or not self._hearing_options.speculate
            or not self._detection.respond
            or self._up != set(Room)
            or self._committed
        ):
            return
        request = msgspec.structs.replace(self._request(utterance, Request()), speculative=True)
        self._guess = guess = self._new_answer(request, utterance, "speech", now_ms)
        guess.playout.pause()
        guess.trace.transcript_ms = guess.since_zero(now_ms)
        guess.asked = True
        self._send(Room.REASONER, request)

    def _drop_guess(self, utterance: Utterance) -> None:
        guess, self._guess = self._guess, None
        if guess is not None:
            utterance.discarded += 1
            self._cancel(guess)

    # The answer.

    def _from_child(self, room: Room, message: Message, now_ms: float) -> None:
        match message:
            case Transcript(generation=0) | Fail(generation=0):
                self._heard(message, now_ms)
                return
            case Transcript() | Thought() | Say() | Show() | ToolCall() | Audio() | Done() | Fail():
                pass
            case _:
                return
        for answer in (self._answer, self._guess):
            if answer is not None and not answer.error and message.generation == answer.request.generation:
                answer.progress_ms = now_ms
                self._answered(answer, room, message, now_ms)
                return

    def _heard(self, message: Transcript | Fail, now_ms: float) -> None:
        """What ``Transcribe`` has brought about."""
        committed = self._committed.get(message.turn)
        words = message.text if isinstance(message, Transcript) else ""
        if committed is not None:
            self._words_of_committed(committed, words, now_ms)
        elif isinstance(message, Transcript):
            self._do(self._listening.transcript(message.turn, words, message.audio_ms, now_ms), now_ms)
        else:
            self._do(self._listening.untranscribed(message.turn, now_ms), now_ms)

    def _answered(
        self, answer: Answer, room: Room, message: Transcript | Thought | Say | Show | ToolCall | Audio | Done | Fail,
        now_ms: float,
    ) -> None:  # fmt: skip
        turn = message.turn
        match message:
            case Transcript():
                self._transcribed(answer, message, now_ms)
            case Thought():
                answer.thought(message, now_ms)
                self._put(answer, Thinking(turn, message.text))
            case Say():
                answer.say(message, now_ms)
                if answer.speak:
                    self._send(Room.SPEAKER, message)
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
                    self._send(Room.SPEAKER, message)
            case Fail():
                answer.done[room] = True
                # What the speaker cannot say is no fault of the user, who did not write it.
                fault: Fault = message.kind if room is Room.REASONER else "internal"
                if answer is self._answer:
                    self._give_up(answer, now_ms, fault, message.message)
                else:
                    answer.error, answer.fault = message.message, fault

    def _put(self, answer: Answer, output: Output) -> None:
        """To the user, once the turn is taken."""
        if answer.confirmed:
            self._actions.append(output)
        else:
            answer.withheld.append(output)

    def _sound(self, answer: Answer, message: Audio, now_ms: float) -> None:
        try:
            answer.audio(message, now_ms)
        except ValueError as error:
            text = f"the speaker sent sound that cannot be: {error}"
            if answer is self._answer:
                self._give_up(answer, now_ms, "internal", text)
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
        if not all(answer.done.values()):
            return
        if not answer.sent and not answer.error and answer.playout.all_sent:
            answer.sent = True
            self._actions.append(AnswerSent(answer.request.turn, answer.reason))
        if answer.playout.finished(now_ms):
            self._end(answer, now_ms, "failed" if answer.error else "finished")

    def _end(
        self, answer: Answer, now_ms: float, outcome: Outcome, fault: Fault | None = None, by_user: bool = False
    ) -> None:
        """The turn is over; the history holds what was heard of it."""
        turn = answer.request.turn
        heard = answer.close(now_ms)
        answer.trace.outcome = outcome
        self._answer = None
        self.state = State.LISTENING
        user = "" if answer.utterance is None else answer.utterance.item
        if not answer.asked and answer.utterance is not None and Room.REASONER in self._up:
            self._send(Room.REASONER, Unlisten(self.session, turn))
        answered = heard or answer.done[Room.REASONER]
        unsaid = bool(user) and not self.history.text(user) and (bool(answer.error) or not answered)
        if outcome == "merged" or fault in ("input", "no_speech") or unsaid:
            # Nobody has said anything that a later turn could refer to, or it is said again with the next one.
            for item in (user, answer.item, *answer.calls):
                self.history.drop(item)
        else:
            self._remember(user)
            self._remember_answer(answer.item, heard, outcome != "finished")
            for call in answer.calls:
                self._remember(call)
            self._ledgers[answer.item] = answer.ledger
            if len(self._ledgers) > REMEMBERED_LEDGERS:
                self._ledgers.popitem(last=False)
        if answer.error and fault is None:
            fault = "internal"
        self._actions.append(TurnEnded(turn, answer.trace, answer.error, fault or "", by_user))
        if outcome == "merged":
            self._actions += [ItemDropped(turn, item) for item in (user, answer.item) if item]
        if not by_user:
            # What was said into the answer may now be meant for the agent: there is nothing that it could go on with.
            self._do(self._listening.accept(), now_ms)

    # What is remembered.

    def _remember(self, item: str) -> None:
        entry = self.history.get(item)
        if entry is not None and entry.text and Room.REASONER in self._up:
            self._send(Room.REASONER, Remember(self.session, entry, self.history.before(item)))

    def _remember_answer(self, item: str, heard: str, cut: bool) -> None:
        if self.history.word(item, heard, cut):
            if heard.strip():
                self._remember(item)
            else:
                self.history.drop(item)

    def _drop(self, item: str) -> None:
        if self.history.drop(item) and Room.REASONER in self._up:
            self._send(Room.REASONER, Forget(self.session, item))

    # Interruption.

    def _suspect(self) -> None:
        if self._answer is not None and self.state is not State.SUSPECTED:
            self._answer.playout.pause()
            self.state = State.SUSPECTED

    def _dismiss(self, utterance: Utterance, now_ms: float) -> None:
        answer = self._answer
        if answer is None:
            return
        if answer.sent and utterance.words and utterance.words.strip():
            # There is nothing left that it could be a back-channel to.
            self._do(self._listening.accept(utterance), now_ms)
            return
        self._do(self._listening.dismissed(utterance), now_ms)
        if self.state is State.SUSPECTED:
            answer.playout.resume(now_ms)
            self.state = State.SPEAKING if answer.playout.sent_ms else State.THINKING

    def _began(self, utterance: Utterance, now_ms: float) -> None:
        """The user speaks, and means it."""
        self._actions.append(SpeechStarted(utterance.turn, utterance.item, utterance.start_ms))
        answer = self._answer
        if answer is not None and self._detection.interrupt:
            earlier = answer.utterance
            resumed = utterance.began_ms - answer.taken_ms <= self._hearing_options.resume_ms
            merged = resumed and earlier is not None and earlier.live
            self._stop(answer, now_ms, "merged" if merged else "interrupted", by_user=True)
            if merged and earlier is not None and self._listening.utterance is utterance:
                self._do(self._listening.prepend(earlier), now_ms)
        self._do(self._listening.settle(now_ms), now_ms)

    def _interrupt(self, now_ms: float) -> None:
        if self._answer is not None:
            self._stop(self._answer, now_ms, "interrupted")

    def _stop(self, answer: Answer, now_ms: float, outcome: Outcome, by_user: bool = False) -> None:
        self._cancel(answer)
        answer.playout.stop(now_ms)
        self._end(answer, now_ms, "failed" if answer.error else outcome, by_user=by_user)

    def _cancel(self, answer: Answer) -> None:
        """Nothing more of this answer is wanted from anybody."""
        request = answer.request
        self._actions.append(Supersede(request.generation + 1))
        for room, done in answer.done.items():
            if not done and room in self._up:
                self._send(room, Cancel(self.session, request.turn, request.generation))

    def _played_to(self, event: PlayedTo, now_ms: float) -> None:
        answer = self._answer
        if answer is not None and answer.item == event.item:
            answer.playout.report(event.position_ms, now_ms)
            if event.final:
                self._interrupt(now_ms)
        elif (ledger := self._ledgers.get(event.item)) is not None:
            heard = ledger.heard(event.position_ms)
            if heard.strip():
                self._remember_answer(event.item, heard, heard != ledger.text)
            else:
                self._drop(event.item)

    # When something breaks.

    def _give_up(self, answer: Answer, now_ms: float, fault: Fault, message: str) -> None:
        """End the answer: at once where the user has to do something else, else with an apology."""
        self._cancel(answer)
        answer.error, answer.fault = message, fault
        if fault in ("input", "no_speech"):
            answer.playout.stop(now_ms)
            self._end(answer, now_ms, "no_turn" if fault == "no_speech" else "failed", fault)
        else:
            apology = self._apology if answer.speak else None
            answer.apologise(apology or Sound(()), message)

    def _child_up(self, event: ChildUp, now_ms: float) -> None:
        room = event.room
        self._up.add(room)
        self._names[room] = event.name
        answer = self._answer
        unsettled = set() if answer is None else {answer.item, *answer.calls}
        if answer is not None and answer.utterance is not None:
            unsettled.add(answer.utterance.item)
        if room is Room.REASONER:
            history = tuple(item for item in self.history.items() if item.id not in unsettled)
            self._send(room, Open(self.session, self._instructions, history, tools=self._manner.tools))
            # A held turn comes before one that is still being said.
            if answer is not None and not answer.asked and not answer.error and answer.utterance is not None:
                self._do(self._listening.listen_again(answer.utterance), now_ms)
            for committed in self._committed.values():
                self._do(self._listening.listen_again(committed), now_ms)
                self._send(room, Transcribe(self.session, committed.turn))
            self._listening.reasoner_up = True
            self._do(self._listening.hear_again(), now_ms)
        else:
            self._send(room, Open(self.session))
        self._ask_if_ready(now_ms)

    def _child_down(self, event: ChildDown, now_ms: float) -> None:
        room = event.room
        self._up.discard(room)
        if self._guess is not None:
            guess, self._guess = self._guess, None
            self._cancel(guess)
        answer = self._answer
        if answer is not None and answer.asked and not answer.error and not answer.done[room]:
            answer.done[room] = True
            self._give_up(answer, now_ms, "internal", f"the {room.value} stopped: {event.reason}")
        if room is Room.REASONER:
            self._listening.reasoner_up = False
            self._do(self._listening.unheard(), now_ms)

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
