"""Batches of lessons: ``antiphon.reasoner.training.dataset``."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.utils.data import DataLoader

from antiphon.reasoner.ear import Ear
from antiphon.reasoner.mel import log_mel
from antiphon.reasoner.models.audio import Adaptor, AudioEncoder
from antiphon.reasoner.training import dataset
from antiphon.reasoner.training.curriculum import Curriculum
from antiphon.reasoner.training.data.example import Example
from antiphon.reasoner.training.dataset import Heard, collate, pieces
from antiphon.reasoner.training.lessons import KINDS, Lesson

from .tiny import AUDIO, EXAMPLES, learner, lesson_set, prompt


def noise(samples: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, 0.1, samples).astype(np.float32)


def heard(sizes: tuple[int, int, int], sound: list[int], seed: int = 0) -> Heard:
    """A lesson of so many random tokens before, behind and to learn, with pieces of so many samples."""
    rng = random.Random(seed)
    before, behind, target = ([rng.randrange(8, 49_000) for _ in range(size)] for size in sizes)
    return Lesson(before, behind, target), [log_mel(noise(size, seed), AUDIO.n_mels) for size in sound]


def states(parts: list[NDArray[np.float32]]) -> int:
    return sum(AUDIO.positions(part.shape[1] * 160) for part in parts)


lessons = st.builds(
    heard,
    st.tuples(st.integers(0, 6), st.integers(1, 6), st.integers(1, 6)),
    st.lists(st.integers(480, 20_000), max_size=2),
    st.integers(0, 99),
)


@given(st.lists(lessons, min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_every_part_stands_where_it_belongs(batched: list[Heard]) -> None:
    batch = collate(batched, AUDIO)
    assert batch.targets.tolist() == [token for lesson, _ in batched for token in lesson.target]
    assert batch.frames.tolist() == [part.shape[1] for _, parts in batched for part in parts]
    asked, sound = batch.asked.tolist(), batch.sound.tolist()
    for row, (lesson, parts) in enumerate(batched):
        tokens = batch.tokens[row].tolist()
        begin, count = len(lesson.before), states(parts)
        assert tokens[:begin] == lesson.before
        assert [column for at, column in sound if at == row] == list(range(begin, begin + count))
        begin += count
        assert tokens[begin : begin + len(lesson.behind)] == lesson.behind
        begin += len(lesson.behind)
        columns = [column for at, column in asked if at == row]
        assert columns == list(range(begin - 1, begin - 1 + len(lesson.target)))
        # The token behind a place that is asked is the one to be learned.
        assert [tokens[column + 1] for column in columns[:-1]] == lesson.target[:-1]
        assert not any(tokens[begin + len(lesson.target) - 1 :])


@given(st.lists(lessons, min_size=2, max_size=4))
@settings(max_examples=10, deadline=None)
def test_the_losses_of_a_batch_are_those_of_its_rows_alone(batched: list[Heard]) -> None:
    model = learner().eval()
    with torch.no_grad():
        together = model(collate(batched, AUDIO))
        alone = torch.cat([model(collate([one], AUDIO)) for one in batched])
    torch.testing.assert_close(together, alone, atol=2e-4, rtol=1e-4)


def test_what_stands_behind_the_end_of_a_row_and_of_a_piece_is_never_looked_at() -> None:
    batch = collate([heard((3, 2, 2), [4000], 1), heard((5, 6, 6), [16_000, 8000], 2)], AUDIO)
    model = learner().eval()
    with torch.no_grad():
        losses = model(batch)
        lengths = [int(batch.asked[batch.asked[:, 0] == row, 1].max()) + 1 for row in range(2)]
        for row, length in enumerate(lengths):
            batch.tokens[row, length:] = 77
        assert lengths[0] < batch.tokens.shape[1]
        for piece, frames in enumerate(batch.frames.tolist()):
            batch.mel[piece, :, frames:] = 9.0
        # The encoder takes for granted that zeros are there: it is what the convolution of a clip alone would see.
        batch.mel[0, :, int(batch.frames[0]) :] = 0
        batch.mel[2, :, int(batch.frames[2]) :] = 0
        torch.testing.assert_close(model(batch), losses)


def test_a_batch_that_is_only_read_has_no_sound() -> None:
    batch = collate([heard((3, 2, 2), [])], AUDIO)
    assert batch.mel.shape == (0, AUDIO.n_mels, 0)
    assert batch.sound.shape == (0, 2)
    assert learner()(batch).isfinite().all()


@pytest.mark.parametrize("samples", [480, 3200, 16_000, 25 * 16_000, 60 * 16_000])
def test_a_clip_is_heard_as_the_agent_hears_it(samples: int) -> None:
    """The same pieces, the same spectrograms, the same states."""
    torch.manual_seed(0)
    encoder, adaptor = AudioEncoder(AUDIO), Adaptor(AUDIO)
    pcm = noise(samples)
    theirs = Ear(AUDIO, encoder, adaptor).hear(pcm).states
    lesson = Lesson([8], [9], [10])
    batch = collate([(lesson, pieces(pcm, AUDIO.n_mels)), heard((1, 1, 1), [9000])], AUDIO)
    with torch.no_grad():
        found, lengths = adaptor(*encoder(batch.mel.float(), batch.frames))
    assert lengths is not None
    ours = torch.cat([found[piece, : lengths[piece]] for piece in range(len(lengths) - 1)])
    assert len(ours) == len(theirs) == int((batch.sound[:, 0] == 0).sum())
    # Spectrograms are handed over in fp16.
    torch.testing.assert_close(ours, theirs, atol=5e-3, rtol=5e-3)


def test_a_rest_that_is_too_short_for_a_state_is_left_out() -> None:
    assert pieces(noise(479), AUDIO.n_mels) == []
    assert len(pieces(noise(480), AUDIO.n_mels)) == 1


def test_a_sample_is_the_same_whenever_and_wherever_it_is_made() -> None:
    curriculum = Curriculum(40, 4, seed=3)
    one, two = lesson_set(curriculum), lesson_set(curriculum)
    assert len(one) == 40
    for number in (7, 3, 39, 7):
        (lesson, parts), (same, others) = one[number], two[number]
        assert lesson == same
        assert len(parts) == curriculum.sample(number).sound
        assert all(np.array_equal(part, other) for part, other in zip(parts, others, strict=True))
    with pytest.raises(IndexError):
        one[40]


def test_a_batch_has_the_kinds_of_its_lessons() -> None:
    curriculum = Curriculum(40, 4, seed=3)
    lessons, samples = lesson_set(curriculum), [curriculum.sample(number) for number in range(40)]
    kinds = [KINDS[kind] for kind in collate([lessons[number] for number in range(40)], AUDIO).kinds]
    assert kinds == [f"{sample.task.value} {'heard' if sample.sound else 'read'}" for sample in samples]
    assert len(set(kinds)) == len(KINDS) - 1, "nothing is read only to be repeated"


def test_a_question_without_an_answer_is_only_repeated() -> None:
    lessons = lesson_set(Curriculum(8, 4, 3, repeating=0, repeating_later=0, reading=0), [Example("repeat", "So?", "")])
    for number in range(8):
        lesson, _ = lessons[number]
        assert lesson.kind == "repeat heard"
        assert prompt().decode(lesson.target[:-1]) == "So?"


@pytest.mark.parametrize("reading", [0, 1])
def test_only_what_is_read_may_be_misheard_and_in_its_words_only_where_nothing_is_thought(
    reading: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "misheard", lambda question, _, *, words: f"{question} words={words}")
    lessons = lesson_set(Curriculum(8, 4, 3, repeating=0, repeating_later=0, reading=reading))
    for number in range(8):
        made, written = EXAMPLES[number % 4], prompt().decode(lessons[number][0].before)
        assert (f"{made.question} words={not made.thoughts}" in written) == bool(reading)


def test_a_loader_makes_the_batches_that_the_curriculum_wants() -> None:
    curriculum = Curriculum(40, 4, seed=3)
    wanted = curriculum.batches([20] * 4, 1000)
    loader = DataLoader(
        lesson_set(curriculum), batch_sampler=wanted, collate_fn=partial(collate, audio=AUDIO), num_workers=1,
        multiprocessing_context="fork",
    )  # fmt: skip
    assert [len(batch.tokens) for batch in loader] == [len(numbers) for numbers in wanted]
