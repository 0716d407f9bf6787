"""One weight gives the same product whichever way its rows go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from antiphon.reasoner.kernels.w4a16 import Scratch
from antiphon.reasoner.models.products import MATVEC_ROWS, Dense, FourBit, Product, SharedNorm
from antiphon.reasoner.models.quantised import dequantise, quantise

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
OUT, IN = 96, 128
EPS = 1e-5


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed + sum(shape))).to(DEVICE)


def made(kind: str) -> tuple[Product, Tensor, torch.dtype, float]:
    """A product, the weight it stands for in fp32, what its rows are in, and how far it may be off."""
    weight = random(OUT, IN) / IN**0.5
    if kind == "dense":
        return Dense(weight), weight, torch.float32, 1e-5
    four = quantise(weight)
    return FourBit(four, Scratch.allocate(DEVICE, 1 << 20, 64)), dequantise(four), torch.bfloat16, 2e-2


def normed(x: Tensor, gain: Tensor) -> Tensor:
    return F.rms_norm(x, (IN,), gain, EPS)


@pytest.mark.parametrize("kind", ["dense", "four bits"])
@pytest.mark.parametrize("rows", [1, MATVEC_ROWS, MATVEC_ROWS + 1])
@pytest.mark.parametrize(("biased", "added", "norms"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (1, 1, 0)])
def test_a_few_rows(kind: str, rows: int, biased: int, added: int, norms: int) -> None:
    product, weight, dtype, off = made(kind)
    x, gain, bias = random(rows, IN).to(dtype), random(IN).to(dtype), random(OUT).to(dtype)
    out = random(rows, OUT, seed=5).to(dtype)
    expected = (normed(x, gain) if norms else x).float() @ weight.T
    expected += bias.float() if biased else 0
    expected += out.float() if added else 0
    returned = product.into(
        x, out, bias=bias if biased else None, residual=out if added else None, norm=(gain, EPS) if norms else None
    )
    assert returned.data_ptr() == out.data_ptr()
    torch.testing.assert_close(out.float(), expected, atol=off, rtol=off)


@pytest.mark.parametrize("kind", ["dense", "four bits"])
@pytest.mark.parametrize("rows", [1, MATVEC_ROWS + 1])
@pytest.mark.parametrize("norms", [False, True])
def test_a_gate_for_a_few_rows(kind: str, rows: int, norms: bool) -> None:
    product, weight, dtype, off = made(kind)
    x, gain = random(rows, IN).to(dtype), random(IN).to(dtype)
    gate, up = ((normed(x, gain) if norms else x).float() @ weight.T).chunk(2, 1)
    out = torch.full((rows, OUT // 2), float("nan"), dtype=dtype, device=DEVICE)
    product.gated_into(x, out, norm=(gain, EPS) if norms else None)
    torch.testing.assert_close(out.float(), F.silu(gate) * up, atol=off, rtol=off)


@pytest.mark.parametrize("kind", ["dense", "four bits"])
@pytest.mark.parametrize("half", [False, True])
def test_a_norm_that_the_product_before_has_begun(kind: str, half: bool) -> None:
    """Weights that cannot end it norm the rows themselves."""
    product, weight, dtype, off = made(kind)
    before = FourBit(quantise(random(IN, IN) / IN**0.5), Scratch.allocate(DEVICE, 1 << 20, 64))
    x, shared = random(3, IN).bfloat16(), SharedNorm.empty(random(IN).bfloat16(), EPS, 3)
    before.into(random(3, IN, seed=8).bfloat16(), x, residual=x, begins=shared)
    x, gain = x.to(dtype), shared.gain.to(dtype)
    if kind == "dense":
        shared = SharedNorm(gain, EPS, shared.scaled.fill_(float("nan")), shared.squares)
    expected = normed(x.float(), gain.float()) @ weight.T
    if half:
        gate, up = expected.chunk(2, 1)
        expected = F.silu(gate) * up
    out = torch.full_like(expected, float("nan"), dtype=dtype)
    if half:
        product.gated_into(x, out, norm=shared)
    else:
        product.into(x, out, norm=shared)
    # The interpreter cuts bf16 off, to one side, and so the scaled rows too.
    torch.testing.assert_close(out.float(), expected, atol=2 * off, rtol=2 * off)


@pytest.mark.parametrize("kind", ["dense", "four bits"])
@pytest.mark.parametrize("biased", [False, True])
def test_many_rows(kind: str, biased: bool) -> None:
    product, weight, dtype, off = made(kind)
    x, bias = random(70, IN).to(dtype), random(OUT).to(dtype)
    expected = x.float() @ weight.T + (bias.float() if biased else 0)
    result = product.many(x, bias=bias if biased else None)
    assert result.dtype == dtype
    torch.testing.assert_close(result.float(), expected, atol=off, rtol=off)


@pytest.mark.parametrize("sums", [64 * IN // 2, 64 * IN // 2 + 99, 64 * IN])
def test_many_rows_of_four_bits_in_pieces_are_what_they_are_at_once(sums: int) -> None:
    """The weight's last piece is smaller, too."""
    four = quantise(random(OUT, IN))
    x, bias = random(40, IN).bfloat16(), random(OUT).bfloat16()
    whole = FourBit(four, Scratch.allocate(DEVICE, 1 << 20, 64)).many(x, bias=bias)
    torch.testing.assert_close(FourBit(four, Scratch.allocate(DEVICE, sums, 64)).many(x, bias=bias), whole)


def test_a_scratch_without_room_for_a_tile_is_refused() -> None:
    four = FourBit(quantise(random(OUT, IN)), Scratch.allocate(DEVICE, 64 * IN // 2 - 1, 64))
    with pytest.raises(ValueError, match="no room for 64 outputs of 128 inputs"):
        four.many(random(40, IN).bfloat16())


def test_a_product_says_what_it_is() -> None:
    dense, four = made("dense")[0], made("four bits")[0]
    assert dense.shape == four.shape == (OUT, IN)
    assert dense.size_bytes == OUT * IN * 4
    # 96 outputs are padded to 128: half a byte a weight, and 3 bytes a group.
    assert four.size_bytes == 128 * IN // 2 + 128 * 3
