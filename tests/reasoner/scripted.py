"""A model by script: a tokenizer of bytes, an engine, an ear and a recogniser that do as told, and a link."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from itertools import groupby
from typing import Any, TypeVar, cast

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from antiphon.reasoner.ear import Ear, Sound
from antiphon.reasoner.engine import Ask, Engine, Passage, Priority, Sampling, Urgency
from antiphon.reasoner.faculties import Faculties
from antiphon.reasoner.prompt import Prompt
from antiphon.reasoner.recogniser import Recogniser, Transcription
from antiphon.transport.errors import CapacityError, LinkClosed
from antiphon.transport.messages import Message, Speech

M = TypeVar("M", bound=Message)
Reply = Callable[[str], str | Sequence[int]]
"""Given all that the model has read and written, what it writes next: text, or its tokens."""
Odds = Callable[[str, list[str]], float]
"""Given that and some tokens, how probable it is that one of them comes next."""

CHATML_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
STEP_AUDIO_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|BOT|>", "<|EOT|>")
AUDIO_TOKENS = ("<audio_start>", "<audio_patch>", "<audio_end>")
ENDS = frozenset({"<|im_end|>", "<|EOT|>"})
STATE = "♪"
"""How a state of the ear looks in a text."""
STATE_SAMPLES = 1280
"""What there is one state for: 80 ms."""


def byte_tokenizer(
    special: Sequence[str] = CHATML_TOKENS,
    added: Sequence[str] = (),
    words: Sequence[bytes] = (),
    merges: Sequence[str] = (),
) -> Tokenizer:
    """One token a byte, and the special ones; ``added``: tokens that are not marked as special.

    ``words``: tokens of several bytes that a model may write, and that no text is encoded to. ``merges``: pairs of
    characters that are one token wherever they stand.
    """
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    pairs = [(left, right) for left, right in map(written_as, map(str.encode, merges))]
    tokens = [*alphabet, *(left + right for left, right in pairs), *map(written_as, words)]
    tokenizer = Tokenizer(models.BPE({token: number for number, token in enumerate(dict.fromkeys(tokens))}, pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in added])
    return tokenizer


def written_as(word: bytes) -> str:
    """The letters that stand for the bytes of a token (``bytes_to_unicode`` of GPT-2)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    letters = {byte: chr(byte) for byte in plain} | {byte: chr(256 + n) for n, byte in enumerate(others)}
    return "".join(letters[byte] for byte in word)


def states(count: int) -> torch.Tensor:
    """So many embeddings of sound, as the engines by script read them: numbers that are no tokens, [n, 1]."""
    return torch.full((count, 1), -1.0)


def numbers(read: Sequence[int] | torch.Tensor | Passage) -> list[int]:
    """The tokens, and -1 for what is none."""
    flat = (part.flatten() if isinstance(part, torch.Tensor) else part for part in Passage(read).parts)
    return [int(token) for part in flat for token in part]


def text_of(tokenizer: Tokenizer, tokens: Sequence[int]) -> str:
    """Their text, with ``STATE`` for what is sound."""
    runs = [(sound, list(run)) for sound, run in groupby(tokens, lambda token: token < 0)]
    return "".join(
        STATE * len(run) if sound else tokenizer.decode(run, skip_special_tokens=False) for sound, run in runs
    )


class ScriptedStream:
    """One stream, which knows all of its tokens, and insists on being used as the engine's may be."""

    def __init__(self, engine: ScriptedEngine, tokens: list[int]) -> None:
        self.engine = engine
        self.tokens = tokens
        self.finish: str | None = None
        self.busy = False
        self.tail = bool(tokens)
        """It is known what may come next."""
        self.unread = False
        """It will be, once the token that was written last is read."""
        engine.open_streams.add(self)

    @property
    def length(self) -> int:
        return len(self.tokens)

    async def fork(self) -> ScriptedStream:
        assert self in self.engine.open_streams, "the stream is closed"
        await self.engine.step()
        child = self.engine.open(self.tokens)
        child.tail, child.unread = self.tail, self.unread
        return child

    async def extend(
        self,
        read: Sequence[int] | torch.Tensor | Passage,
        priority: Priority | Urgency = Priority.SPEECH,
        ask: Ask | None = None,
    ) -> float:
        self._begin()
        tokens = numbers(read)
        try:
            self.engine.urgencies.append(Urgency.of(priority))
            await self.engine.step()
            if self.length + len(tokens) > self.engine.context_tokens:
                raise CapacityError("the context is full")
            self.engine.reads.append((tokens, Urgency.of(priority).priority))
            before = self.tokens
            self.tokens = [*before, *tokens]
            if tokens:
                self.tail, self.unread = True, False
            return 0.0 if ask is None else self._odds([*before, *tokens[: ask.behind]], ask.tokens)
        finally:
            self.busy = False

    async def odds(self, tokens: Collection[int], priority: Priority | Urgency = Priority.THOUGHT) -> float:
        self._begin()
        try:
            assert self.tail, "the stream must be extended before it can tell what comes next"
            self.engine.urgencies.append(Urgency.of(priority))
            await self.engine.step()
            return self._odds(self.tokens, tokens)
        finally:
            self.busy = False

    def _odds(self, behind: Sequence[int], tokens: Collection[int]) -> float:
        tokenizer = self.engine.tokenizer
        wanted = [tokenizer.decode([token], skip_special_tokens=False) for token in tokens]
        return self.engine.odds(text_of(tokenizer, behind), wanted)

    def trim(self, length: int) -> None:
        assert not self.busy
        assert 0 <= length <= self.length
        if length < self.length:
            self.tail = self.unread = False
        self.tokens = self.tokens[:length]

    async def generate(
        self,
        limit: int,
        stop: Collection[int] = frozenset(),
        sampling: Sampling | None = None,
        priority: Priority | Urgency = Priority.SPEECH,
    ) -> AsyncIterator[int]:
        self._begin()
        self.finish = None
        self.engine.generations.append((limit, sampling, Urgency.of(priority).priority))
        self.engine.urgencies.append(Urgency.of(priority))
        try:
            assert self.tail or self.unread, "the stream must be extended before it can generate"
            reply = self.engine.written(self.text)
            for token in reply[:limit]:
                await self.engine.go.wait()
                await self.engine.step()
                if token in stop:
                    self._stop()
                    return
                if self.length >= self.engine.context_tokens:
                    self.finish = "context"
                    return
                self.tokens = [*self.tokens, token]
                self.tail, self.unread = False, True
                yield token
            if len(reply) >= limit:
                self.finish = "length"
            else:
                self._stop()
        finally:
            self.busy = False

    @property
    def text(self) -> str:
        return text_of(self.engine.tokenizer, self.tokens)

    def _stop(self) -> None:
        self.finish = "stop"
        self.tail, self.unread = True, False

    def close(self) -> None:
        self.engine.open_streams.discard(self)

    def _begin(self) -> None:
        assert self in self.engine.open_streams, "the stream is closed"
        assert not self.busy, "one thing at a time is done with a stream"
        self.busy = True


class ScriptedEngine:
    """``reply`` writes for the model, and is all that it finds probable, where ``odds`` does not say otherwise.

    While ``go`` is not set, it does not write on. ``most``: streams at once. ``step_s``: how long everything takes.
    """

    precision = "by script"
    threads = 1
    hidden = 1
    broken = False
    eos_tokens: frozenset[int] = frozenset()

    def __init__(
        self,
        tokenizer: Tokenizer,
        reply: Reply,
        *,
        context_tokens: int = 4096,
        most: int = 99,
        odds: Odds | None = None,
        step_s: float = 0.0,
    ) -> None:
        self.tokenizer = tokenizer
        self.reply = reply
        self.odds = odds or self._sure
        self.step_s = step_s
        self.context_tokens = context_tokens
        self.most = most
        self.open_streams: set[ScriptedStream] = set()
        self.reads: list[tuple[list[int], Priority]] = []
        """What was read, in its order."""
        self.generations: list[tuple[int, Sampling | None, Priority]] = []
        self.urgencies: list[Urgency] = []
        """Of everything that was begun, in its order; they may change."""
        self.go = asyncio.Event()
        self.go.set()
        self.on_step: Callable[[], None] = lambda: None
        """Called before and after everything that takes time."""
        self.state = "made"

    @property
    def vocabulary(self) -> int:
        return self.tokenizer.get_vocab_size()

    @property
    def streams(self) -> int:
        return len(self.open_streams)

    @property
    def cache_tokens(self) -> int:
        return sum(stream.length for stream in self.open_streams)

    async def step(self) -> None:
        """It is at work."""
        self.on_step()
        await asyncio.sleep(self.step_s)
        self.on_step()

    def written(self, text: str) -> list[int]:
        """The tokens of the reply to ``text``."""
        reply = self.reply(text)
        return self.tokenizer.encode(reply, add_special_tokens=False).ids if isinstance(reply, str) else list(reply)

    def _sure(self, text: str, tokens: list[str]) -> float:
        written = self.written(text)
        first = self.tokenizer.decode(written[:1], skip_special_tokens=False)
        return float(first in tokens if written else not ENDS.isdisjoint(tokens))

    def open(self, tokens: Sequence[int] = ()) -> ScriptedStream:
        if self.streams >= self.most:
            raise CapacityError("too many streams")
        return ScriptedStream(self, list(tokens))

    def start(self) -> None:
        self.state = "started"

    async def close(self) -> None:
        self.state = "closed"

    def texts(self) -> list[str]:
        """What the open streams hold."""
        return [stream.text for stream in self.open_streams]

    def as_engine(self) -> Engine:
        return cast(Engine, self)


class ScriptedRecogniser:
    """Hears ``text`` in everything, or nothing where that is empty. While ``go`` is not set, it is still busy."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.clips: list[Any] = []
        self.go = threading.Event()
        self.go.set()

    def transcribe(self, pcm: np.ndarray[Any, np.dtype[np.float32]]) -> Transcription:
        self.clips.append(pcm)
        assert self.go.wait(10), "the test never let the recogniser go on"
        return Transcription(self.text, not self.text, 12.5)


class ScriptedEar:
    """Hears a state each 80 ms, in all that it is given. While ``go`` is not set, it is still busy."""

    def __init__(self) -> None:
        self.clips: list[Any] = []
        self.earlier: list[Sound | None] = []
        self.broken = False
        self.go = threading.Event()
        self.go.set()

    def hear(self, pcm: np.ndarray[Any, np.dtype[np.float32]], earlier: Sound | None = None) -> Sound:
        self.clips.append(pcm)
        self.earlier.append(earlier)
        assert self.go.wait(10), "the test never let the ear go on"
        if self.broken:
            raise ArithmeticError("no more numbers")
        heard = states(pcm.size // STATE_SAMPLES)
        return Sound(heard, 7.5, {(0, pcm.size): heard})


def scripted_faculties(
    engine: ScriptedEngine, recogniser: ScriptedRecogniser, ear: ScriptedEar | None = None
) -> Faculties:
    return Faculties(engine.as_engine(), Prompt(engine.tokenizer), cast(Recogniser, recogniser), cast(Ear | None, ear))


class ScriptedLink:
    """What the service sends is kept; ``until`` waits for it. ``closed``: the gateway has left."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.oldest: dict[str, int] = {}
        self.forgotten: list[str] = []
        self.closed = False
        self._changed = asyncio.Condition()

    async def send(self, message: Message) -> None:
        await asyncio.sleep(0)
        if self.closed:
            raise LinkClosed("the gateway left")
        if isinstance(message, Speech) and message.generation < self.oldest.get(message.session, 0):
            return
        self.sent.append(message)
        async with self._changed:
            self._changed.notify_all()

    async def receive(self) -> Message:
        raise AssertionError("the harness receives, not the service")

    def advance(self, session: str, generation: int) -> None:
        self.oldest[session] = max(generation, self.oldest.get(session, 0))

    def forget(self, session: str) -> None:
        self.forgotten.append(session)
        self.oldest.pop(session, None)

    async def close(self) -> None:
        self.closed = True

    def all(self, kind: type[M]) -> list[M]:
        return [message for message in self.sent if isinstance(message, kind)]

    async def next(self) -> None:
        """Wait until one more message was sent."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait()

    async def until(self, kind: type[M], wanted: Callable[[M], bool] = lambda _: True) -> M:
        """The first message of ``kind`` that is ``wanted``, as soon as it was sent."""
        async with asyncio.timeout(10), self._changed:
            while True:
                for message in self.all(kind):
                    if wanted(message):
                        return message
                await self._changed.wait()
