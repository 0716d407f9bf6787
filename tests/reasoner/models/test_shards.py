"""A checkpoint is checked by its headers before anything is read, and then read a tensor at a time."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from antiphon.reasoner.models import shards as module
from antiphon.reasoner.models.shards import Buffer, Checkpoint, Shard, write_shard
from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .checkpoints import INDEX, step_audio_shapes, step_audio_tensors, write_shards

TENSORS = step_audio_tensors()
SHAPES = step_audio_shapes()
UP = "model.layers.1.mlp.up_proj.weight"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_shards(tmp_path, TENSORS, 4)


def header_of(file: Path) -> tuple[dict[str, Any], bytes]:
    """A file's header, and the data behind it."""
    content = file.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def write(file: Path, header: Any, data: bytes = b"") -> None:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


# What is read.


def test_all_tensors_are_read_as_they_are_stored(files: list[Path]) -> None:
    found = dict(Checkpoint.open(files[0].parent, SHAPES).tensors())
    assert found.keys() == TENSORS.keys()
    for name, tensor in found.items():
        assert tensor.dtype == torch.bfloat16
        assert torch.equal(tensor, TENSORS[name])


def test_one_file_is_a_checkpoint_too(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "model.safetensors")
    found = dict(Checkpoint.open(tmp_path, SHAPES).tensors())
    assert all(torch.equal(found[name], tensor) for name, tensor in TENSORS.items())


def test_they_come_in_the_order_of_the_files(files: list[Path]) -> None:
    checkpoint = Checkpoint.open(files[0].parent, SHAPES)
    expected = [
        name
        for file in files
        for name, _ in sorted(
            ((name, one["data_offsets"]) for name, one in header_of(file)[0].items() if name != "__metadata__"),
            key=lambda item: item[1],
        )
    ]
    assert [name for name, _ in checkpoint.tensors()] == expected == list(checkpoint.entries())


def test_only_what_is_wanted_is_read_and_counted(files: list[Path]) -> None:
    wanted = {name: shape for name, shape in SHAPES.items() if name.startswith("encoder.")}
    checkpoint = Checkpoint.open(files[0].parent, wanted)
    assert {name for name, _ in checkpoint.tensors()} == wanted.keys()
    assert checkpoint.size_bytes == 2 * sum(shape.numel() for shape in wanted.values())
    left = {name for name, _ in checkpoint.tensors(without=["encoder.conv1.weight"])}
    assert left == wanted.keys() - {"encoder.conv1.weight"}


def test_a_tensor_of_a_type_that_nobody_wants_may_lie_beside_them(files: list[Path]) -> None:
    header, data = header_of(files[0])
    end = len(data)
    write(files[0], {**header, "other": {"dtype": "F4", "shape": [6], "data_offsets": [end, end + 3]}}, data + b"abc")
    found = dict(Checkpoint.open(files[0].parent, SHAPES).tensors())
    assert all(torch.equal(found[name], tensor) for name, tensor in TENSORS.items())


def test_one_file_is_open_at_a_time_and_none_is_mapped(files: list[Path]) -> None:
    kept = []
    for _, tensor in Checkpoint.open(files[0].parent, SHAPES).tensors():
        kept.append(tensor)
        assert sum(target.startswith(str(files[0].parent)) for target in open_files()) == 1
        assert str(files[0].parent) not in Path("/proc/self/maps").read_text()
    assert not any(target.startswith(str(files[0].parent)) for target in open_files())


def open_files() -> list[str]:
    links = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    return [os.readlink(link) for link in links if os.path.islink(link)]


def test_progress_grows_to_the_whole_and_moves_within_a_tensor(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE_BYTES", 1000)
    told: list[tuple[int, int]] = []
    checkpoint = Checkpoint.open(files[0].parent, SHAPES)
    for name, tensor in checkpoint.tensors(lambda done, total: told.append((done, total))):
        assert torch.equal(tensor, TENSORS[name])
    done = [one for one, _ in told]
    assert {total for _, total in told} == {checkpoint.size_bytes}
    assert done == sorted(set(done))
    assert done[-1] == checkpoint.size_bytes
    assert max(after - before for before, after in zip([0, *done], done, strict=False)) <= 1000


@pytest.mark.parametrize("spare", [-1, 0, 1000])
def test_a_buffer_is_used_again_for_each_and_what_is_too_large_gets_memory_of_its_own(
    files: list[Path], spare: int
) -> None:
    checkpoint = Checkpoint.open(files[0].parent, SHAPES)
    assert checkpoint.largest_bytes == max(2 * shape.numel() for shape in SHAPES.values())
    places = set()
    for name, tensor in checkpoint.tensors(buffer=Buffer(checkpoint.largest_bytes + spare)):
        assert torch.equal(tensor, TENSORS[name])
        places.add(tensor.data_ptr())
        tensor.fill_(torch.nan)
    assert (len(places) == 1) == (spare >= 0)


def test_what_is_taken_from_a_buffer_lies_side_by_side_until_it_is_cleared() -> None:
    buffer = Buffer(200)
    first, second, third = buffer.take(65), buffer.take(64), buffer.take(9)
    assert second.data_ptr() - first.data_ptr() == 128
    assert not 0 <= third.data_ptr() - first.data_ptr() < 200
    buffer.clear()
    assert buffer.take(200).data_ptr() == first.data_ptr()
    assert len(buffer.take(0)) == 0


# What is refused.


def test_missing_shards_are_all_counted_and_named(files: list[Path]) -> None:
    files[1].unlink()
    files[3].unlink()
    with pytest.raises(ModelMissing, match=rf"lacks 2 of 4 files of the model \({files[1].name}, {files[3].name}\)"):
        Checkpoint.open(files[0].parent, SHAPES)


def test_a_download_that_the_hub_has_not_finished_is_missing(files: list[Path]) -> None:
    files[2].unlink()
    files[2].symlink_to(files[0].parent / "blobs" / "nowhere")
    with pytest.raises(ModelMissing, match="lacks 1 of 4"):
        Checkpoint.open(files[0].parent, SHAPES)


def test_a_folder_without_weights(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"lacks 1 of 1 files of the model \(model\.safetensors\)"):
        Checkpoint.open(tmp_path, SHAPES)


def test_many_missing_shards_are_named_in_part(tmp_path: Path) -> None:
    for file in (files := write_shards(tmp_path, TENSORS, 9)):
        file.unlink()
    with pytest.raises(ModelMissing, match=rf"lacks 9 of 9 .*{files[2].name} and 6 more\)"):
        Checkpoint.open(tmp_path, SHAPES)


@pytest.mark.parametrize("missing", [1, 100, 4000])
def test_a_truncated_shard_is_refused_before_anything_is_read(files: list[Path], missing: int) -> None:
    content = files[2].read_bytes()
    files[2].write_bytes(content[:-missing])
    right = f"{files[2]} is cut short, {missing} bytes are missing: it has {len(content) - missing} bytes and must "
    with pytest.raises(ModelCorrupt) as error:
        Checkpoint.open(files[0].parent, SHAPES)
    assert str(error.value).startswith(f"{right}have {len(content)}.")


def test_a_file_that_is_too_long_is_refused(files: list[Path]) -> None:
    files[0].write_bytes(files[0].read_bytes() + b"more")
    with pytest.raises(ModelCorrupt, match="is 4 bytes too long"):
        Checkpoint.open(files[0].parent, SHAPES)


def test_missing_tensors_are_named_with_their_number_and_file(files: list[Path]) -> None:
    tensors = load_file(files[1])
    dropped = sorted(tensors)[:2]
    save_file({name: tensor for name, tensor in tensors.items() if name not in dropped}, files[1])
    first = next(name for name in SHAPES if name in dropped)
    message = rf"no tensor {first}, where {INDEX} says it is in {files[1].name} \(and lacks 1 more"
    with pytest.raises(ModelCorrupt, match=message):
        Checkpoint.open(files[0].parent, SHAPES)


def test_a_tensor_that_the_index_does_not_know_is_missing(files: list[Path]) -> None:
    with pytest.raises(ModelCorrupt, match=r"has no tensor lm_head\.bias: does config\.json belong to it\?"):
        Checkpoint.open(files[0].parent, {**SHAPES, "lm_head.bias": torch.Size([320])})


def test_a_wrong_shape_is_named_with_the_right_one(files: list[Path]) -> None:
    with pytest.raises(ModelCorrupt, match=rf"{UP} in .*safetensors is \[192, 64\]: config\.json asks for \[5, 64\]"):
        Checkpoint.open(files[0].parent, {**SHAPES, UP: torch.Size([5, 64])})


@pytest.mark.parametrize(("dtype", "name"), [(torch.int8, "I8"), (torch.float8_e4m3fn, "F8_E4M3")])
def test_quantised_weights_are_refused(tmp_path: Path, dtype: torch.dtype, name: str) -> None:
    write_shards(tmp_path, {**TENSORS, UP: TENSORS[UP].to(dtype)}, 2)
    with pytest.raises(ModelCorrupt, match=rf"{UP} in .* is stored as {name}: .* BF16, F16, F32 are"):
        Checkpoint.open(tmp_path, SHAPES)


def test_a_tensor_in_two_files_is_refused(files: list[Path]) -> None:
    name = sorted(load_file(files[0]))[0]
    save_file({**load_file(files[1]), name: TENSORS[name]}, files[1])
    with pytest.raises(ModelCorrupt, match=rf"{name} is in .*{files[0].name} and in .*{files[1].name}"):
        Checkpoint.open(files[0].parent, SHAPES)


@pytest.mark.parametrize(
    "index", ["{", "[]", "{}", '{"weight_map": []}', '{"weight_map": {}}', '{"weight_map": {"a": 1}}']
)
def test_an_index_that_names_no_shards(files: list[Path], index: str) -> None:
    (files[0].parent / INDEX).write_text(index)
    with pytest.raises(ModelCorrupt, match="must have a weight_map"):
        Checkpoint.open(files[0].parent, SHAPES)


def test_an_index_that_is_no_text(files: list[Path]) -> None:
    (files[0].parent / INDEX).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ModelCorrupt, match="cannot be read"):
        Checkpoint.open(files[0].parent, SHAPES)


@pytest.mark.parametrize("name", ["../model.safetensors", "/etc/passwd", ""])
def test_an_index_that_leads_out_of_the_folder(files: list[Path], name: str) -> None:
    (files[0].parent / INDEX).write_text(json.dumps({"weight_map": {UP: name}}))
    with pytest.raises(ModelCorrupt, match="shards must lie beside it"):
        Checkpoint.open(files[0].parent, SHAPES)


def test_a_file_that_is_replaced_while_it_is_read_is_refused(files: list[Path]) -> None:
    tensors = Checkpoint.open(files[0].parent, SHAPES).tensors()
    next(tensors)
    files[3].write_bytes(files[3].read_bytes()[:-1])
    with pytest.raises(ModelCorrupt, match=rf"{files[3].name} changed while the model was being loaded"):
        list(tensors)


def test_a_file_that_is_cut_short_while_it_is_read_is_an_error_and_no_crash(files: list[Path]) -> None:
    tensors = Checkpoint.open(files[0].parent, SHAPES).tensors()
    next(tensors)
    os.truncate(files[0], files[0].stat().st_size - 10)
    with pytest.raises(ModelCorrupt, match="10 bytes too early"):
        list(tensors)


def test_a_file_that_goes_while_it_is_read_is_an_error(files: list[Path]) -> None:
    tensors = Checkpoint.open(files[0].parent, SHAPES).tensors()
    next(tensors)
    files[1].unlink()
    with pytest.raises(ModelCorrupt, match=rf"{files[1].name} cannot be read"):
        list(tensors)


# Headers.


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"there is no .*x\.safetensors"):
        Shard.read_header(tmp_path / "x.safetensors")


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(ModelCorrupt, match="cannot be read: Is a directory"):
        Shard.read_header(tmp_path)


ENTRY = {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}


@pytest.mark.parametrize(
    ("header", "data", "message"),
    [
        (b"{", b"", "is not JSON"),
        (b"\xff\xff", b"", "is not JSON"),
        ([], b"", "is not a JSON object"),
        ({"a": 7}, b"", "a in .* must have a dtype"),
        ({"a": {**ENTRY, "dtype": None}}, b"1234", "must have a dtype"),
        ({"a": {**ENTRY, "shape": [-2]}}, b"1234", "must have a dtype"),
        ({"a": {**ENTRY, "shape": [2.0]}}, b"1234", "must have a dtype"),
        ({"a": {**ENTRY, "data_offsets": [4, 0]}}, b"1234", "must have a dtype"),
        ({"a": {**ENTRY, "data_offsets": [0]}}, b"1234", "must have a dtype"),
        ({"a": {**ENTRY, "shape": [3]}}, b"1234", r"takes 4 bytes: \[3\] in BF16 takes 6"),
        ({"a": {**ENTRY, "data_offsets": [2, 6]}}, b"123456", "without gaps"),
        ({"a": ENTRY, "b": {**ENTRY, "data_offsets": [2, 6]}}, b"123456", "without gaps"),
        ({"a": ENTRY}, b"", "cut short, 4 bytes are missing"),
    ],
)
def test_a_header_that_no_file_may_have(tmp_path: Path, header: Any, data: bytes, message: str) -> None:
    write(tmp_path / "x.safetensors", header, data)
    with pytest.raises(ModelCorrupt, match=message):
        Shard.read_header(tmp_path / "x.safetensors")


def test_what_is_no_safetensors_file_is_told_from_one_that_is_cut_short(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"<!DOCTYPE html>")
    with pytest.raises(ModelCorrupt, match="is not a safetensors file"):
        Shard.read_header(tmp_path / "x")
    (tmp_path / "x").write_bytes(b"abc")
    with pytest.raises(ModelCorrupt, match="it has 3 bytes and must have 8"):
        Shard.read_header(tmp_path / "x")


@given(keep=st.integers(0, 400))
def test_wherever_a_file_is_cut_it_is_refused(tmp_path_factory: pytest.TempPathFactory, keep: int) -> None:
    file = tmp_path_factory.getbasetemp() / "cut.safetensors"
    save_file({"a": torch.ones(3, 5), "b": torch.ones(7, dtype=torch.bfloat16), "c": torch.zeros(2)}, file)
    content = file.read_bytes()
    file.write_bytes(content[: min(keep, len(content) - 1)])
    with pytest.raises(ModelCorrupt, match="cut short"):
        Shard.read_header(file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["BF16", "F32", "F4"]) | JSON,
        "shape": st.lists(st.integers(-1, 9)) | JSON,
        "data_offsets": st.tuples(st.integers(-1, 9), st.integers(-1, 9)) | JSON,
    }
)


@given(header=JSON | st.dictionaries(st.text(max_size=3), ENTRIES, max_size=3), data=st.binary(max_size=9))
def test_any_header_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, header: Any, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.safetensors"
    write(file, header, data)
    try:
        shard = Shard.read_header(file)
    except ModelCorrupt:
        return
    assert sum(entry.size_bytes for entry in shard.entries.values()) == len(data)


# Writing.


@given(
    shapes=st.lists(
        st.tuples(
            st.lists(st.integers(0, 5), max_size=3),
            st.sampled_from([torch.uint8, torch.bfloat16, torch.float32, torch.int64, torch.bool]),
        ),
        max_size=6,
    ),
    seed=st.integers(0, 1000),
)
def test_what_is_written_is_what_safetensors_reads(
    tmp_path_factory: pytest.TempPathFactory, shapes: list[tuple[list[int], torch.dtype]], seed: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    tensors = {
        f"t{number}": torch.randint(0, 2, shape, generator=generator).to(dtype)
        for number, (shape, dtype) in enumerate(shapes)
    }
    file = tmp_path_factory.getbasetemp() / "written.safetensors"
    size = write_shard(file, tensors)
    assert size == file.stat().st_size
    shard, theirs = Shard.read_header(file), load_file(file)
    ours = dict(shard.tensors(list(shard.entries), lambda more: None))
    assert ours.keys() == theirs.keys() == tensors.keys()
    for name, tensor in tensors.items():
        for read in (ours[name], theirs[name]):
            assert read.dtype == tensor.dtype
            assert torch.equal(read, tensor)


def test_a_view_is_written_as_what_it_shows(tmp_path: Path) -> None:
    whole = torch.arange(12).view(3, 4)
    write_shard(tmp_path / "x", {"turned": whole.T, "part": whole[1:, ::2]})
    read = load_file(tmp_path / "x")
    assert torch.equal(read["turned"], whole.T)
    assert torch.equal(read["part"], whole[1:, ::2])
