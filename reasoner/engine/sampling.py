"""How the next token is drawn from logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

__all__ = ["Sampler", "Sampling"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """``temperature`` 0 takes the most likely token. ``seed`` None draws differently each time.

    ``repetition_penalty`` (Keskar et al., arXiv 1909.05858, section 4.1) counts the tokens of this generation only:
    an answer may well repeat the words of its question.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    repetition_penalty: float = 1.0
    seed: int | None = None


class Sampler:
    """Draws the tokens of one generation; its randomness is its own, whatever else is in the batch."""

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._generator = torch.Generator()
        if sampling.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(sampling.seed)

    def draw(self, logits: Tensor, drawn: Sequence[int]) -> int:
        """The next token from ``logits`` [vocabulary], given those ``drawn`` before."""
        sampling = self._sampling
        logits = logits.float()
        if sampling.repetition_penalty != 1 and drawn:
            seen = torch.tensor(list(set(drawn)))
            scores = logits[seen]
            penalty = sampling.repetition_penalty
            logits[seen] = torch.where(scores > 0, scores / penalty, scores * penalty)
        if sampling.temperature == 0:
            return int(logits.argmax())
        probabilities, tokens = (logits / sampling.temperature).softmax(-1).sort(descending=True)
        # A token stays when those before it have not filled the mass: the most likely one always does.
        probabilities[probabilities.cumsum(-1) - probabilities >= sampling.top_p] = 0
        return int(tokens[torch.multinomial(probabilities, 1, generator=self._generator)])
