"""What a mind remembers: ``antiphon.reasoner.memory``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.engine import Priority
from antiphon.reasoner.memory import FULL, ROOMY, Memory
from antiphon.reasoner.prompt import Prompt
from antiphon.transport.errors import CapacityError
from antiphon.transport.messages import PastTurn

from .scripted import ScriptedEngine, byte_tokenizer

CHAT = byte_tokenizer()
PROMPT = Prompt(CHAT)
SYSTEM = "<|im_start|>system\nBe kind.<|im_end|>\n"


def make(*history: PastTurn, context_tokens: int = 4096, most: int = 99) -> tuple[Memory, ScriptedEngine]:
    engine = ScriptedEngine(CHAT, str, context_tokens=context_tokens, most=most)
    return Memory("s", engine.as_engine(), PROMPT, "Be kind.", history), engine


def turns(*said: Sequence[str]) -> str:
    """A conversation as the model sees it."""
    roles = ("user", "assistant")
    return SYSTEM + "".join(
        f"<|im_start|>{role}\n{text}<|im_end|>\n" for turn in said for role, text in zip(roles, turn, strict=False)
    )


def read_later(engine: ScriptedEngine, since: int) -> str:
    """What was read after the first ``since`` reads."""
    tokens = [token for tokens, _ in engine.reads[since:] for token in tokens]
    decoded: str = CHAT.decode(tokens, skip_special_tokens=False)
    return decoded


async def test_a_history_is_read_once() -> None:
    memory, engine = make(PastTurn(1, "Hi.", "Hello."), PastTurn(2, "Why?", "Because", answer_cut=True))
    await memory.refresh()
    await memory.refresh()
    assert engine.texts() == [turns(["Hi.", "Hello."], ["Why?", "Because —"])]
    assert len(engine.reads) == 1
    assert memory.tokens == engine.cache_tokens


async def test_it_is_read_in_idle_time_and_at_once_for_a_turn() -> None:
    memory, engine = make()
    await memory.refresh()
    memory.asked(1, "Hi.")
    memory.heard(1, "Hello.", cut=False)
    (await memory.fork()).close()
    assert [priority for _, priority in engine.reads] == [Priority.THOUGHT, Priority.SPEECH]


async def test_only_what_is_new_is_read() -> None:
    memory, engine = make(PastTurn(1, "Hi.", "Hello."))
    await memory.refresh()
    memory.asked(2, "Why?")
    memory.heard(2, "Because.", cut=False)
    await memory.refresh()
    assert read_later(engine, 1) == turns(["Why?", "Because."]).removeprefix(SYSTEM)


async def test_a_corrected_answer_is_read_anew_with_all_behind_it() -> None:
    memory, engine = make(PastTurn(1, "Hi.", "Hello."), PastTurn(2, "Why?", "Because."), PastTurn(3, "Oh.", "Yes."))
    await memory.refresh()
    memory.heard(2, "Because of", cut=True)
    memory.heard(2, "Beca", cut=True)
    await memory.refresh()
    assert engine.texts() == [turns(["Hi.", "Hello."], ["Why?", "Beca —"], ["Oh.", "Yes."])]
    assert read_later(engine, 1).startswith(" —<|im_end|>")


async def test_a_fork_is_what_is_remembered_and_leaves_it_alone() -> None:
    memory, engine = make(PastTurn(1, "Hi.", "Hello."))
    fork = await memory.fork()
    await fork.extend([1, 2, 3])
    assert sorted(map(len, engine.texts())) == [len(turns(["Hi.", "Hello."])), len(turns(["Hi.", "Hello."])) + 3]
    fork.close()
    assert engine.texts() == [turns(["Hi.", "Hello."])]


def test_an_answer_of_which_nothing_was_heard_when_the_next_turn_comes_is_unheard() -> None:
    memory, _ = make()
    memory.asked(1, "Hi.")
    memory.answered(1)
    memory.asked(2, "Why?")
    assert memory.turns == (PastTurn(1, "Hi.", "", answer_cut=True),)
    memory.heard(1, "Hello.", cut=False)
    assert memory.turns == (PastTurn(1, "Hi.", "Hello."),)


def test_a_turn_that_was_never_answered_is_not_remembered() -> None:
    memory, _ = make()
    memory.asked(1, "Hi.")
    memory.asked(2, "Why?")
    memory.heard(1, "", cut=True)
    memory.heard(7, "Hello?", cut=True)
    assert memory.turns == ()


def test_a_turn_may_be_asked_again() -> None:
    memory, _ = make()
    memory.asked(1, "Hi")
    memory.answered(1)
    memory.asked(1, "Hi there.")
    memory.heard(1, "Hello.", cut=False)
    assert memory.turns == (PastTurn(1, "Hi there.", "Hello."),)


def test_a_late_word_on_an_old_turn_does_not_change_the_order() -> None:
    memory, _ = make(PastTurn(1, "a", "b"), PastTurn(3, "e", "f"))
    memory.asked(2, "c")
    memory.heard(2, "d", cut=False)
    assert [past.turn for past in memory.turns] == [1, 2, 3]


async def test_a_full_context_forgets_its_oldest_turns_and_never_the_system_prompt() -> None:
    history = [PastTurn(number, f"Question {number}", "An answer of some words.") for number in range(1, 40)]
    memory, engine = make(*history, context_tokens=1024)
    memory.make_room(100)
    assert memory.tokens + 100 <= ROOMY * 1024
    assert [past.turn for past in memory.turns] == list(range(40 - len(memory.turns), 40))
    assert len(memory.turns) > 4
    await memory.refresh()
    assert engine.texts()[0].startswith(SYSTEM)
    kept = memory.turns
    memory.make_room(100)
    assert memory.turns == kept


def test_nothing_is_forgotten_while_there_is_room() -> None:
    memory, _ = make(PastTurn(1, "Hi.", "Hello."), context_tokens=256)
    memory.make_room(int(FULL * 256) - memory.tokens)
    assert len(memory.turns) == 1
    memory.make_room(int(FULL * 256) - memory.tokens + 1)
    assert memory.turns == ()
    memory.make_room(10_000)


async def test_reading_that_was_broken_off_is_taken_up_again() -> None:
    memory, engine = make(PastTurn(1, "Hi.", "Hello."))
    reading = asyncio.create_task(memory.refresh())
    await asyncio.sleep(0)
    reading.cancel()
    await asyncio.wait([reading])
    (await memory.fork()).close()
    assert engine.texts() == [turns(["Hi.", "Hello."])]


async def test_without_room_for_its_stream_it_says_so_and_tries_again() -> None:
    memory, engine = make(PastTurn(1, "Hi.", "Hello."), most=0)
    with pytest.raises(CapacityError):
        await memory.refresh()
    engine.most = 1
    await memory.refresh()
    assert engine.texts() == [turns(["Hi.", "Hello."])]


async def test_a_closed_memory_holds_nothing() -> None:
    memory, engine = make()
    await memory.refresh()
    memory.close()
    assert not engine.streams
    with pytest.raises(RuntimeError, match="closed"):
        await memory.refresh()
    assert not engine.streams


events = st.lists(
    st.tuples(st.sampled_from(["asked", "answered", "heard", "cut", "refresh", "fork"]), st.integers(1, 5)),
    max_size=30,
)


@given(events, st.sampled_from([128, 4096]))
def test_a_memory_that_grew_reads_like_one_that_was_rebuilt(events: Iterable[tuple[str, int]], context: int) -> None:
    async def run() -> None:
        memory, engine = make(context_tokens=context)
        for step, (what, turn) in enumerate(events):
            match what:
                case "asked":
                    memory.asked(turn, f"u{turn}")
                case "answered":
                    memory.answered(turn)
                case "heard" | "cut":
                    memory.heard(turn, f"a{step}", cut=what == "cut")
                case _:
                    memory.make_room(20)
                    await memory.refresh()
                    if what == "fork":
                        (await memory.fork()).close()
        memory.make_room(20)
        await memory.refresh()
        rebuilt, other = make(*memory.turns, context_tokens=context)
        await rebuilt.refresh()
        assert engine.texts() == other.texts()

    asyncio.run(run())
