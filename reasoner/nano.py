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
from safetensors.torch import save_file
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .models.audio import Adaptor, AudioConfig
from .models.config import DecoderConfig
from .models.weights import decoder_shapes, read_tensors
from .models.whisper import read_encoder

__all__ = ["SPECIAL", "TOKENS", "assemble", "merge", "name_tokens", "read_update", "write_update"]

TOKENS = {"<think>": 3, "</think>": 4, "<audio_start>": 5, "<audio_patch>": 6, "<audio_end>": 7}
"""By their new names, where they are among SmolLM2's; nothing in its instruction tuning used them."""
MODEL_TYPE = "step_audio_2"
SPECIAL = "special_tokens"
"""The rows of ``TOKENS``, in their order."""
ADAPTOR = "adapter."
DOWN, UP = ".lora_A.weight", ".lora_B.weight"
SCALE = "scale"
STEPS = ".steps"
"""Behind the name of a matrix that is kept in 8 bits: how large a step of each of its rows is."""


def name_tokens(tokenizer: str) -> str:
    """``tokenizer.json`` of SmolLM2 with ``TOKENS`` in it. Raises ModelCorrupt where there is no room for them."""
    renamed = {number: name for name, number in TOKENS.items()}
    try:
        description: dict[str, Any] = json.loads(tokenizer)
        vocabulary = description["model"]["vocab"]
        for entry in description["added_tokens"]:
            if name := renamed.pop(entry["id"], None):
                vocabulary.pop(entry["content"], None)
                vocabulary[name] = entry["id"]
                entry["content"] = name
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelCorrupt(f"this is no tokenizer.json ({error!r}): give SmolLM2's") from error
    if renamed:
        raise ModelCorrupt(f"this tokenizer has no added tokens {sorted(renamed)}: give SmolLM2's")
    return json.dumps(description, ensure_ascii=False)


def merge(tensors: Mapping[str, Tensor], update: Mapping[str, Tensor], scale: float) -> dict[str, Tensor]:
    """The decoder's ``tensors`` with the low-rank ``update`` in them; they keep their dtype.

    A tensor that the update has under the name of one of the decoder's takes its place: that is how an update looks
    for which all weights were learned. Raises ModelCorrupt for an update of another model's.
    """
    merged = dict(tensors)
    for name, tensor in update.items():
        if name.startswith(ADAPTOR):
            continue
        if name == SPECIAL:
            embedding = merged["model.embed_tokens.weight"].clone()
            _check(name, tensor, len(TOKENS), *embedding.shape[1:])
            embedding[torch.tensor(list(TOKENS.values()))] = tensor.to(embedding.dtype)
            merged["model.embed_tokens.weight"] = embedding
        elif name.endswith(DOWN):
            weight, up = merged.get(name.removesuffix(DOWN) + ".weight"), update.get(name.removesuffix(DOWN) + UP)
            if weight is None or up is None:
                raise _unfit(name)
            _check(name, tensor, *tensor.shape[:1], *weight.shape[1:])
            _check(name.removesuffix(DOWN) + UP, up, *weight.shape[:1], *tensor.shape[:1])
            product = scale * up.float() @ tensor.float()
            merged[name.removesuffix(DOWN) + ".weight"] = (weight.float() + product).to(weight.dtype)
        elif name in merged:
            _check(name, tensor, *merged[name].shape)
            merged[name] = tensor.to(merged[name].dtype)
        elif not name.endswith(UP) or name.removesuffix(UP) + DOWN not in update:
            raise _unfit(name)
    return merged


def _check(name: str, tensor: Tensor, *shape: int) -> None:
    """Raises ModelCorrupt for a tensor of another shape."""
    if tensor.shape != shape:
        raise _unfit(f"{name}, which is {list(tensor.shape)} and not {list(shape)},")


def _unfit(name: str) -> ModelCorrupt:
    return ModelCorrupt(f"the update's {name} does not fit the decoder: give the model that it was made for")


def assemble(base: Path, whisper: Path, update: Path, folder: Path) -> None:
    """Write config.json, model.safetensors (bf16) and tokenizer.json into ``folder``, in Step-Audio's form.

    ``base``: the folder of SmolLM2-135M-Instruct; ``whisper``: CTranslate2's model.bin; ``update``: what was learned.
    Raises ModelMissing, ModelCorrupt.
    """
    shape = DecoderConfig.read(base)
    config = json.loads(_read(base / "config.json"))
    tokenizer = name_tokens(_read(base / "tokenizer.json"))
    audio, encoder = read_encoder(whisper, shape.hidden)
    learned, scale = read_update(update)
    decoder = merge(read_tensors(base, decoder_shapes(shape), torch.bfloat16), learned, scale)
    tensors = {name: tensor.contiguous() for name, tensor in decoder.items()}
    tensors |= {f"encoder.{name}": tensor.to(torch.bfloat16) for name, tensor in encoder.items()}
    tensors |= {f"{ADAPTOR}{name}": tensor.to(torch.bfloat16) for name, tensor in _adaptor(audio, learned).items()}
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


def _adaptor(audio: AudioConfig, learned: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of the adaptor. Raises ModelCorrupt for one that does not fit between encoder and decoder."""
    with torch.device("meta"):
        wanted = Adaptor(audio).state_dict()
    found = {name: learned.get(f"{ADAPTOR}{name}") for name in wanted}
    for name, tensor in found.items():
        if tensor is None or tensor.shape != wanted[name].shape:
            raise ModelCorrupt(
                f"the update has no {ADAPTOR}{name} of {list(wanted[name].shape)}: give the models that it was made for"
            )
    return {name: tensor for name, tensor in found.items() if tensor is not None}


def read_update(path: Path) -> tuple[dict[str, Tensor], float]:
    """What was learned, and the scale of its products. Raises ModelMissing, ModelCorrupt."""
    if not path.is_file():
        raise ModelMissing(f"there is no file {path}: it comes with Antiphon, or out of `antiphon train`")
    try:
        with safe_open(path, "pt") as opened:
            kept = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
            scale = float(opened.metadata()[SCALE])
        return {name: _widened(kept, name) for name in kept if not name.endswith(STEPS)}, scale
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelCorrupt(f"{path} is no update that can be read ({error}): fetch it again") from error


def write_update(tensors: Mapping[str, Tensor], scale: float, path: Path) -> None:
    """Keep what was learned, its matrices in 8 bits; the file appears as a whole or not at all."""
    draft = path.with_suffix(".draft")
    kept: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        kept |= _narrowed(name, tensor.detach().to("cpu", torch.float32))
    save_file(kept, draft, {"format": "pt", SCALE: repr(scale)})
    draft.chmod(0o644)
    shutil.move(draft, path)


def _narrowed(name: str, tensor: Tensor) -> dict[str, Tensor]:
    """A matrix (or a convolution) as int8 and a step for each row; a vector, and ``SPECIAL``, in bf16."""
    if tensor.ndim < 2 or name == SPECIAL:
        return {name: tensor.to(torch.bfloat16).contiguous()}
    rows = tensor.flatten(1)
    steps = (rows.abs().amax(1, keepdim=True) / 127).to(torch.bfloat16).float().clamp_min(1e-30)
    # The step was rounded: the largest of a row may lie a little above 127 of them.
    whole = (rows / steps).round().clamp(-127, 127).to(torch.int8)
    return {name: whole.reshape(tensor.shape), name + STEPS: steps.to(torch.bfloat16)}


def _widened(kept: Mapping[str, Tensor], name: str) -> Tensor:
    """In bf16 or float32. Raises KeyError for a matrix without its steps."""
    tensor = kept[name]
    if tensor.dtype is not torch.int8:
        return tensor
    return (tensor.flatten(1).float() * kept[name + STEPS].float()).reshape(tensor.shape)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise ModelMissing(f"there is no file {path}: run `antiphon models prepare`") from None
