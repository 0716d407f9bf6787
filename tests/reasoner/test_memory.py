"""What a mind remembers: ``antiphon.reasoner.memory``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.engine import Priority, Urgency
from antiphon.reasoner.memory import FULL, ROOMY, Memory
from antiphon.reasoner.prompt import Prompt
from antiphon.transport.errors import CapacityError
from antiphon.transport.messages import Item, Role, Tool

from .scripted import ScriptedEngine, byte_tokenizer

CHAT = byte_tokenizer()
PROMPT = Prompt(CHAT)
SYSTEM = "<|im_start|>system\nBe kind.<|im_end|>\n"
CLOCK = Tool("clock", "What time it is.", '{"type": "object", "properties": {}}')


def make(*history: Item, context_tokens: int = 4096, most: int = 99) -> tuple[Memory, ScriptedEngine]:
    engine = ScriptedEngine(CHAT, str, context_tokens=context_tokens, most=most)
    return Memory("s", engine.as_engine(), PROMPT, "Be kind.", (), history), engine


def user(number: int, text: str) -> Item:
    return Item(f"u{number}", "user", text)


def agent(number: int, text: str, cut: bool = False) -> Item:
    return Item(f"a{number}", "assistant", text, cut)


def said(*turns: str) -> str:
    """A conversation as the model sees it: user and assistant, in turns."""
    roles = ("user", "assistant")
    return SYSTEM + "".join(f"<|im_start|>{roles[n % 2]}\n{text}<|im_end|>\n" for n, text in enumerate(turns))


def ids(memory: Memory) -> list[str]:
    return [item.id for item in memory.items]


def read_later(engine: ScriptedEngine, since: int) -> str:
    """What was read after the first ``since`` reads."""
    tokens = [token for tokens, _ in engine.reads[since:] for token in tokens]
    decoded: str = CHAT.decode(tokens, skip_special_tokens=False)
    return decoded


async def test_a_history_is_read_once() -> None:
    memory, engine = make(user(1, "Hi."), agent(1, "Hello."), user(2, "Why?"), agent(2, "Because", cut=True))
    await memory.refresh()
    await memory.refresh()
    assert engine.texts() == [said("Hi.", "Hello.", "Why?", "Because —")]
    assert len(engine.reads) == 1
    assert memory.tokens == engine.cache_tokens


async def test_it_is_read_in_idle_time_and_as_urgently_as_a_turn_for_a_turn() -> None:
    memory, engine = make()
    await memory.refresh()
    for number, priority in enumerate((Priority.SPEECH, Urgency(Priority.SPECULATION))):
        memory.remember(user(number, "Hi."))
        (await memory.fork(priority)).close()
    assert [priority for _, priority in engine.reads] == [Priority.THOUGHT, Priority.SPEECH, Priority.SPECULATION]


@pytest.mark.parametrize("turn", [Priority.SPEECH, Priority.SPECULATION])
async def test_what_is_read_in_idle_time_is_hurried_for_a_turn(turn: Priority) -> None:
    memory, engine = make(user(1, "Hi."))
    reading = asyncio.create_task(memory.refresh())
    forking = asyncio.create_task(memory.fork(turn))
    await asyncio.sleep(0)
    [urgency] = engine.urgencies
    assert urgency.priority is min(turn, Priority.THOUGHT)
    await asyncio.gather(reading, forking)
    assert len(engine.reads) == 1
    assert reading.done()


async def test_only_what_is_new_is_read() -> None:
    memory, engine = make(user(1, "Hi."), agent(1, "Hello."))
    await memory.refresh()
    memory.remember(user(2, "Why?"))
    memory.remember(agent(2, "Because."))
    await memory.refresh()
    assert read_later(engine, 1) == said("Why?", "Because.").removeprefix(SYSTEM)


async def test_a_reworded_item_is_read_anew_with_all_behind_it() -> None:
    memory, engine = make(user(1, "Hi."), agent(1, "Because."), user(2, "Oh."))
    await memory.refresh()
    memory.remember(agent(1, "Because of", cut=True))
    memory.remember(agent(1, "Beca", cut=True))
    await memory.refresh()
    assert engine.texts() == [said("Hi.", "Beca —", "Oh.")]
    assert read_later(engine, 1).startswith(" —<|im_end|>")


async def test_a_forgotten_item_is_gone_and_what_is_before_it_is_not_read_again() -> None:
    memory, engine = make(user(1, "Hi."), agent(1, "Hello."), user(2, "Why?"), agent(2, "So."))
    await memory.refresh()
    memory.forget("u2")
    memory.forget("a1")
    memory.forget("never there")
    await memory.refresh()
    assert engine.texts() == [said("Hi.", "So.")]
    assert read_later(engine, 1) == "So.<|im_end|>\n"


async def test_new_instructions_make_everything_be_read_again() -> None:
    memory, engine = make(user(1, "Hi."))
    await memory.refresh()
    memory.instruct("Be brief.", (CLOCK,))
    await memory.refresh()
    [text] = engine.texts()
    assert text.startswith("<|im_start|>system\nBe brief.\n\n# Tools\n")
    assert '"name": "clock"' in text
    assert text.endswith("<|im_start|>user\nHi.<|im_end|>\n")
    assert memory.tools == (CLOCK,)
    assert memory.system_tokens == len(PROMPT.system("Be brief.", (CLOCK,)))


@pytest.mark.parametrize(
    ("after", "order"),
    [(None, "u1 a1 u2 x"), ("", "x u1 a1 u2"), ("u1", "u1 x a1 u2"), ("u2", "u1 a1 u2 x"), ("?", "u1 a1 u2 x")],
)
def test_an_item_goes_where_it_is_put(after: str | None, order: str) -> None:
    memory, _ = make(user(1, "Hi."), agent(1, "Hello."), user(2, "Why?"))
    memory.remember(Item("x", "user", "New."), after)
    assert ids(memory) == order.split()


def test_a_known_item_stays_where_it_is() -> None:
    memory, _ = make(user(1, "Hi."), agent(1, "Hello."), user(2, "Why?"))
    for after in (None, "", "u2", "?"):
        memory.remember(user(1, f"Hi {after}"), after)
        assert ids(memory) == ["u1", "a1", "u2"]
        assert memory.items[0].text == f"Hi {after}"


def test_an_answer_of_which_nothing_was_heard_costs_nothing() -> None:
    memory, _ = make(user(1, "Hi."))
    before = memory.tokens
    memory.remember(agent(1, "", cut=True))
    assert memory.tokens == before
    assert memory.newest_tokens == 0
    assert ids(memory) == ["u1", "a1"]


def test_a_megabyte_is_remembered_fast() -> None:
    memory, _ = make(context_tokens=1024)
    began = time.perf_counter()
    memory.remember(user(1, "x" * 10_000_000))
    assert time.perf_counter() - began < 1
    assert memory.newest_tokens > 1024
    assert len(memory.items[0].text) == 10_000_000


async def test_a_fork_is_what_is_remembered_and_leaves_it_alone() -> None:
    memory, engine = make(user(1, "Hi."), agent(1, "Hello."))
    whole = said("Hi.", "Hello.")
    fork = await memory.fork()
    await fork.extend([1, 2, 3])
    assert sorted(map(len, engine.texts())) == [len(whole), len(whole) + 3]
    fork.close()
    assert engine.texts() == [whole]


# What does not fit.


def long_history(roles: Iterable[Role], text: str = "Some words, as they come.") -> list[Item]:
    return [Item(f"i{n}", role, text, name="f") for n, role in enumerate(roles)]


async def test_a_full_context_forgets_its_oldest_items_and_never_the_system_prompt() -> None:
    memory, engine = make(*long_history(["user", "assistant"] * 40), context_tokens=1024)
    memory.make_room(100)
    assert memory.tokens + 100 <= ROOMY * 1024
    assert ids(memory) == [f"i{n}" for n in range(80 - len(memory.items), 80)]
    assert memory.items[0].role == "user"
    assert len(memory.items) > 8
    await memory.refresh()
    assert engine.texts()[0].startswith(SYSTEM)
    kept = memory.items
    memory.make_room(100)
    assert memory.items == kept


def test_nothing_is_forgotten_while_there_is_room() -> None:
    memory, _ = make(user(1, "Hi."), agent(1, "Hello."), context_tokens=256)
    memory.make_room(int(FULL * 256) - memory.tokens)
    assert len(memory.items) == 2
    memory.make_room(int(FULL * 256) - memory.tokens + 1)
    assert memory.items == ()
    memory.make_room(10_000)


def test_what_is_to_be_answered_is_not_forgotten() -> None:
    for roles in (["user", "assistant"] * 9 + ["user"], ["user", *["call", "result"] * 9], ["assistant"]):
        memory, _ = make(*long_history(roles), context_tokens=256)
        memory.make_room(10_000, keep_newest=True)
        assert ids(memory) == [f"i{len(roles) - 1}"]


def test_a_result_does_not_outlive_its_call_where_a_question_follows() -> None:
    roles: list[Role] = ["user", "call", "result", "assistant"]
    for offset in range(4):
        memory, _ = make(*long_history([*roles[offset:], *roles * 20]), context_tokens=2048)
        for room in range(100, 1200, 50):
            memory.make_room(room)
            assert memory.items[0].role == "user"


def test_the_gateway_may_speak_of_what_was_forgotten_here() -> None:
    memory, _ = make(*long_history(["user", "assistant"] * 40), context_tokens=1024)
    memory.make_room(100)
    kept = ids(memory)
    memory.remember(Item("i0", "user", "Reworded."))
    assert ids(memory) == kept
    memory.remember(Item("x", "user", "Late."), "i1")
    assert ids(memory) == ["x", *kept]
    memory.forget("i0")
    memory.remember(Item("i0", "user", "Said again."))
    assert ids(memory) == ["x", *kept, "i0"]


async def test_reading_that_was_broken_off_is_taken_up_again() -> None:
    memory, engine = make(user(1, "Hi."), agent(1, "Hello."))
    reading = asyncio.create_task(memory.refresh())
    await asyncio.sleep(0)
    reading.cancel()
    await asyncio.wait([reading])
    (await memory.fork()).close()
    assert engine.texts() == [said("Hi.", "Hello.")]


async def test_without_room_for_its_stream_it_says_so_and_tries_again() -> None:
    memory, engine = make(user(1, "Hi."), agent(1, "Hello."), most=0)
    with pytest.raises(CapacityError):
        await memory.refresh()
    engine.most = 1
    await memory.refresh()
    assert engine.texts() == [said("Hi.", "Hello.")]


async def test_a_closed_memory_holds_nothing() -> None:
    memory, engine = make()
    await memory.refresh()
    memory.close()
    assert not engine.streams
    with pytest.raises(RuntimeError, match="closed"):
        await memory.refresh()
    assert not engine.streams


ROLES: list[Role] = ["system", "user", "assistant", "call", "result"]
ITEMS = st.builds(
    Item,
    id=st.sampled_from("abcdef"),
    role=st.sampled_from(ROLES),
    text=st.sampled_from(["", "Yes.", "x" * 20]),
    cut=st.booleans(),
    name=st.just("f"),
)
PLACES = st.sampled_from([None, "", *"abcdef"])
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("remember"), ITEMS, PLACES),
        st.tuples(st.just("forget"), st.sampled_from("abcdef"), st.none()),
        st.tuples(st.sampled_from(["instruct", "refresh", "fork"]), st.none(), st.none()),
    ),
    max_size=30,
)


@given(EVENTS, st.sampled_from([192, 4096]))
def test_a_memory_that_grew_reads_like_one_that_was_rebuilt(events: list[tuple[str, Any, Any]], context: int) -> None:
    async def run() -> None:
        memory, engine = make(context_tokens=context)
        instructions = "Be kind."
        for step, (what, item, after) in enumerate(events):
            match what:
                case "remember":
                    memory.remember(item, after)
                case "forget":
                    memory.forget(item)
                    assert item not in ids(memory)
                case "instruct":
                    instructions = f"Be kind {step}."
                    memory.instruct(instructions)
                case _:
                    memory.make_room(20)
                    await memory.refresh()
                    if what == "fork":
                        (await memory.fork()).close()
            assert len(set(ids(memory))) == len(memory.items)
        memory.make_room(20)
        await memory.refresh()
        rebuilt, other = make(*memory.items, context_tokens=context)
        rebuilt.instruct(instructions)
        await rebuilt.refresh()
        assert engine.texts() == other.texts()
        assert memory.tokens == engine.cache_tokens

    asyncio.run(run())


@given(EVENTS)
def test_with_room_for_everything_the_order_is_that_of_a_list(events: list[tuple[str, Any, Any]]) -> None:
    memory, _ = make()
    order: list[str] = []
    for what, item, after in events:
        if what == "forget":
            memory.forget(item)
            order = [known for known in order if known != item]
        elif what == "remember":
            memory.remember(item, after)
            if item.id not in order:
                place = 0 if after == "" else order.index(after) + 1 if after in order else len(order)
                order.insert(place, item.id)
            assert item in memory.items
    assert ids(memory) == order
