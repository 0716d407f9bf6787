"""The reasoner process: sessions, their turns, and what the gateway is told about them."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import structlog
from pydantic import ValidationError

from antiphon.transport.errors import (
    AntiphonError,
    CapacityError,
    ConfigError,
    InputError,
    LinkError,
    NoSpeechError,
)
from antiphon.transport.link import Link
from antiphon.transport.messages import (
    Beat,
    Cancel,
    Cancelled,
    Close,
    Confirm,
    Done,
    Fail,
    Forget,
    Hello,
    Instruct,
    Listen,
    Message,
    Open,
    Played,
    Remember,
    Transcribe,
    Turn,
    Unlisten,
)
from antiphon.transport.quantiles import RunningQuantile

from .faculties import Faculties
from .hearing import Hearing
from .mind import WRITING_MS, WRITING_SHARE, Mind
from .options import ReasonerOptions
from .pace import Pace
from .session import Session
from .spoken_turn import answer_spoken, transcript

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
        self._writing_ms = RunningQuantile(WRITING_MS, WRITING_SHARE)
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
            case Instruct() | Remember() | Forget():
                self._learn(message)
            case Listen() | Unlisten():
                self._listen(message)
            case Transcribe():
                self._transcribe(message)
            case Turn():
                self._turn(message)
            case Confirm():
                self._confirm(message)
            case Played():
                self._played(message)
            case Cancel():
                self._cancel(message)
            case _:
                log.warning("message_not_for_a_reasoner", type=type(message).__name__)

    def beat(self) -> Beat:
        """``streams`` and ``cache_tokens`` of the engine.

        Raises RuntimeError where it broke, which ends this process: its supervisor starts another.
        """
        if self._faculties is None:
            return Beat()
        engine = self._faculties.engine
        if engine.broken:
            raise RuntimeError("the engine broke, see the log before this")
        return Beat(streams=engine.streams, cache_tokens=engine.cache_tokens)

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
        faculties = self._faculties
        mind = Mind(
            name,
            faculties.engine,
            faculties.prompt,
            self._options,
            message.instructions,
            message.tools,
            message.history,
            self._writing_ms,
        )
        self._sessions[name] = session = Session(
            mind, faculties.transcribe, self._tasks, faculties.hear if faculties.hears else None
        )
        self._refresh(name, session)

    def _close_session(self, name: str) -> None:
        self._refused.discard(name)
        session = self._sessions.pop(name, None)
        if session is None:
            log.debug("unknown_session_closed", session=name)
            return
        session.close()
        self._link.forget(name)

    def _full(self) -> str:
        most = self._options.max_sessions
        return (
            f"the reasoner had its {most} sessions when this one was opened: end another and open it again, "
            "or raise reasoner.max_sessions"
        )

    def _learn(self, message: Instruct | Remember | Forget) -> None:
        session = self._sessions.get(message.session)
        if session is None:
            log.debug("nobody_to_learn", session=message.session, type=type(message).__name__)
            return
        memory = session.mind.memory
        match message:
            case Instruct():
                memory.instruct(message.instructions, message.tools)
            case Remember():
                memory.remember(message.item, message.after)
            case Forget():
                memory.forget(message.item)
        self._refresh(message.session, session)

    def _refresh(self, name: str, session: Session) -> None:
        """Let the mind catch up with its history while nobody waits for it."""

        async def refresh() -> None:
            try:
                await session.mind.refresh()
            except Exception as error:
                # The next turn tries again, and tells.
                log.warning("history_not_read", session=name, error=repr(error))

        session.spawn(refresh())

    # Hearing.

    def _listen(self, message: Listen | Unlisten) -> None:
        session = self._sessions.get(message.session)
        if session is None:
            log.debug("audio_for_nobody", session=message.session, turn=message.turn)
        elif isinstance(message, Unlisten):
            session.unlisten(message.turn)
        elif not session.listen(message.turn, message.pcm):
            log.debug("audio_not_wanted", session=message.session, turn=message.turn)
        elif (hearing := session.hearing(message.turn)) and hearing.piece_is_full():
            session.spawn(self._hear_ahead(hearing.full_pieces))

    def _transcribe(self, message: Transcribe) -> None:
        session = self._sessions.get(message.session)
        hearing = None if session is None else session.hearing(message.turn)
        if session is None or hearing is None:
            text = f"nothing was listened to of turn {message.turn}: send Listen first"
            self._reply(Fail("internal", text, message.session, message.turn))
        else:
            session.spawn(self._tell_words(message, hearing))
            if hearing.hears:
                session.spawn(self._hear_ahead(hearing.sound))

    async def _tell_words(self, message: Transcribe, hearing: Hearing) -> None:
        """Whatever goes wrong is told, and is the end of nothing else."""
        try:
            heard = await hearing.words(turn=False)
        except AntiphonError as error:
            kind, text = _blame(error), str(error)
            self._reply(Fail(kind, text, message.session, message.turn))
        except Exception as error:
            log.exception("recogniser_broke", session=message.session, turn=message.turn)
            self._reply(Fail("internal", f"the recogniser failed: {error!r}", message.session, message.turn))
        else:
            if heard is not None:
                self._reply(transcript(message, 0, heard))

    async def _hear_ahead(self, hear: Callable[[], Awaitable[object]]) -> None:
        """What will be wanted when the turn is over, or may be now. Whatever goes wrong, the turn tells."""
        try:
            await hear()
        except AntiphonError as error:
            log.debug("not_heard", error=str(error))
        except Exception as error:
            log.warning("ear_broke", error=repr(error))

    # Turns.

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
        session.newest = turn.generation
        hearing = session.hearing(turn.turn)
        session.pace = pace = Pace(turn.speculative)
        if not turn.speculative:
            session.answered(turn.turn)
        session.answering = session.spawn(self._answer(session.mind, turn, hearing, pace, session.answering))
        session.answering.add_done_callback(functools.partial(self._ended, session, turn))

    def _confirm(self, message: Confirm) -> None:
        session = self._sessions.get(message.session)
        if session is None or session.pace is None or message.generation != session.newest:
            log.debug("nothing_to_confirm", session=message.session, generation=message.generation)
            return
        session.pace.confirm()
        session.answered(message.turn)

    def _played(self, message: Played) -> None:
        session = self._sessions.get(message.session)
        if session is not None and session.pace is not None and message.generation == session.newest:
            session.pace.played(message)

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
        session.newest = max(session.newest, message.generation)

    def _ended(self, session: Session, turn: Turn, task: asyncio.Task[Done | Fail]) -> None:
        """The one place where the end of a turn is told: a task can be cancelled before its first line."""
        if session.answering is task:
            session.answering = None
        self._reply(Cancelled(turn.session, turn.turn, turn.generation) if task.cancelled() else task.result())

    async def _answer(
        self, mind: Mind, turn: Turn, hearing: Hearing | None, pace: Pace, last: asyncio.Task[Done | Fail] | None
    ) -> Done | Fail:
        """Whatever goes wrong in a turn is the end of that turn, and of nothing else.

        It begins when the streams of the ``last`` one, which was cancelled, are free: in a step at most.
        """
        try:
            if last is not None:
                await asyncio.wait([last])
            if hearing is None:
                return await mind.answer(turn, turn.text.strip(), self._link.send, pace)
            routed = self._options.hearing == "routed"
            return await answer_spoken(mind, turn, hearing, pace, self._link.send, routed=routed)
        except AntiphonError as error:
            kind = _blame(error)
            if kind == "internal":
                log.warning("turn_failed", session=turn.session, turn=turn.turn, error=str(error))
            return _fail(turn, kind, str(error))
        except Exception as error:
            log.exception("turn_broke", session=turn.session, turn=turn.turn)
            return _fail(turn, "internal", f"the reasoner failed: {error!r}")

    # Tasks.

    async def _live(self, living: asyncio.Future[None]) -> None:
        """Own all tasks, until the service is closed."""
        async with asyncio.TaskGroup() as self._tasks:
            self._tasks.create_task(self._reply_all())
            living.set_result(None)

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


def _blame(error: AntiphonError) -> Kind:
    """Whose fault it is."""
    match error:
        case NoSpeechError():
            return "no_speech"
        case InputError():
            return "input"
        case CapacityError():
            return "capacity"
        case _:
            return "internal"


def _fail(turn: Turn, kind: Kind, message: str) -> Fail:
    return Fail(kind, message, turn.session, turn.turn, turn.generation)
