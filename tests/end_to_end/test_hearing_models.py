"""The models of the ears with their real weights, on recordings of people and on sounds that nobody said."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from antiphon.agent.smart_turn import SmartTurn
from antiphon.agent.store import Store
from antiphon.agent.voice_activity import RATE_HZ, SileroModel, VoiceActivity, WebRtcVoiceActivity
from antiphon.transport.errors import ModelCorrupt, ModelError

Pcm = NDArray[np.float32]

JFK_FRAMES = {0: 0.002, 17: 0.989, 68: 0.947, 85: 0.019, 102: 0.328, 136: 0.767, 170: 0.999, 238: 0.428, 255: 0.079}
"""What pipecat 1.14.0 (``SileroOnnxModel``) hears in some frames of jfk.wav with these weights."""
JFK_TURNS = {2.3: 0.786, 3.9: 0.006, 5.0: 0.035, 7.0: 0.014, 9.3: 0.015, 11.0: 0.855}
"""... and ``LocalSmartTurnAnalyzerV3`` after so many seconds of it."""


def folder(name: str) -> Path:
    try:
        return Store().find(name)
    except ModelError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def silero_folder() -> Path:
    return folder("silero-vad")


@pytest.fixture(scope="module")
def smart_turn_folder() -> Path:
    return folder("smart-turn-v3.2")


@pytest.fixture(scope="module")
def silero(silero_folder: Path) -> SileroModel:
    return SileroModel.load(silero_folder)


@pytest.fixture(scope="module")
def smart_turn(smart_turn_folder: Path) -> SmartTurn:
    return SmartTurn.load(smart_turn_folder)


@pytest.fixture(params=["silero", "webrtc"])
def ears(request: pytest.FixtureRequest, silero: SileroModel) -> VoiceActivity:
    return silero.open() if request.param == "silero" else WebRtcVoiceActivity()


def pcm_of(path: Path) -> Pcm:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    pcm: Pcm = soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ)
    return pcm


def silence(seconds: float) -> Pcm:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def noise(seconds: float, level_db: float, slope: float = 0.0) -> Pcm:
    """White; with a ``slope`` of 0.5 pink."""
    samples = round(seconds * RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(5).standard_normal(samples))
    sound = np.fft.irfft(spectrum / np.maximum(np.arange(spectrum.size), 1) ** slope, samples)
    scaled: Pcm = (sound / np.sqrt(np.mean(sound**2)) * 10 ** (level_db / 20)).astype(np.float32)
    return scaled


def listen(ears: VoiceActivity, pcm: Pcm) -> NDArray[np.float64]:
    """The probability of every whole frame."""
    size = ears.frame_samples
    return np.array([ears.probability(frame) for frame in pcm[: pcm.size // size * size].reshape(-1, size)])


def levels_db(pcm: Pcm, size: int) -> NDArray[np.float64]:
    power = np.square(pcm[: pcm.size // size * size].reshape(-1, size), dtype=np.float64).mean(axis=1)
    levels: NDArray[np.float64] = 10 * np.log10(power + 1e-12)
    return levels


# Voice activity.


def test_silero_hears_what_it_hears_elsewhere(silero: SileroModel, recordings: Path) -> None:
    told = listen(silero.open(), pcm_of(recordings / "jfk.wav"))
    assert {frame: told[frame] for frame in JFK_FRAMES} == pytest.approx(JFK_FRAMES, abs=0.005)


@pytest.mark.parametrize("name", ["jfk.wav", "kate_has_pennies.wav", "big_bench_audio.wav"])
def test_people_are_heard_while_they_speak(ears: VoiceActivity, recordings: Path, name: str) -> None:
    pcm = pcm_of(recordings / name)
    heard = listen(ears, pcm) >= 0.5
    levels = levels_db(pcm, ears.frame_samples)
    loud = levels > np.percentile(levels, 95) - 15
    assert heard[loud].mean() > 0.95


@pytest.mark.parametrize(
    "digit", ["0_theo_3", "2_lucas_7", "3_jackson_5", "5_george_20", "7_nicolas_12", "9_yweweler_8"]
)
def test_silero_notices_one_word(silero: SileroModel, recordings: Path, digit: str) -> None:
    """WebRTC does not hear the softest of these."""
    ears = silero.open()
    pcm = np.concatenate([silence(1), pcm_of(recordings / f"digit_{digit}.wav"), silence(1)])
    told = listen(ears, pcm)
    heard = np.flatnonzero(told >= 0.5) * ears.frame_samples / RATE_HZ
    assert told[: int(0.9 * RATE_HZ) // ears.frame_samples].max() < 0.5
    assert 0.9 < heard[0] < 1.25
    assert told[-1] < 0.1


@pytest.mark.parametrize("name", ["jfk.wav", "kate_has_pennies.wav"])
def test_the_end_of_speech_is_noticed_after_about_the_lag(ears: VoiceActivity, recordings: Path, name: str) -> None:
    pcm = pcm_of(recordings / name)
    levels = levels_db(pcm, RATE_HZ // 100)
    end_ms = 10 * (int(np.flatnonzero(levels > np.percentile(levels, 95) - 30)[-1]) + 1)
    pcm = np.concatenate([pcm[: end_ms * RATE_HZ // 1000], silence(1)])
    last = int(np.flatnonzero(listen(ears, pcm) >= 0.5)[-1])
    fallen_ms = (last + 2) * ears.frame_samples * 1000 / RATE_HZ
    assert abs(fallen_ms - end_ms - ears.lag_ms) < 100


def test_silero_hears_a_pause_in_a_noisy_recording(silero: SileroModel, recordings: Path) -> None:
    """For WebRTC the crowd behind the speaker speaks."""
    ears = silero.open()
    told = listen(ears, pcm_of(recordings / "jfk.wav"))
    second = RATE_HZ / ears.frame_samples
    assert told[round(2.5 * second) : round(3.1 * second)].max() < 0.5
    assert told[round(4.7 * second) : round(5.2 * second)].max() < 0.5


@pytest.mark.parametrize(
    "sound",
    [silence(10), noise(10, -60), noise(10, -40), noise(10, -40, slope=0.5), np.full(160_000, 0.2, np.float32)],
    ids=["silence", "faint", "white", "pink", "offset"],
)
def test_what_nobody_said_is_no_speech(ears: VoiceActivity, sound: Pcm) -> None:
    """After the first moment, in which WebRTC learns what the noise is."""
    told = listen(ears, sound)
    assert (told[RATE_HZ // 2 // ears.frame_samples :] >= 0.5).mean() < 0.01


@pytest.mark.parametrize("digit", ["0_theo_3", "9_yweweler_8"])
def test_a_word_after_half_a_minute_of_noise_is_noticed(silero: SileroModel, recordings: Path, digit: str) -> None:
    """The network alone does not hear it any more; see _REFRESH_FRAMES."""
    word = pcm_of(recordings / f"digit_{digit}.wav")
    pcm = noise(31, 10 * np.log10(np.square(word).mean()) - 10, slope=0.5)
    began = 30 * RATE_HZ
    pcm[began : began + word.size] += word
    told = listen(silero.open(), pcm)
    heard_ms = (np.flatnonzero(told >= 0.5) + 1) * 32 - 30_000
    assert 0 < heard_ms[0] < 200


def test_conversations_do_not_hear_each_other(silero: SileroModel, recordings: Path) -> None:
    ours, theirs = pcm_of(recordings / "jfk.wav")[:80_000], noise(5, -30)
    alone = listen(silero.open(), ours)
    one, other = silero.open(), silero.open()
    both = []
    for start in range(0, alone.size * 512, 512):
        both.append(one.probability(ours[start : start + 512]))
        other.probability(theirs[start : start + 512])
    assert np.array_equal(both, alone)


def test_after_a_reset_all_is_as_at_the_beginning(ears: VoiceActivity, recordings: Path) -> None:
    pcm = pcm_of(recordings / "kate_has_pennies.wav")[:48_000]
    first = listen(ears, pcm)
    ears.reset()
    assert np.array_equal(listen(ears, pcm), first)


# End of turn.


def test_smart_turn_says_what_it_says_elsewhere(smart_turn: SmartTurn, recordings: Path) -> None:
    pcm = pcm_of(recordings / "jfk.wav")
    told = {seconds: smart_turn.complete(pcm[: int(seconds * RATE_HZ)]) for seconds in JFK_TURNS}
    # Its integer arithmetic differs a little between processors.
    assert told == pytest.approx(JFK_TURNS, abs=0.1)


@pytest.mark.parametrize(
    ("name", "end_s", "middles_s"),
    [
        ("jfk.wav", 11.0, (3.71, 4.32, 7.0, 7.69, 9.3)),
        ("kate_has_pennies.wav", 9.46, (4.5, 8.5, 9.0)),
        ("big_bench_audio.wav", 26.83, (7.64,)),
    ],
)
@pytest.mark.parametrize("pause_s", [0.1, 0.2])
def test_a_whole_sentence_is_more_complete_than_a_part_of_it(
    smart_turn: SmartTurn, recordings: Path, name: str, end_s: float, middles_s: tuple[float, ...], pause_s: float
) -> None:
    pcm = pcm_of(recordings / name)

    def complete(seconds: float) -> float:
        return smart_turn.complete(np.concatenate([pcm[: int(seconds * RATE_HZ)], silence(pause_s)]))

    assert complete(end_s) > max(complete(middle) for middle in middles_s) + 0.1


def test_threads_share_smart_turn(smart_turn: SmartTurn, recordings: Path) -> None:
    pcm = pcm_of(recordings / "jfk.wav")
    clips = [pcm[: int(seconds * RATE_HZ)] for seconds in (2.3, 3.9, 7.0, 11.0)] * 2
    one_by_one = [smart_turn.complete(clip) for clip in clips]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(smart_turn.complete, clips)) == one_by_one


def test_any_length_can_be_asked_about(smart_turn: SmartTurn) -> None:
    for pcm in (silence(0), silence(0.001), noise(0.5, -30), noise(20, -30)):
        assert 0.0 <= smart_turn.complete(pcm) <= 1.0


# Files.


def test_one_model_in_place_of_the_other_is_refused(silero_folder: Path, smart_turn_folder: Path) -> None:
    with pytest.raises(ModelCorrupt, match=r"is not silero-vad: it takes input_features, and not input, sr, state"):
        SileroModel.load(smart_turn_folder)
    with pytest.raises(ModelCorrupt, match=r"is not smart-turn-v3\.2: it takes input, sr, state, and not input_feat"):
        SmartTurn.load(silero_folder)


def test_a_file_that_is_cut_off_is_refused(silero_folder: Path, tmp_path: Path) -> None:
    whole = next(silero_folder.glob("*.onnx"))
    shutil.copy(whole, tmp_path / "silero.onnx")
    assert SileroModel.load(tmp_path / "silero.onnx").open().probability(silence(0.032)) < 0.1
    (tmp_path / "silero.onnx").write_bytes(whole.read_bytes()[:1_000_000])
    with pytest.raises(ModelCorrupt, match=r"silero\.onnx cannot be loaded"):
        SileroModel.load(tmp_path)
