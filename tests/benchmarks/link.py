"""How quick a link is: ``python -m tests.benchmarks.link``. The last line is JSON.

Between two processes (the echo child of the tests) and between two ends in one process: the round trip of a
piece of text, and how many messages and bytes a second get through.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from pathlib import Path

from antiphon.transport.child import ChildProcess
from antiphon.transport.errors import LinkClosed
from antiphon.transport.link import Link
from antiphon.transport.messages import Audio, Beat, Hello, Message, Say
from antiphon.transport.unix import pair

TEXT = Say("s1", 1, 1, "and so, my fellow Americans, ", tokens=8)
SOUND = Audio("s1", 1, 1, bytes(4800), 24_000)
"""A tenth of a second, as a voice sends it."""


async def _receive(link: Link) -> Message:
    """The next message that is no sign of life."""
    while isinstance(message := await link.receive(), Beat | Hello):
        pass
    return message


async def _round_trips(link: Link, count: int) -> dict[str, float]:
    """Milliseconds from sending a piece of text to having it back."""
    times_ms = []
    for _ in range(count):
        start = time.perf_counter()
        await link.send(TEXT)
        await _receive(link)
        times_ms.append((time.perf_counter() - start) * 1000)
    times_ms.sort()
    return {
        "round_trip_median_ms": round(statistics.median(times_ms), 4),
        "round_trip_p99_ms": round(times_ms[count * 99 // 100], 4),
    }


async def _there_and_back(link: Link, message: Message, count: int) -> float:
    """Messages a second that go through the echo and come back, as many at once as the credits allow."""

    async def send() -> None:
        for _ in range(count):
            await link.send(message)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        group.create_task(send())
        for _ in range(count):
            await _receive(link)
    return count / (time.perf_counter() - start)


async def _measure(link: Link, count: int) -> dict[str, float]:
    await _round_trips(link, count // 10)
    figures = await _round_trips(link, count)
    figures["text_messages_per_s"] = round(await _there_and_back(link, TEXT, count))
    sounds_per_s = await _there_and_back(link, SOUND, count)
    figures["audio_mb_per_s"] = round(sounds_per_s * len(SOUND.pcm) / 1e6, 1)
    return figures


async def _between_processes(count: int) -> dict[str, float]:
    folder = Path(__file__).parents[1] / "agent"
    process = await ChildProcess.start("echo_child", "{}", {"PYTHONPATH": str(folder)})
    try:
        return await _measure(process.link, count)
    finally:
        await process.close()


async def _in_one_process(count: int) -> dict[str, float]:
    here, there = await pair()

    async def echo() -> None:
        try:
            while True:
                await there.send(await there.receive())
        except LinkClosed:
            await there.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(echo())
        try:
            return await _measure(here, count)
        finally:
            await here.close()


async def _both(count: int) -> dict[str, dict[str, float]]:
    return {
        "between_processes": await _between_processes(count),
        "in_one_process": await _in_one_process(count),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.link", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="messages for each figure (%(default)s)")
    count = parser.parse_args().count
    figures = asyncio.run(_both(count))
    for name, values in figures.items():
        for key, value in values.items():
            print(f"{name:>18}  {key:<22} {value:>10,}")
    print(json.dumps({"benchmark": "link", "messages": count, **figures}))


if __name__ == "__main__":
    main()
