"""Walking by instructions: whether one comes back to where one started."""

from __future__ import annotations

import random

from .example import Example
from .names import NAMES
from .words import asked, opening

__all__ = ["navigate"]

Move = tuple[str, int]
"""A turn ("left", 0), ("right", 0), ("around", 0), or steps: ("", 4) ahead, ("left", 4) to a side, facing forward."""

_HEADINGS = ("north", "east", "south", "west")
_VECTORS = {"north": (0, 1), "east": (1, 0), "south": (0, -1), "west": (-1, 0)}
_TURNS = {"right": 1, "around": 2, "left": 3}
_SIDES = {"forward": "north", "right": "east", "backward": "south", "left": "west"}
_OPPOSITE = {"forward": "backward", "backward": "forward", "left": "right", "right": "left"}

_ASK = "If you follow these instructions, do you return to the starting point?"
_ASKS = (
    ("If I follow these instructions, do I end up where I started?", "you end up where you started"),
    ("Do I get back to the start with these directions?", "you get back to the start"),
    ("Tell me whether I come back to where I began.", "you come back to where you began"),
    ("Does this lead back to the starting point?", "this leads back to the starting point"),
    ("Would I be back at the starting point?", "you would be back at the starting point"),
    ("Am I back where I started?", "you are back where you started"),
    ("Does {name} return to the starting point?", "{name} returns to the starting point"),
    ("Is {name} back at the beginning?", "{name} is back at the beginning"),
)
_DENIALS = {
    "you return to the starting point": "you do not return to the starting point",
    "you end up where you started": "you do not end up where you started",
    "you get back to the start": "you do not get back to the start",
    "you come back to where you began": "you do not come back to where you began",
    "this leads back to the starting point": "this does not lead back to the starting point",
    "you would be back at the starting point": "you would not be back at the starting point",
    "you are back where you started": "you are not back where you started",
    "{name} returns to the starting point": "{name} does not return to the starting point",
    "{name} is back at the beginning": "{name} is not back at the beginning",
}
_PURPOSES = (
    "follow these instructions and see where they lead",
    "walk along and see where that ends",
    "keep track of the position while I follow the steps",
    "trace the way and look where it ends up",
    "follow the path in my head from the starting point",
    "walk through these directions and watch the position",
    "take these steps in my mind and see where I stand",
    "imagine the walk and keep an eye on the position",
    "go along with these moves and note where they lead",
)
_AWAY = {
    "north": "in front of the starting point",
    "south": "behind the starting point",
    "east": "to the right of the starting point",
    "west": "to the left of the starting point",
}


def navigate(rng: random.Random) -> Example:
    """Turns and steps, or steps to all sides while facing forward; as many that lead back as not."""
    classic, returns, turning = rng.random() < 0.6, rng.random() < 0.5, rng.random() < 0.5
    moves = _turning(rng, returns) if turning else _facing(rng, returns)
    compass = not turning and not classic and rng.random() < 0.3
    ask, claim = (_ASK, "you return to the starting point") if classic else rng.choice(_ASKS)
    name = rng.choice(NAMES)

    if classic:
        way = " ".join(_sentence(move) for move in moves)
        question = f"{ask} {way}" if turning else f"{ask} Always face forward. {way}"
    else:
        way = _told(rng, moves, name if "{name}" in ask else "", turning, compass)
        ask = ask.format(name=name)
        question = asked(rng, f"{ask} {way}" if rng.random() < 0.3 and "{name}" not in claim else f"{way} {ask}")

    yes = f"Yes, {claim}.".format(name=name)
    no = f"No, {_DENIALS[claim]}.".format(name=name)
    thoughts, asides = _walk(rng, moves, turning, compass)
    return Example(
        category="navigate",
        question=question,
        answer=yes if returns else no,
        key="Yes" if returns else "No",
        thoughts=tuple(thoughts),
        opening=opening(rng, rng.choice(_PURPOSES)),
        asides=tuple(asides),
        wrong=no if returns else yes,
    )


def _walk(rng: random.Random, moves: list[Move], turning: bool, compass: bool) -> tuple[list[str], list[str]]:
    """Heading and position after each move: x to the east, y to the north."""
    x = y = 0
    heading = "north"
    thoughts, asides = ["north, 0,0" if turning else "start 0,0"], [""]
    for side, steps in moves:
        if not steps:
            heading = _HEADINGS[(_HEADINGS.index(heading) + _TURNS[side]) % 4]
            thoughts.append(f"{side}: {heading}")
            asides.append("")
            continue
        to = _SIDES[side] if side else heading
        x, y = x + _VECTORS[to][0] * steps, y + _VECTORS[to][1] * steps
        thoughts.append(f"{steps} {to if turning or compass else side}: {x},{y}")
        asides.append(_aside(rng, x, y))
    thoughts.append("0,0 yes" if x == y == 0 else f"{x},{y} not 0,0 no")
    asides[-1] = ""
    return thoughts, [*asides, ""]


def _aside(rng: random.Random, x: int, y: int) -> str:
    if x and y:
        return ""
    if x == y == 0:
        return "At this moment we are right back at the start, but it goes on."
    to = ("north" if y > 0 else "south") if y else ("east" if x > 0 else "west")
    count = abs(x or y)
    steps = f"{count} step{'s' if count > 1 else ''}"
    lead = rng.choice(("By now we are", "At this point we are", "So far that puts us", "That brings us"))
    return f"{lead} {steps} {_AWAY[to]}."


def _facing(rng: random.Random, returns: bool) -> list[Move]:
    """Steps to all sides. Half of the ways that do not return miss by little."""
    if not returns and rng.random() < 0.5:
        sides = rng.sample(tuple(_SIDES), rng.choice((1, 2, 2, 3, 4)))
        moves = [(rng.choice(sides), rng.randint(1, 10)) for _ in range(rng.randint(2, 8))]
        return moves if _end(moves) != (0, 0) else _facing(rng, returns)
    moves = []
    for side in rng.sample(("forward", "left"), rng.choice((1, 1, 2))):
        there, back = (side, _OPPOSITE[side]) if rng.random() < 0.5 else (_OPPOSITE[side], side)
        total = rng.randint(2, 16)
        for way in (there, back):
            moves += [(way, part) for part in _parts(rng, total)]
    rng.shuffle(moves)
    if not returns:
        moves = _spoiled(rng, moves)
    return moves if 2 <= len(moves) <= 9 and (_end(moves) == (0, 0)) == returns else _facing(rng, returns)


def _turning(rng: random.Random, returns: bool) -> list[Move]:
    moves: list[Move] = []
    if not returns and rng.random() < 0.5:
        while len(moves) < rng.randint(3, 9):
            moves.append(_any(rng))
    else:
        moves += [_any(rng) for _ in range(rng.randint(1, 5))]
        moves += _home(rng, moves)
        if not returns:
            moves = _spoiled(rng, moves)
    walked = sum(steps > 0 for _, steps in moves)
    fits = 2 <= len(moves) <= 9 and walked and all(steps <= 10 for _, steps in moves)
    return moves if fits and (_end(moves) == (0, 0)) == returns else _turning(rng, returns)


def _any(rng: random.Random) -> Move:
    return (rng.choice(tuple(_TURNS)), 0) if rng.random() < 0.4 else ("", rng.randint(1, 10))


def _home(rng: random.Random, moves: list[Move]) -> list[Move]:
    """Moves that lead back from where ``moves`` end, and maybe a turn more."""
    home: list[Move] = []
    while (end := _end([*moves, *home])) != (0, 0):
        heading = _heading([*moves, *home])
        ahead = next((to for to in _ways_back(*end)), "")
        turn = (_HEADINGS.index(ahead) - _HEADINGS.index(heading)) % 4
        if turn:
            home.append(({1: "right", 2: "around", 3: "left"}[turn], 0))
        left = abs(end[0] * _VECTORS[ahead][0] + end[1] * _VECTORS[ahead][1])
        home += [("", part) for part in (_parts(rng, left) if left > 10 or rng.random() < 0.3 else [left])]
    if rng.random() < 0.3:
        home.append((rng.choice(tuple(_TURNS)), 0))
    return home


def _ways_back(x: int, y: int) -> list[str]:
    return [to for to, (dx, dy) in _VECTORS.items() if dx * x + dy * y < 0]


def _spoiled(rng: random.Random, moves: list[Move]) -> list[Move]:
    """One move made another."""
    i = rng.randrange(len(moves))
    side, steps = moves[i]
    if not steps:
        move = (rng.choice([turn for turn in _TURNS if turn != side]), 0)
    elif side and rng.random() < 0.4:
        move = (rng.choice([other for other in _SIDES if other != side]), steps)
    else:
        move = (side, rng.choice([n for n in range(1, 11) if n != steps]))
    return [*moves[:i], move, *moves[i + 1 :]]


def _parts(rng: random.Random, total: int) -> list[int]:
    """``total`` as steps of at most ten, mostly few."""
    parts = []
    while total:
        part = min(total, 10, rng.randint(1, 10))
        parts.append(part)
        total -= part
    return parts


def _heading(moves: list[Move]) -> str:
    return _HEADINGS[sum(_TURNS[side] for side, steps in moves if not steps) % 4]


def _end(moves: list[Move]) -> tuple[int, int]:
    x = y = 0
    for i, (side, steps) in enumerate(moves):
        if not steps:
            continue
        dx, dy = _VECTORS[_SIDES[side] if side else _heading(moves[:i])]
        x, y = x + dx * steps, y + dy * steps
    return x, y


def _sentence(move: Move) -> str:
    side, steps = move
    if not steps:
        return "Turn around." if side == "around" else f"Turn {side}."
    return f"Take {steps} step{'s' if steps > 1 else ''}{f' {side}' if side else ''}."


def _told(rng: random.Random, moves: list[Move], name: str, turning: bool, compass: bool) -> str:
    """The way as somebody tells it of themselves, or of ``name``."""
    who = name or "I"
    walk, turn = rng.choice((("walk", "turn"), ("take", "turn"), ("go", "turn"), ("move", "turn")))
    ending = "s" if name else ""
    joint = rng.choice((", then ", " and then ", ". Then ", ", "))
    parts = []
    for side, steps in moves:
        if not steps:
            parts.append(f"{turn}{ending} {side}")
            continue
        way = (_SIDES[side] if compass else side) if side else rng.choice(("", "forward")) if walk != "take" else ""
        parts.append(f"{walk}{ending} {steps} step{'s' if steps > 1 else ''}{f' {way}' if way else ''}")
    if joint == ". Then ":
        way = f"{who} {parts[0]}" + "".join(f". Then {who} {part}" for part in parts[1:])
    else:
        way = f"{who} {joint.join(parts)}"
    return f"{way}." if turning or compass else f"{who} always face{ending} forward. {way}."
