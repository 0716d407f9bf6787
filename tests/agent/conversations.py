"""A conversation on virtual time with two scripted children, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from antiphon.agent.answer import Sound
from antiphon.agent.conversation import Conversation
from antiphon.agent.events import (
    Action,
    AudioOut,
    ChildUp,
    EndOfTurn,
    FromChild,
    Input,
    Room,
    Tick,
    ToChild,
    TurnEnded,
)  # fmt: skip
from antiphon.agent.settings import ConversationOptions
from antiphon.transport.messages import Audio, Done, Message, Say, Transcript, Turn, Word

RATE_HZ = 24_000
WORD_MS = 200
APOLOGY = Sound((Audio("apology", 1, 1, bytes(2 * RATE_HZ // 10), RATE_HZ, (Word("Sorry.", 0, 100),)),))


class Driver:
    """Feeds a conversation, keeps its clock, and notes what it wants done."""

    def __init__(self, ahead_ms: float | None = 300, up: Sequence[Room] = tuple(Room)) -> None:
        self.conversation = Conversation("s1", ConversationOptions(), ahead_ms, APOLOGY)
        self.now_ms = 0.0
        self.actions: list[Action] = []
        for room in up:
            self.give(ChildUp(room, f"a {room.value}"))

    def give(self, event: Input) -> list[Action]:
        actions = self.conversation.receive(event, self.now_ms)
        self.actions += actions
        return actions

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
