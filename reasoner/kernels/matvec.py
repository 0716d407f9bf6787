"""A matrix product for the few rows of a decode step, at the speed at which memory gives the weights."""

from __future__ import annotations

from dataclasses import dataclass

import triton
import triton.language as tl
from torch import Tensor

__all__ = ["MOST_ROWS", "Tiling", "gated_matvec", "matvec"]

MOST_ROWS = 2
"""For more rows cuBLAS is quicker, which multiplies in the matrix units: as measured on an H100."""


@dataclass(frozen=True, slots=True)
class Tiling:
    """How a product is divided: ``outputs`` a program, ``inputs`` at a time, both powers of two."""

    outputs: int
    inputs: int
    warps: int
    stages: int


TILING = Tiling(8, 256, 4, 4)
GATED_TILING = Tiling(4, 512, 4, 3)
"""Each output reads two rows of weights."""


def matvec(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    residual: Tensor | None = None,
    *,
    norm: tuple[Tensor, float] | None = None,
    out: Tensor | None = None,
    tiling: Tiling | None = None,
) -> Tensor:
    """``x @ weight.T + bias + residual`` for ``x`` [1 or 2 rows, in] and ``weight`` [out, in], in one dtype.

    ``bias``: [out]. ``residual``: [rows, out], may be ``out``. ``norm``: the weight [in] and epsilon of an RMSNorm
    (arXiv 1910.07467) through which ``x`` goes first, without a launch of its own. All is summed in fp32 and rounded
    once. Returns ``out``, [rows, out]. Raises ValueError for shapes or strides that do not fit each other.
    """
    outputs = weight.shape[0]
    out = _checked(x, weight, outputs, norm, out)
    if bias is not None and (bias.shape != (outputs,) or bias.stride(0) != 1):
        raise ValueError(f"a bias {list(bias.shape)} must be contiguous, [{outputs}]")
    if residual is not None and (residual.shape != out.shape or residual.stride(1) != 1):
        raise ValueError(f"a residual {list(residual.shape)} must be {list(out.shape)}, each row contiguous")
    _launch(x, weight, bias, residual, norm, out, tiling or TILING, gated=False)
    return out


def gated_matvec(
    x: Tensor,
    weight: Tensor,
    *,
    norm: tuple[Tensor, float] | None = None,
    out: Tensor | None = None,
    tiling: Tiling | None = None,
) -> Tensor:
    """``silu(x @ gate.T) * (x @ up.T)`` for ``x`` [1 or 2 rows, in] and ``weight`` [2 * out, in]: gate, then up.

    Otherwise as ``matvec``: the two products are not rounded before they meet.
    """
    if weight.shape[0] % 2:
        raise ValueError(f"a weight {list(weight.shape)} cannot be a gate and an equal other half")
    out = _checked(x, weight, weight.shape[0] // 2, norm, out)
    _launch(x, weight, None, None, norm, out, tiling or GATED_TILING, gated=True)
    return out


def _checked(x: Tensor, weight: Tensor, outputs: int, norm: tuple[Tensor, float] | None, out: Tensor | None) -> Tensor:
    """``out``, or a new one."""
    rows, inputs = x.shape
    if not 1 <= rows <= MOST_ROWS:
        raise ValueError(f"{rows} rows: this product is for 1 to {MOST_ROWS}")
    if weight.shape[1] != inputs or weight.dtype != x.dtype:
        raise ValueError(f"a weight {list(weight.shape)} {weight.dtype} does not fit rows {list(x.shape)} {x.dtype}")
    if x.stride(1) != 1 or not weight.is_contiguous():
        raise ValueError("every row of x and the whole weight must lie contiguously")
    if norm is not None and (norm[0].shape != (inputs,) or norm[0].stride(0) != 1):
        raise ValueError(f"the norm's weight {list(norm[0].shape)} must be contiguous, [{inputs}]")
    if out is None:
        return x.new_empty(rows, outputs)
    if out.shape != (rows, outputs) or out.stride(1) != 1:
        raise ValueError(f"out is {list(out.shape)}: it must be {[rows, outputs]}, each row contiguous")
    return out


def _launch(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    residual: Tensor | None,
    norm: tuple[Tensor, float] | None,
    out: Tensor,
    tiling: Tiling,
    *,
    gated: bool,
) -> None:
    rows, outputs = out.shape
    added = out if residual is None else residual
    _matvec_kernel[(triton.cdiv(outputs, tiling.outputs),)](
        x, weight, weight if bias is None else bias, added, weight if norm is None else norm[0], out,
        x.stride(0), added.stride(0), out.stride(0), 0.0 if norm is None else norm[1],
        ROWS=rows, OUTPUTS=outputs, INPUTS=x.shape[1], TILE_OUT=tiling.outputs, TILE_IN=tiling.inputs,
        STAGES=tiling.stages, BIASED=bias is not None, ADDS=residual is not None, NORMS=norm is not None, GATED=gated,
        num_warps=tiling.warps,
    )  # fmt: skip


@triton.jit
def _add(
    sums, gated_sums, squares, weights, gated_weights, gain, x_at, there, NORMS: tl.constexpr, GATED: tl.constexpr
):  # fmt: skip
    """The sums of one row, [TILE_OUT, TILE_IN], and of its squares, [1, TILE_IN], with one piece more."""
    x = tl.load(x_at, mask=there, other=0.0, eviction_policy="evict_last").to(tl.float32)
    if NORMS:
        squares += x * x
        x *= gain
    sums += weights * x
    if GATED:
        gated_sums += gated_weights * x
    return sums, gated_sums, squares


@triton.jit
def _finish(
    sums, gated_sums, squares, row, places, there, bias_at, added_at, out_at, added_stride, out_stride, eps,
    INPUTS: tl.constexpr, BIASED: tl.constexpr, ADDS: tl.constexpr, NORMS: tl.constexpr, GATED: tl.constexpr,
):  # fmt: skip
    """Sum up one row's products, and store what becomes of them."""
    product = tl.sum(sums, 1)
    scale = 1.0
    if NORMS:
        scale = tl.rsqrt(tl.sum(squares) / INPUTS + eps)
        product *= scale
    if GATED:
        product = product * tl.sigmoid(product) * (tl.sum(gated_sums, 1) * scale)
    if BIASED:
        product += tl.load(bias_at + places, mask=there, other=0.0).to(tl.float32)
    if ADDS:
        product += tl.load(added_at + row * added_stride + places, mask=there, other=0.0).to(tl.float32)
    tl.store(out_at + row * out_stride + places, product.to(out_at.dtype.element_ty), mask=there)


@triton.jit
def _matvec_kernel(
    x_at, weight_at, bias_at, added_at, gain_at, out_at, x_stride, added_stride, out_stride, eps,
    ROWS: tl.constexpr, OUTPUTS: tl.constexpr, INPUTS: tl.constexpr,
    TILE_OUT: tl.constexpr, TILE_IN: tl.constexpr, STAGES: tl.constexpr,
    BIASED: tl.constexpr, ADDS: tl.constexpr, NORMS: tl.constexpr, GATED: tl.constexpr,
):  # fmt: skip
    """TILE_OUT outputs of all rows.

    Every thread sums its own products, and they meet only at the end: a tile of sums for each row (and one more for
    the gated half), which are named one by one because a loop cannot carry a list of them.
    """
    places = tl.program_id(0) * TILE_OUT + tl.arange(0, TILE_OUT)
    there = places < OUTPUTS
    inside = tl.arange(0, TILE_IN)[None, :]
    weights_at = weight_at + places.to(tl.int64)[:, None] * INPUTS + inside
    sums = tl.zeros([TILE_OUT, TILE_IN], tl.float32)
    squares = tl.zeros([1, TILE_IN], tl.float32)
    s0, s1, g0, g1 = sums, sums, sums, sums
    q0, q1 = squares, squares
    for start in tl.range(0, INPUTS, TILE_IN, num_stages=STAGES):
        # Where the tile divides the row the comparison is always true, and compiled away.
        filled = (inside < INPUTS - start) | (INPUTS % TILE_IN == 0)
        wanted = there[:, None] & filled
        weights = tl.load(weights_at + start, mask=wanted, other=0.0, eviction_policy="evict_first").to(tl.float32)
        others = weights
        if GATED:
            others_at = weights_at + OUTPUTS * INPUTS + start
            others = tl.load(others_at, mask=wanted, other=0.0, eviction_policy="evict_first").to(tl.float32)
        x_from = x_at + start + inside
        gain = 1.0
        if NORMS:
            gain = tl.load(gain_at + start + inside, mask=filled, other=0.0).to(tl.float32)
        s0, g0, q0 = _add(s0, g0, q0, weights, others, gain, x_from, filled, NORMS, GATED)
        if ROWS > 1:
            s1, g1, q1 = _add(s1, g1, q1, weights, others, gain, x_from + x_stride, filled, NORMS, GATED)
    _finish(
        s0, g0, q0, 0, places, there, bias_at, added_at, out_at, added_stride, out_stride, eps,
        INPUTS, BIASED, ADDS, NORMS, GATED,
    )  # fmt: skip
    if ROWS > 1:
        _finish(
            s1, g1, q1, 1, places, there, bias_at, added_at, out_at, added_stride, out_stride, eps,
            INPUTS, BIASED, ADDS, NORMS, GATED,
        )  # fmt: skip
