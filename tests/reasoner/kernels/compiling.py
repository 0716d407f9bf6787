"""Compile the kernels of a step and of a prefill for a card that is not there.

``python -m tests.reasoner.kernels.compiling 90``: for compute capability 9.0. In a process of its own, because Triton
decides when it is imported whether it interprets. Prints one line of JSON: which kernels were compiled, the most shared
memory that one takes, and which begin before the one in front has ended. Nothing is launched, so what is computed means
nothing.
"""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import torch
from triton.backends.compiler import GPUTarget
from triton.runtime import driver
from triton.runtime.jit import JITFunction

from antiphon.reasoner.engine.sampling import Sampler, Sampling
from antiphon.reasoner.kernels import attention, small, w4a16
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import GraphedDecoder

from ...benchmarks.shapes.weights import random_weights

CONFIG = DecoderConfig(
    layers=1, hidden=256, heads=4, kv_heads=2, head_dim=64, feed_forward=512, vocabulary=512, positions=1024,
    rope_theta=1e6, norm_eps=1e-6, tied=False, qkv_bias=True, out_bias=False, eos_tokens=frozenset({7}),
)  # fmt: skip
PROMPT = 40


def main(capability: int) -> None:
    target = GPUTarget("cuda", capability, 32)
    driver.set_active(
        SimpleNamespace(  # type: ignore[arg-type]
            get_current_device=lambda: 0, get_current_stream=lambda device: 0, get_current_target=lambda: target
        )
    )
    made: set[str] = set()
    early: set[str] = set()
    shared = 0
    run = JITFunction.run

    def compile_only(self: Any, *args: Any, grid: Any, warmup: bool, **how: Any) -> Any:
        nonlocal shared
        kernel = run(self, *args, grid=grid, warmup=True, **how)
        made.add(self.fn.__name__)
        shared = max(shared, kernel.metadata.shared)
        if "griddepcontrol.wait" in kernel.asm["ptx"]:
            early.add(self.fn.__name__)
        return kernel

    with patch.object(JITFunction, "run", compile_only):
        for module in (attention, small, w4a16):
            module.begins_early = lambda rows, device: rows <= 32 and capability >= 90
        for precision in ("int4", "bf16"):
            step(precision)
    print(json.dumps({"made": sorted(made), "early": sorted(early), "shared": shared}))


@torch.inference_mode()
def step(precision: Any) -> None:
    """Steps of all numbers of rows, each drawn from, and a prefill."""
    device = torch.device("cpu")
    weights = random_weights(CONFIG, precision, device, torch.bfloat16)
    decoder = GraphedDecoder(CONFIG, weights, blocks=40, context_tokens=1024, most_rows=32, captures=False)
    samplers = [Sampler(Sampling(temperature=0.7, top_p=0.95, repetition_penalty=1.1)) for _ in range(32)]
    for rows in (1, 2, 8, 16, 32):
        caches = [decoder.new_cache() for _ in range(rows)]
        states = decoder.decode([0] * rows, caches)
        decoder.draw(states, samplers[:rows], [[] for _ in range(rows)])
        for cache in caches:
            cache.free()
    cache = decoder.new_cache()
    cache.reserve(PROMPT)
    decoder._read(decoder.embed([0] * PROMPT), 0, cache)


if __name__ == "__main__":
    main(int(sys.argv[1]))
