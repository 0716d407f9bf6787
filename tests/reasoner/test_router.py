"""Which turns need no thinking: ``antiphon.reasoner.router``."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.options import RouterOptions
from antiphon.reasoner.router import by_odds, by_rule

RULES = RouterOptions()

SMALL_TALK = [
    "Hi.", "Hello!", "Hey there.", "Hello there, Antiphon.", "hello", "HELLO", "Hi, hello!", "Good morning.",
    "Good evening, my friend.", "Good night!", "Hello again.", "Hey, what's up?", "Greetings, everyone.",
    "How are you?", "How are you doing today?", "Hi, how are you?", "Good morning, how are you today?",
    "How's it going?", "How is it going?", "How do you do?", "Nice to meet you.", "Pleased to meet you!",
    "Hello, nice to hear you again.", "Thanks.", "Thank you!", "Thank you so much.",
    "Thank you very much for your help.", "Many thanks!", "Okay, thanks.", "Oh, thank you.",
    "Thanks a lot, bye!", "Great, thanks.", "Perfect!", "Awesome.",
    "Well done!", "Good job.", "You're welcome.", "You are welcome.", "No problem.", "Sorry.", "I'm sorry.",
    "Oh, excuse me.", "Bye.", "Bye-bye.", "Goodbye!", "Good bye, see you tomorrow.", "See you later!", "Take care.",
    "Sleep well.", "Who are you?", "What's your name?", "Hello, what is your name?", "Can you hear me?",
    "Hello? Are you there?", "I see.", "Never mind.", "Stop.", "Well, hello there!", "Thank you. Bye.",
    "  hi  ", "Hi\N{HORIZONTAL ELLIPSIS}", "You\N{RIGHT SINGLE QUOTATION MARK}re welcome.",
]  # fmt: skip

WORTH_A_THOUGHT = [
    "Yes.", "No.", "Yes, please.", "No, thanks to you it is seven.", "Okay.", "Right.", "Maybe.", "Sure.", "Why?",
    "12", "Twelve.", "Seven or eight?", "3.14", "The second one.", "Both.", "Hello, what is 12 plus 7?",
    "Hi, how far is the moon?", "Good morning, what is the weather like?", "Hello, who wrote Faust?",
    "Thanks, but why?", "Thank you, and what about the other one?", "Great, now multiply it by three.",
    "Sorry, I meant the other one.", "Sorry, what was the capital of Peru again?",
    "Hey, can you help me with my taxes?", "Who are you voting for?",
    "What is your name for a group of crows?", "What are you made of?",
    "Are you there yet?", "Can you hear me out about my problem?", "How are you able to think?",
    "How do you do a handstand?", "What's up with the stock market?", "Never mind that, what is nine times nine?",
    "I see three apples and eat one.", "Stop talking and tell me the time.", "Nice to meet you in Paris means what?",
    "See you later is said when?", "Take care of this equation: x plus two is five.", "Good night in French?",
    "Welcome to the jungle was sung by whom?", "Perfect numbers below one hundred?", "Cool down by how many degrees?",
    "What is a greeting?", "Say hello to my sister in Spanish.", "Hello world in Python.", "Is it a good day to sail?",
    "How is it going to end?", "Bye bye Miss American Pie is from which year?", "Hi is how many letters?",
    "Is nine prime?", "Tell me a joke.", "Repeat after me: hello.", "Continue.", "Go on.", "And you?", "Thirty-two.",
    "Hello " * 13, "", " ", "?!", "...", "_",
]  # fmt: skip


def test_the_lists_are_long_enough_to_mean_something() -> None:
    assert min(len(SMALL_TALK), len(WORTH_A_THOUGHT)) >= 40


@pytest.mark.parametrize("text", SMALL_TALK)
def test_small_talk_needs_no_thought(text: str) -> None:
    assert by_rule(text, RULES) == "no_think"


@pytest.mark.parametrize("text", WORTH_A_THOUGHT)
def test_no_rule_knows_of_anything_else(text: str) -> None:
    assert by_rule(text, RULES) is None


@pytest.mark.parametrize("question", ["What is 12 plus 7?", "Who wrote Faust?", "And why?", "Seven.", "Yes."])
@pytest.mark.parametrize("text", SMALL_TALK)
def test_a_question_behind_small_talk_is_thought_about(text: str, question: str) -> None:
    assert by_rule(f"{text} {question}", RULES) is None
    assert by_rule(f"{question} {text}", RULES) is None


@pytest.mark.parametrize("text", ["Hello!", "Thank you."])
def test_without_rules_no_rule_knows(text: str) -> None:
    assert by_rule(text, RouterOptions(rules=False)) is None


@given(st.lists(st.sampled_from(SMALL_TALK), min_size=1, max_size=3), st.sampled_from([" ", ", ", "\n"]))
def test_small_talk_behind_small_talk_is_small_talk_while_it_is_short(parts: list[str], between: str) -> None:
    text = between.join(parts)
    expected = "no_think" if len(text.split()) <= 12 else None
    if "-" not in text:
        assert by_rule(text, RULES) == expected


@given(st.text())
def test_whatever_is_said_a_rule_answers(text: str) -> None:
    assert by_rule(text, RULES) in ("no_think", None)


@pytest.mark.parametrize(
    "text", ["oh " * 12, "hi you " * 6, "thanks so much very much a lot for that x", "hello" * 200_000]
)
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    by_rule(text, RULES)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("empty", "above", "route"),
    [
        (0.0, 0.5, "think"),
        (0.5, 0.5, "think"),
        (0.51, 0.5, "no_think"),
        (1.0, 0.99, "no_think"),
        (1.0, 1.0, "think"),
        (0.01, 0.0, "no_think"),
    ],
)
def test_a_model_that_would_not_think_need_not(empty: float, above: float, route: str) -> None:
    assert by_odds(empty, RouterOptions(no_thought_above=above)) == route
