"""Which characters are neither shown nor said, and which an English voice can say."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "is_latin"]

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters; tab and newline stay
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd"  # invisible: joiners, directions
    "\ufe00-\ufe0f\u20e3\U000e0000-\U000e0fff"  # variation selectors, keycaps, tags
    "\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u24c2\u25a0-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"  # emoji in the
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001fbff"  # ... blocks that Unicode's emoji-data.txt names
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"  # lone surrogates, private use
    "]+"
)


def clean(text: str) -> str:
    """``text`` without emoji, control and invisible characters."""
    return _UNWANTED.sub("", text)


def is_latin(letter: str) -> bool:
    """Whether an English voice has a chance: Latin letters, accents included."""
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN ")
