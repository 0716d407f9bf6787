"""Where the time of a step goes, kernel by kernel."""

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
NOT_PRODUCTS = ("reduce", "splitK")
"""... and of those that only add up what such a kernel has left."""
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


@dataclass(slots=True)
class Kernels:
    """Launches of one name and one grid. ``bytes``: of weights or keys and values that they read; 0: not counted."""

    name: str
    grid: tuple[int, ...]
    what: str
    launches: int = 0
    us: float = 0.0
    bytes: int = 0

    @property
    def gb_s(self) -> float:
        return self.bytes / self.us / 1e3 if self.us else 0.0


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
            found[f"decode step {precision}, {rows} rows"] = _profiled(step, _read_bytes(built, shapes, rows))
    prompt, cache = decoder.embed(subject.tokens(shapes.prompt_tokens)), decoder.new_cache()
    cache.reserve(shapes.prompt_tokens)

    def prefill() -> None:
        cache.length = 0
        decoder.prefill(prompt, cache)

    found[f"prefill {precision}"] = _profiled(prefill, {})
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
    return {"encoder": _profiled(lambda: ear.states(mel), {})}


def _read_bytes(built: Built, shapes: Shapes, rows: int) -> dict[str, int]:
    """What each product of a step reads, in their order, and one layer's attention."""
    layer = built.weights.layers[0]
    sizes = {name: getattr(layer, name).size_bytes for name in shapes.products}
    attention = rows * shapes.context_tokens * shapes.token_bytes // shapes.decoder.layers
    return sizes | {"head": built.weights.head.size_bytes, "attention": attention}


def _profiled(work: Callable[[], object], sizes: dict[str, int]) -> dict[str, Any]:
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
    return summed(launches, sizes)


def summed(launches: Sequence[Launch], sizes: dict[str, int]) -> dict[str, Any]:
    """``sizes``: bytes of a layer's products in their order, of "head" and of "attention"; empty: not known.

    A product is told by its place: in a step, each layer has the same products in the same order, and the head is last.
    Where their number is another (cuBLAS took two kernels for one), none of them is told.
    """
    launches = sorted(launches, key=lambda launch: launch.start_us)
    if not launches:
        return {}
    products = [launch for launch in launches if _multiplies(launch)]
    order = [name for name in sizes if name not in ("head", "attention")]
    told = bool(order) and len(products) % len(order) == 1
    names = {
        id(launch): "head" if place == len(products) - 1 else order[place % len(order)]
        for place, launch in enumerate(products)
        if told
    }
    groups: dict[tuple[str, tuple[int, ...], str], Kernels] = {}
    for launch in launches:
        what = names.get(id(launch), "attention" if "_split_kernel" in launch.name and sizes else "")
        group = groups.setdefault((launch.name, launch.grid, what), Kernels(launch.name, launch.grid, what))
        group.launches += 1
        group.us += launch.us
        group.bytes += sizes.get(what, 0)
    busy, end = 0.0, launches[0].start_us
    for launch in launches:
        # Kernels may overlap: what is started early waits for the one in front.
        busy += max(0.0, launch.start_us + launch.us - max(end, launch.start_us))
        end = max(end, launch.start_us + launch.us)
    span = end - launches[0].start_us
    ordered = sorted(groups.values(), key=lambda group: -group.us)
    return {
        "span_us": round(span, 1),
        "idle_us": round(span - busy, 1),
        "launches": len(launches),
        "kernels": [
            {**asdict(group), "name": group.name[:80], "us": round(group.us, 1), "gb_s": round(group.gb_s)}
            for group in ordered[:SHOWN]
        ],
        "others_us": round(sum(group.us for group in ordered[SHOWN:]), 1),
    }


def _multiplies(launch: Launch) -> bool:
    return any(part in launch.name for part in PRODUCTS) and not any(part in launch.name for part in NOT_PRODUCTS)
