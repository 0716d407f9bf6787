"""How weights are quantised, and what that takes: the arithmetic alone, without torch."""

from __future__ import annotations

from dataclasses import dataclass

from antiphon.transport.errors import ModelError

__all__ = ["Recipe"]

SMALL_GROUP = 64
"""Where the group does not divide a weight's columns."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Groups of ``group`` neighbours in a row [out, in] share a scale; ``version`` counts layouts of one method.

    Whatever changes what is written must change one of these: a cache of another recipe is made anew.
    """

    method: str
    bits: int = 4
    group: int = 128
    group_bytes: int = 2
    """Of what a group has besides its weights: 2 for a scale in 16 bits, 4 where a zero point in 16 bits follows."""
    version: int = 1

    def group_of(self, columns: int) -> int:
        """The group of a weight with so many columns. Raises ModelError where none divides them."""
        for group in (self.group, min(self.group, SMALL_GROUP)):
            if columns % group == 0:
                return group
        raise ModelError(
            f"a weight with {columns} columns cannot be quantised: groups of {self.group} or {SMALL_GROUP} must "
            "divide them. Use bf16 for this model"
        )

    def weight_bytes(self, rows: int, columns: int) -> int:
        """Of the packed weights of [rows, columns]."""
        return -(-rows * columns * self.bits // 8)

    def scale_bytes(self, rows: int, columns: int) -> int:
        """Of what the groups of [rows, columns] have besides. Raises ModelError as ``group_of``."""
        return rows * (columns // self.group_of(columns)) * self.group_bytes
