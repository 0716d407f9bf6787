"""One answer while the model makes it: the shell that carries out what the scheduler of the two brains decides."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

import structlog

from antiphon.transport.errors import TurnFailed
from antiphon.transport.messages import (
    Done,
    Mode,
    Routed,
    Say,
    SegmentBegun,
    Show,
    Thought,
    Tool,
    ToolCall,
    Turn,
)
from antiphon.transport.quantiles import RunningQuantile

from . import brains
from .answer import GRACE_TOKENS
from .articulation import Articulation
from .brains import Articulate, Articulated, Brains, Decided, End, EndThoughts, Finish, Think, ThoughtsEnded, Tick
from .calls import Call
from .engine import Ask, Engine, Passage, Sampling, Stream
from .formulation import Formulation, Known
from .options import ReasonerOptions
from .pace import Pace
from .prompt import Prompt
from .router import by_odds
from .segment import Segment
from .tools import required

__all__ = [
    "CALL_TOKENS",
    "ON_SCREEN",
    "SORRY",
    "Answering",
    "NothingToThink",
    "Plan",
    "Send",
    "answer_tokens",
]

Send = Callable[[Routed | Thought | SegmentBegun | Say | Show | ToolCall], Awaitable[None]]

CALL_TOKENS = 256
"""The longest tool call; it does not count towards the length of the answer."""

SORRY = "Sorry, I could not do that."
"""What is said where the model wanted a tool, and wrote nothing else, and nothing that is a call."""
ON_SCREEN = "I have put it on the screen."
"""... and where it wrote nothing that can be said."""

HAIR_MS = 1e-3

log = structlog.get_logger()


class NothingToThink(Exception):
    """The model finds nothing to think about in what it heard, and is to read the words of such turns instead."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an answer may be. ``route``: who decided that it is thought about, or not; empty: the model is to be asked.

    ``tools``: which may be called, by name; ``forced``: it must be a call, of the tool of that name where it is not
    empty. ``only_thinking``: it is no answer where the model finds nothing to think about.
    """

    mode: Mode
    route: str
    tools: dict[str, Tool]
    forced: str | None = None
    only_thinking: bool = False

    @property
    def thinks(self) -> bool:
        """Some of it may be thought."""
        return self.mode is not Mode.NO_THINK

    @property
    def speaks_first(self) -> bool:
        """The answer begins without a thought."""
        return self.mode in (Mode.NO_THINK, Mode.SPEAK_FIRST)


class Answering:
    """One turn. ``stream`` has read the history, and is its own from now on, as are the streams that come of it.

    ``writing_ms``: see ``Brains``. ``said``: the tokens that the agent has said before.
    """

    def __init__(
        self,
        engine: Engine,
        prompt: Prompt,
        options: ReasonerOptions,
        writing_ms: RunningQuantile,
        stream: Stream,
        turn: Turn,
        plan: Plan,
        pace: Pace,
        send: Send,
        began: float,
        said: frozenset[int] = frozenset(),
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._context = engine.context_tokens
        self._prompt = prompt
        self._options = options
        self._turn = turn
        self._plan = plan
        self._pace = pace
        self._send = send
        self._began = began
        sampling = options.sampling
        self._sampling = Sampling(sampling.temperature, sampling.top_p, sampling.repetition_penalty, turn.seed, said)
        self._stop = prompt.stop | engine.eos_tokens
        self._stream = stream
        """The question, and how the first brain begins."""
        self._asked = 0
        """Where in it the question ends."""
        self._brains = Brains(options.brains, plan.mode, turn.thought_ms, writing_ms)
        self._formulation: Formulation | None = None
        self._articulation = Articulation(
            turn,
            prompt,
            self._stop,
            self._sampling,
            pace.speech,
            send,
            self._first_token,
            answer_tokens(turn, plan),
            plan.forced,
        )
        self._known: int | None = None
        """So much of the thoughts the articulation brain has read; None: it has read nothing."""
        self._thinks = False
        """It was decided to think."""
        self._timer: asyncio.TimerHandle | None = None
        self._over = asyncio.Event()
        self._error: BaseException | None = None
        self._tasks: asyncio.TaskGroup
        self._running: set[asyncio.Task[None]] = set()
        self.counts: dict[str, float] = {"base_ms": self._since(began), "thought_tokens": 0, "segments": 0}

    async def answer(self, question: Passage) -> Done:
        """Answer the ``question``. Raises TurnFailed where there is no answer, or not the call that it had to be, and
        NothingToThink by ``Plan.only_thinking``."""
        try:
            await self._read(question)
            self._pace.on_played = self._receive
            async with asyncio.TaskGroup() as self._tasks:
                self._spawn(self._route if self._plan.thinks else partial(self._tell_route, self._plan.route))
                self._do(self._brains.start(self._now_ms()))
                try:
                    await self._over.wait()
                finally:
                    # Whatever still happens brings nothing about any more.
                    self._over.set()
                for task in self._running:
                    task.cancel()
        finally:
            self._close()
        if self._error is not None:
            raise self._error
        return await self._done()

    def _close(self) -> None:
        self._pace.on_played = lambda _: None
        if self._timer is not None:
            self._timer.cancel()
        self._articulation.close()
        if self._formulation is not None:
            self._formulation.stream.close()
        self._stream.close()

    async def _read(self, question: Passage) -> None:
        """What the user said, up to where the first brain continues."""
        start = self._loop.time()
        begins = self._prompt.answer_begins(think=not self._plan.speaks_first)
        if self._plan.speaks_first and self._plan.forced is not None:
            begins += self._prompt.call_begins(self._plan.forced)
        self._asked = self._stream.length + len(question)
        head, speak, _ = self._prompt.ways()
        ask = None if self._plan.route or not self._plan.thinks else Ask(len(question) + len(head), tuple(speak[:1]))
        odds = await self._stream.extend(Passage(question, begins), self._pace.speech, ask)
        if ask is not None:
            route = by_odds(odds, self._options.router)
            if route == "no_think" and self._plan.only_thinking:
                raise NothingToThink
            self._plan = replace(self._plan, route=f"{route} by model {odds:.2f}")
        self.counts |= {
            "prompt_tokens": self._stream.length,
            "prefill_tokens": len(question) + len(begins),
            "prefill_ms": self._since(start),
        }
        if self._plan.speaks_first:
            await self._articulation.read(self._stream, self._stream.length)
            self._known = 0

    # The scheduler.

    def _receive(self, event: brains.Event) -> None:
        if not self._over.is_set():
            self._do(self._brains.receive(event, self._now_ms()))

    def _do(self, actions: Sequence[brains.Action]) -> None:
        for action in actions:
            match action:
                case Think():
                    self._spawn(self._think)
                case EndThoughts():
                    assert self._formulation is not None
                    self._formulation.end()
                case Articulate():
                    self._spawn(partial(self._articulate, action))
                case Finish():
                    self._over.set()
        if self._timer is not None:
            self._timer.cancel()
        wake_ms = self._brains.wake_ms()
        self._timer = None if wake_ms is None else self._loop.call_at(wake_ms / 1000, self._receive, Tick())

    def _spawn(self, work: Callable[[], Awaitable[None]]) -> None:
        task = self._tasks.create_task(self._guarded(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """What goes wrong in one brain is the end of both."""
        try:
            await work()
        except Exception as error:
            self._error = self._error or error
            self._over.set()

    def _now_ms(self) -> float:
        # A timer may fire this little before its time.
        return self._loop.time() * 1000 + HAIR_MS

    def _since(self, start: float) -> float:
        return (self._loop.time() - start) * 1000

    # The formulation brain.

    async def _route(self) -> None:
        """Tell whether to think at all, and prepare the stream on which that is done."""
        head, _, thinks = self._prompt.ways()
        think = head + thinks
        stream, read = self._stream, len(think)
        if self._plan.speaks_first:
            stream = await stream.fork()
            # One token at least is left to read: a stream that was trimmed cannot be written.
            read = min(len(head), len(think) - 1)
            stream.trim(self._asked + read)
        self._formulation = Formulation(
            stream, self._asked + len(think), self._prompt.detokenizer(), self._prompt.format.opening, self._tell
        )
        route = self._plan.route
        await self._tell_route(route)
        self._thinks = not route.startswith(Mode.NO_THINK)
        if self._thinks and read < len(think):
            await stream.extend(think[read:], self._pace.thought)
        self._receive(Decided(self._thinks))

    async def _tell_route(self, route: str) -> None:
        if route:
            turn = self._turn
            await self._send(Routed(turn.session, turn.turn, turn.generation, route))

    async def _think(self) -> None:
        formulation = self._formulation
        assert formulation is not None
        start = self._loop.time()
        room = self._context - formulation.known.length - len(self._prompt.thought_ends())
        limit = min(self._turn.thought_tokens, max(1, room - min(room // 2, answer_tokens(self._turn, self._plan))))
        tokens = formulation.stream.generate(limit, self._stop, self._sampling, self._pace.thought)
        await formulation.think(tokens, self._thought)
        self.counts["think_ms"] = self._since(start)
        turn = self._turn
        await self._send(Thought(turn.session, turn.turn, turn.generation, "", end=True))
        self._receive(ThoughtsEnded(formulation.known.tokens))

    def _thought(self) -> None:
        assert self._formulation is not None
        self._first_token()
        self._receive(brains.Thought(self._formulation.known.tokens))

    async def _tell(self, text: str, tokens: int) -> None:
        self.counts["thought_tokens"] += tokens
        turn = self._turn
        await self._send(Thought(turn.session, turn.turn, turn.generation, text, tokens))

    # The articulation brain.

    async def _articulate(self, wanted: Articulate) -> None:
        start = self._loop.time()
        self.counts["segments"] += 1
        articulation, formulation, turn = self._articulation, self._formulation, self._turn
        known = Known(0, 0, False) if formulation is None else formulation.known
        await self._send(SegmentBegun(turn.session, turn.turn, turn.generation, known.tokens, wanted.amend))
        length, ends = self._closed(known)
        fits = length + len(ends) + articulation.tokens < self._context
        if formulation is None or known.tokens == self._known or (self._known is not None and not fits):
            await articulation.go_on()
        else:
            # A session has room for two brains, and not for what one of them has left.
            articulation.close()
            stream = formulation.stream if wanted.whole else await formulation.stream.fork()
            self._known = known.tokens
            await articulation.read(stream, length, ends)
        if wanted.amend and not await articulation.amends(self._options.brains.amend_below):
            end = End.REST
        else:
            end = await articulation.write(None if wanted.whole else self._segment(), self._late)
        self.counts["decode_ms"] = self.counts.get("decode_ms", 0) + self._since(start)
        self._receive(Articulated(end, said=not articulation.answer.empty))

    def _closed(self, known: Known) -> tuple[int, list[int]]:
        """How much of the thoughts' stream the answer is written behind, and what closes it."""
        if self._thinks:
            length, ends = known.length, self._prompt.thought_ends(known.ends_line)
        else:
            length, ends = self._asked, self._prompt.answer_begins(think=False)
        if self._plan.forced is not None:
            ends += self._prompt.call_begins(self._plan.forced)
        return length, ends

    def _segment(self) -> Segment:
        options = self._options.brains
        if options.pacing == "fixed":
            return Segment(options.fixed_segment_tokens, options.fixed_segment_tokens)
        return Segment(options.segment_tokens, options.longest_segment_tokens)

    def _late(self) -> bool:
        deadline_ms = self._brains.deadline_ms
        return deadline_ms is not None and self._now_ms() >= deadline_ms

    def _first_token(self) -> None:
        self.counts.setdefault("first_token_ms", self._since(self._began))

    # The end.

    async def _done(self) -> Done:
        articulation, turn = self._articulation, self._turn
        await articulation.finish()
        call = self._checked(articulation.calls.call) if articulation.called else None
        if articulation.answer.empty and call is None:
            if not articulation.called and not articulation.shown:
                raise TurnFailed(
                    "the model ended its answer without a word: ask again, or raise the budgets of thoughts and answer"
                )
            words = SORRY if articulation.called else ON_SCREEN
            await self._send(Say(turn.session, turn.turn, turn.generation, words, end_of_segment=True))
        if call is not None:
            await self._pace.confirmed()
            await self._send(call)
        thought_tokens = self.counts["thought_tokens"] + articulation.counts.pop("thought_tokens", 0)
        counts = self.counts | articulation.counts | {"thought_tokens": thought_tokens}
        return Done(turn.session, turn.turn, turn.generation, articulation.reason, counts)

    def _checked(self, call: Call | None) -> ToolCall | None:
        """The call, if it is one of a tool that there is; None where the model need not have called.

        Raises TurnFailed where it must have.
        """
        assert call is not None
        turn, forced = self._turn, self._plan.forced is not None
        tool = self._plan.tools.get(call.name)
        arguments = call.arguments
        if forced and tool is not None and arguments is None and not required(tool):
            arguments = "{}"
        if tool is not None and arguments is not None:
            return ToolCall(turn.session, turn.turn, turn.generation, f"call_{uuid4().hex}", tool.name, arguments)
        log.warning("call_not_understood", session=turn.session, turn=turn.turn, known=tool is not None)
        if not forced:
            return None
        of = f"of {call.name}" if tool is not None else "of any of the tools"
        raise TurnFailed(
            f"a tool call was required (tool_choice), and what the model wrote is no call {of}: ask again, or use a "
            "larger model"
        )


def answer_tokens(turn: Turn, plan: Plan) -> int:
    """How many tokens the answer may take, its call included."""
    return turn.say_tokens + GRACE_TOKENS + (CALL_TOKENS if plan.tools else 0)
