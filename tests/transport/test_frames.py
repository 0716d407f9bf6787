"""Frames on a stream, and the arithmetic of credits."""

from __future__ import annotations

import struct
from collections import deque
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from antiphon.transport.errors import ProtocolError
from antiphon.transport.frames import (
    LARGEST_WINDOW,
    MAX_FRAME_BYTES,
    MAX_PAYLOAD_BYTES,
    Credit,
    Frame,
    FrameReader,
    FrameWriter,
    Kind,
    Window,
    credits_in,
)

_items = st.lists(st.one_of(st.binary(max_size=300), st.integers(1, 1000)), max_size=20)
_cuts = st.lists(st.integers(0, 7000), max_size=30)


def _stream(items: list[bytes | int]) -> bytes:
    """Payloads as data frames, numbers as credit frames."""
    writer = FrameWriter()
    return b"".join(writer.credit(item) if isinstance(item, int) else writer.data(item) for item in items)


def _read(stream: bytes, cuts: list[int]) -> tuple[list[Frame], str]:
    """The frames of a stream cut at ``cuts``, and how it ended: the error, or what was unfinished."""
    reader, frames = FrameReader(), []
    places = sorted({0, *(cut for cut in cuts if cut < len(stream)), len(stream)})
    for start, end in pairwise(places):
        reader.feed(stream[start:end])
        try:
            frames.extend(reader.frames())
        except ProtocolError as error:
            return frames, str(error)
    return frames, reader.unfinished


@given(_items, _cuts)
def test_any_chunking_gives_the_same_frames(items: list[bytes | int], cuts: list[int]) -> None:
    frames, end = _read(_stream(items), cuts)
    assert [credits_in(frame) if frame.kind is Kind.CREDIT else frame.payload for frame in frames] == items
    assert [frame.sequence for frame in frames] == list(range(len(items)))
    assert end == ""


@given(_items, st.binary(max_size=60), _cuts)
def test_any_chunking_of_garbage_ends_the_same_way(items: list[bytes | int], garbage: bytes, cuts: list[int]) -> None:
    """What came before the garbage arrives; the complaint does not depend on the chunks."""
    stream = _stream(items) + garbage
    assert _read(stream, cuts) == _read(stream, [])
    assert len(_read(stream, cuts)[0]) >= len(items)


@pytest.mark.parametrize(
    ("stream", "complaint"),
    [
        (b"GET / HTTP/1.1\r\n", "frame 0 claims 1,195,725,856 bytes, but a frame has 9 to 2,097,152"),
        (struct.pack("!I", MAX_FRAME_BYTES + 1), "claims 2,097,153 bytes"),
        (struct.pack("!I", 8), "claims 8 bytes"),
        (struct.pack("!IBQ", 9, 7, 0), r"frame 0 is of kind 7, but there are only 1 \(data\), 2 \(credit\)"),
        (struct.pack("!IBQ", 9, 1, 1), "frame 1 came where frame 0 was due"),
        (_stream([b"a"]) + _stream([b"a"]), "frame 0 came where frame 1 was due"),
        (struct.pack("!IBQ", 2000, 1, 5), "frame 5 came where frame 0 was due"),
    ],
)
def test_a_bad_frame_is_named(stream: bytes, complaint: str) -> None:
    """Oversize, undersize, unknown and misplaced frames are refused at their head, again and again."""
    reader = FrameReader()
    reader.feed(stream)
    for _ in range(2):
        with pytest.raises(ProtocolError, match=complaint):
            list(reader.frames())


def test_the_largest_frame_passes_and_a_larger_one_is_not_made() -> None:
    writer, reader = FrameWriter(), FrameReader()
    with pytest.raises(ProtocolError, match="a message of 2,097,144 bytes does not fit"):
        writer.data(bytes(MAX_PAYLOAD_BYTES + 1))
    reader.feed(writer.data(bytes(MAX_PAYLOAD_BYTES)))
    assert [len(frame.payload) for frame in reader.frames()] == [MAX_PAYLOAD_BYTES]


def test_what_is_unfinished_is_told() -> None:
    reader = FrameReader()
    stream = _stream([b"hello", b"world"])
    assert reader.unfinished == ""
    reader.feed(stream[:20])
    assert len(list(reader.frames())) == 1
    assert reader.unfinished == "2 bytes of the length of frame 1"
    reader.feed(stream[20:28])
    assert list(reader.frames()) == []
    assert reader.unfinished == "10 of the 18 bytes of frame 1"


def test_a_grant_is_a_number_of_four_bytes() -> None:
    with pytest.raises(ProtocolError, match="frame 3 grants credits in 2 bytes instead of 4"):
        credits_in(Frame(Kind.CREDIT, 3, b"\0\1"))


@pytest.mark.parametrize(("had", "count"), [(1, 0), (1, LARGEST_WINDOW), (LARGEST_WINDOW, 1)])
def test_no_peer_may_grant_nothing_or_without_bound(had: int, count: int) -> None:
    credit = Credit()
    credit.grant(had)
    with pytest.raises(ProtocolError, match=r"the peer grants .* right would be at least 1"):
        credit.grant(count)


@pytest.mark.parametrize("size", [0, LARGEST_WINDOW + 1])
def test_a_window_has_a_size(size: int) -> None:
    with pytest.raises(ValueError, match="right would be 1 to 65,536"):
        Window(size)


def test_a_message_without_credit_is_refused() -> None:
    window = Window(2)
    window.arrived()
    window.arrived()
    with pytest.raises(ProtocolError, match="without credit: 2 wait here already"):
        window.arrived()


def test_credits_return_in_batches_of_half_the_window() -> None:
    window = Window(8)
    for _ in range(8):
        window.arrived()
    assert [window.taken() for _ in range(8)] == [0, 0, 0, 4, 0, 0, 0, 4]


class FlowControl(RuleBasedStateMachine):
    """A sender, a receiver, and a pipe each way that delivers in order, whenever it likes."""

    @initialize(size=st.integers(1, 9))
    def begin(self, size: int) -> None:
        self.credit, self.window = Credit(), Window(size)
        self.there: deque[int] = deque()
        self.back = deque([size])
        self.inbox: deque[int] = deque()
        self.sent = self.consumed = 0

    @precondition(lambda self: self.credit.available)
    @rule()
    def send(self) -> None:
        assert self.credit.use()
        self.there.append(self.sent)
        self.sent += 1

    @precondition(lambda self: not self.credit.available)
    @rule()
    def send_without_credit(self) -> None:
        assert not self.credit.use()

    @precondition(lambda self: self.there)
    @rule()
    def arrive(self) -> None:
        self.window.arrived()
        self.inbox.append(self.there.popleft())

    @precondition(lambda self: self.inbox)
    @rule()
    def consume(self) -> None:
        assert self.inbox.popleft() == self.consumed
        self.consumed += 1
        if count := self.window.taken():
            self.back.append(count)

    @precondition(lambda self: self.back)
    @rule()
    def credits_return(self) -> None:
        self.credit.grant(self.back.popleft())

    @invariant()
    def never_more_in_flight_than_granted(self) -> None:
        assert len(self.there) + len(self.inbox) + self.credit.available + sum(self.back) <= self.window.size

    @invariant()
    def no_deadlock(self) -> None:
        """When nothing is under way and all was consumed, the sender may send."""
        assert self.there or self.inbox or self.back or self.credit.available


TestFlowControl = FlowControl.TestCase
