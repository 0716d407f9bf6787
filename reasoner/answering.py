"""One answer while the model makes it: read the question, perhaps think, speak, perhaps call a tool."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from uuid import uuid4

import structlog

from antiphon.transport.errors import TurnFailed
from antiphon.transport.messages import Done, Say, Thought, Tool, ToolCall, Turn

from .answer import GRACE_TOKENS, Answer, Reason
from .calls import Call, CallParser
from .engine import Engine, Priority, Sampling, Stream, Urgency
from .options import SamplingOptions
from .prompt import Prompt
from .thoughts import Kind, Piece, ThoughtParser
from .tools import OPENING, required

__all__ = ["CALL_TOKENS", "SORRY", "Answering", "Pace", "Plan", "Send"]

Send = Callable[[Thought | Say | ToolCall], Awaitable[None]]

CALL_TOKENS = 256
"""The longest tool call; it does not count towards the length of the answer."""

SORRY = "Sorry, I could not do that."
"""What is said where the model wanted a tool, and wrote nothing else, and nothing that is a call."""

log = structlog.get_logger()


class Pace:
    """How urgent an answer is: a speculative one comes last, and calls no tool, until it is confirmed."""

    def __init__(self, speculative: bool = False) -> None:
        self._phase = Priority.SPEECH
        self._confirmed = asyncio.Event()
        self.urgency = Urgency(Priority.SPECULATION)
        if not speculative:
            self.confirm()

    def enter(self, phase: Priority) -> None:
        """What is done for it from now on is as urgent as that, as far as the answer is."""
        self._phase = phase
        if self._confirmed.is_set():
            self.urgency.priority = phase

    def confirm(self) -> None:
        """The answer is wanted."""
        self._confirmed.set()
        self.urgency.priority = self._phase

    async def confirmed(self) -> None:
        """Wait until it is."""
        await self._confirmed.wait()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an answer may be. ``tools``: which may be called, by name; ``forced``: it must be a call, of the tool of
    that name where it is not empty."""

    think: bool
    tools: dict[str, Tool]
    forced: str | None = None


class Answering:
    """One turn on its stream. The phases come in the order ``read``, ``think`` (where planned), ``speak``."""

    def __init__(
        self,
        engine: Engine,
        prompt: Prompt,
        sampling: SamplingOptions,
        stream: Stream,
        turn: Turn,
        plan: Plan,
        pace: Pace,
        send: Send,
        began: float,
        said: frozenset[int] = frozenset(),
    ) -> None:
        self._context = engine.context_tokens
        self._stop = prompt.stop | engine.eos_tokens
        self._prompt = prompt
        self._sampling = Sampling(sampling.temperature, sampling.top_p, sampling.repetition_penalty, turn.seed, said)
        self._stream = stream
        self._turn = turn
        self._plan = plan
        self._pace = pace
        self._send = send
        self._began = began
        self._text = prompt.detokenizer()
        self._parser = ThoughtParser()
        self._calls = CallParser()
        self._answer = Answer(turn.say_tokens)
        self._fresh = {Kind.THOUGHT: 0, Kind.SPEECH: 0}
        """Tokens of which no text has come out yet."""
        self._unsaid = 0
        """Tokens of text that is held back."""
        self.counts: dict[str, float] = {"base_ms": _since(began), "thought_tokens": 0, "say_tokens": 0}

    async def read(self, tokens: list[int]) -> None:
        """What the user said, up to where the model continues."""
        start = time.perf_counter()
        await self._stream.extend(tokens, self._pace.urgency)
        self.counts |= {
            "prompt_tokens": self._stream.length,
            "prefill_tokens": len(tokens),
            "prefill_ms": _since(start),
        }

    async def think(self) -> None:
        """Write thoughts until the model closes them; at the budget, or where the model just stops, close them."""
        start = time.perf_counter()
        self._pace.enter(Priority.THOUGHT)
        self._parser = ThoughtParser(thinking=True)
        ends = self._prompt.thought_ends()
        room = self._context - self._stream.length - len(ends)
        limit = min(self._turn.thought_tokens, max(1, room - min(room // 2, answer_tokens(self._turn, self._plan))))
        opening = self._prompt.format.opening
        async with aclosing(self._generate(limit)) as tokens:
            async for token in tokens:
                await self._take(token, opening)
                opening = ""
                if not self._parser.thinking:
                    break
        if self._parser.thinking:
            # The opening is still here where the model had nothing to add to it.
            await self._tell([*self._parser.feed(opening + self._text.flush()), *self._parser.flush()])
            await self._stream.extend(ends, self._pace.urgency)
            self._text, self._parser = self._prompt.detokenizer(), ThoughtParser()
        await self._tell([Piece(Kind.THOUGHT, "")])
        self._pace.enter(Priority.SPEECH)
        if self._plan.forced is not None:
            await self._stream.extend(self._prompt.call_begins(self._plan.forced), self._pace.urgency)
        self.counts["think_ms"] = _since(start)

    async def speak(self) -> Done:
        """Write the answer. Raises TurnFailed where there is none, or not the call that it had to be."""
        start = time.perf_counter()
        if self._plan.forced is not None:
            self._calls = CallParser(OPENING, self._plan.forced)
        async with aclosing(self._generate(answer_tokens(self._turn, self._plan))) as tokens:
            async for token in tokens:
                await self._take(token)
                if self._answer.reason is not None or self._calls.call is not None:
                    break
        await self._tell([*self._parser.feed(self._text.flush()), *self._parser.flush()])
        rest = self._answer.write(self._calls.flush(), 0)
        # An answer that was over before it came to its call is over.
        calling = self._calls.call if self._answer.reason is None else None
        call = self._checked(calling) if calling is not None else None
        rest += self._answer.finish("stop" if calling is not None else self._stream.finish or "stop")
        if self._answer.empty and not rest:
            if calling is None:
                raise TurnFailed(
                    "the model ended its answer without a word: ask again, or raise the budgets of thoughts and answer"
                )
            if call is None:
                rest = SORRY
        if rest or not self._answer.empty:
            await self._say(rest, end_of_segment=True)
        self.counts["decode_ms"] = _since(start)
        if call is not None:
            await self._pace.confirmed()
            await self._send(call)
        reason: Reason = self._answer.reason or "stop"
        return Done(self._turn.session, self._turn.turn, self._turn.generation, reason, self.counts)

    def _generate(self, limit: int) -> AsyncGenerator[int, None]:
        return self._stream.generate(limit, self._stop, self._sampling, self._pace.urgency)

    async def _take(self, token: int, before: str = "") -> None:
        """One token of the model; ``before``: what was put into its mouth."""
        self.counts.setdefault("first_token_ms", _since(self._began))
        thinking = self._parser.thinking
        pieces = self._parser.feed(before + self._text.push(token))
        thinking = thinking or self._parser.thinking
        if self._calls.calling:
            self.counts["call_tokens"] = self.counts.get("call_tokens", 0) + 1
        else:
            self._fresh[Kind.THOUGHT if thinking else Kind.SPEECH] += 1
            self.counts["thought_tokens" if thinking else "say_tokens"] += 1
        await self._tell(pieces)

    async def _tell(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            tokens, self._fresh[piece.kind] = self._fresh[piece.kind], 0
            if piece.kind is Kind.SPEECH:
                self._unsaid += tokens
                await self._say(self._answer.write(self._calls.feed(piece.text), tokens))
            elif piece.text or tokens:
                turn = self._turn
                await self._send(Thought(turn.session, turn.turn, turn.generation, piece.text, tokens))

    async def _say(self, text: str, end_of_segment: bool = False) -> None:
        if text or end_of_segment:
            tokens, self._unsaid = self._unsaid, 0
            turn = self._turn
            await self._send(Say(turn.session, turn.turn, turn.generation, text, tokens, end_of_segment))

    def _checked(self, call: Call) -> ToolCall | None:
        """The call, if it is one of a tool that there is; None where the model need not have called.

        Raises TurnFailed where it must have.
        """
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


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
