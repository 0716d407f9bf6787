"""The model while it learns: a frozen encoder, the adaptor, and the decoder with its low-rank update."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from torch.utils.checkpoint import checkpoint
from transformers import LlamaForCausalLM

from antiphon.transport.errors import ConfigError

from ..models.audio import Adaptor, AudioConfig, AudioEncoder
from ..nano import DOWN, SPECIAL, TOKENS, UP

__all__ = ["Batch", "Learner"]

TARGETS_AT_ONCE = 4096
"""The logits behind so many places are held at a time, 0.8 GB of them, and made again for the gradients."""

PRODUCTS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
"""All of a layer's: LoRA on the feed-forward matters most where something new is to be learned (arXiv 2405.09673)."""


@dataclass(slots=True)
class Batch:
    """Some lessons. Places are [row, column] in ``tokens``.

    ``mel`` [p, mels, n]: the pieces of sound of all rows in order, zeros behind their ends; ``frames`` [p];
    ``tokens`` [b, t]; ``sound`` [s, 2]: where the states of the pieces go; ``asked`` [l, 2]: the places whose next
    token is learned; ``targets`` [l]: what it is; ``kinds`` [b]: which sort of lesson each row is (``Lesson.kind``).
    """

    mel: Tensor
    frames: Tensor
    tokens: Tensor
    sound: Tensor
    asked: Tensor
    targets: Tensor
    kinds: Tensor

    def to(self, device: torch.device) -> Batch:
        """On ``device``."""
        return Batch(**{f.name: getattr(self, f.name).to(device, non_blocking=True) for f in fields(self)})

    def pin_memory(self) -> Batch:
        """Where an accelerator can fetch it by itself; ``DataLoader`` asks for it by this name."""
        return Batch(**{f.name: getattr(self, f.name).pin_memory() for f in fields(self)})


class Learner(nn.Module):
    """``decoder`` gets an update of ``rank``; 0: all of its weights are learned, for comparison."""

    def __init__(
        self, decoder: LlamaForCausalLM, audio: AudioConfig, encoder: Mapping[str, Tensor], rank: int, alpha: float
    ) -> None:
        super().__init__()
        self.scale = alpha / rank if rank else 1.0
        self.encoder = AudioEncoder(audio)
        self.encoder.load_state_dict({name: tensor.float() for name, tensor in encoder.items()})
        self.encoder.requires_grad_(False)
        self.adapter = Adaptor(audio)
        self._special: Tensor
        self.register_buffer("_special", torch.tensor(list(TOKENS.values())), persistent=False)
        embedding = decoder.get_input_embeddings().weight
        # A token that was never used means nothing yet: it begins as something between all others.
        mean = embedding.detach().float().mean(0)
        noise = torch.randn(len(TOKENS), embedding.shape[1]) * embedding.detach().float().std()
        self.special = nn.Parameter(mean + 0.1 * noise)
        self.rank = rank
        if rank:
            config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=PRODUCTS, lora_dropout=0.0, bias="none")
            self.decoder: Any = get_peft_model(decoder, config)
        else:
            self.decoder = decoder
            embedding.requires_grad_(False)

    @property
    def llama(self) -> LlamaForCausalLM:
        """The decoder as Transformers knows it, its update in its layers."""
        return self.decoder.base_model.model if self.rank else self.decoder

    def embedding(self) -> Tensor:
        """[vocabulary, hidden], the special rows as they are by now."""
        weight: Tensor = self.llama.get_input_embeddings().weight
        return weight.index_copy(0, self._special, self.special.to(weight.dtype))

    def embed(self, batch: Batch) -> Tensor:
        """[b, t, hidden]."""
        x = F.embedding(batch.tokens, self.embedding())
        if not len(batch.frames):
            return x
        with torch.no_grad():
            states, lengths = self.encoder(batch.mel.to(self.encoder.conv1.weight.dtype), batch.frames)
        heard, lengths = self.adapter(states, lengths)
        within = torch.arange(heard.shape[1], device=heard.device) < lengths[:, None]
        return x.index_put((batch.sound[:, 0], batch.sound[:, 1]), heard[within].to(x.dtype))

    def forward(self, batch: Batch) -> Tensor:
        """The losses of all targets, [l]."""
        hidden = self.llama.model(inputs_embeds=self.embed(batch), use_cache=False).last_hidden_state
        asked = hidden[batch.asked[:, 0], batch.asked[:, 1]]
        rows = self.embedding().to(asked.dtype)
        parts = zip(*(torch.split(each, TARGETS_AT_ONCE) for each in (asked, batch.targets)), strict=True)
        return torch.cat([checkpoint(_losses, *part, rows, use_reentrant=False) for part in parts])

    def learned(self) -> Iterator[tuple[str, nn.Parameter]]:
        """Everything that is learned, by its name here."""
        return ((name, parameter) for name, parameter in self.named_parameters() if parameter.requires_grad)

    @torch.no_grad()
    def start_from(self, update: Mapping[str, Tensor], scale: float) -> None:
        """Go on from what was learned before, at this rank or a lower one, whose place the new directions do not touch.

        Raises ConfigError for what was learned in another shape.
        """
        learned = self.update()
        fits = scale == self.scale and update.keys() == learned.keys()
        if not fits or not all(_within(update[name], tensor, name) for name, tensor in learned.items()):
            raise ConfigError(
                f"what was learned before has another shape, or the scale {scale:g}, not {self.scale:g}: give the "
                "base and encoder that it was learned with, at least its rank, and alpha in proportion"
            )
        for name, tensor in learned.items():
            before = update[name]
            if name.endswith(UP):
                tensor.zero_()
            tensor[tuple(slice(size) for size in before.shape)] = before.to(tensor)

    def update(self) -> dict[str, Tensor]:
        """What was learned, by the names of ``antiphon.reasoner.nano``."""
        update: dict[str, Tensor] = {SPECIAL: self.special}
        update |= {f"adapter.{name}": tensor for name, tensor in self.adapter.state_dict().items()}
        for name, parameter in self.llama.named_parameters():
            if parameter.requires_grad:
                update[name.replace(".default", "")] = parameter
        return update


def _losses(asked: Tensor, targets: Tensor, rows: Tensor) -> Tensor:
    return F.cross_entropy(F.linear(asked, rows).float(), targets, reduction="none")


def _within(before: Tensor, now: Tensor, name: str) -> bool:
    """It has the shape of what is learned now, or fewer directions of a low-rank product."""
    if name.endswith((DOWN, UP)) and before.ndim == 2:
        axis = int(name.endswith(UP))
        now = now.narrow(axis, 0, min(before.shape[axis], now.shape[axis]))
    return before.shape == now.shape
