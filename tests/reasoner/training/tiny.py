"""A learner that is small enough for a test, and something to learn: words of SmolLM2's tokenizer, and noise."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from antiphon.reasoner.models.audio import AudioConfig, AudioEncoder
from antiphon.reasoner.nano import name_tokens
from antiphon.reasoner.prompt import Prompt
from antiphon.reasoner.training.curriculum import Curriculum
from antiphon.reasoner.training.data.example import Example
from antiphon.reasoner.training.dataset import LessonSet
from antiphon.reasoner.training.learner import Learner
from antiphon.reasoner.training.lessons import Lessons

__all__ = ["AUDIO", "EXAMPLES", "TOKENIZER", "Noise", "base", "encoder", "learner", "lesson_set", "llama", "prompt"]

TOKENIZER = Path.home() / ".cache/antiphon/models/smollm2-135m/tokenizer.json"
VOCABULARY = 49_152
AUDIO = AudioConfig(
    n_mels=16, n_audio_ctx=1500, n_audio_state=16, n_audio_head=2, n_audio_layer=1, llm_dim=32, right_pad_samples=0
)

EXAMPLES = (
    Example(
        "object_counting",
        "I have 2 cats and 3 dogs. How many animals do I have?",
        "You have 5 animals.",
        key="5",
        thoughts=("cats 2: 2", "dogs 3: 5"),
        opening="Let me count the animals that you have just told me about, one after the other.",
        asides=("With the cats alone, there are two of them so far.", ""),
        wrong="You have 6 animals.",
    ),
    Example("small_talk", "Good morning!", "Good morning to you."),
    Example("dictation", "4, 7.", "You said 4, 7.", key="4, 7", spoken="four, seven."),
    Example("follow_ups", "And now?", "Now it is 7.", history=(("What is 2 plus 3?", "It is 5."), ("Hi.", "Hello."))),
)


@cache
def prompt() -> Prompt:
    """SmolLM2's, with the names of nano's tokens."""
    if not TOKENIZER.exists():
        pytest.skip(f"no tokenizer at {TOKENIZER}")
    return Prompt(Tokenizer.from_str(name_tokens(TOKENIZER.read_text("utf-8"))))


def llama(dtype: torch.dtype = torch.float32, hidden: int = AUDIO.llm_dim, layers: int = 2) -> LlamaForCausalLM:
    """A random decoder, the same each time."""
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=hidden, intermediate_size=2 * hidden, num_hidden_layers=layers,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=2048, tie_word_embeddings=True,
        bos_token_id=1, eos_token_id=2, pad_token_id=2,
    )  # fmt: skip
    decoder = LlamaForCausalLM(config)
    with torch.no_grad():
        # Else no logit could stand out: rows of so few dimensions have next to no length.
        decoder.get_input_embeddings().weight.mul_(15)
    return decoder.to(dtype)


def encoder() -> dict[str, Tensor]:
    """The tensors of a random audio encoder, the same each time."""
    torch.manual_seed(2)
    return AudioEncoder(AUDIO).state_dict()


def learner(rank: int = 4, dtype: torch.dtype = torch.float32) -> Learner:
    """Before it has learned anything."""
    decoder, tensors = llama(dtype), encoder()
    torch.manual_seed(3)
    return Learner(decoder, AUDIO, tensors, rank, 2.0 * rank or 1.0)


class Noise:
    """``count`` clips of noise; clip n has 0.4 s and 0.1 s for each n."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def samples(self, item: int) -> int:
        return 6400 + 1600 * item

    def pcm(self, item: int) -> NDArray[np.float32]:
        return np.random.default_rng(item).normal(0, 0.1, self.samples(item)).astype(np.float32)


def lesson_set(curriculum: Curriculum, examples: Sequence[Example] = EXAMPLES) -> LessonSet:
    """Of ``examples``, each heard as it is."""
    recordings = Noise(curriculum.items)
    return LessonSet(
        curriculum,
        lambda item: examples[item % len(examples)],
        recordings,
        Lessons(prompt()),
        lambda pcm, _: pcm,
        lambda mel, _: mel,
        AUDIO.n_mels,
    )


def base(folder: Path) -> Path:
    """``llama`` as a model's folder, with SmolLM2's tokenizer."""
    prompt()
    llama(torch.bfloat16).save_pretrained(folder)
    shutil.copy(TOKENIZER, folder)
    return folder
