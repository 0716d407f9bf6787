"""Questions that nobody has recorded, spoken by the agent's own voice."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from antiphon.speaker import client
from antiphon.speaker.options import SpeakerOptions
from antiphon.transport.errors import ChildError, InputError, TurnFailed
from antiphon.transport.messages import Audio, Close, Done, Fail, Message, Open, Say

from .. import supervisor
from ..recording import write_wav
from ..settings import Settings
from ..supervisor import Supervisor
from .questions import Question

__all__ = ["spoken_by_the_agent"]

WAITING = 1 << 14
"""Messages of the speaker for one question: more than the longest turn has."""


async def spoken_by_the_agent(
    questions: Sequence[Question], settings: Settings, on_done: Callable[[int], None]
) -> dict[str, Path]:
    """A recording of each question, by its name. ``on_done`` hears how many there are by now.

    They are made once, and kept in a folder of this user among the temporary ones. Raises what a ``Supervisor`` does,
    TurnFailed for a question that cannot be spoken, and InputError where the folder cannot be had.
    """
    folder = _folder()
    paths = {question.name: folder / f"{_key(question, settings.speaker)}.wav" for question in questions}
    missing = [question for question in questions if not paths[question.name].exists()]
    on_done(len(questions) - len(missing))
    if missing:
        messages: asyncio.Queue[Message | None] = asyncio.Queue(WAITING)
        async with _speaker(settings, messages) as speaker:
            await speaker.ready()
            for number, question in enumerate(missing, 1):
                pcm, rate_hz = await _speak(speaker, messages, question)
                # Whoever looks for it finds all of it or nothing.
                unfinished = folder / f"{os.getpid()}.wav"
                write_wav(unfinished, pcm, rate_hz)
                unfinished.replace(paths[question.name])
                on_done(len(questions) - len(missing) + number)
    return paths


def _speaker(settings: Settings, messages: asyncio.Queue[Message | None]) -> Supervisor:
    def hear(event: supervisor.Event) -> None:
        match event:
            case supervisor.FromChild(message):
                messages.put_nowait(message)
            case supervisor.ChildDown():
                messages.put_nowait(None)
            case _:
                pass

    return Supervisor(
        "speaker",
        client.MODULE,
        client.options_json(settings.speaker),
        client.environment(settings.speaker),
        hear,
        start_timeout_s=settings.children.start_timeout_s,
        beat_timeout_s=settings.children.beat_timeout_s,
    )


async def _speak(speaker: Supervisor, messages: asyncio.Queue[Message | None], question: Question) -> tuple[bytes, int]:
    session = question.name
    await speaker.send(Open(session))
    await speaker.send(Say(session, 1, 1, question.text, end_of_segment=True))
    await speaker.send(Done(session, 1, 1))
    pcm, rate_hz = bytearray(), 0
    while True:
        match await messages.get():
            case Audio() as chunk:
                pcm += chunk.pcm
                rate_hz = chunk.rate_hz or rate_hz
            case Done():
                break
            case Fail(message=reason):
                raise TurnFailed(f"the question {question.name} cannot be spoken: {reason}")
            case None:
                raise ChildError(f"the speaker stopped while it was reading the question {question.name}")
    await speaker.send(Close(session))
    return bytes(pcm), rate_hz


def _folder() -> Path:
    """A folder that is this user's alone, though others may write beside it."""
    folder = Path(tempfile.gettempdir()) / f"antiphon-questions-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = folder.lstat()
    except OSError as error:
        raise InputError(f"{folder} cannot be made for the spoken questions: {error}; set TMPDIR") from error
    if folder.is_symlink() or owner.st_uid != os.getuid():
        raise InputError(f"{folder} belongs to somebody else: remove it, or set TMPDIR to a folder of your own")
    return folder


def _key(question: Question, options: SpeakerOptions) -> str:
    """The same for the same words of the same voice."""
    return hashlib.sha256(f"{options.model_dump_json()}\n{question.text}".encode()).hexdigest()[:32]
