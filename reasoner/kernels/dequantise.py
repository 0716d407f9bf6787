"""Weights in four bits to weights that cuBLAS multiplies, for products of many rows."""

from __future__ import annotations

import triton
import triton.language as tl
from torch import Tensor

from ..models.quantised import PARTS, TILE, Quantised

__all__ = ["dequantise_rows"]


def dequantise_rows(weight: Quantised, first: int, out: Tensor) -> Tensor:
    """Rows ``first`` to ``first + len(out)`` of the weight that the four bits stand for, into ``out`` [rows, in].

    ``out``: contiguous, floating; it is rounded once. Returns it. Raises ValueError for a ``first`` that no tile begins
    with, and for rows that the weight does not have.
    """
    outputs, width = weight.shape
    rows = len(out)
    if first % TILE or not 0 <= first <= first + rows <= outputs:
        raise ValueError(f"rows {first} to {first + rows} of a weight {list(weight.shape)} in tiles of {TILE}")
    if out.shape != (rows, width) or not out.is_contiguous():
        raise ValueError(f"out {list(out.shape)} must be contiguous, [{rows}, {width}]")
    groups = width // weight.group
    _dequantise_kernel[(groups, triton.cdiv(rows, TILE))](
        weight.packed, weight.scales, weight.zeros, out, first // TILE, rows, groups,
        GROUP=weight.group, TILE=TILE, PARTS=PARTS, num_warps=4,
    )  # fmt: skip
    return out


@triton.jit
def _dequantise_kernel(
    packed_at, scales_at, zeros_at, out_at, first_tile, rows, groups,
    GROUP: tl.constexpr, TILE: tl.constexpr, PARTS: tl.constexpr,
):  # fmt: skip
    """One group of one tile: each nibble of its words is a tile of weights in its own right."""
    WORDS: tl.constexpr = GROUP // 4
    group, tile = tl.program_id(0), tl.program_id(1)
    at = (first_tile + tile).to(tl.int64) * groups + group
    within, columns = tl.arange(0, TILE), tl.arange(0, WORDS)
    words = tl.load(packed_at + at * (TILE * WORDS) + within[:, None] * WORDS + columns).to(tl.int32)
    scale = tl.load(scales_at + at * TILE + within).to(tl.float32)[:, None]
    zero = tl.load(zeros_at + at * TILE + within).to(tl.float32)[:, None] * (1.0 / PARTS)
    row = tile * TILE + within
    to_at = out_at + row.to(tl.int64)[:, None] * (groups * GROUP) + group * GROUP + columns
    for plane in tl.static_range(4):
        level = ((words >> (4 * plane)) & 15).to(tl.float32)
        weights = (level - zero) * scale
        tl.store(to_at + plane * WORDS, weights.to(out_at.dtype.element_ty), mask=(row < rows)[:, None])
