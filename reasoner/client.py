"""How the gateway starts a reasoner: its module, options and environment. Imports no model's library."""

from __future__ import annotations

import os

from .options import ReasonerOptions

__all__ = ["MODULE", "environment", "options_json"]

MODULE = "antiphon.reasoner"
"""``python -m MODULE --fd N --options JSON`` is the process."""


def options_json(options: ReasonerOptions) -> str:
    """What the process is given as ``--options``; ``model`` and ``recogniser`` are folders by now."""
    return options.model_dump_json()


def environment(options: ReasonerOptions) -> dict[str, str]:
    """Thread limits for the process, and how it gives memory back.

    A thread that waits for its half of a product spins for some microseconds and then sleeps: one that sleeps at
    once doubles the time of a decode step, and one that spins on starves the speaker of its core. Caches of
    conversations come and go: glibc would move its threshold up until they all come from a heap that never shrinks
    (mallopt(3), M_MMAP_THRESHOLD); a fixed one gives each back to the system when it is freed.
    """
    threads = str(options.threads or len(os.sched_getaffinity(0)))
    return {
        "OMP_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": "1",
        "GOMP_SPINCOUNT": "5000",
        "TOKENIZERS_PARALLELISM": "false",
        "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
        # Code for the products of each length of prompt; the default of 1,024 goes on growing for hours.
        "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "256",
    }
