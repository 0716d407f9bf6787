"""Whisper's real encoder, as the ear of an audio LLM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import soundfile
import torch
from numpy.typing import NDArray
from torch import Tensor

from antiphon.reasoner.ear import Ear
from antiphon.reasoner.mel import log_mel
from antiphon.reasoner.models.audio import Adaptor, AudioConfig, AudioEncoder
from antiphon.reasoner.models.whisper import read_encoder

Pcm = NDArray[np.float32]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module", params=["whisper-tiny.en", "whisper-base"])
def folder(request: pytest.FixtureRequest) -> Path:
    fixture = {"whisper-tiny.en": "whisper_folder", "whisper-base": "whisper_base_folder"}[request.param]
    found: Path = request.getfixturevalue(fixture)
    return found


@pytest.fixture(scope="module")
def parts(folder: Path) -> tuple[AudioConfig, dict[str, Tensor]]:
    return read_encoder(folder / "model.bin", llm_dim=64)


@pytest.fixture
def jfk(recordings: Path) -> Pcm:
    pcm, rate_hz = soundfile.read(recordings / "jfk.wav", dtype="float32")
    assert rate_hz == 16_000
    return np.asarray(pcm)


def encoder_of(parts: tuple[AudioConfig, dict[str, Tensor]], dtype: torch.dtype) -> AudioEncoder:
    config, tensors = parts
    encoder = AudioEncoder(config)
    encoder.load_state_dict(tensors)
    return encoder.to(dtype).eval()


def error(ours: Tensor, theirs: Tensor) -> float:
    return float((ours - theirs).norm() / theirs.norm())


def test_it_has_the_shape_that_it_was_published_with(
    folder: Path, parts: tuple[AudioConfig, dict[str, Tensor]]
) -> None:
    shapes = {"whisper-tiny.en": (80, 1500, 384, 6, 4), "whisper-base": (80, 1500, 512, 8, 6)}
    assert parts[0] == AudioConfig(*shapes[folder.name], llm_dim=64, right_pad_samples=0)


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 0.02), (torch.bfloat16, 0.05)], ids=["fp32", "bf16"])
@torch.inference_mode()
def test_it_computes_what_ctranslate2_does(
    parts: tuple[AudioConfig, dict[str, Tensor]], folder: Path, jfk: Pcm, dtype: torch.dtype, most: float
) -> None:
    """Before its states are halved: Whisper's own are not."""
    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="float32")
    mel = log_mel(jfk)
    theirs = torch.from_numpy(np.array(model.encode(ctranslate2.StorageView.from_array(mel[None]), to_cpu=True)))
    encoder = encoder_of(parts, dtype)
    blocks: list[Tensor] = []
    encoder.blocks[-1].register_forward_hook(lambda _, __, states: blocks.append(states))
    encoder(torch.from_numpy(mel)[None].to(dtype))
    assert error(encoder.after_norm(blocks[0]).float(), theirs) < most


def test_in_bf16_the_same_is_heard(parts: tuple[AudioConfig, dict[str, Tensor]], jfk: Pcm) -> None:
    torch.manual_seed(0)
    adaptor = Adaptor(parts[0])
    exact = Ear(parts[0], encoder_of(parts, torch.float32), adaptor).hear(jfk)
    rounded = Ear(parts[0], encoder_of(parts, torch.bfloat16), adaptor.to(torch.bfloat16)).hear(jfk)
    assert exact.states.shape == rounded.states.shape == (parts[0].positions(jfk.size), 64)
    assert rounded.states.dtype == torch.bfloat16
    assert error(rounded.states.float(), exact.states) < 0.05
