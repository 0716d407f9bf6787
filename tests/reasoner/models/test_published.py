"""Models that can be planned for before they are fetched."""

from __future__ import annotations

import pytest

from antiphon.reasoner.models.published import PUBLISHED, published

from ..test_memory_plan import EAR, MINI, R1


@pytest.mark.parametrize("model", ["hf:stepfun-ai/Step-Audio-R1.1", "hf:stepfun-ai/Step-Audio-R1@main"])
def test_step_audio_r1_is_known(model: str) -> None:
    assert published(model) == (R1, EAR)


def test_its_small_sibling_is_known() -> None:
    found = published("hf:stepfun-ai/Step-Audio-2-mini")
    assert found is not None
    assert found[0] == MINI


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_an_ear_tells_is_as_wide_as_the_decoder(name: str) -> None:
    found = published(f"hf:{name}")
    assert found is not None
    assert found[0].hidden == found[1].llm_dim


def test_others_are_not() -> None:
    assert published("hf:somebody/something") is None
    assert published("nano") is None
