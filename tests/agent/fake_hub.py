"""A hub on this machine: the few answers of huggingface.co that fetching a model asks for.

As the real one: a revision's files with their sizes and hashes at ``/api/models/OWNER/NAME/revision/REVISION?blobs=1``;
at ``/OWNER/NAME/resolve/COMMIT/FILE`` a file that is in git, or the way to one that is not (302 to another address, its
sha256 and size in ``X-Linked-*``); errors are told apart by ``X-Error-Code``.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

__all__ = ["FakeHub", "serving"]

LARGE = (".safetensors", ".bin")
"""Is not in git."""
PIECE = 1 << 16


@dataclass
class FakeHub:
    """``commits``: what its one repository holds, by commit, and ``branches``; ``name`` is how it is called.

    ``breaks``: files to how often, and after how many bytes of an answer, the connection breaks. ``stalls``: files
    whose answer stops after so many bytes, and goes on when ``go_on`` is set. ``refuses``: what is answered in place of
    anything else, a status and an ``X-Error-Code``, by the kind of request: ``api`` or ``resolve``. ``tells_sizes``:
    its lists do, which those of a mirror may not.
    """

    name: str = "owner/name"
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    breaks: dict[str, tuple[int, int]] = field(default_factory=dict)
    stalls: dict[str, int] = field(default_factory=dict)
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict)
    tells_sizes: bool = True
    go_on: threading.Event = field(default_factory=threading.Event)
    stalled: threading.Event = field(default_factory=threading.Event)
    address: str = ""
    elsewhere: str = ""
    """The same server by another name: what is not in git lies on another host."""
    sent: Counter[str] = field(default_factory=Counter)
    """Bytes of each file that went out."""
    ranges: list[str] = field(default_factory=list)
    """What was asked for in part: FILE and the header."""
    asked: int = 0
    """Requests of all kinds."""

    def commit(self, files: dict[str, bytes], branch: str = "main") -> str:
        """A new commit of the branch with these files."""
        commit = hashlib.sha1(repr((len(self.commits), sorted(files))).encode()).hexdigest()
        self.commits[commit] = files
        self.branches[branch] = commit
        return commit


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve it at ``hub.address`` for as long as this lasts."""

    class Handler(_Handler):
        served = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.address = f"http://127.0.0.1:{server.server_port}"
    hub.elsewhere = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        hub.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    served: FakeHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, *_: object) -> None: ...

    def _answer(self, with_body: bool) -> None:
        hub = self.served
        hub.asked += 1
        path = urlsplit(self.path).path
        if match := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/(.+)", path):
            self._list(match[1], unquote(match[2]))
        elif match := re.fullmatch(r"/cdn/(\w+)/(.+)", path):
            self._send(unquote(match[2]), hub.commits[match[1]][unquote(match[2])], {}, with_body)
        elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._resolve(match[1], unquote(match[2]), unquote(match[3]), with_body)
        else:
            self._refuse(404, "")

    def _list(self, name: str, revision: str) -> None:
        hub = self.served
        if "api" in hub.refuses:
            self._refuse(*hub.refuses["api"])
            return
        if name != hub.name:
            self._refuse(401, "RepoNotFound")
            return
        commit = hub.branches.get(revision, revision)
        if commit not in hub.commits:
            self._refuse(404, "RevisionNotFound")
            return
        siblings = []
        for file, data in hub.commits[commit].items():
            entry = {"rfilename": file, "size": len(data) if hub.tells_sizes else None, "blobId": _git(data)}
            if file.endswith(LARGE):
                entry["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
            siblings.append(entry)
        body = json.dumps({"id": name, "modelId": name, "sha": commit, "private": False, "siblings": siblings}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _resolve(self, name: str, revision: str, file: str, with_body: bool) -> None:
        hub = self.served
        if "resolve" in hub.refuses:
            self._refuse(*hub.refuses["resolve"])
            return
        commit = hub.branches.get(revision, revision)
        if name != hub.name or file not in hub.commits.get(commit, {}):
            self._refuse(404, "EntryNotFound")
            return
        data = hub.commits[commit][file]
        if not file.endswith(LARGE):
            self._send(file, data, {"X-Repo-Commit": commit, "ETag": f'"{_git(data)}"'}, with_body)
            return
        self.send_response(302)
        self.send_header("Location", f"{hub.elsewhere}/cdn/{commit}/{file}")
        self.send_header("X-Repo-Commit", commit)
        self.send_header("X-Linked-ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Linked-Size", str(len(data)))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, file: str, data: bytes, headers: dict[str, str], with_body: bool) -> None:
        hub, begin = self.served, 0
        if (asked := self.headers.get("Range")) and with_body:
            hub.ranges.append(f"{file} {asked}")
            begin = int(asked.removeprefix("bytes=").split("-")[0])
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        for name, value in {**headers, "Accept-Ranges": "bytes", "Content-Length": str(len(data) - begin)}.items():
            self.send_header(name, value)
        self.end_headers()
        if not with_body:
            return
        times, most = hub.breaks.get(file, (0, 0))
        end = begin + most if times else len(data)
        if times:
            hub.breaks[file] = (times - 1, most)
        for start in range(begin, min(end, len(data)), PIECE):
            if start - begin >= hub.stalls.get(file, len(data) + 1):
                hub.stalled.set()
                hub.go_on.wait()
            piece = data[start : min(start + PIECE, end)]
            try:
                self.wfile.write(piece)
            except OSError:
                break  # whoever asked was killed
            hub.sent[file] += len(piece)
        if times:
            self.close_connection = True

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _git(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
