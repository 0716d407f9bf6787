"""The product of a few rows of bf16 with a weight in four bits."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton import knobs

from ..models.quantised import TILE, Quantised
from .early import begins_early, wait
from .w4a16_plan import FEW_ROWS, MOST_ROWS, SHAPES, Plan, plan

__all__ = ["Scratch", "SharedNorm", "gated", "product"]

AHEAD = tl.constexpr(8)
"""Groups by which scales and zero points are brought nearer before they are used."""


@triton.jit
def _levels(words, PLANE: tl.constexpr, PLAIN: tl.constexpr):
    """The weights in nibble ``PLANE`` of ``words`` [n, group / 4], in steps: 128 + level, exact in bf16.

    A nibble in the last four bits of a bf16 with the exponent of 128 is 128 + level: two weights are unpacked by a
    shift and a lop3. ``PLAIN``: the same without inline assembly, in fp32, for the interpreter.
    """
    if PLAIN:
        return 128.0 + ((words.to(tl.int32) >> (4 * PLANE)) & 15).to(tl.float32)
    return tl.inline_asm_elementwise(
        f"{{ .reg .b32 t; shr.b32 t, $1, {4 * PLANE}; lop3.b32 $0, t, 0x000F000F, 0x43004300, 0xEA; }}",
        "=r,r",
        [words],
        dtype=tl.bfloat16,
        is_pure=True,
        pack=2,
    )


@triton.jit
def _product(words, x0, x1, x2, x3, PLAIN: tl.constexpr):
    """Of one group's ``_levels`` with its inputs ``x0`` to ``x3`` [group / 4, rows]: fp32, [n, rows]."""
    part = tl.dot(_levels(words, 0, PLAIN), x0, out_dtype=tl.float32)
    part = tl.dot(_levels(words, 1, PLAIN), x1, part, out_dtype=tl.float32)
    part = tl.dot(_levels(words, 2, PLAIN), x2, part, out_dtype=tl.float32)
    return tl.dot(_levels(words, 3, PLAIN), x3, part, out_dtype=tl.float32)


@triton.jit
def _scaled(product, sums, scale, zero):
    """A group's part of the product of the weights themselves: ``scale`` and ``zero`` [n], ``sums`` of its inputs."""
    return scale.to(tl.float32)[:, None] * (product - (128.0 + zero.to(tl.float32) * 0.125)[:, None] * sums)


@triton.jit
def _inputs(pointers, mask, PLAIN: tl.constexpr):
    x = tl.load(pointers, mask=mask, other=0.0)
    return x.to(tl.float32) if PLAIN else x


@triton.jit
def _prefetch(pointers, PLAIN: tl.constexpr):
    """Ask for what lies there to be brought into the L2 cache."""
    if not PLAIN:
        tl.inline_asm_elementwise(
            "prefetch.global.L2 [$1]; mov.b32 $0, 0;", "=r,l", [pointers], dtype=tl.int32, is_pure=False, pack=1
        )


@triton.jit
def _sum(partial, PIECES: tl.constexpr, stride, mask):
    """The pieces of a split sum, first to last: unrolled, so that all loads are under way before the first addition."""
    total = tl.load(partial, mask=mask, other=0.0, cache_modifier=".cg")
    for piece in tl.static_range(1, PIECES):
        total += tl.load(partial + piece * stride, mask=mask, other=0.0, cache_modifier=".cg")
    return total


@triton.jit
def _product_kernel(
    x,
    packed,
    scales,
    zeros,
    bias,
    residual,
    out,
    partial,
    tickets,
    begun_gain,
    begun_scaled,
    begun_squares,
    ended_squares,
    eps,
    rows,
    x_stride,
    residual_stride,
    out_stride,
    begun_scaled_stride,
    begun_squares_stride,
    ended_squares_stride,
    outputs,
    groups,
    GROUP: tl.constexpr,
    BLOCK: tl.constexpr,
    ROWS: tl.constexpr,
    SPLITS: tl.constexpr,
    STAGES: tl.constexpr,
    GATED: tl.constexpr,
    BIASED: tl.constexpr,
    ADDED: tl.constexpr,
    BEGINS: tl.constexpr,
    ENDS: tl.constexpr,
    ENDS_PADDED: tl.constexpr,
    TILE: tl.constexpr,
    EARLY: tl.constexpr,
    PLAIN: tl.constexpr,
):
    """``BLOCK`` outputs over one of ``SPLITS`` ranges of groups; the last program of a block sums the ranges.

    Grid: (blocks, SPLITS). ``BEGINS``: the norm of ``out`` is begun. ``ENDS``: that of ``x`` is ended, whose squares
    are so many sums a row; 0 for no norm. The weights are the left operand: 64 outputs are a warpgroup's tile, and
    rows need padding to 8 only.
    """
    WORDS: tl.constexpr = GROUP // 4
    block = tl.program_id(0)
    split = tl.program_id(1)
    n = block * BLOCK + tl.arange(0, BLOCK)
    r = tl.arange(0, ROWS)
    w = tl.arange(0, WORDS)
    # Outputs beyond the last read the last one's weights, and are not stored.
    near = tl.minimum(n, outputs - 1)
    lane = (near // TILE).to(tl.int64) * groups * TILE + near % TILE
    first = groups * split // SPLITS
    last = groups * (split + 1) // SPLITS
    words_at = packed + lane[:, None] * WORDS + w[None, :] + first.to(tl.int64) * (TILE * WORDS)
    scale_at = scales + lane + first * TILE
    zero_at = zeros + lane + first * TILE
    x_at = x + r[None, :] * x_stride + first * GROUP + w[:, None]
    there = (r < rows)[None, :]
    if GATED:
        # The second half of the outputs, which need not begin with a tile.
        also = near + outputs
        up_lane = (also // TILE).to(tl.int64) * groups * TILE + also % TILE
        up_words_at = packed + up_lane[:, None] * WORDS + w[None, :] + first.to(tl.int64) * (TILE * WORDS)
        up_scale_at = scales + up_lane + first * TILE
        up_zero_at = zeros + up_lane + first * TILE
        up = tl.zeros((BLOCK, ROWS), tl.float32)
    total = tl.zeros((BLOCK, ROWS), tl.float32)
    if EARLY:
        # The first group's weights, which nobody writes. More would take turns with those of the kernel in front.
        begin = first.to(tl.int64) * (TILE * WORDS)
        _prefetch(packed + lane * WORDS + begin, PLAIN)
        if GATED:
            _prefetch(packed + up_lane * WORDS + begin, PLAIN)
    wait(EARLY)
    ones = tl.full((BLOCK, WORDS), 1.0, tl.float32 if PLAIN else tl.bfloat16)
    scale = tl.load(scale_at)
    zero = tl.load(zero_at)
    if GATED:
        up_scale = tl.load(up_scale_at)
        up_zero = tl.load(up_zero_at)
    for group in tl.range(first, last, num_stages=STAGES):
        # The next group's scale and zero point are asked for before this one's weights are waited for: they are too
        # small for the copies ahead that the compiler makes of the other loads.
        step = tl.where(group + 1 < last, TILE, 0)
        far = tl.minimum(last - 1 - group, AHEAD) * TILE
        _prefetch(scale_at + far, PLAIN)
        _prefetch(zero_at + far, PLAIN)
        scale_at += step
        zero_at += step
        next_scale = tl.load(scale_at)
        next_zero = tl.load(zero_at)
        if GATED:
            _prefetch(up_scale_at + far, PLAIN)
            _prefetch(up_zero_at + far, PLAIN)
            up_scale_at += step
            up_zero_at += step
            next_up_scale = tl.load(up_scale_at)
            next_up_zero = tl.load(up_zero_at)
        x0 = _inputs(x_at, there, PLAIN)
        x1 = _inputs(x_at + WORDS, there, PLAIN)
        x2 = _inputs(x_at + 2 * WORDS, there, PLAIN)
        x3 = _inputs(x_at + 3 * WORDS, there, PLAIN)
        x_at += GROUP
        words = tl.load(words_at, eviction_policy="evict_first")
        words_at += TILE * WORDS
        # A matrix unit is quicker than sums across threads, and leaves them where they are wanted.
        sums = tl.dot(ones, x0, out_dtype=tl.float32)
        sums = tl.dot(ones, x1, sums, out_dtype=tl.float32)
        sums = tl.dot(ones, x2, sums, out_dtype=tl.float32)
        sums = tl.dot(ones, x3, sums, out_dtype=tl.float32)
        total += _scaled(_product(words, x0, x1, x2, x3, PLAIN), sums, scale, zero)
        scale = next_scale
        zero = next_zero
        if GATED:
            words = tl.load(up_words_at, eviction_policy="evict_first")
            up_words_at += TILE * WORDS
            up += _scaled(_product(words, x0, x1, x2, x3, PLAIN), sums, up_scale, up_zero)
            up_scale = next_up_scale
            up_zero = next_up_zero

    # From here on [rows, outputs], as they are stored.
    total = tl.trans(total)
    stored = (r < rows)[:, None] & (n < outputs)[None, :]
    blocks = tl.num_programs(0)
    piece = blocks * ROWS * BLOCK
    if GATED:
        up = tl.trans(up)
    mine = SPLITS == 1
    if SPLITS > 1:
        cell = block * (ROWS * BLOCK) + r[:, None] * BLOCK + tl.arange(0, BLOCK)[None, :]
        tl.store(partial + split * piece + cell, total, mask=stored)
        if GATED:
            tl.store(partial + (SPLITS + split) * piece + cell, up, mask=stored)
        tl.debug_barrier()  # every thread's part is written before the one thread takes the ticket
        mine = tl.atomic_add(tickets + block, 1, sem="acq_rel") == SPLITS - 1
    if mine:
        if SPLITS > 1:
            tl.debug_barrier()
            total = _sum(partial + cell, SPLITS, piece, stored)
            if GATED:
                up = _sum(partial + SPLITS * piece + cell, SPLITS, piece, stored)
            tl.store(tickets + block, 0)
        if ENDS > 0:
            # A norm divides whole rows: the sums as well as the inputs.
            places = tl.arange(0, ENDS_PADDED)[None, :]
            squares_at = ended_squares + r[:, None] * ended_squares_stride + places
            squares = tl.load(squares_at, mask=(r < rows)[:, None] & (places < ENDS), other=0.0)
            factor = tl.rsqrt(tl.sum(squares, 1) / (groups * GROUP) + eps)[:, None]
            total *= factor
            if GATED:
                up *= factor
        if BIASED:
            total += tl.load(bias + n, mask=n < outputs, other=0.0).to(tl.float32)[None, :]
        if GATED:
            total = total / (1.0 + tl.exp(-total)) * up
        if ADDED:
            at = residual + r[:, None] * residual_stride + n[None, :]
            total += tl.load(at, mask=stored, other=0.0).to(tl.float32)
        rounded = total.to(out.dtype.element_ty)
        tl.store(out + r[:, None] * out_stride + n[None, :], rounded, mask=stored)
        if BEGINS:
            # What was stored is what is normed.
            total = tl.where(stored, rounded.to(tl.float32), 0.0)
            gain = tl.load(begun_gain + n, mask=n < outputs, other=0.0).to(tl.float32)
            scaled_at = begun_scaled + r[:, None] * begun_scaled_stride + n[None, :]
            tl.store(scaled_at, (total * gain[None, :]).to(begun_scaled.dtype.element_ty), mask=stored)
            tl.store(begun_squares + r * begun_squares_stride + block, tl.sum(total * total, 1), mask=r < rows)


@dataclass(frozen=True, slots=True)
class Scratch:
    """Where the programs of a split product meet: one for all products of a stream, which follow each other.

    ``partial``: fp32, any values. ``tickets``: int32, zeros, which every product leaves behind as zeros.
    Products that run at the same time need one each.
    """

    partial: Tensor
    tickets: Tensor

    @classmethod
    def allocate(cls, device: torch.device | str, sums: int = 1 << 23, blocks: int = 1 << 13) -> Scratch:
        """Room for ``sums`` partial sums, 32 MiB unless said otherwise, and ``blocks`` blocks of outputs."""
        return cls(
            torch.empty(sums, dtype=torch.float32, device=device), torch.zeros(blocks, dtype=torch.int32, device=device)
        )


@dataclass(frozen=True, slots=True)
class SharedNorm:
    """An RMSNorm (arXiv 1910.07467) between two products: the one that writes the rows begins it, the next one ends it.

    Beside the rows it writes, the first leaves them times ``gain``, and the sums of their squares, one of each of its
    blocks. The second multiplies ``scaled`` in the place of the rows, and its sums by what the squares come to, which
    are added in the same order every time. So a norm is no launch of its own.
    """

    gain: Tensor
    """[hidden], bf16."""
    eps: float
    scaled: Tensor
    """[rows, hidden], bf16."""
    squares: Tensor
    """[rows, blocks], fp32."""

    @classmethod
    def empty(cls, gain: Tensor, eps: float, rows: int = FEW_ROWS) -> SharedNorm:
        """Between products of up to so many rows, ``FEW_ROWS`` at most, as they are planned."""
        blocks = triton.cdiv(len(gain), SHAPES[FEW_ROWS][0])
        return cls(gain, eps, gain.new_empty(rows, len(gain)), gain.new_empty(rows, blocks, dtype=torch.float32))

    def of(self, gain: Tensor, rows: int) -> SharedNorm:
        """Another gain in the same place, for the first ``rows`` rows."""
        return SharedNorm(gain, self.eps, self.scaled[:rows], self.squares[:rows])


def product(
    x: Tensor,
    weight: Quantised,
    scratch: Scratch,
    bias: Tensor | None = None,
    residual: Tensor | None = None,
    out: Tensor | None = None,
    how: Plan | None = None,
    *,
    begins: SharedNorm | None = None,
    ends: SharedNorm | None = None,
) -> Tensor:
    """``x @ weight.T + bias + residual`` in one pass: ``x`` [rows, in] bf16, 1 to 32 rows; returns [rows, out] bf16.

    Sums are in fp32, over the groups of a split in order and then over the splits in order: the same inputs give the
    same bits. ``bias`` [out] and ``residual`` [rows, out] are bf16; ``out`` may be ``residual``. Rows may be apart
    (a stride), their elements not. ``begins``: a norm of what is returned. ``ends``: the norm that gave ``x``, its
    ``scaled``; bias and residual are added behind it. With ``out`` nothing is allocated, and a CUDA graph can hold the
    launch. Raises ValueError for shapes, strides and dtypes that do not fit.
    """
    return _launch(x, weight, scratch, bias, residual, out, how, begins, ends, gated=False)


def gated(
    x: Tensor,
    weight: Quantised,
    scratch: Scratch,
    out: Tensor | None = None,
    how: Plan | None = None,
    *,
    ends: SharedNorm | None = None,
) -> Tensor:
    """``silu(gate) * up`` in one pass, where ``weight`` [2 n, in] has the gate's outputs first; returns [rows, n] bf16.

    Both products stay in fp32 up to the end. Otherwise as ``product``.
    """
    return _launch(x, weight, scratch, None, None, out, how, None, ends, gated=True)


def _launch(
    x: Tensor,
    weight: Quantised,
    scratch: Scratch,
    bias: Tensor | None,
    residual: Tensor | None,
    out: Tensor | None,
    how: Plan | None,
    begins: SharedNorm | None,
    ends: SharedNorm | None,
    gated: bool,
) -> Tensor:
    rows, width = x.shape
    both = weight.shape[0]
    outputs = both // 2 if gated else both
    if not 1 <= rows <= MOST_ROWS:
        raise ValueError(f"a product of {rows} rows: 1 to {MOST_ROWS} are possible")
    if width != weight.shape[1]:
        raise ValueError(f"rows of {width} inputs for a weight {list(weight.shape)}: they must have {weight.shape[1]}")
    if gated and both % 2:
        raise ValueError(f"a gated weight {list(weight.shape)}: its outputs must be even, half of them the gate's")
    if out is None:
        out = torch.empty((rows, outputs), dtype=torch.bfloat16, device=x.device)
    _check("x", x, (rows, width))
    _check("out", out, (rows, outputs))
    if bias is not None:
        _check("bias", bias, (outputs,))
    if residual is not None:
        _check("residual", residual, (rows, outputs))
    how = how or plan(weight, rows, gated)
    if how.padded < rows:
        raise ValueError(f"a plan for {how.padded} rows, and there are {rows}")
    groups = width // weight.group
    splits = min(how.splits, groups)
    blocks = triton.cdiv(outputs, how.block)
    sums = blocks * how.block * how.padded * splits * (2 if gated else 1)
    if splits > 1 and (sums > scratch.partial.numel() or blocks > scratch.tickets.numel()):
        raise ValueError(
            f"scratch for {scratch.partial.numel()} sums and {scratch.tickets.numel()} blocks: "
            f"this product needs {sums} and {blocks}"
        )
    if begins is not None:
        _check("gain", begins.gain, (outputs,))
        _check("scaled", begins.scaled, (rows, outputs))
        if begins.squares.shape != (rows, blocks) or begins.squares.stride(1) != 1:
            raise ValueError(
                f"squares are {list(begins.squares.shape)}: "
                f"a product of {rows} rows and {blocks} blocks begins this norm"
            )
    if ends is not None and (ends.squares.shape[0] != rows or ends.squares.stride(1) != 1):
        raise ValueError(f"squares are {list(ends.squares.shape)}: a norm of {rows} rows is to be ended")
    early = begins_early(rows, x.device)
    _product_kernel[(blocks, splits)](
        x,
        weight.packed,
        weight.scales,
        weight.zeros,
        x if bias is None else bias,
        x if residual is None else residual,
        out,
        scratch.partial,
        scratch.tickets,
        x if begins is None else begins.gain,
        x if begins is None else begins.scaled,
        scratch.partial if begins is None else begins.squares,
        scratch.partial if ends is None else ends.squares,
        0.0 if ends is None else ends.eps,
        rows,
        x.stride(0),
        0 if residual is None else residual.stride(0),
        out.stride(0),
        0 if begins is None else begins.scaled.stride(0),
        0 if begins is None else begins.squares.stride(0),
        0 if ends is None else ends.squares.stride(0),
        outputs,
        groups,
        GROUP=weight.group,
        BLOCK=how.block,
        ROWS=how.padded,
        SPLITS=splits,
        STAGES=how.stages,
        GATED=gated,
        BIASED=bias is not None,
        ADDED=residual is not None,
        BEGINS=begins is not None,
        ENDS=0 if ends is None else ends.squares.shape[1],
        ENDS_PADDED=1 if ends is None else triton.next_power_of_2(ends.squares.shape[1]),
        TILE=TILE,
        EARLY=early,
        PLAIN=knobs.runtime.interpret,
        num_warps=how.warps,
        launch_pdl=early,
    )
    return out


def _check(name: str, tensor: Tensor, shape: tuple[int, ...]) -> None:
    if tensor.dtype != torch.bfloat16 or tensor.shape != shape or tensor.stride(-1) != 1:
        raise ValueError(
            f"{name} is {tensor.dtype} {list(tensor.shape)} with strides {list(tensor.stride())}: "
            f"it must be bf16 {list(shape)}, its rows without gaps"
        )
