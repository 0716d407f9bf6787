"""Questions that measure, and are therefore never learned: known here by their hashes alone."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

__all__ = ["fingerprint", "is_withheld"]

_HASHES = Path(__file__).with_name("withheld.txt")


def fingerprint(question: str) -> str:
    """Of its words: letters and digits alone, whatever stands between them."""
    words = re.findall(r"[^\W_]+", question.split("\nOptions:")[0].removeprefix("Question: ").casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def is_withheld(question: str) -> bool:
    """Whether it is one of those that measure."""
    return fingerprint(question) in _withheld()


@cache
def _withheld() -> frozenset[str]:
    return frozenset(_HASHES.read_text("utf-8").split())
