"""From states to tokens on a GPU: the head, the penalty and the draw are one piece of captured work."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..kernels.penalty import penalise, remember
from ..kernels.sampling import Shortlist, sample
from ..kernels.small import add_rms_norm
from .captured import Captured, sizes_for
from .products import Product
from .staging import Staging

if TYPE_CHECKING:
    from ..engine.sampling import Sampler

__all__ = ["Drawing"]

SLOTS_PER_ROW = 2
"""Texts with a penalty whose tokens stay on the GPU, for each row of a step. One more, and the longest unused is told
again when it goes on."""


@dataclass(slots=True)
class _Slot:
    """A text's place among those whose tokens are known: the number of them, and the last."""

    index: int
    known: int = 0
    last: int = -1


class Drawing:
    """Draws the tokens of up to ``most_rows`` texts at once from the states [rows, hidden] of their last positions.

    ``norm``: the weight and epsilon of the norm in front of ``head``. What a row gets depends on its state and its
    sampler alone: the randomness is that of the sampler's seed and the number of tokens drawn before.
    """

    def __init__(
        self, head: Product, norm: tuple[Tensor, float], most_rows: int, dtype: torch.dtype, *, captures: bool
    ) -> None:
        device = norm[0].device
        sizes = sizes_for(most_rows)
        self._head, self._norm = head, norm
        self._most = most = sizes[-1]
        vocabulary, hidden = head.shape
        self._states = torch.zeros(most, hidden, dtype=dtype, device=device)
        self._logits = torch.empty(most, vocabulary, dtype=dtype, device=device)
        self._shortlist = Shortlist.empty(most, vocabulary, device)
        self._tokens = torch.zeros(most, dtype=torch.int64, device=device)
        self._seen = torch.zeros(SLOTS_PER_ROW * most, vocabulary, dtype=torch.bool, device=device)
        self._slots: OrderedDict[Sampler, _Slot] = OrderedDict()
        self._pinned = device.type == "cuda"
        # What rows want, packed into one tensor so that it goes up in one copy: 7 words a row, ``_wishes``.
        self._wishes = torch.zeros(7 * most, dtype=torch.int32, device=device)
        self._staging = Staging(len(self._wishes), device)
        _fill(self._staging.take(), most)
        self._staging.send(self._wishes)
        self._draw = Captured(self._work, sizes, captures=captures)

    def __call__(self, states: Tensor, samplers: Sequence[Sampler], drawn: Sequence[Sequence[int]]) -> list[int]:
        """The next token of each text; ``drawn``: those that its sampler has drawn. One copy to the host."""
        tokens: list[int] = []
        for first in range(0, len(samplers), self._most):
            last = first + self._most
            tokens += self._next(states[first:last], samplers[first:last], drawn[first:last])
        return tokens

    def logits(self, states: Tensor) -> Tensor:
        """Of any number of ``states`` [b, hidden]: [b, vocabulary]."""
        return self._head.many(add_rms_norm(states, None, *self._norm)[0])

    def _next(self, states: Tensor, samplers: Sequence[Sampler], drawn: Sequence[Sequence[int]]) -> list[int]:
        rows = len(samplers)
        self._states[:rows].copy_(states)
        self._wish(samplers, drawn)
        self._draw(self._draw.size(rows))
        tokens: list[int] = self._tokens[:rows].tolist()
        for sampler, before, token in zip(samplers, drawn, tokens, strict=True):
            slot = self._slots.get(sampler)
            if slot is not None:
                slot.known, slot.last = len(before) + 1, token
        return tokens

    def _work(self, rows: int) -> None:
        wishes, most = self._wishes, self._most
        seeds = wishes[: 2 * most].view(torch.int64)[:rows]
        temperature, top_p, penalties = (
            wishes[place * most : place * most + rows].view(torch.float32) for place in (2, 3, 4)
        )
        positions, slots = (wishes[place * most : place * most + rows] for place in (5, 6))
        logits = self._head.into(self._states[:rows], self._logits[:rows], norm=self._norm)
        penalise(logits, self._seen, slots, penalties)
        tokens = self._tokens[:rows]
        sample(logits, temperature, top_p, seeds, positions, out=tokens, shortlist=self._shortlist)
        remember(tokens, self._seen, slots, penalties)

    def _wish(self, samplers: Sequence[Sampler], drawn: Sequence[Sequence[int]]) -> None:
        """Tell the GPU what the rows want; rows beyond take their most likely token, which nobody looks at."""
        most = self._most
        words = self._staging.take()
        _fill(words, most)
        seeds, numbers = words[: 2 * most].view(np.int64), words.view(np.float32)
        for row, (sampler, before) in enumerate(zip(samplers, drawn, strict=True)):
            sampling = sampler.sampling
            seeds[row] = sampler.seed
            numbers[2 * most + row] = sampling.temperature
            numbers[3 * most + row] = sampling.top_p
            words[5 * most + row] = len(before)
            if sampling.repetition_penalty != 1:
                numbers[4 * most + row] = sampling.repetition_penalty
                words[6 * most + row] = self._slot(sampler, before)
        self._staging.send(self._wishes)

    def _slot(self, sampler: Sampler, drawn: Sequence[int]) -> int:
        """Where the tokens are that this text has seen; they are told where the GPU does not know them."""
        slot = self._slots.pop(sampler, None)
        if slot is None:
            full = len(self._slots) == len(self._seen)
            slot = _Slot(self._slots.popitem(last=False)[1].index if full else len(self._slots), known=-1)
        # The one that was used last stays longest.
        self._slots[sampler] = slot
        if slot.known != len(drawn) or (drawn and drawn[-1] != slot.last):
            seen = list(sampler.sampling.said.union(drawn))
            places = torch.tensor(seen, dtype=torch.int64, pin_memory=self._pinned)
            row = self._seen[slot.index].zero_()
            row.index_fill_(0, places.to(row.device, non_blocking=True), 1)
            slot.known, slot.last = len(drawn), drawn[-1] if drawn else -1
        return slot.index


def _fill(words: NDArray[np.int32], most: int) -> None:
    """No seed, temperature 0, the whole mass, no penalty, nothing drawn, no slot."""
    words[:] = 0
    words[3 * most : 5 * most].view(np.float32)[:] = 1
