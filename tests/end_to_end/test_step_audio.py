"""A checkpoint with Step-Audio's names and two layers, in shards, through the whole agent: sound in, sound out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from antiphon.agent import VoiceAgent, load
from antiphon.transport.messages import Mode

from ..reasoner.by_heart import SENTENCE, write_model

pytestmark = pytest.mark.asyncio(loop_scope="module")

OVERRIDES = (
    "reasoner.device=cpu",
    "reasoner.precision=auto",
    "reasoner.sampling.temperature=0",
    "reasoner.context_tokens=2048",
    "reasoner.router.rules=false",
    "reasoner.router.no_thought_above=1",
    "conversation.thought_tokens=40",
    "conversation.say_tokens=40",
)
"""Of the configuration of the real one: a test has no card, and this model knows one sentence."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def agent(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[VoiceAgent]:
    folder = tmp_path_factory.mktemp("step-audio")
    write_model(folder)
    settings = load("step-audio-r1-int4", [*OVERRIDES, f"reasoner.model={folder}"])
    async with VoiceAgent(settings) as agent:
        yield agent


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_recording_is_answered_aloud_in_every_mode(agent: VoiceAgent, recordings: Path, mode: Mode) -> None:
    async with agent.session() as session:
        reply = await session.ask(recordings / "kate_has_pennies.wav", mode=mode)
    assert reply.error == ""
    assert SENTENCE in reply.said
    assert reply.trace is not None
    assert reply.trace.played.strip() == reply.said.strip()
    assert len(reply.pcm) > 24_000, "half a second of sound"
    assert (reply.trace.counts["reasoner.thought_tokens"] > 0) == (mode is not Mode.NO_THINK)


async def test_what_was_said_is_in_the_next_prompt(agent: VoiceAgent, recordings: Path) -> None:
    async with agent.session() as session:
        first = await session.ask(recordings / "kate_has_pennies.wav", mode=Mode.NO_THINK)
        second = await session.ask(text="And now?", mode=Mode.NO_THINK)
    assert first.trace is not None
    assert second.trace is not None
    assert SENTENCE in second.said
    assert second.trace.counts["reasoner.prompt_tokens"] > 60
