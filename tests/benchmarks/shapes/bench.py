"""All parts, one behind the other; what goes wrong in one is told, and the others go on."""

from __future__ import annotations

import json
import os
import time
import traceback
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import torch
import triton

from antiphon.reasoner.memory_plan import WeightPrecision

from . import ceilings
from .compiling import compile_step, in_processes
from .correctness import correctness, small_logits
from .decoding import decode, fork, prefill
from .hearing import encoder
from .loading import loading
from .memory import memory
from .profiling import kernels, kernels_of_the_encoder
from .sizes import SHAPES
from .speaking import speak
from .subject import Subject, dtype_for
from .table import Figure, table

__all__ = ["PARTS", "run"]

PARTS = ("floor", "correct", "encoder", "memory", "int4", "bf16", "prefill", "fork", "speak", "kernels")
"""The floor is always measured: every figure needs it."""
ASKED_FOR = ("load",)
"""Parts that are not among all: this one needs room on the disk."""
FILE = "decode-shapes.json"
"""In the folder $OUT, after each part."""


@dataclass(slots=True)
class Report:
    """What has been found so far."""

    about: dict[str, Any]
    figures: list[Figure] = field(default_factory=list)
    profiles: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def whole(self) -> dict[str, Any]:
        return self.about | {
            "figures": [figure.as_json() for figure in self.figures],
            "seconds": self.seconds,
            "errors": self.errors,
            "kernels": self.profiles,
        }

    def short(self) -> dict[str, Any]:
        """For the last line: without kernels and tracebacks."""
        errors = {part: error.strip().splitlines()[-1] for part, error in self.errors.items()}
        figures = {figure.name: round(figure.value, 5) for figure in self.figures}
        return self.about | {"figures": figures, "seconds": self.seconds, "errors": errors}

    def write(self, paths: list[Path]) -> None:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(self.whole(), indent=1) + "\n", "utf-8")


def run(arguments: Namespace) -> Report:
    """Measure what is asked for: ``shapes``, ``parts``, ``rows``, ``layers``, ``device``, ``out``.

    Raises SystemExit for shapes and parts that there are not.
    """
    if arguments.shapes not in SHAPES:
        raise SystemExit(f"there are no shapes {arguments.shapes!r}: {', '.join(SHAPES)} there are")
    if unknown := set(arguments.parts) - {*PARTS, *ASKED_FOR}:
        there_are = ", ".join((*PARTS, *ASKED_FOR))
        raise SystemExit(f"there are no parts {', '.join(sorted(unknown))}: {there_are} there are")
    torch.manual_seed(0)
    shapes, device = SHAPES[arguments.shapes], torch.device(arguments.device)
    parts, rows = arguments.parts or list(PARTS), sorted(set(arguments.rows))
    report = Report(_about(arguments.shapes, device))
    paths = [arguments.out] if arguments.out else []
    if folder := os.environ.get("OUT"):
        paths.append(Path(folder, FILE))
    print(json.dumps(report.about), flush=True)

    def attempt(name: str, work: Callable[[], object]) -> None:
        started = time.monotonic()
        try:
            found = work()
            if isinstance(found, dict):
                report.profiles |= found
                _show_profiles(found)
            elif isinstance(found, list):
                report.figures += found
                print(table(found), flush=True)
        except Exception:
            report.errors[name] = traceback.format_exc()
            print(f"{name} failed:\n{report.errors[name]}", flush=True)
        report.seconds[name] = round(time.monotonic() - started, 1)
        report.write(paths)
        print(f"{name}: {report.seconds[name]} s", flush=True)
        if name in report.errors:
            # What it has left in the cache would be in the way of the next.
            try:
                subject.forget()
            except RuntimeError as error:
                print(f"the GPU does not go on: {error}", flush=True)

    with torch.inference_mode():
        ceiling = ceilings.measure(shapes, device, dtype_for("bf16", device))
        subject = Subject(shapes, device, ceiling, rows)
        attempt("floor", ceiling.figures)
        for name, work in _tasks(subject, arguments.shapes, parts, arguments.layers):
            attempt(name, work)
    print(f"\n{report.about['device']}, {arguments.shapes}: the weights are random; ms are medians")
    print(table(report.figures))
    print(json.dumps(report.short()))
    return report


def _tasks(subject: Subject, shapes: str, parts: list[str], layers: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """By what they need of the GPU: first what needs little, then one precision behind the other."""
    many = [part for part in ("prefill", "kernels") if part in parts]
    precisions: list[WeightPrecision] = []
    if "int4" in parts or many or {"fork", "speak"} & set(parts):
        precisions.append("int4")
    if "bf16" in parts or many:
        precisions.append("bf16")
    if subject.device.type == "cuda":
        most, device = max(subject.rows), subject.device
        jobs: list[Callable[[], object]] = [
            partial(compile_step, shapes, precision, rows, most, device)
            for precision in precisions
            for rows in subject.rows
        ]
        if "correct" in parts:
            jobs += [partial(small_logits, device, "bf16"), partial(small_logits, device, "int4")]
        if jobs:
            yield "compile", partial(in_processes, jobs)
    if "correct" in parts:
        yield "correct", partial(correctness, subject)
    if "encoder" in parts:
        yield "encoder", partial(encoder, subject)
    if "kernels" in parts:
        yield "kernels encoder", partial(kernels_of_the_encoder, subject)
    if "load" in parts:
        yield "load", partial(loading, subject, layers)
    if "memory" in parts:
        yield "memory", partial(memory, subject)
    for precision in precisions:
        yield f"build {precision}", partial(_build, subject, precision)
        if precision in parts:
            yield f"decode {precision}", partial(decode, subject, precision)
        if "prefill" in parts:
            yield f"prefill {precision}", partial(prefill, subject, precision)
        if precision == "int4" and "fork" in parts:
            yield "fork", partial(fork, subject)
        if precision == "int4" and "speak" in parts:
            yield "speak", partial(speak, subject)
        if "kernels" in parts:
            yield f"kernels {precision}", partial(kernels, subject, precision)


def _build(subject: Subject, precision: WeightPrecision) -> None:
    built = subject.built(precision)
    size, taken = built.step_bytes / 1e9, 0.0
    if subject.device.type == "cuda":
        taken = torch.cuda.memory_allocated() / 1e9
    print(f"a step reads {size:.2f} GB of weights; {taken:.1f} GB are allocated", flush=True)


def _about(shapes: str, device: torch.device) -> dict[str, Any]:
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU, kernels interpreted"
    return {
        "shapes": shapes,
        "weights": "random",
        "device": name,
        "torch": torch.__version__,
        "triton": triton.__version__,
    }  # fmt: skip


def _show_profiles(profiles: dict[str, Any]) -> None:
    for name, profile in profiles.items():
        if not profile:
            continue
        print(f"{name}: {profile['span_us']} us, of which no kernel ran {profile['idle_us']} us")
        if "untold" in profile:
            print(f"  {profile['untold']}")
        print("  added to the step: from the end of the kernel in front; ran: waiting for that one included")
        for kernel in profile["kernels"]:
            rate = f"{kernel['gb_s']} GB/s" if kernel["bytes"] else ""
            grid = "x".join(map(str, kernel["grid"]))
            what = f"{kernel['launches']:4} x {kernel['name'][:60]} [{grid}] {kernel['what']} {rate}".rstrip()
            print(f"  {kernel['added_us']:9.1f} us  (ran {kernel['ran_us']:9.1f})  {what}")
        print(f"  {profile['others_added_us']:9.1f} us  others", flush=True)
