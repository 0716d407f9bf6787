"""Work of a decoder that a GPU does again and again: captured once for each number of rows, and replayed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

__all__ = ["ROWS", "Captured", "sizes_for"]

ROWS = (1, 2, 4, 8, 16, 32)
"""Numbers of rows that are captured; others take the next, whose further rows then do nothing."""


def sizes_for(most_rows: int) -> tuple[int, ...]:
    """Those that up to ``most_rows`` rows need. Raises ValueError for more than the largest."""
    if not 1 <= most_rows <= ROWS[-1]:
        raise ValueError(f"steps of up to {most_rows} rows: 1 to {ROWS[-1]} are possible")
    return tuple(rows for rows in ROWS if rows < 2 * most_rows)


class Captured:
    """``work(rows)``, which reads and writes tensors that stay where they are.

    With ``captures`` it is recorded in CUDA graphs when this is made, and nothing is compiled or allocated later; the
    graphs have one pool of memory, because they follow each other. Without, it is done as it is.
    """

    def __init__(self, work: Callable[[int], None], sizes: Sequence[int], *, captures: bool) -> None:
        self._work = work
        self._sizes = tuple(sizes)
        self._graphs: dict[int, torch.cuda.CUDAGraph] = {}
        if captures:
            self._capture()

    def size(self, rows: int) -> int:
        """The smallest number of rows to work on that holds so many."""
        return next(size for size in self._sizes if size >= rows)

    def __call__(self, size: int) -> None:
        graph = self._graphs.get(size)
        if graph is None:
            self._work(size)
        else:
            graph.replay()

    def _capture(self) -> None:
        pool = torch.cuda.graph_pool_handle()
        # The largest first: the others then fit into its memory.
        for size in reversed(self._sizes):
            # Kernels are compiled, and libraries set up, before anything is recorded.
            self._work(size)
            torch.cuda.synchronize()
            graph = torch.cuda.CUDAGraph()
            # Other threads, which load other models meanwhile, may do on the card what a capture must not.
            with torch.cuda.graph(graph, pool=pool, capture_error_mode="thread_local"):
                self._work(size)
            self._graphs[size] = graph
