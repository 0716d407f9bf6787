"""What the engine asks of a decoder, wherever it computes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self, TypeVar

import torch
from torch import Tensor

from ..models.config import DecoderConfig
from .sampling import Sampler

__all__ = ["Cache", "Decoding"]


class Cache(Protocol):
    """The keys and values of one stream. What lies behind ``length`` is forgotten when it is lowered."""

    length: int

    def reserve(self, length: int) -> None:
        """Have room for ``length`` positions in all, and for writing behind those that are filled.

        Raises CapacityError where there is no memory left for it.
        """

    def copy_from(self, other: Self) -> None:
        """Become a copy of ``other``, of the same decoder. Raises CapacityError where there is no memory left."""

    def free(self) -> None:
        """Hold nothing."""


C = TypeVar("C")


class Decoding(Protocol[C]):
    """A decoder with caches of its own kind ``C``, each a ``Cache``. One thread uses it; others may ``embed``."""

    config: DecoderConfig
    runs_ahead: bool
    """``decode`` returns before it is done, and ``draw`` waits for it: there is time for other things in between."""

    @property
    def dtype(self) -> torch.dtype:
        """What everything is computed in."""

    @property
    def device(self) -> torch.device:
        """Where everything is computed."""

    @property
    def precision(self) -> str:
        """Of the weights, for people."""

    @property
    def context_tokens(self) -> int:
        """The longest stream."""

    @property
    def taken_tokens(self) -> int:
        """Positions that the caches hold."""

    def prepare(self, streams: int, context_tokens: int, chunk_tokens: int) -> None:
        """Have room for so many streams of so many positions, read in chunks of so many; before the first cache."""

    def new_cache(self) -> C:
        """An empty stream's."""

    def embed(self, tokens: Sequence[int]) -> Tensor:
        """Token ids to [n, hidden]."""

    def prefill(self, x: Tensor, cache: C) -> Tensor:
        """Read ``x`` [n, hidden] behind what the cache holds; returns the states of its positions, [n, hidden]."""

    def decode(self, inputs: Sequence[int | Tensor], caches: Sequence[C]) -> Tensor:
        """Read one position for each of b streams, a token or an embedding [1, hidden]; returns [b, hidden]."""

    def draw(self, states: Tensor, samplers: Sequence[Sampler], drawn: Sequence[Sequence[int]]) -> list[int]:
        """The next token behind each of ``states`` [b, hidden]; ``drawn``: what each sampler has drawn before."""

    def probability(self, state: Tensor, tokens: Sequence[int]) -> float:
        """Of one of ``tokens`` behind ``state`` [1, hidden]."""
