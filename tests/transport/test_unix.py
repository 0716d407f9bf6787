"""Links over real sockets, in one process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from antiphon.transport import unix
from antiphon.transport.errors import LinkClosed, ProtocolError
from antiphon.transport.frames import FrameReader, FrameWriter, Kind, credits_in
from antiphon.transport.link import Link
from antiphon.transport.messages import Audio, Beat, Done, Say, decode, encode
from antiphon.transport.unix import HIGH_WATER_BYTES, UnixLink, pair


def say(generation: int, text: str = "") -> Say:
    return Say("s", 1, generation, text)


def audio(generation: int = 1) -> Audio:
    """A second of sound."""
    return Audio("s", 1, generation, bytes(48_000), 24_000)


class Peer:
    """The other end, by hand: a socket and what to write to it."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.writer = FrameWriter()
        self.reader = FrameReader()

    async def read(self) -> list[str]:
        """What has come, as words; at least one frame."""
        words: list[str] = []
        while not words:
            self.reader.feed(await asyncio.get_running_loop().sock_recv(self.socket, 1 << 20))
            for frame in self.reader.frames():
                if frame.kind is Kind.CREDIT:
                    words.append(f"credit {credits_in(frame)}")
                else:
                    words.append(type(decode(frame.payload)).__name__)
        return words


@pytest.fixture
async def ends() -> AsyncIterator[tuple[UnixLink, Peer]]:
    """A link that takes 4 messages, and the bare socket at its other end."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    link = await UnixLink.from_socket(ours, credits=4)
    peer = Peer(theirs)
    assert await peer.read() == ["credit 4"]
    yield link, peer
    theirs.close()
    await link.close()


@pytest.fixture
async def both() -> AsyncIterator[tuple[Link, Link]]:
    here, there = await pair(credits=4)
    yield here, there
    await here.close()
    await there.close()


async def test_messages_go_both_ways_in_order(both: tuple[Link, Link]) -> None:
    """Far more than the credits, and larger than the socket's buffers."""

    async def talk(link: Link, count: int) -> None:
        for number in range(count):
            await link.send(say(1, str(number)) if number % 7 else audio(number))

    async def listen(link: Link, count: int) -> None:
        for number in range(count):
            assert await link.receive() == (say(1, str(number)) if number % 7 else audio(number))

    async with asyncio.TaskGroup() as group:
        for link in both:
            group.create_task(talk(link, 100))
            group.create_task(listen(link, 100))


async def test_what_was_sent_arrives_before_the_end(both: tuple[Link, Link]) -> None:
    here, there = both
    await here.send(say(1))
    await here.close()
    await here.close()
    assert await there.receive() == say(1)
    with pytest.raises(LinkClosed, match="the peer closed the link or died"):
        await there.receive()
    with pytest.raises(LinkClosed, match="the peer closed the link or died"):
        await there.send(say(1))
    with pytest.raises(LinkClosed, match="the link was closed on this side"):
        await here.send(say(1))


async def test_advance_drops_speech_on_both_sides_of_the_socket(both: tuple[Link, Link]) -> None:
    """Four messages wait at the receiver, two at the sender; what lasts arrives, and the credits return."""
    here, there = both
    await there.send(Beat())
    assert await here.receive() == Beat()
    senders = [asyncio.create_task(here.send(say(1, str(number)))) for number in range(6)]
    senders.append(asyncio.create_task(here.send(Done("s", 1, 1))))
    await there.send(Beat())
    assert await here.receive() == Beat()
    here.advance("s", 2)
    there.advance("s", 2)
    await asyncio.gather(*senders)
    await here.send(say(2, "new"))
    assert [await there.receive(), await there.receive()] == [Done("s", 1, 1), say(2, "new")]
    here.forget("s")
    await here.send(say(1, "another life"))
    there.forget("s")
    assert await there.receive() == say(1, "another life")


async def test_a_peer_that_dies_in_the_middle_of_a_frame(ends: tuple[UnixLink, Peer]) -> None:
    link, peer = ends
    whole = peer.writer.data(encode(say(1)))
    cut = peer.writer.data(encode(say(1)))
    peer.socket.sendall(whole + cut[:20])
    peer.socket.close()
    assert await link.receive() == say(1)
    with pytest.raises(LinkClosed, match=rf"in the middle of a frame: only 20 of the {len(cut)} bytes of frame 1"):
        await link.receive()


async def test_garbage_ends_the_link(ends: tuple[UnixLink, Peer]) -> None:
    """The receiver hears what it was, senders that the link is over, and the peer reads the end of it."""
    link, peer = ends
    waiting = asyncio.create_task(link.send(say(1)))
    await asyncio.sleep(0)
    peer.socket.sendall(b"GET / HTTP/1.1\r\n\r\n")
    with pytest.raises(ProtocolError, match="frame 0 claims"):
        await link.receive()
    with pytest.raises(LinkClosed, match="frame 0 claims"):
        await waiting
    assert await asyncio.get_running_loop().sock_recv(peer.socket, 1) == b""


async def test_what_is_no_message_is_named(ends: tuple[UnixLink, Peer]) -> None:
    link, peer = ends
    peer.socket.sendall(peer.writer.data(b"\x81\xa4type\xa5Nonce"))
    with pytest.raises(ProtocolError, match="frame 0 is not a message: Invalid value 'Nonce'"):
        await link.receive()


async def test_a_peer_that_sends_without_credit(ends: tuple[UnixLink, Peer]) -> None:
    link, peer = ends
    peer.socket.sendall(b"".join(peer.writer.data(encode(say(1))) for _ in range(5)))
    for _ in range(4):
        await link.receive()
    with pytest.raises(ProtocolError, match="without credit: 4 wait here already"):
        await link.receive()


async def test_credits_are_granted_when_messages_are_taken(ends: tuple[UnixLink, Peer]) -> None:
    link, peer = ends
    peer.socket.sendall(b"".join(peer.writer.data(encode(say(1))) for _ in range(4)))
    await link.receive()
    await link.receive()
    assert await peer.read() == ["credit 2"]


async def test_a_sender_that_waits_for_credit_hears_of_the_death(ends: tuple[UnixLink, Peer]) -> None:
    link, peer = ends
    waiting = asyncio.create_task(link.send(say(1)))
    await asyncio.sleep(0)
    peer.socket.close()
    with pytest.raises(LinkClosed, match="closed the link or died"):
        await waiting


async def test_the_last_words_of_a_dead_peer_are_heard_when_writing_finds_it_dead(
    ends: tuple[UnixLink, Peer],
) -> None:
    """The write fails before the reader had its turn; what the peer said is still in the socket."""
    link, peer = ends
    peer.socket.sendall(peer.writer.credit(9))
    await asyncio.wait_for(link.send(say(1)), 10)
    peer.socket.sendall(peer.writer.data(encode(Done("s", 1, 1))))
    peer.socket.close()
    await link.send(say(1))
    assert await link.receive() == Done("s", 1, 1)
    with pytest.raises(LinkClosed):
        await link.receive()


async def test_what_is_left_to_write_is_bounded(ends: tuple[UnixLink, Peer]) -> None:
    """A peer with credits that reads nothing makes senders wait, and they go on when it reads."""
    link, peer = ends
    peer.socket.sendall(peer.writer.credit(1000))
    sent = 0

    async def talk() -> None:
        nonlocal sent
        for _ in range(200):
            await link.send(audio())
            sent += 1

    task = asyncio.create_task(talk())
    peer.socket.sendall(peer.writer.data(encode(Beat())))
    await link.receive()
    await asyncio.sleep(0)
    assert 0 < sent < 100
    assert link._transport.get_write_buffer_size() < HIGH_WATER_BYTES + 2 * 48_100
    heard = 0
    while heard < 200:
        heard += len(await peer.read())
    await task


async def test_close_does_not_wait_for_ever(ends: tuple[UnixLink, Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that reads nothing loses what was still to be written."""
    monkeypatch.setattr(unix, "FLUSH_S", 0.01)
    link, peer = ends
    peer.socket.sendall(peer.writer.credit(1000))
    tasks = [asyncio.create_task(link.send(audio())) for _ in range(100)]
    peer.socket.sendall(peer.writer.data(encode(Beat())))
    await link.receive()
    await link.close()
    await link.wait_closed()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert any(isinstance(result, LinkClosed) for result in results)


async def test_closing_wakes_whoever_waits(ends: tuple[UnixLink, Peer]) -> None:
    link, _ = ends
    receiving, sending = asyncio.create_task(link.receive()), asyncio.create_task(link.send(say(1)))
    await asyncio.sleep(0)
    await link.close()
    for task in (receiving, sending):
        with pytest.raises(LinkClosed, match="closed on this side"):
            await task
