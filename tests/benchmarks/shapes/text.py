"""What four bits do to a real model: its greedy text, and how well it foretells a text."""

from __future__ import annotations

from pathlib import Path

import torch
from torch.nn import functional as F  # noqa: N812
from transformers import AutoTokenizer

from antiphon.reasoner.engine.sampling import Sampler, Sampling
from antiphon.reasoner.memory_plan import WeightPrecision
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import GraphedDecoder
from antiphon.reasoner.models.weights import decoder_shapes, read_tensors

from .correctness import decoder_weights, logits
from .subject import Subject, dtype_for
from .table import Figure

__all__ = ["text"]

PROMPT = "The three laws of motion were first stated by"
WRITTEN = 40
READ = Path(__file__).parents[3] / "LICENSE"
READ_TOKENS = 1000


@torch.inference_mode()
def text(subject: Subject, folder: Path) -> tuple[list[Figure], dict[str, str]]:
    """The perplexity of a text that stands in every model's memory, in int4 and in bf16; and greedy texts of both."""
    found: dict[str, float] = {}
    texts: dict[str, str] = {}
    for precision in ("bf16", "int4"):
        found[precision], texts[precision] = _of(subject, folder, precision)
    beside: dict[str, float | str] = {"bf16": found["bf16"], "difference": found["int4"] - found["bf16"]}
    return [Figure(f"perplexity of {folder.name}, int4", found["int4"], "", beside=beside, weights="real")], texts


def _of(subject: Subject, folder: Path, precision: WeightPrecision) -> tuple[float, str]:
    config = DecoderConfig.read(folder)
    dtype = dtype_for(precision, subject.device)
    tensors = {n: t.to(subject.device) for n, t in read_tensors(folder, decoder_shapes(config), dtype).items()}
    weights = decoder_weights(config, tensors, precision)
    decoder = GraphedDecoder(config, weights, blocks=12, context_tokens=2048, most_rows=1)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokens = tokenizer(READ.read_text("utf-8"))["input_ids"][:READ_TOKENS]
    cache = decoder.new_cache()
    cache.reserve(len(tokens))
    told = logits(decoder, weights, decoder.prefill(decoder.embed(tokens), cache)).float()
    loss = F.cross_entropy(told[:-1], torch.tensor(tokens[1:], device=told.device))
    cache.free()
    prompt = tokenizer(PROMPT)["input_ids"]
    cache = decoder.new_cache()
    cache.reserve(len(prompt) + WRITTEN)
    state = decoder.prefill(decoder.embed(prompt), cache)[-1:]
    written: list[int] = []
    for _ in range(WRITTEN):
        token = decoder.draw(state, [Sampler(Sampling())], [written])[0]
        written.append(token)
        state = decoder.decode([token], [cache])
    return float(loss.exp()), tokenizer.decode(written)
