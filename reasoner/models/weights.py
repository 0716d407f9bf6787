"""Weights on disk to a decoder: everything is checked before anything is computed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt, ModelMissing

from ..options import Precision
from .config import DecoderConfig
from .decoder import Decoder, stays
from .linear import PACKS, packs

__all__ = ["decoder_shapes", "load_decoder", "precision_of", "read_tensors"]

STORED = {torch.float32, torch.bfloat16, torch.float16}
"""What weights may be on disk. Anything smaller needs scales beside it, and would be silently wrong without them."""


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

    Raises ModelMissing for a file that is not there, ModelCorrupt for a tensor that is not there, has a wrong shape,
    or is quantised.
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

    Raises ModelMissing for a file that is not there, ModelCorrupt for a tensor that is not there, has a wrong shape,
    or is quantised.
    """
    tensors: dict[str, Tensor] = {}
    for file in _files(folder):
        try:
            with safe_open(file, "pt") as opened:
                for name in shapes.keys() & opened.keys():
                    tensor = opened.get_tensor(name)
                    if tensor.dtype not in STORED:
                        raise ModelCorrupt(
                            f"{name} in {file} is stored as {tensor.dtype}: quantised weights are not read"
                        )
                    tensors[name] = tensor.to(dtype)
        except SafetensorError as error:
            raise ModelCorrupt(f"{file} cannot be read ({error}): run `antiphon models verify`") from error
    for name, shape in shapes.items():
        if name not in tensors:
            raise ModelCorrupt(f"{folder} has no tensor {name}")
        if tensors[name].shape != shape:
            raise ModelCorrupt(f"{name} in {folder} is {list(tensors[name].shape)}: config.json asks for {list(shape)}")
    return tensors


def _files(folder: Path) -> list[Path]:
    index = folder / "model.safetensors.index.json"
    if index.exists():
        try:
            names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelCorrupt(f"{index} names no shards: it must have a weight_map of tensors to files") from error
    else:
        names = ["model.safetensors"]
    files = [folder / name for name in names]
    missing = [file.name for file in files if not file.exists()]
    if missing:
        raise ModelMissing(
            f"{folder} has no {', '.join(missing)}: run `antiphon models prepare`, or give another folder"
        )
    return files


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
