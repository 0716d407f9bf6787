"""Names, titles and words that do not exist, for questions that nobody can answer."""

from __future__ import annotations

import random

from .patterns import listed

__all__ = ["invented_name", "invented_title", "nonsense"]

_FIRST = listed("""
    Quinder, Tolver, Morbel, Velgen, Zelvar, Ostrel, Grelin, Fenvor, Kelpin, Dorrel, Wennick, Thorvel, Larkin, Pellan,
    Brindel, Hollin, Astel, Merrin, Sorvan, Vexel, Nolver, Tamber, Corvin, Yarrel, Drimmel, Ponder, Skelver, Rumbel
""")
"""Of two syllables: with an ending they are too long to be real by chance."""
_LAST = listed("""
    bury, dale, wick, more, stead, ling, ford, ville, hurst, mere, wold, thorpe, ness, combe, gard, heim, low,
    by, den, field, ton
""")
_ADJECTIVES = listed("""
    Glass, Silver, Crooked, Silent, Hollow, Paper, Velvet, Iron, Painted, Sleeping, Broken, Copper, Purple,
    Wooden, Salted, Borrowed, Upside-Down, Forgotten, Whispering, Patient, Frozen, Stolen, Seventh, Invisible,
    Laughing
""")
_NOUNS = listed("""
    Turnip, Lantern, Umbrella, Staircase, Kettle, Orchard, Pigeon, Harbor, Ladder, Teacup, Mirror, Violin,
    Cabbage, Wardrobe, Compass, Chimney, Walrus, Button, Carousel, Envelope, Doorbell, Trumpet, Cushion,
    Thimble, Radish, Hedgehog
""")
_ONSETS = listed("""
    bl, br, cl, dr, fl, fr, gl, gr, kl, pl, pr, sk, sn, sp, st, tr, v, w, z, m, n, f, h, qu, thr, shr
""")
_VOWELS = listed("a, e, i, o, u, oo, ee")
_ENDS = listed("""
    nk, mp, rf, zzle, bble, nder, ffle, sk, lb, rg, pple, nch, zz, mble, ggle, rble, nkin, lter
""")


def invented_name(rng: random.Random) -> str:
    """A surname or the name of a place."""
    return rng.choice(_FIRST) + rng.choice(_LAST)


def invented_title(rng: random.Random) -> str:
    """The title of a book or a film that, as far as we know, nobody has written or shot."""
    first, second = rng.sample(_NOUNS, 2)
    adjective = rng.choice(_ADJECTIVES)
    place = invented_name(rng)
    forms = (
        f"The {adjective} {first}",
        f"The {first} of {place}",
        f"{adjective} {first}s",
        f"A {first} for {place}",
        f"The {first} and the {adjective} {second}",
        f"The Last {first} in {place}",
        f"My {adjective} {first}",
    )
    return rng.choice(forms)


def nonsense(rng: random.Random) -> str:
    """A word that can be spoken, and means nothing."""
    start = rng.choice(_ONSETS) + rng.choice(_VOWELS)
    if rng.random() < 0.4:
        start += rng.choice(("n", "r", "l", "m", "t")) + rng.choice(_VOWELS[:5])
    return start + rng.choice(_ENDS)
