"""The compact decoder of the Llama and Qwen2 families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from .config import DecoderConfig
from .linear import Linear

__all__ = ["Decoder", "KeyValues"]


class KeyValues(Protocol):
    """The cache of one stream, as the decoder uses it.

    ``keys`` and ``values``: [layers, kv_heads, capacity, head_dim], of which the first ``length`` are filled.
    """

    keys: Tensor
    values: Tensor
    length: int


@dataclass(slots=True)
class _Layer:
    attention_norm: Tensor
    qkv: Linear
    out: Linear
    feed_forward_norm: Tensor
    gate_up: Linear
    down: Linear


class Decoder:
    """A decoder with its weights.

    ``tensors`` have the names of Transformers' LlamaForCausalLM and Qwen2ForCausalLM, and one dtype, in which
    everything is computed. Query, key and value are one product, and so are gate and up.
    """

    def __init__(self, config: DecoderConfig, tensors: Mapping[str, Tensor]) -> None:
        self.config = config
        self._embedding = tensors["model.embed_tokens.weight"]
        self._layers = [_layer(config, tensors, f"model.layers.{index}") for index in range(config.layers)]
        self._norm = tensors["model.norm.weight"]
        self._head = Linear(self._embedding if config.tied else tensors["lm_head.weight"])
        self._cos, self._sin = _rotation(config, self.dtype)

    @property
    def dtype(self) -> torch.dtype:
        """What everything is computed in."""
        return self._embedding.dtype

    def embed(self, tokens: Sequence[int]) -> Tensor:
        """Token ids to [n, hidden]."""
        return F.embedding(torch.tensor(tokens), self._embedding)

    def prefill(self, x: Tensor, cache: KeyValues) -> Tensor:
        """Read ``x`` [n, hidden] behind what the cache holds; returns the last position's state, [1, hidden].

        The cache must have room for n more; its ``length`` grows by n.
        """
        n, start = x.shape[0], cache.length
        end = start + n
        mask = _causal(n, start) if n > 1 and start else None

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            cache.keys[layer, :, start:end] = k.transpose(0, 1)
            cache.values[layer, :, start:end] = v.transpose(0, 1)
            return self._attend(layer, q, cache, end, mask, causal=n > 1 and not start)

        x = self._run(x, self._cos[start:end, None], self._sin[start:end, None], attend)
        cache.length = end
        return x[-1:]

    def decode(self, x: Tensor, caches: Sequence[KeyValues]) -> Tensor:
        """Read one position ``x`` [b, hidden] for each of b streams; returns their states, [b, hidden].

        The streams may have different lengths, which grow by 1.
        """
        positions = torch.tensor([cache.length for cache in caches])

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            heard = []
            for row, cache in enumerate(caches):
                cache.keys[layer, :, cache.length] = k[row]
                cache.values[layer, :, cache.length] = v[row]
                heard.append(self._attend(layer, q[row : row + 1], cache, cache.length + 1, None, causal=False))
            return heard[0] if len(heard) == 1 else torch.cat(heard)

        x = self._run(x, self._cos[positions, None], self._sin[positions, None], attend)
        for cache in caches:
            cache.length += 1
        return x

    def logits(self, x: Tensor) -> Tensor:
        """States [b, hidden] to logits [b, vocabulary]."""
        return self._head(self._normed(x, self._norm))

    def _run(self, x: Tensor, cos: Tensor, sin: Tensor, attend: _Attend) -> Tensor:
        """All layers over ``x`` [n, hidden]; ``cos`` and ``sin``: [n, 1, head_dim]."""
        config = self.config
        rotated = config.heads + config.kv_heads
        for index, layer in enumerate(self._layers):
            qkv = layer.qkv(self._normed(x, layer.attention_norm)).view(x.shape[0], -1, config.head_dim)
            qk = qkv[:, :rotated]
            # rotate_half(x) is x rolled by half a head with the sign of its first half changed: sin carries it.
            qk = torch.addcmul(qk * cos, qk.roll(config.head_dim // 2, -1), sin)
            x = layer.out.plus(attend(index, qk[:, : config.heads], qk[:, config.heads :], qkv[:, rotated:]), x)
            gate, up = layer.gate_up(self._normed(x, layer.feed_forward_norm)).chunk(2, -1)
            x = layer.down.plus(F.silu(gate) * up, x)
        return x

    def _attend(self, layer: int, q: Tensor, cache: KeyValues, end: int, mask: Tensor | None, causal: bool) -> Tensor:
        """``q`` [n, heads, head_dim] over the first ``end`` positions of a cache; returns [n, hidden]."""
        config, n = self.config, q.shape[0]
        keys, values = cache.keys[layer, None, :, :end], cache.values[layer, None, :, :end]
        group = config.heads // config.kv_heads
        if n == 1:
            # The queries that share a key-value head see the same keys: they are n of one head, not heads of their own.
            grouped = q.view(1, config.kv_heads, group, config.head_dim)
            return F.scaled_dot_product_attention(grouped, keys, values).reshape(1, -1)
        q = q.transpose(0, 1)[None]
        keys, values = keys.repeat_interleave(group, 1), values.repeat_interleave(group, 1)
        return (
            F.scaled_dot_product_attention(q, keys, values, attn_mask=mask, is_causal=causal)[0]
            .transpose(0, 1)
            .reshape(n, -1)
        )

    def _normed(self, x: Tensor, weight: Tensor) -> Tensor:
        return F.rms_norm(x, (self.config.hidden,), weight, self.config.norm_eps)


class _Attend(Protocol):
    def __call__(self, layer: int, q: Tensor, k: Tensor, v: Tensor, /) -> Tensor: ...


def _layer(config: DecoderConfig, tensors: Mapping[str, Tensor], name: str) -> _Layer:
    def stacked(*parts: str) -> Tensor:
        return torch.cat([tensors[f"{name}.{part}"] for part in parts])

    qkv = [f"self_attn.{letter}_proj" for letter in "qkv"]
    bias = stacked(*(f"{part}.bias" for part in qkv)) if config.qkv_bias else None
    return _Layer(
        attention_norm=tensors[f"{name}.input_layernorm.weight"],
        qkv=Linear(stacked(*(f"{part}.weight" for part in qkv)), bias),
        out=Linear(tensors[f"{name}.self_attn.o_proj.weight"], tensors.get(f"{name}.self_attn.o_proj.bias")),
        feed_forward_norm=tensors[f"{name}.post_attention_layernorm.weight"],
        gate_up=Linear(stacked("mlp.gate_proj.weight", "mlp.up_proj.weight")),
        down=Linear(tensors[f"{name}.mlp.down_proj.weight"]),
    )


def _rotation(config: DecoderConfig, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """The tables of RoPE (arXiv 2104.09864), [positions, head_dim]; the first half of sin is negated."""
    half = torch.arange(0, config.head_dim, 2, dtype=torch.float32) / config.head_dim
    angles = torch.outer(torch.arange(config.positions, dtype=torch.float32), config.rope_theta**-half)
    sin = torch.cat([-angles.sin(), angles.sin()], -1)
    return torch.cat([angles.cos()] * 2, -1).to(dtype), sin.to(dtype)


def _causal(n: int, start: int) -> Tensor:
    """Which of ``start + n`` positions each of the last n may see, [n, start + n]."""
    return torch.ones(n, start + n, dtype=torch.bool).tril(start)
