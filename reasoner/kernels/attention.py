"""Attention of one new token a row over a KV cache in blocks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import triton
import triton.language as tl
from torch import Tensor

from .early import begins_early, wait

__all__ = ["SPLITS", "Partials", "attend"]

SPLITS = 16
"""Programs among which the tokens of one row and one key-value head are divided.

One row of 8 key-value heads then fills the 132 multiprocessors of an H100. It stays the same for more rows: a row is
summed in the same order, and so to the same bits, whatever else is in the step.
"""
TILE = 64
"""Tokens read at a time; divides the tokens of a block."""
WARPS = 4
STAGES = 2
LEAST_DOT = 16
"""The least number of rows of a matrix unit's product: the queries of a group are padded to it."""


@dataclass(frozen=True, slots=True)
class Partials:
    """Where the programs of ``attend`` leave what each has summed; one serves all layers, one after the other."""

    values: Tensor
    """[rows, heads, splits, head_dim], fp32: the values, weighted by the softmax over a split's own tokens."""
    masses: Tensor
    """[rows, heads, splits], fp32: log2 of the sum of 2^score over a split's tokens."""

    @classmethod
    def empty(cls, rows: int, heads: int, head_dim: int, device: torch.device | str, splits: int = SPLITS) -> Partials:
        """Room for so many rows; ``splits`` decides how far the tokens of a row are divided."""
        return cls(
            torch.empty(rows, heads, splits, head_dim, dtype=torch.float32, device=device),
            torch.empty(rows, heads, splits, dtype=torch.float32, device=device),
        )


def attend(
    q: Tensor,
    cache: Tensor,
    block_tables: Tensor,
    lengths: Tensor,
    *,
    out: Tensor | None = None,
    partials: Partials | None = None,
    tile: int = TILE,
    warps: int = WARPS,
    stages: int = STAGES,
) -> Tensor:
    """Scaled dot-product attention of the newest token of each row over all tokens of that row.

    ``q``: [rows, heads, head_dim], of any row stride. ``cache``: one layer's keys and values,
    [blocks, 2, kv_heads, tokens of a block, head_dim], of any block stride, in the dtype of ``q``. ``block_tables``:
    [rows, most_blocks] int32, the blocks of each row in the order of its tokens; rows may share blocks. ``lengths``:
    [rows] int32, the tokens of each row, the newest included; a row of length 0 gets zeros. What is in the cache and
    the tables beyond a row's length is not read.

    Returns ``out``, [rows, heads * head_dim]. With ``out`` and ``partials`` given nothing is allocated. The grids
    depend on the shapes alone: in a CUDA graph, lengths and tables may change between replays.

    Flash-decoding (https://crfm.stanford.edu/2023/10/12/flashdecoding.html): the tokens of a row are divided among
    programs, and a second kernel combines what they summed, always in the same order.

    Raises ValueError for shapes or strides that do not fit each other.
    """
    rows, heads, head_dim = q.shape
    blocks, both, kv_heads, block, cached_dim = cache.shape
    if both != 2 or cached_dim != head_dim or heads % kv_heads or cache.dtype != q.dtype:
        raise ValueError(f"a cache {list(cache.shape)} of {cache.dtype} does not fit queries {list(q.shape)} {q.dtype}")
    if head_dim < LEAST_DOT or head_dim & (head_dim - 1):
        raise ValueError(f"a head has {head_dim} dimensions: it must be a power of two of at least {LEAST_DOT}")
    if tile < LEAST_DOT or tile & (tile - 1) or block % tile:
        raise ValueError(f"tiles of {tile} tokens: they must be a power of two that divides a block of {block}")
    if blocks and not cache[0].is_contiguous():
        raise ValueError("the keys and values of a block must lie contiguously")
    if q.stride()[1:] != (head_dim, 1) or block_tables.stride(1) != 1 or lengths.stride() != (1,):
        raise ValueError("the heads of a query, the blocks of a row and the lengths must lie contiguously")
    if block_tables.shape[0] != rows or lengths.shape != (rows,):
        raise ValueError(f"{rows} rows of queries need as many block tables and lengths")
    if out is None:
        out = q.new_empty(rows, heads * head_dim)
    if partials is None:
        partials = Partials.empty(rows, heads, head_dim, q.device)
    if out.shape != (rows, heads * head_dim) or out.stride(1) != 1:
        raise ValueError(f"out is {list(out.shape)}: it must be {[rows, heads * head_dim]}, each row contiguous")
    values, masses = partials.values, partials.masses
    splits = masses.shape[2]
    fits = values.shape[0] >= rows and values.shape[1:] == (heads, splits, head_dim)
    if not fits or not values.is_contiguous() or masses.shape != values.shape[:3] or not masses.is_contiguous():
        raise ValueError(f"partials {list(values.shape)} do not fit queries {list(q.shape)}")
    group = heads // kv_heads
    early = begins_early(rows, q.device)
    _split_kernel[(splits, kv_heads, rows)](
        q, cache, block_tables, lengths, values, masses,
        q.stride(0), cache.stride(0), block_tables.stride(0), math.log2(math.e) / math.sqrt(head_dim),
        KV_HEADS=kv_heads, GROUP=group, PADDED=max(LEAST_DOT, triton.next_power_of_2(group)), HEAD_DIM=head_dim,
        BLOCK=block, SPLITS=splits, TILE=tile, STAGES=stages,
        IN_FP32=triton.knobs.runtime.interpret or q.dtype == torch.float32, EARLY=early,
        num_warps=warps, launch_pdl=early,
    )  # fmt: skip
    _combine_kernel[(heads, rows)](
        values, masses, lengths, out, out.stride(0),
        HEADS=heads, HEAD_DIM=head_dim, SPLITS=splits, PADDED=triton.next_power_of_2(splits), TILE=tile, EARLY=early,
        num_warps=1, launch_pdl=early,
    )  # fmt: skip
    return out


@triton.jit
def _tokens_of_a_split(length, SPLITS: tl.constexpr, TILE: tl.constexpr):
    """Whole tiles, as few as let ``SPLITS`` splits cover ``length``; TILE for an empty row."""
    return tl.maximum(tl.cdiv(tl.cdiv(length, TILE), SPLITS), 1) * TILE


@triton.jit
def _dot(a, b, IN_FP32: tl.constexpr):
    """The product of two tiles, summed in fp32. ``IN_FP32``: the interpreter does not multiply bf16."""
    if IN_FP32:
        a, b = a.to(tl.float32), b.to(tl.float32)
    return tl.dot(a, b, input_precision="ieee")


@triton.jit
def _split_kernel(
    q_at, cache_at, tables_at, lengths_at, values_at, masses_at,
    q_row_stride, cache_block_stride, table_row_stride, scale,
    KV_HEADS: tl.constexpr, GROUP: tl.constexpr, PADDED: tl.constexpr, HEAD_DIM: tl.constexpr,
    BLOCK: tl.constexpr, SPLITS: tl.constexpr, TILE: tl.constexpr, STAGES: tl.constexpr,
    IN_FP32: tl.constexpr, EARLY: tl.constexpr,
):  # fmt: skip
    """One split of one row's tokens, seen by the queries that share one key-value head."""
    wait(EARLY)
    split, kv_head, row = tl.program_id(0), tl.program_id(1), tl.program_id(2).to(tl.int64)
    length = tl.load(lengths_at + row)
    tokens = _tokens_of_a_split(length, SPLITS, TILE)
    first = split * tokens
    if first >= length:
        return
    last = tl.minimum(first + tokens, length)

    dims = tl.arange(0, HEAD_DIM)
    members = tl.arange(0, PADDED)
    real = members < GROUP
    heads = kv_head * GROUP + members
    q = tl.load(q_at + row * q_row_stride + heads[:, None] * HEAD_DIM + dims, mask=real[:, None], other=0.0)

    most = tl.full([PADDED], float("-inf"), tl.float32)
    mass = tl.zeros([PADDED], tl.float32)
    attended = tl.zeros([PADDED, HEAD_DIM], tl.float32)
    for start in tl.range(first, last, TILE, num_stages=STAGES):
        # A tile lies in one block. Blocks are many and large: their offsets need 64 bits.
        block = tl.load(tables_at + row * table_row_stride + start // BLOCK).to(tl.int64)
        keys_at = cache_at + block * cache_block_stride + (kv_head * BLOCK + start % BLOCK) * HEAD_DIM
        within = tl.arange(0, TILE)
        filled = start + within < last
        offsets = within[:, None] * HEAD_DIM + dims
        keys = tl.load(keys_at + offsets, mask=filled[:, None], other=0.0)
        scores = _dot(q, tl.trans(keys), IN_FP32) * scale
        scores = tl.where(filled, scores, float("-inf"))
        higher = tl.maximum(most, tl.max(scores, 1))
        kept = tl.exp2(most - higher)
        weights = tl.exp2(scores - higher[:, None])
        # What lies beyond the last token may be NaN, which a weight of 0 does not undo: it is not loaded.
        values = tl.load(keys_at + KV_HEADS * BLOCK * HEAD_DIM + offsets, mask=filled[:, None], other=0.0)
        attended = attended * kept[:, None] + _dot(weights.to(values.dtype), values, IN_FP32)
        mass = mass * kept + tl.sum(weights, 1)
        most = higher

    at = (row * KV_HEADS * GROUP + heads) * SPLITS + split
    tl.store(values_at + at[:, None] * HEAD_DIM + dims, attended / mass[:, None], mask=real[:, None])
    tl.store(masses_at + at, most + tl.log2(mass), mask=real)


@triton.jit
def _combine_kernel(
    values_at, masses_at, lengths_at, out_at, out_row_stride,
    HEADS: tl.constexpr, HEAD_DIM: tl.constexpr, SPLITS: tl.constexpr, PADDED: tl.constexpr,
    TILE: tl.constexpr, EARLY: tl.constexpr,
):  # fmt: skip
    """What the splits of one row and one head saw, each by its share of the whole mass."""
    wait(EARLY)
    head, row = tl.program_id(0), tl.program_id(1).to(tl.int64)
    length = tl.load(lengths_at + row)
    used = tl.cdiv(length, _tokens_of_a_split(length, SPLITS, TILE))
    splits, dims = tl.arange(0, PADDED), tl.arange(0, HEAD_DIM)
    at = (row * HEADS + head) * SPLITS + splits
    masses = tl.load(masses_at + at, mask=splits < used, other=float("-inf"))
    values = tl.load(values_at + at[:, None] * HEAD_DIM + dims, mask=(splits < used)[:, None], other=0.0)
    # An empty row has no mass: measured against 0 its weights are 0, not NaN.
    most = tl.max(masses, 0)
    weights = tl.exp2(masses - tl.where(used > 0, most, 0.0))
    attended = tl.sum(weights[:, None] * values, 0) / tl.where(used > 0, tl.sum(weights, 0), 1.0)
    tl.store(out_at + row * out_row_stride + head * HEAD_DIM + dims, attended.to(out_at.dtype.element_ty))
