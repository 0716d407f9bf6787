"""Which turns are listened to: ``antiphon.reasoner.session``."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
import torch

from antiphon.reasoner.ear import Sound
from antiphon.reasoner.hearing import Hear
from antiphon.reasoner.mind import Mind
from antiphon.reasoner.recogniser import Transcription
from antiphon.reasoner.session import MOST_HEARINGS, REMEMBERED_TURNS, Session


async def transcribe(pcm: Any, earlier: Transcription | None, wanted: Any) -> Transcription:
    """Hears the samples as numbers."""
    return Transcription(" ".join(f"{sample * 32768:g}" for sample in pcm), False, 1.0)


class Asleep:
    def close(self) -> None:
        pass


async def words(session: Session, turn: int) -> str | None:
    hearing = session.hearing(turn)
    if hearing is None:
        return None
    heard = await hearing.words(turn=True)
    assert heard is not None
    return heard.text


async def hear(pcm: Any, earlier: Sound | None) -> Sound:
    return Sound(torch.from_numpy(pcm)[:, None], 1.0, {})


def fresh(group: asyncio.TaskGroup, ear: Hear | None = None) -> Session:
    return Session(cast(Mind, Asleep()), transcribe, group, ear)


async def test_the_audio_of_a_turn_is_its_own() -> None:
    async with asyncio.TaskGroup() as group:
        session = fresh(group)
        assert session.listen(3, b"\1\0")
        assert session.listen(4, b"\2\0")
        assert session.listen(3, b"\3\0")
        assert await words(session, 3) == "1 3"
        assert await words(session, 4) == "2"
        assert await words(session, 5) is None


async def test_a_model_that_hears_hears_the_sound_of_each_turn() -> None:
    async with asyncio.TaskGroup() as group:
        session = fresh(group, hear)
        session.listen(3, b"\0\x40")
        session.listen(4, b"\0\x80")
        heard = [hearing for turn in (3, 4) if (hearing := session.hearing(turn)) is not None]
        assert [(await hearing.sound()).states.tolist() for hearing in heard] == [[[0.5]], [[-1.0]]]
        deaf = fresh(group)
        deaf.listen(3, b"\0\x40")
        hearing = deaf.hearing(3)
        assert hearing is not None
        assert not hearing.hears


async def test_audio_of_a_turn_that_was_answered_comes_too_late() -> None:
    async with asyncio.TaskGroup() as group:
        session = fresh(group)
        assert session.listen(3, b"\1\0")
        session.answered(3)
        session.answered(5)
        assert not session.listen(3, b"\1\0")
        assert not session.listen(5, b"\1\0")
        assert session.hearing(3) is None
        # A turn may begin before another is answered, and end after it.
        assert session.listen(4, b"\4\0")
        session.answered(6)
        assert session.listen(4, b"\5\0")
        assert await words(session, 4) == "4 5"


async def test_a_turn_that_is_not_wanted_is_forgotten_and_may_begin_anew() -> None:
    async with asyncio.TaskGroup() as group:
        session = fresh(group)
        session.listen(3, b"\1\0")
        session.unlisten(3)
        session.unlisten(4)
        assert session.hearing(3) is None
        assert session.listen(3, b"\2\0")
        assert await words(session, 3) == "2"


async def test_a_turn_too_many_is_not_heard() -> None:
    async with asyncio.TaskGroup() as group:
        session = fresh(group)
        assert all(session.listen(turn, b"\0\0") for turn in range(MOST_HEARINGS))
        assert not session.listen(MOST_HEARINGS, b"\0\0")
        assert session.listen(0, b"\0\0")
        session.unlisten(1)
        assert session.listen(MOST_HEARINGS, b"\0\0")


async def test_old_turns_are_not_remembered_for_ever() -> None:
    async with asyncio.TaskGroup() as group:
        session = fresh(group)
        for turn in range(REMEMBERED_TURNS + 1):
            session.answered(turn)
        session.answered(1)
        session.answered(REMEMBERED_TURNS + 1)
        assert [turn for turn in range(REMEMBERED_TURNS + 2) if session.listen(turn, b"")] == [0, 2]


async def test_what_runs_for_a_session_ends_with_it() -> None:
    async with asyncio.TaskGroup() as group:
        session = fresh(group)
        tasks = [session.spawn(asyncio.sleep(60)), session.spawn(asyncio.sleep(0))]
        await tasks[1]
        session.close()
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]
