"""A mind on a scripted engine, and what it sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tokenizers import Tokenizer
from torch import Tensor

from antiphon.reasoner.mind import Mind
from antiphon.reasoner.options import ReasonerOptions, SamplingOptions
from antiphon.reasoner.pace import Pace
from antiphon.reasoner.prompt import Prompt
from antiphon.transport.messages import Done, Item, Mode, Routed, Say, SegmentBegun, Show, Thought, Tool, ToolCall, Turn

from .scripted import Reply, ScriptedEngine, byte_tokenizer
from .turns import BEGINS

__all__ = ["ASKED", "CHAT", "CLOCK", "WEATHER", "Conversation", "speculating"]

CHAT = byte_tokenizer()
ASKED = f"<|im_start|>user\nHi.<|im_end|>\n{BEGINS}"
CLOCK = Tool("clock", "What time it is.", '{"type": "object", "properties": {}}')
WEATHER = Tool("weather", "How it is outside.", '{"type": "object", "required": ["city"]}')


class Conversation:
    """A mind on a scripted engine, and what it sent."""

    def __init__(
        self,
        reply: Reply | str,
        *history: Item,
        tokenizer: Tokenizer = CHAT,
        context_tokens: int = 4096,
        instructions: str = "",
        sampling: SamplingOptions | None = None,
        tools: Sequence[Tool] = (),
    ) -> None:
        written = reply if callable(reply) else lambda _: reply
        self.engine = ScriptedEngine(tokenizer, written, context_tokens=context_tokens)
        self.sent: list[Thought | Say | ToolCall] = []
        self.told: list[Routed | SegmentBegun | Show] = []
        options = ReasonerOptions(sampling=sampling or SamplingOptions())
        prompt = Prompt(tokenizer)
        self.mind = Mind("s", self.engine.as_engine(), prompt, options, instructions, tools, history)

    async def ask(
        self,
        text: str = "Hi.",
        mode: Mode = Mode.NO_THINK,
        *,
        turn: int = 1,
        thought_tokens: int = 400,
        say_tokens: int = 400,
        seed: int | None = None,
        instructions: str = "",
        tools: tuple[Tool, ...] | None = None,
        tool_choice: str = "auto",
        pace: Pace | None = None,
        sound: Tensor | None = None,
        route: bool = False,
        only_thinking: bool = False,
    ) -> Done:
        request = Turn(
            "s", turn, 10 + turn, mode, "", thought_tokens, say_tokens, seed,
            instructions=instructions, tools=tools, tool_choice=tool_choice, route=route,
        )  # fmt: skip
        pieces = None if sound is None else [sound]
        return await self.mind.answer(request, text, self._send, pace, pieces, only_thinking=only_thinking)

    async def _send(self, message: Routed | Thought | SegmentBegun | Say | Show | ToolCall) -> None:
        await asyncio.sleep(0)
        if isinstance(message, Thought | Say | ToolCall):
            self.sent.append(message)
        else:
            self.told.append(message)

    @property
    def calls(self) -> list[tuple[str, str]]:
        return [(message.name, message.arguments) for message in self.sent if isinstance(message, ToolCall)]

    @property
    def says(self) -> list[Say]:
        return [message for message in self.sent if isinstance(message, Say)]

    @property
    def said(self) -> str:
        return "".join(say.text for say in self.says)

    @property
    def thought(self) -> str:
        return "".join(message.text for message in self.sent if isinstance(message, Thought))


async def speculating(talk: Conversation, pace: Pace, mode: Mode = Mode.NO_THINK) -> asyncio.Task[Done]:
    """The turn, as far as it comes without being confirmed."""
    asking = asyncio.create_task(talk.ask(mode=mode, pace=pace))
    for _ in range(200):
        await asyncio.sleep(0)
    return asking
