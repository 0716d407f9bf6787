"""Work is done on the next number of rows that there is."""

from __future__ import annotations

import pytest

from antiphon.reasoner.models.captured import Captured, sizes_for


@pytest.mark.parametrize(
    ("most", "sizes"), [(1, (1,)), (2, (1, 2)), (3, (1, 2, 4)), (8, (1, 2, 4, 8)), (9, (1, 2, 4, 8, 16))]
)
def test_the_largest_holds_all_rows(most: int, sizes: tuple[int, ...]) -> None:
    assert sizes_for(most) == sizes


@pytest.mark.parametrize("most", [0, 33])
def test_what_no_step_holds_is_refused(most: int) -> None:
    with pytest.raises(ValueError, match="1 to 32"):
        sizes_for(most)


def test_rows_take_the_next_size() -> None:
    done: list[int] = []
    captured = Captured(done.append, sizes_for(8), captures=False)
    assert [captured.size(rows) for rows in (1, 2, 3, 5, 8)] == [1, 2, 4, 8, 8]
    captured(4)
    captured(4)
    assert done == [4, 4]
