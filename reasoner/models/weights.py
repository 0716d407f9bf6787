"""Weights on disk to a decoder: everything is checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt

from ..options import Precision
from .config import DecoderConfig
from .decoder import Decoder, stays
from .linear import PACKS, packs
from .shards import Checkpoint

__all__ = ["decoder_shapes", "load_decoder", "precision_of", "read_tensors"]


def precision_of(wish: Precision) -> torch.dtype:
    """The dtype to compute in; auto: bf16 where the processor multiplies it, else fp32, which is then quicker."""
    if wish == "auto":
        return torch.bfloat16 if PACKS and _multiplies_bf16() else torch.float32
    return torch.bfloat16 if wish == "bf16" else torch.float32


def _multiplies_bf16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def load_decoder(folder: Path, precision: Precision) -> Decoder:
    """The decoder in ``folder``: config.json, and model.safetensors or its shards.

    Raises ModelMissing, ModelCorrupt, as ``DecoderConfig.read`` and ``Checkpoint.open``.
    """
    config, dtype = DecoderConfig.read(folder), precision_of(precision)
    shapes = decoder_shapes(config)
    tensors = read_tensors(folder, shapes, dtype)
    if not packs(dtype):
        return Decoder(config, tensors)
    # Mapped once more: of this embedding nothing is read but the rows of tokens that come up.
    kept = read_tensors(folder, {name: shape for name, shape in shapes.items() if stays(name)}, dtype)
    return Decoder(config, tensors, kept)


def read_tensors(folder: Path, shapes: Mapping[str, torch.Size], dtype: torch.dtype) -> dict[str, Tensor]:
    """The tensors with these names and shapes, out of model.safetensors or its shards, in ``dtype``.

    They are mapped: where they are in ``dtype`` already, what is not used of a file is not read. Raises as
    ``Checkpoint.open``.
    """
    checkpoint = Checkpoint.open(folder, shapes)
    tensors: dict[str, Tensor] = {}
    for shard in checkpoint.shards:
        try:
            with safe_open(shard.path, "pt") as opened:
                for name in shapes.keys() & shard.entries.keys():
                    tensors[name] = opened.get_tensor(name).to(dtype)
        except (OSError, SafetensorError) as error:
            raise ModelCorrupt(f"{shard.path} cannot be read ({error}): fetch the file again") from error
    return tensors


def decoder_shapes(config: DecoderConfig) -> dict[str, torch.Size]:
    """Every tensor of a decoder, by Transformers' names, and its shape."""
    hidden, wide = config.hidden, config.feed_forward
    q, kv = config.heads * config.head_dim, config.kv_heads * config.head_dim
    shapes = {"model.embed_tokens.weight": (config.vocabulary, hidden), "model.norm.weight": (hidden,)}
    if not config.tied:
        shapes["lm_head.weight"] = (config.vocabulary, hidden)
    for index in range(config.layers):
        name = f"model.layers.{index}"
        shapes |= {
            f"{name}.input_layernorm.weight": (hidden,),
            f"{name}.self_attn.q_proj.weight": (q, hidden),
            f"{name}.self_attn.k_proj.weight": (kv, hidden),
            f"{name}.self_attn.v_proj.weight": (kv, hidden),
            f"{name}.self_attn.o_proj.weight": (hidden, q),
            f"{name}.post_attention_layernorm.weight": (hidden,),
            f"{name}.mlp.gate_proj.weight": (wide, hidden),
            f"{name}.mlp.up_proj.weight": (wide, hidden),
            f"{name}.mlp.down_proj.weight": (hidden, wide),
        }
        if config.qkv_bias:
            shapes |= {
                f"{name}.self_attn.q_proj.bias": (q,),
                f"{name}.self_attn.k_proj.bias": (kv,),
                f"{name}.self_attn.v_proj.bias": (kv,),
            }
        if config.out_bias:
            shapes[f"{name}.self_attn.o_proj.bias"] = (hidden,)
    return {name: torch.Size(shape) for name, shape in shapes.items()}
