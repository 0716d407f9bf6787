"""The command line as people use it, in a process of its own."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile


def antiphon(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-P", "-c", "from antiphon.agent.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)


def test_ask_shows_the_turn_and_writes_sound_and_trace(recordings: Path, tmp_path: Path) -> None:
    out, trace = tmp_path / "answer.wav", tmp_path / "trace.json"
    done = antiphon(
        "ask", recordings / "kate_has_pennies.wav", "--mode", "think_before", "--out", out, "--trace", trace
    )
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    for part in ("Heard:", "Thought:", "Answer:", "first sound heard", "Memory:", str(out)):
        assert part in shown.replace("\n", "")
    memory = re.search(r"Memory: ([\d,]+) MiB", shown)
    assert memory is not None
    assert int(memory[1].replace(",", "")) * 2**20 < 2.5e9, "all processes together"
    info = soundfile.info(out)
    assert (info.samplerate, info.channels, info.subtype) == (24_000, 1, "PCM_16")
    told = json.loads(trace.read_text())
    assert told["schema"] == 1
    assert told["zero"] == "commit"
    assert told["outcome"] == "finished"
    # It hears the sound itself: its thoughts do not wait for the words, but nothing is said before they are known.
    assert min(told["transcript_ms"], told["first_thought_ms"]) > 0
    assert max(told["transcript_ms"], told["first_thought_ms"]) < told["first_say_ms"] <= told["first_audio_ms"]
    assert told["audio_done_ms"] == pytest.approx(told["first_audio_ms"] + info.duration * 1000, rel=0.2)


def test_ask_starts_each_child_once() -> None:
    done = antiphon("--verbose", "ask", "--text", "Say hello.")
    assert done.returncode == 0, done.stderr.decode()
    # The gateway's own lines are of its supervisors; nobody was killed, so each child came up once.
    assert done.stderr.decode().count("event='child_ready'") == 2


def test_ask_reads_and_writes_pipes(recordings: Path) -> None:
    done = antiphon("ask", "-", "--out", "-", stdin=(recordings / "kate_has_pennies.wav").read_bytes())
    assert done.returncode == 0, done.stderr.decode()
    sound, rate_hz = soundfile.read(io.BytesIO(done.stdout))
    assert rate_hz == 24_000
    assert abs(sound).max() > 0.05
    assert "Heard:" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "nothing was asked"),
        (["ask", "no_such_file.wav"], "no_such_file.wav"),
        (["ask", "--text", "hi", "--out", "no/such/folder/a.wav"], "cannot be written"),
        (["ask", "--text", "hi", "--set", "conversation.mod=x"], "did you mean conversation.mode"),
        (["ask", "--text", "hi", "--config", "gpu9"], "give one of cpu"),
        (["ask", "--text", "hi", "--set", "reasoner.model=no-such-model"], "no-such-model"),
    ],
)
def test_what_is_wrong_is_said_in_one_plain_message(arguments: list[str], message: str) -> None:
    done = antiphon(*arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode().replace("\n", " ")
    assert "Traceback" not in done.stderr.decode()


def test_what_is_no_recording_is_told_before_anything_is_started(tmp_path: Path) -> None:
    letter = b"this is a letter, not a sound\n" * 100
    silence = io.BytesIO()
    soundfile.write(silence, np.zeros(32_000), 16_000, format="WAV")
    for name, content in (("empty.wav", b""), ("text.wav", letter), ("silence.wav", silence.getvalue())):
        (tmp_path / name).write_bytes(content)
        done = antiphon("ask", tmp_path / name)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr.decode()
        assert name in done.stderr.decode().replace("\n", "") or "nobody speaks" in done.stderr.decode()


def test_a_text_that_is_too_long_is_told_in_one_plain_message() -> None:
    done = antiphon("ask", "--text", "word " * 25_000)
    assert done.returncode == 2
    assert "tokens" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_model_that_cannot_be_loaded_is_told_in_one_plain_message(tmp_path: Path) -> None:
    done = antiphon("ask", "--text", "hi", "--set", f"reasoner.model={tmp_path}")
    assert done.returncode != 0
    assert "config.json" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_doctor_proves_that_it_works(recordings: Path) -> None:
    done = antiphon("doctor")
    assert done.returncode == 0, done.stdout.decode()
    assert "heard after" in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--config", "nan"], 2, "no recipe is called 'nan': give nano"),
        (["--set", "update.base=no-such-model"], 2, "no-such-model"),
        (["--set", "run.sample=3"], 1, "run.sample: there is no such key; did you mean run.samples?"),
        (["--only", "training", "--set", "data.speech=no/such/folder"], 1, "no/such/folder holds no speech"),
        (["--only", "measure", "--questions", "questions.json"], 1, "give --questions and --audio together"),
    ],
)
def test_what_is_wrong_with_a_training_is_said_by_whoever_notices_it(
    arguments: list[str], code: int, message: str
) -> None:
    done = antiphon("train", *arguments)
    assert done.returncode == code
    assert message in done.stderr.decode().replace("\n", " ")
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize(
    "command", [[], ["ask"], ["doctor"], ["train"], ["models"], ["models", "list"], ["models", "prepare"]]
)
def test_every_help_tells_what_the_command_is_for(command: list[str]) -> None:
    done = antiphon(*command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout.decode()


def test_the_version_is_told() -> None:
    assert antiphon("--version").stdout.decode().startswith("antiphon 0.")


def test_models_are_listed_and_verified() -> None:
    listed = antiphon("models", "list").stdout.decode()
    for name in ("nano", "smollm2-135m", "whisper-base", "whisper-tiny.en"):
        assert re.search(rf"^\W*{re.escape(name)} .* ready", listed, re.MULTILINE)
    assert "Apache-2.0" in listed
    assert antiphon("models", "verify").returncode == 0
