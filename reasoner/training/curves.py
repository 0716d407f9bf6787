"""The curves of a training as a picture."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["draw"]

WIDTH_IN, HEIGHT_IN, DPI = 8.0, 4.5, 120


def draw(path: Path) -> list[Path]:
    """The losses and gradients in ``path`` (``curves.json``) over the steps, beside it as PNG and as SVG.

    Nothing where matplotlib is not installed (the extra train has it), or where there are no points.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return []
    points = json.loads(path.read_text("utf-8"))["points"]
    if not points:
        return []
    steps = [point["step"] for point in points]
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(steps, [point["gradient"] for point in points], color="0.75", label="length of the gradient")
    axes.plot(steps, [point["loss"] for point in points], color="C0", label="loss")
    # It falls by a factor, not by a difference.
    axes.set_yscale("log")
    axes.set_xlabel("step")
    axes.grid(alpha=0.3)
    axes.legend()
    drawn = [path.with_suffix(suffix) for suffix in (".png", ".svg")]
    for file in drawn:
        figure.savefig(file, dpi=DPI)
    return drawn
