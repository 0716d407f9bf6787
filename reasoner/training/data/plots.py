"""What happens in word problems, and which steps lead to what is asked.

In the texts ``{n}`` and ``{m}`` are two people, ``{he}`` and ``{his}`` stand for the first, ``{t}`` and ``{u}`` are
two sorts of things, and the other letters are the numbers of the story.
"""

# ruff: noqa: SIM905 (a long list of words reads better so)

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["THINGS", "Plot", "plot"]

THINGS = tuple(
    """
    pennies marbles stickers stamps coins shells buttons beads cards books comics pencils crayons erasers apples
    oranges pears plums cherries peaches lemons cookies muffins candies cupcakes donuts pancakes eggs carrots
    potatoes tomatoes onions peppers flowers roses tulips seeds acorns stones pebbles feathers balloons ribbons toys
    dolls puzzles kites photos postcards letters posters tickets tokens badges magnets bottles cans cups plates
    spoons towels socks hats shirts bricks blocks nails screws boxes paperclips notebooks markers lollipops raisins
    peanuts walnuts almonds chestnuts strawberries blueberries grapes bananas mangoes melons pumpkins
    """.split()
)

Span = tuple[int, int] | None
"""From, to; or whatever suits the size of the story."""


@dataclass(frozen=True, slots=True)
class Plot:
    """``topic`` is ``ask`` as an indirect question, without numbers; ``heard`` repeats the quantities."""

    story: str
    ask: str
    topic: str
    heard: str
    steps: tuple[tuple[str, str], ...]
    """Name of a quantity, and how it follows from two known ones."""
    answer: str
    numbers: dict[str, Span]
    multiple: tuple[str, str] | None = None
    """The first of these numbers is a multiple of the second."""


def plot(story: str, ask: str, topic: str, heard: str, steps: str, answer: str, numbers: str, of: str = "") -> Plot:
    """``steps``: ``left: a-b; ...``; ``numbers``: ``a b:2-9``; ``of``: ``a/b`` where a is a multiple of b."""
    spans: dict[str, Span] = {}
    for entry in numbers.split():
        name, _, span = entry.partition(":")
        low, _, high = span.partition("-")
        spans[name] = (int(low), int(high)) if span else None
    pairs = tuple((label, step) for label, step in (part.split(": ") for part in steps.split("; ")))
    whole, _, part = of.partition("/")
    return Plot(story, ask, topic, heard, pairs, answer, spans, (whole, part) if of else None)
