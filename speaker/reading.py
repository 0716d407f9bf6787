"""How one word is read by itself: numbers, money, quantities, times, names with dots, symbols."""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import re
from collections.abc import Callable

from .characters import is_latin
from .numerals import (
    amount,
    calendar_date,
    cardinal,
    clock_time,
    decade,
    fraction,
    number,
    ordinal,
    year,
)
from .vocabulary import ABBREVIATIONS, CURRENCIES, GREEK, SCALES, SYMBOLS, UNITS

__all__ = ["NUMBER", "is_lost", "read_unit", "read_word"]

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
"""The pattern of a number in digits."""

_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_LETTER = r"[^\W\d_²³¹¼-¾⅐-↋①-⓿]"
_PIECE = re.compile(
    rf"(?P<number>{NUMBER})|(?P<word>{_LETTER}+(?:['’-]{_LETTER}+)*)|(?P<power>\^[23](?![0-9]))|(?P<other>.)",
    re.DOTALL,
)
_WRITING = re.compile(r"[\u0370-\u03ff\u1f00-\u1fffΩ]+|[^\u0370-\u03ff\u1f00-\u1fffΩ]+")


def read_word(core: str) -> str:
    """The words for ``core``, a word without the punctuation around it; nothing where it cannot be said."""
    if core in ABBREVIATIONS:
        return ABBREVIATIONS[core]
    if core.isascii() and core.isalpha():
        return core
    for pattern, reading in _PATTERNS:
        if (match := pattern.fullmatch(core)) and (words := reading(match)):
            return words
    return _pieces(core, {})


def is_lost(core: str) -> bool:
    """Whether some of it is in a writing that an English voice cannot read."""
    return any(c.isalpha() and not is_latin(c) and c not in GREEK and c not in SYMBOLS for c in core) or (
        re.search(r"[\u0370-\u03ff\u1f00-\u1fff]{2}", core) is not None
    )


def read_unit(unit: str, quantity: str) -> str | None:
    """``km/h`` behind a number; None for what is no unit."""
    above, slash, below = unit.partition("/")
    plural = quantity.lstrip("-−+") != "1"
    words = _simple_unit(above, plural=plural)
    if not slash or words is None:
        return words
    per = _simple_unit(below, plural=False) or (below if below.isalpha() else None)
    return f"{words} per {per}" if per else None


def _simple_unit(unit: str, *, plural: bool) -> str | None:
    power = {"²": "square ", "³": "cubic "}.get(unit[-1:], "")
    names = UNITS.get(unit[:-1] if power else unit)
    return power + names[plural] if names else None


# Each pattern must match the whole word; the first that does gives its words.


def _money(match: re.Match[str]) -> str:
    sign, symbol, value, scale, per = match["sign"], match["symbol"], match["value"], match["scale"], match["per"]
    one, many, small_one, small_many = CURRENCIES[symbol]
    whole, _, cents = value.partition(".")
    minus = "minus " if sign else ""
    rest = f" per {per}" if per else ""
    if scale:
        return f"{minus}{number(value)} {SCALES[scale]} {many}{rest}"
    if len(cents) == 2 and small_one:
        parts = [amount(cardinal(whole), one, many)] if whole.strip("0,") else []
        if int(cents):
            parts.append(amount(cardinal(str(int(cents))), small_one, small_many))
        return minus + (" and ".join(parts) or f"zero {many}") + rest
    return minus + amount(number(value), one, many) + rest


def _quantity(match: re.Match[str]) -> str:
    sign = {"": "", "+": "plus ", "±": "plus or minus ", "~": "about "}.get(match["sign"], "minus ")
    first = number(match["value"])
    words = f"{first} to {number(match['until'])}" if match["until"] else first
    return f"{sign}{words} {read_unit(match['unit'], match['until'] or match['value'])}"


def _range(match: re.Match[str]) -> str:
    symbol, first, last = match["symbol"] or "", match["first"], match["last"]
    words = f"{_plain(first)} to {_plain(last)}"
    return f"{words} {CURRENCIES[symbol][1]}" if symbol else words


def _plain(digits: str) -> str:
    return year(digits) if re.fullmatch(r"[0-9]{4}", digits) else number(digits)


def _slashes(match: re.Match[str]) -> str:
    above, below = int(match[1]), int(match[2])
    if 0 < above < 100 and 1 < below <= 100 and above < 10 * below:
        return fraction(above, below)
    return f"{cardinal(match[1])} slash {cardinal(match[2])}"


def _host(match: re.Match[str]) -> str:
    return _pieces(match[0], {"-": "dash", "_": "underscore", ".": "dot", "+": "plus"})


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _host),
        (r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/\S*)?", _host),
        (
            rf"(?P<sign>[-−]?)(?:US)?(?P<symbol>[$£€¥₹])(?P<value>{NUMBER})(?P<scale>(?:{_SCALE})?)(?:/(?P<per>[a-z]+))?",
            _money,
        ),
        (rf"(?P<sign>)(?P<value>{NUMBER})(?P<symbol>[€£])(?P<scale>)(?P<per>)", _money),
        (rf"(?P<symbol>[$£€¥₹])(?P<first>{NUMBER})[-–](?:[$£€¥₹])?(?P<last>{NUMBER})", _range),
        (r"([12][0-9]{2}0|[2-9]0)['’]?s", lambda m: decade(m[1])),
        (
            rf"(?P<sign>[-−+±~]?)(?P<value>{NUMBER})(?:[-–](?P<until>{NUMBER}))?-?"
            rf"(?P<unit>(?:{_UNIT})[²³]?(?:/(?:{_UNIT})[²³]?)?)",
            _quantity,
        ),
        (r"([0-9]{4})-([0-9]{2})-([0-9]{2})", lambda m: calendar_date(m[1], m[2], m[3])),
        (r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", lambda m: calendar_date(m[3], m[1], m[2])),
        (r"([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?", lambda m: clock_time(m[1], m[2], m[3] or "")),
        (
            r"([01]?[0-9]):?([0-5][0-9])?([ap])\.?m",
            lambda m: f"{clock_time(m[1], m[2] or '00', half_of_day=True)} {m[3]}.m.",
        ),
        (r"([0-9]+):([0-9]+)", lambda m: f"{cardinal(m[1])} to {cardinal(m[2])}"),
        (r"([0-9,]*[0-9])(?:st|nd|rd|th)", lambda m: ordinal(m[1])),
        (r"([0-9]{1,3})/([0-9]{1,3})", _slashes),
        (rf"(?P<symbol>)(?P<first>{NUMBER})[-–](?P<last>{NUMBER})", _range),
        (r"v?([0-9]+(?:\.[0-9]+){2,})", lambda m: f"{'version ' if m[0][0] == 'v' else ''}{_version(m[1])}"),
        (rf"[-−]({NUMBER})", lambda m: f"minus {number(m[1])}"),
        (r"[0-9]{4}", lambda m: year(m[0])),
        (rf"{NUMBER}", lambda m: number(m[0])),
    )
)


def _version(text: str) -> str:
    return " point ".join(cardinal(part) for part in text.split("."))


def _pieces(core: str, names: dict[str, str]) -> str:
    """Letters, numbers and symbols of a word, each read by itself. ``names``: of symbols, where they differ."""
    words: list[str] = []
    for match in _PIECE.finditer(core):
        piece = match[0]
        follows, leads = core[match.end() : match.end() + 1], core[match.start() - 1 : match.start()] if words else ""
        if match.lastgroup == "number":
            words.append(number(piece))
        elif match.lastgroup == "word":
            words.append(_letters(piece))
        elif match.lastgroup == "power":
            words.append("squared" if piece[1] == "2" else "cubed")
        elif piece in names:
            words.append(names[piece])
        elif piece in "—–…,":
            words.append(piece if piece != "–" else "—")
        elif piece == "-":
            words.append("minus" if follows.isdigit() and not leads.isalpha() else "")
        elif piece == ".":
            words.append("dot" if leads.isalnum() and follows.isalnum() else "")
        elif piece == "#" and follows.isalpha():
            words.append("hashtag")
        elif piece == "*" and len(core) > 1 and not (leads and follows):
            continue
        else:
            words.append(SYMBOLS.get(piece, ""))
    return " ".join(word for word in words if word)


def _letters(word: str) -> str:
    """A word of letters: as it is in Latin writing, by its name where it is a Greek letter, else nothing."""
    words: list[str] = []
    for run in _WRITING.findall(word):
        if not _is_greek(run[0]):
            words.append("".join(c for c in run if is_latin(c) or c in "'’-").strip("'’-"))
        elif len(run) == 1:
            words.append(GREEK.get(run, ""))
    return " ".join(part for part in words if part)


def _is_greek(letter: str) -> bool:
    return "\u0370" <= letter <= "\u03ff" or "\u1f00" <= letter <= "\u1fff" or letter in GREEK
