"""Questions are asked in all modes, judged by what was said, and timed as a listener hears it; on virtual time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from antiphon.agent.evaluation.asking import Asked, heard_at
from antiphon.agent.evaluation.questions import Question
from antiphon.agent.evaluation.run import Plan, run
from antiphon.agent.evaluation.scoring import Target
from antiphon.agent.settings import ConversationOptions
from antiphon.transport.messages import Mode
from antiphon.transport.trace import HeardWord

from ...virtual_time import run as run_on_virtual_time
from .scripted import THINKING_MS, WORD_MS, Answers, ScriptedAgent

QUESTIONS = [
    Question("navigate", "1", "Do you return?", Target("Yes")),
    Question("navigate", "2", "Do you come back?", Target("No")),
    Question("counting", "1", "How many?", Target("165")),
]
HEARD = ["do you return", "do you come back", "how many"]
ALL = (Mode.NO_THINK, Mode.THINK_BEFORE, Mode.THINK_FIRST, Mode.SPEAK_FIRST)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    recordings = {}
    for number, question in enumerate(QUESTIONS, 1):
        recordings[question.name] = path = tmp_path / f"{question.name}.wav"
        soundfile.write(path, np.full(number * 4_000, 0.1, np.float32), 8_000)
    return Plan(ALL, recordings, 300.0)


def ask_all(answers: Answers, plan: Plan) -> tuple[list[Asked], ScriptedAgent]:
    agent = ScriptedAgent(answers, HEARD)
    turns: list[Asked] = []
    run_on_virtual_time(run(agent, QUESTIONS, plan, turns.append))
    assert agent.open == 0
    return turns, agent


def yes(heard: str, mode: Mode) -> str:
    return "Well, yes, I say."


def test_every_question_is_asked_in_every_mode_in_a_session_of_its_own(plan: Plan) -> None:
    turns, agent = ask_all(yes, plan)
    assert [(turn.name, turn.mode) for turn in turns] == [
        (question.name, mode.value) for question in QUESTIONS for mode in ALL
    ]
    assert {turn.given for turn in turns} == {"sound"}
    assert len({turn.session for turn in agent.turns}) == len(turns) == 12
    assert agent.most_open == 1
    assert [turn.heard for turn in turns[::4]] == HEARD
    assert {turn.turn for turn in agent.turns} == {1}
    assert not any(turn.route for turn in agent.turns), "the mode is obeyed"


def test_where_no_mode_is_asked_for_the_router_decides(plan: Plan) -> None:
    turns, agent = ask_all(yes, replace(plan, modes=(None, Mode.SPEAK_FIRST, Mode.NO_THINK)))
    assert [turn.mode for turn in turns] == ["routed", "speak_first", "no_think"] * 3
    assert [turn.route for turn in agent.turns] == [True, False, False] * 3
    assert {turn.mode for turn in agent.turns[::3]} == {ConversationOptions().mode}
    assert [turn.route for turn in turns[::3]] == ["no_think by model", "no_think by model", "think by model"]
    assert [turn.thought_about for turn in turns] == [False, True, False, False, True, False, True, True, False]
    assert [turn.thought_tokens for turn in turns[::3]] == [0, 0, 10]


def test_what_was_said_is_judged_and_never_the_thoughts(plan: Plan) -> None:
    turns, _ = ask_all(yes, plan)
    assert [turn.correct for turn in turns] == [True] * 4 + [False] * 8
    assert [turn.reading for turn in turns] == ["yes"] * 8 + [None] * 4
    assert turns[1].thoughts == "the thought says yes"
    turns, _ = ask_all(lambda heard, mode: "I would rather not say.", plan)
    assert not any(turn.answered or turn.correct or turn.failed for turn in turns)


def test_an_answer_is_timed_when_its_deciding_word_is_heard(plan: Plan) -> None:
    turns, _ = ask_all(lambda heard, mode: "Yes, no wait: three steps, so it is no after all.", plan)
    no_think, think_before = turns[:2]
    assert no_think.ttfa_ms == pytest.approx(0, abs=0.1)
    assert no_think.first_answer_ms == pytest.approx(8 * WORD_MS, abs=0.1)
    assert no_think.settled_ms == no_think.first_answer_ms
    assert no_think.audio_done_ms == pytest.approx(11 * WORD_MS, abs=0.1)
    assert think_before.ttfa_ms == pytest.approx(THINKING_MS, abs=0.1)
    assert think_before.first_answer_ms == pytest.approx(THINKING_MS + 8 * WORD_MS, abs=0.1)
    assert (no_think.words, no_think.longest_gap_ms, no_think.say_tokens) == (11, 0, 4)
    assert (think_before.thought_tokens, think_before.thought_tokens_before_audio) == (10, 10)


def test_an_answer_that_is_repeated_is_settled_where_it_was_first_said(plan: Plan) -> None:
    turns, _ = ask_all(lambda heard, mode: "Yes, you do, so yes.", plan)
    assert turns[0].settled_ms == turns[0].ttfa_ms
    assert turns[0].first_answer_ms == pytest.approx(4 * WORD_MS, abs=0.1)


def test_nobody_waits_until_an_answer_was_heard(plan: Plan) -> None:
    async def timed() -> float:
        agent = ScriptedAgent(lambda heard, mode: "word " * 50, HEARD)
        await run(agent, QUESTIONS, replace(plan, modes=(Mode.NO_THINK, Mode.THINK_BEFORE)), lambda turn: None)
        return asyncio.get_running_loop().time()

    assert run_on_virtual_time(timed()) == pytest.approx(3 * THINKING_MS / 1000, abs=0.01)


def test_unheard_answers_make_no_sound_but_where_sound_paces_them(plan: Plan) -> None:
    heard, _ = ask_all(yes, plan)
    turns, agent = ask_all(yes, replace(plan, unheard=True, modes=(*ALL, None)))
    assert [turn.correct for turn in turns if turn.mode != "routed"] == [turn.correct for turn in heard]
    assert len(agent.said) == 9
    for turn in turns:
        silent = turn.mode in ("no_think", "think_before")
        assert (turn.ttfa_ms is None) == silent
        assert (turn.longest_gap_ms is None) == silent
        assert (turn.thought_tokens_before_audio is None) == silent
        assert (turn.first_answer_ms is None) == (silent or not turn.answered)
        assert turn.words == 4


def test_the_transcript_is_asked_as_text(plan: Plan) -> None:
    turns, agent = ask_all(yes, replace(plan, transcript=True, modes=(Mode.NO_THINK,)))
    assert [turn.given for turn in turns] == ["sound", "text"] * 3
    assert [turn.text for turn in agent.turns] == [part for heard in HEARD for part in ("", heard)]
    assert [turn.correct for turn in turns] == [True, True] + [False] * 4


def test_a_failed_answer_is_wrong_and_not_judged(plan: Plan) -> None:
    turns, _ = ask_all(lambda heard, mode: "!no room", plan)
    assert all(turn.failed and not turn.correct and not turn.answered for turn in turns)
    assert {turn.error for turn in turns} == {"no room"}
    assert {turn.played for turn in turns} == {"Sorry."}


def test_a_recording_that_cannot_be_read_fails_its_turns_alone(plan: Plan) -> None:
    plan.recordings["navigate_2"].write_bytes(b"no sound at all")
    soundfile.write(plan.recordings["counting_1"], np.zeros(8_000, np.float32), 8_000)
    turns, agent = ask_all(yes, replace(plan, transcript=True))
    assert len(turns) == plan.turns * 6
    assert [turn.failed for turn in turns] == [False] * 8 + [True] * 16
    assert "navigate_2.wav" in turns[8].error
    assert "nobody speaks" in turns[16].error
    assert len(agent.turns) == 8


def test_several_questions_are_asked_at_once(plan: Plan) -> None:
    turns, agent = ask_all(yes, replace(plan, at_once=2, modes=(Mode.THINK_BEFORE,)))
    assert agent.most_open == 2
    assert {turn.name for turn in turns} == {question.name for question in QUESTIONS}
    assert [turn.heard for turn in sorted(turns, key=lambda turn: turn.name)] == [HEARD[2], HEARD[0], HEARD[1]]


def test_who_stops_keeps_the_turns_that_are_over_and_frees_the_others(plan: Plan) -> None:
    agent = ScriptedAgent(yes, HEARD)
    turns: list[Asked] = []

    async def stopped() -> None:
        async with asyncio.timeout(THINKING_MS / 1000 * 1.5):
            await run(agent, QUESTIONS, replace(plan, modes=(Mode.THINK_BEFORE,)), turns.append)

    with pytest.raises(TimeoutError):
        run_on_virtual_time(stopped())
    assert [turn.name for turn in turns] == ["navigate_1"]
    assert agent.open == 0


def test_a_seed_is_passed_on(plan: Plan) -> None:
    _, agent = ask_all(yes, replace(plan, seed=7))
    assert {turn.seed for turn in agent.turns} == {7}


def test_a_place_in_the_text_is_heard_with_the_word_that_holds_it() -> None:
    words = [HeardWord("It is ", 10), HeardWord("so.", 300)]
    assert [heard_at(words, offset) for offset in (0, 5, 6, 8, 9)] == [10, 10, 300, 300, None]
