"""The ways to say a statement of monadic logic in English.

A wording marks the properties by their letters: ``@F`` stands for "an uncle of Dominic", ``#F`` for "uncle of Dominic".
Words in capitals depend on whether people or things are spoken of.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from .logic import SOME, And, Atom, Formula, Not, Or, Statement, letters, negated

__all__ = ["IDIOMS", "PEOPLE", "THINGS", "echo", "key", "mentioned", "wording", "wordings"]

PEOPLE = {
    "EVERYONE": ("everyone who", "everybody who"),
    "WHOEVER": ("whoever",),
    "NOBODY": ("nobody", "no one"),
    "SOMEBODY": ("somebody", "someone"),
    "WHO": ("who",),
    "THEY": ("that person",),
}
THINGS = {
    "EVERYONE": ("everything that",),
    "WHOEVER": ("whatever",),
    "NOBODY": ("nothing",),
    "SOMEBODY": ("something",),
    "WHO": ("that",),
    "THEY": ("that thing",),
}

IDIOMS: dict[str, tuple[str, ...]] = {
    "a>b": (
        "every #a is @b",
        "each #a is @b",
        "every #a is also @b",
        "EVERYONE is @a is @b, too",
        "NOBODY is @a without being @b",
        "there is no #a WHO is not @b",
    ),
    "-a>b": ("NOBODY is neither @a nor @b", "NOBODY is neither @b nor @a", "EVERYONE is not @a is however @b"),
    "a>-b": (
        "no #a is @b",
        "no #b is @a",
        "every #a is not @b",
        "NOBODY is both @a and @b",
        "there is no #a WHO is @b",
    ),
    "-a>-b": ("NOBODY is @b without being @a", "WHOEVER is not @a is not @b, either"),
    "a&b>c": (
        "every #a WHO is @b is also @c",
        "every #b WHO is @a is @c",
        "EVERYONE is both @a and @b is @c, too",
        "WHOEVER is @a and @b is also @c",
    ),
    "a|b>c": ("every #a and every #b is @c", "EVERYONE is @a or @b is also @c"),
    "-(a&b)>c": ("EVERYONE is not both @a and @b is however @c", "EVERYONE is not both @b and @a is @c"),
    "-(a|b)>c": (
        "WHOEVER is none of this: @a or #b, is @c",
        "WHOEVER is none of this: @a or @b, is @c",
        "EVERYONE is neither @a nor @b is @c, though",
        "WHOEVER is not @a and not @b is however @c",
    ),
    "-a&-b>c": (
        "EVERYONE is neither @b nor @a is however @c",
        "EVERYONE is neither @a nor @b is @c, though",
        "WHOEVER is not @a and not @b is however @c",
        "WHOEVER is none of this: @a or #b, is @c",
    ),
    "a&b>-c": (
        "every #a WHO is @b is not @c",
        "no #a WHO is @b is @c",
        "no #b WHO is @a is @c",
        "EVERYONE is both @a and @b is not @c",
        "there is no #a WHO is @b and @c",
    ),
    "a|b>-c": ("no #a and no #b is @c", "no #b and no #a is @c", "WHOEVER is @a or @b is not @c"),
    "-a&-b>-c": ("WHOEVER is not @a and not @b is not @c, either", "EVERYONE is neither @a nor @b is not @c"),
    "a&b>c|d": ("every #a WHO is @b is @c or @d", "every #b WHO is @a is @c or @d"),
    "-a&-b>c|d": ("WHOEVER is neither @a nor @b is @c or @d", "EVERYONE is not @a and not @b is @c or @d"),
    "a>b&c": ("every #a is @b and @c", "every #a is both @b and @c", "EVERYONE is @a is also @b and @c"),
    "a>b|c": (
        "every #a is @b or @c",
        "every #a is @c or @b",
        "every #a is either @b or @c, or both",
        "to be @b or @c is necessary for being @a",
    ),
    "a>-b|c": (
        "every #a is not @b or @c",
        "every #a is @c or, otherwise, neither @c nor @b",
        "no #a is, in the same time, @b without being @c",
        "there is no #a WHO is @b yet not @c",
    ),
    "a>b|-c": (
        "every #a is not @c or @b",
        "every #a is @b or, otherwise, neither @b nor @c",
        "no #a is, in the same time, @c but not @b",
        "there is no #a WHO is @c yet not @b",
    ),
    "a>-(b&c)": ("no #a is both @b and @c", "no #a is @b and, in the same time, @c", "every #a is not both @b and @c"),
    "a>-(b|c)": ("no #a is @b or @c", "every #a is neither @b nor @c", "WHOEVER is @a is none of this: @b or @c"),
    "a>-b&-c": (
        "every #a is not @b and not @c",
        "every #a is neither @b nor @c",
        "every #a is neither @c nor @b",
        "WHOEVER is @a is not @b and not @c, either",
    ),
    "a>-b|-c": ("every #a is not @b or not @c", "every #a is not @c or not @b"),
    "a>b|c|d": (
        "every #a is @b or @c or @d",
        "WHOEVER is @a is at least one of these: @b, @c or @d",
        "WHOEVER is #a is at least one of these: @b, @c or @d",
    ),
    "-a>-b|-c": ("if SOMEBODY is not @a, then THEY is not @b or not @c", "EVERYONE is not @a is not @b or not @c"),
    "-a>-(b&c)": ("EVERYONE is not @a is not both @b and @c",),
    "-a>-(b|c)": ("WHOEVER is not @a is not any of this: @b or @c", "EVERYONE is not @a is neither @b nor @c"),
    "-a>b|c": ("SOMEBODY WHO is not @a is @b or @c", "WHOEVER is not @a is however @b or @c"),
    "-a>b&c": ("EVERYONE is not @a is however @b and @c", "WHOEVER is not @a is both @b and @c"),
    "some a&b": ("some #a is @b", "some #b is @a", "there is SOMEBODY WHO is @a and @b", "SOMEBODY is @a and @b"),
    "some a&-b": (
        "some #a is not @b",
        "not every #a is @b",
        "SOMEBODY is @a and not @b",
        "there is SOMEBODY WHO is @a and not @b",
    ),
    "some a&-(b&c)": (
        "some #a is not both @b and @c",
        "not every #a is both @b and @c",
        "there is SOMEBODY WHO is @a and not both @b and @c",
    ),
    "some a&-(b|c)": (
        "some #a is neither @b nor @c",
        "not every #a is also @b or @c",
        "there is SOMEBODY WHO is @a but neither @b nor @c",
    ),
    "some a&(-b|-c)": (
        "some #a is not @b or not @c",
        "there exists @a WHO is not @b or not @c",
        "there is SOMEBODY WHO is @a and, in addition, not @b or not @c",
    ),
    "some a&b&-c": (
        "some #a is @b yet not @c",
        "there exists @b WHO is @a while not @c",
        "there is SOMEBODY WHO is @a and @b but not @c",
    ),
    "some a&b&c": (
        "some #a is @b and @c",
        "there exists @b WHO is @a and @c",
        "there is SOMEBODY WHO is @a, @b, and @c",
    ),
    "some -a&(-b|-c)": (
        "SOMEBODY is not @a and, in addition, not @b or not @c",
        "there is SOMEBODY WHO is not @a and WHO is not @b or not @c",
        "SOMEBODY WHO is not @a is not @b or not @c",
    ),
    "n:-(a|b)": ("$ is neither @a nor @b", "it is not the case that $ is @a or @b"),
    "n:-a|-b": ("$ is not @a or not @b", "$ is not both: @a and @b"),
}
"""What is usual to say of a shape. Those of the syllogistic corpus of Betz, Voigt and Richardson (Critical Thinking for
Language Models, IWCS 2021), of which BIG-bench's formal fallacies are a part, are among them."""

MARK = re.compile(r"[@#]([A-Za-z])")


FILLING = re.compile(
    r",? (?:too|though|either|or both)$"
    r"|, or both\b|, in (?:the same time|addition)\b"
    r"|\b(?:being|to be|for|also|however|either|it is|that person|that thing)\b"
    r"|[,:]"
)
"""What is left out of an echo."""


def echo(text: str, said: Callable[[str], str]) -> str:
    """A wording in short, with each property as ``said`` has it."""
    return " ".join(MARK.sub(lambda mark: said(mark[1]), FILLING.sub(" ", text)).split())


def key(statement: Statement) -> str:
    """The shape of a statement: what is left of it when its properties are lettered a, b, c, d as they come."""
    names = {letter: "abcdefgh"[at] for at, letter in enumerate(dict.fromkeys(letters(statement)))}
    claim = _symbols(statement.claim, names)
    if statement.given is not None:
        return f"{_symbols(statement.given, names)}>{claim}"
    return f"{SOME} {claim}" if statement.subject == SOME else f"n:{claim}"


def _symbols(formula: Formula, names: dict[str, str], inner: bool = False) -> str:
    match formula:
        case Atom(letter):
            return names[letter]
        case Not(part):
            return "-" + _symbols(part, names, True)
        case And(parts) | Or(parts):
            text = ("&" if isinstance(formula, And) else "|").join(_symbols(part, names, True) for part in parts)
            return f"({text})" if inner else text


def mentioned(text: str) -> list[str]:
    """The letters in a wording, in the order in which they are first heard."""
    return list(dict.fromkeys(MARK.findall(text)))


def wording(statement: Statement, people: bool, rng: random.Random) -> str:
    """One of the wordings, in lower case and without a full stop; ``$`` stands for the individual."""
    usual, composed = wordings(statement)
    text = rng.choice(usual if usual and rng.random() < 0.6 else composed)
    for word, replacements in (PEOPLE if people else THINGS).items():
        text = re.sub(rf"\b{word}\b", rng.choice(replacements), text)
    return text


def wordings(statement: Statement) -> tuple[list[str], list[str]]:
    """What is usual to say of the shape of the statement, and what can be composed."""
    order = list(dict.fromkeys(letters(statement)))
    usual = [
        re.sub(r"([@#])([a-d])", lambda mark: mark[1] + order["abcd".index(mark[2])], idiom)
        for idiom in IDIOMS.get(key(statement), ())
    ]
    if statement.given is not None:
        return usual, list(_universal(statement.given, statement.claim))
    return usual, list((_existential if statement.subject == SOME else _individual)(statement.claim))


def _universal(given: Formula, claim: Formula) -> Iterator[str]:
    extra: tuple[str, ...] = ("",)
    match _negative(given), _negative(claim):
        case False, False:
            extra = ("", ", too", " also")
        case True, False:
            extra = ("", ", though", " however")
        case True, True if isinstance(claim, Not):
            extra = ("", ", either")
    for _ in range(4):
        yield f"{_being(given)} is sufficient for {_being(claim)}"
        yield f"{_being(claim)} is necessary for {_being(given)}"
    if isinstance(claim, Or) and not any(isinstance(part, Not) for part in claim.parts):
        yield f"to be {_phrase(claim)} is necessary for {_being(given)}"
    for one, other in ((a, b) for a in _is(given) for b in _is(claim)):
        for word in extra if not other.endswith("both") else ("",):
            tail = f"is {other}{word}" if word.startswith(",") else f"is{word} {other}"
            yield f"WHOEVER is {one} {tail}"
            yield f"EVERYONE is {one} {tail}"
    yield f"if SOMEBODY is {next(_is(given))}, then THEY is {next(_is(claim))}"


def _existential(claim: Formula) -> Iterator[str]:
    if not isinstance(claim, And):
        yield from (f"there is SOMEBODY WHO is {text}" for text in _is(claim))
        return
    first, rest = claim.parts[0], claim.parts[1:]
    other = rest[0] if len(rest) == 1 else And(rest)
    for text in _is(other):
        if isinstance(first, Atom):
            yield f"some #{first.letter} is {text}"
            yield f"at least one #{first.letter} is {text}"
            yield f"there exists @{first.letter} WHO is {text}"
            yield f"there is @{first.letter} WHO is {text}"
        else:
            yield f"there is SOMEBODY WHO is {next(_is(first))} and WHO is {text}"
    if isinstance(first, Atom) and isinstance(other, Not):
        yield from (f"not every #{first.letter} is {text}" for text in _is(negated(other)))


def _individual(claim: Formula) -> Iterator[str]:
    yield from (f"$ is {text}" for text in _is(claim))
    if isinstance(claim, Not):
        for text in _is(negated(claim)):
            yield f"it is not the case that $ is {text}"
            yield f"it is false that $ is {text}"


def _negative(formula: Formula) -> bool:
    return isinstance(formula, Not) or (
        isinstance(formula, And | Or) and all(isinstance(part, Not) for part in formula.parts)
    )


def _is(formula: Formula) -> Iterator[str]:
    """What can follow "is"."""
    match formula:
        case Atom(letter):
            yield f"@{letter}"
        case Not(Atom(letter)):
            yield f"not @{letter}"
        case Not(And(parts)):
            yield f"not both {_listed(parts, 'and', _phrase)}"
        case Not(Or(parts)):
            yield f"neither {' nor '.join(map(_phrase, parts))}"
        case And(parts):
            yield _listed(parts, "and", _phrase)
            if all(isinstance(part, Atom) for part in parts[:2]) and len(parts) == 2:
                yield f"both {_listed(parts, 'and', _phrase)}"
            elif _negative(formula):
                yield "neither " + " nor ".join(_phrase(negated(part)) for part in parts)
            elif isinstance(parts[-1], Not):
                yield f"{_listed(parts[:-1], 'and', _phrase)} but {_phrase(parts[-1])}"
        case Or(parts):
            yield _listed(parts, "or", _phrase)
            if all(isinstance(part, Atom) for part in parts) and len(parts) == 2:
                yield f"either {_listed(parts, 'or', _phrase)}, or both"
        case Not(Not(part)):
            yield from _is(part)


def _being(formula: Formula) -> str:
    """The same as a subject of its own: "being", "not being"."""
    match formula:
        case Not(Atom(_) as part):
            return f"not being {_phrase(part)}"
        case Not(And(_) as part):
            return f"not being both {_phrase(part)}"
        case And(parts) | Or(parts) if not all(isinstance(part, Atom) for part in parts):
            return _listed(parts, "and" if isinstance(formula, And) else "or", _being)
        case And(_):
            return f"being both {_phrase(formula)}"
        case _:
            return f"being {_phrase(formula)}"


def _phrase(formula: Formula) -> str:
    return next(_is(formula))


def _listed(parts: tuple[Formula, ...], junctor: str, said: Callable[[Formula], str]) -> str:
    texts = [said(part) for part in parts]
    return f"{', '.join(texts[:-1])} {junctor} {texts[-1]}" if len(texts) > 1 else texts[0]
