"""Arguments to be judged valid or not, of the kind of the formal fallacies of BIG-bench, thought through by refutation.

Each statement is first echoed in short, with letters for the properties in the order in which they are heard, and
then written down as what it forbids: "every Ann A is Bob B: no A not B". The conclusion is denied, and then the
thoughts look for somebody who fits: what is known of them is held against one rule after the other. The verdict falls
out of the last step.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from .example import Example
from .fallacy_arguments import argument
from .fallacy_names import DOMAINS, Domain, Property, article, intro
from .fallacy_wordings import echo, mentioned, wording
from .logic import EVERY, SOME, Case, Statement, cases
from .refutation import Rule, merged, search, written

__all__ = ["formal_fallacy"]

Choice = TypeVar("Choice")

ORDINALS = (
    (("",), 3),
    (("First, ", "Second, ", "Third, ", "Fourth, "), 3),
    (("First premise: ", "Second premise: ", "Third premise: ", "Fourth premise: "), 3),
    (("First of all, ", "Next, ", "Plus, ", "And "), 3),
    (("To start with, ", "Now, ", "Moreover, ", "Finally, "), 3),
    (("To begin with, ", "Moreover, ", "Finally, ", "And "), 3),
    (("Premise 1: ", "Premise 2: ", "Premise 3: ", "Premise 4: "), 1),
    (("Firstly, ", "Secondly, ", "Thirdly, ", "Lastly, "), 1),
    (("We know that ", "We also know that ", "Besides, ", "In addition, "), 1),
    (("Suppose that ", "Suppose also that ", "Suppose further that ", "And suppose that "), 1),
    (("", "Also, ", "Furthermore, ", "And "), 1),
)
THEREFORE = (
    "Therefore, ", "Hence, ", "So, necessarily, ", "In consequence, ", "We may conclude: ", "We may conclude that ",
    "All this entails that ", "It follows that ", "From this follows: ", "Thus, ", "So ", "Consequently, ",
    "Conclusion: ", "This means that ", "From this it follows that ",
)  # fmt: skip
CLOSINGS = (
    ("Is the argument, given the explicitly stated premises, deductively valid or invalid?", 6),
    ("Is the argument deductively valid or invalid?", 2),
    ("Is this argument valid or invalid?", 2),
    ("Valid or invalid?", 1),
    ("Is that valid?", 1),
    ("Is this a valid argument, or is it invalid?", 1),
    ("Does that follow, or is the argument invalid?", 1),
    ("Given only these premises, is the argument valid or invalid?", 1),
    ("Would you say that this argument is deductively valid or invalid?", 1),
    ("Tell me whether this is valid or invalid.", 1),
)

LOOKS = ("Let me", "I will", "I want to", "I am going to", "Let us", "I would like to")
STEPS = (
    "take the premises one at a time", "go through the premises one by one", "write down what each premise rules out",
    "turn what was said into simple rules", "work through this argument step by step",
    "take this argument apart piece by piece",
    "put the premises into a simpler form",
)  # fmt: skip
AIMS = (
    "and see whether the conclusion has to be true",
    "and then look for a possible exception",
    "and check if the conclusion must be true",
    "and try to find a case against it",
    "and then test the conclusion against them",
    "to see whether the conclusion really follows",
    "and find out whether anything could slip through",
)

AFTER_PREMISE = (
    "So the {ordinal} premise is about {glosses}.",
    "So the {ordinal} premise says something about {glosses}.",
    "I have noted what the {ordinal} premise says about {glosses}.",
    "That was the {ordinal} premise and it deals with {glosses}.",
)
AFTER_DENIAL = (
    "Now suppose for a moment that the conclusion were false.",
    "Now I imagine that the conclusion does not hold.",
    "Next I ask what it would take for the conclusion to fail.",
    "Let me see what happens if the conclusion is not true.",
)
AFTER = {
    "try": (
        "I am testing a case in which the premises might hold without it.",
        "I have a possible exception in mind and now I test it.",
        "I picture one such case and check it against the premises.",
        "Let me follow one possible exception through the premises.",
    ),
    "kept": (
        "The {source} has no objection to such a case.",
        "That does not go against the {source}.",
        "The {source} is kept because of {gloss}.",
    ),
    "open": (
        "So far the {source} leaves more than one way open.",
        "The {source} alone does not settle anything yet.",
    ),
    "force": (
        "In that case the {source} also tells us about {gloss}.",
        "Then the {source} settles the question about {gloss}.",
        "From there the {source} takes us to {gloss}.",
    ),
    "pick": (
        "The {source} leaves a choice and I start with {gloss}.",
        "Here the {source} leaves it open and I begin with {gloss}.",
    ),
    "back": ("I have to go back and take the other way with {gloss}.",),
    "clash": (
        "This case is done and I have another one to look at.",
        "That was the first possibility and now there is another one.",
    ),
    "fit": ("",),
}
"""What can be said behind a step of the search."""

REASONS = {
    True: (
        "Denying the conclusion would contradict the premises.",
        "Whenever the premises are true, the conclusion must be true too.",
        "The conclusion follows from the premises.",
        "There is no way for the premises to be true and the conclusion false.",
        "I found no possible exception.",
    ),
    False: (
        "The premises could all be true and the conclusion still false.",
        "The conclusion does not follow from the premises.",
        "The premises leave room for an exception.",
        "There can be a case where the premises hold but the conclusion fails.",
        "I found a possible exception.",
    ),
}
VERDICTS = (
    "The argument is {}.", "It is deductively {}.", "This argument is {}.", "That argument is deductively {}.",
    "It's {}.",
    "The argument is deductively {}.", "That is {}.", "I would call it {}.",
)  # fmt: skip
COUNT = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement, how it is said, and its letters in the order in which they are heard."""

    statement: Statement
    text: str
    order: tuple[str, ...]

    def cases(self, names: dict[str, str], *, denied: bool = False) -> list[Case]:
        """Those of the statement in the letters of the thoughts, as they are heard."""
        rank = {letter: at for at, letter in enumerate(self.order)}
        sorted_cases = sorted(
            (sorted(case, key=lambda part: rank[part[0]]) for case in cases(self.statement, denied=denied)),
            key=lambda case: [rank[letter] for letter, _ in case],
        )
        return [tuple((names[letter], sign) for letter, sign in case) for case in sorted_cases]


def formal_fallacy(rng: random.Random) -> Example:
    """An argument about people or things, and whether it is valid."""
    made = argument(rng)
    domain = rng.choice(DOMAINS)
    said = [
        _Said(statement, text := wording(statement, domain.people, rng), tuple(mentioned(text)))
        for statement in (*made.premises, made.conclusion)
    ]
    heard = list(dict.fromkeys(letter for one in said for letter in one.order))
    properties = _properties(domain, heard, rng)
    individual = domain.individual(rng)
    while any(individual in found.noun for found in properties.values()):
        individual = domain.individual(rng)
    lines, asides = _thoughts(said, dict(zip(heard, "ABCDEFGH", strict=False)), properties, individual, rng)
    verdict, other = ("valid", "invalid") if made.valid else ("invalid", "valid")
    frame = rng.choice(VERDICTS)
    answer, wrong = frame.format(verdict), frame.format(other)
    if rng.random() < 0.6:
        at = rng.randrange(5)
        answer, wrong = f"{answer} {REASONS[made.valid][at]}", f"{wrong} {REASONS[not made.valid][at]}"
    return Example(
        category="formal_fallacies",
        question=_question(domain, said, properties, individual, rng),
        answer=answer,
        key=verdict,
        thoughts=tuple(lines),
        opening=f"{rng.choice(LOOKS)} {rng.choice(STEPS)} {rng.choice(AIMS)}{rng.choice(':.')}",
        asides=tuple(asides),
        wrong=wrong,
    )


def _thoughts(
    said: Sequence[_Said],
    names: dict[str, str],
    properties: dict[str, Property],
    individual: str,
    rng: random.Random,
) -> tuple[list[str], list[str]]:
    """The lines, and what can be said behind each of them."""
    lines: list[str] = []
    asides: list[str] = []
    rules: list[Rule] = []
    known: list[list[Case]] = []
    """What is known of the one who is looked for, by the statements that say something of somebody."""
    introduced: set[str] = set()

    def lettered(letter: str) -> str:
        """The letter of a property; with what it stands for at its first mention."""
        if letter in introduced:
            return names[letter]
        introduced.add(letter)
        return f"{properties[letter].gloss} {names[letter]}"

    echoes = [echo(one.text, lettered).replace("$", individual) for one in said]
    for number, (one, heard) in enumerate(zip(said[:-1], echoes[:-1], strict=True), 1):
        found = one.cases(names)
        lines.append(f"{number} {heard}: {_claim(one.statement.subject, individual, found)}")
        if one.statement.subject == EVERY:
            rules += [Rule(str(number), case) for case in found]
        else:
            known.append(found)
        about = " and ".join(properties[letter].gloss for letter in one.order[:2])
        if len(about) > 24:
            about = properties[one.order[0]].gloss
        asides.append(rng.choice(AFTER_PREMISE).format(ordinal=COUNT[number - 1], glosses=about))
    subject = said[-1].statement.subject
    denial = said[-1].cases(names, denied=True)
    opposite = {EVERY: SOME, SOME: EVERY}.get(subject, subject)
    lines.append(f"ask {echoes[-1]}: deny {_claim(opposite, individual, denial)}")
    asides.append(rng.choice(AFTER_DENIAL))
    if subject == SOME:
        rules += [Rule("deny", case) for case in denial]
    else:
        known.append(denial)
    by_name = {names[letter]: found.gloss for letter, found in properties.items()}
    for step in search(merged(known), rules):
        lines.append(step.text)
        source = f"{COUNT[int(step.label) - 1]} premise" if step.label.isdecimal() else "denied conclusion"
        asides.append(rng.choice(AFTER[step.what]).format(source=source, gloss=by_name.get(step.letter, "")))
    asides[-1] = ""
    return lines, asides


def _claim(subject: str, individual: str, found: Sequence[Case]) -> str:
    if subject == EVERY:
        return ", ".join(f"no {written(case)}" for case in found) + "."
    return f"{SOME if subject == SOME else individual} {' or '.join(map(written, found))}."


def _properties(domain: Domain, heard: Sequence[str], rng: random.Random) -> dict[str, Property]:
    found: dict[str, Property] = {}
    for letter in heard:
        while True:
            new = domain.properties(rng)
            if all(
                new.gloss != old.gloss and new.gloss not in old.noun and old.gloss not in new.noun
                for old in found.values()
            ):
                break
        found[letter] = new
    return found


def _question(
    domain: Domain, said: Sequence[_Said], properties: dict[str, Property], individual: str, rng: random.Random
) -> str:
    def spelled(mark: re.Match[str]) -> str:
        noun = properties[mark[2]].noun
        return article(noun) if mark[1] == "@" else noun

    texts = [re.sub(r"([@#])([A-Z])", spelled, one.text).replace("$", individual) for one in said]
    ordinals = _weighted(ORDINALS, rng)
    therefore = rng.choice(THEREFORE)
    leads = [*(ordinals[min(at, len(ordinals) - 1)] for at in range(len(said) - 1)), therefore]
    parts = []
    for lead, text in zip(leads, texts, strict=True):
        sentence = lead + text if lead and not lead.endswith(": ") else lead + text[0].upper() + text[1:]
        parts.append(sentence + ".")
    match rng.randrange(10):
        case 0 | 1 | 2 | 3:
            parts.insert(0, "Here comes a perfectly valid argument:")
        case 4 | 5 | 6 | 7:
            parts.insert(0, intro(domain, rng))
        case 8:
            parts.insert(0, rng.choice(("Here is an argument.", "Consider this argument:", "Listen to this argument:")))
    return " ".join((*parts, _weighted(CLOSINGS, rng)))


def _weighted(choices: Sequence[tuple[Choice, int]], rng: random.Random) -> Choice:
    return rng.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]
