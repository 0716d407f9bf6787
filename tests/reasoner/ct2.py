"""A tiny Whisper in CTranslate2's format, as its converters write it (``python/ctranslate2/specs/model_spec.py``)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["CONTEXT", "HEADS", "LAYERS", "MELS", "WIDTH", "Variables", "variables", "write_ct2"]

MELS, WIDTH, HEADS, LAYERS, CONTEXT = 16, 24, 4, 2, 1500
Variables = dict[str, NDArray[np.generic]]

DTYPES = ("float32", "int8", "int16", "int32", "float16")
"""By their numbers."""


def variables(dtype: str = "float32") -> Variables:
    """All of a tiny model, by the names of ``ctranslate2/specs/whisper_spec.py``."""
    random = np.random.default_rng(1)

    def some(*shape: int) -> NDArray[np.generic]:
        return random.standard_normal(shape).astype(dtype)

    found: Variables = {
        "decoder/embeddings/weight": some(8, WIDTH),
        "decoder/layer_0/ffn/linear_0/weight": np.ones((4, 2), np.int8),
        "encoder/conv1/weight": some(WIDTH, MELS, 3),
        "encoder/conv1/bias": some(WIDTH),
        "encoder/conv2/weight": some(WIDTH, WIDTH, 3),
        "encoder/conv2/bias": some(WIDTH),
        "encoder/position_encodings/encodings": some(CONTEXT, WIDTH),
        "encoder/layer_norm/gamma": some(WIDTH),
        "encoder/layer_norm/beta": some(WIDTH),
        "encoder/num_heads": np.array(HEADS, np.int16),
    }
    for layer in range(LAYERS):
        for part, rows, columns in (
            ("self_attention/linear_0", 3 * WIDTH, WIDTH),
            ("self_attention/linear_1", WIDTH, WIDTH),
            ("ffn/linear_0", 4 * WIDTH, WIDTH),
            ("ffn/linear_1", WIDTH, 4 * WIDTH),
        ):
            found[f"encoder/layer_{layer}/{part}/weight"] = some(rows, columns)
            found[f"encoder/layer_{layer}/{part}/bias"] = some(rows)
        for part in ("self_attention/layer_norm", "ffn/layer_norm"):
            found[f"encoder/layer_{layer}/{part}/gamma"] = some(WIDTH)
            found[f"encoder/layer_{layer}/{part}/beta"] = some(WIDTH)
    return found


def write_ct2(
    path: Path, variables: Mapping[str, NDArray[np.generic]], *, version: int = 6, spec: str = "WhisperSpec"
) -> None:
    """A file with these variables, and without aliases."""

    def string(text: str) -> bytes:
        return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

    data = struct.pack("<I", version) + string(spec) + struct.pack("<II", 3, len(variables))
    for name, value in sorted(variables.items()):
        data += string(name) + struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
        data += struct.pack("<BI", DTYPES.index(value.dtype.name), value.nbytes) + value.tobytes()
    path.write_bytes(data + struct.pack("<I", 0))
