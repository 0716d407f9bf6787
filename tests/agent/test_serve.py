"""`antiphon serve`, with an agent by hand."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import signal
from pathlib import Path
from typing import Any, Self

import pytest
from rich.console import Console
from typer.testing import CliRunner
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from antiphon.agent import cli
from antiphon.agent.serve import TraceWriter, run
from antiphon.agent.settings import Settings
from antiphon.transport.errors import ConfigError, InputError, ModelMissing
from antiphon.transport.realtime.options import ServeOptions
from antiphon.transport.trace import Trace
from tests.transport.realtime.scripted import ScriptedAgent


class StartableAgent(ScriptedAgent):
    """``broken`` is raised at its start; ``loaded`` holds that up."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: Exception | None = None
        self.loaded: asyncio.Event | None = None
        self.entered = asyncio.Event()
        self.left = asyncio.Event()

    async def __aenter__(self) -> Self:
        self.entered.set()
        if self.loaded is not None:
            await self.loaded.wait()
        if self.broken is not None:
            raise self.broken
        return self

    async def __aexit__(self, *exc: object) -> None:
        # Its conversations have ended before it does.
        assert all(talk.closed.is_set() for talk in self.talks)
        self.left.set()


class Screen(io.StringIO):
    """What was printed, to be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.console = Console(file=self, width=200)
        self._written = asyncio.Event()

    def write(self, text: str) -> int:
        self._written.set()
        return super().write(text)

    async def until(self, pattern: str) -> re.Match[str]:
        while (match := re.search(pattern, self.getvalue())) is None:
            self._written.clear()
            await self._written.wait()
        return match


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def agent() -> StartableAgent:
    return StartableAgent()


ADDRESS = r"ws://127\.0\.0\.1:\d+/v1/realtime"


async def ask(address: str) -> None:
    async with connect(address, proxy=None) as client:
        await client.send('{"type":"response.create"}')
        while json.loads(await client.recv())["type"] != "response.done":
            pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_until_a_signal(agent: StartableAgent, screen: Screen, number: signal.Signals) -> None:
    async with asyncio.timeout(20):
        serving = asyncio.create_task(run(agent, ServeOptions(port=0), screen.console))
        address = (await screen.until(ADDRESS))[0]
        assert f'base_url="http{address[2:].removesuffix("/realtime")}"' in screen.getvalue()
        await ask(address)
        async with connect(address, proxy=None) as client:
            await client.recv()
            os.kill(os.getpid(), number)
            await client.wait_closed()
            assert client.close_code == 1001
        await serving
    assert agent.left.is_set()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert "Stopped." in screen.getvalue()
    assert "Warning" not in screen.getvalue()


async def test_a_signal_while_models_are_loading(agent: StartableAgent, screen: Screen) -> None:
    agent.loaded = asyncio.Event()
    async with asyncio.timeout(20):
        serving = asyncio.create_task(run(agent, ServeOptions(port=0), screen.console))
        await agent.entered.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await serving
    assert "listens" not in screen.getvalue()


async def test_while_models_are_loading_clients_are_told_to_come_back(
    agent: StartableAgent, screen: Screen, unused_tcp_port: int
) -> None:
    agent.loaded = asyncio.Event()
    address = f"ws://127.0.0.1:{unused_tcp_port}/v1/realtime"
    async with asyncio.timeout(20):
        serving = asyncio.create_task(run(agent, ServeOptions(port=unused_tcp_port), screen.console))
        await agent.entered.wait()
        with pytest.raises(InvalidStatus, match="503"):
            await ask(address)
        agent.loaded.set()
        await screen.until("listens on")
        await ask(address)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
    assert agent.left.is_set()


async def test_an_agent_that_does_not_start(agent: StartableAgent, screen: Screen) -> None:
    agent.broken = ModelMissing("smollm2-135m is not prepared")
    with pytest.raises(ModelMissing):
        await run(agent, ServeOptions(port=0), screen.console)
    assert not agent.left.is_set()


async def test_a_port_that_is_taken_is_told_before_anything_is_loaded(agent: StartableAgent, screen: Screen) -> None:
    async with asyncio.timeout(20):
        server = await asyncio.start_server(lambda _, __: None, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(ConfigError, match="the port is taken"):
                await run(agent, ServeOptions(port=port), screen.console)
    assert not agent.entered.is_set()


@pytest.mark.parametrize(("key", "warned"), [("", True), ("secret", False)])
async def test_an_open_door_without_a_key_is_warned_of(
    agent: StartableAgent, screen: Screen, key: str, warned: bool
) -> None:
    async with asyncio.timeout(20):
        options = ServeOptions.model_validate({"host": "0.0.0.0", "port": 0, "api_key": key})
        serving = asyncio.create_task(run(agent, options, screen.console))
        await screen.until("listens on")
        os.kill(os.getpid(), signal.SIGTERM)
        await serving
    assert ("everybody who reaches 0.0.0.0" in screen.getvalue()) == warned


# Traces.


async def test_traces_are_written(agent: StartableAgent, screen: Screen, tmp_path: Path) -> None:
    async with asyncio.timeout(20):
        serving = asyncio.create_task(run(agent, ServeOptions(port=0), screen.console, tmp_path / "new" / "traces"))
        address = (await screen.until(ADDRESS))[0]
        await ask(address)
        await ask(address)
        os.kill(os.getpid(), signal.SIGTERM)
        await serving
    files = sorted((tmp_path / "new" / "traces").iterdir())
    assert [file.name for file in files] == ["sess_0-1.json", "sess_1-1.json"]
    assert json.loads(files[0].read_text())["said"] == "Yes."


def trace(session: str = "s", turn: int = 1) -> Trace:
    return Trace(session, turn, 1, "no_think", "text")


async def test_a_trace_stays_in_its_folder_and_one_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path / "traces")
    (tmp_path / "traces" / "s-1.json").mkdir()
    for one in (trace("s", 1), trace("../../s", 2)):
        writer.put(one)
    writer.finish()
    await writer.write()
    assert sorted(file.name for file in (tmp_path / "traces").iterdir()) == ["______s-2.json", "s-1.json"]


async def test_traces_that_wait_are_bounded(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path)
    for turn in range(300):
        writer.put(trace(turn=turn))
    writer.finish()
    await writer.write()
    assert len(os.listdir(tmp_path)) == 256


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="traces cannot be written to"):
        TraceWriter(tmp_path / "file" / "traces")


# The command line.


def test_the_options_of_the_command_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[Any] = []

    async def fake(settings: Settings, console: Console, traces: Path | None) -> None:
        called.extend([settings.serve, traces])

    monkeypatch.setattr(cli, "serve_until_signal", fake)
    words = ["serve", "--host", "::1", "-p", "0", "--tls-cert", 'a"b\\c.pem', "--tls-key", "kéy.pem"]
    result = CliRunner().invoke(cli.app, [*words, "--traces", str(tmp_path), "--set", "serve.port=7"])
    assert result.exception is None
    options, traces = called
    assert (options.host, options.port, options.tls_cert, options.tls_key) == ("::1", 0, 'a"b\\c.pem', "kéy.pem")
    assert traces == tmp_path


def test_a_key_is_not_printed() -> None:
    assert "hush" not in repr(ServeOptions.model_validate({"api_key": "hush"}))
