"""Whisper's encoder out of a file in CTranslate2's format, under Step-Audio's names."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .audio import AudioConfig, AudioEncoder

__all__ = ["read_encoder"]

_DTYPES = {0: "<f4", 4: "<f2"}
"""Those of ``ctranslate2/types.h`` that are no integers: a quantised file has lost what we need."""
_PARTS = {
    "self_attention/layer_norm/gamma": "attn_ln.weight",
    "self_attention/layer_norm/beta": "attn_ln.bias",
    "self_attention/linear_1/weight": "attn.out.weight",
    "self_attention/linear_1/bias": "attn.out.bias",
    "ffn/layer_norm/gamma": "mlp_ln.weight",
    "ffn/layer_norm/beta": "mlp_ln.bias",
    "ffn/linear_0/weight": "mlp.0.weight",
    "ffn/linear_0/bias": "mlp.0.bias",
    "ffn/linear_1/weight": "mlp.2.weight",
    "ffn/linear_1/bias": "mlp.2.bias",
}
_WHOLE = {
    "conv1/weight": "conv1.weight",
    "conv1/bias": "conv1.bias",
    "conv2/weight": "conv2.weight",
    "conv2/bias": "conv2.bias",
    "position_encodings/encodings": "positional_embedding.weight",
    "layer_norm/gamma": "after_norm.weight",
    "layer_norm/beta": "after_norm.bias",
}


def read_encoder(path: Path, llm_dim: int) -> tuple[AudioConfig, dict[str, Tensor]]:
    """The encoder in the CTranslate2 file ``path``: its shape beside a decoder of ``llm_dim``, and its tensors.

    The tensors have the names of ``AudioEncoder.state_dict()`` and the dtype of the file. Raises ModelMissing,
    ModelCorrupt.
    """
    variables = _variables(path)
    try:
        width, mels, _ = variables["conv1/weight"].shape
        layers = sum(name.endswith("/self_attention/linear_0/weight") for name in variables)
        tensors = {ours: _tensor(variables[theirs]) for theirs, ours in _WHOLE.items()}
        for layer in range(layers):
            name, block = f"layer_{layer}", f"blocks.{layer}"
            for theirs, ours in _PARTS.items():
                tensors[f"{block}.{ours}"] = _tensor(variables[f"{name}/{theirs}"])
            # Query, key and value are one product there, and the key's bias is zero.
            weights = _tensor(variables[f"{name}/self_attention/linear_0/weight"]).chunk(3)
            biases = _tensor(variables[f"{name}/self_attention/linear_0/bias"]).chunk(3)
            for part, weight, bias in zip(("query", "key", "value"), weights, biases, strict=True):
                tensors[f"{block}.attn.{part}.weight"] = weight.contiguous()
                if part != "key":
                    tensors[f"{block}.attn.{part}.bias"] = bias.contiguous()
        config = AudioConfig(
            n_mels=int(mels),
            n_audio_ctx=len(tensors["positional_embedding.weight"]),
            n_audio_state=int(width),
            n_audio_head=int(variables["num_heads"]),
            n_audio_layer=layers,
            llm_dim=llm_dim,
            right_pad_samples=0,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise ModelCorrupt(f"{path} holds no Whisper encoder that is known here ({error}): fetch it again") from error
    with torch.device("meta"):
        wanted = AudioEncoder(config).state_dict()
    for name, tensor in wanted.items():
        if tensors[name].shape != tensor.shape:
            raise ModelCorrupt(
                f"{name} in {path} is {list(tensors[name].shape)} and not {list(tensor.shape)}: fetch it again"
            )
    return config, tensors


def _tensor(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Tensor:
    return torch.from_numpy(array.copy())


def _variables(path: Path) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """The encoder's variables by name (CTranslate2, ``src/models/model.cc``, version 6 of the format)."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ModelMissing(f"there is no file {path}: run `antiphon models prepare`") from None
    reader = _Reader(data)
    found = {}
    try:
        version, spec = reader.number("<I"), reader.string()
        if version != 6 or spec != "WhisperSpec":
            raise ModelCorrupt(f"{path} is version {version} of {spec!r}: a WhisperSpec of version 6 can be read")
        reader.number("<I")
        for _ in range(reader.number("<I")):
            name = reader.string()
            shape = [reader.number("<I") for _ in range(reader.number("<B"))]
            kind, size = reader.number("<B"), reader.number("<I")
            if name == "encoder/num_heads":
                found["num_heads"] = np.frombuffer(reader.take(size), "<i2").reshape(shape)
            elif name.startswith("encoder/") and kind in _DTYPES:
                found[name.removeprefix("encoder/")] = np.frombuffer(reader.take(size), _DTYPES[kind]).reshape(shape)
            else:
                reader.take(size)
    except (struct.error, UnicodeDecodeError, ValueError) as error:
        raise ModelCorrupt(f"{path} is no file of CTranslate2 that can be read ({error}): fetch it again") from error
    return found


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._at = 0

    def number(self, kind: str) -> int:
        (number,) = struct.unpack_from(kind, self._data, self._at)
        self._at += struct.calcsize(kind)
        return int(number)

    def string(self) -> str:
        return bytes(self.take(self.number("<H"))[:-1]).decode()

    def take(self, size: int) -> memoryview:
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise ValueError("it ends too early")
        self._at += size
        return piece
