"""The decoder on a GPU: a step is one captured graph, whatever the lengths of its streams and wherever they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from torch.nn.attention.bias import CausalBias, causal_lower_right

from antiphon.transport.errors import ConfigError

from ..kernels.attention import Partials, attend
from ..kernels.small import add_rms_norm, rope_tables, rotate_and_store, silu_times
from ..kernels.w4a16_plan import FEW_ROWS
from .blocks import BlockCache, Blocks
from .cache import BLOCK
from .captured import Captured, sizes_for
from .config import DecoderConfig
from .drawing import Drawing
from .products import FourBit, Product, SharedNorm
from .staging import Staging

if TYPE_CHECKING:
    from ..engine.sampling import Sampler

__all__ = ["DecoderWeights", "GraphedDecoder", "LayerWeights"]


@dataclass(slots=True)
class LayerWeights:
    """One layer. ``qkv``: queries, keys, values; ``gate_up``: gate, then up."""

    attention_norm: Tensor
    qkv: Product
    qkv_bias: Tensor | None
    out: Product
    out_bias: Tensor | None
    feed_forward_norm: Tensor
    gate_up: Product
    down: Product


@dataclass(slots=True)
class DecoderWeights:
    """A decoder's. ``embedding``: [vocabulary, hidden], in the dtype of everything that is computed."""

    embedding: Tensor
    layers: list[LayerWeights]
    norm: Tensor
    head: Product


@dataclass(frozen=True, slots=True)
class _Reading:
    """What it takes to read a chunk, measured in steps of the most rows (on an H100, at the 32B shapes)."""

    chunk: float
    """A chunk that is read at once, of a few to some hundred positions."""
    attended: float
    """Positions of the cache to which the rows of steps attend, in the time of one step."""

    def in_steps(self, n: int, end: int, rows: int) -> bool:
        """``n`` positions up to ``end`` are sooner read as rows of steps: each row reads the cache for itself."""
        return -(-n // rows) + n * end / self.attended < self.chunk


DENSE = _Reading(chunk=1.3, attended=260_000)
FOUR_BITS = _Reading(chunk=6, attended=120_000)
"""A chunk that is read at once needs the weights in bf16: each is dequantised, written and read."""


class GraphedDecoder:
    """A decoder with its weights and the cache of all of its streams, on the device of the embedding.

    ``blocks`` of 256 positions are allocated at once, and all that a step needs; with ``captures`` the steps of 1, 2,
    4, 8, 16 and up to ``most_rows`` rows are captured in CUDA graphs. One thread uses it; others may ``embed``.
    ``captures`` None: where the device is a GPU. Without, the kernels run one by one, in Triton's interpreter too.
    """

    def __init__(
        self,
        config: DecoderConfig,
        weights: DecoderWeights,
        *,
        blocks: int,
        context_tokens: int,
        most_rows: int = 32,
        captures: bool | None = None,
    ) -> None:
        self.config = config
        self.context_tokens = min(context_tokens, config.positions)
        """The longest stream."""
        self._weights = weights
        dtype, device = self.dtype, self.device
        self.runs_ahead = device.type == "cuda"
        self._captures = device.type == "cuda" if captures is None else captures
        self._pool = Blocks(config, blocks, self.context_tokens, dtype, device)
        # All weights of a model are, or none.
        self._four_bits = all(
            isinstance(product, FourBit)
            for layer in weights.layers
            for product in (layer.qkv, layer.out, layer.gate_up, layer.down)
        )
        self._layers = list(zip(weights.layers, self._pool.kv.unbind(), strict=True))
        self._cos, self._sin = rope_tables(self.context_tokens, config.head_dim, config.rope_theta, device)
        sizes = sizes_for(most_rows)
        self._most = most = sizes[-1]

        def rows_of(width: int) -> Tensor:
            return torch.zeros(most, width, dtype=dtype, device=device)

        self._given, self._x, self._wide = rows_of(config.hidden), rows_of(config.hidden), rows_of(config.feed_forward)
        self._qkv = rows_of((config.heads + 2 * config.kv_heads) * config.head_dim)
        self._attended = rows_of(config.heads * config.head_dim)
        self._partials = Partials.empty(most, config.heads, config.head_dim, device)
        # Between products in four bits: one for all layers' norms, each of which ends before the next begins.
        self._shared = SharedNorm.empty(weights.norm, config.norm_eps) if self._four_bits else None
        # Tokens, positions and lengths of the rows, and their block tables: one tensor, which goes up in one copy.
        self._inputs = torch.zeros(most * (3 + self._pool.most), dtype=torch.int32, device=device)
        self._inputs[most : 2 * most] = -1
        self._staging = Staging(len(self._inputs), device)
        with torch.inference_mode():
            self._step = Captured(self._work, sizes, captures=self._captures)
            norm = (weights.norm, config.norm_eps)
            self._draw = Drawing(weights.head, norm, most_rows, dtype, captures=self._captures)

    @property
    def dtype(self) -> torch.dtype:
        """What everything is computed in."""
        return self._weights.embedding.dtype

    @property
    def device(self) -> torch.device:
        """Where everything is computed."""
        return self._weights.embedding.device

    @property
    def precision(self) -> str:
        """Of the weights, for people."""
        return "int4" if self._four_bits else str(self.dtype).removeprefix("torch.")

    @property
    def free_blocks(self) -> int:
        """Blocks of 256 positions that no stream holds."""
        return self._pool.free

    @property
    def taken_tokens(self) -> int:
        """Positions that streams hold; what several share counts once."""
        return self._pool.taken * BLOCK

    @torch.inference_mode()
    def prepare(self, streams: int, context_tokens: int, chunk_tokens: int) -> None:
        """Be ready for so many streams of so many positions, read in chunks of so many: once, before the first.

        On a GPU the longest chunk is read once at the beginning and once at the end of the longest context, which
        attend by different kernels, so that these are compiled and their memory is there. Raises ConfigError where the
        blocks do not hold one such stream; that they do not hold all of them in full is no mistake, as streams share.
        """
        if self.free_blocks * BLOCK < context_tokens:
            raise ConfigError(
                f"the cache has {self.free_blocks} blocks of {BLOCK} positions, and one conversation may take "
                f"{context_tokens} (reasoner.context_tokens): lower it, or use a larger card"
            )
        if self._captures:
            cache = self.new_cache()
            # What was written last, and not read yet, stands in front of a chunk: the longest has one more.
            chunk = min(chunk_tokens + 1, context_tokens)
            cache.reserve(context_tokens)
            x = self.embed([0] * chunk)
            for start in (0, context_tokens - chunk):
                # Not by ``prefill``, which would read a short chunk in steps: those are captured already.
                states = self._read(x, start, cache)
            self.probability(states[-1:], [0])
            cache.free()
            if self.device.type == "cuda":
                torch.cuda.synchronize(self.device)

    def new_cache(self) -> BlockCache:
        """An empty stream's."""
        return BlockCache(self._pool)

    @torch.inference_mode()
    def embed(self, tokens: Sequence[int]) -> Tensor:
        """Token ids to [n, hidden]. From any thread: it neither waits for the GPU nor writes anything."""
        return F.embedding(self._up(torch.int64, tokens), self._weights.embedding)

    @torch.inference_mode()
    def prefill(self, x: Tensor, cache: BlockCache) -> Tensor:
        """Read ``x`` [n, hidden] behind what the cache holds; returns the states of its positions, [n, hidden].

        A few positions are read as rows of steps: each stores its keys and values before any of them is attended to.
        Raises CapacityError where the cache has no room for n more.
        """
        n, start, most = len(x), cache.length, self._most
        cache.reserve(start + n)
        if (FOUR_BITS if self._four_bits else DENSE).in_steps(n, start + n, most):
            parts = [self._read_rows(x[first : first + most], start + first, cache) for first in range(0, n, most)]
            states = parts[0] if len(parts) == 1 else torch.cat(parts)
        else:
            states = self._read(x, start, cache)
        cache.length = start + n
        return states

    @torch.inference_mode()
    def decode(self, inputs: Sequence[int | Tensor], caches: Sequence[BlockCache]) -> Tensor:
        """Read one position for each of b streams, a token or its embedding [1, hidden]; returns [b, hidden].

        The streams may have different lengths, which grow by 1. What one is given does not depend on the others.
        Raises CapacityError where a cache has no room for one more; no stream has changed then.
        """
        for cache in caches:
            cache.reserve(cache.length + 1)
        states = []
        for first in range(0, len(caches), self._most):
            part = caches[first : first + self._most]
            tokens = []
            for row, given in enumerate(inputs[first : first + self._most]):
                if isinstance(given, Tensor):
                    self._given[row : row + 1].copy_(given)
                tokens.append(-1 if isinstance(given, Tensor) else given)
            states.append(self._run(tokens, [cache.length for cache in part], [cache.table for cache in part]))
        for cache in caches:
            cache.length += 1
        return states[0] if len(states) == 1 else torch.cat(states)

    @torch.inference_mode()
    def draw(self, states: Tensor, samplers: Sequence[Sampler], drawn: Sequence[Sequence[int]]) -> list[int]:
        """The next token behind each of ``states`` [b, hidden]; ``drawn``: what each sampler has drawn before."""
        return self._draw(states, samplers, drawn)

    @torch.inference_mode()
    def probability(self, state: Tensor, tokens: Sequence[int]) -> float:
        """Of one of ``tokens`` behind ``state`` [1, hidden]."""
        probabilities = self._draw.logits(state)[0].float().softmax(-1)
        return float(probabilities[self._up(torch.int64, tokens)].sum())

    @torch.inference_mode()
    def logits(self, states: Tensor) -> Tensor:
        """States [b, hidden] to logits [b, vocabulary]."""
        return self._draw.logits(states)

    def _up(self, dtype: torch.dtype, numbers: Sequence[int]) -> Tensor:
        """Numbers on the device, without waiting for it: pinned memory is kept until it was read."""
        pinned = self.device.type == "cuda"
        return torch.tensor(numbers, dtype=dtype, pin_memory=pinned).to(self.device, non_blocking=True)

    def _run(self, tokens: Sequence[int], positions: Sequence[int], tables: Sequence[NDArray[np.int32]]) -> Tensor:
        """One step; returns the states of its rows. A token of -1 stands for the row in ``_given``."""
        rows, most, width = len(tokens), self._most, self._pool.most
        size = self._step.size(rows)
        words = self._staging.take()
        words[:rows] = tokens
        words[most : most + rows] = positions
        # Rows that nobody has store nothing, and attend to nothing.
        words[rows:size] = 0
        words[most + rows : most + size] = -1
        words[2 * most : 2 * most + size] = words[most : most + size] + 1
        for row, table in enumerate(tables):
            start = 3 * most + row * width
            words[start : start + width] = table
        self._staging.send(self._inputs[: 3 * most + size * width])
        self._step(size)
        return self._x[:rows].clone()

    def _read_rows(self, x: Tensor, start: int, cache: BlockCache) -> Tensor:
        """A step over ``x`` at the positions from ``start`` on, as rows of one stream."""
        n = len(x)
        self._given[:n].copy_(x)
        return self._run([-1] * n, range(start, start + n), [cache.table] * n)

    def _work(self, rows: int) -> None:
        """The step, over the first so many rows of what stays where it is."""
        config, weights, most, width = self.config, self._weights, self._most, self._pool.most
        tokens, positions, lengths = (self._inputs[place * most : place * most + rows] for place in range(3))
        tables = self._inputs[3 * most : 3 * most + rows * width].view(rows, width)
        x, qkv, attended, wide = self._x[:rows], self._qkv[:rows], self._attended[:rows], self._wide[:rows]
        q = qkv[:, : config.heads * config.head_dim].view(rows, config.heads, config.head_dim)
        known = F.embedding(tokens.clamp(min=0), weights.embedding)
        torch.where(tokens[:, None] < 0, self._given[:rows], known, out=x)
        shared = self._shared if rows <= FEW_ROWS else None
        begun: SharedNorm | None = None
        gains = [layer.attention_norm for layer in weights.layers]
        for (layer, kv), next_gain in zip(self._layers, [*gains[1:], None], strict=True):
            layer.qkv.into(x, qkv, bias=layer.qkv_bias, norm=begun or (layer.attention_norm, config.norm_eps))
            rotate_and_store(qkv, self._cos, self._sin, positions, kv, tables, out=q)
            attend(q, kv, tables, lengths, out=attended, partials=self._partials)
            begun = shared.of(layer.feed_forward_norm, rows) if shared is not None else None
            layer.out.into(attended, x, bias=layer.out_bias, residual=x, begins=begun)
            layer.gate_up.gated_into(x, wide, norm=begun or (layer.feed_forward_norm, config.norm_eps))
            begun = shared.of(next_gain, rows) if shared is not None and next_gain is not None else None
            layer.down.into(wide, x, residual=x, begins=begun)

    def _read(self, x: Tensor, start: int, cache: BlockCache) -> Tensor:
        """All layers over ``x`` at the positions from ``start`` on, which the cache has room for."""
        config, n = self.config, len(x)
        end = start + n
        positions = torch.arange(start, end, dtype=torch.int32, device=self.device)
        blocks = self._up(torch.int32, cache.blocks[: -(-end // BLOCK)])
        tables = blocks.expand(n, -1)
        mask = causal_lower_right(n, end)
        x, more, normed, eps = x.clone(), torch.zeros_like(x), torch.empty_like(x), config.norm_eps
        for layer, kv in self._layers:
            add_rms_norm(more, x, layer.attention_norm, eps, out=normed, sum_out=x)
            qkv = layer.qkv.many(normed, bias=layer.qkv_bias)
            q = qkv[:, : config.heads * config.head_dim].view(n, config.heads, config.head_dim)
            rotate_and_store(qkv, self._cos, self._sin, positions, kv, tables, out=q)
            more = layer.out.many(_attend(q, kv, blocks, mask), bias=layer.out_bias)
            add_rms_norm(more, x, layer.feed_forward_norm, eps, out=normed, sum_out=x)
            gate, up = layer.gate_up.many(normed).chunk(2, 1)
            more = layer.down.many(silu_times(gate, up))
        return x.add_(more)


def _attend(q: Tensor, kv: Tensor, blocks: Tensor, mask: CausalBias) -> Tensor:
    """``q`` [n, heads, head_dim], the last of ``mask``'s positions, over a layer's blocks; returns [n, hidden]."""
    positions = kv.permute(1, 2, 0, 3, 4).index_select(2, blocks).flatten(2, 3)[:, None, :, : mask.seq_len_kv]
    attended = F.scaled_dot_product_attention(
        q.transpose(0, 1)[None], positions[0], positions[1], attn_mask=mask, enable_gqa=True
    )
    return attended[0].transpose(0, 1).flatten(1)
