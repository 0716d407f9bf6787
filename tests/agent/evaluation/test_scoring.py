"""What an answer is taken to say, and whether it is right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from antiphon.agent.evaluation.scoring import Judgement, Remark, Target, judge, word_count


def reading(said: str, target: str) -> str | None:
    return judge(said, Target(target)).reading


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It is valid.", "valid"),
        ("INVALID", "invalid"),
        ("The answer is **invalid**.", "invalid"),
        ("It is valid. No, wait: it is invalid.", "invalid"),
        ("It is invalid. Sorry, it is valid after all.", "valid"),
        ("Let us see whether it is valid or invalid. The argument is valid.", "valid"),
        ("Is the argument valid or invalid? It is not deductively valid.", "invalid"),
        ("Valid or not, one has to look. It's invalid, since nobody is a fan.", "invalid"),
        ("The argument isn't valid.", "invalid"),
        ("The argument isn\u2019t logically valid.", "invalid"),
        ("It cannot be valid.", "invalid"),
        ("It is not invalid.", "valid"),
        ("It is invalid, not valid.", "invalid"),
        ("The conclusion does not follow.", "invalid"),
        ("The conclusion follows.", "valid"),
        ("The argument is as follows.", None),
        ("You want to know whether the argument is valid.", None),
        ("Valid or invalid?", None),
        ("validity", None),
        ("", None),
    ],
)
def test_valid_and_invalid(said: str, expected: str | None) -> None:
    assert reading(said, "valid") == expected
    assert judge(said, Target("invalid")).correct == (expected == "invalid")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Yes.", "yes"),
        ("no", "no"),
        ("The answer is no.", "no"),
        ("The answer is no because Sal lies.", "no"),
        ("No Fidel lies.", "no"),
        ("So it is no after all.", "no"),
        ("The answer is no here.", "no"),
        ("Yes, you return. No, wait: you do not.", "no"),
        ("Yes. No, sorry.", "no"),
        ("Yes. Wait, no, you end two steps to the left.", "no"),
        ("No. Wait, yes.", "yes"),
        ("No wait, yes.", "yes"),
        ("No, sorry, you do not return.", "no"),
        ("Yes or no? Let us see. You go two steps back, so yes.", "yes"),
        ("Yes. You walk three steps. No, wait, four steps. So yes.", "yes"),
        ("Fidel tells no lies, so yes.", "yes"),
        ("There is no turn in it.", None),
        ("You do not return to the starting point.", "no"),
        ("You never get back to where you started.", "no"),
        ("You return to the starting point.", "yes"),
        ("You end up at the starting point.", "yes"),
        ("You are six steps away from the starting point.", "no"),
        ("Do you return to the starting point? You don't.", "no"),
        ("Elanor tells the truth.", "yes"),
        ("Elanor does not tell the truth, so she lies.", "no"),
        ("Elanor does not lie.", "yes"),
        ("Sal says Raymond lies.", None),
        ("You want to know if you return.", None),
        ("You take six steps.", None),
        ("You start at the starting point.", None),
        ("noon, yesterday", None),
    ],
)
def test_yes_and_no(said: str, expected: str | None) -> None:
    assert reading(said, "Yes") == expected
    assert judge(said, Target("No")).correct == (expected == "no")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("165", "165"),
        ("165.0", "165"),
        ("John has 388 minus 223, so one hundred sixty-five more.", "165"),
        ("It is 170. No, wait: it is 165.", "165"),
        ("Sorry, one hundred and sixty-five, not more.", "165"),
        ("1. A fish.\n2. A bear.\nSo you have five.", "5"),
        ("1. A fish.\n2. A bear.", None),
        ("1. That is all.", "1"),
        ("1,234", "1234"),
        ("None that I know.", None),
    ],
)
def test_numbers(said: str, expected: str | None) -> None:
    assert reading(said, "165") == expected
    assert judge(said, Target("165")).correct == (expected == "165")


@pytest.mark.parametrize(
    ("said", "correct", "answered"),
    [
        ("The capital is Rome.", True, True),
        ("ROME!", True, True),
        ("That was in Romeo and Juliet.", False, True),
        ("", False, False),
        ("...", False, False),
    ],
)
def test_any_other_target_has_to_be_said_as_words(said: str, correct: bool, answered: bool) -> None:
    judgement = judge(said, Target("Rome."))
    assert (judgement.correct, judgement.answered) == (correct, answered)
    assert judge("They live in New York now.", Target("new  York")).decided == 13


def test_the_word_that_decides_is_the_last_one_that_says_so() -> None:
    said = "Yes. You go back, so yes."
    assert judge(said, Target("Yes")) == Judgement(True, "yes", said.rindex("yes"), 0)
    said = "165, that is 388 less 223, 165."
    assert judge(said, Target("165")) == Judgement(True, "165", 27, 27)


@given(st.lists(st.sampled_from(["valid", "invalid"]), min_size=1, max_size=6))
def test_the_last_verdict_counts_however_often_it_changes(verdicts: list[str]) -> None:
    said = " No, wait: ".join(f"the argument is {verdict}." for verdict in verdicts)
    judgement = judge(said, Target("valid"))
    assert judgement.reading == verdicts[-1]
    assert judgement.decided is not None
    assert judgement.settled is not None
    assert said[judgement.decided :].startswith(verdicts[-1])
    assert judgement.settled <= judgement.decided


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_the_last_yes_or_no_counts_however_often_it_changes(verdicts: list[bool]) -> None:
    said = " No, wait: ".join("yes, you return." if yes else "no, you do not return." for yes in verdicts)
    assert reading(said, "Yes") == ("yes" if verdicts[-1] else "no")


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.booleans())
def test_the_corrected_number_counts(first: int, second: int, words: bool) -> None:
    say = num2words if words else str
    assert reading(f"That makes {say(first)}. No, sorry, {say(second)}.", "1") == str(second)


@given(st.text(max_size=100), st.sampled_from(["valid", "No", "12", "Rome"]))
def test_whatever_is_said_is_judged(said: str, target: str) -> None:
    judgement = judge(said, Target(target))
    assert judgement.answered == (judgement.decided is not None)
    if judgement.decided is not None and judgement.settled is not None:
        assert 0 <= judgement.settled <= judgement.decided < len(said)


def patterns(*texts: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text, re.IGNORECASE) for text in texts)


@pytest.mark.parametrize(
    ("said", "correct"),
    [
        ("Hello! How are you?", True),
        ("Good morning.", False),
        ("Hello. As an AI, I say hello.", False),
        ("hello " * 30, True),
        ("hello " * 31, False),
        ("", False),
    ],
)
def test_a_remark_says_what_it_must_and_not_what_it_must_not(said: str, correct: bool) -> None:
    judgement = judge(said, Remark(patterns("hello"), patterns("as an ai")))
    assert judgement.correct == correct
    assert judgement.answered == bool(said)


def test_a_remark_is_decided_where_all_that_it_must_say_is_said() -> None:
    assert judge("Oh, hello there.", Remark(patterns("hello", "oh"))).decided == 4
    assert judge("I can\u2019t know.", Remark(patterns("can't"))).correct
    assert judge("Well.", Remark(must_not=patterns("no"))).decided == 0
    assert judge("Well.", Remark(patterns("hello"))).decided is None


def test_words_are_counted_as_they_are_said() -> None:
    assert word_count("It's 1,234.5 pounds, isn't it -- well-known!") == 6
