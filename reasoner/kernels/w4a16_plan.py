"""How the product of a few rows with a weight in four bits is spread over a GPU."""

from __future__ import annotations

from dataclasses import dataclass

from ..models.quantised import Quantised

__all__ = ["FEW_ROWS", "MOST_ROWS", "SHAPES", "Plan", "plan"]

MOST_ROWS = 32
"""Beyond, arithmetic begins to weigh as much as memory, and a product with the dequantised weight is the right one."""
MULTIPROCESSORS = 132
"""Of an H100; a plan fills them."""
FEW_ROWS = 8
"""Up to so many, small programs are quickest, and many of them."""
SHAPES = {8: (32, 2, 12), 16: (64, 4, 6), 32: (64, 4, 3)}
"""By the rows that there is padding to: outputs and warps of a program, and programs for each multiprocessor."""
GATED_BLOCK = 128
"""Of a gated program for the most rows: it reads them for two weights."""
STAGES = 3
"""Groups on their way: two more cost so much shared memory that fewer programs run at a time."""
LEAST_GROUPS = 4
"""Of a split: fewer, and filling the pipeline takes longer than the sums."""
MOST_SPLITS = 16
"""The last program of a block reads as many partial sums for each of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a product is spread over the GPU.

    ``block``: outputs of a program, 16 to 128. ``padded``: rows as the tensor cores see them, 8, 16 or 32.
    ``splits``: programs that share a block's inputs. ``stages``: groups on their way into shared memory.
    ``warps``: 4 let a block of 64 or more use Hopper's warpgroup products.
    """

    block: int
    padded: int
    splits: int
    stages: int
    warps: int


def plan(weight: Quantised, rows: int, gated: bool = False) -> Plan:
    """The plan for ``rows`` rows: enough programs to fill the multiprocessors, as far as there are groups for them.

    A gated program reads two weights, so half as many do. Measured on an H100, as all of these numbers.
    """
    padded = next(most for most in SHAPES if rows <= most)
    block, warps, programs = SHAPES[padded]
    outputs, width = weight.shape
    if gated:
        outputs //= 2
        programs = -(-programs // 2)
        block = GATED_BLOCK if padded == MOST_ROWS else block
    wanted = round(programs * MULTIPROCESSORS * block / outputs)
    return Plan(block, padded, max(1, min(wanted, width // weight.group // LEAST_GROUPS, MOST_SPLITS)), STAGES, warps)
