"""What a mind remembers of its conversation: the turns as they were heard, and a stream that has read them.

The base stream never pays twice: whatever happens to the history (an answer was heard, corrected, forgotten), the
stream keeps what is still the same at its beginning and reads the rest anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from antiphon.transport.messages import PastTurn

from .engine import Engine, Priority, Stream
from .prompt import Prompt

__all__ = ["FULL", "ROOMY", "Memory"]

FULL = 0.9
"""Of the context: what would not fit below makes the oldest turns go,"""
ROOMY = 0.6
"""until it fits below this."""

log = structlog.get_logger()


@dataclass(slots=True)
class _Asked:
    """A turn that is not part of the history yet."""

    turn: int
    user: str
    answered: bool = False


class Memory:
    """The history of one session, and its base stream. The system prompt is never forgotten."""

    def __init__(
        self, session: str, engine: Engine, prompt: Prompt, instructions: str, history: Iterable[PastTurn] = ()
    ) -> None:
        self._engine = engine
        self._prompt = prompt
        self._log = log.bind(session=session)
        self._system = prompt.system(instructions)
        self._past: dict[int, tuple[PastTurn, list[int]]] = {}
        """Turns by number, with their tokens."""
        self._asked: _Asked | None = None
        self._lock = asyncio.Lock()
        self._base: Stream | None = None
        self._read: list[int] = []
        """What the base stream holds."""
        self._closed = False
        for past in history:
            self._remember(past)

    @property
    def turns(self) -> tuple[PastTurn, ...]:
        """What is remembered, oldest first."""
        return tuple(past for past, _ in self._past.values())

    @property
    def system_tokens(self) -> int:
        """The length of the system prompt."""
        return len(self._system)

    @property
    def tokens(self) -> int:
        """The length of all that is remembered."""
        return len(self._system) + sum(len(tokens) for _, tokens in self._past.values())

    def asked(self, turn: int, user: str) -> None:
        """The user said something; it is history once the answer was ``heard``."""
        last, self._asked = self._asked, _Asked(turn, user)
        if last is not None and last.turn != turn and last.answered:
            # Cancelled and failed turns of which nothing was heard are not in the gateway's history either.
            self._log.warning("answer_never_heard", turn=last.turn)
            self._remember(PastTurn(last.turn, last.user, "", answer_cut=True))

    def answered(self, turn: int) -> None:
        """The answer of ``turn`` is complete, and on its way to be heard."""
        if self._asked is not None and self._asked.turn == turn:
            self._asked.answered = True

    def heard(self, turn: int, text: str, cut: bool) -> None:
        """The user heard ``text`` of the answer; the latest word on it counts."""
        if turn in self._past:
            user = self._past[turn][0].user
        elif self._asked is not None and self._asked.turn == turn:
            user, self._asked = self._asked.user, None
        else:
            self._log.info("heard_of_a_turn_not_remembered", turn=turn)
            return
        self._remember(PastTurn(turn, user, text, cut))

    def make_room(self, tokens: int) -> None:
        """Forget the oldest turns if ``tokens`` more would fill the context."""
        context, before = self._engine.context_tokens, self.tokens
        if before + tokens <= FULL * context or not self._past:
            return
        turns = len(self._past)
        while self._past and self.tokens + tokens > ROOMY * context:
            del self._past[next(iter(self._past))]
        forgotten = turns - len(self._past)
        self._log.info("oldest_turns_forgotten", turns=forgotten, tokens_before=before, tokens=self.tokens)

    async def refresh(self, priority: Priority = Priority.THOUGHT) -> None:
        """Let the base stream read what it has not read yet. Raises CapacityError where there is no room for it."""
        async with self._lock:
            await self._catch_up(priority)

    async def fork(self) -> Stream:
        """A stream of its own that has read all that is remembered. Raises CapacityError."""
        async with self._lock:
            base = await self._catch_up(Priority.SPEECH)
            return await base.fork()

    def close(self) -> None:
        """Free what it holds."""
        self._closed = True
        if self._base is not None:
            self._base.close()

    async def _catch_up(self, priority: Priority) -> Stream:
        if self._closed:
            raise RuntimeError("the memory of a closed session cannot be read")
        if self._base is None:
            self._base = self._engine.open()
        wanted = [*self._system, *(token for _, tokens in self._past.values() for token in tokens)]
        same = _common(self._read, wanted)
        if same < len(self._read):
            self._base.trim(same)
            del self._read[same:]
        if same < len(wanted):
            await self._base.extend(wanted[same:], priority)
            self._read = wanted
        return self._base

    def _remember(self, past: PastTurn) -> None:
        tokens = self._prompt.user(past.user) + self._prompt.answer(past.answer, past.answer_cut)
        newest = past.turn not in self._past and any(turn > past.turn for turn in self._past)
        self._past[past.turn] = past, tokens
        if newest:
            self._past = dict(sorted(self._past.items()))


def _common(one: list[int], other: list[int]) -> int:
    """How many tokens both begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))
