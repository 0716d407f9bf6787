"""What is measured: one decoder at a time, since two do not fit."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field

import torch
from torch import Tensor

from antiphon.reasoner.engine.sampling import Sampler, Sampling
from antiphon.reasoner.memory_plan import BLOCK, WeightPrecision
from antiphon.reasoner.models.blocks import BlockCache
from antiphon.reasoner.models.graphed import DecoderWeights, GraphedDecoder

from .ceilings import Ceilings
from .clock import Clock
from .sizes import Shapes
from .weights import random_weights

__all__ = ["CHUNK", "SAMPLING", "Built", "Subject", "read", "release"]

CHUNK = 512
"""Tokens that are read at once."""
SAMPLING = Sampling(temperature=0.7, top_p=0.95)
"""The model's own temperature; top_p is what costs something."""
SPARE_BLOCKS = 8


@dataclass(frozen=True, slots=True)
class Built:
    """A decoder, and what it was made of."""

    precision: WeightPrecision
    decoder: GraphedDecoder
    weights: DecoderWeights

    @property
    def step_bytes(self) -> int:
        """Of weights that a step reads; of the embedding it reads a row."""
        layers = self.weights.layers
        return self.weights.head.size_bytes + sum(
            product.size_bytes for layer in layers for product in (layer.qkv, layer.out, layer.gate_up, layer.down)
        )


@dataclass(slots=True)
class Subject:
    """Shapes on a device. ``dtype``: of what is dense; without a GPU fp32, except beside four bits."""

    shapes: Shapes
    device: torch.device
    ceilings: Ceilings
    rows: list[int]
    clock: Clock = field(init=False)
    _built: Built | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.clock = Clock(self.device)

    @property
    def dtype(self) -> torch.dtype:
        return dtype_for("bf16", self.device)

    def built(self, precision: WeightPrecision) -> Built:
        """With a cache for the most rows at the measured context, and some more."""
        if self._built is None or self._built.precision != precision:
            self.forget()
            blocks = SPARE_BLOCKS + max(self.rows) * (-(-self.context_tokens // BLOCK))
            self._built = build(self.shapes, precision, self.device, blocks, self.context_tokens, max(self.rows))
        return self._built

    @property
    def context_tokens(self) -> int:
        """Room for what is measured behind the context: the steps of a measurement, a question and its markup."""
        return self.shapes.context_tokens + BLOCK

    def forget(self) -> None:
        """Free the decoder."""
        self._built = None
        release()

    def samplers(self, rows: int) -> list[Sampler]:
        return [Sampler(SAMPLING) for _ in range(rows)]

    def tokens(self, count: int) -> list[int]:
        return torch.randint(0, self.shapes.decoder.vocabulary, (count,)).tolist()


def dtype_for(precision: WeightPrecision, device: torch.device) -> torch.dtype:
    """The interpreter does not round as the GPU does: dense products are fp32 there. Four bits go with bf16 only."""
    return torch.float32 if device.type == "cpu" and precision == "bf16" else torch.bfloat16


def build(
    shapes: Shapes,
    precision: WeightPrecision,
    device: torch.device,
    blocks: int,
    context_tokens: int,
    most_rows: int,
) -> Built:
    weights = random_weights(shapes.decoder, precision, device, dtype_for(precision, device))
    decoder = GraphedDecoder(shapes.decoder, weights, blocks=blocks, context_tokens=context_tokens, most_rows=most_rows)
    return Built(precision, decoder, weights)


def release() -> None:
    """Give back what nothing holds any more."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
        torch.cuda.empty_cache()


def read(decoder: GraphedDecoder, x: Tensor, cache: BlockCache) -> Tensor:
    """Read ``x`` [n, hidden] behind what the cache holds, chunk by chunk; the state of its last position."""
    cache.reserve(cache.length + len(x))
    for start in range(0, len(x), CHUNK):
        states = decoder.prefill(x[start : start + CHUNK], cache)
    return states[-1:]
