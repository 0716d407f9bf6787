"""`antiphon doctor` of a configuration for a graphics card; that of the default one is in tests/end_to_end/test_cli."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from antiphon.agent import doctor
from antiphon.agent.doctor import Check, examine
from antiphon.agent.settings import load
from antiphon.agent.store import Store

FIT = {
    "card": "a card", "card_bytes": 25_000_000_000, "total_bytes": 24_000_000_000, "fits": True,
    "table": "weights  15.60 GB", "words": "int4 fits",
}  # fmt: skip
DISK = {
    "holds": "int4", "folder": "/cache", "variable": "ANTIPHON_CACHE",
    "needed_bytes": 20_000_000_000, "free_bytes": 30_000_000_000,
}  # fmt: skip
REPORT = {
    "card": "a card: 25.0 of 25.0 GB", "seen": True, "on_card": True, "known": True, "fits": [FIT], "disks": [],
    "loading_bytes": 1 << 30,
}  # fmt: skip


def say(patch: pytest.MonkeyPatch, report: dict[str, Any], code: int = 0, *lines: str) -> list[list[str]]:
    """The child says this; returns what is asked of it."""
    commands: list[list[str]] = []

    def run(command: list[str], scratch: Path, on_line: Callable[[str], None]) -> int:
        commands.append(command)
        for line in (*lines, json.dumps(report)) if not code else lines:
            on_line(line)
        return code

    patch.setattr(doctor, "run", run)
    return commands


async def examined(tmp_path: Path, *overrides: str) -> dict[str, Check]:
    """Nothing is prepared there, so no answer is tried."""
    settings = load("step-audio-r1-int4", overrides)
    return {check.what: check for check in await examine(settings, Store(tmp_path))}


async def test_what_fits_is_shown_with_its_sum_and_its_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    commands = say(monkeypatch, REPORT, 0, "a warning of some library")
    checks = await examined(tmp_path)
    assert checks["graphics card"] == Check(True, "graphics card", "a card: 25.0 of 25.0 GB")
    assert checks["its memory"] == Check(True, "its memory", "24.0 of 25.0 GB", "int4 fits", "weights  15.60 GB")
    assert checks["an answer"].found == "not tried"
    assert "triton" in checks
    (command,) = commands
    assert "--folder" not in command
    assert json.loads(command[command.index("--options") + 1])["precision"] == "int4"


async def test_what_does_not_fit_is_a_fault_with_what_would(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say(monkeypatch, {**REPORT, "fits": [{**FIT, "fits": False, "words": "Use int4 with ..."}]})
    checks = await examined(tmp_path)
    assert checks["its memory"].ok is False
    assert checks["its memory"].remedy == "Use int4 with ..."


async def test_a_card_that_is_missing_is_a_fault_and_plans_for_others_are_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fits = [{**FIT, "card": "24 GB", "fits": False}, {**FIT, "card": "80 GB"}]
    say(monkeypatch, {**REPORT, "seen": False, "known": False, "card": "there is none", "fits": fits})
    checks = await examined(tmp_path)
    assert checks["graphics card"] == Check(False, "graphics card", "none", "there is none")
    for size in ("24 GB", "80 GB"):
        check = checks[f"memory of a card of {size}"]
        assert check.ok is None
        assert "a model that is not on this machine" in check.found


async def test_a_card_and_a_model_that_are_both_missing_are_both_told(tmp_path: Path) -> None:
    """By the child itself, which knows nothing of this model."""
    checks = await examined(tmp_path, "reasoner.model=hf:me/mine", "reasoner.device=cuda")
    assert "models prepare hf:me/mine" in checks["model hf:me/mine"].remedy
    if checks["graphics card"].found == "none":
        assert "there is no graphics card" in checks["graphics card"].remedy
    else:
        assert "what it takes is not known" in checks["graphics card"].remedy


@pytest.mark.parametrize(
    ("needed", "free", "ok", "found"),
    [
        (20e9, 30e9, True, "20.0 GB are needed in /cache"),
        (20e9, 3e9, False, "3.0 GB are free"),
        (0, 3e9, True, "kept in"),
    ],
)
async def test_the_disk_for_int4_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, needed: float, free: float, ok: bool, found: str
) -> None:
    say(monkeypatch, {**REPORT, "disks": [{**DISK, "needed_bytes": int(needed), "free_bytes": int(free)}]})
    check = (await examined(tmp_path))["disk for int4"]
    assert check.ok is ok
    assert found in check.found
    assert bool(check.remedy) is not ok


async def test_the_disk_for_a_model_that_is_not_fetched_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    disk = {"holds": "the model and int4", "folder": "/hub and /cache", "variable": "HF_HOME or ANTIPHON_CACHE"}
    sizes = {"needed_bytes": 87_000_000_000, "free_bytes": 80_000_000_000}
    say(monkeypatch, {**REPORT, "known": False, "disks": [disk | sizes]})
    check = (await examined(tmp_path))["disk for the model and int4"]
    assert check.ok is False
    assert check.found == "87.0 GB are needed in /hub and /cache, 80.0 GB are free"
    assert check.remedy == "make room, or set HF_HOME or ANTIPHON_CACHE to another disk"


@pytest.mark.parametrize(("needed", "start"), [(20e9, "the first start, which makes int4,"), (0, "a start")])
@pytest.mark.parametrize("available", [6, 7])
async def test_the_memory_that_loading_takes_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, needed: float, start: str, available: int
) -> None:
    memory = SimpleNamespace(available=available << 30, total=16 << 30)
    monkeypatch.setattr(doctor.psutil, "virtual_memory", lambda: memory)
    say(monkeypatch, {**REPORT, "disks": [{**DISK, "needed_bytes": int(needed)}], "loading_bytes": 4 << 30})
    check = (await examined(tmp_path))["memory to start"]
    assert check.ok is (available == 7)
    assert check.found == f"{start} takes about 6.5 GiB, {available}.0 are free"
    assert bool(check.remedy) is not check.ok


async def test_no_answer_is_tried_where_int4_would_be_made_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the minutes nor the 20 GB are what somebody asks for who wants to know."""
    tried: list[object] = []

    async def answer(*what: object) -> Check:
        tried.append(what)
        return Check(True, "an answer", "heard")

    monkeypatch.setattr(doctor, "_answer", answer)
    monkeypatch.setattr(doctor, "_host_memory", lambda *_, **__: Check(True, "memory to start", ""))
    monkeypatch.setattr(doctor, "_model", lambda store, name: Check(True, f"model {name}", ""))
    say(monkeypatch, {**REPORT, "disks": [DISK]})
    check = (await examined(tmp_path))["an answer"]
    assert check.found == "not tried"
    assert "takes minutes and 20.0 GB in /cache: start `antiphon serve`" in check.remedy
    assert not tried
    say(monkeypatch, {**REPORT, "disks": [{**DISK, "needed_bytes": 0}]})
    assert (await examined(tmp_path))["an answer"].found == "heard"
    say(monkeypatch, {**REPORT, "disks": [{**DISK, "free_bytes": 0}]})
    assert (await examined(tmp_path))["an answer"].remedy == "put right what is wrong first: disk for int4"


async def test_what_the_child_dies_of_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say(monkeypatch, {}, 1, "Traceback", "hf:me/mine is not on this machine", "")
    check = (await examined(tmp_path))["graphics card"]
    assert check == Check(False, "graphics card", "not looked at", "hf:me/mine is not on this machine")


async def test_a_model_that_is_there_is_looked_at_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    commands = say(monkeypatch, REPORT)
    await examined(tmp_path, f"reasoner.model={tmp_path}")
    assert commands[0][-2:] == ["--folder", str(tmp_path)]


async def test_on_the_processor_no_card_is_asked_about(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    commands = say(monkeypatch, REPORT)
    checks = await examined(tmp_path, "reasoner.device=cpu", "reasoner.precision=auto")
    assert commands == []
    assert checks["graphics card"].ok is None
    assert "runs on the processor" in checks["graphics card"].found
    say(monkeypatch, {**REPORT, "on_card": False, "card": "none is used"})
    checks = await examined(tmp_path, "reasoner.device=auto")
    assert checks["graphics card"].ok is None


async def test_the_child_itself_plans_for_a_model_that_is_not_there(tmp_path: Path) -> None:
    """With a card or without: what is planned, and what fits, depends on it."""
    checks = await examined(tmp_path)
    plans = [check for what, check in checks.items() if "memory" in what and check.details]
    assert plans
    assert all("KV cache" in plan.details for plan in plans)
