"""A turn drawn from its trace: what was thought, written and heard when.

    python -m tests.benchmarks.timeline TRACE.json --svg FILE.svg

Traces are what `antiphon serve --traces FOLDER` and `antiphon ask --trace FILE` write.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "antiphon"

from matplotlib import pyplot as plt  # noqa: E402 (behind the choice of what draws)

ROWS = {"heard": -0.4, "segments": 1, "thoughts": 2, "user": 3}
COLOURS = {"heard": "#2a7f62", "segments": "#c46a1b", "thoughts": "#5b6fb5", "user": "#888888"}
LABEL_CHARS = 46


def draw(trace: dict[str, Any], svg: Path) -> None:
    """All times of the trace are milliseconds from the last speech sample of the user."""
    figure, axes = plt.subplots(figsize=(11, 4.2))
    if trace["endpoint_ms"] is not None:
        axes.axvline(trace["endpoint_ms"] / 1000, color="#bbbbbb", linestyle=":", linewidth=1)
        axes.text(
            trace["endpoint_ms"] / 1000, ROWS["user"] + 0.45, " turn taken", fontsize=8, color="#666666", va="bottom"
        )
    bar(axes, "user", -0.6, 0.0)
    axes.text(0.05, ROWS["user"], textwrap.shorten(trace["heard"], 90), va="center", fontsize=8)
    if trace["first_thought_ms"] is not None:
        end_ms = trace["thoughts_done_ms"] or trace["audio_done_ms"]
        bar(axes, "thoughts", trace["first_thought_ms"] / 1000, end_ms / 1000)
        axes.text(
            trace["first_thought_ms"] / 1000,
            ROWS["thoughts"] + 0.3,
            f"{trace['thought_tokens']} tokens of thought",
            fontsize=8,
            va="bottom",
            color=COLOURS["thoughts"],
        )
    for number, segment in enumerate(trace["segments"]):
        end_ms = segment["ready_ms"] or segment["asked_ms"] + 30
        bar(axes, "segments", segment["asked_ms"] / 1000, end_ms / 1000)
        words = textwrap.shorten(" ".join(segment["text"].split()), LABEL_CHARS, placeholder=" …") or "nothing to add"
        axes.annotate(
            f"{words}\n(knows {segment['thought_tokens_known']} tokens)",
            (segment["asked_ms"] / 1000, ROWS["segments"] - 0.22),
            (segment["asked_ms"] / 1000, ROWS["segments"] - 0.34 - 0.3 * (number % 2)),
            fontsize=7,
            va="top",
            color=COLOURS["segments"],
        )
        if segment["deadline_ms"] is not None:
            axes.plot(segment["deadline_ms"] / 1000, ROWS["segments"], marker="|", markersize=18, color="black")
    for chunk in trace["chunks"]:
        bar(axes, "heard", chunk["start_ms"] / 1000, (chunk["start_ms"] + chunk["duration_ms"]) / 1000)
    axes.set_yticks(list(ROWS.values()), ["heard", "written", "thought", "user"])
    axes.set_xlabel("seconds after the user's last word    ( | : when the sound before a segment is over)")
    axes.set_ylim(-0.9, 3.8)
    axes.set_xlim(-0.7, max(3.0, (trace["audio_done_ms"] or 0) / 1000 + 0.4))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_title(f"{trace['mode']}, {trace['reasoner']}", fontsize=9, loc="left")
    figure.tight_layout()
    figure.savefig(svg, metadata={"Date": None})
    plt.close(figure)


def bar(axes: Any, row: str, start: float, end: float) -> None:
    axes.barh(ROWS[row], end - start, left=start, height=0.4, color=COLOURS[row], linewidth=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", type=Path)
    parser.add_argument("--svg", type=Path, required=True)
    arguments = parser.parse_args()
    draw(json.loads(arguments.trace.read_text("utf-8")), arguments.svg)
    print(json.dumps({"svg": str(arguments.svg)}))


if __name__ == "__main__":
    main()
