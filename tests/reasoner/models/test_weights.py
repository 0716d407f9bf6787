"""Weights that cannot be used are refused by name, before anything is computed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.weights import load_decoder, precision_of, read_tensors
from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .test_decoder import reference


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reference("llama").save_pretrained(tmp_path)
    return tmp_path


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "config.json"
    values = json.loads(path.read_text())
    change(values)
    path.write_text(json.dumps(values))


def test_a_folder_without_a_configuration_or_weights(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"no config\.json"):
        load_decoder(tmp_path, "fp32")


def test_weights_that_are_not_there_are_named(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelMissing, match=r"lacks 1 of 1 files of the model \(model\.safetensors\): fetch it again"):
        load_decoder(folder, "fp32")


def test_a_truncated_file_is_refused(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ModelCorrupt, match="cut short, 100 bytes are missing"):
        load_decoder(folder, "fp32")


def test_a_file_that_safetensors_does_not_read_is_refused(folder: Path) -> None:
    """Of a type that it does not know, which we would not read."""
    path = folder / "model.safetensors"
    tensors = load_file(path)
    save_file({**tensors, "other": torch.zeros(8, dtype=torch.int8)}, path)
    path.write_bytes(path.read_bytes().replace(b'"I8"', b'"X8"'))
    with pytest.raises(ModelCorrupt, match=r"model\.safetensors cannot be read .*: fetch the file again"):
        load_decoder(folder, "fp32")


def test_a_missing_tensor_and_a_wrong_shape_are_named(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    name = "model.layers.1.mlp.up_proj.weight"
    save_file({**tensors, name: tensors[name][:5].clone()}, folder / "model.safetensors")
    with pytest.raises(ModelCorrupt, match=rf"{name}.* is \[5, 48\].*asks for \[80, 48\]"):
        load_decoder(folder, "fp32")
    del tensors[name]
    save_file(tensors, folder / "model.safetensors")
    with pytest.raises(ModelCorrupt, match=f"no tensor {name}"):
        load_decoder(folder, "fp32")


def test_shards_are_read_through_their_index(folder: Path) -> None:
    whole = load_decoder(folder, "fp32")
    tensors = load_file(folder / "model.safetensors")
    names = sorted(tensors)
    shards = {"a.safetensors": names[:10], "b.safetensors": names[10:]}
    for file, part in shards.items():
        save_file({name: tensors[name] for name in part}, folder / file)
    weight_map = {name: file for file, part in shards.items() for name in part}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    (folder / "model.safetensors").unlink()
    x = torch.ones(1, whole.config.hidden)
    torch.testing.assert_close(load_decoder(folder, "fp32").logits(x), whole.logits(x))
    (folder / "b.safetensors").unlink()
    with pytest.raises(ModelMissing, match=r"lacks 1 of 2 files of the model \(b\.safetensors\)"):
        load_decoder(folder, "fp32")


@pytest.mark.parametrize("index", ["{", "[]", "{}", '{"weight_map": []}', '{"weight_map": {"a": 1}}'])
def test_an_index_that_names_no_shards(folder: Path, index: str) -> None:
    (folder / "model.safetensors.index.json").write_text(index)
    with pytest.raises(ModelCorrupt, match="must have a weight_map"):
        load_decoder(folder, "fp32")


def test_an_index_that_names_a_file_elsewhere(folder: Path) -> None:
    (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "../x.safetensors"}}')
    with pytest.raises(ModelCorrupt, match=r"'\.\./x\.safetensors': shards must lie beside it"):
        load_decoder(folder, "fp32")


@pytest.mark.parametrize(("dtype", "called"), [(torch.int8, "I8"), (torch.float8_e4m3fn, "F8_E4M3")])
def test_quantised_weights_are_refused(folder: Path, dtype: torch.dtype, called: str) -> None:
    tensors = load_file(folder / "model.safetensors")
    name = "model.layers.1.mlp.up_proj.weight"
    save_file({**tensors, name: tensors[name].to(dtype)}, folder / "model.safetensors")
    with pytest.raises(ModelCorrupt, match=f"{name}.* stored as {called}: quantised"):
        load_decoder(folder, "fp32")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda values: values.update(model_type="gpt2"), "'gpt2' are not supported: llama, qwen2"),
        (lambda values: values.update(use_sliding_window=True), "sliding-window"),
        (lambda values: values.update(hidden_act="gelu"), "'gelu' is not supported"),
        (lambda values: values.update(mlp_bias=True), "mlp_bias"),
        (lambda values: values.update(rope_parameters={"rope_type": "yarn"}), "'yarn' are not supported"),
        (lambda values: values.update(num_key_value_heads=4), "6 heads cannot share 4"),
        (lambda values: values.update(head_dim=7), "7 dimensions cannot be rotated"),
        (lambda values: values.update(vocab_size=0), "vocabulary is 0"),
        (lambda values: values.update(num_hidden_layers="3"), "layers is '3'"),
        (lambda values: values.update(num_attention_heads=0, head_dim=None), "no decoder can have"),
        (lambda values: values.update(hidden_size="many", head_dim=None), "no decoder can have"),
        (lambda values: values["rope_parameters"].update(rope_theta="large"), "no decoder can have"),
        (lambda values: values.pop("hidden_size"), "has no 'hidden_size'"),
        (lambda values: values.update(rope_parameters="linear"), "are 'linear': rope_scaling must be an object"),
        (lambda values: values.update(rope_parameters=None, rope_scaling=["yarn"]), r"are \['yarn'\]: rope_scaling"),
        (lambda values: values.update(rms_norm_eps="little"), "no decoder can have"),
        (lambda values: values.update(rms_norm_eps=None), "no decoder can have"),
    ],
)
def test_a_shape_that_is_not_done_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    edit(folder, change)
    with pytest.raises(ModelCorrupt, match=message):
        DecoderConfig.read(folder)


def test_a_configuration_that_is_not_json(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelCorrupt, match="is not JSON"):
        DecoderConfig.read(folder)
    (folder / "config.json").write_text("[]")
    with pytest.raises(ModelCorrupt, match="is not a JSON object"):
        DecoderConfig.read(folder)
    (folder / "config.json").write_text("[" * 100_000)
    with pytest.raises(ModelCorrupt, match="is not JSON"):
        DecoderConfig.read(folder)


def test_a_configuration_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "config.json").mkdir()
    with pytest.raises(ModelCorrupt, match=r"config\.json cannot be read \(Is a directory\): fetch the model again"):
        DecoderConfig.read(tmp_path)


def test_an_epsilon_that_is_written_as_text_is_a_number(folder: Path) -> None:
    edit(folder, lambda values: values.update(rms_norm_eps="1e-6"))
    assert DecoderConfig.read(folder).norm_eps == 1e-6


def test_the_old_place_of_the_rotary_base_is_read_too(folder: Path) -> None:
    edit(folder, lambda values: (values.pop("rope_parameters"), values.update(rope_theta=1234.0)))
    assert DecoderConfig.read(folder).rope_theta == 1234.0


def test_several_tokens_may_end_a_text(folder: Path) -> None:
    edit(folder, lambda values: values.update(eos_token_id=[2, 5]))
    assert DecoderConfig.read(folder).eos_tokens == {2, 5}


def test_a_wish_for_a_precision_is_obeyed() -> None:
    assert precision_of("bf16") is torch.bfloat16
    assert precision_of("fp32") is torch.float32
    assert precision_of("auto") in {torch.bfloat16, torch.float32}


# Parts of a model.


def test_the_decoder_of_an_audio_llm_is_in_its_text_config(folder: Path) -> None:
    alone = load_decoder(folder, "fp32")
    values = json.loads((folder / "config.json").read_text())
    whole = {"model_type": "step_audio_2", "text_config": values, "audio_encoder_config": {}, "eos_token_id": 77}
    (folder / "config.json").write_text(json.dumps(whole))
    assert DecoderConfig.read(folder) == alone.config
    x = torch.ones(1, alone.config.hidden)
    torch.testing.assert_close(load_decoder(folder, "fp32").logits(x), alone.logits(x))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda values: values.pop("text_config"), "has no 'num_attention_heads'"),
        (lambda values: values["text_config"].pop("vocab_size"), "has no 'vocab_size'"),
        (lambda values: values["text_config"].update(model_type="gpt2"), "'gpt2' are not supported"),
        (lambda values: values.update(text_config=7), "no decoder can have"),
        (lambda values: values.update(model_type="step_audio_3"), "'step_audio_3' are not supported"),
    ],
)
def test_an_audio_llm_without_a_decoder_that_is_known_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    values = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({"model_type": "step_audio_2", "text_config": values}))
    edit(folder, change)
    with pytest.raises(ModelCorrupt, match=message):
        DecoderConfig.read(folder)


def test_only_the_tensors_that_are_named_are_read_in_the_dtype_that_is_wanted(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    save_file({**tensors, "encoder.codes": torch.zeros(3, dtype=torch.int8)}, folder / "model.safetensors")
    wanted = {name: tensors[name].shape for name in ("model.norm.weight", "model.layers.0.mlp.up_proj.weight")}
    found = read_tensors(folder, wanted, torch.bfloat16)
    assert found.keys() == wanted.keys()
    for name, tensor in found.items():
        assert torch.equal(tensor, tensors[name].to(torch.bfloat16))
    assert read_tensors(folder, {}, torch.float32) == {}


def test_a_tensor_that_is_named_and_not_there_or_not_as_said_is_refused(folder: Path) -> None:
    with pytest.raises(ModelCorrupt, match=r"no tensor encoder\.conv1\.weight"):
        read_tensors(folder, {"encoder.conv1.weight": torch.Size([1])}, torch.float32)
    with pytest.raises(ModelCorrupt, match=r"norm\.weight in .* is \[48\].* asks for \[47\]"):
        read_tensors(folder, {"model.norm.weight": torch.Size([47])}, torch.float32)


TEXT = {
    "vocab_size": 97, "hidden_size": 48, "intermediate_size": 80, "num_hidden_layers": 3, "num_attention_heads": 6,
    "num_attention_groups": 2, "max_position_embeddings": 600, "rms_norm_eps": 1e-6, "rope_theta": 1e6,
}  # fmt: skip
"""As Step-Audio's, whose number of key-value heads has a name of its own."""


@pytest.mark.parametrize(
    "values",
    [
        {"model_type": "step_audio_2", "eos_token_id": [5, 7], "text_config": TEXT},
        {
            "model_type": "step_audio_2",
            "text_config": {**TEXT, "model_type": "step_audio_2_text", "eos_token_id": [5, 7]},
        },
        {"model_type": "step_audio_2", "eos_token_id": [5, 7], **TEXT, "use_sliding_window": False},
        {"model_type": "step_audio_qwen2", "eos_token_id": [5, 7], **TEXT},
    ],
    ids=["nested", "nested, with its own type", "flat", "flat, by the other name"],
)  # fmt: skip
def test_step_audios_own_forms_say_the_same(values: dict[str, Any]) -> None:
    found = DecoderConfig.parse(values)
    assert (found.heads, found.kv_heads, found.head_dim) == (6, 2, 8)
    assert (found.qkv_bias, found.out_bias, found.tied) == (True, False, False)
    assert found.eos_tokens == {5, 7}
