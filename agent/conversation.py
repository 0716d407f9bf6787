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

from collections.abc import Sequence

import msgspec

from antiphon.transport.door import (
    Committed,
    Detection,
    Manner,
    Request,
    SpeechStarted,
    SpeechStopped,
    Transcribed,
    TurnEnded,
)
from antiphon.transport.messages import (
    Close,
    Fail,
    Instruct,
    Item,
    Message,
    Mode,
    Open,
    Transcribe,
    Transcript,
    Turn,
    Unlisten,
)
from antiphon.transport.trace import Outcome, Trace

from .answer import Answer, Sound
from .answers import Answers, State
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
    Tick,
    ToChild,
)
from .hearing import Hearing
from .hearing_options import HearingOptions
from .history import History
from .listening import Began, Dismissed, Guess, Judge, Listening, Nothing, Over, Step, Suspected, WentOn
from .settings import ConversationOptions
from .utterance import Utterance

__all__ = ["Conversation", "State"]

STRETCH = {"low": 3.0, "medium": 1.0, "auto": 1.0, "high": 0.0}
"""How many times ``hearing.stretch_ms`` an unfinished turn is waited for, by eagerness."""


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
        self._answers = Answers(session, options, ahead_ms, apology, self._answer_ended)
        self._options = options
        self._hearing_options = hearing or HearingOptions()
        self._lag_ms = lag_ms
        self._manner = Manner(detection=None)
        self._turn = 0
        self._generation = 0
        self._listening = Listening(session, self._hearing_options, options.longest_turn_s * 1000, self._new_utterance)

    # In and out.

    def receive(self, event: Input, now_ms: float) -> list[Action]:
        """What is to be done about ``event``, in order."""
        if isinstance(event, Converse | Commit | AddAudio | AddItem | DropItem | Clear | Respond | EndOfTurn):
            # What was guessed at is not what is to be answered.
            self._answers.drop_guess()
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
                self._answers.interrupt(now_ms)
            case PlayedTo():
                self._answers.played_to(event, now_ms)
            case Converse():
                self._converse(event.manner, now_ms)
            case AddItem():
                self.history.add(event.item, event.after)
                self._answers.remember(event.item.id)
            case DropItem():
                self._answers.drop(event.item)
            case FromChild():
                self._from_child(event.room, event.message, now_ms)
            case ChildUp():
                self._child_up(event, now_ms)
            case ChildDown():
                self._child_down(event, now_ms)
            case Tick():
                self._answers.check_stall(now_ms)
                self._do(self._listening.tick(now_ms), now_ms)
        self._answers.play(now_ms)
        actions, self._answers.actions = self._answers.actions, []
        return actions

    def wake_ms(self, now_ms: float) -> float | None:
        """When a ``Tick`` is wanted, at the latest."""
        wakes = [self._listening.wake_ms()]
        answer = self._answers.answer
        if answer is not None:
            wakes.append(answer.playout.wake_ms(now_ms))
            if not all(answer.done.values()) or (answer.error and self.state is State.SUSPECTED):
                wakes.append(answer.progress_ms + self._options.answer_stall_s * 1000)
        return min((wake for wake in wakes if wake is not None), default=None)

    def close(self) -> list[Action]:
        """The session is over: the children free what they hold of it."""
        return [ToChild(room, Close(self.session)) for room in Room if room in self._answers.up]

    @property
    def history(self) -> History:
        """What was said by both sides, as it was heard."""
        return self._answers.history

    @property
    def state(self) -> State:
        """What the agent is doing."""
        return self._answers.state

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
        answer = self._answers.answer
        return None if answer is None or answer.sent else answer.request.turn

    def _tell(self, message: Message) -> None:
        """To the reasoner, if it is there; one that comes back is told everything that still matters."""
        if Room.REASONER in self._answers.up:
            self._answers.send(Room.REASONER, message)

    # The user's turn.

    def _converse(self, manner: Manner, now_ms: float) -> None:
        if (manner.instructions, manner.tools) != (self._manner.instructions, self._manner.tools):
            self._manner = manner
            self._tell(Instruct(self.session, self._instructions, manner.tools))
        before, self._manner = self._manner.detection, manner
        if manner.detection != before or (manner.detection is not None and self._listening.hearing is None):
            self._detect(manner.detection, now_ms)

    @property
    def _instructions(self) -> str:
        instructions = self._manner.instructions
        return self._options.instructions if instructions is None else instructions

    def _detect(self, detection: Detection | None, now_ms: float) -> None:
        listening, options = self._listening, self._hearing_options
        if detection is None:
            self._do(listening.by_hand(), now_ms)
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
        return Utterance(self._turn, self._answers.new_item())

    def _frame(self, frame: Frame, now_ms: float) -> None:
        if self._listening.hearing is None:
            return
        answer, audible = self._answers.answer, self.state in (State.SPEAKING, State.SUSPECTED)
        # Who speaks after an answer that only thinks on does not interrupt it.
        answering = answer is not None and self._detection.interrupt and not answer.rests(now_ms)
        steps = self._listening.frame(frame.pcm, frame.speech, now_ms, answering=answering, audible=audible)
        self._do(steps, now_ms)

    @property
    def _detection(self) -> Detection:
        return self._manner.detection or Detection()

    def _do(self, steps: Sequence[Step], now_ms: float) -> None:
        """What the listening has brought about."""
        for step in steps:
            match step:
                case Suspected():
                    self._answers.suspect()
                case Dismissed(utterance):
                    self._dismiss(utterance, now_ms)
                case Began(utterance):
                    self._began(utterance, now_ms)
                case Guess(utterance):
                    self._guess_answer(utterance, now_ms)
                case WentOn():
                    self._answers.drop_guess()
                case Over(utterance):
                    self._take(utterance, now_ms)
                case Nothing(utterance):
                    self._nothing(utterance, now_ms)
                case Judge():
                    self._answers.actions.append(step)
                case _:
                    self._tell(step)

    def _commit(self, utterance: Utterance, item: str, text: str) -> None:
        """What was heard is an item; its words follow."""
        utterance.item = item or utterance.item
        utterance.text = text
        self.history.add(Item(utterance.item, "user", text))
        self._answers.actions.append(Committed(utterance.turn, utterance.item))
        self._answers.unheard[utterance.turn] = utterance
        self._tell(Transcribe(self.session, utterance.turn))

    def _add_audio(self, event: AddAudio) -> None:
        utterance = self._new_utterance()
        utterance.add(event.pcm, self._options.longest_turn_s * 1000)
        for message in self._listening.listen_again(utterance):
            self._tell(message)
        self._commit(utterance, event.item, event.text)

    def _closing(self) -> Utterance:
        """The utterance that somebody else has ended."""
        utterance, messages = self._listening.close()
        for message in messages:
            self._tell(message)
        return utterance

    def _words_of_committed(self, utterance: Utterance, words: str, now_ms: float) -> None:
        del self._answers.unheard[utterance.turn]
        text = " ".join(part for part in (utterance.text, words) if part)
        self.history.word(utterance.item, text)
        self._answers.actions.append(Transcribed(utterance.turn, words, True, utterance.item, utterance.duration_ms))
        self._answers.send(Room.REASONER, Unlisten(self.session, utterance.turn))
        self._answers.remember(utterance.item)
        self._answers.ask_if_ready(now_ms)

    def _take(self, utterance: Utterance, now_ms: float) -> None:
        """The user's turn of live audio is over, and what was said in it is part of the conversation."""
        turn, item = utterance.turn, utterance.item
        self._answers.actions += [SpeechStopped(turn, item, utterance.stopped_ms), Committed(turn, item)]
        self.history.add(Item(item, "user", utterance.words or ""))
        if utterance.words is not None:
            self._answers.actions.append(Transcribed(turn, utterance.words, True, item, utterance.duration_ms))
        if not self._detection.respond or self._answers.answer is not None:
            # Nobody wants an answer; or one is on its way, and is not to be interrupted.
            self._answers.unheard[turn] = utterance
            if utterance.words is not None:
                self._words_known(utterance)
            else:
                self._tell(Transcribe(self.session, turn))
            return
        guess, self._answers.guess = self._answers.guess, None
        answer = guess or self._answers.new_answer(
            self._request(utterance, Request()), utterance, "speech", now_ms, self._manner.speak
        )
        answer.trace.speculated = guess is not None
        self._answers.begin(answer, now_ms)

    def _words_known(self, utterance: Utterance) -> None:
        del self._answers.unheard[utterance.turn]
        self._answers.remember(utterance.item)
        self._tell(Unlisten(self.session, utterance.turn))

    def _nothing(self, utterance: Utterance, now_ms: float) -> None:
        self._answers.drop_guess()
        self._answers.actions.append(SpeechStopped(utterance.turn, utterance.item, utterance.stopped_ms))
        trace = Trace(self.session, utterance.turn, self._generation, self._options.mode.value, "speech")
        trace.outcome = "no_turn"
        self._answers.actions.append(TurnEnded(utterance.turn, trace))

    # Asking.

    def _end_of_turn(self, event: EndOfTurn, now_ms: float) -> None:
        self._answers.interrupt(now_ms)
        self._answers.drop_guess()
        utterance = self._closing()
        request = self._request(utterance, Request(), event.text, event.mode, event.seed)
        answer = self._answers.new_answer(request, utterance, event.zero, now_ms, self._manner.speak)
        self.history.add(Item(utterance.item, "user", event.text))
        if utterance.too_long or utterance.pieces or event.text.strip():
            self._answers.begin(answer, now_ms)
        else:
            answer.confirmed, self._answers.answer = True, answer
            self._answers.give_up(answer, now_ms, "no_speech", "the turn is empty: give it audio or text")

    def _respond(self, wanted: Request, now_ms: float) -> None:
        if self._answers.answer is not None:
            self._make_way(self._answers.answer, now_ms)
            # What was said into that answer is not what is asked for.
            self._answers.drop_guess()
        self._turn += 1
        speak = self._manner.speak if wanted.speak is None else wanted.speak
        answer = self._answers.new_answer(self._request(None, wanted), None, "text", now_ms, speak)
        self._answers.begin(answer, now_ms)

    def _make_way(self, answer: Answer, now_ms: float) -> None:
        """For the next answer. What has left is heard while that one is being thought of."""
        if answer.sent:
            self._answers.end(answer, now_ms, "finished")
        else:
            self._answers.interrupt(now_ms)

    def _request(
        self, utterance: Utterance | None, wanted: Request, text: str = "", asked: Mode | None = None,
        seed: int | None = None,
    ) -> Turn:  # fmt: skip
        manner, options = self._manner, self._options
        mode = asked or options.mode
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
            thought_ms=options.thought_s * 1000,
            # Who says how to think about this turn is obeyed.
            route=asked is None,
            spoken=manner.speak if wanted.speak is None else wanted.speak,
        )

    def _guess_answer(self, utterance: Utterance, now_ms: float) -> None:
        """Begin the answer before the turn is surely over."""
        if (
            self._answers.answer is not None
            or self._answers.guess is not None
            or not self._hearing_options.speculate
            or not self._detection.respond
            or self._answers.up != set(Room)
            or self._answers.unheard
        ):
            return
        request = msgspec.structs.replace(self._request(utterance, Request()), speculative=True)
        self._answers.guess = guess = self._answers.new_answer(request, utterance, "speech", now_ms, self._manner.speak)
        guess.playout.pause()
        guess.pacing.withhold()
        guess.trace.transcript_ms = guess.since_zero(now_ms)
        guess.asked = True
        self._answers.send(Room.REASONER, request)

    # The answer.

    def _from_child(self, room: Room, message: Message, now_ms: float) -> None:
        if isinstance(message, Transcript | Fail) and message.generation == 0:
            self._heard(message, now_ms)
        else:
            self._answers.receive(room, message, now_ms)

    def _heard(self, message: Transcript | Fail, now_ms: float) -> None:
        """What ``Transcribe`` has brought about."""
        committed = self._answers.unheard.get(message.turn)
        words = message.text if isinstance(message, Transcript) else ""
        if committed is not None:
            self._words_of_committed(committed, words, now_ms)
        elif isinstance(message, Transcript):
            self._do(self._listening.transcript(message.turn, words, message.audio_ms, now_ms), now_ms)
        else:
            self._do(self._listening.untranscribed(message.turn, now_ms), now_ms)

    # Interruption.

    def _dismiss(self, utterance: Utterance, now_ms: float) -> None:
        answer = self._answers.answer
        if answer is None:
            return
        if (answer.sent or answer.rests(now_ms)) and utterance.words and utterance.words.strip():
            # There is nothing left that it could be a back-channel to.
            self._do(self._listening.accept(utterance), now_ms)
            return
        self._do(self._listening.dismissed(utterance), now_ms)
        if self._answers.state is State.SUSPECTED:
            answer.playout.resume(now_ms)
            self._answers.state = State.SPEAKING if answer.playout.sent_ms else State.THINKING

    def _answer_ended(self, now_ms: float) -> None:
        """What was said into the answer may now be meant for the agent: there is nothing that it could go on with."""
        self._do(self._listening.accept(), now_ms)

    def _began(self, utterance: Utterance, now_ms: float) -> None:
        """The user speaks, and means it."""
        self._answers.actions.append(SpeechStarted(utterance.turn, utterance.item, utterance.start_ms))
        answer = self._answers.answer
        if answer is not None and self._detection.interrupt:
            earlier = answer.utterance
            resumed = utterance.began_ms - answer.taken_ms <= self._hearing_options.resume_ms
            rests = answer.rests(now_ms)
            merged = resumed and earlier is not None and earlier.live and not rests
            outcome: Outcome = "merged" if merged else "finished" if rests else "interrupted"
            self._answers.stop(answer, now_ms, outcome, by_user=True)
            if merged and earlier is not None and self._listening.utterance is utterance:
                self._do(self._listening.prepend(earlier), now_ms)
        self._do(self._listening.settle(now_ms), now_ms)

    # When something breaks.

    def _child_up(self, event: ChildUp, now_ms: float) -> None:
        room = event.room
        self._answers.up.add(room)
        self._answers.names[room] = event.name
        answer = self._answers.answer
        unsettled = set() if answer is None else {answer.item, *answer.calls}
        if answer is not None and answer.utterance is not None:
            unsettled.add(answer.utterance.item)
        if room is Room.REASONER:
            history = tuple(item for item in self.history.items() if item.id not in unsettled)
            self._answers.send(room, Open(self.session, self._instructions, history, tools=self._manner.tools))
            # A held turn comes before one that is still being said.
            if answer is not None and not answer.asked and not answer.error and answer.utterance is not None:
                self._do(self._listening.listen_again(answer.utterance), now_ms)
            for committed in self._answers.unheard.values():
                self._do(self._listening.listen_again(committed), now_ms)
                self._answers.send(room, Transcribe(self.session, committed.turn))
            self._listening.reasoner_up = True
            self._do(self._listening.hear_again(), now_ms)
        else:
            self._answers.send(room, Open(self.session))
        self._answers.ask_if_ready(now_ms)

    def _child_down(self, event: ChildDown, now_ms: float) -> None:
        room = event.room
        self._answers.up.discard(room)
        self._answers.drop_guess()
        answer = self._answers.answer
        if answer is not None and answer.asked and not answer.error and not answer.done[room]:
            answer.done[room] = True
            self._answers.give_up(answer, now_ms, "internal", f"the {room.value} stopped: {event.reason}")
        if room is Room.REASONER:
            self._listening.reasoner_up = False
            self._do(self._listening.unheard(), now_ms)
