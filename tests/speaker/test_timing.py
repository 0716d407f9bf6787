"""When a word is heard: ``antiphon.speaker.timing``."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.speaker.timing import pause_ms, share, word_times

_LENGTHS = st.lists(st.floats(0, 5_000), min_size=1, max_size=30)


@given(_LENGTHS)
def test_words_cover_the_sound_one_behind_the_other(lengths: list[float]) -> None:
    texts = [f"w{index} " for index in range(len(lengths))]
    words = word_times(texts, lengths)
    assert [word.text for word in words] == texts
    assert words[0].start_ms == 0
    assert all(before.end_ms == after.start_ms for before, after in pairwise(words))
    assert all(word.end_ms >= word.start_ms for word in words)
    assert words[-1].end_ms == pytest.approx(sum(lengths))


@given(st.floats(0, 10_000), _LENGTHS)
def test_shares_are_like_their_weights_and_sum_up_to_the_whole(total: float, weights: list[float]) -> None:
    shares = share(total, weights)
    assert sum(shares) == pytest.approx(total)
    assert all(part >= 0 for part in shares)


def test_without_weights_the_shares_are_equal() -> None:
    assert share(90, [0, 0, 0]) == [30, 30, 30]


def test_a_missing_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        word_times(["a", "b"], [1.0])


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        *[("End. ", 250), ("End?”", 250), ("End…", 250), ("item\n", 250)],
        *[("and so, ", 120), ("that is: ", 120), ("one — ", 120)],
        *[("just cut ", 40), ("", 40)],
    ],
)
def test_the_voice_rests_longest_behind_a_sentence(text: str, rest: int) -> None:
    assert pause_ms(text) == rest
