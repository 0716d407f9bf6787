"""Many wordings from one line."""

from __future__ import annotations

import random

import pytest

from antiphon.reasoner.training.data.patterns import headed, intents, listed, say, tidy


def test_each_alternative_can_be_drawn_and_nested_ones_too() -> None:
    rng = random.Random(0)
    assert {say(rng, "[a [b|c]|d|]x") for _ in range(200)} == {"A bx", "A cx", "Dx", "X"}


def test_slots_are_filled_behind_the_choice() -> None:
    assert say(random.Random(0), "my {pet} [sleeps].", pet="cat") == "My cat sleeps."


@pytest.mark.parametrize(
    ("loose", "neat"),
    [
        ("what  is it ?", "What is it?"),
        ("a apple and a pear", "An apple and a pear"),
        ("a unicorn", "A unicorn"),
        ("yes. it is", "Yes. It is"),
        ("a European", "A European"),
    ],
)
def test_what_was_put_together_reads_well(loose: str, neat: str) -> None:
    assert tidy(loose) == neat


def test_intents_are_read_with_their_long_lines_and_short_names() -> None:
    first, second = intents("? <hi> you\n? one\n    line\n! a\n\n? two\n! b", {"hi": "[Hi|Hello]"})
    assert first.questions == ("[Hi|Hello] you", "one line")
    assert first.answers == ("a",)
    assert second.draw(random.Random(0)) == ("Two", "B")


def test_headed_intents_are_found_by_name() -> None:
    assert headed("# capitals\n? a\n! b")["capitals"].questions == ("a",)


def test_lists_may_go_over_lines() -> None:
    assert listed("\n one, two\n words,\n three\n") == ("one", "two words", "three")
