"""Numbers, digits and names that are only said: nothing is asked, and every one of them has to be heard."""

from __future__ import annotations

import random

from num2words import num2words

from .example import Example

__all__ = ["dictation"]

_ANSWERS = ("You said {}.", "I heard {}.", "That was {}.")
_LEADS = ("", "", "", "", "The number is ", "Write down ", "Please note ", "My number is ", "It is ")


def dictation(rng: random.Random) -> Example:
    """One digit, a few of them, or up to three numbers of up to six digits; the answer says them again."""
    kind = rng.random()
    if kind < 0.35:
        numbers = [rng.randrange(10)]
        lead = ""
    elif kind < 0.6:
        numbers = [rng.randrange(10) for _ in range(rng.randrange(2, 7))]
        lead = rng.choice(_LEADS)
    else:
        numbers = [_number(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        lead = rng.choice(_LEADS)
    written, said = ", ".join(map(str, numbers)), ", ".join(_said(number, rng) for number in numbers)
    answer = rng.choice(_ANSWERS).format(written)
    return Example("dictation", f"{lead}{written}.", answer, key=written, spoken=f"{lead}{said}.")


def _number(rng: random.Random) -> int:
    if rng.random() < 0.3:
        # What sounds alike: thirteen and thirty.
        return rng.choice((rng.randrange(13, 20), 10 * rng.randrange(2, 10)))
    return rng.randrange(10 ** rng.randrange(1, 7))


def _said(number: int, rng: random.Random) -> str:
    words = str(num2words(number)).replace(",", "")
    if number == 0 and rng.random() < 0.1:
        return "oh"
    return words if rng.random() < 0.5 else words.replace(" and ", " ")
