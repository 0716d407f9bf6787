"""First names: ``antiphon.reasoner.training.data.names``."""

from __future__ import annotations

import random

from antiphon.reasoner.training.data.names import BOYS, GIRLS, NAMES, names


def test_there_are_several_hundred_each_once() -> None:
    assert len(set(GIRLS)) > 300
    assert len(set(BOYS)) > 300
    assert len(set(NAMES)) == len(GIRLS) + len(BOYS)
    assert all(name.isalpha() and name.istitle() for name in NAMES)


def test_gives_different_ones() -> None:
    rng = random.Random(1)
    assert all(len(set(names(rng, 7))) == 7 for _ in range(200))
