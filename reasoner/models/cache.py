"""The keys and values of one stream, and the budget that all streams share."""

from __future__ import annotations

import torch

from antiphon.transport.errors import CapacityError

from .config import DecoderConfig

__all__ = ["BLOCK", "Budget", "Cache", "memory_full", "whole_blocks"]

BLOCK = 256
"""Positions by which a cache grows: few copies, and little memory that lies idle."""


def whole_blocks(length: int) -> int:
    """The positions that a cache takes for ``length`` of them."""
    return -(-length // BLOCK) * BLOCK


def memory_full(taken: int, positions: int) -> CapacityError:
    """What is raised where fewer of ``positions`` are left than are wanted."""
    return CapacityError(
        f"the reasoner's memory is full: {taken} of {positions} positions are taken. End a conversation, or raise "
        "reasoner.max_sessions where there is memory for it"
    )


class Budget:
    """How many positions all caches together may hold; full means no, not out of memory."""

    def __init__(self, positions: int) -> None:
        self.positions = positions
        self.taken = 0

    def take(self, positions: int) -> None:
        """Raises CapacityError where there are not so many left."""
        if self.taken + positions > self.positions:
            raise memory_full(self.taken, self.positions)
        self.taken += positions

    def give_back(self, positions: int) -> None:
        self.taken -= positions


class Cache:
    """``kv``: keys and values, [layers, 2, kv_heads, capacity, head_dim], of which the first ``length`` are filled."""

    def __init__(self, config: DecoderConfig, dtype: torch.dtype, budget: Budget) -> None:
        self._budget = budget
        self.length = 0
        self.kv = torch.empty(config.layers, 2, config.kv_heads, 0, config.head_dim, dtype=dtype)

    @property
    def capacity(self) -> int:
        return self.kv.shape[3]

    def reserve(self, length: int) -> None:
        """Have room for ``length`` positions in all. Raises CapacityError where the budget is spent."""
        more = whole_blocks(length) - self.capacity
        if more > 0:
            self._budget.take(more)
            layers, both, heads, capacity, dim = self.kv.shape
            grown = self.kv.new_empty(layers, both, heads, capacity + more, dim)
            grown[:, :, :, : self.length] = self.kv[:, :, :, : self.length]
            self.kv = grown

    def copy_from(self, other: Cache) -> None:
        """Become a copy of ``other``. Raises CapacityError where the budget is spent."""
        self.reserve(other.length)
        self.kv[:, :, :, : other.length] = other.kv[:, :, :, : other.length]
        self.length = other.length

    def free(self) -> None:
        """Hold nothing."""
        self._budget.give_back(self.capacity)
        self.kv = self.kv[:, :, :, :0].clone()
        self.length = 0
