"""Nothing that measures is learned: ``antiphon.reasoner.training.data.withheld``, and all that the generators make.

What is compared, and why so:

- No training question is one of those that measure, whatever stands between its words. That is what the code sees to.
- No 13 words in a row are in both (the measure of GPT-3, arXiv 2005.14165, appendix C), and no 8 words in a row: far
  stricter, since a question of these kinds has about 40 words. Where a question has fewer than 8, all of it.

Both kinds of questions are made from forms, and a form is meant to be learned. So the frames of BIG-Bench Hard are cut
out first ("If you follow these instructions, do you return to the starting point?"), and where a question is a list of
things that are all said in the same few ways, each of them counts as one word: "Take 3 steps left", "Kristian says
Sherrie lies", "two heads of broccoli", "is sufficient for not being", "an occasional purchaser of". So the rows of 8
consist of what makes one question different from another: 8 instructions, 8 statements with their names, the names and
the logic of a premise and a half.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

from antiphon.reasoner.training.data import Example, example
from antiphon.reasoner.training.data import withheld as module
from antiphon.reasoner.training.data.withheld import fingerprint, is_withheld

EVALUATION = Path(__file__).parents[4] / "agent" / "evaluation"
EXAMPLES = 20_000

FRAMES = re.compile(
    r"""
      ^.*?(?:argument\ (?:pertains\ to\ this\ question|seeks\ to\ clarify\ some\ such\ relations)
            |perfectly\ valid\ argument):
     |is\ the\ argument,\ given\ the\ explicitly\ stated\ premises,\ deductively\ valid\ or\ invalid\?
     |if\ you\ follow\ these\ instructions,\ do\ you\ return\ to\ the\ starting\ point\?
     |always\ face\ forward
     |^i\ have\b
     |how\ many\ [a-z\ ]+?\ do\ i\ have\?
    """,
    re.VERBOSE | re.DOTALL,
)
ONE_WORD = re.compile(
    r"""
      take\ \d+\ steps?(?:\ (?:left|right|forward|backward))?
     |turn\ (?:left|right|around)
     |\w+\ says\ \w+\ (?:tells\ the\ truth|lies)
     |does\ \w+\ tell\ the\ truth
     |\w+\ (?:tells\ the\ truth|lies)\b
     |(?:is|are)\ (?:sufficient|necessary)\ for\ (?:not\ )?being
     |it\ is\ (?:not\ the\ case|false)\ that
     |(?:we\ may\ conclude|all\ this\ entails|this\ means|this\ entails)(?:\ that)?
     |so,\ necessarily|first\ of\ all|to\ (?:start|begin)\ with
     |(?:(?:every|some|any)(?:thing|one|body)\ (?:that|who)|who(?:ever)?|whatever)\ is(?:\ not)?(?:\ both)?
     |there\ is\ (?:somebody|something)\ (?:who|that)\ is
     |an?\ [^\W_]+(?:-[^\W_]+)?(?:\ [^\W_]+)?\ (?:of|to)(?:\ an?)?\b
     |[^\W_]+(?:[-'][^\W_]+)*
    """,
    re.VERBOSE,
)
THING = re.compile(
    r"\b(?:an?|two|three|four|five|six|\d+) (?:stalks? of celery|heads? of broccoli|lettuce heads?|[a-z]+)"
)


def asked() -> Iterator[str]:
    """Every question that measures, of all suites."""
    for file in sorted(EVALUATION.glob("*.json")):
        for questions in json.loads(file.read_text("utf-8")).values():
            for question in questions:
                yield question["input"]


def words(question: str) -> tuple[str, ...]:
    """What a question has beside its frame."""
    text = question.split("\nOptions:")[0].removeprefix("Question: ").replace('"', "").casefold()
    text = " ".join(text.split())
    return tuple((THING if text.startswith("i have") else ONE_WORD).findall(FRAMES.sub(" | ", text)))


def rows(question: str, length: int) -> set[tuple[str, ...]]:
    """So many words in a row, all of them; the whole where it is shorter."""
    found = words(question)
    return {found[at : at + length] for at in range(max(1, len(found) - length + 1))}


@cache
def made() -> list[Example]:
    """The first examples of a training."""
    return [example(0, number) for number in range(EXAMPLES)]


def test_every_question_that_measures_is_withheld() -> None:
    questions = list(asked())
    assert len(questions) == 380
    assert all(map(is_withheld, questions))
    kept = resources.files("antiphon.reasoner.training.data").joinpath("withheld.txt").read_text("utf-8").split()
    assert kept == sorted({fingerprint(question) for question in questions})


def test_the_words_of_a_question_count_and_nothing_between_them() -> None:
    assert fingerprint("Question: Sal lies.\nOptions:\n- Yes") == fingerprint('"sal --  LIES"')
    assert fingerprint("Sal lies.") != fingerprint("Sal lied.")
    assert fingerprint("Take 1 step. Take 2 steps.") != fingerprint("Take 2 steps. Take 1 step.")
    assert not is_withheld("Is it true that nobody has asked this yet?")


def test_a_question_that_measures_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one of its kind is, by the chance that goes on."""
    first = example(0, 5)
    monkeypatch.setattr(module, "_withheld", lambda: frozenset({fingerprint(first.question)}))
    second = example(0, 5)
    assert second.question != first.question
    assert second.category == first.category
    assert second == example(0, 5)


def test_no_question_is_one_that_measures() -> None:
    measuring = {fingerprint(question) for question in asked()}
    assert not [each.question for each in made() if fingerprint(each.question) in measuring]


@pytest.mark.parametrize("length", [13, 8])
def test_no_words_in_a_row_are_taken_from_what_measures(length: int) -> None:
    measuring = {row for question in asked() for row in rows(question, length)}
    shared = [(row, each.question) for each in made() for row in rows(each.question, length) & measuring]
    assert not shared


def test_what_is_compared_is_what_makes_a_question_different() -> None:
    assert words(
        "If you follow these instructions, do you return to the starting point? Always face forward. Take 9 steps "
        "forward. Turn around. Take 1 step.\nOptions:\n- Yes\n- No"
    ) == ("take 9 steps forward", "turn around", "take 1 step")
    assert words("Question: Sal lies. Leda says Sal tells the truth. Does Leda tell the truth?") == (
        "sal lies", "leda says sal tells the truth", "does leda tell the truth",
    )  # fmt: skip
    assert words("I have a yam, two heads of broccoli, and a lettuce head. How many vegetables do I have?") == (
        "a yam", "two heads of broccoli", "a lettuce head",
    )  # fmt: skip
    assert words(
        '"Here comes a perfectly valid argument: First, being an ingredient of Mask is sufficient for not being an '
        'ingredient of Wash."\nIs the argument, given the explicitly stated premises, deductively valid or invalid?'
    ) == ("first", "being", "an ingredient of", "mask", "is sufficient for not being", "an ingredient of", "wash")


def test_a_question_that_is_nearly_one_that_measures_would_be_noticed() -> None:
    """Another first sentence: the rows of the others are the same."""
    noticed = 0
    for question in asked():
        rest = question.partition(". ")[2]
        if len(words(rest)) >= 8:
            assert rows(f"Listen to this. {rest}", 8) & rows(question, 8), question
            noticed += 1
    assert noticed > 60
