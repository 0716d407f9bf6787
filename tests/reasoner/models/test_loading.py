"""A checkpoint in shards becomes a decoder on a card; what cannot is refused before a weight is read."""

from __future__ import annotations

import json
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from antiphon.reasoner.engine.sampling import Sampler, Sampling
from antiphon.reasoner.memory_plan import Demand
from antiphon.reasoner.models import loading, shards
from antiphon.reasoner.models.card import Card
from antiphon.reasoner.models.graphed import DecoderWeights, GraphedDecoder
from antiphon.reasoner.models.loading import load_graphed, load_weights
from antiphon.reasoner.models.products import Dense, FourBit
from antiphon.reasoner.models.quantised import Quantised, dequantise, quantise
from antiphon.reasoner.models.quantised_cache import quantised_folder
from antiphon.reasoner.models.recipe import FOUR_BITS
from antiphon.reasoner.models.shards import Checkpoint
from antiphon.reasoner.models.weights import decoder_shapes, load_decoder
from antiphon.reasoner.options import ReasonerOptions
from antiphon.transport.errors import AntiphonError, ConfigError, ModelCorrupt, ModelError, ModelMissing

from ..by_heart import DECODER, SENTENCE, TOKENIZER, tensors, write_model
from .plain_kernels import plain_kernels

CPU = torch.device("cpu")
TOKENS = [5, 77, 3, 96, 0, 41, 41, 8]
WEIGHTS = tensors()
LAYER = "model.layers.1"
OPTIONS = ReasonerOptions(device="cuda", context_tokens=1500, max_sessions=2, precision="bf16")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_model(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_CACHE", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def _plain() -> Iterator[None]:
    with plain_kernels():
        yield


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one, of 2 GB."""
    give(monkeypatch, 2_000_000_000)


def give(patch: pytest.MonkeyPatch, free_bytes: int) -> None:
    patch.setattr(loading.Card, "of", lambda device: Card("a card", free_bytes, free_bytes))


def load(folder: Path, precision: str, dtype: torch.dtype = torch.bfloat16) -> DecoderWeights:
    checkpoint = Checkpoint.open(folder, decoder_shapes(DECODER))
    return load_weights(checkpoint, DECODER, "int4" if precision == "int4" else "bf16", CPU, dtype)


def dense(product: object) -> Tensor:
    assert isinstance(product, Dense)
    return product.weight


def four_bit(product: object) -> Quantised:
    assert isinstance(product, FourBit)
    return product.weight


def stacked(*names: str) -> Tensor:
    return torch.cat([WEIGHTS[f"{LAYER}.{name}"] for name in names])


QKV = [f"self_attn.{letter}_proj" for letter in "qkv"]


@pytest.mark.parametrize("buffer_bytes", [1 << 20, 10_000], ids=["all fit the buffer", "some do not"])
def test_every_tensor_is_in_its_place(folder: Path, monkeypatch: pytest.MonkeyPatch, buffer_bytes: int) -> None:
    monkeypatch.setattr(loading, "BUFFER_BYTES", buffer_bytes)
    found = load(folder, "bf16")
    layer = found.layers[1]
    assert torch.equal(found.embedding, WEIGHTS["model.embed_tokens.weight"])
    assert torch.equal(found.norm, WEIGHTS["model.norm.weight"])
    assert torch.equal(dense(found.head), WEIGHTS["lm_head.weight"])
    assert torch.equal(layer.attention_norm, WEIGHTS[f"{LAYER}.input_layernorm.weight"])
    assert torch.equal(layer.feed_forward_norm, WEIGHTS[f"{LAYER}.post_attention_layernorm.weight"])
    assert torch.equal(dense(layer.qkv), stacked(*(f"{name}.weight" for name in QKV)))
    assert layer.qkv_bias is not None
    assert torch.equal(layer.qkv_bias, stacked(*(f"{name}.bias" for name in QKV)))
    assert torch.equal(dense(layer.out), stacked("self_attn.o_proj.weight"))
    assert layer.out_bias is None
    assert torch.equal(dense(layer.gate_up), stacked("mlp.gate_proj.weight", "mlp.up_proj.weight"))
    assert torch.equal(dense(layer.down), stacked("mlp.down_proj.weight"))


def test_a_tensor_that_does_not_fit_the_buffer_is_gone_before_the_next_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[weakref.ref[NDArray[np.uint8]]] = []
    alive: list[int] = []

    def fresh(size_bytes: int) -> Tensor:
        alive.append(sum(ref() is not None for ref in there))
        # A tensor's memory lives as long as the array that it is, whatever views there are of it.
        memory = np.empty(size_bytes, np.uint8)
        there.append(weakref.ref(memory))
        return torch.from_numpy(memory)

    monkeypatch.setattr(loading, "BUFFER_BYTES", 0)
    monkeypatch.setattr(shards, "_fresh", fresh)
    load(folder, "bf16")
    assert set(alive) == {0}
    load(folder, "int4")
    alive.clear()
    load(folder, "int4")
    assert set(alive) == {0, 1, 2}, "packed, scales and zeros are read one behind the other"


def test_it_computes_what_the_processors_decoder_computes(folder: Path) -> None:
    reference = load_decoder(folder, "fp32")
    reference.prepare(1, 100, 100)
    decoder = GraphedDecoder(DECODER, load(folder, "bf16", torch.float32), blocks=2, context_tokens=300, most_rows=1)
    with torch.inference_mode():
        logits = [
            one.logits(one.prefill(one.embed(TOKENS), one.new_cache())) for one in (decoder, cpu_cache(reference))
        ]
    torch.testing.assert_close(*logits, atol=1e-4, rtol=0)


def cpu_cache(decoder: Any) -> Any:
    """A decoder of the processor wants room before it reads."""
    make = decoder.new_cache

    def new_cache() -> Any:
        cache = make()
        cache.reserve(50)
        return cache

    decoder.new_cache = new_cache
    return decoder


def test_int4_is_what_quantising_the_whole_would_give(folder: Path) -> None:
    layer = load(folder, "int4").layers[1]
    for product, names in (
        (layer.qkv, QKV),
        (layer.out, ["self_attn.o_proj"]),
        (layer.gate_up, ["mlp.gate_proj", "mlp.up_proj"]),
        (layer.down, ["mlp.down_proj"]),
    ):
        wanted = quantise(stacked(*(f"{name}.weight" for name in names)))
        found = four_bit(product)
        assert torch.equal(found.packed, wanted.packed)
        assert torch.equal(dequantise(found), dequantise(wanted))


def test_the_second_start_quantises_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(folder, "int4")
    kept = quantised_folder(folder, FOUR_BITS)
    assert (kept / "manifest.json").is_file()

    def fails(*_: object) -> None:
        raise AssertionError("it is quantised already")

    monkeypatch.setattr(loading, "quantise", fails)
    second = load(folder, "int4")
    for one, other in zip(first.layers, second.layers, strict=True):
        for name in ("qkv", "out", "gate_up", "down"):
            assert torch.equal(dequantise(four_bit(getattr(one, name))), dequantise(four_bit(getattr(other, name))))
    assert torch.equal(first.embedding, second.embedding)
    assert torch.equal(dense(first.head), dense(second.head))


# All of it.


@pytest.mark.parametrize("precision", ["bf16", "int4"])
def test_a_decoder_has_the_cache_that_is_admitted(folder: Path, card: None, precision: str) -> None:
    options = OPTIONS.model_copy(update={"precision": precision})
    decoder = load_graphed(folder, options, CPU)
    demand = Demand("int4" if precision == "int4" else "bf16", 1500, 2, prefill_chunk_tokens=128)
    assert decoder.free_blocks == demand.blocks
    assert decoder.context_tokens == 1500
    assert decoder.precision == ("int4" if precision == "int4" else "bfloat16")


@pytest.mark.parametrize("precision", ["bf16", "int4"])
def test_it_writes_what_it_has_by_heart(folder: Path, card: None, precision: str) -> None:
    decoder = load_graphed(folder, OPTIONS.model_copy(update={"precision": precision}), CPU)
    cache, sampler = decoder.new_cache(), Sampler(Sampling())
    tokens, written = TOKENIZER.encode("What do cats do?\n").ids, list[int]()
    states = decoder.prefill(decoder.embed(tokens), cache)
    while len(written) < len(SENTENCE):
        written += decoder.draw(states[-1:], [sampler], [written])
        states = decoder.decode(written[-1:], [cache])
    assert TOKENIZER.decode(written) == SENTENCE


# What is refused, before a weight is read.


class Case(NamedTuple):
    change: Any
    error: type[AntiphonError]
    message: str
    options: dict[str, object] = {}  # noqa: RUF012 (it is never changed)


def _lacks_a_shard(folder: Path, patch: pytest.MonkeyPatch) -> None:
    next(folder.glob("model-00002*")).unlink()


def _is_cut_short(folder: Path, patch: pytest.MonkeyPatch) -> None:
    file = next(folder.glob("model-00004*"))
    file.write_bytes(file.read_bytes()[:-1])


def _has_another_shape(folder: Path, patch: pytest.MonkeyPatch) -> None:
    edit(folder, "text_config", intermediate_size=256)


def _has_another_ear(folder: Path, patch: pytest.MonkeyPatch) -> None:
    edit(folder, "audio_encoder_config", n_audio_state=32)


def _has_an_ear_of_another_width(folder: Path, patch: pytest.MonkeyPatch) -> None:
    edit(folder, "audio_encoder_config", llm_dim=64)


def _has_an_ear_for_short_pieces(folder: Path, patch: pytest.MonkeyPatch) -> None:
    edit(folder, "audio_encoder_config", n_audio_ctx=1250)


def _has_heads_of_96(folder: Path, patch: pytest.MonkeyPatch) -> None:
    edit(folder, "text_config", head_dim=96)


def _has_heads_of_8(folder: Path, patch: pytest.MonkeyPatch) -> None:
    edit(folder, "text_config", head_dim=8)


def _has_odd_heads(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Keys of 96 outputs: those of the values would begin within a tile."""
    edit(folder, "text_config", num_attention_groups=1, head_dim=32)
    patch.setattr(loading.Checkpoint, "open", lambda folder, wanted: Checkpoint(folder, (), wanted))


def _has_a_small_card(folder: Path, patch: pytest.MonkeyPatch) -> None:
    give(patch, 300_000_000)


def _has_a_full_disk(folder: Path, patch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    patch.setattr(shutil, "disk_usage", lambda folder: Usage(1000))


def edit(folder: Path, part: str, **values: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    config[part] |= values
    (folder / "config.json").write_text(json.dumps(config))


@pytest.mark.parametrize(
    "case",
    [
        Case(_lacks_a_shard, ModelMissing, r"lacks 1 of 4 files of the model \(model-00002"),
        Case(_is_cut_short, ModelCorrupt, r"model-00004.* is cut short, 1 bytes are missing"),
        Case(_has_another_shape, ModelCorrupt, r"is \[192, 128\]: config.json asks for \[256, 128\]"),
        Case(_has_another_ear, ModelCorrupt, r"encoder.*config.json asks for"),
        Case(_has_an_ear_of_another_width, ModelCorrupt, "64 dimensions, and the decoder has 128"),
        Case(_has_an_ear_for_short_pieces, ModelCorrupt, r"1250 positions \(n_audio_ctx\).*25 s of sound take 1251"),
        Case(_has_heads_of_96, ModelError, r'96 dimensions.* power of two of at least 16\. Set .* "cpu"'),
        Case(_has_heads_of_8, ModelError, "8 dimensions.* power of two of at least 16"),
        Case(_has_odd_heads, ModelError, "k_proj.weight has 32 outputs.*multiple of 64", {"precision": "int4"}),
        Case(_has_a_small_card, ConfigError, r"bf16, 2 sessions of 1500 tokens\) does not fit the card\. The model"),
        Case(_has_a_full_disk, ModelError, "need .* GB more in .*, where 0.00 GB are free", {"precision": "int4"}),
    ],
    ids=lambda case: case.change.__name__,
)
def test_what_is_wrong_is_told_before_a_weight_is_read(
    folder: Path, card: None, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    def read(*_: object) -> Iterator[tuple[str, Tensor]]:
        raise AssertionError("a weight was read")
        yield

    case.change(folder, monkeypatch)
    monkeypatch.setattr("antiphon.reasoner.models.shards.Shard.tensors", read)
    with pytest.raises(case.error, match=case.message):
        load_graphed(folder, OPTIONS.model_copy(update=case.options), CPU)


def test_an_ear_that_is_not_wanted_may_be_anything(folder: Path, card: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _has_another_ear(folder, monkeypatch)
    assert load_graphed(folder, OPTIONS.model_copy(update={"hearing": "words"}), CPU).free_blocks
