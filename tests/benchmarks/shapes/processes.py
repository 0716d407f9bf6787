"""A process of its own, for what a process that has done other things would not show."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from ...triton_interpreter import interpret_without_gpu

__all__ = ["in_own_process"]

T = TypeVar("T")


def in_own_process(work: Callable[[], T]) -> T:
    """What ``work`` returns where nothing was done before; raises what it raises. It must be picklable."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=interpret_without_gpu) as pool:
        return pool.submit(work).result()
