"""How long a caller waits for an answer, in the middle of live conversations.

    python -m tests.benchmarks.turns [--audio FOLDER] [--turns 100] [--callers 1] [--json FILE]

Recordings are played at real-time pace, 20 ms at a time, through the WebSocket of an agent in its default
configuration; behind them the microphone stays on, and silent. Zero is the last speech sample of the file. TTFA is
the first audible sample of the answer, as a client with an empty buffer would play it. Continuity is the share of
answers that such a client would play without a gap over 40 ms, as far as it listens (4 s). The stages
are from the agent's traces. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hibari import Hibari

from .caller import GAP_MS, Caller, Gateway, Pcm, gateway, last_speech_ms, read, summary, to_pcm
from .first_audio import QUESTIONS

CONVERSATION_TURNS = 10
LISTENED_S = 4.0
"""A longer answer is cancelled when so much of it was heard: there are many questions."""
PAUSE_S = 0.5
"""Between the end of an answer and the next question."""


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    pcm: Pcm
    last_speech_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    question: str
    ttfa_ms: float
    taken_ms: float
    """When the turn was taken, from the same zero."""
    gaps_ms: list[float]
    trace: dict[str, Any]
    answer: str
    pcm: bytes
    """What was heard of it."""


def questions(folder: Path | None) -> list[Question]:
    """The recordings of ``folder``; without one, thirty spoken questions of 1 to 10 s."""
    if folder is not None:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".wav", ".flac", ".mp3", ".ogg"))
        sounds = [(path.name, read(path)) for path in found]
    else:
        voice = Hibari()
        sounds = [(text, to_pcm(np.asarray(voice(text), np.float32), voice.sample_rate)) for text in QUESTIONS]
    return [Question(name, pcm, last_speech_ms(pcm)) for name, pcm in sounds]


async def call(server: Gateway, asked: list[Question], turns: int, first: int) -> list[Measured]:
    """Conversations of ten turns, one after the other."""
    measured: list[Measured] = []
    number = first
    while len(measured) < turns:
        async with Caller(server.address) as caller:
            for _ in range(min(CONVERSATION_TURNS, turns - len(measured))):
                question = asked[number % len(asked)]
                number += 1
                measured.append(await one_turn(server, caller, question))
                print(f"{len(measured):4} {told(measured[-1])}", flush=True)
    return measured


def told(turn: Measured) -> str:
    """The turn on one line: TTFA, when its stages were, what was heard."""
    stages = " ".join(f"{turn.trace[key] or 0:5.0f}" for key in ("transcript_ms", "first_say_ms", "first_audio_ms"))
    return f"{turn.ttfa_ms:6.0f} ms  taken {turn.taken_ms:4.0f}  stages {stages}  {turn.trace['heard']}"


async def one_turn(server: Gateway, caller: Caller, question: Question, listened_s: float = LISTENED_S) -> Measured:
    """Ask, and listen to so much of the answer, then cancel it."""
    began_s = await caller.say(question.pcm)
    zero_s = began_s + question.last_speech_ms / 1000

    def answered() -> bool:
        # What was begun in a pause of the question, and dropped, is no answer to it.
        answer = caller.answers[-1] if caller.answers else None
        return answer is not None and answer.ends_s > zero_s and bool(answer.status or answer.heard_s >= listened_s)

    await caller.until(answered)
    answer = caller.answers[-1]
    if not answer.status:
        await caller.send({"type": "response.cancel"})
        await caller.until(lambda: answer.status)
    else:
        await asyncio.sleep(max(0.0, answer.ends_s - asyncio.get_running_loop().time()))
    await asyncio.sleep(PAUSE_S)
    trace = server.trace(answer.response)
    if answer.first_audible_s is None or trace is None:
        raise SystemExit(f"no answer to {question.name}: {answer.status}")
    return Measured(
        question.name,
        (answer.first_audible_s - zero_s) * 1000,
        (answer.begun_s - zero_s) * 1000,
        answer.gaps_ms(),
        trace,
        answer.transcript,
        bytes(answer.pcm),
    )


async def measure(arguments: argparse.Namespace) -> dict[str, object]:
    asked = questions(arguments.audio)
    async with gateway(*arguments.serve) as server:
        async with Caller(server.address) as caller:
            await one_turn(server, caller, asked[0])
        callers = arguments.callers
        share = -(-arguments.turns // callers)
        runs = await asyncio.gather(
            *(call(server, asked, share, index * len(asked) // callers) for index in range(callers))
        )
        traces = server.all_traces()
    measured = [turn for run in runs for turn in run]
    return figures(measured, callers, traces)


def figures(measured: list[Measured], callers: int, traces: list[dict[str, Any]]) -> dict[str, object]:
    return {
        "turns": len(measured),
        "callers": callers,
        "ttfa_ms": summary([turn.ttfa_ms for turn in measured]),
        "hangover_ms": summary([turn.taken_ms for turn in measured]),
        "ttfa_minus_hangover_ms": summary([turn.ttfa_ms - turn.taken_ms for turn in measured]),
        "continuity": round(sum(max(turn.gaps_ms, default=0) <= GAP_MS for turn in measured) / len(measured), 4),
        "speculated": round(sum(turn.trace["speculated"] for turn in measured) / len(measured), 3),
        "discarded_speculations": sum(turn.trace["discarded_speculations"] for turn in measured),
        "merged_turns": sum(trace["outcome"] == "merged" for trace in traces),
        "stages_ms": {
            name: round(statistics.median([turn.trace[key] or 0.0 for turn in measured]), 1)
            for name, key in (
                ("words_known", "transcript_ms"),
                ("first_word", "first_say_ms"),
                ("turn_taken", "endpoint_ms"),
                ("first_sound_made", "first_audio_ms"),
                ("first_sound_heard", "first_audible_ms"),
            )
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, help="a folder of recorded questions")
    parser.add_argument("--turns", type=int, default=100, help="how many in all")
    parser.add_argument("--callers", type=int, default=1, help="conversations at once")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    parser.add_argument("--serve", nargs="*", default=[], help="arguments for `antiphon serve`, as --set=KEY=VALUE")
    arguments = parser.parse_args()
    result = asyncio.run(measure(arguments))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
