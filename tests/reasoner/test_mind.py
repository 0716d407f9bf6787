"""A mind answers, turn by turn: ``antiphon.reasoner.mind``."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from antiphon.reasoner.answer import GRACE_TOKENS
from antiphon.reasoner.engine import Priority, Sampling
from antiphon.reasoner.mind import Mind
from antiphon.reasoner.options import SamplingOptions
from antiphon.reasoner.prompt import CHATML, Prompt
from antiphon.transport.errors import InputError, TurnFailed
from antiphon.transport.messages import Done, Mode, PastTurn, Say, Thought, Turn

from .scripted import Reply, ScriptedEngine, byte_tokenizer

CHAT = byte_tokenizer()
END = "<|im_end|>"
ASKED = "<|im_start|>user\nHi.<|im_end|>\n<|im_start|>assistant\n"


class Conversation:
    """A mind on a scripted engine, and what it sent."""

    def __init__(
        self,
        reply: Reply | str,
        *history: PastTurn,
        tokenizer: Tokenizer = CHAT,
        context_tokens: int = 4096,
        instructions: str = "",
        sampling: SamplingOptions | None = None,
    ) -> None:
        written = reply if callable(reply) else lambda _: reply
        self.engine = ScriptedEngine(tokenizer, written, context_tokens=context_tokens)
        self.sent: list[Thought | Say] = []
        sampling = sampling or SamplingOptions()
        prompt = Prompt(tokenizer)
        self.mind = Mind("s", self.engine.as_engine(), prompt, sampling, instructions, history)

    async def ask(
        self,
        text: str = "Hi.",
        mode: Mode = Mode.NO_THINK,
        *,
        turn: int = 1,
        thought_tokens: int = 400,
        say_tokens: int = 400,
        seed: int | None = None,
    ) -> Done:
        request = Turn("s", turn, 10 + turn, mode, "", thought_tokens, say_tokens, seed)
        return await self.mind.answer(request, text, self._send)

    async def _send(self, message: Thought | Say) -> None:
        await asyncio.sleep(0)
        self.sent.append(message)

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
    talk = Conversation(f" Hello you. {END}Never said.")
    done = await talk.ask()
    assert [say.text for say in talk.says] == ["H", "e", "l", "l", "o", " y", "o", "u", ".", ""]
    assert [say.end_of_segment for say in talk.says] == [False] * 9 + [True]
    assert {(say.session, say.turn, say.generation) for say in talk.says} == {("s", 1, 11)}
    assert (done.session, done.turn, done.generation, done.reason) == ("s", 1, 11, "stop")
    assert sum(say.tokens for say in talk.says) == done.counts["say_tokens"] == len(" Hello you. ")
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

    talk = Conversation(reply, PastTurn(1, "Hello?", "Yes"), instructions="Be kind.")
    done = await talk.ask(turn=2)
    begin = "<|im_start|>system\nBe kind.<|im_end|>\n"
    begin += "<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>\n"
    assert read == [begin + ASKED]
    assert done.counts["prompt_tokens"] == len(CHAT.encode(begin + ASKED).ids)
    assert done.counts["prefill_tokens"] == len(CHAT.encode(ASKED).ids)


async def test_a_turn_does_not_pay_for_the_history_again() -> None:
    talk = Conversation("Fine.")
    counts = []
    for turn in range(1, 6):
        done = await talk.ask(turn=turn)
        talk.mind.heard(turn, "Fine.", cut=False)
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
        return "\n\nHello." if text.endswith("</think>") else " So.\n</think>\n\nHello."

    talk = Conversation(reply)
    await talk.ask(mode=Mode.THINK_BEFORE)
    assert (talk.thought, talk.said) == (CHATML.opening + " So.\n", "Hello.")
    assert [text.count("</think>") for text in read] == [0, 1]


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
        done = await talk.ask(f"This is my question number {turn}.", turn=turn, say_tokens=60)
        assert done.reason == "stop"
        talk.mind.heard(turn, "That is fine by me.", cut=False)
        await talk.mind.refresh()
    assert 1 < len(talk.mind.memory.turns) < 10
    assert talk.engine.texts()[0].startswith("<|im_start|>system\nBe kind.")


# Streams.


async def test_only_the_base_is_left_after_a_turn() -> None:
    talk = Conversation("Hello.")
    await talk.ask()
    assert talk.engine.streams == 1
    talk.mind.close()
    assert talk.engine.streams == 0


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
    talk = Conversation("Hello.", PastTurn(1, "Hi.", "Hello."))
    reading = asyncio.create_task(talk.mind.refresh())
    await asyncio.sleep(0)
    await talk.ask(turn=2)
    await reading
    assert len(talk.engine.reads) == 2
