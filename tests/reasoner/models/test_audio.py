"""The encoder computes what Transformers' Whisper computes, and who is heard together is heard as alone."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from transformers import WhisperConfig, WhisperModel

from antiphon.reasoner.mel import HOP
from antiphon.reasoner.models.audio import LONGEST_PIECE_S, Adaptor, AudioConfig, AudioEncoder
from antiphon.transport.errors import ModelCorrupt

MELS, WIDTH, HEADS, LAYERS = 16, 24, 4, 3
CONFIG = AudioConfig(
    n_mels=MELS, n_audio_ctx=1500, n_audio_state=WIDTH, n_audio_head=HEADS, n_audio_layer=LAYERS, llm_dim=20
)
BARE = replace(CONFIG, right_pad_samples=0)
"""Nothing stands behind its clips."""
SHORTEST = 3
"""Frames that make a state."""
NAMES = {
    r"^embed_positions\.": "positional_embedding.",
    r"^layer_norm\.": "after_norm.",
    r"^layers\.": "blocks.",
    r"self_attn\.q_proj": "attn.query",
    r"self_attn\.k_proj": "attn.key",
    r"self_attn\.v_proj": "attn.value",
    r"self_attn\.out_proj": "attn.out",
    r"self_attn_layer_norm": "attn_ln",
    r"final_layer_norm": "mlp_ln",
    r"\.fc1": ".mlp.0",
    r"\.fc2": ".mlp.2",
}
"""Transformers' and ours."""


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


def whisper(positions: int) -> Any:
    """Transformers' encoder, of which nothing is zero; it takes clips of exactly twice its positions."""
    torch.manual_seed(3)
    config = WhisperConfig(
        num_mel_bins=MELS, d_model=WIDTH, encoder_layers=LAYERS, encoder_attention_heads=HEADS,
        encoder_ffn_dim=4 * WIDTH, max_source_positions=positions, decoder_layers=1, decoder_attention_heads=1,
        decoder_ffn_dim=8, vocab_size=8, pad_token_id=0, bos_token_id=0, eos_token_id=0, decoder_start_token_id=0,
        max_target_positions=4,
    )  # fmt: skip
    encoder = WhisperModel(config).encoder.eval()
    for name, parameter in encoder.named_parameters():
        torch.nn.init.normal_(parameter, mean=1.0 if "norm.weight" in name else 0.0, std=0.2)
    return encoder


def ours(theirs: Any) -> AudioEncoder:
    encoder = AudioEncoder(
        AudioConfig(MELS, theirs.config.max_source_positions, WIDTH, HEADS, LAYERS, CONFIG.llm_dim)
    ).eval()
    tensors = {}
    for name, tensor in theirs.state_dict().items():
        for pattern, replacement in NAMES.items():
            name = re.sub(pattern, replacement, name)
        tensors[name] = tensor
    encoder.load_state_dict(tensors)
    return encoder


def mels(*lengths: int) -> Tensor:
    """Clips of so many frames, with zeros behind the shorter ones."""
    torch.manual_seed(5)
    batch = torch.zeros(len(lengths), MELS, max(lengths))
    for row, length in enumerate(lengths):
        batch[row, :, :length] = torch.randn(MELS, length)
    return batch


@pytest.fixture
def modules() -> tuple[AudioEncoder, Adaptor]:
    torch.manual_seed(4)
    encoder, adaptor = AudioEncoder(CONFIG).eval(), Adaptor(CONFIG).eval()
    for module in (encoder, adaptor):
        for name, parameter in module.named_parameters():
            torch.nn.init.normal_(parameter, mean=1.0 if "_norm.weight" in name else 0.0, std=0.2)
    return encoder, adaptor


@pytest.mark.parametrize("positions", [2, 3, 25, 38])
def test_its_blocks_give_the_states_of_transformers_which_are_halved_and_then_normed(positions: int) -> None:
    theirs = whisper(positions)
    mel = mels(2 * positions)
    last_norm, theirs.layer_norm = theirs.layer_norm, torch.nn.Identity()
    blocks = theirs(mel).last_hidden_state[0]
    theirs.layer_norm = last_norm
    halved = (blocks[0 : 2 * (positions // 2) : 2] + blocks[1::2]) / 2
    states, count = ours(theirs)(mel)
    assert count is None
    assert states.shape == (1, positions // 2, WIDTH)
    torch.testing.assert_close(states[0], last_norm(halved), atol=2e-5, rtol=1e-4)


def test_the_adaptor_is_a_convolution_that_halves_and_two_products(modules: tuple[AudioEncoder, Adaptor]) -> None:
    _, adaptor = modules
    states = torch.randn(1, 9, WIDTH)
    padded = F.pad(states[0], (0, 0, 1, 1))
    rows = torch.stack([padded[start : start + 3].T.flatten() for start in range(0, 9, 2)])
    convolved = F.gelu(rows @ adaptor.conv.weight.flatten(1).T + adaptor.conv.bias)
    wide = (convolved @ adaptor.linear1.weight.T + adaptor.linear1.bias).clamp_min(0)
    heard, count = adaptor(states)
    assert count is None
    torch.testing.assert_close(heard[0], wide @ adaptor.linear2.weight.T + adaptor.linear2.bias, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("lengths", [(40, 40), (41, 7, 90, 64), (3, 4, 5, 6, 101), (2, 50), (1, 33)])
def test_clips_of_different_lengths_are_heard_together_as_alone(
    modules: tuple[AudioEncoder, Adaptor], lengths: tuple[int, ...]
) -> None:
    encoder, adaptor = modules
    batch = mels(*lengths)
    states, counts = encoder(batch, torch.tensor(lengths))
    heard, places = adaptor(states, counts)
    assert places.tolist() == [BARE.positions(HOP * length) for length in lengths]
    for row, length in enumerate(lengths):
        if not counts[row]:
            assert length < SHORTEST
            continue
        alone, _ = encoder(batch[row : row + 1, :, :length])
        assert counts[row] == alone.shape[1]
        torch.testing.assert_close(states[row, : counts[row]], alone[0], atol=2e-5, rtol=1e-4)
        torch.testing.assert_close(heard[row, : places[row]], adaptor(alone)[0][0], atol=1e-4, rtol=1e-3)


def test_what_stands_behind_the_end_of_a_clip_is_not_heard(modules: tuple[AudioEncoder, Adaptor]) -> None:
    """But for the frames themselves, which have to be zeros where they border on it."""
    encoder, adaptor = modules
    lengths = torch.tensor([31, 80])
    states, counts = encoder(mels(31, 80), lengths)
    heard, places = adaptor(states, counts)
    assert counts is not None
    longer, more = encoder(F.pad(mels(31, 80), (0, 60)), lengths)
    again, same = adaptor(longer, more)
    assert (more.tolist(), same.tolist()) == (counts.tolist(), places.tolist())
    for row, place in enumerate(places):
        torch.testing.assert_close(again[row, :place], heard[row, :place], atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("own", [3, 4, 5, 6, 7, 8, 41, 100])
def test_what_is_behind_a_clip_is_seen_by_the_convolutions_and_attended_to_by_nobody(
    modules: tuple[AudioEncoder, Adaptor], own: int
) -> None:
    """As stepfun-ai/Step-Audio-2-mini, ``modeling_step_audio_2.py``, masks it: frame by frame, then every second."""
    encoder, adaptor = modules
    mel = mels(own + 2)
    x = F.gelu(encoder.conv2(F.gelu(encoder.conv1(mel)))).transpose(1, 2)[0]
    whole = len(x)
    x = x + encoder.positional_embedding.weight[:whole]
    counts = (torch.arange(own + 2) < own)[(own + 3) % 2 :: 2]
    assert len(counts) == whole
    for block in encoder.blocks:
        normed = block.attn_ln(x)
        q, k, v = (
            part(normed).view(whole, HEADS, -1).transpose(0, 1)
            for part in (block.attn.query, block.attn.key, block.attn.value)
        )
        odds = (q @ k.transpose(1, 2) / math.sqrt(WIDTH // HEADS)).masked_fill(~counts, -torch.inf).softmax(-1)
        x = x + block.attn.out((odds @ v).transpose(0, 1).flatten(1))
        x = x + block.mlp(block.mlp_ln(x))
    halved = encoder.after_norm((x[0 : 2 * (whole // 2) : 2] + x[1::2]) / 2)
    states, _ = encoder(mel, padding=2)
    torch.testing.assert_close(states[0], halved, atol=2e-5, rtol=1e-4)
    # Where the padding makes one position more, it is not taken.
    assert CONFIG.positions(HOP * own) <= adaptor(states)[0].shape[1] <= CONFIG.positions(HOP * own) + 1
    assert not torch.allclose(states[0, 0], encoder(mel)[0][0, 0], atol=1e-4)


def produced(config: AudioConfig, samples: int) -> int:
    """By the modules themselves, without computing anything."""
    frames = config.frames(samples)
    if not frames:
        return 0
    with torch.device("meta"):
        encoder, adaptor = AudioEncoder(config), Adaptor(config)
        x = encoder.conv2(encoder.conv1(torch.empty(1, config.n_mels, frames)))
        states = x.shape[-1] // 2
        return int(adaptor.conv(torch.empty(1, config.n_audio_state, states)).shape[-1]) if states else 0


@pytest.mark.parametrize(
    "config",
    [
        CONFIG,
        BARE,
        AudioConfig(2, 1500, 2, 1, 1, 1, kernel_size=5, adapter_stride=3, right_pad_samples=0),
        AudioConfig(2, 1500, 2, 1, 1, 1, 1, 1),
    ],
    ids=["Step-Audio's", "bare", "wider", "none"],
)
def test_the_positions_of_a_clip_are_as_many_as_the_modules_make(config: AudioConfig) -> None:
    chance = random.Random(1)
    wanted = {config.frames(samples): samples for samples in range(3001)}
    many = [*wanted.values(), *(chance.randrange(29 * 16_000) for _ in range(60)), 29 * 16_000]
    assert [config.positions(samples) for samples in many] == [produced(config, samples) for samples in many]
    # Between two hops nothing changes.
    frames = {samples: config.frames(samples) for samples in range(3001)}
    assert all(config.positions(samples) == config.positions(wanted[frames[samples]]) for samples in frames)


def test_a_piece_of_the_longest_takes_the_positions_that_the_models_makers_count() -> None:
    """stepfun-ai/Step-Audio-R1, ``stepaudior1vllm.py``."""
    assert CONFIG.positions(LONGEST_PIECE_S * 16_000) == BARE.positions(LONGEST_PIECE_S * 16_000) == 313


def test_step_audio_counts_every_hop_that_is_begun_and_none_that_is_padding() -> None:
    """Its own ``compute_token_num``, which is given all frames of a spectrogram: (samples + 479) // 160."""
    for samples in range(29 * 16_000 + 1):
        e = (math.ceil(samples / HOP) + 1) // 2 // 2
        assert CONFIG.positions(samples) == (e - 1) // 2 + 1, samples
    assert [CONFIG.frames(samples) for samples in (0, 1, 160, 161, 25 * 16_000)] == [0, 1, 1, 2, 2500]
    assert [BARE.frames(samples) for samples in (0, 159, 160, 319, 320)] == [0, 0, 1, 1, 2]
    assert (CONFIG.padding_frames, BARE.padding_frames) == (2, 0)


def test_a_clip_of_less_than_a_state_has_no_position(modules: tuple[AudioEncoder, Adaptor]) -> None:
    encoder, _ = modules
    assert [CONFIG.positions(HOP * frames) for frames in range(6)] == [0, 0, 0, 1, 1, 1]
    assert encoder(mels(SHORTEST))[0].shape == (1, 1, WIDTH)


VALUES = {"n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 384, "n_audio_head": 6, "n_audio_layer": 4, "llm_dim": 64}


def test_what_a_configuration_does_not_say_is_as_in_step_audio() -> None:
    config = AudioConfig.parse(VALUES | {"something": "else"})
    assert (config.kernel_size, config.adapter_stride, config.n_audio_head) == (3, 2, 6)
    assert config.right_pad_samples == 479
    assert AudioConfig.parse(VALUES | {"right_pad_samples": 0}).right_pad_samples == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_mels": 0}, "n_mels is 0"),
        ({"n_audio_layer": "4"}, "n_audio_layer is '4'"),
        ({"kernel_size": 2.0}, "kernel_size is 2.0"),
        ({"right_pad_samples": -1}, "right_pad_samples is -1: it must be a whole number of at least 0"),
        ({"n_audio_head": 7}, "384 dimensions cannot be divided among 7 heads"),
    ],
)
def test_sizes_that_no_encoder_can_have_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelCorrupt, match=message):
        AudioConfig.parse(VALUES | change)


@pytest.mark.parametrize("values", [{"n_mels": 80}, [], 7, "n_mels"])
def test_a_configuration_that_is_not_complete_is_refused(values: Any) -> None:
    with pytest.raises(ModelCorrupt, match="not complete"):
        AudioConfig.parse(values)
