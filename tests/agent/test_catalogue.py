"""The catalogue: its entries are complete, and the built-in configuration finds its models in it."""

from __future__ import annotations

import hashlib
import re
from importlib import resources

import pytest

from antiphon.agent.catalogue import CATALOGUE, DEFAULTS, NANO_UPDATE, Member, Model, Wheel
from antiphon.agent.settings import Settings


def members(model: Model) -> list[Member]:
    return [member for wheel in model.wheels for member in wheel.members]


def parts(model: Model) -> list[Member]:
    """Those that are joined."""
    return [member for member in members(model) if model.joined and member.name.startswith(f"{model.joined.name}.part")]


def test_the_built_in_configuration_needs_the_default_models() -> None:
    reasoner = Settings().reasoner
    assert set(DEFAULTS) == {reasoner.model, reasoner.recogniser, "silero-vad", "smart-turn-v3.2"}
    assert set(DEFAULTS) <= CATALOGUE.keys()


def test_the_update_of_nano_is_the_one_that_comes_with_antiphon() -> None:
    """A new one makes what was prepared with the old one stale."""
    assert CATALOGUE["nano"].update == NANO_UPDATE
    file = resources.files("antiphon.reasoner").joinpath("nano.safetensors")
    assert file.is_file(), "reasoner/nano.safetensors is missing"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == NANO_UPDATE


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_entry_is_complete(model: Model) -> None:
    assert CATALOGUE[model.name] is model
    assert re.fullmatch(r"[a-z0-9.-]+", model.name)
    assert model.role
    assert model.licence
    assert all(re.fullmatch(r"[\w-]+==\d+(\.\d+)+", wheel.source) for wheel in model.wheels)
    assert all(re.fullmatch(r"[0-9a-f]{64}", member.sha256) for member in members(model))
    assert len({member.name for member in members(model)}) == len(members(model))
    if model.made_of:
        assert not model.wheels
        assert re.fullmatch(r"[0-9a-f]{64}", model.update)
    else:
        assert all(wheel.members for wheel in model.wheels)
        assert model.wheels
        assert model.update == ""
        assert re.fullmatch(r"[\w-]+/[\w.-]+", model.hub)


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_what_a_model_is_made_of_is_known_and_made_of_nothing_else(model: Model) -> None:
    assert all(not CATALOGUE[name].made_of for name in model.made_of)


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_sizes_fit_each_other(model: Model) -> None:
    fetched = sum(member.size_bytes for member in members(model))
    if model.gguf:
        assert len(members(model)) == 1
        assert members(model)[0].name.endswith(".gguf")
        assert model.size_bytes > fetched
    elif model.made_of:
        assert model.size_bytes > CATALOGUE[model.made_of[0]].size_bytes
    else:
        assert model.size_bytes == fetched


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_parts_that_are_joined_are_counted_from_one(model: Model) -> None:
    if model.joined:
        assert re.fullmatch(r"[0-9a-f]{64}", model.joined.sha256)
        names = [part.name for part in parts(model)]
        assert names == [f"{model.joined.name}.part{number}" for number in range(1, len(names) + 1)]
        assert len(names) > 1
        assert model.joined.name not in {member.name for member in members(model)}


def test_a_member_is_called_by_the_last_part_of_its_path() -> None:
    assert Member("package/model/model.bin", 1, "0" * 64).name == "model.bin"


def test_a_wheel_is_named_as_pip_wants_it() -> None:
    assert Wheel("tiny-models", "1.0", ()).source == "tiny-models==1.0"
