"""What a client may say of its session, and of one response: the protocol's objects as structs.

What is not here is ignored: tracing, truncation, noise_reduction, include, prompt, parallel_tool_calls, reasoning,
speed, idle_timeout_ms, voice and model are known to the protocol, and nothing here can follow them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ..door import Request
from ..messages import Tool
from .audio import Encoding
from .refusals import Refused

__all__ = [
    "LONGEST_TEXT", "Audio", "AudioFormat", "AudioInput", "AudioOutput", "FunctionTool", "NamedTool",
    "ResponseSettings", "SessionSettings", "Text", "Thoughts", "Transcription", "TurnDetection", "Vendor",
    "chosen_tool", "token_limit",
]  # fmt: skip

LONGEST_TEXT = 128 * 1024
"""Characters of any text of a client. It is told them again, and pipecat takes no more than 1 MiB in a frame."""
LONGEST_TOOLS = 256 * 1024
"""Bytes of all tools together."""
DEEPEST_SCHEMA = 100
"""Levels of the parameters of a tool; parsers of clients end at about 250."""

Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Thoughts = Literal["off", "summary", "full"]
MaxTokens = Annotated[int, Meta(ge=1, le=2**31)] | Literal["inf"]


class AudioFormat(msgspec.Struct):
    type: Encoding = "audio/pcm"
    rate: int | None = None

    def check(self, at: str) -> None:
        """Raises Refused where the rate is not the format's."""
        right = 24_000 if self.type == "audio/pcm" else 8_000
        if self.rate not in (None, right):
            raise Refused("invalid_value", f"'{at}.rate': {self.type} has {right} samples a second here.", f"{at}.rate")

    def echo(self) -> dict[str, Any]:
        # G.711 has no rate in the protocol.
        return {"type": self.type, "rate": 24_000} if self.type == "audio/pcm" else {"type": self.type}


class TurnDetection(msgspec.Struct):
    type: Literal["server_vad", "semantic_vad"] | None = None
    threshold: Annotated[float, Meta(ge=0, le=1)] | None = None
    prefix_padding_ms: Annotated[float, Meta(ge=0, le=10_000)] | None = None
    silence_duration_ms: Annotated[float, Meta(ge=0, le=60_000)] | None = None
    eagerness: Literal["low", "medium", "high", "auto"] | None = None
    create_response: bool | None = None
    interrupt_response: bool | None = None

    @property
    def semantic(self) -> bool:
        if self.type is None:
            return self.threshold is self.prefix_padding_ms is self.silence_duration_ms is None
        return self.type == "semantic_vad"


class Transcription(msgspec.Struct):
    language: str | None = None
    prompt: Text | None = None


class AudioInput(msgspec.Struct):
    format: AudioFormat | None = None
    transcription: Transcription | UnsetType | None = UNSET
    turn_detection: TurnDetection | UnsetType | None = UNSET


class AudioOutput(msgspec.Struct):
    format: AudioFormat | None = None


class Audio(msgspec.Struct):
    input: AudioInput | None = None
    output: AudioOutput | None = None


class FunctionTool(msgspec.Struct, omit_defaults=True):
    name: Annotated[str, Meta(min_length=1, max_length=256)]
    type: Literal["function"] = "function"
    description: str | None = None
    parameters: dict[str, Any] | None = None

    def echo(self) -> dict[str, Any]:
        return {"type": "function", **msgspec.to_builtins(self)}

    def tool(self) -> Tool:
        return Tool(self.name, self.description or "", msgspec.json.encode(self.parameters or {}).decode())


class NamedTool(msgspec.Struct):
    name: str
    type: Literal["function"] = "function"


ToolChoice = Literal["auto", "none", "required"] | NamedTool
Modalities = Annotated[list[Literal["text", "audio"]], Meta(min_length=1)]


class Vendor(msgspec.Struct):
    """``thoughts``: whether the reasoning is told; ``shown``: whether what is for the screen is."""

    thoughts: Thoughts | None = None
    shown: bool | None = None


class SessionSettings(msgspec.Struct):
    type: Literal["realtime"] = "realtime"
    instructions: Text | None = None
    output_modalities: Modalities | None = None
    max_output_tokens: MaxTokens | None = None
    tools: list[FunctionTool] | None = None
    tool_choice: ToolChoice | None = None
    audio: Audio | None = None
    antiphon: Vendor | None = None

    def check(self) -> None:
        """Raises Refused."""
        _check_audio(self.audio, "session.audio")
        _check_tools(self.tools, "session.tools")


class ResponseSettings(msgspec.Struct):
    """The ``response`` of ``response.create``: where this answer differs from the session."""

    conversation: str | None = None
    input: Any = None
    instructions: Text | None = None
    metadata: dict[str, str] | None = None
    output_modalities: Modalities | None = None
    max_output_tokens: MaxTokens | None = None
    tools: list[FunctionTool] | None = None
    tool_choice: ToolChoice | None = None
    audio: Audio | None = None

    def check(self) -> None:
        """Raises Refused."""
        if self.conversation not in (None, "auto"):
            message = "'response.conversation': answers are part of the conversation here; leave it out, or say 'auto'."
            raise Refused("unsupported_value", message, "response.conversation")
        if self.input is not None:
            message = "'response.input' is not supported: create the items with conversation.item.create first."
            raise Refused("unsupported_value", message, "response.input")
        metadata = self.metadata or {}
        if len(metadata) > 16 or any(len(key) > 64 or len(value) > 512 for key, value in metadata.items()):
            message = "'response.metadata' may have 16 keys of 64 characters, with values of 512 characters."
            raise Refused("invalid_value", message, "response.metadata")
        _check_audio(self.audio, "response.audio")
        _check_tools(self.tools, "response.tools")

    def request(self) -> Request:
        """What it means to the agent."""
        return Request(
            instructions=self.instructions,
            tools=None if self.tools is None else tuple(tool.tool() for tool in self.tools),
            tool_choice=chosen_tool(self.tool_choice),
            speak=None if self.output_modalities is None else "audio" in self.output_modalities,
            say_tokens=token_limit(self.max_output_tokens),
        )


def _check_audio(audio: Audio | None, at: str) -> None:
    for name in ("input", "output"):
        part: AudioInput | AudioOutput | None = getattr(audio, name, None)
        if part and part.format:
            part.format.check(f"{at}.{name}.format")


def _check_tools(tools: list[FunctionTool] | None, at: str) -> None:
    for index, tool in enumerate(tools or []):
        if _deeper(tool.parameters, DEEPEST_SCHEMA):
            where = f"{at}[{index}].parameters"
            message = f"'{where}' is nested too deeply: {DEEPEST_SCHEMA} levels are possible."
            raise Refused("invalid_value", message, where)
    length = len(msgspec.json.encode(tools))
    if length > LONGEST_TOOLS:
        raise Refused("invalid_value", f"'{at}' is too long: {length:,} bytes; {LONGEST_TOOLS:,} are possible.", at)


def _deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    return levels == 0 or any(
        _deeper(inner, levels - 1) for inner in (value.values() if isinstance(value, dict) else value)
    )


def chosen_tool(choice: ToolChoice | None) -> str | None:
    """As ``Manner.tool_choice`` has it."""
    return choice.name if isinstance(choice, NamedTool) else choice


def token_limit(tokens: int | str | None) -> int | None:
    """As ``Manner.say_tokens`` has it: "inf" is the agent's own limit."""
    return tokens if isinstance(tokens, int) else None
