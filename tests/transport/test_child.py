"""Child processes, with real ones: ``tests/agent/echo_child.py``."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from antiphon.transport import child
from antiphon.transport.child import CANNOT_START, ChildProcess
from antiphon.transport.errors import LinkClosed
from antiphon.transport.messages import Beat, Fail, Hello, Message, Say

ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[1] / "agent")}

Start = Callable[..., Awaitable[ChildProcess]]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Start an echo child that keeps a diary; it is gone after the test."""
    processes: list[ChildProcess] = []

    async def start(how: str = "ok", **env: str) -> ChildProcess:
        options = json.dumps({"start": how, "diary": str(tmp_path / "diary")})
        processes.append(await ChildProcess.start("echo_child", options, {**ENVIRONMENT, **env}))
        return processes[-1]

    yield start
    for process in processes:
        await process.close(0)
        assert not psutil.pid_exists(process.pid)


@pytest.fixture
def diary(tmp_path: Path) -> Callable[[], str]:
    return lambda: (tmp_path / "diary").read_text() if (tmp_path / "diary").exists() else ""


def say(text: str) -> Say:
    return Say("s", 1, 1, text)


async def ask(process: ChildProcess, text: str) -> Message:
    """Say something; the first answer that is no sign of life."""
    await process.link.send(say(text))
    while isinstance(message := await process.link.receive(), Beat | Hello):
        pass
    return message


async def test_a_child_says_hello_beats_and_handles(start: Start) -> None:
    process = await start()
    assert await process.link.receive() == Hello("echo", sessions=2, load_ms=12.0)
    beat = await process.link.receive()
    assert isinstance(beat, Beat)
    assert (beat.streams, beat.cache_tokens) == (1, 7)
    assert 5e6 < beat.rss_bytes < 5e8
    assert await ask(process, "hello") == say("hello")
    assert process.pid != os.getpid()
    assert psutil.pid_exists(process.pid)


async def test_a_child_goes_on_beating(start: Start) -> None:
    process = await start()
    await process.link.receive()
    first, second = await process.link.receive(), await process.link.receive()
    assert isinstance(first, Beat)
    assert isinstance(second, Beat)


async def test_the_environment_is_added_to_our_own(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECHO_OURS", "ours")
    process = await start(ECHO_THEIRS="theirs")
    assert await ask(process, "environment ECHO_OURS") == say("ours")
    assert await ask(process, "environment ECHO_THEIRS") == say("theirs")


async def test_the_end_of_the_link_ends_the_child_in_order(start: Start, diary: Callable[[], str]) -> None:
    process = await start()
    await process.link.receive()
    await process.link.close()
    assert await process.wait() == 0
    assert diary() == "closed in order\n"


async def test_the_end_of_the_link_ends_a_child_that_is_still_loading(start: Start, diary: Callable[[], str]) -> None:
    process = await start("never")
    await process.link.close()
    assert await process.wait() == 0
    assert diary() == "started\nclosed in order\n"


async def test_sigterm_ends_the_child_in_order(start: Start, diary: Callable[[], str]) -> None:
    process = await start()
    await process.link.receive()
    process.terminate()
    assert await process.wait() == 0
    assert diary() == "closed in order\n"


async def test_ctrl_c_is_left_to_the_gateway(start: Start) -> None:
    process = await start()
    await process.link.receive()
    os.kill(process.pid, signal.SIGINT)
    assert await ask(process, "still there?") == say("still there?")


async def test_a_child_that_cannot_start_says_why(start: Start, diary: Callable[[], str]) -> None:
    process = await start("refuse")
    message = await process.link.receive()
    assert message == Fail("internal", "the echo's weights are not prepared: run `antiphon models prepare`")
    with pytest.raises(LinkClosed):
        await process.link.receive()
    assert await process.wait() == CANNOT_START
    assert diary() == "closed in order\n"


async def test_a_service_that_cannot_be_made_says_why(start: Start) -> None:
    process = await start("unmade")
    assert await process.link.receive() == Fail("internal", "the echo has no options to its liking")
    assert await process.wait() == CANNOT_START


@pytest.mark.parametrize(
    ("how", "told"), [("crash", "RuntimeError: nobody foresaw this"), ("refuse", "CapacityError: full")]
)
async def test_an_error_while_handling_is_told_by_death(
    start: Start, how: str, told: str, diary: Callable[[], str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Also an error of ours: only ``start`` may refuse. The log has the traceback, in one line."""
    process = await start()
    with pytest.raises(LinkClosed):
        await ask(process, how)
    assert await process.wait() == 1
    assert diary() == "closed in order\n"
    (line,) = capfd.readouterr().err.splitlines()
    assert " level=error event=child_broke " in line
    assert "Traceback" in line
    assert told in line


async def test_an_unforeseen_error_at_the_start_is_told_by_death(
    start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    process = await start("crash")
    with pytest.raises(LinkClosed):
        await process.link.receive()
    assert await process.wait() == 1
    assert "nobody foresaw this" in capfd.readouterr().err


async def test_an_error_while_closing_is_logged(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    process = await start("sore")
    await process.link.receive()
    assert await process.close() == 0
    assert "event=child_close_failed" in capfd.readouterr().err


async def test_a_child_that_does_not_leave_is_killed(start: Start) -> None:
    process = await start()
    await process.link.receive()
    await process.link.send(say("block"))
    assert await process.close(0.2) == -signal.SIGKILL
    process.kill()
    process.terminate()


async def test_close_may_be_cancelled_and_the_child_is_gone(start: Start) -> None:
    process = await start()
    await process.link.receive()
    await process.link.send(say("block"))
    closing = asyncio.create_task(process.close(60))
    await process.link.wait_closed()
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert await process.wait() == -signal.SIGKILL


async def test_a_grandchild_does_not_hold_the_link(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fork has the socket too; the link ends a while after the child all the same."""
    monkeypatch.setattr(child, "LAST_WORDS_S", 0.05)
    process = await start()
    await process.link.receive()
    await process.link.send(say("fork"))
    assert await process.wait() == 5
    with pytest.raises(LinkClosed, match="closed on this side"):
        await process.link.send(say("anybody?"))


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("", ["heard"]),
        ("info", ["child_ready", "too_quiet", "heard"]),
        ("loud", ["unknown_log_level", "heard"]),
    ],
)
async def test_logs_are_key_and_value_from_the_wanted_level(
    start: Start, level: str, events: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    process = await start(ANTIPHON_LOG=level)
    await ask(process, "log")
    lines = capfd.readouterr().err.splitlines()
    assert re.findall(r"event=(\S+)", "\n".join(lines)) == events
    pattern = rf"timestamp=\S+Z level=warning event=heard child=echo_child pid={process.pid} turn=1"
    assert re.fullmatch(pattern, lines[-1])


def _command_line(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "echo_child", *arguments],
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_says_what_it_is() -> None:
    result = _command_line("--help")
    assert result.returncode == 0
    assert "usage: python -m echo_child" in result.stdout
    assert "not meant to be started by hand" in " ".join(result.stdout.split())
    assert "ANTIPHON_LOG" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [((), "required: --fd"), (("--fd", "two"), "invalid int"), (("--fd", "99"), "--fd 99 is no open socket")],
)
def test_a_wrong_command_line_is_named(arguments: tuple[str, ...], complaint: str) -> None:
    result = _command_line(*arguments)
    assert result.returncode == 2
    assert complaint in result.stderr


async def test_no_socket_is_left_when_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither end, where the interpreter is gone."""
    made: list[socket.socket] = []
    real = socket.socketpair

    def socketpair() -> tuple[socket.socket, socket.socket]:
        made.extend(real())
        return made[0], made[1]

    monkeypatch.setattr(socket, "socketpair", socketpair)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(FileNotFoundError):
        await ChildProcess.start("echo_child", "{}", ENVIRONMENT)
    assert [end.fileno() for end in made] == [-1, -1]
