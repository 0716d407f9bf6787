"""Monadic logic: statements about everything, something or somebody by name, and what follows from them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = [
    "EVERY",
    "SOME",
    "And",
    "Atom",
    "Case",
    "Formula",
    "Not",
    "Or",
    "Statement",
    "cases",
    "consistent",
    "entails",
    "holds",
    "letters",
    "negated",
    "parse",
    "parse_formula",
]

EVERY = "every"
SOME = "some"
TOKEN = re.compile(r"\s*([A-Za-z]|[-&|()])")


@dataclass(frozen=True, slots=True)
class Atom:
    """To have one property."""

    letter: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Formula


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Formula, ...]


Formula = Atom | Not | And | Or
Case = tuple[tuple[str, bool], ...]
"""Some properties with whether one has them: all that is known of one individual."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is claimed of everything (that fulfils ``given``), of something, or of an individual by its name."""

    subject: str
    """``EVERY``, ``SOME`` or a name."""
    claim: Formula
    given: Formula | None = None
    """The condition of a universal statement; None for others."""


def parse(text: str) -> Statement:
    """Reads ``F & G > -H`` (universal), ``some F & -G`` and ``n: -(F | G)`` (of an individual n)."""
    if ">" in text:
        given, claim = text.split(">")
        return Statement(EVERY, parse_formula(claim), parse_formula(given))
    if text.startswith(SOME + " "):
        return Statement(SOME, parse_formula(text.removeprefix(SOME)))
    name, claim = text.split(":")
    return Statement(name, parse_formula(claim))


def parse_formula(text: str) -> Formula:
    """Reads a formula in which one sort of junctor stands between two parentheses; ValueError otherwise."""
    tokens = TOKEN.findall(text)
    if "".join(tokens) != text.replace(" ", ""):
        raise ValueError(f"a formula holds letters, -, &, | and parentheses: {text!r}")
    formula, rest = _junction(tokens)
    if rest:
        raise ValueError(f"a formula ends before {''.join(rest)!r}: {text!r}")
    return formula


def _junction(tokens: list[str]) -> tuple[Formula, list[str]]:
    first, tokens = _operand(tokens)
    parts = [first]
    junctor = tokens[0] if tokens and tokens[0] in "&|" else ""
    while junctor and tokens and tokens[0] == junctor:
        part, tokens = _operand(tokens[1:])
        parts.append(part)
    if not junctor:
        return first, tokens
    return (And(tuple(parts)) if junctor == "&" else Or(tuple(parts))), tokens


def _operand(tokens: list[str]) -> tuple[Formula, list[str]]:
    if not tokens:
        raise ValueError("a formula ends where an operand is due")
    head, tokens = tokens[0], tokens[1:]
    if head == "-":
        part, tokens = _operand(tokens)
        return Not(part), tokens
    if head == "(":
        formula, tokens = _junction(tokens)
        if not tokens or tokens[0] != ")":
            raise ValueError("a parenthesis is not closed")
        return formula, tokens[1:]
    return Atom(head), tokens


def letters(item: Formula | Statement) -> Iterator[str]:
    """The letters of the properties in the order of their occurrence, with repetitions."""
    match item:
        case Statement(_, claim, given):
            if given is not None:
                yield from letters(given)
            yield from letters(claim)
        case Atom(letter):
            yield letter
        case Not(part):
            yield from letters(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from letters(part)


def holds(formula: Formula, kind: Mapping[str, bool]) -> bool:
    """Whether an individual that has these properties fulfils the formula."""
    match formula:
        case Atom(letter):
            return kind[letter]
        case Not(part):
            return not holds(part, kind)
        case And(parts):
            return all(holds(part, kind) for part in parts)
        case Or(parts):
            return any(holds(part, kind) for part in parts)


def negated(formula: Formula) -> Formula:
    return formula.part if isinstance(formula, Not) else Not(formula)


def _denied(statement: Statement) -> Statement:
    """What is true exactly where the statement is false."""
    if statement.given is not None:
        return Statement(SOME, And((statement.given, negated(statement.claim))))
    if statement.subject == SOME:
        letter = next(letters(statement.claim))
        everything = Or((Atom(letter), Not(Atom(letter))))
        return Statement(EVERY, negated(statement.claim), everything)
    return Statement(statement.subject, negated(statement.claim))


def consistent(statements: Iterable[Statement]) -> bool:
    """Whether the statements can all be true of a domain that is not empty.

    Exact: a model of monadic logic without identity is, up to what can be said, the set of the kinds of individuals in
    it (Boolos, Burgess, Jeffrey, Computability and Logic, 21.1), and the largest set that the universal statements
    leave gives the existential ones and the names the most to choose from.
    """
    statements = tuple(statements)
    names = sorted({letter for statement in statements for letter in letters(statement)})
    kinds: list[dict[str, bool]] = []
    for values in itertools.product((False, True), repeat=len(names)):
        kind = dict(zip(names, values, strict=True))
        if all(holds(s.claim, kind) or not holds(s.given, kind) for s in statements if s.given is not None):
            kinds.append(kind)
    claims: dict[str, list[Formula]] = {}
    for index, statement in enumerate(statements):
        if statement.given is None:
            owner = f"{SOME} {index}" if statement.subject == SOME else statement.subject
            claims.setdefault(owner, []).append(statement.claim)
    return bool(kinds) and all(
        any(all(holds(claim, kind) for claim in of_one) for kind in kinds) for of_one in claims.values()
    )


def entails(premises: Iterable[Statement], conclusion: Statement) -> bool:
    """Whether the conclusion is true in every domain in which the premises are."""
    return not consistent((*premises, _denied(conclusion)))


def cases(statement: Statement, *, denied: bool = False) -> tuple[Case, ...]:
    """The ways to be that a universal statement forbids, or in one of which something (or the named one) is.

    denied: the same of what is true exactly where the statement is false.
    """
    match statement:
        case Statement(_, claim, given) if given is not None:
            return _ways(And((given, negated(claim))))
        case Statement(subject, claim, _):
            return _ways(negated(claim) if denied and subject != SOME else claim)
    raise AssertionError(statement)


def _ways(formula: Formula, wanted: bool = True) -> tuple[Case, ...]:
    """The disjunctive normal form of the formula, or of its negation; without cases that contradict themselves."""
    match formula:
        case Atom(letter):
            return (((letter, wanted),),)
        case Not(part):
            return _ways(part, not wanted)
        case And(parts) | Or(parts):
            alternatives = [_ways(part, wanted) for part in parts]
            if isinstance(formula, And) != wanted:
                return tuple(way for ways in alternatives for way in ways)
            merged = (dict.fromkeys(itertools.chain(*choice)) for choice in itertools.product(*alternatives))
            return tuple(tuple(way) for way in merged if not any((letter, not sign) in way for letter, sign in way))
