"""The audio encoder and the adaptor, with random weights."""

from __future__ import annotations

import torch
from torch import Tensor

from antiphon.reasoner.ear import Ear
from antiphon.reasoner.mel import SAMPLE_RATE, log_mel
from antiphon.reasoner.models.audio import Adaptor, AudioConfig, AudioEncoder

from .subject import Subject
from .table import Figure

__all__ = ["RandomEar", "encoder", "noise"]

ENCODER_GOAL = 15.0


class RandomEar:
    """``ear``, and what it is made of."""

    def __init__(self, config: AudioConfig, device: torch.device, dtype: torch.dtype) -> None:
        self.config = config
        # As where they are loaded, nothing is ever there in fp32.
        with torch.device("meta"):
            self._encoder, self._adaptor = AudioEncoder(config), Adaptor(config)
        for module in (self._encoder, self._adaptor):
            module.to(dtype).to_empty(device=device).requires_grad_(False)
            for name, parameter in module.named_parameters():
                if parameter.dim() > 1:
                    parameter.normal_(0, parameter[0].numel() ** -0.5)
                else:
                    parameter.fill_(0 if name.endswith("bias") else 1)
        self._device, self._dtype = device, dtype
        self.ear = Ear(config, self._encoder, self._adaptor)

    @property
    def size_bytes(self) -> int:
        return sum(p.nbytes for module in (self._encoder, self._adaptor) for p in module.parameters())

    @property
    def block_parameters(self) -> int:
        """That every state goes through; the convolutions' are few."""
        return sum(p.numel() for p in self._encoder.blocks.parameters())

    def mel(self, pcm: Tensor) -> Tensor:
        """float32 [n] at 16,000 Hz to [1, mels, frames] on the device."""
        mel = log_mel(pcm.numpy(), self.config.n_mels, self.config.right_pad_samples)
        return torch.from_numpy(mel).to(self._device, self._dtype)[None]

    @torch.inference_mode()
    def states(self, mel: Tensor) -> Tensor:
        """[n, hidden]."""
        heard: Tensor = self._adaptor(self._encoder(mel, padding=self.config.padding_frames)[0])[0][0]
        return heard


def noise(seconds: float) -> Tensor:
    """float32 [n] at 16,000 Hz."""
    return torch.randn(int(seconds * SAMPLE_RATE)) * 0.1


def encoder(subject: Subject) -> list[Figure]:
    """A clip's states from its spectrogram, which the host makes; beside it, that, and all of what an ear does."""
    shapes, clock = subject.shapes, subject.clock
    ear, pcm = RandomEar(shapes.audio, subject.device, subject.dtype), noise(shapes.clip_s)
    mel = ear.mel(pcm)
    heard = ear.states(mel)
    assert heard.isfinite().all(), "the encoder's states are not finite"
    wall = clock.wall_ms(lambda: ear.states(mel), shapes.rounds)
    beside: dict[str, float | str] = {
        "GPU": clock.gpu_ms(lambda: ear.states(mel), shapes.rounds),
        "spectrogram (host)": clock.wall_ms(lambda: ear.mel(pcm), shapes.rounds),
        "Ear.hear": clock.wall_ms(lambda: ear.ear.hear(pcm.numpy()), shapes.rounds),
        "states": len(heard),
    }
    floor = subject.ceilings.least_ms(ear.size_bytes, 2 * ear.block_parameters * mel.shape[-1] / 2)
    return [Figure(f"encoder + adaptor, {shapes.clip_s:g} s of audio", wall, "ms", ENCODER_GOAL, floor, beside)]
