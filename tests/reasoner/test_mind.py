"""A mind answers, turn by turn: ``antiphon.reasoner.mind``."""

from __future__ import annotations

import asyncio
import time

import pytest

from antiphon.reasoner.answer import GRACE_TOKENS
from antiphon.reasoner.engine import Priority, Sampling
from antiphon.reasoner.memory_plan import STREAMS_PER_SESSION
from antiphon.reasoner.options import SamplingOptions
from antiphon.reasoner.pace import Pace
from antiphon.transport.errors import InputError, TurnFailed
from antiphon.transport.messages import Item, Mode, Played, Routed, Say, SegmentBegun, Show, Thought, ToolCall

from .conversation import ASKED, CHAT, Conversation, speculating
from .turns import BEGINS, END

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


# Speculation.


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
