"""The catalogue: its entries are complete, and the built-in configuration finds its models in it."""

from __future__ import annotations

import re

import pytest

from antiphon.agent.catalogue import CATALOGUE, DEFAULTS, Member, Model
from antiphon.agent.settings import Settings


def test_the_built_in_configuration_needs_the_default_models() -> None:
    reasoner = Settings().reasoner
    assert set(DEFAULTS) == {reasoner.model, reasoner.recogniser, "silero-vad", "smart-turn-v3.2"}
    assert set(DEFAULTS) <= CATALOGUE.keys()


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_entry_is_complete(model: Model) -> None:
    assert CATALOGUE[model.name] is model
    assert re.fullmatch(r"[a-z0-9.-]+", model.name)
    assert model.role
    assert model.licence
    assert re.fullmatch(r"[\w-]+==\d+(\.\d+)+", model.source)
    assert re.fullmatch(r"[\w-]+/[\w.-]+", model.hub)
    assert model.members
    assert all(re.fullmatch(r"[0-9a-f]{64}", member.sha256) for member in model.members)
    assert len({member.name for member in model.members}) == len(model.members)


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_sizes_fit_each_other(model: Model) -> None:
    fetched = sum(member.size_bytes for member in model.members)
    if model.gguf:
        assert len(model.members) == 1
        assert model.members[0].name.endswith(".gguf")
        assert model.size_bytes > fetched
    else:
        assert model.size_bytes == fetched


def test_a_member_is_called_by_the_last_part_of_its_path() -> None:
    assert Member("package/model/model.bin", 1, "0" * 64).name == "model.bin"
