"""What is staged arrives, and stays what it was while the next is filled."""

from __future__ import annotations

from itertools import cycle

import pytest
import torch

from antiphon.reasoner.models import staging as module
from antiphon.reasoner.models.staging import Staging

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def test_every_send_brings_what_was_filled_in_however_many_are_under_way() -> None:
    staging, count = Staging(1 << 12, DEVICE), 50
    targets = torch.full((count, 1 << 12), -1, dtype=torch.int32, device=DEVICE)
    for step in range(count):
        staging.take()[:] = step
        staging.send(targets[step])
    assert torch.equal(targets.cpu(), torch.arange(count, dtype=torch.int32)[:, None].expand(-1, 1 << 12))


def test_only_as_much_is_sent_as_the_target_holds() -> None:
    staging = Staging(6, DEVICE)
    target = torch.full((6,), -1, dtype=torch.int32, device=DEVICE)
    staging.take()[:] = 5
    staging.send(target[:2])
    assert target.tolist() == [5, 5, -1, -1, -1, -1]


def test_two_places_take_turns() -> None:
    staging = Staging(1, DEVICE)
    first, second, third = staging.take(), staging.take(), staging.take()
    first[0], second[0] = 1, 2
    assert (third[0], second[0]) == (1, 2)


class _Event:
    """Writes down what it is told."""

    def __init__(self, name: str, diary: list[str]) -> None:
        self._name, self._diary = name, diary

    def record(self) -> None:
        self._diary.append(f"record {self._name}")

    def synchronize(self) -> None:
        self._diary.append(f"wait for {self._name}")


def test_a_place_is_filled_anew_when_its_copy_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a card, where a copy goes on behind ``send``: it is marked behind the copy, and waited for."""
    staging, diary, made = Staging(2, torch.device("cpu")), list[str](), list[module._Place]()
    for name in ("first", "second"):
        made.append(module._Place(2, on_gpu=False))
        made[-1].read = _Event(name, diary)
    staging._turns, target = cycle(made), torch.zeros(2, dtype=torch.int32)
    copy = torch.Tensor.copy_

    def copied(to: torch.Tensor, source: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:
        diary.append("copy" if non_blocking else "copy at once")
        return copy(to, source, non_blocking=non_blocking)

    monkeypatch.setattr(torch.Tensor, "copy_", copied)
    for _ in range(3):
        staging.take()
        diary.append("fill")
        staging.send(target)
    one, other = (["fill", "copy", f"record {name}"] for name in ("first", "second"))
    assert diary == ["wait for first", *one, "wait for second", *other, "wait for first", *one]
