"""The agent to embed: it starts the two children, watches them, and opens conversations."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from types import TracebackType

import psutil
import structlog

from antiphon.reasoner import client as reasoner_client
from antiphon.speaker import client as speaker_client
from antiphon.transport.door import Fresh, Output
from antiphon.transport.errors import CapacityError, TurnFailed
from antiphon.transport.messages import Audio, Beat, Close, Done, Fail, Message, Open, Say

from . import supervisor
from .answer import Sound
from .conversation import Conversation
from .ears import Ears
from .events import ChildDown, ChildUp, FromChild, Room
from .live import LiveTalk
from .session import Session
from .settings import Settings, load
from .store import Store
from .supervisor import Supervisor

__all__ = ["Memory", "VoiceAgent"]

log = structlog.get_logger()


APOLOGY = "apology"
"""The session in which the apology is synthesised; no other is called so."""
COME_BACK_S = 15.0
"""When somebody who was refused should try again: conversations are short."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of the processes, in bytes."""

    gateway: int
    reasoner: int
    speaker: int

    @property
    def total(self) -> int:
        return self.gateway + self.reasoner + self.speaker


class VoiceAgent:
    """A voice agent with its reasoner and its speaker.

        async with VoiceAgent() as agent, agent.session() as session:
            reply = await session.ask("question.wav")
            print(reply.heard, reply.said)

    Raises ModelMissing where the weights are not prepared, ChildError where a child does not start.
    """

    def __init__(self, settings: Settings | None = None, store: Store | None = None) -> None:
        self.settings = settings or load()
        self._store = store or Store()
        self._sessions: dict[str, Session] = {}
        self._children: dict[Room, Supervisor] = {}
        self._names: dict[Room, str] = {}
        self._ears: Ears | None = None
        self._apology: Sound | None = None
        self._making_apology: asyncio.Queue[Message] | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> VoiceAgent:
        if self._children:
            raise RuntimeError("this agent was started already: make another, or open a session of this one")
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        settings = self.settings
        resolved = settings.reasoner.model_copy(
            update={
                "model": str(await asyncio.to_thread(self._store.resolve, settings.reasoner.model)),
                "recogniser": str(await asyncio.to_thread(self._store.resolve, settings.reasoner.recogniser)),
            }
        )
        self._ears = await asyncio.to_thread(Ears.load, settings.hearing, self._store)
        self._stack.callback(self._ears.close)
        self._names = {Room.REASONER: settings.reasoner.model, Room.SPEAKER: settings.speaker.voice}
        for room, client, options in (
            (Room.REASONER, reasoner_client, resolved),
            (Room.SPEAKER, speaker_client, settings.speaker),
        ):
            self._children[room] = await self._stack.enter_async_context(
                Supervisor(
                    room.value,
                    client.MODULE,
                    client.options_json(options),
                    client.environment(options),
                    partial(self._child_event, room),
                    start_timeout_s=settings.children.start_timeout_s,
                    beat_timeout_s=settings.children.beat_timeout_s,
                )
            )
        # Both are starting by now; waiting for one after the other leaves their errors as they are.
        await self._make_apology()
        await self._children[Room.REASONER].ready()

    # Conversations.

    @asynccontextmanager
    async def session(
        self, *, live: bool = False, on_output: Callable[[Output], None] | None = None
    ) -> AsyncIterator[Session]:
        """Open a conversation. ``live``: somebody listens while it is said, so that sound is sent in its time.

        ``on_output`` is called with everything that comes out of it. Raises CapacityError where there are too many.
        """
        settings, options = self.settings, self.settings.conversation
        most = min(settings.reasoner.max_sessions, settings.speaker.max_sessions)
        if len(self._sessions) >= most:
            raise CapacityError(
                f"all {most} conversations are taken (reasoner.max_sessions, speaker.max_sessions): come back in "
                f"{COME_BACK_S:.0f} s",
                retry_after_s=COME_BACK_S,
            )
        name = secrets.token_hex(8)
        ahead_ms = settings.playout.ahead_ms if live else None
        lag_ms = 0.0 if self._ears is None else self._ears.lag_ms
        conversation = Conversation(name, options, ahead_ms, self._apology, settings.hearing, lag_ms)
        session = Session(name, conversation, dict(self._children), options.longest_turn_s, on_output)
        self._sessions[name] = session
        # No task group: it would wrap what the user of the session raises.
        senders = [asyncio.create_task(sender) for sender in session.senders()]
        try:
            for room, child in self._children.items():
                if child.state is supervisor.State.READY:
                    session.receive(ChildUp(room, self._names[room]))
            yield session
        finally:
            await session.close()
            del self._sessions[name]
            for sender in senders:
                sender.cancel()
            for ended in await asyncio.gather(*senders, return_exceptions=True):
                if isinstance(ended, Exception):
                    log.error("session_sender_broke", session=name, error=repr(ended))

    @asynccontextmanager
    async def talk(self, on_output: Callable[[Output], None]) -> AsyncIterator[LiveTalk]:
        """Open a live conversation for a door (``transport.door.Agent``). Raises CapacityError."""
        assert self._ears is not None
        async with self.session(live=True, on_output=on_output) as session:
            talk = LiveTalk(session, self._ears)
            try:
                yield talk
            finally:
                await talk.close()

    @property
    def fresh(self) -> Fresh:
        """What a conversation begins with."""
        settings = self.settings
        return Fresh(
            instructions=settings.conversation.instructions,
            voice=settings.speaker.voice,
            model=settings.reasoner.model,
            recogniser=settings.reasoner.recogniser,
            threshold=settings.hearing.threshold,
            pre_roll_ms=settings.hearing.pre_roll_ms,
            hangover_ms=settings.hearing.hangover_ms,
            say_tokens=settings.conversation.say_tokens,
        )

    @property
    def ready(self) -> bool:
        """Both children can take a turn at once."""
        children = self._children.values()
        return bool(children) and all(child.state is supervisor.State.READY for child in children)

    def memory(self) -> Memory:
        """What the three processes take now (the children: at their last beat)."""
        return Memory(
            psutil.Process().memory_info().rss,
            self._children[Room.REASONER].memory_bytes,
            self._children[Room.SPEAKER].memory_bytes,
        )

    def child(self, room: Room) -> Supervisor:
        """The supervisor of a child, for its state, its process id and its restarts."""
        return self._children[room]

    def beat(self, room: Room) -> Beat:
        """The last sign of life of a child; an empty one while it is down."""
        child = self._children.get(room)
        return Beat() if child is None else child.beat

    # The children.

    def _child_event(self, room: Room, event: supervisor.Event) -> None:
        match event:
            case supervisor.ChildUp():
                for session in list(self._sessions.values()):
                    session.receive(ChildUp(room, self._names[room]))
            case supervisor.ChildDown(reason):
                for session in list(self._sessions.values()):
                    session.receive(ChildDown(room, reason))
            case supervisor.FromChild(message):
                self._route(room, message)

    def _route(self, room: Room, message: Message) -> None:
        name = getattr(message, "session", "")
        if name == APOLOGY and self._making_apology is not None:
            self._making_apology.put_nowait(message)
        elif (session := self._sessions.get(name)) is not None:
            session.receive(FromChild(room, message))

    async def _make_apology(self) -> None:
        """Have the apology in memory, for when the speaker is not there to say it."""
        speaker = self._children[Room.SPEAKER]
        await speaker.ready()
        self._making_apology = asyncio.Queue(1024)
        await speaker.send(Open(APOLOGY))
        await speaker.send(Say(APOLOGY, 1, 1, self.settings.conversation.apology, end_of_segment=True))
        await speaker.send(Done(APOLOGY, 1, 1))
        chunks: list[Audio] = []
        while True:
            match await self._making_apology.get():
                case Audio() as chunk:
                    chunks.append(chunk)
                case Done():
                    break
                case Fail(message=message):
                    raise TurnFailed(f"the apology (conversation.apology) cannot be spoken: {message}")
        self._making_apology = None
        await speaker.send(Close(APOLOGY))
        self._apology = Sound(tuple(chunks))
