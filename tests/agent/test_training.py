"""`antiphon train`: what is started, and that it is passed on what happens to us."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from antiphon.agent import training as module
from antiphon.agent.store import Store
from antiphon.agent.training import Part, Training, train
from antiphon.transport.errors import ConfigError, ModelMissing

NANO = str(resources.files("antiphon.configs").joinpath("nano.toml"))


class Shelf(Store):
    """Has every model but ``none``."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"))

    def resolve(self, spec: str) -> Path:
        if spec == "none":
            raise ModelMissing("none is not prepared: run `antiphon models prepare none`")
        return Path("/models") / spec


def command(training: Training) -> list[str]:
    found = training.command(Shelf())
    assert found[:3] == [sys.executable, "-m", "antiphon.reasoner.training"]
    return found[3:]


def test_the_built_in_recipe_is_run_with_the_folders_of_its_models() -> None:
    assert command(Training()) == [
        *("--config", NANO),
        *("--set", "update.base=/models/smollm2-135m", "--set", "update.encoder=/models/whisper-base"),
    ]


def test_what_is_set_comes_before_what_is_found(tmp_path: Path) -> None:
    """The last one wins: the names of models are in it twice."""
    recipe = tmp_path / "mine.toml"
    recipe.write_text('[update]\nencoder = "ours"\n')
    changes = ("run.samples=7", "update.base=first", "update.base=second")
    assert command(Training(str(recipe), changes)) == [
        *("--config", str(recipe), "--set", "run.samples=7", "--set", "update.base=first"),
        *("--set", "update.base=second"),
        *("--set", "update.base=/models/second", "--set", "update.encoder=/models/ours"),
    ]


def test_parts_questions_and_recordings_are_passed_on() -> None:
    given = command(Training(only=Part.MEASURE, questions=Path("q.json"), audio=Path("sound")))
    assert given[-6:] == ["--only", "measure", "--questions", "q.json", "--audio", "sound"]


def test_speaking_takes_no_model() -> None:
    assert command(Training(changes=("update.base=none",), only=Part.SPEECH)) == [
        *("--config", NANO, "--set", "update.base=none", "--only", "speech"),
    ]


def test_a_model_that_is_not_prepared_is_told() -> None:
    with pytest.raises(ModelMissing, match="antiphon models prepare"):
        command(Training(changes=("update.encoder=none",)))


@pytest.mark.parametrize(
    ("recipe", "message"),
    [("nan", "no recipe is called 'nan': give nano"), ("none.toml", "no such file"), ("cpu", "give nano")],
)
def test_a_recipe_that_is_not_there_is_told(recipe: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        command(Training(recipe))


def test_a_recipe_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    recipe = tmp_path / "mine.toml"
    recipe.write_text("[update\n")
    with pytest.raises(ConfigError, match="no TOML file"):
        command(Training(str(recipe)))


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "peft" else find(name))
    with pytest.raises(ConfigError, match=r'needs peft: install the extra train, pip install "antiphon\[train\]"'):
        command(Training())


# The process.


def python(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """It is run instead of the training."""
    monkeypatch.setattr(Training, "command", lambda *_: [sys.executable, "-c", code])


def test_its_exit_code_and_its_output_are_ours(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    python(monkeypatch, "import sys; print('a step'); print('a mistake', file=sys.stderr); sys.exit(3)")
    assert train(Training(), Shelf()) == 3
    assert capfd.readouterr() == ("a step\n", "a mistake\n")


def test_one_that_was_killed_ends_as_a_shell_would_say(monkeypatch: pytest.MonkeyPatch) -> None:
    python(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert train(Training(), Shelf()) == 128 + signal.SIGKILL


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_what_ends_us_ends_it_in_its_own_way(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path, number: int, code: int
) -> None:
    """It has the time that it takes to keep where it is."""
    ready = tmp_path / "ready"
    python(
        monkeypatch,
        "import pathlib, sys, time\n"
        "try:\n"
        f"    pathlib.Path({str(ready)!r}).touch(); time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    time.sleep(0.5); print('kept'); sys.exit(130)\n",
    )

    def end() -> None:
        while not ready.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    before: list[Any] = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    thread = threading.Thread(target=end)
    thread.start()
    assert train(Training(), Shelf()) == code
    thread.join()
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before
    assert capfd.readouterr().out == ("kept\n" if number == signal.SIGINT else "")


def test_the_terminals_ctrl_c_reaches_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    groups: list[int | None] = []
    real = subprocess.Popen

    def popen(command: list[str], process_group: int | None = None) -> subprocess.Popen[bytes]:
        groups.append(process_group)
        return real(command, process_group=process_group)

    python(monkeypatch, "pass")
    monkeypatch.setattr(module.subprocess, "Popen", popen)
    assert train(Training(), Shelf()) == 0
    assert groups == [0]
