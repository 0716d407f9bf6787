"""The whole chain with its real models, in its three processes: a question goes in, a spoken answer comes out."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import soundfile
from numpy.typing import NDArray

from antiphon.agent import VoiceAgent, load
from antiphon.agent.answer import first_audible_ms
from antiphon.agent.events import Room
from antiphon.agent.recording import read, write_wav
from antiphon.reasoner.recogniser import Recogniser
from antiphon.transport.errors import InputError, NoSpeechError
from antiphon.transport.messages import Mode

from ..wording import normal, word_error_rate

pytestmark = pytest.mark.asyncio(loop_scope="module")

SPOKEN = {
    "jfk.wav": "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your "
    "country.",
    "kate_has_pennies.wav": "Kate has 223 pennies. John has 388 pennies. How many more pennies does John have?",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def agent() -> AsyncIterator[VoiceAgent]:
    async with VoiceAgent(load(None, ["conversation.say_tokens=60"])) as agent:
        yield agent


@pytest.fixture(scope="module")
def recogniser(whisper_folder: Path) -> Recogniser:
    return Recogniser.load(whisper_folder, threads=1)


def heard_in(recogniser: Recogniser, pcm: bytes, rate_hz: int, tmp_path: Path) -> str:
    """What a listener understands of an answer."""
    write_wav(tmp_path / "answer.wav", pcm, rate_hz)
    return recogniser.transcribe(read(tmp_path / "answer.wav", 600).pcm).text


def sequences(text: str) -> set[tuple[str, ...]]:
    """All runs of four words."""
    words = normal(text).split()
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


@pytest.mark.parametrize("name", SPOKEN)
async def test_a_recording_is_understood_and_its_answer_can_be(
    agent: VoiceAgent, recogniser: Recogniser, recordings: Path, tmp_path: Path, name: str
) -> None:
    async with agent.session() as session:
        reply = await session.ask(recordings / name)
    assert reply.error == ""
    assert word_error_rate(SPOKEN[name], reply.heard) <= 0.1
    assert reply.trace is not None
    assert normal(reply.trace.played) == normal(reply.said), "what was said can be heard to its end"
    back = heard_in(recogniser, reply.pcm, reply.rate_hz, tmp_path)
    assert (first_audible_ms(reply.pcm, reply.rate_hz) or 99) <= 10, "nobody waits for quiet"
    assert word_error_rate(reply.said, back) <= 0.35, f"{reply.said!r} was heard as {back!r}"


@pytest.mark.parametrize("mode", [Mode.SPEAK_FIRST, Mode.THINK_FIRST])
async def test_it_thinks_while_it_speaks_and_says_no_thought(
    agent: VoiceAgent, recogniser: Recogniser, tmp_path: Path, mode: Mode
) -> None:
    question = "Please explain to me in simple words why the sky is blue, and why it is red in the evening."
    async with agent.session() as session:
        reply = await session.ask(text=question, mode=mode)
    trace = reply.trace
    assert trace is not None
    assert (reply.error, trace.route) == ("", "think by request")
    assert trace.thought_tokens > 0
    assert trace.segments[0].thought_tokens_known == 0 or mode is Mode.THINK_FIRST
    known = [segment.thought_tokens_known for segment in trace.segments]
    assert known == sorted(known)
    assert known[-1] <= trace.thought_tokens
    assert "".join(segment.text for segment in trace.segments) == reply.said
    own = sequences(reply.thoughts) - sequences(reply.said)
    back = heard_in(recogniser, reply.pcm, reply.rate_hz, tmp_path)
    assert not own & sequences(back), f"{back!r} is partly out of the thoughts: {reply.thoughts!r}"
    assert normal(trace.played) == normal(reply.said)


async def test_small_talk_is_answered_without_thinking(agent: VoiceAgent) -> None:
    async with agent.session() as session:
        reply = await session.ask(text="Good morning, how are you?")
    assert reply.trace is not None
    assert (reply.trace.mode, reply.trace.route, reply.thoughts) == ("speak_first", "no_think by rule", "")
    assert reply.said


async def test_an_mp3_with_the_name_of_a_wav_is_answered(agent: VoiceAgent, recordings: Path) -> None:
    async with agent.session() as session:
        reply = await session.ask(recordings / "big_bench_audio.wav")
    assert reply.error == ""
    assert "deductively valid or invalid" in normal(reply.heard)
    assert reply.pcm


async def test_thoughts_come_before_the_answer_and_are_not_in_it(
    agent: VoiceAgent, recogniser: Recogniser, tmp_path: Path
) -> None:
    async with agent.session() as session:
        reply = await session.ask(text="What is two plus three?", mode=Mode.THINK_BEFORE)
    assert reply.trace is not None
    assert reply.thoughts.strip()
    assert 0 < reply.trace.thought_tokens <= agent.settings.conversation.thought_tokens
    assert reply.trace.thought_tokens == reply.trace.thought_tokens_before_audio
    assert "think>" not in reply.said + reply.thoughts
    assert normal(reply.trace.played) == normal(reply.said)
    back = heard_in(recogniser, reply.pcm, reply.rate_hz, tmp_path)
    assert word_error_rate(reply.said, back) <= 0.35


async def test_the_same_question_and_seed_give_the_same_answer(agent: VoiceAgent) -> None:
    answers = []
    for _ in range(2):
        async with agent.session() as session:
            reply = await session.ask(text="Tell me something nice.", mode=Mode.NO_THINK, seed=4)
        answers.append(reply.said)
    assert answers[0] == answers[1] != ""


async def test_a_later_turn_reads_only_what_is_new(agent: VoiceAgent) -> None:
    async with agent.session() as session:
        traces = [(await session.ask(text="What do bees make?")).trace for _ in range(3)]
    contexts = [trace.counts["reasoner.prompt_tokens"] for trace in traces if trace]
    prompts = [trace.counts["reasoner.prefill_tokens"] for trace in traces if trace]
    assert contexts[0] < contexts[1] < contexts[2], "the history is there"
    assert prompts[1] == prompts[2] <= prompts[0], "and was not read again"


async def test_two_conversations_at_once_do_not_hear_each_other(agent: VoiceAgent) -> None:
    async with agent.session() as one, agent.session() as two:
        replies = await asyncio.gather(one.ask(text="What is the capital of France?"), two.ask(text="Say hello."))
        assert [item.text for item in one.history][:1] == ["What is the capital of France?"]
        assert [item.text for item in two.history][:1] == ["Say hello."]
    assert all(reply.said and not reply.error for reply in replies)


async def test_silence_and_noise_are_nobody_speaking(agent: VoiceAgent) -> None:
    chance = np.random.default_rng(1)
    async with agent.session() as session:
        for pcm in (np.zeros(32_000, np.float32), chance.normal(0, 0.02, 48_000).astype(np.float32)):
            with pytest.raises(NoSpeechError):
                await session.ask(_recording(pcm))
        assert (await session.ask(text="Hello?")).said, "the conversation goes on"


def _recording(pcm: NDArray[np.float32]) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, pcm, 16_000, format="WAV", subtype="FLOAT")
    return file.getvalue()


async def test_a_megabyte_of_text_is_refused_with_the_size_that_fits(agent: VoiceAgent) -> None:
    async with agent.session() as session:
        with pytest.raises(InputError, match="tokens"):
            await session.ask(text="word " * 200_000)


async def test_an_agent_is_started_once_and_a_second_start_does_not_harm_it(agent: VoiceAgent) -> None:
    pids = [agent.child(room).pid for room in Room]
    with pytest.raises(RuntimeError, match="started already"):
        await agent.__aenter__()
    assert [agent.child(room).pid for room in Room] == pids
    async with agent.session() as session:
        assert (await session.ask(text="Hello?")).said
