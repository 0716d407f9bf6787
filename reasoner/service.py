"""The reasoner process: sessions, their turns, and what the gateway is told about them."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Literal

import structlog
from pydantic import ValidationError

from antiphon.transport.errors import AntiphonError, CapacityError, ConfigError, InputError, LinkError, NoSpeechError
from antiphon.transport.link import Link
from antiphon.transport.messages import (
    Beat,
    Cancel,
    Cancelled,
    Close,
    Done,
    Fail,
    Heard,
    Hello,
    Listen,
    Message,
    Open,
    Transcript,
    Turn,
)

from .faculties import Faculties
from .mind import Mind
from .options import ReasonerOptions
from .session import Hearing, Session

__all__ = ["ReasonerService"]

log = structlog.get_logger()

Kind = Literal["input", "no_speech", "capacity", "internal"]


class ReasonerService:
    """Turns in, thoughts and answers out; see ``antiphon.transport.child.Service``.

    Every ``Turn`` is answered by exactly one ``Done``, ``Fail`` or ``Cancelled``. A session has one turn at a time: a
    new one cancels the last.
    """

    def __init__(
        self,
        options: ReasonerOptions,
        load: Callable[[ReasonerOptions], Awaitable[Faculties]] = Faculties.load,
    ) -> None:
        self._options = options
        self._load = load
        self._sessions: dict[str, Session] = {}
        self._refused: set[str] = set()
        """Sessions for which there was no room."""
        self._replies: asyncio.Queue[Message] = asyncio.Queue()
        self._faculties: Faculties | None = None
        self._life: asyncio.Task[None] | None = None
        self._link: Link
        self._tasks: asyncio.TaskGroup

    @classmethod
    def from_json(cls, text: str) -> ReasonerService:
        """The service for ``ReasonerOptions`` written as JSON. Raises ConfigError."""
        try:
            return cls(ReasonerOptions.model_validate_json(text))
        except ValidationError as error:
            raise ConfigError(f"the reasoner cannot run with these options: {error}") from error

    async def start(self, link: Link) -> Hello:
        """Load the models and try them out. Raises ModelMissing, ModelCorrupt."""
        began = time.perf_counter()
        self._link = link
        self._faculties = faculties = await self._load(self._options)
        await faculties.start()
        living: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live(living))
        await living
        return Hello(
            name="reasoner",
            sessions=self._options.max_sessions,
            load_ms=(time.perf_counter() - began) * 1000,
            detail={
                "model": Path(self._options.model).name,
                "recogniser": Path(self._options.recogniser).name,
                "format": faculties.prompt.format.name,
                "precision": faculties.engine.precision,
                "threads": str(faculties.engine.threads),
            },
        )

    async def handle(self, message: Message) -> None:
        """Take a message of the gateway. Never waits for a model, nor for the gateway to read."""
        match message:
            case Open():
                self._open(message)
            case Close():
                self._close_session(message.session)
            case Listen():
                self._listen(message)
            case Turn():
                self._turn(message)
            case Heard():
                self._heard(message)
            case Cancel():
                self._cancel(message)
            case _:
                log.warning("message_not_for_a_reasoner", type=type(message).__name__)

    def beat(self) -> Beat:
        """``streams`` and ``cache_tokens`` of the engine."""
        if self._faculties is None:
            return Beat()
        return Beat(streams=self._faculties.engine.streams, cache_tokens=self._faculties.engine.cache_tokens)

    async def close(self) -> None:
        """Stop everything."""
        for name in list(self._sessions):
            self._close_session(name)
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait([self._life])
        if self._faculties is not None:
            await self._faculties.close()

    # Sessions.

    def _open(self, message: Open) -> None:
        name = message.session
        if name in self._sessions:
            log.warning("session_opened_again", session=name)
            self._close_session(name)
        self._refused.discard(name)
        if len(self._sessions) >= self._options.max_sessions:
            self._refused.add(name)
            self._reply(Fail("capacity", self._full(), name))
            return
        assert self._faculties is not None
        engine, prompt = self._faculties.engine, self._faculties.prompt
        mind = Mind(name, engine, prompt, self._options.sampling, message.instructions, message.history)
        self._sessions[name] = session = Session(mind)
        self._refresh(name, session)

    def _close_session(self, name: str) -> None:
        self._refused.discard(name)
        session = self._sessions.pop(name, None)
        if session is None:
            log.debug("unknown_session_closed", session=name)
            return
        for task in session.tasks:
            task.cancel()
        session.mind.close()
        self._link.forget(name)

    def _full(self) -> str:
        most = self._options.max_sessions
        return (
            f"the reasoner had its {most} sessions when this one was opened: end another and open it again, "
            "or raise reasoner.max_sessions"
        )

    def _heard(self, message: Heard) -> None:
        session = self._sessions.get(message.session)
        if session is None:
            log.debug("heard_by_nobody", session=message.session, turn=message.turn)
            return
        session.mind.heard(message.turn, message.text, message.cut)
        self._refresh(message.session, session)

    def _refresh(self, name: str, session: Session) -> None:
        """Let the mind catch up with its history while nobody waits for it."""

        async def refresh() -> None:
            try:
                await session.mind.refresh()
            except Exception as error:
                # The next turn tries again, and tells.
                log.warning("history_not_read", session=name, error=repr(error))

        self._spawn(session, refresh())

    # Turns.

    def _listen(self, message: Listen) -> None:
        session = self._sessions.get(message.session)
        if session is None or not session.listen(message.generation, message.pcm):
            log.debug("audio_for_nobody", session=message.session, turn=message.turn)

    def _turn(self, turn: Turn) -> None:
        session = self._sessions.get(turn.session)
        if session is None:
            if turn.session in self._refused:
                self._reply(_fail(turn, "capacity", self._full()))
            else:
                text = f"session {turn.session!r} is not open at the reasoner: send Open first"
                self._reply(_fail(turn, "internal", text))
            return
        if turn.generation <= session.newest:
            log.warning("stale_turn_ignored", session=turn.session, turn=turn.turn, generation=turn.generation)
            return
        if session.answering is not None:
            log.info("turn_superseded", session=turn.session, turn=turn.turn)
            session.answering.cancel()
        hearing = session.supersede(turn.generation)
        session.mind.asked(turn.turn, turn.text)
        session.answering = self._spawn(session, self._answer(session.mind, turn, hearing))
        session.answering.add_done_callback(functools.partial(self._ended, session, turn))

    def _cancel(self, message: Cancel) -> None:
        session = self._sessions.get(message.session)
        if session is None:
            self._reply(Cancelled(message.session, message.turn, message.generation))
            return
        self._link.advance(message.session, message.generation + 1)
        if session.answering is not None and message.generation >= session.newest:
            session.answering.cancel()
        if message.generation > session.newest:
            # It was never asked, so nothing else will tell of its end.
            self._reply(Cancelled(message.session, message.turn, message.generation))
        session.supersede(message.generation)

    def _ended(self, session: Session, turn: Turn, task: asyncio.Task[Done | Fail]) -> None:
        """The one place where the end of a turn is told: a task can be cancelled before its first line."""
        if session.answering is task:
            session.answering = None
        self._reply(Cancelled(turn.session, turn.turn, turn.generation) if task.cancelled() else task.result())

    async def _answer(self, mind: Mind, turn: Turn, hearing: Hearing | None) -> Done | Fail:
        """Whatever goes wrong in a turn is the end of that turn, and of nothing else."""
        try:
            counts: dict[str, float] = {}
            text = turn.text
            if hearing is not None:
                text, counts["transcript_ms"] = await self._hear(turn, hearing)
                mind.asked(turn.turn, text)
            if not text.strip():
                raise NoSpeechError(
                    "no words were heard in this turn: say something closer to the microphone, or type it"
                )
            done = await mind.answer(turn, text, self._link.send)
            return Done(done.session, done.turn, done.generation, done.reason, counts | done.counts)
        except NoSpeechError as error:
            return _fail(turn, "no_speech", str(error))
        except InputError as error:
            return _fail(turn, "input", str(error))
        except CapacityError as error:
            return _fail(turn, "capacity", str(error))
        except AntiphonError as error:
            log.warning("turn_failed", session=turn.session, turn=turn.turn, error=str(error))
            return _fail(turn, "internal", str(error))
        except Exception as error:
            log.exception("turn_broke", session=turn.session, turn=turn.turn)
            return _fail(turn, "internal", f"the reasoner failed: {error!r}")

    async def _hear(self, turn: Turn, hearing: Hearing) -> tuple[str, float]:
        """All that the user said, the text first, and how long the recogniser took, in ms."""
        assert self._faculties is not None
        heard = await self._faculties.transcribe(await asyncio.to_thread(hearing.samples))
        text = " ".join(part for part in (turn.text, heard.text) if part)
        if text.strip():
            transcript = Transcript(turn.session, turn.turn, turn.generation, heard.text, ms=heard.ms)
            await self._link.send(transcript)
        return text, heard.ms

    # Tasks.

    async def _live(self, living: asyncio.Future[None]) -> None:
        """Own all tasks, until the service is closed."""
        async with asyncio.TaskGroup() as self._tasks:
            self._tasks.create_task(self._reply_all())
            living.set_result(None)

    def _spawn(self, session: Session, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = self._tasks.create_task(work)
        session.tasks.add(task)
        task.add_done_callback(session.tasks.discard)
        return task

    def _reply(self, message: Message) -> None:
        self._replies.put_nowait(message)

    async def _reply_all(self) -> None:
        """Replies wait here and not in ``handle``: a gateway that is slow to read must not keep us from reading.

        There is one at most for every message received, so the queue needs no other bound.
        """
        while True:
            message = await self._replies.get()
            try:
                await self._link.send(message)
            except LinkError as error:
                log.info("reply_unsent", type=type(message).__name__, error=str(error))


def _fail(turn: Turn, kind: Kind, message: str) -> Fail:
    return Fail(kind, message, turn.session, turn.turn, turn.generation)
