"""Drawing tokens on the GPU, against the softmax and its nucleus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from antiphon.reasoner.kernels.sampling import Shortlist, sample

LIKELY = torch.tensor([0.5, 0.3, 0.15, 0.05]).log()


def drawn(
    logits: Tensor,
    *,
    temperature: float = 1.0,
    top_p: float = 1.0,
    seed: int = 3,
    first: int = 0,
) -> Tensor:
    """One token for each row of ``logits``, at positions from ``first`` on, into poisoned outputs."""
    rows, device = len(logits), logits.device
    shortlist = Shortlist.empty(rows, logits.shape[1], device)
    for part in (shortlist.scores, shortlist.most, shortlist.mass):
        part.fill_(float("nan"))
    shortlist.tokens.fill_(-1)
    out = torch.full((rows,), -1, dtype=torch.int64, device=device)
    returned = sample(
        logits,
        torch.full((rows,), temperature, device=device),
        torch.full((rows,), top_p, device=device),
        torch.full((rows,), seed, dtype=torch.int64, device=device),
        torch.arange(first, first + rows, dtype=torch.int32, device=device),
        out=out,
        shortlist=shortlist,
    )
    assert returned is out
    assert ((out >= 0) & (out < logits.shape[1])).all()
    return out


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
@pytest.mark.parametrize("vocabulary", [1, 100, 1024, 5001])
def test_without_temperature_the_most_likely_token_is_taken(
    device: torch.device, vocabulary: int, dtype: torch.dtype
) -> None:
    torch.manual_seed(vocabulary)
    # In bf16 many are equal: the first of them is taken.
    logits = torch.randn(4, vocabulary).to(device, dtype)
    best = torch.tensor([int((row == row.max()).nonzero()[0]) for row in logits.float().cpu()])
    assert torch.equal(drawn(logits, temperature=0.0, top_p=0.5).cpu(), best)


def test_tokens_are_drawn_as_often_as_they_are_likely(device: torch.device) -> None:
    counts = drawn(LIKELY.to(device).expand(400, -1)).bincount(minlength=4) / 400
    assert counts.tolist() == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.07)


def test_they_are_in_other_pieces_of_the_vocabulary_too(device: torch.device) -> None:
    logits = torch.full((1, 3000), float("-inf"), device=device)
    logits[0, [3, 1030, 2047, 2999]] = LIKELY.to(device)
    counts = drawn(logits.expand(150, -1)).bincount(minlength=3000)[[3, 1030, 2047, 2999]]
    assert counts.sum() == 150
    counts = counts / 150
    assert counts.tolist() == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.12)


def test_temperature_flattens_and_sharpens(device: torch.device) -> None:
    logits = LIKELY.to(device).expand(150, -1)
    for temperature in (0.3, 2.0):
        share = float((LIKELY / temperature).softmax(0)[0])
        assert (drawn(logits, temperature=temperature) == 0).float().mean().item() == pytest.approx(share, abs=0.12)


@pytest.mark.parametrize(
    ("top_p", "allowed"), [(0.0, {0}), (0.4, {0}), (0.6, {0, 1}), (0.9, {0, 1, 2}), (0.96, {0, 1, 2, 3})]
)
def test_only_the_smallest_set_of_the_mass_is_drawn_from(device: torch.device, top_p: float, allowed: set[int]) -> None:
    tokens = drawn(LIKELY.to(device).expand(120, -1), top_p=top_p)
    assert set(tokens.tolist()) == allowed
    kept = LIKELY.exp()[: len(allowed)]
    shares = (tokens.bincount(minlength=4) / 120)[: len(allowed)]
    assert shares.tolist() == pytest.approx((kept / kept.sum()).tolist(), abs=0.12)


def test_the_nucleus_of_a_large_vocabulary(device: torch.device) -> None:
    torch.manual_seed(5)
    logits = torch.randn(1, 2500) * 2
    probabilities, order = (logits[0] / 0.7).softmax(0).sort(descending=True)
    nucleus = set(order[: int((probabilities.cumsum(0) < 0.6).sum()) + 1].tolist())
    assert len(nucleus) > 3
    assert set(drawn(logits.to(device).expand(60, -1), temperature=0.7, top_p=0.6).tolist()) <= nucleus


def test_a_seed_and_a_position_give_one_token_whatever_the_other_rows(device: torch.device) -> None:
    torch.manual_seed(1)
    logits = torch.randn(1, 1500, device=device).expand(6, -1)
    tokens = drawn(logits, top_p=0.9)
    assert torch.equal(tokens, drawn(logits, top_p=0.9))
    assert torch.equal(tokens[2:4], drawn(logits[:2], top_p=0.9, first=2))
    assert not torch.equal(tokens, drawn(logits, top_p=0.9, seed=4))
    assert not torch.equal(tokens, drawn(logits, top_p=0.9, seed=3 + (1 << 32)))
    assert len(set(tokens.tolist())) > 1


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning", "ignore:All-NaN:RuntimeWarning")
@pytest.mark.parametrize("vocabulary", [1000, 5001])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_of_logits_that_are_no_numbers_some_token_is_drawn(
    device: torch.device, vocabulary: int, temperature: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``drawn`` sees to it that there is one. A card may find the last place, NumPy the first."""
    first = np.argmax

    def last(values: NDArray[Any], **how: Any) -> NDArray[Any]:
        nothing = np.isnan(values).any(**how)
        return np.where(nothing, values.size - 1, first(values, **how))

    monkeypatch.setattr(np, "argmax", last)
    drawn(torch.full((2, vocabulary), float("nan"), device=device), temperature=temperature, top_p=0.5)


def test_each_row_has_its_own_settings(device: torch.device) -> None:
    logits = LIKELY.to(device, torch.bfloat16).expand(40, -1)
    temperature = torch.tensor([0.0, 5.0] * 20, device=device)
    seeds = torch.arange(40, device=device)
    positions = torch.zeros(40, dtype=torch.int64, device=device)
    tokens = sample(logits, temperature, torch.ones(40, device=device), seeds, positions)
    assert not tokens[::2].any()
    assert tokens[1::2].any()


def test_what_does_not_fit_is_refused(device: torch.device) -> None:
    logits, each = torch.zeros(2, 5, device=device), torch.zeros(2, device=device)
    seeds = torch.zeros(2, dtype=torch.int64, device=device)
    with pytest.raises(ValueError, match="logits must lie"):
        sample(logits.T.contiguous().T, each, each, seeds, seeds)
    with pytest.raises(ValueError, match="top_p"):
        sample(logits, each, each[:1], seeds, seeds)
    with pytest.raises(ValueError, match="out"):
        sample(logits, each, each, seeds, seeds, out=seeds[:1])
    with pytest.raises(ValueError, match="shortlist"):
        sample(logits, each, each, seeds, seeds, shortlist=Shortlist.empty(2, 2000, device))
