"""Supervision: the rules on virtual time, and real processes (``echo_child.py``)."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from antiphon.agent.supervisor import (
    FIRST_STARTS,
    HEALTHY_S,
    LONGEST_WAIT_S,
    ChildDown,
    ChildUp,
    Event,
    FromChild,
    State,
    Supervisor,
    Vigil,
)
from antiphon.transport.errors import ChildError, LinkClosed
from antiphon.transport.messages import PROTOCOL, Hello, Message, Say
from antiphon.transport.unix import pair

HELLO = Hello("echo", sessions=2, load_ms=12.0)


def say(text: str, generation: int = 1) -> Say:
    return Say("s", 1, generation, text)


# The rules.


def vigil() -> Vigil:
    return Vigil(start_timeout_s=60, beat_timeout_s=10, first_wait_s=0.1)


def test_each_sign_of_life_moves_the_deadline() -> None:
    rules = vigil()
    rules.started(100)
    assert rules.deadline_s == 160
    assert rules.overdue == "not ready 60 s after its start"
    rules.ready(130)
    assert rules.deadline_s == 140
    assert rules.overdue == "no sign of life for 10 s"
    rules.sign(139)
    assert rules.deadline_s == 149
    rules.started(200)
    assert rules.deadline_s == 260
    assert rules.overdue == "not ready 60 s after its start"


def test_the_wait_doubles_up_to_the_longest() -> None:
    rules, waits = vigil(), []
    for start_s in range(0, 90, 10):
        rules.started(start_s)
        rules.ready(start_s + 1)
        waits.append(rules.ended(start_s + 2))
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, LONGEST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_S]


def test_a_healthy_life_wipes_out_the_deaths_before() -> None:
    """Counted from the hello, not from the start."""
    rules = vigil()
    for _ in range(3):
        rules.started(0)
        rules.ready(1)
        rules.ended(2)
    rules.started(0)
    rules.ready(50)
    assert rules.ended(50 + HEALTHY_S - 0.1) == 0.8
    rules.started(0)
    rules.ready(50)
    assert rules.ended(50 + HEALTHY_S) == 0.1


def test_a_child_that_was_never_ready_is_given_up() -> None:
    rules = vigil()
    waits = []
    for _ in range(FIRST_STARTS):
        rules.started(0)
        waits.append(rules.ended(1))
    assert waits == [0.1, 0.2, 0.4, 0.8, None]


def test_a_child_that_was_ready_once_is_never_given_up() -> None:
    rules = vigil()
    rules.started(0)
    rules.ready(1)
    rules.ended(2)
    for _ in range(10 * FIRST_STARTS):
        rules.started(0)
        assert rules.ended(1) is not None


# Real processes.


class Children:
    """What a supervisor told, and a supervisor to tell it."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event] = asyncio.Queue()

    def supervise(
        self,
        start: str = "ok",
        *,
        module: str = "echo_child",
        on_event: Callable[[Event], None] | None = None,
        start_timeout_s: float = 60.0,
        beat_timeout_s: float = 10.0,
    ) -> Supervisor:
        """An echo child that comes back a little sooner than others."""
        return Supervisor(
            "echo",
            module,
            json.dumps({"start": start}),
            {"PYTHONPATH": str(Path(__file__).parent)},
            on_event or self.events.put_nowait,
            start_timeout_s=start_timeout_s,
            beat_timeout_s=beat_timeout_s,
            first_wait_s=0.01,
        )

    async def said(self) -> Message:
        event = await self.events.get()
        assert isinstance(event, FromChild)
        return event.message


@pytest.fixture
def children() -> Children:
    return Children()


async def test_a_child_comes_up_and_talks(children: Children) -> None:
    supervisor = children.supervise()
    async with supervisor as echo:
        assert await echo.ready() == HELLO
        assert echo.state is State.READY
        assert await children.events.get() == ChildUp(HELLO)
        for number in range(600):
            await echo.send(say(str(number)))
        assert [await children.said() for _ in range(600)] == [say(str(number)) for number in range(600)]
        pid = echo.pid
        assert pid is not None
        assert 5e6 < echo.memory_bytes < 5e8
        assert echo.beat.cache_tokens == 7
        assert echo.restarts == 0
    assert supervisor.state is State.STOPPED
    assert not psutil.pid_exists(pid)
    assert children.events.empty()
    with pytest.raises(LinkClosed, match="the echo is not ready: stopped"):
        await echo.send(say("anybody?"))
    with pytest.raises(ChildError, match="the echo was stopped"):
        await echo.ready()


async def test_a_killed_child_comes_back_each_time(children: Children) -> None:
    """While it is down, nothing can be sent; each new one says hello and answers."""
    async with children.supervise() as echo:
        await echo.ready()
        pids = set()
        for number in range(1, 6):
            assert await children.events.get() == ChildUp(HELLO)
            assert echo.pid is not None
            pids.add(echo.pid)
            os.kill(echo.pid, signal.SIGKILL)
            assert await children.events.get() == ChildDown("killed by SIGKILL")
            assert echo.state is State.BACKING_OFF
            assert echo.memory_bytes == 0
            with pytest.raises(LinkClosed, match="the echo is not ready: backing off"):
                await echo.send(say("lost"))
            echo.advance("s", 1)
            echo.forget("s")
            assert await echo.ready() == HELLO
            assert echo.restarts == number
        assert await children.events.get() == ChildUp(HELLO)
        assert len(pids) == 5
        await echo.send(say("hello again"))
        assert await children.said() == say("hello again")


@pytest.mark.parametrize(("how", "reason"), [("crash", "exit code 1"), ("leave", "it left"), ("fork", "exit code 5")])
async def test_a_child_that_dies_is_started_again(children: Children, how: str, reason: str) -> None:
    async with children.supervise() as echo:
        await echo.ready()
        await echo.send(say(how))
        assert await children.events.get() == ChildUp(HELLO)
        assert await children.events.get() == ChildDown(reason)
        assert await children.events.get() == ChildUp(HELLO)


async def test_a_child_that_cannot_start_is_not_tried_again(children: Children) -> None:
    """``ready`` tells what the child told, also to those who ask later."""
    async with children.supervise("refuse") as echo:
        for _ in range(2):
            with pytest.raises(
                ChildError, match="the echo cannot start: the echo's weights are not prepared: run `antiphon models"
            ):
                await echo.ready()
        assert echo.state is State.FAILED
        with pytest.raises(LinkClosed, match="the echo is not ready: failed"):
            await echo.send(say("anybody?"))
    assert echo.state is State.FAILED
    assert echo.restarts == 0
    assert children.events.empty()


async def test_a_child_of_another_version_is_refused(children: Children) -> None:
    async with children.supervise("strange") as echo:
        versions = f"the echo speaks version {PROTOCOL + 1} of the protocol and this process version {PROTOCOL}"
        with pytest.raises(ChildError, match=versions):
            await echo.ready()


async def test_a_child_that_never_comes_up_is_given_up(children: Children) -> None:
    async with children.supervise("crash") as echo:
        with pytest.raises(ChildError, match="the echo does not start: exit code 1, 5 times in a row"):
            await echo.ready()
    assert children.events.qsize() == FIRST_STARTS - 1
    assert children.events.get_nowait() == ChildDown("exit code 1")


async def test_what_is_said_before_the_hello_breaks_the_protocol(children: Children) -> None:
    async with children.supervise("stutter"):
        assert await children.events.get() == ChildDown("it broke the protocol (said Beat before its Hello)")


async def test_a_child_that_is_not_ready_in_time_is_killed(children: Children) -> None:
    async with children.supervise("never", start_timeout_s=0.05):
        assert await children.events.get() == ChildDown("not ready 0.05 s after its start")


async def test_a_hung_child_is_killed_and_started_again(children: Children) -> None:
    """Its process lives and its link is open, but nothing comes; a beat a second keeps it alive until then."""
    async with children.supervise(beat_timeout_s=1.5) as echo:
        await echo.ready()
        assert await children.events.get() == ChildUp(HELLO)
        pid = echo.pid
        assert pid is not None
        await echo.send(say("block"))
        assert await children.events.get() == ChildDown("no sign of life for 1.5 s")
        assert not psutil.pid_exists(pid)
        assert await children.events.get() == ChildUp(HELLO)


async def test_a_gateway_that_was_held_up_itself_does_not_blame_its_child(children: Children) -> None:
    """The deadline has passed when the gateway looks, and the sign of life is in the socket."""
    supervisor = children.supervise()
    here, there = await pair()
    await here.send(say("so that there is credit"))
    await there.receive()
    await there.send(say("alive"))
    supervisor._vigil.deadline_s = 0.0
    assert await supervisor._receive(here) == say("alive")
    with pytest.raises(TimeoutError):
        await supervisor._receive(here)
    await here.close()
    await there.close()


async def test_speech_of_an_older_generation_does_not_reach_the_gateway(children: Children) -> None:
    async with children.supervise() as echo:
        await echo.ready()
        assert await children.events.get() == ChildUp(HELLO)
        await echo.send(say("old", generation=1))
        echo.advance("s", 2)
        await echo.send(say("new", generation=2))
        assert await children.said() == say("new", generation=2)
        echo.forget("s")
        await echo.send(say("of another life", generation=1))
        assert await children.said() == say("of another life", generation=1)


async def test_a_process_that_cannot_be_made_is_tried_again(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        async with children.supervise() as echo:
            event = await children.events.get()
            assert isinstance(event, ChildDown)
            assert event.reason.startswith("no process can be started ([Errno 2]")
            patch.undo()
            await echo.ready()


async def test_a_module_that_is_not_there_is_given_up(children: Children) -> None:
    async with children.supervise(module="no_such_child") as echo:
        with pytest.raises(ChildError, match="the echo does not start: exit code 1"):
            await echo.ready()


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8, 13, 100])
async def test_leaving_while_it_starts_leaves_no_process(children: Children, turns: int) -> None:
    """However far the start had come."""
    async with children.supervise("never") as echo:
        for _ in range(turns):
            await asyncio.sleep(0)
    assert echo.state is State.STOPPED
    assert echo.pid is None
    assert psutil.Process().children() == []


async def test_an_error_of_the_listener_ends_the_supervision_and_is_raised(children: Children) -> None:
    def listen(event: Event) -> None:
        if isinstance(event, FromChild):
            raise ZeroDivisionError

    async def supervise() -> None:
        async with children.supervise(on_event=listen) as echo:
            await echo.ready()
            await echo.send(say("hello"))
            while echo.state is not State.FAILED:
                await echo._changed.wait()
            with pytest.raises(ChildError, match="the supervision of the echo broke"):
                await echo.ready()

    with pytest.raises(ZeroDivisionError):
        await supervise()
    assert psutil.Process().children() == []


async def test_an_error_of_the_body_is_not_hidden(children: Children) -> None:
    async def supervise() -> None:
        async with children.supervise() as echo:
            await echo.ready()
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await supervise()
