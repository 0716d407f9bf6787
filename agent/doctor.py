"""`antiphon doctor`: what this machine can run, what is missing, and how to get it."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from antiphon.reasoner.options import ReasonerOptions
from antiphon.transport.errors import AntiphonError, ModelError

from .settings import Settings
from .store import Store, run
from .voice_agent import VoiceAgent

__all__ = ["Check", "examine"]

CARD = "graphics card"
GIB = 1 << 30
NEEDED_MEMORY = 2.5 * GIB
"""All processes of the default configuration stay below it (docs/benchmarks); one for a card takes what loading does
besides."""
NEEDED_DISK = 2 * GIB
"""The default models, their packages while they are unpacked, and some room."""
LIBRARIES = (
    "torch",
    "ctranslate2",
    "onnxruntime",
    "hibari-tts",
    "transformers",
    "tokenizers",
    "soundfile",
    "soxr",
    "websockets",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``ok`` None: good to know, and no fault. ``details``: lines of more than a cell."""

    ok: bool | None
    what: str
    found: str
    remedy: str = ""
    details: str = ""


async def examine(settings: Settings, store: Store) -> list[Check]:
    """Look at the machine, the libraries and the models; then start the agent and have it say something."""
    reasoner, hearing = settings.reasoner, settings.hearing
    libraries = (*LIBRARIES, "triton") if reasoner.device == "cuda" else LIBRARIES
    checks = [_python(), _processor(), _memory(), *map(_library, libraries), _cache(store)]
    report = await asyncio.to_thread(_report, reasoner, store)
    graphics = [report] if isinstance(report, Check) else _planned(report)
    checks += graphics
    names = [reasoner.model, reasoner.recogniser]
    names += [hearing.detector_model] if hearing.detector == "silero" else []
    names += [hearing.end_of_turn_model] if hearing.end_of_turn_model else []
    models = [_model(store, name) for name in names]
    checks += models
    if not all(check.ok for check in models):
        checks.append(Check(None, "an answer", "not tried", "prepare the models first"))
    elif wrong := [check.what for check in graphics if check.ok is False]:
        checks.append(Check(None, "an answer", "not tried", f"put right what is wrong first: {', '.join(wrong)}"))
    elif not isinstance(report, Check) and (disk := _to_quantise(report)):
        checks.append(_not_made(disk["folder"], disk["needed_bytes"]))
    else:
        checks.append(await _answer(settings, store))
    return checks


def _python() -> Check:
    return Check(sys.version_info >= (3, 11), "Python", platform.python_version(), "")


def _processor() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    flags = _flags()
    bf16 = bool(flags & {"avx512_bf16", "amx_bf16"})
    found = f"{cores} cores, {platform.machine()}, {'multiplies bf16' if bf16 else 'no bf16 products: fp32 is used'}"
    return Check(cores >= 2, "processor", found, "" if cores >= 2 else "two cores are needed to think and to speak")


def _flags() -> set[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return set()
    return {flag for line in lines if line.startswith("flags") for flag in line.split()}


def _memory() -> Check:
    memory = psutil.virtual_memory()
    found = f"{memory.available / GIB:.1f} of {memory.total / GIB:.1f} GiB are free"
    enough = memory.available >= NEEDED_MEMORY
    return Check(
        enough,
        "memory",
        found,
        "" if enough else f"{NEEDED_MEMORY / GIB:.1f} GiB are needed: close something",
    )


def _report(options: ReasonerOptions, store: Store) -> dict[str, Any] | Check:
    """The card, and what the configuration takes of it: ``antiphon.reasoner.memory_report.Report``; or why not."""
    if options.device == "cpu":
        found = "an NVIDIA driver" if shutil.which("nvidia-smi") else "none"
        return Check(None, CARD, f"{found}; this configuration runs on the processor (reasoner.device)")
    lines = [""]
    command = [sys.executable, "-m", "antiphon.reasoner.memory_report", "--options", options.model_dump_json()]
    # What is not there is planned for by its name; what is wrong with it is told below.
    with suppress(ModelError):
        command += ["--folder", str(store.resolve(options.model))]
    # It loads torch, which this process never does.
    with tempfile.TemporaryDirectory() as scratch:
        code = run(command, Path(scratch), lines.append)
    last = next((line for line in reversed(lines) if line.strip()), "it said nothing")
    if code != 0:
        return Check(False, CARD, "not looked at", last)
    report: dict[str, Any] = json.loads(last)
    return report


def _planned(report: dict[str, Any]) -> list[Check]:
    """The card, its memory, or that of cards of usual sizes where there is none; and what loading takes besides."""
    if not report["on_card"]:
        return [Check(None, CARD, f"{report['card']}; this configuration runs on the processor (reasoner.device)")]
    seen = report["seen"]
    checks = [Check(True, CARD, report["card"]) if seen else Check(False, CARD, "none", report["card"])]
    by_name = "" if report["known"] else ", by what is known of a model that is not on this machine"
    for fit in report["fits"]:
        what = "its memory" if seen else f"memory of a card of {fit['card']}"
        found = f"{fit['total_bytes'] / 1e9:.1f} of {fit['card_bytes'] / 1e9:.1f} GB{by_name}"
        # Of a card that is not there, nothing is wrong.
        checks.append(Check(fit["fits"] if seen else None, what, found, fit["words"], fit["table"]))
    if report["fits"]:
        checks.append(_host_memory(report["loading_bytes"], makes_int4=_to_quantise(report) is not None))
    return [*checks, *(_disk(**disk) for disk in report["disks"])]


def _host_memory(loading_bytes: int, makes_int4: bool) -> Check:
    needed, available = NEEDED_MEMORY + loading_bytes, psutil.virtual_memory().available
    start = "the first start, which makes int4," if makes_int4 else "a start"
    found = f"{start} takes about {needed / GIB:.1f} GiB, {available / GIB:.1f} are free"
    enough = available >= needed
    return Check(enough, "memory to start", found, "" if enough else "close something")


def _to_quantise(report: dict[str, Any]) -> dict[str, Any] | None:
    """The disk that int4 is still to be kept on."""
    return next((disk for disk in report["disks"] if "int4" in disk["holds"] and disk["needed_bytes"]), None)


def _not_made(folder: str, needed_bytes: int) -> Check:
    """Whoever only looks waits for no minutes of work, nor finds the disk fuller."""
    remedy = (
        f"it would first make int4, which takes minutes and {needed_bytes / 1e9:.1f} GB in {folder}: start "
        "`antiphon serve` with this configuration once"
    )
    return Check(None, "an answer", "not tried", remedy)


def _disk(holds: str, folder: str, variable: str, needed_bytes: int, free_bytes: int) -> Check:
    what = f"disk for {holds}"
    if holds == "int4" and not needed_bytes:
        return Check(True, what, f"its weights are kept in {folder}")
    found = f"{needed_bytes / 1e9:.1f} GB are needed in {folder}, {free_bytes / 1e9:.1f} GB are free"
    enough = needed_bytes <= free_bytes
    return Check(enough, what, found, "" if enough else f"make room, or set {variable} to another disk")


def _library(name: str) -> Check:
    try:
        return Check(True, name, version(name))
    except PackageNotFoundError:
        return Check(False, name, "missing", f"pip install {name}")


def _cache(store: Store) -> Check:
    folder = store.folder
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        return Check(False, "cache folder", f"{folder} cannot be written", "set ANTIPHON_CACHE to a folder of yours")
    free = shutil.disk_usage(existing).free
    enough = free >= NEEDED_DISK
    remedy = "" if enough else f"free {NEEDED_DISK / GIB:.0f} GiB, or set ANTIPHON_CACHE to another disk"
    return Check(enough, "cache folder", f"{folder}, {free / GIB:.0f} GiB free", remedy)


def _model(store: Store, name: str) -> Check:
    try:
        return Check(True, f"model {name}", str(store.resolve(name)))
    except ModelError as error:
        return Check(False, f"model {name}", "not usable", str(error))


async def _answer(settings: Settings, store: Store) -> Check:
    """The only proof that it works is that it does."""
    try:
        async with VoiceAgent(settings, store) as agent, agent.session() as session:
            reply = await session.ask(text="Say hello.")
            memory = agent.memory().total
    except AntiphonError as error:
        return Check(False, "an answer", "failed", str(error))
    if reply.error or reply.trace is None or not reply.pcm:
        return Check(False, "an answer", "failed", reply.error or "there was no sound: run with --verbose")
    first_ms = reply.trace.first_audible_ms or 0.0
    return Check(True, "an answer", f"heard after {first_ms:.0f} ms; {memory / GIB:.2f} GiB of memory in all")
