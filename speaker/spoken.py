"""A clause as it is read aloud, word by word.

Every word of the display keeps its own spoken words, because the times of the sound belong to what is on the
screen: ``5 km`` is two words, "five" and "kilometers". A word that is not heard has none.
"""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import re
from dataclasses import dataclass

from .numerals import cardinal, clock_time, digit_by_digit, number, ordinal
from .reading import NUMBER, is_lost, read_unit, read_word
from .vocabulary import (
    BEFORE_NUMBERS,
    CODES,
    CURRENCIES,
    DOTTED,
    MONTH_NAMES,
    ROMAN,
    ROMAN_CONTEXT,
    SCALES,
    SUPERSCRIPTS,
    UNITS,
)

__all__ = ["SpokenWord", "spoken_words"]


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """``text``: as displayed, with the white space around it. ``spoken``: what the voice says for it, or nothing.

    ``lost``: some of it is in a writing that an English voice cannot read.
    """

    text: str
    spoken: str
    lost: bool = False


@dataclass(slots=True)
class _Token:
    """A word between its punctuation."""

    text: str
    before: str
    core: str
    after: str
    spoken: str | None = None

    @property
    def is_number(self) -> bool:
        """It ends in a number, and nothing parts it from what follows."""
        return not self.after and self.core[-1:].isdigit()


_TOKEN = re.compile(r"([\"'“‘«(\[{<¿¡]*)(.*?)([\"'”’»)\]}>.,;:!?…]*)", re.DOTALL)
_WORD = re.compile(r"\s*\S+\s*|\s+")
_DROPPED_PUNCTUATION = str.maketrans("", "", "[]{}<>«»¿¡")
_NOTHING = _Token("", "", "", "")

_GROUP = re.compile(r"\+?[0-9]+(?:-[0-9]+)*")
_SMALL = re.compile(r"[0-9]{1,2}")


def spoken_words(clause: str) -> list[SpokenWord]:
    """The words of ``clause`` in order; their texts joined are the clause."""
    tokens = [_token(text) for text in _WORD.findall(clause)]
    for index in range(len(tokens)):
        if tokens[index].spoken is None:
            _read(tokens, index)
    return [
        SpokenWord(token.text, (token.spoken or "").translate(_DROPPED_PUNCTUATION).strip(), is_lost(token.core))
        for token in tokens
    ]


def _token(text: str) -> _Token:
    bare = "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text.strip())
    match = _TOKEN.fullmatch(bare.translate(SUPERSCRIPTS))
    before, core, after = match.groups() if match else ("", bare, "")
    if before.endswith("<") or core == "":
        # Comparison or bare punctuation: a symbol to be read, not a bracket.
        before, core, after = "", before + core + after, ""
    if re.fullmatch(r"\.[0-9].*", core) is None and after == "" and core.startswith("."):
        core = core.lstrip(".")
    return _Token(text, before, core, after)


def _read(tokens: list[_Token], index: int) -> None:
    """Give the token at ``index``, and those that are read together with it, their spoken words."""
    if _read_telephone(tokens, index) or _read_spaced_thousands(tokens, index):
        return
    token = tokens[index]
    previous = tokens[index - 1] if index else _NOTHING
    following = tokens[index + 1] if index + 1 < len(tokens) else _NOTHING
    core, after = token.core, token.after
    dotted = _read_dotted(core, previous, following) if after.startswith(".") else None
    if dotted is not None:
        core = dotted
        # The last dot ends the sentence, too; a spelled abbreviation has kept its own.
        after = after if index + 1 == len(tokens) and not dotted.endswith(".") else after[1:]
    else:
        core = _read_beside(core, previous, following) or read_word(core)
    token.spoken = f"{token.before}{core}{after}" if any(c.isalnum() for c in core) else core


def _read_dotted(core: str, previous: _Token, following: _Token) -> str | None:
    """An abbreviation whose dot follows, in full; None for the end of a sentence."""
    lower = core.lower()
    if lower in BEFORE_NUMBERS and following.core[:1].isdigit():
        return BEFORE_NUMBERS[lower]
    if core == "St":
        return "Saint" if following.core[:1].isupper() and not previous.core[:1].isupper() else "Street"
    if previous.is_number and core in UNITS:
        return read_unit(core, previous.core)
    if lower in DOTTED and not (core.islower() and DOTTED[lower][0].isupper()):
        return DOTTED[lower]
    # "U.S." and "a.m." keep their dots: the voice spells them.
    return core + "." if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", core) else None


def _read_beside(core: str, previous: _Token, following: _Token) -> str | None:
    """A word that is read in the light of its neighbours; None where they do not matter."""
    if previous.is_number and (core in UNITS or "/" in core or core[-1:] in ("²", "³")):
        return read_unit(core, previous.core)
    if previous.core[:1] in CURRENCIES and previous.is_number and core in SCALES:
        return f"{SCALES[core]} {CURRENCIES[previous.core[0]][1]}"
    if previous.core[:1] in CURRENCIES and previous.is_number and core in ("each", "per"):
        return None
    if previous.is_number and core in CODES:
        return CODES[core][previous.core != "1"]
    if core in CODES and following.core[:1].isdigit():
        return CODES[core][1]
    if core in ROMAN and previous.core.lower() in ROMAN_CONTEXT and not previous.after:
        return cardinal(ROMAN[core])
    if _SMALL.fullmatch(core) and 1 <= int(core) <= 31:
        if previous.core in MONTH_NAMES and previous.after in ("", "."):
            return ordinal(core)
        if following.core in MONTH_NAMES:
            return f"{'' if previous.core.lower() == 'the' else 'the '}{ordinal(core)} of"
    if core in ("-", "–", "−") and previous.is_number and following.core[:1].isdigit():
        return "minus"
    if re.fullmatch(r"[0-9]{4}", core) and (following.core in UNITS or following.core in CODES):
        return cardinal(core)
    if re.fullmatch(rf"[$£€¥₹]{NUMBER}", core) and following.core in SCALES and not following.core.isupper():
        return number(core[1:])
    time = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", core)
    if time and re.fullmatch(r"(?i)[ap]\.?m", following.core):
        return clock_time(time[1], time[2], half_of_day=True)
    return "—" if core in ("-", "–", "—") else None


def _read_telephone(tokens: list[_Token], index: int) -> bool:
    """Groups of digits that make a telephone number are read digit by digit."""
    end = index
    while end < len(tokens) and _GROUP.fullmatch(tokens[end].core) and tokens[end].before in ("", "("):
        end += 1
        if tokens[end - 1].after not in ("", ")"):
            break
    groups = [group for token in tokens[index:end] for group in token.core.lstrip("+").split("-")]
    sizes = [len(group) for group in groups]
    international = tokens[index].core.startswith("+") and sum(sizes) >= 7
    national = tuple(sizes) in ((3, 4), (3, 3, 4), (1, 3, 3, 4)) or (
        len(groups) >= 2 and sum(sizes) >= 7 and groups[0].startswith("0") and "-" not in tokens[index].core[:3]
    )
    if not international and not national:
        return False
    for token in tokens[index:end]:
        plus = "plus " if token.core.startswith("+") else ""
        spoken = ", ".join(digit_by_digit(group) for group in token.core.lstrip("+").split("-"))
        last = token is tokens[end - 1]
        token.spoken = plus + spoken + (token.after.replace(")", "") if last else ",")
    return True


def _read_spaced_thousands(tokens: list[_Token], index: int) -> bool:
    """``1 000 000`` is one number; all of it is said at its first word."""
    if not re.fullmatch(r"[1-9][0-9]{0,2}", tokens[index].core) or tokens[index].after:
        return False
    end = index + 1
    while end < len(tokens) and re.fullmatch(r"[0-9]{3}", tokens[end].core) and not tokens[end - 1].after:
        end += 1
    if end == index + 1:
        return False
    digits = "".join(token.core for token in tokens[index:end])
    tokens[index].spoken = tokens[index].before + cardinal(digits)
    for token in tokens[index + 1 : end]:
        token.spoken = token.after
    return True
