"""Random weights of true shapes, made where they are used, in seconds."""

from __future__ import annotations

import torch
from torch import Tensor

from antiphon.reasoner.kernels.w4a16 import Scratch
from antiphon.reasoner.memory_plan import SCRATCH_SUMS, WeightPrecision
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import DecoderWeights
from antiphon.reasoner.models.layout import empty_quantised, laid_out
from antiphon.reasoner.models.products import Dense, FourBit, Product
from antiphon.reasoner.models.quantised import Quantised
from antiphon.reasoner.models.recipe import FOUR_BITS

__all__ = ["four_bit", "random_weights", "scratch_for"]

SPREAD = 4.61
"""The standard deviation of levels 0 to 15 that are all as likely."""
MIDDLE = 60
"""Of them, in eighths of a level."""


def random_weights(
    config: DecoderConfig, precision: WeightPrecision, device: torch.device, dtype: torch.dtype
) -> DecoderWeights:
    """All of a decoder, as the loader lays them out; ``dtype`` is that of what is not in four bits."""
    # The loader's own layout, since what is measured is what it leaves in memory.
    weights = laid_out(config, precision, device, dtype).weights(device)
    weights.embedding.normal_()
    weights.norm.normal_(1, 0.1)
    if not config.tied:
        _fill(weights.head)
    for layer in weights.layers:
        for norm in (layer.attention_norm, layer.feed_forward_norm):
            norm.normal_(1, 0.1)
        for bias in (layer.qkv_bias, layer.out_bias):
            if bias is not None:
                bias.normal_(0, 0.1)
        for product in (layer.qkv, layer.out, layer.gate_up, layer.down):
            _fill(product)
    return weights


def four_bit(out: int, width: int, device: torch.device) -> Quantised:
    """A random weight [out, in] in four bits."""
    weight = empty_quantised(out, width, FOUR_BITS, lambda shape, dtype: torch.empty(shape, dtype=dtype, device=device))
    _fill_quantised(weight)
    return weight


def scratch_for(device: torch.device) -> Scratch:
    """As large as the loader's."""
    return Scratch.allocate(device, SCRATCH_SUMS)


def _fill(product: Product) -> None:
    """With what gives rows about the size of what it is given."""
    if isinstance(product, FourBit):
        _fill_quantised(product.weight)
    elif isinstance(product, Dense):
        weight: Tensor = product.weight
        weight.normal_(0, weight.shape[1] ** -0.5)


def _fill_quantised(weight: Quantised) -> None:
    """Every level is as likely; zero points are about the middle."""
    weight.packed.random_(-(1 << 15), 1 << 15)
    weight.scales.uniform_(0.8, 1.2).div_(SPREAD * weight.shape[1] ** 0.5)
    weight.zeros.random_(MIDDLE - 8, MIDDLE + 9)
