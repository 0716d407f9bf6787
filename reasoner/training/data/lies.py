"""Who tells the truth, when each says something about the one before."""

from __future__ import annotations

import random
from itertools import pairwise

from .example import Example
from .names import names
from .words import asked, opening

__all__ = ["web_of_lies"]

_TRUTH = "tells the truth"
_LIE = "lies"
_TRUTHS = ("is honest", "is telling the truth", "tells the truth", "always tells the truth", "is truthful")
_LIES = ("is a liar", "is lying", "lies", "always lies", "is not telling the truth")
_SAYS = ("says", "says that", "claims that", "tells me that", "claims", "thinks that")
_ASKS = (
    "Is {name} telling the truth?",
    "Does {name} tell the truth?",
    "Is {name} honest?",
    "Can I believe {name}?",
    "Do you think {name} tells the truth?",
)
_ASKS_OF_LIES = ("Does {name} lie?", "Is {name} a liar?", "Is {name} lying?")
_BEFORE = (
    "Everybody either always lies or always tells the truth.",
    "Each of these people always lies or always tells the truth.",
    "Listen to what these people say.",
    "",
    "",
    "",
)
_PURPOSES = (
    "go through these people and see what to make of that",
    "follow the chain of claims to its end",
    "start with what is certain and work my way along",
    "check who is honest here until I reach the end",
    "find out whether this person is honest",
    "see who can be believed among these people",
    "look at each of these people in turn",
    "sort out who is lying and who is honest here",
)
_ASIDES = {
    True: ("So {name} is honest and can be believed.", "That means {name} is telling the truth here.",
           "So what {name} says can be trusted."),
    False: ("So {name} is lying and cannot be believed.", "That means {name} is telling lies here.",
            "So what {name} says cannot be trusted."),
}  # fmt: skip


def web_of_lies(rng: random.Random) -> Example:
    """Three to seven people, mostly five and in the words of BIG-Bench Hard."""
    classic = rng.random() < 0.6
    people = names(rng, rng.choice((3, 4, 5, 5, 5, 6, 7)))
    honest = [rng.random() < 0.5 for _ in people]
    claims = [a == b for a, b in pairwise(honest)]
    """Whether each but the first calls the one before honest."""

    sentences = _sentences(rng, people, honest[0], claims, classic)
    about_lies = not classic and rng.random() < 0.3
    if classic:
        ask = f"Does {people[-1]} tell the truth?"
    else:
        ask = rng.choice(_ASKS_OF_LIES if about_lies else _ASKS).format(name=people[-1])
    question = " ".join([*sentences, ask])

    thoughts = [f"{people[0]} {_word(honest[0])}"]
    asides = [rng.choice(_ASIDES[honest[0]]).format(name=people[0])]
    for i, claim in enumerate(claims, 1):
        truth = "true" if honest[i] else "false"
        thoughts.append(f"{people[i]} says {people[i - 1]} {_word(claim)}: {truth}. {people[i]} {_word(honest[i])}")
        asides.append(rng.choice(_ASIDES[honest[i]]).format(name=people[i]))
    asides[-1] = ""
    yes = honest[-1] != about_lies
    if about_lies:
        thoughts.append("lies? " + ("yes" if yes else "no"))
        asides.append("")
    answers = {honest: f"{people[-1]} {_TRUTH if honest else _LIE}." for honest in (True, False)}
    return Example(
        category="web_of_lies",
        question=question if classic else asked(rng, question),
        answer=f"{'Yes' if yes else 'No'}, {answers[honest[-1]]}",
        key="Yes" if yes else "No",
        thoughts=tuple(thoughts),
        opening=opening(rng, rng.choice(_PURPOSES)),
        asides=tuple(asides),
        wrong=f"{'No' if yes else 'Yes'}, {answers[not honest[-1]]}",
    )


def _word(honest: bool) -> str:
    return "honest" if honest else "lies"


def _sentences(rng: random.Random, people: list[str], first: bool, claims: list[bool], classic: bool) -> list[str]:
    if classic:
        told = [f"{people[0]} {_TRUTH if first else _LIE}."]
        claimed = zip(people[1:], people, claims, strict=False)
        return told + [f"{who} says {whom} {_TRUTH if claim else _LIE}." for who, whom, claim in claimed]
    truth, lie, says = rng.choice(_TRUTHS), rng.choice(_LIES), rng.choice(_SAYS)
    told = [f"{people[0]} {truth if first else lie}."]
    claimed = zip(people[1:], people, claims, strict=False)
    told += [f"{who} {says} {whom} {truth if claim else lie}." for who, whom, claim in claimed]
    if rng.random() < 0.2:
        rng.shuffle(told)
    before = rng.choice(_BEFORE)
    return [before, *told] if before else told
