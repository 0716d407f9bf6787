"""The articulation brain: it writes the answer, a segment at a time, with what is known of the thoughts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from antiphon.transport.messages import Say, Show, Thought, Turn

from .answer import Answer, Reason
from .brains import End
from .calls import CallParser
from .engine import Sampling, Stream, Urgency
from .preamble import Preamble
from .prompt import Prompt
from .segment import Segment
from .thoughts import Kind, Piece, ThoughtParser
from .tools import OPENING

__all__ = ["Articulation"]


class Articulation:
    """The answer to one ``turn``.

    ``read`` gives it a stream that has read the question and the thoughts; ``write`` goes on with the answer from
    there. ``limit``: the most tokens that it may have, calls included. ``forced``: it is nothing but a call, of the
    tool of that name where it is not empty.
    """

    def __init__(
        self,
        turn: Turn,
        prompt: Prompt,
        stop: frozenset[int],
        sampling: Sampling,
        urgency: Urgency,
        send: Callable[[Say | Show | Thought], Awaitable[None]],
        on_token: Callable[[], None],
        limit: int,
        forced: str | None = None,
    ) -> None:
        self.counts: dict[str, float] = {"say_tokens": 0}
        self.answer = Answer(turn.say_tokens)
        self.calls = CallParser() if forced is None else CallParser(OPENING, forced)
        self.reason: Reason = "stop"
        """Why the answer is over, where it is."""
        self.called = False
        """It is over with a call: ``calls.call``."""
        self.shown = False
        """Some of it went to the screen."""
        self._turn = turn
        self._prompt = prompt
        self._stop = stop
        self._sampling = sampling
        self._urgency = urgency
        self._send = send
        self._on_token = on_token
        self._limit = limit
        self._unwraps = turn.spoken and forced is None
        self._stream: Stream | None = None
        self._begins = 0
        """Where in the stream the answer begins."""
        self._tokens: list[int] = []
        """Of the answer, said or not: what the next segment goes on from."""
        self._text = prompt.detokenizer()
        self._parser = ThoughtParser()
        self._preamble: Preamble | None = None
        self._fresh = dict.fromkeys(Kind, 0)
        """Tokens of which no text has come out yet."""
        self._unsaid = 0
        """Tokens of text that is held back."""
        self._saying = False
        """What was said last did not end its segment."""

    @property
    def tokens(self) -> int:
        """How many tokens the answer has so far."""
        return len(self._tokens)

    async def read(self, stream: Stream, length: int, ends: Sequence[int] = ()) -> None:
        """Go on with this stream, whose first ``length`` tokens are the question and the thoughts; ``ends`` close them.

        The stream is its own from now on, and the one before it is closed.
        """
        self.close()
        self._stream = stream
        stream.trim(length)
        self._begins = length + len(ends)
        if ends or self._tokens:
            await stream.extend([*ends, *self._tokens], self._urgency)

    async def go_on(self) -> None:
        """... with the stream that it has: nothing was thought since."""
        assert self._stream is not None
        if self._stream.length > self._begins + len(self._tokens):
            # One token too many was looked at: the last that counts is read again, to go on from it.
            self._stream.trim(self._begins + len(self._tokens) - 1)
            await self._stream.extend(self._tokens[-1:], self._urgency)

    async def amends(self, below: float) -> bool:
        """Whether the answer, which had come to its end, is taken up again: the model finds that end less probable."""
        assert self._stream is not None
        if await self._stream.odds(self._stop, self._urgency) < below:
            return True
        await self._say("", end_of_segment=True)
        return False

    async def write(self, segment: Segment | None, late: Callable[[], bool] = lambda: False) -> End:
        """Write a segment, or the rest of the answer. All that may be said of it has left when this returns.

        ``late``: the listener will soon have heard all that was said, and the segment is to end where it can.
        """
        assert self._stream is not None
        if self._unwraps and (self._preamble is None or self._preamble.over):
            self._preamble = Preamble()
        limit = max(1, self._limit - len(self._tokens))
        tokens = self._stream.generate(limit, self._stop, self._drawing, self._urgency)
        async with aclosing(tokens):
            async for token in tokens:
                if segment is not None and self._may_end and segment.ends_before(self._text.peek(token), late()):
                    await self._say("", end_of_segment=True)
                    return End.SEGMENT
                text = await self._take(token)
                if segment is not None and not self._silent:
                    segment.add(text)
                if self.answer.reason is not None or self.calls.call is not None:
                    break
        return await self._end(self._stream.finish or "stop", whole=segment is None)

    def close(self) -> None:
        """Free what it holds."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    @property
    def _drawing(self) -> Sampling:
        """The rest is drawn as if all of the answer were drawn at once."""
        sampling, tokens = self._sampling, self._tokens
        seed = None if sampling.seed is None else sampling.seed + len(tokens)
        return replace(sampling, seed=seed, said=sampling.said.union(tokens))

    @property
    def _silent(self) -> bool:
        """What is being written is not said."""
        return self._parser.thinking or self.calls.calling or (self._preamble is not None and self._preamble.holding)

    @property
    def _may_end(self) -> bool:
        """A segment may end here: nothing is half written."""
        return not (self._silent or self._parser.holding or self.calls.holding or self._text.holding)

    async def _take(self, token: int) -> str:
        """One token of the model: returns its text."""
        self._on_token()
        self._tokens.append(token)
        thinking, unsaid = self._parser.thinking, self._silent
        text = self._text.push(token)
        pieces = self._parser.feed(text)
        if self.calls.calling:
            self._count("call_tokens")
        elif thinking or self._parser.thinking:
            self._count("thought_tokens")
            self._fresh[Kind.THOUGHT] += 1
        elif unsaid:
            self._count("shown_tokens")
        else:
            self._count("say_tokens")
            self._fresh[Kind.SPEECH] += 1
        await self._tell(pieces)
        return text

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    async def _end(self, finish: Reason, whole: bool) -> End:
        """The model has stopped, or was stopped."""
        if finish == "stop" and self.answer.reason is None and not self.calls.calling:
            # What is half written may go on with the next segment.
            rest = self.answer.rest() if self._may_end else ""
            if rest or not whole or not self.answer.empty:
                await self._say(rest, end_of_segment=True)
            return End.REST
        await self._flush()
        # An answer that was over before it came to its call is over.
        self.called = self.calls.call is not None and self.answer.reason is None
        rest = self.answer.finish("stop" if self.called else finish)
        self.reason = self.answer.reason or "stop"
        if rest or not self.answer.empty:
            await self._say(rest, end_of_segment=True)
        return End.OVER

    async def finish(self) -> None:
        """Nothing more comes of it: what is half written is what it looks like."""
        if self.answer.reason is None:
            await self._flush()
            rest = self.answer.finish("stop")
            if rest or self._saying:
                await self._say(rest, end_of_segment=True)

    async def _flush(self) -> None:
        await self._tell([*self._parser.feed(self._text.flush()), *self._parser.flush()])
        if self._preamble is not None:
            await self._speak(self._preamble.flush())
        await self._say(self.answer.write(self.calls.flush(), 0))

    async def _tell(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            tokens, self._fresh[piece.kind] = self._fresh[piece.kind], 0
            if piece.kind is Kind.THOUGHT:
                turn = self._turn
                await self._send(Thought(turn.session, turn.turn, turn.generation, piece.text, tokens))
            else:
                self._unsaid += tokens
                await self._speak(await self._unwrapped(piece.text), tokens)

    async def _unwrapped(self, text: str) -> str:
        """Without the JSON in front of it, which is shown."""
        if self._preamble is None:
            return text
        speech = self._preamble.feed(text)
        if shown := self._preamble.take():
            self.shown = True
            turn = self._turn
            await self._send(Show(turn.session, turn.turn, turn.generation, "code", shown, "json"))
        return speech

    async def _speak(self, text: str, tokens: int = 0) -> None:
        await self._say(self.answer.write(self.calls.feed(text), tokens))

    async def _say(self, text: str, end_of_segment: bool = False) -> None:
        if text or end_of_segment:
            self._saying = not end_of_segment
            tokens, self._unsaid = self._unsaid, 0
            turn = self._turn
            await self._send(Say(turn.session, turn.turn, turn.generation, text, tokens, end_of_segment))
