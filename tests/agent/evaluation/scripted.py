"""An agent whose two children are scripted: what it answers is known, and when."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from antiphon.agent.conversation import Conversation
from antiphon.agent.events import ChildUp, FromChild, Room
from antiphon.agent.session import Session
from antiphon.agent.settings import ConversationOptions
from antiphon.transport.messages import (
    Audio,
    Cancel,
    Done,
    Fail,
    Listen,
    Message,
    Mode,
    Routed,
    Say,
    Thought,
    Transcript,
    Turn,
)
from antiphon.transport.messages import Word as SpokenWord

from ..conversations import APOLOGY, RATE_HZ

THINKING_MS = 500
WORD_MS = 200

Answers = Callable[[str, Mode], str]
"""What is answered to what was heard; "!" and a message fail instead."""


class ScriptedAgent:
    """``answers`` decides; a recording of n times half a second is heard as ``heard[n - 1]``.

    Thinking takes THINKING_MS where it is not NO_THINK; every word is heard for WORD_MS. Where it may decide, it thinks
    only about what is asked with "how".
    """

    def __init__(self, answers: Answers, heard: list[str]) -> None:
        self.answers, self.heard = answers, heard
        self.open, self.most_open = 0, 0
        self.turns: list[Turn] = []
        self.said: list[Say] = []
        """What the speaker was given."""
        self.cancelled = 0
        self._names = 0

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        self._names += 1
        name = f"s{self._names}"
        links: dict[Room, _Link] = {Room.REASONER: _Reasoner(self), Room.SPEAKER: _Speaker(self)}
        session = Session(name, Conversation(name, ConversationOptions(), None, APOLOGY), {**links}, 300)
        senders = [asyncio.create_task(sender) for sender in session.senders()]
        for room, link in links.items():
            link.reply = partial(_reply, session, room)
            session.receive(ChildUp(room, room.value))
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            yield session
        finally:
            self.open -= 1
            await session.close()
            for sender in senders:
                sender.cancel()
            await asyncio.wait(senders)


def _reply(session: Session, room: Room, message: Message) -> None:
    session.receive(FromChild(room, message))


class _Link:
    def __init__(self, agent: ScriptedAgent) -> None:
        self.agent = agent
        self.reply: Callable[[Message], None]

    async def send(self, message: Message) -> None:
        raise NotImplementedError

    def advance(self, session: str, generation: int) -> None:
        pass

    def forget(self, session: str) -> None:
        pass


class _Reasoner(_Link):
    _bytes = 0

    async def send(self, message: Message) -> None:
        match message:
            case Listen():
                self._bytes += len(message.pcm)
            case Cancel():
                self.agent.cancelled += 1
            case Turn():
                self.agent.turns.append(message)
                await self._answer(message)

    async def _answer(self, turn: Turn) -> None:
        at = (turn.session, turn.turn, turn.generation)
        heard = turn.text or self.agent.heard[self._bytes // 16_000 - 1]
        self.reply(Transcript(*at, heard))
        thinks = turn.mode is not Mode.NO_THINK
        if thinks:
            thinks = not turn.route or "how" in heard
            by = "model" if turn.route else "request"
            self.reply(Routed(*at, f"{'think' if thinks else 'no_think'} by {by}"))
        if thinks:
            await asyncio.sleep(THINKING_MS / 1000)
            self.reply(Thought(*at, "the thought says yes", tokens=10, end=True))
        answer = self.agent.answers(heard, turn.mode)
        if answer.startswith("!"):
            self.reply(Fail("internal", answer[1:], *at))
            return
        self.reply(Say(*at, answer, tokens=4, end_of_segment=True))
        self.reply(Done(*at))


class _Speaker(_Link):
    async def send(self, message: Message) -> None:
        match message:
            case Say():
                self.agent.said.append(message)
                at = (message.session, message.turn, message.generation)
                pcm = (9_000).to_bytes(2, "little") * (RATE_HZ * WORD_MS // 1000)
                for word in re.findall(r"\S+\s*", message.text):
                    self.reply(Audio(*at, pcm, RATE_HZ, (SpokenWord(word, 0, WORD_MS),)))
            case Done():
                self.reply(message)
