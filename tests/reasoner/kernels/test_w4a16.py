"""The product with weights in four bits, against the product with what they stand for."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from antiphon.reasoner.kernels.w4a16 import Scratch, SharedNorm, gated, product
from antiphon.reasoner.kernels.w4a16_plan import FEW_ROWS, MOST_ROWS, Plan, plan
from antiphon.reasoner.models.quantised import Quantised, dequantise, quantise
from antiphon.reasoner.models.recipe import Recipe

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
INTERPRETED = DEVICE == "cpu"
ROUNDED, TRUNCATED = 2**-8, 2**-7
"""The interpreter of Triton 3.6 cuts fp32 off to bf16."""


def numbers(*shape: int, seed: int = 0, scale: float = 1.0) -> Tensor:
    values = torch.randn(*shape, generator=torch.Generator().manual_seed(seed)) * scale
    return values.bfloat16().to(DEVICE)


def weight_of(outputs: int, width: int, seed: int = 0) -> Quantised:
    return quantise(numbers(outputs, width, seed=seed + 100, scale=0.05), Recipe("nearest"))


def poisoned(*shape: int) -> Tensor:
    return torch.full(shape, float("nan"), dtype=torch.bfloat16, device=DEVICE)


def scratch_of(sums: int = 1 << 18, blocks: int = 64) -> Scratch:
    scratch = Scratch.allocate(DEVICE, sums, blocks)
    scratch.partial.fill_(float("nan"))
    return scratch


def shared_norm(hidden: int, rows: int) -> SharedNorm:
    """With nothing in it yet."""
    norm = SharedNorm.empty(numbers(hidden, seed=9), 1e-2, rows)
    norm.scaled.fill_(float("nan"))
    norm.squares.fill_(float("nan"))
    return norm


def reference(x: Tensor, weight: Quantised, bias: Tensor | None = None) -> Tensor:
    """In fp64."""
    result = x.double() @ dequantise(weight).double().T
    return result if bias is None else result + bias.double()


def close(found: Tensor, wanted: Tensor) -> None:
    """Within bf16's rounding, which is half a unit of the last place, and what fp32 sums may be off."""
    rounding = (TRUNCATED if INTERPRETED else ROUNDED) * wanted.abs()
    assert ((found.double() - wanted).abs() <= rounding + 2e-5 * wanted.abs().max() + 1e-5).all()


@settings(max_examples=25 if INTERPRETED else 200, deadline=None)
@given(
    rows=st.integers(1, MOST_ROWS),
    outputs=st.integers(1, 200),
    width=st.sampled_from([64, 128, 192, 256, 640]),
    splits=st.integers(1, 5),
    block=st.sampled_from([16, 32, 64, 128]),
    biased=st.booleans(),
    added=st.booleans(),
)
def test_a_product_is_that_of_the_dequantised_weight(
    rows: int, outputs: int, width: int, splits: int, block: int, biased: bool, added: bool
) -> None:
    x, weight = numbers(rows, width, seed=rows), weight_of(outputs, width, seed=outputs)
    bias = numbers(outputs, seed=1) if biased else None
    residual = numbers(rows, outputs, seed=2) if added else None
    out, scratch = poisoned(rows, outputs), scratch_of()
    how = Plan(block, plan(weight, rows).padded, splits, 3, 4)
    found = product(x, weight, scratch, bias, residual, out, how)
    assert found is out
    close(out, reference(x, weight, bias) + (0 if residual is None else residual.double()))
    assert not scratch.tickets.any()


@settings(max_examples=15 if INTERPRETED else 100, deadline=None)
@given(
    rows=st.integers(1, MOST_ROWS),
    outputs=st.integers(1, 130),
    width=st.sampled_from([64, 128, 384]),
    splits=st.integers(1, 3),
)
def test_a_gated_product_is_silu_of_the_first_half_times_the_second(
    rows: int, outputs: int, width: int, splits: int
) -> None:
    x, weight = numbers(rows, width, seed=rows), weight_of(2 * outputs, width, seed=outputs)
    out, scratch = poisoned(rows, outputs), scratch_of()
    gated(x, weight, scratch, out, Plan(64, plan(weight, rows).padded, splits, 3, 4))
    gate, up = reference(x, weight).chunk(2, -1)
    close(out, F.silu(gate) * up)
    assert not scratch.tickets.any()


def test_the_residual_may_be_the_output() -> None:
    x, weight, hidden = numbers(3, 256), weight_of(96, 256), numbers(3, 96, seed=5)
    wanted = reference(x, weight) + hidden.double()
    product(x, weight, scratch_of(), residual=hidden, out=hidden)
    close(hidden, wanted)


def test_rows_may_lie_apart_and_nothing_else_is_written() -> None:
    x, weight = numbers(4, 512)[:, 128:256], weight_of(80, 128)
    wide = poisoned(4, 100)
    product(x, weight, scratch_of(), residual=numbers(4, 160)[:, 80:], out=wide[:, 10:90])
    close(wide[:, 10:90], reference(x, weight) + numbers(4, 160)[:, 80:].double())
    assert wide[:, :10].isnan().all()
    assert wide[:, 90:].isnan().all()


def test_without_an_output_one_is_made() -> None:
    x, weight = numbers(2, 128), weight_of(64, 128)
    found = product(x, weight, scratch_of())
    assert (found.shape, found.dtype) == ((2, 64), torch.bfloat16)
    assert gated(x, weight, scratch_of()).shape == (2, 32)


def test_the_same_inputs_give_the_same_bits_and_a_row_does_not_know_its_neighbours() -> None:
    x, weight, scratch = numbers(8, 1280), weight_of(70, 1280), scratch_of()
    how = Plan(64, 8, 5, 3, 4)
    once, again = product(x, weight, scratch, how=how), product(x, weight, scratch, how=how)
    assert torch.equal(once, again)
    assert torch.equal(product(x[3:4], weight, scratch, how=how), once[3:4])


def test_products_of_different_shapes_may_follow_each_other_in_one_scratch() -> None:
    scratch = scratch_of()
    for outputs, width, splits in ((200, 640, 5), (64, 256, 2), (130, 1280, 3)):
        x, weight = numbers(2, width), weight_of(outputs, width)
        close(product(x, weight, scratch, how=Plan(64, 8, splits, 3, 4)), reference(x, weight))


def test_offsets_do_not_cost_precision() -> None:
    """Inputs far from 0 on average, and weights to one side: what a sum of offsets would lose in."""
    x = (numbers(2, 1280).float() + 30).bfloat16()
    weight = quantise(numbers(64, 1280, scale=0.05).float().abs())
    close(product(x, weight, scratch_of()), reference(x, weight))


@settings(max_examples=20 if INTERPRETED else 200, deadline=None)
@given(
    rows=st.integers(1, FEW_ROWS),
    hidden=st.sampled_from([64, 192, 640]),
    outputs=st.integers(1, 130),
    splits=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    half=st.booleans(),
    biased=st.booleans(),
)
def test_a_norm_between_two_products_is_begun_by_one_and_ended_by_the_other(
    rows: int, hidden: int, outputs: int, splits: tuple[int, int], half: bool, biased: bool
) -> None:
    first, second = weight_of(hidden, 256), weight_of(2 * outputs if half else outputs, hidden)
    bias = numbers(outputs, seed=3) if biased and not half else None
    shared, scratch = shared_norm(hidden, rows), scratch_of()
    x = numbers(rows, hidden, seed=rows)
    wanted = reference(numbers(rows, 256), first) + x.double()
    found, again = [], []
    for results in (found, again):
        out = x.clone()
        product(numbers(rows, 256), first, scratch, None, out, out, Plan(32, 8, splits[0], 3, 2), begins=shared)
        close(out, wanted)
        how = Plan(32, 8, splits[1], 3, 2)
        if half:
            results += [out, gated(shared.scaled, second, scratch, how=how, ends=shared)]
        else:
            results += [out, product(shared.scaled, second, scratch, bias, how=how, ends=shared)]
    assert all(map(torch.equal, found, again))
    stored = found[0].double()
    scale = (stored.square().mean(1, keepdim=True) + shared.eps).rsqrt()
    # The second product sees the stored rows times the gain in bf16, and its sums are scaled.
    sums = reference(shared.scaled, second) * scale + (0 if bias is None else bias.double())
    close(shared.scaled, stored * shared.gain.double())
    close(found[1], F.silu(sums.chunk(2, -1)[0]) * sums.chunk(2, -1)[1] if half else sums)


def test_a_shared_norm_of_a_row_does_not_know_its_neighbours() -> None:
    first, second, scratch = weight_of(192, 256), weight_of(70, 192), scratch_of()
    x, whole = numbers(7, 256), shared_norm(192, 7)
    product(x, first, scratch, begins=whole)
    together = product(whole.scaled, second, scratch, ends=whole)
    alone = whole.of(whole.gain, 1)
    product(x[4:5], first, scratch, begins=alone)
    assert torch.equal(product(alone.scaled, second, scratch, ends=alone), together[4:5])


def test_a_norm_that_does_not_fit_its_product_is_refused() -> None:
    weight, scratch, norm = weight_of(64, 128), scratch_of(), shared_norm(64, 2)
    with pytest.raises(ValueError, match="1 blocks begins"):
        product(numbers(2, 128), weight, scratch, how=Plan(64, 8, 1, 3, 4), begins=norm)
    with pytest.raises(ValueError, match="gain is"):
        product(numbers(2, 128), weight, scratch, begins=shared_norm(128, 2))
    with pytest.raises(ValueError, match="a norm of 1 rows"):
        product(numbers(1, 128), weight, scratch, ends=norm)


def test_plans_fill_the_gpu_with_the_shapes_of_step_audio() -> None:
    for outputs, width, half in ((7168, 5120, False), (5120, 5120, False), (55296, 5120, True), (5120, 27648, False)):
        weight = _shape_only(outputs, width)
        for rows in (1, 2, 8, 16, 32):
            how = plan(weight, rows, half)
            blocks = -(-(outputs // (1 + half)) // how.block)
            assert how.padded >= rows
            assert how.splits <= width // 128 // 4
            assert 6 <= blocks * how.splits * how.warps / 132 <= 25, "warps for each multiprocessor"
            assert blocks * how.splits * how.block * how.padded * (1 + half) <= 1 << 23


def _shape_only(outputs: int, width: int) -> Quantised:
    tiles, groups = outputs // 64, width // 128
    return Quantised(
        torch.empty(tiles, groups, 64, 32, dtype=torch.int16, device="meta"),
        torch.empty(tiles, groups, 64, dtype=torch.bfloat16, device="meta"),
        torch.empty(tiles, groups, 64, dtype=torch.uint8, device="meta"),
        128,
        (outputs, width),
    )


def test_what_does_not_fit_is_refused() -> None:
    weight, scratch = weight_of(65, 256), scratch_of()
    with pytest.raises(ValueError, match="1 to 32"):
        product(numbers(33, 256), weight, scratch)
    with pytest.raises(ValueError, match="must have 256"):
        product(numbers(1, 128), weight, scratch)
    with pytest.raises(ValueError, match="must be even"):
        gated(numbers(1, 256), weight, scratch)
    with pytest.raises(ValueError, match=r"x is torch\.float32"):
        product(numbers(1, 256).float(), weight, scratch)
    with pytest.raises(ValueError, match=r"x is .* without gaps"):
        product(numbers(1, 512)[:, ::2], weight, scratch)
    with pytest.raises(ValueError, match="out is"):
        product(numbers(1, 256), weight, scratch, out=poisoned(1, 64))
    with pytest.raises(ValueError, match="bias is"):
        product(numbers(1, 256), weight, scratch, bias=numbers(64))
    with pytest.raises(ValueError, match="residual is"):
        product(numbers(1, 256), weight, scratch, residual=numbers(2, 65))
    with pytest.raises(ValueError, match="a plan for 8 rows, and there are 9"):
        product(numbers(9, 256), weight, scratch, how=Plan(64, 8, 1, 3, 4))
    with pytest.raises(ValueError, match="this product needs 2048 and 2"):
        product(numbers(1, 256), weight, scratch_of(100), how=Plan(64, 8, 2, 3, 4))


@pytest.mark.skipif(INTERPRETED, reason="needs a GPU")
def test_a_graph_holds_the_launch_and_follows_its_inputs() -> None:
    x, weight, scratch, out = numbers(2, 1280), weight_of(192, 1280), scratch_of(), poisoned(2, 192)
    product(x, weight, scratch, out=out)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        product(x, weight, scratch, out=out)
    for seed in (1, 2):
        x.copy_(numbers(2, 1280, seed=seed))
        out.fill_(float("nan"))
        graph.replay()
        close(out, reference(x, weight))
