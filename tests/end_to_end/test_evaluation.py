"""`antiphon eval` with the real models: sound in, judged answers out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import soundfile

from antiphon.agent import load
from antiphon.agent.evaluation.questions import Question
from antiphon.agent.evaluation.scoring import Target
from antiphon.agent.evaluation.voicing import spoken_by_the_agent

from ..smollm2 import AS_ARGUMENTS
from .test_cli import antiphon

KATE = {
    "id": 1,
    "input": "Kate has 223 pennies. John has 388 pennies. How many more pennies does John have?",
    "target": "165",
}
ITALY = {"id": 1, "input": "What is the capital of Italy?", "target": "Rome"}
QUICK = (*AS_ARGUMENTS, "--set", "conversation.say_tokens=24", "--set", "conversation.thought_tokens=24")
"""It is the measuring that is looked at: SmolLM2 answers without a thought, too, and has been shown the capital."""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.json"
    file.write_text(json.dumps({"sums": [KATE], "facts": [ITALY]}))
    return file


def test_two_questions_are_asked_aloud_and_judged(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "turns.json"
    done = antiphon(
        "eval", "spoken-arithmetic", "--questions", questions, "--transcript", "--json", "--out", out, *QUICK,
        "--modes", "no_think,speak_first",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    shown = done.stdout.decode()
    assert "| no_think " in shown
    figures = json.loads(shown.splitlines()[-1])
    assert (figures["turns"], figures["complete"], figures["reasoner"]) == (8, True, "smollm2-135m")
    turns = json.loads(out.read_text())
    assert len(turns) == 8
    for turn in turns:
        assert (turn["outcome"], turn["error"]) == ("finished", "")
        assert turn["played"].strip() == turn["said"].strip()
        assert 0 < turn["ttfa_ms"] < turn["audio_done_ms"]
        if turn["reading"] is not None:
            assert turn["ttfa_ms"] <= turn["settled_ms"] <= turn["first_answer_ms"] <= turn["audio_done_ms"]
    rome = [turn for turn in turns if turn["category"] == "facts"]
    assert all(turn["correct"] for turn in rome)
    assert all("Italy" in turn["heard"] for turn in rome if turn["given"] == "sound")


def test_recordings_are_asked_without_sound_of_the_answers(questions: Path, tmp_path: Path, recordings: Path) -> None:
    shutil.copy(recordings / "kate_has_pennies.wav", tmp_path / "sums_1.wav")
    common = ("eval", "spoken-arithmetic", "-q", questions, "--audio", tmp_path, "--modes", "no_think", *QUICK)
    missing = antiphon(*common)
    assert missing.returncode == 2
    assert "1 of 2 recordings are missing" in missing.stderr.decode().replace("\n", " ")
    done = antiphon(*common, "--category", "sums", "--unheard", "--json")
    assert done.returncode == 0, done.stderr.decode()
    (result,) = [one for one in json.loads(done.stdout.decode().splitlines()[-1])["results"] if one["category"]]
    assert (result["questions"], result["ttfa_ms"], result["continuity"]) == (1, None, None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["spoken-bbh", "--questions", "none.json"], "none.json cannot be read"),
        (["spoken-bbh", "--category", "navigat"], "did you mean navigate"),
        (["spoken-bbh", "--modes", "no_think,fast"], "give some of no_think"),
        (["spoken-bbh", "--audio", "no/such/folder"], "is no folder"),
        (["spoken-bbh", "--jobs", "99"], "reasoner.max_sessions"),
        (["spoken-bbh", "--out", "no/such/folder/a.json"], "cannot be written"),
        (["spoken"], "spoken-arithmetic"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_started(arguments: list[str], message: str) -> None:
    done = antiphon("eval", *arguments)
    assert done.returncode == 2
    told = " ".join(done.stderr.decode().replace("│", " ").split())
    assert message in told
    assert "Traceback" not in told


async def test_a_question_is_read_aloud_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    asked = [Question("sums", "1", str(KATE["input"]), Target("165"))]
    done: list[int] = []
    paths = await spoken_by_the_agent(asked, load(), done.append)
    assert soundfile.info(paths["sums_1"]).duration > 3
    made = paths["sums_1"].stat()
    assert await spoken_by_the_agent(asked, load(), done.append) == paths
    assert paths["sums_1"].stat() == made
    assert done == [0, 1, 1]
    assert paths["sums_1"].parent.stat().st_mode & 0o77 == 0, "nobody else's"
    other = await spoken_by_the_agent(asked, load(None, ["speaker.speed=1.2"]), done.append)
    assert other != paths
