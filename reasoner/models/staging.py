"""Numbers of the host on their way into a tensor of the device, step after step."""

from __future__ import annotations

from itertools import cycle

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

__all__ = ["Staging"]


class Staging:
    """Two places in the host's memory, allocated once and filled in turn: one is read while the next is written.

    ``take`` gives the words of the next one, with what was in them before; ``send`` copies from it. Neither waits,
    but where both places are still to be read.
    """

    def __init__(self, words: int, device: torch.device) -> None:
        on_gpu = device.type == "cuda"
        self._turns = cycle([_Place(words, on_gpu) for _ in range(2)])
        self._taken = next(self._turns)

    def take(self) -> NDArray[np.int32]:
        """Int32 words, to be filled before ``send``."""
        self._taken = next(self._turns)
        if self._taken.read is not None:
            self._taken.read.synchronize()
        return self._taken.words

    def send(self, target: Tensor) -> None:
        """The first words that were taken, into ``target`` [count] int32, in the order of the stream."""
        place = self._taken
        target.copy_(place.memory[: len(target)], non_blocking=True)
        if place.read is not None:
            place.read.record()


class _Place:
    """Pinned for a GPU, and with the event of its last copy."""

    def __init__(self, words: int, on_gpu: bool) -> None:
        self.memory = torch.zeros(words, dtype=torch.int32, pin_memory=on_gpu)
        self.words: NDArray[np.int32] = self.memory.numpy()
        self.read = torch.cuda.Event() if on_gpu else None  # type: ignore[no-untyped-call]
