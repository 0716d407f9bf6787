"""The decoder for a GPU computes what Transformers computes, wherever its streams lie in the cache."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import pytest
import torch
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedModel, Qwen2Config, Qwen2ForCausalLM

from antiphon.reasoner.engine.sampling import Sampler, Sampling
from antiphon.reasoner.kernels.small import add_rms_norm
from antiphon.reasoner.kernels.w4a16 import Scratch
from antiphon.reasoner.models import products
from antiphon.reasoner.models.blocks import BlockCache
from antiphon.reasoner.models.cache import BLOCK
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import DENSE, FOUR_BITS, GraphedDecoder
from antiphon.reasoner.models.products import FourBit
from antiphon.reasoner.models.quantised import dequantise, quantise
from antiphon.transport.errors import CapacityError, ConfigError

from .plain_kernels import plain_kernels
from .small_decoders import decoder_weights, graphed

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SHAPE = {
    "vocab_size": 97,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 1024,
    "eos_token_id": 2,
    "rope_parameters": {"rope_type": "default", "rope_theta": 50_000.0},
}
TOKENS = torch.randint(0, 97, (600,), generator=torch.Generator().manual_seed(1)).tolist()


@functools.cache
def reference(kind: str = "qwen2") -> PreTrainedModel:
    torch.manual_seed(7)
    if kind == "qwen2":
        model = Qwen2ForCausalLM(Qwen2Config(**SHAPE, tie_word_embeddings=False))
    else:
        model = LlamaForCausalLM(LlamaConfig(**SHAPE, attention_bias=True, tie_word_embeddings=True))
    for name, parameter in model.named_parameters():
        # Fresh biases are zero and fresh norms one: nothing would be seen of them.
        if "bias" in name or "norm" in name:
            torch.nn.init.normal_(parameter, mean=1.0 if "norm" in name else 0.0, std=0.3)
        else:
            torch.nn.init.normal_(parameter, std=0.15)
    return model.eval().to(DEVICE)


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture
def _plain() -> Iterator[None]:
    """Where many steps are taken, and it is not the kernels that are tested."""
    with plain_kernels():
        yield


def decoder_for(kind: str = "qwen2", blocks: int = 12, most_rows: int = 4) -> GraphedDecoder:
    decoder = graphed(reference(kind), blocks=blocks, context_tokens=1024, most_rows=most_rows)
    # What nobody has written must not be seen.
    decoder._pool.kv.fill_(torch.nan)
    return decoder


def theirs(tokens: Sequence[int], kind: str = "qwen2") -> Tensor:
    return reference(kind)(torch.tensor([list(tokens)], device=DEVICE)).logits[0]


def read(decoder: GraphedDecoder, tokens: Sequence[int], cache: BlockCache | None = None) -> BlockCache:
    cache = cache or decoder.new_cache()
    decoder.prefill(decoder.embed(tokens), cache)
    return cache


def close(ours: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(ours, expected, atol=1e-4, rtol=0)


def most_likely(count: int) -> tuple[list[Sampler], list[list[int]]]:
    return [Sampler(Sampling()) for _ in range(count)], [[] for _ in range(count)]


@pytest.mark.parametrize("kind", ["qwen2", "llama"])
@pytest.mark.parametrize(("length", "chunk"), [(6, 3), (45, 30)])
def test_a_prompt_gives_the_logits_of_transformers(kind: str, length: int, chunk: int) -> None:
    """In chunks that are read in a step, and in longer ones."""
    decoder, tokens = decoder_for(kind), TOKENS[:length]
    cache = decoder.new_cache()
    parts = [tokens[start : start + chunk] for start in range(0, length, chunk)]
    states = torch.cat([decoder.prefill(decoder.embed(part), cache) for part in parts])
    close(decoder.logits(states), theirs(tokens, kind))
    assert cache.length == length


@pytest.mark.parametrize("kind", ["qwen2", "llama"])
def test_streams_of_different_lengths_decode_together_as_alone(kind: str) -> None:
    """Three rows in a step of four; tokens and embeddings."""
    decoder = decoder_for(kind)
    prompts = [TOKENS[:1], TOKENS[:30], TOKENS[5:11]]
    caches = [read(decoder, prompt) for prompt in prompts]
    for step in (9, 50):
        states = decoder.decode([step, decoder.embed([step]), step], caches)
        prompts = [[*prompt, step] for prompt in prompts]
        expected = torch.stack([theirs(prompt, kind)[-1] for prompt in prompts])
        close(decoder.logits(states), expected)
        assert decoder.draw(states, *most_likely(3)) == expected.argmax(-1).tolist()
    assert [cache.length for cache in caches] == [3, 32, 8]


def test_many_rows_go_by_cublas_and_are_the_same() -> None:
    decoder = decoder_for(most_rows=8)
    prompts = [TOKENS[start : start + 9] for start in range(5)]
    caches = [read(decoder, prompt) for prompt in prompts]
    states = decoder.decode([11] * 5, caches)
    expected = torch.stack([theirs([*prompt, 11])[-1] for prompt in prompts])
    close(decoder.logits(states), expected)
    assert decoder.draw(states, *most_likely(5)) == expected.argmax(-1).tolist()


@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize("chunk", [4, 100, 600])
def test_a_long_prompt_crosses_blocks(chunk: int) -> None:
    decoder = decoder_for()
    other, cache = read(decoder, TOKENS[:300]), decoder.new_cache()
    parts = [TOKENS[start : start + chunk] for start in range(0, 600, chunk)]
    states = torch.cat([decoder.prefill(decoder.embed(part), cache) for part in parts])
    close(decoder.logits(states), theirs(TOKENS))
    close(decoder.logits(decoder.decode([5], [other])), theirs([*TOKENS[:300], 5])[-1:])


@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize("length", [BLOCK - 1, BLOCK, BLOCK + 60])
def test_a_fork_and_what_it_came_from_go_their_own_ways(length: int) -> None:
    decoder = decoder_for()
    cache, fork = read(decoder, TOKENS[:length]), decoder.new_cache()
    fork.copy_from(cache)
    texts = [list(TOKENS[:length]), list(TOKENS[:length])]
    for tokens in ([3, 4], [50, 60], [7, 8]):
        states = decoder.decode(tokens, [cache, fork])
        texts = [[*text, token] for text, token in zip(texts, tokens, strict=True)]
    close(decoder.logits(states), torch.stack([theirs(text)[-1] for text in texts]))
    read(decoder, TOKENS[400:440], fork)
    close(decoder.logits(decoder.decode([1], [fork])), theirs([*texts[1], *TOKENS[400:440], 1])[-1:])
    close(decoder.logits(decoder.decode([1], [cache])), theirs([*texts[0], 1])[-1:])


@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize("kept", [0, 7, BLOCK, BLOCK + 3])
def test_a_trimmed_stream_writes_on_where_others_still_read(kept: int) -> None:
    decoder, length = decoder_for(), 2 * BLOCK + 5
    cache, fork = read(decoder, TOKENS[:length]), decoder.new_cache()
    fork.copy_from(cache)
    fork.length = kept
    # Without a ``reserve``: prefill and decode see to it that nobody else's block is written.
    states = decoder.decode([9], [fork])
    close(decoder.logits(states), theirs([*TOKENS[:kept], 9])[-1:])
    states = decoder.prefill(decoder.embed(TOKENS[300:340]), fork)
    close(decoder.logits(states[-1:]), theirs([*TOKENS[:kept], 9, *TOKENS[300:340]])[-1:])
    close(decoder.logits(decoder.decode([2], [cache])), theirs([*TOKENS[:length], 2])[-1:])


@pytest.mark.usefixtures("_plain")
def test_more_rows_than_a_step_has_take_several() -> None:
    decoder = decoder_for(most_rows=2)
    prompts = [TOKENS[start : start + 5 + start] for start in range(5)]
    caches = [read(decoder, prompt) for prompt in prompts]
    states = decoder.decode([decoder.embed([17]), 17, 17, decoder.embed([17]), 17], caches)
    expected = torch.stack([theirs([*prompt, 17])[-1] for prompt in prompts])
    close(decoder.logits(states), expected)
    assert decoder.draw(states, *most_likely(5)) == expected.argmax(-1).tolist()


@pytest.mark.usefixtures("_plain")
def test_without_blocks_nothing_has_changed() -> None:
    decoder = decoder_for(blocks=2)
    cache, other = read(decoder, TOKENS[:BLOCK]), read(decoder, TOKENS[:4])
    assert decoder.free_blocks == 0
    with pytest.raises(CapacityError, match="512 of 512 positions are taken"):
        decoder.decode([1, 1], [other, cache])
    with pytest.raises(CapacityError, match="memory is full"):
        decoder.prefill(decoder.embed([1, 2]), cache)
    assert (cache.length, other.length) == (BLOCK, 4)
    close(decoder.logits(decoder.decode([1], [other])), theirs([*TOKENS[:4], 1])[-1:])


@pytest.mark.usefixtures("_plain")
def test_states_are_not_overwritten_by_the_next_step() -> None:
    decoder = decoder_for()
    cache = read(decoder, TOKENS[:9])
    first = decoder.decode([1], [cache])
    before = first.clone()
    decoder.decode([2], [cache])
    assert torch.equal(first, before)


def test_the_odds_are_those_of_transformers() -> None:
    decoder = decoder_for()
    states = decoder.prefill(decoder.embed(TOKENS[:4]), decoder.new_cache())
    shares = theirs(TOKENS[:4])[-1].softmax(-1)
    for wanted in ([3], [5, 0, 96], []):
        assert decoder.probability(states[-1:], wanted) == pytest.approx(float(shares[wanted].sum()), rel=1e-3)


def test_it_says_what_it_is_and_refuses_a_cache_that_is_too_small() -> None:
    decoder = decoder_for(blocks=3)
    assert (decoder.precision, decoder.device.type, decoder.context_tokens) == ("float32", DEVICE.type, 1024)
    decoder.prepare(3, 3 * BLOCK, 128)
    with pytest.raises(ConfigError, match="3 blocks of 256 positions, and one conversation may take 769"):
        decoder.prepare(3, 3 * BLOCK + 1, 128)
    assert (decoder.free_blocks, decoder.taken_tokens) == (3, 0)


@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize(("chunk", "context", "reads"), [(3, 300, [(0, 4), (296, 4)]), (300, 257, [(0, 257)] * 2)])
def test_the_longest_chunk_is_read_at_both_ends_of_the_context_before_anybody_comes(
    chunk: int, context: int, reads: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the token in front of it that was written and not read yet; in steps, nothing would be compiled for it."""
    decoder, found, asked = decoder_for(), list[tuple[int, int]](), list[torch.Size]()
    at_once, probability = decoder._read, decoder.probability

    def watched(x: Tensor, start: int, cache: BlockCache) -> Tensor:
        found.append((start, len(x)))
        return at_once(x, start, cache)

    def counted(state: Tensor, tokens: Sequence[int]) -> float:
        asked.append(state.shape)
        return probability(state, tokens)

    decoder._captures = True
    monkeypatch.setattr(decoder, "_read", watched)
    monkeypatch.setattr(decoder, "probability", counted)
    decoder.prepare(1, context, chunk)
    assert found == reads
    assert asked == [torch.Size([1, 64])]
    assert decoder.taken_tokens == 0


@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize(("length", "parts"), [(4, [4]), (5, [])])
def test_a_chunk_that_is_sooner_read_in_steps_is_and_a_longer_one_is_read_at_once(
    length: int, parts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = decoder_for(most_rows=4)
    in_steps, stepped = decoder._read_rows, list[int]()

    def watched(x: Tensor, start: int, cache: BlockCache) -> Tensor:
        stepped.append(len(x))
        return in_steps(x, start, cache)

    monkeypatch.setattr(decoder, "_read_rows", watched)
    read(decoder, TOKENS[:length])
    assert stepped == parts


def test_how_long_a_chunk_may_be_in_steps_depends_on_how_much_its_rows_attend_to() -> None:
    """Worked out by hand from the two costs of each: of a chunk at once, and of positions attended to."""
    assert DENSE.in_steps(32, 2_437, 32)
    assert not DENSE.in_steps(32, 2_438, 32)
    assert not DENSE.in_steps(33, 33, 32)
    assert FOUR_BITS.in_steps(160, 749, 32)
    assert not FOUR_BITS.in_steps(160, 750, 32)
    assert not FOUR_BITS.in_steps(161, 161, 32)


def test_in_four_bits_it_is_what_the_dequantised_weights_give() -> None:
    """In bf16, of which the kernel's rows are; as far from fp32 as the same weights are in Transformers."""
    model = reference()
    scratch = Scratch.allocate(DEVICE, 1 << 20, 64)
    weights = decoder_weights(model, torch.bfloat16, lambda weight: FourBit(quantise(weight), scratch))
    rounded = {name: tensor.bfloat16().float() for name, tensor in model.state_dict().items()}
    for name in rounded:
        if "proj.weight" in name:
            rounded[name] = dequantise(quantise(rounded[name].bfloat16()))
    config = DecoderConfig.parse(model.config.to_dict())
    decoder = GraphedDecoder(config, weights, blocks=2, context_tokens=512, most_rows=2)
    assert decoder.precision == "int4"
    cache = decoder.new_cache()
    states = [decoder.prefill(decoder.embed(part), cache) for part in (TOKENS[:30], TOKENS[30:32])]
    states.append(decoder.decode([TOKENS[32]], [cache]))
    ours = decoder.logits(torch.cat(states)).float()
    exact_model = Qwen2ForCausalLM(model.config).eval().to(DEVICE)
    exact_model.load_state_dict(rounded)
    text = torch.tensor([TOKENS[:33]], device=DEVICE)
    exact = exact_model(text).logits[0]
    half = exact_model.to(torch.bfloat16)(text).logits[0].float()
    assert (ours - exact).norm() < 2 * (half - exact).norm()
    assert (ours - exact).norm() / exact.norm() < 2e-2


@pytest.mark.parametrize("rows", [2, 9])
def test_in_four_bits_only_the_first_norm_of_a_step_of_few_rows_is_a_launch(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = Scratch.allocate(DEVICE, 1 << 20, 64)
    weights = decoder_weights(reference(), torch.bfloat16, lambda weight: FourBit(quantise(weight), scratch))
    config = DecoderConfig.parse(reference().config.to_dict())
    decoder = GraphedDecoder(config, weights, blocks=10, context_tokens=512, most_rows=16, captures=False)
    launched = []

    def counted(x: Tensor, *rest: object) -> tuple[Tensor, Tensor]:
        launched.append(len(x))
        return add_rms_norm(x, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(products, "add_rms_norm", counted)
    decoder.decode([1] * rows, [decoder.new_cache() for _ in range(rows)])
    assert launched == ([2] if rows == 2 else [16] * 2 * config.layers)


def test_in_bf16_it_is_as_near_to_fp32_as_transformers_is() -> None:
    model = Qwen2ForCausalLM(reference().config).eval().to(DEVICE)
    model.load_state_dict({name: tensor.bfloat16().float() for name, tensor in reference().state_dict().items()})
    text = torch.tensor([TOKENS[:33]], device=DEVICE)
    exact = model(text).logits[0]
    half = model.to(torch.bfloat16)(text).logits[0].float()
    decoder = graphed(model, dtype=torch.bfloat16, blocks=2, context_tokens=512, most_rows=2)
    cache = decoder.new_cache()
    states = [decoder.prefill(decoder.embed(part), cache) for part in (TOKENS[:30], TOKENS[30:32])]
    states.append(decoder.decode([TOKENS[32]], [cache]))
    ours = decoder.logits(torch.cat(states)).float()
    assert (ours - exact).norm() < 2 * (half - exact).norm()
    assert (ours - exact).norm() / exact.norm() < 2e-2
