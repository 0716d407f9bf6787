"""What thinking while speaking costs the caller, and how much is thought meanwhile, in live conversations.

    python -m tests.benchmarks.thinking [--audio FOLDER] [--turns 100] [--json FILE] [--serve --set=KEY=VALUE ...]

Each question is asked twice, in turns: of an agent in its default mode (speak_first, with a budget of 400 tokens of
thought) and of one that does not think; some are asked of one that thinks before it speaks, too. Recordings are played
at real-time pace through the WebSocket, as in ``turns``. An answer that thinks is listened to for 10 s, or all of it.

``ttfa_ratio`` is the median of the ratios of each pair. What is left after the turn was taken is some ten
milliseconds, in which every jitter of the machine shows, so ``ttfa_ratio_minus_hangover`` is the ratio of the two
medians (the median of the ratios stands beside it). ``continuity`` is the share of answers that a client without a
buffer would play without a gap over 40 ms; an afterthought (behind an answer that was complete, and heard) is a gap
there, and is counted.
``thoughts_spoken``: of the turns that were recognised back, those in which four words one behind the other were heard
that stand in the thoughts and not in the answer. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import re
import statistics
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import soxr

from antiphon.agent.store import Store
from antiphon.reasoner.faculties import RATE_HZ as HEARD_HZ
from antiphon.reasoner.recogniser import Recogniser

from .caller import GAP_MS, RATE_HZ, Caller, Gateway, gateway, summary
from .turns import CONVERSATION_TURNS, Measured, Question, one_turn, questions, told

LISTENED_S = 10.0
BRIEFLY_S = 1.0
"""Nobody needs to hear the end of an answer that is only there to be compared with."""
THOUGHT_TOKENS = 400
EACH_BEFORE = 10
"""Every so many questions are asked of the agent that thinks before it speaks."""
RECOGNISED = 20
"""Turns that are recognised back."""
WORDS = 4


async def measure(folder: Path | None, turns: int, serve: list[str]) -> dict[str, object]:
    asked = questions(folder)
    # The collector would look at all of torch's modules in the middle of somebody's answer.
    gc.collect()
    gc.freeze()
    thinking: list[Measured] = []
    plain: list[Measured] = []
    before: list[tuple[Measured, Measured]] = []
    async with AsyncExitStack() as stack:
        budget = f"--set=conversation.thought_tokens={THOUGHT_TOKENS}"
        thinks = await stack.enter_async_context(gateway(*serve, budget))
        speaks = await stack.enter_async_context(gateway(*serve, "--set=conversation.mode=no_think"))
        waits = await stack.enter_async_context(gateway(*serve, "--set=conversation.mode=think_before", budget))
        for server in (thinks, speaks, waits):
            async with Caller(server.address) as caller:
                await one_turn(server, caller, asked[0], BRIEFLY_S)
        while len(thinking) < turns:
            async with Caller(thinks.address) as one, Caller(speaks.address) as other:
                for _ in range(min(CONVERSATION_TURNS, turns - len(thinking))):
                    question = asked[len(thinking) % len(asked)]
                    pair = await ask_both(
                        (thinks, one, LISTENED_S), (speaks, other, BRIEFLY_S), question, len(thinking)
                    )
                    thinking.append(pair[0])
                    plain.append(pair[1])
                    print(f"{len(thinking):4} {told(pair[0])}\n     {told(pair[1])}", flush=True)
                    if len(thinking) % EACH_BEFORE == 0:
                        async with Caller(waits.address) as third:
                            before.append((await one_turn(waits, third, question, BRIEFLY_S), pair[1]))
        kept_on = sum(trace["outcome"] == "merged" for trace in thinks.all_traces())
    spoken, wer = await asyncio.to_thread(recognised, thinking[:: max(1, len(thinking) // RECOGNISED)][:RECOGNISED])
    return figures(thinking, plain, before) | {
        "thoughts_spoken": spoken,
        "recognised_turns": min(RECOGNISED, len(thinking)),
        "recognised_wer": wer,
        "merged_turns": kept_on,
    }


async def ask_both(
    one: tuple[Gateway, Caller, float], other: tuple[Gateway, Caller, float], question: Question, number: int
) -> tuple[Measured, Measured]:
    """The same question of both, now the one first and now the other."""
    order = (one, other) if number % 2 == 0 else (other, one)
    measured = [await one_turn(server, caller, question, listened_s) for server, caller, listened_s in order]
    return (measured[0], measured[1]) if number % 2 == 0 else (measured[1], measured[0])


def figures(
    thinking: list[Measured], plain: list[Measured], before: list[tuple[Measured, Measured]]
) -> dict[str, object]:
    pairs = list(zip(thinking, plain, strict=True))
    traces = [turn.trace for turn in thinking]
    segments = [segment for trace in traces for segment in trace["segments"] if segment["text"].strip()]
    late = [segment["ready_ms"] - segment["deadline_ms"] for segment in segments if segment["deadline_ms"] is not None]
    return {
        "turns": len(thinking),
        "ttfa_ratio": round(statistics.median(one.ttfa_ms / other.ttfa_ms for one, other in pairs), 4),
        "ttfa_ratio_minus_hangover": round(
            statistics.median(map(rest_ms, thinking)) / statistics.median(map(rest_ms, plain)), 4
        ),
        "ttfa_ratio_minus_hangover_paired": round(
            statistics.median(rest_ms(one) / rest_ms(other) for one, other in pairs), 4
        ),
        "continuity": share(max(turn.gaps_ms, default=0.0) <= GAP_MS for turn in thinking),
        "continuity_of_traces": share(max(trace["gaps_ms"], default=0.0) <= GAP_MS for trace in traces),
        "gaps_ms": [round(gap, 1) for turn in thinking for gap in turn.gaps_ms if gap > GAP_MS],
        "ttfa_ms": {"speak_first": summary([turn.ttfa_ms for turn in thinking]),
                    "no_think": summary([turn.ttfa_ms for turn in plain])},
        "ttfa_minus_hangover_ms": {"speak_first": summary([rest_ms(turn) for turn in thinking]),
                                   "no_think": summary([rest_ms(turn) for turn in plain])},
        "think_before_turns": len(before),
        "think_before_ttfa_ratio": round(statistics.median(one.ttfa_ms / other.ttfa_ms for one, other in before), 3),
        "thought_token_budget": THOUGHT_TOKENS,
        "thought_tokens": summary([float(trace["thought_tokens"]) for trace in traces]),
        "turns_with_100_thought_tokens": sum(trace["thought_tokens"] >= 100 for trace in traces),
        "thought_tokens_before_audio": summary([float(trace["thought_tokens_before_audio"]) for trace in traces]),
        "thought_tokens_while_speaking": round(
            statistics.mean(float(trace["thought_tokens_while_speaking"]) for trace in traces), 1
        ),
        "routes": {route: sum(trace["route"] == route for trace in traces) for route in sorted(
            {trace["route"] for trace in traces}
        )},
        "segments": summary([float(len(trace["segments"])) for trace in traces]),
        "thoughts_known_by_segment": [
            round(statistics.median(known), 1) for known in known_by_segment(traces) if known
        ],
        "segments_after_the_first": len(late),
        "deadlines_missed": sum(ms > 0 for ms in late),
        "lead_ms": {"median": round(-statistics.median(late), 1), "least": round(-max(late), 1)} if late else {},
        "speculated": share(trace["speculated"] for trace in traces),
    }  # fmt: skip


def known_by_segment(traces: list[dict[str, Any]]) -> list[list[int]]:
    """What the first, second, third and fourth segments knew of the thoughts."""
    told = [[segment["thought_tokens_known"] for segment in trace["segments"]] for trace in traces]
    return [[known[number] for known in told if len(known) > number] for number in range(4)]


def rest_ms(turn: Measured) -> float:
    """From the moment when the turn was taken to the first audible sample."""
    return turn.ttfa_ms - turn.taken_ms


def share(those: object) -> float:
    values = list(those)  # type: ignore[call-overload]
    return round(sum(map(bool, values)) / len(values), 4)


def recognised(turns: list[Measured]) -> tuple[int, float]:
    """In how many of the answers a thought was heard, and the word error rate of them all."""
    ears = Recogniser.load(Store().resolve("whisper-tiny.en"))
    spoken, said, heard = 0, [], []
    for turn in turns:
        pcm = np.frombuffer(turn.pcm, "<i2").astype(np.float32) / 32768
        text = ears.transcribe(soxr.resample(pcm, RATE_HZ, HEARD_HZ)[: 28 * HEARD_HZ]).text
        own = sequences(turn.trace["thoughts"]) - sequences(turn.trace["said"])
        spoken += bool(own & sequences(text))
        said.append(" ".join(words(turn.trace["played"])) or "-")
        heard.append(" ".join(words(text)) or "-")
    return spoken, round(jiwer.wer(said, heard), 3)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.casefold())


def sequences(text: str) -> set[tuple[str, ...]]:
    """All runs of ``WORDS`` words."""
    all_words = words(text)
    return {tuple(all_words[at : at + WORDS]) for at in range(len(all_words) - WORDS + 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, help="a folder of recorded questions")
    parser.add_argument("--turns", type=int, default=100, help="how many questions")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    parser.add_argument("--serve", nargs="*", default=[], help="arguments for `antiphon serve`, as --set=KEY=VALUE")
    arguments = parser.parse_args()
    result = asyncio.run(measure(arguments.audio, arguments.turns, arguments.serve))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
