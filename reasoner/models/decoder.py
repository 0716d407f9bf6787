"""The compact decoder of the Llama and Qwen2 families."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from .cache import Budget, Cache, whole_blocks
from .config import DecoderConfig
from .linear import Linear

if TYPE_CHECKING:
    from ..engine.sampling import Sampler

__all__ = ["Decoder", "stays"]


@dataclass(slots=True)
class _Layer:
    attention_norm: Tensor
    qkv: Linear
    out: Linear
    feed_forward_norm: Tensor
    gate: Linear
    up: Linear
    down: Linear


class Decoder:
    """A decoder with its weights.

    ``tensors`` have the names of Transformers' LlamaForCausalLM and Qwen2ForCausalLM, and one dtype, in which
    everything is computed. A step of a small model is bound by memory first and by the number of calls second, so
    query, key and value are one product, and what follows a product is done in the same pass where it can be.

    ``kept``: once more those that are used as they are (``stays``), where the products hold weights of their own
    (``packs``): a file that is mapped stays in memory as far as it was read, as long as one tensor is a part of it.
    """

    def __init__(
        self, config: DecoderConfig, tensors: Mapping[str, Tensor], kept: Mapping[str, Tensor] | None = None
    ) -> None:
        self.config = config
        self.runs_ahead = False
        embedding = tensors["model.embed_tokens.weight"]
        used = {**tensors, **(kept or {})}
        self._embedding = used["model.embed_tokens.weight"]
        self._layers = [_layer(config, used, f"model.layers.{index}") for index in range(config.layers)]
        self._norm = used["model.norm.weight"]
        self._head = Linear(embedding if config.tied else tensors["lm_head.weight"])
        self._cos, self._sin = _tables(config, self.dtype)
        self._budget = Budget(config.positions)

    @property
    def dtype(self) -> torch.dtype:
        """What everything is computed in."""
        return self._embedding.dtype

    @property
    def device(self) -> torch.device:
        """Where everything is computed."""
        return self._embedding.device

    @property
    def precision(self) -> str:
        """Of the weights, for people."""
        return str(self.dtype).removeprefix("torch.")

    @property
    def context_tokens(self) -> int:
        """The longest stream that it has positions for."""
        return self.config.positions

    @property
    def taken_tokens(self) -> int:
        """Positions that the caches hold."""
        return self._budget.taken

    def prepare(self, streams: int, context_tokens: int, chunk_tokens: int) -> None:
        """Let the caches that are made from now on hold so many streams of so many positions together.

        How long the chunks are in which they are read makes no difference here.
        """
        self._budget = Budget(streams * whole_blocks(context_tokens))

    def new_cache(self) -> Cache:
        """An empty stream's. Before ``prepare``, there is room for one stream of all positions."""
        return Cache(self.config, self.dtype, self._budget)

    def embed(self, tokens: Sequence[int]) -> Tensor:
        """Token ids to [n, hidden]."""
        return F.embedding(torch.tensor(tokens), self._embedding)

    def prefill(self, x: Tensor, cache: Cache) -> Tensor:
        """Read ``x`` [n, hidden] behind what the cache holds; returns the states of its positions, [n, hidden].

        The cache must have room for n more; its ``length`` grows by n.
        """
        n, start = x.shape[0], cache.length
        end = start + n
        mask = _causal(n, start) if n > 1 and start else None
        layers = cache.kv.unbind()

        def attend(layer: int, qkv: Tensor) -> Tensor:
            kv = layers[layer]
            kv[:, :, start:end] = self._new(qkv).permute(1, 2, 0, 3)
            return self._attend(qkv[:, : self.config.heads], kv[:, :, :end], mask, causal=n > 1 and not start)

        x = self._run(x, range(start, end), attend)
        cache.length = end
        return x

    def decode(self, inputs: Sequence[int | Tensor], caches: Sequence[Cache]) -> Tensor:
        """Read one position for each of b streams, a token or its embedding [1, hidden]; returns [b, hidden].

        The streams may have different lengths, which grow by 1. What one is given does not depend on the others.
        The caches must have room for one more.
        """
        x = torch.cat([given if isinstance(given, Tensor) else self.embed([given]) for given in inputs])
        layers = [cache.kv.unbind() for cache in caches]
        lengths = [cache.length for cache in caches]

        def attend(layer: int, qkv: Tensor) -> Tensor:
            new = self._new(qkv)
            heard = []
            for row, length in enumerate(lengths):
                kv = layers[row][layer]
                kv[:, :, length] = new[row]
                heard.append(self._attend_one(qkv[row, : self.config.heads], kv[:, :, : length + 1]))
            return _never_alone(torch.cat(heard))

        x = self._run(_never_alone(x), lengths, attend)
        for cache in caches:
            cache.length += 1
        return x[: len(caches)]

    def logits(self, x: Tensor) -> Tensor:
        """States [b, hidden] to logits [b, vocabulary]."""
        return self._head(self._normed(_never_alone(x), self._norm))[: len(x)]

    def draw(self, states: Tensor, samplers: Sequence[Sampler], drawn: Sequence[Sequence[int]]) -> list[int]:
        """The next token behind each of ``states`` [b, hidden]; ``drawn``: what each sampler has drawn before."""
        rows = zip(self.logits(states), samplers, drawn, strict=True)
        return [sampler.draw(logits, before) for logits, sampler, before in rows]

    def probability(self, state: Tensor, tokens: Sequence[int]) -> float:
        """Of one of ``tokens`` behind ``state`` [1, hidden]."""
        return float(self.logits(state)[0].float().softmax(-1)[list(tokens)].sum())

    def _run(self, x: Tensor, positions: Sequence[int], attend: Callable[[int, Tensor], Tensor]) -> Tensor:
        """All layers over ``x`` [n, hidden] at ``positions``."""
        cos, sin = self._rotation(positions)
        for index, layer in enumerate(self._layers):
            qkv = layer.qkv(self._normed(x, layer.attention_norm)).view(x.shape[0], -1, self.config.head_dim)
            # rotate_half(x) is x rolled by half a head with the sign of its first half changed: sin carries it.
            qkv = torch.addcmul(qkv * cos, qkv.roll(self.config.head_dim // 2, -1), sin)
            x = layer.out.plus(attend(index, qkv), x)
            normed = self._normed(x, layer.feed_forward_norm)
            x = layer.down.plus(layer.up.times(normed, layer.gate.silu(normed)), x)
        return x

    def _rotation(self, positions: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Cosines and signed sines for query, key and value heads, [n, heads + 2 kv_heads, head_dim].

        The values are turned by nothing: one operation for all heads costs less than two that leave them out.
        """
        config, where = self.config, torch.tensor(positions)
        turned, still = config.heads + config.kv_heads, (len(positions), config.kv_heads, config.head_dim)
        cos = self._cos[where, None].expand(-1, turned, -1)
        sin = self._sin[where, None].expand(-1, turned, -1)
        return torch.cat([cos, cos.new_ones(still)], 1), torch.cat([sin, sin.new_zeros(still)], 1)

    def _new(self, qkv: Tensor) -> Tensor:
        """The keys and values of ``qkv``, as a cache holds them: [n, 2, kv_heads, head_dim]."""
        return qkv[:, self.config.heads :].view(len(qkv), 2, self.config.kv_heads, self.config.head_dim)

    def _attend(self, q: Tensor, kv: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
        """``q`` [n, heads, head_dim] over ``kv`` [2, kv_heads, positions, head_dim]; returns [n, hidden]."""
        if len(q) == 1:
            return self._attend_one(q[0], kv)
        q = q.transpose(0, 1)[None]
        keys, values = kv.repeat_interleave(self.config.heads // self.config.kv_heads, 1)[:, None]
        heard = F.scaled_dot_product_attention(q, keys, values, attn_mask=mask, is_causal=causal)
        return heard[0].transpose(0, 1).flatten(1)

    def _attend_one(self, q: Tensor, kv: Tensor) -> Tensor:
        """One position's ``q`` [heads, head_dim]; returns [1, hidden].

        The queries that share a key-value head see the same keys: to the kernel they are positions of one head.
        """
        grouped = q.view(1, self.config.kv_heads, -1, self.config.head_dim)
        return F.scaled_dot_product_attention(grouped, kv[:1], kv[1:]).view(1, -1)

    def _normed(self, x: Tensor, weight: Tensor) -> Tensor:
        return F.rms_norm(x, (self.config.hidden,), weight, self.config.norm_eps)


def stays(name: str) -> bool:
    """The tensor is used as it is; others are a product's, which may pack them."""
    return name.endswith(("embed_tokens.weight", "norm.weight", ".bias"))


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
        gate=Linear(tensors[f"{name}.mlp.gate_proj.weight"]),
        up=Linear(tensors[f"{name}.mlp.up_proj.weight"]),
        down=Linear(tensors[f"{name}.mlp.down_proj.weight"]),
    )


def _tables(config: DecoderConfig, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """The tables of RoPE (arXiv 2104.09864), [positions, head_dim]; the first half of sin is negated."""
    half = torch.arange(0, config.head_dim, 2, dtype=torch.float32) / config.head_dim
    angles = torch.outer(torch.arange(config.positions, dtype=torch.float32), config.rope_theta**-half)
    sin = torch.cat([-angles.sin(), angles.sin()], -1)
    return torch.cat([angles.cos()] * 2, -1).to(dtype), sin.to(dtype)


def _never_alone(x: Tensor) -> Tensor:
    """``x``, or its row twice where it is one.

    oneDNN sums a single row in another order than several, which all are summed alike: its roundings would show in
    a text whether another was being written. Two rows take as long as one.
    """
    return x.repeat(2, 1) if len(x) == 1 else x


def _causal(n: int, start: int) -> Tensor:
    """Which of ``start + n`` positions each of the last n may see, [n, start + n]."""
    return torch.ones(n, start + n, dtype=torch.bool).tril(start)
