"""How quickly a checkpoint of true shapes becomes weights on the device, and what the host holds meanwhile.

It takes room on the disk, for the checkpoint and for what is kept of it in four bits: 12 GB for four layers of
Step-Audio-R1, with its embedding and its head. The files have just been written, so where there is memory for it they
come out of the system's cache: the loader is measured here, and not the disk. What is kept is written to it, though.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import torch
from torch import Tensor

from antiphon.reasoner.memory_plan import Demand, WeightPrecision, plan
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.loading import load_weights
from antiphon.reasoner.models.shards import INDEX, Checkpoint, write_shard
from antiphon.reasoner.models.weights import decoder_shapes

from .clock import Clock
from .processes import in_own_process
from .subject import Subject, dtype_for, release
from .table import Figure

__all__ = ["loading"]

SHARD_BYTES = 5_000_000_000
"""About as large as the published files. As much is held in host memory while they are written."""
ROOM = 1.01
"""Of the disk for a byte of tensors."""
SAMPLED_S = 0.002
LOADS: tuple[tuple[str, WeightPrecision], ...] = (
    ("bf16", "bf16"),
    ("int4 for the first time", "int4"),
    ("int4 once more", "int4"),
)


def loading(subject: Subject, layers: int) -> list[Figure]:
    """A model of so many layers, each time in a process of its own: in bf16; in int4, quantised and kept; and kept.

    Raises RuntimeError where the disk has no room.
    """
    subject.forget()
    config = replace(subject.shapes.decoder, layers=layers)
    with TemporaryDirectory(prefix="antiphon-") as scratch:
        _check_room(config, scratch)
        folder = Path(scratch, "model")
        _write(config, folder, subject.device)
        release()
        return [
            in_own_process(partial(_load, name, precision, folder, Path(scratch, "kept"), config, subject.device))
            for name, precision in LOADS
        ]


@torch.inference_mode()
def _load(
    name: str, precision: WeightPrecision, folder: Path, kept: Path, config: DecoderConfig, device: torch.device
) -> Figure:
    checkpoint = Checkpoint.open(folder, decoder_shapes(config))
    read_bytes = sum(file.stat().st_size for file in kept.glob("*.safetensors")) or checkpoint.size_bytes
    # What CUDA and the libraries take at first is no matter of the weights.
    torch.ones(8, 8, device=device) @ torch.ones(8, 8, device=device)
    times: list[float] = []
    with HostPeak() as host, Clock(device).timed(times):
        weights = load_weights(checkpoint, config, precision, device, dtype_for(precision, device), kept)
    assert len(weights.layers) == config.layers
    seconds = times[0] / 1000
    beside: dict[str, float | str] = {
        "GB/s": read_bytes / 1e9 / seconds,
        "GB read": read_bytes / 1e9,
        "host peak, GB": host.peak_bytes / 1e9,
    }
    return Figure(f"load {config.layers} layers, {name}", seconds, "s", beside=beside)


class HostPeak:
    """How much more memory than at its start this process has had meanwhile, at most, as a thread beside it sees it.

    Without a graphics card the weights themselves are in it.
    """

    def __init__(self) -> None:
        # Here: a machine that only measures the other parts may not have it.
        import psutil

        self.peak_bytes = 0
        self._process = psutil.Process()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._start: int = self._process.memory_info().rss
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.peak_bytes = max(self.peak_bytes, self._process.memory_info().rss - self._start)
            if self._over.wait(SAMPLED_S):
                return


def _check_room(config: DecoderConfig, folder: str) -> None:
    precisions: tuple[WeightPrecision, ...] = ("bf16", "int4")
    sizes = [plan(config, None, Demand(precision, 1), 0).decoder_bytes for precision in precisions]
    needed, free = int(ROOM * sum(sizes)), shutil.disk_usage(folder).free
    if needed > free:
        raise RuntimeError(
            f"{config.layers} layers take {needed / 1e9:.1f} GB of {folder}, where {free / 1e9:.1f} GB are free: set "
            "TMPDIR to another folder, or ask for fewer --layers"
        )


def _write(config: DecoderConfig, folder: Path, device: torch.device) -> None:
    """A checkpoint of random weights, in shards, with their index."""
    folder.mkdir()
    places: dict[str, str] = {}
    for number, tensors in enumerate(_shards(config, device), 1):
        name = f"model-{number:05}.safetensors"
        write_shard(folder / name, tensors)
        places |= dict.fromkeys(tensors, name)
    (folder / INDEX).write_text(json.dumps({"weight_map": places}), "utf-8")


def _shards(config: DecoderConfig, device: torch.device) -> Iterator[dict[str, Tensor]]:
    shard: dict[str, Tensor] = {}
    for name, shape in decoder_shapes(config).items():
        # Made on the device, where random numbers are quick.
        tensor = torch.empty(shape, dtype=torch.bfloat16, device=device).normal_(0, shape[-1] ** -0.5).cpu()
        if shard and sum(other.nbytes for other in shard.values()) + tensor.nbytes > SHARD_BYTES:
            yield shard
            shard = {}
        shard[name] = tensor
    yield shard
