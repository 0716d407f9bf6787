"""Where the time of a step goes, kernel by kernel.

A kernel may begin before the one in front has ended, and then waits for it (programmatic dependent launch): how long it
ran says little. What it adds to the step is the time from the end of the one in front to its own end. These add up to
the whole span, and by them the bytes a second are told; a pause in front of a kernel counts as its own.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from antiphon.reasoner.memory_plan import WeightPrecision
from antiphon.reasoner.models.blocks import BlockCache

from .decoding import conversations
from .hearing import RandomEar, noise
from .sizes import Shapes
from .subject import Built, Subject

__all__ = ["Kernels", "Launch", "kernels", "kernels_of_the_encoder", "summed"]

PRODUCTS = ("_product_kernel", "_matvec_kernel", "gemm", "gemv", "nvjet", "cutlass")
"""In the names of kernels that multiply by a weight, ours and cuBLAS'."""
NOT_PRODUCTS = ("reduce",)
"""... and of those that only add up what such a kernel has left. (``splitK`` alone is in the names of both.)"""
SHOWN = 10
ROWS = (1, 2, 8, 32)
"""Of the steps that are looked into."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One kernel as the GPU ran it: microseconds from the beginning of the trace, and how long."""

    name: str
    grid: tuple[int, ...]
    start_us: float
    us: float

    @property
    def end_us(self) -> float:
        return self.start_us + self.us


@dataclass(slots=True)
class Kernels:
    """Launches of one name and one grid.

    ``added_us``: from the end of the kernel in front of each to its own. ``ran_us``: from its own beginning, which
    includes waiting for the one in front. ``bytes``: of weights or keys and values that they read; 0: not counted.
    """

    name: str
    grid: tuple[int, ...]
    what: str
    launches: int = 0
    added_us: float = 0.0
    ran_us: float = 0.0
    bytes: int = 0

    @property
    def gb_s(self) -> float:
        return self.bytes / self.added_us / 1e3 if self.added_us else 0.0


def kernels(subject: Subject, precision: WeightPrecision) -> dict[str, Any]:
    """Of a decode step with its draw, by rows, and of a prefill."""
    if subject.device.type != "cuda":
        return {}
    built = subject.built(precision)
    decoder, shapes = built.decoder, subject.shapes
    found: dict[str, Any] = {}
    with conversations(subject, built) as caches:
        for rows in sorted(set(ROWS) & set(subject.rows)):
            step = partial(_step, subject, built, caches[:rows])
            name, sizes = f"decode step {precision}, {rows} rows", _read_bytes(built, shapes, rows)
            found[name] = _profiled(step, sizes, shapes.decoder.layers)
    prompt, cache = decoder.embed(subject.tokens(shapes.prompt_tokens)), decoder.new_cache()
    cache.reserve(shapes.prompt_tokens)

    def prefill() -> None:
        cache.length = 0
        decoder.prefill(prompt, cache)

    found[f"prefill {precision}"] = _profiled(prefill)
    cache.free()
    return found


def _step(subject: Subject, built: Built, caches: list[BlockCache]) -> None:
    rows = len(caches)
    for cache in caches:
        cache.length = subject.shapes.context_tokens
    states = built.decoder.decode([0] * rows, caches)
    built.decoder.draw(states, subject.samplers(rows), [[]] * rows)


def kernels_of_the_encoder(subject: Subject) -> dict[str, Any]:
    """Of a clip's states."""
    if subject.device.type != "cuda":
        return {}
    ear = RandomEar(subject.shapes.audio, subject.device, subject.dtype)
    mel = ear.mel(noise(subject.shapes.clip_s))
    return {"encoder": _profiled(lambda: ear.states(mel))}


def _read_bytes(built: Built, shapes: Shapes, rows: int) -> dict[str, int]:
    """What each product of a step reads, in their order, and one layer's attention."""
    layer = built.weights.layers[0]
    sizes = {name: getattr(layer, name).size_bytes for name in shapes.products}
    attention = rows * shapes.context_tokens * shapes.token_bytes // shapes.decoder.layers
    return sizes | {"head": built.weights.head.size_bytes, "attention": attention}


def _profiled(work: Callable[[], object], sizes: dict[str, int] | None = None, layers: int = 0) -> dict[str, Any]:
    """Kernels by the time that they take, most first; and how long none of them ran."""
    work()
    torch.cuda.synchronize()
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as profiler:
        work()
        torch.cuda.synchronize()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "trace.json")
        profiler.export_chrome_trace(str(path))
        events = json.loads(path.read_text("utf-8"))["traceEvents"]
    launches = [
        Launch(e["name"], tuple(e["args"].get("grid", ())), e["ts"], e["dur"])
        for e in events
        if e.get("cat") == "kernel"
    ]  # fmt: skip
    return summed(launches, sizes or {}, layers)


def summed(launches: Sequence[Launch], sizes: dict[str, int], layers: int) -> dict[str, Any]:
    """``sizes``: bytes of a layer's products in their order, of "head" and of "attention"; empty: not known.

    A product is told by its place: in a step, each layer has the same products in the same order, and the head is last.
    Where their number is another (cuBLAS took two kernels for one), none of them is told, and ``untold`` says so.
    """
    launches = sorted(launches, key=lambda launch: launch.start_us)
    if not launches:
        return {}
    products = [launch for launch in launches if _multiplies(launch)]
    order = [name for name in sizes if name not in ("head", "attention")] * layers + ["head"]
    told = bool(sizes) and len(products) == len(order)
    names = dict(zip(map(id, products), order, strict=True)) if told else {}
    groups: dict[tuple[str, tuple[int, ...], str], Kernels] = {}
    idle, end = 0.0, launches[0].start_us
    for launch in launches:
        what = names.get(id(launch), "attention" if "_split_kernel" in launch.name and sizes else "")
        group = groups.setdefault((launch.name, launch.grid, what), Kernels(launch.name, launch.grid, what))
        group.launches += 1
        group.added_us += max(0.0, launch.end_us - end)
        group.ran_us += launch.us
        group.bytes += sizes.get(what, 0)
        idle += max(0.0, launch.start_us - end)
        end = max(end, launch.end_us)
    ordered = sorted(groups.values(), key=lambda group: -group.added_us)
    found = {
        "span_us": round(end - launches[0].start_us, 1),
        "idle_us": round(idle, 1),
        "launches": len(launches),
        "kernels": [
            {
                **asdict(group),
                "name": group.name[:80],
                "added_us": round(group.added_us, 1),
                "ran_us": round(group.ran_us, 1),
                "gb_s": round(group.gb_s),
            }
            for group in ordered[:SHOWN]
        ],
        "others_added_us": round(sum(group.added_us for group in ordered[SHOWN:]), 1),
    }
    if sizes and not told:
        found["untold"] = f"{len(products)} kernels look like products, where {len(order)} are: none has a label"
    return found


def _multiplies(launch: Launch) -> bool:
    return any(part in launch.name for part in PRODUCTS) and not any(part in launch.name for part in NOT_PRODUCTS)
