"""The configuration: what wins, and what is said about mistakes."""

from __future__ import annotations

import itertools
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from pydantic import BaseModel

from antiphon.agent.settings import Settings, built_in_configs, load
from antiphon.reasoner.training import instructions
from antiphon.transport.errors import ConfigError
from antiphon.transport.messages import Mode


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    found: list[str] = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += keys(field.annotation, f"{prefix}{name}.")
        else:
            found.append(f"{prefix}{name}")
    return found


def flat(values: dict[str, object], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in values.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


def test_the_default_file_shows_every_key_with_its_built_in_value() -> None:
    text = resources.files("antiphon.configs").joinpath("cpu.toml").read_text("utf-8")
    shown = flat(tomllib.loads(text))
    assert sorted(shown) == sorted(keys(Settings))
    assert shown == flat(Settings().model_dump(mode="json"))


def test_the_default_file_explains_every_key() -> None:
    text = resources.files("antiphon.configs").joinpath("cpu.toml").read_text("utf-8")
    lines = text.splitlines()
    for above, line in itertools.pairwise(lines):
        if re.match(r"\w+ = ", line):
            assert above.startswith("# "), f"{line!r} is not explained"


def test_the_built_in_model_is_told_what_it_was_told_while_it_learned() -> None:
    """The agent does not import the reasoner, so these words stand in both."""
    assert Settings().conversation.instructions == instructions.DEFAULT


def test_every_built_in_configuration_is_valid() -> None:
    """nano.toml is none: it lies there too, and is the recipe of a training (tests/reasoner/training/test_main.py)."""
    files = {file.name for file in resources.files("antiphon.configs").iterdir() if file.name.endswith(".toml")}
    assert {f"{name}.toml" for name in built_in_configs()} == files - {"nano.toml"}
    assert "cpu" in built_in_configs()
    for name in built_in_configs():
        load(name)


def test_the_environment_wins_over_the_file_and_set_over_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[conversation]\nmode = "think_before"\nsay_tokens = 20\nthought_tokens = 5\n')
    monkeypatch.setenv("ANTIPHON_CONVERSATION__SAY_TOKENS", "30")
    monkeypatch.setenv("ANTIPHON_CONVERSATION__THOUGHT_TOKENS", "6")
    settings = load(file, ["conversation.thought_tokens=7", "reasoner.sampling.temperature=0.5"])
    assert settings.conversation.mode is Mode.THINK_BEFORE
    assert settings.conversation.say_tokens == 30
    assert settings.conversation.thought_tokens == 7
    assert settings.reasoner.sampling.temperature == 0.5


def test_a_plain_word_needs_no_quotes() -> None:
    assert load(None, ["conversation.mode=think_before"]).conversation.mode is Mode.THINK_BEFORE
    assert load(None, ['conversation.instructions="Be brief."']).conversation.instructions == "Be brief."


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("conversation.mod=no_think", "did you mean conversation.mode"),
        ("nonsense.key=1", "nonsense: there is no such key"),
        ("conversation.mode=loudly", "'no_think', 'speak_first', 'think_first' or 'think_before' (got 'loudly')"),
        ("reasoner.threads=-1", "greater than or equal to 0 (got -1)"),
        ("reasoner.threads", "section.key=value"),
        ("=3", "section.key=value"),
    ],
)
def test_a_wrong_override_is_explained(override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        load(None, [override])


def test_a_wrong_variable_of_the_environment_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_REASONER__THREADS", "many")
    with pytest.raises(ConfigError, match=r"reasoner\.threads.*got 'many'"):
        load()


def test_variables_of_other_purposes_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_CACHE", "somewhere")
    load()


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(ConfigError, match="give one of cpu"):
        load("gpu9")


def test_a_file_that_is_not_there_or_not_toml_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "none.toml")
    bad = tmp_path / "bad.toml"
    bad.write_text("[conversation\n")
    with pytest.raises(ConfigError, match="is not TOML"):
        load(bad)
    bad.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(bad)
