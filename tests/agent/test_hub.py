"""Models from the hub: fetched with the hub's own library, from a hub that this machine plays."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from huggingface_hub import close_session, constants
from typer.testing import CliRunner

from antiphon.agent import cli, hub
from antiphon.agent.store import Store
from antiphon.transport.errors import ModelCorrupt, ModelError, ModelMissing

from .fake_hub import FakeHub, serving

SPEC = "hf:owner/name"
SHARDS = {f"model-0000{n}-of-00003.safetensors": os.urandom(400_000 + n) for n in (1, 2, 3)}
FIRST, SECOND, THIRD = SHARDS
INDEX = json.dumps({"weight_map": dict(zip("abcd", [FIRST, SECOND, THIRD, FIRST], strict=True))}).encode()
SMALL = {"config.json": b"{}", "tokenizer.json": b'{"a": 1}', "model.safetensors.index.json": INDEX}
OTHER = {
    "README.md": b"#",
    "vocab.json": b"{}",
    "consolidated.safetensors": bytes(900_000),
    "token2wav/flow.safetensors": bytes(900_000),
    "modeling.py": b"raise SystemExit",
}
MODEL = SMALL | SHARDS
RECOGNISER = {"config.json": b"{}", "model.bin": bytes(70_000), "tokenizer.json": b"{}", "vocabulary.txt": b"a"}
SIZE = sum(map(len, MODEL.values()))


def quiet(done: int, total: int, label: str) -> None:
    """Nobody looks."""


class Place(NamedTuple):
    """A hub, and the cache on this machine."""

    hub: FakeHub
    cache: Path

    @property
    def environment(self) -> dict[str, str]:
        """Of a process that fetches from there."""
        return os.environ | {
            "HF_ENDPOINT": self.hub.address,
            "HF_HUB_CACHE": str(self.cache),
            "NO_PROXY": "127.0.0.1,localhost",
            "HF_HUB_DISABLE_TELEMETRY": "1",
        }

    def blob(self, data: bytes) -> Path:
        """Where the cache has a large file."""
        return self.cache / "models--owner--name" / "blobs" / hashlib.sha256(data).hexdigest()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    cache = tmp_path / "hub"
    with serving(FakeHub()) as fake:
        fake.commit(MODEL | OTHER)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
        monkeypatch.setattr(constants, "ENDPOINT", fake.address)
        monkeypatch.setattr(
            constants, "HUGGINGFACE_CO_URL_TEMPLATE", fake.address + "/{repo_id}/resolve/{revision}/{filename}"
        )
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
        monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda seconds: None)
        monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda seconds: None)
        close_session()
        yield Place(fake, cache)
        close_session()


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Fetching.


def test_a_model_is_fetched_and_nothing_else_of_its_repository(place: Place) -> None:
    shown: list[tuple[int, int, str]] = []
    folder = Store().prepare(SPEC, lambda *what: shown.append(what))
    assert content(folder) == MODEL
    assert Store().resolve(SPEC) == Store().find(SPEC) == folder
    done = [done for done, total, _ in shown if total]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, SIZE)
    assert {total for _, total, _ in shown} == {0, SIZE}
    assert shown[-2][2] == "downloading owner/name (file 6 of 6)"


def test_the_library_draws_no_bar(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    hub.fetch(SPEC, quiet)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("files", [RECOGNISER, SMALL | {"model.safetensors": b"w"} | {"config.json": b"{}"}])
def test_a_model_in_one_file(place: Place, files: dict[str, bytes]) -> None:
    files = {name: data for name, data in files.items() if not name.endswith("index.json")}
    place.hub.commit(files | {"other.safetensors": b""})
    assert content(hub.fetch(SPEC, quiet)) == files


def test_what_is_there_is_not_fetched_again(place: Place) -> None:
    folder = hub.fetch(SPEC, quiet)
    sent = dict(place.hub.sent)
    assert hub.fetch(SPEC, quiet) == folder
    assert place.hub.sent == sent


def test_a_revision(place: Place) -> None:
    old = place.hub.branches["main"]
    place.hub.commit(MODEL | {"config.json": b'{"new": 1}'}, branch="refs/pr/1")
    assert content(hub.fetch(f"{SPEC}@refs/pr/1", quiet))["config.json"] == b'{"new": 1}'
    with pytest.raises(ModelMissing, match="models prepare hf:owner/name`"):
        hub.find(SPEC)
    folder = hub.fetch(f"{SPEC}@{old}", quiet)
    assert folder == hub.find(f"{SPEC}@{old}")
    assert content(folder)["config.json"] == b"{}"


def test_of_a_commit_that_is_there_only_the_list_of_its_files_is_asked_for(place: Place) -> None:
    """It cannot change, but may have been damaged here."""
    commit = place.hub.branches["main"]
    hub.fetch(f"{SPEC}@{commit}", quiet)
    asked = place.hub.asked
    hub.fetch(f"{SPEC}@{commit}", quiet)
    assert place.hub.asked == asked + 1


def test_a_connection_that_breaks_is_gone_on_with(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 50_000)
    place.hub.breaks[SECOND] = (2, 150_000)
    shown: list[int] = []
    folder = hub.fetch(SPEC, lambda done, total, label: shown.append(done))
    assert content(folder) == MODEL
    assert place.hub.ranges == [f"{SECOND} bytes=150000-", f"{SECOND} bytes=300000-"]
    assert place.hub.sent[SECOND] == len(SHARDS[SECOND])
    assert shown[-1] == SIZE == max(shown)


def test_a_connection_that_breaks_for_good(place: Place) -> None:
    place.hub.breaks[SECOND] = (99, 0)
    with pytest.raises(ModelError, match=r"owner/name cannot be fetched.*goes on where it stopped"):
        hub.fetch(SPEC, quiet)
    with pytest.raises(ModelMissing, match=rf"not whole on this machine, it lacks {SECOND}, {THIRD}: run `antiphon m"):
        hub.find(SPEC)
    assert not list(place.cache.rglob("*.incomplete"))
    place.hub.breaks.clear()
    assert content(hub.fetch(SPEC, quiet)) == MODEL
    assert place.hub.sent[FIRST] == len(SHARDS[FIRST])


def test_a_download_that_is_killed_goes_on(place: Place) -> None:
    """Whole files stay; the one that was begun is fetched anew, and what was there of it does not stay."""
    place.hub.stalls[SECOND] = 200_000
    program = "import sys; from antiphon.agent.store import Store; Store().prepare(sys.argv[1])"
    command = [sys.executable, "-P", "-c", program, SPEC]
    with subprocess.Popen(command, env=place.environment) as process:
        assert place.hub.stalled.wait(60)
        process.send_signal(signal.SIGKILL)
    place.hub.stalls.clear()
    place.hub.go_on.set()
    (draft,) = place.cache.rglob("*.incomplete")
    with pytest.raises(ModelMissing, match=f"it lacks {SECOND}, {THIRD}"):
        hub.find(SPEC)
    shown: list[tuple[int, int]] = []
    assert content(hub.fetch(SPEC, lambda done, total, label: shown.append((done, total)))) == MODEL
    assert place.hub.sent[FIRST] == len(SHARDS[FIRST])
    assert shown[-1] == (SIZE, SIZE)
    assert not draft.exists()


def test_a_file_that_somebody_else_writes_stays(place: Place) -> None:
    import fcntl

    hub.fetch(SPEC, quiet)
    blobs = place.cache / "models--owner--name" / "blobs"
    locks = place.cache / ".locks" / "models--owner--name"
    left, written, foreign = (blobs / f"{letter * 40}.01234567.incomplete" for letter in "abg")
    for path in (left, written, foreign):
        path.write_bytes(b"")
    with open(locks / f"{'b' * 40}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        hub.fetch(SPEC, quiet)
    assert [path.exists() for path in (left, written, foreign)] == [False, True, True]


def test_there_has_to_be_room(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.fetch(SPEC, quiet)
    place.blob(SHARDS[THIRD]).unlink()

    def leave(size_bytes: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=size_bytes))

    leave(len(SHARDS[THIRD]) - 1)
    with pytest.raises(ModelError, match=r"takes 0\.0 GB more in .*hub, and 0\.0 GB are free there: make room"):
        hub.fetch(SPEC, quiet)
    leave(len(SHARDS[THIRD]))
    assert content(hub.fetch(SPEC, quiet)) == MODEL


def test_a_newer_commit_takes_the_place_of_the_old_one_when_it_is_whole(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = hub.fetch(SPEC, quiet)
    place.hub.commit(MODEL | {THIRD: b"new"})
    place.hub.breaks[THIRD] = (99, 0)
    with pytest.raises(ModelError, match="cannot be fetched"):
        hub.fetch(SPEC, quiet)
    assert hub.find(SPEC) == old
    place.hub.breaks.clear()
    # What both commits hold takes no room.
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=len(b"new")))
    new = hub.fetch(SPEC, quiet)
    assert new == hub.find(SPEC) != old
    assert place.hub.sent[FIRST] == len(SHARDS[FIRST])


# What the hub says.


def without(*names: str) -> dict[str, bytes]:
    return {name: data for name, data in MODEL.items() if name not in names}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (without("config.json"), "holds no config.json"),
        (without("tokenizer.json"), r"holds no tokenizer\.json: fetch it into a folder"),
        (
            without("tokenizer.json") | {"vocab.json": b"", "merges.txt": b""},
            "only vocab.json and merges.txt: fetch it",
        ),
        (without("model.safetensors.index.json"), "holds no weights that can be read: model.safetensors, "),
        (without(SECOND), f"does not hold {SECOND}, which its model.safetensors.index.json names"),
        (
            MODEL | {"model.safetensors.index.json": b"{}"},
            r"must have a weight_map .*\. The Hugging Face hub has it so: owner/name is damaged there",
        ),
        (MODEL | {"model.safetensors.index.json": b'{"weight_map": {"a": "../b"}}'}, "must lie beside it"),
    ],
)
def test_what_is_no_model_is_not_fetched(place: Place, files: dict[str, bytes], words: str) -> None:
    place.hub.commit(files)
    with pytest.raises(ModelError, match=words):
        hub.fetch(SPEC, quiet)
    assert not place.hub.sent.keys() & SHARDS.keys()


def test_an_unknown_repository(place: Place) -> None:
    with pytest.raises(ModelMissing, match="there is no owner/nome on the Hugging Face hub that you may see"):
        hub.fetch("hf:owner/nome", quiet)


def test_an_unknown_revision(place: Place) -> None:
    with pytest.raises(ModelMissing, match=r"no revision 'v1': give a branch.*hf:owner/name for its main branch"):
        hub.fetch(f"{SPEC}@v1", quiet)


@pytest.mark.parametrize(
    ("refuses", "words"),
    [
        # The list of a gated repository's files is open to all.
        ({"resolve": (403, "GatedRepo")}, "only to those who agreed to its terms"),
        ({"api": (401, "GatedRepo")}, "only to those who agreed to its terms"),
        ({"api": (401, "")}, "does not take your token: run `hf auth login`, or unset HF_TOKEN"),
        ({"api": (500, "")}, "cannot be fetched from the Hugging Face hub: .*500"),
        ({"resolve": (503, "")}, "cannot be fetched.*503"),
    ],
)
def test_what_the_hub_refuses(place: Place, refuses: dict[str, tuple[int, str]], words: str) -> None:
    place.hub.refuses.update(refuses)
    with pytest.raises(ModelError, match=words):
        hub.fetch(SPEC, quiet)


@pytest.mark.parametrize(
    "spec", ["hf:", "hf:name", "hf:owner/name/more", "hf:owner/name@", "hf:../../etc", "hf:a/b@../c"]
)
@pytest.mark.parametrize("ask", [Store.resolve, Store.find, Store.prepare, Store.verify])
def test_a_name_of_another_form(ask: Callable[[Store, str], Any], spec: str) -> None:
    with pytest.raises(ModelMissing, match="is not of the form hf:OWNER/NAME or"):
        ask(Store(), spec)


@pytest.mark.parametrize("spec", ["hf:../name", "hf:owner/a--b"])
def test_a_name_that_nothing_can_have(spec: str) -> None:
    for ask in (Store().resolve, Store().prepare):
        with pytest.raises(ModelMissing, match="nothing on the Hugging Face hub can be called"):
            ask(spec)


# Without the hub.


WITHOUT = {
    "offline": ("HF_HUB_OFFLINE", True, "HF_HUB_OFFLINE keeps it from being fetched: unset it"),
    "unreachable": ("ENDPOINT", "http://127.0.0.1:9", r"does not answer as it should \(.+\): check the network"),
}
"""What is set, and what is said then."""


@pytest.fixture(params=WITHOUT)
def away(request: pytest.FixtureRequest, place: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Call it, and the hub is away: what is said of that."""
    name, value, words = WITHOUT[request.param]

    def go() -> str:
        monkeypatch.setattr(constants, name, value)
        close_session()
        return words

    return go


def test_what_is_whole_is_used_without_the_hub(place: Place, away: Callable[[], str]) -> None:
    folder = hub.fetch(SPEC, quiet)
    away()
    asked = place.hub.asked
    assert Store().resolve(SPEC) == Store().prepare(SPEC) == folder
    assert place.hub.asked == asked


def test_what_is_not_there_without_the_hub(place: Place, away: Callable[[], str]) -> None:
    with pytest.raises(ModelError, match=away()):
        hub.fetch(SPEC, quiet)
    with pytest.raises(ModelMissing, match="hf:owner/name is not on this machine: run `antiphon models prepare hf:o"):
        hub.find(SPEC)


def test_nothing_is_fetched_by_looking(place: Place) -> None:
    """`antiphon doctor` looks, and 67 GB may be missing."""
    for ask in (Store().resolve, Store().find, Store().verify):
        with pytest.raises(ModelMissing, match="run `antiphon models prepare hf:owner/name`"):
            ask(SPEC)
    assert not Store().is_prepared(SPEC)
    assert place.hub.asked == 0


@pytest.mark.parametrize("lost", [*SHARDS, "tokenizer.json"])
def test_a_file_that_is_gone_is_named_and_fetched_again(place: Place, lost: str) -> None:
    path = hub.fetch(SPEC, quiet) / lost
    path.resolve().unlink()
    with pytest.raises(ModelMissing, match=f"it lacks {lost}: run"):
        hub.find(SPEC)
    assert content(hub.fetch(SPEC, quiet)) == MODEL


def test_many_files_that_are_gone_are_counted(place: Place) -> None:
    folder = hub.fetch(SPEC, quiet)
    for name in SHARDS:
        (folder / name).unlink()
    with pytest.raises(ModelMissing, match=f"it lacks {FIRST}, {SECOND} and 1 more: run"):
        hub.find(SPEC)
    (folder / "model.safetensors.index.json").unlink()
    with pytest.raises(ModelMissing, match="it lacks its weights: run"):
        hub.find(SPEC)


@pytest.mark.parametrize("taken", ["", "models--owner--name", "models--owner--name/blobs"])
def test_a_file_in_the_place_of_a_folder_of_the_cache(place: Place, taken: str) -> None:
    path = place.cache / taken
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    with pytest.raises(ModelError, match=r"owner/name cannot be kept in .*hub.*: make room .* HF_HOME"):
        hub.fetch(SPEC, quiet)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "blobs/1"), "No space left on device: blobs/1"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError(errno.EPERM, "Operation not permitted", "blobs/1"), "Operation not permitted: blobs/1"),
    ],
)
def test_a_cache_that_cannot_be_written(
    place: Place, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr("huggingface_hub.hf_hub_download", fail)
    with pytest.raises(ModelError, match=rf"cannot be kept .*\({words}\): make room .* HF_HOME"):
        hub.fetch(SPEC, quiet)


# Damage.


def flipped(data: bytes) -> bytes:
    """One bit of it, in its middle."""
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


DAMAGES = {
    "an index that is no JSON": ("model.safetensors.index.json", INDEX[:-1]),
    "an index without a map": ("model.safetensors.index.json", b"{}"),
    "an index that names another shard": ("model.safetensors.index.json", INDEX.replace(b"00002-of", b"00004-of")),
    "a vocabulary of the same length": ("tokenizer.json", b'{"b": 1}'),
    "a shard that is cut short": (SECOND, SHARDS[SECOND][:1000]),
    "a shard that is too long": (SECOND, SHARDS[SECOND] + b"more"),
}


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_by_verify_and_repaired_by_prepare(place: Place, damage: str, pinned: bool) -> None:
    spec = f"{SPEC}@{place.hub.branches['main']}" if pinned else SPEC
    file, data = DAMAGES[damage]
    (hub.fetch(spec, quiet) / file).write_bytes(data)
    sent = dict(place.hub.sent)
    with pytest.raises(ModelCorrupt, match=f"{file} of {spec} is not what it should be.* and `antiphon models prepare"):
        Store().verify(spec)
    folder = Store().prepare(spec)
    assert content(folder) == MODEL
    Store().verify(spec)
    assert {name for name in sent if place.hub.sent[name] != sent[name]} == {file}


@pytest.mark.parametrize("damage", [damage for damage in DAMAGES if "index" in damage])
def test_a_damaged_index_is_told_with_its_remedy(place: Place, damage: str) -> None:
    file, data = DAMAGES[damage]
    (hub.fetch(SPEC, quiet) / file).write_bytes(data)
    with pytest.raises(ModelError, match=f"[Rr]un `antiphon models prepare {SPEC}`"):
        Store().resolve(SPEC)


def test_a_damaged_file_that_is_no_link_is_repaired(place: Place) -> None:
    """So the library keeps them where links cannot be made."""
    path = hub.fetch(SPEC, quiet) / FIRST
    blob = path.resolve()
    path.unlink()
    blob.rename(path)
    path.write_bytes(SHARDS[FIRST][:-1])
    assert content(hub.fetch(SPEC, quiet)) == MODEL


def test_a_damaged_file_of_an_older_commit_is_repaired_for_a_newer_one(place: Place) -> None:
    hub.fetch(SPEC, quiet)
    place.blob(SHARDS[FIRST]).write_bytes(b"short")
    place.hub.commit(MODEL | {THIRD: b"new"})
    assert content(hub.fetch(SPEC, quiet)) == MODEL | {THIRD: b"new"}


def test_a_hub_that_tells_no_sizes_damages_nothing(place: Place) -> None:
    hub.fetch(SPEC, quiet)
    sent = dict(place.hub.sent)
    place.hub.tells_sizes = False
    assert content(hub.fetch(SPEC, quiet)) == MODEL
    assert place.hub.sent == sent


def test_a_damaged_model_without_the_hub(place: Place, away: Callable[[], str]) -> None:
    (hub.fetch(SPEC, quiet) / "model.safetensors.index.json").write_bytes(b"{")
    with pytest.raises(ModelError, match=away()):
        hub.fetch(SPEC, quiet)


# Verifying.


def test_an_intact_model_is_intact(place: Place) -> None:
    hub.fetch(SPEC, quiet)
    shown: list[tuple[int, int]] = []
    Store().verify(SPEC, lambda done, total, label: shown.append((done, total)))
    assert shown[-1] == (SIZE, SIZE)


@pytest.mark.parametrize(("name", "kind"), [(SECOND, "sha256"), ("tokenizer.json", "git hash")])
def test_a_flipped_bit_is_found_and_what_is_said_then_repairs_it(place: Place, name: str, kind: str) -> None:
    path = (hub.fetch(SPEC, quiet) / name).resolve()
    path.write_bytes(flipped(path.read_bytes()))
    with pytest.raises(
        ModelCorrupt, match=rf"{name} of hf:owner/name is not what .* its {kind} is [0-9a-f]+, not"
    ) as it:
        hub.verify(SPEC, quiet)
    assert f"Run `rm {path}` and `antiphon models prepare {SPEC}`" in str(it.value)
    path.unlink()
    hub.fetch(SPEC, quiet)
    hub.verify(SPEC, quiet)


def test_files_without_names_to_compare_with(place: Place) -> None:
    path = hub.fetch(SPEC, quiet) / FIRST
    path.unlink()
    path.write_bytes(SHARDS[FIRST])
    with pytest.raises(ModelError, match=r"cannot be compared with anything.*HF_HUB_DISABLE_SYMLINKS"):
        hub.verify(SPEC, quiet)


# The command line.


def test_the_commands(place: Place) -> None:
    result = CliRunner().invoke(cli.app, ["models", "prepare", SPEC])
    assert result.exception is None
    assert result.stdout == f"{SPEC} is ready in {hub.find(SPEC)}\n"
    result = CliRunner().invoke(cli.app, ["models", "verify", SPEC])
    assert result.exception is None
    assert result.stdout == f"{SPEC} is intact\n"


def test_without_a_terminal_each_file_is_logged_as_it_begins_and_as_it_ends(place: Place) -> None:
    """In a service's journal 67 GB would look like a hang."""
    result = CliRunner().invoke(cli.app, ["models", "prepare", SPEC])
    lines = [line for line in result.stderr.splitlines() if "downloading owner/name" in line]
    done = 0
    for number, file in enumerate([*sorted(SMALL), *SHARDS], 1):
        for event in ("begins", "ends"):
            line = lines.pop(0)
            assert f"event='step_{event}' step='downloading owner/name (file {number} of 6)'" in line
            assert f"done_bytes={done} total_bytes={SIZE}" in line
            done += len(MODEL[file]) if event == "begins" else 0
    assert not lines


def test_a_download_that_breaks_does_not_end_in_the_journal(place: Place) -> None:
    place.hub.breaks[SECOND] = (99, 0)
    result = CliRunner().invoke(cli.app, ["models", "prepare", SPEC])
    assert isinstance(result.exception, ModelError)
    assert "file 5 of 6" in result.stderr.splitlines()[-1]
    assert "step_begins" in result.stderr.splitlines()[-1]


def test_serve_fetches_what_is_missing_and_then_asks_the_hub_no_more(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Path] = []

    async def serve(settings: Any, console: object, traces: object) -> None:
        found.append(Store().resolve(settings.reasoner.model))

    monkeypatch.setattr(cli, "serve_until_signal", serve)
    command = ["serve", "--set", f"reasoner.model={SPEC}"]
    result = CliRunner().invoke(cli.app, command)
    assert result.exception is None
    assert f"{SPEC} is not on this machine, or not whole: it is fetched" in result.stderr
    asked = place.hub.asked
    place.hub.commit(MODEL | {"config.json": b'{"new": 1}'})
    assert CliRunner().invoke(cli.app, command).stderr == ""
    assert found == [hub.find(SPEC)] * 2
    assert place.hub.asked == asked
