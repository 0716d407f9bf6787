"""What a mind remembers of its conversation: its items in order, and a stream that has read them.

The gateway says what is part of the history; here it is only kept, and forgotten from its beginning where the
context is full. The base stream never pays twice: whatever happens to the history (an item is added, reworded,
forgotten), the stream keeps what is still the same at its beginning and reads the rest anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import structlog

from antiphon.transport.messages import Item, Tool

from .engine import Engine, Priority, Stream, Urgency
from .prompt import CHARS_PER_TOKEN, Prompt

__all__ = ["FULL", "ROOMY", "Memory"]

FULL = 0.9
"""Of the context: what would not fit below makes the oldest items go,"""
ROOMY = 0.6
"""until it fits below this."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Entry:
    item: Item
    tokens: list[int]


class Memory:
    """The history of one session, and its base stream. The system prompt is never forgotten."""

    def __init__(
        self,
        session: str,
        engine: Engine,
        prompt: Prompt,
        instructions: str,
        tools: Sequence[Tool] = (),
        history: Iterable[Item] = (),
    ) -> None:
        self._engine = engine
        self._prompt = prompt
        self._log = log.bind(session=session)
        self._entries: list[_Entry] = []
        self._faded: set[str] = set()
        """The items that went for want of room. The gateway still has them, and may speak of them."""
        self._lock = asyncio.Lock()
        self._base: Stream | None = None
        self._read: list[int] = []
        """What the base stream holds."""
        self._reading: Urgency | None = None
        """How urgently it is reading."""
        self._closed = False
        self.instruct(instructions, tools)
        for item in history:
            self.remember(item)

    @property
    def items(self) -> tuple[Item, ...]:
        """What is remembered, oldest first."""
        return tuple(entry.item for entry in self._entries)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What the model may call."""
        return self._tools

    @property
    def system_tokens(self) -> int:
        """The length of the system prompt, its tools included."""
        return len(self._system)

    @property
    def newest_tokens(self) -> int:
        """The length of the newest item."""
        return len(self._entries[-1].tokens) if self._entries else 0

    @property
    def newest_text(self) -> str:
        """Of the newest item."""
        return self._entries[-1].item.text if self._entries else ""

    @property
    def said(self) -> frozenset[int]:
        """The tokens of what the agent has said."""
        return frozenset().union(*(entry.tokens for entry in self._entries if entry.item.role == "assistant"))

    @property
    def tokens(self) -> int:
        """The length of all that is remembered."""
        return len(self._system) + sum(len(entry.tokens) for entry in self._entries)

    def instruct(self, instructions: str, tools: Sequence[Tool] = ()) -> None:
        """The system prompt is this from now on."""
        self._tools = tuple(tools)
        self._system = self._prompt.system(instructions, self._tools)

    def remember(self, item: Item, after: str | None = None) -> None:
        """A new item goes behind the item ``after`` (None: to the end; "": to the beginning); a known one is reworded.

        What is behind something that went for want of room is put to the beginning.
        """
        if item.id in self._faded:
            return
        entry = _Entry(item, self._prompt.item(self._bounded(item)))
        known = self._place(item.id)
        if known is not None:
            self._entries[known] = entry
        else:
            self._entries.insert(self._behind(after), entry)

    def forget(self, item: str) -> None:
        """The item is not part of the history any more."""
        place = self._place(item)
        if place is not None:
            del self._entries[place]
        elif item in self._faded:
            self._faded.discard(item)
        else:
            self._log.info("unknown_item_forgotten", item=item)

    def make_room(self, tokens: int, *, keep_newest: bool = False) -> None:
        """Forget the oldest items if ``tokens`` more would fill the context; ``keep_newest``: but not the newest.

        What is left begins with the user or a system's turn, if anything like that is left: an answer without its
        question, or a result without its call, only confuses.
        """
        context, before = self._engine.context_tokens, self.tokens
        if before + tokens <= FULL * context or not self._entries:
            return
        most = len(self._entries) - (1 if keep_newest else 0)
        count, left = 0, before
        while count < most and left + tokens > ROOMY * context:
            left -= len(self._entries[count].tokens)
            count += 1
        begins = [n for n in range(count, most + 1) if self._may_begin(n)]
        count = begins[0] if begins else count
        self._faded.update(entry.item.id for entry in self._entries[:count])
        del self._entries[:count]
        self._log.info("oldest_items_forgotten", items=count, tokens_before=before, tokens=self.tokens)

    async def refresh(self, priority: Priority = Priority.THOUGHT) -> None:
        """Let the base stream read what it has not read yet. Raises CapacityError where there is no room for it."""
        async with self._lock:
            await self._catch_up(Urgency(priority))

    async def fork(self, priority: Priority | Urgency = Priority.SPEECH) -> Stream:
        """A stream of its own that has read all that is remembered. Raises CapacityError."""
        urgency = Urgency.of(priority)
        if self._reading is not None:
            # What is read in idle time is waited for now.
            self._reading.priority = min(self._reading.priority, urgency.priority)
        async with self._lock:
            base = await self._catch_up(urgency)
            return await base.fork()

    def close(self) -> None:
        """Free what it holds."""
        self._closed = True
        if self._base is not None:
            self._base.close()

    async def _catch_up(self, urgency: Urgency) -> Stream:
        if self._closed:
            raise RuntimeError("the memory of a closed session cannot be read")
        if self._base is None:
            self._base = self._engine.open()
        wanted = [*self._system, *(token for entry in self._entries for token in entry.tokens)]
        same = _common_length(self._read, wanted)
        if same < len(self._read):
            self._base.trim(same)
            del self._read[same:]
        if same < len(wanted):
            self._reading = urgency
            try:
                await self._base.extend(wanted[same:], urgency)
            finally:
                self._reading = None
            self._read = wanted
        return self._base

    def _bounded(self, item: Item) -> Item:
        """As much of it as is too much: a megabyte is not turned into tokens to find that it does not fit."""
        most = self._engine.context_tokens * CHARS_PER_TOKEN
        return item if len(item.text) <= most else msgspec.structs.replace(item, text=item.text[:most])

    def _place(self, item: str) -> int | None:
        return next((place for place, entry in enumerate(self._entries) if entry.item.id == item), None)

    def _behind(self, after: str | None) -> int:
        """Where a new item goes."""
        if after is None:
            return len(self._entries)
        if not after or after in self._faded:
            return 0
        place = self._place(after)
        if place is None:
            self._log.warning("item_to_follow_unknown", item=after)
            return len(self._entries)
        return place + 1

    def _may_begin(self, place: int) -> bool:
        """The history may begin with this item, or is empty from here."""
        return place == len(self._entries) or self._entries[place].item.role in ("user", "system")


def _common_length(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))
