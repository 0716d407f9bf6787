"""In which order what is learned: ``antiphon.reasoner.training.curriculum``."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.training.curriculum import TEXT_POSITIONS, UNSPOKEN, WINDOW, Curriculum
from antiphon.reasoner.training.lessons import Task

sizes = st.integers(1, 60)


@given(sizes, st.integers(0, 99))
def test_each_time_round_every_item_comes_once(items: int, seed: int) -> None:
    curriculum = Curriculum(3 * items, items, seed, reading=0)
    for lap in range(3):
        seen = [curriculum.sample(number).item for number in range(lap * items, (lap + 1) * items)]
        assert sorted(seen) == list(range(items))


def test_each_time_round_has_an_order_of_its_own() -> None:
    orders = {
        tuple(Curriculum(4000, 1000, seed).sample(number).item for number in range(lap * 1000, lap * 1000 + 50))
        for lap in range(4)
        for seed in range(3)
    }
    assert len(orders) == 12


def test_what_is_read_never_comes_twice_and_was_not_spoken() -> None:
    curriculum = Curriculum(2000, 50, 0)
    read = [sample.item for sample in map(curriculum.sample, range(2000)) if not sample.sound]
    assert len(set(read)) == len(read) > 300
    assert min(read) >= UNSPOKEN


def test_the_same_seed_gives_the_same_samples() -> None:
    one, two, other = (Curriculum(500, 70, seed) for seed in (1, 1, 2))
    samples = [one.sample(number) for number in range(500)]
    assert samples == [two.sample(number) for number in range(500)]
    assert samples != [other.sample(number) for number in range(500)]
    assert [sample.number for sample in samples] == list(range(500))


def test_there_is_nothing_beyond_the_last_sample() -> None:
    curriculum = Curriculum(5, 2, 0)
    for number in (-1, 5):
        with pytest.raises(IndexError, match="5 samples"):
            curriculum.sample(number)


def test_first_comes_hearing_and_then_everything_in_its_shares() -> None:
    curriculum = Curriculum(20_000, 700, 0)
    samples = [curriculum.sample(number) for number in range(20_000)]
    for part, repeating in ((samples[:4000], 0.5), (samples[4000:], 0.08)):
        tasks = Counter(sample.task for sample in part)
        assert tasks[Task.REPEAT] / len(part) == pytest.approx(repeating, abs=0.02)
        others = len(part) - tasks[Task.REPEAT]
        assert tasks[Task.SPEAK] / others == pytest.approx(0.4, abs=0.02)
        read = [sample for sample in part if not sample.sound]
        assert len(read) / others == pytest.approx(0.35, abs=0.02)
        assert all(sample.task is not Task.REPEAT for sample in read), "what is read is not to be heard"


@given(st.integers(1, 200), sizes, st.integers(300, 3000), st.integers(0, 9), st.data())
def test_batches_hold_every_sample_once_and_are_not_too_large(
    samples: int, items: int, most: int, seed: int, data: st.DataObject
) -> None:
    positions = data.draw(st.lists(st.integers(1, 900), min_size=items, max_size=items))
    curriculum = Curriculum(samples, items, seed)
    batches = curriculum.batches(positions, most)
    assert sorted(number for batch in batches for number in batch) == list(range(samples))
    for batch in batches:
        assert batch
        made = [curriculum.sample(number) for number in batch]
        longest = max(TEXT_POSITIONS + (positions[sample.item] if sample.sound else 0) for sample in made)
        assert len(batch) == 1 or len(batch) * longest <= most
    assert batches == curriculum.batches(positions, most)


def test_batches_of_like_length_are_shuffled_within_a_window() -> None:
    """Else the curriculum would begin with all that is short; and what is learned early stays early."""
    curriculum = Curriculum(2 * WINDOW, 500, 0)
    positions = [10 + item for item in range(500)]
    batches = curriculum.batches(positions, 8000)
    firsts = [batch for batch in batches if batch[0] < WINDOW]
    assert batches[: len(firsts)] == firsts
    assert all(max(batch) < WINDOW for batch in firsts)
    longest = [
        max((positions[sample.item] for sample in map(curriculum.sample, batch) if sample.sound), default=0)
        for batch in firsts
    ]
    assert longest != sorted(longest)
    spread = [
        max(sizes) - min(sizes)
        for sizes in (
            [positions[curriculum.sample(n).item] for n in batch if curriculum.sample(n).sound] for batch in firsts
        )
        if sizes
    ]
    assert sum(spread) / len(spread) < 30
