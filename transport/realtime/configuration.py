"""The ``session`` of the protocol: how updates are merged, what they mean to the agent, and what is told of it.

Updates are merged deeply. ``null`` turns turn detection and transcription off; elsewhere it brings back what was
there at first. What the client is told is what is really in use, whatever it asked for.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UnsetType

from ..door import Detection, Fresh, Manner
from .refusals import Refused, checked
from .settings import (
    AudioFormat,
    AudioInput,
    NamedTool,
    SessionSettings,
    Thoughts,
    Transcription,
    TurnDetection,
    chosen_tool,
    token_limit,
)

__all__ = ["Configuration"]


class Configuration:
    """What is in force in one session."""

    def __init__(self, fresh: Fresh, *, model: str, thoughts: Thoughts = "off") -> None:
        self.fresh = fresh
        self.session = ""
        """Its identifier."""
        self._model = model
        self._thoughts: Thoughts = thoughts
        self._said: dict[str, Any] = {}
        """What the client has said by now, as it said it."""
        self._settings = SessionSettings()

    def update(self, patch: dict[str, Any]) -> None:
        """Merge ``session`` of a ``session.update``. Raises Refused; then nothing has changed."""
        for name, place in _FORMER.items():
            if patch.get(name) is not None:
                raise Refused("unknown_parameter", f"'session.{name}' is 'session.{place}' now.", f"session.{name}")
        checked(patch, SessionSettings, "session")
        settings = checked(_merged(self._said, patch), SessionSettings, "session")
        settings.check()
        self._settings = settings
        # Without what is not known, so that it does not grow.
        self._said = msgspec.to_builtins(settings)

    @property
    def input_format(self) -> AudioFormat:
        return self._input.format or AudioFormat()

    @property
    def output_format(self) -> AudioFormat:
        audio = self._settings.audio
        return (audio.output.format if audio and audio.output else None) or AudioFormat()

    @property
    def speaks(self) -> bool:
        """Answers are spoken."""
        modalities = self._settings.output_modalities
        return modalities is None or "audio" in modalities

    @property
    def transcribes(self) -> bool:
        """The client is told what was understood."""
        return self._input.transcription is not None

    @property
    def responds(self) -> bool:
        """The end of a turn asks for an answer."""
        detection = self._detection
        return detection is not None and detection.create_response is not False

    @property
    def thoughts(self) -> Thoughts:
        vendor = self._settings.antiphon
        return vendor.thoughts if vendor and vendor.thoughts else self._thoughts

    @property
    def shown(self) -> bool:
        vendor = self._settings.antiphon
        return bool(vendor and vendor.shown)

    @property
    def max_output_tokens(self) -> int | str:
        return self._settings.max_output_tokens or self.fresh.say_tokens

    def manner(self) -> Manner:
        """What it means to the agent."""
        settings = self._settings
        detection = self._detection
        return Manner(
            instructions=settings.instructions,
            tools=tuple(tool.tool() for tool in settings.tools or ()),
            tool_choice=chosen_tool(settings.tool_choice) or "auto",
            speak=self.speaks,
            say_tokens=token_limit(settings.max_output_tokens),
            detection=None
            if detection is None
            else Detection(
                semantic=detection.semantic,
                # The protocol has these for server_vad alone.
                threshold=None if detection.semantic else detection.threshold,
                pre_roll_ms=None if detection.semantic else detection.prefix_padding_ms,
                hangover_ms=None if detection.semantic else detection.silence_duration_ms,
                eagerness=detection.eagerness or "auto",
                respond=detection.create_response is not False,
                interrupt=detection.interrupt_response is not False,
            ),
        )

    def echo(self) -> dict[str, Any]:
        """The ``session`` of ``session.created`` and ``session.updated``.

        Only what every client takes: pipecat dies of another rate, of other keys of the transcription, and of a
        ``tool_choice`` that is an object.
        """
        settings = self._settings
        text = settings.instructions
        session: dict[str, Any] = {
            "type": "realtime",
            "object": "realtime.session",
            "id": self.session,
            "model": self._model,
            "output_modalities": ["audio"] if self.speaks else ["text"],
            "instructions": self.fresh.instructions if text is None else text,
            "tools": [tool.echo() for tool in settings.tools or []],
            "max_output_tokens": self.max_output_tokens,
            "audio": {
                "input": {
                    "format": self.input_format.echo(),
                    "transcription": self._transcription(),
                    "turn_detection": self._turn_detection(),
                },
                "output": {"format": self.output_format.echo(), "voice": self.fresh.voice},
            },
        }
        if not isinstance(settings.tool_choice, NamedTool):
            session["tool_choice"] = settings.tool_choice or "auto"
        if settings.antiphon is not None or self._thoughts != "off":
            session["antiphon"] = {"thoughts": self.thoughts, "shown": self.shown}
        return session

    @property
    def _input(self) -> AudioInput:
        audio = self._settings.audio
        return (audio.input if audio else None) or AudioInput()

    @property
    def _detection(self) -> TurnDetection | None:
        detection = self._input.turn_detection
        return TurnDetection() if isinstance(detection, UnsetType) else detection

    def _transcription(self) -> dict[str, Any] | None:
        said = self._input.transcription
        if said is None:
            return None
        echo: dict[str, Any] = {"model": self.fresh.recogniser}
        if isinstance(said, Transcription):
            echo |= {key: value for key in ("language", "prompt") if (value := getattr(said, key)) is not None}
        return echo

    def _turn_detection(self) -> dict[str, Any] | None:
        detection, fresh = self._detection, self.fresh
        if detection is None:
            return None
        both = {
            "create_response": detection.create_response is not False,
            "interrupt_response": detection.interrupt_response is not False,
        }
        if detection.semantic:
            return {"type": "semantic_vad", "eagerness": detection.eagerness or "auto", **both}
        return {
            "type": "server_vad",
            "threshold": _or(detection.threshold, fresh.threshold),
            "prefix_padding_ms": round(_or(detection.prefix_padding_ms, fresh.pre_roll_ms)),
            "silence_duration_ms": round(_or(detection.silence_duration_ms, fresh.hangover_ms)),
            **both,
        }


_FORMER = {
    "modalities": "output_modalities",
    "voice": "audio.output.voice",
    "input_audio_format": "audio.input.format",
    "output_audio_format": "audio.output.format",
    "input_audio_transcription": "audio.input.transcription",
    "turn_detection": "audio.input.turn_detection",
    "max_response_output_tokens": "max_output_tokens",
}
"""Names of the protocol's beta, which ended in 2026: to ignore them would leave people with a puzzle."""


def _merged(said: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    merged = dict(said)
    for key, value in patch.items():
        before = merged.get(key)
        # A format is one thing: the rate of another one does not fit. And null says nothing of what only has parts.
        if isinstance(before, dict) and isinstance(value, dict) and key != "format":
            merged[key] = _merged(before, value)
        elif value is not None or key not in ("audio", "input", "output", "antiphon"):
            merged[key] = value
    return merged


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
