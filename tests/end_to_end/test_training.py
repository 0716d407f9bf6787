"""The whole recipe with a tiny decoder: questions are made up and spoken, it learns, is put together, and answers."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from antiphon.reasoner.faculties import Faculties
from antiphon.reasoner.mind import Mind
from antiphon.reasoner.nano import assemble
from antiphon.reasoner.options import ReasonerOptions, RouterOptions
from antiphon.reasoner.training import data, speak
from antiphon.reasoner.training.data.arithmetic import short_arithmetic, word_problem
from antiphon.reasoner.training.data.dictation import dictation
from antiphon.reasoner.training.data.smalltalk import small_talk
from antiphon.reasoner.training.speech import Voice
from antiphon.transport.messages import Mode, Routed, Say, SegmentBegun, Show, Thought, ToolCall, Turn

training = importlib.import_module("antiphon.reasoner.training.__main__")

EXAMPLES = 24


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def base(tmp_path: Path, smollm2_folder: Path) -> Path:
    """A random decoder with SmolLM2's tokenizer."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=49_152, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=2048, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2,
        pad_token_id=2, initializer_range=0.2,
    )  # fmt: skip
    folder = tmp_path / "base"
    LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)
    shutil.copy(smollm2_folder / "tokenizer.json", folder)
    return folder


@pytest.fixture
def recipe(tmp_path: Path, base: Path, whisper_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A few short questions, in the one voice that is always there."""
    monkeypatch.setattr(speak, "TRAINING_VOICES", {Voice("hibari", "heart"): 1.0})
    shares = dict.fromkeys((short_arithmetic, dictation, small_talk, word_problem), 1.0)
    monkeypatch.setattr(data, "SHARES", shares)
    path = tmp_path / "recipe.toml"
    path.write_text(
        f'out = "{tmp_path / "out"}"\n'
        f'[data]\nexamples = {EXAMPLES}\nspeech = "{tmp_path / "speech"}"\nworkers = 1\n'
        f'[update]\nbase = "{base}"\nencoder = "{whisper_folder}"\nrank = 4\nalpha = 8\n'
        "[run]\nsamples = 30\npositions = 1200\ncheckpoint_steps = 2\nlog_steps = 1\n"
    )
    return path


def run(recipe: Path, *arguments: str | Path) -> None:
    assert training.main(["--config", str(recipe), *map(str, arguments)]) == 0


async def answered(folder: Path, whisper: Path, recording: Path) -> str:
    """What the model in ``folder`` says to what it hears."""
    options = ReasonerOptions(
        model=str(folder), recogniser=str(whisper), threads=1, router=RouterOptions(no_thought_above=1)
    )
    faculties = await Faculties.load(options)
    await faculties.start()
    try:
        assert faculties.hears
        pcm, _ = soundfile.read(recording, dtype="float32")
        heard = await faculties.hear(pcm)
        assert heard.states.shape[1] == 64
        said: list[str] = []

        async def send(message: Routed | Thought | SegmentBegun | Say | Show | ToolCall) -> None:
            if isinstance(message, Say):
                said.append(message.text)

        mind = Mind("s", faculties.engine, faculties.prompt, options, "Be brief.")
        turn = Turn("s", 1, 1, Mode.THINK_FIRST, "", 100, 20, 0, False)
        done = await mind.answer(turn, "", send, sound=[*heard.pieces.values()])
        mind.close()
        assert done.counts["thought_tokens"] > 0
        return "".join(said)
    finally:
        await faculties.close()


async def test_a_model_is_trained_goes_on_is_tried_and_answers(
    recipe: Path, base: Path, tmp_path: Path, whisper_folder: Path, recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    run(recipe, "--only", "speech")
    assert len(speak.Shards(tmp_path / "speech")) == EXAMPLES
    run(recipe, "--only", "training")
    curves = json.loads((out / "curves.json").read_text())
    assert curves["steps"] >= 6
    assert {file.name for file in out.iterdir()} == {
        "update.safetensors", "checkpoint.pt", "curves.json", "curves.png", "curves.svg",
    }  # fmt: skip

    # As if it had been killed behind its last checkpoint: it goes on from there, and nothing is spoken again.
    (out / "update.safetensors").unlink()
    (out / "curves.json").unlink()
    spoken_at = (tmp_path / "speech" / "00000.pcm").stat().st_mtime_ns
    asked = tmp_path / "asked"
    asked.mkdir()
    shutil.copy(recordings / "kate_has_pennies.wav", asked / "single_step_1.wav")
    questions = {"single_step": [{"id": 1, "input": "Kate has 223 pennies. How many?", "target": "165"}]}
    (asked / "questions.json").write_text(json.dumps(questions))
    run(recipe, "--questions", asked / "questions.json", "--audio", asked)
    assert (tmp_path / "speech" / "00000.pcm").stat().st_mtime_ns == spoken_at
    again = json.loads((out / "curves.json").read_text())
    assert [point["loss"] for point in again["points"]] == pytest.approx([point["loss"] for point in curves["points"]])
    measured = json.loads((out / "measured.json").read_text())
    assert [(entry["mode"], entry["sound"]) for entry in measured] == [
        ("think_before", True), ("speak_first", True), ("no_think", True), ("think_before", False),
    ]  # fmt: skip
    assert "single_step 0.0" in capsys.readouterr().out

    assemble(base, whisper_folder / "model.bin", out / "update.safetensors", tmp_path / "nano")
    said = await answered(tmp_path / "nano", whisper_folder, recordings / "kate_has_pennies.wav")
    assert said.strip()
