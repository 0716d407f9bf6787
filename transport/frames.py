"""Frames: how messages and credits lie on a stream of bytes, and who may send how many.

    0        4      5            13
    | length | kind | sequence   | payload ...

All numbers are big-endian. ``length`` counts what follows it; ``sequence`` counts the frames of one direction
from 0, of every kind. Nothing here reads a socket or a clock: bytes come in, frames and numbers come out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from .errors import ProtocolError

__all__ = [
    "LARGEST_WINDOW",
    "MAX_FRAME_BYTES",
    "MAX_PAYLOAD_BYTES",
    "Credit",
    "Frame",
    "FrameReader",
    "FrameWriter",
    "Kind",
    "Window",
    "credits_in",
]

_HEAD = struct.Struct("!IBQ")
_LENGTH_BYTES = 4
_COUNT = struct.Struct("!I")

MAX_FRAME_BYTES = 2 * 1024 * 1024
"""The largest ``length``.

The largest honest messages are a turn typed by the megabyte and the history of a full context; a second of
audio has 96 kB. Without a limit, four stray bytes would make the reader wait for 4 GB.
"""
MAX_PAYLOAD_BYTES = MAX_FRAME_BYTES - (_HEAD.size - _LENGTH_BYTES)

LARGEST_WINDOW = 65_536
"""Messages. A peer that takes more at once has no bound worth the name: its grant is garbage."""


class Kind(IntEnum):
    """What the payload is."""

    DATA = 1
    """One message."""
    CREDIT = 2
    """How many more messages the sender of this frame will take: 32 bits."""


class Frame(NamedTuple):
    """One frame as it was received."""

    kind: Kind
    sequence: int
    payload: bytes


class FrameWriter:
    """Numbers the frames of one direction."""

    def __init__(self) -> None:
        self._sequence = 0

    def data(self, payload: bytes) -> bytes:
        """The frame of a message. Raises ProtocolError where ``payload`` is larger than a frame may be."""
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise ProtocolError(
                f"a message of {len(payload):,} bytes does not fit into a frame, "
                f"which carries at most {MAX_PAYLOAD_BYTES:,}"
            )
        return self._frame(Kind.DATA, payload)

    def credit(self, count: int) -> bytes:
        """The frame that lets the peer send ``count`` more messages."""
        return self._frame(Kind.CREDIT, _COUNT.pack(count))

    def _frame(self, kind: Kind, payload: bytes) -> bytes:
        head = _HEAD.pack(_HEAD.size - _LENGTH_BYTES + len(payload), kind, self._sequence)
        self._sequence += 1
        return head + payload


class FrameReader:
    """Cuts a stream of bytes into frames, however it is chunked."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._sequence = 0

    def feed(self, data: bytes) -> None:
        """Take in the next bytes of the stream."""
        self._buffer += data

    def frames(self) -> Iterator[Frame]:
        """The frames that are complete by now.

        Raises ProtocolError at the first that no peer may send, as soon as its head is there, and each time
        it is called after that: nothing behind such a frame can be trusted.
        """
        while (frame := self._next()) is not None:
            yield frame

    @property
    def unfinished(self) -> str:
        """What there is of the frame that is not complete, for people; empty between two frames."""
        if not self._buffer:
            return ""
        if len(self._buffer) < _LENGTH_BYTES:
            return f"{len(self._buffer)} bytes of the length of frame {self._sequence}"
        whole = _LENGTH_BYTES + int.from_bytes(self._buffer[:_LENGTH_BYTES])
        return f"{len(self._buffer):,} of the {whole:,} bytes of frame {self._sequence}"

    def _next(self) -> Frame | None:
        buffer = self._buffer
        if len(buffer) < _LENGTH_BYTES:
            return None
        length = int.from_bytes(buffer[:_LENGTH_BYTES])
        if not _HEAD.size - _LENGTH_BYTES <= length <= MAX_FRAME_BYTES:
            raise ProtocolError(
                f"frame {self._sequence} claims {length:,} bytes, but a frame has "
                f"{_HEAD.size - _LENGTH_BYTES} to {MAX_FRAME_BYTES:,}"
            )
        if len(buffer) < _HEAD.size:
            return None
        _, number, sequence = _HEAD.unpack_from(buffer)
        kind = self._kind(number)
        if sequence != self._sequence:
            raise ProtocolError(f"frame {sequence} came where frame {self._sequence} was due")
        end = _LENGTH_BYTES + length
        if len(buffer) < end:
            return None
        payload = bytes(memoryview(buffer)[_HEAD.size : end])
        del buffer[:end]
        self._sequence += 1
        return Frame(kind, sequence, payload)

    def _kind(self, number: int) -> Kind:
        try:
            return Kind(number)
        except ValueError:
            known = ", ".join(f"{kind.value} ({kind.name.lower()})" for kind in Kind)
            raise ProtocolError(f"frame {self._sequence} is of kind {number}, but there are only {known}") from None


def credits_in(frame: Frame) -> int:
    """How many messages a credit frame grants. Raises ProtocolError where it holds no such number."""
    if len(frame.payload) != _COUNT.size:
        raise ProtocolError(
            f"frame {frame.sequence} grants credits in {len(frame.payload)} bytes instead of {_COUNT.size}"
        )
    count: int = _COUNT.unpack(frame.payload)[0]
    return count


class Credit:
    """The sender's side of the flow control: how many more messages the peer will take."""

    def __init__(self) -> None:
        self.available = 0

    def grant(self, count: int) -> None:
        """The peer takes ``count`` more. Raises ProtocolError where that cannot be."""
        if count < 1 or self.available + count > LARGEST_WINDOW:
            raise ProtocolError(
                f"the peer grants {count:,} credits on top of {self.available:,}; "
                f"right would be at least 1, and {LARGEST_WINDOW:,} at most in all"
            )
        self.available += count

    def use(self) -> bool:
        """Spend one, if there is one."""
        if not self.available:
            return False
        self.available -= 1
        return True


class Window:
    """The receiver's side: how many messages were granted, and when to grant more.

    Every one of ``size`` credits is in one of three places: with the peer (or on its way there or back), bound
    to a message that waits here, or free but not granted again. More is granted once half of them are free: a
    frame for each would double the traffic, and waiting for all would stop the peer each time.
    """

    def __init__(self, size: int) -> None:
        if not 1 <= size <= LARGEST_WINDOW:
            raise ValueError(f"a window of {size} messages; right would be 1 to {LARGEST_WINDOW:,}")
        self.size = size
        self._granted = size
        self._taken = 0
        self._batch = max(1, size // 2)

    def arrived(self) -> None:
        """A message came. Raises ProtocolError where the peer had no credit for it."""
        if not self._granted:
            raise ProtocolError(f"the peer sent a message without credit: {self.size} wait here already")
        self._granted -= 1

    def taken(self) -> int:
        """A message was taken or dropped; returns how many are to be granted now, mostly 0."""
        self._taken += 1
        if self._taken < self._batch:
            return 0
        count, self._taken = self._taken, 0
        self._granted += count
        return count
