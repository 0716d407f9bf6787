"""How the gateway starts a reasoner: its module, options and environment. Imports no model's library."""

from __future__ import annotations

import os

from .options import ReasonerOptions

__all__ = ["MODULE", "child"]

MODULE = "antiphon.reasoner"
"""``python -m MODULE --fd N --options JSON`` is the process."""


def child(options: ReasonerOptions) -> tuple[str, dict[str, str]]:
    """What the process is given as ``--options``, and its environment.

    ``options.model`` and ``options.recogniser`` are folders by now. The environment keeps the waiting threads of a
    product asleep: processes that spin on the same cores starve each other.
    """
    threads = str(options.threads or len(os.sched_getaffinity(0)))
    environment = {
        "OMP_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "PASSIVE",
        "KMP_BLOCKTIME": "0",
        "TOKENIZERS_PARALLELISM": "false",
    }
    return options.model_dump_json(), environment
