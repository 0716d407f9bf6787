"""A child process dies in the middle of an answer: the next one has the conversation."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
import pytest_asyncio

from antiphon.agent import VoiceAgent, load
from antiphon.agent.events import Room
from antiphon.agent.supervisor import State
from antiphon.transport.door import Said, TurnEnded

from ..smollm2 import SMOLLM2

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def agent() -> AsyncIterator[VoiceAgent]:
    """It tells long stories, so that there is a middle."""
    async with VoiceAgent(load(None, [*SMOLLM2, "conversation.say_tokens=60"])) as agent:
        yield agent


@pytest.mark.parametrize("room", list(Room))
async def test_a_child_that_is_killed_costs_one_turn_and_no_memory(agent: VoiceAgent, room: Room) -> None:
    async with agent.session() as session:
        await session.ask(text="My name is Ada, and my cat is called Blue.")
        ended: TurnEnded | None = None
        child = agent.child(room)
        async with aclosing(session.stream(text="Please tell me a long story about a ship.")) as outputs:
            async for output in outputs:
                if isinstance(output, Said) and child.state is State.READY and child.pid:
                    os.kill(child.pid, signal.SIGKILL)
                if isinstance(output, TurnEnded):
                    ended = output
        assert ended is not None
        assert ended.trace.outcome == "failed"
        assert ended.trace.played.endswith(agent.settings.conversation.apology)
        reply = await session.ask(text="What is my name?")
        assert reply.error == ""
        assert reply.trace is not None
        assert reply.trace.counts["reasoner.prompt_tokens"] > 60, "the history is in the prompt again"
        assert session.history[0].text == "My name is Ada, and my cat is called Blue."
