"""The speaker process: sessions, their answers, and what the gateway is told about them."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable

import structlog
from pydantic import ValidationError

from antiphon.transport.errors import ConfigError, InputError, LinkClosed
from antiphon.transport.link import Link
from antiphon.transport.messages import Beat, Cancel, Cancelled, Close, Done, Fail, Hello, Message, Open, Say

from .answer import Answer
from .booth import Booth
from .options import SpeakerOptions
from .voice import Voice

__all__ = ["SpeakerService"]

WARM_UP = ("Good", "morning,", "Antiphonia.")
"""Said once before ``Hello``; the last is in no dictionary, so that the network for unknown words is loaded, too."""

_log = structlog.get_logger()


class _Session:
    """The answers of one conversation by turn and generation, with the tasks that speak them."""

    def __init__(self) -> None:
        self.answers: dict[tuple[int, int], tuple[Answer, asyncio.Task[None]]] = {}
        self.stopped = -1
        """The highest generation that was cancelled."""
        self.failed: tuple[int, int] | None = None
        """The last answer that failed: what still comes for it is dropped."""


class SpeakerService:
    """Answers in, sound out; see ``antiphon.transport.child.Service``."""

    def __init__(self, options: SpeakerOptions, load_voice: Callable[[SpeakerOptions], Voice] | None = None) -> None:
        self._options = options
        self._load_voice = load_voice or _load_voice
        self._sessions: dict[str, _Session] = {}
        self._replies: asyncio.Queue[Message] = asyncio.Queue()
        self._replying: asyncio.Task[None] | None = None
        self._link: Link
        self._booth: Booth

    @classmethod
    def from_json(cls, text: str) -> SpeakerService:
        """The service for ``SpeakerOptions`` written as JSON. Raises ConfigError."""
        try:
            return cls(SpeakerOptions.model_validate_json(text))
        except ValidationError as error:
            raise ConfigError(f"the speaker cannot run with these options: {error}") from error

    async def start(self, link: Link) -> Hello:
        """Load the voice and say something with it. Raises ConfigError for a voice that does not exist."""
        began = time.perf_counter()
        voice = await asyncio.to_thread(self._load_voice, self._options)
        self._link, self._booth = link, Booth(voice)
        await self._booth.speak(WARM_UP, 0.0)
        self._replying = asyncio.create_task(self._reply_all())
        return Hello(
            name="speaker",
            sessions=self._options.max_sessions,
            load_ms=(time.perf_counter() - began) * 1000,
            rate_hz=self._booth.rate_hz,
            detail={"voice": self._options.voice, "threads": str(self._options.threads)},
        )

    async def handle(self, message: Message) -> None:
        """Take a message of the gateway. Never waits for the voice, nor for the gateway to read."""
        match message:
            case Open():
                await self._open(message)
            case Close():
                await self._close_session(message.session)
            case Cancel():
                await self._cancel(message)
            case Say() | Done():
                self._feed(message)
            case _:
                _log.warning("message_not_for_a_speaker", type=type(message).__name__)

    def beat(self) -> Beat:
        """``streams``: the answers that are being spoken."""
        return Beat(streams=sum(len(session.answers) for session in self._sessions.values()))

    async def close(self) -> None:
        """Stop everything."""
        for session in list(self._sessions):
            await self._close_session(session)
        if self._replying is not None:
            await _stop([self._replying])
            self._booth.close()

    async def _open(self, message: Open) -> None:
        if message.session in self._sessions:
            _log.warning("session_opened_again", session=message.session)
            await self._close_session(message.session)
        if message.voice not in ("", self._options.voice):
            text = f"the voice {message.voice!r} is not loaded here: this speaker has {self._options.voice!r}"
            self._reply(Fail("input", text, message.session))
        elif len(self._sessions) >= self._options.max_sessions:
            text = f"the speaker has its {self._options.max_sessions} sessions: close one, or raise max_sessions"
            self._reply(Fail("capacity", text, message.session))
        else:
            self._sessions[message.session] = _Session()

    async def _close_session(self, name: str) -> None:
        session = self._sessions.pop(name, None)
        if session is None:
            _log.debug("unknown_session_closed", session=name)
            return
        await _stop([task for _, task in session.answers.values()])
        self._link.forget(name)

    async def _cancel(self, message: Cancel) -> None:
        session = self._sessions.get(message.session)
        if session is not None:
            session.stopped = max(session.stopped, message.generation)
            self._link.advance(message.session, session.stopped + 1)
            await _stop([task for key, (_, task) in session.answers.items() if key[1] <= session.stopped])
        self._reply(Cancelled(message.session, message.turn, message.generation))

    def _feed(self, message: Say | Done) -> None:
        key = (message.turn, message.generation)
        session = self._sessions.get(message.session)
        if session is None:
            self._fail(message, "internal", f"session {message.session!r} is not open at the speaker: send Open first")
            return
        if message.generation <= session.stopped or key == session.failed:
            return
        answer = session.answers[key][0] if key in session.answers else self._begin(session, message)
        try:
            if isinstance(message, Say):
                answer.say(message.text, end_of_segment=message.end_of_segment)
            else:
                answer.finish(message.reason)
        except InputError as error:
            session.failed = key
            session.answers[key][1].cancel()
            self._fail(message, "input", str(error))

    def _begin(self, session: _Session, message: Say | Done) -> Answer:
        key = (message.turn, message.generation)
        answer = Answer(message.session, *key, link=self._link, booth=self._booth, phrasing=self._options.phrasing)
        task = asyncio.create_task(self._run(session, answer))
        session.answers[key] = (answer, task)
        task.add_done_callback(functools.partial(_forget, session, key))
        return answer

    async def _run(self, session: _Session, answer: Answer) -> None:
        try:
            await answer.run()
        except* LinkClosed:
            _log.info("gateway_left", session=answer.session, turn=answer.turn)
        except* Exception as errors:
            _log.exception("answer_failed", session=answer.session, turn=answer.turn)
            session.failed = (answer.turn, answer.generation)
            text = f"the speaker failed: {errors.exceptions[0]!r}"
            self._reply(Fail("internal", text, answer.session, answer.turn, answer.generation))

    def _fail(self, message: Say | Done, kind: str, text: str) -> None:
        failed = Fail(
            "input" if kind == "input" else "internal", text, message.session, message.turn, message.generation
        )
        self._reply(failed)

    def _reply(self, message: Message) -> None:
        self._replies.put_nowait(message)

    async def _reply_all(self) -> None:
        """Replies wait here and not in ``handle``: a gateway that is slow to read must not keep us from reading.

        There is one at most for every message received, so the queue needs no other bound.
        """
        try:
            while True:
                await self._link.send(await self._replies.get())
        except LinkClosed:
            _log.info("gateway_left")


def _load_voice(options: SpeakerOptions) -> Voice:
    if options.voice != "hibari":
        raise ConfigError(f"speaker.voice is {options.voice!r}: the voice there is is 'hibari'")
    # Imported here: whoever brings a voice of his own need not load this one.
    from .hibari import HibariVoice

    return HibariVoice(threads=options.threads, speed=options.speed)


def _forget(session: _Session, key: tuple[int, int], _: asyncio.Task[None]) -> None:
    session.answers.pop(key, None)


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel ``tasks`` and wait until they are gone."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
