"""The questions of an evaluation, and the recordings of them.

A file holds them by category, or as one list:

    {"navigate": [{"id": 7, "input": "Do you return ...?", "target": "Yes"}, ...], ...}
    [{"category": "navigate", "id": 7, "input": "Do you return ...?", "target": "Yes"}, ...]

Where there is no single right answer, ``must`` and ``must_not`` (regular expressions, one or a list) stand in for
``target``.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from itertools import zip_longest
from pathlib import Path
from typing import Any

from antiphon.transport.errors import InputError

from .scoring import Expected, Remark, Target

__all__ = ["Question", "Suite", "load", "recordings", "select"]

_NAME = re.compile(r"\w[\w.-]*")
"""Of a category and of a question: they name its recording."""
_OPTIONS = re.compile(r"\s*\bOptions:\s*\n.*\Z", re.DOTALL)
"""The choices below a written question: nobody reads them aloud."""


class Suite(StrEnum):
    """The questions that come with Antiphon."""

    SPOKEN_BBH = "spoken-bbh"
    """Reasoning: BIG-Bench Hard, read aloud."""
    SPOKEN_ARITHMETIC = "spoken-arithmetic"
    """Sums, from two digits to a story in several steps."""
    CHAT = "chat"
    """Small talk, and what nobody can know."""


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` is what is read aloud."""

    category: str
    id: str
    text: str
    expected: Expected

    @property
    def name(self) -> str:
        """Of its recording, without the ending."""
        return f"{self.category}_{self.id}"


def load(suite: Suite, file: Path | None = None) -> list[Question]:
    """The questions of ``file``, else those of the suite. Raises InputError, which says where what is wrong."""
    if file is None:
        name = f"{suite.value.replace('-', '_')}.json"
        source = resources.files("antiphon.agent.evaluation").joinpath(name)
        try:
            text = source.read_text("utf-8")
        except FileNotFoundError:
            raise InputError(f"{name} is not part of this installation: give --questions FILE.json") from None
    else:
        name = str(file)
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{name} is not JSON: {error}") from error
    questions = [_question(name, *entry) for entry in _entries(name, content)]
    if not questions:
        raise InputError(f"{name} holds no questions")
    seen: set[str] = set()
    for question in questions:
        if question.name in seen:
            raise InputError(f"{name}: {question.category} has two questions with the id {question.id}")
        seen.add(question.name)
    return questions


def select(questions: Sequence[Question], categories: Sequence[str] = (), limit: int | None = None) -> list[Question]:
    """Those of the ``categories`` (none: of all), the first ``limit`` of each. Raises InputError for unknown ones.

    First the first of each category, then the second of each: whoever stops has something of all of them.
    """
    known = list(dict.fromkeys(question.category for question in questions))
    for category in categories:
        if category not in known:
            close = difflib.get_close_matches(category, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"give one of {', '.join(known)}"
            raise InputError(f"no category is called {category!r}: {hint}")
    columns = [
        [question for question in questions if question.category == category][:limit]
        for category in dict.fromkeys(categories) or known
    ]
    return [question for row in zip_longest(*columns) for question in row if question is not None]


def recordings(questions: Sequence[Question], folder: Path) -> dict[str, Path]:
    """The recording of each question, by its name. Raises InputError where some are missing."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder: --audio takes one with a CATEGORY_ID.wav for each question")
    paths = {question.name: folder / f"{question.name}.wav" for question in questions}
    missing = [path for path in paths.values() if not path.is_file()]
    if missing:
        raise InputError(
            f"{len(missing)} of {len(paths)} recordings are missing in {folder}; the first is {missing[0].name}. "
            "Record them, choose fewer questions (--category, --limit), or leave --audio out: then the agent's own "
            "voice asks"
        )
    return paths


def _entries(file: str, content: object) -> Iterator[tuple[str, object, object]]:
    """Each entry with its place in the file and its category."""
    match content:
        case list():
            for index, entry in enumerate(content):
                category = entry.get("category") if isinstance(entry, dict) else None
                yield f"[{index}]", category, entry
        case dict():
            for category, entries in content.items():
                if not isinstance(entries, list):
                    raise InputError(f"{file}: {category} is no list of questions")
                for index, entry in enumerate(entries):
                    yield f"{category}[{index}]", category, entry
        case _:
            raise InputError(f'{file} is neither a list of questions nor of the form {{"category": [questions]}}')


def _question(file: str, place: str, category: object, entry: object) -> Question:
    where = f"{file}: {place}"
    if not isinstance(entry, dict):
        raise InputError(f'{where} is no question: it has to be of the form {{"id", "input", "target"}}')
    id_ = entry.get("id")
    for key, value in (("a category", category), ("an id", str(id_) if isinstance(id_, int) else id_)):
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            raise InputError(f"{where} needs {key} of letters, digits, dots and dashes, since it names the recording")
    text = entry.get("input")
    if not isinstance(text, str) or not (text := spoken(text)):
        raise InputError(f'{where} has no "input": the text of the question')
    return Question(str(category), str(id_), text, _expected(where, entry))


def spoken(text: str) -> str:
    """A written question as it is read aloud: without quotes, line breaks and the choices below it."""
    text = _OPTIONS.sub("", text).translate(str.maketrans("", "", '"“”'))
    return " ".join(text.split())


def _expected(where: str, entry: dict[str, Any]) -> Expected:
    target = entry.get("target")
    if isinstance(target, str | int | float) and str(target).strip():
        return Target(str(target).strip())
    if "must" not in entry and "must_not" not in entry:
        raise InputError(f'{where} has no "target": the right answer ("must" and "must_not" are for open questions)')
    return Remark(_patterns(where, entry, "must"), _patterns(where, entry, "must_not"))


def _patterns(where: str, entry: dict[str, Any], key: str) -> tuple[re.Pattern[str], ...]:
    value = entry.get(key) or []
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise InputError(f'{where}: "{key}" is neither a regular expression nor a list of them')
    try:
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    except re.error as error:
        raise InputError(f'{where}: "{key}" holds no regular expression: {error}') from error
