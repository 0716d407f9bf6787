"""Voice activity detection: how much of the speech is found, how much noise is taken for it, and how late.

    python -m tests.benchmarks.vad [--minutes 10] [--json FILE]

Nobody labelled anything: the labels come from the sound. Every clip is clean, so where its level in 10 ms (of 20 ms
around them) is within 35 dB of its loud parts (their 95th percentile) and 6 dB over its own background (the 5th
percentile) there is speech. Gaps under 200 ms are part of it (the closure of a "t" is no pause), anything under 50 ms
is no speech. The clips are the recordings of the tests, sentences of hibari, and of flite and espeak-ng where they are
installed; each is brought to -26 dBFS, stands between 1.5 s of silence, and is mixed with what the condition says,
with a fixed seed; "quiet" is 20 dB below that, without noise. "babble" is twelve sentences that are played backwards
at once, at other pitches.

Precision, recall, F1 and the false-positive rate count 10 ms pieces, at a threshold of 0.5; each piece has the
verdict of the frame that it lies in. The delays are causal: a frame's verdict is known at its end.

- onset: from the first speech sample to the end of the first frame that says so; regions that are never noticed are
  "missed".
- offset: from the last speech sample to the end of the first frame that says no behind the last one that said yes.
  It is negative where the end of the last word is not heard as speech. "Stuck" are regions where the verdict stays
  yes until the next one or the end. Both are told for regions that are 300 ms or more apart.

False alarms are counted as they begin, on sounds without speech. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from antiphon.agent.store import Store
from antiphon.agent.voice_activity import RATE_HZ, SileroModel, VoiceActivity, WebRtcVoiceActivity
from antiphon.speaker.hibari import HibariVoice

Pcm = NDArray[np.float32]
Spans = list[tuple[int, int]]
"""From sample, to sample."""

THRESHOLD = 0.5
STEP = RATE_HZ // 100
LEVEL_DBFS = -26.0
AROUND = RATE_HZ * 3 // 2
APART = RATE_HZ * 300 // 1000
RECORDINGS = Path(__file__).parents[1] / "recordings"
SENTENCES = (
    "What's the weather like?",
    "Hi, how are you?",
    "Can you tell me what time it is in Tokyo right now?",
    "Please remind me to call my sister tomorrow, after lunch.",
    "I would like to book a table for two people, preferably by the window.",
    "Stop.",
    "The train leaves at half past six, so we should be at the station by six.",
    "Who wrote the first book about fishing in Scotland?",
    "She sells sea shells, and the shells she sells are surely fresh.",
    "Turn off the lights, lock the door, and set the alarm for seven.",
)
CONDITIONS: dict[str, tuple[str, float] | None] = {
    "silence": None,
    "quiet": ("quiet", 0.0),
    **{f"{kind}_{snr}db": (kind, snr) for kind in ("white", "pink", "babble") for snr in (20, 10, 5)},
}


@dataclass(frozen=True, slots=True)
class Clip:
    """Clean speech, and where in it somebody speaks."""

    source: str
    pcm: Pcm
    speech: Spans


@dataclass(slots=True)
class Counts:
    """Of one engine in one condition."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0
    rejections: int = 0
    onsets_ms: list[float] = field(default_factory=list)
    offsets_ms: list[float] = field(default_factory=list)
    missed: int = 0
    stuck: int = 0

    def figures(self) -> dict[str, object]:
        precision = self.hits / max(1, self.hits + self.false_alarms)
        recall = self.hits / max(1, self.hits + self.misses)
        return {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
            "false_positive_rate": round(self.false_alarms / max(1, self.false_alarms + self.rejections), 3),
            "onset_ms": spread(self.onsets_ms),
            "offset_ms": spread(self.offsets_ms),
            "missed": self.missed,
            "stuck": self.stuck,
        }


def spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    points = {"min": 0, "p05": 5, "median": 50, "p95": 95, "max": 100}
    return {name: round(float(np.percentile(values, point)), 1) for name, point in points.items()}


# Clips and their labels.


def clips() -> Iterator[Clip]:
    for path in sorted(RECORDINGS.glob("*.wav")):
        yield clip("recordings", *soundfile.read(path, dtype="float32", always_2d=True))
    voice = HibariVoice()
    for sentence in SENTENCES:
        yield clip("hibari", voice.speak(sentence.split()).samples[:, None], voice.rate_hz)
    with tempfile.TemporaryDirectory() as folder:
        for sentence in SENTENCES:
            for source, command in (
                ("flite", ["flite", "-voice", "slt", "-t", sentence, "-o", "{}"]),
                ("espeak-ng", ["espeak-ng", "-v", "en-us", "-w", "{}", sentence]),
            ):
                if shutil.which(source):
                    file = f"{folder}/{source}.wav"
                    subprocess.run([file if part == "{}" else part for part in command], check=True)
                    yield clip(source, *soundfile.read(file, dtype="float32", always_2d=True))


def clip(source: str, samples: Pcm, rate_hz: int) -> Clip:
    pcm = soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ).astype(np.float32)
    speech = label(pcm)
    loud = np.concatenate([pcm[start:end] for start, end in speech])
    return Clip(source, pcm * np.float32(10 ** (LEVEL_DBFS / 20) / rms(loud)), speech)


def label(pcm: Pcm) -> Spans:
    """Where there is speech in a clean clip; see above."""
    padded = np.pad(pcm, (STEP // 2, STEP // 2 + STEP))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * STEP)[::STEP][: -(-pcm.size // STEP)]
    levels = 10 * np.log10(np.square(windows, dtype=np.float64).mean(axis=1) + 1e-12)
    audible = levels > max(np.percentile(levels, 95) - 35.0, np.percentile(levels, 5) + 6.0)
    spans = merge(runs(audible), gap=20)
    return [(start * STEP, min(end * STEP, pcm.size)) for start, end in spans if end - start >= 5]


def runs(flags: NDArray[np.bool_]) -> Spans:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def merge(spans: Spans, gap: int) -> Spans:
    merged: Spans = []
    for start, end in spans:
        if merged and start - merged[-1][1] < gap:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def rms(pcm: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.square(pcm, dtype=np.float64).mean()))


# Noise.


def noise(kind: str, samples: int, talk: list[Pcm], random: np.random.Generator) -> Pcm:
    """Of an RMS of 1."""
    if kind == "babble":
        out = np.zeros(samples)
        for _ in range(12):
            stream: list[Pcm] = []
            while sum(map(len, stream)) < samples + RATE_HZ:
                piece = talk[random.integers(len(talk))][::-1]
                stream.append(soxr.resample(piece, RATE_HZ, int(RATE_HZ * random.uniform(0.8, 1.25))))
            out += np.concatenate(stream)[random.integers(RATE_HZ) :][:samples]
    else:
        spectrum = np.fft.rfft(random.standard_normal(samples))
        tilt = np.maximum(np.arange(spectrum.size) * RATE_HZ / samples, 20.0) ** (-0.5 if kind == "pink" else 0.0)
        out = np.fft.irfft(spectrum * tilt, samples)
    scaled: Pcm = (out / rms(out)).astype(np.float32)
    return scaled


def mixed(
    one: Clip, kind: str | None, snr_db: float, talk: list[Pcm], random: np.random.Generator
) -> tuple[Pcm, Spans]:
    """The clip between silences with noise over all of it, and where its speech is."""
    pcm = np.pad(one.pcm, AROUND)
    if kind == "quiet":
        pcm = pcm * np.float32(0.1)
    elif kind is not None:
        pcm = pcm + noise(kind, pcm.size, talk, random) * np.float32(10 ** ((LEVEL_DBFS - snr_db) / 20))
    return np.clip(pcm, -1, 1), [(start + AROUND, end + AROUND) for start, end in one.speech]


# Counting.


def verdicts(engine: VoiceActivity, pcm: Pcm) -> NDArray[np.bool_]:
    """Of every whole frame."""
    engine.reset()
    size = engine.frame_samples
    frames = pcm[: pcm.size // size * size].reshape(-1, size)
    return np.array([engine.probability(frame) >= THRESHOLD for frame in frames])


def count(counts: Counts, said: NDArray[np.bool_], size: int, speech: Spans) -> None:
    steps = said.size * size // STEP
    truth = np.zeros(steps, bool)
    for start, end in speech:
        truth[round(start / STEP) : round(end / STEP)] = True
    guess = said[(np.arange(steps) * STEP + STEP // 2) // size]
    counts.hits += int((truth & guess).sum())
    counts.false_alarms += int((~truth & guess).sum())
    counts.misses += int((truth & ~guess).sum())
    counts.rejections += int((~truth & ~guess).sum())
    regions = merge(speech, APART)
    for (start, end), following in zip(regions, [*(start for start, _ in regions[1:]), said.size * size], strict=True):
        ends = (np.arange(said.size) + 1) * size
        noticed = np.flatnonzero(said & (ends > start) & (ends - size < end))
        if not noticed.size:
            counts.missed += 1
            continue
        counts.onsets_ms.append((int(ends[noticed[0]]) - start) * 1000 / RATE_HZ)
        quiet = np.flatnonzero(~said[noticed[-1] :])
        if not quiet.size or int(ends[noticed[-1] + quiet[0]]) > following:
            counts.stuck += 1
            continue
        counts.offsets_ms.append((int(ends[noticed[-1] + quiet[0]]) - end) * 1000 / RATE_HZ)


def alarms(engine: VoiceActivity, pcm: Pcm) -> dict[str, float]:
    said = verdicts(engine, pcm)
    hours = pcm.size / RATE_HZ / 3600
    return {"per_hour": round(len(runs(said)) / hours, 1), "share_of_time": round(float(said.mean()), 4)}


def cost_us(engine: VoiceActivity, pcm: Pcm) -> float:
    """Median of a call."""
    engine.reset()
    times = []
    for start in range(0, pcm.size - engine.frame_samples, engine.frame_samples):
        frame = pcm[start : start + engine.frame_samples]
        started = time.perf_counter()
        engine.probability(frame)
        times.append(time.perf_counter() - started)
    return round(float(np.median(times)) * 1e6, 1)


def measure(engines: dict[str, VoiceActivity], minutes: float) -> dict[str, object]:
    material = list(clips())
    talk = [one.pcm for one in material if one.source in ("recordings", "hibari") and one.pcm.size > RATE_HZ]
    sources = {source: sum(one.source == source for one in material) for source in {one.source for one in material}}
    spoken_s = sum(end - start for one in material for start, end in one.speech) / RATE_HZ
    figures: dict[str, object] = {
        "threshold": THRESHOLD,
        "clips": dict(sorted(sources.items())),
        "seconds": round(sum(one.pcm.size + 2 * AROUND for one in material) / RATE_HZ, 1),
        "seconds_of_speech": round(spoken_s, 1),
    }
    longest = np.concatenate([one.pcm for one in material])
    quiet = alone(round(minutes * 60 * RATE_HZ), talk)
    for name, engine in engines.items():
        told: dict[str, object] = {"frame_ms": engine.frame_samples * 1000 / RATE_HZ, "lag_ms": engine.lag_ms}
        told["call_us"] = cost_us(engine, longest)
        everything = Counts()
        for condition, way in CONDITIONS.items():
            counts, (kind, snr_db) = Counts(), way or (None, 0.0)
            random = np.random.default_rng(7)
            for one in material:
                pcm, speech = mixed(one, kind, snr_db, talk, random)
                said = verdicts(engine, pcm)
                for tally in (counts, everything):
                    count(tally, said, engine.frame_samples, speech)
            told[condition] = counts.figures()
            print(f"{name} {condition}: {told[condition]}", flush=True)
        told["all"] = everything.figures()
        told["false_alarms"] = {kind: alarms(engine, pcm) for kind, pcm in quiet.items()}
        print(f"{name} all: {told['all']}\n{name} false alarms: {told['false_alarms']}", flush=True)
        figures[name] = told
    return figures


def alone(samples: int, talk: list[Pcm]) -> dict[str, Pcm]:
    """Sounds without speech: nothing at all, and noise at two levels."""
    sounds = {"digital_silence": np.zeros(samples, np.float32)}
    random = np.random.default_rng(11)
    for kind in ("white", "pink", "babble"):
        one = noise(kind, samples, talk, random)
        for dbfs in (-60, -36):
            sounds[f"{kind}_{dbfs}dbfs"] = one * np.float32(10 ** (dbfs / 20))
    return sounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="of each sound without speech")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    arguments = parser.parse_args()
    engines: dict[str, VoiceActivity] = {"silero": SileroModel.load(Store().find("silero-vad")).open()}
    for aggressiveness in (2, 3):
        engines[f"webrtc_{aggressiveness}"] = WebRtcVoiceActivity(aggressiveness=aggressiveness)
    figures = measure(engines, arguments.minutes)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
