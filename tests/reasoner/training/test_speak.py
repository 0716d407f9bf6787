"""Bulk speech: shards of training questions, files of test questions."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antiphon.reasoner.training.speak import Shards, main, question_text, speak_questions, speak_shards
from antiphon.reasoner.training.speech import Voice

TEXTS = ["Turn left.", "What is 2 plus 3?", "Sherrie lies.", "Take 4 steps.", "Is that true?"]
VOICES = {Voice("hibari", "heart"): 1.0}


def speak(folder: Path, *, workers: int = 1, seed: int = 5) -> Shards:
    speak_shards(TEXTS, folder, seed=seed, workers=workers, voices=VOICES, items_per_shard=2, progress=lambda _: None)
    return Shards(folder)


def test_every_text_is_a_clip_with_its_voice(tmp_path: Path) -> None:
    shards = speak(tmp_path)
    assert len(shards) == len(TEXTS)
    assert [item["text"] for item in shards.items.values()] == TEXTS
    assert {item["voice"] for item in shards.items.values()} == {"hibari-heart"}
    for item in range(len(shards)):
        pcm = shards.pcm(item)
        assert pcm.dtype == np.float32
        assert len(pcm) == shards.samples(item) > 4_000
        assert 0.05 < np.abs(pcm).max() <= 1.0


def test_a_clip_depends_on_the_seed_and_its_number_alone(tmp_path: Path) -> None:
    one, two, other = speak(tmp_path / "1"), speak(tmp_path / "2", workers=2), speak(tmp_path / "3", seed=6)
    for item in range(len(TEXTS)):
        assert np.array_equal(one.pcm(item), two.pcm(item))
    assert any(one.samples(item) != other.samples(item) for item in range(len(TEXTS)))


def test_a_broken_off_run_goes_on_where_it_was(tmp_path: Path) -> None:
    speak(tmp_path)
    kept = (tmp_path / "00000.json").stat().st_mtime_ns
    (tmp_path / "00001.json").unlink()
    (tmp_path / "00001.pcm").write_bytes(b"half a clip")
    (tmp_path / "00009.json").write_text('{"items": []}')
    (tmp_path / "00009.pcm").touch()
    assert list(Shards(tmp_path).items) == [0, 1, 4]
    lines: list[str] = []
    speak_shards(TEXTS, tmp_path, seed=5, workers=1, voices=VOICES, items_per_shard=2, progress=lines.append)
    assert len(lines) == 1
    assert (tmp_path / "00000.json").stat().st_mtime_ns == kept
    assert len(Shards(tmp_path)) == len(TEXTS)


def test_questions_become_files_in_the_voices_in_turn(tmp_path: Path) -> None:
    asked: dict[str, list[dict[str, Any]]] = {
        "navigate": [
            {"id": 0, "input": 'Do you "return"? Turn left.\nOptions:\n- Yes\n- No', "target": "No"},
            {"id": 1, "input": "Turn right.", "target": "No"},
        ],
        "lies": [{"id": "a", "input": "Sherrie lies.", "target": "No"}],
    }
    voices = [Voice("hibari", "heart", pace=(1.0, 1.0)), Voice("hibari", "heart", pace=(0.5, 0.5))]
    files = speak_questions(asked, tmp_path, seed=1, workers=1, voices=voices)
    assert [file.name for file in files] == ["lies_a.wav", "navigate_0.wav", "navigate_1.wav"]
    with wave.open(str(files[0])) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.getnframes() > 8_000


def test_options_and_quotation_marks_are_not_read_aloud() -> None:
    assert question_text('Is "it"  so?\nYes.\nOptions:\n- valid') == "Is it so? Yes."
    assert question_text("It is \N{LEFT DOUBLE QUOTATION MARK}here\N{RIGHT DOUBLE QUOTATION MARK}.") == "It is here."


def test_the_command_speaks_lines_of_several_shapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = tmp_path / "texts.jsonl"
    lines = ["Turn left.", {"question": "Is 2 2?", "spoken": "Is two two?"}, {"question": "Go.", "spoken": ""}]
    texts.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    without = [part for name in ("flite", "espeak", "kokoro") for part in ("--share", f"{name}=0")]
    main(["shards", str(texts), str(tmp_path / "out"), "--workers", "1", "--vary", *without])
    assert [item["text"] for item in Shards(tmp_path / "out").items.values()] == ["Turn left.", "Is two two?", "Go."]
    assert "1 of 1 shards" in capsys.readouterr().err


def test_the_command_speaks_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions.json"
    questions.write_text(json.dumps({"math": [{"id": 3, "input": "What is 2 plus 2?", "target": "4"}]}))
    main(["questions", str(questions), str(tmp_path / "out"), "--workers", "1", "--voice", "hibari-heart", "--vary"])
    assert (tmp_path / "out" / "math_3.wav").exists()
    assert "1 files" in capsys.readouterr().out


def test_a_folder_without_shards_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no shards"):
        Shards(tmp_path)
