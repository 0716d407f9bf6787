"""What many turns come to: shares with their intervals, medians, and the modes compared on the same questions."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from antiphon.transport.messages import Mode

from .asking import GAP_MS, Asked, Given
from .intervals import Difference, Share, paired_difference, wilson

__all__ = ["REFERENCE", "Comparison", "Figures", "compare", "figures", "grouped"]

REFERENCE = Mode.THINK_BEFORE
"""What the other modes are compared with: it has thought all before it says the first word."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the turns of one mode, in one category (None: in all). Medians are None where there is nothing to tell.

    ``no_answer``: nothing that was said answers; ``failed``: there was no answer by no fault of its own. Both count as
    wrong. ``thought_about``: so many of the others were to be. ``continuity``: the share of the answers that are heard
    without a gap over ``GAP_MS``.
    """

    mode: str
    given: Given
    category: str | None
    questions: int
    correct: int
    accuracy: Share
    no_answer: int
    failed: int
    thought_about: int
    thought_tokens: float | None
    thought_tokens_before_audio: float | None
    ttfa_ms: float | None
    first_answer_ms: float | None
    settled_ms: float | None
    continuity: float | None
    words: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A mode with another, or the text with the sound, over the questions that were asked in both ways."""

    mode: str
    given: Given
    other_mode: str
    other_given: Given
    difference: Difference


def grouped(turns: Sequence[Asked]) -> list[Figures]:
    """Of each mode, over all, and then by category; in the order in which they were asked."""
    found: list[Figures] = []
    for mode, given in _conditions(turns):
        chosen = [turn for turn in turns if (turn.mode, turn.given) == (mode, given)]
        found.append(figures(chosen, None))
        categories = dict.fromkeys(turn.category for turn in chosen)
        found += [figures([turn for turn in chosen if turn.category == name], name) for name in categories]
    return found


def figures(turns: Sequence[Asked], category: str | None) -> Figures:
    """Of ``turns``, at least one, all of one mode."""
    heard = [turn for turn in turns if not turn.failed]
    gaps = [turn.longest_gap_ms for turn in heard if turn.longest_gap_ms is not None]
    correct = sum(turn.correct for turn in turns)

    def median(value: Callable[[Asked], float | None]) -> float | None:
        values = [one for turn in heard if (one := value(turn)) is not None]
        return round(statistics.median(values), 1) if values else None

    return Figures(
        mode=turns[0].mode,
        given=turns[0].given,
        category=category,
        questions=len(turns),
        correct=correct,
        accuracy=wilson(correct, len(turns)),
        no_answer=sum(not turn.answered for turn in heard),
        failed=len(turns) - len(heard),
        thought_about=sum(turn.thought_about for turn in heard),
        thought_tokens=median(lambda turn: turn.thought_tokens),
        thought_tokens_before_audio=median(lambda turn: turn.thought_tokens_before_audio),
        ttfa_ms=median(lambda turn: turn.ttfa_ms),
        first_answer_ms=median(lambda turn: turn.first_answer_ms),
        settled_ms=median(lambda turn: turn.settled_ms),
        continuity=round(sum(gap <= GAP_MS for gap in gaps) / len(gaps), 4) if gaps else None,
        words=median(lambda turn: turn.words),
    )


def compare(turns: Sequence[Asked]) -> list[Comparison]:
    """Each mode with ``REFERENCE``, and the text of each mode with its sound."""
    found: list[Comparison] = []
    for mode, given in _conditions(turns):
        other_mode, other_given = (REFERENCE.value, "sound") if given == "sound" else (mode, "sound")
        if (mode, given) == (other_mode, other_given):
            continue
        others = _by_question(turns, other_mode, "sound")
        pairs = [
            (turn.correct, others[name].correct)
            for name, turn in _by_question(turns, mode, given).items()
            if name in others
        ]
        if pairs:
            found.append(Comparison(mode, given, other_mode, "sound", paired_difference(pairs)))
    return found


def _by_question(turns: Iterable[Asked], mode: str, given: Given) -> dict[str, Asked]:
    return {turn.name: turn for turn in turns if (turn.mode, turn.given) == (mode, given)}


def _conditions(turns: Iterable[Asked]) -> list[tuple[str, Given]]:
    return list(dict.fromkeys((turn.mode, turn.given) for turn in turns))
