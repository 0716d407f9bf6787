"""Whisper's encoder out of CTranslate2's format: ``antiphon.reasoner.models.whisper``."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from antiphon.reasoner.models.audio import AudioConfig, AudioEncoder
from antiphon.reasoner.models.whisper import read_encoder
from antiphon.transport.errors import ModelCorrupt, ModelMissing

from ..ct2 import CONTEXT, HEADS, LAYERS, MELS, WIDTH, variables, write_ct2

KINDS = {np.dtype("float32"): torch.float32, np.dtype("float16"): torch.float16}


def written(tmp_path: Path, content: Mapping[str, NDArray[np.generic]], **options: object) -> Path:
    path = tmp_path / "model.bin"
    write_ct2(path, content, **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_the_encoder_is_read_with_its_shape_and_its_numbers(tmp_path: Path, dtype: str) -> None:
    content = variables(dtype)
    config, tensors = read_encoder(written(tmp_path, content), llm_dim=32)
    assert config == AudioConfig(MELS, CONTEXT, WIDTH, HEADS, LAYERS, 32, right_pad_samples=0)
    assert {tensor.dtype for tensor in tensors.values()} == {KINDS[np.dtype(dtype)]}
    encoder = AudioEncoder(config)
    encoder.load_state_dict(tensors)
    for theirs, ours in (
        ("conv1/weight", encoder.conv1.weight),
        ("position_encodings/encodings", encoder.positional_embedding.weight),
        ("layer_norm/beta", encoder.after_norm.bias),
        ("layer_1/ffn/linear_1/bias", encoder.get_parameter("blocks.1.mlp.2.bias")),
        ("layer_0/self_attention/linear_1/weight", encoder.get_parameter("blocks.0.attn.out.weight")),
        ("layer_1/self_attention/layer_norm/gamma", encoder.get_parameter("blocks.1.attn_ln.weight")),
    ):
        np.testing.assert_array_equal(ours.detach().numpy(), content[f"encoder/{theirs}"].astype("float32"))


def test_query_key_and_value_are_parted_and_the_key_has_no_bias(tmp_path: Path) -> None:
    content = variables()
    _, tensors = read_encoder(written(tmp_path, content), llm_dim=32)
    product = content["encoder/layer_1/self_attention/linear_0/weight"]
    bias = content["encoder/layer_1/self_attention/linear_0/bias"]
    for number, part in enumerate(("query", "key", "value")):
        rows = slice(number * WIDTH, (number + 1) * WIDTH)
        np.testing.assert_array_equal(tensors[f"blocks.1.attn.{part}.weight"].numpy(), product[rows])
        if part != "key":
            np.testing.assert_array_equal(tensors[f"blocks.1.attn.{part}.bias"].numpy(), bias[rows])
    assert "blocks.1.attn.key.bias" not in tensors


def test_what_was_read_is_its_own(tmp_path: Path) -> None:
    """Tensors over the bytes of a file would keep all of it in memory, and could not be written to."""
    _, tensors = read_encoder(written(tmp_path, variables()), llm_dim=32)
    for tensor in tensors.values():
        tensor += 1
        assert tensor.is_contiguous()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"model\.bin: run `antiphon models prepare`"):
        read_encoder(tmp_path / "model.bin", llm_dim=32)


def test_a_file_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, variables())
    whole = path.read_bytes()
    for size in [*range(200), *range(200, len(whole) - 40, 977)]:
        path.write_bytes(whole[:size])
        with pytest.raises(ModelCorrupt, match=r"model\.bin .*(fetch it again|can be read)"):
            read_encoder(path, llm_dim=32)


@pytest.mark.parametrize("content", [b"", b"PK\3\4" * 99, b"\0" * 999, "Wort für Wort".encode() * 99])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(ModelCorrupt, match=r"model\.bin"):
        read_encoder(path, llm_dim=32)


def test_another_version_or_another_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelCorrupt, match="version 5 of 'WhisperSpec': a WhisperSpec of version 6"):
        read_encoder(written(tmp_path, variables(), version=5), llm_dim=32)
    with pytest.raises(ModelCorrupt, match="version 6 of 'TransformerSpec'"):
        read_encoder(written(tmp_path, variables(), spec="TransformerSpec"), llm_dim=32)


def test_quantised_weights_are_refused(tmp_path: Path) -> None:
    content = variables()
    name = "encoder/layer_0/ffn/linear_0/weight"
    content[name] = content[name].astype(np.int8)
    with pytest.raises(ModelCorrupt, match=r"no Whisper encoder that is known here.*layer_0/ffn/linear_0/weight"):
        read_encoder(written(tmp_path, content), llm_dim=32)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("encoder/conv2/bias", None, "conv2/bias"),
        ("encoder/num_heads", None, "num_heads"),
        ("encoder/num_heads", np.array(5, np.int16), "24 dimensions cannot be divided among 5 heads"),
        ("encoder/num_heads", np.array([2, 2], np.int16), "no Whisper encoder"),
        ("encoder/conv1/weight", np.zeros((2, 2), np.float32), "no Whisper encoder"),
        ("encoder/conv1/bias", np.zeros(3, np.float32), r"conv1\.bias in .* is \[3\] and not \[24\]"),
        ("encoder/layer_1/self_attention/linear_0/weight", np.zeros((2, 24), np.float32), "no Whisper encoder"),
        ("encoder/layer_1/ffn/linear_0/weight", np.zeros((4, 4), np.float32), r"mlp\.0\.weight in .* is \[4, 4\]"),
        ("encoder/layer_9/self_attention/linear_0/weight", np.zeros((72, 24), np.float32), "layer_2"),
    ],
)
def test_what_is_not_there_or_does_not_fit_is_named(
    tmp_path: Path, name: str, value: NDArray[np.generic] | None, message: str
) -> None:
    content = variables()
    content.pop(name, None)
    if value is not None:
        content[name] = value
    with pytest.raises(ModelCorrupt, match=message):
        read_encoder(written(tmp_path, content), llm_dim=32)


def test_a_variable_that_is_shorter_than_its_shape_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {"encoder/conv1/bias": np.zeros(3, np.float32)})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<BI", 1, 3), struct.pack("<BI", 1, 5)))
    with pytest.raises(ModelCorrupt, match="cannot reshape"):
        read_encoder(path, llm_dim=32)
