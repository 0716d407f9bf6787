"""Attention over a cache in blocks, against plain attention over each row's own keys and values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from antiphon.reasoner.kernels.attention import Partials, attend

NAN = float("nan")


@dataclass
class Scene:
    """Rows of random lengths, in blocks handed out in random order; what no row has filled is NaN."""

    q: Tensor
    cache: Tensor
    tables: Tensor
    lengths: Tensor

    @classmethod
    def make(
        cls,
        device: torch.device,
        lengths: Sequence[int],
        *,
        heads: int = 10,
        kv_heads: int = 2,
        head_dim: int = 32,
        block: int = 32,
        dtype: torch.dtype = torch.bfloat16,
        seed: int = 0,
    ) -> Scene:
        torch.manual_seed(seed)
        needed = [math.ceil(length / block) for length in lengths]
        most, order = max(1, *needed) + 1, torch.randperm(sum(needed) + 2)
        cache = torch.full((sum(needed) + 2, 2, kv_heads, block, head_dim), NAN)
        # A block that no cache has: what is read through it is not there.
        tables = torch.full((len(lengths), most), 1 << 24, dtype=torch.int32)
        taken = 0
        for row, length in enumerate(lengths):
            for index in range(needed[row]):
                name = int(order[taken])
                filled = min(block, length - index * block)
                cache[name, :, :, :filled] = torch.randn(2, kv_heads, filled, head_dim)
                tables[row, index] = name
                taken += 1
        q = torch.randn(len(lengths), heads, head_dim) * 2
        filled_to = torch.tensor(lengths, dtype=torch.int32)
        return cls(q.to(device, dtype), cache.to(device, dtype), tables.to(device), filled_to.to(device))

    def reference(self) -> Tensor:
        """[rows, heads * head_dim] in fp64."""
        rows, heads, head_dim = self.q.shape
        _, _, kv_heads, block, _ = self.cache.shape
        out = torch.zeros(rows, heads, head_dim, dtype=torch.float64)
        for row, length in enumerate(self.lengths.tolist()):
            if not length:
                continue
            names = self.tables[row, : math.ceil(length / block)].tolist()
            keys, values = torch.cat([self.cache[name] for name in names], 2)[:, :, :length].cpu().double()
            for head in range(heads):
                shared = head // (heads // kv_heads)
                scores = keys[shared] @ self.q[row, head].cpu().double() / math.sqrt(head_dim)
                out[row, head] = scores.softmax(0) @ values[shared]
        return out.flatten(1)

    def attended(self, splits: int = 4, tile: int = 16) -> Tensor:
        """By the kernels, into poisoned outputs."""
        rows, heads, head_dim = self.q.shape
        partials = Partials.empty(rows, heads, head_dim, self.q.device, splits)
        partials.values.fill_(NAN)
        partials.masses.fill_(NAN)
        out = torch.full((rows, heads * head_dim), NAN, dtype=self.q.dtype, device=self.q.device)
        returned = attend(self.q, self.cache, self.tables, self.lengths, out=out, partials=partials, tile=tile)
        assert returned is out
        return out


def close(out: Tensor, reference: Tensor, within: float) -> bool:
    """Row by row: one short row may not hide behind a long one."""
    missed = (out.cpu().double() - reference).norm(dim=-1)
    return bool((missed <= within * reference.norm(dim=-1).clamp(min=1e-9)).all())


def within(dtype: torch.dtype) -> float:
    return 1e-2 if dtype == torch.bfloat16 else 1e-5


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
@pytest.mark.parametrize("lengths", [[1], [33], [16, 32, 64], [5, 0, 97, 128], [200, 1, 63, 31, 0, 65]])
def test_each_row_hears_its_own_tokens(device: torch.device, lengths: list[int], dtype: torch.dtype) -> None:
    scene = Scene.make(device, lengths, dtype=dtype, seed=len(lengths))
    assert close(scene.attended(), scene.reference(), within(dtype))


@pytest.mark.parametrize(
    ("heads", "kv_heads", "head_dim"), [(4, 4, 16), (5, 1, 128), (28, 4, 16), (40, 8, 16), (36, 2, 64)]
)
def test_queries_share_the_keys_of_their_group(device: torch.device, heads: int, kv_heads: int, head_dim: int) -> None:
    scene = Scene.make(device, [70, 9], heads=heads, kv_heads=kv_heads, head_dim=head_dim)
    assert close(scene.attended(), scene.reference(), 1e-2)


@pytest.mark.parametrize("splits", [1, 3, 16])
@pytest.mark.parametrize("tile", [16, 32])
def test_the_tokens_may_be_divided_in_any_way(device: torch.device, splits: int, tile: int) -> None:
    scene = Scene.make(device, [150, 31, 0, 32], dtype=torch.float32)
    assert close(scene.attended(splits, tile), scene.reference(), 1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_random_shapes(device: torch.device, seed: int) -> None:
    torch.manual_seed(100 + seed)

    def one_of(*choices: int) -> int:
        return choices[int(torch.randint(len(choices), ()))]

    kv_heads, block = one_of(1, 2, 3), one_of(16, 64, 128)
    scene = Scene.make(
        device,
        torch.randint(0, 2 * block + 2, (one_of(1, 2, 3),)).tolist(),
        heads=kv_heads * one_of(1, 2, 5, 7),
        kv_heads=kv_heads,
        head_dim=one_of(16, 64, 128),
        block=block,
        seed=seed,
    )
    assert close(scene.attended(splits=one_of(1, 2, 5, 16)), scene.reference(), 1e-2)


def test_the_true_shape_of_a_layer(device: torch.device) -> None:
    scene = Scene.make(device, [300], heads=40, kv_heads=8, head_dim=128, block=256)
    out = attend(scene.q, scene.cache, scene.tables, scene.lengths)
    assert close(out, scene.reference(), 1e-2)


def test_a_row_of_no_tokens_gets_zeros(device: torch.device) -> None:
    assert not Scene.make(device, [0, 0]).attended().any()


def test_rows_may_share_blocks(device: torch.device) -> None:
    scene = Scene.make(device, [70, 40], dtype=torch.float32)
    # A fork after 64 tokens: two full blocks are shared, the third is each row's own.
    scene.tables[1, 2] = scene.tables[1, 0]
    scene.tables[1, :2] = scene.tables[0, :2]
    scene.lengths[1] = 73
    assert close(scene.attended(), scene.reference(), 1e-5)


def test_a_row_does_not_depend_on_the_others(device: torch.device) -> None:
    scene = Scene.make(device, [77, 130, 4])
    together = scene.attended()
    for row in range(3):
        only = slice(row, row + 1)
        alone = Scene(scene.q[only], scene.cache, scene.tables[only], scene.lengths[only])
        assert torch.equal(alone.attended()[0], together[row])


def test_the_same_bits_each_time(device: torch.device) -> None:
    scene = Scene.make(device, [77, 130, 4])
    assert torch.equal(scene.attended(), scene.attended())


def test_queries_may_lie_among_keys_and_values_and_the_cache_among_layers(device: torch.device) -> None:
    scene = Scene.make(device, [40, 20], dtype=torch.float32)
    wide = torch.full((2, 14, 32), NAN, device=device)
    wide[:, :10] = scene.q
    layers = torch.full((len(scene.cache), 3, *scene.cache.shape[1:]), NAN, device=device)
    layers[:, 1] = scene.cache
    apart = Scene(wide[:, :10], layers[:, 1], scene.tables, scene.lengths)
    assert torch.equal(apart.attended(), scene.attended())


def test_large_scores_do_not_overflow(device: torch.device) -> None:
    scene = Scene.make(device, [90], dtype=torch.float32)
    scene.q *= 1e4
    assert close(scene.attended(), scene.reference(), 1e-4)


def test_partials_for_more_rows_serve_fewer(device: torch.device) -> None:
    scene = Scene.make(device, [40, 20], dtype=torch.float32)
    many = Partials.empty(5, 10, 32, device, 4)
    out = attend(scene.q, scene.cache, scene.tables, scene.lengths, partials=many, tile=16)
    assert close(out, scene.reference(), 1e-5)


def test_what_does_not_fit_is_refused(device: torch.device) -> None:
    scene = Scene.make(device, [40, 20])
    q, cache, tables, lengths = scene.q, scene.cache, scene.tables, scene.lengths
    for heads in (q[:, :9], q[:, :, :16], q.float()):
        with pytest.raises(ValueError, match="does not fit queries"):
            attend(heads, cache, tables, lengths)
    with pytest.raises(ValueError, match="power of two of at least 16"):
        attend(q[:, :, :8], cache[..., :8], tables, lengths)
    with pytest.raises(ValueError, match="divides a block of 32"):
        attend(q, cache, tables, lengths, tile=64)
    with pytest.raises(ValueError, match="of a block must lie contiguously"):
        attend(q, cache.transpose(3, 4).contiguous().transpose(3, 4), tables, lengths, tile=16)
    with pytest.raises(ValueError, match="and the lengths must lie contiguously"):
        attend(q, cache, tables.T.contiguous().T, lengths, tile=16)
    with pytest.raises(ValueError, match="2 rows of queries"):
        attend(q, cache, tables[:1], lengths, tile=16)
    with pytest.raises(ValueError, match="out is"):
        attend(q, cache, tables, lengths, out=q.new_empty(2, 3), tile=16)
    with pytest.raises(ValueError, match="partials"):
        attend(q, cache, tables, lengths, partials=Partials.empty(1, 10, 32, device), tile=16)
