"""Antiphon nano: SmolLM2's decoder, Whisper's encoder, and what was learned to join them, put together.

What was learned is one file of safetensors: the adaptor, a low-rank update of the decoder's products, and the rows of
a few tokens that SmolLM2 has and does not use, which get Step-Audio's names.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .models.whisper import read_encoder

__all__ = ["TOKENS", "assemble", "merge", "name_tokens"]

TOKENS = {"<think>": 3, "</think>": 4, "<audio_start>": 5, "<audio_patch>": 6, "<audio_end>": 7}
"""By their new names, where they are among SmolLM2's; nothing in its instruction tuning used them."""
MODEL_TYPE = "step_audio_2"
SPECIAL = "special_tokens"
DOWN, UP = ".lora_A.weight", ".lora_B.weight"
SCALE = "scale"


def name_tokens(tokenizer: str) -> str:
    """``tokenizer.json`` of SmolLM2 with ``TOKENS`` in it. Raises ModelCorrupt where there is no room for them."""
    description: dict[str, Any] = json.loads(tokenizer)
    renamed = {number: name for name, number in TOKENS.items()}
    vocabulary = description["model"]["vocab"]
    for entry in description["added_tokens"]:
        if name := renamed.pop(entry["id"], None):
            vocabulary.pop(entry["content"], None)
            vocabulary[name] = entry["id"]
            entry["content"] = name
    if renamed:
        raise ModelCorrupt(f"this tokenizer has no added tokens {sorted(renamed)}: give SmolLM2's")
    return json.dumps(description, ensure_ascii=False)


def merge(tensors: Mapping[str, Tensor], update: Mapping[str, Tensor], scale: float) -> dict[str, Tensor]:
    """The decoder's ``tensors`` with the low-rank ``update`` in them; they keep their dtype.

    Raises ModelCorrupt for an update of another model's.
    """
    merged = dict(tensors)
    for name, down in update.items():
        if not name.endswith(DOWN):
            continue
        product = name.removesuffix(DOWN)
        up, weight = update.get(product + UP), merged.get(product + ".weight")
        if up is None or weight is None or (up.shape[0], down.shape[1]) != tuple(weight.shape):
            raise ModelCorrupt(f"the update of {product} does not fit the decoder: give the model that it was made for")
        merged[product + ".weight"] = (weight.float() + scale * up.float() @ down.float()).to(weight.dtype)
    rows = update.get(SPECIAL)
    if rows is not None:
        embedding = merged["model.embed_tokens.weight"].clone()
        embedding[torch.tensor(list(TOKENS.values()))] = rows.to(embedding.dtype)
        merged["model.embed_tokens.weight"] = embedding
    return merged


def assemble(base: Path, whisper: Path, update: Path, folder: Path) -> None:
    """Write config.json, model.safetensors (bf16) and tokenizer.json into ``folder``, in Step-Audio's form.

    ``base``: the folder of SmolLM2-135M-Instruct; ``whisper``: CTranslate2's model.bin; ``update``: what was learned.
    Raises ModelMissing, ModelCorrupt.
    """
    config = json.loads(_read(base / "config.json"))
    tokenizer = name_tokens(_read(base / "tokenizer.json"))
    audio, encoder = read_encoder(whisper, config["hidden_size"])
    learned, scale = read_update(update)
    decoder = merge(load_file(base / "model.safetensors"), learned, scale)
    tensors = {name: tensor.contiguous() for name, tensor in decoder.items()}
    tensors |= {f"encoder.{name}": tensor.to(torch.bfloat16) for name, tensor in encoder.items()}
    tensors |= {name: tensor.to(torch.bfloat16) for name, tensor in learned.items() if name.startswith("adapter.")}
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "model_type": MODEL_TYPE,
        "architectures": ["StepAudio2ForCausalLM"],
        "audio_encoder_config": {name: getattr(audio, name) for name in audio.__slots__},
        "text_config": config,
        "eos_token_id": config.get("eos_token_id"),
    }
    (folder / "config.json").write_text(json.dumps(values, indent=2) + "\n", "utf-8")
    (folder / "tokenizer.json").write_text(tokenizer, "utf-8")
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # safetensors keeps it from others, who may share the cache


def read_update(path: Path) -> tuple[dict[str, Tensor], float]:
    """What was learned, and the scale of its products. Raises ModelMissing, ModelCorrupt."""
    if not path.is_file():
        raise ModelMissing(f"there is no file {path}: it comes with Antiphon, or out of `antiphon train`")
    try:
        with safe_open(path, "pt") as opened:
            return {name: opened.get_tensor(name) for name in opened.keys()}, float(opened.metadata()[SCALE])  # noqa: SIM118
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ModelCorrupt(f"{path} is no update that can be read ({error}): fetch it again") from error


def write_update(tensors: Mapping[str, Tensor], scale: float, path: Path) -> None:
    """Keep what was learned, in bf16; the file appears as a whole or not at all."""
    draft = path.with_suffix(".draft")
    kept = {name: tensor.detach().to("cpu", torch.bfloat16).contiguous() for name, tensor in tensors.items()}
    save_file(kept, draft, {"format": "pt", SCALE: repr(scale)})
    draft.chmod(0o644)
    shutil.move(draft, path)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise ModelMissing(f"there is no file {path}: run `antiphon models prepare`") from None
