"""What the kernels of a decoder compute, by PyTorch: where a test has too many steps for Triton's interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from antiphon.reasoner.models import drawing, graphed, products

__all__ = ["plain_kernels"]


@contextmanager
def plain_kernels() -> Iterator[None]:
    """Decoders use these in the place of the kernels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "MATVEC_ROWS", 0)
        for module, plain in (
            (products, (_add_rms_norm, _silu_times)),
            (graphed, (_add_rms_norm, _silu_times, _attend, _rotate_and_store)),
            (drawing, (_add_rms_norm, _penalise, _remember, _sample)),
        ):
            for function in plain:
                patch.setattr(module, function.__name__.removeprefix("_"), function)
        yield


def _add_rms_norm(
    x: Tensor,
    residual: Tensor | None,
    weight: Tensor,
    eps: float,
    *,
    out: Tensor | None = None,
    sum_out: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    total = x if residual is None else x + residual
    normed = F.rms_norm(total, weight.shape, weight, eps)
    if sum_out is not None:
        total = sum_out.copy_(total)
    return normed if out is None else out.copy_(normed), total


def _silu_times(gate: Tensor, up: Tensor, *, out: Tensor | None = None) -> Tensor:
    both = F.silu(gate) * up
    return both if out is None else out.copy_(both)


def _rotate_and_store(
    qkv: Tensor, cos: Tensor, sin: Tensor, positions: Tensor, cache: Tensor, block_tables: Tensor, *, out: Tensor
) -> Tensor:
    kv_heads, block, dim = cache.shape[2:]
    for row, position in enumerate(positions.tolist()):
        if position < 0:
            out[row] = 0
            continue
        heads = qkv[row].view(-1, dim).clone()
        turned, values = heads[:-kv_heads], heads[-kv_heads:]
        left, right = turned.chunk(2, -1)
        c, s = cos[position], sin[position]
        turned = torch.cat([left * c - right * s, right * c + left * s], -1)
        place = cache[block_tables[row, position // block], :, :, position % block]
        place[0], place[1] = turned[-kv_heads:], values
        out[row] = turned[:-kv_heads]
    return out


def _attend(q: Tensor, cache: Tensor, block_tables: Tensor, lengths: Tensor, *, out: Tensor, **_: Any) -> Tensor:
    kv_heads, block, dim = cache.shape[2:]
    for row, length in enumerate(lengths.tolist()):
        if not length:
            out[row] = 0
            continue
        blocks = block_tables[row, : -(-length // block)].long()
        keys, values = cache[blocks].permute(1, 2, 0, 3, 4).flatten(2, 3)[:, None, :, :length]
        out[row] = F.scaled_dot_product_attention(q[row].view(1, kv_heads, -1, dim), keys, values).flatten()
    return out


def _penalise(logits: Tensor, seen: Tensor, slots: Tensor, penalties: Tensor) -> Tensor:
    for row, penalty in enumerate(penalties.tolist()):
        if penalty != 1:
            less = torch.where(logits[row] > 0, logits[row] / penalty, logits[row] * penalty)
            logits[row] = torch.where(seen[slots[row]], less, logits[row])
    return logits


def _remember(tokens: Tensor, seen: Tensor, slots: Tensor, penalties: Tensor) -> None:
    for row, penalty in enumerate(penalties.tolist()):
        if penalty != 1:
            seen[slots[row], tokens[row]] = True


def _sample(
    logits: Tensor, temperature: Tensor, top_p: Tensor, seeds: Tensor, positions: Tensor, *, out: Tensor, **_: Any
) -> Tensor:
    for row, warm in enumerate(temperature.tolist()):
        if not warm:
            out[row] = logits[row].argmax()
            continue
        shares, tokens = (logits[row] / warm).softmax(-1).sort(descending=True)
        shares = shares.where(shares.cumsum(-1) - shares < top_p[row], torch.zeros(()))
        generator = torch.Generator().manual_seed((int(seeds[row]) * 1_000_003 + int(positions[row])) % (1 << 63))
        out[row] = tokens[torch.multinomial(shares, 1, generator=generator)]
    return out
