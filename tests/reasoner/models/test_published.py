"""Models that can be planned for before they are fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from antiphon.reasoner.models.audio import AudioConfig
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.published import PUBLISHED, published

R1 = DecoderConfig(
    layers=64, hidden=5120, heads=40, kv_heads=8, head_dim=128, feed_forward=27648, vocabulary=158720,
    positions=65536, rope_theta=1e6, norm_eps=1e-6, tied=False, qkv_bias=True, out_bias=False, eos_tokens=frozenset(),
)  # fmt: skip
EAR = AudioConfig(n_mels=128, n_audio_ctx=1500, n_audio_state=1280, n_audio_head=20, n_audio_layer=32, llm_dim=5120)
MINI = replace(R1, layers=28, hidden=3584, heads=28, kv_heads=4, feed_forward=18944, positions=16384)


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
