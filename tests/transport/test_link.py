"""The two halves of a link, without a carrier."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from antiphon.transport.errors import LinkClosed, LinkError, ProtocolError
from antiphon.transport.frames import MAX_PAYLOAD_BYTES
from antiphon.transport.link import Generations, Inbox, Outbox
from antiphon.transport.messages import (
    Audio,
    Beat,
    Cancelled,
    Done,
    Fail,
    Message,
    Mode,
    Say,
    Show,
    Thought,
    Transcript,
    Turn,
    decode,
)


def say(generation: int, text: str = "", session: str = "s") -> Say:
    return Say(session, 1, generation, text)


T = TypeVar("T")
SPEECH: list[Message] = [
    Thought("s", 1, 3, "hm"),
    Say("s", 1, 3, "yes"),
    Show("s", 1, 3, "code", "x"),
    Audio("s", 1, 3, b"", 24_000),
]
LASTING: list[Message] = [
    Done("s", 1, 3),
    Cancelled("s", 1, 3),
    Fail("internal", "broke", "s", 1, 3),
    Transcript("s", 1, 3, "yes"),
    Beat(),
]


class Box:
    """An outbox and an inbox that share their generations, and what they gave to their carrier."""

    def __init__(self, granted: int = 0, credits: int = 8) -> None:
        self.generations = Generations()
        self.written: list[Message] = []
        self.grants: list[int] = []
        self.outbox = Outbox(lambda payload: self.written.append(decode(payload)), self.generations)
        self.inbox = Inbox(credits, self.grants.append, self.generations)
        if granted:
            self.outbox.grant(granted)

    def advance(self, session: str, generation: int) -> None:
        if self.generations.advance(session, generation):
            self.outbox.drop_stale()
            self.inbox.drop_stale()


async def _begin(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start ``work`` and let it come to where it waits."""
    task = asyncio.create_task(work)
    await asyncio.sleep(0)
    return task


# Stale speech.


@pytest.mark.parametrize("message", SPEECH)
def test_speech_of_an_older_generation_is_stale(message: Message) -> None:
    generations = Generations()
    assert not generations.stale(message)
    assert generations.advance("s", 3)
    assert not generations.stale(message)
    assert generations.advance("s", 4)
    assert generations.stale(message)


@pytest.mark.parametrize("message", LASTING)
def test_how_a_generation_ended_never_gets_stale(message: Message) -> None:
    generations = Generations()
    generations.advance("s", 9)
    assert not generations.stale(message)


def test_generations_never_go_back_and_sessions_do_not_mix() -> None:
    generations = Generations()
    generations.advance("s", 4)
    assert not generations.advance("s", 2)
    assert not generations.advance("s", 4)
    assert generations.stale(say(3))
    assert not generations.stale(say(3, session="other"))


def test_a_forgotten_session_takes_no_memory() -> None:
    generations = Generations()
    for number in range(1000):
        generations.advance(f"s{number}", 7)
        generations.forget(f"s{number}")
    generations.forget("never seen")
    assert len(generations) == 0


# The outbox.


async def test_send_waits_for_credit_and_keeps_the_order() -> None:
    box = Box(granted=1)
    tasks = [await _begin(box.outbox.send(say(1, text))) for text in "abcd"]
    assert box.written == [say(1, "a")]
    box.outbox.grant(2)
    assert box.written == [say(1, "a"), say(1, "b"), say(1, "c")]
    box.outbox.grant(5)
    await asyncio.gather(*tasks)
    assert box.written[-1] == say(1, "d")
    assert box.outbox.credit.available == 4


async def test_a_late_sender_does_not_overtake() -> None:
    """Even when a credit is there, whoever waited first goes first."""
    box = Box(granted=1)
    box.outbox.pause()
    first = await _begin(box.outbox.send(say(1, "first")))
    second = await _begin(box.outbox.send(say(1, "second")))
    assert box.written == []
    box.outbox.resume()
    await first
    assert box.written == [say(1, "first")]
    assert not second.done()
    box.outbox.grant(1)
    await second


async def test_a_cancelled_sender_loses_neither_order_nor_credit() -> None:
    box = Box()
    tasks = [await _begin(box.outbox.send(say(1, text))) for text in "abc"]
    tasks[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]
    box.outbox.grant(3)
    await tasks[0]
    await tasks[2]
    assert box.written == [say(1, "a"), say(1, "c")]
    assert box.outbox.credit.available == 1


async def test_a_sender_cancelled_just_before_the_credit_comes_has_not_sent() -> None:
    """The credit arrives after the cancellation, and before the sender has noticed it."""
    box = Box()
    first = await _begin(box.outbox.send(say(1, "a")))
    second = await _begin(box.outbox.send(say(1, "b")))
    first.cancel()
    box.outbox.grant(1)
    with pytest.raises(asyncio.CancelledError):
        await first
    await second
    assert box.written == [say(1, "b")]


async def test_a_sender_cancelled_just_after_the_credit_came_has_sent() -> None:
    box = Box()
    first = await _begin(box.outbox.send(say(1, "a")))
    box.outbox.grant(1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert box.written == [say(1, "a")]
    assert len(box.outbox) == 0


async def test_advance_drops_what_waits_to_be_sent() -> None:
    """Stale speech goes, and so does the wait of its sender; what lasts is sent, with the credits left."""
    box = Box()
    stale = await _begin(box.outbox.send(say(1)))
    lasting = await _begin(box.outbox.send(Done("s", 1, 1)))
    fresh = await _begin(box.outbox.send(say(2)))
    box.advance("s", 2)
    await stale
    assert len(box.outbox) == 2
    box.outbox.grant(2)
    await asyncio.gather(lasting, fresh)
    assert box.written == [Done("s", 1, 1), say(2)]


async def test_stale_speech_is_not_sent_and_takes_no_credit() -> None:
    box = Box(granted=1)
    box.advance("s", 2)
    await box.outbox.send(say(1))
    assert box.written == []
    assert box.outbox.credit.available == 1


async def test_the_end_is_told_to_those_who_wait_and_to_those_who_come() -> None:
    box = Box()
    waiting = [await _begin(box.outbox.send(say(1))) for _ in range(2)]
    box.outbox.end("the peer died")
    for task in waiting:
        with pytest.raises(LinkClosed, match="the peer died"):
            await task
    with pytest.raises(LinkClosed, match="the peer died"):
        await box.outbox.send(say(1))


async def test_a_message_too_large_for_a_frame_is_the_senders_error_alone() -> None:
    box = Box(granted=1)
    with pytest.raises(ProtocolError, match=r"a Turn of 2,09\d,\d{3} bytes does not fit into a frame"):
        await box.outbox.send(Turn("s", 1, 1, Mode.NO_THINK, text="x" * MAX_PAYLOAD_BYTES))
    await box.outbox.send(say(1))
    assert box.written == [say(1)]


# The inbox.


async def test_receive_waits_and_keeps_the_order() -> None:
    box = Box()
    task = await _begin(box.inbox.receive())
    assert not task.done()
    box.inbox.put(say(1, "a"))
    box.inbox.put(say(1, "b"))
    assert await task == say(1, "a")
    assert await box.inbox.receive() == say(1, "b")


async def test_a_cancelled_receiver_loses_nothing() -> None:
    box = Box()
    task = await _begin(box.inbox.receive())
    box.inbox.put(say(1, "a"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await box.inbox.receive() == say(1, "a")


async def test_credits_are_granted_as_messages_are_taken_not_as_they_come() -> None:
    box = Box(credits=4)
    for _ in range(4):
        box.inbox.put(say(1))
    assert box.grants == []
    with pytest.raises(ProtocolError, match="without credit"):
        box.inbox.put(say(1))
    for _ in range(4):
        await box.inbox.receive()
    assert box.grants == [2, 2]


async def test_advance_drops_what_waits_to_be_received_and_returns_its_credits() -> None:
    box = Box(credits=4)
    for message in (say(1), Done("s", 1, 1), say(1), say(2)):
        box.inbox.put(message)
    box.advance("s", 2)
    assert box.grants == [2]
    assert [await box.inbox.receive(), await box.inbox.receive()] == [Done("s", 1, 1), say(2)]
    assert box.grants == [2, 2]


async def test_stale_speech_that_comes_later_is_dropped_and_returns_its_credits() -> None:
    box = Box(credits=2)
    box.advance("s", 2)
    for message in (say(1), say(1), say(1), Fail("internal", "broke", "s", 1, 1)):
        box.inbox.put(message)
    assert len(box.inbox) == 1
    assert box.grants == [1, 1, 1]


@pytest.mark.parametrize("error", [LinkClosed("the peer died"), ProtocolError("frame 3 is garbage")])
async def test_the_end_comes_after_all_that_was_received(error: LinkError) -> None:
    """The error is of the kind that ended the link, each time, and no credit is granted any more."""
    box = Box(credits=1)
    box.inbox.put(say(1))
    box.inbox.end(error)
    assert await box.inbox.receive() == say(1)
    assert box.grants == []
    for _ in range(2):
        with pytest.raises(type(error), match=str(error)):
            await box.inbox.receive()


async def test_a_receiver_that_waits_is_told_the_end() -> None:
    box = Box()
    tasks = [await _begin(box.inbox.receive()) for _ in range(2)]
    box.inbox.end(LinkClosed("the peer died"))
    for task in tasks:
        with pytest.raises(LinkClosed):
            await task
