"""How long something takes: by the GPU's own clock, and by that of whoever waits for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

__all__ = ["AHEAD_CYCLES", "Clock"]

AHEAD_CYCLES = 40_000_000
"""For which the GPU is kept busy while the host gives it its work: some 20 ms, enough for a thousand kernels."""


class Clock:
    """Milliseconds on ``device``, medians. Where there is no GPU, both clocks are the host's."""

    def __init__(self, device: torch.device) -> None:
        self._cuda = device.type == "cuda"

    def wait(self) -> None:
        """Until the GPU has done all it was given."""
        if self._cuda:
            torch.cuda.synchronize()

    @contextmanager
    def timed(self, times: list[float]) -> Iterator[None]:
        """Append how many milliseconds pass until the results of what is done within are there."""
        self.wait()
        started = time.perf_counter()
        yield
        self.wait()
        times.append((time.perf_counter() - started) * 1000)

    def wall_ms(self, work: Callable[[], object], rounds: int) -> float:
        """From the call to the moment at which its results are there."""
        times: list[float] = []
        for _ in range(rounds):
            with self.timed(times):
                work()
        return statistics.median(times)

    def gpu_ms(self, work: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None) -> float:
        """What the GPU takes where it need not wait for the host; ``before`` each round, unmeasured.

        As far as the work does not wait for the GPU itself: then what the host does behind that is in it.
        """
        if not self._cuda:
            return self.wall_ms(lambda: (before(), work()), rounds)
        times = []
        for _ in range(rounds):
            before()
            start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            torch.cuda.synchronize()
            torch.cuda._sleep(AHEAD_CYCLES)
            start.record()
            work()
            end.record()
            end.synchronize()
            times.append(start.elapsed_time(end))
        return statistics.median(times)
