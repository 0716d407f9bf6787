"""What all minds share: ``antiphon.reasoner.faculties``."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from antiphon.reasoner.ear import Ear, Sound
from antiphon.reasoner.faculties import RATE_HZ, Faculties
from antiphon.reasoner.models.audio import Adaptor, AudioConfig, AudioEncoder
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.prompt import Prompt
from antiphon.reasoner.recogniser import LONGEST_S
from antiphon.transport.errors import ConfigError, ModelCorrupt, ModelMissing

from .scripted import (
    AUDIO_TOKENS,
    CHATML_TOKENS,
    ScriptedEar,
    ScriptedEngine,
    ScriptedRecogniser,
    byte_tokenizer,
    scripted_faculties,
)

HEARING = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS))
"""Of a model that knows sound."""


def make(text: str = "Yes.") -> tuple[Faculties, ScriptedEngine, ScriptedRecogniser]:
    engine, recogniser = ScriptedEngine(byte_tokenizer(), lambda _: "Hello."), ScriptedRecogniser(text)
    return scripted_faculties(engine, recogniser), engine, recogniser


def make_hearing(ear: ScriptedEar | None, tokenizer: Tokenizer = HEARING) -> Faculties:
    return scripted_faculties(ScriptedEngine(tokenizer, lambda _: "Hello."), ScriptedRecogniser("Yes."), ear)


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


# The ear.


@pytest.mark.parametrize("tokenizer", [HEARING, byte_tokenizer()])
@pytest.mark.parametrize("ear", [ScriptedEar(), None])
async def test_a_model_hears_with_an_ear_and_with_tokens_for_what_it_hears(
    tokenizer: Tokenizer, ear: ScriptedEar | None
) -> None:
    faculties = make_hearing(ear, tokenizer)
    assert faculties.hears == (ear is not None and tokenizer is HEARING)
    await faculties.close()


async def test_the_ear_is_used_once_before_anybody_waits_for_it() -> None:
    ear = ScriptedEar()
    faculties = make_hearing(ear)
    await faculties.start()
    assert [clip.size for clip in ear.clips] == [2 * RATE_HZ]
    sound = await faculties.hear(np.zeros(RATE_HZ, np.float32))
    assert len(sound.states) == 12
    await faculties.hear(np.zeros(2 * RATE_HZ, np.float32), sound)
    assert ear.earlier == [None, None, sound]
    await faculties.close()


async def test_an_ear_that_is_not_used_is_not_tried() -> None:
    ear = ScriptedEar()
    faculties = make_hearing(ear, byte_tokenizer())
    await faculties.start()
    assert ear.clips == []
    await faculties.close()


async def test_the_ear_and_the_recogniser_listen_at_the_same_time() -> None:
    """And the threads of both are let go, though they still listen when all is closed."""
    threads = set(threading.enumerate())
    ear = ScriptedEar()
    faculties = make_hearing(ear)
    recogniser = cast(ScriptedRecogniser, faculties._recogniser)
    ear.go.clear()
    recogniser.go.clear()
    pcm = np.zeros(RATE_HZ, np.float32)
    hearing = [asyncio.ensure_future(faculties.hear(pcm)) for _ in range(2)]
    recognising = [asyncio.ensure_future(faculties.transcribe(pcm)) for _ in range(2)]
    while not (ear.clips and recogniser.clips):
        await asyncio.sleep(0)
    await faculties.close()
    ear.go.set()
    recogniser.go.set()
    assert len((await hearing[0]).states) == 12
    assert (await recognising[0]) is not None
    # What had not begun is not done any more.
    ended = await asyncio.gather(hearing[1], recognising[1], return_exceptions=True)
    assert [type(end) for end in ended] == [asyncio.CancelledError] * 2
    assert (len(ear.clips), len(recogniser.clips)) == (1, 1)
    for thread in set(threading.enumerate()) - threads:
        if thread.name.startswith(("ear", "recogniser")):
            thread.join(10)
            assert not thread.is_alive()


async def test_the_ear_leaves_the_other_cores_to_the_engine() -> None:
    """See ``Engine.load``: threads that are woken are in the way of others."""
    threads: list[int] = []

    class Watched(ScriptedEar):
        def hear(self, pcm: NDArray[np.float32], earlier: Sound | None = None) -> Sound:
            threads.append(torch.get_num_threads())
            return super().hear(pcm, earlier)

    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        faculties = make_hearing(Watched())
        await faculties.hear(np.zeros(RATE_HZ, np.float32))
        await faculties.close()
        assert threads == [1]
    finally:
        torch.set_num_threads(before)


def an_ear(llm_dim: int) -> Ear:
    config = AudioConfig(4, 1500, 4, 1, 1, llm_dim)
    return Ear(config, AudioEncoder(config), Adaptor(config))


class Loaded:
    """What the loaders give back."""

    def __init__(self, patch: pytest.MonkeyPatch, hidden: int = 1) -> None:
        self.ears = 0
        self.recogniser = ScriptedRecogniser("Yes.")
        engine = ScriptedEngine(HEARING, lambda _: "Hello.")

        def ear(*_: object) -> Ear:
            self.ears += 1
            return an_ear(hidden)

        patch.setattr("antiphon.reasoner.faculties.Engine.load", lambda *_: engine)
        patch.setattr("antiphon.reasoner.faculties.Prompt.load", lambda *_: Prompt(HEARING))
        patch.setattr("antiphon.reasoner.faculties.Recogniser.load", lambda *_: self.recogniser)
        patch.setattr("antiphon.reasoner.faculties.Ear.load", ear)


@pytest.mark.parametrize(("hearing", "hears"), [("routed", True), ("sound", True), ("words", False)])
async def test_a_model_that_is_to_read_words_gets_no_ear(
    monkeypatch: pytest.MonkeyPatch, hearing: Literal["routed", "sound", "words"], hears: bool
) -> None:
    loaded = Loaded(monkeypatch)
    faculties = await Faculties.load(ReasonerOptions(hearing=hearing))
    assert faculties.hears == hears
    assert loaded.ears == hears
    await faculties.close()


async def test_an_ear_whose_states_are_not_as_wide_as_the_decoder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Loaded(monkeypatch, hidden=3)
    with pytest.raises(ModelCorrupt, match="3 dimensions, and the decoder has 1"):
        await Faculties.load(ReasonerOptions())


async def test_a_tokenizer_of_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Loaded(monkeypatch)
    monkeypatch.setattr(ScriptedEngine, "vocabulary", 200)
    with pytest.raises(ModelCorrupt, match=r"those below 200 \(vocab_size\)"):
        await Faculties.load(ReasonerOptions())


async def test_an_ear_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Loaded(monkeypatch)

    def fails(*_: object) -> None:
        raise ModelCorrupt("no tensor encoder.conv1.weight")

    monkeypatch.setattr("antiphon.reasoner.faculties.Ear.load", fails)
    with pytest.raises(ModelCorrupt, match="conv1"):
        await Faculties.load(ReasonerOptions())


# Loading.


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


def on_a_card(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("antiphon.reasoner.faculties.device_of", lambda options: torch.device("cuda", 0))


async def test_on_a_card_the_decoder_comes_first_and_the_ear_goes_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the decoder has left is the ear's: side by side, each would find the other's memory taken."""
    loaded = Loaded(monkeypatch)
    on_a_card(monkeypatch)
    order: list[object] = []
    engine = ScriptedEngine(HEARING, lambda _: "Hello.")
    monkeypatch.setattr("antiphon.reasoner.faculties.Engine.load", lambda *_: (order.append("decoder"), engine)[1])

    def ear(folder: Path, precision: str, device: torch.device) -> Ear:
        order.append(device)
        return an_ear(1)

    monkeypatch.setattr("antiphon.reasoner.faculties.Ear.load", ear)
    faculties = await Faculties.load(ReasonerOptions())
    assert order == ["decoder", torch.device("cuda", 0)]
    assert loaded.ears == 0
    await faculties.close()


@pytest.mark.parametrize("what", ["Prompt", "Recogniser"])
async def test_on_a_card_nothing_large_is_read_where_something_small_is_missing(
    monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    Loaded(monkeypatch)
    on_a_card(monkeypatch)

    def fails(*_: object) -> None:
        raise ModelMissing("something small")

    def large(*_: object) -> None:
        raise AssertionError("minutes are spent")

    monkeypatch.setattr(f"antiphon.reasoner.faculties.{what}.load", fails)
    monkeypatch.setattr("antiphon.reasoner.faculties.Engine.load", large)
    with pytest.raises(ModelMissing, match="something small"):
        await Faculties.load(ReasonerOptions())


async def test_an_ear_is_not_loaded_behind_a_decoder_that_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = Loaded(monkeypatch)
    on_a_card(monkeypatch)

    def fails(*_: object) -> None:
        raise ConfigError("it does not fit the card")

    monkeypatch.setattr("antiphon.reasoner.faculties.Engine.load", fails)
    with pytest.raises(ConfigError, match="does not fit"):
        await Faculties.load(ReasonerOptions())
    assert loaded.ears == 0
