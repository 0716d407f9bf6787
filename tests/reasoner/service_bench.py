"""A service on scripted models, and what a gateway says to it."""

from __future__ import annotations

import asyncio
from typing import Literal

from antiphon.reasoner.faculties import Faculties
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.service import ReasonerService
from antiphon.transport.messages import (
    Cancelled,
    Done,
    Fail,
    Item,
    Listen,
    Message,
    Mode,
    Remember,
    Say,
    Tool,
    Transcript,
    Turn,
)

from .scripted import (
    AUDIO_TOKENS,
    CHATML_TOKENS,
    ScriptedEar,
    ScriptedEngine,
    ScriptedLink,
    ScriptedRecogniser,
    byte_tokenizer,
    scripted_faculties,
)

__all__ = [
    "CALL", "CLOCK", "END", "HEARING", "SECOND", "THINKING", "TOKENIZER", "Bench", "agent", "listen", "settled",
    "turn_of", "user",
]  # fmt: skip

TOKENIZER = byte_tokenizer()
HEARING = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS))
"""Of a model that knows sound."""
THINKING = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS), ("<think>", "</think>"), merges=("\n\n",))
"""Of one that was taught to think, too."""
SECOND = b"\x00\x40" * 16_000
END = Done | Fail | Cancelled
CLOCK = Tool("clock", "What time it is.")
CALL = '<tool_call>{"name": "clock", "arguments": {}}</tool_call>'


class Bench:
    """A service on scripted models, with what stands around it."""

    def __init__(
        self,
        *,
        reply: str = "It is Paris.<|im_end|>",
        sessions: int = 2,
        most: int = 99,
        ear: ScriptedEar | None = None,
        hearing: Literal["routed", "sound"] = "sound",
        context_tokens: int = 4096,
    ) -> None:
        tokenizer = TOKENIZER if ear is None else HEARING if hearing == "sound" else THINKING
        self.engine = ScriptedEngine(tokenizer, self._reply, most=most, context_tokens=context_tokens)
        self.recogniser = ScriptedRecogniser("Where is it?")
        self.ear = ear or ScriptedEar()
        self.hears = ear is not None
        self.link = ScriptedLink()
        self.read: list[str] = []
        self.reply = reply
        options = ReasonerOptions(max_sessions=sessions, model="/models/a", recogniser="/models/b", hearing=hearing)
        self.service = ReasonerService(options, self._load)

    async def _load(self, options: ReasonerOptions) -> Faculties:
        return scripted_faculties(self.engine, self.recogniser, self.ear if self.hears else None)

    def _reply(self, text: str) -> str:
        self.read.append(text)
        return self.reply

    async def start(self) -> None:
        await self.service.start(self.link)
        self.read.clear()
        self.recogniser.clips.clear()
        self.ear.clips.clear()

    async def send(self, *messages: Message) -> None:
        for message in messages:
            await self.service.handle(message)

    async def ask(self, text: str, *, session: str = "s", turn: int = 1, mode: Mode = Mode.NO_THINK) -> Message:
        await self.send(turn_of(text, session=session, turn=turn, mode=mode))
        return await self.ended(turn, session)

    async def ended(self, turn: int = 1, session: str = "s") -> Message:
        """How a turn ended, as soon as it did."""
        while not (ends := self.ends(turn, session)):
            await self.link.next()
        [end] = ends
        return end

    def ends(self, turn: int = 1, session: str = "s") -> list[Message]:
        return [m for m in self.link.sent if isinstance(m, END) and (m.session, m.generation) == (session, turn)]

    async def transcript(self, audio_ms: float) -> Transcript:
        """The words that ``Transcribe`` asked for."""
        return await self.link.until(Transcript, lambda m: m.generation == 0 and m.audio_ms == audio_ms)

    def said(self, turn: int = 1) -> str:
        return "".join(message.text for message in self.link.all(Say) if message.turn == turn)

    async def writing(self) -> None:
        """Wait until the model has begun to write, and hold it there."""
        self.engine.go.clear()
        while not self.read:
            await asyncio.sleep(0)

    async def recognising(self) -> None:
        """Wait until the recogniser has begun, and hold it there."""
        self.recogniser.go.clear()
        while not self.recogniser.clips:
            await asyncio.sleep(0.0005)

    async def listening(self) -> None:
        """Wait until the ear has begun, and hold it there."""
        self.ear.go.clear()
        while not self.ear.clips:
            await asyncio.sleep(0.0005)

    @property
    def heard_s(self) -> list[float]:
        """How long what the ear heard was."""
        return [len(clip) / 16_000 for clip in self.ear.clips]

    @property
    def recognised_s(self) -> list[float]:
        """How long what was recognised was."""
        return [len(clip) / 16_000 for clip in self.recogniser.clips]


def turn_of(
    text: str = "",
    *,
    session: str = "s",
    turn: int = 1,
    generation: int = 0,
    mode: Mode = Mode.NO_THINK,
    speculative: bool = False,
    tools: tuple[Tool, ...] | None = None,
    tool_choice: str = "auto",
    route: bool = False,
) -> Turn:
    """A turn whose generation has its number, where it is not given."""
    return Turn(
        session, turn, generation or turn, mode, text, thought_tokens=8, say_tokens=50, speculative=speculative,
        tools=tools, tool_choice=tool_choice, route=route,
    )  # fmt: skip


def listen(turn: int = 1, pcm: bytes = SECOND, session: str = "s") -> Listen:
    return Listen(session, turn, pcm)


def user(turn: int, text: str) -> Remember:
    return Remember("s", Item(f"u{turn}", "user", text))


def agent(turn: int, text: str, cut: bool = False) -> Remember:
    return Remember("s", Item(f"a{turn}", "assistant", text, cut))


async def settled() -> None:
    """Everything that can go on has gone on, the threads included."""
    for _ in range(20):
        await asyncio.sleep(0.0005)
