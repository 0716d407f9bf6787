"""Arguments of one to four premises and a conclusion: the schemes of syllogistics, and mistakes made in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .fallacy_wordings import IDIOMS, key
from .logic import (
    SOME,
    And,
    Atom,
    Formula,
    Not,
    Or,
    Statement,
    consistent,
    entails,
    letters,
    negated,
    parse,
)

__all__ = ["SCHEMES", "SHAPES", "Argument", "argument"]

SCHEMES = """
    F>G; n:F; n:G
    -F>G; n:-F; n:G
    F>-G; n:F; n:-G
    F&H>G; n:F; n:H; n:G
    F|H>G; n:F; n:G
    -(F&H)>G; n:-F; n:G
    -F&-H>G; n:-(F|H); n:G
    F|-H>G; n:-H; n:G
    F>G; n:-G; n:-F
    F>-G; n:G; n:-F
    -F>G; n:-G; n:F
    F>G&H; n:-G; n:-F
    F|G>H; n:-H; n:-(F|G)
    F>G|H; n:-G; n:-H; n:-F
    F>G&H; n:-G|-H; n:-F
    F>-(G|H); n:G; n:-F
    -(F&G)>H; n:-H; n:F
    F|G>-H; n:F|G; n:-H
    F>G; G>H; F>H
    -F>G; G>H; -F>H
    F>-G; -G>H; F>H
    F>G; G>-H; F>-H
    F&I>G; G>H; F&I>H
    F>G; G>H|I; F>H|I
    F>G; F>I; G&I>H; F>H
    -F&-I>G; G>H; -(F|I)>H
    F>G; G>-H|-I; F>-(H&I)
    F>G; -H>-G; F>H
    F>G; H>-G; F>-H
    -F>G; -H>-G; -F>H
    F&I>-G; -H>G; F&I>H
    F>G|I; H>-(G|I); F>-H
    -F>G; -F>I; -H>-(G&I); -F>H
    -F&-I>-G; -H>G; -(F|I)>H
    F>G|I; H>-G&-I; F>-H
    -F>G; -F>I; -H>-G|-I; -F>H
    F>G; some H&-G; some H&-F
    -F>G; some H&-G; some H&F
    F>-G; some H&G; some H&-F
    G>F; some H&G; some H&F
    F>G; F>I; some H&-(G&I); some H&-F
    -F>G; some H&I&-G; some H&I&F
    F&I>-G; some H&G; some H&-(F&I)
    F>G; F>I; some H&(-G|-I); some H&-F
    -F>G; some -G&(-H|-I); some F&-(H&I)
    F&I>-G; some H&G; some H&(-F|-I)
    F|I>G; some H&-G; some H&-(F|I)
    G>F&I; some H&G; some H&F&I
    F>G|H; F>-G; F>H
    F>-G|H; F>G; F>H
    F>G|H; G>-F; F>H
    F>G|-H; F>-G; F>-H
    F>G|H|I; F>-G; F>-I; F>H
    F&I>G|H; G>-(F&I); F&I>H
    F>G|H|I; F>-G; F>H|I
    F&I>G|H; G>-F|-I; F&I>H
    -F&-I>G|H; G>F|I; -(F|I)>H
    F>G|H; G>J; H>J; F>J
    F>-G|-H; -G>J; -H>J; F>J
    F>G|H; G>-J; H>-J; F>-J
    F>G|H; J>-G; J>-H; F>-J
    F>G|H|I; G>J; H>J; I>J; F>J
    F&I>G|H; G>J; H>J; F&I>J
    F>G|H|I; G>J; H>J; F>J|I
    F>-(G&H); -G>J; -H>J; F>J
    -F&-I>G|H; G>J; H>J; -J>F|I
    -F>G|H; G>J; H>J; -F>J
    -(F|I)>G|H; G>J; H>J; -(F|I)>J
    some F&(G|H); G>J; H>J; some F&J
    n:F|G; F>H; G>H; n:H
    n:F|G; n:-F; n:G
    F&G>H; n:F&-H; n:-G
    n:F|G; F>H; G>J; n:H|J
    n:F; F>G; F>H; n:G&H
    n:F; F>-(G&H); n:-(G&H)
    F>G&H; G>J; F>J&H
    F>G; F>H; F>G&H
    -F>G; -F>H; -F>G&H
    F>G; G>H&I; F>H&I
    F>H; G>H; F|G>H
    F>J; G>H; H>J; F|G>J
    F>-G; F>-H; F>-(G|H)
    G>-F; H>-F; F>-G&-H
    -F>-G; -F>-H; -F>-(G|H)
    G>F; H>F; -F>-(G|H)
    -(F&G)>H; H>J; -(F&G)>J
    -H>F; -H>G; -(F&G)>H
    F>H; -(F&G)>-H; -G>-F
    -(F&G)>H; J>-H; -(F&G)>-J
    F>G; G>-H|J; F>-H|J
    F>G|-H; G>J; F>J|-H
    F&-G>H; H>J; F&-G>J
    F>G|H; H>-J; F&J>G
    F>G|H; F&-G>H
    F|-G>H; H>J; F|-G>J
    some F&G; G>H; F>-J; some F&H&-J
    some F&-G; H>G; F>J; some J&-H
    some -F&G; H>F; some G&-H
    some -F&-G; H>F; some -H&-G
    F>-G; G>-F
    -F>G; -G>F
    -F>-G; G>F
    F>G; -G>-F
    F&H>-G; G>-(F&H)
    F>-(G|H); G|H>-F
    F&H>-G; G>-F|-H
    F>-G&-H; G|H>-F
    F>G&H; -G>-F
    F|G>H; F>H
    """.strip().splitlines()
"""Premises and, last, a conclusion. Most are the schemes of the syllogistic corpus of Betz, Voigt and Richardson
(Critical Thinking for Language Models, IWCS 2021): modus barbara and tollens, hypothetical and disjunctive syllogism,
dilemma, contraposition, each with negations, complex predicates and De Morgan."""

MORE_SHAPES = """
    a|-b>c; a&-b>c; a&-b>-c; -a&b>c; -a>b|-c; -a>-b|c; -a|-b>c; -(a&b)>-c; -(a|b)>-c; -(a|b)>c|d; a|b>c|d;
    n:a; n:-a; n:a|b; n:a&b; n:-(a&b); n:a&-b; n:-a&-b; n:a|-b;
    some -a&b; some -a&-b; some a&(b|c); some a&-b&-c; some -a&b&c; some a&(b|-c)
    """
SHAPES = frozenset(key(parse(text.strip())) for text in (*IDIOMS, *MORE_SHAPES.split(";")))
"""What can be said without being hard to follow."""


@dataclass(frozen=True, slots=True)
class Argument:
    """Premises in the order in which they are said, and a conclusion."""

    premises: tuple[Statement, ...]
    conclusion: Statement

    @property
    def valid(self) -> bool:
        return entails(self.premises, self.conclusion)

    @property
    def sound(self) -> bool:
        """Whether it can be said and is worth asking about."""
        statements = (*self.premises, self.conclusion)
        used = {letter for premise in self.premises for letter in letters(premise)}
        return (
            all(key(statement) in SHAPES for statement in statements)
            and all(len(found := list(letters(statement))) == len(set(found)) for statement in statements)
            and len(set(statements)) == len(statements)
            and used >= set(letters(self.conclusion))
            and consistent(self.premises)
        )


def argument(rng: random.Random) -> Argument:
    """One of the schemes, mostly with mistakes made in it; valid in half of the cases."""
    valid = rng.random() < 0.5
    while True:
        lines = [parse(part.strip()) for part in rng.choice(SCHEMES).split(";")]
        if rng.random() < 0.25:
            lines = _flipped(lines, rng)
        # A mistake often does no harm, as in contraposing, so that valid arguments do not give themselves away.
        for _ in range(rng.choice((0, 0, 0, 1, 2) if valid else (1, 1, 2))):
            at = len(lines) - 1 if rng.random() < 0.4 else rng.randrange(len(lines))
            lines[at] = _mistaken(lines[at], lines, rng)
        lines = [_commuted(statement, rng) for statement in lines]
        premises = lines[:-1]
        rng.shuffle(premises)
        made = Argument(tuple(premises), lines[-1])
        if made.sound and made.valid == valid:
            return made


def _flipped(lines: list[Statement], rng: random.Random) -> list[Statement]:
    """The same scheme with one property negated throughout."""
    letter = rng.choice(sorted({letter for statement in lines for letter in letters(statement)}))
    return [_mapped(statement, lambda atom: _negated_if(atom, atom.letter == letter)) for statement in lines]


def _negated_if(atom: Atom, condition: bool) -> Formula:
    return Not(atom) if condition else atom


def _mapped(statement: Statement, change: Callable[[Atom], Formula]) -> Statement:
    def mapped(formula: Formula) -> Formula:
        match formula:
            case Atom():
                return change(formula)
            case Not(part):
                return negated(mapped(part))
            case And(parts):
                return And(tuple(map(mapped, parts)))
            case Or(parts):
                return Or(tuple(map(mapped, parts)))

    given = None if statement.given is None else mapped(statement.given)
    return Statement(statement.subject, mapped(statement.claim), given)


def _mistaken(statement: Statement, lines: Sequence[Statement], rng: random.Random) -> Statement:
    """The statement with one slip in it: turned round, negated, other terms, "and" for "or"."""
    all_letters = sorted({letter for line in lines for letter in letters(line)})
    own = sorted(set(letters(statement)))
    subject, claim, given = statement.subject, statement.claim, statement.given
    match rng.randrange(6):
        case 0 if given is not None:
            return Statement(subject, given, claim)
        case 1 if given is not None:
            return Statement(subject, negated(claim), negated(given))
        case 2:
            letter = rng.choice(own)
            return _mapped(statement, lambda atom: _negated_if(atom, atom.letter == letter))
        case 3:
            one, other = rng.sample(all_letters, 2)
            swap = {one: other, other: one}
            return _mapped(statement, lambda atom: Atom(swap.get(atom.letter, atom.letter)))
        case 4 if given is not None:
            return Statement(subject, negated(claim), given)
        case 4 if subject != SOME:
            return Statement(subject, negated(claim))
        case 5:
            return _other_junctor(statement, rng)
    return statement


def _other_junctor(statement: Statement, rng: random.Random) -> Statement:
    """ "And" for "or" or the other way round, or a conditional with its condition negated."""

    def changed(formula: Formula) -> Formula:
        match formula:
            case And(parts):
                return Or(parts)
            case Or(parts):
                return And(parts)
            case Not(part):
                return Not(changed(part))
        return formula

    if statement.subject == SOME:
        return statement
    if statement.given is None or rng.random() < 0.5:
        return Statement(statement.subject, changed(statement.claim), statement.given)
    return Statement(statement.subject, statement.claim, changed(statement.given))


def _commuted(statement: Statement, rng: random.Random) -> Statement:
    """The same with the parts of a conjunction or a disjunction in another order."""

    def shuffled(formula: Formula) -> Formula:
        match formula:
            case Not(part):
                return Not(shuffled(part))
            case And(parts):
                return And(tuple(rng.sample(parts, len(parts))))
            case Or(parts):
                return Or(tuple(rng.sample(parts, len(parts))))
        return formula

    if statement.subject == SOME:
        return statement
    given = None if statement.given is None else shuffled(statement.given)
    return Statement(statement.subject, shuffled(statement.claim), given)
