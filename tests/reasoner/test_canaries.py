"""No thought is ever spoken: turns by the thousand, with whatever a model may write, and a canary in every thought.

What is said is looked at where the speaker takes it in. ``ANTIPHON_CANARY_TURNS`` sets how many turns there are.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from structlog.testing import capture_logs
from tokenizers import Tokenizer

from antiphon.reasoner.answering import Answering
from antiphon.reasoner.articulation import Articulation
from antiphon.reasoner.detokenizer import REPLACEMENT
from antiphon.reasoner.prompt import CHATML, Prompt
from antiphon.reasoner.thoughts import CLOSE, OPEN, ThoughtParser
from antiphon.transport.errors import TurnFailed
from antiphon.transport.messages import Mode, Say, Thought, Tool

from ..virtual_time import run
from .scripted import byte_tokenizer, written_as
from .turns import Talk, parted

TURNS = int(os.environ.get("ANTIPHON_CANARY_TURNS", "10000"))
MUTATED_TURNS = 400
"""So many are enough to find each of the mistakes below."""
CANARY = "CANARY"
CLOCK = Tool("clock", "What time it is.")

TAGS = [tag[start:end] for tag in (OPEN, CLOSE) for start in range(8) for end in range(start + 2, 9)]
WORDS = sorted({
    word.encode() for word in (
        *TAGS, CANARY, " CANARY", "CAN", "ARY", "RY</", "Y<", ".\n</", " <", ">\n\n", ">\n", "k>So", " so", "Well",
        "\n\n", " it is", "<think>CAN", "\n<th", '{"', '"}', '": "', "</tool_call>", "<tool_call>", "<tool", "</t",
        " é", "😊<",
    ) if word
} | {b"\xc3", b"\xa9<", b"\xa9</", b"\x98\x8a</think", b"\xf0\x9f"})  # fmt: skip
"""What is one token, besides each byte."""

THOUGHTS = [
    " CANARY", " hm", "CANARY", "\n", "é", "😊", "\nCANARY\n", " </think", "</thin", "< /think>", "<think >",
    "</ think>", "<", "</", "</THINK>", " <think>", "\n<think>\n", '{"CANARY": 1}',
    '<tool_call>{"name": "CANARY"}',
    "</think>CANARY", " the tag </think> CANARY", "<</think>/think>", "User: CANARY",
]  # fmt: skip
ENDS = [
    "</think>",
    "\n</think>\n\nCANARY",
    "</think>CANARY",
    "</think></think>CANARY",
    "<|im_end|>",
    " CANARY" * 20,
    "",
]
JSON = [
    '{"thought": "CANARY"}\n',
    '{"a": {"b": "CANARY } \\" <"}}',
    '\n{"CANARY": [1, "</think>"]}\n\n',
    '{"CANARY": 1]\n',
]
ANSWERS = [
    " so", " it is.", " Well,", "\n", " é", " 😊", " a <think> tag", " a </think> tag", " <b>", "</think", "<", " < 3",
    "\n<think>CANARY</think>", "\n<think>\nCANARY\n</think>\n\n", "\n<think></think>", "\n <think>CANARY", "</think>",
    " <think >", "\n</think><think>CANARY</think>", "\n<think>CANARY</thin</think>", " So be it. And more.",
    "\n<think>CANARY <think> CANARY</think>", "\n<<think>think>", "\n<thi</think>nk>",
]  # fmt: skip
CALLS = [
    '<tool_call>{"name": "clock", "arguments": {"a": "CANARY"}}', '\n<tool_call>{"name": "CANARY"}</tool_call>CANARY',
    "<tool_call>CANARY",
]  # fmt: skip


def tokenizer(added: tuple[str, ...]) -> Tokenizer:
    return byte_tokenizer(added=added, words=WORDS)


class Splitter:
    """Text into tokens, another way each time."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        words = [*WORDS, *(bytes([byte]) for byte in range(256))]
        self._tokens = {word: cast(int, tokenizer.token_to_id(written_as(word))) for word in words}
        added = (OPEN, CLOSE, "<|im_end|>")
        self._tokens |= {tag.encode(): number for tag in added if (number := tokenizer.token_to_id(tag)) is not None}
        self._longest = max(map(len, self._tokens))
        self._rng = rng

    def split(self, text: str) -> list[int]:
        data, tokens, at = text.encode(), [], 0
        while at < len(data):
            ends = [
                end for end in range(at + 1, min(len(data), at + self._longest) + 1) if data[at:end] in self._tokens
            ]
            # Mostly the longest, as tokenizers do.
            end = ends[-1] if self._rng.random() < 0.6 else self._rng.choice(ends)
            tokens.append(self._tokens[data[at:end]])
            at = end
        return tokens


class Adversary:
    """A model that writes whatever could be taken for something else; out of a muddled prompt it thinks aloud."""

    def __init__(self, rng: random.Random, splitter: Splitter) -> None:
        self.rng = rng
        self.splitter = splitter
        self.muddled = 0
        self.begin(spoken=True)

    def begin(self, *, spoken: bool) -> None:
        """Another turn."""
        rng = self.rng
        self.thoughts = "".join(rng.choices(THOUGHTS, k=rng.randrange(8))) + rng.choice(ENDS)
        # JSON is for the screen where the answer is heard; where it is read, it is part of it.
        json = rng.choice(JSON) if spoken and rng.random() < 0.2 else ""
        begins = rng.choice(["Well", "So", "\n<think>CANARY</think>", "", "é"]) if not json else ""
        self.answer = json + begins + "".join(rng.choices(ANSWERS, k=rng.randrange(9)))
        if rng.random() < 0.2:
            self.answer += rng.choice(CALLS)

    def reply(self, text: str) -> list[int]:
        thought, said = parted(text)
        if said is None:
            return self.splitter.split(self.thoughts[len(thought.removeprefix(CHATML.opening)) :])
        if not self._clear(thought, said):
            self.muddled += 1
            return self.splitter.split(" CANARY")
        rest = self.answer[len(said) :]
        if self.rng.random() < 0.2:
            # It stops in the middle of something, and may go on.
            rest = rest[: self.rng.randrange(len(rest) + 1)]
        return self.splitter.split(rest)

    def odds(self, text: str, tokens: list[str]) -> float:
        return self.rng.choice([0.0, 1.0])

    def _clear(self, thought: str, said: str) -> bool:
        """Nothing was cut in its middle, and the answer goes on where it was."""
        thought = thought.removeprefix(CHATML.opening)
        # A line break that closes them is none of them.
        own = thought if self.thoughts.startswith(thought) else thought.removesuffix("\n")
        partial = any(own.endswith(tag[:length]) for tag in (OPEN, CLOSE) for length in range(1, len(tag)))
        whole = self.thoughts.startswith(own) and REPLACEMENT not in own and not partial
        return whole and self.answer.startswith(said)


class Aviary:
    """Turn after turn of several sessions; what is said where it should not be is kept in ``escaped``."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        self.escaped: list[str] = []
        self.seen: Counter[str] = Counter()
        kinds = [tokenizer(()), tokenizer((OPEN, CLOSE))]
        prompts = [Prompt(kind) for kind in kinds]
        self.talks: list[tuple[Talk, Adversary]] = []
        for number in range(16):
            kind = number % 2
            model = Adversary(rng, Splitter(kinds[kind], rng))
            talk = Talk(
                model.reply, tokenizer=kinds[kind], prompt=prompts[kind], tools=[CLOCK], odds=model.odds, step_ms=0,
                segment_tokens=rng.choice([1, 2, 4, 12]), longest_segment_tokens=rng.choice([4, 8, 32]),
                first_thought_tokens=rng.choice([1, 3, 10]), linger_ms=rng.choice([0, 1500]),
                pacing=rng.choice(["playout", "playout", "fixed"]), fixed_thought_tokens=rng.choice([2, 7]),
            )  # fmt: skip
            self.talks.append((talk, model))

    async def fly(self, turns: int) -> None:
        for number in range(turns):
            await self._turn(*self.talks[number % len(self.talks)])

    async def _turn(self, talk: Talk, model: Adversary) -> None:
        rng, spoken = self.rng, self.rng.random() < 0.8
        model.begin(spoken=spoken)
        talk.sent.clear()
        talk.at_ms.clear()
        talk.read.clear()
        talk.thought_on.clear()
        loop, segments = asyncio.get_running_loop(), 0

        def heard(message: object) -> None:
            nonlocal segments
            if isinstance(message, Say) and message.end_of_segment:
                segments += 1
                queued_ms, playing = rng.choice([0, 0, 0, 700, 5000]), rng.random() < 0.95
                loop.call_soon(lambda: talk.played(queued_ms, playing=playing))
                # Nobody waits for ever.
                loop.call_later(rng.choice([0.001, 8.0]), lambda: talk.played(0))

        talk.on_send = heard
        mode = rng.choice(list(Mode))
        try:
            await talk.ask(
                mode, thought_tokens=rng.randint(1, 40), say_tokens=rng.choice([3, 20, 200]), route=rng.random() < 0.5,
                thought_ms=rng.choice([0, 0, 5]), spoken=spoken, speculative=False,
            )  # fmt: skip
        except TurnFailed:
            self.seen["silent"] += 1
        said = talk.said
        if "CAN" in said or "ARY" in said or OPEN in said or CLOSE in said:
            self.escaped.append(f"{mode.value}: {said!r} of {model.answer!r}, while it thought {model.thoughts!r}")
        self.seen["turns"] += 1
        self.seen["said"] += bool(said)
        self.seen["in segments"] += len(talk.known) > 1
        self.seen["knowing"] += any(known > 0 for known in talk.known[1:])
        self.seen["canaries"] += any(isinstance(sent, Thought) and CANARY in sent.text for sent in talk.sent)
        self.seen["streams"] = max(self.seen["streams"], talk.engine.streams)


def test_no_thought_is_ever_spoken() -> None:
    aviary = Aviary(1)
    with capture_logs():
        run(aviary.fly(TURNS))
    assert aviary.escaped == []
    assert sum(model.muddled for _, model in aviary.talks) == 0
    seen = aviary.seen
    assert (seen["turns"], seen["streams"]) == (TURNS, 1)
    # It was worth the while.
    assert min(seen["said"], seen["canaries"]) > TURNS / 2, seen
    assert min(seen["in segments"], seen["knowing"]) > TURNS / 6, seen


def _knows_one_token_too_many(patch: pytest.MonkeyPatch) -> None:
    closed = Answering._closed

    def too_long(self: Answering, known: Any) -> tuple[int, list[int]]:
        length, ends = closed(self, known)
        return length if self._formulation is None else min(length + 1, self._formulation.stream.length), ends

    patch.setattr(Answering, "_closed", too_long)


def _forgets_where_a_tag_began(patch: pytest.MonkeyPatch) -> None:
    feed = ThoughtParser.feed
    patch.setattr(ThoughtParser, "feed", lambda self, text: feed(self, text) + self.flush())


def _says_json(patch: pytest.MonkeyPatch) -> None:
    async def as_it_is(self: Articulation, text: str) -> str:
        return text

    patch.setattr(Articulation, "_unwrapped", as_it_is)


def _says_the_token_that_it_looked_at(patch: pytest.MonkeyPatch) -> None:
    async def go_on(self: Articulation) -> None:
        pass

    patch.setattr(Articulation, "go_on", go_on)


MISTAKES = [
    _knows_one_token_too_many, _forgets_where_a_tag_began, _says_json, _says_the_token_that_it_looked_at,
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__.strip("_"))
def test_a_mistake_would_be_heard(mistake: Callable[[pytest.MonkeyPatch], None], patched: pytest.MonkeyPatch) -> None:
    mistake(patched)
    aviary = Aviary(2)
    with capture_logs():
        run(aviary.fly(MUTATED_TURNS))
    assert aviary.escaped


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """What is patched is as it was when the test ends."""
    with monkeypatch.context() as patch:
        yield patch
