"""Speaks texts over all cores: the training questions into shards of sound, the questions of a benchmark into files.

    python -m antiphon.reasoner.training.speak shards TEXTS.jsonl FOLDER --seed 1 --workers 16
    python -m antiphon.reasoner.training.speak questions QUESTIONS.json FOLDER

A line of TEXTS.jsonl is a string, or an object with "spoken" or "question" or "text". Item i is a function of the
seed and of i alone, whatever the number of workers (up to what speech.py says of espeak, kokoro and piper). A shard
is ``00012.pcm``, the clips as int16 mono at 16 kHz one behind the other, and ``00012.json``, which is written last: a
run that was broken off goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import sys
import time
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .augment import augment, lighten
from .speech import HELD_OUT_VOICES, RATE_HZ, TRAINING_VOICES, Voice, synthesise

__all__ = ["Shards", "main", "question_text", "speak_questions", "speak_shard", "speak_shards"]

ITEMS_PER_SHARD = 100
TRIES = 5
"""Few enough that no core waits long for another's last one, in which kokoro may speak."""
_Sound = NDArray[np.float32]
_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


class Shards:
    """The clips of a folder of shards, by the number of their text; nothing is read before it is asked for.

    Some may be missing: what is there can be learned from while the rest is still spoken. Raises FileNotFoundError
    where there are none.
    """

    def __init__(self, folder: Path) -> None:
        self.items: dict[int, dict[str, Any]] = {}
        self._sound: dict[int, NDArray[np.int16]] = {}
        for index in sorted(folder.glob("*.json")):
            items = json.loads(index.read_text(encoding="utf-8"))["items"]
            if not items:
                continue  # an empty file cannot be mapped
            sound = np.memmap(index.with_suffix(".pcm"), np.int16, "r")
            for item in items:
                self.items[item["item"]] = item
                self._sound[item["item"]] = sound
        if not self.items:
            raise FileNotFoundError(f"no shards in {folder}")

    def __len__(self) -> int:
        return len(self.items)

    def samples(self, item: int) -> int:
        """How long clip ``item`` is."""
        return int(self.items[item]["samples"])

    def pcm(self, item: int) -> _Sound:
        """Clip ``item``, float32 mono at 16,000 Hz."""
        about = self.items[item]
        clip = self._sound[item][about["start"] : about["start"] + about["samples"]]
        return clip.astype(np.float32) / np.float32(32768)


def choose(voices: dict[Voice, float], rng: np.random.Generator) -> Voice:
    """One of the voices, by their shares."""
    shares = np.array(list(voices.values()))
    return list(voices)[int(rng.choice(len(shares), p=shares / shares.sum()))]


def _spoken(text: str, voices: dict[Voice, float], rng: np.random.Generator) -> tuple[Voice, _Sound]:
    """In one of the voices; where it can make nothing of the text, another one tries."""
    words = len(text.split())
    for attempt in range(TRIES):
        voice = choose({voice: share for voice, share in voices.items() if words <= voice.longest_words}, rng)
        try:
            return voice, synthesise(text, voice, rng)
        except ValueError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("the last try returns or raises")


def speak_shard(
    path: Path, texts: Sequence[str], first: int, seed: int, voices: dict[Voice, float], vary: bool
) -> float:
    """Speaks ``texts``, of which ``first`` is the number of the first, into ``path``.pcm and .json. Returns seconds."""
    items: list[dict[str, Any]] = []
    at = 0
    with path.with_suffix(".pcm").open("wb") as file:
        for item, text in enumerate(texts, first):
            rng = np.random.default_rng([seed, item])
            voice, pcm = _spoken(text, voices, rng)
            clip = _int16(augment(pcm, rng) if vary else pcm)
            file.write(clip.tobytes())
            items.append({"item": item, "voice": voice.name, "text": text, "start": at, "samples": len(clip)})
            at += len(clip)
    index = {"rate_hz": RATE_HZ, "seed": seed, "augmented": vary, "items": items}
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(index), encoding="utf-8")
    unfinished.replace(path.with_suffix(".json"))
    return at / RATE_HZ


def speak_shards(
    texts: Sequence[str],
    folder: Path,
    *,
    seed: int,
    workers: int,
    voices: dict[Voice, float] | None = None,
    vary: bool = False,
    items_per_shard: int = ITEMS_PER_SHARD,
    progress: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True),
) -> float:
    """Speaks all texts into shards; those that are there already are left. Returns the seconds of new speech."""
    folder.mkdir(parents=True, exist_ok=True)
    starts = [
        first
        for first in range(0, len(texts), items_per_shard)
        if not (folder / f"{first // items_per_shard:05d}.json").exists()
    ]
    jobs = [
        (
            folder / f"{first // items_per_shard:05d}",
            texts[first : first + items_per_shard],
            first,
            seed,
            voices or TRAINING_VOICES,
            vary,
        )
        for first in starts
    ]
    began, spoken_s = time.monotonic(), 0.0
    for done, seconds in enumerate(_over_cores(_shard_job, jobs, workers), 1):
        spoken_s += seconds
        took_s = time.monotonic() - began
        left_s = took_s / done * (len(jobs) - done)
        progress(
            f"{done} of {len(jobs)} shards, {spoken_s / 3600:.1f} h of speech, {spoken_s / took_s:.0f} x real time, "
            f"{left_s:.0f} s left"
        )
    return spoken_s


def speak_questions(
    questions: dict[str, list[dict[str, Any]]],
    folder: Path,
    *,
    seed: int,
    workers: int,
    voices: Sequence[Voice] = HELD_OUT_VOICES,
    vary: bool = False,
) -> list[Path]:
    """Speaks {category: [{id, input, target}]} into folder/CATEGORY_ID.wav, each in the next of ``voices``."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [
        (folder / f"{category}_{question['id']}.wav", question_text(question["input"]), voices[at % len(voices)], vary)
        for category, asked in questions.items()
        for at, question in enumerate(asked)
    ]
    numbered = [(*job, seed, number) for number, job in enumerate(jobs)]
    return sorted(_over_cores(_question_job, numbered, workers))


def question_text(written: str) -> str:
    """What is read aloud of a written question: not the options, and no quotation marks."""
    text = written.split("\nOptions:")[0]
    return " ".join(re.sub(r"[\"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}]", "", text).split())


def _shard_job(job: tuple[Path, Sequence[str], int, int, dict[Voice, float], bool]) -> float:
    return speak_shard(*job)


def _question_job(job: tuple[Path, str, Voice, bool, int, int]) -> Path:
    path, text, voice, vary, seed, number = job
    rng = np.random.default_rng([seed, number])
    pcm = synthesise(text, voice, rng)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(_int16(lighten(pcm, rng) if vary else pcm).tobytes())
    return path


def _over_cores(work: Callable[[_Job], _Done], jobs: Sequence[_Job], workers: int) -> Iterator[_Done]:
    if workers <= 1:
        yield from map(work, jobs)
        return
    # A fork would take along the threads and locks of onnxruntime.
    with multiprocessing.get_context("spawn").Pool(min(workers, max(1, len(jobs)))) as pool:
        yield from pool.imap_unordered(work, jobs)


def _int16(pcm: _Sound) -> NDArray[np.int16]:
    return np.clip(np.round(pcm * 32767), -32768, 32767).astype(np.int16)


def _texts(lines: Iterable[str]) -> list[str]:
    texts: list[str] = []
    for line in lines:
        about = json.loads(line)
        texts.append(about if isinstance(about, str) else about.get("spoken") or about.get("question") or about["text"])
    return texts


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m antiphon.reasoner.training.speak")
    parser.add_argument("what", choices=["shards", "questions"])
    parser.add_argument("texts", type=Path, help="JSON lines of texts, or a JSON file of questions by category")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--share", action="append", default=[], metavar="ENGINE=N", help="times its share; 0: without")
    parser.add_argument("--voice", action="append", default=[], help="questions: these, such as flite-slt, in turn")
    parser.add_argument("--vary", action="store_true", help="shards: augment them; questions: lightly")
    options = parser.parse_args(arguments)
    lines = options.texts.read_text(encoding="utf-8")
    if options.what == "questions":
        known = {voice.name: voice for voice in (*HELD_OUT_VOICES, *TRAINING_VOICES)}
        voices = [known[name] for name in options.voice] or HELD_OUT_VOICES
        files = speak_questions(
            json.loads(lines),
            options.folder,
            seed=options.seed,
            workers=options.workers,
            voices=voices,
            vary=options.vary,
        )
        print(f"{len(files)} files in {options.folder}")
        return
    factors = {engine: float(factor) for engine, factor in (share.split("=") for share in options.share)}
    shares = {voice: share * factors.get(voice.engine, 1.0) for voice, share in TRAINING_VOICES.items()}
    speak_shards(
        _texts(lines.splitlines()),
        options.folder,
        seed=options.seed,
        workers=options.workers,
        voices={voice: share for voice, share in shares.items() if share > 0},
        vary=options.vary,
    )


if __name__ == "__main__":
    main()
