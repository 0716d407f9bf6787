"""What was published becomes a folder that the engine reads.

Of a GGUF file: the same weights, and a tokenizer that cuts text as the model was trained. Of the parts of Antiphon
nano: what ``test_nano.py`` looks at.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from gguf import GGUFWriter
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from antiphon.reasoner import prepare
from antiphon.reasoner.prepare import main, prepare_gguf, prepare_nano
from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .nano_parts import Parts

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TOKENS = [*SPECIAL, *sorted(ByteLevel.alphabet()), "he", "ll", "hell", "Ġhell", "20"]
MERGES = ["h e", "l l", "he ll", "Ġ hell", "2 0"]
NAMES = {
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
"""What GGUF calls the parts of a Llama."""


@pytest.fixture(scope="module")
def llama() -> LlamaForCausalLM:
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(TOKENS), hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=128, tie_word_embeddings=True, rms_norm_eps=1e-5,
    )  # fmt: skip
    model = LlamaForCausalLM(config).eval()
    # Rounded, but in fp32: `.to(torch.bfloat16)` would round the rotary frequencies, too.
    for parameter in model.parameters():
        parameter.data = parameter.data.bfloat16().float()
    return model


def write(path: Path, model: LlamaForCausalLM, **changes: Any) -> Path:
    """``model`` as a GGUF file; ``changes``: architecture, pre, merges."""
    config = model.config
    writer = GGUFWriter(path, changes.get("architecture", "llama"))
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(len(TOKENS))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(changes.get("pre", "smollm"))
    writer.add_token_list(TOKENS)
    writer.add_token_types([3] * len(SPECIAL) + [1] * (len(TOKENS) - len(SPECIAL)))
    if merges := changes.get("merges", MERGES):
        writer.add_token_merges(merges)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    for name, tensor in model.state_dict().items():
        if name != "lm_head.weight":
            writer.add_tensor(in_gguf(name), permuted(name, tensor, config).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def in_gguf(name: str) -> str:
    stem = name.removesuffix(".weight")
    if stem in NAMES:
        return f"{NAMES[stem]}.weight"
    _, _, layer, part = stem.split(".", 3)
    return f"blk.{layer}.{NAMES[part]}.weight"


def permuted(name: str, tensor: torch.Tensor, config: LlamaConfig) -> torch.Tensor:
    """GGUF keeps the rotated dimensions of queries and keys side by side; Transformers keeps them in halves."""
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}.get(name.split(".")[-2])
    if heads is None:
        return tensor
    return tensor.view(heads, 2, -1, tensor.shape[1]).transpose(1, 2).reshape(tensor.shape)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, llama: LlamaForCausalLM) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    prepare_gguf(write(folder / "tiny.gguf", llama), folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def test_the_folder_holds_what_the_engine_reads(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.safetensors", "tokenizer.json"]
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in folder.iterdir())


def test_the_weights_are_those_of_the_file(folder: Path, llama: LlamaForCausalLM) -> None:
    weights = load_file(folder / "model.safetensors")
    expected = {name: tensor for name, tensor in llama.state_dict().items() if name != "lm_head.weight"}
    assert weights.keys() == expected.keys()
    assert all(torch.equal(weights[name].float(), tensor) for name, tensor in expected.items())
    assert {tensor.dtype for tensor in weights.values()} == {torch.bfloat16}


def test_transformers_loads_the_folder_and_computes_the_same(folder: Path, llama: LlamaForCausalLM) -> None:
    loaded = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tokens = torch.arange(20)[None]
    with torch.inference_mode():
        assert torch.equal(loaded(tokens).logits, llama(tokens).logits)


def test_the_configuration_names_its_end_and_not_its_origin(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    assert (config["bos_token_id"], config["eos_token_id"]) == (1, 2)
    assert config["architectures"] == ["LlamaForCausalLM"]
    assert config["tie_word_embeddings"] is True
    assert config["rope_parameters"]["rope_theta"] == 10_000.0
    assert str(folder.parent) not in json.dumps(config)
    assert "quantization_config" not in config


def test_numbers_are_cut_into_digits(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("20").tokens == ["2", "0"]
    assert tokenizer.encode("hell 20 hell").tokens == ["hell", "Ġ", "2", "0", "Ġhell"]


def test_another_model_may_cut_them_otherwise(tmp_path: Path, llama: LlamaForCausalLM) -> None:
    prepare_gguf(write(tmp_path / "tiny.gguf", llama, pre="gpt-2"), tmp_path / "out")
    assert Tokenizer.from_file(str(tmp_path / "out" / "tokenizer.json")).encode("20").tokens == ["20"]


def test_special_tokens_are_one_token(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("<|im_start|>hell<|im_end|>").tokens == ["<|im_start|>", "hell", "<|im_end|>"]
    assert tokenizer.decode(tokenizer.encode("hell<|im_end|>").ids) == "hell"
    assert [tokenizer.token_to_id(token) for token in SPECIAL] == [0, 1, 2]


@given(st.text())
def test_what_is_encoded_is_decoded(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text


# When it goes wrong.


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"there is no file .*no\.gguf"):
        prepare_gguf(tmp_path / "no.gguf", tmp_path / "out")


@pytest.mark.parametrize("kept", [0, 4, 100, 3_000, 0.5, 0.99])
def test_a_file_that_is_cut_off(tmp_path: Path, llama: LlamaForCausalLM, kept: float) -> None:
    path = write(tmp_path / "tiny.gguf", llama)
    content = path.read_bytes()
    path.write_bytes(content[: round(kept * len(content)) if kept < 1 else int(kept)])
    with pytest.raises(ModelCorrupt, match=r"is no GGUF file that can be read .* fetch it again"):
        prepare_gguf(path, tmp_path / "out")


def test_what_is_no_gguf_file(tmp_path: Path) -> None:
    (tmp_path / "letter.gguf").write_text("Dear model, " * 100)
    with pytest.raises(ModelCorrupt, match="is no GGUF file"):
        prepare_gguf(tmp_path / "letter.gguf", tmp_path / "out")


def test_another_family(tmp_path: Path, llama: LlamaForCausalLM) -> None:
    with pytest.raises(ModelCorrupt, match="holds a model of type 'mamba': only llama can be converted"):
        prepare_gguf(write(tmp_path / "tiny.gguf", llama, architecture="mamba"), tmp_path / "out")


def test_another_tokenizer(tmp_path: Path, llama: LlamaForCausalLM) -> None:
    with pytest.raises(ModelCorrupt, match="has a tokenizer of type gpt2/falcon: gpt2/gpt-2 and gpt2/smollm can be"):
        prepare_gguf(write(tmp_path / "tiny.gguf", llama, pre="falcon"), tmp_path / "out")


@pytest.mark.parametrize(
    ("merges", "words"), [([], r"has no 'tokenizer\.ggml\.merges'"), (["q u"], "do not fit its tokens")]
)
def test_merges_that_do_not_fit(tmp_path: Path, llama: LlamaForCausalLM, merges: list[str], words: str) -> None:
    with pytest.raises(ModelCorrupt, match=words):
        prepare_gguf(write(tmp_path / "tiny.gguf", llama, merges=merges), tmp_path / "out")


def test_weights_that_cannot_be_read(tmp_path: Path, llama: LlamaForCausalLM, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "tiny.gguf", llama)

    def refuse(*_: object) -> np.ndarray:
        raise NotImplementedError("quantised in a new way")

    monkeypatch.setattr(gguf, "dequantize", refuse)
    with pytest.raises(ModelCorrupt, match=r"cannot be converted \(quantised in a new way\): fetch it again"):
        prepare_gguf(path, tmp_path / "out")


# Antiphon nano.


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path)


def test_nano_is_assembled_of_the_folders_of_its_parts(parts: Parts) -> None:
    sha256 = hashlib.sha256(parts.update.read_bytes()).hexdigest()
    prepare_nano(parts.base, parts.whisper.parent, parts.folder, parts.update, sha256)
    assert sorted(path.name for path in parts.folder.iterdir()) == [
        "config.json", "model.safetensors", "tokenizer.json",
    ]  # fmt: skip
    assert json.loads((parts.folder / "config.json").read_text())["model_type"] == "step_audio_2"


def test_an_update_of_another_version_is_refused(parts: Parts) -> None:
    """A damaged one is, too: its first bytes may still be read."""
    with pytest.raises(ModelCorrupt, match=r"does not belong to this version: .* not 0{64}\. Install Antiphon again"):
        prepare_nano(parts.base, parts.whisper.parent, parts.folder, parts.update, "0" * 64)
    parts.update.unlink()
    with pytest.raises(ModelMissing, match=r"update\.safetensors cannot be read \(No such file or directory\)"):
        prepare_nano(parts.base, parts.whisper.parent, parts.folder, parts.update, "0" * 64)
    assert not parts.folder.exists()


def test_the_update_lies_in_the_package() -> None:
    assert prepare.UPDATE.name == "nano.safetensors"
    assert prepare.UPDATE.parent == Path(prepare.__file__).parent


# The command line.


def test_the_command_line_converts(tmp_path: Path, llama: LlamaForCausalLM, capfd: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "tiny.gguf", llama)
    assert main(["gguf", str(path), str(tmp_path / "out")]) == 0
    assert capfd.readouterr() == ("", "")
    assert main(["gguf", str(tmp_path / "no.gguf"), str(tmp_path / "out")]) == 1
    assert capfd.readouterr() == ("", f"there is no file {tmp_path / 'no.gguf'}: give the path of a GGUF file\n")


def test_the_command_line_assembles(parts: Parts, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["nano", str(parts.base), str(parts.whisper.parent), str(parts.folder), "--update", str(parts.update)]
    assert main(arguments) == 0
    assert (parts.folder / "model.safetensors").is_file()
    assert capfd.readouterr() == ("", "")
    assert main([*arguments, "--sha256", "0" * 64]) == 1
    assert "does not belong to this version" in capfd.readouterr().err
    parts.whisper.unlink()
    assert main(arguments) == 1
    assert "model.bin" in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["tiny.gguf", "out"], ["nano", "base", "out"]])
def test_what_else_is_asked_for_is_answered_with_the_usage(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert "usage: python -m antiphon.reasoner.prepare" in capfd.readouterr().err
