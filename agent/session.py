"""One conversation with the agent: the shell that carries out what its core decides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from antiphon.transport.door import AudioOut, Output, Said, Shown, Thinking, Transcribed, TurnEnded
from antiphon.transport.errors import InputError, LinkClosed, NoSpeechError
from antiphon.transport.messages import Fail, Item, Message, Mode, Show
from antiphon.transport.trace import Trace

from .conversation import Conversation
from .events import (
    Action,
    AudioIn,
    ChildDown,
    EndOfTurn,
    FromChild,
    Input,
    Interrupt,
    Room,
    Supersede,
    Tick,
    ToChild,
    Zero,
)
from .listening import Judge
from .recording import Recording, Source, read

__all__ = ["Reply", "Session"]

log = structlog.get_logger()

OUTBOX = 1024
"""Messages waiting for one child: several times what the longest turn and answer need."""
FAREWELL_S = 2.0
"""A child that takes nothing for so long at the end of a session is left to its supervisor."""
OUTPUTS = 16384
"""Outputs waiting for whoever listens: minutes of sound. One who reads none of it loses the turn."""


class ChildLink(Protocol):
    """What a session needs of a child process."""

    async def send(self, message: Message) -> None:
        """Hand over a message. Raises LinkClosed while the child is down."""

    def advance(self, session: str, generation: int) -> None:
        """Speech of ``session`` before ``generation`` is stale."""

    def forget(self, session: str) -> None:
        """The session is over."""


@dataclass(slots=True)
class Reply:
    """A whole turn, once it is over.

    ``pcm``: 16-bit mono at ``rate_hz``, what was to be heard of the answer, an apology included.
    ``error``: why the answer failed, where it did (``trace.outcome`` is "failed").
    """

    heard: str = ""
    thoughts: str = ""
    said: str = ""
    shown: list[Show] = field(default_factory=list)
    pcm: bytes = b""
    rate_hz: int = 0
    error: str = ""
    trace: Trace | None = None


class Session:
    """A conversation. Made by ``VoiceAgent.session``.

    Doors call ``receive`` and are called back with what comes out; ``ask`` and ``stream`` do both.
    """

    def __init__(
        self,
        name: str,
        conversation: Conversation,
        links: dict[Room, ChildLink],
        longest_turn_s: float,
        on_output: Callable[[Output], None] | None = None,
        on_judge: Callable[[Judge], None] | None = None,
    ) -> None:
        self.name = name
        self.conversation = conversation
        self._links = links
        self._longest_turn_s = longest_turn_s
        self._on_output = on_output
        self.on_judge = on_judge
        """Who asks the end-of-turn model."""
        self._outboxes: dict[Room, asyncio.Queue[Message]] = {room: asyncio.Queue(OUTBOX) for room in Room}
        self._turns: dict[int, asyncio.Queue[Output]] = {}
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._log = log.bind(session=name)

    @property
    def history(self) -> tuple[Item, ...]:
        """What was said so far, as it was heard."""
        return self.conversation.history.items()

    # Asking.

    async def ask(
        self,
        audio: Source | Recording | None = None,
        *,
        text: str = "",
        mode: Mode | None = None,
        seed: int | None = None,
    ) -> Reply:
        """Answer a recording, a text, or both (the text first), and return when all of the answer is there.

        Raises InputError for what cannot be answered as it is (AudioError, NoSpeechError), which says what could
        be. An answer that fails by the agent's own fault is returned, with its ``error`` and its apology.
        """
        reply = Reply()
        thoughts, said, pcm = [], [], bytearray()
        async for output in self.stream(audio, text=text, mode=mode, seed=seed):
            match output:
                case Transcribed(final=True):
                    reply.heard = output.text
                case Thinking():
                    thoughts.append(output.text)
                case Said():
                    said.append(output.text)
                case Shown():
                    reply.shown.append(output.artifact)
                case AudioOut():
                    pcm += output.pcm
                    reply.rate_hz = output.rate_hz
                case TurnEnded():
                    reply.trace, reply.error = output.trace, output.error
        reply.thoughts, reply.said, reply.pcm = "".join(thoughts), "".join(said), bytes(pcm)
        return reply

    async def stream(
        self,
        audio: Source | Recording | None = None,
        *,
        text: str = "",
        mode: Mode | None = None,
        seed: int | None = None,
    ) -> AsyncGenerator[Output, None]:
        """The same, output by output, as they come; the last is TurnEnded. To leave early interrupts the answer."""
        recording = await self._read(audio)
        turn = self.conversation.user_turn
        outputs = self._turns[turn] = asyncio.Queue(OUTPUTS)
        ended = False
        try:
            if recording is not None:
                for pcm in recording.pcm16_pieces():
                    self.receive(AudioIn(pcm))
            zero: Zero = "text" if recording is None else "commit"
            self.receive(EndOfTurn(text, mode, seed, zero))
            while not ended:
                output = await outputs.get()
                ended = isinstance(output, TurnEnded)
                if isinstance(output, TurnEnded) and output.fault in ("input", "no_speech"):
                    raise (NoSpeechError if output.fault == "no_speech" else InputError)(output.error)
                yield output
        finally:
            del self._turns[turn]
            if not ended:
                self.receive(Interrupt())

    async def _read(self, audio: Source | Recording | None) -> Recording | None:
        if audio is None:
            return None
        if not isinstance(audio, Recording):
            audio = await asyncio.to_thread(read, audio, self._longest_turn_s)
        audio.check_sound()
        return audio

    # Carrying out.

    def receive(self, event: Input) -> None:
        """Something happened: tell the core, and do what it says."""
        if isinstance(event, ChildDown):
            # What was meant for the dead child must not reach the next one before it knows the session.
            outbox = self._outboxes[event.room]
            while not outbox.empty():
                outbox.get_nowait()
                outbox.task_done()
        for action in self.conversation.receive(event, self._now_ms()):
            self._do(action)
        self._set_timer()

    def _do(self, action: Action) -> None:
        match action:
            case ToChild(room, message):
                self._post(room, message)
            case Supersede(generation):
                for link in self._links.values():
                    link.advance(self.name, generation)
            case Judge():
                if self.on_judge is not None:
                    self.on_judge(action)
            case _:
                self._put(action)

    def _post(self, room: Room, message: Message) -> None:
        try:
            self._outboxes[room].put_nowait(message)
        except asyncio.QueueFull:
            self._log.error("child_does_not_keep_up", room=room.value, waiting=OUTBOX)
            turn, generation = getattr(message, "turn", 0), getattr(message, "generation", 0)
            fail = Fail("internal", f"the {room.value} does not keep up", self.name, turn, generation)
            self._loop.call_soon(self.receive, FromChild(room, fail))

    def _put(self, output: Output) -> None:
        if self._on_output is not None:
            self._on_output(output)
        outputs = self._turns.get(output.turn)
        if outputs is None:
            return
        if outputs.full() and not isinstance(output, TurnEnded):
            self._log.warning("nobody_reads_the_answer", turn=output.turn, waiting=OUTPUTS)
            self._loop.call_soon(self.receive, Interrupt())
            return
        if outputs.full():
            outputs.get_nowait()
        outputs.put_nowait(output)

    def _now_ms(self) -> float:
        return self._loop.time() * 1000

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wake_ms = self.conversation.wake_ms(self._now_ms())
        if wake_ms is not None:
            self._timer = self._loop.call_at(wake_ms / 1000, self.receive, Tick())

    def senders(self) -> list[Coroutine[Any, Any, None]]:
        """The tasks that the owner of the session runs as long as it lives."""
        return [self._send_all(room) for room in Room]

    async def _send_all(self, room: Room) -> None:
        while True:
            message = await self._outboxes[room].get()
            try:
                await self._links[room].send(message)
            except LinkClosed as closed:
                # The core hears of it as ChildDown, and says everything again that matters.
                self._log.debug("unsent", room=room.value, message=type(message).__name__, reason=str(closed))
            finally:
                self._outboxes[room].task_done()

    async def close(self) -> None:
        """Stop what is being said, and return when the children were told to free what they hold."""
        self.receive(Interrupt())
        for action in self.conversation.close():
            self._do(action)
        if self._timer is not None:
            self._timer.cancel()
        try:
            async with asyncio.timeout(FAREWELL_S):
                for outbox in self._outboxes.values():
                    await outbox.join()
        except TimeoutError:
            self._log.warning("children_do_not_listen", seconds=FAREWELL_S)
        for link in self._links.values():
            link.forget(self.name)
