"""Kill the reasoner and the speaker in the middle of answers, and see what is left of the conversation.

    python -m tests.benchmarks.deaths [--times 20] [--json FILE]

Each time: the turn must end as failed with the apology from memory, the child must come back, and the next
turn must be answered with the history in its prompt. SmolLM2 answers: it tells long stories. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import time
from contextlib import aclosing
from pathlib import Path

from antiphon.agent import Session, VoiceAgent, load
from antiphon.agent.events import Room
from antiphon.transport.door import AudioOut, Said, TurnEnded

from ..smollm2 import SMOLLM2

QUESTION = "Please tell me a long story about a ship, with many sentences."


async def die(agent: VoiceAgent, session: Session, room: Room) -> dict[str, object]:
    """Kill the child of ``room`` once the answer is being said; what became of the turn and of the child."""
    child = agent.child(room)
    pid = child.pid
    assert pid is not None
    killed_at = 0.0
    ended: TurnEnded | None = None
    async with aclosing(session.stream(text=QUESTION)) as outputs:
        async for output in outputs:
            if not killed_at and isinstance(output, AudioOut if room is Room.SPEAKER else Said):
                os.kill(pid, signal.SIGKILL)
                killed_at = time.perf_counter()
            if isinstance(output, TurnEnded):
                ended = output
    assert ended is not None
    failed_ms = (time.perf_counter() - killed_at) * 1000
    # The turn failed because the supervisor saw the death: whoever is ready now is the next child.
    await child.ready()
    assert child.pid != pid
    return {
        "room": room.value,
        "outcome": ended.trace.outcome,
        "apology_heard": ended.trace.played.endswith(agent.settings.conversation.apology),
        "turn_failed_after_ms": round(failed_ms, 1),
        "child_back_after_s": round(time.perf_counter() - killed_at, 2),
    }


async def measure(times: int) -> dict[str, object]:
    deaths: list[dict[str, object]] = []
    async with VoiceAgent(load(None, [*SMOLLM2, "conversation.say_tokens=120"])) as agent:
        for number in range(times):
            async with agent.session() as session:
                first = await session.ask(text="My name is Ada, and my cat is called Blue.")
                death = await die(agent, session, (Room.REASONER, Room.SPEAKER)[number % 2])
                after = await session.ask(text="What is my name?")
                assert first.trace is not None
                assert after.trace is not None
                context = {
                    name: reply.trace.counts["reasoner.prompt_tokens"]
                    for name, reply in (("first", first), ("after", after))
                    if reply.trace
                }
                death |= {
                    "next_turn": after.trace.outcome,
                    "remembers": context["after"] > context["first"] + 20,
                    "names_it": "Ada" in after.said,
                }
            deaths.append(death)
            print(json.dumps(death), flush=True)
    back_s = [float(str(death["child_back_after_s"])) for death in deaths]
    return {
        "times": times,
        "failed_with_apology": sum(death["outcome"] == "failed" and bool(death["apology_heard"]) for death in deaths),
        "next_turn_finished": sum(death["next_turn"] == "finished" for death in deaths),
        "history_in_the_next_prompt": sum(bool(death["remembers"]) for death in deaths),
        "next_answer_says_the_name": sum(bool(death["names_it"]) for death in deaths),
        "child_back_s": {"median": round(statistics.median(back_s), 2), "max": max(back_s)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20, help="how many deaths, the two children in turn")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments.times))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
