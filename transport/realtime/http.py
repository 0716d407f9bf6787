"""Plain HTTP beside the websocket: whether it lives, whether it is ready, what it counts, what it is; and refusals."""

from __future__ import annotations

import math
from email.utils import formatdate
from html import escape
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urlsplit

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from ..door import Agent
from .metrics import Metrics

__all__ = ["PATH", "RETRY_S", "HttpError", "Pages", "respond"]

PATH = "/v1/realtime"
"""Where conversations are; everything else is a page."""
RETRY_S = 2.0
"""Models are loading, or a child process is being replaced: worth asking again soon."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Antiphon</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}
code {{ background: #8882; padding: .1em .3em; border-radius: .2em; }}
</style>
</head>
<body>
<h1>Antiphon {version}</h1>
<p>An open voice agent that thinks while it speaks. It is {state}.</p>
<p>Clients of the OpenAI Realtime protocol connect to <code>{websocket}</code>; the OpenAI SDK takes
<code>base_url="{base}"</code>.</p>
<ul>
<li><a href="/healthz">/healthz</a>: the process lives</li>
<li><a href="/readyz">/readyz</a>: it takes conversations</li>
<li><a href="/metrics">/metrics</a>: counts and latencies, for Prometheus</li>
</ul>
</body>
</html>
"""


class HttpError(Exception):
    """A request that is not granted. ``code``: as in OpenAI's errors; ``retry_after_s``: when to ask again."""

    def __init__(
        self, status: HTTPStatus, code: str, message: str, *, retry_after_s: float | None = None, allow: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s
        self.allow = allow

    def response(self) -> Response:
        """The answer on the wire, with a body in the form of OpenAI's errors."""
        error: dict[str, object] = {
            "message": self.message,
            "type": "server_error" if self.status >= 500 else "invalid_request_error",
            "param": None,
            "code": self.code,
        }
        headers: dict[str, str] = {}
        if self.retry_after_s is not None:
            error["retry_after_s"] = self.retry_after_s
            headers["Retry-After"] = str(max(1, math.ceil(self.retry_after_s)))
        if self.status is HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        if self.status is HTTPStatus.UPGRADE_REQUIRED:
            headers["Upgrade"] = "websocket"
        if self.allow:
            headers["Allow"] = self.allow
        return respond(self.status, "application/json", msgspec.json.encode({"error": error}), headers)


def respond(status: HTTPStatus, content_type: str, body: bytes, headers: dict[str, str] | None = None) -> Response:
    """A plain HTTP response, after which the connection closes."""
    fields = {
        "Date": formatdate(usegmt=True),
        "Connection": "close",
        "Content-Length": str(len(body)),
        "Content-Type": content_type,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        **(headers or {}),
    }
    return Response(status.value, status.phrase, Headers(list(fields.items())), body)


class Pages:
    """Answers every request that is not for a conversation. ``tls``: whether the port itself speaks it."""

    def __init__(self, agent: Agent, metrics: Metrics, *, tls: bool) -> None:
        self._agent = agent
        self._metrics = metrics
        self._tls = tls

    def answer(self, request: Request) -> Response:
        """The response to ``request``. Raises HttpError where there is no such page, or not with this method."""
        # Up to websockets 16, requests other than GET do not get this far, and a request has no method.
        method = getattr(request, "method", "GET")
        response = self._page(request, method)
        if method == "HEAD":
            response.body = b""
        return response

    def _page(self, request: Request, method: str) -> Response:
        path = urlsplit(request.path).path
        if path not in ("/", "/healthz", "/readyz", "/metrics"):
            raise HttpError(
                HTTPStatus.NOT_FOUND, "not_found", f"There is nothing at {path}; conversations are at {PATH}."
            )
        if method not in ("GET", "HEAD"):
            raise HttpError(
                HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", f"{path} is only for GET.", allow="GET, HEAD"
            )
        match path:
            case "/healthz":
                return _json(HTTPStatus.OK, {"status": "ok"})
            case "/readyz" if self._agent.ready:
                return _json(HTTPStatus.OK, {"status": "ready"})
            case "/readyz":
                return _json(
                    HTTPStatus.SERVICE_UNAVAILABLE, {"status": "not ready"}, {"Retry-After": str(int(RETRY_S))}
                )
            case "/metrics":
                return respond(HTTPStatus.OK, CONTENT_TYPE_LATEST, self._metrics.text())
            case _:
                return self._welcome(request)

    def _welcome(self, request: Request) -> Response:
        host = ", ".join(request.headers.get_all("Host")) or "localhost"
        tls = self._tls or "https" in request.headers.get_all("X-Forwarded-Proto")
        page = _PAGE.format(
            version=escape(version("antiphon")),
            state="ready" if self._agent.ready else "not ready yet",
            websocket=escape(f"{'wss' if tls else 'ws'}://{host}{PATH}"),
            base=escape(f"{'https' if tls else 'http'}://{host}/v1"),
        )
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        headers = {"Content-Security-Policy": policy, "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}
        return respond(HTTPStatus.OK, "text/html; charset=utf-8", page.encode(), headers)


def _json(status: HTTPStatus, value: object, headers: dict[str, str] | None = None) -> Response:
    return respond(status, "application/json", msgspec.json.encode(value), headers)
