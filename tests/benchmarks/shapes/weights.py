"""Random weights of true shapes, made where they are used, in seconds."""

from __future__ import annotations

import torch
from torch import Tensor

from antiphon.reasoner.kernels.w4a16 import Scratch
from antiphon.reasoner.memory_plan import WeightPrecision
from antiphon.reasoner.models.graphed import DecoderWeights, LayerWeights
from antiphon.reasoner.models.products import Dense, FourBit, Product
from antiphon.reasoner.models.quantised import TILE, Quantised

from .sizes import Shapes

__all__ = ["dense", "four_bit", "random_weights", "scratch_for"]

SPREAD = 4.61
"""The standard deviation of levels 0 to 15 that are all as likely."""
PIECE_SUMS = 1 << 25
"""``FourBit`` has pieces of twice as many weights dequantised there."""
MIDDLE = 60
"""Of them, in eighths of a level."""


def dense(out: int, width: int, device: torch.device, dtype: torch.dtype) -> Tensor:
    """A weight [out, in] which gives rows about the size of what it is given."""
    return torch.empty(out, width, dtype=dtype, device=device).normal_(0, width**-0.5)


def four_bit(out: int, width: int, device: torch.device) -> Quantised:
    """The same in four bits: every level is as likely."""
    group = 128 if width % 128 == 0 else 64
    tiles, groups = -(-out // TILE), width // group
    scales = torch.empty(tiles, groups, TILE, dtype=torch.bfloat16, device=device)
    return Quantised(
        torch.randint(-(1 << 15), 1 << 15, (tiles, groups, TILE, group // 4), dtype=torch.int16, device=device),
        scales.uniform_(0.8, 1.2).div_(SPREAD * width**0.5),
        torch.randint(MIDDLE - 8, MIDDLE + 9, (tiles, groups, TILE), dtype=torch.uint8, device=device),
        group,
        (out, width),
    )


def scratch_for(device: torch.device) -> Scratch:
    """As large as products of many rows want it; the interpreter's are small."""
    return Scratch.allocate(device, PIECE_SUMS if device.type == "cuda" else 1 << 18)


def random_weights(
    shapes: Shapes, precision: WeightPrecision, device: torch.device, dtype: torch.dtype, layers: int | None = None
) -> DecoderWeights:
    """All of a decoder; ``dtype`` is that of what is not in four bits. ``layers``: only so many."""
    config, scratch = shapes.decoder, scratch_for(device)

    def product(name: str) -> Product:
        out, width = shapes.products[name]
        if precision == "int4":
            return FourBit(four_bit(out, width, device), scratch)
        return Dense(dense(out, width, device, dtype))

    def small(size: int, mean: float) -> Tensor:
        return torch.empty(size, dtype=dtype, device=device).normal_(mean, 0.1)

    def layer() -> LayerWeights:
        return LayerWeights(
            attention_norm=small(config.hidden, 1),
            qkv=product("qkv"),
            qkv_bias=small(shapes.products["qkv"][0], 0) if config.qkv_bias else None,
            out=product("out"),
            out_bias=small(config.hidden, 0) if config.out_bias else None,
            feed_forward_norm=small(config.hidden, 1),
            gate_up=product("gate_up"),
            down=product("down"),
        )

    embedding = torch.empty(config.vocabulary, config.hidden, dtype=dtype, device=device).normal_()
    return DecoderWeights(
        embedding=embedding,
        layers=[layer() for _ in range(config.layers if layers is None else layers)],
        norm=small(config.hidden, 1),
        head=Dense(embedding if config.tied else dense(config.vocabulary, config.hidden, device, dtype)),
    )
