"""The product for a few rows, against one in fp64."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from antiphon.reasoner.kernels.matvec import Tiling, gated_matvec, matvec

NAN = float("nan")
EPS = 1e-6
SMALL = Tiling(outputs=4, inputs=64, warps=4, stages=1)


def randn(device: torch.device, dtype: torch.dtype, *shape: int) -> Tensor:
    return torch.randn(*shape).to(device, dtype)


def normed(x: Tensor, norm: tuple[Tensor, float] | None) -> Tensor:
    x = x.double()
    return x if norm is None else F.rms_norm(x, x.shape[1:], norm[0].double(), norm[1])


def error(out: Tensor, reference: Tensor) -> float:
    return float((out.double() - reference).norm() / reference.norm())


def least(dtype: torch.dtype) -> float:
    """One rounding to the dtype; the interpreter cuts bf16 off instead."""
    return 2**-7 if dtype == torch.bfloat16 else 1e-6


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize(("outputs", "inputs"), [(1, 1), (7, 63), (12, 64), (33, 200)])
def test_a_product(device: torch.device, rows: int, outputs: int, inputs: int, dtype: torch.dtype) -> None:
    torch.manual_seed(inputs + rows)
    x, weight = randn(device, dtype, rows, inputs), randn(device, dtype, outputs, inputs)
    out = torch.full((rows, outputs), NAN, dtype=dtype, device=device)
    assert matvec(x, weight, out=out, tiling=SMALL) is out
    assert error(out, x.double() @ weight.double().T) < least(dtype)


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("biased", [False, True])
@pytest.mark.parametrize("adds", [False, True])
@pytest.mark.parametrize("norms", [False, True])
def test_what_is_done_along_with_it(device: torch.device, rows: int, biased: bool, adds: bool, norms: bool) -> None:
    torch.manual_seed(rows)
    dtype = torch.bfloat16
    x, weight = randn(device, dtype, rows, 130), randn(device, dtype, 21, 130)
    bias = randn(device, dtype, 21) * 9 if biased else None
    residual = randn(device, dtype, rows, 21) * 9 if adds else None
    norm = (randn(device, dtype, 130), EPS) if norms else None
    reference = normed(x, norm) @ weight.double().T
    for other in (bias, residual):
        reference += 0 if other is None else other.double()
    out = torch.full((rows, 21), NAN, dtype=dtype, device=device)
    matvec(x, weight, bias, residual, norm=norm, out=out, tiling=SMALL)
    assert error(out, reference) < least(torch.bfloat16)


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("norms", [False, True])
@pytest.mark.parametrize(("outputs", "inputs"), [(6, 64), (9, 70)])
def test_a_gated_product(device: torch.device, rows: int, norms: bool, outputs: int, inputs: int) -> None:
    torch.manual_seed(outputs + rows)
    dtype = torch.bfloat16
    x, weight = randn(device, dtype, rows, inputs), randn(device, dtype, 2 * outputs, inputs) / 8
    norm = (randn(device, dtype, inputs), EPS) if norms else None
    gate, up = (normed(x, norm) @ weight.double().T).chunk(2, 1)
    out = torch.full((rows, outputs), NAN, dtype=dtype, device=device)
    assert gated_matvec(x, weight, norm=norm, out=out, tiling=SMALL) is out
    assert error(out, F.silu(gate) * up) < least(torch.bfloat16)


@pytest.mark.parametrize("rows", [1, 2])
def test_the_tilings_of_the_true_shapes(device: torch.device, rows: int) -> None:
    """Hidden 5120 as it is, few outputs."""
    torch.manual_seed(rows)
    x, weight = randn(device, torch.bfloat16, rows, 5120), randn(device, torch.bfloat16, 18, 5120) / 64
    norm = (randn(device, torch.bfloat16, 5120), EPS)
    product = normed(x, norm) @ weight.double().T
    assert error(matvec(x, weight, norm=norm), product) < least(torch.bfloat16)
    assert error(gated_matvec(x, weight, norm=norm), F.silu(product[:, :9]) * product[:, 9:]) < least(torch.bfloat16)


def test_the_sum_may_take_the_residuals_place(device: torch.device) -> None:
    x, weight = randn(device, torch.float32, 2, 40), randn(device, torch.float32, 12, 40)
    residual = randn(device, torch.float32, 2, 12)
    apart = matvec(x, weight, residual=residual, tiling=SMALL)
    assert matvec(x, weight, residual=residual, out=residual, tiling=SMALL) is residual
    assert torch.equal(residual, apart)


def test_a_row_does_not_depend_on_the_others(device: torch.device) -> None:
    x, weight = randn(device, torch.float32, 2, 100), randn(device, torch.float32, 12, 100)
    together = matvec(x, weight, tiling=SMALL)
    assert torch.equal(together, matvec(x, weight, tiling=SMALL))
    for row in range(2):
        torch.testing.assert_close(matvec(x[row : row + 1], weight, tiling=SMALL)[0], together[row])


def test_rows_may_lie_apart(device: torch.device) -> None:
    x, weight = torch.full((2, 100), NAN, device=device), randn(device, torch.float32, 12, 40)
    x[:, 16:56] = torch.randn(2, 40)
    out = torch.full((2, 20), NAN, device=device)
    matvec(x[:, 16:56], weight, out=out[:, 4:16], tiling=SMALL)
    assert error(out[:, 4:16], x[:, 16:56].double() @ weight.double().T) < 1e-6
    assert out[:, :4].isnan().all()
    assert out[:, 16:].isnan().all()


def test_what_does_not_fit_is_refused(device: torch.device) -> None:
    x, weight = randn(device, torch.float32, 2, 40), randn(device, torch.float32, 11, 40)
    with pytest.raises(ValueError, match="3 rows"):
        matvec(x.repeat(2, 1)[:3], weight)
    with pytest.raises(ValueError, match="does not fit rows"):
        matvec(x[:, :8], weight)
    with pytest.raises(ValueError, match="the whole weight must lie"):
        matvec(x[:, :8], weight[:, :8])
    with pytest.raises(ValueError, match="a bias"):
        matvec(x, weight, weight[0])
    with pytest.raises(ValueError, match="a residual"):
        matvec(x, weight, residual=x)
    with pytest.raises(ValueError, match="the norm's weight"):
        matvec(x, weight, norm=(weight[0, :8], EPS))
    with pytest.raises(ValueError, match="out is"):
        matvec(x, weight, out=x)
    with pytest.raises(ValueError, match="an equal other half"):
        gated_matvec(x, weight)
