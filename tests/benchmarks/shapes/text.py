"""What four bits do to a real model: its greedy text, and how well it foretells a text that it has not seen."""

from __future__ import annotations

from pathlib import Path

import torch
from torch.nn import functional as F  # noqa: N812
from transformers import AutoTokenizer

from antiphon.reasoner.engine.sampling import Sampler, Sampling
from antiphon.reasoner.memory_plan import WeightPrecision
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.decoder import Decoder
from antiphon.reasoner.models.graphed import GraphedDecoder
from antiphon.reasoner.models.quantised import dequantise, quantise
from antiphon.reasoner.models.weights import decoder_shapes, read_tensors

from .correctness import load
from .subject import Subject
from .table import Figure

__all__ = ["text"]

PROMPT = "The three laws of motion were first stated by"
WRITTEN = 40
READ = Path(__file__).parents[3] / "README.md"
READ_TOKENS = 2000
PRECISIONS: tuple[WeightPrecision, ...] = ("bf16", "int4")


@torch.inference_mode()
def text(subject: Subject, folder: Path) -> tuple[list[Figure], dict[str, str]]:
    """The perplexity of this project's README in int4 and in bf16; and greedy texts of both."""
    found: dict[str, float] = {}
    texts: dict[str, str] = {}
    for precision in PRECISIONS:
        found[precision], texts[precision] = _of(_decoder(subject, folder, precision), folder)
        print(f"{precision}: {PROMPT}{texts[precision]!r}", flush=True)
    beside: dict[str, float | str] = {"bf16": found["bf16"], "difference": found["int4"] - found["bf16"]}
    return [Figure(f"perplexity of {folder.name}, int4", found["int4"], "", beside=beside, weights="real")], texts


def _decoder(subject: Subject, folder: Path, precision: WeightPrecision) -> Decoder | GraphedDecoder:
    """Without a GPU its weights are what the four bits stand for, or bf16 does, and are computed with in fp32."""
    config = DecoderConfig.read(folder)
    if subject.device.type == "cuda":
        weights = load(folder, config, precision, subject.device, torch.bfloat16)
        return GraphedDecoder(config, weights, blocks=20, context_tokens=READ_TOKENS + 48, most_rows=1)
    tensors = {n: t.float() for n, t in read_tensors(folder, decoder_shapes(config), torch.bfloat16).items()}
    if precision == "int4":
        products = [name for name in tensors if name.endswith("_proj.weight")]
        tensors |= {name: dequantise(quantise(tensors[name])) for name in products}
    return Decoder(config, tensors)


def _of(decoder: Decoder | GraphedDecoder, folder: Path) -> tuple[float, str]:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokens = tokenizer(READ.read_text("utf-8"), truncation=True, max_length=READ_TOKENS)["input_ids"]
    cache = decoder.new_cache()
    cache.reserve(len(tokens))
    told = decoder.logits(decoder.prefill(decoder.embed(tokens), cache)).float()
    loss = F.cross_entropy(told[:-1], torch.tensor(tokens[1:], device=told.device))
    cache.free()
    prompt = tokenizer(PROMPT)["input_ids"]
    cache = decoder.new_cache()
    cache.reserve(len(prompt) + WRITTEN)
    state = decoder.prefill(decoder.embed(prompt), cache)[-1:]
    sampler, written = Sampler(Sampling()), list[int]()
    for _ in range(WRITTEN):
        written += decoder.draw(state, [sampler], [written])
        state = decoder.decode(written[-1:], [cache])
    return float(loss.exp()), tokenizer.decode(written)
