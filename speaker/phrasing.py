"""Where a stream of text is cut into clauses: pieces that a voice can say well by themselves.

The first clause is short, to be heard soon; later ones are longer, to sound better. No cut depends on how the
text arrives, except that ``flush`` gives out all that is held. Every character comes out again: the clauses
joined are the text.
"""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import re
from enum import IntEnum

from .early import early_cut
from .options import PhrasingOptions

__all__ = ["Phrasing"]

_LOOK_AHEAD = 16
"""More characters than any boundary needs behind it to be certain: the longest conjunction and its spaces."""

_EARLY = (1.0, 2.5)
"""The first two clauses are cut early, at these multiples of ``hasty_clause_chars``: while the first is heard, there
is time for a second one of this length, and while that is heard, for any."""
WELL = 0.5
"""Of the length at which a clause is cut anywhere: from here on it is cut in a good place."""

_CONJUNCTIONS = (
    "and but or nor so yet because since although though while whereas unless until when whenever where which who "
    "that if as than then"
).replace(" ", "|")

_BOUNDARY = re.compile(
    r"(?P<newline>\n)"
    r"|(?P<wide>[。！？])"
    r"|(?P<end>[.!?…]+[\"'”’)\]»]*)(?=\s)"
    r"|(?P<mark>[,;:][\"'”’)\]»]*)(?=\s)"
    r"|(?P<dash>(?<=\s)[–-](?=\s)|—(?=[^—]))"
    rf"|(?P<soft>[ ](?=(?:{_CONJUNCTIONS})\s))"
)
_LETTERED = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
"""Initials and what is written like them: J., U.S., e.g., a.m."""
_LIST_NUMBER = re.compile(r"\s*(?:.*\n\s*)?[0-9]{1,3}\.", re.DOTALL)
_NUMBERED = frozenset({"No", "Nos"})
"""An abbreviation before a number; before anything else it is the answer "No."."""
_ABBREVIATIONS = {
    *("Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Mt", "Ft", "Gen", "Gov", "Sen", "Rep", "Capt", "Lt", "Col", "Sgt"),
    *("Rev", "Hon", "Pres", "Jr", "Sr", "Inc", "Ltd", "Corp", "Co", "Bros", "Dept", "dept", "Univ", "Assn", "Ave"),
    *("Blvd", "Rd", "Apt", "Bldg", "approx", "est", "vs", "etc", "al", "cf", "fig", "Fig", "vol", "Vol", "ch", "Ch"),
    *("pp", "ed", "eds", "eq", "Eq", "sec", "Sec", "resp", "incl", "ca", "viz", "Jan", "Feb", "Mar", "Apr", "Jun"),
    *("Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Mon", "Tue", "Tues", "Wed", "Thu", "Thurs", "Fri", "Ph.D"),
}


class _Strength(IntEnum):
    """How well the voice may stop at a boundary."""

    NONE = 0
    CONJUNCTION = 1
    PAUSE = 2
    SENTENCE = 3
    LINE = 4


class Phrasing:
    """Text in, clauses out."""

    def __init__(self, options: PhrasingOptions) -> None:
        self._options = options
        self._text = ""
        self._first = True
        self._early_cuts = 0
        """Clauses that may still be cut before they end: at first the listener waits, or nearly."""
        if options.hasty_clause_chars:
            self._early_cuts = len(_EARLY)

    def feed(self, text: str) -> list[str]:
        """The clauses that ``text`` completes."""
        self._text += text
        clauses: list[str] = []
        at = 0
        while (length := self._cut(at)) is not None:
            clauses.append(self._text[at : at + length])
            at += length
            self._first = False
            self._early_cuts = max(0, self._early_cuts - 1)
        self._text = self._text[at:]
        return clauses

    def flush(self) -> list[str]:
        """All that is held: the segment or the answer is over."""
        clauses: list[str] = []
        longest = self._options.longest_clause_chars
        while len(self._text) > longest:
            length = _last_space(self._text, longest)
            clauses.append(self._text[:length])
            self._text = self._text[length:]
        if self._text:
            clauses.append(self._text)
        if any(character.isalnum() for clause in clauses for character in clause):
            self._first = False
            self._early_cuts = max(0, self._early_cuts - 1)
        self._text = ""
        return clauses

    def _cut(self, at: int) -> int | None:
        """The length of the clause that begins at ``at``; None where its end is not certain yet."""
        end = self._end(at)
        if not self._early_cuts:
            return end
        times = _EARLY[-self._early_cuts]
        well = self._options.hasty_clause_chars * times
        early = early_cut(self._text[at : None if end is None else at + end], round(well * WELL), round(well))
        return end if early is None else early

    def _end(self, at: int) -> int | None:
        """Where that clause ends by itself."""
        longest = self._options.longest_clause_chars
        window = self._text[at : at + longest + _LOOK_AHEAD]
        for match in _BOUNDARY.finditer(window):
            end = match.end()
            if match.lastgroup in ("end", "mark", "dash") and window[end : end + 1].isspace():
                end += 1
            if end > longest:
                break
            strength = _strength(match, window)
            if strength is None:
                return None
            if self._suffices(strength, window[:end]):
                return end
        return _last_space(window, longest) if len(window) == longest + _LOOK_AHEAD else None

    def _suffices(self, strength: _Strength, clause: str) -> bool:
        if strength is _Strength.NONE or not any(character.isalnum() for character in clause):
            return False
        if strength is _Strength.LINE:
            return True
        length = len(clause.strip())
        if self._first:
            # "Yes." can be said while the rest is being thought of.
            return strength is _Strength.SENTENCE or length >= self._options.first_clause_chars
        if strength is _Strength.CONJUNCTION:
            return length >= self._options.clause_chars * 1.5
        return length >= self._options.clause_chars


def _strength(match: re.Match[str], window: str) -> _Strength | None:
    """How strong the boundary ``match`` is. None: not certain before more text arrives."""
    kind, mark = match.lastgroup, match.group()
    if kind == "newline":
        return _Strength.LINE
    if kind == "soft":
        return _Strength.CONJUNCTION
    if kind == "dash" or kind == "mark":
        return _Strength.PAUSE
    if kind == "end" and (mark.startswith("..") or mark[0] == "…"):
        return _Strength.PAUSE
    if kind == "end" and mark[0] == ".":
        word = re.split(r"[\s(\[\"'“‘—–-]", window[: match.start()])[-1]
        if word in _ABBREVIATIONS or _LETTERED.fullmatch(word):
            return _Strength.NONE
        if word in _NUMBERED:
            follows = window[match.end() : match.end() + 2]
            if len(follows) < 2:
                return None
            return _Strength.NONE if follows[1].isdigit() else _Strength.SENTENCE
        if word.isdigit() and _LIST_NUMBER.fullmatch(window[: match.start() + 1]):
            return _Strength.NONE
    return _Strength.SENTENCE


def _last_space(text: str, longest: int) -> int:
    """Behind the last space that parts no number, at most ``longest``; ``longest`` where there is none."""
    spaces = [match.end() for match in re.finditer(r"(?<=\S)[ \t\n]", text[:longest])]
    for end in reversed(spaces):
        if not (text[end - 2].isdigit() and text[end : end + 1].isdigit()):
            return end
    return spaces[-1] if spaces else longest
