"""The user's side of a conversation: from frames of live audio to turns.

    nothing --onset--> utterance --pause--> words wanted --words--> probably over --hangover--> a turn
                           ^                                            |
                           +---------------- speech goes on ------------+

While an answer plays, an utterance is first only *suspected*: it becomes one by its words, or by its length.
Everything here is rules: what is to be done comes out as ``Step``s, in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from antiphon.transport.messages import Listen, Message, Transcribe, Unlisten

from .backchannels import content_words, is_meant
from .hearing import ONSET_MS, Ended, Event, Hearing, More, Onset, Paused, Resumed, milliseconds
from .hearing_options import HearingOptions
from .utterance import Utterance

__all__ = ["Began", "Dismissed", "Guess", "Judge", "Listening", "Nothing", "Over", "Step", "Suspected", "WentOn"]

JUDGED_MS = 8000
"""What the end-of-turn model listens to."""
LONG_BACKCHANNELS = 3
"""So many times ``interrupt_ms`` may last what has no words of its own: "mm-hm, yeah, right", or a fit of coughing."""
STALL_MS = 400.0
"""Live audio that stops for so long in the middle of an utterance is silence: some clients send none."""


@dataclass(frozen=True, slots=True)
class Suspected:
    """Somebody may be talking into the answer."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Dismissed:
    """It was a back-channel or a noise."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Began:
    """The user speaks."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Guess:
    """The utterance is probably over, and its words are known."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class WentOn:
    """It was not over."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Over:
    """The user's turn is over; it has words, or nobody can tell."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Nothing:
    """It is over, and there were no words in it."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Judge:
    """Ask the end-of-turn model about ``pcm``: 16-bit mono at 16,000 Hz, the last 8 s at most."""

    turn: int
    pcm: bytes


Step = Suspected | Dismissed | Began | Guess | WentOn | Over | Nothing | Judge | Message


class Listening:
    """Live audio and transcripts in, steps out.

    ``begin`` makes the next utterance; ``longest_ms``: of one. ``hearing`` is None while no live audio is cut.
    """

    def __init__(
        self, session: str, options: HearingOptions, longest_ms: float, begin: Callable[[], Utterance]
    ) -> None:
        self._session = session
        self._options = options
        self._longest_ms = longest_ms
        self._begin = begin
        self._steps: list[Step] = []
        self._last_frame_ms = 0.0
        self.hearing: Hearing | None = None
        self.semantic = True
        self.stretch_ms = 0.0
        """How much longer than its hangover a turn that seems unfinished may be waited for."""
        self.hangover_ms = options.hangover_ms
        self.reasoner_up = False
        self.utterance: Utterance | None = None

    # In.

    def frame(self, pcm: bytes, speech: float, now_ms: float, *, answering: bool, audible: bool) -> list[Step]:
        """The next frame of live audio; ``answering``: an answer is on its way, ``audible``: it can be heard."""
        assert self.hearing is not None
        self._last_frame_ms = now_ms
        for event in self.hearing.frame(pcm, speech):
            self._event(event, now_ms, answering, audible)
        return self._take()

    def transcript(self, turn: int, text: str, audio_ms: float, now_ms: float) -> list[Step]:
        """The recogniser's words for the first ``audio_ms`` of the utterance."""
        utterance = self.utterance
        if utterance is None or utterance.turn != turn or not utterance.wanted:
            return []
        whole = audio_ms >= utterance.heard_ms - 1
        if whole:
            utterance.words, utterance.wanted = text, False
        if not utterance.told:
            self._weigh(utterance, text, whole)
        elif whole:
            self._known(utterance, now_ms)
        return self._take()

    def untranscribed(self, turn: int, now_ms: float) -> list[Step]:
        """The recogniser could not: whoever answers will say why."""
        utterance = self.utterance
        if utterance is not None and utterance.turn == turn and utterance.ended:
            self._over(utterance)
        return self._take()

    def judged(self, turn: int, complete: float) -> list[Step]:
        """The end-of-turn model has spoken."""
        utterance = self.utterance
        if utterance is not None and utterance.turn == turn and utterance.paused:
            utterance.complete = complete
            self._set_hangover(utterance)
        return self._take()

    def tick(self, now_ms: float) -> list[Step]:
        """Time has passed: live audio that stopped coming is silence."""
        wake_ms = self.wake_ms()
        if wake_ms is not None and now_ms >= wake_ms and self.hearing is not None and self.utterance is not None:
            self.hearing.reset()
            if not self.utterance.paused:
                self._pause(self.utterance, now_ms - STALL_MS)
            self._end(self.utterance, self.utterance.stopped_ms, now_ms)
        return self._take()

    def wake_ms(self) -> float | None:
        """When a tick is wanted."""
        utterance = self.utterance
        if utterance is None or not utterance.live or utterance.ended:
            return None
        hearing = self.hearing
        hangover_ms = self.hangover_ms if hearing is None else hearing.hangover_ms
        return self._last_frame_ms + hangover_ms + STALL_MS

    def add(self, pcm: bytes) -> list[Step]:
        """Audio of a turn that somebody else ends."""
        if self.utterance is None:
            self.utterance = self._begin()
        self._listen(self.utterance, pcm)
        return self._take()

    def close(self) -> tuple[Utterance, list[Listen]]:
        """Somebody else has ended the turn: what was heard of it, or an empty one."""
        utterance = self.utterance or self._begin()
        self.utterance = None
        if self.hearing is not None:
            self.hearing.reset()
        return utterance, [Listen(self._session, utterance.turn, pcm) for pcm in utterance.flush()]

    def by_hand(self) -> list[Step]:
        """No live audio is cut any more: what was heard waits for somebody to end it."""
        self.hearing = None
        utterance = self.utterance
        if utterance is not None:
            if utterance.paused:
                self._steps.append(WentOn(utterance))
            utterance.live = utterance.paused = utterance.ended = False
            self._flush(utterance)
            if not utterance.told:
                utterance.told = True
                self._steps.append(Dismissed(utterance))
        return self._take()

    def accept(self, utterance: Utterance | None = None) -> list[Step]:
        """What was suspected is meant for the agent, whatever its words."""
        utterance = utterance or self.utterance
        if utterance is not None and not utterance.told:
            self.utterance = utterance
            self._begin_for_real(utterance)
        return self._take()

    def dismissed(self, utterance: Utterance) -> list[Step]:
        """It was a back-channel; what follows it at once still belongs to it."""
        if utterance.ended and self.utterance is utterance:
            self.utterance = None
            self._steps.append(Unlisten(self._session, utterance.turn))
        return self._take()

    def unheard(self) -> list[Step]:
        """The reasoner is gone, and what it was to tell with it."""
        utterance = self.utterance
        if utterance is not None:
            utterance.wanted = False
            if utterance.told:
                self._end_unheard(utterance)
            elif utterance.ended:
                self._steps.append(Dismissed(utterance))
        return self._take()

    def listen_again(self, utterance: Utterance) -> list[Listen]:
        """A new reasoner knows nothing of ``utterance``."""
        return [Listen(self._session, utterance.turn, pcm) for pcm in utterance.seconds()]

    def hear_again(self) -> list[Step]:
        """... nor of the one that is being heard."""
        utterance = self.utterance
        if utterance is not None:
            self._steps += self.listen_again(utterance)
            utterance.wanted = False
            if utterance.live and utterance.paused and utterance.words is None:
                self._transcribe(utterance)
        return self._take()

    def drop(self) -> list[Step]:
        """The utterance is not wanted."""
        if self.utterance is not None:
            self._steps.append(Unlisten(self._session, self.utterance.turn))
            self.utterance = None
        if self.hearing is not None:
            self.hearing.reset()
        return self._take()

    def prepend(self, earlier: Utterance) -> list[Step]:
        """The turn that ``earlier`` was taken for was not over: this utterance goes on with it."""
        utterance = self.utterance
        assert utterance is not None
        utterance.pieces = [*earlier.pieces, *earlier.unsent, *utterance.pieces]
        utterance.duration_ms += earlier.duration_ms
        utterance.start_ms = earlier.start_ms
        utterance.discarded += earlier.discarded
        utterance.words, utterance.wanted = None, False
        self._steps.append(Unlisten(self._session, utterance.turn))
        return [*self._take(), *self.hear_again()]

    def settle(self, now_ms: float) -> list[Step]:
        """It is real after all: what a pause would have brought about by now."""
        utterance = self.utterance
        if utterance is not None and utterance.told and utterance.paused:
            if utterance.words is not None:
                self._known(utterance, now_ms)
            elif not utterance.wanted:
                self._transcribe(utterance)
                self._end_unheard(utterance)
        return self._take()

    # What the hearing tells.

    def _event(self, event: Event, now_ms: float, answering: bool, audible: bool) -> None:
        match event:
            case Onset():
                self._onset(event, now_ms, answering, audible)
            case More():
                self._more(event.pcm)
            case Paused():
                assert self.hearing is not None
                if self.utterance is not None:
                    self._pause(self.utterance, now_ms - (self.hearing.position_ms - event.at_ms))
            case Resumed():
                self._resume(now_ms)
            case Ended():
                if self.utterance is not None:
                    self._end(self.utterance, event.at_ms, now_ms)

    def _onset(self, event: Onset, now_ms: float, answering: bool, audible: bool) -> None:
        utterance = self.utterance
        if utterance is not None:
            # It had ended, but nobody knew its words yet; or it was committed audio that the client goes on with.
            utterance.ended = utterance.paused = False
            self._flush(utterance)
            self._steps.append(WentOn(utterance))
        else:
            self.utterance = utterance = self._begin()
            utterance.live = True
            utterance.began_ms = now_ms
            utterance.start_ms = event.at_ms
            utterance.told, utterance.into_sound = not answering, audible
            self._steps.append(Began(utterance) if utterance.told else Suspected(utterance))
        utterance.voiced_ms += ONSET_MS
        self._listen(utterance, event.pcm)

    def _more(self, pcm: bytes) -> None:
        utterance = self.utterance
        if utterance is None:
            return
        self._listen(utterance, pcm)
        if utterance.paused:
            return
        utterance.voiced_ms += milliseconds(pcm)
        if utterance.told:
            return
        enough_ms = self._options.interrupt_ms * (1 if utterance.partial is None else LONG_BACKCHANNELS)
        if utterance.voiced_ms >= enough_ms:
            self._begin_for_real(utterance)
        elif utterance.voiced_ms - utterance.asked_voiced_ms >= self._options.listen_again_ms:
            self._transcribe(utterance)

    def _listen(self, utterance: Utterance, pcm: bytes) -> None:
        paused = utterance.paused
        wanted = utterance.wanted
        if utterance.add(pcm, self._longest_ms) and not paused:
            # A suspected utterance is listened to while it goes on: what was asked for is still of use.
            utterance.wanted = wanted and not utterance.told
            if self.reasoner_up:
                self._send_pieces(utterance, [pcm])

    def _send_pieces(self, utterance: Utterance, pieces: list[bytes]) -> None:
        for pcm in pieces:
            self._steps.append(Listen(self._session, utterance.turn, pcm))

    def _pause(self, utterance: Utterance, last_speech_ms: float) -> None:
        utterance.paused = True
        utterance.last_speech_ms = last_speech_ms
        self._set_hangover(utterance)
        self._transcribe(utterance)
        if self.semantic:
            pcm = b"".join(utterance.pieces)[-JUDGED_MS * 32 :]
            self._steps.append(Judge(utterance.turn, pcm))

    def _transcribe(self, utterance: Utterance) -> None:
        utterance.asked_voiced_ms = utterance.voiced_ms
        if self.reasoner_up and not utterance.too_long:
            utterance.wanted = True
            self._steps.append(Transcribe(self._session, utterance.turn))

    def _resume(self, now_ms: float) -> None:
        utterance = self.utterance
        if utterance is None:
            return
        utterance.paused = False
        utterance.complete = None
        self._flush(utterance)
        self._steps.append(WentOn(utterance))
        if not utterance.told:
            self._steps.append(Suspected(utterance))

    def _flush(self, utterance: Utterance) -> None:
        flushed = utterance.flush()
        if self.reasoner_up:
            self._send_pieces(utterance, flushed)

    def _end(self, utterance: Utterance, at_ms: float, now_ms: float) -> None:
        utterance.ended = True
        utterance.stopped_ms = at_ms
        utterance.ended_ms = now_ms
        if utterance.told:
            self._known(utterance, now_ms)
            self._end_unheard(utterance)
        elif utterance.words is not None or not self.reasoner_up:
            self._steps.append(Dismissed(utterance))

    def _end_unheard(self, utterance: Utterance) -> None:
        """Nobody is there to tell its words, or it has too many: the turn is taken, and held."""
        if utterance.ended and self.utterance is utterance and (utterance.too_long or not self.reasoner_up):
            self._over(utterance)

    # What is made of it.

    def _weigh(self, utterance: Utterance, text: str, whole: bool) -> None:
        """A suspected utterance: is it for the agent?"""
        utterance.wanted, utterance.partial = False, text
        # Who hears nothing yet has nothing to hum to.
        if is_meant(text, utterance.voiced_ms) or (content_words(text) and whole and not utterance.into_sound):
            self._begin_for_real(utterance)
        elif utterance.paused and whole:
            self._steps.append(Dismissed(utterance))
        elif utterance.paused:
            self._transcribe(utterance)

    def _begin_for_real(self, utterance: Utterance) -> None:
        utterance.told = True
        self._steps.append(Began(utterance))

    def _known(self, utterance: Utterance, now_ms: float) -> None:
        """All of its words are known, and it is paused or over."""
        if utterance.words is None or not utterance.paused:
            return
        self._set_hangover(utterance)
        if utterance.ended:
            self._over(utterance)
        elif utterance.words.strip():
            self._steps.append(Guess(utterance))

    def _over(self, utterance: Utterance) -> None:
        self.utterance = None
        if utterance.words is not None and not utterance.words.strip():
            self._steps += [Nothing(utterance), Unlisten(self._session, utterance.turn)]
        else:
            self._steps.append(Over(utterance))

    def _set_hangover(self, utterance: Utterance) -> None:
        """Wait longer for what seems unfinished, by its sound and by its words."""
        if self.hearing is None:
            return
        unfinished = (
            self.semantic
            and utterance.complete is not None
            and utterance.complete < self._options.unfinished_below
            and not (utterance.words or "").rstrip().endswith(("?", "!"))
        )
        self.hearing.hangover_ms = self.hangover_ms + (self.stretch_ms if unfinished else 0.0)

    def _take(self) -> list[Step]:
        steps, self._steps = self._steps, []
        return steps
