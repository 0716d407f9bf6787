"""Antiphon nano as it is prepared: the encoder of one model, the decoder of another, and what was learned."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from antiphon.reasoner.ear import Ear
from antiphon.reasoner.models.audio import AudioConfig
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.whisper import read_encoder
from antiphon.reasoner.nano import TOKENS
from antiphon.reasoner.prompt import Prompt

EMBEDDING = "model.embed_tokens.weight"


def decoder(folder: Path) -> dict[str, Tensor]:
    return {name: t for name, t in load_file(folder / "model.safetensors").items() if name.startswith("model.")}


def test_it_thinks_and_hears_the_sound(nano_folder: Path) -> None:
    prompt, ear = Prompt.load(nano_folder), Ear.load(nano_folder, "fp32")
    assert prompt.format.thinks
    assert prompt.hears
    assert ear is not None
    ear.fits(DecoderConfig.read(nano_folder).hidden)
    audio = AudioConfig.read(nano_folder)
    assert audio is not None
    assert audio.right_pad_samples == 0, "it was trained with nothing behind a clip"


def test_it_hears_with_the_encoder_of_whisper_base(nano_folder: Path, whisper_base_folder: Path) -> None:
    _, encoder = read_encoder(whisper_base_folder / "model.bin", DecoderConfig.read(nano_folder).hidden)
    tensors = load_file(nano_folder / "model.safetensors")
    assert {name.removeprefix("encoder.") for name in tensors if name.startswith("encoder.")} == encoder.keys()
    assert all(torch.equal(tensors[f"encoder.{name}"], tensor.bfloat16()) for name, tensor in encoder.items())


def test_its_decoder_is_that_of_smollm2_and_has_learned(nano_folder: Path, smollm2_folder: Path) -> None:
    ours, theirs = decoder(nano_folder), decoder(smollm2_folder)
    assert {name: t.shape for name, t in ours.items()} == {name: t.shape for name, t in theirs.items()}
    changed = {name for name in ours if not torch.equal(ours[name], theirs[name])}
    assert any("proj" in name for name in changed)
    rows = torch.nonzero((ours[EMBEDDING] != theirs[EMBEDDING]).any(dim=1)).flatten().tolist()
    assert rows == sorted(TOKENS.values()), "only the tokens that got new names"
