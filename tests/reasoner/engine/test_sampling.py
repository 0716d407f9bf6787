"""How the next token is drawn."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from antiphon.reasoner.engine.sampling import LIKELY, Sampler, Sampling

LOGITS = torch.tensor([0.5, 0.3, 0.15, 0.05]).log()


def drawn(sampling: Sampling, times: int = 2000) -> Counter[int]:
    sampler = Sampler(sampling)
    return Counter(sampler.draw(LOGITS.clone(), []) for _ in range(times))


def test_without_temperature_the_most_likely_token_is_taken() -> None:
    assert drawn(Sampling(), 10) == {0: 10}


def test_tokens_are_drawn_as_often_as_they_are_likely() -> None:
    counts = drawn(Sampling(temperature=1.0, seed=3))
    for token, share in enumerate([0.5, 0.3, 0.15, 0.05]):
        assert counts[token] / 2000 == pytest.approx(share, abs=0.04)


def test_a_low_temperature_prefers_the_likely_more() -> None:
    assert drawn(Sampling(temperature=0.3, seed=3))[0] > 1500


@pytest.mark.parametrize(
    ("top_p", "allowed"), [(0.4, {0}), (0.5, {0}), (0.6, {0, 1}), (0.9, {0, 1, 2}), (1.0, {0, 1, 2, 3})]
)
def test_only_the_smallest_set_of_the_mass_is_drawn_from(top_p: float, allowed: set[int]) -> None:
    assert set(drawn(Sampling(temperature=1.0, top_p=top_p, seed=3))) == allowed


def test_a_penalty_makes_what_was_drawn_less_likely_on_either_side_of_zero() -> None:
    sampler = Sampler(Sampling(repetition_penalty=2.0))
    assert sampler.draw(torch.tensor([3.0, 2.0]), []) == 0
    assert sampler.draw(torch.tensor([3.0, 2.0]), [0]) == 1
    assert sampler.draw(torch.tensor([-1.0, -1.5]), [0]) == 1


@pytest.mark.parametrize(("top_p", "kept"), [(0.1, 80), (0.9, 720), (1.0, 800)])
def test_a_flat_choice_is_cut_at_its_mass_too(top_p: float, kept: int) -> None:
    """Also where the mass takes more tokens than are looked at first."""
    assert LIKELY < 720
    sampler = Sampler(Sampling(temperature=1.0, top_p=top_p, seed=3))
    # Hardly falling, so that it is known which are the most likely.
    logits = torch.linspace(0.001, 0, 800)
    seen = {sampler.draw(logits, []) for _ in range(6000)}
    assert max(seen) < kept + 5
    assert len(seen) > 0.95 * kept


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_the_logits_are_not_changed_for_the_caller(dtype: torch.dtype) -> None:
    logits = torch.tensor([3.0, 2.0], dtype=dtype)
    Sampler(Sampling(repetition_penalty=2.0)).draw(logits, [0])
    assert logits.tolist() == [3.0, 2.0]


def test_a_seed_repeats_and_none_does_not() -> None:
    def text(seed: int | None) -> list[int]:
        sampler = Sampler(Sampling(temperature=1.0, seed=seed))
        return [sampler.draw(LOGITS.clone(), []) for _ in range(60)]

    assert text(5) == text(5) != text(6)
    assert text(None) != text(None)
