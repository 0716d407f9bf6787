"""What people say to a voice assistant without wanting to know anything, and what to say to that."""

from __future__ import annotations

import random

from .courtesies import INTRODUCTIONS, JOKES, MEETING, MOODS
from .example import Example
from .facts import simple_facts
from .household import CITIES, FAMILY, FOODS, FRIENDS, HOBBIES, JOBS, PETS
from .more_small_talk import MORE_SMALL_TALK
from .patterns import say
from .self_portrait import SELF
from .statements import statements

__all__ = ["simple_facts", "small_talk", "statements"]

_JOKE_QUESTIONS = (
    "[Tell|Tell me|Please tell me|I want to hear|Give me] a [joke|good joke|short joke|funny joke|riddle][, please|].",
    "[Do you know|Can you tell me|Could you tell us] a [joke|good joke|short joke|funny joke|riddle]?",
    "[Another|One more] [joke|one][, please|].",
    "[Make|Can you make] me laugh[, please|].",
    "Do you know [any|some|good] jokes?",
    "Are you funny? Tell me a joke.",
    "Tell [us|my {family}|my friend {name}] a [funny |]joke.",
)


_STORIES = (
    "Once a small owl lost its way at night. It followed a star, and found its nest again.",
    "A snail wanted to see the sea. It took a whole year, but the view was worth it.",
    "A baker put a song into his bread, and the whole village hummed at breakfast.",
    "A lazy cat let a mouse go. Later, the mouse freed the cat from a box. They became friends.",
    "A cloud was afraid of the wind, until the wind showed it the whole wide world.",
)
_STORY_QUESTIONS = (
    "[Tell|Tell me|Please tell me|I want to hear] a [story|short story|fairy tale|bedtime story][, please|].",
    "[Do you know|Can you tell me|Could you tell my {family}] a [story|short story|fairy tale|bedtime story]?",
)
_WEIGHTS = [len(intent.questions) for intent in MORE_SMALL_TALK]


def small_talk(rng: random.Random) -> Example:
    """Greetings, thanks, moods, jokes, and questions about the assistant itself."""
    group = rng.choices((MEETING, SELF, MOODS, INTRODUCTIONS, None), weights=(5, 5, 6, 3, 1))[0]
    slots = {
        "name": rng.choice(FRIENDS),
        "city": rng.choice(CITIES),
        "family": rng.choice(FAMILY),
        "food": rng.choice(FOODS),
        "hobby": rng.choice(HOBBIES),
        "job": rng.choice(JOBS),
        "pet": rng.choice(PETS),
        "call": rng.choice(("", "", "", ", Antiphon", ", my friend", " again")),
    }
    if rng.random() < 0.65:
        (intent,) = rng.choices(MORE_SMALL_TALK, weights=_WEIGHTS)
        question, answer = intent.draw(rng, **slots)
        return Example("small_talk", question, answer)
    if group is None and rng.random() < 0.4:
        return Example("small_talk", say(rng, rng.choice(_STORY_QUESTIONS), **slots), rng.choice(_STORIES))
    if group is None:
        return Example("small_talk", say(rng, rng.choice(_JOKE_QUESTIONS), **slots), rng.choice(JOKES))
    question, answer = rng.choice(group).draw(rng, **slots)
    return Example("small_talk", question, answer)
