"""Quantised weights are kept while they are made: the second start reads them, and a killed one goes on."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from antiphon.reasoner.models import quantised_cache
from antiphon.reasoner.models import shards as shard_files
from antiphon.reasoner.models.quantised import quantise
from antiphon.reasoner.models.quantised_cache import QuantisedCache, is_quantised, quantised_folder
from antiphon.reasoner.models.recipe import FOUR_BITS, Recipe
from antiphon.reasoner.models.shards import Buffer, Checkpoint
from antiphon.transport.errors import ModelCorrupt, ModelError, ModelMissing

from .checkpoints import DECODER, step_audio_shapes, step_audio_tensors, write_shards

RECIPE = Recipe("nearest", group=64)
TENSORS = step_audio_tensors()
SHAPES = step_audio_shapes()
QUANTISED = {name for name, shape in SHAPES.items() if is_quantised(name, shape)}


class Killed(BaseException):
    """What no code catches, as nothing catches SIGKILL."""


class Nearest:
    """Quantise, and count how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, weight: Tensor) -> dict[str, Tensor]:
        self.calls += 1
        found = quantise(weight, RECIPE)
        return {"packed": found.packed, "scales": found.scales, "zeros": found.zeros}


def expected() -> dict[str, Tensor | dict[str, Tensor]]:
    quantise = Nearest()
    return {name: quantise(tensor) if name in QUANTISED else tensor for name, tensor in TENSORS.items()}


def check(found: Mapping[str, Tensor | Mapping[str, Tensor]]) -> None:
    """All tensors are there, bit for bit."""
    right = expected()
    assert found.keys() == right.keys()
    for name, value in right.items():
        for part, tensor in (value if isinstance(value, dict) else {"": value}).items():
            got = found[name]
            other = got if isinstance(got, Tensor) else got[part]
            assert other.dtype == tensor.dtype
            assert torch.equal(other, tensor), name


class Place(NamedTuple):
    model: Path
    cache: Path
    files: list[Path]

    def open(self, quantise: Nearest, recipe: Recipe = RECIPE, shard_bytes: int = 40_000) -> QuantisedCache:
        return QuantisedCache(
            self.cache, Checkpoint.open(self.model, SHAPES), recipe, quantise, shard_bytes=shard_bytes
        )

    def load(self, recipe: Recipe = RECIPE) -> int:
        """Load all, check it, and return how many weights had to be quantised."""
        quantise = Nearest()
        check(dict(self.open(quantise, recipe).tensors()))
        return quantise.calls


@pytest.fixture
def place(tmp_path: Path) -> Place:
    model = tmp_path / "model"
    model.mkdir()
    return Place(model, tmp_path / "cache", write_shards(model, TENSORS, 4))


def shards(place: Place) -> list[Path]:
    return sorted(place.cache.glob("weights-*.safetensors"))


def test_only_products_of_the_decoders_layers_are_quantised() -> None:
    assert len(QUANTISED) == 7 * DECODER.layers
    assert all("proj.weight" in name for name in QUANTISED)


def note(told: list[tuple[int, int]], done: int, total: int) -> None:
    told.append((done, total))


def test_the_second_start_quantises_nothing_and_reads_less(place: Place) -> None:
    reads = []
    for calls in (len(QUANTISED), 0):
        quantise, told = Nearest(), list[tuple[int, int]]()
        check(dict(place.open(quantise).tensors(partial(note, told))))
        assert quantise.calls == calls
        done = [one for one, _ in told]
        assert done == sorted(set(done))
        assert {total for _, total in told} == {done[-1]}
        reads.append(done[-1])
    assert reads[0] == Checkpoint.open(place.model, SHAPES).size_bytes
    parts = [part for value in expected().values() for part in (value.values() if isinstance(value, dict) else [value])]
    assert reads[1] == sum(part.numel() * part.element_size() for part in parts) < reads[0]


def test_the_shards_are_safetensors_of_about_the_size_that_is_asked(place: Place) -> None:
    place.load()
    found: dict[str, Tensor] = {}
    for file in shards(place):
        found |= load_file(file)
    assert len(shards(place)) > 2
    # The embedding and the head alone are larger than a shard: they are not divided.
    sizes = sorted(file.stat().st_size for file in shards(place))
    assert sizes[-3] <= 40_000 + 5_000
    assert torch.equal(found["lm_head.weight"], TENSORS["lm_head.weight"])
    up = "model.layers.2.mlp.up_proj.weight"
    assert torch.equal(found[f"{up}.packed"], Nearest()(TENSORS[up])["packed"])
    assert not list(place.cache.glob(".*.draft"))


def test_it_says_beforehand_what_it_needs(place: Place) -> None:
    cache = place.open(Nearest())
    needed = cache.needed_bytes()
    list(cache.tensors())
    written = sum(file.stat().st_size for file in place.cache.iterdir())
    assert cache.needed_bytes() == 0
    tensors = sum(
        part.numel() * part.element_size()
        for value in expected().values()
        for part in (value.values() if isinstance(value, dict) else [value])
    )
    assert needed == int(1.01 * tensors)
    # Headers weigh more where the tensors are this small.
    assert written > tensors


def test_what_is_not_quantised_is_kept_in_the_dtype_that_is_computed_in(tmp_path: Path) -> None:
    tensors = step_audio_tensors(dtype=torch.float32)
    write_shards(tmp_path, tensors, 2)
    for _ in range(2):
        cache = QuantisedCache(tmp_path / "cache", Checkpoint.open(tmp_path, SHAPES), RECIPE, Nearest())
        found = dict(cache.tensors())
        head = found["lm_head.weight"]
        assert isinstance(head, Tensor)
        assert torch.equal(head, tensors["lm_head.weight"].to(torch.bfloat16))
        up = found["model.layers.2.mlp.up_proj.weight"]
        # The quantiser is given the weight as it is stored.
        assert isinstance(up, Mapping)
        assert torch.equal(up["packed"], Nearest()(tensors["model.layers.2.mlp.up_proj.weight"])["packed"])


@pytest.mark.parametrize("size_bytes", [0, 3000, 45_000])
def test_a_buffer_changes_nothing_that_is_given_or_kept(place: Place, size_bytes: int) -> None:
    """What is given is overwritten as soon as the next is asked for: it is compared before, and spoilt."""
    right = expected()
    for calls in (len(QUANTISED), 0):
        quantise, seen = Nearest(), set()
        for name, found in place.open(quantise).tensors(buffer=Buffer(size_bytes)):
            value = right[name]
            theirs = found if isinstance(found, Mapping) else {"": found}
            for part, tensor in (value if isinstance(value, dict) else {"": value}).items():
                assert torch.equal(theirs[part], tensor)
            if not calls:
                for tensor in theirs.values():
                    tensor.zero_()
            seen.add(name)
        assert seen == right.keys()
        assert quantise.calls == calls


# Interrupted.


@pytest.mark.parametrize("taken", [0, 1, 20, 60, len(SHAPES) - 1])
def test_a_start_that_is_broken_off_is_gone_on_with(place: Place, taken: int) -> None:
    quantise = Nearest()
    tensors = place.open(quantise).tensors()
    for _ in range(taken):
        next(tensors)
    tensors.close()
    kept = {name.removesuffix(".packed") for file in shards(place) for name in load_file(file)} & QUANTISED
    assert place.load() == len(QUANTISED) - len(kept)
    assert place.load() == 0


@pytest.mark.parametrize("step", range(1, 9))
def test_wherever_it_is_killed_what_is_finished_is_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Each shard is two renames, its own and the manifest's; before the first, an empty manifest is one."""
    rename, steps = Path.rename, 0

    def die(path: Path, target: Path) -> Path:
        nonlocal steps
        steps += 1
        if steps == step:
            raise Killed
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", die)
    with pytest.raises(Killed):
        list(place.open(Nearest()).tensors())
    monkeypatch.undo()
    listed = manifest(place)["shards"] if step > 1 else []
    done = {name for shard in listed for name in shard["tensors"]} & QUANTISED
    assert len(listed) == max(0, (step - 2) // 2)
    assert place.load() == len(QUANTISED) - len(done)
    assert not list(place.cache.glob(".*.draft"))
    assert {shard["file"] for shard in manifest(place)["shards"]} == {file.name for file in shards(place)}


def manifest(place: Place) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((place.cache / "manifest.json").read_text())
    return values


def test_a_disk_that_gets_full_meanwhile_is_said_and_gone_on_with(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    write = shard_files.write_shard

    def full(path: Path, tensors: Mapping[str, Tensor]) -> int:
        nonlocal written
        written += 1
        if written == 4:
            path.write_bytes(b"half of it")
            raise OSError(28, "No space left on device")
        return write(path, tensors)

    monkeypatch.setattr(quantised_cache, "write_shard", full)
    with pytest.raises(ModelError, match=r"cannot be kept in .*cache \(No space left on device\): make room"):
        list(place.open(Nearest()).tensors())
    monkeypatch.undo()
    assert len(shards(place)) == 3
    assert 0 < place.load() < len(QUANTISED)


# Out of date, or damaged.


def test_another_recipe_makes_it_anew(place: Place) -> None:
    place.load()
    for recipe in (Recipe("hqq", group=64), Recipe("nearest", group=64, version=2), Recipe("nearest")):
        assert place.load(recipe) == len(QUANTISED)
        assert place.load(recipe) == 0


def test_a_source_that_changes_makes_it_anew(place: Place) -> None:
    place.load()
    status = place.files[2].stat()
    os.utime(place.files[2], ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert place.load() == len(QUANTISED)
    assert place.load() == 0


def test_a_file_of_the_hub_is_known_by_its_content_not_by_its_time(place: Place) -> None:
    blobs = place.model / "blobs"
    blobs.mkdir()
    for number, file in enumerate(place.files):
        file.rename(blobs / f"etag{number}")
        file.symlink_to(blobs / f"etag{number}")
    place.load()
    shutil.copyfile(blobs / "etag1", blobs / "again")
    (blobs / "again").replace(blobs / "etag1")
    assert place.load() == 0
    # huggingface_hub 2 may keep the content in a store that several caches share.
    (blobs / "etag0").rename(place.model / "store")
    (blobs / "etag0").symlink_to(place.model / "store")
    assert place.load() == 0
    (blobs / "etag1").rename(blobs / "etag9")
    place.files[1].unlink()
    place.files[1].symlink_to(blobs / "etag9")
    assert place.load() == len(QUANTISED)


@pytest.fixture
def read_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Its cache cannot be opened for writing: to a superuser, whom no mode keeps from it, neither."""
    os_open, plain_open = os.open, open

    def refuse(path: Any, writes: bool) -> None:
        # A file that is there may be asked for with O_CREAT.
        if writes and str(path).startswith(str(place.cache)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    def opened(path: Any, flags: int, *rest: Any, **how: Any) -> int:
        refuse(path, bool(flags & (os.O_WRONLY | os.O_RDWR)) or (flags & os.O_CREAT and not Path(path).exists()))
        return os_open(path, flags, *rest, **how)

    def plainly(path: Any, mode: str = "r", *rest: Any, **how: Any) -> Any:
        refuse(path, not set(mode).isdisjoint("wax+"))
        return plain_open(path, mode, *rest, **how)

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr("builtins.open", plainly)
    return place


def test_a_complete_cache_is_read_from_a_disk_that_cannot_be_written(
    place: Place, request: pytest.FixtureRequest
) -> None:
    place.load()
    assert request.getfixturevalue("read_only").load() == 0


def test_a_cache_that_cannot_be_written_and_is_not_there_is_said(read_only: Place) -> None:
    with pytest.raises(ModelError, match=r"cannot be kept in .*cache \(Read-only file system\): make room or give"):
        read_only.load()


def test_old_shards_go_before_room_is_asked_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.load()
    (place.cache / "notes.txt").write_text("of somebody else")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, 0))
    with pytest.raises(ModelError):
        list(place.open(Nearest(), Recipe("hqq", group=64)).tensors())
    assert shards(place) == []
    assert (place.cache / "notes.txt").exists()


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_too_little_room_is_refused_before_anything_is_quantised(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    quantise = Nearest()
    cache = place.open(quantise)
    needed = cache.needed_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, needed - 1))
    with pytest.raises(ModelError, match=r"need 0\.00 GB more in .*cache, where 0\.00 GB are free: make room for"):
        next(cache.tensors())
    assert quantise.calls == 0
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, needed))
    check(dict(cache.tensors()))


@pytest.mark.parametrize("how", ["gone", "cut short", "another", "other names"])
def test_a_damaged_shard_alone_is_made_again(place: Place, how: str) -> None:
    place.load()
    victim = next(file for file in shards(place) if any(name.endswith(".packed") for name in load_file(file)))
    inside = sum(name.endswith(".packed") for name in load_file(victim))
    if how == "gone":
        victim.unlink()
    elif how == "cut short":
        victim.write_bytes(victim.read_bytes()[:-3])
    elif how == "other names":
        victim.write_bytes(victim.read_bytes().replace(b".packed", b".pocket"))
    else:
        shutil.copyfile(next(file for file in shards(place) if file != victim), victim)
    assert place.load() == inside
    assert place.load() == 0


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"shards": [7]}', "null"])
def test_a_manifest_that_cannot_be_read_is_as_none(place: Place, text: str) -> None:
    place.load()
    (place.cache / "manifest.json").write_text(text)
    assert place.load() == len(QUANTISED)


@pytest.mark.parametrize("shards", [[7], [{}], {"a": 1}, [{"file": "a", "size_bytes": 1, "tensors": {"b": 7}}], [
    {"file": "a", "size_bytes": 1, "tensors": 7}
]])  # fmt: skip
def test_a_manifest_of_the_right_source_with_wrong_shards_is_as_none(place: Place, shards: Any) -> None:
    place.load()
    (place.cache / "manifest.json").write_text(json.dumps({**manifest(place), "shards": shards}))
    assert place.load() == len(QUANTISED)


def test_a_part_of_the_model_is_kept_and_the_rest_added(place: Place) -> None:
    part = {name: shape for name, shape in SHAPES.items() if name.startswith("model.layers.0.")}
    cache = QuantisedCache(place.cache, Checkpoint.open(place.model, part), RECIPE, Nearest())
    assert dict(cache.tensors()).keys() == part.keys()
    assert place.load() == len(QUANTISED) - 7
    assert dict(cache.tensors()).keys() == part.keys()


def test_what_the_checkpoint_refuses_is_refused(place: Place) -> None:
    tensors = place.open(Nearest()).tensors()
    next(tensors)
    place.files[3].write_bytes(b"")
    with pytest.raises(ModelCorrupt, match="changed while"):
        list(tensors)
    place.files[3].unlink()
    with pytest.raises(ModelMissing):
        place.open(Nearest())


def test_a_weight_without_groups_is_refused_before_anything_is_quantised(place: Place) -> None:
    quantise = Nearest()
    with pytest.raises(ModelError, match="inputs cannot be quantised"):
        next(place.open(quantise, Recipe(group=48)).tensors())
    assert quantise.calls == 0


def test_a_folder_that_cannot_be_made_is_said(place: Place) -> None:
    place.cache.write_text("a file")
    with pytest.raises(ModelError, match=r"cannot be kept in .*cache \(File exists\)"):
        next(place.open(Nearest()).tensors())


# Several processes.


def test_while_one_makes_it_others_wait_and_then_make_nothing(place: Place) -> None:
    first = place.open(Nearest()).tensors()
    next(first)
    with open(place.cache / ".lock", "w") as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    quantise, found = Nearest(), dict[str, Any]()
    other = threading.Thread(target=lambda: found.update(place.open(quantise).tensors()))
    other.start()
    list(first)
    other.join()
    check(found)
    assert quantise.calls == 0


def test_what_another_made_between_reading_and_making_is_taken(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen an empty cache; this one is the second to be let in."""
    wait = QuantisedCache._wait_for

    def overtaken(cache: QuantisedCache, lock: Any, how: int) -> None:
        if how == fcntl.LOCK_EX:
            monkeypatch.undo()
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert place.load() == len(QUANTISED)
        wait(cache, lock, how)

    monkeypatch.setattr(QuantisedCache, "_wait_for", overtaken)
    assert place.load() == 0


def test_several_read_at_once(place: Place) -> None:
    place.load()
    first = place.open(Nearest()).tensors()
    next(first)
    assert place.load() == 0
    list(first)


# Where it is.


def test_a_model_of_the_hub_is_known_by_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_CACHE", str(tmp_path / "cache"))
    hub = tmp_path / "models--stepfun-ai--Step-Audio-R1.1" / "snapshots"
    found = {quantised_folder(hub / commit, FOUR_BITS) for commit in ("a" * 40, "b" * 40)}
    assert found == {tmp_path / "cache/antiphon/models/.quantised/models--stepfun-ai--Step-Audio-R1.1-hqq-g128"}


def test_folders_of_one_name_and_recipes_do_not_meet(tmp_path: Path) -> None:
    places = [quantised_folder(tmp_path / name / "model", FOUR_BITS) for name in "ab"]
    places.append(quantised_folder(tmp_path / "a" / "model", Recipe("nearest")))
    assert len(set(places)) == 3
    assert all(place.name.startswith("model-") for place in places)
