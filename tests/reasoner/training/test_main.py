"""A whole training from its recipe: ``python -m antiphon.reasoner.training``."""

from __future__ import annotations

import importlib
import itertools
import json
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from antiphon.reasoner.training.data import example
from antiphon.reasoner.training.options import TrainOptions
from antiphon.reasoner.training.speak import speak_shards
from antiphon.reasoner.training.speech import Voice
from antiphon.transport.errors import ConfigError

module = importlib.import_module("antiphon.reasoner.training.__main__")
NANO = resources.files("antiphon.configs").joinpath("nano.toml")


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    found: list[str] = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += keys(field.annotation, f"{prefix}{name}.")
        else:
            found.append(f"{prefix}{name}")
    return found


def flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


# The recipe.


def test_nanos_recipe_shows_every_key_with_its_built_in_value() -> None:
    shown = flat(tomllib.loads(NANO.read_text("utf-8")))
    assert sorted(shown) == sorted(keys(TrainOptions))
    assert shown == flat(TrainOptions().model_dump(mode="json"))


def test_nanos_recipe_explains_every_key() -> None:
    """Two that belong together may share what is said of them."""
    lines = NANO.read_text("utf-8").splitlines()
    unexplained = [line for above, line in itertools.pairwise(lines) if re.match(r"\w+ = ", line) and above[:2] != "# "]
    assert [line.split(" = ")[0] for line in unexplained] == [
        "seed", "decoder_rate", "decay", "weight_decay", "log_steps",
    ]  # fmt: skip


def recipe(folder: Path, text: str = "") -> Path:
    path = folder / "recipe.toml"
    path.write_text(text)
    return path


def test_what_is_set_wins_over_the_file(tmp_path: Path) -> None:
    path = recipe(tmp_path, '[run]\nsamples = 5\nseed = 3\n[update]\nbase = "a"\n')
    read = module.read(path, ["run.samples=7", "update.base=b=c", "run.compile=true", "out=here", "data.workers=2"])
    assert (read.run.samples, read.run.seed, read.run.compile) == (7, 3, True)
    assert (read.update.base, read.out, read.data.workers) == ("b=c", Path("here"), 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("run.samples", "KEY=VALUE"),
        ("run.=3", "KEY=VALUE"),
        ("run.sample=3", "run.sample: there is no such key; did you mean run.samples?"),
        ("nonsense=3", "nonsense: there is no such key"),
        ("run.samples=many", "(got 'many')"),
        ("run.samples=0", "run.samples: Input should be greater than or equal to 1 (got '0')"),
        ("out.deeper=1", "out is no table"),
    ],
)
def test_a_change_that_cannot_be_made_is_explained(tmp_path: Path, change: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        module.read(recipe(tmp_path, 'out = "here"\n'), [change])


@pytest.mark.parametrize("content", [None, b"[run\n", b"\xff\xfe"])
def test_a_recipe_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "recipe.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"recipe\.toml is no TOML file"):
        module.read(path)


# The parts.


def fails(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What is said in the end."""
    assert module.main([str(argument) for argument in arguments]) == 1
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return error.splitlines()[-1]


def spoken(folder: Path, count: int, seed: int = 0) -> Path:
    """The speech of so many examples, of which only the beginnings are said, to be quick."""
    texts = [made.spoken or made.question for made in (example(seed, number) for number in range(count))]
    speak_shards(
        ["Hello."] * count,
        folder,
        seed=seed,
        workers=1,
        voices={Voice("hibari", "heart"): 1.0},
        progress=lambda _: None,
    )
    index = folder / "00000.json"
    about = json.loads(index.read_text())
    for item, text in zip(about["items"], texts, strict=True):
        item["text"] = text
    index.write_text(json.dumps(about))
    return folder


def test_questions_need_recordings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--questions and --audio" in fails(
        capsys, "--config", recipe(tmp_path), "--only", "measure", "--questions", tmp_path / "q.json"
    )


def test_the_folder_of_other_questions_is_not_spoken_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[list[str]] = []
    monkeypatch.setattr(module, "speak_shards", lambda said, folder, **_: texts.append(said))
    given = ("--config", recipe(tmp_path), "--only", "speech", "--set", f"data.speech={tmp_path / 'speech'}")
    assert module.main([*map(str, given), "--set", "data.examples=6"]) == 0
    assert module.main([*map(str, given), "--set", "data.examples=6"]) == 0
    assert texts == [[made.spoken or made.question for made in (example(0, n) for n in range(6))]] * 2
    assert "other questions" in fails(capsys, *given, "--set", "data.examples=7")
    assert "other questions" in fails(capsys, *given, "--set", "data.examples=6", "--set", "run.seed=1")
    assert len(texts) == 2


def test_the_speech_of_other_questions_is_not_learned_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "config.json").write_text("{}")
    given = (
        *("--config", recipe(tmp_path), "--only", "training", "--set", f"update.base={tmp_path / 'base'}"),
        *("--set", f"data.speech={tmp_path / 'speech'}"),
    )
    assert "no speech that can be learned from" in fails(capsys, *given)
    spoken(tmp_path / "speech", 4)
    assert "other questions" in fails(capsys, *given, "--set", "run.seed=1")


def test_recordings_of_questions_that_are_asked_differently_by_now_are_only_repeated(tmp_path: Path) -> None:
    index = spoken(tmp_path / "speech", 12) / "00000.json"
    about = json.loads(index.read_text())
    about["items"][3]["text"] = "What was asked before?"
    about["items"][7]["text"] = "What is twenty plus six?"
    index.write_text(json.dumps(about))
    spoken_ones = module._recordings(TrainOptions.model_validate({"data": {"speech": tmp_path / "speech"}}))
    assert spoken_ones.numbers == [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11], "a number that is read aloud is not written so"
    assert spoken_ones.outdated == {3, 7}
    assert spoken_ones.example(3).question == "What was asked before?"
    assert not spoken_ones.example(3).answer
    assert spoken_ones.example(4) == module.example(0, 4)
    assert spoken_ones.samples(4) == about["items"][4]["samples"] == len(spoken_ones.pcm(4))


def test_a_voice_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any, **__: Any) -> None:
        raise module.EngineMissing("no flite: install Debian's flite")

    monkeypatch.setattr(module, "speak_shards", missing)
    given = ("--config", recipe(tmp_path), "--only", "speech", "--set", f"data.speech={tmp_path / 'speech'}")
    assert "install Debian's flite" in fails(capsys, *given, "--set", "data.examples=2")


@pytest.mark.parametrize("part", ["training", "measure"])
def test_a_model_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str) -> None:
    (tmp_path / "questions.json").write_text("{}")
    given = ("--config", recipe(tmp_path), "--only", part, "--set", "update.base=no-such-model")
    measured = ("--questions", tmp_path / "questions.json", "--audio", tmp_path)
    assert "there is no model in no-such-model" in fails(capsys, *given, *measured)


def test_ctrl_c_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "learn", interrupted)
    assert module.main(["--config", str(recipe(tmp_path)), "--only", "training"]) == 130
    assert "goes on" in capsys.readouterr().err
