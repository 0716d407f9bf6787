"""What a configuration takes of this machine's card, for `antiphon doctor`, which loads no torch itself.

``python -m antiphon.reasoner.memory_report --options JSON [--folder FOLDER]`` prints one line of JSON, a ``Report``;
what goes wrong is the last line on standard error, and the exit code 1. ``FOLDER`` is where the model lies; without,
it is not there yet, and is planned for by what is known of it.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub.file_download import repo_folder_name

from antiphon.transport.cache_folder import cache_folder
from antiphon.transport.errors import AntiphonError, ConfigError, ModelMissing

from .memory_plan import MemoryPlan, WeightPrecision, admit, conversations, demanded, most, plan, recommend
from .models.audio import AudioConfig, audio_shapes
from .models.card import Card, device_of
from .models.config import DecoderConfig
from .models.published import published
from .models.quantised_cache import SHARD_BYTES, QuantisedCache, quantised_folder
from .models.recipe import FOUR_BITS
from .models.shards import Checkpoint
from .models.weights import decoder_shapes
from .options import ReasonerOptions

__all__ = ["Disk", "Fit", "Report", "main", "report"]

CARDS = {
    "24 GB": int(23.5 * 2**30),
    "48 GB": int(47.4 * 2**30),
    "80 GB": int(79.1 * 2**30),
}
"""What cards of these sizes have to give, about: planned for where none is seen."""


PINNED_BYTES = 1 << 29
"""``BUFFER_BYTES`` of ``models/loading.py``, which needs Triton: that it is missing is for the doctor to say."""
IDLE = 0.9
"""Of a card's memory is free at least where nothing but a desktop uses it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a configuration fits a card. ``table``: what takes how much; ``words``: what is recommended."""

    card: str
    card_bytes: int
    total_bytes: int
    fits: bool
    table: str
    words: str


@dataclass(frozen=True, slots=True)
class Disk:
    """What a disk still has to take. ``holds``: "the model", "int4", or both; ``variable``: moves it elsewhere.

    ``needed_bytes`` 0 of int4: its weights are kept already.
    """

    holds: str
    folder: str
    variable: str
    needed_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Report:
    """``card``: the one that is ``seen``, or why there is none.

    ``on_card``: the model is to run there; else on the processor, and there is nothing to plan. ``known``: by the files
    of the model; else only by its name. ``fits``: for the card, or for each of some usual sizes; none where the model
    is not known. ``disks``: for the model where it is not there, for int4 where that is run. ``loading_bytes``: of host
    memory, which loading takes beside what runs anyway.
    """

    card: str
    seen: bool
    on_card: bool
    known: bool
    fits: list[Fit]
    disks: list[Disk]
    loading_bytes: int


def report(options: ReasonerOptions, folder: Path | None) -> Report:
    """Raises ModelMissing, ModelCorrupt; ConfigError for a context that the model has no positions for."""
    try:
        device = device_of(options)
        seen = Card.of(device) if device.type == "cuda" else None
    except ConfigError as error:
        seen, card, cards = None, str(error), CARDS
    else:
        if seen is None:
            known = folder is not None
            return Report("none is used", seen=False, on_card=False, known=known, fits=[], disks=[], loading_bytes=0)
        card = f"{seen.name}: {seen.free_bytes / 1e9:.1f} of {seen.size_bytes / 1e9:.1f} GB are free for it"
        cards = {seen.name: seen.free_bytes}
    if seen is None and folder is None and published(options.model) is None:
        # What the model takes is not known, and that there is no card for it is the news.
        return Report(card, seen=False, on_card=True, known=False, fits=[], disks=[], loading_bytes=0)
    config, audio = _shapes(options, folder)
    heard = audio if options.hearing != "words" else None
    plans = {name: _planned(options, config, heard, size) for name, size in cards.items()}
    busy = _busy(seen) if seen else ""
    fits = [
        Fit(
            name,
            planned.card_bytes,
            planned.total_bytes,
            planned.fits,
            planned.table(),
            words if planned.fits else words + busy,
        )
        for name, (planned, words) in plans.items()
    ]
    quantised = [planned for planned, _ in plans.values() if planned.demand.precision == "int4"]
    model = _disk_for_model(options.model, config, audio) if folder is None else None
    int4 = _disk_for_int4(config, folder, quantised[0]) if quantised else None
    return Report(
        card,
        seen=seen is not None,
        on_card=True,
        known=folder is not None,
        fits=fits,
        disks=_together(model, int4),
        loading_bytes=_loading_bytes(config, int4),
    )


def _busy(card: Card) -> str:
    """What is to be said of a card with too little that is free, where others may have the rest."""
    if card.free_bytes >= IDLE * card.size_bytes:
        return ""
    return (
        f" Of the card's {card.size_bytes / 1e9:.1f} GB only {card.free_bytes / 1e9:.1f} are free: see `nvidia-smi` "
        "for what else uses it."
    )


def _shapes(options: ReasonerOptions, folder: Path | None) -> tuple[DecoderConfig, AudioConfig | None]:
    config: DecoderConfig
    audio: AudioConfig | None
    if folder is None:
        known = published(options.model)
        if known is None:
            raise ModelMissing(
                f"{options.model} is not on this machine, and what it takes is not known: prepare it first"
            )
        config, audio = known
    else:
        config, audio = DecoderConfig.read(folder), AudioConfig.read(folder)
    return config, audio


def _planned(
    options: ReasonerOptions, config: DecoderConfig, audio: AudioConfig | None, card_bytes: int
) -> tuple[MemoryPlan, str]:
    """What is run, or what was wished and is not: and what is to be said about it."""
    try:
        found = admit(options, config, audio, card_bytes)
    except ConfigError as error:
        precision: WeightPrecision = "int4" if options.precision == "int4" else "bf16"
        return plan(config, audio, demanded(options, config, precision), card_bytes), str(error)
    demand = found.demand
    sessions, context = most(config, audio, found)
    larger = {replace(demand, sessions=sessions), replace(demand, context_tokens=context)} - {demand}
    words = f"{demand.precision} fits"
    if larger:
        words += f", and so would {' or '.join(sorted(map(conversations, larger)))}"
    other = recommend(config, audio, demand, card_bytes)
    if other.plan is not None and other.plan.demand != demand:
        words += f". Or: {other.words}"
    return found, words.removesuffix(".")


def _disk_for_model(model: str, config: DecoderConfig, audio: AudioConfig | None) -> Disk:
    """What is still to be fetched into the hub's cache, about: what was begun lies there by whole files."""
    name = model.removeprefix("hf:").partition("@")[0]
    storage = Path(constants.HF_HUB_CACHE, repo_folder_name(repo_id=name, repo_type="model"))
    shapes = [*decoder_shapes(config).values(), *(audio_shapes(audio).values() if audio else ())]
    there = [path for path in storage.glob("blobs/*") if path.suffix != ".incomplete" and path.is_file()]
    needed = 2 * sum(map(math.prod, shapes)) - sum(path.stat().st_size for path in there)
    return Disk("the model", constants.HF_HUB_CACHE, "HF_HOME", max(0, needed), _free(Path(constants.HF_HUB_CACHE)))


def _disk_for_int4(config: DecoderConfig, folder: Path | None, found: MemoryPlan) -> Disk:
    if folder is None:
        place, needed = cache_folder(), found.decoder_bytes
    else:
        place = quantised_folder(folder, FOUR_BITS)
        checkpoint = Checkpoint.open(folder, decoder_shapes(config))
        needed = QuantisedCache(place, checkpoint, FOUR_BITS, lambda weight: {}).needed_bytes()
    return Disk("int4", str(place), "ANTIPHON_CACHE", needed, _free(place))


def _together(model: Disk | None, int4: Disk | None) -> list[Disk]:
    """One after the other, or their sum where both lie on one disk."""
    if model is None or int4 is None:
        return [disk for disk in (model, int4) if disk is not None]
    if _device(Path(model.folder)) != _device(Path(int4.folder)):
        return [model, int4]
    return [
        Disk(
            f"{model.holds} and {int4.holds}",
            f"{model.folder} and {int4.folder}",
            f"{model.variable} or {int4.variable}",
            model.needed_bytes + int4.needed_bytes,
            int4.free_bytes,
        )
    ]


def _existing(place: Path) -> Path:
    return next(path for path in (place, *place.parents) if path.exists())


def _device(place: Path) -> int:
    return _existing(place).stat().st_dev


def _free(place: Path) -> int:
    return shutil.disk_usage(_existing(place)).free


def _loading_bytes(config: DecoderConfig, int4: Disk | None) -> int:
    """One tensor, what a card copies from, and the shard that is being kept where weights are quantised first."""
    largest = 2 * max(map(math.prod, decoder_shapes(config).values()))
    kept = min(SHARD_BYTES, int4.needed_bytes) if int4 else 0
    return largest + min(largest, PINNED_BYTES) + kept


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; see the module."""
    parser = argparse.ArgumentParser(prog="python -m antiphon.reasoner.memory_report")
    parser.add_argument("--options", required=True, metavar="JSON")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args(arguments)
    try:
        found = report(ReasonerOptions.model_validate_json(given.options), given.folder)
    except AntiphonError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
