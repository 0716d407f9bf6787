"""A whole training: `python -m antiphon.reasoner.training --config configs/nano.toml`.

The questions are made up and spoken, the model learns, and what it has learned is kept. Each of these goes on where it
was, if it is started again.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import structlog
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from antiphon.transport.errors import AntiphonError, ConfigError, ModelMissing

from ..mel import SAMPLE_RATE
from ..models.whisper import read_encoder
from ..nano import name_tokens, read_update
from ..prompt import Prompt
from .augment import augment, recolour
from .curriculum import UNSPOKEN, Curriculum
from .data import Example, example
from .dataset import LessonSet
from .engines import EngineMissing
from .learner import Learner
from .lessons import Lessons
from .measure import Questioner, is_right, questions
from .options import TrainOptions
from .speak import Shards, speak_shards
from .train import UPDATE, train

__all__ = ["main"]

POSITIONS_PER_S = 13
"""Of the language model, about."""
INTERRUPTED = 130
STILL_ASKED = 0.7
"""Of the recordings: where fewer are of the questions that are asked by now, all of them must be spoken again."""

_READ_ALOUD = re.compile(
    r"(?i)\b(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|hundred|thousand|dollars?|cents?"
    r"|(twen|thir|for|fif|six|seven|eigh|nine)ty)\b"
)

log = structlog.get_logger()


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; what goes wrong is the last line on standard error, and the exit code 1; 130 for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m antiphon.reasoner.training", description="Train Antiphon nano.")
    parser.add_argument("--config", type=Path, required=True, metavar="TOML", help="the recipe, as configs/nano.toml")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of it")
    parser.add_argument("--only", choices=["speech", "training", "measure"], help="do only this part")
    parser.add_argument("--questions", type=Path, metavar="JSON", help="try it on these in the end, as `antiphon eval`")
    parser.add_argument("--audio", type=Path, metavar="FOLDER", help="... with these recordings, CATEGORY_ID.wav")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # No two batches have the same shape: memory in blocks of fixed sizes would be given back and taken again at each.
    os.environ.setdefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")
    try:
        options = read(chosen.config, chosen.set)
        workers = options.data.workers or len(os.sched_getaffinity(0))
        if (chosen.questions is None) != (chosen.audio is None):
            raise ConfigError("questions need recordings: give --questions and --audio together")
        if chosen.only in (None, "speech"):
            speak(options, workers)
        if chosen.only in (None, "training"):
            learn(options, workers)
        if chosen.questions is not None and chosen.only in (None, "measure"):
            measure(options, chosen.questions, chosen.audio)
    except AntiphonError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: started again, it goes on from what was kept last", file=sys.stderr)
        return INTERRUPTED
    return 0


def read(path: Path, changes: Sequence[str] = ()) -> TrainOptions:
    """The recipe in ``path``, with KEY=VALUE ``changes``. Raises ConfigError."""
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:  # no UTF-8, no TOML
        raise ConfigError(f"{path} is no TOML file that can be read: {error}") from error
    for change in changes:
        key, equals, value = change.partition("=")
        *tables, last = key.split(".")
        if not equals or not last:
            raise ConfigError(f"--set {change}: it must be KEY=VALUE, as run.samples=1000")
        table = values
        for name in tables:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                raise ConfigError(f"--set {change}: {name} is no table, but a key with a value")
        table[last] = value
    try:
        return TrainOptions.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join([f"the recipe {path} cannot be used:", *map(_explain, error.errors())])) from error


def _explain(error: Any) -> str:
    key = ".".join(map(str, error["loc"]))
    if error["type"] != "extra_forbidden":
        return f"  {key}: {error['msg']} (got {error['input']!r})"
    close = difflib.get_close_matches(key, list(_keys(TrainOptions)), n=1)
    return f"  {key}: there is no such key" + (f"; did you mean {close[0]}?" if close else "")


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, f"{prefix}{name}.")
        yield f"{prefix}{name}"


def speak(options: TrainOptions, workers: int) -> None:
    """Have the questions spoken. Raises ConfigError where the folder holds others, or a voice is not there."""
    data, seed = options.data, options.run.seed
    texts = [_text(seed, number) for number in range(data.examples)]
    data.speech.mkdir(parents=True, exist_ok=True)
    written, kept = "\n".join(map(json.dumps, texts)) + "\n", data.speech / "texts.jsonl"
    if kept.exists() and kept.read_text("utf-8") != written:
        raise ConfigError(f"{data.speech} holds the speech of other questions: name another folder (data.speech)")
    kept.write_text(written, "utf-8")
    try:
        speak_shards(texts, data.speech, seed=seed, workers=workers)
    except EngineMissing as error:
        raise ConfigError(f"the questions cannot be spoken: {error}") from error


def learn(options: TrainOptions, workers: int) -> None:
    """Learn from what was spoken. Raises ConfigError, ModelMissing, ModelCorrupt."""
    run, base = options.run, _base(options)
    recordings = _recordings(options)
    torch.manual_seed(run.seed)
    decoder = LlamaForCausalLM.from_pretrained(base, dtype=torch.bfloat16 if options.update.rank else torch.float32)
    audio, encoder = read_encoder(Path(options.update.encoder) / "model.bin", decoder.config.hidden_size)
    prompt = _prompt(base)
    curriculum = Curriculum(run.samples, len(recordings), run.seed, aligned=run.aligned)

    def numbered(item: int) -> Example:
        return example(run.seed, item, read=True) if item >= UNSPOKEN else recordings.example(item)

    lessons = LessonSet(curriculum, numbered, recordings, Lessons(prompt), augment, recolour, audio.n_mels)
    positions = [recordings.samples(item) * POSITIONS_PER_S // SAMPLE_RATE for item in range(len(recordings))]
    learner = Learner(decoder, audio, encoder, options.update.rank, options.update.alpha)
    if options.update.start:
        learner.start_from(*read_update(Path(options.update.start)))
    train(learner, lessons, curriculum, positions, audio, run, options.out, workers)


def measure(options: TrainOptions, path: Path, audio: Path) -> None:
    """Try what was learned on the questions in ``path``, and keep what was thought and said."""
    base = _base(options)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    update = options.out / UPDATE
    questioner = Questioner(base, Path(options.update.encoder), update, _prompt(base), device)
    asked = questions(path, audio)
    kept: list[dict[str, Any]] = []
    for mode, sound in (("think_before", True), ("speak_first", True), ("no_think", True), ("think_before", False)):
        outcomes = questioner.ask(asked, mode, sound=sound)
        rights: dict[str, list[bool]] = {}
        for question, outcome in zip(asked, outcomes, strict=True):
            right = is_right(question.target, outcome.said)
            rights.setdefault(question.category, []).append(right)
            kept.append(
                {"mode": mode, "sound": sound, "category": question.category, "id": question.id, "right": right,
                 "target": question.target, "thoughts": outcome.thoughts, "said": outcome.said}
            )  # fmt: skip
        row = "  ".join(f"{category} {100 * sum(each) / len(each):.1f}" for category, each in rights.items())
        print(f"{mode:12} {'sound' if sound else 'text':5}  {row}", flush=True)
    (options.out / "measured.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def _text(seed: int, number: int) -> str:
    """What is read aloud of the example with that number."""
    made = example(seed, number)
    return made.spoken or made.question


class _Spoken:
    """The recordings, by new numbers. Of one whose question is no longer asked, the words can still be learned."""

    def __init__(self, shards: Shards, seed: int) -> None:
        self._shards = shards
        self._seed = seed
        texts = {number: str(item["text"]) for number, item in shards.items.items()}
        self.outdated = {number for number, text in texts.items() if text != _text(seed, number)}
        self.numbers = sorted(number for number in texts if number not in self.outdated or _as_written(texts[number]))
        """Of the examples."""

    def __len__(self) -> int:
        return len(self.numbers)

    def example(self, item: int) -> Example:
        number = self.numbers[item]
        if number in self.outdated:
            return Example("repeat", self._shards.items[number]["text"], "")
        return example(self._seed, number)

    def pcm(self, item: int) -> NDArray[np.float32]:
        return self._shards.pcm(self.numbers[item])

    def samples(self, item: int) -> int:
        return self._shards.samples(self.numbers[item])


def _as_written(text: str) -> bool:
    """It holds no number as it is read aloud: what is learned to be repeated has digits."""
    return not _READ_ALOUD.search(text)


def _recordings(options: TrainOptions) -> _Spoken:
    """What was spoken. Raises ConfigError where that are other questions, or none.

    A generator that has learned to say a few things differently does not make all of it worthless.
    """
    folder = options.data.speech
    try:
        spoken = _Spoken(Shards(folder), options.run.seed)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{folder} holds no speech that can be learned from ({error}): speak first") from error
    if len(spoken.outdated) > (1 - STILL_ASKED) * len(spoken):
        raise ConfigError(f"{folder} holds the speech of other questions: speak again, into another folder")
    if spoken.outdated:
        repeated = len(spoken.outdated.intersection(spoken.numbers))
        left_out = len(spoken.outdated) - repeated
        log.warning("recordings_of_other_questions", only_repeated=repeated, left_out=left_out, folder=str(folder))
    return spoken


def _base(options: TrainOptions) -> Path:
    """The decoder's folder. Raises ModelMissing."""
    base = Path(options.update.base)
    if not (base / "config.json").is_file():
        raise ModelMissing(
            f"there is no model in {base}: give its folder (update.base), or use `antiphon train`, which knows names"
        )
    return base


def _prompt(base: Path) -> Prompt:
    return Prompt(Tokenizer.from_str(name_tokens((base / "tokenizer.json").read_text("utf-8"))))


if __name__ == "__main__":
    sys.exit(main())
