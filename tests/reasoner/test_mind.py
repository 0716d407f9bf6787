"""A mind answers, turn by turn: ``antiphon.reasoner.mind``."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from torch import Tensor

from antiphon.reasoner.answer import GRACE_TOKENS
from antiphon.reasoner.answering import CALL_TOKENS, SORRY, NothingToThink
from antiphon.reasoner.engine import Priority, Sampling
from antiphon.reasoner.memory_plan import STREAMS_PER_SESSION
from antiphon.reasoner.mind import IN_WORDS, Mind
from antiphon.reasoner.options import ReasonerOptions, SamplingOptions
from antiphon.reasoner.pace import Pace
from antiphon.reasoner.prompt import CHATML, Prompt
from antiphon.reasoner.tools import TAGS
from antiphon.transport.errors import InputError, TurnFailed
from antiphon.transport.messages import (
    Done,
    Item,
    Mode,
    Played,
    Routed,
    Say,
    SegmentBegun,
    Show,
    Thought,
    Tool,
    ToolCall,
    Turn,
)

from .scripted import (
    AUDIO_TOKENS,
    CHATML_TOKENS,
    STATE,
    STEP_AUDIO_TOKENS,
    Reply,
    ScriptedEngine,
    byte_tokenizer,
    states,
)
from .turns import THINKER

CHAT = byte_tokenizer()
END = "<|im_end|>"
BEGINS = "<|im_start|>assistant\n"
ASKED = f"<|im_start|>user\nHi.<|im_end|>\n{BEGINS}"

CLOCK = Tool("clock", "What time it is.", '{"type": "object", "properties": {}}')
WEATHER = Tool("weather", "How it is outside.", '{"type": "object", "required": ["city"]}')


class Conversation:
    """A mind on a scripted engine, and what it sent."""

    def __init__(
        self,
        reply: Reply | str,
        *history: Item,
        tokenizer: Tokenizer = CHAT,
        context_tokens: int = 4096,
        instructions: str = "",
        sampling: SamplingOptions | None = None,
        tools: Sequence[Tool] = (),
    ) -> None:
        written = reply if callable(reply) else lambda _: reply
        self.engine = ScriptedEngine(tokenizer, written, context_tokens=context_tokens)
        self.sent: list[Thought | Say | ToolCall] = []
        self.told: list[Routed | SegmentBegun | Show] = []
        options = ReasonerOptions(sampling=sampling or SamplingOptions())
        prompt = Prompt(tokenizer)
        self.mind = Mind("s", self.engine.as_engine(), prompt, options, instructions, tools, history)

    async def ask(
        self,
        text: str = "Hi.",
        mode: Mode = Mode.NO_THINK,
        *,
        turn: int = 1,
        thought_tokens: int = 400,
        say_tokens: int = 400,
        seed: int | None = None,
        instructions: str = "",
        tools: tuple[Tool, ...] | None = None,
        tool_choice: str = "auto",
        pace: Pace | None = None,
        sound: Tensor | None = None,
        route: bool = False,
        only_thinking: bool = False,
    ) -> Done:
        request = Turn(
            "s", turn, 10 + turn, mode, "", thought_tokens, say_tokens, seed,
            instructions=instructions, tools=tools, tool_choice=tool_choice, route=route,
        )  # fmt: skip
        pieces = None if sound is None else [sound]
        return await self.mind.answer(request, text, self._send, pace, pieces, only_thinking=only_thinking)

    async def _send(self, message: Routed | Thought | SegmentBegun | Say | Show | ToolCall) -> None:
        await asyncio.sleep(0)
        if isinstance(message, Thought | Say | ToolCall):
            self.sent.append(message)
        else:
            self.told.append(message)

    @property
    def calls(self) -> list[tuple[str, str]]:
        return [(message.name, message.arguments) for message in self.sent if isinstance(message, ToolCall)]

    @property
    def says(self) -> list[Say]:
        return [message for message in self.sent if isinstance(message, Say)]

    @property
    def said(self) -> str:
        return "".join(say.text for say in self.says)

    @property
    def thought(self) -> str:
        return "".join(message.text for message in self.sent if isinstance(message, Thought))


# The answer.


async def test_an_answer_is_said_piece_by_piece() -> None:
    talk = Conversation(f" Fine, you. {END}Never said.")
    done = await talk.ask()
    assert [say.text for say in talk.says] == ["F", "i", "n", "e", ",", " y", "o", "u", ".", ""]
    assert [say.end_of_segment for say in talk.says] == [False] * 9 + [True]
    assert {(say.session, say.turn, say.generation) for say in talk.says} == {("s", 1, 11)}
    assert (done.session, done.turn, done.generation, done.reason) == ("s", 1, 11, "stop")
    assert sum(say.tokens for say in talk.says) == done.counts["say_tokens"] == len(" Fine, you. ")
    assert talk.thought == ""


async def test_characters_of_several_tokens_are_said_whole() -> None:
    talk = Conversation(f"Zoë 😊 日本.{END}")
    await talk.ask()
    assert [say.text for say in talk.says] == ["Z", "o", "ë", " 😊", " 日", "本", ".", ""]


async def test_the_model_reads_the_history_the_question_and_where_to_begin() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Fine."

    history = (Item("u", "user", "Hello?"), Item("a", "assistant", "Yes"))
    talk = Conversation(reply, *history, instructions="Be kind.")
    done = await talk.ask(turn=2)
    begin = "<|im_start|>system\nBe kind.<|im_end|>\n"
    begin += "<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>\n"
    assert read == [begin + ASKED]
    assert done.counts["prompt_tokens"] == len(CHAT.encode(begin + ASKED).ids)
    assert done.counts["prefill_tokens"] == len(CHAT.encode(ASKED).ids)
    # Nothing was added to the history: that is the gateway's.
    assert talk.mind.memory.items == history


async def test_without_a_question_the_model_answers_to_the_history_as_it_is() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Fine."

    talk = Conversation(reply, Item("u", "user", "Hi."))
    done = await talk.ask("")
    assert read == [ASKED]
    assert done.counts["prefill_tokens"] == len(CHAT.encode(BEGINS).ids)
    await Conversation(reply).ask("")
    assert read[1] == BEGINS


async def test_instructions_for_one_answer_come_behind_the_history_and_are_gone_after_it() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Fine."

    talk = Conversation(reply, instructions="Be kind.")
    await talk.ask(instructions="Whisper.")
    await talk.ask(turn=2)
    system = "<|im_start|>system\nBe kind.<|im_end|>\n"
    assert read == [f"{system}<|im_start|>system\nWhisper.<|im_end|>\n{ASKED}", system + ASKED]


async def test_a_turn_does_not_pay_for_the_history_again() -> None:
    talk = Conversation("Fine.")
    counts = []
    for turn in range(1, 6):
        done = await talk.ask(turn=turn)
        talk.mind.memory.remember(Item(f"u{turn}", "user", "Hi."))
        talk.mind.memory.remember(Item(f"a{turn}", "assistant", "Fine."))
        await talk.mind.refresh()
        counts.append((done.counts["prefill_tokens"], done.counts["prompt_tokens"]))
    assert len({prefill for prefill, _ in counts}) == 1
    assert [prompt for _, prompt in counts] == sorted({prompt for _, prompt in counts})


async def test_the_times_of_a_turn_are_told() -> None:
    done = await Conversation("Fine.").ask()
    assert {"base_ms", "prefill_ms", "first_token_ms", "decode_ms"} < done.counts.keys()
    assert done.counts["first_token_ms"] >= done.counts["prefill_ms"] >= 0
    assert "think_ms" not in done.counts


async def test_sampling_is_as_configured_with_the_seed_of_the_turn() -> None:
    talk = Conversation("Fine.", sampling=SamplingOptions(temperature=0.5, top_p=0.8, repetition_penalty=1.2))
    await talk.ask(seed=7)
    assert talk.engine.generations == [(400 + GRACE_TOKENS, Sampling(0.5, 0.8, 1.2, 7), Priority.SPEECH)]


async def test_a_long_answer_ends_with_its_sentence() -> None:
    talk = Conversation("This is one. This is two. This is three.")
    done = await talk.ask(say_tokens=15)
    assert (talk.said, done.reason) == ("This is one. This is two.", "length")


async def test_an_answer_without_a_full_stop_ends_all_the_same() -> None:
    talk = Conversation("word" * 99)
    done = await talk.ask(say_tokens=20)
    assert (len(talk.said), done.reason) == (20 + GRACE_TOKENS, "length")


async def test_a_full_context_ends_the_answer() -> None:
    talk = Conversation("word" * 200, context_tokens=256)
    done = await talk.ask(say_tokens=1000)
    assert done.reason == "context"
    assert len(talk.said) == 256 - len(CHAT.encode(ASKED).ids)


async def test_a_sentence_that_is_repeated_is_not_said() -> None:
    talk = Conversation("I like tea. I like tea. I like tea.")
    done = await talk.ask()
    assert (talk.said, done.reason) == ("I like tea.", "stop")
    assert talk.says[-1].end_of_segment


@pytest.mark.parametrize("text", ["", END, f" \n {END}", f"<think>Hm.</think> {END}", f"<think>Hm.{END}"])
async def test_an_empty_answer_is_a_failure(text: str) -> None:
    talk = Conversation(text)
    with pytest.raises(TurnFailed, match="without a word"):
        await talk.ask()
    assert talk.says == []


async def test_special_tokens_are_never_said() -> None:
    talk = Conversation("Fine.<|endoftext|>More.")
    await talk.ask()
    assert talk.said == "Fine."


# Thoughts.


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


# Tools.


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


# Speculation.


async def speculating(talk: Conversation, pace: Pace, mode: Mode = Mode.NO_THINK) -> asyncio.Task[Done]:
    """The turn, as far as it comes without being confirmed."""
    asking = asyncio.create_task(talk.ask(mode=mode, pace=pace))
    for _ in range(200):
        await asyncio.sleep(0)
    return asking


async def test_a_speculative_answer_comes_last_until_it_is_confirmed() -> None:
    talk = Conversation(lambda text: "Hello." if "</think>" in text else " So.", Item("u", "user", "Hi."))
    talk.engine.go.clear()
    pace = Pace(speculative=True)
    asking = await speculating(talk, pace, Mode.THINK_BEFORE)
    speculative = {Priority.SPECULATION, Priority.SPECULATIVE_THOUGHT}
    assert {urgency.priority for urgency in talk.engine.urgencies} == speculative
    pace.confirm()
    assert talk.engine.urgencies[-1].priority is Priority.THOUGHT
    talk.engine.go.set()
    await asking
    assert [priority for *_, priority in talk.engine.generations] == [Priority.SPECULATIVE_THOUGHT, Priority.SPEECH]
    assert talk.said == "Hello."


async def test_a_speculative_answer_is_written_to_its_end() -> None:
    speculative = (Priority.SPECULATIVE_THOUGHT, Priority.SPECULATION)
    talk = Conversation(lambda text: "Hello." if "</think>" in text else " So.")
    await talk.ask(mode=Mode.THINK_BEFORE, pace=Pace(speculative=True))
    assert talk.said == "Hello."
    assert [priority for *_, priority in talk.engine.generations] == list(speculative)
    assert {priority for _, priority in talk.engine.reads} == {Priority.SPECULATION}


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


# What fits.


async def test_a_text_that_does_not_fit_is_refused_with_figures() -> None:
    talk = Conversation("Hello.", context_tokens=512, instructions="Be kind.")
    with pytest.raises(InputError, match=r"has 600 tokens, and (\d+) fit") as refused:
        await talk.ask("x" * 600, say_tokens=60)
    fit = int(str(refused.value).split(" fit ")[0].rpartition(" ")[2])
    await talk.ask("x" * fit, say_tokens=60)
    assert talk.said == "Hello."
    with pytest.raises(InputError, match=f"has {fit + 1} tokens"):
        await talk.ask("x" * (fit + 1), say_tokens=60)


async def test_a_megabyte_of_text_is_refused_fast() -> None:
    talk = Conversation("Hello.", context_tokens=2048)
    began = time.perf_counter()
    with pytest.raises(InputError, match="about 1000000 tokens"):
        await talk.ask("x" * 1_000_000)
    assert time.perf_counter() - began < 1
    assert not talk.engine.reads


async def test_a_newest_item_that_does_not_fit_is_refused_with_figures() -> None:
    talk = Conversation("Hello.", Item("u", "user", "x" * 600), context_tokens=512, instructions="Be kind.")
    with pytest.raises(InputError, match=r"newest item of the history has (\d+) tokens, and (\d+) fit"):
        await talk.ask("", say_tokens=60)
    # It is not in the way of what is asked next.
    await talk.ask("Hi.", say_tokens=60)
    assert talk.said == "Hello."


async def test_a_newest_item_that_just_fits_is_answered() -> None:
    for length in range(300, 420, 7):
        history = [Item(f"u{number}", "user", "Before. " * 9) for number in range(4)]
        talk = Conversation("Hello.", *history, Item("u", "user", "x" * length), context_tokens=512)
        await talk.mind.refresh()
        try:
            await talk.ask("", say_tokens=60)
        except InputError:
            break
        assert talk.mind.memory.items[-1].id == "u"
        assert (talk.said, talk.engine.streams) == ("Hello.", 1)
    assert length > 350


async def test_instructions_that_fill_the_context_are_named() -> None:
    talk = Conversation("Hello.", context_tokens=256, instructions="Be kind. " * 40)
    with pytest.raises(InputError, match="instructions"):
        await talk.ask()


async def test_an_answer_of_no_tokens_cannot_be_asked_for() -> None:
    with pytest.raises(InputError, match="say_tokens"):
        await Conversation("Hello.").ask(say_tokens=0)


async def test_a_conversation_can_go_on_for_ever() -> None:
    talk = Conversation("That is fine by me.", context_tokens=512, instructions="Be kind.")
    for turn in range(1, 60):
        question = f"This is my question number {turn}."
        if turn % 2:
            done = await talk.ask(question, turn=turn, say_tokens=60)
        talk.mind.memory.remember(Item(f"u{turn}", "user", question))
        if not turn % 2:
            await talk.mind.refresh()
            done = await talk.ask("", turn=turn, say_tokens=60)
        assert done.reason == "stop"
        talk.mind.memory.remember(Item(f"a{turn}", "assistant", "That is fine by me."))
        await talk.mind.refresh()
    assert 1 < len(talk.mind.memory.items) < 16
    assert talk.engine.texts()[0].startswith("<|im_start|>system\nBe kind.")


# What was heard.

LISTENER = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS))


def heard(count: int, text: str = "") -> str:
    return f"<|im_start|>user\n{text}<audio_start>{STATE * count}<audio_end>{END}\n"


async def test_what_was_heard_stands_in_the_place_of_the_words() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Fine."

    history = (Item("u", "user", "Hello?"), Item("a", "assistant", "Yes"))
    talk = Conversation(reply, *history, tokenizer=LISTENER, instructions="Be kind.")
    done = await talk.ask("", sound=states(40))
    begin = f"<|im_start|>system\nBe kind.{END}\n<|im_start|>user\nHello?{END}\n{BEGINS}Yes{END}\n"
    assert read == [begin + heard(40) + BEGINS]
    assert talk.said == "Fine."
    whole = len(LISTENER.encode(read[0].replace(STATE, "")).ids) + 40
    assert done.counts["prompt_tokens"] == whole
    assert done.counts["prefill_tokens"] == whole - len(LISTENER.encode(begin).ids)
    # The next turn goes on from the words: what was heard was a fork's.
    await talk.ask("Hi.", turn=2)
    assert read[1] == begin + ASKED


@pytest.mark.parametrize(
    ("special", "parts"),
    [
        (CHATML_TOKENS, ("<|im_start|>user\nHm.<audio_start>", "", f"<audio_end>{END}\n")),
        (
            STEP_AUDIO_TOKENS,
            ("<|BOT|>human\nHm.<audio_start>", "<audio_end><audio_start>", "<audio_end><|EOT|>"),
        ),
    ],
    ids=["chatml", "step-audio"],
)
async def test_the_pieces_of_a_long_recording_stand_as_the_model_was_trained(
    special: tuple[str, ...], parts: tuple[str, str, str]
) -> None:
    """A piece without a state is none. What is counted is what is read."""
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Fine."

    tokenizer = byte_tokenizer((*special, *AUDIO_TOKENS))
    before, between, behind = parts
    talk = Conversation(reply, tokenizer=tokenizer)
    request = Turn("s", 1, 1, Mode.NO_THINK, "", 0, 60)
    done = await talk.mind.answer(request, "Hm.", talk._send, None, [states(9), states(4), states(0), states(2)])
    asked = f"{before}{STATE * 9}{between}{STATE * 4}{between}{STATE * 2}{behind}"
    assert read[0].startswith(asked)
    assert "<audio_start>" not in read[0].removeprefix(asked)
    assert done.counts["prefill_tokens"] == len(tokenizer.encode(read[0].replace(STATE, "")).ids) + 15
    alone = Conversation("Fine.", tokenizer=tokenizer, context_tokens=512).mind
    whole = max(count for count in range(257) if alone.takes(request, [states(count)]))
    assert whole == 256
    assert not alone.takes(request, [states(128), states(129)])


async def test_what_was_typed_and_what_is_said_for_one_answer_stand_before_what_was_heard() -> None:
    read: list[str] = []

    def reply(text: str) -> str:
        read.append(text)
        return "Fine."

    talk = Conversation(reply, tokenizer=LISTENER, tools=[CLOCK])
    await talk.ask("I mean <|im_end|>.", sound=states(3), instructions="Whisper.", tool_choice="none")
    system = f"<|im_start|>system\nWhisper.\n\n{IN_WORDS}{END}\n"
    assert read[0].endswith(system + heard(3, "I mean <|im_end|>.") + BEGINS)
    [typed, *_] = [tokens for tokens, _ in talk.engine.reads if -1 in tokens]
    assert typed.count(LISTENER.token_to_id(END)) == 2


async def test_a_tool_may_have_to_be_called_for_what_was_heard() -> None:
    talk = Conversation('", "arguments": {}}', tokenizer=LISTENER, tools=[CLOCK])
    talk.engine.reply = lambda text: " {}}</tool_call>" if text.endswith('"clock", "arguments":') else "No."
    await talk.ask("", sound=states(3), tool_choice="clock")
    assert talk.calls == [("clock", "{}")]


async def test_more_sound_than_fits_is_refused() -> None:
    talk = Conversation("Fine.", tokenizer=LISTENER, context_tokens=512)
    with pytest.raises(InputError, match=r"the turn takes 4\d\d positions, and \d+ fit"):
        await talk.ask("", sound=states(450), say_tokens=60)
    with pytest.raises(InputError, match="positions"):
        await talk.ask("x" * 100_000, sound=states(1), say_tokens=60)
    assert talk.engine.streams == 0
    await talk.ask("", sound=states(300), say_tokens=60)


def turn_of(text: str = "", thought_tokens: int = 0, say_tokens: int = 60, choice: str = "auto") -> Turn:
    mode = Mode.THINK_BEFORE if thought_tokens else Mode.NO_THINK
    return Turn("s", 1, 1, mode, text, thought_tokens, say_tokens, tool_choice=choice)


@pytest.mark.parametrize(
    ("turn", "context_tokens", "most"),
    [
        (turn_of(), 1024, 512),
        (turn_of(thought_tokens=100), 1024, 412),
        (turn_of(thought_tokens=512), 1024, 0),
        (turn_of(thought_tokens=600), 1024, -1),
    ],
)
def test_half_of_the_context_is_for_what_was_heard_and_the_thoughts_about_it(
    turn: Turn, context_tokens: int, most: int
) -> None:
    talk = Conversation("Fine.", tokenizer=LISTENER, context_tokens=context_tokens)
    assert not talk.mind.takes(turn, [states(most + 1)])
    assert most < 0 or talk.mind.takes(turn, [states(most)])


def test_where_the_rest_of_the_turn_is_long_less_sound_fits() -> None:
    def most(talk: Conversation, turn: Turn) -> int:
        return max((count for count in range(257) if talk.mind.takes(turn, [states(count)])), default=-1)

    brief = Conversation("Fine.", tokenizer=LISTENER, context_tokens=512)
    wordy = Conversation("Fine.", tokenizer=LISTENER, context_tokens=512, instructions="Be kind. " * 24)
    assert most(brief, turn_of()) == 256
    assert most(wordy, turn_of()) == most(wordy, turn_of("x" * 50)) + 50 < 220
    assert most(wordy, turn_of(say_tokens=120)) == most(wordy, turn_of()) - 60
    assert most(wordy, turn_of("x" * 100_000)) == -1


@given(
    st.integers(0, 300), st.integers(0, 60), st.sampled_from([0, 20, 100, 400]), st.sampled_from([1, 60, 300]),
    st.integers(0, 260), st.sampled_from(["auto", "required", "none"]),
)  # fmt: skip
def test_what_a_mind_takes_it_answers(
    instructions: int, text: int, thought_tokens: int, say_tokens: int, count: int, choice: str
) -> None:
    """It fits, whatever else there is; and it is refused for nothing else."""
    turn = turn_of("x" * text, thought_tokens, say_tokens, choice)

    async def answer() -> None:
        call = '<tool_call>{"name": "clock", "arguments": {}}</tool_call>'
        talk = Conversation(
            lambda written: call[22:] if written.endswith('{"name": "') else "Fine.",
            tokenizer=LISTENER, context_tokens=512, instructions="i" * instructions,
        )  # fmt: skip
        request = msgspec.structs.replace(turn, tools=(CLOCK,) if choice == "required" else None)
        try:
            takes = talk.mind.takes(request, [states(count)])
        except InputError as error:
            assert "instructions" in str(error)  # noqa: PT017
            return
        if takes:
            with contextlib.suppress(TurnFailed):
                await talk.mind.answer(request, request.text, talk._send, None, [states(count)])

    asyncio.run(answer())


def test_what_cannot_be_answered_cannot_be_taken() -> None:
    talk = Conversation("Fine.", tokenizer=LISTENER)
    with pytest.raises(InputError, match="clock"):
        talk.mind.takes(turn_of(choice="clock"), [states(3)])
    with pytest.raises(InputError, match="say_tokens"):
        talk.mind.takes(turn_of(say_tokens=0), [states(3)])


async def test_for_what_is_heard_all_of_the_history_may_go() -> None:
    """It is not what is to be answered."""
    history = [Item(f"u{number}", "user", "x" * 90) for number in range(4)]
    talk = Conversation("Fine.", *history, tokenizer=LISTENER, context_tokens=512)
    await talk.ask("", sound=states(256), say_tokens=100)
    assert talk.mind.memory.items == ()


# Streams.


async def test_only_the_base_is_left_after_a_turn() -> None:
    talk = Conversation("Hello.")
    await talk.ask()
    assert talk.engine.streams == 1
    talk.mind.close()
    assert talk.engine.streams == 0


async def test_two_brains_never_need_more_streams_than_a_session_may_have() -> None:
    def reply(text: str) -> str:
        thinking = text.rpartition("<think>")[2]
        return "One two three. Four five six. Seven eight." if "</think>" in thinking or not thinking else " so" * 200

    talk = Conversation(lambda text: reply(text) if "<think>" in text else " This is what I say first, and then more,")
    talk.engine.most = STREAMS_PER_SESSION
    pace, segments = Pace(), 0
    send = talk._send

    async def listen(message: Routed | Thought | SegmentBegun | Say | Show | ToolCall) -> None:
        nonlocal segments
        await send(message)
        if isinstance(message, Say) and message.end_of_segment:
            segments += 1
        pace.played(Played("s", 1, 11, 0, 0, 0, segments))

    talk._send = listen  # type: ignore[method-assign]
    await talk.ask(mode=Mode.SPEAK_FIRST, pace=pace)
    assert segments > 2
    assert talk.engine.streams == 1


async def test_a_turn_that_is_cancelled_leaves_only_the_base() -> None:
    talk = Conversation("Hello.")
    talk.engine.go.clear()
    answering = asyncio.create_task(talk.ask())
    while not talk.engine.generations:
        await asyncio.sleep(0)
    assert talk.engine.streams == 2
    answering.cancel()
    await asyncio.wait([answering])
    assert answering.cancelled()
    assert talk.engine.streams == 1
    talk.engine.go.set()
    await talk.ask(turn=2)
    assert talk.said == "Hello."


async def test_a_turn_waits_for_the_history_that_is_being_read() -> None:
    talk = Conversation("Hello.", Item("u", "user", "Hi."), Item("a", "assistant", "Hello."))
    reading = asyncio.create_task(talk.mind.refresh())
    await asyncio.sleep(0)
    await talk.ask(turn=2)
    await reading
    assert len(talk.engine.reads) == 2


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
