"""What was learned, tried on spoken questions in large batches: the two brains without the clock.

`antiphon eval` measures the real thing, playout included. Here speaking first is played through with a fixed number of
thoughts that are known when the first segment was said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers import LlamaForCausalLM

from antiphon.transport.errors import InputError

from ..mel import SAMPLE_RATE
from ..models.audio import Adaptor, AudioConfig, AudioEncoder
from ..models.whisper import read_encoder
from ..nano import merge, read_update
from ..prompt import Prompt
from ..segment import Segment
from . import instructions
from .dataset import pieces

__all__ = ["Question", "Questioner", "is_right", "questions"]

THOUGHT_TOKENS = 320
ANSWER_TOKENS = 80
KNOWN_TOKENS = 90
"""Thoughts that are known when the first segment was said: 3 s at 33 ms each."""


@dataclass(frozen=True, slots=True)
class Question:
    """``text``: as written; ``pcm``: float32 mono at 16,000 Hz."""

    category: str
    id: str
    text: str
    target: str
    pcm: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question."""

    thoughts: str
    said: str


def questions(path: Path, audio: Path) -> list[Question]:
    """Those of ``path``, {category: [{id, input, target}]}, with their recordings CATEGORY_ID.wav in ``audio``.

    Raises InputError for questions that cannot be read, and for a recording that is not there.
    """
    found = []
    try:
        categories = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} holds no questions that can be read: {error}") from error
    for category, asked in categories.items():
        for question in asked:
            file = audio / f"{category}_{question['id']}.wav"
            if not file.exists():
                raise InputError(f"there is no recording {file}")
            pcm, rate = soundfile.read(file, dtype="float32", always_2d=True)
            mono = soxr.resample(pcm.mean(1), rate, SAMPLE_RATE).astype(np.float32)
            text = " ".join(question["input"].split("\nOptions:")[0].replace('"', "").split())
            found.append(Question(category, str(question["id"]), text, str(question.get("target", "")), mono))
    return found


def is_right(target: str, said: str) -> bool:
    """The last verdict, or the last number, in ``said`` is ``target``."""
    for verdicts in (("valid", "invalid"), ("yes", "no")):
        if target.lower() in verdicts:
            heard = re.findall(rf"\b({'|'.join(verdicts)})\b", said.lower())
            return bool(heard) and heard[-1] == target.lower()
    if re.fullmatch(r"-?\d+", target):
        numbers = re.findall(r"-?\d+", said.replace(",", ""))
        return bool(numbers) and int(numbers[-1]) == int(target)
    return bool(target) and target.lower() in said.lower()


class Questioner:
    """The model with its update, on ``device``."""

    def __init__(self, base: Path, whisper: Path, update: Path, prompt: Prompt, device: torch.device) -> None:
        self._prompt = prompt
        self._device = device
        learned, scale = read_update(update)
        decoder = LlamaForCausalLM.from_pretrained(base, dtype=torch.bfloat16)
        state = {name: tensor for name, tensor in decoder.state_dict().items() if name != "lm_head.weight"}
        decoder.load_state_dict(merge(state, learned, scale), strict=False)
        self._decoder = decoder.to(device).eval()
        self._audio: AudioConfig
        self._audio, encoder = read_encoder(whisper / "model.bin", decoder.config.hidden_size)
        self._encoder, self._adaptor = AudioEncoder(self._audio), Adaptor(self._audio)
        self._encoder.load_state_dict(encoder)
        self._adaptor.load_state_dict(_under("adapter.", learned))
        for part in (self._encoder, self._adaptor):
            part.to(device, torch.bfloat16).eval()

    @torch.inference_mode()
    def ask(self, asked: Sequence[Question], mode: str, *, sound: bool = True) -> list[Outcome]:
        """All of them at once. ``mode``: think_before, speak_first or no_think; ``sound``: heard, or else read."""
        prompt = self._prompt
        begins = [self._question(question, sound) for question in asked]
        if mode == "no_think":
            said = self._write([[b, prompt.answer_begins(False)] for b in begins], ANSWER_TOKENS)
            return [Outcome("", prompt.decode(tokens).strip()) for tokens in said]
        thoughts = self._write([[b, prompt.answer_begins(True)] for b in begins], THOUGHT_TOKENS)
        ends = [_thoughts_of(prompt.decode(tokens)) for tokens in thoughts]
        if mode == "think_before":
            said = self._write([self._known(*each) for each in zip(begins, ends, strict=True)], ANSWER_TOKENS)
            return [Outcome(end or "", prompt.decode(tokens).strip()) for end, tokens in zip(ends, said, strict=True)]
        first = [
            self._segment(tokens)
            for tokens in self._write([[b, prompt.answer_begins(False)] for b in begins], 2 * ANSWER_TOKENS)
        ]
        second: list[list[int]] = [[] for _ in asked]
        late = [row for row, end in enumerate(ends) if end and len(prompt.text(end)) > KNOWN_TOKENS]
        if late:
            partly = [
                [*self._known(begins[row], prompt.decode(prompt.text(ends[row] or "")[:KNOWN_TOKENS])), first[row]]
                for row in late
            ]
            for row, tokens in zip(late, self._write(partly, ANSWER_TOKENS), strict=True):
                second[row] = self._segment(tokens)
        rest = self._write(
            [
                [*self._known(begin, end), [*one, *two]]
                for begin, end, one, two in zip(begins, ends, first, second, strict=True)
            ],
            ANSWER_TOKENS,
        )
        return [
            Outcome(end or "", prompt.decode([*one, *two, *three]).strip())
            for end, one, two, three in zip(ends, first, second, rest, strict=True)
        ]

    def _known(self, begin: Tensor, end: str | None) -> list[Tensor | list[int]]:
        """The question and its thoughts, closed; None: an empty block."""
        prompt = self._prompt
        if end is None:
            return [begin, prompt.answer_begins(False)]
        thoughts = prompt.text(end)
        return [begin, prompt.answer_begins(True), thoughts, prompt.thought_ends(end.endswith("\n"))]

    def _segment(self, tokens: Sequence[int]) -> list[int]:
        """As much of it as is said at once."""
        segment, taken = Segment(12, 32), 0
        for taken, token in enumerate(tokens):
            text = self._prompt.decode([token])
            if segment.ends_before(text):
                return list(tokens[:taken])
            segment.add(text)
        return list(tokens)

    def _question(self, question: Question, sound: bool) -> Tensor:
        prompt, system = self._prompt, self._prompt.system(instructions.DEFAULT)
        if not sound:
            return self._embed(system + prompt.user(question.text))
        before, behind = prompt.around_audio()
        heard = [self._hear(torch.from_numpy(mel)) for mel in pieces(question.pcm, self._audio.n_mels)]
        return torch.cat([self._embed(system + before), *heard, self._embed(behind)])

    def _hear(self, mel: Tensor) -> Tensor:
        states, _ = self._encoder(mel[None].to(self._device, torch.bfloat16))
        heard: Tensor = self._adaptor(states)[0]
        return heard[0]

    def _embed(self, tokens: Sequence[int]) -> Tensor:
        embedded: Tensor = self._decoder.get_input_embeddings()(
            torch.tensor(tokens, dtype=torch.long, device=self._device)
        )
        return embedded

    def _write(self, given: Sequence[Sequence[Tensor | list[int]]], limit: int) -> list[list[int]]:
        """The most likely continuations, without their ends."""
        rows = [
            torch.cat([part if isinstance(part, Tensor) else self._embed(part) for part in parts]) for parts in given
        ]
        # Padded in front: all of them end where they go on.
        x = pad_sequence([row.flip(0) for row in rows], batch_first=True).flip(1)
        mask = pad_sequence([torch.ones(len(row), dtype=torch.long) for row in rows], batch_first=True).flip(1)
        end = self._prompt.end
        written: Any = self._decoder.generate(
            inputs_embeds=x, attention_mask=mask.to(self._device), max_new_tokens=limit, do_sample=False,
            eos_token_id=end, pad_token_id=end,
        )  # fmt: skip
        rows_of: list[list[int]] = written.tolist()
        return [row[: row.index(end)] if end in row else row for row in rows_of]


def _thoughts_of(written: str) -> str | None:
    """What was thought; None: nothing, in an empty block."""
    thoughts = written.split("</think>")[0]
    return thoughts.removesuffix("\n") if thoughts.strip() else None


def _under(name: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {key.removeprefix(name): tensor for key, tensor in tensors.items() if key.startswith(name)}
