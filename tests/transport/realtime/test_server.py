"""The gateway over real sockets, with an agent by hand."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request
from websockets.typing import Origin, Subprotocol

from antiphon.transport.door import Output
from antiphon.transport.errors import CapacityError, ConfigError
from antiphon.transport.realtime import line
from antiphon.transport.realtime import server as server_module
from antiphon.transport.realtime.handshake import examine
from antiphon.transport.realtime.http import HttpError
from antiphon.transport.realtime.options import ServeOptions
from antiphon.transport.realtime.server import RealtimeServer
from antiphon.transport.realtime.session import RealtimeSession
from antiphon.transport.realtime.tls import tls_context

from .scripted import ScriptedAgent

PATIENCE_S = 20
"""What must happen happens within a fraction of it; a slow machine does not break a test."""

Serve = Callable[..., AbstractAsyncContextManager[RealtimeServer]]


@pytest.fixture
def agent() -> ScriptedAgent:
    return ScriptedAgent()


@pytest.fixture(autouse=True)
def quick_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who do not answer a close are waited for in some tests."""
    for module in (line, server_module):
        monkeypatch.setattr(module, "CLOSE_S", 0.3)


@pytest.fixture
def serve(agent: ScriptedAgent) -> Serve:
    """A gateway on a free port, with the given options."""

    @asynccontextmanager
    async def serve(**options: Any) -> AsyncIterator[RealtimeServer]:
        async with asyncio.timeout(PATIENCE_S), RealtimeServer(agent, ServeOptions(port=0, **options)) as server:
            yield server
        assert asyncio.all_tasks() == {asyncio.current_task()}

    return serve


def dial(server: RealtimeServer, query: str = "", **options: Any) -> connect:
    return connect(server.address + query, proxy=None, compression=None, **options)


async def event(client: ClientConnection) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(await client.recv())
    return value


async def until(client: ClientConnection, kind: str) -> dict[str, Any]:
    while (got := await event(client))["type"] != kind:
        pass
    return got


async def ask(client: ClientConnection) -> None:
    """A whole turn."""
    await client.send('{"type":"response.create"}')
    await until(client, "response.done")


async def end_of(client: ClientConnection) -> ConnectionClosed:
    """How the server closes the connection."""
    try:
        while True:
            await client.recv()
    except ConnectionClosed as closed:
        return closed


def code_of(closed: ConnectionClosed) -> int | None:
    return closed.rcvd.code if closed.rcvd else None


def ended(server: RealtimeServer, reason: str) -> float:
    return server.metrics.registry.get_sample_value("antiphon_sessions_ended_total", {"reason": reason}) or 0


async def refusal(server: RealtimeServer, query: str = "", **options: Any) -> tuple[int, dict[str, Any], Any]:
    """Status, error and headers of a handshake that is refused."""
    return await refused(dial(server, query, **options))


async def refused(client: connect) -> tuple[int, dict[str, Any], Any]:
    with pytest.raises(InvalidStatus) as caught:
        async with client:
            pass
    response = caught.value.response
    return response.status_code, json.loads(response.body or b"{}")["error"], response.headers


def append(pcm_bytes: int) -> str:
    audio = base64.b64encode(bytes(pcm_bytes)).decode()
    return json.dumps({"type": "input_audio_buffer.append", "audio": audio})


# The handshake.


@pytest.mark.parametrize("query", ["", "/", "?model=gpt-realtime", "/?model=gpt-realtime&thoughts=full"])
async def test_a_client_is_greeted_first(serve: Serve, query: str) -> None:
    async with serve() as server, dial(server, query, additional_headers={"OpenAI-Beta": "realtime=v1"}) as client:
        created = await event(client)
        assert created["type"] == "session.created"
        assert created["session"]["model"] == ("gpt-realtime" if "model" in query else "smollm2-135m")
        assert client.subprotocol is None
        await ask(client)


async def test_a_browser_gets_the_subprotocol_that_it_offers(serve: Serve) -> None:
    """It would close the connection itself otherwise."""
    offers = [Subprotocol("realtime"), Subprotocol("openai-insecure-api-key.secret")]
    async with serve(api_key=SecretStr("secret")) as server, dial(server, subprotocols=offers) as client:
        assert client.subprotocol == "realtime"
        await ask(client)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_the_key_may_come_as_a_header(serve: Serve, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} secret"}
    async with serve(api_key=SecretStr("secret")) as server, dial(server, additional_headers=headers) as client:
        await ask(client)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "is needed"),
        ({"additional_headers": {"Authorization": "Bearer secre"}}, "is wrong"),
        ({"additional_headers": {"Authorization": "Basic secret"}}, "is needed"),
        ({"subprotocols": [Subprotocol("realtime"), Subprotocol("openai-insecure-api-key.x")]}, "is wrong"),
    ],
)
async def test_without_the_key_nobody_comes_in(
    serve: Serve, agent: ScriptedAgent, options: dict[str, Any], message: str
) -> None:
    async with serve(api_key=SecretStr("secret")) as server:
        status, error, headers = await refusal(server, **options)
    assert (status, error["code"], error["type"]) == (401, "invalid_api_key", "invalid_request_error")
    assert message in error["message"]
    assert headers["WWW-Authenticate"] == "Bearer"
    assert not agent.talks


def test_a_key_of_strange_letters_is_wrong_and_nothing_else() -> None:
    headers = Headers({"Upgrade": "websocket", "Authorization": "Bearer sécret"})
    with pytest.raises(HttpError, match="is wrong"):
        examine(Request("/v1/realtime", headers), ServeOptions(api_key=SecretStr("secret")))


@pytest.mark.parametrize(
    ("origin", "host", "key", "welcome"),
    [
        ("http://localhost:3000", "127.0.0.1", "", True),
        ("http://127.0.0.1:8765", "127.0.0.1", "", True),
        ("http://[::1]:80", "127.0.0.1", "", True),
        ("https://friend.example", "127.0.0.1", "", True),
        ("https://192.168.1.7:8443", "192.168.1.7:8765", "", True),
        ("https://192.168.1.8", "192.168.1.7:8765", "", False),
        # A stranger's name that has been made to point to this machine.
        ("http://evil.example:8765", "evil.example:8765", "", False),
        ("http://voice.example", "voice.example", "secret", True),
        ("http://evil.example", "voice.example", "secret", False),
        ("http://localhost.evil.example", "127.0.0.1", "", False),
        ("null", "127.0.0.1", "", False),
        ("http://[", "127.0.0.1", "", False),
    ],
)
async def test_which_pages_may_connect(serve: Serve, origin: str, host: str, key: str, welcome: bool) -> None:
    async with serve(origins=["https://friend.example"], api_key=SecretStr(key)) as server:
        client = connect(
            f"ws://{host}/v1/realtime",
            host="127.0.0.1",
            port=server.port,
            proxy=None,
            origin=Origin(origin),
            additional_headers={"Authorization": f"Bearer {key}"},
        )
        if welcome:
            async with client as connection:
                await ask(connection)
        else:
            status, error, _ = await refused(client)
            assert (status, error["code"]) == (403, "origin_not_allowed")
            assert origin in error["message"]


async def test_a_wish_that_is_none(serve: Serve) -> None:
    async with serve() as server:
        status, error, _ = await refusal(server, "?thoughts=loud")
    assert status == 400
    assert "off, summary and full" in error["message"]


# Refusals that pass.


async def test_when_all_conversations_are_taken_the_next_is_told_when_to_come_back(
    serve: Serve, agent: ScriptedAgent
) -> None:
    async with serve(max_sessions=1) as server:
        async with dial(server) as client:
            await ask(client)
            status, error, headers = await refusal(server)
            assert (status, error["code"], headers["Retry-After"]) == (503, "capacity", "5")
            assert error["retry_after_s"] == 5
        await agent.talks[0].closed.wait()
        async with dial(server) as client:
            await ask(client)
    refused = server.metrics.registry.get_sample_value("antiphon_sessions_refused_total", {"reason": "capacity"})
    assert refused == 1


async def test_what_the_agent_says_about_its_capacity_is_passed_on(serve: Serve, agent: ScriptedAgent) -> None:
    agent.error = CapacityError("all 2 conversations are taken: come back in 7 s", retry_after_s=7.2)
    async with serve() as server:
        status, error, headers = await refusal(server)
        assert (status, error["retry_after_s"], headers["Retry-After"]) == (503, 7.2, "8")
        assert error["message"] == "all 2 conversations are taken: come back in 7 s"
        agent.error = None
        async with dial(server) as client:
            await ask(client)


async def test_an_agent_that_is_not_ready_takes_nobody(serve: Serve, agent: ScriptedAgent) -> None:
    agent.ready = False
    async with serve() as server:
        status, error, headers = await refusal(server)
    assert (status, error["code"], headers["Retry-After"]) == (503, "not_ready", "2")


async def test_an_agent_that_breaks_at_the_opening_breaks_nothing_else(serve: Serve, agent: ScriptedAgent) -> None:
    agent.error = RuntimeError("boom")
    async with serve() as server:
        status, error, _ = await refusal(server)
        assert (status, error["code"]) == (500, "internal_error")
        assert "boom" not in error["message"]
        agent.error = None
        async with dial(server) as client:
            await ask(client)


# Clients that misbehave, and honest ones beside them.


async def test_a_reader_that_does_not_read_is_closed_and_nobody_waits_for_it(
    serve: Serve, agent: ScriptedAgent
) -> None:
    agent.seconds = 20
    async with serve(outgoing_bytes=2 * 1024 * 1024) as server:
        slow = await dial(server, max_queue=1, max_size=None, close_timeout=0.1)
        await event(slow)
        slow.transport.pause_reading()
        async with dial(server, max_size=None) as honest:
            for _ in range(20):
                if agent.talks[0].closed.is_set():
                    break
                await slow.send('{"type":"response.create"}')
                await ask(honest)
            await agent.talks[0].closed.wait()
            await ask(honest)
            assert not agent.talks[1].closed.is_set()
        assert ended(server, "slow") == 1
        slow.transport.abort()
        await slow.wait_closed()


async def test_a_reader_that_takes_nothing_for_long_is_closed_even_if_little_waits(
    serve: Serve, agent: ScriptedAgent
) -> None:
    """Pings cannot find it: they wait behind what it does not read."""
    agent.seconds = 100
    async with serve(ping_s=0.2, outgoing_bytes=1 << 30) as server:
        slow = await dial(server, max_queue=1, max_size=None, close_timeout=0.1, ping_interval=None)
        await event(slow)
        await slow.send('{"type":"response.create"}')
        slow.transport.pause_reading()
        await agent.talks[0].closed.wait()
        assert ended(server, "slow") + ended(server, "lost") == 1
        slow.transport.abort()
        await slow.wait_closed()


async def flood(client: ClientConnection, message: str) -> None:
    """Without end, but the test's own event loop has other things to do as well."""
    while True:
        await client.send(message)
        await asyncio.sleep(0)


async def swallow(client: ClientConnection) -> None:
    while True:
        await client.recv()


@pytest.mark.parametrize("message", ["{}", append(24_000)], ids=["tiny", "audio"])
async def test_honest_clients_are_answered_beside_a_flood(serve: Serve, agent: ScriptedAgent, message: str) -> None:
    async with serve() as server, dial(server, close_timeout=0.1) as flooder, dial(server) as honest:
        await event(honest)
        tasks = [asyncio.create_task(flood(flooder, message)), asyncio.create_task(swallow(flooder))]
        for _ in range(20):
            await ask(honest)
        assert not tasks[0].done()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_pings_without_end_that_nobody_reads_the_answers_of(serve: Serve, agent: ScriptedAgent) -> None:
    agent.seconds = 0
    async with serve(outgoing_bytes=64 * 1024) as server, dial(server) as honest:
        flooder = await dial(server, close_timeout=0.1)
        await event(flooder)
        flooder.transport.pause_reading()
        ping = b"\x89\xfd" + bytes(4) + bytes(125)
        while not agent.talks[1].closed.is_set():
            flooder.transport.write(ping * 1000)
            await ask(honest)
        flooder.transport.abort()
        await flooder.wait_closed()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        # Frames by hand: text of 100,001 bytes; text that is no UTF-8; an opcode that there is not.
        (b"\x81\xff" + (100_001).to_bytes(8) + bytes(4), 1009),
        (b"\x81\x81" + bytes(4) + b"\xff", 1007),
        (b"\x83\x80" + bytes(4), 1002),
    ],
    ids=["huge", "no text", "nonsense"],
)
async def test_a_wrong_frame_closes_its_connection_alone(
    serve: Serve, agent: ScriptedAgent, wrong: bytes, code: int
) -> None:
    async with serve(longest_frame_bytes=100_000) as server, dial(server) as client, dial(server) as honest:
        await event(client)
        client.transport.write(wrong)
        assert code_of(await end_of(client)) == code
        await agent.talks[0].closed.wait()
        await ask(honest)
    assert ended(server, "wrong") == 1


async def test_a_frame_may_be_as_long_as_is_said(serve: Serve, agent: ScriptedAgent) -> None:
    async with serve() as server, dial(server) as client:
        message = append(24_000 * 2 * 60)
        assert len(message) > 3_000_000
        await client.send(message)
        await ask(client)
        assert agent.talks[0].heard_bytes > 0


async def test_a_client_that_vanishes_is_forgotten(serve: Serve, agent: ScriptedAgent) -> None:
    async with serve() as server:
        client = await dial(server)
        await event(client)
        client.transport.abort()
        await agent.talks[0].closed.wait()
        await client.wait_closed()
    assert ended(server, "lost") == 1


async def test_a_client_that_says_goodbye(serve: Serve, agent: ScriptedAgent) -> None:
    async with serve() as server:
        async with dial(server) as client:
            await event(client)
        await agent.talks[0].closed.wait()
    assert ended(server, "left") == 1


async def test_a_client_that_vanishes_while_its_talk_is_opened(serve: Serve, agent: ScriptedAgent) -> None:
    """It takes no place: neither of the agent's nor of the server's."""
    agent.gate = asyncio.Event()
    async with serve(max_sessions=1) as server:
        dialling = asyncio.create_task(dial(server).__aenter__())
        await agent.opening.wait()
        dialling.cancel()
        await asyncio.gather(dialling, return_exceptions=True)
        agent.gate.set()
        while True:
            try:
                async with dial(server) as client:
                    await ask(client)
                    break
            except InvalidStatus:
                pass
    assert all(talk.closed.is_set() for talk in agent.talks)


async def test_a_handshake_that_fails_after_its_talk_was_opened(serve: Serve, agent: ScriptedAgent) -> None:
    async with serve() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(
            b"GET /v1/realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        writer.close()
        await agent.talks[0].closed.wait()


async def test_a_half_open_connection_is_found(serve: Serve, agent: ScriptedAgent) -> None:
    """It never answers a ping, as a machine that has lost its network."""
    async with serve(ping_s=0.05) as server, AsyncExitStack() as stack:
        silent = await dial(server, ping_interval=None, close_timeout=0.1)
        stack.push_async_callback(silent.wait_closed)
        stack.callback(silent.transport.abort)
        await event(silent)
        silent.transport.pause_reading()
        async with dial(server) as honest:
            await agent.talks[0].closed.wait()
            await ask(honest)
    assert ended(server, "lost") == 1


# Our own faults.


async def test_a_conversation_that_breaks_breaks_alone(serve: Serve, agent: ScriptedAgent) -> None:
    async with serve() as server, dial(server) as honest, dial(server) as client:
        await event(client)
        agent.deaf = RuntimeError("boom")
        await client.send(append(4800))
        closed = await end_of(client)
        assert code_of(closed) == 1011
        assert "boom" not in str(closed)
        await agent.talks[1].closed.wait()
        await ask(honest)
    assert ended(server, "broken") == 1


async def test_an_output_that_breaks_the_session_does_not_break_the_agent(
    serve: Serve, agent: ScriptedAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: RealtimeSession, output: Output) -> None:
        raise RuntimeError("boom")

    async with serve() as server, dial(server) as client:
        await event(client)
        monkeypatch.setattr(RealtimeSession, "on_output", broken)
        agent.talks[0].respond(None)  # type: ignore[arg-type]
        assert code_of(await end_of(client)) == 1011


async def test_a_conversation_may_be_limited(serve: Serve, agent: ScriptedAgent) -> None:
    async with serve(longest_session_s=0.05) as server, dial(server) as client:
        closed = await end_of(client)
        assert code_of(closed) == 1001
        assert "longest duration" in str(closed)
    assert ended(server, "expired") == 1


# The end.


async def test_a_shutdown_leaves_nothing_behind(serve: Serve, agent: ScriptedAgent) -> None:
    """Not with clients that listen, one that does not read, one that only connected, and one that waits for entry.
    That no task is left is checked in ``serve``."""
    agent.seconds = 100
    async with serve(ping_s=PATIENCE_S, outgoing_bytes=1 << 30) as server:
        honest = await dial(server)
        slow = await dial(server, max_queue=1, max_size=None, close_timeout=0.1)
        await event(slow)
        slow.transport.pause_reading()
        await slow.send('{"type":"response.create"}')
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        agent.gate, agent.opening = asyncio.Event(), asyncio.Event()
        waiting = asyncio.create_task(dial(server).__aenter__())
        await agent.opening.wait()
        await server.stop()
        assert code_of(await end_of(honest)) == 1001
        assert await reader.read() == b""
        writer.close()
        with pytest.raises(Exception, match="did not receive a valid HTTP response"):
            await waiting
        slow.transport.abort()
        await slow.wait_closed()
        with pytest.raises(OSError, match=r"[Cc]onnect"):
            await dial(server)
    assert [talk.closed.is_set() for talk in agent.talks] == [True, True]


# The address.


async def test_a_port_that_is_taken(serve: Serve, agent: ScriptedAgent) -> None:
    async with serve() as server:
        with pytest.raises(ConfigError, match=rf"serve\.port={server.port}: the port is taken"):
            await RealtimeServer(agent, ServeOptions(port=server.port)).start()


@pytest.mark.parametrize(
    ("host", "message"), [("192.0.2.1", "no address of this machine"), ("no.such.invalid", "no host of this name")]
)
async def test_a_host_that_is_not_here(agent: ScriptedAgent, host: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        await RealtimeServer(agent, ServeOptions(host=host, port=0)).start()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def files(authority: trustme.CA, tmp_path: Path) -> dict[str, str]:
    """A certificate for localhost and its key."""
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(tmp_path / "cert.pem", append=True)
    return {"tls_cert": str(tmp_path / "cert.pem"), "tls_key": str(tmp_path / "key.pem")}


async def test_tls(serve: Serve, authority: trustme.CA, files: dict[str, str]) -> None:
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    async with serve(**files) as server:
        assert server.address.startswith("wss://127.0.0.1:")
        async with dial(server, ssl=trust) as client:
            await ask(client)


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
async def test_a_burst_is_handled_whole_and_in_order(
    serve: Serve, authority: trustme.CA, files: dict[str, str], secure: bool
) -> None:
    """It is read in many slices, between which the client is made to wait."""
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    async with (
        serve(**(files if secure else {})) as server,
        dial(server, ssl=trust if secure else None) as client,
    ):
        await event(client)
        names = [f"event_{number}" for number in range(5000)]
        frames = [json.dumps({"type": "no.such.event", "event_id": name}).encode() for name in names]
        client.transport.write(b"".join(b"\x81" + bytes([0x80 | len(frame), 0, 0, 0, 0]) + frame for frame in frames))
        assert [(await event(client))["error"]["event_id"] for _ in names] == names


def test_certificates_that_cannot_be_used_are_explained(
    authority: trustme.CA, files: dict[str, str], tmp_path: Path
) -> None:
    assert tls_context(ServeOptions()) is None
    other = tmp_path / "other.pem"
    authority.issue_cert("elsewhere").private_key_pem.write_to_path(other)
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    for change, message in (
        ({"tls_key": ""}, r"serve\.tls_cert is given without serve\.tls_key"),
        ({"tls_cert": ""}, r"serve\.tls_key is given without serve\.tls_cert"),
        ({"tls_cert": str(tmp_path / "none.pem")}, r"serve\.tls_cert: .*none\.pem' cannot be read: No such file"),
        ({"tls_key": str(tmp_path)}, r"serve\.tls_key: .* cannot be read: Is a directory"),
        ({"tls_key": str(other)}, r"serve\.tls_key: .*other\.pem' is not the key of .*cert\.pem"),
        ({"tls_cert": str(nonsense)}, "are not a certificate and its key in PEM form"),
    ):
        with pytest.raises(ConfigError, match=message):
            tls_context(ServeOptions(**{**files, **change}))


def test_a_key_with_a_password_is_not_asked_for_on_the_terminal(files: dict[str, str], tmp_path: Path) -> None:
    encrypted = tmp_path / "encrypted.pem"
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(Path(files["tls_key"]).read_bytes(), None)
    encrypted.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.BestAvailableEncryption(b"password"),
        )
    )
    with pytest.raises(ConfigError, match="is encrypted"):
        tls_context(ServeOptions(tls_cert=files["tls_cert"], tls_key=str(encrypted)))
