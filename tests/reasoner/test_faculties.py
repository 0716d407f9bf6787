"""What all minds share: ``antiphon.reasoner.faculties``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from antiphon.reasoner.faculties import RATE_HZ, Faculties
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.recogniser import LONGEST_S
from antiphon.transport.errors import ModelMissing

from .scripted import ScriptedEngine, ScriptedRecogniser, byte_tokenizer, scripted_faculties


def make(text: str = "Yes.") -> tuple[Faculties, ScriptedEngine, ScriptedRecogniser]:
    engine, recogniser = ScriptedEngine(byte_tokenizer(), lambda _: "Hello."), ScriptedRecogniser(text)
    return scripted_faculties(engine, recogniser), engine, recogniser


async def test_everything_is_used_once_before_anybody_waits_for_it() -> None:
    faculties, engine, recogniser = make()
    await faculties.start()
    assert len(recogniser.clips) == 1
    assert len(engine.reads) == 1
    assert len(engine.generations) == 2
    assert engine.streams == 0
    await faculties.close()
    assert engine.state == "closed"


async def test_a_long_clip_is_heard_window_by_window() -> None:
    faculties, _, recogniser = make()
    pcm = np.zeros(int(2.5 * LONGEST_S * RATE_HZ), np.float32)
    heard = await faculties.transcribe(pcm)
    assert len(recogniser.clips) > 2
    assert sum(clip.size for clip in recogniser.clips) == pcm.size
    assert heard.text == " ".join(["Yes."] * len(recogniser.clips))
    assert heard.ms == 12.5 * len(recogniser.clips)
    assert not heard.no_speech
    await faculties.close()


async def test_where_nobody_speaks_nothing_is_heard() -> None:
    faculties, *_ = make("")
    heard = await faculties.transcribe(np.zeros(100, np.float32))
    assert heard.no_speech
    assert heard.text == ""
    await faculties.close()


async def test_a_clip_that_nobody_waits_for_any_more_ends_with_its_window() -> None:
    faculties, _, recogniser = make()
    recogniser.go.clear()
    hearing = asyncio.create_task(faculties.transcribe(np.zeros(int(3 * LONGEST_S * RATE_HZ), np.float32)))
    while not recogniser.clips:
        await asyncio.sleep(0)
    hearing.cancel()
    await asyncio.wait([hearing])
    recogniser.go.set()
    assert (await faculties.transcribe(np.zeros(7, np.float32))).text == "Yes."
    assert [clip.size for clip in recogniser.clips[1:]] == [7]
    await faculties.close()


async def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    options = ReasonerOptions(model=str(tmp_path), recogniser=str(tmp_path))
    with pytest.raises(ModelMissing, match=str(tmp_path)):
        await Faculties.load(options)


async def test_whichever_loader_fails_first_the_decoder_tells_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decoder's loader is held up until the two others have failed."""
    others = [asyncio.Event(), asyncio.Event()]
    loop = asyncio.get_running_loop()

    def fails(done: asyncio.Event) -> Callable[..., None]:
        def load(*_: object) -> None:
            loop.call_soon_threadsafe(done.set)
            raise ModelMissing("another")

        return load

    def fails_last(*_: object) -> None:
        for done in others:
            asyncio.run_coroutine_threadsafe(done.wait(), loop).result(10)
        raise ModelMissing("the decoder")

    monkeypatch.setattr("antiphon.reasoner.faculties.Prompt.load", fails(others[0]))
    monkeypatch.setattr("antiphon.reasoner.faculties.Recogniser.load", fails(others[1]))
    monkeypatch.setattr("antiphon.reasoner.faculties.Engine.load", fails_last)
    with pytest.raises(ModelMissing, match="the decoder"):
        await Faculties.load(ReasonerOptions(model=str(tmp_path), recogniser=str(tmp_path)))
