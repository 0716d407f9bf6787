"""Recordings: anything that libsndfile reads becomes 16 kHz mono, and everything else a clear error."""

from __future__ import annotations

import io
import os
import re
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from antiphon.agent.recording import QUIET_DBFS, RATE_HZ, Recording, read, write_wav
from antiphon.transport.errors import AudioError, InputError

LONGEST_S = 30.0


def tone(seconds: float = 1.0, rate_hz: int = 16_000, level: float = 0.5, hz: float = 440.0) -> NDArray[np.float32]:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def encode(samples: NDArray[Any], rate_hz: int = 16_000, kind: str = "WAV", subtype: str | None = None) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=kind, subtype=subtype)
    return file.getvalue()


def wav(pcm16: bytes, rate_hz: int = 16_000) -> bytes:
    file = io.BytesIO()
    write_wav(file, pcm16, rate_hz)
    return file.getvalue()


@contextmanager
def pipe(content: bytes) -> Iterator[BinaryIO]:
    """The reading end of a pipe into which somebody writes."""
    reading, writing = os.pipe()

    def write() -> None:
        with open(writing, "wb") as file:
            file.write(content)

    writer = threading.Thread(target=write)
    writer.start()
    with open(reading, "rb") as file:
        yield file
    writer.join()


def level_of(pcm: NDArray[np.float32]) -> float:
    """The amplitude of a steady tone, without its edges."""
    inner = pcm[len(pcm) // 4 : -len(pcm) // 4]
    return float(np.sqrt(2 * np.mean(inner.astype(np.float64) ** 2)))


# What can be read.


@pytest.mark.parametrize(
    ("name", "rate_hz", "seconds"),
    [
        ("jfk.wav", 16_000, 11.0),
        ("kate_has_pennies.wav", 16_000, 10.01),
        ("big_bench_audio.wav", 24_000, 26.9),
        ("digit_7_nicolas_12.wav", 8_000, 0.37),
    ],
)
def test_real_recordings_are_read(recordings: Path, name: str, rate_hz: int, seconds: float) -> None:
    recording = read(recordings / name, LONGEST_S)
    assert (recording.rate_hz, recording.channels) == (rate_hz, 1)
    assert recording.duration_s == pytest.approx(seconds, abs=0.01)
    assert recording.pcm.dtype == np.float32
    assert -20 < recording.loudest_dbfs <= 0


@pytest.mark.parametrize(
    ("kind", "subtype", "rate_hz"),
    [
        ("WAV", "PCM_16", 44_100),
        ("WAV", "PCM_U8", 11_025),
        ("WAV", "FLOAT", 96_000),
        ("WAV", "ULAW", 8_000),
        ("WAVEX", "PCM_24", 48_000),
        ("RF64", "PCM_16", 44_100),
        ("FLAC", "PCM_16", 192_000),
        ("OGG", "VORBIS", 44_100),
        ("OGG", "OPUS", 48_000),
        ("MP3", "MPEG_LAYER_III", 22_050),
        ("AIFF", "PCM_16", 44_100),
        ("AU", "PCM_16", 32_000),
        ("CAF", "ALAC_16", 44_100),
    ],
)
def test_every_usual_format_becomes_16_khz_mono(kind: str, subtype: str, rate_hz: int) -> None:
    recording = read(encode(tone(2.0, rate_hz), rate_hz, kind, subtype), LONGEST_S)
    assert recording.rate_hz == rate_hz
    # Two frames of an MP3 encoder at 22,050 Hz are 52 ms.
    assert recording.duration_s == pytest.approx(2.0, abs=0.06)
    assert level_of(recording.pcm) == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("name", ["question.raw", "question.mp3", "question.txt", "question"])
def test_a_name_says_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(encode(tone()))
    assert read(tmp_path / name, LONGEST_S).duration_s == 1.0
    assert read(str(tmp_path / name), LONGEST_S).duration_s == 1.0
    with open(tmp_path / name, "rb") as file:
        assert read(file, LONGEST_S).duration_s == 1.0


def test_path_bytes_stream_and_pipe_are_read_alike(recordings: Path) -> None:
    path = recordings / "jfk.wav"
    expected = read(path, LONGEST_S)
    with path.open("rb") as file, pipe(path.read_bytes()) as end:
        others = [read(path.read_bytes(), LONGEST_S), read(file, LONGEST_S), read(end, LONGEST_S)]
    assert all(np.array_equal(expected.pcm, other.pcm) for other in others)


def test_a_path_may_be_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(encode(tone()),))
    writer.start()
    assert read(path, LONGEST_S).duration_s == 1.0
    writer.join()


@pytest.mark.parametrize("length", [0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x7FFFF000])
def test_a_wav_whose_length_was_not_known_when_it_began(length: int) -> None:
    """As arecord, sox and ffmpeg write it to a pipe."""
    content = wav(bytes(32_000))
    sized = content[:40] + length.to_bytes(4, "little") + content[44:]
    with pipe(sized) as end:
        assert read(end, LONGEST_S).duration_s == 1.0


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=400))
def test_samples_at_16_khz_come_through_unchanged(samples: list[int]) -> None:
    pcm16 = np.array(samples, "<i2").tobytes()
    assert b"".join(read(wav(pcm16), LONGEST_S).pcm16_pieces()) == pcm16


@given(
    rate_hz=st.integers(4_000, 200_000),
    channels=st.integers(1, 9),
    milliseconds=st.integers(20, 400),
)
def test_the_length_stays_whatever_rate_and_channels(rate_hz: int, channels: int, milliseconds: int) -> None:
    mono = tone(milliseconds / 1000, rate_hz)
    recording = read(encode(np.repeat(mono[:, None], channels, axis=1), rate_hz), LONGEST_S)
    assert recording.channels == channels
    assert recording.duration_s == pytest.approx(len(mono) / rate_hz, abs=2 / RATE_HZ)


def test_the_length_of_blocks_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    content = encode(np.stack([tone(1.5, 44_100), tone(1.5, 44_100, hz=300)], axis=1), 44_100)
    whole = read(content, LONGEST_S)
    monkeypatch.setattr("antiphon.agent.recording.BLOCK_SAMPLES", 1_000)
    assert np.allclose(read(content, LONGEST_S).pcm, whole.pcm, atol=1e-5)


def test_a_silent_channel_does_not_halve_the_other() -> None:
    voice, hiss = tone(level=0.5), tone(level=0.001)
    alone = read(encode(voice), LONGEST_S)
    assert np.allclose(read(encode(np.stack([voice, hiss], axis=1)), LONGEST_S).pcm, alone.pcm, atol=0.002)


def test_channels_that_all_speak_are_averaged() -> None:
    recording = read(encode(np.stack([tone(level=0.6), tone(level=0.2)], axis=1)), LONGEST_S)
    assert level_of(recording.pcm) == pytest.approx(0.4, rel=0.01)


def test_what_is_louder_than_full_scale_is_turned_down_not_clipped() -> None:
    recording = read(encode(tone(level=8.0), subtype="FLOAT"), LONGEST_S)
    assert recording.loudest_dbfs == pytest.approx(0.0, abs=0.01)
    assert level_of(recording.pcm) == pytest.approx(1.0, rel=0.01)


# Recording.


def test_pieces_are_one_second_and_a_rest() -> None:
    recording = Recording(tone(2.5), 16_000, 1)
    assert [len(piece) for piece in recording.pcm16_pieces()] == [32_000, 32_000, 16_000]
    assert list(Recording(np.zeros(0, np.float32), 16_000, 1).pcm16_pieces()) == []


def test_pieces_stay_within_16_bits() -> None:
    recording = Recording(np.array([1.0, -1.0, 1.5, -1.5, 0.0], np.float32), 16_000, 1)
    assert np.frombuffer(next(recording.pcm16_pieces()), "<i2").tolist() == [32767, -32768, 32767, -32768, 0]


def test_loudness_is_that_of_the_loudest_sample() -> None:
    assert Recording(np.array([0.01, -0.1], np.float32), 16_000, 1).loudest_dbfs == pytest.approx(-20, abs=0.01)
    assert Recording(np.zeros(5, np.float32), 16_000, 1).loudest_dbfs == QUIET_DBFS
    assert Recording(np.full(5, 1e-30, np.float32), 16_000, 1).loudest_dbfs == QUIET_DBFS
    assert Recording(np.zeros(0, np.float32), 16_000, 1).loudest_dbfs == QUIET_DBFS


# What cannot be read.


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def noise(seconds: float, rate_hz: int) -> NDArray[np.float32]:
    return np.random.default_rng(0).uniform(-0.5, 0.5, round(seconds * rate_hz)).astype(np.float32)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty (0 bytes)"),
        (wav(b""), "holds no sound"),
        (b"Hello, this is a letter.\n", "text, not sound"),
        (b"\0" * 1000, "no recording that can be read (Format not recognised)"),
        (b"RIFF", "no recording that can be read"),
        (wav(bytes(3200))[:30], "no recording that can be read"),
        (b"\0\0\0\x1cftypM4A " + bytes(100), "M4A file (AAC), which cannot be read: convert it"),
        (b"\x1aE\xdf\xa3" + bytes(100), "a WebM"),
        (b"PK\x03\x04" + bytes(100), "a ZIP archive"),
        (b"\xff\xfb\x90\x00" + bytes(60), "nothing in it can be decoded"),
        (cut(wav(bytes(32_000))), "cut off: 16,022 of its bytes are missing"),
        (cut(encode(tone(), kind="AIFF")), "bytes are missing"),
        (cut(encode(noise(2, 16_000), kind="FLAC")), "damaged or cut off"),
        (cut(encode(noise(2, 16_000), kind="MP3")), "cut off: it says that it is 2.0 s long, but only 0.9 s are there"),
        (wav(bytes(3200), rate_hz=50), "says that it has 50 samples a second: give one of 4,000 to 768,000 Hz"),
        (wav(bytes(3200), rate_hz=2_000_000), "says that it has 2,000,000 samples a second"),
        (encode(np.array([0.1, np.nan, 0.1]), subtype="FLOAT"), "no numbers (NaN or infinite) after 0.0 s"),
        (encode(np.array([0.1, np.inf, 0.1]), subtype="DOUBLE"), "no numbers (NaN or infinite)"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, words: str) -> None:
    with pytest.raises(AudioError, match=re.escape(words)) as caught:
        read(content, LONGEST_S)
    assert str(caught.value).startswith("the recording ")


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"FORM\0\0\0\0AIFF", b"fLaC", b"OggS", b"ID3"])
)
def test_no_bytes_raise_anything_else(content: bytes, start: bytes) -> None:
    try:
        recording = read(start + content, LONGEST_S)
    except AudioError:
        return
    assert np.isfinite(recording.pcm).all()


@given(st.integers(0, 31), st.integers(0, 255))
def test_no_damage_of_a_header_raises_anything_else(place: int, value: int) -> None:
    content = bytearray(wav(bytes(4_000)))
    content[12 + place] = value
    with suppress(AudioError):
        assert read(bytes(content), LONGEST_S).duration_s <= LONGEST_S


def test_files_that_are_not_there_or_none(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=re.escape(f"there is no file {tmp_path / 'no.wav'}: give the path of a")):
        read(tmp_path / "no.wav", LONGEST_S)
    with pytest.raises(AudioError, match="is a folder: give one recording in it"):
        read(tmp_path, LONGEST_S)
    with pytest.raises(AudioError, match="cannot be the name of a file"):
        read("a\0b", LONGEST_S)
    with pytest.raises(AudioError, match="cannot be read: File name too long"):
        read("a" * 5_000, LONGEST_S)


def test_a_stream_of_text_is_not_one_of_bytes() -> None:
    with pytest.raises(AudioError, match="open it in binary mode"):
        read(cast("BinaryIO", io.StringIO("hello")), LONGEST_S)


def test_a_stream_that_breaks() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(AudioError, match="cannot be read: Input/output error"):
        read(Broken(), LONGEST_S)


def test_a_size_that_is_wrong_by_a_few_bytes_is_forgiven() -> None:
    """Some writers count the header."""
    content = wav(bytes(32_000))
    assert read(content[:40] + (32_000 + 44).to_bytes(4, "little") + content[44:], LONGEST_S).duration_s == 1.0


def test_standard_input_is_called_so() -> None:
    class Stdin(io.BytesIO):
        name = "<stdin>"

    with pytest.raises(AudioError, match="standard input is empty"):
        read(Stdin(), LONGEST_S)


def test_a_pipe_without_end_is_refused() -> None:
    """Or rather: after as much as the longest turn could take."""
    with open("/dev/zero", "rb") as file, pytest.raises(AudioError, match=r"(?s)went on after .*longest_turn_s"):
        read(file, 1.0)


def test_an_hour_is_too_long() -> None:
    words = (
        "the recording is 3,600 s long: at most 300 s are taken at once. Cut it, or raise conversation.longest_turn_s"
    )
    with pytest.raises(AudioError, match=re.escape(words)):
        read(wav(bytes(3_600 * 8_000 * 2), rate_hz=8_000), 300)


def test_what_is_too_long_is_refused_without_decoding_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.agent.recording._mix", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(AudioError, match="is 2 s long"):
        read(encode(tone(2.0)), 1.0)


def test_what_does_not_know_its_length_is_refused_when_it_gets_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.agent.recording.UNKNOWN_LENGTH_FRAMES", 1)
    assert read(encode(tone(1.0)), 1.0).duration_s == 1.0
    with pytest.raises(AudioError, match="is more than 1 s long: at most 1 s are taken"):
        read(encode(tone(1.1)), 1.0)


# Writing.


def test_a_wav_file_is_written(tmp_path: Path) -> None:
    pcm16 = np.arange(-100, 100, dtype="<i2").tobytes()
    write_wav(tmp_path / "answer.wav", pcm16, 24_000)
    with wave.open(str(tmp_path / "answer.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        assert file.readframes(1_000) == pcm16


def test_a_wav_goes_into_a_pipe() -> None:
    reading, writing = os.pipe()
    with open(writing, "wb") as end:
        write_wav(end, b"\x01\x02" * 10, 24_000)
    with open(reading, "rb") as file:
        assert file.read() == wav(b"\x01\x02" * 10, 24_000)


def test_a_wav_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"answer\.wav cannot be written: No such file or directory"):
        write_wav(tmp_path / "no" / "answer.wav", b"", 24_000)
