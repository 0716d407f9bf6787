"""The graphics card that a reasoner runs on, and how much of its memory there is for it."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from antiphon.transport.errors import ConfigError

from ..options import ReasonerOptions

__all__ = ["DRIVER_BYTES", "Card", "device_of"]

DRIVER_BYTES = 1 << 30
"""Beside tensors: CUDA's context, the code of the kernels, the graphs, and what the allocator rounds up. On an H100 0.8
and 0.3 GB with the decoder of 32B (docs/benchmarks/decode-h100.json)."""
CONTEXT_BYTES = 512 << 20
"""Of that, what this process has taken when it first asks what is free: CUDA's context. An estimate."""


@dataclass(frozen=True, slots=True)
class Card:
    """``free_bytes``: what this process can hold in all, with what the driver takes for it (``DRIVER_BYTES``)."""

    name: str
    size_bytes: int
    free_bytes: int

    @classmethod
    def of(cls, device: torch.device) -> Card:
        """The card that ``device`` is. Other processes' memory is not free, nor is what PyTorch must not take
        (``set_per_process_memory_fraction``), nor what tensors hold already."""
        free, size = torch.cuda.mem_get_info(device)
        allocated = torch.cuda.memory_allocated(device)
        idle = torch.cuda.memory_reserved(device) - allocated
        allowed = int(torch.cuda.get_per_process_memory_fraction(device) * size) - allocated
        return cls(torch.cuda.get_device_name(device), size, min(free + idle + CONTEXT_BYTES, allowed))


def device_of(options: ReasonerOptions) -> torch.device:
    """Where the model runs. Raises ConfigError for a card where there is none."""
    seen = options.device != "cpu" and torch.cuda.is_available()
    if seen and not (options.device == "auto" and options.precision == "fp32"):
        return torch.device("cuda", torch.cuda.current_device())
    if options.device == "cuda" or options.precision == "int4":
        built = "PyTorch sees none" if torch.version.cuda else "this PyTorch is built without CUDA"
        asked = 'device is "cuda"' if options.device == "cuda" else 'precision is "int4"'
        raise ConfigError(
            f"reasoner.{asked}, and there is no graphics card for it ({built}): see `nvidia-smi`, install PyTorch with "
            'CUDA, or set reasoner.device = "cpu" and a precision of the processor\'s'
        )
    return torch.device("cpu")
