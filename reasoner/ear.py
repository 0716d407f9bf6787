"""What an audio LLM hears: the states of its encoder and adaptor, which stand in the place of the user's words."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt

from .mel import HOP, SAMPLE_RATE, log_mel
from .models.audio import LONGEST_PIECE_S, Adaptor, AudioConfig, AudioEncoder
from .models.weights import precision_of, read_tensors
from .options import Precision
from .windows import windows

__all__ = ["Ear", "Sound"]


@dataclass(frozen=True, slots=True)
class Sound:
    """What was heard of a clip. ``states``: [n, hidden], 12.5 a second; ``ms``: how long it took to hear it.

    ``pieces``: the states of its windows, by where they are: all but the last stay as they are when more comes.
    """

    states: Tensor
    ms: float
    pieces: Mapping[tuple[int, int], Tensor]


class Ear:
    """An audio encoder and its adaptor. Raises ModelCorrupt for an encoder without positions for the longest piece."""

    def __init__(self, config: AudioConfig, encoder: AudioEncoder, adaptor: Adaptor) -> None:
        wanted = LONGEST_PIECE_S * SAMPLE_RATE // (2 * HOP)
        if config.n_audio_ctx < wanted:
            raise ModelCorrupt(
                f"the audio encoder has {config.n_audio_ctx} positions (n_audio_ctx), and {LONGEST_PIECE_S} s of sound "
                f"take {wanted}"
            )
        self._config = config
        self._encoder = encoder.eval().requires_grad_(False)
        self._adaptor = adaptor.eval().requires_grad_(False)

    @classmethod
    def load(cls, folder: Path, precision: Precision) -> Ear | None:
        """Those of the model in ``folder``; None: it has none. Raises ModelMissing, ModelCorrupt."""
        try:
            values = json.loads((folder / "config.json").read_text("utf-8")).get("audio_encoder_config")
        except (OSError, ValueError, AttributeError):
            # Whoever loads the decoder says what is wrong with it.
            return None
        if values is None:
            return None
        config = AudioConfig.parse(values)
        with torch.device("meta"):
            encoder, adaptor = AudioEncoder(config), Adaptor(config)
        parts = {"encoder": encoder, "adapter": adaptor}
        shapes = {
            f"{part}.{name}": t.shape for part, module in parts.items() for name, t in module.state_dict().items()
        }
        tensors = read_tensors(folder, shapes, precision_of(precision))
        for part, module in parts.items():
            own = {name.removeprefix(f"{part}."): t for name, t in tensors.items() if name.startswith(f"{part}.")}
            module.load_state_dict(own, assign=True)
        return cls(config, encoder, adaptor)

    @property
    def hidden(self) -> int:
        """The width of a state: the decoder's."""
        return self._config.llm_dim

    def fits(self, hidden: int) -> None:
        """Raises ModelCorrupt for a decoder of another width."""
        if hidden != self.hidden:
            raise ModelCorrupt(f"the adaptor's states have {self.hidden} dimensions, and the decoder has {hidden}")

    def hear(self, pcm: NDArray[np.float32], earlier: Sound | None = None) -> Sound:
        """A clip: float32 [n], mono at 16,000 Hz in [-1, 1]. Blocks.

        ``earlier``: what was heard when the clip was shorter. Long clips are heard in pieces of at most 25 s.
        """
        start = time.perf_counter()
        known = {} if earlier is None else earlier.pieces
        pieces = {}
        for window in windows(pcm, LONGEST_PIECE_S):
            states = known.get(window)
            pieces[window] = self._states(pcm[window[0] : window[1]]) if states is None else states
        states = torch.cat(list(pieces.values()))
        return Sound(states, (time.perf_counter() - start) * 1000, pieces)

    def _states(self, pcm: NDArray[np.float32]) -> Tensor:
        dtype = self._encoder.conv1.weight.dtype
        if not self._config.positions(pcm.size):
            return torch.zeros(0, self.hidden, dtype=dtype)
        mel = torch.from_numpy(log_mel(pcm, self._config.n_mels)).to(dtype)
        with torch.inference_mode():
            states, _ = self._encoder(mel[None])
            heard: Tensor = self._adaptor(states)[0]
        return heard[0]
