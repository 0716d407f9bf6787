"""The event loop on virtual time."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .virtual_time import VirtualTimeLoop, run


def test_an_hour_is_over_at_once() -> None:
    async def sleep() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    began = time.perf_counter()
    assert run(sleep()) == pytest.approx(3600)
    assert time.perf_counter() - began < 5


def test_what_is_due_first_comes_first() -> None:
    async def order() -> list[tuple[str, float]]:
        seen: list[tuple[str, float]] = []
        loop = asyncio.get_running_loop()

        async def wait(name: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            seen.append((name, round(loop.time(), 6)))

        await asyncio.gather(wait("c", 3), wait("a", 1), wait("b", 2), wait("at once", 0))
        return seen

    assert run(order()) == [("at once", 0), ("a", 1), ("b", 2), ("c", 3)]


def test_no_timer_comes_early() -> None:
    async def early() -> list[float]:
        loop = asyncio.get_running_loop()
        late: list[float] = []
        for number in range(1, 2000):
            at_ms = loop.time() * 1000 + number / 7
            done = loop.create_future()
            loop.call_at(at_ms / 1000, done.set_result, None)
            await done
            late.append(loop.time() * 1000 - at_ms)
        return late

    late = run(early())
    assert min(late) >= 0
    assert max(late) < 1e-3


def test_a_timeout_is_as_long_as_it_says() -> None:
    async def wait() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30):
                await asyncio.sleep(60)
        return asyncio.get_running_loop().time()

    assert run(wait()) == pytest.approx(30)


def test_it_does_not_wait_for_ever() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="wait for ever"):
        run(wait())


def test_work_in_a_thread_takes_as_long_as_it_says() -> None:
    async def work() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)

        def busy() -> float:
            loop.spend(0.2)
            loop.spend(0.3)
            return loop.time()

        with ThreadPoolExecutor(1) as executor:
            begun = await loop.run_in_executor(executor, busy)
        assert await asyncio.to_thread(len, "abc") == 3
        return begun, loop.time()

    assert run(work()) == pytest.approx((0, 0.5))


def test_work_in_a_thread_may_fail_and_may_be_left() -> None:
    async def work() -> None:
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)
        waiting = asyncio.create_task(asyncio.to_thread(len, "abc"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()

    run(work())
