"""Where a segment of an answer ends, as the speaker tells it: ``antiphon.speaker.answer``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.speaker.options import PhrasingOptions, SpeakerOptions
from antiphon.transport.messages import Audio, Cancel, Cancelled, Open, Show

from .scripted import ScriptedVoice, text_of
from .test_service import UNHURRIED, Bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A started service with one session, "s"."""
    bench = await begun()
    yield bench
    bench.voice.go.set()
    await bench.service.close()


async def begun(phrasing: PhrasingOptions = UNHURRIED) -> Bench:
    bench = Bench(ScriptedVoice(), SpeakerOptions(max_sessions=2, phrasing=phrasing))
    await bench.service.start(bench.link)
    await bench.voice.began()
    await bench.service.handle(Open("s"))
    return bench


def segments(audio: list[Audio]) -> list[str]:
    """The text of the sound before each marker, and at last what is behind all of them."""
    texts = [""]
    for chunk in audio:
        texts[-1] += text_of([chunk])
        if chunk.end_of_segment:
            assert (chunk.pcm, chunk.words) == (b"", ()), "a marker of its own"
            texts.append("")
    return texts


async def test_the_end_of_a_segment_comes_behind_all_of_its_sound(bench: Bench) -> None:
    await bench.say("One two three four five six seven. Eight,", end=True)
    await bench.say(" nine. And", end=False)
    await bench.say(" ten.", end=True)
    await bench.done()
    assert segments(bench.link.audio()) == ["One two three four five six seven. Eight,", " nine. And ten.", ""]


async def test_the_end_of_a_segment_waits_for_the_voice(bench: Bench) -> None:
    bench.voice.go.clear()
    await bench.say("One two.", end=True)
    await bench.voice.began()
    assert bench.link.audio() == []
    bench.voice.go.set()
    await bench.link.until(Audio, lambda chunk: chunk.end_of_segment)
    assert segments(bench.link.audio()) == ["One two.", ""]


@pytest.mark.parametrize("text", ["日本。", "...", ""])
async def test_a_segment_of_which_nothing_can_be_said_ends_too(bench: Bench, text: str) -> None:
    await bench.say("One two. ", end=True)
    await bench.say(text, end=True)
    await bench.say("Three.", end=True)
    await bench.done()
    assert [part.strip() for part in segments(bench.link.audio())] == ["One two.", text, "Three.", ""]


async def test_a_segment_that_the_voice_fails_at_ends_too(bench: Bench) -> None:
    bench.voice.broken = frozenset({"ill"})
    await bench.say("So ill. ", end=True)
    await bench.say("Fine. ", end=True)
    await bench.done()
    assert segments(bench.link.audio()) == ["", "Fine. ", ""]


async def test_a_segment_of_code_ends_behind_what_is_said_about_it(bench: Bench) -> None:
    await bench.say("Here it is.\n```py\nx = 1\n```\n", end=True)
    await bench.done()
    assert await bench.link.until(Show) == Show("s", 1, 1, "code", "x = 1", "py")
    assert segments(bench.link.audio()) == ["Here it is.\nThe code is on the screen.\n", ""]


async def test_code_that_goes_on_over_the_end_of_a_segment_is_not_read_aloud(bench: Bench) -> None:
    await bench.say("Here it is.\n```py\nx = 1", end=True)
    await bench.say("\ny = 2\n```\nSo.", end=True)
    await bench.done()
    assert await bench.link.until(Show) == Show("s", 1, 1, "code", "x = 1\ny = 2", "py")
    assert segments(bench.link.audio()) == ["Here it is.\n", "The code is on the screen.\nSo.", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is on https://antiphon.org", "It is on a link to antiphon.org"),
        ("It is there (see www.antiphon.org).", "It is there (see a link to antiphon.org)."),
        ("It is vitamin h", "It is vitamin h"),
    ],
)
async def test_what_could_have_gone_on_is_said_in_its_segment(bench: Bench, text: str, said: str) -> None:
    """Nobody knows when the next one comes, or whether: what is held back would never be heard."""
    await bench.say(text, end=True)
    await bench.link.until(Audio, lambda chunk: chunk.end_of_segment)
    assert segments(bench.link.audio()) == [said, ""]
    await bench.done()


async def test_a_segment_that_was_cancelled_has_no_end(bench: Bench) -> None:
    bench.voice.go.clear()
    await bench.say("Nobody will hear this.", end=True)
    await bench.say(" Nor that.", end=True)
    await bench.voice.began()
    await bench.service.handle(Cancel("s", 1, 1))
    await bench.link.until(Cancelled)
    bench.voice.go.set()
    await bench.say("But this.", turn=2, generation=2, end=True)
    await bench.done(turn=2, generation=2)
    audio = bench.link.audio()
    assert {chunk.generation for chunk in audio} == {2}
    assert segments(audio) == ["But this.", ""]


async def test_an_end_that_comes_after_a_cancel_is_not_told(bench: Bench) -> None:
    await bench.service.handle(Cancel("s", 1, 1))
    await bench.say("Too late.", end=True)
    await bench.say("In time.", generation=2, end=True)
    await bench.done(generation=2)
    assert segments(bench.link.audio()) == ["In time.", ""]


WORDS = [" one", " two,", " three.", " 日本", "\n", " **four**", " é", " `x`", " 5 km", "...", " Dr. Who"]


@given(
    st.lists(st.tuples(st.lists(st.sampled_from(WORDS), max_size=6), st.booleans()), max_size=6),
    st.sampled_from([UNHURRIED, PhrasingOptions()]),
)
@settings(max_examples=40, deadline=None)
def test_each_segment_has_one_end_behind_its_own_words_and_before_the_next(
    pieces: list[tuple[list[str], bool]], phrasing: PhrasingOptions
) -> None:
    async def answer() -> None:
        bench = await begun(phrasing)
        for words, end in pieces:
            await bench.say("".join(words), end=end)
        done = await bench.done()
        audio = bench.link.audio()
        await bench.service.close()
        assert bench.link.sent.index(done) == len(bench.link.sent) - 1
        assert sum(chunk.end_of_segment for chunk in audio) == sum(end for _, end in pieces)
        expected = [""]
        for words, end in pieces:
            expected[-1] += "".join(words)
            expected += [""] * end
        said = segments(audio)
        assert [letters(text) for text in said] == [
            letters(text.replace("**", "").replace("`", "")) for text in expected
        ]

    asyncio.run(answer())


def letters(text: str) -> str:
    """Without markup, and without white space, which may go with the one or the other."""
    return "".join(text.replace("**", "").replace("`", "").split())


async def test_markers_of_several_answers_are_their_own(bench: Bench) -> None:
    for turn in (1, 2):
        await bench.say("One.", turn=turn, generation=turn, end=True)
    for turn in (1, 2):
        await bench.done(turn=turn, generation=turn)
    by_turn = groupby(sorted(bench.link.audio(), key=lambda chunk: chunk.turn), lambda chunk: chunk.turn)
    assert {turn: segments(list(audio)) for turn, audio in by_turn} == {1: ["One.", ""], 2: ["One.", ""]}
