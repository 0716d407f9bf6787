"""The audio encoder and the adaptor of an audio LLM: sound to what stands in the place of words.

Their shape and their tensors' names are Step-Audio's (stepfun-ai/vllm, ``mm_step_audio.py``): Whisper's encoder, its
states halved in number before the last norm, and an adaptor that halves them once more, to 12.5 a second.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from antiphon.transport.errors import ModelCorrupt

from ..mel import HOP, SAMPLE_RATE

__all__ = ["LONGEST_PIECE_S", "Adaptor", "AudioConfig", "AudioEncoder", "audio_shapes"]

LONGEST_PIECE_S = 25
"""Of audio that is encoded at once (Step-Audio-R1, ``stepaudior1vllm.py``); the encoder has positions for 30 s."""
RIGHT_PAD_SAMPLES = 479
"""Zeros behind a clip (stepfun-ai/vllm, ``mm_step_audio.py``): its last hop is whole then, and two more follow."""
ADAPTOR_WIDTH = 2048
ENCODER, ADAPTOR = "encoder", "adapter"
"""What the names of their tensors begin with."""


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """``audio_encoder_config`` of a ``config.json``, by its own names; ``llm_dim`` is the decoder's width.

    ``right_pad_samples`` is ours: how many zeros stand behind a clip when its spectrogram is made. A checkpoint of
    Step-Audio does not have it, and has the original's; a model that was trained without them says 0.
    Raises ModelCorrupt for sizes that do not fit each other.
    """

    n_mels: int
    n_audio_ctx: int
    n_audio_state: int
    n_audio_head: int
    n_audio_layer: int
    llm_dim: int
    kernel_size: int = 3
    adapter_stride: int = 2
    right_pad_samples: int = RIGHT_PAD_SAMPLES

    def __post_init__(self) -> None:
        for name in self.__slots__:
            size, least = getattr(self, name), 0 if name == "right_pad_samples" else 1
            if not isinstance(size, int) or size < least:
                raise ModelCorrupt(
                    f"the audio encoder's {name} is {size!r}: it must be a whole number of at least {least}"
                )
        if self.n_audio_state % self.n_audio_head:
            raise ModelCorrupt(f"{self.n_audio_state} dimensions cannot be divided among {self.n_audio_head} heads")

    @classmethod
    def read(cls, folder: Path) -> AudioConfig | None:
        """Of the model in ``folder``; None: it has none, or no config.json that can be read. Raises ModelCorrupt."""
        try:
            values = json.loads((folder / "config.json").read_text("utf-8")).get("audio_encoder_config")
        except (OSError, ValueError, AttributeError):
            # Whoever loads the decoder says what is wrong with it.
            return None
        return None if values is None else cls.parse(values)

    @classmethod
    def parse(cls, values: dict[str, Any]) -> AudioConfig:
        """Raises ModelCorrupt for what is not there."""
        try:
            return cls(**{name: values[name] for name in cls.__slots__ if name in values})
        except TypeError as error:
            raise ModelCorrupt(f"audio_encoder_config is not complete: {error}") from error

    def fits(self, hidden: int) -> None:
        """Raises ModelCorrupt for a decoder of another width, and for an encoder without positions for a piece."""
        if hidden != self.llm_dim:
            raise ModelCorrupt(f"the adaptor's states have {self.llm_dim} dimensions, and the decoder has {hidden}")
        wanted = (LONGEST_PIECE_S * SAMPLE_RATE // HOP + self.padding_frames + 1) // 2
        if self.n_audio_ctx < wanted:
            raise ModelCorrupt(
                f"the audio encoder has {self.n_audio_ctx} positions (n_audio_ctx), and {LONGEST_PIECE_S} s of sound "
                f"take {wanted}"
            )

    @property
    def padding_frames(self) -> int:
        """How many frames of a spectrogram are behind a clip's own."""
        return self.right_pad_samples // HOP

    def frames(self, samples: int) -> int:
        """How many frames of its own a clip of so many samples has: with Step-Audio's zeros, each begun hop is one."""
        return (samples + self.right_pad_samples) // HOP - self.padding_frames

    def positions(self, samples: int) -> int:
        """How many positions of the language model so many samples take, at most 30 s of them.

        As ``compute_token_num`` of Step-Audio-2 (``modeling_step_audio_2.py``), which does not count the padding.
        """
        states = (self.frames(samples) + 1) // 2 // 2
        pad = (self.kernel_size - 1) // 2
        return max(0, (states + 2 * pad - self.kernel_size) // self.adapter_stride + 1) if states else 0


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self._heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor | None, within: int) -> Tensor:
        """``within``: nothing attends to what is behind so many positions."""
        known = x[:, :within]
        query, key, value = (
            part(of).view(*of.shape[:2], self._heads, -1).transpose(1, 2)
            for part, of in ((self.query, x), (self.key, known), (self.value, known))
        )
        heard = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return self.out(heard.transpose(1, 2).flatten(2))  # type: ignore[no-any-return]


class _Block(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attn = _Attention(width, heads)
        self.attn_ln = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.mlp_ln = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Tensor | None, within: int) -> Tensor:
        x = x + self.attn(self.attn_ln(x), mask, within)
        return x + self.mlp(self.mlp_ln(x))  # type: ignore[no-any-return]


class AudioEncoder(nn.Module):
    """Mel spectrograms to states at 25 Hz."""

    def __init__(self, config: AudioConfig) -> None:
        super().__init__()
        width = config.n_audio_state
        self.conv1 = nn.Conv1d(config.n_mels, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.positional_embedding = nn.Embedding(config.n_audio_ctx, width)
        self.blocks = nn.ModuleList(_Block(width, config.n_audio_head) for _ in range(config.n_audio_layer))
        self.after_norm = nn.LayerNorm(width)

    def forward(self, mel: Tensor, frames: Tensor | None = None, padding: int = 0) -> tuple[Tensor, Tensor | None]:
        """``mel`` [b, mels, n], n at most twice the positions, to [b, (n + 1) // 2 // 2, width], and how many count.

        ``frames`` [b]: how many of n each clip has, the rest being zeros; None: all. What a clip becomes does not
        depend on the others. ``padding``, where all are as long: their last frames, which the convolutions see, and
        nothing attends to (as Step-Audio-2's ``modeling_step_audio_2.py``).
        """
        x = F.gelu(self.conv1(mel))
        if frames is not None:
            # As the zeros that a clip alone would have behind its end.
            x = x * _within(frames, x.shape[-1])[:, None]
            frames = (frames + 1) // 2
        x = F.gelu(self.conv2(x)).transpose(1, 2)
        x = x + self.positional_embedding.weight[: x.shape[1]]
        mask = None if frames is None else _within(frames, x.shape[1])[:, None, None]
        within = (mel.shape[-1] - padding + 1) // 2
        for block in self.blocks:
            x = block(x, mask, within)
        x = F.avg_pool1d(x.transpose(1, 2), 2).transpose(1, 2)
        return self.after_norm(x), None if frames is None else frames // 2


class Adaptor(nn.Module):
    """States at 25 Hz to the language model's at 12.5 Hz."""

    def __init__(self, config: AudioConfig) -> None:
        super().__init__()
        width, kernel = config.n_audio_state, config.kernel_size
        self.conv = nn.Conv1d(width, width, kernel, stride=config.adapter_stride, padding=(kernel - 1) // 2)
        self.linear1 = nn.Linear(width, ADAPTOR_WIDTH)
        self.linear2 = nn.Linear(ADAPTOR_WIDTH, config.llm_dim)
        self._config = config

    def forward(self, states: Tensor, lengths: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """[b, n, width] to [b, (n - 1) // 2 + 1, hidden]; ``lengths`` [b] as ``AudioEncoder``'s ``frames``."""
        if lengths is not None:
            states = states * _within(lengths, states.shape[1])[..., None]
            lengths = torch.div(lengths - 1, self._config.adapter_stride, rounding_mode="floor") + 1
        x = F.gelu(self.conv(states.transpose(1, 2)).transpose(1, 2))
        return self.linear2(F.relu(self.linear1(x))), lengths


def audio_shapes(config: AudioConfig) -> dict[str, torch.Size]:
    """Every tensor of an encoder and its adaptor, by Step-Audio's names, and its shape."""
    with torch.device("meta"):
        modules = {ENCODER: AudioEncoder(config), ADAPTOR: Adaptor(config)}
    return {f"{part}.{name}": t.shape for part, module in modules.items() for name, t in module.state_dict().items()}


def _within(lengths: Tensor, most: int) -> Tensor:
    """Which of ``most`` places each has, [b, most]."""
    return torch.arange(most, device=lengths.device) < lengths[:, None]
