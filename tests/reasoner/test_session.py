"""What is heard before a turn is asked: ``antiphon.reasoner.session``."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from antiphon.reasoner import session as module
from antiphon.reasoner.mind import Mind
from antiphon.reasoner.session import MOST_HEARINGS, Hearing, Session
from antiphon.transport.errors import AudioError


def fresh() -> Session:
    return Session(cast(Mind, None))


def test_audio_becomes_samples_between_minus_one_and_one() -> None:
    hearing = Hearing()
    hearing.add(np.array([0, 16384], "<i2").tobytes())
    hearing.add(np.array([-32768], "<i2").tobytes())
    samples = hearing.samples()
    assert samples.dtype == np.float32
    assert samples.tolist() == [0, 0.5, -1]


def test_half_a_sample_is_an_error() -> None:
    hearing = Hearing()
    hearing.add(b"\0\0\0")
    with pytest.raises(AudioError, match="3 bytes"):
        hearing.samples()


def test_nothing_is_kept_beyond_the_longest_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_TURN_S", 2)
    hearing = Hearing()
    for _ in range(2):
        hearing.add(bytes(32_000))
    assert hearing.samples().size == 32_000
    hearing.add(bytes(2))
    with pytest.raises(AudioError, match="longer than 2 s"):
        hearing.samples()


def test_the_audio_of_a_turn_is_its_own() -> None:
    session = fresh()
    assert session.listen(3, b"\1\0")
    assert session.listen(4, b"\2\0")
    assert session.listen(3, b"\3\0")
    held = session.supersede(3)
    assert held is not None
    assert (held.samples() * 32768).tolist() == [1, 3]
    later = session.supersede(4)
    assert later is not None
    assert (later.samples() * 32768).tolist() == [2]


def test_audio_of_a_turn_that_is_over_comes_too_late() -> None:
    session = fresh()
    assert session.listen(3, b"\1\0")
    assert session.supersede(5) is None
    assert not session.listen(5, b"\1\0")
    assert session.supersede(3) is None
    assert session.newest == 5


def test_a_turn_too_many_is_not_heard() -> None:
    session = fresh()
    assert all(session.listen(generation, b"\0\0") for generation in range(MOST_HEARINGS))
    assert not session.listen(MOST_HEARINGS, b"\0\0")
    assert session.listen(0, b"\0\0")
