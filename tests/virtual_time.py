"""An event loop on virtual time: hours in seconds, and every run like the last."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

__all__ = ["VirtualTimeLoop", "run"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

LATE_S = 1e-9
"""A timer comes so much later than it was set to. No clock's timers come early, and adding floats must not make one."""


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Its clock stands still while anything is ready, and goes on to the next timer when nothing is.

    It waits for nothing in the real world: no sockets, no threads. What is given to an executor is done at once, and
    its result comes after as long as it has told to ``spend``. RuntimeError where everything waits and no timer is set.
    """

    def __init__(self) -> None:
        self._now_s = 0.0
        self._spent_s = 0.0
        super().__init__(_Waiting(self._pass))

    def time(self) -> float:
        """Seconds since it was made."""
        return self._now_s

    def spend(self, seconds: float) -> None:
        """For a function in an executor: it takes so long, or so much longer."""
        self._spent_s += seconds

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        """Do it now, and tell when it would be done."""
        future: asyncio.Future[T] = self.create_future()
        self._spent_s = 0.0
        try:
            settle: Callable[[], None] = _setter(future.set_result, func(*args))
        except Exception as error:
            settle = _setter(future.set_exception, error)
        self.call_later(self._spent_s, lambda: None if future.done() else settle())
        return future

    def _pass(self, seconds: float | None) -> None:
        if seconds is None:
            raise RuntimeError("everything waits for something else, and no timer is set: it would wait for ever")
        self._now_s += seconds + LATE_S


def run(main: Coroutine[Any, Any, T]) -> T:
    """``asyncio.run`` on virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


def _setter(set_: Callable[[T], object], value: T) -> Callable[[], None]:
    def settle() -> None:
        set_(value)

    return settle


class _Waiting(selectors.SelectSelector):
    """To wait for files is to let time pass."""

    def __init__(self, pass_: Callable[[float | None], None]) -> None:
        super().__init__()
        self._pass = pass_

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout > 0:
            self._pass(timeout)
        return []
