"""How long a warm agent takes from the end of a turn to the first sound of its answer, and what it costs.

    python -m tests.benchmarks.first_audio [--questions 30] [--json FILE]

Thirty spoken questions of 1 to 10 s, each in a conversation of its own; then one conversation of ten turns;
then the memory of all processes, and how long a start takes. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from hibari import Hibari

from antiphon.agent import VoiceAgent, load
from antiphon.transport.trace import Trace

QUESTIONS = (
    "Who are you?",
    "What is the capital of France?",
    "How are you today?",
    "Why is the sky blue?",
    "What do bees make?",
    "How many days are in a week?",
    "Can you tell me a short joke?",
    "What should I cook for dinner tonight?",
    "How far away is the moon?",
    "What is a good name for a small grey cat?",
    "Please explain to me in simple words what a battery does.",
    "Which animal is the largest one that has ever lived on this planet?",
    "I cannot sleep at night. What can I do to fall asleep more easily?",
    "My train leaves at half past nine. When should I get up in the morning?",
    "Is it better to water the plants in the morning, or late in the evening?",
    "What is the difference between weather and climate, and why do people mix them up?",
    "I have flour, eggs, and milk at home. What could I make for my children with these things?",
    "My grandmother turns eighty next week. What would be a nice present that is not too expensive?",
    "We are driving from the mountains to the sea tomorrow. What should we not forget to take with us?",
    "I would like to learn a new language this year, but I have little time. How would you begin?",
    "My neighbour plays the drums every evening after ten. How can I ask him kindly to stop doing that?",
    "Yesterday I planted three apple trees, two pear trees and a cherry tree. How many trees are that in all?",
    "Somebody told me that coffee is bad for the heart, and somebody else says that it is good. Who is right?",
    "I have a job interview tomorrow at a small company, and I am rather nervous. What is your best advice for me?",
    "If I walk four kilometres every day, from Monday to Saturday, and rest on Sunday, how far is that in a week?",
    "What is rain?",
    "Do fish sleep?",
    "Tell me something nice.",
    "Where does chocolate come from?",
    "How do I boil an egg so that it is still soft in the middle?",
)
CONVERSATION = ("What is the capital of France?",) * 10


def spoken(voice: Hibari, question: str) -> bytes:
    """The question as a WAV file, with the half second of quiet that a microphone leaves."""
    pcm = np.concatenate([voice(question), np.zeros(voice.sample_rate // 4, np.float32)])
    file = io.BytesIO()
    soundfile.write(file, pcm, voice.sample_rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


def summary(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))], 1),
        "max": round(ordered[-1], 1),
    }


async def measure(count: int) -> dict[str, object]:
    voice = Hibari()
    questions = [spoken(voice, question) for question in (QUESTIONS * (count // len(QUESTIONS) + 1))[:count]]
    seconds = [soundfile.info(io.BytesIO(question)).duration for question in questions]
    started = time.perf_counter()
    async with VoiceAgent(load()) as agent:
        start_s = time.perf_counter() - started
        async with agent.session() as session:
            await session.ask(questions[0])
        traces: list[Trace] = []
        for number, question in enumerate(questions):
            async with agent.session() as session:
                reply = await session.ask(question)
            if reply.trace is None or reply.error:
                raise SystemExit(f"question {number} failed: {reply.error}")
            traces.append(reply.trace)
            print(f"{number + 1:3} {seconds[number]:5.1f} s  {reply.trace.first_audio_ms:6.0f} ms  {reply.heard}")
        turns = await conversation(agent, voice)
        memory = agent.memory()
    return {
        "questions": len(traces),
        "question_s": summary(seconds),
        "first_audio_ms": summary([trace.first_audio_ms or 0.0 for trace in traces]),
        "stages_ms": stages(traces),
        "continuity": round(sum(not any(gap > 40 for gap in trace.gaps_ms) for trace in traces) / len(traces), 3),
        "turns_first_audio_ms": [round(turn, 1) for turn in turns],
        "tenth_over_second": round(turns[9] / turns[1], 3),
        "memory_mib": {
            name: round(getattr(memory, name) / 2**20) for name in ("gateway", "reasoner", "speaker", "total")
        },
        "start_s": round(start_s, 2),
    }


async def conversation(agent: VoiceAgent, voice: Hibari) -> list[float]:
    """The time to the first sound in each of ten turns of one conversation: the median of three conversations."""
    runs: list[list[float]] = []
    for _ in range(3):
        async with agent.session() as session:
            replies = [await session.ask(spoken(voice, question)) for question in CONVERSATION]
        runs.append([reply.trace.first_audio_ms or 0.0 for reply in replies if reply.trace is not None])
    return [statistics.median(turn) for turn in zip(*runs, strict=True)]


def stages(traces: Sequence[Trace]) -> dict[str, float]:
    """Medians of what the time to the first sound is made of."""
    parts = {
        "recognise": [trace.transcript_ms or 0.0 for trace in traces],
        "first_word": [(trace.first_say_ms or 0.0) - (trace.transcript_ms or 0.0) for trace in traces],
        "clause_and_voice": [(trace.first_audio_ms or 0.0) - (trace.first_say_ms or 0.0) for trace in traces],
        "quiet_in_the_sound": [(trace.first_audible_ms or 0.0) - (trace.first_audio_ms or 0.0) for trace in traces],
    }
    return {name: round(statistics.median(values), 1) for name, values in parts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=len(QUESTIONS), help="how many questions")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments.questions))
    line = json.dumps(figures)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
