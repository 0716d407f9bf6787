"""Four bits to a weight that cuBLAS multiplies, a piece at a time."""

from __future__ import annotations

import pytest
import torch

from antiphon.reasoner.kernels.dequantise import dequantise_rows
from antiphon.reasoner.models.quantised import TILE, Quantised, dequantise, quantise
from antiphon.reasoner.models.recipe import Recipe


def quantised(device: torch.device, rows: int, width: int, group: int) -> Quantised:
    weight = torch.randn(rows, width, generator=torch.Generator().manual_seed(rows))
    return quantise(weight.to(device), Recipe("nearest", group))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("rows", "width", "group"), [(64, 64, 64), (100, 256, 128), (130, 192, 64), (1, 128, 128)])
def test_it_gives_the_weight_that_the_bits_stand_for(
    device: torch.device, rows: int, width: int, group: int, dtype: torch.dtype
) -> None:
    weight = quantised(device, rows, width, group)
    out = torch.full((rows, width), float("nan"), dtype=dtype, device=device)
    assert dequantise_rows(weight, 0, out) is out
    # fp32 holds it exactly; Triton's interpreter cuts what bf16 does not hold off instead of rounding it.
    torch.testing.assert_close(out.float(), dequantise(weight), rtol=0 if dtype == torch.float32 else 2**-7, atol=0)


@pytest.mark.parametrize(("first", "count"), [(0, 64), (64, 64), (128, 2), (64, 66), (64, 5)])
def test_it_gives_a_piece_and_writes_nothing_beyond(device: torch.device, first: int, count: int) -> None:
    weight = quantised(device, 130, 128, 64)
    space = torch.full((count + 70, 128), 7.0, device=device)
    dequantise_rows(weight, first, space[:count])
    assert torch.equal(space[:count], dequantise(weight)[first : first + count])
    assert (space[count:] == 7).all()


@pytest.mark.parametrize(("first", "count", "width"), [(1, 10, 128), (TILE, 67, 128), (-TILE, 3, 128), (0, 3, 64)])
def test_what_does_not_fit_is_refused(device: torch.device, first: int, count: int, width: int) -> None:
    with pytest.raises(ValueError, match=r"rows|out"):
        dequantise_rows(quantised(device, 130, 128, 64), first, torch.zeros(count, width, device=device))
