"""The curves of a training as a picture: ``antiphon.reasoner.training.curves``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from antiphon.reasoner.training.curves import draw


def curves(folder: Path, points: int) -> Path:
    path = folder / "curves.json"
    made = [{"step": 20 * n, "loss": 5.0 / n, "gradient": 1.0 / n} for n in range(1, points + 1)]
    path.write_text(json.dumps({"steps": 20 * points, "points": made}))
    return path


def test_a_picture_is_drawn_in_two_formats(tmp_path: Path) -> None:
    drawn = draw(curves(tmp_path, 30))
    assert [file.name for file in drawn] == ["curves.png", "curves.svg"]
    assert drawn[0].read_bytes().startswith(b"\x89PNG")
    assert "<svg" in drawn[1].read_text()


def test_without_points_nothing_is_drawn(tmp_path: Path) -> None:
    assert draw(curves(tmp_path, 0)) == []


def test_without_matplotlib_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert draw(curves(tmp_path, 3)) == []
    assert [file.name for file in tmp_path.iterdir()] == ["curves.json"]
