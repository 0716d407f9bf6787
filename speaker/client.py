"""How the gateway starts a speaker: its module, options and environment. Imports no model's library."""

from __future__ import annotations

from .options import SpeakerOptions

__all__ = ["MODULE", "environment", "options_json"]

MODULE = "antiphon.speaker"
"""``python -m MODULE --fd N --options JSON`` is the process."""


def options_json(options: SpeakerOptions) -> str:
    """What the process is given as ``--options``."""
    return options.model_dump_json()


def environment(options: SpeakerOptions) -> dict[str, str]:
    """Thread limits for the process: two processes that spin on the same cores starve each other."""
    threads = str(options.threads)
    return {
        "OMP_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "PASSIVE",
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
    }
