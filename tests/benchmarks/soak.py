"""What is left of clients that come, talk, leave in every way there is, and come back.

    python -m tests.benchmarks.soak [--minutes 10] [--clients 10] [--json FILE]

Each client connects, holds one to three spoken turns, and leaves: politely, in the middle of an answer, or in the
middle of its own speech; half of those in the middle cut the line without a word. Before and after, 10 s after the last
client has left: the memory of each process, open sockets, tasks, streams and cache of the children. In between, memory
each half minute: ``growth_second_half_mib`` is without what is loaded and allocated once. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from websockets.exceptions import WebSocketException

from .caller import Caller, Gateway, Pcm, gateway, summary
from .interruptions import ENDED
from .sounds import say

QUESTIONS = (
    "Who are you?",
    "What is the capital of France?",
    "What do bees make?",
    "How many days are in a week?",
    "Do fish sleep?",
    "Where does chocolate come from?",
)
WAYS = ("politely", "in the answer", "in its speech")
IDLE_S = 10.0
SAMPLE_S = 30.0
ANSWER_S = 60.0
"""So long a client waits for an answer."""
MIB = 2**20


@dataclass(slots=True)
class Tally:
    """What the clients have seen."""

    visits: int = 0
    turns: int = 0
    left: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    begun_ms: list[float] = field(default_factory=list)
    """From the end of a question's recording to the first sound of its answer."""


class Visitor(Caller):
    """A client that may leave without a word."""

    def cut(self) -> None:
        """As if its cable had been pulled."""
        self._socket.transport.abort()


async def client(server: Gateway, asked: list[Pcm], until_s: float, rng: random.Random, tally: Tally) -> None:
    """Visit, again and again."""
    loop = asyncio.get_running_loop()
    while loop.time() < until_s:
        way = rng.choice(WAYS)
        abruptly = way != "politely" and rng.random() < 0.5
        try:
            async with Visitor(server.address) as visitor:
                try:
                    await visit(visitor, asked, way, rng, tally)
                finally:
                    tally.errors.update(seen(visitor))
                    if abruptly:
                        visitor.cut()
        except (OSError, TimeoutError, WebSocketException) as error:
            tally.errors[f"{type(error).__name__} {error}".strip()] += 1
        tally.visits += 1
        tally.left[f"{way}, {'cut' if abruptly else 'closed'}"] += 1
        await asyncio.sleep(rng.uniform(0, 1))


async def visit(visitor: Visitor, asked: list[Pcm], way: str, rng: random.Random, tally: Tally) -> None:
    """One to three turns; the last of them is left in the middle of where ``way`` is not "politely"."""
    loop = asyncio.get_running_loop()
    turns = rng.randint(1, 3)
    for turn in range(turns):
        question = rng.choice(asked)
        leaves = turn == turns - 1
        if leaves and way == "in its speech":
            await visitor.say(question[: len(question) // 2])
            return
        began_s = loop.time()
        await visitor.say(question)
        said_s = loop.time()
        await visitor.until(partial(answered, visitor, began_s), ANSWER_S)
        tally.begun_ms.append((visitor.answers[-1].arrivals[0][0] - said_s) * 1000)
        tally.turns += 1
        if leaves and way == "in the answer":
            await asyncio.sleep(rng.uniform(0.2, 1.0))
            return
        await visitor.until(lambda: visitor.answers[-1].status in (*ENDED, "failed"), ANSWER_S)
        await asyncio.sleep(max(0.0, visitor.answers[-1].ends_s - loop.time()) + 0.3)


def answered(visitor: Visitor, since_s: float) -> bool:
    """The first sound of an answer that was begun since then is here."""
    return bool(visitor.answers and visitor.answers[-1].begun_s >= since_s and visitor.answers[-1].arrivals)


def seen(visitor: Visitor) -> list[str]:
    """The errors that one client was told of."""
    told = [f"error: {event['error']['code']}" for _, event in visitor.events if event["type"] == "error"]
    return told + ["response failed" for answer in visitor.answers if answer.status == "failed"]


# What the processes hold.


def processes(server: Gateway) -> dict[str, psutil.Process]:
    gate = psutil.Process(server.process.pid)
    found = {"gateway": gate}
    for child in gate.children(recursive=True):
        named = re.search(r"antiphon\.(reasoner|speaker)", " ".join(child.cmdline()))
        found[named.group(1) if named else f"process {child.pid}"] = child
    return found


def memory_mib(server: Gateway) -> dict[str, float]:
    """Resident, by process."""
    return {name: process.memory_info().rss / MIB for name, process in processes(server).items()}


def gauges(server: Gateway) -> dict[str, float]:
    """What the gateway says of itself and its children on its page of metrics: the gauges."""
    address = re.sub(r"^ws", "http", server.address).replace("/v1/realtime", "/metrics")
    with urllib.request.urlopen(address, timeout=10) as response:
        text = response.read().decode()
    names = re.findall(r"^# TYPE (antiphon_\w+) gauge$", text, re.MULTILINE)
    lines = re.findall(r"^(\w+)(?:\{child=\"(\w+)\"\})? (\S+)$", text, re.MULTILINE)
    return {f"{name} {child}".strip(): float(value) for name, child, value in lines
            if name in names and not name.endswith(("_created", "_bytes"))}  # fmt: skip


async def state(server: Gateway) -> dict[str, Any]:
    """All of it, while nobody is connected."""
    await asyncio.sleep(IDLE_S)
    told = await asyncio.to_thread(gauges, server)
    found = processes(server)
    return {
        "memory_mib": {name: round(process.memory_info().rss / MIB, 1) for name, process in found.items()},
        "sockets": {name: len(process.net_connections(kind="all")) for name, process in found.items()},
        "files": {name: process.num_fds() for name, process in found.items()},
        "threads": {name: process.num_threads() for name, process in found.items()},
        "gauges": told,
        "pids": {name: process.pid for name, process in found.items()},
    }


async def watch(server: Gateway, curve: list[dict[str, float]]) -> None:
    while True:
        await asyncio.sleep(SAMPLE_S)
        curve.append(memory_mib(server))
        told = "  ".join(f"{name} {mib:7.1f} MiB" for name, mib in curve[-1].items())
        print(f"{len(curve) * SAMPLE_S:5.0f} s  {told}", flush=True)


async def measure(arguments: argparse.Namespace) -> dict[str, object]:
    asked = [say(question, "hibari") for question in QUESTIONS]
    room = arguments.clients + 2
    sessions = [f"--set={key}.max_sessions={room}" for key in ("reasoner", "speaker")]
    tally, curve = Tally(), list[dict[str, float]]()
    async with gateway(*sessions, *arguments.serve) as server:
        async with Visitor(server.address) as visitor:
            await visit(visitor, asked, "politely", random.Random(0), Tally())
        before = await state(server)
        watching = asyncio.create_task(watch(server, curve))
        until_s = asyncio.get_running_loop().time() + arguments.minutes * 60
        async with asyncio.TaskGroup() as group:
            for number in range(arguments.clients):
                group.create_task(client(server, asked, until_s, random.Random(number), tally))
        watching.cancel()
        after = await state(server)
    return figures(arguments, tally, curve, before, after)


def figures(
    arguments: argparse.Namespace, tally: Tally, curve: list[dict[str, float]], before: dict[str, Any],
    after: dict[str, Any],
) -> dict[str, object]:  # fmt: skip
    half = curve[len(curve) // 2] if curve else before["memory_mib"]
    last = curve[-1] if curve else after["memory_mib"]
    return {
        "minutes": arguments.minutes,
        "clients": arguments.clients,
        "visits": tally.visits,
        "turns": tally.turns,
        "left": dict(sorted(tally.left.items())),
        "errors": dict(tally.errors),
        "first_sound_ms": summary(tally.begun_ms) if tally.begun_ms else None,
        "same_processes": before["pids"] == after["pids"],
        "growth_mib": {
            name: round(mib - before["memory_mib"].get(name, 0.0), 1) for name, mib in after["memory_mib"].items()
        },
        "growth_second_half_mib": {name: round(mib - half.get(name, 0.0), 1) for name, mib in last.items()},
        "before": without_pids(before),
        "after": without_pids(after),
        "curve_mib": [{name: round(mib, 1) for name, mib in one.items()} for one in curve],
    }


def without_pids(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "pids"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="how long they come and go")
    parser.add_argument("--clients", type=int, default=10, help="how many at once")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    parser.add_argument("--serve", nargs="*", default=[], help="arguments for `antiphon serve`, as --set=KEY=VALUE")
    arguments = parser.parse_args()
    result = asyncio.run(measure(arguments))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
