"""Voices: who is trained on, who only tests, and what each makes of a text."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from antiphon.reasoner.training.engines import EngineMissing, engine
from antiphon.reasoner.training.speech import HELD_OUT_VOICES, RATE_HZ, TRAINING_VOICES, Voice, spell, synthesise

LONG = (
    "It is not always easy to see who is related to whom. The following argument pertains to this question: "
    "First of all, every close friend of Glenda is a cousin of Kurt. Next, whoever is neither a cousin of Kurt nor "
    "an ancestor of Ellie is a stepsister of Mary. Moreover, nobody who is a stepsister of Mary is a close friend "
    "of Glenda. We may conclude that everyone who is an ancestor of Ellie is a cousin of Kurt or of Anna, too. "
    "Is the argument, given the explicitly stated premises, deductively valid or invalid?"
)
ONE_OF_EACH = {voice.engine: voice for voice in (*HELD_OUT_VOICES, *TRAINING_VOICES)}


def said(text: str, voice: Voice, seed: int = 1) -> NDArray[np.float32]:
    try:
        return synthesise(text, voice, np.random.default_rng(seed))
    except EngineMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=list(ONE_OF_EACH.values()), ids=list(ONE_OF_EACH))
def voice(request: pytest.FixtureRequest) -> Voice:
    chosen: Voice = request.param
    return chosen


def test_a_sentence_becomes_speech_at_16_khz(voice: Voice) -> None:
    pcm = said("I have 2 potatoes and 3 onions. How many vegetables is that?", voice)
    assert pcm.dtype == np.float32
    assert pcm.ndim == 1
    assert 0.02 < np.abs(pcm).max() <= 1.0
    assert 2.0 < len(pcm) / RATE_HZ < 9.0


def test_eighty_words_are_all_said(voice: Voice) -> None:
    if voice.engine in {"kokoro", "piper"}:
        pytest.skip("10 s on a core of CI's")
    pcm = said(LONG, voice)
    assert 22.0 < len(pcm) / RATE_HZ < 60.0


def test_the_same_seed_says_the_same_and_another_is_faster_or_slower(voice: Voice) -> None:
    text = "Kristian lies. Does Sherrie tell the truth?"
    first, again, other = (said(text, voice, seed) for seed in (1, 1, 3))
    if voice.engine in {"hibari", "flite"}:  # the others have a little chance of their own
        assert np.array_equal(first, again)
    if voice.engine != "piper":
        assert len(first) == pytest.approx(len(again), abs=0.05 * RATE_HZ)
    assert len(first) != len(other)


def test_no_silence_is_left_around_it(voice: Voice) -> None:
    pcm = said("Turn left.", voice)
    loud = np.flatnonzero(np.abs(pcm) > 0.01 * np.abs(pcm).max())
    assert loud[0] < 0.3 * RATE_HZ  # a quarter of a second of kal16's breath is let through
    assert len(pcm) - loud[-1] < 0.3 * RATE_HZ


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="hibari-heart makes no sound"):
        synthesise("   ", Voice("hibari", "heart"), np.random.default_rng(1))


def test_held_out_voices_are_of_several_engines_and_nowhere_in_training() -> None:
    assert len(HELD_OUT_VOICES) >= 4
    assert len({voice.engine for voice in HELD_OUT_VOICES}) >= 2
    trained = {(voice.engine, voice.speaker) for voice in TRAINING_VOICES}
    for held_out in HELD_OUT_VOICES:
        assert (held_out.engine, held_out.speaker) not in trained
        if held_out.engine == "espeak":  # nor its throat in another accent
            assert not [speaker for _, speaker in trained if speaker.endswith(held_out.speaker.partition("+")[2])]


def test_names_tell_voices_apart() -> None:
    names = [voice.name for voice in (*TRAINING_VOICES, *HELD_OUT_VOICES)]
    assert len(set(names)) == len(names)


def test_an_unknown_speaker_of_espeak_is_missing() -> None:
    try:
        engine("espeak")
    except EngineMissing as missing:
        pytest.skip(str(missing))
    with pytest.raises(EngineMissing, match="no voice 'nobody'"):
        synthesise("Hello.", Voice("espeak", "nobody"), np.random.default_rng(1))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("27 plus 4", "twenty-seven plus four"),
        ("the 3rd of 12", "the third of twelve"),
        ("1,250 people", "one thousand two hundred fifty people"),
        ("add -5 and 2.5", "add minus five and two point five"),
        ("20% of 10-2", "twenty percent of ten-two"),
        ("Is that 7?", "Is that seven?"),
        ("no numbers, and none", "no numbers, and none"),
    ],
)
def test_digits_are_spelt(written: str, spoken: str) -> None:
    ways = {spell(written, np.random.default_rng(seed)).replace(" and fifty", " fifty") for seed in range(8)}
    assert spoken in ways
    assert len(ways) <= 2


def test_and_after_the_hundreds_is_said_at_times() -> None:
    ways = {spell("105", np.random.default_rng(seed)) for seed in range(20)}
    assert ways == {"one hundred and five", "one hundred five"}
