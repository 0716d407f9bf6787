"""The repetition penalty on the GPU: which tokens a text has had stays there, and nothing waits for the host."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

__all__ = ["penalise", "remember"]

PIECE = 1024
"""Tokens of the vocabulary that one program looks at."""


def penalise(logits: Tensor, seen: Tensor, slots: Tensor, penalties: Tensor) -> Tensor:
    """Make the tokens that a row has seen less likely (Keskar et al., arXiv 1909.05858, section 4.1), in place.

    ``logits``: [rows, vocabulary]. ``seen``: [slots, vocabulary] bool; ``slots``: [rows] int32, the row's place in it.
    ``penalties``: [rows] fp32; logits above 0 are divided by it, and others multiplied. A row whose penalty is 1 stays
    as it is, and of ``seen`` nothing is read for it. Returns ``logits``. Raises ValueError for shapes that do not fit.
    """
    rows, vocabulary = logits.shape
    _check(rows, seen, slots, penalties)
    if logits.stride(1) != 1 or seen.shape[1] != vocabulary:
        raise ValueError(f"logits {list(logits.shape)} do not fit what was seen {list(seen.shape)}, or have gaps")
    _penalise_kernel[(triton.cdiv(vocabulary, PIECE), rows)](
        logits, seen.view(torch.uint8), slots, penalties, logits.stride(0),
        VOCABULARY=vocabulary, PIECE=PIECE, num_warps=4,
    )  # fmt: skip
    return logits


def remember(tokens: Tensor, seen: Tensor, slots: Tensor, penalties: Tensor) -> None:
    """Note ``tokens`` [rows] int64 as seen, in the rows whose penalty is not 1; the rest as in ``penalise``."""
    _check(len(tokens), seen, slots, penalties)
    _remember_kernel[(len(tokens),)](
        tokens, seen.view(torch.uint8), slots, penalties, VOCABULARY=seen.shape[1], num_warps=1
    )


def _check(rows: int, seen: Tensor, slots: Tensor, penalties: Tensor) -> None:
    if seen.dtype != torch.bool or not seen.is_contiguous():
        raise ValueError(f"what was seen is {seen.dtype} {list(seen.shape)}: it must be bool, contiguous")
    for name, each in (("slots", slots), ("penalties", penalties)):
        if each.shape != (rows,) or each.stride(0) != 1:
            raise ValueError(f"{name} {list(each.shape)} must be contiguous, one for each of {rows} rows")


@triton.jit
def _penalise_kernel(
    logits_at, seen_at, slots_at, penalties_at, logits_stride, VOCABULARY: tl.constexpr, PIECE: tl.constexpr
):  # fmt: skip
    piece, row = tl.program_id(0), tl.program_id(1).to(tl.int64)
    penalty = tl.load(penalties_at + row)
    if penalty != 1:
        tokens = piece * PIECE + tl.arange(0, PIECE)
        slot = tl.load(slots_at + row).to(tl.int64)
        seen = tl.load(seen_at + slot * VOCABULARY + tokens, mask=tokens < VOCABULARY, other=0) != 0
        at = logits_at + row * logits_stride + tokens
        logits = tl.load(at, mask=seen, other=0.0).to(tl.float32)
        less = tl.where(logits > 0, logits / penalty, logits * penalty)
        tl.store(at, less.to(logits_at.dtype.element_ty), mask=seen)


@triton.jit
def _remember_kernel(tokens_at, seen_at, slots_at, penalties_at, VOCABULARY: tl.constexpr):
    row = tl.program_id(0)
    if tl.load(penalties_at + row) != 1:
        slot = tl.load(slots_at + row).to(tl.int64)
        tl.store(seen_at + slot * VOCABULARY + tl.load(tokens_at + row), 1)
