"""Questions that only what was said before can answer, and a few that it must not disturb."""

from __future__ import annotations

import random
from collections.abc import Callable

from .chatter import chatter, padded
from .continuing import next_in_row, of_a_country, reckoned_on, same_of_another, spelled, together
from .example import Example
from .household import CITIES, FAMILY, FOODS, FRIENDS, HOBBIES, JOBS, PETS, ROOMS
from .looking_back import said_again, sure, why
from .memories import MEMORIES, Memory
from .patterns import listed, say
from .replies import replied
from .smalltalk import simple_facts, small_talk
from .unknowable import unknowable

__all__ = ["follow_ups"]

_THINGS = listed("""
    bag, book, key, phone, umbrella, wallet, hat, coat, bicycle, camera, watch, pen, notebook, scarf, jacket,
    ring
""")
_COLORS = listed("red, blue, green, yellow, black, white, orange, purple, brown, gray, pink")
_GOODS = listed("""
    milk, bread, eggs, butter, cheese, apples, rice, soap, salt, sugar, tea, coffee, onions, carrots, honey,
    flour, lemons, tomatoes, paper, candles, oil, potatoes, bananas, pasta
""")
_FELLOWS = listed("neighbor, boss, teacher, cousin, friend, dentist, doctor")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNTOLD = (
    "You have not told me that.",
    "I am sorry, you have not told me.",
    "I do not know. You did not mention it.",
    "You have not said anything about that yet.",
    "I cannot know that, because you have not told me.",
)
_GO_ON = "[|||So, |And |Tell me, |Now, |]"


def _slots(rng: random.Random) -> dict[str, str]:
    name, other = rng.sample(FRIENDS, 2)
    city, town = rng.sample(CITIES, 2)
    first, second, third = rng.sample(_GOODS, 3)
    return {
        "name": name,
        "other": other,
        "city": city,
        "town": town,
        "first": first,
        "second": second,
        "third": third,
        "job": rng.choice(JOBS),
        "few": str(rng.randint(2, 9)),
        "pet": rng.choice(PETS[:6]),
        "family": rng.choice(FAMILY),
        "fellow": rng.choice(_FELLOWS),
        "food": rng.choice(FOODS),
        "hobby": rng.choice(HOBBIES),
        "color": rng.choice(_COLORS),
        "age": str(rng.randint(11, 89)),
        "thing": rng.choice(_THINGS),
        "room": rng.choice(ROOMS[:16]),
        "day": rng.choice(_DAYS),
    }


def _told(rng: random.Random, memory: Memory, slots: dict[str, str]) -> tuple[str, str]:
    return say(rng, rng.choice(memory.told), **slots), say(rng, rng.choice(memory.heard), **slots)


def _remembered(rng: random.Random) -> Example:
    """What the user told is asked for; sometimes he told another thing besides."""
    memory, other = rng.sample(MEMORIES, 2)
    slots = _slots(rng)
    turns = [_told(rng, memory, slots)]
    if other.topic != memory.topic and not _share(memory, other) and rng.random() < 0.4:
        turns.insert(rng.randint(0, 1), _told(rng, other, slots))
    question = say(rng, _GO_ON + _lower(say(rng, rng.choice(memory.asked), **slots)))
    answer = say(rng, rng.choice(memory.answers), **slots)
    key = memory.key.format(**slots)
    key = key if key in answer else key[:1].upper() + key[1:]
    return Example("follow_ups", question, answer, key=key, history=padded(rng, *turns))


def _share(memory: Memory, other: Memory) -> bool:
    """Whether they would tell of the same person or thing, in two ways."""
    return any(slot in text for slot in ("{other}", "{name}") for text in memory.told if slot in "".join(other.told))


def _untold(rng: random.Random) -> Example:
    """Something else was told than what is asked for, or nothing."""
    told, asked = rng.sample(MEMORIES, 2)
    while (
        told.topic == "older"
        or told.topic.split()[-1] == asked.topic.split()[-1]
        or {told.topic, asked.topic} == {"pet", "pets"}
        or asked.topic in ("list", "older")
    ):
        told, asked = rng.sample(MEMORIES, 2)
    slots = _slots(rng)
    turns = [_told(rng, told, slots)] if rng.random() < 0.7 else [chatter(rng)]
    question = say(rng, _GO_ON + _lower(say(rng, rng.choice(asked.asked), **slots)))
    return Example("follow_ups", question, rng.choice(_UNTOLD), history=padded(rng, *turns))


def _corrected(rng: random.Random) -> Example:
    """A name or a number was wrong, and is put right; then, perhaps, asked for."""
    old, new = rng.sample(FRIENDS, 2)
    turn = say(rng, "[My name is|I am|I'm] {old}.", old=old), say(rng, "[Nice to meet you|Hello], {old}.", old=old)
    fixing = say(rng, "[No|Sorry], [my name is|I am|I meant] {new}[|, not {old}].", old=old, new=new)
    fixed = say(rng, "[I am sorry|Thank you|Forgive me], [your name is|so you are] {new}.", new=new)
    if rng.random() < 0.4:
        return Example("follow_ups", fixing, fixed, key=new, history=padded(rng, turn))
    question = say(rng, "[So, |]what is my name[ now|]?")
    return Example(
        "follow_ups", question, say(rng, "Your name is {new}.", new=new), key=new, history=(turn, (fixing, fixed))
    )


def _lower(text: str) -> str:
    """With a small first letter, to stand behind other words."""
    return text[:1].lower() + text[1:]


def _other_one(rng: random.Random) -> Example:
    """ "And the other one?" """
    one, two = rng.sample(FRIENDS, 2)
    pet = rng.choice((*PETS[:6], "neighbor", "friend", "cousin", "student"))
    told = say(rng, "[I have|I've got] 2 {pet}s, {one} and {two}.", pet=pet, one=one, two=two)
    first = say(rng, "[Tell me the name of one of them|Name one of my {pet}s].", pet=pet)
    history = (
        (told, "How nice, thank you for telling me."),
        (first, say(rng, "[One of them is|One is called] {one}.", one=one)),
    )
    question = say(
        rng,
        "[And the other|And the other one|What about the other one|What is the other one called|And the other {pet}]?",
        pet=pet,
    )
    answer = say(rng, "[The other one is|The other one is called|The other {pet} is called] {two}.", two=two, pet=pet)
    return Example("follow_ups", question, answer, key=two, history=history)


def _new_matter(rng: random.Random) -> Example:
    """Nothing before has to do with it."""
    fresh = rng.choice((small_talk, simple_facts, unknowable))(rng)
    while (
        "nothing to repeat" in fresh.answer
        or "not said anything" in fresh.answer
        or "have only just begun" in fresh.answer
    ):
        fresh = small_talk(rng)
    history = tuple(chatter(rng) for _ in range(rng.randint(1, 3)))
    return Example("follow_ups", fresh.question, fresh.answer, key=fresh.key, history=history)


_KINDS: dict[Callable[[random.Random], Example], float] = {
    _remembered: 24,
    _untold: 10,
    _corrected: 3,
    of_a_country: 8,
    next_in_row: 4,
    same_of_another: 5,
    reckoned_on: 10,
    together: 6,
    said_again: 10,
    sure: 5,
    why: 5,
    spelled: 3,
    _other_one: 4,
    _new_matter: 10,
    replied: 8,
}


def follow_ups(rng: random.Random) -> Example:
    """A turn of a conversation that has begun."""
    (kind,) = rng.choices(list(_KINDS), weights=list(_KINDS.values()))
    return kind(rng)
