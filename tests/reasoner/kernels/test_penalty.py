"""The repetition penalty on the GPU, against the sampler's on the host."""

from __future__ import annotations

import pytest
import torch

from antiphon.reasoner.kernels.penalty import penalise, remember


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("vocabulary", [5, 1024, 2500])
def test_each_row_is_penalised_for_what_its_own_slot_has_seen(
    device: torch.device, vocabulary: int, dtype: torch.dtype
) -> None:
    torch.manual_seed(vocabulary)
    logits = torch.randn(4, vocabulary).to(device, dtype)
    seen = torch.rand(6, vocabulary).to(device) < 0.4
    slots = torch.tensor([5, 0, 2, 5], dtype=torch.int32, device=device)
    penalties = torch.tensor([2.0, 1.0, 1.3, 1.0], device=device)
    expected = logits.float()
    for row in (0, 2):
        less = torch.where(expected[row] > 0, expected[row] / penalties[row], expected[row] * penalties[row])
        expected[row] = torch.where(seen[slots[row]], less, expected[row])
    assert penalise(logits, seen, slots, penalties) is logits
    torch.testing.assert_close(logits, expected.to(dtype))


def test_a_row_without_a_penalty_stays_as_it_is_whatever_its_slot(device: torch.device) -> None:
    logits = torch.tensor([[float("nan"), float("inf"), -1.0]], device=device)
    before = logits.clone()
    seen = torch.ones(1, 3, dtype=torch.bool, device=device)
    penalise(logits, seen, torch.tensor([999], dtype=torch.int32, device=device), torch.ones(1, device=device))
    torch.testing.assert_close(logits, before, equal_nan=True)


def test_what_was_drawn_is_remembered_where_it_counts(device: torch.device) -> None:
    seen = torch.zeros(3, 2000, dtype=torch.bool, device=device)
    tokens = torch.tensor([1999, 5, 0], device=device)
    slots = torch.tensor([2, 1, 2], dtype=torch.int32, device=device)
    remember(tokens, seen, slots, torch.tensor([1.1, 1.0, 2.0], device=device))
    assert seen.nonzero().tolist() == [[2, 0], [2, 1999]]


def test_shapes_that_do_not_fit_are_refused(device: torch.device) -> None:
    logits, seen = torch.zeros(2, 8, device=device), torch.zeros(2, 8, dtype=torch.bool, device=device)
    slots, penalties = torch.zeros(2, dtype=torch.int32, device=device), torch.ones(2, device=device)
    for bad in (
        (logits[:, :7], seen, slots, penalties),
        (logits, seen.int(), slots, penalties),
        (logits, seen, slots[:1], penalties),
        (logits, seen, slots, penalties[:1]),
    ):
        with pytest.raises(ValueError, match=r"must be|do not fit"):
            penalise(*bad)
