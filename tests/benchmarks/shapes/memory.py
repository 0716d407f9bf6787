"""The most memory that a conversation takes, on a card as small as it is meant for, beside what was planned."""

from __future__ import annotations

from functools import partial

import torch

from antiphon.reasoner.memory_plan import BLOCK, STREAMS_PER_SESSION, Demand, MemoryPlan, plan
from antiphon.reasoner.memory_report import CARDS
from antiphon.reasoner.models.audio import LONGEST_PIECE_S
from antiphon.reasoner.models.products import FourBit

from .hearing import RandomEar, noise
from .processes import in_own_process
from .subject import CHUNK, Built, Subject, build, dtype_for, read
from .table import Figure

__all__ = ["memory"]

CARD_BYTES = CARDS["24 GB"]
WRITTEN = 32
"""Tokens that both brains write at the end of the conversation; the others are read."""


def memory(subject: Subject) -> list[Figure]:
    """A conversation of ``long_tokens`` with both brains in int4, encoder included; raises where it does not fit.

    In a process of its own: what others have left in PyTorch's hands and the driver's would be in the figure.
    """
    subject.forget()
    return in_own_process(partial(_measured, subject, _taken(subject.device)))


@torch.inference_mode()
def _measured(subject: Subject, others_bytes: int) -> list[Figure]:
    """``others_bytes``: what other processes have taken of the card."""
    torch.manual_seed(0)
    shapes, device = subject.shapes, subject.device
    demand = Demand("int4", shapes.long_tokens, turn_tokens=shapes.turn_tokens)
    planned = plan(shapes.decoder, shapes.audio, demand, CARD_BYTES)
    _limit(device)
    built = build(shapes, "int4", device, demand.blocks, shapes.long_tokens, demand.rows)
    ear = RandomEar(shapes.audio, device, dtype_for("int4", device))
    built.decoder.prepare(STREAMS_PER_SESSION, shapes.long_tokens, CHUNK)
    ready = torch.cuda.memory_allocated() if device.type == "cuda" else 0
    _converse(subject, built, ear, demand)
    peak, reserved = _peaks(device)
    taken = _taken(device) - others_bytes
    measured = _parts(built, ear, demand, shapes.token_bytes)
    figure = Figure(
        f"peak memory, int4, {shapes.long_tokens} tokens, both brains",
        taken / 2**30,
        "GiB",
        CARD_BYTES / 2**30,
        sum(measured.values()) / 2**30,
        {
            "planned": planned.total_bytes / 2**30,
            "PyTorch reserved": reserved / 2**30,
            "allocated": peak / 2**30,
            "... when ready": ready / 2**30,
        },
    )
    return [figure, *_compared(planned, measured, peak, taken - reserved)]


def _compared(planned: MemoryPlan, measured: dict[str, int], peak: int, outside: int) -> list[Figure]:
    """Part by part: what is there, and what was planned for it. The rest of the peak is workspace."""
    measured = measured | {"workspace": peak - sum(measured.values()), "driver": outside}
    workspace = planned.prefill_bytes + planned.graphs_bytes + planned.small_bytes
    plans = {name: size for name, size, _ in planned.parts() if name in measured} | {"workspace": workspace}
    return [
        Figure(f"... {name}", size / 1e9, "GB", beside={"planned": plans[name] / 1e9})
        for name, size in measured.items()
    ]  # fmt: skip


def _parts(built: Built, ear: RandomEar, demand: Demand, token_bytes: int) -> dict[str, int]:
    """Bytes of what is there before anything is computed, by the plan's names."""
    four_bits = [
        product.weight
        for layer in built.weights.layers
        for product in (layer.qkv, layer.out, layer.gate_up, layer.down)
        if isinstance(product, FourBit)
    ]
    return {
        "weights": sum(weight.packed.nbytes for weight in four_bits),
        "scales": sum(weight.scales.nbytes + weight.zeros.nbytes for weight in four_bits),
        "embedding": built.weights.embedding.nbytes,
        "head": built.weights.head.size_bytes,
        "encoder, adaptor": ear.size_bytes,
        "KV cache": demand.blocks * BLOCK * token_bytes,
    }


def _converse(subject: Subject, built: Built, ear: RandomEar, demand: Demand) -> None:
    """Fill the context: audio and text of the history, then both brains to the last position."""
    decoder = built.decoder
    heard = ear.ear.hear(noise(LONGEST_PIECE_S).numpy()).states
    base = decoder.new_cache()
    history = demand.context_tokens - demand.turn_tokens
    read(decoder, heard[: history // 2].to(device=decoder.device, dtype=decoder.dtype), base)
    read(decoder, decoder.embed(subject.tokens(history - base.length)), base)
    brains = [decoder.new_cache() for _ in range(2)]
    written = min(WRITTEN, demand.turn_tokens // 2)
    for brain in brains:
        brain.copy_from(base)
        read(decoder, decoder.embed(subject.tokens(demand.turn_tokens - written)), brain)
        brain.reserve(demand.context_tokens)
    samplers, tokens = subject.samplers(2), subject.tokens(2)
    drawn: list[list[int]] = [[], []]
    for _ in range(written):
        states = decoder.decode(tokens, brains)
        tokens = decoder.draw(states, samplers, drawn)
    assert states.isfinite().all(), "the states are not finite"
    assert all(brain.length == demand.context_tokens for brain in brains)
    for cache in (*brains, base):
        cache.free()


def _limit(device: torch.device) -> None:
    """As if the card had ``CARD_BYTES`` only, as far as PyTorch's allocator takes it."""
    if device.type == "cuda":
        total = torch.cuda.get_device_properties(device).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, CARD_BYTES / total))


def _peaks(device: torch.device) -> tuple[int, int]:
    """Bytes: allocated at most, and reserved by PyTorch at most."""
    if device.type != "cuda":
        return 0, 0
    return torch.cuda.max_memory_allocated(), torch.cuda.max_memory_reserved()


def _taken(device: torch.device) -> int:
    """Bytes of the card, by all processes, CUDA's own included."""
    if device.type != "cuda":
        return 0
    free, total = torch.cuda.mem_get_info()
    return total - free
