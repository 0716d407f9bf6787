"""Walking by instructions: ``antiphon.reasoner.training.data.navigate``."""

from __future__ import annotations

import re

from antiphon.reasoner.training.data.navigate import navigate

from .rules import check_generator, examples

MOVE = re.compile(
    r"\bturns? (left|right|around)|\b(\d+) steps?(?: (left|right|forward|backward|north|east|south|west))?", re.I
)
SIDES = {"forward": 1j, "north": 1j, "right": 1, "east": 1, "backward": -1j, "south": -1j, "left": -1, "west": -1}
TURNS = {"left": 1j, "right": -1j, "around": -1}


def walked(question: str) -> complex:
    """Where its instructions end, as seen from their start."""
    place, heading = 0j, 1j
    facing = "face" in question or re.search(r"north|south|east|west", question) is not None
    for turn, steps, side in MOVE.findall(question):
        if turn:
            heading *= TURNS[turn]
        else:
            place += int(steps) * (SIDES[side] if facing else heading)
    return place


def test_keeps_the_rules() -> None:
    check_generator(navigate, "navigate", most_tokens=150)


def test_the_answer_is_where_the_instructions_lead() -> None:
    for example in examples(navigate, 3000):
        assert example.key == ("No" if walked(example.question) else "Yes"), example


def test_the_thoughts_end_where_the_instructions_lead() -> None:
    for example in examples(navigate, 3000):
        positions = [match for line in example.thoughts if (match := re.search(r"(-?\d+),(-?\d+)$", line))]
        x, y = int(positions[-1][1]), int(positions[-1][2])
        assert complex(x, y) == walked(example.question), example
        assert example.thoughts[-1] == ("0,0 yes" if x == y == 0 else f"{x},{y} not 0,0 no")


def test_every_instruction_has_its_line() -> None:
    for example in examples(navigate, 1000):
        assert len(example.thoughts) == len(MOVE.findall(example.question)) + 2, example


def test_half_of_the_ways_lead_back_in_either_style() -> None:
    made = examples(navigate, 3000)
    for style in (True, False):
        keys = [example.key for example in made if ("face forward" in example.question) == style]
        assert 0.44 < keys.count("Yes") / len(keys) < 0.56


def test_half_is_in_the_words_of_big_bench_hard() -> None:
    made = examples(navigate, 1000)
    classic = [
        e
        for e in made
        if re.match(r"If you follow these instructions, do you return to the starting point\? [AT]", e.question)
    ]
    assert 500 < len(classic) < 700
