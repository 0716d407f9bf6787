"""What quantised weights take is arithmetic."""

from __future__ import annotations

import pytest

from antiphon.reasoner.models.recipe import Recipe
from antiphon.transport.errors import ModelError


def test_a_weight_of_step_audio_takes_half_a_byte_an_item_and_a_scale_for_128() -> None:
    recipe = Recipe("rtn")
    assert recipe.weight_bytes(27648, 5120) == 27648 * 5120 // 2
    assert recipe.scale_bytes(27648, 5120) == 27648 * 40 * 2
    assert Recipe("hqq", group_bytes=4).scale_bytes(3, 256) == 3 * 2 * 4


@pytest.mark.parametrize(("columns", "group"), [(5120, 128), (27648, 128), (192, 64), (64, 64)])
def test_a_dimension_that_128_does_not_divide_has_groups_of_64(columns: int, group: int) -> None:
    assert Recipe("rtn").group_of(columns) == group


def test_a_smaller_group_is_not_made_larger() -> None:
    assert Recipe("rtn", group=32).group_of(96) == 32


def test_a_dimension_without_groups_is_refused() -> None:
    with pytest.raises(ModelError, match="80 columns cannot be quantised: groups of 128 or 64"):
        Recipe("rtn").scale_bytes(5, 80)
