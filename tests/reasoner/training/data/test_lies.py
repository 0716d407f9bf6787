"""Who tells the truth: ``antiphon.reasoner.training.data.lies``."""

from __future__ import annotations

import re

from antiphon.reasoner.training.data.lies import web_of_lies

from .rules import check_generator, examples

TRUTH = r"(?:is honest|is telling the truth|(?:always )?tells the truth|is truthful)"
LIE = r"(?:is a liar|is lying|(?:always )?lies|is not telling the truth)"
SAYS = r"(?:says|claims|tells me|thinks)"
FIRST = re.compile(rf"(\w+) (?:({TRUTH})|{LIE})\.")
CLAIM = re.compile(rf"(\w+) {SAYS}(?: that)? (\w+) (?:({TRUTH})|{LIE})\.")
ASKED = re.compile(r"(?:Does|Is|Can I believe|Do you think) (\w+).*\?")


def solved(question: str) -> bool:
    """Whether whoever is asked about is honest."""
    honest: dict[str, bool] = {}
    claims = [(who, whom, bool(truth)) for who, whom, truth in CLAIM.findall(question)]
    for who, truth in FIRST.findall(CLAIM.sub("", question)):
        honest[who] = bool(truth)
    while any(who not in honest for who, _, _ in claims):
        for who, whom, truth in claims:
            if whom in honest:
                honest[who] = honest[whom] == truth
    asked = [name for name in ASKED.findall(CLAIM.sub("", question)) if name in honest]
    return honest[asked[-1]]


def test_keeps_the_rules() -> None:
    check_generator(web_of_lies, "web_of_lies", most_tokens=150)


def test_the_answer_is_what_a_solver_finds() -> None:
    for example in examples(web_of_lies, 3000):
        of_lies = example.thoughts[-1].startswith("lies?")
        assert example.key == ("Yes" if solved(example.question) != of_lies else "No"), example


def test_the_thoughts_follow_from_each_other() -> None:
    for example in examples(web_of_lies, 2000):
        known: dict[str, bool] = {}
        for line in example.thoughts:
            if match := re.fullmatch(r"(\w+) (honest|lies)", line):
                known[match[1]] = match[2] == "honest"
            elif match := re.fullmatch(r"(\w+) says (\w+) (honest|lies): (true|false)\. (\w+) (honest|lies)", line):
                who, whom, claim, truth, again, what = match.groups()
                assert who == again
                known[who] = (claim == "honest") == known[whom]
                assert known[who] == (truth == "true") == (what == "honest")
            else:
                assert line == f"lies? {example.key.lower()}"
        who = re.split(r"[ ,]+", example.answer)[1]
        assert known[who] == ("truth" in example.answer)


def test_half_of_them_are_honest_and_three_to_seven_speak() -> None:
    made = examples(web_of_lies, 3000)
    assert 0.46 < sum(example.key == "Yes" for example in made) / len(made) < 0.54
    assert {len([line for line in example.thoughts if "?" not in line]) for example in made} == set(range(3, 8))
