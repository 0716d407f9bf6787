"""What an audio LLM hears of a clip: ``antiphon.reasoner.ear``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from antiphon.reasoner.ear import Ear, Sound
from antiphon.reasoner.mel import HOP, SAMPLE_RATE, log_mel
from antiphon.reasoner.models.audio import LONGEST_PIECE_S, Adaptor, AudioConfig, AudioEncoder
from antiphon.reasoner.windows import windows
from antiphon.transport.errors import ModelCorrupt, ModelMissing

CONFIG = AudioConfig(n_mels=16, n_audio_ctx=1500, n_audio_state=16, n_audio_head=2, n_audio_layer=2, llm_dim=12)

BARE = replace(CONFIG, right_pad_samples=0)
"""Nothing stands behind its clips."""

Parts = tuple[AudioEncoder, Adaptor]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def parts() -> Parts:
    torch.manual_seed(2)
    return AudioEncoder(CONFIG), Adaptor(CONFIG)


@pytest.fixture
def folder(parts: Parts, tmp_path: Path) -> Path:
    """Those parts on disk, beside something that is a decoder's."""
    encoder, adaptor = parts
    tensors = {f"encoder.{name}": tensor for name, tensor in encoder.state_dict().items()}
    tensors |= {f"adapter.{name}": tensor for name, tensor in adaptor.state_dict().items()}
    save_file({**tensors, "model.norm.weight": torch.ones(12)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps({"audio_encoder_config": asdict(CONFIG)}))
    return tmp_path


def speech(seconds: float, seed: int = 1) -> NDArray[np.float32]:
    """Another level every 50 ms, so that there is a quietest place."""
    random = np.random.default_rng(seed)
    samples = round(seconds * SAMPLE_RATE)
    levels = np.repeat(random.random(samples // 800 + 1), 800)[:samples]
    return (levels * random.normal(0, 0.2, samples)).astype(np.float32)


def by_hand(parts: Parts, pcm: NDArray[np.float32], config: AudioConfig = CONFIG) -> Tensor:
    with torch.inference_mode():
        mel = torch.from_numpy(log_mel(pcm, config.n_mels, config.right_pad_samples))
        states, _ = parts[0](mel[None], padding=2 if config.right_pad_samples else 0)
        heard: Tensor = parts[1](states)[0][0]
    return heard[: config.positions(pcm.size)]


class Counting(Ear):
    """Knows what it has encoded, in samples."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(CONFIG, *parts)
        self.encoded: list[int] = []

    def _states(self, pcm: NDArray[np.float32]) -> Tensor:
        self.encoded.append(pcm.size)
        return super()._states(pcm)


# What is heard.


@pytest.mark.parametrize("config", [CONFIG, BARE], ids=["as Step-Audio", "bare"])
@pytest.mark.parametrize("seconds", [0.03, 0.1, 0.2151, 1.0, 3.21, 25.0])
def test_a_clip_becomes_the_states_of_encoder_and_adaptor(parts: Parts, seconds: float, config: AudioConfig) -> None:
    pcm = speech(seconds)
    sound = Ear(config, *parts).hear(pcm)
    assert sound.states.shape == (config.positions(pcm.size), config.llm_dim)
    torch.testing.assert_close(sound.states, by_hand(parts, pcm, config))
    assert list(sound.pieces) == [(0, pcm.size)]
    assert sound.ms > 0
    assert not sound.states.requires_grad


def test_zeros_that_a_model_was_not_trained_with_are_heard(parts: Parts) -> None:
    """So its config.json has to say that there are none."""
    pcm = speech(1)
    assert not torch.allclose(Ear(CONFIG, *parts).hear(pcm).states, Ear(BARE, *parts).hear(pcm).states, atol=1e-4)


@pytest.mark.parametrize(
    ("config", "samples"),
    [*((BARE, samples) for samples in (0, 1, HOP - 1, 3 * HOP - 1)), *((CONFIG, n) for n in (0, 1, HOP, 2 * HOP))],
)
def test_less_than_a_state_of_sound_is_heard_as_nothing(parts: Parts, config: AudioConfig, samples: int) -> None:
    sound = Ear(config, *parts).hear(np.ones(samples, np.float32))
    assert sound.states.shape == (0, CONFIG.llm_dim)


def test_silence_is_heard_as_well(parts: Parts) -> None:
    states = Ear(CONFIG, *parts).hear(np.zeros(SAMPLE_RATE, np.float32)).states
    assert states.shape == (13, CONFIG.llm_dim)
    assert states.isfinite().all()


def test_a_long_clip_is_heard_in_pieces_that_are_cut_where_it_is_quiet(parts: Parts) -> None:
    pcm = speech(70)
    sound = Ear(CONFIG, *parts).hear(pcm)
    assert list(sound.pieces) == windows(pcm, LONGEST_PIECE_S)
    assert len(sound.pieces) > 2
    torch.testing.assert_close(sound.states, torch.cat([by_hand(parts, pcm[start:end]) for start, end in sound.pieces]))


def test_when_a_clip_has_grown_only_its_last_piece_is_heard_anew(parts: Parts) -> None:
    pcm = speech(80)
    ear = Counting(parts)
    sound: Sound | None = None
    for seconds in (20, 30, 52, 80):
        ear.encoded.clear()
        before = {} if sound is None else sound.pieces
        sound = ear.hear(pcm[: seconds * SAMPLE_RATE], sound)
        assert len(ear.encoded) == len(sound.pieces.keys() - before.keys())
        assert len(ear.encoded) <= 2
        torch.testing.assert_close(sound.states, Ear(CONFIG, *parts).hear(pcm[: seconds * SAMPLE_RATE]).states)
    assert len(sound.pieces if sound else ()) > 3


def test_a_clip_that_is_as_it_was_is_not_heard_again(parts: Parts) -> None:
    pcm = speech(2)
    ear = Counting(parts)
    first = ear.hear(pcm)
    assert torch.equal(ear.hear(pcm, first).states, first.states)
    assert ear.encoded == [pcm.size]


# On disk.


@pytest.mark.parametrize(("precision", "dtype"), [("fp32", torch.float32), ("bf16", torch.bfloat16)])
def test_it_is_loaded_with_its_model(folder: Path, parts: Parts, precision: Any, dtype: torch.dtype) -> None:
    ear = Ear.load(folder, precision)
    assert ear is not None
    assert ear.hidden == CONFIG.llm_dim
    heard, exact = ear.hear(speech(3)).states, by_hand(parts, speech(3))
    assert heard.dtype == dtype
    assert (heard.float() - exact).norm() <= (1e-5 if dtype == torch.float32 else 0.05) * exact.norm()


@pytest.mark.parametrize("config", [None, "{", "[]", '{"model_type": "llama"}', '{"audio_encoder_config": null}'])
def test_a_model_without_an_ear_has_none(tmp_path: Path, config: str | None) -> None:
    """Whoever loads its decoder says what is wrong with it, if anything is."""
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    assert Ear.load(tmp_path, "fp32") is None


def test_weights_that_are_not_there_are_named(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelMissing, match=r"lacks 1 of 1 files of the model \(model\.safetensors\)"):
        Ear.load(folder, "fp32")


@pytest.mark.parametrize("name", ["encoder.blocks.1.attn.query.bias", "adapter.linear2.weight"])
def test_a_tensor_that_is_not_there_or_has_another_shape_is_named(folder: Path, name: str) -> None:
    tensors = load_file(folder / "model.safetensors")
    save_file({**tensors, name: tensors[name][:5].clone()}, folder / "model.safetensors")
    with pytest.raises(ModelCorrupt, match=rf"{name}.*config\.json asks for"):
        Ear.load(folder, "fp32")
    del tensors[name]
    save_file(tensors, folder / "model.safetensors")
    with pytest.raises(ModelCorrupt, match=f"no tensor {name}"):
        Ear.load(folder, "fp32")


def test_a_configuration_that_is_not_complete_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text('{"audio_encoder_config": {"n_mels": 16}}')
    with pytest.raises(ModelCorrupt, match="not complete"):
        Ear.load(folder, "fp32")


@pytest.mark.parametrize(("base", "needed"), [(CONFIG, 1251), (BARE, 1250)])
def test_an_encoder_without_positions_for_the_longest_piece_is_refused(base: AudioConfig, needed: int) -> None:
    config = replace(base, n_audio_ctx=needed - 1)
    with pytest.raises(ModelCorrupt, match=rf"{needed - 1} positions.*25 s of sound take {needed}"):
        Ear(config, AudioEncoder(config), Adaptor(config)).fits(config.llm_dim)
    config = replace(base, n_audio_ctx=needed)
    config.fits(config.llm_dim)
    longest = np.ones(LONGEST_PIECE_S * SAMPLE_RATE, np.float32)
    assert len(Ear(config, AudioEncoder(config), Adaptor(config)).hear(longest).states) == 313


def test_a_decoder_of_another_width_is_refused(parts: Parts) -> None:
    ear = Ear(CONFIG, *parts)
    ear.fits(12)
    with pytest.raises(ModelCorrupt, match="12 dimensions, and the decoder has 576"):
        ear.fits(576)
