"""A mind calls tools, and speaks of no call: ``antiphon.reasoner.mind``."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from antiphon.reasoner.answer import GRACE_TOKENS
from antiphon.reasoner.answering import CALL_TOKENS, SORRY
from antiphon.reasoner.mind import IN_WORDS
from antiphon.reasoner.pace import Pace
from antiphon.reasoner.tools import TAGS
from antiphon.transport.errors import InputError, TurnFailed
from antiphon.transport.messages import Mode, Say, Tool, ToolCall

from .conversation import ASKED, CHAT, CLOCK, WEATHER, Conversation, speculating
from .scripted import byte_tokenizer
from .turns import END


def call(name: str, **arguments: object) -> str:
    return f"<tool_call>\n{json.dumps({'name': name, 'arguments': arguments})}\n</tool_call>"


@pytest.mark.parametrize("tokenizer", [CHAT, byte_tokenizer(added=TAGS)], ids=["as text", "as tokens"])
async def test_a_call_is_made_and_not_said(tokenizer: Tokenizer) -> None:
    talk = Conversation(call("weather", city="Rome") + END, tokenizer=tokenizer, tools=[CLOCK, WEATHER])
    done = await talk.ask()
    [made] = talk.sent
    assert isinstance(made, ToolCall)
    assert (made.session, made.turn, made.generation) == ("s", 1, 11)
    assert (made.name, json.loads(made.arguments)) == ("weather", {"city": "Rome"})
    assert done.reason == "stop"
    assert done.counts["call_tokens"] > 30
    assert talk.engine.streams == 1


async def test_every_call_has_its_own_identifier() -> None:
    talk = Conversation(call("clock"), tools=[CLOCK])
    await talk.ask()
    await talk.ask()
    one, other = (message.call for message in talk.sent if isinstance(message, ToolCall))
    assert one != other


async def test_what_is_said_before_a_call_is_said_and_ends_its_segment() -> None:
    talk = Conversation("Let me look.\n" + call("clock") + "It is nine.", tools=[CLOCK])
    await talk.ask()
    assert talk.said == "Let me look."
    assert [type(message) for message in talk.sent[-2:]] == [Say, ToolCall]
    assert talk.says[-1].end_of_segment
    assert talk.calls == [("clock", "{}")]


async def test_a_call_within_a_thought_is_none() -> None:
    talk = Conversation(lambda text: "Nine." if "</think>" in text else call("clock"), tools=[CLOCK])
    await talk.ask(mode=Mode.THINK_BEFORE)
    assert (talk.calls, talk.said) == ([], "Nine.")


async def test_a_thought_may_lead_to_a_call() -> None:
    talk = Conversation(lambda text: call("clock") if "</think>" in text else " So.", tools=[CLOCK])
    await talk.ask(mode=Mode.THINK_BEFORE)
    assert (talk.calls, talk.said) == ([("clock", "{}")], "")


@pytest.mark.parametrize(
    "written", [call("door"), "<tool_call>clock()", '<tool_call>{"name": "clock", "argum', "<tool_call>[]</tool_call>"]
)
async def test_what_is_no_call_ends_the_answer_with_a_word(written: str) -> None:
    talk = Conversation(written, tools=[CLOCK])
    done = await talk.ask()
    assert (talk.calls, talk.said, done.reason) == ([], SORRY, "stop")
    assert talk.says[-1].end_of_segment
    talk = Conversation("It is late. " + written, tools=[CLOCK])
    await talk.ask()
    assert (talk.calls, talk.said) == ([], "It is late.")


async def test_a_repeat_before_a_call_is_the_end() -> None:
    talk = Conversation("I like tea. I like tea. " + call("clock"), tools=[CLOCK])
    await talk.ask()
    assert (talk.calls, talk.said) == ([], "I like tea.")


async def test_a_short_answer_may_have_a_long_call() -> None:
    talk = Conversation("Well. " + call("weather", city="x" * 100), tools=[WEATHER])
    await talk.ask(say_tokens=10)
    assert talk.calls == [("weather", json.dumps({"city": "x" * 100}))]
    assert [limit for limit, *_ in talk.engine.generations] == [10 + GRACE_TOKENS + CALL_TOKENS]


async def test_an_answer_is_no_longer_because_there_are_tools() -> None:
    talk = Conversation("word" * 99, tools=[CLOCK])
    done = await talk.ask(say_tokens=20)
    assert (len(talk.said), done.reason) == (20 + GRACE_TOKENS, "length")


@pytest.mark.parametrize("choice", ["auto", "none", "required", "clock"])
@pytest.mark.parametrize(("session", "turn"), [((), None), ((), (CLOCK,)), ((CLOCK,), None), ((CLOCK,), ()),
                                               ((WEATHER,), (CLOCK,))])  # fmt: skip
async def test_the_model_reads_of_the_tools_that_it_may_call(
    session: tuple[Tool, ...], turn: tuple[Tool, ...] | None, choice: str
) -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return f"{{}}}}{END}" if text.endswith('"arguments":') else "Fine."

    talk = Conversation(reply, tools=session)
    tools = session if turn is None else turn
    if not tools and choice not in ("auto", "none"):
        with pytest.raises(InputError, match=choice):
            await talk.ask(tools=turn, tool_choice=choice)
        return
    await talk.ask(tools=turn, tool_choice=choice)
    forced = choice in ("required", "clock")
    assert talk.calls == ([("clock", "{}")] if forced else [])
    assert talk.said == ("" if forced else "Fine.")
    allowed = tools if choice != "none" else ()
    assert ('"name": "clock"' in read[0]) == (CLOCK in (*session, *allowed))
    assert (IN_WORDS in read[0]) == bool(session and not allowed)
    assert read[0].count("# Tools") == len({session, allowed} - {()})


@pytest.mark.parametrize("tools", [(), (CLOCK,)])
async def test_a_call_that_is_not_allowed_is_not_made(tools: tuple[Tool, ...]) -> None:
    talk = Conversation(call("clock"), tools=tools)
    await talk.ask(tool_choice="none")
    assert (talk.calls, talk.said) == ([], SORRY)


async def test_a_tool_is_not_called_before_its_turn_is_confirmed() -> None:
    talk = Conversation("Let me look. " + call("clock"), tools=[CLOCK])
    pace = Pace(speculative=True)
    asking = await speculating(talk, pace)
    assert (talk.said, talk.calls, asking.done()) == ("Let me look.", [], False)
    pace.confirm()
    await asking
    assert talk.calls == [("clock", "{}")]


async def test_a_tool_of_a_turn_that_is_not_confirmed_is_never_called() -> None:
    talk = Conversation(call("clock"), tools=[CLOCK])
    asking = await speculating(talk, Pace(speculative=True))
    asking.cancel()
    await asyncio.wait([asking])
    assert (talk.calls, talk.engine.streams) == ([], 1)


# Calls that must be made.


async def test_a_call_of_any_tool_begins_with_its_name() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return 'weather", "arguments": {"city": "Rome"}}\nMore.'

    talk = Conversation(reply, tools=[CLOCK, WEATHER])
    await talk.ask(tool_choice="required")
    assert read[0].endswith(f'{ASKED}<tool_call>\n{{"name": "')
    assert (talk.calls, talk.said) == ([("weather", '{"city": "Rome"}')], "")


async def test_a_call_of_one_tool_begins_with_its_arguments() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return ' {"city": "Rome"}, and then'

    for choice, tools in (("weather", [CLOCK, WEATHER]), ("required", [WEATHER])):
        talk = Conversation(reply, tools=tools)
        await talk.ask(tool_choice=choice)
        assert read[-1].endswith(f'{ASKED}<tool_call>\n{{"name": "weather", "arguments":')
        assert (talk.calls, talk.said) == ([("weather", '{"city": "Rome"}')], "")


async def test_a_call_that_must_be_made_is_made_after_the_thoughts() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return " {}}" if text.endswith('"arguments":') else " So.\n</think>"

    talk = Conversation(reply, tools=[CLOCK])
    await talk.ask(mode=Mode.THINK_BEFORE, tool_choice="clock")
    assert talk.calls == [("clock", "{}")]
    assert read[1].endswith('So.\n</think>\n\n<tool_call>\n{"name": "clock", "arguments":')
    assert talk.said == ""


@pytest.mark.parametrize("written", ["", END, " nonsense", ' {"a": 1', " [1]", ' {"a": one}}'])
async def test_arguments_that_are_none_are_empty_where_they_may_be(written: str) -> None:
    talk = Conversation(written, tools=[CLOCK])
    await talk.ask(tool_choice="clock")
    assert (talk.calls, talk.said) == ([("clock", "{}")], "")
    talk = Conversation(written, tools=[WEATHER])
    with pytest.raises(TurnFailed, match="of weather"):
        await talk.ask(tool_choice="weather")
    assert talk.sent == []


@pytest.mark.parametrize("written", ["", 'door", "arguments": {}}', 'clock", nonsense}'])
async def test_a_call_of_no_tool_that_is_there_is_a_failure(written: str) -> None:
    talk = Conversation(written, tools=[CLOCK, WEATHER])
    with pytest.raises(TurnFailed, match="any of the tools"):
        await talk.ask(tool_choice="required")
    assert talk.sent == []


@given(
    st.lists(
        st.sampled_from(["<tool_call>", "</tool_call>", '{"name": "clock", "arguments": {}}', "CANARY", "{", "}", '"',
                         "<think>", "</think>", " ", "a.", "é", END]),
        max_size=12,
    ),
    st.sampled_from(["auto", "none", "required", "clock"]),
)  # fmt: skip
def test_a_call_is_never_spoken(fragments: list[str], choice: str) -> None:
    text = "".join(fragments)

    async def run() -> None:
        talk = Conversation(text, tools=[CLOCK, WEATHER])
        with contextlib.suppress(TurnFailed):
            await talk.ask(tool_choice=choice)
        assert "<tool_call>" not in talk.said
        assert "</tool_call>" not in talk.said
        if "CANARY" in talk.said:
            assert "CANARY" in text.partition("<tool_call>")[0] or "<think>" in text
        assert all(isinstance(json.loads(arguments), dict) for _, arguments in talk.calls)
        assert len(talk.calls) <= (choice != "none")
        assert talk.engine.streams == 1

    asyncio.run(run())
