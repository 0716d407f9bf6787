"""The training loop: resumable, seeded, on one accelerator, several, or none."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
import torch
from accelerate import Accelerator
from accelerate.utils import DistributedDataParallelKwargs, broadcast
from torch import Tensor
from torch.utils.data import DataLoader
from tqdm import tqdm

from antiphon.transport.errors import ConfigError

from ..models.audio import AudioConfig
from ..nano import write_update
from .curriculum import Curriculum
from .curves import draw
from .dataset import LessonSet, collate
from .learner import Batch, Learner
from .lessons import KINDS
from .options import RunOptions

__all__ = ["CURVES", "UPDATE", "train"]

UPDATE = "update.safetensors"
CURVES = "curves.json"
CHECKPOINT = "checkpoint.pt"

log = structlog.get_logger()


def train(
    learner: Learner,
    lessons: LessonSet,
    curriculum: Curriculum,
    positions: Sequence[int],
    audio: AudioConfig,
    options: RunOptions,
    folder: Path,
    workers: int,
) -> None:
    """Learn; ``folder`` gets the update, the curves, and checkpoints, from the newest of which it goes on.

    ``positions``: of the sound of each item. What is learned in a step is the same for a seed, however often it was
    interrupted, but for the rounding of the accelerator; with ``minutes`` it depends on how fast the machine is.
    """
    accelerator = Accelerator(
        mixed_precision="bf16" if torch.cuda.is_available() else "no",
        # In a batch that is only read, the adaptor has nothing to learn.
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True)],
    )
    # cuDNN plans attention anew for each shape, and no two batches have the same: it took more than half of the time.
    torch.backends.cuda.enable_cudnn_sdp(False)
    found = accelerator.gather(torch.tensor([len(positions)], device=accelerator.device)).tolist()
    if len(set(found)) > 1:
        raise ConfigError(f"the processes found {found} recordings: let all of them be spoken first")
    torch.manual_seed(options.seed)
    batches = curriculum.batches(positions, options.positions)
    world, rank = accelerator.num_processes, accelerator.process_index
    # Every process takes as many; those that are left over at the end are left out.
    mine = batches[rank : len(batches) // world * world : world]
    rated = [
        {"params": [p for name, p in learner.learned() if _is_decoders(name)], "lr": options.decoder_rate},
        {"params": [p for name, p in learner.learned() if not _is_decoders(name)], "lr": options.adaptor_rate},
    ]
    optimizer = torch.optim.AdamW(
        [group for group in rated if group["params"]],
        betas=(0.9, 0.98),
        weight_decay=options.weight_decay,
        fused=torch.cuda.is_available(),
    )
    peaks = [group["lr"] for group in optimizer.param_groups]
    learner = learner.to(accelerator.device)
    folder.mkdir(parents=True, exist_ok=True)
    begin, spent_s, points, window, norms = _resume(folder, learner, optimizer, len(positions))
    model, optimizer = accelerator.prepare(learner, optimizer)
    if options.compile and accelerator.device.type == "cuda":
        for layer in learner.llama.model.layers:
            layer.compile(dynamic=True)
    loader: DataLoader[Any] = DataLoader(
        lessons,
        batch_sampler=mine[begin:],
        num_workers=workers,
        collate_fn=partial(collate, audio=audio),
        pin_memory=torch.cuda.is_available(),
        prefetch_factor=8 if workers else None,
        multiprocessing_context="fork" if workers else None,
        worker_init_fn=_one_thread if workers else None,
    )
    started = time.monotonic() - spent_s
    progress = tqdm(
        total=len(mine), initial=begin, desc="training", unit="step", disable=not accelerator.is_main_process,
        mininterval=5,
    )  # fmt: skip
    step = begin
    moved = _Moved(loader, accelerator.device)
    for step, batch in enumerate(moved, begin + 1):
        elapsed = (time.monotonic() - started) / 60
        if options.minutes and world > 1:
            # All of them end at the same step, and their rates are the same.
            elapsed = float(broadcast(torch.tensor(elapsed, device=accelerator.device)))
        way = max(step / len(mine), elapsed / options.minutes if options.minutes else 0)
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * _height(way, options)
        with accelerator.autocast():
            losses = model(batch)
        accelerator.backward(losses.mean())
        norms.append(accelerator.clip_grad_norm_([p for _, p in learner.learned()], options.clip))
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        window.append(_by_kind(losses.detach(), batch))
        progress.update()
        last = way >= 1
        if step % options.log_steps == 0 or last:
            total, targets = torch.stack(window).sum(0).tolist()
            mean = sum(total) / sum(targets)
            kinds = {kind: each / many for kind, each, many in zip(KINDS, total, targets, strict=True) if many}
            points.append(
                {"step": step, "way": round(way, 4), "minutes": round(elapsed, 3), "loss": mean, "kinds": kinds,
                 "gradient": float(torch.stack(norms).mean()), "rows": len(batch.tokens)}
            )  # fmt: skip
            progress.set_postfix(loss=f"{mean:.4f}", waited=f"{moved.waited_s:.0f}s")
            window, norms = [], []
        if step % options.checkpoint_steps == 0 and accelerator.is_main_process:
            kept = {
                "step": step,
                "recordings": len(positions),
                "spent_s": time.monotonic() - started,
                "curves": (points, window, norms),
            }
            _keep(folder, learner, optimizer, kept)
        if last:
            break
    progress.close()
    if accelerator.is_main_process:
        write_update(learner.update(), learner.scale, folder / UPDATE)
        _write(folder / CURVES, json.dumps({"steps": step, "points": points}, indent=1))
        draw(folder / CURVES)
    accelerator.wait_for_everyone()


def _is_decoders(name: str) -> bool:
    return name.startswith("decoder.")


def _height(way: float, options: RunOptions) -> float:
    """Of the learning rates, ``way`` (0 to 1) along: up, level, and down along a cosine."""
    if way < options.warm_up:
        return way / options.warm_up
    if way <= 1 - options.decay:
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (way - 1 + options.decay) / options.decay)))


class _Moved:
    """The batches on ``device``; ``waited_s``: so long they were not ready when they were wanted."""

    def __init__(self, loader: DataLoader[Any], device: torch.device) -> None:
        self._loader = loader
        self._device = device
        self.waited_s = 0.0

    def __iter__(self) -> Iterator[Batch]:
        asked = perf_counter()
        for batch in self._loader:
            self.waited_s += perf_counter() - asked
            yield batch.to(self._device)
            asked = perf_counter()


def _by_kind(losses: Tensor, batch: Batch) -> Tensor:
    """[2, kinds]: the sum of the losses of each kind of lesson, and how many they are."""
    each = torch.stack([losses.float(), torch.ones_like(losses, dtype=torch.float32)])
    return losses.new_zeros(2, len(KINDS), dtype=torch.float32).index_add(1, batch.kinds[batch.asked[:, 0]], each)


def _one_thread(_: int) -> None:
    """A worker has a core; libraries that take all of them only get into each other's way."""
    torch.set_num_threads(1)


def _keep(folder: Path, learner: Learner, optimizer: torch.optim.Optimizer, kept: dict[str, Any]) -> None:
    state = kept | {
        "learned": {name: parameter.detach() for name, parameter in learner.learned()},
        "optimizer": optimizer.state_dict(),
    }
    write_update(learner.update(), learner.scale, folder / UPDATE)
    draft = folder / f".{CHECKPOINT}"
    torch.save(state, draft)
    draft.rename(folder / CHECKPOINT)


def _resume(
    folder: Path, learner: Learner, optimizer: torch.optim.Optimizer, recordings: int
) -> tuple[int, float, list[dict[str, Any]], list[Tensor], list[Tensor]]:
    """The steps that were done, the seconds that they took, and the curves so far: their points, and the losses by
    kind and the gradients since the last of them.

    Raises ConfigError for a checkpoint of another model's.
    """
    path = folder / CHECKPOINT
    if not path.exists():
        return 0, 0.0, [], [], []
    state = torch.load(path, map_location=learner.special.device, weights_only=True)
    kept = state.get("recordings")
    if kept != recordings:
        raise ConfigError(
            f"{path} was kept when there were {kept} recordings, and now there are {recordings}: name "
            "another folder (out), and go on from the update in this one (update.start)"
        )
    learned = dict(learner.learned())
    shapes = {name: tensor.shape for name, tensor in state["learned"].items()}
    if shapes != {name: parameter.shape for name, parameter in learned.items()}:
        raise ConfigError(f"{path} was kept by a training of another shape: name another folder (out), or remove it")
    with torch.no_grad():
        for name, parameter in learned.items():
            parameter.copy_(state["learned"][name])
    optimizer.load_state_dict(state["optimizer"])
    log.info("training_goes_on", step=state["step"])
    return state["step"], state["spent_s"], *state["curves"]


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}")
    draft.write_text(text + "\n", "utf-8")
    draft.rename(path)
