"""A mind thinks before it answers, or finds nothing to think about: ``antiphon.reasoner.mind``."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.answering import NothingToThink
from antiphon.reasoner.engine import Priority
from antiphon.reasoner.prompt import CHATML
from antiphon.transport.messages import Mode, Routed, Say, Thought

from .conversation import Conversation
from .scripted import byte_tokenizer
from .turns import END, THINKER


async def test_thoughts_come_before_the_answer_and_are_closed_at_the_budget() -> None:
    def reply(text: str) -> str:
        return "Hello." if "</think>" in text else " thinking" * 9

    talk = Conversation(reply)
    done = await talk.ask(mode=Mode.THINK_BEFORE, thought_tokens=18)
    assert talk.thought == CHATML.opening + " thinking thinking"
    assert talk.said == "Hello."
    assert [type(message) for message in talk.sent] == sorted(map(type, talk.sent), key=[Thought, Say].index)
    assert done.counts["thought_tokens"] == 18 == sum(m.tokens for m in talk.sent if isinstance(m, Thought))
    assert done.counts["say_tokens"] == len("Hello.")
    assert [priority for *_, priority in talk.engine.generations] == [Priority.THOUGHT, Priority.SPEECH]


async def test_a_thought_that_the_model_closes_is_not_closed_again() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Hello." if "</think>" in text else " So.\n</think>\n\nNever said."

    talk = Conversation(reply)
    await talk.ask(mode=Mode.THINK_BEFORE)
    assert (talk.thought, talk.said) == (CHATML.opening + " So.\n", "Hello.")
    assert read[1].endswith(" So.\n</think>\n\n")


async def test_a_model_that_just_stops_thinking_answers_all_the_same() -> None:
    talk = Conversation(lambda text: "Hello." if "</think>" in text else f" So.{END}")
    await talk.ask(mode=Mode.THINK_BEFORE)
    assert (talk.thought, talk.said) == (CHATML.opening + " So.", "Hello.")


async def test_a_model_that_does_not_think_at_all_has_thought_its_first_words() -> None:
    talk = Conversation(lambda text: "Hello." if "</think>" in text else END)
    done = await talk.ask(mode=Mode.THINK_BEFORE)
    assert (talk.thought, talk.said, done.counts["thought_tokens"]) == (CHATML.opening, "Hello.", 0)


async def test_without_a_budget_there_are_no_thoughts() -> None:
    talk = Conversation("Hello.")
    done = await talk.ask(mode=Mode.THINK_BEFORE, thought_tokens=0)
    assert (talk.thought, talk.said, done.counts["thought_tokens"]) == ("", "Hello.", 0)


async def test_a_model_that_was_trained_to_think_is_told_not_to() -> None:
    tokenizer = byte_tokenizer(added=("<think>", "</think>"))
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Hello."

    await Conversation(reply, tokenizer=tokenizer).ask()
    assert read[0].endswith("assistant\n<think>\n\n</think>\n\n")


async def test_thoughts_that_nobody_asked_for_are_not_spoken() -> None:
    talk = Conversation("<think>\nHm.</think>\n\nHello.")
    await talk.ask()
    assert (talk.thought, talk.said) == ("\nHm.", "Hello.")


async def test_long_thoughts_leave_room_for_the_answer() -> None:
    def reply(text: str) -> str:
        return "Hello to you all." if "</think>" in text else "think" * 999

    talk = Conversation(reply, context_tokens=400)
    done = await talk.ask(mode=Mode.THINK_BEFORE, thought_tokens=30_000, say_tokens=60)
    assert (talk.said, done.reason) == ("Hello to you all.", "stop")
    assert 0 < done.counts["thought_tokens"] < 400


@given(st.lists(st.sampled_from(["<think>", "</think>", "CANARY", "\n", " ", "a", "é", END]), max_size=12))
def test_a_thought_is_never_spoken(fragments: list[str]) -> None:
    text = "".join(fragments)

    async def run() -> None:
        talk = Conversation(lambda read: "Yes." if "</think>" in read else text)
        await talk.ask(mode=Mode.THINK_BEFORE)
        before = text.partition("</think>")[0].partition(END)[0]
        assert before.count("CANARY") <= talk.thought.count("CANARY")
        assert "CANARY" not in talk.said or "</think>" in text
        assert "<think>" not in talk.said
        assert "</think>" not in talk.said
        assert talk.engine.streams == 1

    asyncio.run(run())


@pytest.mark.parametrize("mode", [Mode.SPEAK_FIRST, Mode.THINK_FIRST, Mode.THINK_BEFORE])
async def test_it_may_refuse_what_it_finds_nothing_to_think_about(mode: Mode) -> None:
    conversation = Conversation("Hello.", tokenizer=THINKER)
    conversation.engine.odds = lambda text, _: 0.9 if text.endswith("assistant\n<think>") else 0.0
    with pytest.raises(NothingToThink):
        await conversation.ask("Why?", mode=mode, route=True, only_thinking=True)
    assert not conversation.sent
    assert conversation.engine.streams == 1, "only the history is kept"


@pytest.mark.parametrize("mode", [Mode.SPEAK_FIRST, Mode.THINK_FIRST, Mode.THINK_BEFORE])
async def test_it_is_asked_once_whether_there_is_anything_to_think_about(mode: Mode) -> None:
    answers: list[tuple[str, str, list[str]]] = []
    for only_thinking in (True, False):
        conversation = Conversation("Because.\n</think>\n\nIt is so.", tokenizer=THINKER)
        conversation.engine.odds = lambda text, _: 0.1 if text.endswith("assistant\n<think>") else 0.0
        await conversation.ask("Why?", mode=mode, route=True, only_thinking=only_thinking)
        routes = [message.route for message in conversation.told if isinstance(message, Routed)]
        answers.append((conversation.said, conversation.thought, routes))
    assert answers[0] == answers[1]
    assert answers[0][2] == ["think by model 0.10"]


async def test_a_model_that_does_not_think_refuses_nothing() -> None:
    conversation = Conversation("Hello.")
    await conversation.ask("Why?", route=True, only_thinking=True)
    assert conversation.said == "Hello."
