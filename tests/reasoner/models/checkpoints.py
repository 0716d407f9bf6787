"""Small checkpoints with Step-Audio's tensor names, in shards, written by safetensors itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from antiphon.reasoner.models.audio import AudioConfig, audio_shapes
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.weights import decoder_shapes

__all__ = ["AUDIO", "DECODER", "INDEX", "step_audio_shapes", "step_audio_tensors", "write_shards"]

INDEX = "model.safetensors.index.json"
DECODER = DecoderConfig(
    layers=3, hidden=64, heads=4, kv_heads=2, head_dim=16, feed_forward=192, vocabulary=320, positions=128,
    rope_theta=1e6, norm_eps=1e-6, tied=False, qkv_bias=True, out_bias=False, eos_tokens=frozenset({7}),
)  # fmt: skip
AUDIO = AudioConfig(n_mels=8, n_audio_ctx=30, n_audio_state=16, n_audio_head=2, n_audio_layer=2, llm_dim=64)


def step_audio_shapes() -> dict[str, torch.Size]:
    """Of the whole small model."""
    return {**decoder_shapes(DECODER), **audio_shapes(AUDIO)}


def step_audio_tensors(seed: int = 0, dtype: torch.dtype = torch.bfloat16) -> dict[str, Tensor]:
    """Random weights of the whole small model."""
    generator = torch.Generator().manual_seed(seed)
    return {name: torch.randn(shape, generator=generator).to(dtype) for name, shape in step_audio_shapes().items()}


def write_shards(folder: Path, tensors: Mapping[str, Tensor], shards: int) -> list[Path]:
    """Write ``tensors`` in so many files of about as many tensors, and their index; returns the files."""
    names = list(tensors)
    files = [folder / f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    weight_map: dict[str, str] = {}
    for number, file in enumerate(files):
        part = names[number * len(names) // shards : (number + 1) * len(names) // shards]
        save_file({name: tensors[name] for name in part}, file, {"format": "pt"})
        weight_map |= dict.fromkeys(part, file.name)
    (folder / INDEX).write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": weight_map}))
    return files
