"""What a configuration takes of a graphics card's memory, before anything is loaded: arithmetic alone.

Weights, scales, embedding, head, encoder and KV cache follow from the model's shape and are exact. The workspace is an
upper estimate of what the engine holds besides; its constants say where they come from. GB are 10^9 bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from antiphon.transport.errors import ConfigError, ModelError

from .models.audio import AudioConfig, audio_shapes
from .models.cache import BLOCK
from .models.captured import ROWS, sizes_for
from .models.card import DRIVER_BYTES
from .models.config import DecoderConfig
from .models.quantised_cache import is_quantised
from .models.recipe import FOUR_BITS, Recipe
from .models.weights import decoder_shapes
from .options import ReasonerOptions

__all__ = [
    "ATTENTION_SPLITS", "BLOCK", "SCRATCH_SUMS", "STREAMS_PER_SESSION", "Demand", "MemoryPlan", "Recommendation",
    "WeightPrecision", "admit", "conversations", "demanded", "most", "plan", "recommend",
]  # fmt: skip

WeightPrecision = Literal["bf16", "int4"]

STREAMS_PER_SESSION = 3
"""A base, and the two brains of a turn."""
WRITERS_PER_SESSION = 2
"""The brains: the base only reads."""
SCRATCH_SUMS = 1 << 25
"""Partial sums of the products in four bits, in fp32. A prefill unpacks its weights into the same memory."""
EMBEDDING, HEAD = "model.embed_tokens.weight", "lm_head.weight"
LEAST_CONTEXT_TOKENS = 4 * BLOCK
"""A conversation in less is none."""
MOST_SESSIONS = 1024
"""As many as ``reasoner.max_sessions`` can be."""

# Upper estimates.
GRAPH_BYTES = 16 << 20
"""The driver's, for one captured step of some hundred kernels."""
LIBRARY_BYTES = 64 << 20
"""cuBLAS' and cuBLASLt's workspaces: 32 MiB each on Hopper (PyTorch, ``CUDABlas.cpp``)."""
SAMPLING_BYTES = 32
"""A logit of a row: fp32 logit and probability, sorted with its int64 index, and the sort's other half."""
ATTENTION_SPLITS = 16
"""Of the tokens of a row and a head, each of which leaves its part of the sum (``kernels.attention.SPLITS``)."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to run. Raises ConfigError for what cannot be.

    ``context_tokens``: of the longest conversation, its last turn included; of that, one brain's part of a turn is at
    most ``turn_tokens``. What came before lies in full blocks that the session's three streams share. Where a turn's
    thoughts are longer it is enough all the same: the brain that speaks shares those of the one that thinks, and has
    its answer to itself.
    """

    precision: WeightPrecision
    context_tokens: int
    sessions: int = 1
    turn_tokens: int = 3 * BLOCK
    prefill_chunk_tokens: int = 512

    def __post_init__(self) -> None:
        for name in ("context_tokens", "sessions", "turn_tokens", "prefill_chunk_tokens"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}: it must be at least 1")

    @property
    def blocks(self) -> int:
        """Of the cache, for all sessions: what is allocated at start.

        The most that a conversation takes on its way to the full context: when it has just begun its last block, its
        last turn reaches furthest back into blocks that are not shared.
        """
        whole = -(-self.context_tokens // BLOCK)
        shared = max(0, (whole - 1) * BLOCK + 1 - self.turn_tokens) // BLOCK
        return self.sessions * (shared + STREAMS_PER_SESSION * (whole - shared))

    @property
    def rows(self) -> int:
        """Of the widest captured step."""
        return sizes_for(min(self.sessions * WRITERS_PER_SESSION, ROWS[-1]))[-1]


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """What a ``Demand`` takes, in bytes, part by part."""

    demand: Demand
    card_bytes: int
    token_bytes: int
    """Keys and values of one position."""
    weights_bytes: int
    """Of the decoder's layers: their products only."""
    scales_bytes: int
    embedding_bytes: int
    head_bytes: int
    """0 where the embedding is used."""
    small_bytes: int
    """Norms, biases, and the tables of RoPE."""
    encoder_bytes: int
    """Encoder and adaptor."""
    cache_bytes: int
    prefill_bytes: int
    graphs_bytes: int
    driver_bytes: int = DRIVER_BYTES

    @property
    def decoder_bytes(self) -> int:
        """All of the decoder's weights: what int4 keeps on disk."""
        return self.weights_bytes + self.scales_bytes + self.embedding_bytes + self.head_bytes + self.small_bytes

    @property
    def total_bytes(self) -> int:
        return sum(size for _, size, _ in self.parts())

    @property
    def left_bytes(self) -> int:
        """Negative: so much is lacking."""
        return self.card_bytes - self.total_bytes

    @property
    def fits(self) -> bool:
        return self.left_bytes >= 0

    def parts(self) -> tuple[tuple[str, int, str], ...]:
        """What, bytes, and why."""
        demand = self.demand
        return (
            ("weights", self.weights_bytes, f"the layers' products in {demand.precision}"),
            ("scales", self.scales_bytes, "of their groups"),
            ("embedding", self.embedding_bytes, "bf16"),
            ("head", self.head_bytes, "bf16" if self.head_bytes else "is the embedding"),
            ("norms, biases, RoPE", self.small_bytes, "bf16"),
            ("encoder, adaptor", self.encoder_bytes, "bf16"),
            (
                "KV cache",
                self.cache_bytes,
                f"{conversations(demand)}: {demand.blocks} blocks of {BLOCK}, {self.token_bytes / 1024:g} KiB a token",
            ),
            ("prefill workspace", self.prefill_bytes, f"chunks of {demand.prefill_chunk_tokens} tokens, estimated"),
            ("CUDA graphs", self.graphs_bytes, f"steps of up to {demand.rows} rows, estimated"),
            ("driver", self.driver_bytes, "CUDA's context and kernels, as measured on an H100"),
        )

    def table(self) -> str:
        """For people: a line for each part, their sum, and what is left of the card."""
        left = "left" if self.fits else "lacking"
        rows = [
            *self.parts(),
            ("total", self.total_bytes, ""),
            ("card", self.card_bytes, ""),
            (left, abs(self.left_bytes), ""),
        ]
        width = max(len(name) for name, _, _ in rows)
        return "\n".join(f"{name:<{width}}  {size / 1e9:7.2f} GB  {why}".rstrip() for name, size, why in rows)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to run, in words; ``plan`` None: nothing that is worth it fits the card."""

    plan: MemoryPlan | None
    words: str

    def require(self, wished: MemoryPlan) -> None:
        """Raises ConfigError where ``wished`` does not fit, with what would."""
        if not wished.fits:
            what = f"{wished.demand.precision}, {conversations(wished.demand)}"
            raise ConfigError(f"what is configured ({what}) does not fit the card. {self.words}")


def plan(
    config: DecoderConfig,
    audio: AudioConfig | None,
    demand: Demand,
    card_bytes: int,
    recipe: Recipe = FOUR_BITS,
) -> MemoryPlan:
    """Add up what ``demand`` takes. ``recipe``: of int4.

    Raises ConfigError for a context that the model has no positions for, ModelError for weights without groups.
    """
    if demand.context_tokens > config.positions:
        raise ConfigError(
            f"context_tokens is {demand.context_tokens}: the model has positions for {config.positions} at most"
        )
    shapes = decoder_shapes(config)
    products = [(shape[0], shape[1]) for name, shape in shapes.items() if is_quantised(name, shape)]
    int4 = demand.precision == "int4"
    embedding, head = (2 * shapes[name].numel() if name in shapes else 0 for name in (EMBEDDING, HEAD))
    small = sum(shape.numel() for shape in shapes.values() if len(shape) == 1)
    # Of RoPE: cosines and sines are in fp32, for one half of a head.
    tables = 4 * demand.context_tokens * config.head_dim
    token_bytes = config.layers * 2 * config.kv_heads * config.head_dim * 2
    return MemoryPlan(
        demand=demand,
        card_bytes=card_bytes,
        token_bytes=token_bytes,
        weights_bytes=sum(recipe.weight_bytes(*shape) if int4 else 2 * math.prod(shape) for shape in products),
        scales_bytes=sum(recipe.scale_bytes(*shape) for shape in products) if int4 else 0,
        embedding_bytes=embedding,
        head_bytes=head,
        small_bytes=2 * small + tables,
        encoder_bytes=2 * _parameters(audio) if audio else 0,
        cache_bytes=demand.blocks * BLOCK * token_bytes,
        prefill_bytes=_prefill(config, audio, demand),
        graphs_bytes=_graphs(config, demand),
    )


def demanded(options: ReasonerOptions, config: DecoderConfig, precision: WeightPrecision) -> Demand:
    """What a configuration asks for."""
    return Demand(
        precision,
        min(options.context_tokens, config.positions),
        options.max_sessions,
        prefill_chunk_tokens=options.prefill_chunk_tokens,
    )


def admit(options: ReasonerOptions, config: DecoderConfig, audio: AudioConfig | None, card_bytes: int) -> MemoryPlan:
    """What ``options`` run on a card with so much memory; of precision auto, bf16 where it fits, else int4.

    Raises ConfigError where that does not fit, with what would; ModelError where int4 is asked for and cannot be.
    """
    demand = demanded(options, config, "int4" if options.precision == "int4" else "bf16")
    wished = plan(config, audio, demand, card_bytes)
    found = recommend(config, audio, demand, card_bytes)
    if options.precision == "auto" and found.plan and found.plan.demand == replace(demand, precision="int4"):
        return found.plan
    found.require(wished)
    return wished


def recommend(
    config: DecoderConfig,
    audio: AudioConfig | None,
    wished: Demand,
    card_bytes: int,
    recipe: Recipe = FOUR_BITS,
) -> Recommendation:
    """What to run on the card for the context and the sessions of ``wished``, whatever its precision.

    bf16 where it fits, being what was trained; else int4; else int4 with fewer sessions; else one session with less
    context; else the card is too small, and the words say which one would do. Raises as ``plan``.
    """

    def planned(precision: WeightPrecision, context_tokens: int, sessions: int) -> MemoryPlan:
        demand = replace(wished, precision=precision, context_tokens=context_tokens, sessions=sessions)
        return plan(config, audio, demand, card_bytes, recipe)

    context, sessions = wished.context_tokens, wished.sessions
    whole = planned("bf16", context, sessions)
    if whole.fits:
        return Recommendation(whole, f"Use bf16: {_fits(whole)}{_compared(planned, context, sessions)}.")
    try:
        small = planned("int4", context, sessions)
    except ModelError as error:
        return Recommendation(None, f"{_does_not_fit(whole)}, and int4 is no way out: {error}.")
    why = f"{_does_not_fit(whole)}"
    if small.fits:
        return Recommendation(small, f"Use int4: {_fits(small)}. {why}.")
    why += f"; int4 lacks {-small.left_bytes / 1e9:.1f} GB"
    if fewer := _most(1, sessions - 1, lambda n: planned("int4", context, n).fits):
        found = planned("int4", context, fewer)
        return Recommendation(found, f"Use int4 with reasoner.max_sessions = {fewer}: {_fits(found)}. {why}.")
    blocks = _most(LEAST_CONTEXT_TOKENS // BLOCK, (context - 1) // BLOCK, lambda n: planned("int4", n * BLOCK, 1).fits)
    if blocks:
        found = planned("int4", blocks * BLOCK, 1)
        how = f"reasoner.max_sessions = 1 and reasoner.context_tokens = {blocks * BLOCK}"
        return Recommendation(found, f"Use int4 with {how}: {_fits(found)}. {why}.")
    least = planned("int4", min(context, LEAST_CONTEXT_TOKENS), 1)
    return Recommendation(
        None,
        f"The model does not fit the {card_bytes / 1e9:.1f} GB that are free: int4 with one session of "
        f"{least.demand.context_tokens} tokens takes {least.total_bytes / 1e9:.1f} GB, and bf16 "
        f"{planned('bf16', least.demand.context_tokens, 1).total_bytes / 1e9:.1f} GB. Use a card with more that is "
        "free, or a smaller model.",
    )


def conversations(demand: Demand) -> str:
    """How many, and how long, in words."""
    return f"{demand.sessions} session{'s' if demand.sessions > 1 else ''} of {demand.context_tokens} tokens"


def most(config: DecoderConfig, audio: AudioConfig | None, found: MemoryPlan) -> tuple[int, int]:
    """How many sessions of its context would fit where ``found`` does, and how long a context of its sessions."""

    def fits(demand: Demand) -> bool:
        return plan(config, audio, demand, found.card_bytes).fits

    demand = found.demand
    sessions = _most(1, MOST_SESSIONS, lambda number: fits(replace(demand, sessions=number)))
    blocks = _most(1, config.positions // BLOCK, lambda number: fits(replace(demand, context_tokens=number * BLOCK)))
    return sessions, max(blocks * BLOCK, demand.context_tokens)


def _fits(found: MemoryPlan) -> str:
    demand = found.demand
    return (
        f"{conversations(demand)} take{'' if demand.sessions > 1 else 's'} {found.total_bytes / 1e9:.1f} of "
        f"{found.card_bytes / 1e9:.1f} GB, {found.left_bytes / 1e9:.1f} GB are left"
    )


def _does_not_fit(lacking: MemoryPlan) -> str:
    return (
        f"{lacking.demand.precision} takes {lacking.total_bytes / 1e9:.1f} GB, {-lacking.left_bytes / 1e9:.1f} GB more "
        f"than the {lacking.card_bytes / 1e9:.1f} that are free"
    )


def _compared(planned: Callable[[WeightPrecision, int, int], MemoryPlan], context: int, sessions: int) -> str:
    """What int4 would take where it is not needed: a step reads less, and so is quicker."""
    try:
        small = planned("int4", context, sessions)
    except ModelError:
        return ""
    return f". int4 would take {small.total_bytes / 1e9:.1f} GB, and be quicker where few write at once"


def _most(least: int, most: int, fits: Callable[[int], bool]) -> int:
    """The largest number from ``least`` to ``most`` that fits, where every smaller one does too; 0: none."""
    if most < least or not fits(least):
        return 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(middle) else (least, middle - 1)
    return least


@cache
def _parameters(audio: AudioConfig) -> int:
    return sum(shape.numel() for shape in audio_shapes(audio).values())


def _states(config: DecoderConfig) -> int:
    """Bytes of one position within a layer, in bf16: four states, query-key-value twice, gate, up and their product."""
    qkv = (config.heads + 2 * config.kv_heads) * config.head_dim
    return 2 * (4 * config.hidden + 2 * qkv + 3 * config.feed_forward)


def _prefill(config: DecoderConfig, audio: AudioConfig | None, demand: Demand) -> int:
    """A chunk's states, a layer's keys and values gathered from their blocks, a mask, and the encoder's states.

    In int4 also what is unpacked of a weight.
    """
    chunk, context = min(demand.prefill_chunk_tokens, demand.context_tokens), demand.context_tokens
    total = chunk * _states(config) + context * 4 * config.kv_heads * config.head_dim + 2 * chunk * context
    if demand.precision == "int4":
        total += 4 * SCRATCH_SUMS
    if audio:
        # Twice the positions before the second convolution; a block's states, its attention and its feed-forward.
        total += 2 * audio.n_audio_ctx * audio.n_audio_state * 16
    return total + LIBRARY_BYTES


def _graphs(config: DecoderConfig, demand: Demand) -> int:
    """The captured steps, which share the memory of the widest; its states, partial sums, and sampling."""
    rows = demand.rows
    partial = 4 * ATTENTION_SPLITS * config.heads * (config.head_dim + 1)
    step = rows * (_states(config) + partial + SAMPLING_BYTES * config.vocabulary)
    return step + GRAPH_BYTES * len(sizes_for(rows))
