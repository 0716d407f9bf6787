"""A decoder's weights are one allocation, in which each tensor of a checkpoint has its rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from antiphon.reasoner.memory_plan import Demand, WeightPrecision, plan
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import DecoderWeights
from antiphon.reasoner.models.layout import STACKS, empty_quantised, laid_out
from antiphon.reasoner.models.products import Dense, FourBit, Product
from antiphon.reasoner.models.quantised import Quantised, dequantise, quantise
from antiphon.reasoner.models.recipe import FOUR_BITS
from antiphon.reasoner.models.weights import decoder_shapes
from antiphon.transport.errors import ModelError

from ..by_heart import DECODER

CPU = torch.device("cpu")
TIED = replace(DECODER, tied=True, qkv_bias=False, out_bias=True)


def random_tensors(config: DecoderConfig) -> dict[str, Tensor]:
    return {name: torch.randn(shape).bfloat16() for name, shape in decoder_shapes(config).items()}


def filled(config: DecoderConfig, tensors: dict[str, Tensor]) -> DecoderWeights:
    layout = laid_out(config, "bf16", CPU, torch.bfloat16)
    layout.fill(iter(tensors.items()))
    return layout.weights(CPU)


def parts_of(weight: Quantised) -> dict[str, Tensor]:
    return {"packed": weight.packed, "scales": weight.scales, "zeros": weight.zeros}


def dense(product: Product) -> Tensor:
    assert isinstance(product, Dense)
    return product.weight


@pytest.mark.parametrize("config", [DECODER, TIED])
@pytest.mark.parametrize("stack", STACKS)
def test_the_rows_of_a_product_lie_behind_each_other(config: DecoderConfig, stack: str) -> None:
    tensors = random_tensors(config)
    for index, layer in enumerate(filled(config, tensors).layers):
        names = [f"model.layers.{index}.{part}" for part in STACKS[stack]]
        assert torch.equal(dense(getattr(layer, stack)), torch.cat([tensors[f"{name}.weight"] for name in names]))
        biases = [tensors[f"{name}.bias"] for name in names if f"{name}.bias" in tensors]
        found = getattr(layer, f"{stack}_bias", None)
        assert (found is None) == (not biases)
        if found is not None:
            assert torch.equal(found, torch.cat(biases))


@pytest.mark.parametrize("stack", STACKS)
def test_in_four_bits_they_do_so_by_whole_tiles(stack: str) -> None:
    tensors = random_tensors(DECODER)
    layout = laid_out(DECODER, "int4", CPU, torch.bfloat16)
    for name, tensor in tensors.items():
        four_bits = name.endswith("_proj.weight")
        layout.fill(iter([(name, parts_of(quantise(tensor)) if four_bits else tensor)]))
    product = getattr(layout.weights(CPU).layers[1], stack)
    whole = torch.cat([tensors[f"model.layers.1.{part}.weight"] for part in STACKS[stack]])
    assert isinstance(product, FourBit)
    assert torch.equal(dequantise(product.weight), dequantise(quantise(whole)))


@pytest.mark.parametrize("config", [DECODER, TIED])
@pytest.mark.parametrize("precision", ["bf16", "int4"])
def test_the_memory_that_is_taken_is_what_the_plan_counts(config: DecoderConfig, precision: WeightPrecision) -> None:
    found = laid_out(config, precision, CPU, torch.bfloat16).weights(CPU)
    memory = found.embedding.untyped_storage()
    assert found.layers[0].attention_norm.untyped_storage().data_ptr() == memory.data_ptr()
    counted = plan(config, None, Demand(precision, 1), 1)
    tables = 4 * config.head_dim
    parts = counted.weights_bytes + counted.scales_bytes + counted.embedding_bytes + counted.head_bytes
    # Each of some tensors a layer begins at a multiple of 256 bytes.
    assert 0 <= memory.nbytes() - (parts + counted.small_bytes - tables) < 256 * 16 * (config.layers + 1)


def test_a_model_whose_head_is_its_embedding_has_it_once() -> None:
    found = filled(TIED, random_tensors(TIED))
    assert dense(found.head) is found.embedding


def test_what_begins_within_a_tile_cannot_be_in_four_bits() -> None:
    """Keys of 32 outputs: those of the values would begin there."""
    odd = replace(DECODER, kv_heads=1)
    with pytest.raises(ModelError, match=r"k_proj.weight has 32 outputs.*multiple of 64"):
        laid_out(odd, "int4", CPU, torch.bfloat16)
    assert laid_out(odd, "bf16", CPU, torch.bfloat16).recipe is None


def test_an_empty_weight_has_the_form_of_one_that_was_quantised() -> None:
    made = quantise(torch.randn(100, 192))
    empty = empty_quantised(100, 192, FOUR_BITS, lambda shape, dtype: torch.empty(tuple(shape), dtype=dtype))
    assert (empty.group, empty.shape) == (made.group, made.shape)
    for name, part in parts_of(made).items():
        assert getattr(empty, name).shape == part.shape
