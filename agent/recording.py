"""Recordings in and out: any sound file to 16 kHz mono, and an answer to a WAV file."""

from __future__ import annotations

import io
import math
import os
import stat
import struct
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from antiphon.transport.errors import AudioError, InputError, NoSpeechError

__all__ = ["RATE_HZ", "Recording", "Source", "read", "write_wav"]

Source = str | Path | bytes | BinaryIO

RATE_HZ = 16_000
"""What the recogniser and the audio encoders take."""
QUIET_DBFS = -120.0
"""Said of a recording that is all zeros, and of anything below it."""
SILENT_DBFS = -60.0
"""A recording whose loudest sample is below holds no speech that anybody could hear."""
LOWEST_HZ, HIGHEST_HZ = 4_000, 768_000
"""Below there is no intelligible speech; above there is no converter that could have recorded it."""
SILENT_CHANNEL_DB = 40.0
"""A channel that is quieter than the loudest one by so much is an unused input. Its part of a sum is under 1 %."""
BLOCK_SAMPLES = 1 << 20
"""Read at once, over all channels: 4 MiB."""
STREAM_BYTES_A_SECOND = 192_000 * 2 * 4
"""What is taken from a pipe for every second of the longest turn: 192 kHz, stereo, 32 bits."""
IN_MEMORY_BYTES = 1 << 24
"""Of a pipe; what is beyond it waits in a temporary file."""
MISSING_BYTES = 64
"""A WAV file may be so much shorter than it says: some writers count its header."""
MISSING_S = 0.1
"""A recording may be so much shorter than it says: encoders count their padding in different ways."""
UNKNOWN_LENGTH_BYTES = 0x7FFF0000
"""A WAV that is written to a pipe (arecord, sox, ffmpeg) has a length from here on, since nobody knew it yet."""
UNKNOWN_LENGTH_FRAMES = 1 << 60
"""The same, as libsndfile says it."""

FOREIGN = (
    (4, b"ftyp", "an MP4 or M4A file (AAC)"),
    (0, b"\x1aE\xdf\xa3", "a WebM or Matroska file"),
    (0, b"\xff\xf1", "an AAC file"),
    (0, b"\xff\xf9", "an AAC file"),
    (0, b"#!AMR", "an AMR file"),
    (0, b"0&\xb2u", "a WMA file"),
    (0, b"%PDF", "a PDF file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
)
"""What people give by mistake, or in good faith, and libsndfile cannot read: offset, signature, name."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording, ready to be heard.

    ``pcm``: float32 in [-1, 1], mono, at 16,000 Hz; ``rate_hz`` and ``channels`` are those of the original.
    """

    pcm: NDArray[np.float32]
    rate_hz: int
    channels: int

    @property
    def duration_s(self) -> float:
        """Its length in seconds."""
        return len(self.pcm) / RATE_HZ

    @property
    def loudest_dbfs(self) -> float:
        """The level of the loudest sample: 0 is full scale, -120 or less counts as -120."""
        loudest = float(np.abs(self.pcm).max(initial=0.0))
        return max(QUIET_DBFS, 20 * math.log10(loudest)) if loudest > 0 else QUIET_DBFS

    def check_sound(self) -> None:
        """Raises NoSpeechError where it is silent all through."""
        if self.loudest_dbfs < SILENT_DBFS:
            raise NoSpeechError(
                f"nobody speaks in this recording: its loudest sample is at {self.loudest_dbfs:.0f} dBFS. Give one "
                "with speech; check that the microphone was not muted"
            )

    def pcm16_pieces(self) -> Iterator[bytes]:
        """The recording as 16-bit little-endian PCM at 16,000 Hz, in pieces of one second; the last may be shorter."""
        for start in range(0, len(self.pcm), RATE_HZ):
            scaled = np.round(self.pcm[start : start + RATE_HZ] * 32768.0)
            yield np.clip(scaled, -32768, 32767).astype("<i2").tobytes()


def read(source: Source, longest_s: float) -> Recording:
    """Read a recording from a path, from bytes, or from a binary stream (a pipe, too).

    Any format that libsndfile knows, recognised by its content and not by its name; any rate and any number of
    channels: the mean of those that are not silent. Never more than ``longest_s`` is decoded.

    Raises AudioError, which says what is wrong with it and what would be right.
    """
    with _opened(source, longest_s) as (name, file):
        return _decode(name, file, longest_s)


def write_wav(target: Path | BinaryIO, pcm16: bytes, rate_hz: int) -> None:
    """Write 16-bit little-endian mono PCM as a WAV file; a stream need not be seekable.

    Raises InputError where a file cannot be written.
    """
    header = struct.pack("<4sI4s", b"RIFF", 36 + len(pcm16), b"WAVE")
    header += struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
    header += struct.pack("<4sI", b"data", len(pcm16))
    if not isinstance(target, Path):
        target.write(header + pcm16)
        target.flush()
        return
    try:
        target.write_bytes(header + pcm16)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error


# Opening.


@contextmanager
def _opened(source: Source, longest_s: float) -> Iterator[tuple[str, BinaryIO]]:
    """What the source is called in messages, and a seekable file of its bytes."""
    if isinstance(source, bytes):
        yield "the recording", io.BytesIO(source)
        return
    with ExitStack() as stack:
        if isinstance(source, str | Path):
            name = str(source)
            try:
                stream: BinaryIO = stack.enter_context(open(source, "rb"))
            except (OSError, ValueError) as error:
                raise AudioError(_why_closed(name, error)) from error
        else:
            stream = source
            name = "standard input" if getattr(stream, "name", None) in ("<stdin>", 0) else "the recording"
        if stream is source or not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            copy = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES))
            _copy(name, stream, cast("BinaryIO", copy), longest_s)
            stream = cast("BinaryIO", copy)
        yield name, stream


def _why_closed(name: str, error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return f"there is no file {name}: give the path of a recording, or - for standard input"
        case IsADirectoryError():
            return f"{name} is a folder: give one recording in it"
        case OSError():
            return f"{name} cannot be read: {error.strerror}"
        case _:
            return f"{name!r} cannot be the name of a file ({error})"


def _copy(name: str, stream: BinaryIO, copy: BinaryIO, longest_s: float) -> None:
    """Take all of a stream, since libsndfile has to seek; one that does not end is refused."""
    most = IN_MEMORY_BYTES + int(longest_s * STREAM_BYTES_A_SECOND)
    if isinstance(stream, io.TextIOBase):
        raise AudioError(f"{name} was opened as text: open it in binary mode, as open(path, 'rb')")
    try:
        while piece := stream.read(1 << 16):
            copy.write(piece)
            if copy.tell() > most:
                raise AudioError(
                    f"{name} went on after {most / 1e6:,.0f} MB, more than {longest_s:g} s of sound can take "
                    "(conversation.longest_turn_s): give a recording that ends before"
                )
    except OSError as error:
        raise AudioError(f"{name} cannot be read: {error.strerror or error}") from error
    copy.seek(0)


# Decoding.


def _decode(name: str, file: BinaryIO, longest_s: float) -> Recording:
    head = file.read(64)
    if not head:
        raise AudioError(f"{name} is empty (0 bytes): give a recording with speech")
    missing = _missing_bytes(file)
    file.seek(0)
    try:
        # Through an object without a name: soundfile takes the format from a name that says one.
        opened = soundfile.SoundFile(_Nameless(file))
    except soundfile.LibsndfileError as error:
        raise AudioError(f"{name} is {_kind(head, error)}") from error
    with opened as sound:
        rate, frames = sound.samplerate, sound.frames
        if not LOWEST_HZ <= rate <= HIGHEST_HZ:
            raise AudioError(
                f"{name} says that it has {rate:,} samples a second: give one of {LOWEST_HZ:,} to {HIGHEST_HZ:,} Hz"
            )
        if missing > MISSING_BYTES:
            raise AudioError(f"{name} is cut off: {missing:,} of its bytes are missing. Copy or record it again")
        if longest_s * rate < frames < UNKNOWN_LENGTH_FRAMES:
            raise _too_long(name, f"{frames / rate:,.0f} s long", longest_s)
        mono, read_frames = _mix(name, sound, longest_s)
        if len(mono) == 0:
            raise AudioError(f"{name} holds no sound ({frames:,} samples): give a recording with speech")
        if MISSING_S * rate < frames - read_frames < UNKNOWN_LENGTH_FRAMES // 2:
            raise AudioError(
                f"{name} is cut off: it says that it is {frames / rate:.1f} s long, but only "
                f"{read_frames / rate:.1f} s are there. Copy or record it again"
            )
        return Recording(mono, rate, sound.channels)


def _mix(name: str, sound: soundfile.SoundFile, longest_s: float) -> tuple[NDArray[np.float32], int]:
    """All of it at 16 kHz, mono, block by block, and how many frames it had in the original."""
    rate, channels = sound.samplerate, sound.channels
    resampler = soxr.ResampleStream(rate, RATE_HZ, 1, dtype="float32")
    peaks = np.zeros(channels, np.float32)
    pieces: list[NDArray[np.float32]] = []
    frames = 0
    while True:
        try:
            block = sound.read(max(1, BLOCK_SAMPLES // channels), dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise AudioError(
                f"{name} cannot be decoded after {frames / rate:.1f} s ({_reason(error)}): it is damaged or cut off. "
                "Copy or record it again"
            ) from error
        if not len(block):
            break
        if not np.isfinite(block).all():
            raise AudioError(
                f"{name} holds samples that are no numbers (NaN or infinite) after {frames / rate:.1f} s: "
                "write it again with samples between -1 and 1"
            )
        frames += len(block)
        if frames > longest_s * rate:
            raise _too_long(name, f"more than {longest_s:g} s long", longest_s)
        np.maximum(peaks, np.abs(block).max(axis=0), out=peaks)
        # A silent channel adds nothing to the sum: which ones were silent is known at the end.
        pieces.append(resampler.resample_chunk(block.sum(axis=1), last=False))
    pieces.append(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
    mono = np.concatenate(pieces)
    mono /= max(1, int((peaks > peaks.max(initial=0.0) * 10 ** (-SILENT_CHANNEL_DB / 20)).sum()))
    # Floating-point files may exceed full scale: turned down, nothing of them is lost.
    mono /= max(1.0, float(np.abs(mono).max(initial=0.0)))
    return mono, frames


class _Nameless:
    """A file without its name."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def write(self, data: bytes) -> int:
        raise io.UnsupportedOperation("this file is only read")


def _missing_bytes(file: BinaryIO) -> int:
    """How many bytes of sound a WAV or AIFF file promises beyond its end; libsndfile does not tell."""
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    kind, _, form = struct.unpack("4s4s4s", file.read(12).ljust(12, b"\0"))
    if (kind, form) == (b"RIFF", b"WAVE"):
        header, sound = struct.Struct("<4sI"), b"data"
    elif kind == b"FORM" and form in (b"AIFF", b"AIFC"):
        header, sound = struct.Struct(">4sI"), b"SSND"
    else:
        return 0
    while len(chunk := file.read(header.size)) == header.size:
        name, size = header.unpack(chunk)
        start = file.tell()
        if name == sound:
            return 0 if size >= UNKNOWN_LENGTH_BYTES else max(0, start + size - end)
        file.seek(start + size + size % 2)
    return 0


def _kind(head: bytes, error: soundfile.LibsndfileError) -> str:
    """What a file is that cannot be decoded, and what to do about it."""
    for offset, signature, kind in FOREIGN:
        if head[offset:].startswith(signature):
            return f"{kind}, which cannot be read: convert it, as with `ffmpeg -i INPUT recording.wav`"
    if all(byte >= 32 or byte in b"\t\n\r" for byte in head) and not head.startswith((b"RIFF", b"FORM", b"fLaC")):
        return "text, not sound: give a recording (WAV, FLAC, MP3, OGG, AIFF), or ask with --text"
    return f"no recording that can be read ({_reason(error)}): give a WAV, FLAC, MP3, OGG or AIFF file"


def _reason(error: soundfile.LibsndfileError) -> str:
    reason = str(error.error_string).strip().rstrip(".")
    # What libsndfile says of a piece of an MP3 without a whole frame in it.
    return "nothing in it can be decoded" if "regular file" in reason else reason


def _too_long(name: str, length: str, longest_s: float) -> AudioError:
    return AudioError(
        f"{name} is {length}: at most {longest_s:g} s are taken at once. Cut it, or raise conversation.longest_turn_s"
    )
