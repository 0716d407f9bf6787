"""A model's folder to a decoder on a card, in bf16 or in four bits: checked first, then read one tensor at a time."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import structlog
import torch
from torch import Tensor

from antiphon.transport.errors import ModelError

from ..kernels.attention import LEAST_DOT
from ..memory_plan import WeightPrecision, admit
from ..options import ReasonerOptions
from .audio import AudioConfig, audio_shapes
from .card import Card
from .config import DecoderConfig
from .graphed import DecoderWeights, GraphedDecoder
from .layout import laid_out
from .quantised import quantise
from .quantised_cache import Loaded, QuantisedCache, quantised_folder
from .recipe import Recipe
from .shards import Buffer, Checkpoint
from .weights import decoder_shapes

__all__ = ["load_graphed", "load_weights"]

log = structlog.get_logger()

BUFFER_BYTES = 1 << 29
"""Of host memory that a card copies from: PyTorch keeps it for good. A layer's weights of Step-Audio fit; its embedding
and head, which do not, are copied a little slower."""
ROOM_BYTES = 1 << 16
"""For the parts of a quantised weight, which each begin anew in the buffer."""
TELL_S = 5.0
"""Progress is logged so often."""


def load_graphed(folder: Path, options: ReasonerOptions, device: torch.device) -> GraphedDecoder:
    """The decoder in ``folder`` on a card, with the cache for what ``options`` admit, ready to be used.

    Raises ConfigError where it does not fit the card, with what would; ModelMissing, ModelCorrupt, and ModelError for a
    size of the heads that the kernels do not do, and where the disk has no room for int4: all of them before the first
    weight is read.
    """
    config = DecoderConfig.read(folder)
    if config.head_dim < LEAST_DOT or config.head_dim & (config.head_dim - 1):
        raise ModelError(
            f"the heads of {folder} have {config.head_dim} dimensions: on a card it must be a power of two of at least "
            f'{LEAST_DOT}. Set reasoner.device = "cpu" for this model, or give another'
        )
    audio = AudioConfig.read(folder) if options.hearing != "words" else None
    checkpoint = Checkpoint.open(folder, decoder_shapes(config))
    if audio is not None:
        # The ear is loaded behind the decoder: what is wrong with it would be known only then.
        audio.fits(config.hidden)
        Checkpoint.open(folder, audio_shapes(audio))
    card = Card.of(device)
    plan = admit(options, config, audio, card.free_bytes)
    demand = plan.demand
    log.info("model_admitted", card=card.name, precision=demand.precision, takes_gb=round(plan.total_bytes / 1e9, 1))
    weights = load_weights(checkpoint, config, demand.precision, device)
    return GraphedDecoder(
        config, weights, blocks=demand.blocks, context_tokens=demand.context_tokens, most_rows=demand.rows
    )


def load_weights(
    checkpoint: Checkpoint,
    config: DecoderConfig,
    precision: WeightPrecision,
    device: torch.device,
    dtype: torch.dtype = torch.bfloat16,
    cache: Path | None = None,
) -> DecoderWeights:
    """A decoder's weights on ``device``; what is not in four bits is in ``dtype``.

    Its memory there is taken as a whole before anything is read. In int4 the layers' products are quantised on
    ``device`` and kept in the folder ``cache`` (None: ``quantised_folder``), from where they come the next time.
    Raises ModelError where there is no room for that, or the model cannot be quantised; ModelCorrupt.
    """
    layout = laid_out(config, precision, device, dtype)
    on_card = device.type == "cuda"
    buffer = Buffer(min(checkpoint.largest_bytes + ROOM_BYTES, BUFFER_BYTES), pinned=on_card)
    with closing(_read(checkpoint, layout.recipe, device, dtype, cache, buffer)) as tensors:
        layout.fill(tensors)
    if on_card:
        # What quantising took goes back, for the cache of the streams.
        torch.cuda.empty_cache()
    return layout.weights(device)


def _read(
    checkpoint: Checkpoint,
    recipe: Recipe | None,
    device: torch.device,
    dtype: torch.dtype,
    cache: Path | None,
    buffer: Buffer,
) -> Generator[Loaded, None, None]:
    """All tensors, those in four bits as their parts; each is overwritten by the next."""
    telling = _Telling()
    if recipe is None:
        yield from checkpoint.tensors(telling, buffer=buffer)
        return

    def parts(weight: Tensor) -> dict[str, Tensor]:
        made = quantise(weight.to(device), recipe)
        return {"packed": made.packed, "scales": made.scales, "zeros": made.zeros}

    folder = cache or quantised_folder(checkpoint.folder, recipe)
    with closing(QuantisedCache(folder, checkpoint, recipe, parts, dtype).tensors(telling, buffer)) as tensors:
        yield from tensors


class _Telling:
    """Logs how far it is, now and then."""

    def __init__(self) -> None:
        self._next = time.monotonic() + TELL_S

    def __call__(self, done: int, total: int) -> None:
        if (now := time.monotonic()) >= self._next:
            self._next = now + TELL_S
            log.info("weights_loading", gb=round(done / 1e9, 1), of_gb=round(total / 1e9, 1))
