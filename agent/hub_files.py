"""Which files of a model on the hub are needed, told by their names and by its index alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from antiphon.transport.errors import ModelCorrupt, ModelMissing

__all__ = ["INDEX", "NEEDED", "is_small", "missing", "small_files", "some", "weight_files"]

NEEDED = ("config.json", "tokenizer.json")
"""Without them no model can be used."""
INDEX = "model.safetensors.index.json"
SMALL = (*NEEDED, "tokenizer_config.json", INDEX)
"""What is fetched first where it is there, beside a recogniser's ``vocabulary.*``."""
SINGLE = "model.safetensors"
RECOGNISER = "model.bin"
"""The weights of a model of CTranslate2, which has a ``vocabulary.*``."""


def missing(folder: Path) -> list[str]:
    """What a snapshot lacks. A link to nothing is no file. Raises ModelCorrupt as ``weight_files``."""
    weights = weight_files(os.listdir(folder), folder) or ["its weights"]
    return [file for file in (*NEEDED, *weights) if not (folder / file).is_file()]


def is_small(file: str) -> bool:
    """It is no weights, and fetched before them."""
    return file in SMALL or file.startswith("vocabulary.")


def weight_files(files: Iterable[str], folder: Path) -> list[str]:
    """Which of a model's ``files`` are its weights, by the index in ``folder`` if there is one; none: it has none.

    Raises ModelCorrupt for an index that names none, or some that do not lie beside it.
    """
    files = set(files)
    if RECOGNISER in files and any(file.startswith("vocabulary.") for file in files):
        return [RECOGNISER]
    if INDEX in files and (folder / INDEX).is_file():
        return _shards(folder / INDEX)
    return [SINGLE] if SINGLE in files else []


def some(files: list[str]) -> str:
    """The first of them, and how many more, in words."""
    more = f" and {len(files) - 2} more" if len(files) > 2 else ""
    return f"{', '.join(files[:2])}{more}"


def small_files(spec: str, files: Iterable[str]) -> list[str]:
    """Its small files, config.json first. Raises ModelMissing for what is no model that can be used."""
    files = set(files)
    if NEEDED[0] not in files:
        raise ModelMissing(f"{spec} on the Hugging Face hub holds no config.json: it is no model that can be used")
    if NEEDED[1] not in files:
        other = [file for file in ("vocab.json", "merges.txt", "tokenizer.model") if file in files]
        raise ModelMissing(
            f"{spec} on the Hugging Face hub holds no tokenizer.json"
            + (f", only {' and '.join(other)}" if other else "")
            + ": fetch it into a folder, have Transformers write one there "
            "(`AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)`), and give that folder in its place"
        )
    if INDEX not in files and not weight_files(files, Path()):
        raise ModelMissing(
            f"{spec} on the Hugging Face hub holds no weights that can be read: {SINGLE}, {INDEX} with its shards, or "
            f"{RECOGNISER} with vocabulary.* of CTranslate2"
        )
    return [NEEDED[0], *sorted(file for file in files if is_small(file) and file != NEEDED[0])]


def _shards(index: Path) -> list[str]:
    try:
        files = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelCorrupt(f"{index} names no shards: it must have a weight_map of tensors to files") from error
    if outside := [name for name in files if not isinstance(name, str) or not name or Path(name).name != name]:
        raise ModelCorrupt(f"{index} names the shard {outside[0]!r}: shards must lie beside it")
    return files
