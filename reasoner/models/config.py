"""The shape of a decoder, read from a Transformers-style ``config.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from antiphon.transport.errors import ModelCorrupt, ModelMissing

__all__ = ["DecoderConfig"]

AUDIO = frozenset({"step_audio_2", "step_audio_qwen2"})
"""Audio LLMs: their decoder is in ``text_config``, or its keys stand beside ``audio_encoder_config``, as in those of
32B (stepfun-ai/vllm, ``configs/step_audio.py``, which tells of both names and both forms)."""
STEP_AUDIO = "step_audio_2_text"
"""Qwen2 by another name."""
QKV_BIAS = {"llama": False, "qwen2": True, STEP_AUDIO: True}
"""The families that are done, and whether their query, key and value projections have a bias where nothing is said."""


@dataclass(frozen=True, slots=True)
class DecoderConfig:
    """A decoder of the Llama or Qwen2 family: grouped-query attention, RoPE, SwiGLU, RMSNorm.

    Raises ModelCorrupt for sizes that do not fit each other.
    """

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    feed_forward: int
    vocabulary: int
    positions: int
    rope_theta: float
    norm_eps: float
    tied: bool
    """The output projection is the embedding."""
    qkv_bias: bool
    out_bias: bool
    """Of the projection that follows attention."""
    eos_tokens: frozenset[int]

    def __post_init__(self) -> None:
        for name in ("layers", "hidden", "heads", "kv_heads", "head_dim", "feed_forward", "vocabulary", "positions"):
            size = getattr(self, name)
            if not isinstance(size, int) or size < 1:
                raise ModelCorrupt(f"the model's {name} is {size!r}: it must be a whole number of at least 1")
        if self.heads % self.kv_heads:
            raise ModelCorrupt(f"{self.heads} heads cannot share {self.kv_heads} key-value heads evenly")
        if self.head_dim % 2:
            raise ModelCorrupt(f"a head of {self.head_dim} dimensions cannot be rotated by halves")

    @classmethod
    def read(cls, folder: Path) -> DecoderConfig:
        """Read ``folder/config.json``. Raises ModelMissing, ModelCorrupt."""
        path = folder / "config.json"
        try:
            values = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            raise ModelMissing(f"there is no config.json in {folder}: give a folder with a model's files") from None
        except OSError as error:
            raise ModelCorrupt(f"{path} cannot be read ({error.strerror or error}): fetch the model again") from error
        except (ValueError, RecursionError) as error:
            raise ModelCorrupt(f"{path} is not JSON ({error}): fetch the model again") from error
        if not isinstance(values, dict):
            raise ModelCorrupt(f"{path} is not a JSON object")
        try:
            return cls.parse(values)
        except KeyError as error:
            raise ModelCorrupt(f"{path} has no {error}") from error
        except (TypeError, ValueError, ZeroDivisionError) as error:
            raise ModelCorrupt(f"{path} has a value that no decoder can have: {error}") from error

    @classmethod
    def parse(cls, values: dict[str, Any]) -> DecoderConfig:
        """Take what is needed out of a ``config.json``.

        Raises KeyError for what is not there, TypeError and ValueError for what cannot be a number, ModelCorrupt.
        """
        family = values["model_type"]
        if family in AUDIO:
            return cls.parse(_text_config(values))
        if family not in QKV_BIAS:
            raise ModelCorrupt(f"models of type {family!r} are not supported: {', '.join(QKV_BIAS)} are")
        if values.get("use_sliding_window"):
            raise ModelCorrupt("sliding-window attention (use_sliding_window) is not supported")
        if values.get("hidden_act", "silu") != "silu":
            raise ModelCorrupt(f"the activation {values['hidden_act']!r} is not supported: silu is")
        if values.get("mlp_bias"):
            raise ModelCorrupt("a bias in the feed-forward layers (mlp_bias) is not supported")
        eos = values.get("eos_token_id")
        heads = values["num_attention_heads"]
        # Of Llama's only: in Transformers, Qwen2's attention has the same biases whatever this says.
        attention_bias = bool(values.get("attention_bias"))
        return cls(
            layers=values["num_hidden_layers"],
            hidden=values["hidden_size"],
            heads=heads,
            kv_heads=values.get("num_key_value_heads") or values.get("num_attention_groups") or heads,
            head_dim=values.get("head_dim") or values["hidden_size"] // heads,
            feed_forward=values["intermediate_size"],
            vocabulary=values["vocab_size"],
            positions=values["max_position_embeddings"],
            rope_theta=_rope_theta(values),
            norm_eps=float(values["rms_norm_eps"]),
            tied=bool(values.get("tie_word_embeddings", False)),
            qkv_bias=QKV_BIAS[family] or attention_bias,
            out_bias=family == "llama" and attention_bias,
            eos_tokens=frozenset(eos if isinstance(eos, list) else [] if eos is None else [eos]),
        )


def _text_config(values: dict[str, Any]) -> dict[str, Any]:
    """What an audio LLM's ``config.json`` says of its decoder."""
    text = values.get("text_config")
    if text is None:
        return {**values, "model_type": STEP_AUDIO}
    return {"model_type": STEP_AUDIO, "eos_token_id": values.get("eos_token_id"), **text}


def _rope_theta(values: dict[str, Any]) -> float:
    """The base of the rotary embedding; Transformers 5 moved it into ``rope_parameters``."""
    scaling = values.get("rope_parameters") or values.get("rope_scaling") or {}
    if not isinstance(scaling, dict):
        raise ModelCorrupt(f"the rotary embeddings are {scaling!r}: rope_scaling must be an object with a rope_type")
    kind = scaling.get("rope_type") or scaling.get("type") or "default"
    if kind != "default":
        raise ModelCorrupt(f"rotary embeddings of type {kind!r} are not supported: only unscaled ones are")
    return float(scaling.get("rope_theta") or values.get("rope_theta") or 10_000.0)
