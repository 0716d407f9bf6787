"""The training loop: ``antiphon.reasoner.training.train``."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch

from antiphon.reasoner.nano import read_update
from antiphon.reasoner.training import train as module
from antiphon.reasoner.training.curriculum import Curriculum
from antiphon.reasoner.training.dataset import Heard, LessonSet, collate
from antiphon.reasoner.training.lessons import KINDS, Lesson
from antiphon.reasoner.training.options import RunOptions
from antiphon.reasoner.training.train import CHECKPOINT, CURVES, UPDATE, train
from antiphon.transport.errors import ConfigError

from .tiny import AUDIO, learner, lesson_set

ITEMS = 4
POSITIONS = [20] * ITEMS


class Interrupted(Exception):
    """As Ctrl-C."""


class Interrupting(LessonSet):
    """Breaks off before the sample that is asked for behind ``most`` others."""

    def __init__(self, lessons: LessonSet, most: int) -> None:
        self.__dict__ = lessons.__dict__
        self._left = most

    def __getitem__(self, number: int) -> Heard:
        if not self._left:
            raise Interrupted
        self._left -= 1
        return super().__getitem__(number)


def options(**values: Any) -> RunOptions:
    given = {"samples": 24, "positions": 1000, "checkpoint_steps": 2, "log_steps": 1, "warm_up": 0.1}
    return RunOptions(**{**given, **values})


def learn(
    folder: Path,
    *,
    rank: int = 4,
    wrap: Callable[[LessonSet], LessonSet] = lambda lessons: lessons,
    workers: int = 0,
    **values: Any,
) -> list[dict[str, Any]]:
    """Train a tiny model; the points of the curves."""
    run = options(**values)
    curriculum = Curriculum(run.samples, ITEMS, run.seed)
    train(learner(rank), wrap(lesson_set(curriculum)), curriculum, POSITIONS, AUDIO, run, folder, workers)
    points: list[dict[str, Any]] = json.loads((folder / CURVES).read_text())["points"]
    return points


def losses(points: list[dict[str, Any]]) -> list[float]:
    return [point["loss"] for point in points]


def learned(folder: Path) -> dict[str, list[float]]:
    """The update in ``folder``."""
    return {name: tensor.float().flatten().tolist() for name, tensor in read_update(folder / UPDATE)[0].items()}


def test_the_same_seed_gives_the_same_losses_with_any_number_of_workers(tmp_path: Path) -> None:
    one, two = learn(tmp_path / "1"), learn(tmp_path / "2", workers=1)
    other = learn(tmp_path / "3", seed=1)
    assert losses(one) == losses(two)
    assert losses(one) != losses(other)
    assert learned(tmp_path / "1") == learned(tmp_path / "2")


@pytest.mark.parametrize("log_steps", [1, 3])
def test_an_interrupted_training_that_goes_on_is_like_one_that_was_not(tmp_path: Path, log_steps: int) -> None:
    whole = learn(tmp_path / "whole", log_steps=log_steps)
    with pytest.raises(Interrupted):
        learn(tmp_path / "cut", wrap=lambda lessons: Interrupting(lessons, 15), log_steps=log_steps)
    kept = torch.load(tmp_path / "cut" / CHECKPOINT)["step"]
    assert 2 <= kept < whole[-1]["step"]
    again = learn(tmp_path / "cut", log_steps=log_steps)
    assert [point["step"] for point in again] == [point["step"] for point in whole]
    assert losses(again) == losses(whole)
    assert learned(tmp_path / "cut") == learned(tmp_path / "whole")


def test_a_training_does_not_go_on_with_other_recordings(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        learn(tmp_path, wrap=lambda lessons: Interrupting(lessons, 15))
    kept = torch.load(tmp_path / CHECKPOINT)
    torch.save(kept | {"recordings": ITEMS + 1}, tmp_path / CHECKPOINT)
    with pytest.raises(ConfigError, match=f"there were {ITEMS + 1} recordings, and now there are {ITEMS}"):
        learn(tmp_path)


def test_a_training_that_was_over_ends_as_it_had(tmp_path: Path) -> None:
    whole, update = learn(tmp_path), learned(tmp_path)
    assert losses(learn(tmp_path)) == losses(whole)
    assert learned(tmp_path) == update


def test_it_ends_with_its_minutes_and_the_rates_have_fallen_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count(0, 12)
    clock = type("Clock", (), {"monotonic": staticmethod(lambda: next(seconds))})
    monkeypatch.setattr(module, "time", clock)
    points = learn(tmp_path, samples=1000, minutes=1.0, checkpoint_steps=1000)
    assert [point["minutes"] for point in points] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert [point["way"] for point in points] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert json.loads((tmp_path / CURVES).read_text())["steps"] == 5
    assert (tmp_path / UPDATE).exists()


@pytest.mark.parametrize(("rank", "left"), [(16, 0.85), (0, 0.5)])
def test_a_tiny_model_learns_what_it_is_shown(tmp_path: Path, rank: int, left: float) -> None:
    """As far as it can: its random layers and its embedding are frozen, but for the update."""
    points = learn(
        tmp_path, rank=rank, samples=480, decoder_rate=1e-2, adaptor_rate=1e-2, log_steps=10, checkpoint_steps=1000
    )
    assert losses(points)[-1] < left * losses(points)[0]


def test_the_curves_tell_each_point_of_the_way(tmp_path: Path) -> None:
    points = learn(tmp_path, log_steps=4)
    steps = [int(point["step"]) for point in points]
    assert steps[:-1] == list(range(4, steps[-1], 4))
    assert points[-1]["way"] == 1.0
    for point in points:
        assert point.keys() == {"step", "way", "minutes", "loss", "kinds", "gradient", "rows"}
        assert point["gradient"] > 0
        assert min(point["kinds"].values()) <= point["loss"] <= max(point["kinds"].values())


def test_losses_are_summed_by_the_kind_of_their_lesson() -> None:
    lessons = [(Lesson([8], [9], [10, 11], "think read"), []), (Lesson([8], [9], [12], "repeat heard"), [])]
    sums, targets = module._by_kind(torch.tensor([1.0, 2.0, 4.0]), collate(lessons, AUDIO)).tolist()
    nothing = dict.fromkeys(KINDS, 0.0)
    assert dict(zip(KINDS, sums, strict=True)) == nothing | {"think read": 3.0, "repeat heard": 4.0}
    assert dict(zip(KINDS, targets, strict=True)) == nothing | {"think read": 2.0, "repeat heard": 1.0}


def test_the_update_is_what_nano_reads(tmp_path: Path) -> None:
    learn(tmp_path)
    update, scale = read_update(tmp_path / UPDATE)
    assert scale == 2.0
    assert "special_tokens" in update
    assert update["model.layers.1.mlp.down_proj.lora_A.weight"].dtype is torch.float32
    assert not [file.name for file in tmp_path.iterdir() if file.name.startswith(".") or file.suffix == ".draft"]


def test_a_checkpoint_that_is_half_written_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = learn(tmp_path / "whole")
    saves, save = count(1), torch.save

    def breaks(state: Any, path: Path) -> None:
        if next(saves) == 2:
            path.write_bytes(b"half of it")
            raise Interrupted
        save(state, path)

    monkeypatch.setattr(torch, "save", breaks)
    with pytest.raises(Interrupted):
        learn(tmp_path / "cut")
    assert torch.load(tmp_path / "cut" / CHECKPOINT)["step"] == 2
    assert losses(learn(tmp_path / "cut")) == losses(whole)


def test_a_checkpoint_of_another_shape_is_refused(tmp_path: Path) -> None:
    learn(tmp_path)
    with pytest.raises(ConfigError, match="name another folder"):
        learn(tmp_path, rank=2)
    with pytest.raises(ConfigError, match="name another folder"):
        learn(tmp_path, rank=0)


@pytest.mark.parametrize(("way", "height"), [(0.05, 0.5), (0.1, 1.0), (0.5, 1.0), (0.8, 0.5), (1.0, 0.0), (1.2, 0.0)])
def test_the_rates_rise_stay_and_fall(way: float, height: float) -> None:
    assert module._height(way, options(warm_up=0.1, decay=0.4)) == pytest.approx(height)


def test_rates_need_neither_rise_nor_fall() -> None:
    assert module._height(0.0, options(warm_up=0.0, decay=0.0)) == 1.0
    assert module._height(1.0, options(warm_up=0.0, decay=0.0)) == 1.0
