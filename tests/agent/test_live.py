"""A conversation as a door sees it: ``antiphon.agent.live``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from numpy.typing import NDArray

from antiphon.agent.conversation import Conversation
from antiphon.agent.ears import Ears
from antiphon.agent.events import ChildUp, Room
from antiphon.agent.live import LiveTalk
from antiphon.agent.session import Session
from antiphon.agent.settings import ConversationOptions
from antiphon.transport.door import AnswerBegun, Committed, Manner, Output, Request, SpeechStarted
from antiphon.transport.errors import CapacityError, InputError
from antiphon.transport.messages import Item, Message

SPEECH = np.full(16_000, 8000, "<i2").tobytes()


class LoudIsSpeech:
    frame_samples = 512
    lag_ms = 32.0

    def probability(self, frame: NDArray[np.float32]) -> float:
        assert frame.shape == (512,)
        return float(np.abs(frame).max() > 0.1)

    def reset(self) -> None:
        pass


class Nowhere:
    """A link into the void."""

    async def send(self, message: Message) -> None:
        pass

    def advance(self, session: str, generation: int) -> None:
        pass

    def forget(self, session: str) -> None:
        pass


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[LiveTalk, list[Output]]]:
    outputs: list[Output] = []
    conversation = Conversation("s1", ConversationOptions(), 300)
    session = Session("s1", conversation, {room: Nowhere() for room in Room}, 300, outputs.append)
    ears = Ears(LoudIsSpeech, None)
    talk = LiveTalk(session, ears)
    for room in Room:
        session.receive(ChildUp(room))
    yield talk, outputs
    await talk.close()
    ears.close()


async def test_live_audio_is_cut_into_frames_however_it_comes() -> None:
    for step in (2, 640, 1000, 32_000):
        async with talking() as (talk, outputs):
            for start in range(0, len(SPEECH), step):
                talk.hear(SPEECH[start : start + step])
            assert [type(output) for output in outputs] == [SpeechStarted], step


async def test_without_detection_audio_waits_for_its_commit() -> None:
    async with talking() as (talk, outputs):
        talk.manner(Manner(detection=None))
        talk.hear(SPEECH)
        assert outputs == []
        item = talk.commit()
        assert outputs == [Committed(1, item)]


async def test_too_little_audio_is_no_turn_and_stays() -> None:
    async with talking() as (talk, _):
        talk.manner(Manner(detection=None))
        talk.hear(SPEECH[:1600])
        with pytest.raises(InputError, match=r"50 ms of audio.*at least 100"):
            talk.commit()
        talk.hear(SPEECH[:1600])
        assert talk.commit()


async def test_what_is_left_of_a_frame_is_not_lost_when_detection_is_turned_off() -> None:
    async with talking() as (talk, _):
        talk.hear(SPEECH[:1000])
        talk.manner(Manner(detection=None))
        talk.hear(SPEECH[:2600])
        assert talk.commit()


async def test_one_answer_at_a_time() -> None:
    async with talking() as (talk, outputs):
        turn = talk.respond(Request())
        assert turn == talk.answering
        assert isinstance(outputs[-1], AnswerBegun)
        with pytest.raises(CapacityError, match="on its way"):
            talk.respond(Request())
        assert talk.cancel()
        assert talk.answering is None
        assert not talk.cancel()


async def test_items_are_added_deleted_and_truncated() -> None:
    async with talking() as (talk, _):
        talk.add(Item("a", "user", "Hello."))
        with pytest.raises(InputError, match="identifier of its own"):
            talk.add(Item("a", "user", "Hello."))
        with pytest.raises(InputError, match="identifier of its own"):
            talk.add_audio("a", SPEECH)
        talk.add_audio("b", SPEECH, "Listen:")
        assert talk.delete("a")
        assert not talk.delete("a")
        assert not talk.truncate("unknown", 100)


async def test_a_late_verdict_of_a_closed_conversation_is_dropped() -> None:
    async with talking() as (talk, _):
        talk.hear(SPEECH)
        talk.hear(bytes(len(SPEECH) // 4))
        await asyncio.sleep(0)
