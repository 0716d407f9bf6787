"""What `antiphon doctor` is told of the card: ``antiphon.reasoner.memory_report``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants

from antiphon.agent.settings import load
from antiphon.reasoner import memory_report
from antiphon.reasoner.memory_plan import admit
from antiphon.reasoner.memory_report import CARDS, main, report
from antiphon.reasoner.models.card import Card
from antiphon.reasoner.models.loading import BUFFER_BYTES
from antiphon.reasoner.models.published import published
from antiphon.reasoner.models.quantised_cache import SHARD_BYTES
from antiphon.reasoner.options import ReasonerOptions
from antiphon.transport.errors import ModelMissing

from .by_heart import write_model

STEP_AUDIO = "hf:stepfun-ai/Step-Audio-R1.1"
CONFIGS = {"step-audio-r1": "80 GB", "step-audio-r1-int4": "24 GB"}


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def no_card(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(torch.cuda, "is_available", lambda: False)


def a_card(patch: pytest.MonkeyPatch, size_bytes: int, free_bytes: int | None = None) -> None:
    """Idle, where nothing is said of what is free."""
    free = size_bytes if free_bytes is None else free_bytes
    patch.setattr(memory_report, "device_of", lambda options: torch.device("cuda", 0))
    patch.setattr(memory_report.Card, "of", lambda device: Card("a card", size_bytes, free))


def options(**values: object) -> ReasonerOptions:
    return ReasonerOptions.model_validate({"model": STEP_AUDIO, "device": "cuda", "max_sessions": 1} | values)


@pytest.mark.parametrize("name", CONFIGS)
def test_the_configurations_that_come_with_antiphon_fit_the_cards_they_are_for(name: str) -> None:
    settings = load(name)
    known = published(settings.reasoner.model)
    assert known is not None
    found = admit(settings.reasoner, *known, CARDS[CONFIGS[name]])
    assert found.fits
    assert found.demand.context_tokens == settings.reasoner.context_tokens
    # A turn's thoughts and answer, and a question of a minute, are in no need of forgetting what they are about.
    conversation = settings.conversation
    assert conversation.thought_tokens + conversation.say_tokens + 60 * 13 < settings.reasoner.context_tokens / 2


def test_a_card_of_24_gb_gives_23_5_gib() -> None:
    assert CARDS["24 GB"] == 23.5 * 2**30


def test_without_a_card_it_says_so_and_plans_for_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    no_card(monkeypatch)
    found = report(options(precision="bf16", context_tokens=8192), None)
    assert not found.seen
    assert "no graphics card" in found.card
    assert not found.known
    assert [(fit.card, fit.fits) for fit in found.fits] == [("24 GB", False), ("48 GB", False), ("80 GB", True)]
    assert "Use int4: 1 session of 8192 tokens" in found.fits[0].words
    assert "weights" in found.fits[0].table
    (disk,) = found.disks
    assert disk.holds == "the model"


def test_a_card_that_is_seen_is_planned_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    a_card(monkeypatch, CARDS["48 GB"])
    found = report(options(context_tokens=8192), None)
    assert found.seen
    assert found.card == "a card: 50.9 of 50.9 GB are free for it"
    (fit,) = found.fits
    assert fit.fits
    assert fit.total_bytes < fit.card_bytes == CARDS["48 GB"]
    assert fit.words.startswith("int4 fits, and so would 1 session of ")
    assert "10 sessions of 8192 tokens" in fit.words
    (disk,) = found.disks
    assert disk.holds == "the model and int4"
    assert disk.needed_bytes == pytest.approx(67e9 + 19.6e9, rel=0.01)
    assert disk.free_bytes > 0
    assert disk.folder == f"{tmp_path / 'hub'} and {tmp_path / 'cache' / 'antiphon'}"
    assert disk.variable == "HF_HOME or ANTIPHON_CACHE"
    # A tensor (the embedding), what the card copies from, and a shard of int4.
    assert found.loading_bytes == 2 * 158720 * 5120 + BUFFER_BYTES + SHARD_BYTES


def test_what_lies_on_two_disks_is_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    a_card(monkeypatch, CARDS["24 GB"])
    (tmp_path / "hub").mkdir()
    monkeypatch.setattr(memory_report, "_device", lambda place: place.name)
    model, int4 = report(options(context_tokens=1024), None).disks
    assert (model.holds, model.folder, model.variable) == ("the model", str(tmp_path / "hub"), "HF_HOME")
    assert model.needed_bytes == pytest.approx(67e9, rel=0.01)
    assert (int4.holds, int4.variable) == ("int4", "ANTIPHON_CACHE")
    assert int4.needed_bytes == pytest.approx(19.6e9, rel=0.01)


def test_what_was_fetched_of_a_model_is_not_needed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    a_card(monkeypatch, CARDS["80 GB"])
    (before,) = report(options(precision="bf16", context_tokens=1024), None).disks
    blobs = tmp_path / "hub" / "models--stepfun-ai--Step-Audio-R1.1" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / ("a" * 64)).write_bytes(bytes(1000))
    (blobs / f"{'b' * 64}.01234567.incomplete").write_bytes(bytes(500))
    (disk,) = report(options(precision="bf16", context_tokens=1024), None).disks
    assert disk.needed_bytes == before.needed_bytes - 1000


def test_the_ear_is_fetched_also_where_words_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    a_card(monkeypatch, CARDS["80 GB"])
    heard, read = (report(options(hearing=hearing), None).disks[0].needed_bytes for hearing in ("sound", "words"))
    assert heard == read


def test_what_a_card_copies_from_is_as_large_as_the_loader_has_it() -> None:
    assert memory_report.PINNED_BYTES == BUFFER_BYTES


def test_a_model_that_is_there_is_planned_for_by_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    a_card(monkeypatch, CARDS["24 GB"])
    found = report(options(model="anything", precision="int4"), tmp_path / "model")
    assert found.known
    assert found.fits[0].total_bytes < 2e9
    (disk,) = found.disks
    assert disk.holds == "int4"
    assert 0 < disk.needed_bytes < 1e6
    assert "model-" in disk.folder
    assert found.loading_bytes < 1e7


def test_what_is_configured_may_be_int4_where_bf16_would_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    a_card(monkeypatch, CARDS["80 GB"])
    (fit,) = report(options(precision="int4", context_tokens=8192), None).fits
    assert fit.fits
    assert "Or: Use bf16" in fit.words


def test_on_the_processor_there_is_nothing_to_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    no_card(monkeypatch)
    for device in ("cpu", "auto"):
        found = report(options(device=device), None)
        assert not found.on_card
        assert found.fits == []


def test_a_model_of_which_nothing_is_known_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    a_card(monkeypatch, CARDS["24 GB"])
    with pytest.raises(ModelMissing, match="hf:me/mine is not on this machine"):
        report(options(model="hf:me/mine"), None)


def test_without_a_card_that_is_told_also_of_a_model_of_which_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    no_card(monkeypatch)
    found = report(options(model="hf:me/mine"), None)
    assert "no graphics card" in found.card
    assert (found.seen, found.on_card, found.known, found.fits) == (False, True, False, [])


@pytest.mark.parametrize(("free", "busy"), [(10e9, True), (24e9, False)])
def test_a_card_that_others_use_is_not_called_too_small(
    monkeypatch: pytest.MonkeyPatch, free: float, busy: bool
) -> None:
    """It may have 80 GB: what is free decides, and who has the rest is to be found out."""
    a_card(monkeypatch, int(85e9) if busy else int(25e9), int(free))
    (fit,) = report(options(precision="bf16", context_tokens=8192), None).fits
    assert not fit.fits
    assert f"the {free / 1e9:.1f} " in fit.words
    assert "that are free" in fit.words
    assert "this card" not in fit.words
    assert fit.words.endswith("see `nvidia-smi` for what else uses it.") is busy
    assert ("Of the card's 85.0 GB only 10.0 are free" in fit.words) is busy


def test_what_fits_a_busy_card_says_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    a_card(monkeypatch, int(85e9), int(40e9))
    (fit,) = report(options(context_tokens=8192), None).fits
    assert fit.fits
    assert "nvidia-smi" not in fit.words


def test_it_is_one_line_of_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    a_card(monkeypatch, CARDS["24 GB"])
    assert main(["--options", options().model_dump_json()]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["fits"][0]["card"] == "a card"


def test_what_goes_wrong_is_its_last_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_card(monkeypatch, CARDS["24 GB"])
    assert main(["--options", options().model_dump_json(), "--folder", str(tmp_path)]) == 1
    assert "no config.json" in capsys.readouterr().err.splitlines()[-1]
