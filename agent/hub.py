"""Models on the Hugging Face hub, in the hub's own cache.

A model is fetched when somebody asks for it, one file after the other, weights last: what is there is then known
without the hub, by a snapshot's own files, and whoever is interrupted loses one shard at most. Nothing here follows a
branch by itself: ``hf:OWNER/NAME`` stays what it was when it was last fetched.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from antiphon.transport.errors import ModelCorrupt, ModelError, ModelMissing

from .catalogue import CATALOGUE
from .hub_files import INDEX, NEEDED, is_small, missing, small_files, some, weight_files

__all__ = ["Progress", "fetch", "find", "is_hub", "verify"]

log = structlog.get_logger()

Progress = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all (0: nobody knows), and what is being done."""

PREFIX = "hf:"
HUB = re.compile(rf"{PREFIX}(?P<name>[\w.-]+/[\w.-]+)(?:@(?P<revision>(?!.*\.\.)\w[\w./-]*))?")
COMMIT = re.compile(r"[0-9a-f]{40}")
SHA256 = re.compile(r"[0-9a-f]{64}")

DRAFT = re.compile(r"(?P<etag>[0-9a-f]{40,64})\.[0-9a-f]{8}\.incomplete")
"""How huggingface_hub calls a file that it writes (2.4, ``_download_to_tmp_and_move``): it never goes on with one."""
PIECE = 1 << 20
"""Bytes that are hashed at once."""
NOT_KEPT = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EIO}
)
"""What the disk says, or a file in the place of the cache's folder: the network is not at fault."""


def is_hub(spec: str) -> bool:
    """Whether a model's name stands for one on the hub."""
    return spec.startswith(PREFIX)


def find(spec: str) -> Path:
    """The folder of ``hf:OWNER/NAME[@REVISION]`` on this machine; the hub is not asked.

    Raises ModelMissing, which says what is missing and how to get it; ModelCorrupt.
    """
    folder = _begun(spec)
    try:
        lacking = missing(folder)
    except ModelCorrupt as error:
        raise ModelCorrupt(f"{error}. Run `antiphon models prepare {spec}` to fetch it again") from error
    if lacking:
        raise ModelMissing(
            f"{spec} is not whole on this machine, it lacks {some(lacking)}: run "
            f"`antiphon models prepare {spec}`, which goes on where it stopped"
        )
    return folder


def fetch(spec: str, progress: Progress) -> Path:
    """The folder of ``hf:OWNER/NAME[@REVISION]``, as it is on the hub now; a file that is here is not fetched again.

    One that is not as long as the hub says, or a small one with another hash, is: it was damaged. A newer commit takes
    the place of the one that is there only when all of it is here. Where the hub does not answer, what is here has to
    be whole. Raises ModelMissing for what the hub does not have, or does not give; ModelError where it cannot be
    fetched or kept; ModelCorrupt.
    """
    name, revision = _parse(spec)
    old = _whole(name, revision)
    progress(0, 0, f"asking the hub for {name}")
    try:
        with _plainly(spec, name, revision):
            commit, there = _list(name, revision)
            small = small_files(spec, there)
    except ModelError as error:
        if old is None:
            raise
        log.warning("hub_not_used", model=spec, folder=str(old), reason=str(error))
        return old
    with _plainly(spec, name, revision):
        storage = _storage(name)
        folder = storage / "snapshots" / commit
        for file in small:
            _drop_damaged(folder, file, there[file])
        _download(name, commit, small[0], lambda count: None)
        if old is None:
            _refer(storage, revision, commit)
        for file in small[1:]:
            _download(name, commit, file, lambda count: None)
        try:
            weights = weight_files(there, folder)
        except ModelCorrupt as error:
            # It was just compared with the hub's: to fetch it again is of no use.
            raise ModelCorrupt(f"{error}. The Hugging Face hub has it so: {name} is damaged there") from error
        if absent := [file for file in weights if file not in there]:
            raise ModelCorrupt(f"{name} on the Hugging Face hub does not hold {some(absent)}, which its {INDEX} names")
        for file in weights:
            _drop_damaged(folder, file, there[file])
        files = {file: there[file] for file in (*small, *weights)}
        _drop_drafts(storage)
        _check_room(spec, storage, files.values())
        done, total = 0, sum(file.size_bytes for file in files.values())
        for number, (file, what) in enumerate(files.items(), 1):
            label = f"downloading {name} (file {number} of {len(files)})"
            progress(done, total, label)
            _download(name, commit, file, _counter(done, what.size_bytes, total, label, progress))
            done += what.size_bytes
            progress(done, total, label)
        _refer(storage, revision, commit)
    return folder


def verify(spec: str, progress: Progress) -> None:
    """Read the files of a model again: the hub's cache calls each by its hash.

    Raises ModelCorrupt for the first one that is not what it was; ModelMissing; ModelError where there are no names to
    compare with.
    """
    folder = _begun(spec)
    small = [folder / file for file in sorted(os.listdir(folder)) if is_small(file) and (folder / file).is_file()]
    # The index is one of them: what it names counts once it is known to be what it was.
    for path in small:
        _compare(spec, path, lambda count: None)
    find(spec)
    weights = [folder / file for file in weight_files(os.listdir(folder), folder)]
    done = sum(path.stat().st_size for path in small)
    total = done + sum(path.stat().st_size for path in weights)
    for path in weights:
        size = path.stat().st_size
        _compare(spec, path, _counter(done, size, total, f"reading {spec}", progress))
        done += size


def _compare(spec: str, path: Path, count: Callable[[int], None]) -> None:
    # Only the first link is followed: the next may lead into a store that caches share.
    expected = path.readlink().name if path.is_symlink() else ""
    if not (SHA256.fullmatch(expected) or COMMIT.fullmatch(expected)):
        raise ModelError(
            f"{path} cannot be compared with anything: the hub's cache keeps no files by their hash here. Is "
            "HF_HUB_DISABLE_SYMLINKS set?"
        )
    found = _hash(path, expected, count)
    if found != expected:
        kind = "sha256" if SHA256.fullmatch(expected) else "git hash"
        raise ModelCorrupt(
            f"{path.name} of {spec} is not what it should be: its {kind} is {found}, not {expected}. "
            f"Run `rm {shlex.quote(str(path.resolve()))}` and `antiphon models prepare {spec}` to fetch it again"
        )


def _hash(path: Path, expected: str, count: Callable[[int], None] = lambda count: None) -> str:
    """Of the kind that ``expected`` is; ``count`` is called with the bytes of each piece."""
    digest = hashlib.sha256() if SHA256.fullmatch(expected) else _git(path)
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            count(len(piece))
    return digest.hexdigest()


# What is here.


def _parse(spec: str) -> tuple[str, str]:
    """The repository, and the revision of it."""
    match = HUB.fullmatch(spec)
    if match is None:
        raise ModelMissing(f"{spec!r} is not of the form hf:OWNER/NAME or hf:OWNER/NAME@REVISION")
    return match["name"], match["revision"] or "main"


def _snapshot(name: str, revision: str) -> Path | None:
    """Where the hub's cache has this revision, whole or not."""
    # The library is heavy, and of no use to most: they have a known model or a folder. It is imported where used.
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        config = try_to_load_from_cache(name, NEEDED[0], revision=revision)
    except HFValidationError as error:
        raise ModelMissing(f"nothing on the Hugging Face hub can be called {name}: {error}") from error
    return Path(config).parent if isinstance(config, str) else None


def _begun(spec: str) -> Path:
    """The folder of what was fetched of a model, whole or not. Raises ModelMissing where nothing was."""
    folder = _snapshot(*_parse(spec))
    if folder is None:
        raise ModelMissing(f"{spec} is not on this machine: run `antiphon models prepare {spec}`")
    return folder


def _whole(name: str, revision: str) -> Path | None:
    folder = _snapshot(name, revision)
    try:
        return None if folder is None or missing(folder) else folder
    except ModelCorrupt:
        return None


# What the hub has.


@dataclass(frozen=True, slots=True)
class _File:
    size_bytes: int
    etag: str
    """What the cache calls it: its sha256, or git's hash of what is small."""


def _list(name: str, revision: str) -> tuple[str, dict[str, _File]]:
    """The commit that a revision stands for, and its files."""
    from huggingface_hub import HfApi
    from huggingface_hub.constants import HF_HUB_ETAG_TIMEOUT

    info = HfApi().model_info(name, revision=revision, files_metadata=True, timeout=HF_HUB_ETAG_TIMEOUT)
    if info.sha is None:
        raise ValueError(f"it names no commit of {revision}")
    return info.sha, {
        file.rfilename: _File(file.size or 0, (file.lfs.sha256 if file.lfs else file.blob_id) or "")
        for file in info.siblings or ()
    }


# Fetching.


def _storage(name: str) -> Path:
    """Where the hub's cache has all of a repository."""
    from huggingface_hub.constants import HF_HUB_CACHE
    from huggingface_hub.file_download import repo_folder_name

    return Path(HF_HUB_CACHE, repo_folder_name(repo_id=name, repo_type="model"))


def _drop_damaged(folder: Path, file: str, what: _File) -> None:
    """Drop a file that is not the hub's from a snapshot: the library takes what is there for whole.

    Of the large ones only the length is compared: `antiphon models verify` reads them.
    """
    for path in (folder / file, folder.parents[1] / "blobs" / what.etag):
        if path.is_file() and not _is_whole(path, what, is_small(file)):
            log.warning("damaged_file_dropped", path=str(path), size_bytes=path.stat().st_size)
            path.unlink()


def _is_whole(path: Path, what: _File, small: bool) -> bool:
    """As far as the hub tells: a mirror of it may know no sizes."""
    if what.size_bytes and path.stat().st_size != what.size_bytes:
        return False
    return not (small and what.etag) or _hash(path, what.etag) == what.etag


def _download(name: str, commit: str, file: str, count: Callable[[int], None]) -> Path:
    """Into the hub's cache, unless it is there; ``count`` is called with the bytes of each piece.

    A connection that breaks is gone on with where it broke. In the main thread: so Ctrl-C ends it at once. Both hold
    over HTTP; what the hub stores in Xet goes through hf_xet, whose own retries and threads no test of ours has seen.
    """
    from huggingface_hub import hf_hub_download
    from tqdm import tqdm

    class Bar(tqdm):  # type: ignore[misc]
        """Counts what is written to disk; draws nothing."""

        def __init__(self, *_: Any, total: float | None = None, **__: Any) -> None:
            super().__init__(total=total, disable=True)

        def update(self, n: float | None = 1) -> None:
            count(int(n or 0))

        # Without these two the library makes a second bar, for what comes over the network.
        def update_transfer(self, n: float | None = 1) -> None: ...

        def set_transfer_postfix_str(self, s: str = "", refresh: bool = True) -> None: ...

    return Path(hf_hub_download(name, file, revision=commit, tqdm_class=Bar))


def _counter(before: int, size: int, total: int, label: str, progress: Progress) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(before + min(done, size), total, label)

    return count


def _refer(storage: Path, revision: str, commit: str) -> None:
    """Note in the hub's cache which commit a branch or a tag stands for, as the library does it."""
    if revision == commit:
        return
    path = storage / "refs" / revision
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(commit, "utf-8")
    draft.replace(path)


def _drop_drafts(storage: Path) -> None:
    """Remove what a download left behind that was killed: as large as a shard, and of no use to the library."""
    locks = storage.parent / ".locks" / storage.name
    for path in (storage / "blobs").glob("*.incomplete"):
        match = DRAFT.fullmatch(path.name)
        if match is None:
            continue
        try:
            # Whoever writes it holds this lock.
            with open(locks / f"{match['etag']}.lock", "a", encoding="utf-8") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except OSError as error:
            log.info("draft_kept", path=str(path), reason=error.strerror or str(error))


def _check_room(spec: str, storage: Path, files: Iterable[_File]) -> None:
    """Raises ModelError where the disk is too small for what is not there, under this commit or another."""
    needed_bytes = sum(file.size_bytes for file in files if not (storage / "blobs" / file.etag).is_file())
    free = shutil.disk_usage(storage).free
    if needed_bytes > free:
        raise ModelError(
            f"{spec} takes {_gb(needed_bytes)} more in {storage.parent}, and {_gb(free)} are free there: make room, or "
            "set HF_HOME to a folder on another disk"
        )


def _gb(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:,.1f} GB"


def _git(path: Path) -> Any:
    """Git's hash of a file, as far as it does not depend on what is in it."""
    return hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)


@contextmanager
def _plainly(spec: str, name: str, revision: str) -> Iterator[None]:
    """What the hub's library raises becomes a ModelError that says what to do."""
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        yield
    except ModelError:
        raise
    except GatedRepoError as error:
        raise ModelMissing(
            f"{name} is open only to those who agreed to its terms: do so on its page on the Hugging Face hub, then "
            "run `hf auth login`"
        ) from error
    except RevisionNotFoundError as error:
        raise ModelMissing(
            f"{name} on the Hugging Face hub has no revision {revision!r}: give a branch, a tag or a commit of it, or "
            f"hf:{name} for its main branch"
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelMissing(
            f"there is no {name} on the Hugging Face hub that you may see: check its name; for a private one, run "
            "`hf auth login`"
        ) from error
    except OfflineModeIsEnabled as error:
        raise ModelMissing(
            f"{spec} is not whole on this machine, and HF_HUB_OFFLINE keeps it from being fetched: unset it, or use "
            f"one of {', '.join(CATALOGUE)}"
        ) from error
    except HfHubHTTPError as error:
        if error.response.status_code == 401:
            raise ModelError(
                f"the Hugging Face hub does not take your token: run `hf auth login`, or unset HF_TOKEN ({error})"
            ) from error
        raise ModelError(f"{name} cannot be fetched from the Hugging Face hub: {error}") from error
    except Exception as error:  # which HTTP client's errors come through depends on the hub library's version
        if isinstance(error, OSError) and error.errno in NOT_KEPT:
            where = f": {error.filename}" if error.filename else ""
            raise ModelError(
                f"{name} cannot be kept in the Hugging Face hub's cache ({error.strerror}{where}): make room or give "
                "yourself the right to write there, or set HF_HOME to another folder"
            ) from error
        # The library's own advice is about a folder that holds nothing: what it failed at is behind it.
        reason = error.__cause__ if isinstance(error, LocalEntryNotFoundError) and error.__cause__ else error
        raise ModelError(
            f"{name} cannot be fetched, the Hugging Face hub does not answer as it should ({reason or type(reason)}): "
            "check the network, its proxy, and HF_ENDPOINT if you set it. Then run "
            f"`antiphon models prepare {spec}`, which goes on where it stopped"
        ) from error
