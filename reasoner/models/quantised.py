"""A weight matrix in four bits: how it is rounded, and how it lies in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt

from .recipe import FOUR_BITS, TILE, Recipe

__all__ = ["TILE", "Quantised", "dequantise", "quantise"]

LEVELS = 15
"""The largest of the sixteen values that four bits hold."""
PARTS = 8
"""Zero points are in eighths of a step: 16 + zero then fits bf16's eight bits, and level - zero is exact in bf16."""
PER_WORD = 4
"""Weights in an int16."""
CHUNK = 1 << 21
"""Weights that are rounded at once: in fp32, with what the search needs beside them, under 200 MiB."""

HQQ_ITERATIONS = 20
HQQ_NORM = 0.7
HQQ_BETA = 10.0
HQQ_KAPPA = 1.01
"""The values of mobiusml/hqq, hqq/core/optimize.py, optimize_weights_proximal_legacy."""


@dataclass(frozen=True, slots=True)
class Quantised:
    """A weight [out, in] as ``scale * (level - zero)``, one of each for ``group`` inputs of an output.

    The packing is made for the product of a few rows (``kernels/w4a16.py``), which reads all of it once:

    - A tile is ``TILE`` outputs of one group: ``TILE * group / 2`` bytes, contiguous. The tiles of the same outputs
      follow each other, group by group, so a program that walks along the inputs reads one stream, with 16-byte loads
      of which no byte is for another program.
    - A row of a tile is ``group / 4`` words of 16 bits. Word w holds, in bits 4j to 4j + 3, the level of input
      ``j * group / 4 + w``. So each of the four nibbles of a tile of words is a tile of weights in its own right,
      and belongs to ``group / 4`` inputs in a row: no shuffling between unpacking and the tensor cores.
    - Outputs are padded to whole tiles with levels, zero points and scales of 0.

    ``packed``: int16, [tiles, groups, TILE, group / 4].
    ``scales``: bf16, [tiles, groups, TILE].
    ``zeros``: uint8, [tiles, groups, TILE], in eighths of a level: 0 to 127.
    ``group``: inputs that share a scale, 128 or 64.
    ``shape``: (out, in).

    Raises ModelCorrupt for tensors that do not fit each other.
    """

    packed: Tensor
    scales: Tensor
    zeros: Tensor
    group: int
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        rows, width = self.shape
        tiles, groups = -(-rows // TILE), width // self.group
        for name, tensor, dtype, shape in (
            ("packed", self.packed, torch.int16, (tiles, groups, TILE, self.group // PER_WORD)),
            ("scales", self.scales, torch.bfloat16, (tiles, groups, TILE)),
            ("zeros", self.zeros, torch.uint8, (tiles, groups, TILE)),
        ):
            if tensor.dtype != dtype or tensor.shape != shape or not tensor.is_contiguous():
                raise ModelCorrupt(
                    f"{name} of a quantised weight {list(self.shape)} is {tensor.dtype} {list(tensor.shape)}: "
                    f"it must be {dtype} {list(shape)}, contiguous"
                )

    @property
    def size_bytes(self) -> int:
        """What it occupies, and what a product reads of it."""
        return sum(tensor.numel() * tensor.element_size() for tensor in (self.packed, self.scales, self.zeros))


def quantise(weight: Tensor, recipe: Recipe = FOUR_BITS) -> Quantised:
    """``weight`` [out, in], floating, on any device, in four bits by ``recipe``; no calibration data.

    ``nearest``: the range of a group, made to include 0, is divided evenly, and its zero point is a level.
    ``hqq``: from there, the zero point is moved so that the error's l_0.7 norm shrinks, by half-quadratic
    optimisation (Badri and Shaji, "Half-Quadratic Quantization of Large Machine Learning Models", 2023).

    Besides the result it needs under 200 MiB, or 90 bytes for each weight of 64 rows if that is more.
    Raises ModelError if no group divides the inputs, ModelCorrupt for weights that are not finite.
    """
    rows, width = weight.shape
    group = recipe.group_of(width)
    tiles, groups = -(-rows // TILE), width // group
    new = weight.new_zeros
    packed = new((tiles, groups, TILE, group // PER_WORD), dtype=torch.int16)
    scales = new((tiles, groups, TILE), dtype=torch.bfloat16)
    zeros = new((tiles, groups, TILE), dtype=torch.uint8)
    for first, last in _chunks(rows, width):
        grouped = weight[first:last].float().view(last - first, groups, group)
        scale, zero = _nearest(grouped)
        if not scale.isfinite().all():
            raise ModelCorrupt(f"rows {first} to {last - 1} of a weight {list(weight.shape)} are not all finite")
        scaled = grouped / scale.float()
        if recipe.method == "hqq":
            zero = _search(scaled, zero)
        part = slice(first // TILE, -(-last // TILE))
        packed[part] = _tiled(_pack(_levels(scaled, zero)))
        scales[part] = _tiled(scale)[..., 0]
        zeros[part] = _tiled((zero * PARTS).to(torch.uint8))[..., 0]
    return Quantised(packed, scales, zeros, group, (rows, width))


def dequantise(weight: Quantised, dtype: torch.dtype = torch.float32) -> Tensor:
    """The weight [out, in] that the four bits stand for; exact in fp32."""
    rows, width = weight.shape
    dense = weight.packed.new_empty((rows, width), dtype=dtype)
    for first, last in _chunks(rows, width):
        part = slice(first // TILE, -(-last // TILE))
        words = weight.packed[part].int()
        levels = torch.cat([(words >> 4 * plane) & LEVELS for plane in range(PER_WORD)], -1).float()
        values = (levels - weight.zeros[part, ..., None].float() / PARTS) * weight.scales[part, ..., None].float()
        dense[first:last] = values.transpose(1, 2).reshape(-1, width)[: last - first]
    return dense


def _chunks(rows: int, width: int) -> Iterator[tuple[int, int]]:
    """Ranges of whole tiles, the last as far as there are rows."""
    step = max(1, CHUNK // (width * TILE)) * TILE
    for first in range(0, rows, step):
        yield first, min(first + step, rows)


def _nearest(grouped: Tensor) -> tuple[Tensor, Tensor]:
    """Scales in bf16, never 0, and zero points, whole levels in fp32: both [rows, groups, 1]."""
    low = grouped.amin(-1, keepdim=True).clamp(max=0)
    high = grouped.amax(-1, keepdim=True).clamp(min=0)
    scale = ((high - low) / LEVELS).to(torch.bfloat16)
    scale = torch.where(scale == 0, torch.ones_like(scale), scale)
    return scale, (-low / scale.float()).round().clamp(0, LEVELS)


def _levels(scaled: Tensor, zero: Tensor) -> Tensor:
    return (scaled + zero).round().clamp(0, LEVELS)


def _search(scaled: Tensor, zero: Tensor) -> Tensor:
    """Better zero points for ``scaled`` [rows, groups, group], the weights in steps; [rows, groups, 1], in eighths.

    hqq stops when the whole matrix gets no better, and its threshold depends on how large the weights are. Here each
    group keeps the best that it has seen, and errors are in steps: a row's result depends on nothing but the row.
    """
    best, least = zero, (_levels(scaled, zero) - zero - scaled).abs().mean(-1, keepdim=True)
    beta = HQQ_BETA
    for _ in range(HQQ_ITERATIONS):
        levels = _levels(scaled, zero)
        error = scaled - (levels - zero)
        zero = (levels - scaled + _shrunk(error, beta)).mean(-1, keepdim=True)
        zero = zero.clamp(0, LEVELS + (PARTS - 1) / PARTS)
        stored = (zero * PARTS).round() / PARTS
        mean = (_levels(scaled, stored) - stored - scaled).abs().mean(-1, keepdim=True)
        better = mean < least
        best, least = torch.where(better, stored, best), torch.where(better, mean, least)
        beta *= HQQ_KAPPA
    return best


def _shrunk(error: Tensor, beta: float) -> Tensor:
    """The generalised soft threshold, the proximal step of the l_p norm: large errors stay, small ones become 0."""
    size = error.abs()
    return error.sign() * (size - size.clamp(min=1e-8).pow(HQQ_NORM - 1) / beta).clamp(min=0)


def _pack(levels: Tensor) -> Tensor:
    """Levels [rows, groups, group] to words [rows, groups, group / 4]."""
    planes = levels.to(torch.int32).chunk(PER_WORD, -1)
    words = planes[0] | planes[1] << 4 | planes[2] << 8 | planes[3] << 12
    return words.to(torch.int16)  # wraps: bit 15 becomes the sign


def _tiled(values: Tensor) -> Tensor:
    """[rows, groups, n] to [tiles, groups, TILE, n], padded with 0."""
    missing = -len(values) % TILE
    padded = torch.cat([values, values.new_zeros((missing, *values.shape[1:]))]) if missing else values
    return padded.view(-1, TILE, *values.shape[1:]).transpose(1, 2)
