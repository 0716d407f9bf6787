"""A checkpoint in safetensors files: checked from the headers alone, then read one tensor at a time.

The tensors are read, not mapped. A mapped file stays in host memory as long as one tensor is a part of it, and a
file that is cut short while it is mapped kills the process (SIGBUS); one that ends too early while it is read is an
error with a name. So host memory holds one tensor, and one file is open at a time.

The format: 8 bytes with the length of the header, the header in JSON, and the data, which it describes without gaps
(huggingface/safetensors, README.md, "Format").
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor

from antiphon.transport.errors import ModelCorrupt, ModelMissing

__all__ = ["NO_BUFFER", "STORED", "Buffer", "Checkpoint", "Entry", "Progress", "Shard", "counted", "write_shard"]

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""

Allocate = Callable[[int], Tensor]
"""So many bytes to memory for them, uint8."""

INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
LONGEST_HEADER_BYTES = 100_000_000
"""safetensors' own limit (``MAX_HEADER_SIZE``)."""
PIECE_BYTES = 1 << 26
"""Read at once: progress is told so often."""

STORED = frozenset({torch.float32, torch.bfloat16, torch.float16})
"""What weights may be on disk. Anything smaller needs scales beside it, and would be silently wrong without them."""

DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E5M2": torch.float8_e5m2,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
"""By the names of safetensors. A tensor of another type may lie in a file as long as nobody wants it."""
NAMES = {dtype: name for name, dtype in DTYPES.items()}


class Buffer:
    """Host memory that tensors are read into one after the other; what was read before is overwritten.

    Fresh memory is mapped page by page as it is filled, which takes longer than the reading itself; and
    from ``pinned`` memory a card copies at its full speed. What does not fit gets memory of its own.
    """

    ALIGNED_BYTES = 64

    def __init__(self, size_bytes: int, pinned: bool = False) -> None:
        self._memory = torch.empty(size_bytes, dtype=torch.uint8, pin_memory=pinned)
        self._taken = 0

    def clear(self) -> None:
        """What was taken may be overwritten: nothing may still be copied from it."""
        self._taken = 0

    def take(self, size_bytes: int) -> Tensor:
        """Memory behind what was taken since the last ``clear``."""
        begin = -(-self._taken // self.ALIGNED_BYTES) * self.ALIGNED_BYTES
        if begin + size_bytes > len(self._memory):
            return _fresh(size_bytes)
        self._taken = begin + size_bytes
        return self._memory[begin : self._taken]

    def holds(self, tensor: Tensor) -> bool:
        """It will be overwritten."""
        return tensor.untyped_storage().data_ptr() == self._memory.untyped_storage().data_ptr()

    def take_anew(self, size_bytes: int) -> Tensor:
        """Memory in place of all that was taken."""
        self.clear()
        return self.take(size_bytes)


def _fresh(size_bytes: int) -> Tensor:
    return torch.empty(size_bytes, dtype=torch.uint8)


NO_BUFFER = Buffer(0)
"""Everything gets memory of its own."""


def counted(progress: Progress, total: int) -> Callable[[int], None]:
    """Tells ``progress`` as it is told how many more bytes of ``total`` are done."""
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(done, total)

    return count


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a tensor lies in its file: ``size_bytes`` from ``begin``, counted from the file's first byte."""

    dtype: str
    """As safetensors names it."""
    shape: torch.Size
    begin: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Shard:
    """One safetensors file and what its header says, in the order of the data."""

    path: Path
    entries: Mapping[str, Entry]
    size_bytes: int
    mtime_ns: int

    @classmethod
    def read_header(cls, path: Path) -> Shard:
        """Raises ModelMissing; ModelCorrupt for a file that is cut short, too long, or whose header has gaps."""
        try:
            with open(path, "rb") as file:
                status = os.fstat(file.fileno())
                header, begin = _header(path, file, status.st_size)
        except FileNotFoundError:
            raise ModelMissing(f"there is no {path}: fetch the model again") from None
        except OSError as error:
            raise ModelCorrupt(f"{path} cannot be read: {error.strerror or error}") from error
        header.pop("__metadata__", None)
        entries = sorted(
            ((name, _entry(path, name, value, begin)) for name, value in header.items()),
            key=lambda item: (item[1].begin, item[1].size_bytes),
        )
        end = begin
        for name, entry in entries:
            if entry.begin != end:
                raise ModelCorrupt(
                    f"{name} in {path} begins at byte {entry.begin}: its header must describe the data without gaps, "
                    f"and what comes before ends at {end}. Fetch the file again"
                )
            end += entry.size_bytes
        if end != status.st_size:
            raise _wrong_length(path, status.st_size, end)
        return cls(path, dict(entries), status.st_size, status.st_mtime_ns)

    def tensors(
        self, names: Collection[str], on_bytes: Callable[[int], None], allocate: Allocate = _fresh
    ) -> Iterator[tuple[str, Tensor]]:
        """The tensors with these names, in the given order and as they are stored, in memory from ``allocate``.

        ``on_bytes`` is told how many more bytes are read. Raises ModelCorrupt for a file that is not the one whose
        header was read, or that ends too early.
        """
        try:
            with open(self.path, "rb", buffering=0) as file:
                status = os.fstat(file.fileno())
                if (status.st_size, status.st_mtime_ns) != (self.size_bytes, self.mtime_ns):
                    raise ModelCorrupt(f"{self.path} changed while the model was being loaded: start again")
                for name in names:
                    yield name, self._read(file, name, on_bytes, allocate)
        except OSError as error:
            raise ModelCorrupt(f"{self.path} cannot be read: {error.strerror or error}") from error

    def _read(self, file: Any, name: str, on_bytes: Callable[[int], None], allocate: Allocate) -> Tensor:
        entry = self.entries[name]
        raw = allocate(entry.size_bytes)
        view, done = raw.numpy().data, 0
        file.seek(entry.begin)
        while done < entry.size_bytes:
            read = file.readinto(view[done : done + PIECE_BYTES])
            if not read:
                raise ModelCorrupt(
                    f"{self.path} ended within {name}, {entry.size_bytes - done} bytes too early: it was cut short "
                    "while the model was being loaded. Fetch it again"
                )
            done += read
            on_bytes(read)
        return raw.view(DTYPES[entry.dtype]).reshape(entry.shape)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The wanted tensors of a model's folder, all of which are there and as they should be."""

    folder: Path
    shards: tuple[Shard, ...]
    wanted: Mapping[str, torch.Size]

    @classmethod
    def open(
        cls, folder: Path, wanted: Mapping[str, torch.Size], stored: Collection[torch.dtype] = STORED
    ) -> Checkpoint:
        """Check model.safetensors, or the shards of its index, by the headers: nothing else is read.

        Raises ModelMissing for files that are not there; ModelCorrupt for one that is cut short, and for a wanted
        tensor that is not there, lies in two files, or has another shape than ``wanted`` or a dtype not in ``stored``.
        """
        index = _index(folder)
        names = sorted(set(index.values())) if index is not None else [SINGLE]
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            raise ModelMissing(
                f"{folder} lacks {len(missing)} of {len(names)} files of the model ({_some(missing)}): fetch it "
                "again, or give another folder"
            )
        shards = tuple(Shard.read_header(folder / name) for name in names)
        where: dict[str, Shard] = {}
        for shard in shards:
            for name in shard.entries.keys() & wanted.keys():
                if name in where:
                    raise ModelCorrupt(
                        f"{name} is in {where[name].path} and in {shard.path}: it must be in one of them"
                    )
                where[name] = shard
        absent = [name for name in wanted if name not in where]
        if absent:
            place = (index or {}).get(absent[0])
            of = f", where {INDEX} says it is in {place}" if place else ""
            more = f" (and lacks {len(absent) - 1} more that the configuration asks for)" if len(absent) > 1 else ""
            raise ModelCorrupt(f"{folder} has no tensor {absent[0]}{of}{more}: does config.json belong to it?")
        for name, shape in wanted.items():
            _check(where[name].path, name, where[name].entries[name], shape, stored)
        return cls(folder, shards, wanted)

    @property
    def size_bytes(self) -> int:
        """Of the wanted tensors, as they are stored."""
        return sum(entry.size_bytes for shard in self.shards for entry in self._wanted_of(shard).values())

    @property
    def largest_bytes(self) -> int:
        """Of the largest wanted tensor: a ``Buffer`` for them is as large."""
        return max((entry.size_bytes for entry in self.entries().values()), default=0)

    def entries(self) -> dict[str, Entry]:
        """Every wanted tensor, in file order."""
        return {name: entry for shard in self.shards for name, entry in self._wanted_of(shard).items()}

    def tensors(
        self,
        progress: Progress = lambda done, total: None,
        without: Collection[str] = (),
        buffer: Buffer = NO_BUFFER,
    ) -> Iterator[tuple[str, Tensor]]:
        """The wanted tensors but those in ``without``, in file order, as they are stored.

        Each is in memory of its own, and goes when its user lets it go; or all in ``buffer``, where the next one
        overwrites it. Raises ModelCorrupt.
        """
        chosen = [(shard, [name for name in self._wanted_of(shard) if name not in without]) for shard in self.shards]
        count = counted(progress, sum(shard.entries[name].size_bytes for shard, names in chosen for name in names))
        for shard, names in chosen:
            if names:
                yield from shard.tensors(names, count, buffer.take_anew)

    def _wanted_of(self, shard: Shard) -> dict[str, Entry]:
        return {name: entry for name, entry in shard.entries.items() if name in self.wanted}


def write_shard(path: Path, tensors: Mapping[str, Tensor]) -> int:
    """Write a safetensors file and wait for the disk; returns its bytes. Nothing is copied but what is on a device.

    Wide types come first, as safetensors does it: then each tensor lies at a multiple of its items' size.
    Raises OSError.
    """
    names = sorted(tensors, key=lambda name: (-tensors[name].element_size(), name))
    header, end = {}, 0
    for name in names:
        tensor = tensors[name]
        begin, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb", buffering=0) as file:
        _write(file, struct.pack("<Q", len(text)) + text)
        for name in names:
            _write(file, tensors[name].cpu().contiguous().flatten().view(torch.uint8).numpy().data)
        os.fsync(file.fileno())
    return 8 + len(text) + end


def _write(file: Any, data: bytes | memoryview) -> None:
    """All of it: one call writes at most 2 GiB."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _index(folder: Path) -> dict[str, str] | None:
    """Tensors to the names of their files; None: the model is one file."""
    path = folder / INDEX
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelCorrupt(f"{path} cannot be read: {error}") from error
    try:
        files = json.loads(text)["weight_map"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelCorrupt(f"{path} names no shards: it must have a weight_map of tensors to files") from error
    if not isinstance(files, dict) or not files or not all(isinstance(name, str) for name in files.values()):
        raise ModelCorrupt(f"{path} names no shards: it must have a weight_map of tensors to files")
    if outside := [name for name in files.values() if not name or Path(name).name != name]:
        raise ModelCorrupt(f"{path} names the shard {outside[0]!r}: shards must lie beside it")
    return files


def _header(path: Path, file: BinaryIO, size_bytes: int) -> tuple[dict[str, Any], int]:
    """The header and where the data begin."""
    start = file.read(8)
    if len(start) < 8:
        raise _wrong_length(path, size_bytes, 8)
    (length,) = struct.unpack("<Q", start)
    if length > LONGEST_HEADER_BYTES:
        raise ModelCorrupt(
            f"{path} is not a safetensors file: its first 8 bytes ask for a header of {length} bytes, and "
            f"{LONGEST_HEADER_BYTES} are the most. Fetch it again"
        )
    if 8 + length > size_bytes:
        raise _wrong_length(path, size_bytes, 8 + length)
    try:
        header = json.loads(file.read(length))
    except (ValueError, RecursionError) as error:
        raise ModelCorrupt(f"the header of {path} is not JSON ({error}): fetch the file again") from error
    if not isinstance(header, dict):
        raise ModelCorrupt(f"the header of {path} is not a JSON object: fetch the file again")
    return header, 8 + length


def _entry(path: Path, name: str, value: Any, data: int) -> Entry:
    try:
        dtype, shape, (begin, end) = value["dtype"], value["shape"], value["data_offsets"]
        sizes = [*shape, begin, end - begin]
        if not isinstance(dtype, str) or any(type(size) is not int or size < 0 for size in sizes):
            raise ValueError("a size must be a whole number that is not negative")
    except (KeyError, TypeError, ValueError) as error:
        raise ModelCorrupt(
            f"{name} in {path} must have a dtype, a shape, and two data_offsets ({error}): fetch the file again"
        ) from error
    if dtype in DTYPES and end - begin != math.prod(shape) * DTYPES[dtype].itemsize:
        raise ModelCorrupt(
            f"{name} in {path} takes {end - begin} bytes: {shape} in {dtype} takes "
            f"{math.prod(shape) * DTYPES[dtype].itemsize}. Fetch the file again"
        )
    return Entry(dtype, torch.Size(shape), data + begin, end - begin)


def _check(path: Path, name: str, entry: Entry, shape: torch.Size, stored: Collection[torch.dtype]) -> None:
    if DTYPES.get(entry.dtype) not in stored:
        right = ", ".join(sorted(NAMES[dtype] for dtype in stored))
        raise ModelCorrupt(f"{name} in {path} is stored as {entry.dtype}: quantised weights are not read, {right} are")
    if entry.shape != shape:
        raise ModelCorrupt(f"{name} in {path} is {list(entry.shape)}: config.json asks for {list(shape)}")


def _wrong_length(path: Path, found: int, right: int) -> ModelCorrupt:
    how = f"cut short, {right - found} bytes are missing" if found < right else f"{found - right} bytes too long"
    return ModelCorrupt(f"{path} is {how}: it has {found} bytes and must have {right}. Fetch it again")


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
