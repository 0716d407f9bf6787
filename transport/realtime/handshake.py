"""Who may come in: the checks of a request that wants a conversation."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.http11 import Request

from .http import PATH, HttpError
from .options import ServeOptions
from .settings import Thoughts

__all__ = ["SUBPROTOCOL", "Wish", "examine", "is_loopback"]

SUBPROTOCOL = "realtime"
KEY_SUBPROTOCOL = "openai-insecure-api-key."
"""Browsers cannot set headers: there the key follows this, as a subprotocol."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks for in its address. ``model``: "" where it names none."""

    model: str
    thoughts: Thoughts


def examine(request: Request, options: ServeOptions) -> Wish:
    """What ``request`` (for ``PATH``) wishes. Raises HttpError where it is not a websocket, or may not come in."""
    if "websocket" not in ", ".join(request.headers.get_all("Upgrade")).lower():
        raise HttpError(
            HTTPStatus.UPGRADE_REQUIRED,
            "websocket_required",
            f"{PATH} speaks the Realtime protocol over a websocket: connect with ws:// or wss://, not http.",
        )
    _check_origin(request.headers, options)
    _check_key(request.headers, options.api_key.get_secret_value())
    query = parse_qs(urlsplit(request.path).query)
    thoughts = query.get("thoughts", ["off"])[-1]
    if thoughts not in ("off", "summary", "full"):
        raise HttpError(
            HTTPStatus.BAD_REQUEST, "invalid_value", f"thoughts={thoughts} is none of off, summary and full."
        )
    return Wish(query.get("model", [""])[-1], cast(Thoughts, thoughts))


def _offered(headers: Headers) -> list[str]:
    """The subprotocols that a client offers."""
    values = ",".join(headers.get_all("Sec-WebSocket-Protocol")).split(",")
    return [value.strip() for value in values if value.strip()]


def _check_key(headers: Headers, key: str) -> None:
    if not key:
        return
    given = [value[len(KEY_SUBPROTOCOL) :] for value in _offered(headers) if value.startswith(KEY_SUBPROTOCOL)]
    for value in headers.get_all("Authorization"):
        scheme, _, token = value.partition(" ")
        if scheme.lower() == "bearer":
            given.append(token.strip())
    # In constant time, so that nobody finds the key byte by byte.
    if not any(hmac.compare_digest(one.encode(), key.encode()) for one in given):
        raise HttpError(
            HTTPStatus.UNAUTHORIZED,
            "invalid_api_key",
            "The API key is wrong." if given else "An API key is needed: send it as Authorization: Bearer KEY.",
        )


def _check_origin(headers: Headers, options: ServeOptions) -> None:
    """Keep other people's web pages from using the agent through the browser of whoever looks at them.

    What sends no Origin is no browser. A page of this machine may connect, and one of the very host that it
    connects to. Where no key is asked for, that host must be an address: a name may belong to a stranger who makes
    it point to this machine (DNS rebinding).
    """
    for origin in headers.get_all("Origin"):
        page, here = _host(origin), _host("//" + ",".join(headers.get_all("Host")))
        same = page != "" and page == here and (_is_address(page) or bool(options.api_key.get_secret_value()))
        if not (same or is_loopback(page) or origin in options.origins):
            raise HttpError(
                HTTPStatus.FORBIDDEN,
                "origin_not_allowed",
                f"Pages of {origin} may not connect. Who runs this server can allow them in serve.origins.",
            )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine and nothing else."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback
