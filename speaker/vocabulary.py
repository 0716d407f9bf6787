"""What units, symbols and abbreviations are called in English."""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import calendar

__all__ = [
    "ABBREVIATIONS", "BEFORE_NUMBERS", "CODES", "CURRENCIES", "DOTTED", "GREEK", "MONTH_NAMES", "ROMAN",
    "ROMAN_CONTEXT", "SCALES", "SUPERSCRIPTS", "SYMBOLS", "UNITS",
]  # fmt: skip


def _list(words: str) -> list[str]:
    return words.split()


SYMBOLS = {
    "&": "and", "+": "plus", "=": "equals", "×": "times", "÷": "divided by", "<": "less than", ">": "greater than",
    "≤": "less than or equal to", "≥": "greater than or equal to", "≠": "not equal to", "≈": "approximately",
    "±": "plus or minus", "→": "to", "⇒": "implies", "√": "the square root of", "∞": "infinity", "∑": "the sum of",
    "∫": "the integral of", "∂": "partial", "∈": "in", "°": "degrees", "@": "at", "#": "number", "/": "slash",
    "^": "to the power of", "~": "about", "%": "percent", "‰": "per thousand", "*": "times", "−": "minus",
    "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₹": "rupees", "¢": "cents", "§": "section",
    "½": "one half", "¼": "one quarter", "¾": "three quarters", "⅓": "one third", "⅔": "two thirds", "№": "number",
    "²": "squared", "³": "cubed", "©": "copyright", "℃": "degrees Celsius", "℉": "degrees Fahrenheit", "µ": "micro",
}  # fmt: skip

SUPERSCRIPTS = str.maketrans("⁰¹⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01456789" + "0123456789")
"""Squares and cubes have names; the other raised and lowered digits are read as digits."""

GREEK = {
    letter: name
    for letters, name in zip(
        _list("Αα Ββ Γγ Δδ Εε Ζζ Ηη Θθ Ιι Κκ Λλ Μμ Νν Ξξ Οο Ππ Ρρ Σσς Ττ Υυ Φφϕ Χχ Ψψ \u2126Ωω"),
        _list(
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
            "phi chi psi omega"
        ),
        strict=True,
    )
    for letter in letters
}

CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"), "¥": ("yen", "yen", "", ""), "₹": ("rupee", "rupees", "", ""),
}  # fmt: skip
CODES = {
    "USD": ("US dollar", "US dollars"), "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"), "JPY": ("yen", "yen"),
    "CHF": ("Swiss franc", "Swiss francs"), "CNY": ("yuan", "yuan"), "INR": ("rupee", "rupees"),
}  # fmt: skip
SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "bn": "billion", "b": "billion",
    "B": "billion", "tn": "trillion", "T": "trillion", "thousand": "thousand", "million": "million",
    "billion": "billion", "trillion": "trillion",
}  # fmt: skip

_PREFIXES = {"k": "kilo", "c": "centi", "m": "milli", "µ": "micro", "μ": "micro", "n": "nano"}
_METRIC = {
    p + unit: (_PREFIXES[p] + name, _PREFIXES[p] + name + "s")
    for unit, name, prefixes in (
        ("m", "meter", "kcmµμn"), ("g", "gram", "kmµμ"), ("l", "liter", "cmµμ"), ("L", "liter", "cmµμ"),
        ("s", "second", "mµμn"), ("W", "watt", "km"), ("V", "volt", "km"), ("J", "joule", "k"),
    )
    for p in prefixes
}  # fmt: skip
_DATA = {
    p + unit: (name + kind, name + kind + "s")
    for p, name in (("K", "kilo"), ("k", "kilo"), ("M", "mega"), ("G", "giga"), ("T", "tera"))
    for unit, kind in (("B", "byte"), ("bit", "bit"))
}
UNITS = _METRIC | _DATA | {
    "m": ("meter", "meters"), "g": ("gram", "grams"), "l": ("liter", "liters"), "L": ("liter", "liters"),
    "s": ("second", "seconds"), "h": ("hour", "hours"), "W": ("watt", "watts"), "V": ("volt", "volts"),
    "N": ("newton", "newtons"), "J": ("joule", "joules"), "Ω": ("ohm", "ohms"), "\u2126": ("ohm", "ohms"),
    "min": ("minute", "minutes"), "mins": ("minute", "minutes"), "sec": ("second", "seconds"),
    "secs": ("second", "seconds"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"), "ha": ("hectare", "hectares"),
    "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"), "ft": ("foot", "feet"),
    "yd": ("yard", "yards"), "mi": ("mile", "miles"), "mph": ("mile per hour", "miles per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"), "fps": ("frame per second", "frames per second"),
    "Mbps": ("megabit per second", "megabits per second"), "Gbps": ("gigabit per second", "gigabits per second"),
    "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"), "dB": ("decibel", "decibels"), "kWh": ("kilowatt hour", "kilowatt hours"),
    "MW": ("megawatt", "megawatts"), "GW": ("gigawatt", "gigawatts"), "hPa": ("hectopascal", "hectopascals"),
    "kcal": ("kilocalorie", "kilocalories"), "px": ("pixel", "pixels"), "°": ("degree", "degrees"),
    "°C": ("degree Celsius", "degrees Celsius"), "℃": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"), "℉": ("degree Fahrenheit", "degrees Fahrenheit"),
    "%": ("percent", "percent"), "‰": ("per thousand", "per thousand"), "¢": ("cent", "cents"),
    "€": ("euro", "euros"), "£": ("pound", "pounds"),
}  # fmt: skip

DOTTED = {
    "dr": "Doctor", "mr": "Mister", "mrs": "Missus", "ms": "Miz", "prof": "Professor", "jr": "Junior", "sr": "Senior",
    "mt": "Mount", "ft": "Fort", "gen": "General", "gov": "Governor", "sen": "Senator", "rev": "Reverend",
    "capt": "Captain", "lt": "Lieutenant", "col": "Colonel", "sgt": "Sergeant", "inc": "Incorporated",
    "ltd": "Limited", "corp": "Corporation", "dept": "Department", "ave": "Avenue", "blvd": "Boulevard", "rd": "Road",
    "approx": "approximately", "est": "established", "vs": "versus", "etc": "et cetera", "cf": "compare",
    "e.g": "for example", "i.e": "that is", "fig": "figure", "vol": "volume", "resp": "respectively",
    "incl": "including", "ph.d": "PhD", "eq": "equation", "viz": "namely", "ca": "circa",
    "min": "minimum", "max": "maximum",
    "jan": "January", "feb": "February", "mar": "March",
    "apr": "April", "jun": "June", "jul": "July", "aug": "August",
    "sep": "September", "sept": "September",
    "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip
"""Abbreviations that are one only with a dot behind them."""

ABBREVIATIONS = {
    "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "vs": "versus", "etc": "et cetera", "w/": "with",
    "w/o": "without", "aka": "also known as", "and/or": "and or", "24/7": "twenty-four seven", "JSON": "jason",
    "LaTeX": "lay tech", "Ph.D": "PhD", "C++": "C plus plus", "C#": "C sharp", "F#": "F sharp",
}  # fmt: skip

BEFORE_NUMBERS = {"no": "number", "nos": "numbers", "p": "page", "pp": "pages", "ch": "chapter", "sec": "section"}
"""Abbreviations that are one only with a dot and a number behind them."""

ROMAN = {
    numeral: str(value)
    for value, numeral in enumerate(_list("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX"), 1)
}
ROMAN_CONTEXT = frozenset(
    _list("war chapter part act scene section volume book phase article type level stage class episode round")
)
"""Behind these a Roman numeral counts; elsewhere (kings and popes) it is left to the voice."""

MONTH_NAMES = frozenset([*calendar.month_name[1:], *calendar.month_abbr[1:], "Sept"])
