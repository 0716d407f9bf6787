"""A model's folder to a decoder on a card, in bf16 or in four bits: checked first, then read one tensor at a time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import structlog
import torch
from torch import Tensor

from antiphon.transport.errors import ModelError

from ..kernels.attention import LEAST_DOT
from ..kernels.w4a16 import Scratch
from ..memory_plan import SCRATCH_SUMS, WeightPrecision, admit
from ..options import ReasonerOptions
from .audio import AudioConfig, audio_shapes
from .card import Card
from .config import DecoderConfig
from .graphed import DecoderWeights, GraphedDecoder, LayerWeights
from .products import Dense, FourBit, Product
from .quantised import Quantised, quantise
from .quantised_cache import Loaded, QuantisedCache, quantised_folder
from .recipe import FOUR_BITS, TILE, Recipe
from .shards import Buffer, Checkpoint
from .weights import decoder_shapes

__all__ = ["load_graphed", "load_weights"]

log = structlog.get_logger()

STACKS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "out": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}
"""The products of a layer, and whose rows they are."""
ALIGNED_BYTES = 256
"""As an allocation of its own would be."""
BUFFER_BYTES = 1 << 29
"""Of host memory that a card copies from: PyTorch keeps it for good. A layer's weights of Step-Audio fit; its embedding
and head, which do not, are copied a little slower."""
ROOM_BYTES = 1 << 16
"""For the parts of a quantised weight, which each begin anew in the buffer."""
TELL_S = 5.0
"""Progress is logged so often."""

Take = Callable[[Sequence[int], torch.dtype], Tensor]
"""A shape and a dtype to memory for them."""


def load_graphed(folder: Path, options: ReasonerOptions, device: torch.device) -> GraphedDecoder:
    """The decoder in ``folder`` on a card, with the cache for what ``options`` admit, ready to be used.

    Raises ConfigError where it does not fit the card, with what would; ModelMissing, ModelCorrupt, and ModelError for a
    size of the heads that the kernels do not do, and where the disk has no room for int4: all of them before the first
    weight is read.
    """
    config = DecoderConfig.read(folder)
    if config.head_dim < LEAST_DOT or config.head_dim & (config.head_dim - 1):
        raise ModelError(
            f"the heads of {folder} have {config.head_dim} dimensions: on a card it must be a power of two of at least "
            f'{LEAST_DOT}. Set reasoner.device = "cpu" for this model, or give another'
        )
    audio = AudioConfig.read(folder) if options.hearing != "words" else None
    checkpoint = Checkpoint.open(folder, decoder_shapes(config))
    if audio is not None:
        # The ear is loaded behind the decoder: what is wrong with it would be known only then.
        audio.fits(config.hidden)
        Checkpoint.open(folder, audio_shapes(audio))
    card = Card.of(device)
    plan = admit(options, config, audio, card.free_bytes)
    demand = plan.demand
    log.info("model_admitted", card=card.name, precision=demand.precision, takes_gb=round(plan.total_bytes / 1e9, 1))
    weights = load_weights(checkpoint, config, demand.precision, device)
    return GraphedDecoder(
        config, weights, blocks=demand.blocks, context_tokens=demand.context_tokens, most_rows=demand.rows
    )


def load_weights(
    checkpoint: Checkpoint,
    config: DecoderConfig,
    precision: WeightPrecision,
    device: torch.device,
    dtype: torch.dtype = torch.bfloat16,
    cache: Path | None = None,
) -> DecoderWeights:
    """A decoder's weights on ``device``; what is not in four bits is in ``dtype``.

    Its memory there is taken as a whole before anything is read. In int4 the layers' products are quantised on
    ``device`` and kept in the folder ``cache`` (None: ``quantised_folder``), from where they come the next time.
    Raises ModelError where there is no room for that, or the model cannot be quantised; ModelCorrupt.
    """
    recipe = FOUR_BITS if precision == "int4" else None
    # The layout is made twice: to count its bytes, and in memory of so many.
    counted = _Arena(torch.device("meta"))
    _Layout(config, recipe, dtype, counted.take)
    layout = _Layout(config, recipe, dtype, _Arena(device, counted.taken_bytes).take)
    on_card = device.type == "cuda"
    buffer = Buffer(min(checkpoint.largest_bytes + ROOM_BYTES, BUFFER_BYTES), pinned=on_card)
    with closing(_read(checkpoint, recipe, device, dtype, cache, buffer)) as tensors:
        layout.fill(tensors)
    if on_card:
        # What quantising took goes back, for the cache of the streams.
        torch.cuda.empty_cache()
    return layout.weights(device)


def _read(
    checkpoint: Checkpoint,
    recipe: Recipe | None,
    device: torch.device,
    dtype: torch.dtype,
    cache: Path | None,
    buffer: Buffer,
) -> Generator[Loaded, None, None]:
    """All tensors, those in four bits as their parts; each is overwritten by the next."""
    telling = _Telling()
    if recipe is None:
        yield from checkpoint.tensors(telling, buffer=buffer)
        return

    def parts(weight: Tensor) -> dict[str, Tensor]:
        made = quantise(weight.to(device), recipe)
        return {"packed": made.packed, "scales": made.scales, "zeros": made.zeros}

    folder = cache or quantised_folder(checkpoint.folder, recipe)
    with closing(QuantisedCache(folder, checkpoint, recipe, parts, dtype).tensors(telling, buffer)) as tensors:
        yield from tensors


class _Telling:
    """Logs how far it is, now and then."""

    def __init__(self) -> None:
        self._next = time.monotonic() + TELL_S

    def __call__(self, done: int, total: int) -> None:
        if (now := time.monotonic()) >= self._next:
            self._next = now + TELL_S
            log.info("weights_loading", gb=round(done / 1e9, 1), of_gb=round(total / 1e9, 1))


class _Arena:
    """Memory on a device, taken from the system at once: many allocations would each be rounded up. On ``meta`` it is
    only counted."""

    def __init__(self, device: torch.device, size_bytes: int = 0) -> None:
        self._memory = torch.empty(size_bytes, dtype=torch.uint8, device=device)
        self.taken_bytes = 0

    def take(self, shape: Sequence[int], dtype: torch.dtype) -> Tensor:
        begin = -(-self.taken_bytes // ALIGNED_BYTES) * ALIGNED_BYTES
        self.taken_bytes = begin + math.prod(shape) * dtype.itemsize
        if self._memory.is_meta:
            return torch.empty(tuple(shape), dtype=dtype, device="meta")
        return self._memory[begin : self.taken_bytes].view(dtype).view(tuple(shape))


class _Layout:
    """Where the tensors of a checkpoint go: each into its rows of what is multiplied in one."""

    def __init__(self, config: DecoderConfig, recipe: Recipe | None, dtype: torch.dtype, take: Take) -> None:
        self._config, self._dtype, self._take = config, dtype, take
        self._shapes = decoder_shapes(config)
        self._dense: dict[str, Tensor] = {}
        self._quantised: dict[str, Quantised] = {}
        self._places: dict[str, Mapping[str, Tensor]] = {}
        """By a tensor's name and the names of its parts; of one that is not quantised the part has no name."""
        for layer in self._layers():
            for stack, parts in STACKS.items():
                weights = [f"{layer}.{part}.weight" for part in parts]
                if recipe is None:
                    self._place(f"{layer}.{stack}", weights)
                else:
                    self._place_quantised(f"{layer}.{stack}", weights, recipe)
                biases = [f"{layer}.{part}.bias" for part in parts]
                if biases[0] in self._shapes:
                    self._place(f"{layer}.{stack}.bias", biases)
        for name in [name for name in self._shapes if name not in self._places]:
            self._place(name, [name])

    def fill(self, tensors: Iterator[Loaded]) -> None:
        """Copy each tensor, or its parts, to its place."""
        for name, loaded in tensors:
            for part, tensor in ({"": loaded} if isinstance(loaded, Tensor) else loaded).items():
                self._places[name][part].copy_(tensor)

    def weights(self, device: torch.device) -> DecoderWeights:
        """What was filled, as a decoder uses it."""
        scratch = Scratch.allocate(device, SCRATCH_SUMS) if self._quantised else None

        def product(name: str) -> Product:
            return Dense(self._dense[name]) if scratch is None else FourBit(self._quantised[name], scratch)

        layers = [
            LayerWeights(
                attention_norm=self._dense[f"{layer}.input_layernorm.weight"],
                qkv=product(f"{layer}.qkv"),
                qkv_bias=self._dense.get(f"{layer}.qkv.bias"),
                out=product(f"{layer}.out"),
                out_bias=self._dense.get(f"{layer}.out.bias"),
                feed_forward_norm=self._dense[f"{layer}.post_attention_layernorm.weight"],
                gate_up=product(f"{layer}.gate_up"),
                down=product(f"{layer}.down"),
            )
            for layer in self._layers()
        ]
        embedding = self._dense["model.embed_tokens.weight"]
        head = embedding if self._config.tied else self._dense["lm_head.weight"]
        return DecoderWeights(embedding, layers, self._dense["model.norm.weight"], Dense(head))

    def _layers(self) -> list[str]:
        return [f"model.layers.{index}" for index in range(self._config.layers)]

    def _place(self, whole: str, names: list[str]) -> None:
        rows = [self._shapes[name][0] for name in names]
        self._dense[whole] = memory = self._take((sum(rows), *self._shapes[names[0]][1:]), self._dtype)
        for name, piece in zip(names, _split(memory, rows), strict=True):
            self._places[name] = {"": piece}

    def _place_quantised(self, whole: str, names: list[str], recipe: Recipe) -> None:
        rows, columns = [self._shapes[name][0] for name in names], self._shapes[names[0]][1]
        odd = [name for name, count in zip(names[:-1], rows, strict=False) if count % TILE]
        if odd:
            raise ModelError(
                f"{odd[0]} has {self._shapes[odd[0]][0]} outputs, and in int4 others lie behind them: they must be a "
                f"multiple of {TILE}. Use bf16 for this model"
            )
        group = recipe.group_of(columns)
        tiles = [-(-count // TILE) for count in rows]
        shape = (sum(tiles), columns // group, TILE)
        made = Quantised(
            self._take((*shape, group // 4), torch.int16),
            self._take(shape, torch.bfloat16),
            self._take(shape, torch.uint8),
            group,
            (sum(rows), columns),
        )
        self._quantised[whole] = made
        pieces = (_split(made.packed, tiles), _split(made.scales, tiles), _split(made.zeros, tiles))
        for name, packed, scales, zeros in zip(names, *pieces, strict=True):
            self._places[name] = {"packed": packed, "scales": scales, "zeros": zeros}


def _split(whole: Tensor, rows: Sequence[int]) -> list[Tensor]:
    """So many rows each, in the memory of the whole."""
    return [whole[end - count : end] for count, end in zip(rows, accumulate(rows), strict=True)]
