"""The figures, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

__all__ = ["Figure", "table"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``goal``: at most so much is wished for. ``floor``: less is not possible here.

    ``weights``: of the model that was measured, for whoever sees the figure alone. ``beside``: what else was seen.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    floor: float | None = None
    beside: dict[str, float | str] = field(default_factory=dict)
    weights: str = "random"

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "met" if self.value <= self.goal else "MISSED"

    def as_json(self) -> dict[str, object]:
        values = {key: _rounded(value) for key, value in asdict(self).items() if value not in (None, {})}
        return values | ({"met": self.value <= self.goal} if self.goal is not None else {})


def table(figures: list[Figure]) -> str:
    """Lines of equal columns: what, how much, the goal, the floor, and what was seen beside."""
    rows = [("what (random weights)", "measured", "goal", "", "floor", "beside")]
    for figure in figures:
        beside = ", ".join(f"{name} {_number(value)}" for name, value in figure.beside.items())
        measured = f"{_number(figure.value)} {figure.unit}".rstrip()
        rows.append(
            (figure.name, measured, _number(figure.goal), figure.verdict, _number(figure.floor), beside)
        )  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]]).rstrip()
        for row in rows
    )


def _rounded(value: object) -> object:
    """To five digits, which is more than any measurement has."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return float(f"{value:.5g}") if isinstance(value, float) else value


def _number(value: float | str | None) -> str:
    """With as many digits as say something."""
    if value is None or isinstance(value, str):
        return value or ""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 4
    return f"{value:.{digits}f}"
