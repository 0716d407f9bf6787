"""The mind of one session: it remembers the conversation, thinks, and answers, turn by turn."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing

from antiphon.transport.errors import InputError, TurnFailed
from antiphon.transport.messages import Done, Mode, PastTurn, Say, Thought, Turn

from .answer import GRACE_TOKENS, Answer, Reason
from .engine import Engine, Priority, Sampling, Stream
from .memory import Memory
from .options import SamplingOptions
from .prompt import Prompt
from .thoughts import Kind, Piece, ThoughtParser

__all__ = ["Mind", "Send"]

Send = Callable[[Thought | Say], Awaitable[None]]

CHARS_PER_TOKEN = 16
"""Hardly any text has more. What is longer than a context of such tokens is not counted to its end."""


class Mind:
    """One session's. A turn is answered on a fork of the base stream, which is gone when the turn is over.

    ``asked`` and ``heard`` take note and return; ``refresh`` lets the base stream catch up in idle time.
    """

    def __init__(
        self,
        session: str,
        engine: Engine,
        prompt: Prompt,
        sampling: SamplingOptions,
        instructions: str = "",
        history: Iterable[PastTurn] = (),
    ) -> None:
        self._engine = engine
        self._prompt = prompt
        self._sampling = sampling
        self.memory = Memory(session, engine, prompt, instructions, history)
        self._room = engine.context_tokens // 4
        """What the next turn will probably need."""

    def asked(self, turn: int, user: str) -> None:
        """A turn begins: ``user`` is what is known of it by now."""
        self.memory.asked(turn, user)

    def heard(self, turn: int, text: str, cut: bool) -> None:
        """The user has heard ``text`` of the answer to ``turn``; the latest word on it counts."""
        self.memory.heard(turn, text, cut)

    async def refresh(self) -> None:
        """Read what is new in the history, before the next turn has to wait for it. Raises CapacityError."""
        self.memory.make_room(self._room)
        await self.memory.refresh()

    async def answer(self, turn: Turn, user: str, send: Send) -> Done:
        """Answer what the user said in ``turn``.

        Raises InputError for a text that does not fit into the context, CapacityError where there is no room
        for the streams, TurnFailed where the model says nothing. ``Done.counts``, times in milliseconds:
        ``prompt_tokens`` (all that the model has read), ``prefill_tokens`` (of them, this turn's), ``base_ms`` (until
        the history was read), ``prefill_ms``, ``thought_tokens``, ``think_ms``, ``say_tokens``, ``decode_ms`` (of the
        answer), ``first_token_ms`` (from the call to the first token that the model wrote).
        """
        began = time.perf_counter()
        self.memory.asked(turn.turn, user)
        think = turn.mode is Mode.THINK_BEFORE and turn.thought_tokens > 0
        tokens = self._fitting(turn, user, think)
        self.memory.make_room(self._room)
        stream = await self.memory.fork()
        try:
            answering = _Answering(self._engine, self._prompt, self._sampling, stream, turn, send, began)
            await answering.read(tokens)
            if think:
                await answering.think()
            done = await answering.speak()
        finally:
            stream.close()
        self.memory.answered(turn.turn)
        return done

    def close(self) -> None:
        """Free what it holds."""
        self.memory.close()

    def _fitting(self, turn: Turn, user: str, think: bool) -> list[int]:
        """The tokens of the turn, up to where the model continues."""
        if turn.say_tokens < 1:
            raise InputError(f"an answer of {turn.say_tokens} tokens was asked for (say_tokens): it must be at least 1")
        context = self._engine.context_tokens
        begins = self._prompt.answer_begins(think)
        budget = turn.say_tokens + GRACE_TOKENS
        if think:
            budget += turn.thought_tokens + len(self._prompt.thought_ends())
        budget = min(budget, context // 2)
        fitting = context - self.memory.system_tokens - len(self._prompt.user("")) - len(begins) - budget
        if fitting < 1:
            raise InputError(
                f"the instructions take {self.memory.system_tokens} of the context's {context} tokens, which leaves "
                "no room for a conversation: make them shorter, or raise reasoner.context_tokens"
            )
        counted = user[: context * CHARS_PER_TOKEN]
        tokens = self._prompt.user(counted)
        count = len(tokens) - len(self._prompt.user(""))
        if count > fitting or len(counted) < len(user):
            many = f"{count}" if counted == user else f"about {count * len(user) // len(counted)}"
            raise InputError(
                f"the text has {many} tokens, and {fitting} fit beside the instructions and the answer: make it "
                "shorter, or raise reasoner.context_tokens"
            )
        self._room = len(tokens) + len(begins) + budget
        return tokens + begins


class _Answering:
    """One turn on its stream: read, perhaps think, speak."""

    def __init__(
        self,
        engine: Engine,
        prompt: Prompt,
        sampling: SamplingOptions,
        stream: Stream,
        turn: Turn,
        send: Send,
        began: float,
    ) -> None:
        self._context = engine.context_tokens
        self._stop = prompt.stop | engine.eos_tokens
        self._prompt = prompt
        self._sampling = Sampling(sampling.temperature, sampling.top_p, sampling.repetition_penalty, seed=turn.seed)
        self._stream = stream
        self._turn = turn
        self._send = send
        self._began = began
        self._text = prompt.detokenizer()
        self._parser = ThoughtParser()
        self._answer = Answer(turn.say_tokens)
        self._fresh = {Kind.THOUGHT: 0, Kind.SPEECH: 0}
        """Tokens of which no text has come out yet."""
        self._unsaid = 0
        """Tokens of text that is held back."""
        self.counts: dict[str, float] = {"base_ms": _since(began), "thought_tokens": 0, "say_tokens": 0}

    async def read(self, tokens: list[int]) -> None:
        """What the user said, up to where the model continues."""
        start = time.perf_counter()
        await self._stream.extend(tokens)
        self.counts |= {
            "prompt_tokens": self._stream.length,
            "prefill_tokens": len(tokens),
            "prefill_ms": _since(start),
        }

    async def think(self) -> None:
        """Write thoughts until the model closes them; at the budget, or where the model just stops, close them."""
        start = time.perf_counter()
        self._parser = ThoughtParser(thinking=True)
        ends = self._prompt.thought_ends()
        room = self._context - self._stream.length - len(ends)
        limit = min(self._turn.thought_tokens, max(1, room - min(room // 2, self._turn.say_tokens + GRACE_TOKENS)))
        opening = self._prompt.format.opening
        async with aclosing(self._generate(limit, Priority.THOUGHT)) as tokens:
            async for token in tokens:
                await self._take(token, opening)
                opening = ""
                if not self._parser.thinking:
                    break
        if self._parser.thinking:
            # The opening is still here where the model had nothing to add to it.
            await self._tell([*self._parser.feed(opening + self._text.flush()), *self._parser.flush()])
            await self._stream.extend(ends)
            self._text, self._parser = self._prompt.detokenizer(), ThoughtParser()
        await self._tell([Piece(Kind.THOUGHT, "")])
        self.counts["think_ms"] = _since(start)

    async def speak(self) -> Done:
        """Write the answer. Raises TurnFailed where there is none."""
        start = time.perf_counter()
        async with aclosing(self._generate(self._turn.say_tokens + GRACE_TOKENS, Priority.SPEECH)) as tokens:
            async for token in tokens:
                await self._take(token)
                if self._answer.reason is not None:
                    break
        await self._tell([*self._parser.feed(self._text.flush()), *self._parser.flush()])
        rest = self._answer.finish(self._stream.finish or "stop")
        if self._answer.empty and not rest:
            raise TurnFailed(
                "the model ended its answer without a word: ask again, or raise the budgets of thoughts and answer"
            )
        await self._say(rest, end_of_segment=True)
        self.counts["decode_ms"] = _since(start)
        reason: Reason = self._answer.reason or "stop"
        return Done(self._turn.session, self._turn.turn, self._turn.generation, reason, self.counts)

    def _generate(self, limit: int, priority: Priority) -> AsyncGenerator[int, None]:
        return self._stream.generate(limit, self._stop, self._sampling, priority)

    async def _take(self, token: int, before: str = "") -> None:
        """One token of the model; ``before``: what was put into its mouth."""
        self.counts.setdefault("first_token_ms", _since(self._began))
        thinking = self._parser.thinking
        pieces = self._parser.feed(before + self._text.push(token))
        thinking = thinking or self._parser.thinking
        self._fresh[Kind.THOUGHT if thinking else Kind.SPEECH] += 1
        self.counts["thought_tokens" if thinking else "say_tokens"] += 1
        await self._tell(pieces)

    async def _tell(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            tokens, self._fresh[piece.kind] = self._fresh[piece.kind], 0
            if piece.kind is Kind.SPEECH:
                self._unsaid += tokens
                await self._say(self._answer.write(piece.text, tokens))
            elif piece.text or tokens:
                turn = self._turn
                await self._send(Thought(turn.session, turn.turn, turn.generation, piece.text, tokens))

    async def _say(self, text: str, end_of_segment: bool = False) -> None:
        if text or end_of_segment:
            tokens, self._unsaid = self._unsaid, 0
            turn = self._turn
            await self._send(Say(turn.session, turn.turn, turn.generation, text, tokens, end_of_segment))


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
