"""What the reasoner is told of the listener, and when: ``antiphon.agent.pacing``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.agent.pacing import EXPECTED_MS, FIRST_GUESS_MS_PER_CHARACTER, Pacing, VoicePace
from antiphon.agent.playout import Playout
from antiphon.transport.messages import Audio, Mode, Played, Say, Turn, Word

RATE_HZ = 1000
CHARACTER_MS = FIRST_GUESS_MS_PER_CHARACTER
REQUEST = Turn("s", 3, 5, Mode.SPEAK_FIRST)


class Listener:
    """An answer on its way, its clock, and all that the reasoner was told."""

    def __init__(self, *, spoken: bool = True) -> None:
        self.now_ms = 1000.0
        self.playout = Playout(300)
        self.voice = VoicePace()
        self.pacing = Pacing(REQUEST, self.voice, self.playout if spoken else None)
        self.told: list[Played] = []
        self.told_at_ms = 0.0

    def wait(self, ms: float) -> Played | None:
        """Let time pass; what is due is sent, and the reasoner is told what it does not know."""
        until_ms = self.now_ms + ms
        while (wake_ms := self.playout.wake_ms(self.now_ms)) is not None and wake_ms < until_ms:
            self.now_ms = max(wake_ms, self.now_ms + 1e-3)
            self.playout.due(self.now_ms)
        self.now_ms = max(self.now_ms, until_ms)
        return self.look()

    def look(self) -> Played | None:
        self.playout.due(self.now_ms)
        played = self.pacing.report(self.now_ms)
        if played is not None:
            self.told.append(played)
            self.told_at_ms = self.now_ms
        return played

    def say(self, text: str, *, end: bool = False) -> Played | None:
        self.pacing.say(Say("s", 3, 5, text, end_of_segment=end), self.now_ms)
        return self.look()

    def sound(
        self, text: str, ms: float | None = None, *, end: bool = False, synthesis_ms: float = 0.0
    ) -> Played | None:
        """``text`` becomes sound, as long as was to be expected where nothing else is said."""
        ms = len(text) * CHARACTER_MS if ms is None else ms
        words = (Word(text, 0, ms),) if text else ()
        chunk = Audio("s", 3, 5, bytes(2 * round(ms * RATE_HZ / 1000)), RATE_HZ, words, False, synthesis_ms, end)
        self.playout.push(chunk.pcm, RATE_HZ)
        self.pacing.audio(chunk)
        return self.look()

    @property
    def expected_ms(self) -> float:
        """What the reasoner takes to be queued."""
        last = self.told[-1]
        return max(0.0, last.queued_ms - (self.now_ms - self.told_at_ms if last.playing else 0.0))


# What is told.


def test_a_segment_that_has_come_is_told_with_what_is_to_be_heard_of_it() -> None:
    listener = Listener()
    played = listener.say("Ten chars.", end=True)
    assert played == Played("s", 3, 5, 0.0, 10 * CHARACTER_MS, 100.0, segments=1, playing=True)


def test_what_is_sound_by_now_counts_with_its_true_length() -> None:
    listener = Listener()
    listener.say("Ten chars. And ten.", end=True)
    played = listener.sound("Ten chars.", 900)
    assert played is not None
    assert played.queued_ms == pytest.approx(900 + 9 * listener.voice.duration_ms(1), abs=0.1)
    assert listener.voice.duration_ms(1) > CHARACTER_MS, "it speaks slower than was thought"


def test_what_was_heard_is_told_too() -> None:
    listener = Listener()
    listener.say("Ten chars.", end=True)
    listener.sound("Ten chars.")
    listener.wait(200)
    played = listener.say(" More.", end=True)
    assert played is not None
    assert played.played_ms == pytest.approx(200)
    assert played.queued_ms == pytest.approx(16 * CHARACTER_MS - 200)
    assert played.segments == 2


def test_how_long_a_clause_takes_is_told() -> None:
    listener = Listener()
    listener.say("Ten chars.", end=True)
    listener.sound("Ten chars.", synthesis_ms=400)
    played = listener.say(" More.", end=True)
    assert played is not None
    assert played.synthesis_p90_ms == 400


# When.


def test_nothing_is_told_before_anything_was_said_nor_while_a_segment_is_written() -> None:
    listener = Listener()
    assert listener.wait(100) is None
    assert listener.say("It is") is None
    assert listener.sound("It is") is None
    assert listener.say(" so.", end=True) is not None
    assert listener.say(" And") is None
    assert listener.sound(" so.", 3000) is None
    assert listener.wait(1000) is None
    assert listener.say(" more.", end=True) is not None


def test_what_can_be_expected_is_not_told() -> None:
    listener = Listener()
    listener.say("Twenty characters....", end=True)
    assert listener.sound("Twenty characters....") is None
    for _ in range(30):
        assert listener.wait(50) is None
    # It runs dry as it was to be expected.
    assert listener.pacing.report(listener.now_ms) is None
    assert listener.expected_ms == 0


@pytest.mark.parametrize(("more_ms", "told"), [(0, False), (30, False), (-30, False), (60, True), (-60, True)])
def test_sound_that_is_longer_or_shorter_than_was_to_be_expected_is_told(more_ms: float, told: bool) -> None:
    listener = Listener()
    listener.say("Twenty characters....", end=True)
    played = listener.sound("Twenty characters....", 21 * CHARACTER_MS + more_ms)
    assert (played is not None) == told


def test_sound_that_comes_late_is_told_while_the_listener_waits() -> None:
    listener = Listener()
    listener.say("Ten chars.", end=True)
    # The reasoner takes it to be heard already.
    assert listener.wait(EXPECTED_MS - 1) is None
    played = listener.wait(100)
    assert played is not None
    assert played.queued_ms == 10 * CHARACTER_MS


def test_a_segment_is_told_though_nothing_of_it_is_to_be_heard() -> None:
    listener = Listener()
    listener.say("Ten chars.", end=True)
    played = listener.say("", end=True)
    assert played is not None
    assert played.segments == 2


def test_a_pause_is_told_and_so_is_its_end_and_nothing_shrinks_meanwhile() -> None:
    listener = Listener()
    listener.say("Twenty characters....", end=True)
    listener.sound("Twenty characters....")
    listener.wait(400)
    listener.playout.pause()
    paused = listener.look()
    assert paused is not None
    assert not paused.playing
    # What was sent goes on playing: that is told once it has, and then nothing more.
    told = [played for _ in range(40) if (played := listener.wait(50)) is not None]
    assert all(not played.playing for played in told)
    assert listener.wait(10_000) is None
    listener.playout.resume(listener.now_ms)
    resumed = listener.look()
    assert resumed is not None
    assert resumed.playing
    assert resumed.queued_ms == pytest.approx(21 * CHARACTER_MS - resumed.played_ms, abs=1)


def test_what_was_stopped_is_heard_no_more() -> None:
    listener = Listener()
    listener.say("Twenty characters....", end=True)
    listener.sound("Twenty characters....")
    listener.playout.stop(listener.now_ms)
    played = listener.look()
    assert played is not None
    assert played.queued_ms == 0


# What never becomes sound.


def test_code_is_to_be_heard_only_until_its_segment_is_made() -> None:
    listener = Listener()
    code = "```py\n" + "x = 1\n" * 50 + "```\n"
    played = listener.say(f"Here it is.\n{code}", end=True)
    assert played is not None
    assert played.queued_ms > 300 * CHARACTER_MS, "nobody knows yet that it is not for the ear"
    assert not listener.pacing.made
    listener.sound("Here it is.\n", 12 * CHARACTER_MS)
    played = listener.sound("", 0, end=True)
    assert played is not None
    assert played.queued_ms == pytest.approx(12 * CHARACTER_MS)
    assert listener.pacing.made


def test_what_is_left_of_a_segment_is_not_taken_from_the_next_one() -> None:
    listener = Listener()
    listener.say("**Ten** chars.", end=True)
    listener.say(" And ten more.", end=True)
    listener.sound("Ten chars.")
    listener.sound("", 0, end=True)
    assert not listener.pacing.made
    played = listener.told[-1]
    assert listener.expected_ms == pytest.approx((10 + 14) * CHARACTER_MS, abs=EXPECTED_MS)
    listener.sound(" And ten more.")
    listener.sound("", 0, end=True)
    assert listener.pacing.made
    assert played.segments == 2


def test_what_a_voice_says_in_more_words_than_were_written_is_nothing_less_than_made() -> None:
    listener = Listener()
    listener.say("```x```", end=True)
    listener.sound("The code is on the screen.")
    assert listener.pacing.made
    listener.say(" So.", end=True)
    listener.sound("", 0, end=True)
    assert not listener.pacing.made, "the next segment is not"


# Text alone.


def test_an_answer_that_is_read_is_paced_as_it_would_be_spoken() -> None:
    listener = Listener(spoken=False)
    played = listener.say("Ten chars.", end=True)
    assert played == Played("s", 3, 5, 0.0, 10 * CHARACTER_MS, 100.0, segments=1, playing=True)
    assert listener.wait(300) is None
    played = listener.say(" And more.", end=True)
    assert played is not None
    assert played.queued_ms == pytest.approx(20 * CHARACTER_MS - 300)
    assert listener.wait(10_000) is None
    played = listener.say(" And more.", end=True)
    assert played is not None
    assert played.queued_ms == pytest.approx(10 * CHARACTER_MS), "the reader has waited"


def test_a_text_that_comes_word_by_word_is_read_as_it_comes() -> None:
    listener = Listener(spoken=False)
    for word in ("Ten", " chars."):
        listener.say(word)
        listener.wait(100)
    played = listener.say("", end=True)
    assert played is not None
    assert played.queued_ms == pytest.approx(10 * CHARACTER_MS - 200)


def test_a_reader_is_never_known_to_be_at_the_end() -> None:
    listener = Listener(spoken=False)
    listener.say("Ten chars.", end=True)
    listener.wait(10_000)
    assert not listener.pacing.made


# The voice.


def test_a_voice_is_known_by_what_it_has_said() -> None:
    voice = VoicePace()
    assert voice.duration_ms(10) == pytest.approx(10 * CHARACTER_MS)
    for _ in range(100):
        voice.heard(Audio("s", 1, 1, bytes(2 * 1000), RATE_HZ), 10)
    assert voice.duration_ms(10) == pytest.approx(1000, rel=0.1)


def test_a_chunk_in_the_middle_of_a_clause_tells_nothing_of_how_long_it_took() -> None:
    voice = VoicePace()
    for ms in (300.0, *[0.0] * 50):
        voice.heard(Audio("s", 1, 1, bytes(2), RATE_HZ, synthesis_ms=ms), 1)
    assert voice.synthesis_ms.value == 300


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.text("ab .", max_size=40), st.booleans()),
        st.tuples(st.just("sound"), st.text("ab", max_size=40), st.floats(0.3, 3)),
        st.tuples(st.just("wait"), st.floats(1, 3000), st.none()),
        st.tuples(st.sampled_from(["pause", "resume", "end"]), st.none(), st.none()),
    ),
    max_size=25,
)


@given(STEPS, st.booleans())
def test_the_reasoner_is_told_when_and_only_when_it_would_be_wrong(
    steps: list[tuple[str, object, object]], spoken: bool
) -> None:
    """Between two segments it knows what is queued, to a frame of sound; and it is told nothing that it knows."""
    listener = Listener(spoken=spoken)
    segments, writing = 0, True
    for what, value, more in steps:
        before, told = len(listener.told), listener.told[-1:]
        match what:
            case "say":
                segments += bool(more)
                writing = not more
                listener.say(str(value), end=bool(more))
            case "sound" if spoken:
                listener.sound(str(value), len(str(value)) * CHARACTER_MS * float(more))  # type: ignore[arg-type]
            case "wait":
                expected_ms = listener.expected_ms if told else 0.0
                listener.wait(float(value))  # type: ignore[arg-type]
            case "pause":
                listener.playout.pause()
                listener.look()
            case "resume":
                listener.playout.resume(listener.now_ms)
                listener.look()
            case "end" if spoken:
                listener.sound("", 0, end=True)
        if writing:
            assert len(listener.told) == before
            continue
        last = listener.told[-1]
        playing = not listener.playout.paused or not spoken
        assert (last.segments, last.playing) == (segments, playing)
        truth_ms = listener.playout.left_ms(listener.now_ms) if spoken else None
        if truth_ms is not None:
            truth_ms += listener.voice.duration_ms(sum(listener.pacing._unmade))
            assert abs(truth_ms - listener.expected_ms) <= EXPECTED_MS + 0.1
        if len(listener.told) > before and told and what == "wait" and told[0].playing == playing:
            expected_ms = max(0.0, expected_ms - (float(value) if told[0].playing else 0.0))  # type: ignore[arg-type]
            assert abs(last.queued_ms - expected_ms) > EXPECTED_MS - 0.1
