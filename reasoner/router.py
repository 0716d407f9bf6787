"""Which turns need no thinking: small talk, by rule, and what the model itself would not think about."""

from __future__ import annotations

import re
from typing import Literal

from .options import RouterOptions

__all__ = ["by_odds", "by_rule"]

Route = Literal["think", "no_think"]

_NAME = (
    r"(?: (?:there|you|again|everyone|everybody|antiphon|my friend|so much|very much|a lot|for (?:that|your help)))*"
)
_SMALL_TALK = re.compile(
    r"(?:(?:oh |well |okay |ok )*(?:"
    rf"hi|hello|hey|good (?:morning|afternoon|evening|night|day)|greetings|welcome"
    r"|how are you(?: doing)?(?: today)?|how do you do|how is it going|hows it going|whats up|what is up"
    r"|nice to (?:meet|hear|see) you|pleased to meet you"
    rf"|thanks|thank you|many thanks|cheers|great|perfect|wonderful|nice|cool|awesome|very good|well done|good job"
    r"|you are welcome|youre welcome|no problem|sorry|i am sorry|im sorry|excuse me"
    r"|bye|bye bye|goodbye|good bye|see you(?: (?:later|soon|tomorrow))?|take care|sleep well|farewell"
    r"|who are you|what are you|what is your name|whats your name|can you hear me|are you there|do you hear me"
    r"|i see|never mind|stop"
    rf"){_NAME}(?: |$))+"
)
"""A "yes" is not in it: it may well answer a question that took some thinking."""
_MOST_WORDS = 12
_APOSTROPHE = re.compile(r"['’]")  # noqa: RUF001
_NO_WORD = re.compile(r"[\W_]+")


def by_rule(text: str, options: RouterOptions) -> Route | None:
    """``no_think`` for a turn that is nothing but small talk; None: no rule knows, or there are no words to go by."""
    if not options.rules:
        return None
    words = _NO_WORD.sub(" ", _APOSTROPHE.sub("", text.casefold())).split()
    small = 0 < len(words) <= _MOST_WORDS and _SMALL_TALK.fullmatch(" ".join(words))
    return "no_think" if small else None


def by_odds(empty: float, options: RouterOptions) -> Route:
    """``empty``: how probable the model finds an empty thought."""
    return "no_think" if empty > options.no_thought_above else "think"
