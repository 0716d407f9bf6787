"""Where a model runs, and how much memory there is for it."""

from __future__ import annotations

import pytest
import torch

from antiphon.reasoner.models.card import CONTEXT_BYTES, Card, device_of
from antiphon.reasoner.options import ReasonerOptions
from antiphon.transport.errors import ConfigError

GB = 1_000_000_000
CUDA = torch.device("cuda", 0)


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)


@pytest.fixture
def no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


def options(**values: object) -> ReasonerOptions:
    return ReasonerOptions.model_validate(values)


def test_a_card_is_taken_where_it_is_wished_for(card: None) -> None:
    assert device_of(options()).type == "cpu", "the built-in wish is the processor"
    assert device_of(options(device="cpu")).type == "cpu"
    for precision in ("auto", "bf16", "int4"):
        assert device_of(options(device="auto", precision=precision)) == CUDA
        assert device_of(options(device="cuda", precision=precision)) == CUDA


def test_what_only_the_processor_computes_is_computed_there(card: None) -> None:
    assert device_of(options(device="auto", precision="fp32")).type == "cpu"


def test_without_a_card_auto_is_the_processor(no_card: None) -> None:
    for precision in ("auto", "bf16", "fp32"):
        assert device_of(options(device="auto", precision=precision)).type == "cpu"


@pytest.mark.parametrize(("device", "precision"), [("cuda", "auto"), ("cuda", "int4"), ("auto", "int4")])
def test_a_card_that_is_not_there_is_refused(no_card: None, device: str, precision: str) -> None:
    with pytest.raises(ConfigError, match=r"there is no graphics card for it .*see `nvidia-smi`"):
        device_of(options(device=device, precision=precision))


@pytest.mark.parametrize(
    ("free", "reserved", "allocated", "fraction", "found"),
    [
        # The context of this process is not free any more, and is counted by the plan.
        (79 * GB, 0, 0, 1.0, 79 * GB + CONTEXT_BYTES),
        (80 * GB - CONTEXT_BYTES // 2, 0, 0, 1.0, 80 * GB),
        # Of others.
        (30 * GB, 0, 0, 1.0, 30 * GB + CONTEXT_BYTES),
        # What PyTorch holds and nobody uses can be used.
        (30 * GB, 5 * GB, 1 * GB, 1.0, 34 * GB + CONTEXT_BYTES),
        (79 * GB, 0, 0, 0.25, 20 * GB),
        (70 * GB, 3 * GB, 3 * GB, 0.25, 17 * GB),
    ],
)
def test_what_is_free_is_what_this_process_may_hold(
    monkeypatch: pytest.MonkeyPatch, free: int, reserved: int, allocated: int, fraction: float, found: int
) -> None:
    for name, value in {
        "mem_get_info": (free, 80 * GB), "memory_reserved": reserved, "memory_allocated": allocated,
        "get_per_process_memory_fraction": fraction, "get_device_name": "a card",
    }.items():  # fmt: skip
        monkeypatch.setattr(torch.cuda, name, lambda device, value=value: value)
    assert Card.of(CUDA) == Card("a card", 80 * GB, found)
