"""When the next segment of an answer is written, and with how many thoughts: by the playout, or after so many thoughts.

    python -m tests.benchmarks.pacing [--turns 1000] [--json FILE] [--plot FILE.svg] [--table FILE.md]

The whole agent runs on virtual time (``virtual_agent``): gateway, reasoner and speaker are the real ones. The model
writes by script (``imagined``) at 15, 30 or 100 tokens a second, with jitter, and stands still for 100 to 800 ms once
in 20 s; the voice speaks 15 characters a second. Every cell (mode, rate, pacing) is asked the same questions. Pacing is
``playout``, or ``fixed`` as in the paper on Mind-Paced Speaking: 80 tokens of thought, 20 tokens of answer, and again.

The *lead* of a segment is how long before the end of the sound before it its first sound is there; a deadline is
missed where it is negative, and the listener waits. A *gap* is a silence over 40 ms in the middle of an answer. What
is said behind an answer that was complete is an *afterthought*: the silence before it is told by itself.
``outside_stalls``: the engine did not stand still between when the segment was asked for and when it was heard.
The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import logging
import random
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import structlog

from antiphon.agent.settings import ConversationOptions
from antiphon.reasoner.options import BrainOptions, ReasonerOptions
from antiphon.transport.messages import Mode
from antiphon.transport.trace import Segment, Trace

from ..reasoner.timed import Rate, TimedEngine
from ..virtual_time import run
from .imagined import CORRECTION, Imagined, ScriptedModel, imagine
from .virtual_agent import TimedVoice, virtual_agent

__all__ = ["Cell", "Pacing", "Turned", "measure"]

Pacing = Literal["playout", "fixed"]

MODES = (Mode.SPEAK_FIRST, Mode.THINK_FIRST)
RATES = (15.0, 30.0, 100.0)
PACINGS: tuple[Pacing, ...] = ("playout", "fixed")
GAP_MS = 40.0
CONVERSATION_TURNS = 7
PAUSE_S = 1.0
"""Between the end of an answer and the next question."""
THOUGHT_TOKENS = 600
SAY_TOKENS = 400
LINGER_MS = 1500
"""What was built in when docs/benchmarks/pacing.json was made."""
HAIR_MS = 0.1


@dataclass(frozen=True, slots=True)
class Turned:
    """One turn. ``stalls_ms``: from when to when the engine stood still, from the trace's zero."""

    imagined: Imagined
    trace: Trace
    stalls_ms: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Cell:
    """Turns under the same conditions."""

    mode: Mode
    rate: float
    pacing: Pacing
    turns: list[Turned] = field(default_factory=list)


def measure(turns: int) -> list[Cell]:
    """So many turns, shared out to all cells alike."""
    cells = [Cell(*chosen) for chosen in itertools.product(MODES, RATES, PACINGS)]
    for cell in cells:
        run(converse(cell, max(1, round(turns / len(cells)))))
    return cells


async def converse(cell: Cell, turns: int) -> None:
    """Conversations of some turns, with one reasoner and one speaker."""
    noise, imagination = random.Random(1), random.Random(2)
    model = ScriptedModel()
    engine = TimedEngine(model, Rate(cell.rate), noise)
    reasoner = ReasonerOptions(brains=BrainOptions(pacing=cell.pacing, linger_ms=LINGER_MS))
    options = ConversationOptions(mode=cell.mode, thought_tokens=THOUGHT_TOKENS, say_tokens=SAY_TOKENS)
    loop = asyncio.get_running_loop()
    async with virtual_agent(engine, TimedVoice(random.Random(3)), reasoner, options) as agent:
        while len(cell.turns) < turns:
            async with agent.session() as session:
                for _ in range(min(CONVERSATION_TURNS, turns - len(cell.turns))):
                    model.imagined = imagine(imagination)
                    zero_s = loop.time()
                    reply = await session.ask(text=model.imagined.question)
                    assert reply.trace is not None
                    assert not reply.error, reply.error
                    stalls = [tuple((at - zero_s) * 1000 for at in stall) for stall in engine.stalls_s]
                    engine.stalls_s.clear()
                    cell.turns.append(Turned(model.imagined, reply.trace, stalls))  # type: ignore[arg-type]
                    await asyncio.sleep(PAUSE_S)


# What a turn was like.


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment that was heard, behind another."""

    lead_ms: float
    afterthought: bool
    stalled: bool


def pieces(turn: Turned) -> list[Piece]:
    found: list[Piece] = []
    for segment in turn.trace.segments[1:]:
        if segment.asked_ms is not None and segment.ready_ms is not None and segment.deadline_ms is not None:
            stalled = stands_still(turn, segment.asked_ms, segment.ready_ms)
            found.append(Piece(segment.deadline_ms - segment.ready_ms, is_afterthought(segment), stalled))
    return found


def is_afterthought(segment: Segment) -> bool:
    return segment.text.strip().startswith(CORRECTION)


def stands_still(turn: Turned, from_ms: float, to_ms: float) -> bool:
    return any(begin < to_ms and end > from_ms for begin, end in turn.stalls_ms)


def gaps(turn: Turned) -> list[tuple[float, bool]]:
    """Every gap, and whether the engine stood still when what came behind it was made."""
    found: list[tuple[float, bool]] = []
    for before, behind in itertools.pairwise(turn.trace.chunks):
        ends_ms = before.start_ms + before.duration_ms
        late = awaited(turn, ends_ms)
        if behind.start_ms - ends_ms > GAP_MS and not is_afterthought(late):
            stalled = stands_still(turn, late.asked_ms or 0.0, behind.start_ms)
            found.append((behind.start_ms - ends_ms, stalled))
    return found


def awaited(turn: Turned, at_ms: float) -> Segment:
    """The segment that the listener waits for where the sound ends: the next one, or the rest of the last one."""
    segments = [segment for segment in turn.trace.segments if segment.ready_ms is not None]
    for segment in segments:
        if segment.deadline_ms is not None and abs(segment.deadline_ms - at_ms) < HAIR_MS:
            return segment
    return max((s for s in segments if (s.ready_ms or 0.0) <= at_ms), key=lambda s: s.ready_ms or 0.0)


def known_share(turn: Turned) -> float:
    """How much of all that was thought was known when the average character of the answer was written."""
    trace = turn.trace
    characters = sum(len(segment.text) for segment in trace.segments)
    known = sum(len(segment.text) * segment.thought_tokens_known for segment in trace.segments)
    return known / (characters * trace.thought_tokens) if trace.thought_tokens else 1.0


def words_cut(turn: Turned) -> int:
    """Segments that end in the middle of a word."""
    texts = [segment.text for segment in turn.trace.segments if segment.text]
    return sum(before[-1].isalnum() and behind[0].isalnum() for before, behind in itertools.pairwise(texts))


def as_written(turn: Turned) -> bool:
    """All of the answer was said, and nothing but it and its correction."""
    said = turn.trace.said
    return said in (turn.imagined.answer, turn.imagined.answer + turn.imagined.correction)


# The figures.


def figures(cell: Cell) -> dict[str, object]:
    turns = cell.turns
    heard = [piece for turn in turns for piece in pieces(turn)]
    paced = [piece for piece in heard if not piece.afterthought]
    after = [max(0.0, -piece.lead_ms) for piece in heard if piece.afterthought]
    late = [piece for piece in paced if piece.lead_ms < -HAIR_MS]
    all_gaps = [gap for turn in turns for gap in gaps(turn)]
    leads = [piece.lead_ms for piece in paced]
    delays = [max(0.0, -lead) for lead in leads]
    traces = [turn.trace for turn in turns]
    return {
        "mode": cell.mode.value,
        "tokens_per_s": cell.rate,
        "pacing": cell.pacing,
        "turns": len(turns),
        "turns_without_gap": share(not gaps(turn) for turn in turns),
        "gaps": len(all_gaps),
        "gaps_outside_stalls": sum(not stalled for _, stalled in all_gaps),
        "longest_gap_ms": round(max((gap for gap, _ in all_gaps), default=0.0)),
        "segments": len(paced),
        "deadlines_missed": len(late),
        "deadlines_missed_outside_stalls": sum(not piece.stalled for piece in late),
        "lead_ms": {"median": round(statistics.median(leads)), "p5": round(quantile(leads, 0.05))},
        "delay_of_a_piece_ms": {"mean": round(statistics.mean(delays), 1), "p95": round(quantile(delays, 0.95), 1)},
        "thoughts_known_by_segment": [round(statistics.median(known)) for known in known_by_segment(cell)],
        "thoughts_known_share": round(statistics.mean(map(known_share, turns)), 3),
        "thought_tokens": round(statistics.mean(trace.thought_tokens for trace in traces), 1),
        "segments_of_an_answer": round(statistics.mean(len(trace.segments) for trace in traces), 1),
        "first_sound_ms": round(statistics.median(trace.first_audio_ms or 0.0 for trace in traces)),
        "afterthoughts": len(after),
        "silence_before_afterthought_ms": round(statistics.median(after)) if after else 0,
        "segments_that_cut_words": sum(map(words_cut, turns)),
        "answers_as_written": share(map(as_written, turns)),
    }


def known_by_segment(cell: Cell, fewest: int = 10) -> list[list[int]]:
    """The thoughts known to each first, second, ... segment that says something, as far as many answers have one."""
    known: list[list[int]] = []
    for turn in cell.turns:
        spoken = [segment for segment in turn.trace.segments if segment.text.strip() and not is_afterthought(segment)]
        for number, segment in enumerate(spoken):
            known += [[]] * (number + 1 - len(known))
            known[number] = [*known[number], segment.thought_tokens_known]
    return list(itertools.takewhile(lambda those: len(those) >= fewest, known)) or known[:1]


def share(those: Iterable[bool]) -> float:
    values = list(those)
    return round(sum(values) / len(values), 4)


def quantile(values: Sequence[float], at: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(at * len(ordered)))]


# For people.

COLUMNS = {
    "mode": "mode",
    "tokens_per_s": "tokens/s",
    "pacing": "pacing",
    "turns_without_gap": "turns without a gap",
    "gaps_outside_stalls": "gaps outside stalls",
    "deadlines_missed": "missed",
    "segments": "of segments",
    "delay_of_a_piece_ms": "delay of a piece, mean / p95 ms",
    "lead_ms": "lead, median / p5 ms",
    "thoughts_known_by_segment": "thoughts known to segment 1, 2, ...",
    "thoughts_known_share": "share of thoughts known",
}


CAPTION = """Written by `python -m tests.benchmarks.pacing`, which says what is what: {turns} turns on virtual time.
Gaps outside stalls are those for which the engine did not stand still; 15 tokens a second are four times as fast as
speech, and 80 of thought at that rate take as long as 20 of an answer are heard.

"""


def table(results: Sequence[dict[str, object]]) -> str:
    """The figures in Markdown."""
    rows = [list(COLUMNS.values()), ["---"] * len(COLUMNS)]
    rows += [[shown(name, result[name]) for name in COLUMNS] for result in results]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def shown(name: str, value: object) -> str:
    match value:
        case dict():
            return " / ".join(str(part) for part in value.values())
        case list():
            return ", ".join(map(str, value))
        case float() if name == "turns_without_gap":
            return f"{value:.1%}"
        case float() if name == "tokens_per_s":
            return f"{value:g}"
        case _:
            return str(value)


def plot(cells: Sequence[Cell], path: Path) -> None:
    """A row of each mode: thoughts known to each segment, a panel for each rate; and how early segments are ready."""
    # Imported here: only who draws needs it.
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    # So that the same figures give the same file.
    mpl.rcParams.update({"svg.hashsalt": "antiphon", "font.size": 9, "axes.spines.top": False,
                         "axes.spines.right": False, "svg.fonttype": "none"})  # fmt: skip
    figure, axes = plt.subplots(
        len(MODES), len(RATES) + 1, figsize=(13, 6.4), layout="constrained", width_ratios=[1] * len(RATES) + [1.5]
    )
    for row, mode in zip(axes, MODES, strict=True):
        for axis, rate in zip(row, RATES, strict=False):
            for cell in cells:
                if (cell.mode, cell.rate) == (mode, rate):
                    _draw_known(axis, cell)
            axis.set_title(f"{mode.value}, {rate:g} tokens/s", fontsize=9)
            axis.set_xlabel("segment")
            axis.set_xlim(0.7, 6.3)
            axis.set_ylim(0, None)
            axis.grid(axis="y", alpha=0.25)
        row[0].set_ylabel("tokens of thought known")
        _draw_leads(row[-1], [cell for cell in cells if cell.mode == mode])
        row[-1].set_title(f"{mode.value}: ready before it is needed", fontsize=9)
    axes[0][0].legend(frameon=False, loc="upper left")
    figure.suptitle("What a segment of the answer knows, and how early it is there (lines: medians; bands and boxes: "
                    "quartiles; whiskers: 5 % and 95 %)", fontsize=10)  # fmt: skip
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


COLOURS = {"playout": "#0b6e99", "fixed": "#c8661b"}


def _draw_known(axis: Any, cell: Cell) -> None:
    known = known_by_segment(cell)
    numbers = range(1, len(known) + 1)
    low, middle, high = ([quantile(those, at) for those in known] for at in (0.25, 0.5, 0.75))
    colour = COLOURS[cell.pacing]
    axis.fill_between(numbers, low, high, color=colour, alpha=0.15, linewidth=0)
    axis.plot(numbers, middle, color=colour, marker="o", markersize=3.5, label=f"{cell.pacing} pacing")


def _draw_leads(axis: Any, cells: Sequence[Cell]) -> None:
    for cell in cells:
        leads = [piece.lead_ms / 1000 for turn in cell.turns for piece in pieces(turn) if not piece.afterthought]
        place = RATES.index(cell.rate) + (-0.19 if cell.pacing == "playout" else 0.19)
        colour = COLOURS[cell.pacing]
        box = axis.boxplot(
            leads, positions=[place], widths=0.3, whis=(5, 95), showfliers=False, patch_artist=True, manage_ticks=False
        )
        for part in itertools.chain.from_iterable(box.values()):
            part.set_color(colour)
        box["boxes"][0].set_alpha(0.35)
        box["medians"][0].set_linewidth(2)
    axis.axhline(0, color="black", linewidth=0.8)
    axis.set_yscale("symlog", linthresh=1, linscale=0.8)
    axis.set_yticks([-2, -1, 0, 1, 2, 5, 10, 20], ["-2", "-1", "0", "1", "2", "5", "10", "20"])
    axis.set_ylim(-4, 30)
    axis.set_xticks(range(len(RATES)), [f"{rate:g} tokens/s" for rate in RATES])
    axis.set_ylabel("lead in s; below 0 it is waited for")
    axis.grid(axis="y", alpha=0.25)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=1000, help="how many, all cells together")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    parser.add_argument("--plot", type=Path, help="where the plot goes, as SVG")
    parser.add_argument("--table", type=Path, help="where the table goes, as Markdown")
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    cells = measure(arguments.turns)
    results = [figures(cell) for cell in cells]
    print(table(results))
    result = {"turns": sum(len(cell.turns) for cell in cells), "cells": results}
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    if arguments.table:
        arguments.table.write_text(CAPTION.format(turns=result["turns"]) + table(results), "utf-8")
    if arguments.plot:
        plot(cells, arguments.plot)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
