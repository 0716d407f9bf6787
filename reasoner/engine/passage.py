"""What a stream reads: tokens, and embeddings in the place of what was heard."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

__all__ = ["Passage"]


class Passage:
    """Tokens and embeddings [n, hidden], one behind the other, and other passages.

    The embeddings stay where they are, as a rule in host memory: they go to the decoder chunk by chunk, as they are
    read. A slice copies none of them.
    """

    def __init__(self, *parts: Sequence[int] | Tensor | Passage) -> None:
        flat = [piece for part in parts for piece in (part.parts if isinstance(part, Passage) else (part,))]
        self.parts: tuple[Sequence[int] | Tensor, ...] = tuple(part for part in flat if len(part))
        """None of them is empty."""

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __getitem__(self, places: slice) -> Passage:
        """The positions from ``start`` to ``stop``, without a step."""
        start, stop, _ = places.indices(len(self))
        taken, begin = [], 0
        for part in self.parts:
            taken.append(part[max(0, start - begin) : max(0, stop - begin)])
            begin += len(part)
        return Passage(*taken)
