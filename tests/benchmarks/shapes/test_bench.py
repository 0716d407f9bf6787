"""The whole bench on tiny shapes, where kernels are interpreted: what a GPU's time must not be spent on finding."""

from __future__ import annotations

import json
import shutil
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from .. import decode
from . import bench, loading
from .bench import FILE, Report, run
from .profiling import Launch, summed
from .table import Figure, table


@pytest.fixture(autouse=True)
def _one_thread() -> Any:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def arguments(**others: Any) -> Namespace:
    given = {"shapes": "tiny", "device": "cpu", "parts": [], "rows": [1, 2], "layers": 4, "out": None}
    return Namespace(**{**given, **others})


def test_the_whole_table_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUT", str(tmp_path))
    report = run(arguments(out=tmp_path / "benchmarks" / "decode.json"))
    assert report.errors == {}
    names = {figure.name for figure in report.figures}
    assert names >= {
        "decode step bf16, 1 row",
        "decode step int4, 2 rows",
        "two brains over one, int4",
        "fork of 5 tokens, int4",
        "prefill of 4 tokens, bf16",
        "encoder + adaptor, 0.3 s of audio",
        "peak memory, int4, 20 tokens, both brains",
        "end of 0.1 s of audio to answer token 2, speak_first, int4",
    }
    missed = [f.name for f in report.figures if ("against" in f.name) and f.verdict != "met"]
    assert missed == []
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["weights"] == "random"
    assert set(last["figures"]) == names
    written = json.loads((tmp_path / FILE).read_text())
    assert written == json.loads((tmp_path / "benchmarks" / "decode.json").read_text())
    assert all(figure["weights"] == "random" for figure in written["figures"])
    floors = {figure["name"]: figure.get("floor") for figure in written["figures"]}
    assert floors["decode step int4, 1 row"] > 0


def test_what_goes_wrong_in_one_part_is_told_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such kernel")

    monkeypatch.delenv("OUT", raising=False)
    monkeypatch.setattr("tests.benchmarks.shapes.bench.encoder", broken)
    report = run(arguments(parts=["encoder", "fork"], rows=[1]))
    assert list(report.errors) == ["encoder"]
    assert "no such kernel" in report.errors["encoder"]
    assert any(figure.name.startswith("fork") for figure in report.figures)
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["errors"] == {"encoder": "RuntimeError: no such kernel"}


def test_loading_is_measured_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SHARD_BYTES", 100_000)
    report = run(arguments(parts=["load"], layers=2, out=tmp_path / "load.json"))
    assert report.errors == {}
    figures = {figure["name"]: figure for figure in json.loads((tmp_path / "load.json").read_text())["figures"]}
    first, again = (figures[f"load 2 layers, int4 {when}"]["beside"] for when in ("for the first time", "once more"))
    assert figures["load 2 layers, bf16"]["value"] > 0
    assert first["GB read"] > again["GB read"] > 0
    assert again["host peak, GB"] > 0


def test_a_full_disk_is_told_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
    report = run(arguments(parts=["load"]))
    assert "ask for fewer --layers" in report.errors["load"]


def test_a_part_that_failed_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Report({}, errors={"encoder": "RuntimeError: no such kernel"})
    monkeypatch.setattr(bench, "run", lambda arguments: failed)
    with pytest.raises(SystemExit) as exited:
        decode.main(["--shapes", "tiny"])
    assert exited.value.code == 1
    failed.errors.clear()
    decode.main(["--shapes", "tiny"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--shapes", "tiny", "--steps", "60"], "with --shapes there is no --steps"),
        (["--rows", "1", "2"], "--rows: only with --shapes"),
    ],
)
def test_options_of_the_other_program_are_refused(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        decode.main(words)
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [{"parts": ["encoders"]}, {"shapes": "step-audio"}])
def test_what_there_is_not_is_said_before_anything_is_measured(wrong: dict[str, Any]) -> None:
    with pytest.raises(SystemExit, match="there are no"):
        run(arguments(**wrong))


def test_a_goal_is_missed_by_what_is_not_a_number() -> None:
    assert Figure("logits", float("nan"), "", 1e-2).verdict == "MISSED"
    assert Figure("logits", 1e-2, "", 1e-2).verdict == "met"
    assert "MISSED" in table([Figure("logits", 2e-2, "", 1e-2, 0.0)])


SIZES = {"qkv": 100, "down": 300, "head": 1000, "attention": 50}


def step_of(*layer: str) -> list[Launch]:
    """Two such layers and the head: a kernel every 10 us, of 5 us each."""
    names = ["_norm_kernel", *layer, *layer, "gemv_head"]
    return [Launch(name, (8,), 10.0 * place, 5.0) for place, name in enumerate(names)]


def told(found: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {kernel["what"]: (kernel["launches"], kernel["bytes"]) for kernel in found["kernels"] if kernel["what"]}


@pytest.mark.parametrize("last", ["_product_kernel", "nvjet_sm90_tst_128x8_64x12_4x1_v_bx_splitK_TNT"])
def test_products_are_told_by_their_place_in_the_step(last: str) -> None:
    """Two layers of two products each, and the head; a reduction belongs to none of them, a split product does."""
    found = summed(step_of("_product_kernel", "_split_kernel", "splitKreduce_kernel", last), SIZES, 2)
    assert told(found) == {"qkv": (2, 200), "down": (2, 600), "head": (1, 1000), "attention": (2, 100)}
    assert "untold" not in found
    assert found["span_us"] == 95.0
    assert found["idle_us"] == 45.0


def test_where_a_product_is_two_kernels_none_is_told_and_that_is_said() -> None:
    found = summed(step_of("_product_kernel", "gemm", "gemm"), SIZES, 2)
    assert told(found) == {}
    assert found["untold"] == "7 kernels look like products, where 5 are: none has a label"


def test_a_kernel_adds_what_is_behind_the_end_of_the_one_in_front() -> None:
    """The product begins early and waits; bytes a second are by what it adds."""
    launches = [Launch("a", (1,), 0.0, 10.0), Launch("gemv", (1,), 4.0, 8.0), Launch("c", (1,), 6.0, 3.0)]
    found = summed([*launches, Launch("a", (1,), 13.0, 3.0)], {"head": 4000}, 0)
    by_name = {kernel["name"]: kernel for kernel in found["kernels"]}
    assert {name: kernel["added_us"] for name, kernel in by_name.items()} == {"a": 14.0, "gemv": 2.0, "c": 0.0}
    assert by_name["gemv"]["ran_us"] == 8.0
    assert by_name["gemv"]["gb_s"] == 2
    assert (found["span_us"], found["idle_us"]) == (16.0, 1.0)
