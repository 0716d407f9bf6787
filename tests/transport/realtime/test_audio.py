"""Sound on the wire."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.transport.realtime.audio import Encoding, Intake, Outlet, from_base64, to_base64
from antiphon.transport.realtime.refusals import Refused

LAWS: list[Encoding] = ["audio/pcmu", "audio/pcma"]


def sent(samples: list[int], encoding: Encoding) -> bytes:
    outlet = Outlet(encoding)
    pcm = np.array(samples, "<i2").tobytes()
    return b"".join([*outlet.feed(pcm, 8000), *outlet.flush()])


# ITU-T G.711, tables 1 and 2: values at the ends of segments, as 16-bit PCM, and their codes.
@pytest.mark.parametrize(
    ("encoding", "value", "code"),
    [
        ("audio/pcmu", 0, 0xFF),
        ("audio/pcmu", -4, 0x7E),
        ("audio/pcmu", 8031 * 4, 0x80),
        ("audio/pcmu", -8031 * 4, 0x00),
        ("audio/pcmu", 32767, 0x80),
        ("audio/pcmu", -32768, 0x00),
        ("audio/pcmu", 4191 * 4, 0x8F),
        ("audio/pcmu", 99 * 4, 0xDF),
        ("audio/pcma", 8, 0xD5),
        ("audio/pcma", -8, 0x55),
        ("audio/pcma", 32767, 0xAA),
        ("audio/pcma", -32768, 0x2A),
        ("audio/pcma", 4032 * 8, 0xAA),
        ("audio/pcma", 2112 * 8, 0xA5),
    ],
)
def test_values_of_the_recommendation(encoding: Encoding, value: int, code: int) -> None:
    assert sent([value], encoding) == bytes([code])


@pytest.mark.parametrize("encoding", LAWS)
def test_each_code_comes_back_as_itself(encoding: Encoding) -> None:
    """A constant goes through the filter as it is, so that each code's value can be seen."""
    for code in range(256):
        if code == 0x7F and encoding == "audio/pcmu":
            continue  # minus zero
        heard = b"".join(Intake(encoding).feed(bytes([code]) * 200))
        value = int(np.frombuffer(heard, "<i2")[150])
        assert sent([value], encoding) == bytes([code])


@pytest.mark.parametrize("encoding", LAWS)
def test_all_values_are_those_of_the_standard_library(encoding: Encoding) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        audioop: Any = pytest.importorskip("audioop", exc_type=ImportError)
    values = np.arange(-32768, 32768).astype("<i2").tobytes()
    to_law = audioop.lin2ulaw if encoding == "audio/pcmu" else audioop.lin2alaw
    outlet = Outlet(encoding)
    assert b"".join([*outlet.feed(values, 8000), *outlet.flush()]) == to_law(values, 2)
    from_law = audioop.ulaw2lin if encoding == "audio/pcmu" else audioop.alaw2lin
    for code in range(0, 256, 5):
        heard = b"".join(Intake(encoding).feed(bytes([code]) * 200))
        assert heard[300:302] == from_law(bytes([code]), 2)


def test_base64_is_taken_strictly() -> None:
    assert from_base64("AAEC/w==", "audio/pcm", "audio") == b"\x00\x01\x02\xff"
    assert from_base64("", "audio/pcm", "audio") == b""
    for wrong in ("AAEC/w", "AAEC_w==", "AAEC\n/w==", "AAEC/w===", "=", "A", "é"):
        with pytest.raises(Refused, match="base64") as caught:
            from_base64(wrong, "audio/pcm", "item.content[0].audio")
        assert caught.value.param == "item.content[0].audio"


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(Refused, match=r"odd number of bytes \(3\)"):
        from_base64("AAEC", "audio/pcm", "audio")
    assert len(from_base64("AAEC", "audio/pcmu", "audio")) == 3


@given(data=st.binary(max_size=500))
def test_there_and_back(data: bytes) -> None:
    assert from_base64(to_base64(data), "audio/pcmu", "audio") == data


@pytest.mark.parametrize(("encoding", "second"), [("audio/pcm", 48_000), ("audio/pcmu", 8_000), ("audio/pcma", 8_000)])
def test_the_agent_hears_at_most_a_second_at_a_time(encoding: Encoding, second: int) -> None:
    intake = Intake(encoding)
    pieces = [*intake.feed(bytes(int(second * 2.5))), intake.flush()]
    assert max(map(len, pieces)) <= 32_000
    assert sum(map(len, pieces)) == 80_000


@pytest.mark.parametrize("encoding", ["audio/pcm", "audio/pcmu"])
@given(lengths=st.lists(st.integers(0, 30_000), max_size=8))
def test_pieces_for_the_client_are_short_and_not_too_short(encoding: Encoding, lengths: list[int]) -> None:
    outlet = Outlet(encoding)
    pieces = [piece for length in lengths for piece in outlet.feed(bytes(2 * length), 24_000)]
    per_ms = 48 if encoding == "audio/pcm" else 8
    assert all(20 <= len(piece) / per_ms <= 100 for piece in pieces)
    pieces += outlet.flush()
    assert all(len(piece) / per_ms <= 100 for piece in pieces)
    assert outlet.sent_ms == pytest.approx(sum(map(len, pieces)) / per_ms)
    assert outlet.sent_ms == pytest.approx(sum(lengths) / 24, abs=0.2)


def test_a_voice_may_change_its_rate() -> None:
    outlet = Outlet("audio/pcm")
    pieces = [*outlet.feed(bytes(2 * 2205), 22_050), *outlet.feed(bytes(2 * 1600), 16_000), *outlet.flush()]
    assert sum(map(len, pieces)) == 2 * 4800
