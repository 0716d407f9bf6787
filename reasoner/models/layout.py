"""Where a decoder's weights lie on a device: in one piece of memory, and what is multiplied in one as one matrix."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

import torch
from torch import Tensor

from antiphon.transport.errors import ModelError

from ..kernels.w4a16 import Scratch
from ..memory_plan import SCRATCH_SUMS, WeightPrecision
from .config import DecoderConfig
from .graphed import DecoderWeights, LayerWeights
from .products import Dense, FourBit, Product
from .quantised import Quantised
from .quantised_cache import Loaded
from .recipe import FOUR_BITS, TILE, Recipe
from .weights import decoder_shapes

__all__ = ["STACKS", "Layout", "empty_quantised", "laid_out"]

STACKS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "out": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}
"""The products of a layer in the order in which a step reads them, and whose rows they are."""
ALIGNED_BYTES = 256
"""As an allocation of its own would be."""

Take = Callable[[Sequence[int], torch.dtype], Tensor]
"""A shape and a dtype to memory for them."""


def laid_out(config: DecoderConfig, precision: WeightPrecision, device: torch.device, dtype: torch.dtype) -> Layout:
    """Memory on ``device`` for all of a decoder, in one allocation; what is not in four bits is in ``dtype``.

    Raises ModelError for a model that cannot be in int4.
    """
    recipe = FOUR_BITS if precision == "int4" else None
    # The layout is made twice: to count its bytes, and in memory of so many.
    counted = _Arena(torch.device("meta"))
    Layout(config, recipe, dtype, counted.take)
    return Layout(config, recipe, dtype, _Arena(device, counted.taken_bytes).take)


def empty_quantised(out: int, width: int, recipe: Recipe, take: Take) -> Quantised:
    """A weight [out, in] in four bits, in memory from ``take`` with whatever is there. Raises ModelError."""
    group = recipe.group_of(width)
    shape = (-(-out // TILE), width // group, TILE)
    return Quantised(
        take((*shape, group // 4), torch.int16),
        take(shape, torch.bfloat16),
        take(shape, torch.uint8),
        group,
        (out, width),
    )


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


class Layout:
    """Where the tensors of a checkpoint go: each into its rows of what is multiplied in one.

    ``recipe``: of the layers' products; None: they are not in four bits. Raises ModelError where they cannot be.
    """

    def __init__(self, config: DecoderConfig, recipe: Recipe | None, dtype: torch.dtype, take: Take) -> None:
        self.recipe = recipe
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
            # Else a large one would still be there while the next is read.
            del loaded, tensor

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
        self._quantised[whole] = made = empty_quantised(sum(rows), columns, recipe, self._take)
        tiles = [-(-count // TILE) for count in rows]
        pieces = (_split(made.packed, tiles), _split(made.scales, tiles), _split(made.zeros, tiles))
        for name, packed, scales, zeros in zip(names, *pieces, strict=True):
            self._places[name] = {"packed": packed, "scales": scales, "zeros": zeros}


def _split(whole: Tensor, rows: Sequence[int]) -> list[Tensor]:
    """So many rows each, in the memory of the whole."""
    return [whole[end - count : end] for count, end in zip(rows, accumulate(rows), strict=True)]
