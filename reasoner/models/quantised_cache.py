"""Quantised weights, kept on disk while they are made: the second start reads them instead of the checkpoint.

The folder holds shards, which are safetensors files, and ``manifest.json``: what they were made of and how, and which
tensors of the checkpoint each of them stands for. A shard counts once the manifest names it, and the manifest is
written after it, so what a killed process leaves is a cache with fewer shards: the next start goes on behind them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import structlog
import torch
from torch import Tensor

from antiphon.transport.cache_folder import cache_folder
from antiphon.transport.errors import ModelError

from .recipe import Recipe
from .shards import NAMES, NO_BUFFER, Buffer, Checkpoint, Entry, Progress, Shard, counted, write_shard

__all__ = ["Loaded", "Quantise", "QuantisedCache", "is_quantised", "quantised_folder"]

log = structlog.get_logger()

Quantise = Callable[[Tensor], Mapping[str, Tensor]]
"""A weight [out, in], as it is stored, to its parts by name, which have memory of their own.

It may move the weight to a device, and leave the parts there. The weight's memory is used again afterwards.
"""

Loaded = tuple[str, Tensor | Mapping[str, Tensor]]
"""A tensor of the checkpoint by its name: as it is, or the parts of its quantised form."""

LAYOUT = 1
"""Of the manifest."""
MANIFEST = "manifest.json"
LOCK = ".lock"
SHARD = re.compile(r"weights-(\d{5})\.safetensors")
SHARD_BYTES = 2_000_000_000
"""A killed process loses at most one of them, and as much is held in host memory."""
ROOM = 1.01
"""Of the disk for a byte of tensors: headers, the manifest, and what the file system adds."""


def is_quantised(name: str, shape: torch.Size) -> bool:
    """The tensor is a product of the decoder's layers. Embedding, head, norms, biases and encoder stay as they are."""
    return name.startswith("model.layers.") and name.endswith(".weight") and len(shape) == 2


def quantised_folder(folder: Path, recipe: Recipe) -> Path:
    """Where a model's quantised weights are kept: beside the models that Antiphon prepares.

    A snapshot of the hub's cache is known by its repository: that of a new commit takes the place of the old one's.
    """
    folder = folder.resolve()
    if folder.parent.name == "snapshots":
        name = folder.parents[1].name
    else:
        name = f"{folder.name}-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    return cache_folder() / "models" / ".quantised" / f"{name}-{recipe.method}-g{recipe.group}"


@dataclass(slots=True)
class _Kept:
    """A shard of the cache; ``tensors``: those of the checkpoint, and the names that their parts have in it.

    A tensor that is not quantised has one part, with the empty name.
    """

    shard: Shard
    tensors: dict[str, dict[str, str]]


@dataclass(slots=True)
class _Draft:
    """What the next shard will hold, in host memory."""

    tensors: dict[str, dict[str, str]] = field(default_factory=dict)
    parts: dict[str, Tensor] = field(default_factory=dict)
    size_bytes: int = 0


class QuantisedCache:
    """The quantised form of ``source`` in ``folder``, which is this cache's alone: one for each model and recipe.

    ``dtype``: what is not quantised is kept in it. Several processes may use it: one makes it, the others wait.
    """

    def __init__(
        self,
        folder: Path,
        source: Checkpoint,
        recipe: Recipe,
        quantise: Quantise,
        dtype: torch.dtype = torch.bfloat16,
        shard_bytes: int = SHARD_BYTES,
    ) -> None:
        self.folder = folder
        self._source = source
        self._entries = source.entries()
        self._recipe = recipe
        self._quantise = quantise
        self._dtype = dtype
        self._shard_bytes = shard_bytes
        self._made_of = {
            "layout": LAYOUT,
            "source": [_fingerprint(shard) for shard in source.shards],
            "recipe": asdict(recipe),
            "dtype": NAMES[dtype],
        }

    def needed_bytes(self) -> int:
        """Of the disk for what is still to be made, about. Raises ModelError for a weight that has no groups."""
        return self._needed_for(self._missing(self._kept()))

    def tensors(
        self, progress: Progress = lambda done, total: None, buffer: Buffer = NO_BUFFER
    ) -> Generator[Loaded, None, None]:
        """Every wanted tensor by its name in the checkpoint: as it is, or the parts of its quantised form.

        What is kept comes first, from the disk; the rest is quantised, and kept. The cache is complete when the last
        has been taken, and until then nothing that is given may be changed in place; who stops before that closes it.
        With a ``buffer`` (of ``Checkpoint.largest_bytes``, and some) the next one overwrites what was given.

        Bytes of progress are those that are read. Raises ModelError where the disk has too little room or cannot be
        written, ModelCorrupt as the checkpoint does.
        """
        try:
            with self._lock() as lock:
                kept = self._kept()
                if self._missing(kept):
                    # Others may read while nothing is made. Meanwhile somebody else may have made it.
                    self._wait_for(lock, fcntl.LOCK_EX)
                    kept = self._kept()
                missing = self._missing(kept)
                if missing:
                    self._clear(kept)
                    self._check_room(missing)
                to_read = [(one, [name for name in one.tensors if name in self._entries]) for one in kept]
                cached = sum(
                    one.shard.entries[part].size_bytes
                    for one, names in to_read
                    for name in names
                    for part in one.tensors[name].values()
                )
                total = cached + sum(entry.size_bytes for entry in missing.values())
                count = counted(progress, total)
                for one, names in to_read:
                    yield from _read(one, names, count, buffer)
                if missing:
                    yield from self._make(kept, lambda done, _: progress(cached + done, total), buffer)
        except OSError as error:
            raise ModelError(
                f"the quantised weights cannot be kept in {self.folder} ({error.strerror or error}): make room or give "
                "yourself the right to write there, or set ANTIPHON_CACHE to another folder"
            ) from error

    # What is there.

    def _kept(self) -> list[_Kept]:
        """The shards that can be used: none where they are of another source or recipe."""
        try:
            manifest = json.loads((self.folder / MANIFEST).read_text("utf-8"))
            if {key: manifest[key] for key in self._made_of} != self._made_of:
                log.info("quantised_cache_outdated", folder=str(self.folder))
                return []
            listed = [
                (
                    str(one["file"]),
                    int(one["size_bytes"]),
                    {name: dict(parts) for name, parts in one["tensors"].items()},
                )
                for one in manifest["shards"]
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("quantised_cache_unreadable", folder=str(self.folder), reason=repr(error))
            return []
        return [kept for file, size, tensors in listed if (kept := self._usable(file, size, tensors))]

    def _usable(self, file: str, size_bytes: int, tensors: dict[str, dict[str, str]]) -> _Kept | None:
        """None for a shard that is gone or damaged: it is made again, the source being there."""
        try:
            shard = Shard.read_header(self.folder / file)
        except ModelError as error:
            log.warning("quantised_shard_damaged", file=file, reason=str(error))
            return None
        names = {part for parts in tensors.values() for part in parts.values()}
        if shard.size_bytes != size_bytes or names != shard.entries.keys():
            log.warning("quantised_shard_damaged", file=file, reason="it is not the one that the manifest names")
            return None
        return _Kept(shard, tensors)

    def _missing(self, kept: list[_Kept]) -> dict[str, Entry]:
        """The tensors that have to be made, in the checkpoint's order."""
        there = {name for one in kept for name in one.tensors}
        return {name: entry for name, entry in self._entries.items() if name not in there}

    # Making it.

    def _bytes_of(self, name: str, entry: Entry) -> int:
        if is_quantised(name, entry.shape):
            rows, columns = entry.shape
            return self._recipe.weight_bytes(rows, columns) + self._recipe.scale_bytes(rows, columns)
        return entry.shape.numel() * self._dtype.itemsize

    def _needed_for(self, missing: Mapping[str, Entry]) -> int:
        return int(ROOM * sum(self._bytes_of(name, entry) for name, entry in missing.items()))

    def _check_room(self, missing: Mapping[str, Entry]) -> None:
        needed, free = self._needed_for(missing), shutil.disk_usage(self.folder).free
        if needed > free:
            raise ModelError(
                f"the quantised weights need {needed / 1e9:.2f} GB more in {self.folder}, where {free / 1e9:.2f} GB "
                f"are free: make room for {(needed - free) / 1e9:.2f} GB, or set ANTIPHON_CACHE to another folder"
            )

    def _make(self, kept: list[_Kept], progress: Progress, buffer: Buffer) -> Generator[Loaded, None, None]:
        kept, draft = list(kept), _Draft()
        there = {name for one in kept for name in one.tensors}
        for name, tensor in self._source.tensors(progress, there, buffer):
            plain = not is_quantised(name, tensor.shape)
            # The draft outlives what is in the buffer.
            made = tensor.to(self._dtype, copy=buffer.holds(tensor)) if plain else self._quantise(tensor)
            parts = {"": made} if isinstance(made, Tensor) else made
            size = sum(part.numel() * part.element_size() for part in parts.values())
            if draft.parts and draft.size_bytes + size > self._shard_bytes:
                kept.append(self._keep(draft, kept))
                draft = _Draft()
            draft.tensors[name] = {part: f"{name}.{part}" if part else name for part in parts}
            draft.parts |= {draft.tensors[name][part]: value.cpu() for part, value in parts.items()}
            draft.size_bytes += size
            yield name, made
            # Else they would still be there while the next is read.
            del tensor, made, parts
        kept.append(self._keep(draft, kept))

    def _keep(self, draft: _Draft, kept: list[_Kept]) -> _Kept:
        """Write the draft as a shard, then the manifest that names it."""
        number = 1 + max((_number(one.shard.path.name) for one in kept), default=0)
        path = self.folder / f"weights-{number:05}.safetensors"
        scratch = self.folder / f".{path.name}.draft"
        write_shard(scratch, draft.parts)
        scratch.rename(path)
        made = _Kept(Shard.read_header(path), draft.tensors)
        self._write_manifest([*kept, made])
        return made

    def _write_manifest(self, kept: list[_Kept]) -> None:
        shards = [
            {"file": one.shard.path.name, "size_bytes": one.shard.size_bytes, "tensors": one.tensors} for one in kept
        ]
        scratch = self.folder / f".{MANIFEST}.draft"
        with open(scratch, "w", encoding="utf-8") as file:
            json.dump({**self._made_of, "shards": shards}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        scratch.rename(self.folder / MANIFEST)
        # The names are on the disk as well: the shard's before the manifest's, in one go.
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def _clear(self, kept: list[_Kept]) -> None:
        """Drop what cannot be used: it would be in the way, and its room is needed."""
        names = {one.shard.path.name for one in kept}
        self._write_manifest(kept)
        for path in self.folder.iterdir():
            shard = path.name.removeprefix(".").removesuffix(".draft")
            if SHARD.fullmatch(shard) and path.name not in names:
                path.unlink()

    @contextmanager
    def _lock(self) -> Iterator[int]:
        """Shared by those who read; the kernel takes it from one that dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / LOCK
        try:
            # NFS locks for one alone only what is open for writing (flock(2), "NFS details").
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:
            # What is complete may be somebody else's, or on a disk that nobody writes.
            lock = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
        try:
            self._wait_for(lock, fcntl.LOCK_SH)
            yield lock
        finally:
            os.close(lock)

    def _wait_for(self, lock: int, how: int) -> None:
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("quantised_cache_waits", folder=str(self.folder))
            fcntl.flock(lock, how)


def _read(kept: _Kept, names: list[str], count: Callable[[int], None], buffer: Buffer) -> Generator[Loaded, None, None]:
    """The tensors of the checkpoint that a shard stands for."""
    wanted = [part for name in names for part in kept.tensors[name].values()]
    stored = kept.shard.tensors(wanted, count, buffer.take)
    for name in names:
        buffer.clear()
        parts = {part: next(stored)[1] for part in kept.tensors[name]}
        yield name, parts.get("", parts)
        del parts


def _number(file: str) -> int:
    match = SHARD.fullmatch(file)
    return int(match[1]) if match else 0


def _fingerprint(shard: Shard) -> dict[str, str | int]:
    """What tells a file of the checkpoint from a changed one.

    The hub's cache names a file's content by its etag, and the snapshot's file is a link to it: fetched once more, it
    has another mtime and is the same. Only the first link is followed: the next may lead to a store that caches share.
    """
    what: dict[str, str | int] = {"file": shard.path.name, "size_bytes": shard.size_bytes}
    if shard.path.is_symlink() and (content := shard.path.readlink()).parent.name == "blobs":
        return {**what, "etag": content.name}
    return {**what, "mtime_ns": shard.mtime_ns}
