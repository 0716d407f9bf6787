"""Antiphon nano out of its parts: ``antiphon.reasoner.nano``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from antiphon.reasoner.ear import Ear
from antiphon.reasoner.engine import Engine, Passage
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.weights import load_decoder
from antiphon.reasoner.nano import SPECIAL, TOKENS, merge, name_tokens, read_update, write_update
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.prompt import Prompt
from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .ct2 import WIDTH
from .nano_parts import (
    DOWN,
    HIDDEN,
    NAMES,
    QUERY,
    RANK,
    SCALE,
    VOCABULARY,
    WIDE,
    Parts,
    a_decoder,
    an_update,
    tokenizer,
)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path)


# The tokenizer.


def test_tokens_that_were_not_used_get_the_names_of_step_audio() -> None:
    renamed = Tokenizer.from_str(name_tokens(tokenizer().to_str()))
    assert {name: renamed.token_to_id(name) for name in TOKENS} == TOKENS
    assert renamed.get_vocab_size() == VOCABULARY
    assert renamed.token_to_id("<repo_name>") is None
    assert renamed.token_to_id("<issue_start>") == 8
    ids = renamed.encode("<think>\nHm.</think><repo_name>", add_special_tokens=False).ids
    assert (ids[0], ids[5]) == (TOKENS["<think>"], TOKENS["</think>"])
    assert renamed.decode(ids, skip_special_tokens=False) == "<think>\nHm.</think><repo_name>"
    assert len(ids) == 6 + len("<repo_name>")


def test_everything_else_is_encoded_as_before() -> None:
    text = "<|im_start|>user\nZoë thinks: 7.<|im_end|>\n"
    renamed = Tokenizer.from_str(name_tokens(tokenizer().to_str()))
    assert renamed.encode(text).ids == tokenizer().encode(text).ids


def test_the_prompt_is_one_of_a_model_that_thinks_and_hears() -> None:
    prompt = Prompt(Tokenizer.from_str(name_tokens(tokenizer().to_str())))
    assert (prompt.format.name, prompt.format.thinks, prompt.hears) == ("chatml", True, True)
    assert prompt.around_audio()[0][-1] == TOKENS["<audio_start>"]
    assert prompt.around_audio()[1][0] == TOKENS["<audio_end>"]
    assert prompt.stop == {number for number in range(len(NAMES)) if number not in (3, 4)}


def test_a_tokenizer_without_room_for_them_is_refused() -> None:
    description = json.loads(tokenizer().to_str())
    description["added_tokens"] = description["added_tokens"][:5]
    with pytest.raises(ModelCorrupt, match=r"no added tokens \[5, 6, 7\]"):
        name_tokens(json.dumps(description))


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}", '{"model": {"vocab": {}}}', '{"model": 1}'])
def test_what_is_no_tokenizer_is_refused(text: str) -> None:
    with pytest.raises(ModelCorrupt, match="no tokenizer"):
        name_tokens(text)


# The weights.


def state() -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {n: t for n, t in a_decoder().state_dict().items() if n != "lm_head.weight"}
    return tensors


def by_hand(weight: Tensor, down: Tensor, up: Tensor) -> Tensor:
    product = np.einsum("or,ri->oi", up.double().numpy(), down.double().numpy())
    return torch.from_numpy(weight.double().numpy() + SCALE * product).to(weight.dtype)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_a_low_rank_product_is_added_to_its_weight(dtype: torch.dtype) -> None:
    tensors = {name: tensor.to(dtype) for name, tensor in state().items()}
    update = an_update()
    merged = merge(tensors, update, SCALE)
    assert merged.keys() == tensors.keys()
    assert {tensor.dtype for tensor in merged.values()} == {dtype}
    for product in (QUERY, DOWN):
        expected = by_hand(
            tensors[f"{product}.weight"], update[f"{product}.lora_A.weight"], update[f"{product}.lora_B.weight"]
        )
        torch.testing.assert_close(merged[f"{product}.weight"], expected)
        assert not torch.equal(merged[f"{product}.weight"], tensors[f"{product}.weight"])
    untouched = tensors.keys() - {f"{QUERY}.weight", f"{DOWN}.weight", "model.embed_tokens.weight"}
    assert all(torch.equal(merged[name], tensors[name]) for name in untouched)


def test_the_special_tokens_get_their_rows_and_the_others_keep_theirs() -> None:
    tensors, update = state(), an_update()
    before = tensors["model.embed_tokens.weight"].clone()
    embedding = merge(tensors, update, SCALE)["model.embed_tokens.weight"]
    rows = list(TOKENS.values())
    assert torch.equal(embedding[rows], update[SPECIAL].bfloat16())
    others = [row for row in range(VOCABULARY) if row not in rows]
    assert torch.equal(embedding[others], before[others])
    # What it is made of stays as it was.
    assert torch.equal(tensors["model.embed_tokens.weight"], before)


def test_a_weight_that_was_learned_as_a_whole_takes_the_place_of_the_first() -> None:
    whole = torch.randn(HIDDEN, WIDE)
    merged = merge(state(), {f"{DOWN}.weight": whole}, 1.0)
    assert torch.equal(merged[f"{DOWN}.weight"], whole.bfloat16())


def test_an_update_of_nothing_changes_nothing() -> None:
    tensors = state()
    merged = merge(tensors, {}, SCALE)
    assert all(torch.equal(merged[name], tensors[name]) for name in tensors)


@pytest.mark.parametrize(
    ("name", "tensor", "message"),
    [
        (f"{QUERY}.lora_A.weight", torch.ones(RANK, HIDDEN + 1), rf"{QUERY}\.lora_A.* \[3, 33\] and not \[3, 32\]"),
        (f"{QUERY}.lora_A.weight", torch.ones(RANK + 1, HIDDEN), rf"{QUERY}\.lora_B.* \[32, 3\] and not \[32, 4\]"),
        (f"{QUERY}.lora_A.weight", torch.ones(RANK), "lora_A"),
        (f"{QUERY}.lora_B.weight", torch.ones(HIDDEN), "lora_B"),
        (f"{QUERY}.lora_B.weight", None, "lora_A"),
        (f"{QUERY}.lora_A.weight", None, "lora_B"),
        ("model.layers.9.self_attn.q_proj.lora_A.weight", torch.ones(RANK, HIDDEN), r"layers\.9"),
        (f"{DOWN}.weight", torch.ones(2, 2), r"\[2, 2\] and not \[32, 48\]"),
        ("something", torch.ones(2, 2), "something"),
        (SPECIAL, torch.ones(len(TOKENS), HIDDEN + 1), r"special_tokens.* and not \[5, 32\]"),
        (SPECIAL, torch.ones(1, HIDDEN), "special_tokens"),
    ],
)
def test_an_update_of_another_model_is_refused(name: str, tensor: Tensor | None, message: str) -> None:
    update = an_update()
    update.pop(name, None)
    if tensor is not None:
        update[name] = tensor
    with pytest.raises(ModelCorrupt, match=message):
        merge(state(), update, SCALE)


# The file of what was learned.


def test_an_update_is_read_as_it_was_written(tmp_path: Path) -> None:
    update = an_update()
    path = tmp_path / "update.safetensors"
    write_update({name: tensor.requires_grad_() for name, tensor in update.items()}, 2 / 3, path)
    found, scale = read_update(path)
    assert scale == 2 / 3
    assert found.keys() == update.keys()
    for name, tensor in update.items():
        if tensor.ndim < 2 or name == SPECIAL:
            assert torch.equal(found[name], tensor.detach().bfloat16())
            continue
        rows = tensor.detach().flatten(1)
        # Half of a step, of which 127 are the largest of the row; the step itself is rounded to bf16.
        bound = rows.abs().amax(1, keepdim=True) * 0.5 / 127 * (1 + 2**-8)
        assert found[name].shape == tensor.shape
        assert ((found[name].flatten(1) - rows).abs() <= bound).all()
    assert path.stat().st_size < 1.5 * sum(tensor.numel() for tensor in update.values()) + 8192
    assert [file.name for file in tmp_path.iterdir()] == ["update.safetensors"]
    assert path.stat().st_mode & 0o044 == 0o044


def test_an_update_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"update\.safetensors.*antiphon train"):
        read_update(tmp_path / "update.safetensors")
    with pytest.raises(ModelMissing):
        read_update(tmp_path)


def test_an_update_that_was_read_is_written_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_update(an_update(), SCALE, one)
    first, scale = read_update(one)
    write_update(first, scale, two)
    second, _ = read_update(two)
    assert second.keys() == first.keys()
    assert all(torch.equal(second[name], tensor) for name, tensor in first.items())


@pytest.mark.parametrize("damage", ["cut off", "something else", "empty", "no scale", "no number", "no steps"])
def test_an_update_that_is_damaged_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "update.safetensors"
    write_update(an_update(), SCALE, path)
    match damage:
        case "cut off":
            path.write_bytes(path.read_bytes()[:-50])
        case "something else":
            path.write_bytes(b"PK" * 500)
        case "empty":
            path.write_bytes(b"")
        case "no scale":
            save_file(an_update(), path)
        case "no number":
            save_file(an_update(), path, {"scale": "much"})
        case "no steps":
            save_file({"adapter.conv.weight": torch.ones(2, 2, dtype=torch.int8)}, path, {"scale": "1"})
    with pytest.raises(ModelCorrupt, match=r"no update that can be read.*fetch it again"):
        read_update(path)


# All together.


def test_what_is_put_together_is_read_as_any_audio_llm(parts: Parts) -> None:
    parts.assemble()
    assert sorted(file.name for file in parts.folder.iterdir()) == [
        "config.json", "model.safetensors", "tokenizer.json",
    ]  # fmt: skip
    config = json.loads((parts.folder / "config.json").read_text())
    assert config["model_type"] == "step_audio_2"
    # It was trained with nothing behind a clip, and Step-Audio with zeros.
    assert config["audio_encoder_config"]["right_pad_samples"] == 0
    assert DecoderConfig.read(parts.folder) == DecoderConfig.read(parts.base)
    tensors = load_file(parts.folder / "model.safetensors")
    assert {tensor.dtype for tensor in tensors.values()} == {torch.bfloat16}
    assert (parts.folder / "model.safetensors").stat().st_mode & 0o044 == 0o044
    assert Prompt.load(parts.folder).hears
    ear = Ear.load(parts.folder, "fp32")
    assert ear is not None
    ear.fits(load_decoder(parts.folder, "fp32").config.hidden)
    assert ear.hear(np.ones(16_000, np.float32)).states.shape == (13, HIDDEN)


async def test_what_is_put_together_answers_what_it_hears_as_transformers_does_with_the_same_weights(
    parts: Parts,
) -> None:
    parts.assemble()
    folder = parts.folder
    engine = Engine.load(folder, ReasonerOptions(threads=1, precision="fp32", context_tokens=512))
    prompt, ear = Prompt.load(folder), Ear.load(folder, "fp32")
    assert ear is not None
    pcm = np.random.default_rng(3).normal(0, 0.1, 24_000).astype(np.float32)
    before, behind = prompt.around_audio()
    sound = ear.hear(pcm).states
    engine.start()
    stream = engine.open()
    await stream.extend(Passage(before, sound, behind, prompt.answer_begins(think=True)))
    written = [token async for token in stream.generate(12)]
    await engine.close()

    model = LlamaForCausalLM(LlamaConfig(**json.loads((folder / "config.json").read_text())["text_config"])).eval()
    tensors = load_file(folder / "model.safetensors")
    model.load_state_dict({n: t.float() for n, t in tensors.items() if n.startswith("model.")}, strict=False)
    model = model.float()
    embed: Any = model.get_input_embeddings()
    with torch.inference_mode():
        x = torch.cat(
            [embed(torch.tensor(before)), sound, embed(torch.tensor([*behind, *prompt.answer_begins(think=True)]))]
        )
        theirs = []
        for _ in range(12):
            theirs.append(int(model(inputs_embeds=x[None]).logits[0, -1].argmax()))
            x = torch.cat([x, embed(torch.tensor(theirs[-1:]))])
    assert written == theirs


def test_the_decoder_has_the_update_in_it(parts: Parts) -> None:
    parts.assemble()
    tensors = load_file(parts.folder / "model.safetensors")
    learned, scale = read_update(parts.update)
    for name, tensor in merge(state(), learned, scale).items():
        assert torch.equal(tensors[name], tensor)
    for name, tensor in learned.items():
        assert not name.startswith("adapter.") or torch.equal(tensors[name], tensor.bfloat16())
    assert not any("lora" in name or name == SPECIAL for name in tensors)


@pytest.mark.parametrize("name", ["base/config.json", "base/tokenizer.json", "base/model.safetensors", "model.bin",
                                  "update.safetensors"])  # fmt: skip
def test_a_part_that_is_not_there_is_named_and_nothing_is_written(parts: Parts, name: str) -> None:
    (parts.folder.parent / name).unlink()
    with pytest.raises(ModelMissing, match=name.rpartition("/")[2]):
        parts.assemble()
    assert not parts.folder.exists()


@pytest.mark.parametrize("name", ["base/config.json", "base/tokenizer.json", "base/model.safetensors", "model.bin",
                                  "update.safetensors"])  # fmt: skip
def test_a_part_that_is_damaged_is_named_and_nothing_is_written(parts: Parts, name: str) -> None:
    path = parts.folder.parent / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ModelCorrupt):
        parts.assemble()
    assert not parts.folder.exists()


@pytest.mark.parametrize("change", ["missing", "wide", "of another encoder"])
def test_an_adaptor_that_does_not_fit_is_refused(parts: Parts, change: str) -> None:
    update = an_update()
    match change:
        case "missing":
            del update["adapter.linear1.bias"]
        case "wide":
            update["adapter.linear2.weight"] = torch.ones(HIDDEN + 1, 2048)
        case _:
            update["adapter.conv.weight"] = torch.ones(WIDTH + 8, WIDTH + 8, 3)
    write_update(update, SCALE, parts.update)
    with pytest.raises(ModelCorrupt, match=r"no adapter\.\w+\.\w+ of \[.*\]: give the models"):
        parts.assemble()
    assert not parts.folder.exists()
