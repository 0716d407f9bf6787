"""Many wordings from one line: ``[Hi|Hello]`` draws one of its alternatives, ``{name}`` is filled in."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Intent", "headed", "intents", "listed", "say", "tidy"]

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_BEFORE_MARK = re.compile(r"\s+(?=[,.?!])")
_ARTICLE = re.compile(r"\b([Aa])(?= (?!uni|use|eu|one)[aeiou])")
_SENTENCE = re.compile(r"(?:^|(?<=[.?!] ))[a-z]")


def say(rng: random.Random, pattern: str, **slots: str) -> str:
    """One wording of ``pattern``, innermost brackets first; an empty alternative leaves its place out."""
    while _CHOICE.search(pattern):
        pattern = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), pattern)
    return tidy(pattern.format(**slots))


def listed(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(" ".join(part.split()) for part in text.split(","))


def tidy(text: str) -> str:
    """Single spaces, "an" before a vowel, and sentences that begin with a capital."""
    text = _BEFORE_MARK.sub("", " ".join(text.split()))
    return _SENTENCE.sub(lambda found: found[0].upper(), _ARTICLE.sub(r"\1n", text))


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody may want: ways to say it, and ways to answer, any of which fits any of the former."""

    questions: Sequence[str]
    answers: Sequence[str]

    def draw(self, rng: random.Random, **slots: str) -> tuple[str, str]:
        return say(rng, rng.choice(self.questions), **slots), say(rng, rng.choice(self.answers), **slots)


def intents(text: str, short: Mapping[str, str]) -> tuple[Intent, ...]:
    """Read intents: a question behind each "?", an answer behind each "!", and an empty line between two intents.

    Indented lines go on with the one before; ``<name>`` stands for a pattern of ``short``.
    """
    for name, pattern in short.items():
        text = text.replace(f"<{name}>", pattern)
    found = []
    for block in text.strip().split("\n\n"):
        lines = block.replace("\n    ", " ").splitlines()
        found.append(Intent(*(tuple(line[2:] for line in lines if line.startswith(f"{mark} ")) for mark in "?!")))
    return tuple(found)


def headed(text: str) -> dict[str, Intent]:
    """Intents by what stands behind the "#" above each."""
    names = [line[2:] for line in text.splitlines() if line.startswith("# ")]
    return dict(zip(names, intents(text, {}), strict=True))
