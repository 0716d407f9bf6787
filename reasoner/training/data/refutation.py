"""Looking for somebody of whom the premises are true and the conclusion is false, in steps that can be written down."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from .logic import Case

__all__ = ["Rule", "Step", "merged", "search", "written"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to be that a statement forbids, its properties in the order in which they are to be looked at."""

    label: str
    forbidden: Case


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the search."""

    text: str
    what: str
    """``try``, ``kept``, ``force``, ``open``, ``pick``, ``back``, ``clash`` or ``fit``."""
    label: str = ""
    """Of the rule that was looked at."""
    letter: str = ""
    """The property that a ``force``, a ``pick`` or a ``back`` settles, or that keeps the rule."""


def written(case: Sequence[tuple[str, bool]]) -> str:
    return " ".join(letter if sign else f"not {letter}" for letter, sign in case)


def merged(choices: Sequence[Sequence[Case]]) -> list[Case]:
    """What can be known of one individual of which each of the choices leaves one case."""
    return [tuple(dict.fromkeys(itertools.chain(*choice))) for choice in itertools.product(*choices)]


def search(starts: Sequence[Case], rules: Sequence[Rule]) -> Iterator[Step]:
    """The steps; the last one is a ``fit`` where somebody can be as one of the starts and against none of the rules.

    The rules are looked at one after the other, again and again, until each is kept or one is broken: a step never has
    to find the rule that matters among all of them. Where each of those that are left could be kept in several ways,
    the first one is kept by its first property; the other way is taken after a clash.
    """
    for number, start in enumerate(starts):
        yield Step(f"try {written(start)}.", "try")
        after = "next" if number < len(starts) - 1 else "valid"
        known = dict(start)
        if len(set(start)) != len(known):
            yield Step(f"clash: {after}.", "clash")
            continue
        pending = list(rules)
        undo: list[tuple[dict[str, bool], list[Rule]]] = []
        while True:
            broken = yield from _sweep(known, pending, "back" if undo else after)
            if broken:
                if not undo:
                    break
                known, pending = undo.pop()
                letter, sign = next(reversed(known.items()))
                yield Step(f"so {written([(letter, sign)])}.", "back", "", letter)
            elif not pending:
                yield Step("fits: invalid.", "fit")
                return
            else:
                rule = pending.pop(0)
                letter, sign = next(part for part in rule.forbidden if part[0] not in known)
                undo.append(({**known, letter: sign}, [rule, *pending]))
                known[letter] = not sign
                yield Step(f"{rule.label}: pick {written([(letter, not sign)])}.", "pick", rule.label, letter)


def _sweep(known: dict[str, bool], pending: list[Rule], after: str) -> Generator[Step, None, bool]:
    """Looks at the rules that are pending until none of them tells anything new; returns whether one is broken.

    known, pending: what the steps settle is entered there, and the rules that are kept are taken out.
    """
    told = True
    while told and pending:
        told = False
        for rule in tuple(pending):
            keeper = next(((a, known[a]) for a, sign in rule.forbidden if known.get(a, sign) != sign), None)
            unknown = [part for part in rule.forbidden if part[0] not in known]
            if keeper is None and len(unknown) > 1:
                yield Step(f"{rule.label}: open.", "open", rule.label)
                continue
            pending.remove(rule)
            told = True
            if keeper is not None:
                yield Step(f"{rule.label}: has {written([keeper])}.", "kept", rule.label, keeper[0])
                continue
            matched = written([part for part in rule.forbidden if part not in unknown])
            if not unknown:
                yield Step(f"{rule.label}: {matched} clash: {after}.", "clash", rule.label)
                return True
            [(letter, sign)] = unknown
            known[letter] = not sign
            text = f"{rule.label}: {matched} so {written([(letter, not sign)])}.".replace("  ", " ")
            yield Step(text, "force", rule.label, letter)
    return False
