"""What is read in one go may be tokens and embeddings: ``antiphon.reasoner.engine.passage``."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.engine import Passage


def flat(passage: Passage) -> list[float]:
    """The embedding of a token is its number here."""
    return [float(one) for part in passage.parts for one in torch.as_tensor(part).flatten()]


PARTS = st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=5)


@given(parts=PARTS, start=st.integers(0, 25), stop=st.integers(0, 25))
def test_a_slice_is_what_it_is_of_a_list(parts: list[tuple[bool, int]], start: int, stop: int) -> None:
    made: list[list[int] | torch.Tensor] = []
    for sounds, count in parts:
        first = sum(map(len, made))
        numbers = list(range(first, first + count))
        made.append(torch.tensor(numbers).view(-1, 1) if sounds else numbers)
    passage, whole = Passage(*made), list(range(sum(map(len, made))))
    assert (len(passage), flat(passage)) == (len(whole), whole)
    assert flat(passage[start:stop]) == whole[start:stop]
    assert len(passage[start:stop]) == len(whole[start:stop])


def test_a_passage_of_passages_is_flat_and_knows_nothing_empty() -> None:
    passage = Passage([], Passage([1, 2], torch.zeros(0, 4)), Passage(), Passage([3]))
    assert passage.parts == ([1, 2], [3])
    assert Passage().parts == Passage([], torch.zeros(0, 4)).parts == ()


def test_a_slice_copies_no_embeddings() -> None:
    sound = torch.zeros(9, 4)
    [part] = Passage([1, 2], sound)[4:7].parts
    assert isinstance(part, torch.Tensor)
    assert part.data_ptr() == sound[2:].data_ptr()
