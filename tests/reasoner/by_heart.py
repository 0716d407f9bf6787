"""A Step-Audio of two layers, as a checkpoint in shards, that has one sentence by heart."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor

from antiphon.reasoner.models.audio import AudioConfig, audio_shapes
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.weights import decoder_shapes

from .models.checkpoints import write_shards
from .scripted import AUDIO_TOKENS, STEP_AUDIO_TOKENS, byte_tokenizer

__all__ = ["AUDIO", "DECODER", "SENTENCE", "SHARDS", "TOKENIZER", "tensors", "write_model"]

SENTENCE = "Cats frown."
"""No letter is in it twice: so each tells which comes next."""
TOKENIZER = byte_tokenizer((*STEP_AUDIO_TOKENS, *AUDIO_TOKENS), added=("<think>", "</think>"))
DECODER = DecoderConfig(
    layers=2, hidden=128, heads=4, kv_heads=2, head_dim=32, feed_forward=192, vocabulary=TOKENIZER.get_vocab_size(),
    positions=2048, rope_theta=1e6, norm_eps=1e-6, tied=False, qkv_bias=True, out_bias=False,
    eos_tokens=frozenset({TOKENIZER.token_to_id("<|EOT|>")}),
)  # fmt: skip
AUDIO = AudioConfig(n_mels=8, n_audio_ctx=1500, n_audio_state=16, n_audio_head=2, n_audio_layer=2, llm_dim=128)
SHARDS = 4


def tensors() -> dict[str, Tensor]:
    """Its weights, in bf16. The layers say little; the head knows which token comes behind which."""
    generator = torch.Generator().manual_seed(3)
    found = {
        name: torch.randn(shape, generator=generator) * (0.02 if len(shape) > 1 else 0.1)
        for name, shape in {**decoder_shapes(DECODER), **audio_shapes(AUDIO)}.items()
    }
    for name in found:
        if name.endswith(("norm.weight", "_ln.weight")):
            found[name] += 1
    embedding, head = found["model.embed_tokens.weight"], found["lm_head.weight"]
    embedding *= 50
    tokens = TOKENIZER.encode(f"\n{SENTENCE}<|EOT|>").ids
    for token, following in pairwise(tokens):
        head[following] += embedding[token]
    return {name: tensor.to(torch.bfloat16) for name, tensor in found.items()}


def write_model(folder: Path) -> list[Path]:
    """All of its files; returns the shards."""
    folder.mkdir(parents=True, exist_ok=True)
    text = {
        "vocab_size": DECODER.vocabulary,
        "hidden_size": DECODER.hidden,
        "intermediate_size": DECODER.feed_forward,
        "num_hidden_layers": DECODER.layers,
        "num_attention_heads": DECODER.heads,
        "num_attention_groups": DECODER.kv_heads,
        "max_position_embeddings": DECODER.positions,
        "rms_norm_eps": DECODER.norm_eps,
        "rope_theta": DECODER.rope_theta,
        "eos_token_id": sorted(DECODER.eos_tokens),
    }
    values = {"model_type": "step_audio_2", "audio_encoder_config": asdict(AUDIO), "text_config": text}
    (folder / "config.json").write_text(json.dumps(values))
    TOKENIZER.save(str(folder / "tokenizer.json"))
    return write_shards(folder, tensors(), SHARDS)
