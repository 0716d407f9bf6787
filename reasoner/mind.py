"""The mind of one session: it remembers the conversation, and answers turn by turn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from torch import Tensor

from antiphon.transport.errors import InputError
from antiphon.transport.messages import Done, Item, Mode, Tool, Turn
from antiphon.transport.quantiles import RunningQuantile

from .answering import Answering, Plan, Send, answer_tokens
from .engine import Engine, Passage
from .memory import Memory
from .options import ReasonerOptions
from .pace import Pace
from .prompt import CHARS_PER_TOKEN, Prompt
from .router import by_rule

__all__ = ["WRITING_MS", "WRITING_SHARE", "Mind"]

IN_WORDS = "Do not call a function now: answer in words."
"""To a model that has read of tools, and may not use them this time."""
WRITING_MS = 1000.0
"""What a segment may take to be written, before any was: 25 tokens at 40 ms, with what is read before."""
SOUND_SHARE = 2
"""What was heard may take this part of the context, with the thoughts about it."""
WRITING_SHARE = 0.95
"""Of the segments that are written in the time that is allowed for it; the margin is for the others."""


class Mind:
    """One session's. A turn is answered on a fork of the base stream, which is gone when the turn is over.

    What becomes of the history is told to ``memory``; ``refresh`` lets the base stream catch up in idle time.
    ``writing_ms``: see ``Brains``; minds of one engine share it.
    """

    def __init__(
        self,
        session: str,
        engine: Engine,
        prompt: Prompt,
        options: ReasonerOptions,
        instructions: str = "",
        tools: Sequence[Tool] = (),
        history: Iterable[Item] = (),
        writing_ms: RunningQuantile | None = None,
    ) -> None:
        self._engine = engine
        self._prompt = prompt
        self._options = options
        self.memory = Memory(session, engine, prompt, instructions, tools, history)
        self._room = engine.context_tokens // 4
        """What the next turn will probably need."""
        self._writing_ms = writing_ms or RunningQuantile(WRITING_MS, WRITING_SHARE)

    async def refresh(self) -> None:
        """Read what is new in the history, before the next turn has to wait for it. Raises CapacityError."""
        # The newest may be what the next turn is to answer.
        self.memory.make_room(self._room, keep_newest=True)
        await self.memory.refresh()

    async def answer(
        self,
        turn: Turn,
        user: str,
        send: Send,
        pace: Pace | None = None,
        sound: Sequence[Tensor] | None = None,
        *,
        only_thinking: bool = False,
    ) -> Done:
        """Answer ``user``, what the user said in ``turn``; where that is empty, the history as it is.

        ``sound``: what the model heard of what was said, in pieces [n, hidden]; it stands behind ``user``, which
        is what was written.
        ``only_thinking``: raise NothingToThink, and answer nothing, where the model is asked and finds that.
        Raises InputError for a text that does not fit into the context and for tools that are not there,
        CapacityError where there is no room for the streams, TurnFailed where the model says nothing. ``Done.counts``,
        times in milliseconds: ``prompt_tokens`` (all that the model has read), ``prefill_tokens`` (of them, this
        turn's), ``base_ms`` (until the history was read), ``prefill_ms``, ``thought_tokens``, ``think_ms``,
        ``say_tokens``, ``call_tokens``, ``decode_ms`` (of the answer), ``first_token_ms`` (from the call to the first
        token that the model wrote).
        """
        began = asyncio.get_running_loop().time()
        pace = pace or Pace()
        plan = replace(self._plan(turn, user, sound is not None), only_thinking=only_thinking)
        question = self._fitting(turn, user, plan, sound)
        self.memory.make_room(self._room, keep_newest=not user and sound is None)
        stream = await self.memory.fork(pace.speech)
        answering = Answering(
            self._engine, self._prompt, self._options, self._writing_ms, stream, turn, plan, pace, send, began,
            self.memory.said,
        )  # fmt: skip
        return await answering.answer(question)

    def close(self) -> None:
        """Free what it holds."""
        self.memory.close()

    def takes(self, turn: Turn, sound: Sequence[Tensor]) -> bool:
        """Whether so much ``sound`` fits into a turn; else its words may. Raises InputError as ``answer`` does."""
        context = self._engine.context_tokens
        user = turn.text.strip()
        states = sum(map(len, sound))
        if states > context // SOUND_SHARE - turn.thought_tokens or len(user) > context * CHARS_PER_TOKEN:
            return False
        plan = self._plan(turn, user, heard=True)
        fitting = self._left(self._extra(turn, plan), self._behind(turn, plan))
        return self._count(*self._heard(user, sound)) <= fitting

    def _plan(self, turn: Turn, user: str, heard: bool) -> Plan:
        """What the answer may be. Raises InputError for a call that cannot be."""
        tools = {tool.name: tool for tool in (self.memory.tools if turn.tools is None else turn.tools)}
        match turn.tool_choice:
            case "none":
                tools, forced = {}, None
            case "auto":
                forced = None
            case "required" if tools:
                forced = next(iter(tools)) if len(tools) == 1 else ""
            case name if name in tools:
                forced = name
            case _:
                raise InputError(
                    f"the tool that is to be called (tool_choice: {turn.tool_choice}) is not there: give its name and "
                    "parameters among the tools"
                )
        mode, route = self._mode(turn, user, forced is not None, heard)
        return Plan(mode, route, tools, forced)

    def _mode(self, turn: Turn, user: str, forced: bool, heard: bool) -> tuple[Mode, str]:
        """How to think about it, and who says so."""
        if turn.mode is Mode.NO_THINK or turn.thought_tokens <= 0:
            return Mode.NO_THINK, ""
        # Nobody hears a call: there is nothing to think behind.
        mode = Mode.THINK_BEFORE if forced else turn.mode
        if not turn.route:
            return mode, "think by request"
        # The rules go by words, and what was heard has none.
        if not heard and by_rule(user or self.memory.newest_text, self._options.router) == "no_think":
            return Mode.NO_THINK, "no_think by rule"
        # A model that was not trained to think cannot tell.
        return mode, "" if self._prompt.format.thinks else "think by default"

    def _extra(self, turn: Turn, plan: Plan) -> list[int]:
        """A system's turn with what is said for this answer only."""
        told = () if turn.tools is None or turn.tools == self.memory.tools else turn.tools
        said = [turn.instructions] if turn.instructions else []
        if self.memory.tools and not plan.tools:
            said.append(IN_WORDS)
        return self._prompt.system("\n\n".join(said), told if plan.tools else ())

    def _fitting(self, turn: Turn, user: str, plan: Plan, sound: Sequence[Tensor] | None) -> Passage:
        """The turn, up to where the answer begins."""
        extra, behind = self._extra(turn, plan), self._behind(turn, plan)
        asked = self._asked(user, self._left(extra, behind), sound)
        self._room = len(extra) + len(asked) + behind
        return Passage(extra, asked)

    def _behind(self, turn: Turn, plan: Plan) -> int:
        """How many tokens are kept for the answer. Raises InputError where it is to have none."""
        if turn.say_tokens < 1:
            raise InputError(f"an answer of {turn.say_tokens} tokens was asked for (say_tokens): it must be at least 1")
        begins = max(self._prompt.answer_begins(False), self._prompt.answer_begins(plan.thinks), key=len)
        call = [] if plan.forced is None else self._prompt.call_begins(plan.forced)
        budget = answer_tokens(turn, plan) + len(call)
        if plan.thinks:
            budget += turn.thought_tokens + len(self._prompt.thought_ends())
        return len(begins) + min(budget, self._engine.context_tokens // 2)

    def _left(self, extra: Sequence[int], behind: int) -> int:
        """How many tokens the user's turn may have, but for those around it. Raises InputError for none."""
        context = self._engine.context_tokens
        instructions = self.memory.system_tokens + len(extra)
        fitting = context - instructions - len(self._prompt.user("")) - behind
        if fitting < 1:
            raise InputError(
                f"the instructions take {instructions} of the context's {context} tokens, which leaves "
                "no room for a conversation: make them shorter, or raise reasoner.context_tokens"
            )
        return fitting

    def _count(self, *parts: Sequence[int] | Tensor) -> int:
        """The length of a turn of the user's, but for what is around every one."""
        return sum(map(len, parts)) - len(self._prompt.user(""))

    def _heard(self, user: str, sound: Sequence[Tensor]) -> list[Sequence[int] | Tensor]:
        """A turn of the user's that was heard, part by part."""
        before, behind = self._prompt.around_audio(user)
        parts: list[Sequence[int] | Tensor] = [before]
        for piece in filter(len, sound):
            parts += [self._prompt.between_audio, piece] if len(parts) > 1 else [piece]
        return [*parts, behind]

    def _asked(self, user: str, fitting: int, sound: Sequence[Tensor] | None) -> Passage:
        """The user's turn. Raises InputError where it, or else the newest of the history, has more than ``fitting``
        tokens."""
        context = self._engine.context_tokens
        counted = user[: context * CHARS_PER_TOKEN]
        if sound is not None:
            parts = self._heard(counted, sound)
            count = self._count(*parts)
            if count > fitting or len(counted) < len(user):
                raise InputError(
                    f"the turn takes {count} positions, and {fitting} fit beside the instructions and the answer: make "
                    "it shorter, or raise reasoner.context_tokens"
                )
            return Passage(*parts)
        if not user:
            count = self.memory.newest_tokens
            if count > fitting:
                raise InputError(
                    f"the newest item of the history has {count} tokens, and {fitting} fit beside the instructions and "
                    "the answer: make it shorter, or raise reasoner.context_tokens"
                )
            return Passage()
        tokens = self._prompt.user(counted)
        count = self._count(tokens)
        if count > fitting or len(counted) < len(user):
            many = f"{count}" if counted == user else f"about {count * len(user) // len(counted)}"
            raise InputError(
                f"the text has {many} tokens, and {fitting} fit beside the instructions and the answer: make it "
                "shorter, or raise reasoner.context_tokens"
            )
        return Passage(tokens)
