"""A conversation as a door sees it: live audio in, outputs out."""

from __future__ import annotations

import asyncio

import numpy as np

from antiphon.transport.door import Detection, Manner, Request
from antiphon.transport.errors import CapacityError, InputError
from antiphon.transport.messages import Item

from .ears import Ears
from .events import (
    AddAudio,
    AddItem,
    AudioIn,
    Clear,
    Commit,
    Converse,
    DropItem,
    Frame,
    Interrupt,
    Judged,
    PlayedTo,
    Respond,
)
from .listening import Judge
from .session import Session

__all__ = ["LiveTalk"]

SHORTEST_MS = 100.0
"""Less audio than this is no turn (the limit of the Realtime protocol)."""
LONGEST_PIECE = 32_000
"""Of audio in one ``AudioIn``, in bytes: a second."""


class LiveTalk:
    """``transport.door.Talk`` on a session. Its ``judging`` tasks are awaited by ``close``."""

    def __init__(self, session: Session, ears: Ears) -> None:
        self._session = session
        self._conversation = session.conversation
        self._ears = ears
        self._detector = ears.open()
        self._detection: Detection | None = None
        self._rest = bytearray()
        """Of a frame that is not whole yet."""
        self._judging: set[asyncio.Task[None]] = set()
        session.on_judge = self._judge
        self.manner(Manner())

    @property
    def name(self) -> str:
        return self._session.name

    @property
    def answering(self) -> int | None:
        return self._conversation.answering

    def manner(self, manner: Manner) -> None:
        if manner.detection is None and self._rest:
            rest, self._rest = bytes(self._rest), bytearray()
            self._session.receive(AudioIn(rest))
        self._detection = manner.detection
        self._session.receive(Converse(manner))

    def hear(self, pcm: bytes) -> None:
        if self._detection is None:
            for start in range(0, len(pcm), LONGEST_PIECE):
                self._session.receive(AudioIn(pcm[start : start + LONGEST_PIECE]))
            return
        self._rest += pcm
        step = self._detector.frame_samples * 2
        whole = len(self._rest) - len(self._rest) % step
        frames, self._rest = bytes(self._rest[:whole]), self._rest[whole:]
        for start in range(0, whole, step):
            frame = frames[start : start + step]
            samples = np.frombuffer(frame, "<i2").astype(np.float32) / np.float32(32768)
            self._session.receive(Frame(frame, self._detector.probability(samples)))

    def commit(self) -> str:
        heard_ms = self._conversation.user_ms
        if heard_ms < SHORTEST_MS:
            raise InputError(
                f"the buffer holds {heard_ms:.0f} ms of audio, and a turn has at least {SHORTEST_MS:.0f}: append more"
            )
        item = self._conversation.user_item
        self._session.receive(Commit())
        return item

    def clear(self) -> None:
        self._rest.clear()
        self._detector.reset()
        self._session.receive(Clear())

    def add(self, item: Item, after: str | None = None) -> None:
        self._session.receive(AddItem(item, after))

    def add_audio(self, item: str, pcm: bytes, text: str = "") -> None:
        if item in self._conversation.history:
            raise InputError(f"there is an item {item!r} already: give a new one an identifier of its own")
        self._session.receive(AddAudio(item, pcm, text))

    def delete(self, item: str) -> bool:
        known = item in self._conversation.history
        self._session.receive(DropItem(item))
        return known

    def truncate(self, item: str, audio_end_ms: float) -> bool:
        known = item in self._conversation.history
        self._session.receive(PlayedTo(item, audio_end_ms, final=True))
        return known

    def respond(self, request: Request) -> int:
        if (turn := self.answering) is not None:
            raise CapacityError(f"the answer to turn {turn} is on its way: wait for its end, or cancel it")
        turn = self._conversation.next_turn
        self._session.receive(Respond(request))
        return turn

    def cancel(self) -> bool:
        answering = self.answering is not None
        self._session.receive(Interrupt())
        return answering

    async def close(self) -> None:
        """Nobody is asked any more."""
        for task in self._judging:
            task.cancel()
        if self._judging:
            await asyncio.wait(self._judging)

    def _judge(self, wanted: Judge) -> None:
        task = asyncio.get_running_loop().create_task(self._ask_ears(wanted))
        self._judging.add(task)
        task.add_done_callback(self._judging.discard)

    async def _ask_ears(self, wanted: Judge) -> None:
        complete = await self._ears.judge(wanted.pcm)
        if complete is not None:
            self._session.receive(Judged(wanted.turn, complete))
