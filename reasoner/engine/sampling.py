"""How the next token is drawn from logits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

__all__ = ["Sampler", "Sampling"]

LIKELY = 256
"""So many tokens nearly always hold the mass of ``top_p``; to sort all of 49,152 takes 4 ms."""
SEED_BITS = 63
"""What both generators take: PyTorch's on the host, and the kernel's."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """``temperature`` 0 takes the most likely token. ``seed`` None draws differently each time.

    ``repetition_penalty`` (Keskar et al., arXiv 1909.05858, section 4.1) counts the tokens of this generation, and
    those ``said`` before in the conversation: an answer may well repeat the words of its question, but small models
    like to give one good answer to every question that follows.

    The same seed gives the same text whatever else is in the batch, as far as the logits are the same: in bf16 the
    products of few and of many rows may round apart, and turn two tokens that are as good as equally likely.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    repetition_penalty: float = 1.0
    seed: int | None = None
    said: frozenset[int] = frozenset()


class Sampler:
    """Draws the tokens of one generation; its randomness is its own, whatever else is in the batch.

    A decoder that draws by itself does so by ``sampling`` and ``seed``, 63 bits, and does not call ``draw``.
    """

    def __init__(self, sampling: Sampling) -> None:
        self.sampling = sampling
        self.seed = secrets.randbits(SEED_BITS) if sampling.seed is None else sampling.seed % (1 << SEED_BITS)
        self._generator = torch.Generator().manual_seed(self.seed)

    def draw(self, logits: Tensor, drawn: Sequence[int]) -> int:
        """The next token from ``logits`` [vocabulary], given those ``drawn`` before."""
        sampling = self.sampling
        logits = logits.float()
        if sampling.repetition_penalty != 1 and (drawn or sampling.said):
            logits = logits.clone()
            seen = torch.tensor(list(sampling.said.union(drawn)))
            scores = logits[seen]
            penalty = sampling.repetition_penalty
            logits[seen] = torch.where(scores > 0, scores / penalty, scores * penalty)
        if sampling.temperature == 0:
            return int(logits.argmax())
        mass, tokens = _nucleus((logits / sampling.temperature).softmax(-1), sampling.top_p)
        # One random number a token, however many tokens there are to choose from.
        point = torch.rand(1, generator=self._generator, dtype=torch.float64) * mass[-1]
        return int(tokens[torch.searchsorted(mass, point, right=True).clamp_(max=len(mass) - 1)])


def _nucleus(probabilities: Tensor, top_p: float) -> tuple[Tensor, Tensor]:
    """The smallest set of tokens of the mass ``top_p`` (Holtzman et al., arXiv 1904.09751), and its running mass.

    The token that reaches the mass is in it: so the most likely one always is.
    """
    if top_p >= 1:
        return probabilities.cumsum(-1, dtype=torch.float64), torch.arange(len(probabilities))
    most, tokens = probabilities.topk(min(LIKELY, len(probabilities)))
    if most.sum() < top_p:
        most, tokens = probabilities.sort(descending=True)
    mass = most.cumsum(-1, dtype=torch.float64)
    kept = int((mass < top_p).sum()) + 1
    return mass[:kept], tokens[:kept]
