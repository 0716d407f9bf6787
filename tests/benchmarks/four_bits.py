"""What four bits do to a model's words, beside bf16.

    python -m tests.benchmarks.four_bits [--model smollm2-135m|FOLDER] [--json FILE]

The products of the layers are rounded in groups of 64, by each method, and what the four bits stand for is put into
Transformers' model; the weights in bf16 are the reference. Both compute in fp32 on the processor. Each reads the first
1,000 tokens of five texts of this repository. Shown are the perplexity, and the mean over the positions of the KL
divergence KL(bf16 || four bits) of the next token, in nats; and of some prompts' greedy continuations, how many tokens
agree before the first that does not. The last line is JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from transformers import AutoModelForCausalLM

from antiphon.agent.store import Store
from antiphon.reasoner.models.quantised import dequantise, quantise
from antiphon.reasoner.models.quantised_cache import is_quantised
from antiphon.reasoner.models.recipe import Method, Recipe

if TYPE_CHECKING:
    from transformers import PreTrainedModel

ROOT = Path(__file__).parents[2]
TEXTS = ("README.md", "docs/design.md", "docs/nano.md", "docs/evaluation.md", "LICENSE")
TEXT_TOKENS = 1000
METHODS: tuple[Method, ...] = ("hqq", "nearest")
GROUP = 64
PROMPTS = (
    "The three laws of motion were first stated by",
    "Once upon a time, in a small village by the sea,",
    "To bake bread at home you need",
    "The most important difference between plants and animals is",
)
WRITTEN = 40
"""Tokens behind each prompt."""


class Words:
    """What a model says of the texts, and behind the prompts."""

    def __init__(self, model: PreTrainedModel, texts: Sequence[list[int]], prompts: Sequence[list[int]]) -> None:
        self.expected = [model(torch.tensor([tokens])).logits[0].log_softmax(-1) for tokens in texts]
        """Log probabilities [tokens, vocabulary] of the token behind each."""
        self.perplexities = [
            float(F.nll_loss(expected[:-1], torch.tensor(tokens[1:])).exp())
            for expected, tokens in zip(self.expected, texts, strict=True)
        ]
        self.written = [_continued(model, prompt) for prompt in prompts]

    def divergences_from(self, reference: Words) -> list[float]:
        """KL(reference || this) of each text, mean of its positions."""
        return [
            float(F.kl_div(ours, theirs, reduction="batchmean", log_target=True))
            for ours, theirs in zip(self.expected, reference.expected, strict=True)
        ]


def _continued(model: PreTrainedModel, prompt: list[int]) -> list[int]:
    written: Tensor = model.generate(
        torch.tensor([prompt]), max_new_tokens=WRITTEN, min_new_tokens=WRITTEN, do_sample=False, pad_token_id=0
    )
    tokens: list[int] = written[0, len(prompt) :].tolist()
    return tokens


def agreeing(one: Sequence[int], other: Sequence[int]) -> int:
    """How many are the same before the first that is not."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))


def round_weights(model: PreTrainedModel, weights: dict[str, Tensor], method: Method) -> None:
    """Have the model compute with what the four bits of its layers' products stand for."""
    recipe = Recipe(method, GROUP)
    parameters = dict(model.named_parameters())
    for name, weight in weights.items():
        parameters[name].copy_(dequantise(quantise(weight, recipe)))


@torch.inference_mode()
def measure(folder: Path) -> dict[str, object]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def tokens_of(text: str) -> list[int]:
        tokens: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return tokens

    texts = [tokens_of((ROOT / name).read_text("utf-8"))[:TEXT_TOKENS] for name in TEXTS]
    prompts = [tokens_of(prompt) for prompt in PROMPTS]
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    weights = {
        name: parameter.clone() for name, parameter in model.named_parameters() if is_quantised(name, parameter.shape)
    }
    reference = Words(model, texts, prompts)
    figures: dict[str, object] = {
        "model": folder.name,
        "group": GROUP,
        "tokens": {name: len(tokens) for name, tokens in zip(TEXTS, texts, strict=True)},
        # The texts change with the repository, and the figures with them.
        "sha256": {
            name: hashlib.sha256(tokenizer.decode(tokens).encode()).hexdigest()[:12]
            for name, tokens in zip(TEXTS, texts, strict=True)
        },
        "bf16": {"perplexity": _by_text(reference.perplexities)},
    }
    print(f"bf16: perplexity {_line(_by_text(reference.perplexities))}", flush=True)
    continuations = [
        {"prompt": prompt, "bf16": tokenizer.decode(written)}
        for prompt, written in zip(PROMPTS, reference.written, strict=True)
    ]
    for method in METHODS:
        round_weights(model, weights, method)
        found = Words(model, texts, prompts)
        divergences = found.divergences_from(reference)
        agree = [agreeing(*pair) for pair in zip(found.written, reference.written, strict=True)]
        figures[method] = {
            "perplexity": _by_text(found.perplexities),
            "kl": _by_text(divergences, 4),
            "mean_kl": round(statistics.fmean(divergences), 4),
            "agreeing_tokens": agree,
        }
        for continuation, written in zip(continuations, found.written, strict=True):
            continuation[method] = tokenizer.decode(written)
        print(f"{method}: perplexity {_line(_by_text(found.perplexities))}")
        print(f"{method}: KL {statistics.fmean(divergences):.4f}, {_line(_by_text(divergences, 4))}")
        print(f"{method}: of {WRITTEN} greedy tokens as in bf16, before the first other: {agree}", flush=True)
    for continuation in continuations:
        print("\n".join(f"{name}: {text!r}" for name, text in continuation.items()), flush=True)
    return figures | {"written_tokens": WRITTEN, "continuations": continuations}


def _by_text(values: Sequence[float], digits: int = 2) -> dict[str, float]:
    return {name: round(value, digits) for name, value in zip(TEXTS, values, strict=True)}


def _line(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="smollm2-135m", help="a prepared model, or a folder")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    arguments = parser.parse_args()
    figures = measure(Store().resolve(arguments.model))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
