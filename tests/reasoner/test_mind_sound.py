"""A mind answers to what was heard, as far as it fits: ``antiphon.reasoner.mind``."""

from __future__ import annotations

import asyncio
import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.mind import IN_WORDS
from antiphon.transport.errors import InputError, TurnFailed
from antiphon.transport.messages import Item, Mode, Turn

from .conversation import ASKED, CLOCK, Conversation
from .scripted import AUDIO_TOKENS, CHATML_TOKENS, STATE, STEP_AUDIO_TOKENS, byte_tokenizer, states
from .turns import BEGINS, END

LISTENER = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS))


def heard(count: int, text: str = "") -> str:
    return f"<|im_start|>user\n{text}<audio_start>{STATE * count}<audio_end>{END}\n"


def turn_of(text: str = "", thought_tokens: int = 0, say_tokens: int = 60, choice: str = "auto") -> Turn:
    mode = Mode.THINK_BEFORE if thought_tokens else Mode.NO_THINK
    return Turn("s", 1, 1, mode, text, thought_tokens, say_tokens, tool_choice=choice)


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
