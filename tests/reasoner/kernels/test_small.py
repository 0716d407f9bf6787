"""The small steps of a layer, against what PyTorch does in several."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from antiphon.reasoner.kernels.small import add_rms_norm, rope_tables, rotate_and_store, silu_times

NAN = float("nan")
DTYPES = [torch.bfloat16, torch.float32]
EPS = 1e-6


def randn(device: torch.device, dtype: torch.dtype, *shape: int) -> Tensor:
    return torch.randn(*shape).to(device, dtype)


def poisoned(like: Tensor) -> Tensor:
    return torch.full_like(like, NAN)


def near(out: Tensor, reference: Tensor) -> bool:
    """Within a rounding of its dtype; the interpreter cuts bf16 off instead."""
    rounding = 2**-7 if out.dtype == torch.bfloat16 else 2e-6
    return torch.allclose(out.double(), reference.double(), rtol=rounding, atol=rounding / 4)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("rows", "hidden"), [(1, 5120), (3, 100), (5, 1), (2, 64)])
def test_a_sum_is_normalised(device: torch.device, rows: int, hidden: int, dtype: torch.dtype) -> None:
    torch.manual_seed(hidden)
    x, residual, weight = (randn(device, dtype, *shape) for shape in ((rows, hidden), (rows, hidden), (hidden,)))
    out, added = add_rms_norm(x, residual, weight, EPS, out=poisoned(x), sum_out=poisoned(x))
    assert near(added, x + residual)
    assert near(out, F.rms_norm(added.float(), (hidden,), weight.float(), EPS))


@pytest.mark.parametrize("dtype", DTYPES)
def test_rows_without_a_residual_are_normalised(device: torch.device, dtype: torch.dtype) -> None:
    x, weight = randn(device, dtype, 3, 70), randn(device, dtype, 70)
    out, added = add_rms_norm(x, None, weight, EPS, out=poisoned(x))
    assert added is x
    assert near(out, F.rms_norm(x.float(), (70,), weight.float(), EPS))


def test_the_sum_may_take_the_residuals_place(device: torch.device) -> None:
    x, residual, weight = randn(device, torch.float32, 2, 48), randn(device, torch.float32, 2, 48), torch.ones(48)
    out, added = add_rms_norm(x, residual, weight.to(device), EPS)
    again = residual.clone()
    assert add_rms_norm(x, again, weight.to(device), EPS, out=x, sum_out=again)[1] is again
    assert torch.equal(again, added)
    assert torch.equal(x, out)


def test_a_norm_of_other_shapes_is_refused(device: torch.device) -> None:
    x = randn(device, torch.float32, 2, 48)
    with pytest.raises(ValueError, match="does not fit"):
        add_rms_norm(x, x[:1], x[0], EPS)
    with pytest.raises(ValueError, match="contiguously"):
        add_rms_norm(x, x.T.contiguous().T, x[0], EPS)


def turned(x: Tensor, positions: Tensor, theta: float) -> Tensor:
    """Transformers' apply_rotary_pos_emb of [rows, heads, head_dim], in fp32."""
    dim = x.shape[-1]
    angles = positions.float()[:, None] * theta ** (-torch.arange(0, dim, 2, device=x.device) / dim)
    cos, sin = torch.cat([angles, angles], -1).cos()[:, None], torch.cat([angles, angles], -1).sin()[:, None]
    left, right = x.float().chunk(2, -1)
    return x.float() * cos + torch.cat([-right, left], -1) * sin


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("heads", "kv_heads", "head_dim", "positions"),
    [(40, 8, 128, [1000]), (5, 1, 16, [0, 7, 300]), (6, 3, 64, [63, 64, 65, 2]), (4, 4, 2, [5])],
)
def test_queries_are_turned_and_keys_and_values_are_kept(
    device: torch.device, heads: int, kv_heads: int, head_dim: int, positions: list[int], dtype: torch.dtype
) -> None:
    torch.manual_seed(heads)
    rows, block = len(positions), 64
    qkv = randn(device, dtype, rows, (heads + 2 * kv_heads) * head_dim)
    before = qkv.clone()
    at = torch.tensor(positions, dtype=torch.int32, device=device)
    most = max(positions) // block + 1
    tables = torch.randperm(rows * most).view(rows, most).int().to(device)
    cache = torch.full((rows * most, 2, kv_heads, block, head_dim), NAN, dtype=dtype, device=device)
    cos, sin = rope_tables(1024, head_dim, 1e6, device)
    out = torch.full((rows, heads, head_dim), NAN, dtype=dtype, device=device)
    assert rotate_and_store(qkv, cos, sin, at, cache, tables, out=out) is out
    assert torch.equal(qkv, before)
    q, k, v = qkv.view(rows, -1, head_dim).split([heads, kv_heads, kv_heads], 1)
    assert near(out, turned(q, at, 1e6))
    written = torch.zeros_like(cache, dtype=torch.bool)
    for row, position in enumerate(positions):
        name, place = int(tables[row, position // block]), position % block
        assert near(cache[name, 0, :, place], turned(k, at, 1e6)[row])
        assert torch.equal(cache[name, 1, :, place], v[row])
        written[name, :, :, place] = True
    assert cache[~written].isnan().all(), "something else was written to"


def test_a_row_that_takes_no_part_stores_nothing(device: torch.device) -> None:
    qkv = torch.full((2, 8 * 16), NAN, device=device)
    qkv[1] = 1.0
    cache = torch.full((1, 2, 2, 32, 16), 7.0, device=device)
    cos, sin = rope_tables(8, 16, 1e6, device)
    positions = torch.tensor([-1, 3], dtype=torch.int32, device=device)
    tables = torch.tensor([[1 << 24], [0]], dtype=torch.int32, device=device)
    out = torch.full((2, 4, 16), NAN, device=device)
    rotate_and_store(qkv, cos, sin, positions, cache, tables, out=out)
    assert not out[0].any()
    assert not cache.isnan().any()
    assert (cache[0, 1, :, 3] == 1).all()
    assert (cache == 7).sum() == cache.numel() - 2 * 2 * 16


def test_queries_may_be_turned_in_their_place(device: torch.device) -> None:
    qkv = randn(device, torch.float32, 3, 8 * 16)
    cache = torch.zeros(1, 2, 2, 32, 16, device=device)
    cos, sin = rope_tables(32, 16, 1e4, device)
    # The rows of one prompt have one table.
    tables = torch.zeros(1, 1, dtype=torch.int32, device=device).expand(3, -1)
    positions = torch.tensor([4, 5, 6], device=device)
    apart = rotate_and_store(qkv, cos, sin, positions, cache, tables)
    twice = torch.zeros_like(cache)
    own = qkv[:, : 4 * 16].view(3, 4, 16)
    assert rotate_and_store(qkv, cos, sin, positions, twice, tables, out=own) is own
    assert torch.equal(own, apart)
    assert torch.equal(twice, cache)
    assert cache[0, 0, :, 4:7].abs().sum(-1).all()


def test_turning_of_other_shapes_is_refused(device: torch.device) -> None:
    qkv, positions = randn(device, torch.float32, 2, 8 * 16), torch.zeros(2, dtype=torch.int32, device=device)
    cache, tables = torch.zeros(1, 2, 2, 32, 16, device=device), torch.zeros(2, 1, dtype=torch.int32, device=device)
    cos, sin = rope_tables(32, 16, 1e4, device)
    with pytest.raises(ValueError, match="does not fit rows"):
        rotate_and_store(qkv[:, :60], cos, sin, positions, cache, tables)
    with pytest.raises(ValueError, match="must be contiguous"):
        rotate_and_store(qkv, cos[:, :4], sin[:, :4], positions, cache, tables)
    with pytest.raises(ValueError, match="2 rows need"):
        rotate_and_store(qkv, cos, sin, positions[:1], cache, tables)
    with pytest.raises(ValueError, match="of a block"):
        rotate_and_store(qkv, cos, sin, positions, cache.transpose(2, 3).contiguous().transpose(2, 3), tables)
    with pytest.raises(ValueError, match="a row of qkv"):
        rotate_and_store(qkv.T.contiguous().T, cos, sin, positions, cache, tables)
    with pytest.raises(ValueError, match="out is"):
        rotate_and_store(qkv, cos, sin, positions, cache, tables, out=qkv.new_empty(2, 3, 16))
    cos, sin = rope_tables(4, 12, 1e4, device)
    with pytest.raises(ValueError, match="power of two"):
        rotate_and_store(qkv[:, :120], cos, sin, positions, cache[..., :12], tables)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("rows", "width"), [(1, 27648), (3, 1), (2, 1025)])
def test_a_gate_meets_its_other_half(device: torch.device, rows: int, width: int, dtype: torch.dtype) -> None:
    torch.manual_seed(width)
    both = randn(device, dtype, rows, 2 * width) * 4
    gate, up = both.chunk(2, 1)
    out = poisoned(up.contiguous())
    assert silu_times(gate, up, out=out) is out
    assert near(out, F.silu(gate.float()) * up.float())
    assert torch.equal(silu_times(gate, up), out)
    assert torch.equal(silu_times(gate, up, out=gate), out)


def test_halves_that_differ_are_refused(device: torch.device) -> None:
    gate = randn(device, torch.float32, 2, 8)
    with pytest.raises(ValueError, match="must be alike"):
        silu_times(gate, gate[:, :4])
    with pytest.raises(ValueError, match="contiguously"):
        silu_times(gate, gate.T.contiguous().T)
