"""The decoder computes what Transformers computes, from the same files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedModel, Qwen2Config, Qwen2ForCausalLM

from antiphon.reasoner.models.cache import Budget, Cache
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.decoder import Decoder, stays
from antiphon.reasoner.models.linear import packs
from antiphon.reasoner.models.weights import decoder_shapes, load_decoder, read_tensors

SHAPE = {
    "vocab_size": 97,
    "hidden_size": 48,
    "intermediate_size": 80,
    "num_hidden_layers": 3,
    "num_attention_heads": 6,
    "num_key_value_heads": 2,
    "max_position_embeddings": 600,
    "eos_token_id": 2,
}
TOKENS = [5, 17, 3, 96, 0, 41, 41, 8, 77, 20, 11, 63]


def reference(kind: str) -> PreTrainedModel:
    torch.manual_seed(7)
    rope = {"rope_type": "default", "rope_theta": 50_000.0}
    if kind == "llama":
        model = LlamaForCausalLM(LlamaConfig(**SHAPE, tie_word_embeddings=True, rope_parameters=rope))
    elif kind == "llama with biases":
        model = LlamaForCausalLM(LlamaConfig(**SHAPE, head_dim=10, attention_bias=True, rope_parameters=rope))
    else:
        model = Qwen2ForCausalLM(Qwen2Config(**SHAPE, tie_word_embeddings=False, rope_parameters=rope))
    for name, parameter in model.named_parameters():
        # Fresh biases are zero and fresh norms one: nothing would be seen of them.
        if "bias" in name or "norm" in name:
            torch.nn.init.normal_(parameter, mean=1.0 if "norm" in name else 0.0, std=0.3)
        else:
            torch.nn.init.normal_(parameter, std=0.15)
    return model.eval()


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture(params=["llama", "llama with biases", "qwen2"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[PreTrainedModel, Decoder]:
    model = reference(request.param)
    model.save_pretrained(tmp_path)
    return model, load_decoder(tmp_path, "fp32")


def cache_for(decoder: Decoder) -> Cache:
    cache = Cache(decoder.config, decoder.dtype, Budget(100_000))
    cache.reserve(600)
    return cache


def test_a_prompt_gives_the_logits_of_transformers(both: tuple[PreTrainedModel, Decoder]) -> None:
    model, decoder = both
    theirs = model(torch.tensor([TOKENS])).logits[0]
    ours = decoder.logits(decoder.prefill(decoder.embed(TOKENS), cache_for(decoder)))
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)


@pytest.mark.parametrize("chunk", [1, 2, 5, 11])
def test_a_prompt_in_chunks_gives_the_same(both: tuple[PreTrainedModel, Decoder], chunk: int) -> None:
    model, decoder = both
    cache = cache_for(decoder)
    starts = range(0, len(TOKENS), chunk)
    states = [decoder.prefill(decoder.embed(TOKENS[start : start + chunk]), cache) for start in starts]
    theirs = model(torch.tensor([TOKENS])).logits[0]
    torch.testing.assert_close(decoder.logits(torch.cat(states)), theirs, atol=1e-4, rtol=0)


def test_streams_of_different_lengths_decode_together_as_alone(both: tuple[PreTrainedModel, Decoder]) -> None:
    model, decoder = both
    prompts = [TOKENS[:3], TOKENS, TOKENS[2:9]]
    caches = [cache_for(decoder) for _ in prompts]
    for prompt, cache in zip(prompts, caches, strict=True):
        decoder.prefill(decoder.embed(prompt), cache)
    for step in (9, 50):
        ours = decoder.logits(decoder.decode([step] * 3, caches))
        prompts = [[*prompt, step] for prompt in prompts]
        theirs = torch.stack([model(torch.tensor([prompt])).logits[0, -1] for prompt in prompts])
        torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)
    assert [cache.length for cache in caches] == [5, 14, 9]


def test_a_long_prompt_is_right_at_every_distance(both: tuple[PreTrainedModel, Decoder]) -> None:
    model, decoder = both
    tokens = torch.randint(0, 97, (500,), generator=torch.Generator().manual_seed(1)).tolist()
    theirs = model(torch.tensor([tokens])).logits[0]
    ours = decoder.logits(decoder.prefill(decoder.embed(tokens), cache_for(decoder)))
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)


@pytest.mark.parametrize("kind", ["llama", "qwen2"])
def test_in_bf16_it_is_as_near_to_fp32_as_transformers_is(kind: str, tmp_path: Path) -> None:
    model = reference(kind)
    model.save_pretrained(tmp_path)
    decoder = load_decoder(tmp_path, "bf16")
    exact = model(torch.tensor([TOKENS])).logits[0, -1]
    theirs = model.to(torch.bfloat16)(torch.tensor([TOKENS])).logits[0, -1].float()
    ours = decoder.logits(decoder.prefill(decoder.embed(TOKENS), cache_for(decoder)))[-1].float()
    allowed = 2 * (theirs - exact).norm()
    assert (ours - exact).norm() < allowed
    assert (ours - exact).norm() / exact.norm() < 2e-2


@pytest.mark.skipif(not packs(torch.bfloat16), reason="this processor packs no weights")
@pytest.mark.parametrize("kind", ["llama", "llama with biases", "qwen2"])
def test_what_was_packed_needs_nothing_of_the_file(kind: str, tmp_path: Path) -> None:
    """One tensor that was still a part of it would keep all of it in memory."""
    reference(kind).save_pretrained(tmp_path)
    config = DecoderConfig.read(tmp_path)
    tensors = read_tensors(tmp_path, decoder_shapes(config), torch.bfloat16)
    decoder = Decoder(config, tensors, {name: tensor.clone() for name, tensor in tensors.items() if stays(name)})

    def logits() -> torch.Tensor:
        return decoder.logits(decoder.prefill(decoder.embed(TOKENS), cache_for(decoder)))

    before = logits()
    for tensor in tensors.values():
        tensor.fill_(torch.nan)
    assert torch.equal(logits(), before)
