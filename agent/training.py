"""`antiphon train`: the training runs in a process of its own, which loads what this one never does."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from pathlib import Path
from types import FrameType
from typing import Any

from antiphon.transport.errors import ConfigError

from .store import Store

__all__ = ["RECIPE", "Part", "Training", "train"]

RECIPE = "nano"
"""The built-in recipe. It shows every key with its built-in value."""
MODULE = "antiphon.reasoner.training"
NEEDED = ("peft", "tqdm")
"""Packages of the extra train without which nothing is learned."""
MODELS = ("base", "encoder")
"""The keys of its table ``update`` that name a model."""


class Part(Enum):
    """Of a training."""

    SPEECH = "speech"
    TRAINING = "training"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Training:
    """What is to be done: ``recipe`` is the name of a built-in one or a TOML file, ``changes`` are KEY=VALUE.

    ``only``: one part of it; ``questions`` and ``audio``: it is tried on them in the end.
    """

    recipe: str = RECIPE
    changes: Sequence[str] = ()
    only: Part | None = None
    questions: Path | None = None
    audio: Path | None = None

    def command(self, store: Store) -> list[str]:
        """What is to be run, with the folders of ``store`` for the names of models.

        Raises ConfigError where a package or the recipe is missing, ModelMissing and ModelCorrupt for models.
        """
        missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
        if missing:
            raise ConfigError(
                f'training needs {" and ".join(missing)}: install the extra train, pip install "antiphon[train]"'
            )
        path = self._path()
        command = [sys.executable, "-m", MODULE, "--config", str(path)]
        for change in self.changes:
            command += ["--set", change]
        # To make the questions and to speak them takes no model.
        if self.only is not Part.SPEECH:
            for key in MODELS:
                command += ["--set", f"update.{key}={store.resolve(self._named(path, key))}"]
        only = None if self.only is None else self.only.value
        given = {"--only": only, "--questions": self.questions, "--audio": self.audio}
        return [*command, *(str(part) for pair in given.items() if pair[1] is not None for part in pair)]

    def _path(self) -> Path:
        path = Path(self.recipe)
        if path.suffix == ".toml":
            if not path.is_file():
                raise ConfigError(f"the recipe {self.recipe!r} cannot be read: there is no such file")
            return path
        if self.recipe != RECIPE:
            raise ConfigError(
                f"no recipe is called {self.recipe!r}: give {RECIPE}, or the path of a file that ends with .toml"
            )
        return _built_in()

    def _named(self, path: Path, key: str) -> str:
        """The model that the recipe names, or else the built-in one."""
        for change in reversed(self.changes):
            changed, _, value = change.partition("=")
            if changed == f"update.{key}":
                return value
        return str({**_update(_built_in()), **_update(path)}[key])


def train(training: Training, store: Store | None = None) -> int:
    """Run it to its end, and return its exit code. Its output is ours, and so are the signals that end us.

    Raises as ``Training.command``.
    """
    # In a group of its own the terminal's Ctrl-C reaches it once: from here.
    with subprocess.Popen(training.command(store or Store()), process_group=0) as child:

        def pass_on(number: int, _: FrameType | None) -> None:
            child.send_signal(number)

        before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            code = child.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _built_in() -> Path:
    return Path(str(resources.files("antiphon.configs").joinpath(f"{RECIPE}.toml")))


def _update(path: Path) -> dict[str, Any]:
    """The table ``update`` of a recipe. Raises ConfigError."""
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("update", {})
    except (OSError, ValueError) as error:
        raise ConfigError(f"the recipe {str(path)!r} is no TOML file that can be read: {error}") from error
    return table if isinstance(table, dict) else {}
