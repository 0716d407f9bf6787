"""What quantised weights take is arithmetic."""

from __future__ import annotations

import pytest
import torch

from antiphon.reasoner.models.quantised import quantise
from antiphon.reasoner.models.recipe import Recipe
from antiphon.transport.errors import ModelError


def test_a_weight_of_step_audio_takes_half_a_byte_an_item_and_three_for_a_group() -> None:
    assert Recipe().weight_bytes(27648, 5120) == 27648 * 5120 // 2
    assert Recipe().scale_bytes(27648, 5120) == 27648 * 40 * 3


@pytest.mark.parametrize(("rows", "columns"), [(64, 128), (70, 192), (1, 1280)])
def test_what_is_counted_is_what_is_written(rows: int, columns: int) -> None:
    recipe = Recipe("nearest")
    found = quantise(torch.ones(rows, columns), recipe)
    assert recipe.weight_bytes(rows, columns) == found.packed.nbytes
    assert recipe.scale_bytes(rows, columns) == found.scales.nbytes + found.zeros.nbytes


@pytest.mark.parametrize(
    ("columns", "group"), [(5120, 128), (27648, 128), (3584, 128), (18944, 128), (576, 64), (960, 64), (64, 64)]
)
def test_a_dimension_that_128_does_not_divide_has_groups_of_64(columns: int, group: int) -> None:
    assert Recipe().group_of(columns) == group


def test_a_smaller_group_is_not_made_larger() -> None:
    assert Recipe(group=64).group_of(5120) == 64


@pytest.mark.parametrize(("group", "message"), [(128, "groups of 128 or 64 must"), (64, "groups of 64 must")])
def test_a_dimension_without_groups_is_refused(group: int, message: str) -> None:
    with pytest.raises(ModelError, match=f"80 inputs cannot be quantised: {message}"):
        Recipe(group=group).scale_bytes(5, 80)
