"""A tiny Antiphon nano in its parts: a decoder, an encoder, and an update that fits them."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from antiphon.reasoner.models.audio import Adaptor, AudioConfig
from antiphon.reasoner.nano import SPECIAL, TOKENS, assemble, write_update

from .ct2 import CONTEXT, HEADS, LAYERS, MELS, WIDTH, variables, write_ct2

__all__ = [
    "DOWN", "HIDDEN", "NAMES", "QUERY", "RANK", "SCALE", "VOCABULARY", "WIDE", "Parts", "a_decoder", "an_update",
    "tokenizer",
]  # fmt: skip

NAMES = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<reponame>", "<file_sep>", "<filename>",
         "<gh_stars>", "<issue_start>")  # fmt: skip
"""As SmolLM2 has them, from 0."""
ALPHABET = sorted(pre_tokenizers.ByteLevel.alphabet())
VOCABULARY = len(NAMES) + len(ALPHABET)
HIDDEN, WIDE, RANK, SCALE = 32, 48, 3, 1.5
QUERY, DOWN = "model.layers.1.self_attn.q_proj", "model.layers.0.mlp.down_proj"


def tokenizer() -> Tokenizer:
    """A byte-level one, whose special tokens are in front."""
    made = Tokenizer(models.BPE({token: number for number, token in enumerate((*NAMES, *ALPHABET))}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in NAMES])
    return made


def a_decoder() -> LlamaForCausalLM:
    torch.manual_seed(6)
    config = LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=HIDDEN, intermediate_size=WIDE, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=600, eos_token_id=2, tie_word_embeddings=True,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return model.to(torch.bfloat16).eval()


def an_update() -> dict[str, Tensor]:
    torch.manual_seed(7)
    audio = AudioConfig(MELS, CONTEXT, WIDTH, HEADS, LAYERS, HIDDEN)
    return {
        SPECIAL: torch.randn(len(TOKENS), HIDDEN),
        f"{QUERY}.lora_A.weight": torch.randn(RANK, HIDDEN) / 5,
        f"{QUERY}.lora_B.weight": torch.randn(HIDDEN, RANK) / 5,
        f"{DOWN}.lora_A.weight": torch.randn(RANK, WIDE) / 5,
        f"{DOWN}.lora_B.weight": torch.randn(HIDDEN, RANK) / 5,
    } | {f"adapter.{name}": tensor for name, tensor in Adaptor(audio).state_dict().items()}


class Parts:
    """Everything that is put together, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.base, self.whisper, self.update = folder / "base", folder / "model.bin", folder / "update.safetensors"
        self.folder = folder / "nano"
        a_decoder().save_pretrained(self.base)
        tokenizer().save(str(self.base / "tokenizer.json"))
        write_ct2(self.whisper, variables("float16"))
        write_update(an_update(), SCALE, self.update)

    def assemble(self) -> None:
        assemble(self.base, self.whisper, self.update, self.folder)
