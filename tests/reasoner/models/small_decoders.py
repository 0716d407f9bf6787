"""Decoders for a GPU out of small Transformers models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedModel

from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import DecoderWeights, GraphedDecoder, LayerWeights
from antiphon.reasoner.models.products import Dense, Product

__all__ = ["decoder_weights", "graphed"]


def graphed(model: PreTrainedModel, *, dtype: torch.dtype = torch.float32, **how: Any) -> GraphedDecoder:
    """The decoder with the weights of ``model``; ``how``: as for ``GraphedDecoder``."""
    return GraphedDecoder(DecoderConfig.parse(model.config.to_dict()), decoder_weights(model, dtype), **how)


def decoder_weights(
    model: PreTrainedModel, dtype: torch.dtype, product: Callable[[Tensor], Product] = Dense
) -> DecoderWeights:
    """Its weights in ``dtype``; ``product`` makes those of the layers."""
    config = DecoderConfig.parse(model.config.to_dict())
    tensors = {name: tensor.detach().to(dtype) for name, tensor in model.state_dict().items()}

    def stacked(*names: str) -> Tensor:
        return torch.cat([tensors[name] for name in names])

    def layer(name: str) -> LayerWeights:
        qkv = [f"{name}.self_attn.{letter}_proj" for letter in "qkv"]
        return LayerWeights(
            attention_norm=tensors[f"{name}.input_layernorm.weight"],
            qkv=product(stacked(*(f"{part}.weight" for part in qkv))),
            qkv_bias=stacked(*(f"{part}.bias" for part in qkv)) if config.qkv_bias else None,
            out=product(tensors[f"{name}.self_attn.o_proj.weight"]),
            out_bias=tensors.get(f"{name}.self_attn.o_proj.bias"),
            feed_forward_norm=tensors[f"{name}.post_attention_layernorm.weight"],
            gate_up=product(stacked(f"{name}.mlp.gate_proj.weight", f"{name}.mlp.up_proj.weight")),
            down=product(tensors[f"{name}.mlp.down_proj.weight"]),
        )

    embedding = tensors["model.embed_tokens.weight"]
    return DecoderWeights(
        embedding=embedding,
        layers=[layer(f"model.layers.{index}") for index in range(config.layers)],
        norm=tensors["model.norm.weight"],
        head=Dense(embedding if config.tied else tensors["lm_head.weight"]),
    )
