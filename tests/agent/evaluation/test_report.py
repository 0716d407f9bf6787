"""Turns become figures, tables and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from antiphon.agent import load
from antiphon.agent.evaluation.asking import Asked, Given
from antiphon.agent.evaluation.figures import compare, figures, grouped
from antiphon.agent.evaluation.report import Report, markdown, to_json, write_turns
from antiphon.agent.evaluation.run import Plan
from antiphon.transport.messages import Mode
from antiphon.transport.trace import Segment


def turn(name: str, mode: str, correct: bool = True, *, given: Given = "sound", **fields: object) -> Asked:
    category, id_ = name.rsplit("_", 1)
    asked = Asked(category, id_, mode, given, "so?", "Yes", outcome="finished", correct=correct, reading="yes")
    for key, value in fields.items():
        setattr(asked, key, value)
    return asked


TURNS = [
    turn("a_1", "think_before", True, ttfa_ms=900.0, first_answer_ms=1000.0, thought_tokens=50, longest_gap_ms=0.0),
    turn("a_1", "speak_first", False, ttfa_ms=100.0, first_answer_ms=2500.0, thought_tokens=20, longest_gap_ms=90.0),
    turn("a_2", "think_before", True, ttfa_ms=1100.0, first_answer_ms=1300.0, thought_tokens=70, longest_gap_ms=0.0),
    turn("a_2", "speak_first", True, ttfa_ms=140.0, first_answer_ms=300.0, thought_tokens=30, longest_gap_ms=39.0),
    turn("b_1", "think_before", correct=False, outcome="failed", reading=None, error="no room"),
    turn("b_1", "speak_first", False, reading=None, ttfa_ms=120.0, thought_tokens=10, longest_gap_ms=0.0, words=4),
]


def test_figures_are_shares_and_medians() -> None:
    found = figures([one for one in TURNS if one.mode == "speak_first"], None)
    assert (found.questions, found.correct, found.no_answer, found.failed) == (3, 1, 1, 0)
    assert found.accuracy.value == pytest.approx(1 / 3)
    assert (found.ttfa_ms, found.first_answer_ms, found.thought_tokens) == (120.0, 1400.0, 20)
    assert found.continuity == pytest.approx(2 / 3, abs=1e-4)


def test_failed_turns_are_wrong_and_have_no_times() -> None:
    found = figures([one for one in TURNS if one.mode == "think_before"], None)
    assert (found.questions, found.correct, found.no_answer, found.failed) == (3, 2, 0, 1)
    assert (found.ttfa_ms, found.thought_tokens) == (1000.0, 60)
    alone = figures([TURNS[4]], "b")
    assert (alone.ttfa_ms, alone.continuity, alone.words) == (None, None, None)


def test_what_was_thought_about_is_counted_by_its_route() -> None:
    routes = ["no_think by rule", "no_think by model 0.81", "think by model 0.03", "think by request", ""]
    turns = [turn(f"a_{number}", "routed", route=route) for number, route in enumerate(routes)]
    assert figures(turns, None).thought_about == 2
    head, _, row = markdown(report(turns, 5)).split("\n\n")[1].split("\n")
    place = [cell.strip() for cell in head.split("|")].index("thought about")
    assert row.split("|")[place].strip() == "2"


def test_figures_come_by_mode_and_category() -> None:
    assert [(one.mode, one.category, one.questions) for one in grouped(TURNS)] == [
        ("think_before", None, 3),
        ("think_before", "a", 2),
        ("think_before", "b", 1),
        ("speak_first", None, 3),
        ("speak_first", "a", 2),
        ("speak_first", "b", 1),
    ]


def test_modes_are_compared_on_the_questions_that_both_were_asked() -> None:
    (found,) = compare([*TURNS, turn("b_2", "speak_first")])
    assert (found.mode, found.other_mode) == ("speak_first", "think_before")
    assert (found.difference.pairs, found.difference.better, found.difference.worse) == (3, 0, 1)
    assert compare(TURNS[1::2]) == []


def test_a_text_is_compared_with_its_sound() -> None:
    found = compare([*TURNS, turn("a_1", "speak_first", given="text")])
    assert [(one.mode, one.given, one.other_mode, one.other_given) for one in found] == [
        ("speak_first", "sound", "think_before", "sound"),
        ("speak_first", "text", "speak_first", "sound"),
    ]
    assert found[1].difference.better == 1


def report(turns: list[Asked], wanted: int) -> Report:
    plan = Plan((Mode.THINK_BEFORE, Mode.SPEAK_FIRST), {}, 300.0)
    return Report("spoken-bbh", "mine.json", load(), plan, turns, wanted, 12.3456)


def test_the_report_is_markdown() -> None:
    text = markdown(report(TURNS, 6))
    heading, modes, categories, comparisons = text.split("\n\n")
    assert heading == "spoken-bbh: nano, 3 questions, 6 turns"
    assert "| speak_first  | 1 of 3 |" in modes
    assert "| accuracy (95 %) |" in categories
    assert "-33.3 (" in comparisons
    for table in (modes, categories, comparisons):
        lines = table.split("\n")
        assert len({line.count("|") for line in lines}) == len({len(line) for line in lines}) == 1


def test_a_report_of_one_turn_says_what_there_is() -> None:
    text = markdown(report(TURNS[:1], 6))
    assert "stopped after 1 of 6" in text
    assert text.count("\n\n") == 1


def test_the_json_is_one_line_with_every_figure() -> None:
    text = to_json(report(TURNS, 8))
    assert "\n" not in text
    content = json.loads(text)
    assert (content["schema"], content["suite"], content["complete"], content["wall_s"]) == (
        1,
        "spoken-bbh",
        False,
        12.3,
    )
    assert len(content["results"]) == 6
    first = content["results"][0]
    assert (first["accuracy"], first["category"]) == (0.6667, None)
    assert 0 < first["accuracy_low"] < first["accuracy"] < first["accuracy_high"] < 1
    assert content["comparisons"][0]["difference"]["pairs"] == 3


def test_every_turn_is_written(tmp_path: Path) -> None:
    turns = [turn("a_1", "speak_first", ttfa_ms=1.23456, segments=[Segment("Yes.", 3, 0.12345)])]
    write_turns(tmp_path / "turns.json", turns)
    (content,) = json.loads((tmp_path / "turns.json").read_text())
    assert (content["category"], content["ttfa_ms"], content["segments"][0]["asked_ms"]) == ("a", 1.235, 0.123)
    assert set(content) == set(Asked.__struct_fields__)
