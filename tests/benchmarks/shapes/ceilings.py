"""What this machine can do at most: how quickly it reads memory, and how quickly it multiplies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch

from antiphon.reasoner.kernels.matvec import matvec

from .clock import Clock
from .sizes import Shapes
from .table import Figure

__all__ = ["Ceilings", "measure"]

REPEATS = 4
"""Launches of one measurement, so that its beginning and its end do not count."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """``read_gb_s``: the best of three ways to read; ``tflop_s``: of one large product."""

    copy_gb_s: float
    sum_gb_s: float
    matvec_gb_s: float
    tflop_s: float

    @property
    def read_gb_s(self) -> float:
        return max(self.copy_gb_s, self.sum_gb_s, self.matvec_gb_s)

    def read_ms(self, size: float) -> float:
        """At least so long for ``size`` bytes."""
        return size / self.read_gb_s / 1e6

    def least_ms(self, size: float, operations: float) -> float:
        """For bytes that are read and operations that are done meanwhile: the longer of the two."""
        return max(self.read_ms(size), operations / self.tflop_s / 1e9)

    def figures(self) -> list[Figure]:
        return [
            Figure("memory: device copy, read and written", self.copy_gb_s, "GB/s"),
            Figure("memory: read and summed", self.sum_gb_s, "GB/s"),
            Figure("memory: matrix times vector", self.matvec_gb_s, "GB/s"),
            Figure("large matrix product", self.tflop_s, "TFLOP/s"),
        ]


def measure(shapes: Shapes, device: torch.device, dtype: torch.dtype) -> Ceilings:
    """Measure all of them, on random data: zeros are quicker."""
    clock, rounds = Clock(device), shapes.rounds

    def rate(work: Callable[[], object], size: float) -> float:
        """In units of 10^9 a second."""
        work()
        return size * REPEATS / 1e6 / clock.gpu_ms(lambda: [work() for _ in range(REPEATS)], rounds)

    source = torch.empty(shapes.read_bytes // 4, dtype=torch.float32, device=device).normal_()
    target = torch.empty_like(source)
    copy = rate(partial(target.copy_, source), 2 * source.nbytes)
    total = rate(source.sum, source.nbytes)
    weight = target.view(dtype)[: shapes.read_bytes // dtype.itemsize // shapes.decoder.hidden * shapes.decoder.hidden]
    weight = weight.view(-1, shapes.decoder.hidden).normal_()
    x = weight[:1].clone()
    vector = rate(partial(matvec, x, weight, out=x.new_empty(1, len(weight))), weight.nbytes)
    square = weight.new_empty(shapes.product, shapes.product).normal_()
    operations = rate(partial(torch.mm, square, square, out=torch.empty_like(square)), 2 * shapes.product**3)
    return Ceilings(copy, total, vector, operations / 1000)
