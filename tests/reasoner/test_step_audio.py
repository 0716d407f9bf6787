"""A checkpoint with Step-Audio's names, in shards, answers: by the decoder of a processor, and by that of a card."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import torch

from antiphon.reasoner.engine import Engine
from antiphon.reasoner.models import loading
from antiphon.reasoner.models.card import Card
from antiphon.reasoner.models.graphed import GraphedDecoder
from antiphon.reasoner.options import ReasonerOptions, RouterOptions
from antiphon.reasoner.service import ReasonerService
from antiphon.transport.messages import Cancelled, Done, Fail, Listen, Mode, Open, Say, Thought, Turn

from .by_heart import SENTENCE, write_model
from .models.plain_kernels import plain_kernels
from .scripted import ScriptedLink, ScriptedRecogniser

WAYS = ["processor", "card in bf16", "card in int4"]
BOTH_BRAINS = [
    *((way, mode) for way in WAYS[:2] for mode in (Mode.THINK_BEFORE, Mode.THINK_FIRST, Mode.SPEAK_FIRST)),
    # The interpreter takes a second for a step in four bits.
    ("card in int4", Mode.SPEAK_FIRST),
]

Bench = tuple[ReasonerService, ScriptedLink]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("step-audio")
    write_model(folder)
    return folder


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The card is none: its decoder computes in this process's memory, and only its plan is made for one."""
    way: str = request.param
    if way == "processor":
        yield way
        return
    monkeypatch.setenv("ANTIPHON_CACHE", str(tmp_path))
    monkeypatch.setattr(loading.Card, "of", lambda device: Card("a card", 2_000_000_000, 2_000_000_000))
    precision = "int4" if way == "card in int4" else "bf16"

    def load(folder: Path, options: ReasonerOptions) -> Engine:
        options = options.model_copy(update={"precision": precision})
        return Engine(loading.load_graphed(folder, options, torch.device("cpu")), options)

    monkeypatch.setattr(Engine, "load", load)
    with plain_kernels():
        yield way


@pytest_asyncio.fixture
async def bench(folder: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("antiphon.reasoner.faculties.Recogniser.load", lambda *_: ScriptedRecogniser("Do cats smile?"))
    options = ReasonerOptions(
        model=str(folder), recogniser="none", hearing="sound", max_sessions=1, threads=1,
        router=RouterOptions(rules=False, no_thought_above=1),
    )  # fmt: skip
    link, service = ScriptedLink(), ReasonerService(options)
    try:
        hello = await service.start(link)
        assert hello.detail["format"] == "step-audio"
        assert ("int4" in hello.detail["precision"]) == ("int4" in way)
        yield service, link
    finally:
        await service.close()


async def ask(bench: Bench, mode: Mode) -> tuple[Done | Fail | Cancelled, str, str]:
    """A second of noise, and what comes of it: the end, the thoughts, and what is said."""
    service, link = bench
    pcm = np.random.default_rng(2).integers(-3000, 3000, 16_000, dtype=np.int16).tobytes()
    for message in (
        Open("s", "You are a cat."),
        Listen("s", 1, pcm),
        Turn("s", 1, 1, mode, thought_tokens=20, say_tokens=40),
    ):
        await service.handle(message)
    while not (ends := [m for m in link.sent if isinstance(m, Done | Fail | Cancelled)]):
        await link.next()
    thoughts = "".join(message.text for message in link.all(Thought))
    return ends[0], thoughts, "".join(message.text for message in link.all(Say))


async def test_what_is_heard_is_answered(bench: Bench) -> None:
    end, thoughts, said = await ask(bench, Mode.NO_THINK)
    assert isinstance(end, Done), end
    assert said == SENTENCE
    assert thoughts == ""
    # The sound takes a token for each 80 ms, and not one for each letter of the words.
    assert end.counts["prompt_tokens"] > 12
    service, _ = bench
    assert service.beat().streams == 1, "the turn's streams are gone"


@pytest.mark.parametrize(("way", "mode"), BOTH_BRAINS, indirect=["way"])
async def test_both_brains_write_what_they_know(bench: Bench, mode: Mode) -> None:
    end, thoughts, said = await ask(bench, mode)
    assert isinstance(end, Done), end
    assert thoughts.strip() == SENTENCE
    assert SENTENCE in said


def test_the_engine_goes_where_the_options_want_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[torch.device] = []
    cuda = torch.device("cuda", 0)

    def load(folder: Path, options: ReasonerOptions, device: torch.device) -> GraphedDecoder:
        wanted.append(device)
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "load_graphed", load)
    monkeypatch.setattr("antiphon.reasoner.engine.engine.device_of", lambda options: cuda)
    with pytest.raises(KeyboardInterrupt):
        Engine.load(folder, ReasonerOptions(device="cuda"))
    assert wanted == [cuda]
