"""`antiphon ask`: one question, its answer as it forms, and how long everything took."""

from __future__ import annotations

import sys
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from antiphon.transport.door import AudioOut, Output, TurnEnded
from antiphon.transport.messages import Mode
from antiphon.transport.trace import Trace

from .display import Display, plain
from .recording import Recording, read, write_wav
from .settings import Settings
from .voice_agent import VoiceAgent

__all__ = ["Question", "ask"]


@dataclass(frozen=True, slots=True)
class Question:
    """What the user gave on the command line. ``audio`` and ``out`` may be "-": standard input and output."""

    audio: str | None
    text: str
    mode: Mode | None
    seed: int | None
    out: str | None
    trace: Path | None


async def ask(question: Question, settings: Settings, console: Console) -> bool:
    """Answer it, show it on ``console``, write what was asked for. False: the answer failed by our own fault.

    Raises InputError for what cannot be answered, and what ``VoiceAgent`` raises at its start.
    """
    # The recording is read before anything is started: a wrong one is told at once.
    recording = _read(question.audio, settings.conversation.longest_turn_s)
    async with AsyncExitStack() as stack:
        with console.status("Starting the reasoner and the speaker ..."):
            agent = await stack.enter_async_context(VoiceAgent(settings))
        session = await stack.enter_async_context(agent.session())
        answer = _Answer()
        outputs = session.stream(recording, text=question.text, mode=question.mode, seed=question.seed)
        async with aclosing(outputs):
            with Display(console) as display:
                async for output in outputs:
                    display.show(output)
                    answer.take(output)
        memory = agent.memory()
    trace = answer.trace
    _write(question, answer)
    _report(trace, console)
    mib = 1 << 20
    console.print(
        f"Memory: {memory.total / mib:,.0f} MiB (gateway {memory.gateway / mib:,.0f}, reasoner "
        f"{memory.reasoner / mib:,.0f}, speaker {memory.speaker / mib:,.0f})",
        highlight=False,
    )
    if question.out is not None and answer.pcm:
        place = "standard output" if question.out == "-" else question.out
        console.print(f"Sound: {place} ({len(answer.pcm) / 2 / answer.rate_hz:.1f} s)", highlight=False)
    if answer.error:
        console.print(f"The answer failed: {plain(answer.error)}", style="red", markup=False, highlight=False)
    return not answer.error


def _read(audio: str | None, longest_turn_s: float) -> Recording | None:
    if audio is None:
        return None
    recording = read(sys.stdin.buffer if audio == "-" else Path(audio), longest_turn_s)
    recording.check_sound()
    return recording


def _write(question: Question, answer: _Answer) -> None:
    if question.out is not None and answer.pcm:
        write_wav(sys.stdout.buffer if question.out == "-" else Path(question.out), bytes(answer.pcm), answer.rate_hz)
    if question.trace is not None:
        question.trace.write_bytes(answer.trace.to_json() + b"\n")


class _Answer:
    """What is kept of it."""

    def __init__(self) -> None:
        self.pcm = bytearray()
        self.rate_hz = 0
        self.error = ""
        self.trace: Trace

    def take(self, output: Output) -> None:
        match output:
            case AudioOut():
                self.pcm += output.pcm
                self.rate_hz = output.rate_hz
            case TurnEnded():
                self.trace, self.error = output.trace, output.error


def _report(trace: Trace, console: Console) -> None:
    table = Table(
        "stage", "ms", title=f"From the end of the turn ({trace.mode}, {trace.outcome})", title_justify="left"
    )
    table.columns[1].justify = "right"
    for name, value in (
        ("words recognised", trace.transcript_ms),
        ("first thought", trace.first_thought_ms),
        ("thoughts done", trace.thoughts_done_ms),
        ("first word of the answer", trace.first_say_ms),
        ("first sound made", trace.first_audio_ms),
        ("first sound heard", trace.first_audible_ms),
        ("last sound heard", trace.audio_done_ms),
    ):
        if value is not None:
            table.add_row(name, f"{value:,.0f}")
    console.print(table)
    lines = [f"Route: {trace.route}"] if trace.route else []
    if trace.thought_tokens:
        known = ", ".join(str(segment.thought_tokens_known) for segment in trace.segments)
        lines += [
            f"{trace.thought_tokens} tokens of thought ({trace.thought_tokens_before_audio} before the first sound, "
            f"{trace.thought_tokens_while_speaking} while it was heard)",
            f"Thoughts known when each segment was written: {known or 'none'}",
        ]
    lines.append(f"{trace.say_tokens} tokens of answer; {len(trace.gaps_ms)} gaps, continuity {trace.continuity:.1%}")
    console.print("\n".join(lines), markup=False, highlight=False)
