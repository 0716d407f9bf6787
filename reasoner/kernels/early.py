"""Kernels of a step that begin before the one in front has ended: programmatic dependent launch, from Hopper on.

So a kernel is there, and has asked for what nobody writes, when what it waits for is done (CUDA C++ Programming Guide,
"Programmatic Dependent Launch and Synchronization").
"""

from __future__ import annotations

import functools

import torch
import triton
import triton.language as tl
from triton import knobs

__all__ = ["begins_early", "wait"]

HOPPER = (9, 0)
MOST_ROWS = 32
"""Of a step. A kernel over more has so many programs that those which wait are in the way of those which work."""


def begins_early(rows: int, device: torch.device) -> bool:
    """A kernel over so many rows on ``device`` does: it is launched with ``launch_pdl``, and ``wait`` is told."""
    return rows <= MOST_ROWS and device.type == "cuda" and not knobs.runtime.interpret and _capability(device) >= HOPPER


@functools.cache
def _capability(device: torch.device) -> tuple[int, int]:
    return torch.cuda.get_device_capability(device)


@triton.jit
def wait(EARLY: tl.constexpr):
    """Let the next kernel begin, and wait for the end of the one in front, and so of all before it.

    Every program of a kernel does this, before it reads what others write, or writes what others read.
    """
    if EARLY:
        tl.extra.cuda.gdc_launch_dependents()
        tl.extra.cuda.gdc_wait()
