"""Counting the things of one kind on a list that also names others."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .example import Example
from .names import NAMES
from .words import asked, listing, number_word, opening

__all__ = ["KINDS", "object_counting"]

KINDS: dict[str, dict[str, str]] = {}
"""For each kind, in the plural, its members: the singular with its article, and the plural."""

_IRREGULAR = {
    "fish": "fish",
    "mouse": "mice",
    "sheep": "sheep",
    "goose": "geese",
    "wolf": "wolves",
    "deer": "deer",
    "knife": "knives",
    "scarf": "scarves",
    "loaf of bread": "loaves of bread",
    "lettuce head": "lettuce heads",
    "radio": "radios",
    "piano": "pianos",
    "banjo": "banjos",
    "cello": "cellos",
    "piccolo": "piccolos",
    "kangaroo": "kangaroos",
    "kimono": "kimonos",
}
_VOWEL = tuple("aeiou")


def _kind(name: str, members: str) -> None:
    KINDS[name] = {member: _plural(member) for member in members.split(", ")}


def _plural(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    head, of, rest = noun.partition(" of ")
    if head.endswith(("s", "x", "ch", "sh", "o")):
        head += "es"
    elif head.endswith("y") and not head.endswith(("ay", "ey", "oy")):
        head = f"{head[:-1]}ies"
    else:
        head += "s"
    return head + of + rest


_kind(
    "fruits",
    "apple, apricot, banana, blackberry, cherry, coconut, grape, grapefruit, kiwi, lemon, lime, mango, melon, "
    "nectarine, orange, papaya, peach, pear, pineapple, plum, raspberry, strawberry, blueberry, fig, pomegranate",
)
_kind(
    "vegetables",
    "cabbage, carrot, cauliflower, cucumber, garlic, head of broccoli, leek, lettuce head, onion, potato, radish, "
    "stalk of celery, turnip, yam, eggplant, zucchini, artichoke, beet, bulb of fennel, parsnip",
)
_kind(
    "animals",
    "bear, bee, camel, cat, chicken, cow, crab, deer, dog, donkey, duck, eagle, elephant, fish, fox, frog, giraffe, "
    "goat, goose, hamster, horse, kangaroo, lion, lizard, monkey, mouse, owl, parrot, penguin, pig, rabbit, sheep, "
    "snail, snake, spider, squirrel, tiger, turkey, turtle, wolf, zebra",
)
_kind(
    "musical instruments",
    "accordion, banjo, bassoon, cello, clarinet, drum, flute, guitar, harmonica, harp, horn, oboe, piano, piccolo, "
    "saxophone, tambourine, triangle, trombone, trumpet, tuba, ukulele, viola, violin, xylophone",
)
_kind("objects", "bed, car, chair, couch, fridge, lamp, microwave, oven, stove, table, toaster")
_kind(
    "pieces of furniture",
    "armchair, bed, bench, bookcase, chair, couch, cupboard, desk, dresser, sofa, stool, table, wardrobe",
)
_kind("tools", "hammer, saw, screwdriver, wrench, drill, chisel, axe, shovel, rake, spade, file, crowbar")
_kind("vehicles", "car, truck, bus, bicycle, motorcycle, tractor, van, taxi, train, tram, scooter, boat")
_kind(
    "pieces of clothing", "shirt, sweater, jacket, coat, dress, skirt, scarf, hat, cap, sock, belt, vest, tie, blouse"
)
_kind("flowers", "rose, tulip, daisy, lily, orchid, sunflower, violet, daffodil, carnation, poppy, marigold, iris")
_kind("toys", "doll, puzzle, kite, teddy bear, yo-yo, toy car, marble, board game, balloon, puppet, spinning top")
_kind("kitchen utensils", "fork, knife, spoon, ladle, whisk, spatula, pan, grater, sieve, peeler, rolling pin")
_kind("drinks", "coffee, cup of tea, glass of milk, bottle of water, lemonade, glass of juice, soda, hot chocolate")
_kind("desserts", "cookie, brownie, muffin, cupcake, donut, pancake, waffle, slice of cake, apple pie, pudding")
_kind("school supplies", "pencil, pen, eraser, ruler, notebook, stapler, marker, crayon, folder, pencil case")

_PLURALS = {noun: plural for members in KINDS.values() for noun, plural in members.items()}

_CLOSE = (
    {"objects", "pieces of furniture", "vehicles", "tools", "toys", "kitchen utensils", "school supplies"},
    {"fruits", "vegetables", "desserts", "drinks"},
    {"flowers", "vegetables", "fruits"},
    {"pieces of clothing", "toys"},
    {"animals", "toys"},
)
"""Kinds of which somebody may say that a member of one belongs to another too."""
_CLASSIC = ("fruits", "vegetables", "animals", "musical instruments", "objects")
_CLASSIC_BESIDE = {
    "fruits": ("vegetables", "musical instruments", "animals", "objects"),
    "vegetables": ("fruits", "objects", "animals", "musical instruments"),
}


@dataclass(frozen=True, slots=True)
class _Scene:
    """Whose things they are: the sentence with the list, the question, the answer."""

    list: str
    ask: str
    answer: str


_MINE = _Scene("I have {list}.", "How many {kind} do I have?", "You have {count}.")
_SCENES = (
    _MINE,
    _Scene("I've got {list}.", "How many {kind} have I got?", "You have {count}."),
    _Scene("I own {list}.", "How many {kind} do I own?", "You own {count}."),
    _Scene("There is {list} on the table.", "How many {kind} are on the table?", "There are {count} on the table."),
    _Scene("I see {list}.", "How many {kind} can I see?", "You can see {count}."),
    _Scene("I can see {list} in the picture.", "How many {kind} are there?", "There are {count} in the picture."),
    _Scene("{name} has {list}.", "How many {kind} does {name} have?", "{name} has {count}."),
    _Scene("{name}'s got {list}.", "How many {kind} does {name} have?", "{name} has {count}."),
    _Scene("Yesterday {name} drew {list}.", "How many {kind} did {name} draw?", "{name} drew {count}."),
    _Scene("On my list I have {list}.", "How many {kind} are on my list?", "There are {count} on your list."),
    _Scene("I took photos of {list}.", "How many {kind} did I photograph?", "You photographed {count}."),
    _Scene("In the game {name} won {list}.", "How many {kind} did {name} win?", "{name} won {count}."),
    _Scene("In my dream there was {list}.", "How many {kind} were in my dream?", "There were {count} in your dream."),
    _Scene("We have {list}.", "How many {kind} do we have in total?", "You have {count} in total."),
    _Scene("I have {list}.", "Can you count the {kind}?", "You have {count}."),
    _Scene("I have {list}.", "What is the total number of {kind}?", "The total number of {kind} is {number}."),
    _Scene("I have {list}.", "How many of these are {kind}?", "{number} of these are {kind}."),
    _Scene("Count the {kind} for me: {list}.", "", "I count {count}."),
    _Scene("How many {kind} are there in this list: {list}?", "", "There are {count} in this list."),
    _Scene("If I have {list}, how many {kind} do I have?", "", "You have {count}."),
)
_PURPOSES = (
    "count the {kind} on your list",
    "add up the {kind} you mentioned",
    "see how many {kind} there are altogether",
    "find out how many {kind} that makes",
    "go through your list and count the {kind}",
    "pick the {kind} out of that list",
    "count up the {kind} in there",
    "run through everything you named and keep only the {kind}",
    "add the {kind} up as they come",
    "sort out which of these are {kind}",
)
_ASIDES = (
    "So far that makes {count} in all.",
    "I am at {count} by now.",
    "That is {count} up to here.",
    "Up to this point I have {count}.",
    "I have counted {count} so far.",
)


def object_counting(rng: random.Random) -> Example:
    """A list of two to twelve entries, mostly in the words of BIG-Bench Hard."""
    classic = rng.random() < 0.6
    kind = rng.choice(_CLASSIC if classic else tuple(KINDS))
    entries = _entries(rng, kind, classic)
    scene = _MINE if classic else rng.choice(_SCENES)
    name = rng.choice(NAMES)
    total = sum(amount for amount, _, counts in entries if counts)

    digits = not classic and rng.random() < 0.3
    text = _list(rng, [_amount(amount, noun, digits) for amount, noun, _ in entries], classic)
    question = f"{scene.list} {scene.ask}".format(list=text, kind=kind, name=name).strip()
    if scene.list.startswith("There is") and entries[0][0] > 1:
        question = question.replace("There is", "There are", 1)

    thoughts, asides = [f"{kind}."], [""]
    done = 0
    for amount, noun, counts in entries:
        done += amount * counts
        word = _PLURALS[noun] if amount > 1 else noun
        thoughts.append(f"{word} {amount}: {done}" if counts else f"{word} no: {done}")
        known = counts and 1 < done != total
        asides.append(rng.choice(_ASIDES).format(count=_count(done, kind)) if known else "")
    asides[-1] = ""

    def said(number: int) -> str:
        sentence = scene.answer.format(count=_count(number, kind), number=number, kind=kind, name=name)
        if number == 1:
            sentence = sentence.replace("There are", "There is").replace("There were", "There was")
            sentence = sentence.replace(f"1 of these are {kind}", f"1 of these is a {_singular(kind)}")
        return sentence

    return Example(
        category="object_counting",
        question=question if classic else asked(rng, question),
        answer=said(total),
        key=str(total),
        thoughts=tuple(thoughts),
        opening=opening(rng, rng.choice(_PURPOSES).format(kind=kind)),
        asides=tuple(asides),
        wrong=said(_wrong(rng, total, entries)),
    )


def _entries(rng: random.Random, kind: str, classic: bool) -> list[tuple[int, str, bool]]:
    """How many of what, and whether it is to be counted."""
    length = rng.choice((2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)) if classic else rng.randint(2, 9)
    length = min(length, len(KINDS[kind]))
    others: list[str] = []
    if kind != "objects" and rng.random() < 0.6:
        close = {name for group in _CLOSE if kind in group for name in group}
        fitting = [name for name in (_CLASSIC if classic else KINDS) if name != kind and name not in close]
        beside = _CLASSIC_BESIDE.get(kind, tuple(fitting)) if classic else tuple(fitting)
        chosen = rng.sample(beside, min(len(beside), rng.choice((1, 1, 1, 2))))
        members = [noun for name in chosen for noun in KINDS[name] if noun not in KINDS[kind]]
        others = rng.sample(members, rng.randint(1, max(1, length // 2)))
    own = rng.sample(list(KINDS[kind]), max(1, length - len(others)))
    most = rng.choice((2, 4, 5)) if classic else rng.choice((3, 5, 9))
    plenty = rng.choice((0.15, 0.3, 0.5, 0.8))
    entries = [
        (rng.randint(2, most) if rng.random() < plenty else 1, noun, noun in KINDS[kind]) for noun in (*own, *others)
    ]
    rng.shuffle(entries)
    return entries


def _wrong(rng: random.Random, total: int, entries: list[tuple[int, str, bool]]) -> int:
    guesses = [
        sum(amount for amount, _, _ in entries),
        len(entries),
        sum(counts for _, _, counts in entries),
        total + 1,
        total + 2,
        max(1, total - 1),
    ]
    return rng.choice([guess for guess in guesses if guess != total])


def _list(rng: random.Random, items: list[str], classic: bool) -> str:
    """As BIG-Bench Hard lists them, with a comma before the last one even of two."""
    if classic or rng.random() < 0.5:
        return f"{', '.join(items[:-1])}, and {items[-1]}"
    return listing(items)


def _amount(amount: int, noun: str, digits: bool) -> str:
    if amount == 1:
        return f"{'an' if noun.startswith(_VOWEL) and not noun.startswith(('uk', 'uni')) else 'a'} {noun}"
    return f"{amount if digits else number_word(amount)} {_PLURALS[noun]}"


def _count(number: int, kind: str) -> str:
    return f"{number} {kind if number > 1 else _singular(kind)}"


def _singular(kind: str) -> str:
    head, of, rest = kind.partition(" of ")
    return {"school supplies": "school supply", "drinks": "drink"}.get(kind, head.removesuffix("s") + of + rest)
