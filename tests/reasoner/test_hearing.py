"""The audio of a turn and its words: ``antiphon.reasoner.hearing``."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from antiphon.reasoner import hearing as module
from antiphon.reasoner.ear import Sound
from antiphon.reasoner.hearing import Heard, Hearing
from antiphon.reasoner.recogniser import Transcription
from antiphon.reasoner.windows import windows
from antiphon.transport.errors import AudioError

SECOND = bytes(32_000)


def silence(seconds: int) -> NDArray[np.float32]:
    return np.zeros(seconds * 16_000, np.float32)


class Bench:
    """A recogniser that takes one clip after the other, each as soon as ``go`` lets it, and one hearing."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self.go = asyncio.Semaphore(0)
        self.clips: list[NDArray[np.float32]] = []
        self.earlier: list[Transcription | None] = []
        self.broken = False
        self.group = group
        self.hearing = Hearing(self._transcribe, group.create_task)
        self._busy = asyncio.Lock()

    async def _transcribe(
        self, pcm: NDArray[np.float32], earlier: Transcription | None, wanted: Callable[[], bool]
    ) -> Transcription | None:
        async with self._busy:
            await self.go.acquire()
            if not wanted():
                self.go.release()
                return None
            self.clips.append(pcm)
            self.earlier.append(earlier)
            if self.broken:
                raise ArithmeticError("no more numbers")
            return Transcription(f"{pcm.size} samples", False, 12.5)

    def ask(self, *, turn: bool) -> asyncio.Task[Heard | None]:
        return self.group.create_task(self.hearing.words(turn=turn))

    def let(self, clips: int = 1) -> None:
        for _ in range(clips):
            self.go.release()

    @property
    def recognised(self) -> list[int]:
        return [clip.size for clip in self.clips]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        bench = Bench(group)
        yield bench
        bench.let(99)


async def settled() -> None:
    """Everything that can go on has gone on, the threads included."""
    for _ in range(20):
        await asyncio.sleep(0.0005)


async def test_audio_becomes_samples_between_minus_one_and_one(bench: Bench) -> None:
    bench.hearing.add(np.array([0, 16384], "<i2").tobytes())
    bench.hearing.add(np.array([-32768], "<i2").tobytes())
    bench.let()
    heard = await bench.hearing.words(turn=True)
    assert bench.clips[0].dtype == np.float32
    assert bench.clips[0].tolist() == [0, 0.5, -1]
    assert heard == Heard("3 samples", 3 / 16, 12.5)


@pytest.mark.parametrize("turn", [True, False])
async def test_half_a_sample_is_an_error(bench: Bench, turn: bool) -> None:
    bench.hearing.add(b"\0\0\0")
    with pytest.raises(AudioError, match="3 bytes"):
        await bench.hearing.words(turn=turn)


@pytest.mark.parametrize("turn", [True, False])
async def test_nothing_is_kept_beyond_the_longest_turn(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, turn: bool
) -> None:
    monkeypatch.setattr(module, "LONGEST_TURN_S", 2)
    bench.let()
    for _ in range(2):
        bench.hearing.add(SECOND)
    assert (await bench.hearing.words(turn=turn)) == Heard("32000 samples", 2000, 12.5)
    bench.hearing.add(bytes(2))
    with pytest.raises(AudioError, match="longer than 2 s"):
        await bench.hearing.words(turn=turn)


async def test_a_turn_uses_the_words_that_are_there(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    bench.let()
    assert await bench.hearing.words(turn=False) == await bench.hearing.words(turn=True)
    assert await bench.hearing.words(turn=False) == await bench.hearing.words(turn=True)
    assert bench.recognised == [16_000]


async def test_a_turn_waits_for_the_words_that_are_on_their_way(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    asked = [bench.ask(turn=turn) for turn in (False, False, True)]
    await settled()
    assert not any(task.done() for task in asked)
    bench.let()
    assert {await task for task in asked} == {Heard("16000 samples", 1000, 12.5)}
    assert bench.recognised == [16_000]


async def test_more_audio_needs_to_be_recognised_again(bench: Bench) -> None:
    bench.let(2)
    bench.hearing.add(SECOND)
    first = await bench.hearing.words(turn=False)
    bench.hearing.add(SECOND)
    second = await bench.hearing.words(turn=True)
    assert [heard and heard.audio_ms for heard in (first, second)] == [1000, 2000]
    assert [earlier and earlier.text for earlier in bench.earlier] == [None, "16000 samples"]


async def test_a_wish_that_more_audio_outdates_before_it_begins_is_dropped(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    wishes = []
    for _ in range(4):
        wishes.append(bench.ask(turn=False))
        await settled()
        bench.hearing.add(SECOND)
    wishes.append(bench.ask(turn=False))
    bench.let()
    assert [await wish for wish in wishes] == [None] * 4 + [Heard("80000 samples", 5000, 12.5)]
    assert bench.recognised == [80_000]


async def test_a_wish_that_is_outdated_after_it_began_is_granted(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    wish = bench.ask(turn=False)
    bench.let()
    await settled()
    bench.hearing.add(SECOND)
    assert await wish == Heard("16000 samples", 1000, 12.5)


async def test_a_turn_gets_its_words_whatever_comes_behind_it(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    turn = bench.ask(turn=True)
    await settled()
    bench.hearing.add(SECOND)
    bench.hearing.close()
    bench.let()
    assert await turn == Heard("16000 samples", 1000, 12.5)


async def test_what_nobody_waits_for_any_more_is_not_begun(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    for turn in (True, False):
        asked = bench.ask(turn=turn)
        await settled()
        asked.cancel()
        await asyncio.wait([asked])
    bench.let()
    await settled()
    assert bench.recognised == []
    assert await bench.hearing.words(turn=True) == Heard("16000 samples", 1000, 12.5)


async def test_a_turn_that_is_cancelled_leaves_its_words_to_the_next(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    turn, wish = bench.ask(turn=True), bench.ask(turn=False)
    await settled()
    turn.cancel()
    await asyncio.wait([turn])
    bench.let()
    assert await wish == Heard("16000 samples", 1000, 12.5)
    assert await bench.hearing.words(turn=True) == await wish
    assert bench.recognised == [16_000]


async def test_a_closed_hearing_grants_no_wishes(bench: Bench) -> None:
    bench.hearing.add(SECOND)
    wish = bench.ask(turn=False)
    await settled()
    bench.hearing.close()
    bench.let()
    assert await wish is None
    assert bench.recognised == []


@pytest.mark.parametrize("turn", [True, False])
async def test_a_recogniser_that_breaks_is_asked_again(bench: Bench, turn: bool) -> None:
    bench.hearing.add(SECOND)
    bench.let(2)
    bench.broken = True
    with pytest.raises(ArithmeticError):
        await bench.hearing.words(turn=turn)
    bench.broken = False
    assert await bench.hearing.words(turn=turn) == Heard("16000 samples", 1000, 12.5)


# The sound.


class Ear:
    """Takes one clip after the other, each as soon as ``go`` lets it, and one hearing of a model that hears."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self.go = asyncio.Semaphore(0)
        self.heard: list[int] = []
        """Samples."""
        self.earlier: list[Sound | None] = []
        self.broken = False
        self.pieces: list[tuple[int, int]] = []
        """Of what is heard; none: it is one."""
        self.group = group
        self.words = Bench(group)
        self.hearing = Hearing(self.words._transcribe, group.create_task, self._hear)

    async def _hear(self, pcm: NDArray[np.float32], earlier: Sound | None) -> Sound:
        self.heard.append(pcm.size)
        self.earlier.append(earlier)
        await self.go.acquire()
        if self.broken:
            raise ArithmeticError("no more numbers")
        pieces = self.pieces or [(0, pcm.size)]
        return Sound(torch.zeros(pcm.size // 1280, 4), 7.5, {piece: torch.zeros(0, 4) for piece in pieces})

    def listen(self) -> asyncio.Task[Sound]:
        return self.group.create_task(self.hearing.sound())

    def let(self, clips: int = 1) -> None:
        for _ in range(clips):
            self.go.release()


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        ear = Ear(group)
        yield ear
        ear.let(99)
        ear.words.let(99)


async def test_only_a_model_that_hears_is_given_the_sound(bench: Bench, ear: Ear) -> None:
    assert not bench.hearing.hears
    assert ear.hearing.hears


async def test_what_is_heard_is_all_that_was_listened_to(ear: Ear) -> None:
    ear.hearing.add(SECOND)
    ear.hearing.add(SECOND)
    ear.let()
    assert len((await ear.hearing.sound()).states) == 25
    assert ear.heard == [32_000]


async def test_who_wants_the_sound_at_the_same_time_gets_the_same(ear: Ear) -> None:
    ear.hearing.add(SECOND)
    asked = [ear.listen() for _ in range(3)]
    await settled()
    ear.let()
    first, *others = [await task for task in asked]
    assert all(sound is first for sound in others)
    assert await ear.hearing.sound() is first
    assert ear.heard == [16_000]


async def test_what_comes_while_it_is_heard_is_heard_by_the_next(ear: Ear) -> None:
    ear.hearing.add(SECOND)
    before = ear.listen()
    await settled()
    ear.hearing.add(SECOND)
    behind = ear.listen()
    await settled()
    ear.hearing.add(SECOND)
    ear.let(2)
    assert len((await before).states) == 12
    # It had not begun when the last second came.
    assert len((await behind).states) == 37
    assert await ear.hearing.sound() is await behind
    assert ear.heard == [16_000, 48_000]
    assert ear.earlier == [None, await before]


async def test_a_piece_that_is_full_is_heard_while_the_user_goes_on(ear: Ear) -> None:
    """Once; and what is open is heard with the turn."""
    for _ in range(25):
        ear.hearing.add(SECOND)
        assert not ear.hearing.piece_is_full()
    ear.hearing.add(SECOND)
    assert ear.hearing.piece_is_full()
    assert not ear.hearing.piece_is_full()
    ear.let(3)
    await ear.hearing.full_pieces()
    [(_, cut), _] = windows(silence(26), 25)
    assert ear.heard == [cut]
    for _ in range(30):
        ear.hearing.add(SECOND)
        if ear.hearing.piece_is_full():
            await ear.hearing.full_pieces()
    [*_, (_, later), (begins, end)] = windows(silence(56), 25)
    assert ear.heard == [cut, later]
    assert ear.earlier[1] is not None
    assert list(ear.earlier[1].pieces) == [(0, cut)]
    await ear.hearing.sound()
    assert (begins, end) == (later, 56 * 16_000)
    assert ear.heard == [cut, later, end]


async def test_a_piece_that_the_turn_has_heard_is_not_heard_ahead(ear: Ear) -> None:
    for _ in range(26):
        ear.hearing.add(SECOND)
    ear.let(2)
    ear.pieces = windows(silence(26), 25)
    await ear.hearing.sound()
    assert ear.hearing.piece_is_full()
    await ear.hearing.full_pieces()
    assert ear.heard == [26 * 16_000]


async def test_nothing_is_heard_ahead_for_a_model_that_reads(bench: Bench) -> None:
    for _ in range(30):
        bench.hearing.add(SECOND)
    assert not bench.hearing.piece_is_full()


async def test_half_a_sample_is_no_sound(ear: Ear) -> None:
    ear.hearing.add(b"\0\0\0")
    with pytest.raises(AudioError, match="3 bytes"):
        await ear.hearing.sound()
    ear.hearing.add(bytes(1 + 2560))
    ear.let()
    assert len((await ear.hearing.sound()).states) == 1


async def test_no_sound_is_kept_beyond_the_longest_turn(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_TURN_S", 2)
    ear.let()
    ear.hearing.add(SECOND)
    assert len((await ear.hearing.sound()).states) == 12
    for _ in range(2):
        ear.hearing.add(SECOND)
    with pytest.raises(AudioError, match="longer than 2 s"):
        await ear.hearing.sound()
    assert ear.heard == [16_000]


async def test_an_ear_that_breaks_is_asked_again(ear: Ear) -> None:
    ear.hearing.add(SECOND)
    ear.let(2)
    ear.broken = True
    with pytest.raises(ArithmeticError):
        await ear.hearing.sound()
    ear.broken = False
    assert len((await ear.hearing.sound()).states) == 12


async def test_who_is_cancelled_while_the_sound_is_heard_leaves_it_to_the_next(ear: Ear) -> None:
    ear.hearing.add(SECOND)
    first, second, third = ear.listen(), ear.listen(), ear.listen()
    await settled()
    for task in (second, first):
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
    ear.let()
    assert len((await third).states) == 12
    assert ear.heard == [16_000, 16_000]


async def test_neither_the_sound_nor_the_words_wait_for_the_other(ear: Ear) -> None:
    ear.hearing.add(SECOND)
    words, sound = ear.group.create_task(ear.hearing.words(turn=True)), ear.listen()
    await settled()
    ear.let()
    assert len((await sound).states) == 12
    assert not words.done()
    ear.words.let()
    assert await words == Heard("16000 samples", 1000, 12.5)


STEPS = st.lists(st.sampled_from(["listen", "listen", "wish", "turn", "cancel", "let", "idle"]), max_size=25)


@settings(deadline=None, max_examples=60)
@given(STEPS, st.randoms(use_true_random=False))
def test_however_it_goes_the_words_are_right_and_none_are_found_twice(steps: list[str], chance: random.Random) -> None:
    async def run() -> None:
        asked: list[tuple[str, int, asyncio.Task[Any]]] = []
        async with asyncio.timeout(10), asyncio.TaskGroup() as group:
            bench = Bench(group)
            seconds = 0
            for step in steps:
                match step:
                    case "listen":
                        bench.hearing.add(SECOND)
                        seconds += 1
                    case "wish" | "turn":
                        asked.append((step, seconds, bench.ask(turn=step == "turn")))
                    case "cancel" if asked:
                        chance.choice(asked)[2].cancel()
                    case "let":
                        bench.let()
                    case _:
                        await asyncio.sleep(0.0005)
                await asyncio.sleep(0)
            bench.let(99)
        for step, then, task in asked:
            if not task.cancelled():
                heard = task.result()
                assert heard == Heard(f"{then * 16_000} samples", then * 1000, 12.5) or (
                    heard is None and step == "wish" and then < seconds
                )
        assert len(set(bench.recognised)) == len(bench.recognised)

    asyncio.run(run())
