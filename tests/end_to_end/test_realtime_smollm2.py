"""What takes a model that tells long stories and calls tools: SmolLM2, through the gateway, on a socket."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from antiphon.agent import VoiceAgent, load
from antiphon.transport.realtime.options import ServeOptions
from antiphon.transport.realtime.server import RealtimeServer

from ..smollm2 import SMOLLM2
from ..wording import word_error_rate
from .sdk import PCM_HZ, connected, heard, said, samples, the_answer, to_pcm

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEATHER: Any = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server() -> AsyncIterator[RealtimeServer]:
    async with (
        VoiceAgent(load(None, [*SMOLLM2, "conversation.say_tokens=24"])) as agent,
        RealtimeServer(agent, ServeOptions(port=0)) as server,
    ):
        yield server


async def test_a_tool_is_called_and_its_result_is_answered(server: RealtimeServer) -> None:
    async with connected(server) as client:
        await client.update(tools=[WEATHER], tool_choice="required")
        await client.ask("What is the weather in Paris?")
        response = (await client.last("response.done"))["response"]
        assert response["status"] == "completed"
        (call,) = [item for item in response["output"] if item["type"] == "function_call"]
        assert call["name"] == "get_weather"
        # The model is too small to keep to the schema; that it is JSON is ours.
        assert isinstance(json.loads(call["arguments"]), dict)
        done = await client.last("response.function_call_arguments.done")
        assert (done["call_id"], done["arguments"]) == (call["call_id"], call["arguments"])
        await client.connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call["call_id"], "output": '{"weather": "sunny"}'}
        )
        await client.connection.response.create(response={"tool_choice": "none"})
        response = (await client.last("response.done", 2))["response"]
        assert response["status"] in ("completed", "incomplete")
        assert said(response)
        assert client.sound(response["id"])


async def test_speech_stops_an_answer_and_is_a_turn_of_its_own(server: RealtimeServer, recordings: Path) -> None:
    async with connected(server) as client:
        await client.ask("Tell me a long story about a ship, please.")
        await client.last("response.output_audio.delta")
        sentence = samples(recordings / "kate_has_pennies.wav", PCM_HZ)[: int(3.3 * PCM_HZ)]
        sound = to_pcm(np.concatenate([sentence, np.zeros(2 * PCM_HZ)]))
        async with asyncio.TaskGroup() as group:
            speaking = group.create_task(client.speak(sound, piece=2 * PCM_HZ // 50, pace=0.02))
            response = (await client.last("response.done"))["response"]
            assert client.all("input_audio_buffer.speech_started")
            assert response["status"] == "cancelled"
            assert response["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
            assert not speaking.done(), "it stops while they speak, not after"
            received_ms = len(client.sound(response["id"])) / 2 / PCM_HZ * 1000
            # As openai-agents has it: rounded up, so more than there is.
            item = response["output"][0]["id"]
            for count in (1, 2):
                await client.connection.conversation.item.truncate(
                    item_id=item, content_index=0, audio_end_ms=math.ceil(received_ms)
                )
                truncated = await client.last("conversation.item.truncated", count)
                assert (truncated["item_id"], truncated["content_index"]) == (item, 0)
                assert received_ms - 1 <= truncated["audio_end_ms"] <= received_ms
        answer = await the_answer(client)
        assert word_error_rate("Kate has 223 pennies.", heard(client)) <= 0.1
        assert answer["id"] != response["id"]
        later = client.events[client.events.index(client.all("response.done")[0]) + 1 :]
        assert not [event for event in later if event.get("response_id") == response["id"]], "nothing stale"
