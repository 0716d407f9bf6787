"""What is said into an answer: does it stop for the user, and only for the user?

    python -m tests.benchmarks.interruptions [--answers 50] [--interruptions 20] [--noise-minutes 30] [--json FILE]

Everything goes through the WebSocket of a running agent. Interruptions: 1 to 3 s into an answer the caller says
something that is meant for the agent. Times are from its first speech sample: to the last sound that was sent
(``yield_ms``), to ``input_audio_buffer.speech_started`` (``confirmed_ms``), at which the caller's player stops and says
by ``conversation.item.truncate`` how much it has played. What it has played is recognised, and laid beside what the
agent takes for heard. Back-channels: "mm-hm", a cough; the answer has to go on to its end. Noise: faster than real
time, while nobody speaks; nothing may come of it. SmolLM2 answers: it tells long stories. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from websockets.asyncio.client import connect

from antiphon.agent.settings import load
from antiphon.agent.store import Store
from antiphon.reasoner.recogniser import Recogniser

from ..smollm2 import AS_ARGUMENTS
from .caller import RATE_HZ, Answer, Caller, Gateway, Pcm, gateway, summary
from .sounds import NOISES, cough, first_speech_ms, noise, say, voices

INSTRUCTIONS = "You are a storyteller. You tell very long stories in plain English, with many sentences."
TOPICS = (
    "a ship", "an old king", "two sisters", "a small village", "a lost dog", "a great forest", "a clever fox",
    "a winter night", "a lighthouse", "a baker", "a long journey", "a brave mouse", "a garden", "a musician", "a river",
)  # fmt: skip
INTERRUPTIONS = (
    "Wait, stop please.",
    "No, that is wrong.",
    "Stop.",
    "Hold on a second, I have another question.",
    "What is the capital of Italy?",
)
BACKCHANNELS = ("mm-hm", "yeah", "uh-huh", "okay", "right")
INTO_S = (1.0, 3.0)
"""So far into the answer it is said."""
LONG_TOKENS, SHORT_TOKENS = 160, 32
"""An answer that is to be interrupted, and one that is to be heard to its end (8 to 15 s)."""
MARGIN_S = 1.0
"""An answer that ends sooner after a back-channel would have ended anyway: another one is tried."""
TRIES = 5
STOPS_WITHIN_MS = 150.0
SPEECH = ("input_audio_buffer.speech_started", "input_audio_buffer.committed", "response.created")
ENDED = ("completed", "incomplete")
SESSION = {"audio": {"input": {"transcription": {"model": "whisper-1"}}}}


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is said into an answer."""

    text: str
    voice: str
    pcm: Pcm


@dataclass(frozen=True, slots=True)
class Interruption:
    said: Said
    yield_ms: float
    confirmed_ms: float
    late_ms: float
    """Sound that came after the confirmation."""
    late_by_ms: float
    """... and how long after it the last of it came."""
    played_ms: float
    pcm: bytes
    """The answer, as far as it came."""
    trace: dict[str, Any]
    understood: str


@dataclass(frozen=True, slots=True)
class Heard:
    """How an answer with a back-channel went. ``why``: it did not go on; "" where it did."""

    said: Said
    why: str
    paused_ms: float
    """The longest silence that the listener heard in it."""
    understood: str


# Answers.


async def story(caller: Caller, rng: random.Random, tokens: int) -> Answer:
    """Have a story told; returns when its first sound has come."""
    text = f"Tell me a long story about {rng.choice(TOPICS)}."
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    before = len(caller.answers)
    await caller.send({"type": "conversation.item.create", "item": item})
    await caller.send({"type": "response.create", "response": {"max_output_tokens": tokens}})
    await caller.until(lambda: len(caller.answers) > before and caller.answers[-1].arrivals)
    return caller.answers[-1]


async def into(answer: Answer, rng: random.Random) -> None:
    """Wait until 1 to 3 s of it were heard."""
    until_s = answer.arrivals[0][0] + rng.uniform(*INTO_S)
    await asyncio.sleep(max(0.0, until_s - asyncio.get_running_loop().time()))


def played_ms(answer: Answer, at_s: float) -> float:
    """How much of it a player that starts with the first piece has played by ``at_s``."""
    played_s, ends_s = 0.0, 0.0
    for when_s, samples in answer.arrivals:
        starts_s = max(when_s, ends_s)
        ends_s = starts_s + samples / RATE_HZ
        played_s += min(max(0.0, at_s - starts_s), samples / RATE_HZ)
    return played_s * 1000


def when(caller: Caller, kind: str, after_s: float) -> float | None:
    """The first event of this type after ``after_s``."""
    return next((at_s for at_s, event in caller.events if event["type"] == kind and at_s >= after_s), None)


def understood(caller: Caller) -> str:
    """What the recogniser made of the last thing that was said."""
    kind = "conversation.item.input_audio_transcription.completed"
    return next((event["transcript"] for _, event in reversed(caller.events) if event["type"] == kind), "")


async def trace_of(server: Gateway, answer: Answer) -> dict[str, Any]:
    for _ in range(50):
        if (trace := server.trace(answer.response)) is not None:
            return trace
        await asyncio.sleep(0.1)
    raise SystemExit(f"no trace of {answer.response}, {answer.status}")


# Interruptions.


async def interrupt(server: Gateway, said: Said, rng: random.Random) -> Interruption | str:
    """One conversation with one interruption; why there was none, where there was none."""
    async with Caller(server.address, SESSION) as caller:
        answer = await story(caller, rng, LONG_TOKENS)
        await into(answer, rng)
        began_s = asyncio.get_running_loop().time()
        speaking = asyncio.create_task(caller.say(said.pcm))
        confirmed_s: float | None = None
        try:
            await caller.until(lambda: when(caller, SPEECH[0], began_s) or answer.status, 15)
            confirmed_s = when(caller, SPEECH[0], began_s)
            if confirmed_s is not None:
                await truncate(caller, answer, heard_ms := played_ms(answer, confirmed_s))
        except TimeoutError:
            return "not noticed"
        finally:
            spoken_s = await speaking
        if confirmed_s is None:
            return f"the answer had ended: {answer.status}"
        zero_s = spoken_s + first_speech_ms(said.pcm) / 1000
        try:
            await caller.until(lambda: caller.answers[-1] is not answer and caller.answers[-1].arrivals, 20)
        except TimeoutError:
            return f"not answered: {understood(caller)!r}"
        late = [one for one in answer.arrivals if one[0] > confirmed_s]
        return Interruption(
            said,
            (answer.arrivals[-1][0] - zero_s) * 1000,
            (confirmed_s - zero_s) * 1000,
            sum(samples for _, samples in late) * 1000 / RATE_HZ,
            max((at_s - confirmed_s for at_s, _ in late), default=0.0) * 1000,
            heard_ms,
            bytes(answer.pcm),
            await trace_of(server, answer),
            understood(caller),
        )


async def truncate(caller: Caller, answer: Answer, heard_ms: float) -> None:
    """Tell the agent how much of the answer was played, as clients do."""
    item = next(
        event["item"]["id"]
        for _, event in caller.events
        if event["type"] == "response.output_item.added" and event["response_id"] == answer.response
    )
    end = {"item_id": item, "content_index": 0, "audio_end_ms": int(heard_ms)}
    await caller.send({"type": "conversation.item.truncate", **end})


async def interruptions(server: Gateway, count: int, rng: random.Random) -> tuple[list[Interruption], list[str]]:
    speakers = [voice for voice in voices() if voice != "espeak"]
    sounds = [Said(text, voice, say(text, voice)) for voice in speakers for text in INTERRUPTIONS]
    made: list[Interruption] = []
    missed: list[str] = []
    for number in range(count):
        said = sounds[number % len(sounds)]
        one = await interrupt(server, said, rng)
        if isinstance(one, str):
            missed.append(f"{said.voice}: {said.text} {one}")
            print(f"{number + 1:4} {missed[-1]}", flush=True)
            continue
        made.append(one)
        times = f"yields {one.yield_ms:5.0f} ms  confirmed {one.confirmed_ms:5.0f} ms  after {one.late_ms:3.0f} ms"
        print(f"{number + 1:4} {times}  {said.voice}: {said.text} -> {one.understood}", flush=True)
    return made, missed


def words_apart(recogniser: Recogniser, one: Interruption) -> int:
    """By how many words the end of what the agent takes for heard misses the end of what was played.

    The words of the sound are laid along the answer's text, and end where they fit best: what the recogniser gets wrong
    on the way does not count. Above 0: the agent takes too much for heard.
    """
    samples = np.frombuffer(one.pcm, np.int16)[: int(one.played_ms * RATE_HZ / 1000)].astype(np.float32) / 32768
    heard = plain("".join(recogniser.transcribe(soxr.resample(samples, RATE_HZ, 16_000)).text))
    words = [plain(word) for word in one.trace["said"].split() if plain(word)]
    text = "".join(words)
    end = best_prefix(heard, text)
    edges = np.cumsum([0, *map(len, words)])
    # A word counts once half of it was played, as in the agent's ledger.
    said = int(np.sum((edges[:-1] + edges[1:]) / 2 < end)) if end else 0
    taken = len([word for word in one.trace["played"].split() if plain(word)])
    return taken - said


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def best_prefix(heard: str, text: str) -> int:
    """The length of the beginning of ``text`` that is the fewest edits away from ``heard``."""
    row = list(range(len(text) + 1))
    for index, letter in enumerate(heard, 1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(text, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (letter != other)),
            )
    return int(np.argmin(row))


# Back-channels.


async def backchannel(server: Gateway, said: Said, rng: random.Random) -> Heard | None:
    """One conversation with one back-channel; None: the answer was too short for it."""
    async with Caller(server.address, SESSION) as caller:
        answer = await story(caller, rng, SHORT_TOKENS)
        await into(answer, rng)
        spoken_s = await caller.say(said.pcm)
        over_s = spoken_s + len(said.pcm) / RATE_HZ
        try:
            await caller.until(lambda: answer.status)
        except TimeoutError:
            return Heard(said, "no end", 0.0, understood(caller))
        if answer.status in ENDED and answer.ends_s < over_s + MARGIN_S:
            return None
        await asyncio.sleep(max(0.0, answer.ends_s - asyncio.get_running_loop().time()) + 0.5)
        trace = await trace_of(server, answer)
        return Heard(said, went_wrong(caller, answer, trace), max(answer.gaps_ms(), default=0.0), understood(caller))


def went_wrong(caller: Caller, answer: Answer, trace: dict[str, Any]) -> str:
    """What has kept the answer from going on to its end; "" for nothing."""
    sent_ms = sum(chunk["duration_ms"] for chunk in trace["chunks"])
    if answer.status not in ENDED:
        return answer.status
    if caller.count(SPEECH[0]):
        return "speech_started"
    if trace["outcome"] != "finished":
        return str(trace["outcome"])
    if abs(sent_ms - len(answer.pcm) / 2 * 1000 / RATE_HZ) > 1 or plain(trace["played"]) != plain(trace["said"]):
        return "incomplete sound"
    return ""


async def backchannels(server: Gateway, count: int, callers: int, rng: random.Random) -> list[Heard]:
    coughs = np.random.default_rng(1)
    sounds = [Said(text, voice, say(text, voice)) for text in BACKCHANNELS for voice in voices()]
    sounds += [Said("(cough)", "synthetic", cough(coughs)) for _ in range(3)]
    waiting = [sounds[number % len(sounds)] for number in reversed(range(count))]
    heard: list[Heard] = []

    async def call() -> None:
        while waiting:
            said = waiting.pop()
            tries = [await backchannel(server, said, rng)]
            while (one := tries[-1]) is None:
                if len(tries) == TRIES:
                    raise SystemExit(f"{TRIES} answers in a row were too short")
                tries.append(await backchannel(server, said, rng))
            heard.append(one)
            told = one.why or "went on"
            print(f"{len(heard):4} {told}  paused {one.paused_ms:4.0f} ms  {said.voice}: {said.text} {one.understood}",
                  flush=True)  # fmt: skip

    await asyncio.gather(*(call() for _ in range(callers)))
    return heard


# Noise.


async def listen_to(server: Gateway, kind: str, seconds: int) -> dict[str, int]:
    """What comes of so much noise, sent as fast as it is taken."""
    counts: Counter[str] = Counter()
    async with connect(server.address, max_size=None, compression=None) as socket:

        async def count() -> None:
            async for message in socket:
                counts[json.loads(message)["type"]] += 1
                if counts["input_audio_buffer.cleared"]:
                    return

        counting = asyncio.create_task(count())
        rng = np.random.default_rng(7)
        for start in range(0, seconds, 30):
            pcm = await asyncio.to_thread(noise, kind, min(30, seconds - start), rng)
            for at in range(0, len(pcm), RATE_HZ):
                audio = base64.b64encode(pcm[at : at + RATE_HZ].tobytes()).decode()
                await socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
        await socket.send(json.dumps({"type": "input_audio_buffer.clear"}))
        async with asyncio.timeout(600):
            await counting
    return {name: counts[name] for name in (*SPEECH, "error")}


async def noises(server: Gateway, minutes: float) -> dict[str, Any]:
    began = time.perf_counter()
    seconds = round(minutes * 60 / len(NOISES))
    found = {}
    for kind in NOISES:
        found[kind] = await listen_to(server, kind, seconds)
        print(f"{seconds:5} s of {kind}: {found[kind]}", flush=True)
    return {
        "minutes": minutes,
        "times_real_time": round(minutes * 60 / (time.perf_counter() - began), 1),
        "events": {name: sum(one[name] for one in found.values()) for name in (*SPEECH, "error")},
        "by_kind": {kind: sum(found[kind][name] for name in SPEECH) for kind in NOISES},
    }


# All of it.


async def measure(arguments: argparse.Namespace) -> dict[str, object]:
    rng = random.Random(5)
    figures: dict[str, object] = {}
    made: list[Interruption] = []
    told = f"--set=conversation.instructions={INSTRUCTIONS}"
    async with gateway(*AS_ARGUMENTS, told, *arguments.serve) as server:
        if arguments.interruptions:
            made, missed = await interruptions(server, arguments.interruptions, rng)
        if arguments.answers:
            heard = await backchannels(server, arguments.answers, arguments.callers, rng)
            figures["backchannels"] = told_of_backchannels(heard)
        if arguments.noise_minutes:
            figures["noise"] = await noises(server, arguments.noise_minutes)
    if arguments.interruptions:
        figures = {"interruptions": await asyncio.to_thread(told_of_interruptions, made, missed), **figures}
    return figures


def told_of_interruptions(made: Sequence[Interruption], missed: list[str]) -> dict[str, object]:
    if not made:
        return {"times": len(missed), "missed": missed}
    recogniser = Recogniser.load(Store().resolve(load().reasoner.recogniser))
    apart = [words_apart(recogniser, one) for one in made]
    for one, words in zip(made, apart, strict=True):
        if abs(words) > 1:
            print(f"{words:+d} words: played {one.played_ms:.0f} ms; taken for heard: {one.trace['played']!r}")
    return {
        "times": len(made) + len(missed),
        "stopped": len(made),
        "missed": missed,
        "yield_ms": summary([one.yield_ms for one in made]),
        "confirmed_ms": summary([one.confirmed_ms for one in made]),
        "audio_after_confirmation_ms": round(max(one.late_ms for one in made), 1),
        "stopped_within_150_ms": sum(one.late_by_ms <= STOPS_WITHIN_MS for one in made),
        "history_within_one_word": sum(abs(words) <= 1 for words in apart),
        "words_apart": dict(sorted(Counter(apart).items())),
    }


def told_of_backchannels(heard: Sequence[Heard]) -> dict[str, object]:
    failed = [one for one in heard if one.why]
    kept = [one.paused_ms for one in heard if not one.why]
    return {
        "answers": len(heard),
        "went_on": len(heard) - len(failed),
        "without_a_pause": sum(paused <= 40 for paused in kept),
        "paused_ms": summary(kept) if kept else None,
        "stopped_by": [f"{one.said.voice}: {one.said.text} ({one.why}; {one.understood})" for one in failed],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=50, help="with a back-channel each")
    parser.add_argument("--interruptions", type=int, default=20, help="how many")
    parser.add_argument("--noise-minutes", type=float, default=30, help="of all kinds together")
    parser.add_argument("--callers", type=int, default=1, help="conversations with back-channels at once")
    parser.add_argument("--json", type=Path, help="where the figures go, too")
    parser.add_argument("--serve", nargs="*", default=[], help="arguments for `antiphon serve`, as --set=KEY=VALUE")
    arguments = parser.parse_args()
    result = asyncio.run(measure(arguments))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
