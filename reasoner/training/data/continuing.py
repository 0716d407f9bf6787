"""Questions that take up what was just spoken of: the same of another, the next one, the result and something more."""

from __future__ import annotations

import random

from .chatter import SUMS, padded, padded_before, small_sum
from .example import Example
from .household import FAMILY, PETS
from .patterns import listed, say
from .tables import ANTONYMS, CAPITALS, CONTINENTS, LANGUAGES, NUMBERS
from .words import opening

__all__ = ["next_in_row", "of_a_country", "reckoned_on", "same_of_another", "spelled", "together"]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = listed("""
    January, February, March, April, May, June, July, August, September, October, November, December
""")


def of_a_country(rng: random.Random) -> Example:
    """A country was named; more is asked about it, or the same about another."""
    (country, capital), (other, second) = rng.sample(CAPITALS, 2)
    capital_turn = (
        say(rng, "What is the capital of {a}?", a=country),
        say(rng, "The capital of {a} is {b}.", a=country, b=capital),
    )
    languages, continents = dict(LANGUAGES), dict(CONTINENTS)
    kinds = ["other", "it"] + ["language"] * (country in languages) + ["continent"] * (country in continents)
    kind = rng.choice(kinds)
    if kind == "it":
        turn = rng.choice(
            (
                (
                    say(
                        rng,
                        "[I was born|I live|I was on holiday|My {who} lives] in {a}.",
                        a=country,
                        who=rng.choice(FAMILY),
                    ),
                    "I see. How nice.",
                ),
                (say(rng, "Have you heard of {a}?", a=country), say(rng, "Yes, {a} is a country.", a=country)),
            )
        )
        question, answer, key = (
            "[What is|And what is|Do you know] its capital?",
            "[Its capital|The capital of {a}] is {b}.",
            capital,
        )
    elif kind == "other":
        turn = capital_turn
        question, answer, key = (
            "[And of {c}|And {c}|What about {c}|And what about {c}|How about {c}]?",
            "[The capital of {c} is {b}|That is {b}].",
            second,
        )
    elif kind == "language":
        turn = capital_turn
        question, answer, key = (
            "[And what|Which|What] language do [they|people] speak there?",
            "[People there mostly speak|They mostly speak] {b}.",
            languages[country],
        )
    else:
        turn = capital_turn
        question, answer, key = (
            "[And which|Which|On which] continent is [it|that] [in|on]?",
            "[{a}|It] is in {b}.",
            continents[country],
        )
        question = question.replace("On which", "Which")
    return Example(
        "follow_ups",
        say(rng, question, c=other),
        say(rng, answer, a=country, b=key, c=other),
        key=key,
        history=padded_before(rng, turn),
    )


def next_in_row(rng: random.Random) -> Example:
    row = rng.choice((_DAYS, _MONTHS))
    kind = "day" if row is _DAYS else "month"
    at, step = rng.randrange(len(row)), rng.choice((1, -1))
    word = "after" if step == 1 else "before"
    names = [row[(at + step * n) % len(row)] for n in range(4)]
    turns = [
        (f"What {kind} comes {word} {names[0]}?", say(rng, f"[{word} {names[0]} comes {names[1]}|It is {names[1]}]."))
    ]
    if more := rng.random() < 0.3:
        turns.append((f"And {word} that?", f"It is {names[2]}."))
    key = names[3 if more else 2]
    question = say(rng, f"[And |What comes |Which {kind} is ]{word} that?")
    return Example(
        "follow_ups",
        question,
        say(rng, f"[{word} that comes|It is|Then it is] {key}."),
        key=key,
        history=padded_before(rng, *turns),
    )


def same_of_another(rng: random.Random) -> Example:
    """ "And a spider?" """
    legs = [(what.split()[3], number) for what, number in NUMBERS if what.startswith("legs does a")]
    if rng.random() < 0.4:
        (first, one), (second, two) = rng.sample(legs, 2)
        turn = say(rng, "How many legs does a {a} have?", a=first), say(rng, "A {a} has {n} legs.", a=first, n=one)
        question = say(rng, "[And|What about|And what about|How about] a {a}?", a=second)
        return Example(
            "follow_ups",
            question,
            say(rng, "A {a} has {n} legs.", a=second, n=two),
            key=two,
            history=padded_before(rng, turn),
        )
    (first, one), (second, two) = rng.sample(ANTONYMS, 2)
    turn = say(rng, "What is the opposite of {a}?", a=first), say(rng, "The opposite of {a} is {b}.", a=first, b=one)
    question = say(rng, "[And of|And the opposite of|And what is the opposite of] {a}?", a=second)
    answer = say(rng, "[It is {b}|The opposite of {a} is {b}|That would be {b}].", a=second, b=two)
    return Example("follow_ups", question, answer, key=two, history=padded_before(rng, turn))


_SIGNS = {"plus": "+", "minus": "-", "times": "*"}
_CHANGES = (
    ("times", 2, "[And times 2|Now double it|Double that|What is twice that|And twice as much]"),
    ("times", 3, "[And times 3|Multiply that by 3|And 3 times that]"),
    ("times", 10, "[And times 10|10 times that|Multiply it by 10]"),
    ("plus", 0, "[And plus {n}|Add {n} to that|And {n} more|What if I add {n}]"),
    ("minus", 0, "[And minus {n}|Take away {n}|Subtract {n} from that|And {n} less]"),
)
_PURPOSES = (
    "take the result that we had before",
    "go on from the number we had before",
    "work with the last result again",
    "start from the number that came out",
    "look at what we had and change it",
    "take our last result and go on from there",
)


def reckoned_on(rng: random.Random) -> Example:
    """The last result is changed, which takes a short thought."""
    turn, x = small_sum(rng)
    word, n, pattern = rng.choice(_CHANGES)
    if n == 0:
        n = rng.randint(1, 20 if word == "plus" else max(1, min(20, x - 1)))
    if word == "minus" and n >= x:
        word, pattern = "plus", "[And plus {n}|Add {n} to that]"
    y = SUMS[word](x, n)
    question = say(rng, pattern, n=str(n))
    question += "?" if question.split()[0] in ("And", "What") else "."
    answers = "[That makes {y}|It is {y}|Then it is {y}|That gives {y}|Now it is {y}]."
    wrong = SUMS[word](x, n + 1) if rng.random() < 0.5 else x
    if str(wrong) == str(y):
        wrong = y + 1
    pattern = rng.choice(answers[1:-2].split("|")) + "."
    return Example(
        "follow_ups",
        question,
        say(rng, pattern, y=str(y)),
        key=str(y),
        thoughts=(f"{x} before.", f"{x} {_SIGNS[word]} {n} = {y}."),
        opening=opening(rng, rng.choice(_PURPOSES)),
        asides=("", ""),
        wrong=say(rng, pattern, y=str(wrong)),
        history=padded_before(rng, turn),
    )


def together(rng: random.Random) -> Example:
    """Two numbers were told, and are put together."""
    (one, two), kind = rng.sample(PETS[:6], 2), rng.choice(("pets", "money", "age"))
    a, b = rng.randint(2, 9), rng.randint(2, 9)
    if kind == "pets":
        told = say(rng, "[I have|We have] {a} {one}s and {b} {two}s.", a=str(a), b=str(b), one=one, two=two)
        question = say(
            rng, "How many [animals|pets] [do I have|is that|are that] [in all|together|altogether]?"
        ).replace("are that", "is that")
        thoughts, y, form = (
            (f"{a} {one}s, {b} {two}s.", f"{a} + {b} = {a + b}."),
            a + b,
            "[That is|Together that is|That makes] {y} animals",
        )
    elif kind == "money":
        a = rng.randint(12, 90)
        told = say(rng, "I had {a} dollars, and I [spent|gave away|lost] {b}.", a=str(a), b=str(b))
        question = say(rng, "How [much|many dollars] [do I still have|is left|do I have now]?").replace(
            "dollars is", "dollars are"
        )
        thoughts, y, form = (
            (f"{a} dollars, {b} gone.", f"{a} - {b} = {a - b}."),
            a - b,
            "[You have|There are still|You still have] {y} dollars",
        )
    else:
        a, who, more = rng.randint(20, 70), rng.choice(FAMILY[2:4]), rng.random() < 0.5
        told = f"I am {a} years old, and my {who} is {b} years {'older' if more else 'younger'}."
        question, y = f"How old is my {who}?", a + b if more else a - b
        thoughts = (f"I: {a}. {who}: {b} {'more' if more else 'less'}.", f"{a} {'+' if more else '-'} {b} = {y}.")
        form = f"[Your {who} is|The {who} must be|That is] {{y}} years old"
        form = form.replace("|That is", "")
    form = rng.choice(form[1 : form.index("]")].split("|")) + form[form.index("]") + 1 :] + "."
    purposes = (
        "go back to the numbers you gave me",
        "take the numbers that you told me",
        "put together what you told me before",
    )
    return Example(
        "follow_ups",
        question,
        say(rng, form, y=str(y)),
        key=str(y),
        thoughts=thoughts,
        opening=opening(rng, rng.choice(purposes)),
        asides=("", ""),
        wrong=say(rng, form, y=str(a if a != y else b)),
        history=padded(rng, (told, rng.choice(("I see, thank you.", "All right.", "Good to know.")))),
    )


def spelled(rng: random.Random) -> Example:
    """ "How is that spelled?" """
    word, opposite = rng.choice([row for row in ANTONYMS if " " not in row[1] and len(row[1]) < 8])
    turn = f"What is the opposite of {word}?", say(rng, "[The opposite of {a} is {b}|It is {b}].", a=word, b=opposite)
    question = say(
        rng,
        "[How do you spell that|How is that spelled|Can you spell that|And how do I write it|Can you spell it for me]?",
    )
    key = ", ".join(opposite.upper())
    answer = say(rng, "[You spell it|It is spelled|That is spelled] {key}.", key=key)
    return Example("follow_ups", question, answer, key=key, history=padded_before(rng, turn))
