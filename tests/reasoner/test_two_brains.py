"""Thinking while speaking, from the turn to what is said: ``antiphon.reasoner.mind`` and ``answering``."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from antiphon.reasoner.prompt import CHATML
from antiphon.transport.messages import Done, Mode, Routed, Say, SegmentBegun, Thought

from ..virtual_time import run
from .turns import ANSWER, ASKED, NO_THOUGHT, PLAIN, THINKER, THINKING, THOUGHTS, Talk, brains, opened, parted, steady

TOKENIZERS = pytest.mark.parametrize("tokenizer", [PLAIN, THINKER], ids=["made to think", "trained to think"])


# What each segment knows.


@TOKENIZERS
def test_speaking_first_the_first_segment_knows_no_thought(tokenizer: Tokenizer) -> None:
    async def turn() -> None:
        talk = Talk(steady(), tokenizer=tokenizer)
        talk.listens(lambda _: 0)
        await talk.ask()
        assert talk.read[0] == ASKED + (NO_THOUGHT if tokenizer is THINKER else "")
        assert talk.known[0] == 0
        # It does not wait for a thought either.
        assert talk.sent.index(talk.all(SegmentBegun)[0]) < talk.sent.index(talk.all(Thought)[0])

    run(turn())


@TOKENIZERS
@pytest.mark.parametrize("mode", THINKING)
def test_each_segment_knows_the_thoughts_so_far_closed_and_what_was_said(mode: Mode, tokenizer: Tokenizer) -> None:
    async def turn() -> None:
        talk = Talk(steady(), tokenizer=tokenizer, first_thought_tokens=20, segment_tokens=8)
        talk.listens(lambda _: 0)
        await talk.ask(mode)
        assert "".join(talk.segments) == talk.said == ANSWER
        for number, (read, known) in enumerate(zip(talk.read, talk.known, strict=True)):
            if known:
                thought = THOUGHTS[:known]
                assert thought or known <= 1
                assert read == f"{ASKED}{opened(tokenizer)}{thought}\n</think>\n\n" + "".join(talk.segments[:number])
        assert talk.known == sorted(talk.known)
        # Nobody reads all thoughts twice, and the last one has.
        assert talk.known[-1] >= len(THOUGHTS)
        assert len(talk.segments) > (1 if mode is Mode.THINK_BEFORE else 3) - 1

    run(turn())


def test_thinking_first_some_thoughts_come_before_the_first_word() -> None:
    async def turn() -> None:
        talk = Talk(steady(), first_thought_tokens=30)
        talk.listens(lambda _: 0)
        await talk.ask(Mode.THINK_FIRST)
        assert 30 <= talk.known[0] < len(THOUGHTS)

    run(turn())


def test_thinking_first_a_thought_that_is_shorter_comes_whole_before_the_first_word() -> None:
    async def turn() -> None:
        talk = Talk(steady(), first_thought_tokens=1000)
        await talk.ask(Mode.THINK_FIRST)
        assert talk.known == [len(THOUGHTS) + 1]
        assert talk.segments == [ANSWER]

    run(turn())


def test_thinking_before_all_thoughts_come_before_the_answer_which_is_said_at_once() -> None:
    async def turn() -> None:
        talk = Talk(steady())
        await talk.ask(Mode.THINK_BEFORE)
        [begun] = talk.all(SegmentBegun)
        assert talk.sent.index(begun) > max(talk.sent.index(thought) for thought in talk.all(Thought))
        assert talk.segments == [ANSWER]

    run(turn())


def test_without_thinking_there_are_no_thoughts_and_one_segment() -> None:
    async def turn() -> None:
        talk = Talk(steady())
        await talk.ask(Mode.NO_THINK)
        assert (talk.thought_on, talk.segments, talk.all(Routed)) == ([], [ANSWER], [])

    run(turn())


def test_what_was_thought_and_said_is_told_as_it_is_and_counted() -> None:
    async def turn() -> Done:
        talk = Talk(steady(), segment_tokens=8)
        talk.listens(lambda _: 0)
        done = await talk.ask()
        assert talk.thought == f"{THOUGHTS}\n"
        assert [thought.end for thought in talk.all(Thought)] == [False] * (len(talk.all(Thought)) - 1) + [True]
        assert sum(thought.tokens for thought in talk.all(Thought)) == done.counts["thought_tokens"]
        assert sum(say.tokens for say in talk.all(Say)) == done.counts["say_tokens"] == len(ANSWER)
        assert len(talk.known) == len(talk.segments) == done.counts["segments"]
        return done

    assert run(turn()).reason == "stop"


@TOKENIZERS
@pytest.mark.parametrize("mode", THINKING)
def test_no_segment_reads_half_a_character_or_half_a_tag(mode: Mode, tokenizer: Tokenizer) -> None:
    """Wherever the thoughts are looked at, or end because they have their length."""
    thoughts = " Zoë 😊 </thin k <think> < 日本</"

    async def turn(budget: int) -> None:
        talk = Talk(steady(thoughts), tokenizer=tokenizer, first_thought_tokens=budget, segment_tokens=2)
        talk.listens(lambda _: 0)
        await talk.ask(mode, thought_tokens=budget)
        for read in talk.read:
            thought, said = parted(read)
            own = thought.removeprefix(CHATML.opening).removesuffix("\n")
            assert thoughts.startswith(own)
            assert not re.search("(</?t?h?i?n?k?|\N{REPLACEMENT CHARACTER})$", own)
            assert said is not None
            assert ANSWER.startswith(said)

    for budget in range(1, len(thoughts.encode()) + 1):
        run(turn(budget))


# When.


def test_the_next_segment_begins_as_late_as_what_is_queued_allows() -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 2000))
        asking = asyncio.create_task(talk.ask(thought_tokens=2000))
        await talk.until(lambda: talk.segments)
        lead_ms = talk.writing_ms.value + 100 + talk.options.brains.margin_ms
        heard_ms = talk.now_ms + 5000
        talk.played(5000)
        await talk.until(lambda: len(talk.known) > 1)
        assert talk.times(SegmentBegun)[1] == pytest.approx(heard_ms - lead_ms, abs=40)
        asking.cancel()
        await asyncio.wait([asking])

    run(turn())


@pytest.mark.parametrize("playing", [False, None])
def test_no_segment_begins_while_nothing_is_played(playing: bool | None) -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 2000))
        asking = asyncio.create_task(talk.ask(thought_tokens=2000))
        await talk.until(lambda: talk.segments)
        if playing is not None:
            talk.played(0, playing=playing)
        await asyncio.sleep(5)
        assert len(talk.known) == 1
        talk.played(0)
        await talk.until(lambda: len(talk.known) > 1)
        asking.cancel()
        await asyncio.wait([asking])

    run(turn())


def test_with_a_fixed_pace_segments_follow_the_thoughts_whatever_is_played() -> None:
    async def turn() -> None:
        talk = Talk(
            steady(" Hm." * 40 + "\n</think>"), pacing="fixed", fixed_thought_tokens=30, fixed_segment_tokens=10
        )
        await talk.ask()
        assert all(30 * number <= known <= 30 * number + 9 for number, known in enumerate(talk.known[:4]))
        assert re.match(r"\S+( \S+)*$", talk.segments[0])
        assert talk.said == ANSWER

    run(turn())


# What was wrong is corrected.

GUESS = "Maybe it is five, because that is what most people say. Others would say so too."
CORRECTION = " Sorry, it is seven."
RESULT = "So it is seven."


def honest(thoughts: str, said: str) -> str:
    """Says what it believes, goes on with what it has begun, and corrects what it knows to be wrong."""
    knows = RESULT in thoughts
    if not said and knows:
        text = "It is seven, I worked it out."
    elif said and not GUESS.startswith(said) and "five" not in said:
        text = "It is seven, I worked it out." if said.startswith("It") else "Maybe it is seven after all."
    elif knows and "five" not in said:
        text = "Maybe it is seven after all."
    else:
        text = GUESS + (CORRECTION if knows else "")
    return text[len(said) :]


def corrected(mode: Mode, tokenizer: Tokenizer, thoughts: str, queued_ms: list[float], segment_tokens: int) -> str:
    async def turn() -> str:
        talk = Talk(
            brains(thoughts, honest),
            tokenizer=tokenizer, linger_ms=60_000, segment_tokens=segment_tokens, longest_segment_tokens=24,
            first_thought_tokens=20,
        )  # fmt: skip
        talk.listens(lambda number: queued_ms[number % len(queued_ms)])
        done = await talk.ask(mode)
        assert (done.reason, talk.engine.streams) == ("stop", 1)
        assert "".join(talk.segments) == talk.said
        return talk.said

    return run(turn())


@pytest.mark.parametrize("mode", THINKING)
@given(
    st.sampled_from([PLAIN, THINKER]),
    st.integers(0, 500),
    st.lists(st.floats(0, 8000), min_size=1, max_size=4),
    st.integers(1, 30),
    st.sampled_from(["\n</think>", "</think>", " Done.\n</think>", "<|im_end|>"]),
)
@settings(max_examples=60, deadline=None)
def test_what_was_said_wrongly_is_corrected_once_whenever_the_thoughts_end(
    mode: Mode, tokenizer: Tokenizer, length: int, queued_ms: list[float], segment_tokens: int, close: str
) -> None:
    thoughts = (" Let me see." * 99)[:length] + f" {RESULT}{close}"
    said = corrected(mode, tokenizer, thoughts, queued_ms, segment_tokens)
    assert said.count("seven") == 1
    if "five" in said:
        assert said == GUESS + CORRECTION
    else:
        assert said in ("It is seven, I worked it out.", "Maybe it is seven after all.")
    if mode is Mode.THINK_BEFORE:
        assert said == "It is seven, I worked it out."


@given(st.integers(0, 400), st.lists(st.floats(0, 8000), min_size=1, max_size=4), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_what_was_right_is_said_once(length: int, queued_ms: list[float], segment_tokens: int) -> None:
    thoughts = (" Let me see." * 99)[:length] + " So it is five.\n</think>"
    for mode in (Mode.SPEAK_FIRST, Mode.THINK_FIRST):
        assert corrected(mode, THINKER, thoughts, queued_ms, segment_tokens) == GUESS


@pytest.mark.parametrize(("end", "said"), [(0.5, GUESS), (0.09, GUESS + CORRECTION)])
def test_an_answer_that_came_to_its_end_is_taken_up_again_only_where_that_is_hardly_its_end(
    end: float, said: str
) -> None:
    asked: list[tuple[str, set[str]]] = []

    def odds(text: str, tokens: list[str]) -> float:
        asked.append((text, set(tokens)))
        return end

    async def turn() -> None:
        thoughts = " Let me see." * 40
        talk = Talk(brains(f"{thoughts} {RESULT}\n</think>", honest), odds=odds, linger_ms=60_000)
        talk.listens(lambda _: 0)
        await talk.ask()
        assert talk.said == said
        [(read, tokens)] = asked
        assert read.endswith(f"{RESULT}\n</think>\n\n{GUESS}")
        assert {"<|im_end|>", "<|endoftext|>"} <= tokens
        assert len(talk.segments) == len(talk.known), "each segment that was begun has an end"

    run(turn())


def test_an_answer_that_came_to_its_end_lingers_in_silence_and_no_longer() -> None:
    async def turn() -> None:
        talk = Talk(
            brains(" Let me see." * 999, honest), linger_ms=1500, longest_segment_tokens=999, segment_tokens=999
        )
        asking = asyncio.create_task(talk.ask(thought_tokens=9999))
        await talk.until(lambda: talk.segments == [GUESS])
        lead_ms = talk.writing_ms.value + 100 + talk.options.brains.margin_ms
        heard_ms = talk.now_ms + 4000
        talk.played(4000)
        await asking
        assert talk.said == GUESS
        assert talk.times(SegmentBegun)[-1] == pytest.approx(heard_ms - lead_ms + 1500, abs=60)
        # There is nothing to correct: the thoughts did not come to anything.
        assert talk.segments == [GUESS, ""]

    run(turn())
