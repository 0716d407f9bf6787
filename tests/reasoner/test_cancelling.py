"""A turn that is cancelled at any point leaves nothing behind: ``antiphon.reasoner.mind`` and all below it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from antiphon.reasoner.answering import Answering
from antiphon.reasoner.engine import Engine
from antiphon.reasoner.engine.stream import Stream
from antiphon.reasoner.mind import Mind
from antiphon.reasoner.models.decoder import Decoder
from antiphon.reasoner.models.weights import load_decoder
from antiphon.reasoner.options import BrainOptions, ReasonerOptions, RouterOptions
from antiphon.reasoner.pace import Pace
from antiphon.reasoner.prompt import Prompt
from antiphon.transport.errors import AntiphonError
from antiphon.transport.messages import Item, Mode, Played, Say, Tool, Turn

from ..virtual_time import run
from .models.test_decoder import SHAPE
from .turns import THINKER, Sent, Talk, brains

MODES = pytest.mark.parametrize("mode", list(Mode))
CLOCK = Tool("clock", "What time it is.")
GUESS = "It is five, they say. So."
TRUTH = f"{GUESS} No, seven."
CALL = '\n<tool_call>{"name": "clock", "arguments": {}}</tool_call>'


class Points:
    """Counts what happens in a turn, and cancels it at one of these points."""

    def __init__(self, at: int | None, times: int = 1) -> None:
        self.passed = 0
        self.turn: asyncio.Task[Any] | None = None
        self._at = at
        self._times = times

    def __call__(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self._at:
            assert self.turn is not None
            self.turn.cancel()
            if self._times > 1:
                asyncio.get_running_loop().call_soon(self.turn.cancel)

    async def watch(self, turn: Awaitable[Any]) -> bool:
        """Whether it came to its end before it was cancelled."""
        self.turn = asyncio.ensure_future(turn)
        await asyncio.wait([self.turn])
        if not self.turn.cancelled():
            self.turn.result()
        return not self.turn.cancelled()


@pytest.fixture
def scheduled(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., None]], None]:
    """Watch the actions of the scheduler, before and after each of them is carried out."""
    do = Answering._do

    def watched_by(watch: Callable[..., None]) -> None:
        def watched(self: Answering, actions: Sequence[Any]) -> None:
            for _ in actions:
                watch()
            do(self, actions)
            for _ in actions:
                watch()

        monkeypatch.setattr(Answering, "_do", watched)

    return watched_by


Scheduled = Callable[[Callable[..., None]], None]


def amending(thoughts: str, said: str) -> str:
    return (TRUTH if "seven" in thoughts else GUESS)[len(said) :]


def calling(thoughts: str, said: str) -> str:
    return ("Let me see it, now." + (CALL if "seven" in thoughts else ""))[len(said) :]


@MODES
@pytest.mark.parametrize(
    ("answer", "times"), [(amending, 1), (amending, 2), (calling, 1)], ids=["amends", "cancelled twice", "calls"]
)
def test_a_turn_cancelled_at_any_point_leaves_nothing(
    scheduled: Scheduled, mode: Mode, answer: Callable[[str, str], str], times: int
) -> None:
    """Before and after each step of the engine, each message and each action of the scheduler, for all of them."""
    points = Points(None)
    scheduled(lambda: points())

    async def turn(at: int | None) -> bool:
        nonlocal points
        talk = Talk(
            brains(" Let me see, so it is seven.\n</think>", answer), Item("u", "user", "Hi."), tools=[CLOCK],
            odds=lambda _, tokens: 0.01, segment_tokens=5, first_thought_tokens=8, linger_ms=60_000, step_ms=1,
        )  # fmt: skip
        await talk.mind.refresh()
        base = talk.engine.texts()
        points = Points(at, times)
        talk.listens(lambda _: 0)
        listen = talk.on_send

        def watched(message: Sent) -> None:
            points()
            listen(message)

        talk.on_send, talk.engine.on_step = watched, points
        ended = await points.watch(talk.ask(mode, route=True))
        sent = len(talk.sent)
        assert len(asyncio.all_tasks()) == 1
        assert talk.engine.streams == 1
        assert talk.engine.texts() == base
        assert not any(stream.busy for stream in talk.engine.open_streams)
        # Nothing is on its way, and nobody is there to be told.
        talk.played(0)
        await asyncio.sleep(60)
        assert len(talk.sent) == sent
        assert len(asyncio.all_tasks()) == 1
        talk.on_send, talk.engine.on_step = lambda _: None, lambda: None
        talk.sent.clear()
        talk.listens(lambda _: 0)
        asking = asyncio.create_task(talk.ask(mode, turn=2))
        await asyncio.wait([asking])
        assert asking.exception() is None
        return ended

    at = 0
    while not run(turn(at := at + 1)):
        assert at < 2000
    assert at > 50


# On the real engine.

OPTIONS = ReasonerOptions(
    threads=1, context_tokens=512, max_sessions=4, prefill_chunk_tokens=16, router=RouterOptions(rules=False),
    brains=BrainOptions(segment_tokens=3, longest_segment_tokens=4, first_thought_tokens=4, margin_ms=0),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Two of them spend their time waiting for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Decoder:
    """Of a model that has a token for every byte, and likes letters."""
    folder = tmp_path_factory.mktemp("model")
    torch.manual_seed(7)
    shape = SHAPE | {"vocab_size": THINKER.get_vocab_size()}
    model = LlamaForCausalLM(LlamaConfig(**shape, tie_word_embeddings=False))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.15)
    letters = [THINKER.encode(letter, add_special_tokens=False).ids[0] for letter in "abcdefghijklmno.,   "]
    others = [token for token in range(THINKER.get_vocab_size()) if token not in letters]
    with torch.no_grad():
        model.lm_head.weight[others] = 0
    model.save_pretrained(folder)
    return load_decoder(folder, "fp32")


@pytest.fixture
async def engine(decoder: Decoder) -> AsyncIterator[Engine]:
    engine = Engine(decoder, OPTIONS)
    engine.start()
    yield engine
    await engine.close()


async def freed(engine: Engine, base: Stream) -> int:
    """What the caches hold when the thread has seen all that was closed."""
    await base.extend([])
    return engine.cache_tokens


@MODES
async def test_on_the_engine_a_turn_cancelled_at_any_point_leaves_nothing(
    engine: Engine, scheduled: Scheduled, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each job of the engine, each message and each action of the scheduler, for all of them."""
    points = Points(None)
    scheduled(lambda: points())
    submit = engine.submit

    def submitted(job: Any) -> None:
        submit(job)
        points()

    monkeypatch.setattr(engine, "submit", submitted)
    mind = Mind("s", engine, Prompt(THINKER), OPTIONS, history=[Item("u", "user", "Hi.")])
    await mind.refresh()
    base = mind.memory._base
    assert base is not None
    length, taken = base.length, await freed(engine, base)
    said = ""

    async def turn(number: int) -> None:
        nonlocal said
        segments, pace, said = 0, Pace(), ""

        async def send(message: Sent) -> None:
            nonlocal segments, said
            points()
            await asyncio.sleep(0)
            if isinstance(message, Say):
                said += message.text
                segments += message.end_of_segment
                pace.played(Played("s", number, number, 0, 0, 0, segments))

        wanted = Turn("s", number, number, mode, thought_tokens=12, say_tokens=8, seed=1, route=True)
        try:
            await mind.answer(wanted, "How?", send, pace)
        except AntiphonError as error:
            # It may well say nothing.
            assert "without a word" in str(error)  # noqa: PT017

    await turn(1)
    first = said
    at = 0
    while True:
        at += 1
        points = Points(at)
        ended = await points.watch(turn(at + 1))
        assert engine.streams == 1
        assert len(asyncio.all_tasks()) == 1
        assert (base.length, await freed(engine, base)) == (length, taken)
        if ended:
            break
    assert at > 40
    if mode in (Mode.NO_THINK, Mode.THINK_BEFORE):
        # What was cancelled has changed nothing for those that come after it.
        assert said == first
