"""Weights in four bits: what is stored, how far off it is, and how it lies in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.reasoner.models import quantised
from antiphon.reasoner.models.quantised import TILE, Quantised, dequantise, quantise
from antiphon.reasoner.models.recipe import Method, Recipe
from antiphon.transport.errors import ModelCorrupt, ModelError

METHODS = get_args(Method)


def normal(rows: int, width: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(rows, width, generator=torch.Generator().manual_seed(seed)) * 0.02


def relative(weight: torch.Tensor, again: torch.Tensor) -> float:
    return float((again - weight).norm() / weight.norm())


@settings(max_examples=20, deadline=None)
@given(
    rows=st.integers(1, 150),
    groups=st.integers(1, 4),
    group=st.sampled_from([64, 128]),
    method=st.sampled_from(METHODS),
)
def test_no_weight_is_further_off_than_its_range_and_roundings_explain(
    rows: int, groups: int, group: int, method: Method
) -> None:
    weight = normal(rows, groups * group, seed=rows)
    found = quantise(weight, Recipe(method, group))
    assert found.shape == weight.shape
    again = dequantise(found).view(rows, groups, group)
    steps = (again - weight.view(rows, groups, group)).abs() / _scales(found)[..., None]
    # Half a step; the nearest zero point is off by another half, and a bf16 scale by 1/512 of 15 steps.
    assert steps.max() < (1.04 if method == "nearest" else 4)
    assert steps.mean() < 0.3


def _scales(weight: Quantised) -> torch.Tensor:
    """[out, groups], fp32."""
    return weight.scales.float().transpose(1, 2).flatten(0, 1)[: weight.shape[0]]


def test_hqq_is_nearer_than_nearest_on_average_and_where_weights_lie_to_one_side() -> None:
    for weight in (normal(128, 512), normal(128, 512).abs(), normal(128, 512) + 0.03):
        error = {method: (dequantise(quantise(weight, Recipe(method))) - weight).abs().mean() for method in METHODS}
        assert error["hqq"] < error["nearest"]
        assert relative(weight, dequantise(quantise(weight))) < 0.12


def test_hqq_is_never_worse_than_nearest_in_any_group() -> None:
    weight = normal(70, 256) ** 3
    errors = [
        (dequantise(quantise(weight, Recipe(method))) - weight).view(70, 2, 128).abs().mean(-1) for method in METHODS
    ]
    assert (errors[0] <= errors[1] * 1.0001).all()


def test_what_four_bits_hold_comes_back_exactly() -> None:
    levels = torch.randint(0, 16, (65, 2, 128), generator=torch.Generator().manual_seed(1))
    levels[..., 0], levels[..., 1] = 0, 15
    weight = ((levels - 7) * 0.25).float().view(65, 256)
    for method in METHODS:
        assert torch.equal(dequantise(quantise(weight, Recipe(method))), weight)


def test_zero_weights_stay_zero_and_zero_is_a_weight_of_its_own() -> None:
    for method in METHODS:
        assert not dequantise(quantise(torch.zeros(3, 128), Recipe(method))).any()
    weight = normal(4, 128)
    weight[:, ::3] = 0
    assert not dequantise(quantise(weight, Recipe("nearest")))[:, ::3].any()


def test_constant_weights_and_very_small_ones_keep_their_size() -> None:
    for value in (1.0, -3.0, 1e-20, -1e30):
        weight = torch.full((2, 64), value)
        assert torch.allclose(dequantise(quantise(weight)), weight, rtol=0.005, atol=0)


def test_the_packing_is_the_documented_one() -> None:
    weight = normal(130, 256)
    found = quantise(weight)
    assert found.packed.shape == (3, 2, TILE, 32)
    dense = dequantise(found)
    for out, at in ((0, 0), (63, 255), (64, 31), (129, 160), (100, 100)):
        tile, row, group, inside = out // TILE, out % TILE, at // 128, at % 128
        word = int(found.packed[tile, group, row, inside % 32]) & 0xFFFF
        level = word >> 4 * (inside // 32) & 15
        zero, scale = int(found.zeros[tile, group, row]) / 8, float(found.scales[tile, group, row])
        assert float(dense[out, at]) == (level - zero) * scale
    assert not found.packed[2, :, 2:].any()
    assert not found.scales[2, :, 2:].any()
    assert not found.zeros[2, :, 2:].any()
    assert int(found.zeros.max()) < 128


@pytest.mark.parametrize("method", METHODS)
def test_a_row_does_not_depend_on_what_is_rounded_with_it(monkeypatch: pytest.MonkeyPatch, method: Method) -> None:
    weight = normal(200, 128)
    whole = quantise(weight, Recipe(method))
    dense = dequantise(whole)
    monkeypatch.setattr(quantised, "CHUNK", 1)
    pieces = quantise(weight, Recipe(method))
    assert all(torch.equal(getattr(whole, name), getattr(pieces, name)) for name in ("packed", "scales", "zeros"))
    assert torch.equal(dequantise(pieces), dense)


def test_bf16_weights_are_rounded_as_their_fp32_values() -> None:
    weight = normal(64, 128).bfloat16()
    assert torch.equal(dequantise(quantise(weight)), dequantise(quantise(weight.float())))
    assert dequantise(quantise(weight), torch.bfloat16).dtype == torch.bfloat16


def test_a_large_group_size_costs_little_over_half_a_byte() -> None:
    assert quantise(normal(64, 1280)).size_bytes == 64 * 1280 // 2 + 64 * 10 * 3


def test_what_cannot_be_quantised_is_refused() -> None:
    with pytest.raises(ModelError, match="80 inputs cannot be quantised"):
        quantise(normal(2, 80))
    for value in (float("nan"), float("inf")):
        weight = normal(70, 128)
        weight[66, 5] = value
        with pytest.raises(ModelCorrupt, match="not all finite"):
            quantise(weight)


def test_tensors_that_do_not_fit_each_other_are_refused() -> None:
    found = quantise(normal(64, 128))
    with pytest.raises(ModelCorrupt, match="packed of a quantised weight"):
        replace(found, packed=found.packed[..., :16])
    with pytest.raises(ModelCorrupt, match="scales of a quantised weight"):
        replace(found, scales=found.scales.float())
    with pytest.raises(ModelCorrupt, match="zeros of a quantised weight"):
        replace(found, zeros=found.zeros[:, :, :1].expand(1, 1, TILE))
