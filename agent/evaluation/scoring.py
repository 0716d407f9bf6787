"""What an answer answers, as its listener hears it: the rules of the evaluation, without a model.

The last word that decides is what counts, since a correction comes last: "It is valid. No, wait: it is invalid."
English only.
"""

# ruff: noqa: RUF001 (typographic apostrophes are looked for here)

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .numbers import numbers

__all__ = ["Expected", "Judgement", "Remark", "Target", "judge", "word_count"]

MOST_WORDS = 30
"""Of a remark in a conversation: some twelve seconds of speech."""


@dataclass(frozen=True, slots=True)
class Target:
    """The right answer: valid or invalid, yes or no, a number, or any other words that have to be said."""

    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """How a good remark reads: all of ``must`` are found in it and none of ``must_not``, in at most so many words."""

    must: tuple[re.Pattern[str], ...] = ()
    must_not: tuple[re.Pattern[str], ...] = ()
    most_words: int = MOST_WORDS


Expected = Target | Remark


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether an answer is right. ``reading``: what it was taken to say; None: nothing that answers.

    ``decided``: where in the text the last word stands that says so; ``settled``: where the first one stands behind
    which nothing else is said. None: nowhere.
    """

    correct: bool
    reading: str | None = None
    decided: int | None = None
    settled: int | None = None

    @property
    def answered(self) -> bool:
        """It says something that can be right or wrong."""
        return self.reading is not None


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place where the text says ``reading``."""

    reading: str
    start: int


def judge(said: str, expected: Expected) -> Judgement:
    """What ``said`` answers, and whether that is what was ``expected``."""
    if isinstance(expected, Remark):
        return _judge_remark(said, expected)
    wanted, find = _kind(expected.text)
    mentions = find(said)
    if not mentions:
        return Judgement(False)
    last = mentions[-1]
    settled = last
    for mention in reversed(mentions):
        if mention.reading != last.reading:
            break
        settled = mention
    return Judgement(last.reading == wanted, last.reading, last.start, settled.start)


def word_count(text: str) -> int:
    """How many words ``text`` has."""
    return len(_WORD.findall(text))


_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


def _kind(target: str) -> tuple[str, Callable[[str], list[_Mention]]]:
    """The target as its mentions read, and who finds them."""
    plain = " ".join(target.casefold().split()).rstrip(".!")
    if plain in ("valid", "invalid"):
        return plain, _validity
    if plain in ("yes", "no"):
        return plain, _yes_or_no
    try:
        return _number(Decimal(plain.replace(",", ""))), _numbers
    except InvalidOperation:
        return plain, lambda said: _words(said, plain)


# Numbers and other words.


_MARKER = re.compile(r"^[ \t]*(\d{1,2})[.)][ \t]+(?=\S)", re.MULTILINE)
"""Of an item in a list."""


def _numbers(said: str) -> list[_Mention]:
    markers = _MARKER.findall(said)
    if markers[:2] == ["1", "2"]:
        said = _blank(_MARKER, said)
    return [_Mention(_number(found.value), found.start) for found in numbers(said)]


def _number(value: Decimal) -> str:
    """The same text for the same number: 165.0 is 165."""
    return f"{value.normalize():f}" if value else "0"


def _words(said: str, target: str) -> list[_Mention]:
    wanted = [match[0] for match in _WORD.finditer(target)]
    there = [(match[0].casefold(), match.start()) for match in _WORD.finditer(said)]
    found = [
        _Mention(target, there[at][1])
        for at in range(len(there) - len(wanted) + 1)
        if [word for word, _ in there[at : at + len(wanted)]] == wanted
    ]
    # Whatever else was said is an answer, too.
    return found or [_Mention("", start) for _, start in there[:1]]


# Valid or invalid.

_NOT = r"(?:\bnot|\bnever|\bcannot|\b\w+n['’]t)"
_EITHER = re.compile(
    r"\b(?:in)?valid(?:\s+argument)?\s*(?:,?\s*or\s+(?:(?:is it|it is|it's|rather)\s+)?|/\s*)(?:deductively\s+)?"
    r"(?:invalid|valid|not(?:\s+valid)?)\b"
    r"|\b(?:yes|no)\s*(?:,?\s*or\s+|/\s*)(?:yes|no)\b",
    re.IGNORECASE,
)
"""Both are named as what there is to choose from."""
_ASKED = re.compile(
    r"\b(?:whether|if (?:it|the argument|the conclusion|this)(?:'s| is))\b[^.!?:;,]*"
    r"|(?:^|(?<=[.!?:]))\s*(?:so,?\s+)?(?:is|are|does|do|did|can|could|would|will|was|were|what|which|how)\b[^.!?]*\?",
    re.IGNORECASE,
)
"""What is in question is not said to be so."""
_VALIDITY = re.compile(rf"(?P<no>{_NOT}\s+(?:[a-z]+\s+){{0,2}}?)?\b(?P<word>valid|invalid)\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    rf"(?P<no>{_NOT}\s+(?:[a-z]+\s+){{0,2}}?follow)\b|\b(?:conclusion|it|that|which)\s+(?:[a-z]+\s+)?follows\b",
    re.IGNORECASE,
)


def _validity(said: str) -> list[_Mention]:
    said = _blank(_ASKED, _blank(_EITHER, said))
    found = [
        _Mention(_opposite(match["word"].casefold()) if match["no"] else match["word"].casefold(), match.start())
        for match in _VALIDITY.finditer(said)
    ]
    return found or [
        _Mention("invalid" if match["no"] else "valid", match.start()) for match in _FOLLOWS.finditer(said)
    ]


def _opposite(word: str) -> str:
    return "invalid" if word == "valid" else "valid"


# Yes or no.

_YES_OR_NO = re.compile(
    r"\b(?P<yes>yes|yeah|yep)\b"
    r"|\bnope\b"
    r"|\bno(?=\W*$|[^\w\s-])"
    r"|\bno(?=\s+(?:because|since|as|after|then|if|when|you|he|she|it|they|we|i|that|this|so|and|but|not)\b)"
    r"|(?:^|(?<=[.!?:]\s)|(?<=answer is )|(?<=say ))no\b(?!\s+(?:matter|one|doubt)\b)",
    re.IGNORECASE,
)
"""In front of a noun ("there is no turn"), "no" says nothing, except where a sentence begins with it."""
_CORRECTION = re.compile(
    r"\b(?P<no>no\b[,.!\s]*)?(?:\b(?:oh|oops)\b[,.!\s]*)?(?:wait\b|sorry\b|hold on\b|actually\b(?=,)|scratch that\b|"
    r"correction\b|let me correct\b|i (?:was|am) (?:wrong|mistaken)\b|i made a mistake\b|on second thought\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^.!?;,\n]+")
_TRUE = re.compile(
    r"\breturn(?:s|ed|ing)?\b|\bback (?:at|to|in|where)\b|"
    r"\b(?:are|is|end(?:s|ed)? up|arrives?|finish(?:es)?|stands?) (?:at|in) (?:the|your) (?:start|same|origin)|"
    r"\bwhere you (?:started|start|began|begin)\b|\b(?:tell|tells|telling|speaks?) the truth\b|\btruthful\b|\bhonest\b",
    re.IGNORECASE,
)
"""What the questions of ``navigate`` and ``web_of_lies`` ask for."""
_FALSE = re.compile(r"\b(?:lie|lies|lied|lying|liar|away from)\b", re.IGNORECASE)
_SHORT = re.compile(r"\b(?:you|he|she|it|they|[A-Z][a-z]+)\s+(?:do|does)(?P<no>\s+not|n['’]t)?\W*$")
"""Said instead of yes and no: "You do not." """
_SUPPOSED = re.compile(r"\b(?:if|whether|until|unless|says?|said|asks?|asked)\b", re.IGNORECASE)
"""Such a clause does not say that it is so."""
_NEGATED = re.compile(rf"{_NOT}\b|\bno longer\b|\bfails? to\b", re.IGNORECASE)


def _yes_or_no(said: str) -> list[_Mention]:
    said = _blank(_EITHER, said)
    found: list[_Mention] = []
    for correction, start, end in _corrected(said):
        decided = _decided(said, start, end)
        if not decided and found and correction is not None and correction["no"]:
            decided = [_Mention("no", correction.start())]
        found += decided
    return found


def _corrected(said: str) -> Iterator[tuple[re.Match[str] | None, int, int]]:
    """The parts between which the speaker corrects himself, each with the correction before it."""
    before: re.Match[str] | None = None
    start = 0
    for match in _CORRECTION.finditer(said):
        yield before, start, match.start()
        before, start = match, match.end()
    yield before, start, len(said)


def _decided(said: str, start: int, end: int) -> list[_Mention]:
    """The yes and no in a part of the answer; where there is none, what its sentences come to."""
    # The rules look around a word, so the rest is blank, not cut off.
    part = " " * start + said[start:end]
    found = [_Mention("yes" if match["yes"] else "no", match.start()) for match in _YES_OR_NO.finditer(part)]
    return found or list(_inferred(_blank(_ASKED, part)))


def _inferred(part: str) -> Iterator[_Mention]:
    for clause in _CLAUSE.finditer(part):
        if _SUPPOSED.search(clause[0]):
            continue
        claims = [(match.start(), True) for match in _TRUE.finditer(clause[0])]
        claims += [(match.start(), False) for match in _FALSE.finditer(clause[0])]
        if claims:
            at, yes = max(claims)
            yes = yes != bool(_NEGATED.search(clause[0]))
        elif (short := _SHORT.search(clause[0])) is not None:
            at, yes = short.start(), not short["no"]
        else:
            continue
        yield _Mention("yes" if yes else "no", clause.start() + at)


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with spaces for what the pattern finds: all places stay where they are."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


# Remarks.


def _judge_remark(said: str, expected: Remark) -> Judgement:
    # Patterns are written with the plain apostrophe.
    said = said.replace("’", "'")
    count = word_count(said)
    if not count:
        return Judgement(False)
    found = [pattern.search(said) for pattern in expected.must]
    starts = [match.start() for match in found if match is not None]
    correct = (
        len(starts) == len(found)
        and count <= expected.most_words
        and not any(pattern.search(said) for pattern in expected.must_not)
    )
    decided = max(starts) if starts else None if found else 0
    return Judgement(correct, said.strip(), decided, decided)
