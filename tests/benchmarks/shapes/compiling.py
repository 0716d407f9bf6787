"""Triton's compiler, before anything is measured: every kernel once, in as many processes as there are."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import torch

from antiphon.reasoner.engine.sampling import Sampler
from antiphon.reasoner.memory_plan import WeightPrecision
from antiphon.reasoner.models.graphed import GraphedDecoder

from .sizes import SHAPES
from .subject import SAMPLING, dtype_for, release
from .weights import random_weights

__all__ = ["compile_step", "in_processes"]

PROCESSES = 12
PROMPT_TOKENS = 64


def in_processes(jobs: Sequence[Callable[[], object]]) -> None:
    """Do all of them, for what they leave in Triton's cache on disk. Raises what the last one that failed raises."""
    release()
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        errors = [future.exception() for future in [pool.submit(job) for job in jobs]]
    for error in errors:
        if error is not None:
            raise error


@torch.inference_mode()
def compile_step(name: str, precision: WeightPrecision, rows: int, most_rows: int, device: torch.device) -> None:
    """What steps of so many rows need, and a prefill: one layer has all of the kernels.

    Whatever is laid out by the most rows must be where it will be: kernels are compiled for how their data is aligned.
    """
    torch.set_num_threads(1)
    shapes = SHAPES[name]
    config = replace(shapes.decoder, layers=1)
    weights = random_weights(config, precision, device, dtype_for(precision, device))
    decoder = GraphedDecoder(
        config,
        weights,
        blocks=rows + 1,
        context_tokens=shapes.context_tokens,
        most_rows=most_rows,
        captures=False,
    )
    states = decoder.decode([0] * rows, [decoder.new_cache() for _ in range(rows)])
    decoder.draw(states, [Sampler(SAMPLING) for _ in range(rows)], [[] for _ in range(rows)])
    if rows == 1:
        prompt = min(PROMPT_TOKENS, shapes.context_tokens)
        decoder.prefill(decoder.embed([0] * prompt), decoder.new_cache())
