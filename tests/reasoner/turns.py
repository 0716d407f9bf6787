"""Turns of a mind whose brains are scripted, for virtual time: the test is the gateway, and knows how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from tokenizers import Tokenizer
from torch import Tensor

from antiphon.reasoner.mind import WRITING_MS, Mind
from antiphon.reasoner.options import BrainOptions, ReasonerOptions, RouterOptions, SamplingOptions
from antiphon.reasoner.pace import Pace
from antiphon.reasoner.prompt import CHATML, Prompt
from antiphon.transport.messages import (
    Done,
    Item,
    Mode,
    Played,
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

from .scripted import Odds, Reply, ScriptedEngine, byte_tokenizer

__all__ = [
    "ANSWER", "ASKED", "BEGINS", "END", "NO_THOUGHT", "PLAIN", "THINKER", "THINKING", "THOUGHTS", "Sent", "Talk",
    "brains", "opened", "parted", "steady",
]  # fmt: skip

PLAIN = byte_tokenizer()
"""Of a model that thinks only when it is made to."""
THINKER = byte_tokenizer(added=("<think>", "</think>"), merges=("\n\n",))
"""Of one that was trained to think."""
END = "<|im_end|>"
BEGINS = "<|im_start|>assistant\n"
ASKED = f"<|im_start|>user\nHow many?<|im_end|>\n{BEGINS}"
THINKING = (Mode.SPEAK_FIRST, Mode.THINK_FIRST, Mode.THINK_BEFORE)
THOUGHTS = " First I count them all. Then I count them again, and write it down. It is done."
ANSWER = "There are quite a few of them, as far as I can see. Let me go on and count, one after the other."
NO_THOUGHT = "<think>\n\n</think>\n\n"

Sent = Routed | Thought | SegmentBegun | Say | Show | ToolCall


def opened(tokenizer: Tokenizer) -> str:
    """A thought that begins."""
    return "<think>\n" if tokenizer is THINKER else f"<think>\n{CHATML.opening}"


def parted(text: str) -> tuple[str, str | None]:
    """The thoughts in what a model has read and written, and what it has said; None: it is still thinking."""
    written = text.rpartition(BEGINS)[2]
    if not written.startswith("<think>\n"):
        return "", written
    thoughts, closed, said = written.removeprefix("<think>\n").partition("</think>")
    return thoughts, said.removeprefix("\n\n") if closed else None


def brains(thoughts: str, answer: Callable[[str, str], str]) -> Callable[[str], str]:
    """A model that thinks ``thoughts``; ``answer`` goes on, given the thoughts so far and what was said."""

    def reply(text: str) -> str:
        thought, said = parted(text)
        if said is not None:
            return answer(thought, said)
        return thoughts[len(thought.removeprefix(CHATML.opening)) :]

    return reply


def steady(thoughts: str = f"{THOUGHTS}\n</think>", answer: str = ANSWER) -> Callable[[str], str]:
    """A model that gives the same answer whatever it thinks."""
    return brains(thoughts, lambda _, said: answer[len(said) :])


class Talk:
    """One session; ``step_ms``: how long each token takes. The rest are options of the brains."""

    def __init__(
        self,
        reply: Reply | str,
        *history: Item,
        tokenizer: Tokenizer = THINKER,
        prompt: Prompt | None = None,
        context_tokens: int = 4096,
        odds: Odds | None = None,
        step_ms: float = 10.0,
        sampling: SamplingOptions | None = None,
        router: RouterOptions | None = None,
        tools: Sequence[Tool] = (),
        **options: Any,
    ) -> None:
        self._reply = reply if callable(reply) else lambda _: reply
        self.engine = ScriptedEngine(
            tokenizer, self._write, context_tokens=context_tokens, odds=odds, step_s=step_ms / 1000
        )
        self.sent: list[Sent] = []
        self.at_ms: list[float] = []
        """When each of them was."""
        self.on_send: Callable[[Sent], None] = lambda _: None
        self.read: list[str] = []
        """What the articulation brain has read when it begins to write."""
        self.thought_on: list[str] = []
        """What the formulation brain has."""
        self.pace = Pace()
        self.writing_ms = RunningQuantile(WRITING_MS)
        self.options = ReasonerOptions(
            brains=BrainOptions(**options), router=router or RouterOptions(), sampling=sampling or SamplingOptions()
        )
        self.prompt = prompt or Prompt(tokenizer)
        self.mind = Mind("s", self.engine.as_engine(), self.prompt, self.options, "", tools, history, self.writing_ms)

    def _write(self, text: str) -> str | Sequence[int]:
        (self.thought_on if parted(text)[1] is None else self.read).append(text)
        return self._reply(text)

    async def ask(
        self,
        mode: Mode = Mode.SPEAK_FIRST,
        text: str = "How many?",
        *,
        turn: int = 1,
        thought_tokens: int = 1000,
        say_tokens: int = 1000,
        thought_ms: float = 0.0,
        seed: int | None = None,
        route: bool = False,
        spoken: bool = True,
        speculative: bool = False,
        tool_choice: str = "auto",
        sound: Tensor | None = None,
    ) -> Done:
        """A turn, from the beginning to the end."""
        self.pace = Pace(speculative)
        request = Turn(
            "s", turn, turn, mode, "", thought_tokens, say_tokens, seed, speculative,
            tool_choice=tool_choice, thought_ms=thought_ms, route=route, spoken=spoken,
        )  # fmt: skip
        return await self.mind.answer(request, text, self.send, self.pace, None if sound is None else [sound])

    async def send(self, message: Sent) -> None:
        self.on_send(message)
        await asyncio.sleep(0)
        self.sent.append(message)
        self.at_ms.append(self.now_ms)

    @property
    def now_ms(self) -> float:
        return asyncio.get_running_loop().time() * 1000

    def played(self, queued_ms: float = 0.0, *, synthesis_ms: float = 100.0, playing: bool = True) -> None:
        """The listener has still to hear so much."""
        self.pace.played(Played("s", 1, 1, 0.0, queued_ms, synthesis_ms, len(self.segments), playing))

    def listens(self, queued_ms: Callable[[int], float]) -> None:
        """From now on it is told of each segment that comes how much is to be heard then, given its number."""

        def heard(message: Sent) -> None:
            if isinstance(message, Say) and message.end_of_segment:
                loop = asyncio.get_running_loop()
                # The message arrives, and the answer of the gateway comes after it.
                loop.call_later(0.001, lambda: self.played(queued_ms(len(self.segments) - 1)))

        self.on_send = heard

    # What came of it.

    def all(self, *kinds: type[Any]) -> list[Any]:
        return [message for message in self.sent if isinstance(message, kinds)]

    def times(self, *kinds: type[Any]) -> list[float]:
        return [at_ms for message, at_ms in zip(self.sent, self.at_ms, strict=True) if isinstance(message, kinds)]

    @property
    def said(self) -> str:
        return "".join(say.text for say in self.all(Say))

    @property
    def segments(self) -> list[str]:
        """What was said in each segment that is whole."""
        segments, text = [], ""
        for say in self.all(Say):
            text += say.text
            if say.end_of_segment:
                segments.append(text)
                text = ""
        return segments

    @property
    def known(self) -> list[int]:
        """How many tokens of thought were known to each segment."""
        return [begun.thought_tokens for begun in self.all(SegmentBegun)]

    @property
    def thought(self) -> str:
        return "".join(thought.text for thought in self.all(Thought))

    async def until(self, happened: Callable[[], object]) -> None:
        """Let time pass until it has."""
        for _ in range(100_000):
            if happened():
                return
            await asyncio.sleep(0.001)
        raise AssertionError("it never happened")
