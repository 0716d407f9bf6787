"""The voice that all share: ``antiphon.speaker.booth``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from antiphon.speaker.booth import Booth

from .scripted import ScriptedVoice


@pytest.fixture
async def voice() -> ScriptedVoice:
    return ScriptedVoice()


@pytest.fixture
async def booth(voice: ScriptedVoice) -> AsyncIterator[Booth]:
    booth = Booth(voice)
    yield booth
    voice.go.set()
    booth.close()


async def test_one_clause_at_a_time_and_the_most_urgent_first(booth: Booth, voice: ScriptedVoice) -> None:
    voice.go.clear()
    async with asyncio.TaskGroup() as tasks:
        for clause, needed_at in (("first", 9.0), ("late", 3.0), ("soon", 1.0), ("next", 2.0), ("soon too", 1.0)):
            tasks.create_task(booth.speak([clause], needed_at))
        await voice.began()
        assert voice.clauses == ["first"]
        voice.go.set()
    assert voice.clauses == ["first", "soon", "soon too", "next", "late"]


async def test_who_leaves_while_waiting_is_not_served(booth: Booth, voice: ScriptedVoice) -> None:
    voice.go.clear()
    first = asyncio.create_task(booth.speak(["first"], 0.0))
    await voice.began()
    leaving = asyncio.create_task(booth.speak(["leaving"], 1.0))
    staying = asyncio.create_task(booth.speak(["staying"], 2.0))
    await asyncio.sleep(0)
    leaving.cancel()
    voice.go.set()
    await asyncio.gather(first, staying)
    assert voice.clauses == ["first", "staying"]


async def test_who_leaves_while_spoken_for_does_not_wait(booth: Booth, voice: ScriptedVoice) -> None:
    voice.go.clear()
    leaving = asyncio.create_task(booth.speak(["leaving"], 0.0))
    await voice.began()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    waiting = asyncio.create_task(booth.speak(["waiting"], 0.0))
    await asyncio.sleep(0)
    assert voice.clauses == ["leaving"]
    voice.go.set()
    await waiting
    assert voice.clauses == ["leaving", "waiting"]


async def test_who_leaves_at_the_moment_of_his_turn_passes_it_on(
    booth: Booth, voice: ScriptedVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice.go.clear()
    first = asyncio.create_task(booth.speak(["first"], 0.0))
    await voice.began()
    leaving = asyncio.create_task(booth.speak(["leaving"], 1.0))
    staying = asyncio.create_task(booth.speak(["staying"], 2.0))
    await asyncio.sleep(0)
    call_next = booth._call_next

    def call_next_and_cancel_it() -> None:
        monkeypatch.undo()
        call_next()
        leaving.cancel()

    monkeypatch.setattr(booth, "_call_next", call_next_and_cancel_it)
    voice.go.set()
    await asyncio.gather(first, staying)
    assert voice.clauses == ["first", "staying"]


async def test_an_error_reaches_who_asked_and_the_next_is_served(booth: Booth, voice: ScriptedVoice) -> None:
    voice.broken = frozenset({"bad"})
    with pytest.raises(RuntimeError, match="cold"):
        await booth.speak(["bad"], 0.0)
    assert (await booth.speak(["good"], 0.0)).lengths_ms == (100.0,)
    assert booth.rate_hz == voice.rate_hz
