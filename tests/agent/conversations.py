"""A conversation on virtual time with two scripted children, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from antiphon.agent.answer import Sound
from antiphon.agent.conversation import Conversation
from antiphon.agent.events import Action, ChildUp, Converse, EndOfTurn, Frame, FromChild, Input, Room, Tick, ToChild
from antiphon.agent.hearing_options import HearingOptions
from antiphon.agent.settings import ConversationOptions
from antiphon.transport.door import AudioOut, Detection, Manner, Output, TurnEnded
from antiphon.transport.messages import (
    Audio,
    Done,
    Listen,
    Message,
    Played,
    Say,
    SegmentBegun,
    Transcribe,
    Transcript,
    Turn,
    Unlisten,
    Word,
)

RATE_HZ = 24_000
FRAME_MS = 32
LOUD = (8000).to_bytes(2, "little") * (16 * FRAME_MS)
SILENT = bytes(32 * FRAME_MS)
WORD_MS = 200
APOLOGY = Sound((Audio("apology", 1, 1, bytes(2 * RATE_HZ // 10), RATE_HZ, (Word("Sorry.", 0, 100),)),))


class Driver:
    """Feeds a conversation, keeps its clock, and notes what it wants done."""

    def __init__(
        self,
        ahead_ms: float | None = 300,
        up: Sequence[Room] = tuple(Room),
        detection: Detection | None = None,
        hearing: HearingOptions | None = None,
    ) -> None:
        self.conversation = Conversation("s1", ConversationOptions(), ahead_ms, APOLOGY, hearing, lag_ms=FRAME_MS)
        self.now_ms = 0.0
        self.actions: list[Action] = []
        self.words: dict[int, str] | None = None
        """What the recogniser answers, by turn; None: the test answers."""
        self._answered = 0
        for room in up:
            self.give(ChildUp(room, f"a {room.value}"))
        if detection is not None:
            self.give(Converse(Manner(detection=detection)))

    def give(self, event: Input) -> list[Action]:
        actions = self.conversation.receive(event, self.now_ms)
        self.actions += actions
        return actions

    def speak_live(self, ms: float, *, speech: bool = True) -> None:
        """Live audio at real-time pace: of the user speaking, or of silence."""
        for _ in range(round(ms / FRAME_MS)):
            self.wait(FRAME_MS)
            self.give(Frame(LOUD if speech else SILENT, 0.9 if speech else 0.0))
            self._transcribe()

    def quiet_live(self, ms: float) -> None:
        self.speak_live(ms, speech=False)

    def _transcribe(self) -> None:
        """The recogniser answers at once, if the test has said what."""
        while self.words is not None:
            wanted = [message for message in self.sent(Room.REASONER) if isinstance(message, Transcribe)]
            if self._answered == len(wanted):
                return
            turn = wanted[self._answered].turn
            self._answered += 1
            self.give(
                FromChild(Room.REASONER, Transcript("s1", turn, 0, self.words.get(turn, ""), self.heard_ms(turn)))
            )

    def heard_ms(self, turn: int) -> float:
        """How much audio of ``turn`` the reasoner was given since it was last told to forget it."""
        heard = 0.0
        for message in self.sent(Room.REASONER):
            if isinstance(message, Listen) and message.turn == turn:
                heard += len(message.pcm) / 32
            elif isinstance(message, Unlisten) and message.turn == turn:
                heard = 0.0
        return heard

    def turns(self) -> list[Turn]:
        """What the reasoner was asked."""
        return [message for message in self.sent(Room.REASONER) if isinstance(message, Turn)]

    def outputs(self, *kinds: type[Output]) -> list[Output]:
        """What the user got, of these kinds."""
        return [action for action in self.actions if isinstance(action, kinds)]

    def wait(self, ms: float) -> None:
        """Let time pass, waking the conversation when it asked for it."""
        until_ms = self.now_ms + ms
        while (wake_ms := self.conversation.wake_ms(self.now_ms)) is not None and wake_ms <= until_ms:
            self.now_ms = max(wake_ms, self.now_ms + 1e-3)
            self.give(Tick())
        self.now_ms = max(self.now_ms, until_ms)

    def ask(self, text: str = "Hello?") -> Turn:
        """The user's turn ends; returns what the reasoner is asked."""
        self.give(EndOfTurn(text))
        return next(turn for turn in reversed(self.sent(Room.REASONER)) if isinstance(turn, Turn))

    def transcript(self, turn: Turn, text: str) -> None:
        self.give(FromChild(Room.REASONER, Transcript("s1", turn.turn, turn.generation, text)))

    def say(self, turn: Turn, text: str) -> None:
        """The reasoner says ``text``, and the speaker makes sound of it at once, each word 200 ms long."""
        self.give(FromChild(Room.REASONER, Say("s1", turn.turn, turn.generation, text, tokens=1)))
        self.speak(turn, text)

    def speak(self, turn: Turn, text: str) -> None:
        words = tuple(Word(word, i * WORD_MS, (i + 1) * WORD_MS) for i, word in enumerate(text.split(" ")))
        words = tuple(Word(word.text + " ", word.start_ms, word.end_ms) for word in words)
        pcm = (1000).to_bytes(2, "little") * (RATE_HZ * WORD_MS // 1000 * len(words))
        self.give(FromChild(Room.SPEAKER, Audio("s1", turn.turn, turn.generation, pcm, RATE_HZ, words)))

    def segment(
        self, turn: Turn, text: str, *, thought_tokens: int = 0, end: bool = True, amends: bool = False
    ) -> None:
        """The reasoner says a segment, and the speaker makes sound of it at once."""
        self.give(FromChild(Room.REASONER, SegmentBegun("s1", turn.turn, turn.generation, thought_tokens, amends)))
        say = Say("s1", turn.turn, turn.generation, text, tokens=1, end_of_segment=end)
        self.give(FromChild(Room.REASONER, say))
        if text.strip():
            self.speak(turn, text)
        if end:
            self.end_segment(turn)

    def end_segment(self, turn: Turn) -> None:
        """All sound of a segment is made."""
        self.give(FromChild(Room.SPEAKER, Audio("s1", turn.turn, turn.generation, b"", RATE_HZ, end_of_segment=True)))

    def played(self) -> list[Played]:
        """What the reasoner was told of the listener."""
        return [message for message in self.sent(Room.REASONER) if isinstance(message, Played)]

    def done(self, turn: Turn) -> None:
        for room in Room:
            self.give(FromChild(room, Done("s1", turn.turn, turn.generation)))

    def sent(self, room: Room) -> list[Message]:
        return [action.message for action in self.actions if isinstance(action, ToChild) and action.room is room]

    def ended(self) -> list[TurnEnded]:
        return [action for action in self.actions if isinstance(action, TurnEnded)]

    def played_ms(self, turn: int) -> float:
        pieces = [action for action in self.actions if isinstance(action, AudioOut) and action.turn == turn]
        return sum(len(piece.pcm) / 2 * 1000 / piece.rate_hz for piece in pieces)
