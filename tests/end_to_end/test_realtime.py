"""The unmodified OpenAI SDK talks with the agent and its real models, through the gateway, on a socket."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import soundfile

from antiphon.agent import VoiceAgent, load
from antiphon.reasoner.recogniser import Recogniser
from antiphon.transport.realtime.options import ServeOptions
from antiphon.transport.realtime.server import RealtimeServer

from ..wording import normal, word_error_rate
from .sdk import G711_HZ, JFK, KATE, PCM_HZ, connected, heard, said, samples, the_answer, to_pcm, understood

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server() -> AsyncIterator[RealtimeServer]:
    async with (
        VoiceAgent(load(None, ["conversation.say_tokens=24"])) as agent,
        RealtimeServer(agent, ServeOptions(port=0)) as server,
    ):
        yield server


@pytest.fixture(scope="module")
def recogniser(whisper_folder: Path) -> Recogniser:
    return Recogniser.load(whisper_folder, threads=1)


async def test_a_spoken_question_is_understood_and_its_answer_can_be(
    server: RealtimeServer, recogniser: Recogniser, recordings: Path
) -> None:
    async with connected(server) as client:
        # Faster than anybody speaks, and in pieces that fit no frame of ours.
        await client.speak(to_pcm(samples(recordings / "kate_has_pennies.wav", PCM_HZ)), piece=2 * 1777)
        response = await the_answer(client)
        assert word_error_rate(KATE, heard(client)) <= 0.1
        back = understood(recogniser, client.sound(response["id"]), "audio/pcm")
    deltas = client.all("response.output_audio_transcript.delta")
    text = "".join(event["delta"] for event in deltas if event["response_id"] == response["id"])
    assert normal(text) == normal(said(response)) != ""
    assert word_error_rate(text, back) <= 0.35, f"{text!r} was heard as {back!r}"


async def test_a_pause_inside_a_sentence_does_not_make_two_turns(server: RealtimeServer, recordings: Path) -> None:
    async with connected(server) as client:
        sound = to_pcm(samples(recordings / "jfk.wav", PCM_HZ))
        await client.speak(sound, piece=2 * PCM_HZ // 50, pace=0.02)
        response = await the_answer(client)
        assert word_error_rate(JFK, heard(client)) <= 0.1
        assert said(response)
        # An answer to half of it may have begun; then nobody goes on hearing it.
        created = client.all("response.created")
        assert [event["response"]["id"] for event in created][-1] == response["id"]
        assert len(client.all("response.done")) == len(created)


async def test_push_to_talk(server: RealtimeServer, recordings: Path) -> None:
    async with connected(server) as client:
        session = await client.update(audio={"input": {"turn_detection": None}})
        assert session["audio"]["input"]["turn_detection"] is None
        await client.speak(to_pcm(samples(recordings / "jfk.wav", PCM_HZ)), piece=2 * PCM_HZ // 10)
        await client.connection.input_audio_buffer.commit()
        await client.last("conversation.item.input_audio_transcription.completed")
        assert word_error_rate(JFK, heard(client)) <= 0.1
        assert client.all("response.created") == client.all("input_audio_buffer.speech_started") == []
        await client.connection.response.create()
        response = await the_answer(client)
        assert said(response)
        assert client.sound(response["id"])


async def test_text_in_and_text_out(server: RealtimeServer) -> None:
    async with connected(server) as client:
        await client.update(output_modalities=["text"])
        await client.ask("What is the capital of France?")
        (item,) = (await the_answer(client))["output"]
        assert "paris" in normal(item["content"][0]["text"])
        text = "".join(event["delta"] for event in client.all("response.output_text.delta"))
        assert item["content"] == [{"type": "output_text", "text": text}]
        assert client.all("response.output_audio.delta") == []


async def test_a_telephone_call_in_mu_law(server: RealtimeServer, recogniser: Recogniser, recordings: Path) -> None:
    phone = {"format": {"type": "audio/pcmu"}}
    raw = io.BytesIO()
    sound = samples(recordings / "jfk.wav", G711_HZ)
    soundfile.write(raw, sound, G711_HZ, format="RAW", subtype="ULAW")
    async with connected(server) as client:
        await client.update(audio={"input": {**phone, "turn_detection": {"type": "server_vad"}}, "output": phone})
        await client.speak(raw.getvalue(), piece=G711_HZ // 50)
        response = await the_answer(client)
        assert word_error_rate(JFK, heard(client)) <= 0.2
        back = understood(recogniser, client.sound(response["id"]), "audio/pcmu")
    assert word_error_rate(said(response), back) <= 0.35, f"{said(response)!r} was heard as {back!r}"
