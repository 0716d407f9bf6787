"""What is drawn on a GPU follows each row's own wishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
import torch
from torch import Tensor

from antiphon.reasoner.engine.sampling import Sampler, Sampling
from antiphon.reasoner.models.drawing import SLOTS_PER_ROW, Drawing
from antiphon.reasoner.models.products import Dense

from .plain_kernels import plain_kernels

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
WORDS = 16
"""A state is a row of logits: the head is the identity, and the norm changes the size of a row, not its order."""


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


def drawing(most_rows: int = 2) -> Drawing:
    norm = torch.ones(WORDS, device=DEVICE), 0.0
    return Drawing(Dense(torch.eye(WORDS, device=DEVICE)), norm, most_rows, torch.float32, captures=False)


def states(*logits: Sequence[float]) -> Tensor:
    """States whose logits are in proportion to those given; others are low."""
    rows = torch.full((len(logits), WORDS), -3.0)
    for row, values in zip(rows, logits, strict=True):
        row[: len(values)] = torch.tensor(values)
    return rows.to(DEVICE)


def write(draw: Drawing, sampler: Sampler, length: int, *logits: float, before: Sequence[int] = ()) -> list[int]:
    """A text of so many tokens, each drawn from the same logits."""
    text = list(before)
    while len(text) < length:
        text += draw(states(logits), [sampler], [text])
    return text


def test_each_row_has_its_own_temperature_penalty_and_seed() -> None:
    """In the interpreter: what plain kernels stand for elsewhere."""
    draw = drawing()
    penalised, greedy = Sampler(Sampling(repetition_penalty=5.0, said=frozenset({0}))), Sampler(Sampling())
    both = states([3.0, 2.0, 1.0], [3.0, 2.0, 1.0])
    assert draw(both, [penalised, greedy], [[], []]) == [1, 0]
    assert draw(both, [greedy, penalised], [[0], [1]]) == [0, 2]
    warm = [Sampler(Sampling(temperature=2.0, seed=seed)) for seed in (1, 1)]
    texts: list[list[int]] = [[], []]
    for _ in range(12):
        for text, token in zip(texts, draw(both, warm, texts), strict=True):
            text.append(token)
    assert texts[0] == texts[1]
    assert len(set(texts[0])) > 1


@pytest.fixture
def _plain() -> Iterator[None]:
    with plain_kernels():
        yield


@pytest.mark.usefixtures("_plain")
def test_a_text_does_not_repeat_what_its_penalty_forbids() -> None:
    draw = drawing()
    sampler = Sampler(Sampling(repetition_penalty=100.0, said=frozenset({1})))
    assert write(draw, sampler, 4, 5.0, 4.0, 3.0, 2.0, 1.0) == [0, 2, 3, 4]


@pytest.mark.usefixtures("_plain")
def test_texts_beyond_the_slots_are_told_again_when_they_go_on() -> None:
    """Written in turns, so that each has lost its place when it comes again."""
    draw = drawing()
    sampling = Sampling(repetition_penalty=100.0, said=frozenset({1}))
    samplers = [Sampler(sampling) for _ in range(2 * SLOTS_PER_ROW + 3)]
    texts: list[list[int]] = [[] for _ in samplers]
    for _ in range(4):
        tokens = draw(states([5.0, 4.0, 3.0, 2.0, 1.0]).expand(len(texts), -1), samplers, texts)
        for text, token in zip(texts, tokens, strict=True):
            text.append(token)
    assert texts == [[0, 2, 3, 4]] * len(texts)


@pytest.mark.usefixtures("_plain")
def test_a_token_that_was_drawn_and_not_taken_does_not_count() -> None:
    draw = drawing()
    sampler = Sampler(Sampling(repetition_penalty=100.0))
    for _ in range(2):
        assert draw(states([5.0, 4.0, 3.0]), [sampler], [[]]) == [0]
    # Another was put in its place.
    assert draw(states([5.0, 4.0, 3.0]), [sampler], [[1]]) == [0]
    assert draw(states([5.0, 4.0, 3.0]), [sampler], [[1, 0]]) == [2]


@pytest.mark.usefixtures("_plain")
def test_a_place_that_changes_hands_remembers_nothing() -> None:
    draw = drawing()
    for _ in range(3 * SLOTS_PER_ROW):
        assert write(draw, Sampler(Sampling(repetition_penalty=100.0)), 3, 5.0, 4.0, 3.0) == [0, 1, 2]


@pytest.mark.usefixtures("_plain")
def test_a_seed_repeats_whatever_else_is_drawn_and_none_does_not() -> None:
    draw = drawing(4)

    def text(seed: int | None, others: int) -> list[int]:
        sampler, words = Sampler(Sampling(temperature=2.0, seed=seed)), list[int]()
        company = [Sampler(Sampling(temperature=1.0)) for _ in range(others)]
        for _ in range(40):
            rows = states([1.0, 0.8, 0.6, 0.2]).expand(others + 1, -1)
            words.append(draw(rows, [*company, sampler], [*([[]] * others), words])[-1])
        return words

    assert text(5, 0) == text(5, 3) != text(6, 3)
    assert text(None, 0) != text(None, 0)
    # A seed of more bits than the kernel takes.
    assert text(-3, 0) == text(-3, 1)


@pytest.mark.usefixtures("_plain")
def test_only_the_mass_that_is_asked_for_is_drawn_from() -> None:
    draw = drawing()
    row = states([4.0, 4.0])
    seen = Counter(draw(row, [Sampler(Sampling(temperature=1.0, top_p=0.5))], [[]])[0] for _ in range(60))
    assert set(seen) == {0, 1}
