"""The real weights give what Transformers gives with them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, PreTrainedModel

from antiphon.reasoner.engine import Engine
from antiphon.reasoner.models.cache import Budget, Cache
from antiphon.reasoner.models.weights import load_decoder
from antiphon.reasoner.options import ReasonerOptions

QUESTIONS = ["What is the capital of France?", "Name three fruits.", "Why is the sky blue?"]
WRITTEN = 40


def prompt(folder: Path, question: str) -> list[int]:
    text = f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    return Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).ids


def reference(folder: Path, dtype: torch.dtype) -> PreTrainedModel:
    return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()


async def write(engine: Engine, tokens: list[int]) -> list[int]:
    stream = engine.open()
    await stream.extend(tokens)
    written = [token async for token in stream.generate(WRITTEN)]
    stream.close()
    return written


@pytest.fixture(scope="module")
def prompts(smollm2_folder: Path) -> list[list[int]]:
    return [prompt(smollm2_folder, question) for question in QUESTIONS]


async def test_in_fp32_three_streams_write_together_what_transformers_writes(
    smollm2_folder: Path, prompts: list[list[int]]
) -> None:
    model = reference(smollm2_folder, torch.float32)
    theirs = []
    for tokens in prompts:
        text = torch.tensor([tokens])
        whole = model.generate(
            text,
            attention_mask=torch.ones_like(text),
            max_new_tokens=WRITTEN,
            do_sample=False,
            eos_token_id=None,
            pad_token_id=0,
        )
        theirs.append(whole[0, len(tokens) :].tolist())
    engine = Engine.load(smollm2_folder, ReasonerOptions(precision="fp32"))
    engine.start()
    assert await asyncio.gather(*(write(engine, tokens) for tokens in prompts)) == theirs
    await engine.close()


@torch.inference_mode()
def test_in_bf16_the_logits_are_as_near_to_those_of_fp32_as_transformers_are(
    smollm2_folder: Path, prompts: list[list[int]]
) -> None:
    exact_model = reference(smollm2_folder, torch.float32)
    model = reference(smollm2_folder, torch.bfloat16)
    decoder = load_decoder(smollm2_folder, "bf16")
    for tokens in prompts:
        text = torch.tensor([tokens])
        exact = exact_model(text).logits[0, -1]
        theirs = model(text).logits[0, -1].float()
        cache = Cache(decoder.config, decoder.dtype, Budget(1024))
        cache.reserve(len(tokens))
        # The last token is decoded, so that both ways through the decoder are in it.
        decoder.prefill(decoder.embed(tokens[:-1]), cache)
        ours = decoder.logits(decoder.decode(tokens[-1:], [cache]))[0].float()
        assert (ours - exact).norm() < 2 * (theirs - exact).norm()
        # Processors that multiply bf16 in tiles (AMX) round further apart: Transformers' own error there is 3 %.
        bound = max(3e-2 * exact.norm(), 1.5 * (theirs - exact).norm())
        assert (ours - exact).norm() < bound
        assert ours.argmax() == exact.argmax()
