"""What is staged arrives, and stays what it was while the next is filled."""

from __future__ import annotations

import torch

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
