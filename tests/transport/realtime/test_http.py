"""The plain pages of the gateway, asked for as a browser or a probe does."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from importlib.metadata import version

import pytest
from websockets.asyncio.client import connect
from websockets.datastructures import Headers
from websockets.http11 import Request

from antiphon.transport.realtime.options import ServeOptions
from antiphon.transport.realtime.server import RealtimeServer

from .scripted import ScriptedAgent


@pytest.fixture
def agent() -> ScriptedAgent:
    return ScriptedAgent()


@pytest.fixture
async def server(agent: ScriptedAgent) -> AsyncIterator[RealtimeServer]:
    async with asyncio.timeout(20), RealtimeServer(agent, ServeOptions(port=0)) as server:
        yield server


async def fetch(
    server: RealtimeServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], str]:
    """Status, headers in lower case, and body, which ends where the connection does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    status, *fields = head.split("\r\n")
    return int(status.split()[1]), {name.lower(): value for name, value in (f.split(": ", 1) for f in fields)}, body


async def test_health_is_told_while_the_agent_is_not_ready(server: RealtimeServer, agent: ScriptedAgent) -> None:
    agent.ready = False
    status, headers, body = await fetch(server, "/healthz")
    assert (status, headers["content-type"], json.loads(body)) == (200, "application/json", {"status": "ok"})


async def test_readiness_is_the_agents(server: RealtimeServer, agent: ScriptedAgent) -> None:
    status, _, body = await fetch(server, "/readyz?verbose")
    assert (status, json.loads(body)) == (200, {"status": "ready"})
    agent.ready = False
    status, headers, body = await fetch(server, "/readyz")
    assert (status, json.loads(body)) == (503, {"status": "not ready"})
    assert headers["retry-after"] == "2"


async def test_metrics_are_in_the_format_of_prometheus(server: RealtimeServer) -> None:
    async with connect(server.address, proxy=None) as client:
        await client.recv()
        status, headers, body = await fetch(server, "/metrics")
    assert status == 200
    assert headers["content-type"].startswith("text/plain")
    assert "antiphon_sessions_open 1.0" in body
    assert re.search(r"^process_resident_memory_bytes \d", body, re.MULTILINE)
    assert all(line.startswith("#") or re.fullmatch(r"\S+ \S+", line) for line in body.splitlines())


async def test_the_page_says_what_this_is_and_needs_nothing_from_elsewhere(server: RealtimeServer) -> None:
    status, headers, body = await fetch(server, "/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert version("antiphon") in body
    assert server.address in body
    assert f"http://127.0.0.1:{server.port}/v1&quot;" in body or f'http://127.0.0.1:{server.port}/v1"' in body
    assert re.findall(r'(?:href|src)="([^"]+)"', body) == ["/healthz", "/readyz", "/metrics"]
    assert "<script" not in body
    assert "default-src 'none'" in headers["content-security-policy"]
    status, _, body = await fetch(server, "/", X_Forwarded_Proto="https")
    assert f"wss://127.0.0.1:{server.port}/v1/realtime" in body


async def test_nobody_writes_into_the_page(server: RealtimeServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: <b>x</b>\r\n\r\n")
    body = (await reader.read()).decode()
    writer.close()
    assert "&lt;b&gt;x" in body
    assert "<b>" not in body


async def test_what_is_not_there_is_said_in_json(server: RealtimeServer) -> None:
    status, headers, body = await fetch(server, "/v1/models")
    assert (status, headers["content-type"]) == (404, "application/json")
    error = json.loads(body)["error"]
    assert error["code"] == "not_found"
    assert error["message"] == "There is nothing at /v1/models; conversations are at /v1/realtime."


async def test_the_address_of_conversations_asks_for_a_websocket(server: RealtimeServer) -> None:
    status, headers, body = await fetch(server, "/v1/realtime")
    assert (status, headers["upgrade"]) == (426, "websocket")
    assert "connect with ws://" in json.loads(body)["error"]["message"]


@pytest.mark.skipif(not hasattr(Request("/", Headers()), "method"), reason="this websockets closes on other methods")
async def test_other_methods(server: RealtimeServer) -> None:
    """HEAD is GET without a body; others are refused."""
    status, headers, body = await fetch(server, "/healthz", "HEAD")
    assert (status, body) == (200, "")
    assert int(headers["content-length"]) > 0
    status, headers, body = await fetch(server, "/healthz", "DELETE")
    assert (status, headers["allow"]) == (405, "GET, HEAD")
    assert json.loads(body)["error"]["code"] == "method_not_allowed"


async def test_a_client_that_never_finishes_its_request_hinders_nobody(server: RealtimeServer) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: ")
    assert (await fetch(server, "/healthz"))[0] == 200
    writer.close()


async def test_connections_that_want_nothing_are_limited(
    server: RealtimeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("antiphon.transport.realtime.server.LOBBY", 3)
    idle = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    assert await reader.read() == b""
    writer.close()
    for _, other in idle:
        other.close()
    while not await healthy(server):
        pass


async def healthy(server: RealtimeServer) -> bool:
    try:
        return (await fetch(server, "/healthz"))[0] == 200
    except (OSError, IndexError):
        return False
