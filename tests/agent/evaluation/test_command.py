"""The command as a whole, on an agent with scripted children and on virtual time."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from antiphon.agent import load
from antiphon.agent.cli import app
from antiphon.agent.evaluation import Evaluation, Suite, evaluate
from antiphon.agent.settings import Settings
from antiphon.transport.errors import InputError
from antiphon.transport.messages import Mode

from ...virtual_time import run
from .scripted import THINKING_MS, ScriptedAgent


class Agent:
    """Stands where the VoiceAgent is made."""

    answer = "Yes."

    def __init__(self, settings: Settings) -> None:
        self.agent = ScriptedAgent(lambda heard, mode: self.answer, ["first", "second"])

    async def __aenter__(self) -> ScriptedAgent:
        return self.agent

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.agent.open == 0, "all sessions are closed before the agent is"


@pytest.fixture
def wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluation:
    monkeypatch.setattr("antiphon.agent.evaluation.command.VoiceAgent", Agent)
    entries = [{"id": 1, "input": "So?", "target": "Yes"}, {"id": 2, "input": "Not so?", "target": "No"}]
    (tmp_path / "mine.json").write_text(json.dumps({"logic": entries}))
    for number in (1, 2):
        soundfile.write(tmp_path / f"logic_{number}.wav", np.full(number * 8_000, 0.1, np.float32), 16_000)
    return Evaluation(
        suite=Suite.SPOKEN_BBH,
        questions=tmp_path / "mine.json",
        audio=tmp_path,
        modes=(Mode.THINK_BEFORE, Mode.SPEAK_FIRST),
        transcript=False,
        categories=(),
        limit=None,
        at_once=1,
        unheard=False,
        seed=None,
        json=True,
        out=tmp_path / "turns.json",
    )


def test_the_table_and_one_line_of_json_are_printed(wanted: Evaluation, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(evaluate(wanted, load()))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "spoken-bbh: nano, 2 questions, 4 turns"
    content = json.loads(lines[-1])
    assert (content["turns"], content["complete"]) == (4, True)
    assert [one["accuracy"] for one in content["results"] if one["category"] is None] == [0.5, 0.5]
    assert wanted.out is not None
    assert len(json.loads(wanted.out.read_text())) == 4


def test_without_json_there_is_none(wanted: Evaluation, capsys: pytest.CaptureFixture[str]) -> None:
    run(evaluate(replace(wanted, json=False, out=None, limit=1), load()))
    out = capsys.readouterr().out
    assert "{" not in out
    assert "1 questions, 2 turns" in out
    assert wanted.out is not None
    assert not wanted.out.exists()


def test_who_stops_gets_the_table_of_what_was_done(wanted: Evaluation, capsys: pytest.CaptureFixture[str]) -> None:
    async def stopped() -> None:
        async with asyncio.timeout(THINKING_MS / 1000 * 1.5):
            await evaluate(wanted, load())

    with pytest.raises(TimeoutError):
        run(stopped())
    lines = capsys.readouterr().out.splitlines()
    assert "stopped after 1 of 4" in lines[0]
    content = json.loads(lines[-1])
    assert (content["turns"], content["complete"]) == (1, False)
    assert wanted.out is not None
    assert len(json.loads(wanted.out.read_text())) == 1


def test_failed_turns_are_told(
    wanted: Evaluation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Agent, "answer", "!no room")
    assert not run(evaluate(wanted, load()))
    assert "4 turns failed; the first is logic_1 (think_before): no room" in capsys.readouterr().err


def test_more_at_once_than_there_is_room_for_is_refused(wanted: Evaluation) -> None:
    with pytest.raises(InputError, match="3 conversations at once are more than the 2"):
        run(evaluate(replace(wanted, at_once=3), load(None, ["reasoner.max_sessions=2"])))


@pytest.mark.parametrize(
    ("arguments", "modes"),
    [
        (["chat"], [None]),
        (["spoken-bbh"], [Mode.NO_THINK, Mode.THINK_BEFORE, Mode.THINK_FIRST, Mode.SPEAK_FIRST]),
        (["spoken-arithmetic"], [Mode.NO_THINK, Mode.THINK_BEFORE, Mode.THINK_FIRST, Mode.SPEAK_FIRST]),
        (["spoken-bbh", "--modes", "think_before, routed,think_before"], [Mode.THINK_BEFORE, None]),
        (["chat", "--modes", "no_think"], [Mode.NO_THINK]),
    ],
)
def test_chat_is_routed_unless_modes_are_given(
    arguments: list[str], modes: list[Mode | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Evaluation] = []

    async def note(wanted: Evaluation, settings: Settings) -> bool:
        asked.append(wanted)
        return True

    monkeypatch.setattr("antiphon.agent.cli.evaluate_all", note)
    assert CliRunner().invoke(app, ["eval", *arguments]).exit_code == 0
    assert list(asked[0].modes) == modes
