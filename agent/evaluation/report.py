"""An evaluation as Markdown for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec

from ..settings import Settings
from .asking import Asked
from .figures import Comparison, Figures, compare, grouped
from .intervals import Share
from .run import Plan

__all__ = ["Report", "markdown", "to_json", "write_turns"]


@dataclass(frozen=True, slots=True)
class Report:
    """What was asked of whom, and what came of it. ``wanted``: so many turns would have been all."""

    suite: str
    source: str
    settings: Settings
    plan: Plan
    turns: Sequence[Asked]
    wanted: int
    wall_s: float


def markdown(report: Report) -> str:
    """Three tables: the modes, their accuracy by category, and how they differ."""
    found = grouped(report.turns)
    parts = [_heading(report), _modes(found)]
    if len({figures.category for figures in found}) > 2:
        parts.append(_categories(found))
    if comparisons := compare(report.turns):
        parts.append(_comparisons(comparisons))
    return "\n\n".join(parts)


def to_json(report: Report) -> str:
    """All figures as one JSON object on one line; ``docs/evaluation.md`` has its fields."""
    settings = report.settings
    content = {
        "schema": 1,
        "antiphon": version("antiphon"),
        "suite": report.suite,
        "questions": report.source,
        "reasoner": settings.reasoner.model,
        "recogniser": settings.reasoner.recogniser,
        "voice": settings.speaker.voice,
        "thought_tokens": settings.conversation.thought_tokens,
        "thought_s": settings.conversation.thought_s,
        "at_once": report.plan.at_once,
        "unheard": report.plan.unheard,
        "turns": len(report.turns),
        "complete": len(report.turns) == report.wanted,
        "wall_s": round(report.wall_s, 1),
        "results": [_flat(figures) for figures in grouped(report.turns)],
        "comparisons": [asdict(comparison) for comparison in compare(report.turns)],
    }
    return json.dumps(_rounded(content, 4), ensure_ascii=False)


def write_turns(file: Path, turns: Sequence[Asked]) -> None:
    """Every turn, with all that was heard, thought and said in it, as a JSON list."""
    content = _rounded(msgspec.to_builtins(list(turns)), 3)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


def _flat(figures: Figures) -> dict[str, object]:
    content = asdict(figures)
    share = content.pop("accuracy")
    return content | {"accuracy": share["value"], "accuracy_low": share["low"], "accuracy_high": share["high"]}


def _heading(report: Report) -> str:
    questions = len({turn.name for turn in report.turns})
    stopped = "" if len(report.turns) == report.wanted else f", stopped after {len(report.turns)} of {report.wanted}"
    reasoner = report.settings.reasoner.model
    return f"{report.suite}: {reasoner}, {questions} questions, {len(report.turns)} turns{stopped}"


def _modes(found: Sequence[Figures]) -> str:
    rows = [
        [
            _condition(one.mode, one.given),
            f"{one.correct} of {one.questions}",
            _share(one.accuracy),
            str(one.no_answer),
            str(one.failed),
            str(one.thought_about),
            _whole(one.thought_tokens),
            _whole(one.thought_tokens_before_audio),
            _whole(one.ttfa_ms),
            _whole(one.first_answer_ms),
            _whole(one.settled_ms),
            "" if one.continuity is None else f"{one.continuity:.1%}",
            _whole(one.words),
        ]
        for one in found
        if one.category is None
    ]
    return _table(
        ["mode", "right", "accuracy (95 %)", "no answer", "failed", "thought about", "thought tokens", "before sound",
         "first sound ms", "answer ms", "settled ms", "no gaps", "words"],
        rows,
    )  # fmt: skip


def _categories(found: Sequence[Figures]) -> str:
    names = list(dict.fromkeys(one.category for one in found if one.category is not None))
    by_place = {(one.mode, one.given, one.category): one for one in found}
    rows = [
        [_condition(one.mode, one.given)]
        + [
            _share(there.accuracy) if (there := by_place.get((one.mode, one.given, name))) is not None else ""
            for name in names
        ]
        for one in found
        if one.category is None
    ]
    return _table(["accuracy (95 %)", *names], rows)


def _comparisons(comparisons: Sequence[Comparison]) -> str:
    rows = [
        [
            _condition(one.mode, one.given),
            _condition(one.other_mode, one.other_given),
            f"{100 * one.difference.value:+.1f} ({100 * one.difference.low:+.1f} to {100 * one.difference.high:+.1f})",
            str(one.difference.better),
            str(one.difference.worse),
            str(one.difference.pairs),
            f"{one.difference.p:.2g}",
        ]
        for one in comparisons
    ]
    return _table(["mode", "against", "points (95 %)", "only it right", "only other right", "pairs", "p"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        return f"| {' | '.join([first, *rest])} |"

    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    return "\n".join([line(head), f"|{rule}|", *map(line, rows)])


def _condition(mode: str, given: str) -> str:
    return mode if given == "sound" else f"{mode}, from text"


def _share(share: Share) -> str:
    return f"{share.value:.1%} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _rounded(value: object, digits: int) -> object:
    match value:
        case float():
            return round(value, digits)
        case dict():
            return {key: _rounded(item, digits) for key, item in value.items()}
        case list():
            return [_rounded(item, digits) for item in value]
        case _:
            return value
