"""A whole agent on virtual time: gateway, reasoner and speaker as they are, a model and a voice by script.

The session, its conversation core, both services and all that is in them are the real ones. The engine, the voice and
the links keep to the clock of the event loop (``tests.virtual_time``), so that a turn of a minute takes a moment.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

import numpy as np

from antiphon.agent.conversation import Conversation
from antiphon.agent.events import ChildUp, FromChild, Room
from antiphon.agent.session import Session
from antiphon.agent.settings import ConversationOptions
from antiphon.reasoner.faculties import Faculties
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.prompt import Prompt
from antiphon.reasoner.recogniser import Recogniser
from antiphon.reasoner.service import ReasonerService
from antiphon.speaker.options import SpeakerOptions
from antiphon.speaker.service import SpeakerService
from antiphon.speaker.voice import Utterance
from antiphon.transport.child import Service
from antiphon.transport.link import Generations
from antiphon.transport.messages import Beat, Hello, Message

from ..reasoner.scripted import ScriptedRecogniser
from ..reasoner.timed import TimedEngine
from ..virtual_time import VirtualTimeLoop

__all__ = ["TimedVoice", "VirtualAgent", "virtual_agent"]

LINK_MS = 1.0
AHEAD_MS = 300.0
PACE_CHARACTERS_PER_S = 15.0


class TimedVoice:
    """About 15 characters a second, now a little faster, now a little slower; every clause takes its time to make."""

    rate_hz = 8000

    def __init__(self, rng: random.Random, clause_ms: float = 30.0, word_ms: float = 10.0) -> None:
        self._random = rng
        self._clause_ms = clause_ms
        self._word_ms = word_ms

    def speak(self, words: Sequence[str]) -> Utterance:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        loop.spend((self._clause_ms + self._word_ms * len(words)) / 1000 * self._random.lognormvariate(0, 0.2))
        pace_ms = 1000 / PACE_CHARACTERS_PER_S * self._random.lognormvariate(0, 0.08)
        lengths = tuple(pace_ms * (len(word) + 1) if word else 0.0 for word in words)
        return Utterance(np.full(round(sum(lengths)) * self.rate_hz // 1000, 0.5, np.float32), lengths)


class _Pipe:
    """One way of a link: what goes in comes out a little later, in its order, unless it is stale by then."""

    def __init__(self, generations: Generations, deliver: Callable[[Message], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._generations = generations
        self._deliver = deliver
        self._under_way: deque[tuple[float, Message]] = deque()

    def put(self, message: Message) -> None:
        if self._generations.stale(message):
            return
        at = self._loop.time() + LINK_MS / 1000
        if not self._under_way:
            self._loop.call_at(at, self._arrive)
        self._under_way.append((at, message))

    def _arrive(self) -> None:
        now = self._loop.time()
        while self._under_way and self._under_way[0][0] <= now:
            message = self._under_way.popleft()[1]
            if not self._generations.stale(message):
                self._deliver(message)
        if self._under_way:
            self._loop.call_at(self._under_way[0][0], self._arrive)


class _Wire:
    """A link between the session and a child; either end is one of these."""

    def __init__(self) -> None:
        self._generations = Generations()
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._pipe: _Pipe

    def join(self, peer: _Wire) -> None:
        self._pipe = _Pipe(self._generations, peer.deliver)

    def deliver(self, message: Message) -> None:
        if not self._generations.stale(message):
            self._inbox.put_nowait(message)

    async def send(self, message: Message) -> None:
        self._pipe.put(message)

    async def receive(self) -> Message:
        return await self._inbox.get()

    def advance(self, session: str, generation: int) -> None:
        self._generations.advance(session, generation)

    def forget(self, session: str) -> None:
        self._generations.forget(session)

    async def close(self) -> None:
        pass


class VirtualAgent:
    """Two children, as long as they live; sessions come and go."""

    def __init__(self, services: dict[Room, Service], options: ConversationOptions, tasks: asyncio.TaskGroup) -> None:
        self.sessions = 0
        self._services = services
        self._options = options
        self._tasks = tasks
        self._near = {room: _Wire() for room in Room}
        self._far = {room: _Wire() for room in Room}
        for room in Room:
            self._near[room].join(self._far[room])
            self._far[room].join(self._near[room])
        self._running: dict[str, Session] = {}
        self._living: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Both children are ready when this returns."""
        for room, service in self._services.items():
            await service.start(self._far[room])
            self._living += [
                self._tasks.create_task(self._serve(room, service)), self._tasks.create_task(self._hear(room))
            ]  # fmt: skip

    async def close(self) -> None:
        for service in self._services.values():
            await service.close()
        for task in self._living:
            task.cancel()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """A conversation, as long as it lasts."""
        self.sessions += 1
        name = f"s{self.sessions}"
        session = Session(name, Conversation(name, self._options, AHEAD_MS), dict(self._near), 300)
        self._running[name] = session
        for room in Room:
            session.receive(ChildUp(room, f"a {room.value} by script"))
        senders = [self._tasks.create_task(sender) for sender in session.senders()]
        try:
            yield session
            await session.close()
        finally:
            del self._running[name]
            for sender in senders:
                sender.cancel()

    async def _serve(self, room: Room, service: Service) -> None:
        while True:
            await service.handle(await self._far[room].receive())

    async def _hear(self, room: Room) -> None:
        while True:
            message = await self._near[room].receive()
            if isinstance(message, Hello | Beat):
                continue
            session = self._running.get(message.session)
            if session is not None:
                session.receive(FromChild(room, message))


@asynccontextmanager
async def virtual_agent(
    engine: TimedEngine, voice: TimedVoice, reasoner: ReasonerOptions, conversation: ConversationOptions
) -> AsyncIterator[VirtualAgent]:
    """An agent that lives on the running loop, which must be a ``VirtualTimeLoop``."""
    faculties = Faculties(engine.as_engine(), Prompt(engine.tokenizer), cast(Recogniser, ScriptedRecogniser()))

    async def load(_: ReasonerOptions) -> Faculties:
        return faculties

    services: dict[Room, Service] = {
        Room.REASONER: ReasonerService(reasoner, load),
        Room.SPEAKER: SpeakerService(SpeakerOptions(), lambda _: voice),
    }
    async with asyncio.TaskGroup() as tasks:
        agent = VirtualAgent(services, conversation, tasks)
        await agent.start()
        try:
            yield agent
        finally:
            await agent.close()
