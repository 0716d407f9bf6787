"""Whether a turn is thought about, for how long, and what may break: ``antiphon.reasoner.answering``."""

from __future__ import annotations

import asyncio

import pytest
from tokenizers import Tokenizer

from antiphon.reasoner.answer import GRACE_TOKENS
from antiphon.reasoner.engine import Priority
from antiphon.reasoner.options import RouterOptions
from antiphon.transport.errors import CapacityError, TurnFailed
from antiphon.transport.messages import Item, Mode, Routed, Say, SegmentBegun, Thought

from ..virtual_time import run
from .scripted import AUDIO_TOKENS, CHATML_TOKENS, STATE, byte_tokenizer, states
from .turns import ANSWER, ASKED, BEGINS, NO_THOUGHT, PLAIN, THINKER, THINKING, THOUGHTS, Talk, brains, opened, steady

TOKENIZERS = pytest.mark.parametrize("tokenizer", [PLAIN, THINKER], ids=["made to think", "trained to think"])


# Who decides whether to think.


@pytest.mark.parametrize("mode", THINKING)
def test_small_talk_is_answered_without_a_thought(mode: Mode) -> None:
    async def turn() -> None:
        talk = Talk(steady())
        await talk.ask(mode, "Hello!", route=True)
        assert [routed.route for routed in talk.all(Routed)] == ["no_think by rule"]
        assert (talk.thought_on, talk.segments, talk.known) == ([], [ANSWER], [0])
        await talk.ask(mode, "Hello!", turn=2)
        assert talk.all(Routed)[-1].route == "think by request"
        assert talk.thought_on

    run(turn())


@pytest.mark.parametrize("mode", THINKING)
@pytest.mark.parametrize(("empty", "route"), [(0.6, "no_think"), (0.5, "think"), (0.1, "think")])
def test_a_model_that_was_trained_to_think_is_asked_whether_it_would(mode: Mode, empty: float, route: str) -> None:
    asked: list[tuple[str, list[str]]] = []

    def odds(text: str, tokens: list[str]) -> float:
        asked.append((text, tokens))
        return empty if "\n\n" in tokens else 1.0

    async def turn() -> None:
        talk = Talk(steady(), odds=odds)
        talk.listens(lambda _: 0)
        await talk.ask(mode, route=True)
        assert [routed.route for routed in talk.all(Routed)] == [f"{route} by model {empty:.2f}"]
        assert asked[0] == (f"{ASKED}<think>", ["\n\n"])
        assert talk.said == ANSWER
        if route == "no_think":
            assert talk.thought_on == []
            assert [read.removesuffix("".join(talk.segments[:n])) for n, read in enumerate(talk.read)] == [
                ASKED + NO_THOUGHT
            ] * len(talk.read)
        else:
            assert talk.thought_on == [f"{ASKED}<think>\n"]
            assert talk.thought == f"{THOUGHTS}\n"
            assert talk.known[-1] > 0

    run(turn())


def test_a_model_is_asked_of_the_first_token_that_tells_an_empty_thought_from_another() -> None:
    """Also where a blank line is two tokens, of which any thought may begin with the first."""
    tokenizer = byte_tokenizer(added=("<think>", "</think>"))
    asked: list[str] = []

    def odds(text: str, tokens: list[str]) -> float:
        asked.append(text + tokens[0])
        # Whether it thinks or not, there is a line break behind <think>.
        return 0.1 if text.endswith("<think>\n") else 1.0

    async def turn() -> None:
        talk = Talk(steady(), tokenizer=tokenizer, odds=odds)
        await talk.ask(Mode.THINK_BEFORE, route=True)
        assert asked[0] == f"{ASKED}<think>\n\n"
        assert talk.all(Routed)[0].route == "think by model 0.10"

    run(turn())


def test_a_model_that_was_not_trained_to_think_cannot_tell() -> None:
    async def turn() -> None:
        talk = Talk(steady(), tokenizer=PLAIN, odds=lambda *_: 1.0)
        await talk.ask(Mode.THINK_BEFORE, route=True)
        assert [routed.route for routed in talk.all(Routed)] == ["think by default"]
        assert talk.thought

    run(turn())


def test_a_model_whose_odds_do_not_count_thinks() -> None:
    async def turn() -> None:
        talk = Talk(steady(), odds=lambda *_: 1.0, router=RouterOptions(no_thought_above=1, rules=False))
        await talk.ask(Mode.THINK_BEFORE, "Hello!", route=True)
        assert [routed.route for routed in talk.all(Routed)] == ["think by model 1.00"]
        assert talk.thought

    run(turn())


# What was heard.

LISTENER = byte_tokenizer((*CHATML_TOKENS, *AUDIO_TOKENS), ("<think>", "</think>"), merges=("\n\n",))
"""Of a model that thinks, and knows sound."""
HEARD = f"<|im_start|>user\n<audio_start>{STATE * 5}<audio_end><|im_end|>\n{BEGINS}"


@pytest.mark.parametrize("mode", [*THINKING, Mode.NO_THINK])
def test_both_brains_go_on_from_what_was_heard(mode: Mode) -> None:
    async def turn() -> None:
        talk = Talk(steady(), tokenizer=LISTENER, segment_tokens=8)
        talk.listens(lambda _: 0)
        done = await talk.ask(mode, "", sound=states(5))
        assert talk.said == ANSWER
        assert all(read.startswith(HEARD) for read in [*talk.read, *talk.thought_on])
        assert talk.thought_on == ([] if mode is Mode.NO_THINK else [f"{HEARD}<think>\n"])
        if mode in (Mode.NO_THINK, Mode.SPEAK_FIRST):
            assert talk.read[0] == HEARD + NO_THOUGHT
        around = len(LISTENER.encode(HEARD.replace(STATE, ""), add_special_tokens=False).ids)
        begins = 0 if mode is Mode.NO_THINK else len(LISTENER.encode("<think>\n").ids)
        if mode in (Mode.NO_THINK, Mode.SPEAK_FIRST):
            begins = len(talk.prompt.answer_begins(False)) - len(LISTENER.encode(BEGINS).ids)
        assert done.counts["prefill_tokens"] == done.counts["prompt_tokens"] == around + 5 + begins

    run(turn())


@pytest.mark.parametrize("mode", THINKING)
@pytest.mark.parametrize(("empty", "route"), [(0.6, "no_think"), (0.1, "think")])
def test_a_model_tells_by_what_it_heard_whether_it_would_think(mode: Mode, empty: float, route: str) -> None:
    asked: list[str] = []

    def odds(text: str, tokens: list[str]) -> float:
        asked.append(text)
        return empty if "\n\n" in tokens else 1.0

    async def turn() -> None:
        talk = Talk(steady(), tokenizer=LISTENER, odds=odds)
        talk.listens(lambda _: 0)
        await talk.ask(mode, "", sound=states(5), route=True)
        assert [routed.route for routed in talk.all(Routed)] == [f"{route} by model {empty:.2f}"]
        assert asked[0] == f"{HEARD}<think>"
        assert talk.said == ANSWER
        assert talk.thought_on == ([f"{HEARD}<think>\n"] if route == "think" else [])

    run(turn())


@pytest.mark.parametrize("mode", THINKING)
def test_what_was_heard_is_not_taken_for_the_small_talk_before_it(mode: Mode) -> None:
    """The rules go by words, and those of the history, or typed beside it, are not what was said."""

    async def turn() -> None:
        talk = Talk(steady(), Item("u", "user", "Hello!"), tokenizer=LISTENER, odds=lambda *_: 0.0)
        talk.listens(lambda _: 0)
        for number, text in enumerate(("", "Hello!"), start=1):
            await talk.ask(mode, text, turn=number, sound=states(5), route=True)
            assert talk.all(Routed)[-1].route == "think by model 0.00"

    run(turn())


# Budgets.


@TOKENIZERS
@pytest.mark.parametrize("mode", THINKING)
def test_thoughts_end_where_they_have_their_tokens(mode: Mode, tokenizer: Tokenizer) -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 999), tokenizer=tokenizer)
        talk.listens(lambda _: 0)
        done = await talk.ask(mode, thought_tokens=50)
        assert talk.known[-1] == done.counts["thought_tokens"] == 50
        assert talk.read[-1].startswith(f"{ASKED}{opened(tokenizer)}{(' Hm.' * 99)[:50]}\n</think>\n\n")
        assert talk.said == ANSWER

    run(turn())


@pytest.mark.parametrize("mode", THINKING)
def test_thoughts_end_where_they_have_had_their_time(mode: Mode) -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 999))
        talk.listens(lambda _: 9000)
        await talk.ask(mode, thought_tokens=9999, thought_ms=700)
        [end_ms] = [
            at_ms
            for at_ms, message in zip(talk.at_ms, talk.sent, strict=True)
            if message == Thought("s", 1, 1, "", end=True)
        ]
        assert end_ms == pytest.approx(700, abs=60)
        assert 55 <= talk.known[-1] <= 70
        assert talk.said == ANSWER

    run(turn())


def test_a_long_answer_has_its_length_over_all_its_segments() -> None:
    async def turn() -> None:
        talk = Talk(steady(answer="word " * 200), segment_tokens=10, longest_segment_tokens=20)
        talk.listens(lambda _: 0)
        done = await talk.ask(say_tokens=100)
        assert done.reason == "length"
        assert len(talk.segments) > 3
        assert 100 + GRACE_TOKENS - 5 <= len(talk.said) <= 100 + GRACE_TOKENS

    run(turn())


# Speculation.


@pytest.mark.parametrize("mode", THINKING)
def test_what_was_thought_before_the_turn_was_certain_is_kept(mode: Mode) -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 60 + "\n</think>"), segment_tokens=8)
        asking = asyncio.create_task(talk.ask(mode, speculative=True))
        await asyncio.sleep(0.5)
        thought = talk.thought
        assert len(thought) > 30
        assert {urgency.priority for urgency in talk.engine.urgencies} == {
            Priority.SPECULATION, Priority.SPECULATIVE_THOUGHT
        }  # fmt: skip
        before = len(talk.engine.urgencies)
        talk.pace.confirm()
        assert talk.engine.urgencies[before - 1].priority in (Priority.SPEECH, Priority.THOUGHT)
        talk.listens(lambda _: 0)
        talk.played(0)
        await asking
        assert {urgency.priority for urgency in talk.engine.urgencies} == {Priority.SPEECH, Priority.THOUGHT}
        assert talk.thought.startswith(thought)
        assert len(talk.thought_on) == 1
        assert talk.said == ANSWER

    run(turn())


def test_a_guess_that_is_never_confirmed_says_a_segment_and_thinks_on() -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 999))
        asking = asyncio.create_task(talk.ask(speculative=True, thought_tokens=3000))
        await talk.until(lambda: talk.segments)
        talk.played(3000, playing=False)
        await asyncio.sleep(5)
        assert len(talk.segments) == 1
        assert len(talk.thought) > 400
        asking.cancel()
        await asyncio.wait([asking])
        assert talk.engine.streams == 1

    run(turn())


# What does not fit, and what breaks.


@pytest.mark.parametrize("mode", THINKING)
@pytest.mark.parametrize("queued_ms", [0, 1300, 2500, 5000])
@pytest.mark.parametrize("context_tokens", [256, 300, 400])
def test_a_full_context_ends_the_answer_and_is_no_failure(mode: Mode, queued_ms: float, context_tokens: int) -> None:
    """Whatever was said before the thoughts took the rest."""

    async def turn() -> None:
        talk = Talk(
            steady(" Hm." * 999, "word " * 999),
            context_tokens=context_tokens, first_thought_tokens=10, segment_tokens=20, step_ms=30,
        )  # fmt: skip
        talk.listens(lambda _: queued_ms)
        done = await talk.ask(mode, thought_tokens=9999, say_tokens=9999)
        assert done.reason == "context"
        assert len(talk.said) > 40
        assert talk.engine.streams == 1

    run(turn())


@pytest.mark.parametrize("mode", THINKING)
def test_thoughts_and_answer_share_a_small_context(mode: Mode) -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 999, "There are ten of them."), context_tokens=256, first_thought_tokens=10)
        talk.listens(lambda _: 0)
        done = await talk.ask(mode, thought_tokens=9999, say_tokens=30)
        assert (talk.said, done.reason) == ("There are ten of them.", "stop")

    run(turn())


@pytest.mark.parametrize("streams", [1, 2])
@pytest.mark.parametrize("mode", THINKING)
def test_a_stream_that_cannot_be_had_ends_the_turn_and_leaves_nothing_behind(mode: Mode, streams: int) -> None:
    async def turn() -> None:
        talk = Talk(steady(" Hm." * 99), first_thought_tokens=10, segment_tokens=8)
        talk.listens(lambda _: 0)
        await talk.mind.refresh()
        talk.engine.most = streams
        if mode is Mode.THINK_BEFORE and streams > 1:
            await talk.ask(mode)
            return
        with pytest.raises(CapacityError, match="too many streams"):
            await talk.ask(mode)
        assert talk.engine.streams == 1
        assert len(asyncio.all_tasks()) == 1
        talk.engine.most = 99
        await talk.ask(mode, turn=2)
        assert talk.said.endswith(ANSWER)

    run(turn())


@pytest.mark.parametrize("mode", [*THINKING, Mode.NO_THINK])
@pytest.mark.parametrize("kind", [Routed, Thought, SegmentBegun, Say])
def test_a_message_that_cannot_be_sent_ends_the_turn_and_leaves_nothing_behind(mode: Mode, kind: type) -> None:
    async def turn() -> None:
        talk = Talk(steady(), first_thought_tokens=10, segment_tokens=8)
        talk.listens(lambda _: 0)
        heard, left = talk.on_send, 3 if kind is SegmentBegun and mode in THINKING[:2] else 1

        def fails(message: object) -> None:
            nonlocal left
            left -= isinstance(message, kind)
            if isinstance(message, kind) and left <= 0:
                raise ConnectionError("the gateway left")
            heard(message)  # type: ignore[arg-type]

        talk.on_send = fails
        if mode is Mode.NO_THINK and kind in (Routed, Thought):
            await talk.ask(mode)
            return
        with pytest.raises(ConnectionError, match="the gateway left"):
            await talk.ask(mode)
        assert talk.engine.streams == 1
        assert len(asyncio.all_tasks()) == 1

    run(turn())


@pytest.mark.parametrize("mode", THINKING)
def test_a_model_that_says_nothing_with_all_its_thoughts_has_failed(mode: Mode) -> None:
    async def turn() -> None:
        talk = Talk(steady(answer=""))
        talk.listens(lambda _: 0)
        with pytest.raises(TurnFailed, match="without a word"):
            await talk.ask(mode)
        assert talk.said == ""
        assert talk.engine.streams == 1

    run(turn())


@pytest.mark.parametrize("mode", THINKING)
def test_a_model_that_has_something_to_say_only_when_it_has_thought_says_it(mode: Mode) -> None:
    def answer(thoughts: str, said: str) -> str:
        return ANSWER[len(said) :] if "It is done." in thoughts else ""

    async def turn() -> None:
        talk = Talk(brains(f"{THOUGHTS}\n</think>", answer))
        talk.listens(lambda _: 0)
        await talk.ask(mode)
        assert talk.said == ANSWER

    run(turn())


def test_what_is_played_after_the_end_is_nobodys_concern() -> None:
    async def turn() -> None:
        talk = Talk(steady())
        await talk.ask(Mode.THINK_BEFORE)
        sent = len(talk.sent)
        talk.played(0)
        await asyncio.sleep(1)
        assert len(talk.sent) == sent

    run(turn())
