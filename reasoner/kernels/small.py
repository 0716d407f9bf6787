"""The small steps between the products of a decoder layer, each in one launch."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from .early import begins_early, wait

__all__ = ["add_rms_norm", "rope_tables", "rotate_and_store", "silu_times"]

PIECE = 1024
"""Elements that one program of ``silu_times`` computes."""


def add_rms_norm(
    x: Tensor,
    residual: Tensor | None,
    weight: Tensor,
    eps: float,
    *,
    out: Tensor | None = None,
    sum_out: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """RMSNorm (arXiv 1910.07467) of ``x + residual``; returns the normalised rows and the sum itself.

    ``x``, ``residual``: [rows, hidden]; without a residual the sum is ``x``, and ``sum_out`` is not written.
    ``weight``: [hidden]. The sum is rounded to the dtype of ``x`` before it is normalised, as where the two are done
    apart. ``sum_out`` may be ``residual`` or ``x``, ``out`` may be ``x``. Raises ValueError for shapes that do not
    fit each other.
    """
    rows, hidden = x.shape
    others = [other for other in (residual, out, sum_out) if other is not None]
    if weight.shape != (hidden,) or any(other.shape != x.shape for other in others):
        raise ValueError(f"rows {list(x.shape)}: a weight {list(weight.shape)} or a sum or an output does not fit them")
    if weight.stride(0) != 1 or any(other.stride(1) != 1 for other in [x, *others]):
        raise ValueError("every row and the weight must lie contiguously")
    if out is None:
        out = torch.empty_like(x)
    if residual is None:
        sum_out = x
    elif sum_out is None:
        sum_out = torch.empty_like(x)
    assert sum_out is not None
    added = x if residual is None else residual
    width = triton.next_power_of_2(hidden)
    _norm_kernel[(rows,)](
        x, added, weight, out, sum_out, x.stride(0), added.stride(0), out.stride(0), sum_out.stride(0), eps,
        HIDDEN=hidden, WIDTH=width, ADDS=residual is not None, num_warps=min(16, max(1, width // 512)),
    )  # fmt: skip
    return out, sum_out


def rope_tables(positions: int, head_dim: int, theta: float, device: torch.device | str) -> tuple[Tensor, Tensor]:
    """Cosines and sines of RoPE (arXiv 2104.09864) for positions from 0 on, each [positions, head_dim / 2], fp32."""
    half = torch.arange(0, head_dim, 2, dtype=torch.float32, device=device) / head_dim
    angles = torch.outer(torch.arange(positions, dtype=torch.float32, device=device), theta**-half)
    return angles.cos(), angles.sin()


def rotate_and_store(
    qkv: Tensor,
    cos: Tensor,
    sin: Tensor,
    positions: Tensor,
    cache: Tensor,
    block_tables: Tensor,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """RoPE on queries and keys, and keys and values into the cache; returns the turned queries.

    ``qkv``: [rows, (heads + 2 kv_heads) * head_dim]: queries, keys, values. ``cos``, ``sin``: ``rope_tables``;
    dimension i is turned with i + head_dim / 2 (the ``rotate_half`` of Qwen2 and Llama in Transformers), in fp32.
    ``positions``: [rows] int32 or int64; a row whose position is negative takes no part: it stores nothing, and its
    queries are zeros. ``cache``: one layer's keys and values, [blocks, 2, kv_heads, tokens of a block, head_dim], of
    any block stride. ``block_tables``: [rows, most_blocks] int32, of any row stride: rows of one prompt may all be one
    table that is expanded. Two rows must not share the place they write to.

    ``out``: [rows, heads, head_dim], may be the queries' own place in ``qkv``. Raises ValueError for shapes or strides
    that do not fit each other.
    """
    rows, width = qkv.shape
    blocks, both, kv_heads, block, head_dim = cache.shape
    heads = width // head_dim - 2 * kv_heads
    if both != 2 or width % head_dim or heads < 1 or cache.dtype != qkv.dtype:
        raise ValueError(
            f"a cache {list(cache.shape)} of {cache.dtype} does not fit rows {list(qkv.shape)} {qkv.dtype}"
        )
    if cos.shape != sin.shape or cos.shape[1:] != (head_dim // 2,) or not (cos.is_contiguous() and sin.is_contiguous()):
        raise ValueError(f"tables {list(cos.shape)} must be contiguous, [positions, {head_dim // 2}]")
    if head_dim & (head_dim - 1) or head_dim < 2:
        raise ValueError(f"a head has {head_dim} dimensions: it must be a power of two")
    if positions.shape != (rows,) or block_tables.shape[0] != rows:
        raise ValueError(f"{rows} rows need as many positions and block tables")
    if blocks and not cache[0].is_contiguous():
        raise ValueError("the keys and values of a block must lie contiguously")
    if qkv.stride(1) != 1 or positions.stride(0) != 1 or block_tables.stride(1) != 1:
        raise ValueError("a row of qkv, the blocks of a row and the positions must lie contiguously")
    if out is None:
        out = qkv.new_empty(rows, heads, head_dim)
    if out.shape != (rows, heads, head_dim) or out.stride()[1:] != (head_dim, 1):
        raise ValueError(f"out is {list(out.shape)}: it must be {[rows, heads, head_dim]}, each row contiguous")
    early = begins_early(rows, qkv.device)
    _rotate_kernel[(heads + 2 * kv_heads, rows)](
        qkv, cos, sin, positions, block_tables, cache, out,
        qkv.stride(0), block_tables.stride(0), cache.stride(0), out.stride(0),
        HEADS=heads, KV_HEADS=kv_heads, HALF=head_dim // 2, BLOCK=block,
        EARLY=early, num_warps=1, launch_pdl=early,
    )  # fmt: skip
    return out


def silu_times(gate: Tensor, up: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``silu(gate) * up`` for [rows, width] of any row stride: the halves of one product as well as two products.

    Computed in fp32. ``out`` may be ``gate`` or ``up``. Raises ValueError for shapes that differ.
    """
    rows, width = gate.shape
    if out is None:
        out = gate.new_empty(rows, width)
    if up.shape != gate.shape or out.shape != gate.shape:
        raise ValueError(f"gate {list(gate.shape)}, up {list(up.shape)} and out {list(out.shape)} must be alike")
    if any(tensor.stride(1) != 1 for tensor in (gate, up, out)):
        raise ValueError("every row must lie contiguously")
    _silu_kernel[(triton.cdiv(width, PIECE), rows)](
        gate, up, out, gate.stride(0), up.stride(0), out.stride(0), WIDTH=width, PIECE=PIECE, num_warps=4
    )
    return out


@triton.jit
def _norm_kernel(
    x_at, added_at, weight_at, out_at, sum_at, x_stride, added_stride, out_stride, sum_stride, eps,
    HIDDEN: tl.constexpr, WIDTH: tl.constexpr, ADDS: tl.constexpr,
):  # fmt: skip
    row = tl.program_id(0).to(tl.int64)
    places = tl.arange(0, WIDTH)
    there = places < HIDDEN
    weight = tl.load(weight_at + places, mask=there, other=0.0).to(tl.float32)
    x = tl.load(x_at + row * x_stride + places, mask=there, other=0.0).to(tl.float32)
    if ADDS:
        x += tl.load(added_at + row * added_stride + places, mask=there, other=0.0).to(tl.float32)
        rounded = x.to(sum_at.dtype.element_ty)
        tl.store(sum_at + row * sum_stride + places, rounded, mask=there)
        x = rounded.to(tl.float32)
    scale = tl.rsqrt(tl.sum(x * x, 0) / HIDDEN + eps)
    tl.store(out_at + row * out_stride + places, (x * scale * weight).to(out_at.dtype.element_ty), mask=there)


@triton.jit
def _rotate_kernel(
    qkv_at, cos_at, sin_at, positions_at, tables_at, cache_at, out_at,
    qkv_stride, table_stride, cache_block_stride, out_stride,
    HEADS: tl.constexpr, KV_HEADS: tl.constexpr, HALF: tl.constexpr, BLOCK: tl.constexpr, EARLY: tl.constexpr,
):  # fmt: skip
    """One head of one row: a query, a key or a value."""
    wait(EARLY)
    head, row = tl.program_id(0), tl.program_id(1).to(tl.int64)
    position = tl.load(positions_at + row).to(tl.int64)
    takes_part = position >= 0
    places = tl.arange(0, HALF)
    from_at = qkv_at + row * qkv_stride + head * 2 * HALF + places
    first, second = tl.load(from_at), tl.load(from_at + HALF)
    if head < HEADS + KV_HEADS:
        cos = tl.load(cos_at + position * HALF + places, mask=takes_part, other=0.0).to(tl.float32)
        sin = tl.load(sin_at + position * HALF + places, mask=takes_part, other=0.0).to(tl.float32)
        left, right = first.to(tl.float32), second.to(tl.float32)
        first = (left * cos - right * sin).to(first.dtype)
        second = (right * cos + left * sin).to(second.dtype)
    if head < HEADS:
        to_at = out_at + row * out_stride + head * 2 * HALF + places
        # Whatever stands in a row that takes no part, NaN too.
        tl.store(to_at, tl.where(takes_part, first, tl.zeros_like(first)))
        tl.store(to_at + HALF, tl.where(takes_part, second, tl.zeros_like(second)))
    else:
        block = tl.load(tables_at + row * table_stride + position // BLOCK, mask=takes_part, other=0).to(tl.int64)
        # Behind the keys of all heads lie the values of all heads.
        shelf = (head - HEADS) * BLOCK + position % BLOCK
        to_at = cache_at + block * cache_block_stride + shelf * 2 * HALF + places
        tl.store(to_at, first, mask=takes_part)
        tl.store(to_at + HALF, second, mask=takes_part)


@triton.jit
def _silu_kernel(
    gate_at, up_at, out_at, gate_stride, up_stride, out_stride, WIDTH: tl.constexpr, PIECE: tl.constexpr
):  # fmt: skip
    row = tl.program_id(1).to(tl.int64)
    places = tl.program_id(0) * PIECE + tl.arange(0, PIECE)
    there = places < WIDTH
    gate = tl.load(gate_at + row * gate_stride + places, mask=there, other=0.0).to(tl.float32)
    up = tl.load(up_at + row * up_stride + places, mask=there, other=0.0).to(tl.float32)
    tl.store(out_at + row * out_stride + places, (gate * tl.sigmoid(gate) * up).to(out_at.dtype.element_ty), mask=there)
