"""How quickly tokens are written: by a real model on the processor, or in a large model's shapes on a graphics card.

    python -m tests.benchmarks.decode [--model smollm2-135m|FOLDER] [--steps 60] [--threads 0] [--json FILE]
    python -m tests.benchmarks.decode --shapes step-audio-r1 [--parts int4,speak] [--rows 1 2 8 32] [--json FILE]

These are two programs. The first compares the engine with Transformers on the same weights, in one run: a step writes
one token of each stream; the streams hold 256 tokens before. The two are measured in turns, each in a process of its
own, so that a noisy machine is noisy for both. Medians are shown, and the floor: every weight read once at the speed
at which this machine reads memory.

The second (``shapes/``) measures all that a conversation does with random weights of the true shapes, part by part,
each against its goal and what the card could do at best; without a GPU the shapes ``tiny`` run in Triton's
interpreter. What goes wrong in a part is told, the others go on, and the exit status is 1. The part ``load`` is
measured only where it is asked for: it needs room on the disk.

The last line of both is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from transformers import AutoModelForCausalLM, DynamicCache, StaticCache

from antiphon.reasoner.engine import Engine
from antiphon.reasoner.options import ReasonerOptions

from ..triton_interpreter import interpret_without_gpu

if TYPE_CHECKING:
    from transformers import PreTrainedModel

CONTEXT = 256
PROMPT = 512
STREAMS = (1, 2, 4)
ROUNDS = 5

REAL = {"model": "smollm2-135m", "steps": 60, "threads": 0}
LARGE = {
    "parts": [], "rows": [1, 2, 4, 8, 16, 32], "layers": 4, "device": "cuda" if torch.cuda.is_available() else "cpu",
}  # fmt: skip
"""What the options of the two programs are where they are not given."""


def tokens(count: int) -> list[int]:
    return torch.randint(0, 40_000, (count,), generator=torch.Generator().manual_seed(0)).tolist()


async def ours_decode(engine: Engine, streams: int, steps: int) -> float:
    """Milliseconds a step of ``streams`` written together."""
    opened = [engine.open() for _ in range(streams)]
    await asyncio.gather(*(stream.extend(tokens(CONTEXT)) for stream in opened))

    async def write(index: int) -> None:
        async for _ in opened[index].generate(steps):
            pass

    started = time.perf_counter()
    await asyncio.gather(*(write(index) for index in range(streams)))
    elapsed = time.perf_counter() - started
    for stream in opened:
        stream.close()
    return elapsed / steps * 1000


async def ours_prefill(engine: Engine) -> float:
    """Tokens a second of one prompt."""
    stream = engine.open()
    started = time.perf_counter()
    await stream.extend(tokens(PROMPT))
    elapsed = time.perf_counter() - started
    stream.close()
    return PROMPT / elapsed


_model: PreTrainedModel
"""Of the other process."""


def load_theirs(folder: Path, threads: int) -> None:
    global _model
    torch.set_num_threads(threads)
    _model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).eval()


@torch.inference_mode()
def their_decode(streams: int, steps: int) -> float:
    model = _model
    # Of its caches the quicker one for this: a dynamic one is copied at each step.
    cache = StaticCache(config=model.config, max_cache_len=CONTEXT + steps)
    text = torch.tensor([tokens(CONTEXT)] * streams)
    following = model(text, past_key_values=cache).logits[:, -1:].argmax(-1)
    started = time.perf_counter()
    for _ in range(steps):
        following = model(following, past_key_values=cache).logits[:, -1:].argmax(-1)
    return (time.perf_counter() - started) / steps * 1000


@torch.inference_mode()
def their_prefill() -> float:
    model = _model
    text = torch.tensor([tokens(PROMPT)])
    started = time.perf_counter()
    model(text, past_key_values=DynamicCache(config=model.config), logits_to_keep=1)
    return PROMPT / (time.perf_counter() - started)


def read_gb_s() -> float:
    """How quickly this machine reads memory that no cache holds."""
    much = torch.ones(64 * 1024 * 1024)
    return much.nbytes / 1e9 / min(_timed(lambda: much.sum()) for _ in range(5))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


async def measure(folder: Path, steps: int, threads: int) -> dict[str, object]:
    engine = Engine.load(folder, ReasonerOptions(threads=threads))
    engine.start()
    weights = (folder / "model.safetensors").stat().st_size
    figures: dict[str, object] = {
        "threads": engine.threads,
        "precision": engine.precision,
        "weights_mb": weights // 10**6,
    }
    figures["floor_ms"] = round(weights / 1e9 / read_gb_s() * 1000, 2)
    spawn = multiprocessing.get_context("spawn")
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, spawn, load_theirs, (folder, engine.threads)) as them:
        await ours_decode(engine, 4, 5)
        await loop.run_in_executor(them, their_decode, 4, 5)
        for streams in STREAMS:
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(await ours_decode(engine, streams, steps))
                theirs.append(await loop.run_in_executor(them, their_decode, streams, steps))
            figures[f"decode_{streams}"] = compare(ours, theirs, "ms_a_step") | {
                "tokens_s": round(1000 * streams / statistics.median(ours), 1),
                "transformers_tokens_s": round(1000 * streams / statistics.median(theirs), 1),
            }
            print(f"{streams} streams: {figures[f'decode_{streams}']}", flush=True)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(await ours_prefill(engine))
            theirs.append(await loop.run_in_executor(them, their_prefill))
        figures["prefill"] = compare(ours, theirs, "tokens_s")
        print(f"prefill: {figures['prefill']}", flush=True)
    await engine.close()
    return figures


def compare(ours: list[float], theirs: list[float], unit: str) -> dict[str, float]:
    return {
        unit: round(statistics.median(ours), 2),
        f"transformers_{unit}": round(statistics.median(theirs), 2),
        "ratio": round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3),
    }


def parsed(words: Sequence[str] | None) -> argparse.Namespace:
    """The arguments of one of the two programs; those of the other are an error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, argument_default=argparse.SUPPRESS
    )
    parser.add_argument("--json", "--out", dest="out", type=Path, help="where the figures go, too")
    real = parser.add_argument_group("a real model beside Transformers")
    real.add_argument("--model", help="a prepared model, or a folder (smollm2-135m)")
    real.add_argument("--steps", type=int, help="tokens written in a round (60)")
    real.add_argument("--threads", type=int, help="0: one for every core")
    large = parser.add_argument_group("a large model's shapes with random weights")
    large.add_argument("--shapes", help="step-audio-r1, or tiny")
    large.add_argument("--parts", type=lambda parts: parts.split(","), help="some of them, by commas (all but load)")
    large.add_argument("--rows", type=int, nargs="+", help="texts written at once (1 2 4 8 16 32)")
    large.add_argument("--layers", type=int, help="of the checkpoint that the part load writes and reads (4)")
    large.add_argument("--device", help="cuda where there is one, else cpu")
    given = vars(parser.parse_args(words))
    mine, others = (LARGE, REAL) if "shapes" in given else (REAL, LARGE)
    if wrong := sorted(others.keys() & given.keys()):
        these = ", ".join(f"--{name}" for name in wrong)
        parser.error(f"with --shapes there is no {these}" if mine is LARGE else f"{these}: only with --shapes")
    return argparse.Namespace(**{"out": None, **mine, **given})


def main(words: Sequence[str] | None = None) -> None:
    arguments = parsed(words)
    if "shapes" in arguments:
        interpret_without_gpu()
        # Here, and not above: this decides whether the kernels are compiled or interpreted.
        from .shapes import bench

        if bench.run(arguments).errors:
            sys.exit(1)
        return
    # The agent needs more packages than a machine that only measures shapes may have.
    from antiphon.agent.store import Store

    figures = asyncio.run(measure(Store().resolve(arguments.model), arguments.steps, arguments.threads))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
