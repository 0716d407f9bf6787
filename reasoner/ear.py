"""What an audio LLM hears: the states of its encoder and adaptor, which stand in the place of the user's words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .mel import SAMPLE_RATE, log_mel
from .models.audio import ADAPTOR, ENCODER, LONGEST_PIECE_S, Adaptor, AudioConfig, AudioEncoder, audio_shapes
from .models.shards import Checkpoint
from .models.weights import precision_of, read_tensors
from .options import Precision
from .windows import windows

__all__ = ["Ear", "Sound"]

CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Sound:
    """What was heard of a clip. ``states``: [n, hidden], 12.5 a second, in host memory; ``ms``: how long it took.

    ``pieces``: the states of its windows, by where they are: all but the last stay as they are when more comes.
    """

    states: Tensor
    ms: float
    pieces: Mapping[tuple[int, int], Tensor]


class Ear:
    """An audio encoder and its adaptor.

    On a card it has a stream of its own: what it hears runs between the steps of the decoder, and waits for none.
    """

    def __init__(self, config: AudioConfig, encoder: AudioEncoder, adaptor: Adaptor) -> None:
        self._config = config
        self._encoder = encoder.eval().requires_grad_(False)
        self._adaptor = adaptor.eval().requires_grad_(False)
        device = self._encoder.conv1.weight.device
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None  # type: ignore[no-untyped-call]

    @classmethod
    def load(cls, folder: Path, precision: Precision, device: torch.device = CPU) -> Ear | None:
        """Those of the model in ``folder``; None: it has none. Raises ModelMissing, ModelCorrupt.

        On a card they are in bf16, whatever the decoder's weights are.
        """
        config = AudioConfig.read(folder)
        if config is None:
            return None
        shapes = audio_shapes(config)
        if device.type == "cpu":
            tensors = read_tensors(folder, shapes, precision_of(precision))
        else:
            stored = Checkpoint.open(folder, shapes).tensors()
            tensors = {name: tensor.to(device, torch.bfloat16) for name, tensor in stored}
        with torch.device("meta"):
            encoder, adaptor = AudioEncoder(config), Adaptor(config)
        for part, module in ((ENCODER, encoder), (ADAPTOR, adaptor)):
            own = {name.removeprefix(f"{part}."): t for name, t in tensors.items() if name.startswith(f"{part}.")}
            module.load_state_dict(own, assign=True)
        ear = cls(config, encoder, adaptor)
        if device.type != "cpu":
            # The memory that the longest piece takes is kept for those that come: later there may be none.
            ear.hear(np.zeros(LONGEST_PIECE_S * SAMPLE_RATE, np.float32))
        return ear

    @property
    def hidden(self) -> int:
        """The width of a state: the decoder's."""
        return self._config.llm_dim

    def fits(self, hidden: int) -> None:
        """Raises ModelCorrupt for a decoder of another width, and for an encoder without positions for a piece."""
        self._config.fits(hidden)

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
        weight, config = self._encoder.conv1.weight, self._config
        positions = config.positions(pcm.size)
        if not positions:
            return torch.zeros(0, self.hidden, dtype=weight.dtype)
        mel = torch.from_numpy(log_mel(pcm, config.n_mels, config.right_pad_samples))
        with torch.inference_mode(), torch.cuda.stream(self._stream):
            states, _ = self._encoder(mel.to(weight)[None], padding=config.padding_frames)
            heard: Tensor = self._adaptor(states)[0]
            # In host memory it is nobody's stream's: half a megabyte for each 5 s, which the engine takes back up.
            return heard[0, :positions].cpu()
