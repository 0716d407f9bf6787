"""How weights are put in four bits, and what that takes: the arithmetic alone, without torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from antiphon.transport.errors import ModelError

__all__ = ["FOUR_BITS", "TILE", "Method", "Recipe"]

Method = Literal["hqq", "nearest"]

GROUPS = (128, 64)
"""Inputs that share a scale: the smaller where the larger does not divide a weight's inputs."""
TILE = 64
"""Output rows that lie together. A tile of one group of 128 is 4 KiB without a gap, and a warpgroup's product is 64."""
GROUP_BYTES = 3
"""Of a group besides its weights: a scale in bf16, and a zero point in a byte."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``group``: the most inputs that share a scale, 128 or 64. ``version`` counts roundings and layouts of one method.

    Whatever changes what ``quantised.quantise`` writes must change one of these: a cache of another recipe is made
    anew.
    """

    method: Method = "hqq"
    group: int = 128
    version: int = 1

    def group_of(self, columns: int) -> int:
        """The group of a weight with so many inputs. Raises ModelError where none divides them."""
        allowed = [group for group in GROUPS if group <= self.group]
        for group in allowed:
            if columns % group == 0:
                return group
        raise ModelError(
            f"a weight with {columns} inputs cannot be quantised: groups of "
            f"{' or '.join(map(str, allowed or GROUPS))} must divide them. Use bf16 for this model"
        )

    def weight_bytes(self, rows: int, columns: int) -> int:
        """Of the packed weights of [rows, columns], with the rows that fill the last tile."""
        return _padded(rows) * columns // 2

    def scale_bytes(self, rows: int, columns: int) -> int:
        """Of scales and zero points of [rows, columns]. Raises ModelError as ``group_of``."""
        return _padded(rows) * (columns // self.group_of(columns)) * GROUP_BYTES


FOUR_BITS = Recipe()
"""What int4 means where nothing else is said."""


def _padded(rows: int) -> int:
    return -(-rows // TILE) * TILE
