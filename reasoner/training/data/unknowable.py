"""What a small assistant without eyes, clock, network or memory of people cannot know or do, and how to say so."""

from __future__ import annotations

import random

from .example import Example
from .household import CITIES, COUNTABLE, FAMILY, FOODS, FRIENDS, JOBS, PETS, ROOMS
from .invented import invented_name, invented_title, nonsense
from .limits import DOING, USER, WORLD
from .more_limits import MORE_WORLD
from .more_private import MORE_USER
from .more_puzzling import MORE_INVENTED
from .more_requests import MORE_DOING
from .more_talk_of_limits import MORE_TALK_OF_LIMITS
from .more_verdicts import MORE_VERDICTS
from .talk_of_limits import TALK_OF_LIMITS
from .verdicts import INVENTED, VERDICTS

__all__ = ["unknowable"]

_GROUPS = (WORLD, USER, DOING, VERDICTS, INVENTED)
_MORE = (MORE_WORLD, MORE_USER, MORE_DOING, MORE_VERDICTS, MORE_INVENTED)
_WEIGHTS = (7, 7, 5, 3, 5)
_TALK = TALK_OF_LIMITS + MORE_TALK_OF_LIMITS
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIMES = ("today", "tomorrow", "tonight", "this evening", "this weekend", "next week", "on Sunday", "on Monday")
_ACHES = ("headaches", "back pain", "a sore throat", "stomach pain", "a toothache", "knee pain")
_BUILT = ("garage", "fence", "shed", "wall", "house", "bridge", "pool")


def unknowable(rng: random.Random) -> Example:
    """A question whose honest answer is that it does not know, cannot do it, or did not understand."""
    slots = {
        "name": rng.choice(FRIENDS),
        "surname": invented_name(rng),
        "place": invented_name(rng),
        "title": invented_title(rng),
        "word": nonsense(rng),
        "other": nonsense(rng),
        "more": nonsense(rng),
        "city": rng.choice(CITIES),
        "room": rng.choice(ROOMS),
        "thing": rng.choice(COUNTABLE),
        "food": rng.choice(FOODS),
        "family": rng.choice(FAMILY),
        "job": rng.choice(JOBS),
        "pet": rng.choice(PETS),
        "day": rng.choice(_DAYS),
        "when": rng.choice(_TIMES),
        "ache": rng.choice(_ACHES),
        "built": rng.choice(_BUILT),
    }
    groups = rng.choice((_GROUPS, _MORE, None))
    intent = rng.choice(rng.choices(groups, weights=_WEIGHTS)[0] if groups else _TALK)
    question, answer = intent.draw(rng, **slots)
    return Example("unknowable", question, answer)
