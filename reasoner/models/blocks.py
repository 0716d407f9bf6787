"""The KV cache of a decoder on a GPU: one tensor, allocated once, whose blocks streams take, share and give back."""

from __future__ import annotations

import numpy as np
import torch

from antiphon.transport.errors import CapacityError

from .cache import BLOCK, memory_full, whole_blocks
from .config import DecoderConfig

__all__ = ["BlockCache", "Blocks"]


class Blocks:
    """All blocks of all streams, and how many streams hold each.

    ``kv``: keys and values, [layers, blocks, 2, kv_heads, BLOCK, head_dim].
    """

    def __init__(
        self, config: DecoderConfig, blocks: int, context_tokens: int, dtype: torch.dtype, device: torch.device
    ) -> None:
        shape = (config.layers, blocks, 2, config.kv_heads, BLOCK, config.head_dim)
        self.kv = torch.empty(shape, dtype=dtype, device=device)
        self.context_tokens = context_tokens
        """The longest stream, which need not end with a block."""
        self.most = whole_blocks(context_tokens) // BLOCK
        """Blocks of the longest stream."""
        # A copy moves whole words, not single values.
        self._words = self.kv.view(torch.int64)
        self._holders = [0] * blocks
        self._free = list(reversed(range(blocks)))

    @property
    def free(self) -> int:
        """How many nobody holds."""
        return len(self._free)

    @property
    def taken(self) -> int:
        """How many somebody holds."""
        return len(self._holders) - len(self._free)

    def take(self, count: int) -> list[int]:
        """So many blocks for one holder. Raises CapacityError where there are not so many left."""
        if count > len(self._free):
            raise memory_full(self.taken * BLOCK, len(self._holders) * BLOCK)
        blocks = [self._free.pop() for _ in range(count)]
        for block in blocks:
            self._holders[block] = 1
        return blocks

    def share(self, blocks: list[int]) -> None:
        """One holder more."""
        for block in blocks:
            self._holders[block] += 1

    def shared(self, block: int) -> bool:
        """Others hold it too: it must not be written."""
        return self._holders[block] > 1

    def give_back(self, blocks: list[int]) -> None:
        """One holder less; what nobody holds is free."""
        for block in blocks:
            self._holders[block] -= 1
            if not self._holders[block]:
                self._free.append(block)

    def copy(self, source: int, target: int) -> None:
        """The content of a block, of all layers."""
        self._words[:, target].copy_(self._words[:, source])


class BlockCache:
    """The keys and values of one stream, of which the first ``length`` positions are filled.

    Streams share blocks as long as none of them writes there; ``reserve`` copies what is to be written. Only the
    thread that runs the decoder may use it, but for ``length``, which may be lowered: the rest is forgotten.
    """

    def __init__(self, pool: Blocks) -> None:
        self._pool = pool
        self._held: list[int] = []
        self.length = 0
        self.table = np.zeros(pool.most, np.int32)
        """The blocks in the order of their positions, as the kernels read them."""

    @property
    def blocks(self) -> list[int]:
        """Those it holds, in the order of their positions."""
        return self._held

    def reserve(self, length: int) -> None:
        """Have room for ``length`` positions in all, and blocks of its own for those that are not filled yet.

        Raises CapacityError where there are no blocks left, or for more positions than a context has; nothing has
        changed then.
        """
        if length <= self.length:
            return
        if length > self._pool.context_tokens:
            raise CapacityError(
                f"{length} positions do not fit into a context of {self._pool.context_tokens} (reasoner.context_tokens)"
            )
        first, held, wanted = self.length // BLOCK, len(self._held), -(-length // BLOCK)
        shared = [at for at in range(first, min(held, wanted)) if self._pool.shared(self._held[at])]
        if wanted <= held and not shared:
            return
        fresh = self._pool.take(len(shared) + max(0, wanted - held))
        for at in shared:
            block = fresh.pop()
            if at == first and self.length % BLOCK:
                self._pool.copy(self._held[at], block)
            self._pool.give_back([self._held[at]])
            self._held[at] = block
        self._held += fresh
        self.table[first : len(self._held)] = self._held[first:]

    def copy_from(self, other: BlockCache) -> None:
        """Become a copy of ``other``: its full blocks are shared, and the last one is copied.

        Raises CapacityError where there is no block left for it; nothing has changed then.
        """
        full, rest = divmod(other.length, BLOCK)
        last = self._pool.take(1) if rest else []
        if last:
            self._pool.copy(other._held[full], last[0])
        shared = other._held[:full]
        self._pool.share(shared)
        self.free()
        self._held = shared + last
        self.table[: len(self._held)] = self._held
        self.length = other.length

    def free(self) -> None:
        """Hold nothing."""
        self._pool.give_back(self._held)
        self._held = []
        self.length = 0
