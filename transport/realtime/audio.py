"""The sound on the wire: base64 of 24,000 Hz PCM or 8,000 Hz G.711, and what the agent hears and says.

All of it is mono. PCM is 16 bits, little-endian.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt

from .refusals import Refused
from .resampling import Resampler

__all__ = ["Encoding", "Intake", "Outlet", "from_base64", "rate_hz", "to_base64"]

Encoding = Literal["audio/pcm", "audio/pcmu", "audio/pcma"]

AGENT_HZ = 16_000
"""What the agent listens to (``Talk.hear``)."""
SLICE_S = 1.0
"""The agent is given so much at a time, at most."""
SHORTEST_S = 0.02
LONGEST_S = 0.1
"""Of a piece of sound that a client is sent: few events, and far from the 1 MiB that pipecat takes in a frame."""

Samples = npt.NDArray[np.int16]
Codes = npt.NDArray[np.uint8]


def rate_hz(encoding: Encoding) -> int:
    """Of the sound on the wire."""
    return 24_000 if encoding == "audio/pcm" else 8_000


def from_base64(text: str, encoding: Encoding, param: str) -> bytes:
    """The bytes in ``text``, of whole samples. Raises Refused."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise Refused("invalid_value", f"'{param}' is not valid base64: {error}.", param) from error
    if encoding == "audio/pcm" and len(data) % 2:
        message = f"'{param}' has an odd number of bytes ({len(data)}): PCM has 2 a sample. Nothing of it was taken."
        raise Refused("invalid_value", message, param)
    return data


def to_base64(data: bytes) -> str:
    """``data`` as it goes into JSON."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


class Intake:
    """What a client sends, on its way to the agent."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._resampler = Resampler(rate_hz(encoding), AGENT_HZ)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """``data`` as PCM at 16,000 Hz, a second at most at a time."""
        length = int(rate_hz(self.encoding) * SLICE_S) * _sample_bytes(self.encoding)
        for start in range(0, len(data), length):
            pcm = self._resampler.feed(_samples(data[start : start + length], self.encoding)).tobytes()
            if pcm:
                yield pcm

    def flush(self) -> bytes:
        """The rest, less than 5 ms: the sound ends here."""
        return self._resampler.flush().tobytes()

    def reset(self) -> None:
        """Forget the rest."""
        self._resampler.reset()


class Outlet:
    """An answer's sound, on its way to a client."""

    def __init__(self, encoding: Encoding) -> None:
        self.sent_ms = 0.0
        """How much has gone out."""
        self._encoding = encoding
        self._rate_hz = rate_hz(encoding)
        self._resampler: Resampler | None = None
        self._from_hz = 0
        self._held = np.zeros(0, np.int16)

    def feed(self, pcm: bytes, from_hz: int) -> Iterator[bytes]:
        """``pcm`` at ``from_hz`` as pieces for the wire; less than 20 ms wait for more."""
        samples = np.frombuffer(pcm, "<i2")
        if self._resampler is None or from_hz != self._from_hz:
            self._end()
            self._resampler, self._from_hz = Resampler(from_hz, self._rate_hz), from_hz
        self._held = np.concatenate([self._held, self._resampler.feed(samples)])
        yield from self._pieces(SHORTEST_S)

    def flush(self) -> Iterator[bytes]:
        """What waits: the answer ends here."""
        self._end()
        self._resampler = None
        yield from self._pieces(0.0)

    def _end(self) -> None:
        if self._resampler is not None:
            self._held = np.concatenate([self._held, self._resampler.flush()])

    def _pieces(self, shortest_s: float) -> Iterator[bytes]:
        longest = int(self._rate_hz * LONGEST_S)
        while len(self._held) and len(self._held) >= self._rate_hz * shortest_s:
            # The last two share what is left, so that no piece is too short.
            length = longest if len(self._held) >= 1.2 * longest or len(self._held) <= longest else longest // 2
            piece, self._held = self._held[:length], self._held[length:]
            self.sent_ms += len(piece) * 1000 / self._rate_hz
            yield _encoded(piece, self._encoding)


def _sample_bytes(encoding: Encoding) -> int:
    return 2 if encoding == "audio/pcm" else 1


def _samples(data: bytes, encoding: Encoding) -> Samples:
    match encoding:
        case "audio/pcm":
            return np.frombuffer(data, "<i2")
        case "audio/pcmu":
            return _MU_LAW[np.frombuffer(data, np.uint8)]
        case "audio/pcma":
            return _A_LAW[np.frombuffer(data, np.uint8)]


def _encoded(samples: Samples, encoding: Encoding) -> bytes:
    match encoding:
        case "audio/pcm":
            return samples.astype("<i2").tobytes()
        case "audio/pcmu":
            return _TO_MU_LAW[samples.view(np.uint16)].tobytes()
        case "audio/pcma":
            return _TO_A_LAW[samples.view(np.uint16)].tobytes()


# ITU-T G.711 (11/1988), tables 1 and 2, as companded 14- and 13-bit values, scaled to 16 bits.


def _mu_law() -> Samples:
    """The value of each code."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    value = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -value, value).astype(np.int16)


def _a_law() -> Samples:
    """The value of each code."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    segment = (code >> 4) & 7
    value = ((code & 0x0F) << 4) + np.where(segment == 0, 0x08, 0x108)
    value <<= np.maximum(segment - 1, 0)
    return np.where(code & 0x80, value, -value).astype(np.int16)


def _to_mu_law() -> Codes:
    """The code of each value, by its bits as an unsigned number."""
    value = _all_values() >> 2
    magnitude = np.minimum(np.abs(value), 8158) + 33
    segment = np.frexp(magnitude)[1] - 6
    code = (segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)
    codes: Codes = np.where(value < 0, code ^ 0x7F, code ^ 0xFF).astype(np.uint8)
    return codes


def _to_a_law() -> Codes:
    """The code of each value, by its bits as an unsigned number."""
    value = _all_values() >> 3
    magnitude = np.where(value < 0, -value - 1, value)
    segment = np.maximum(np.frexp(magnitude)[1] - 5, 0)
    code = (segment << 4) | ((magnitude >> np.maximum(segment, 1)) & 0x0F)
    codes: Codes = np.where(value < 0, code ^ 0x55, code ^ 0xD5).astype(np.uint8)
    return codes


def _all_values() -> npt.NDArray[np.int32]:
    return np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)


_MU_LAW, _A_LAW, _TO_MU_LAW, _TO_A_LAW = _mu_law(), _a_law(), _to_mu_law(), _to_a_law()
