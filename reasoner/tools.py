"""How tools are told to a model: the form that Hermes began, and that Qwen2.5 and SmolLM2 were trained on.

The wording is that of Qwen2.5's chat template (Qwen/Qwen2.5-7B-Instruct, ``tokenizer_config.json``). A tag is one
token where a model has one for it, and text where not; so what is written here comes in parts, and what a client
gives is never a tag.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from antiphon.transport.messages import Tool

__all__ = [
    "CLOSE", "OPEN", "OPENING", "TAGS", "Part", "Tag", "call", "forced", "instructions", "of_json", "required",
    "result", "to_json",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands around a call or a result."""

    text: str


OPEN = "<tool_call>"
CLOSE = "</tool_call>"
_RESULT_OPEN, _RESULT_CLOSE = "<tool_response>", "</tool_response>"
TAGS = (OPEN, CLOSE, _RESULT_OPEN, _RESULT_CLOSE)

OPENING = '{"name": "'
"""How a call begins, up to the name."""

_BEFORE = (
    "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
    "You are provided with function signatures within <tools></tools> XML tags:\n<tools>"
)
_BEHIND = "\n</tools>\n\nFor each function call, return a json object with function name and arguments within "

Part = str | Tag


def instructions(text: str, tools: Sequence[Tool]) -> list[Part]:
    """A system's turn: ``text``, and the tools' signatures, if there are any."""
    if not tools:
        return [text]
    signatures = "".join("\n" + _signature(tool) for tool in tools)
    return [
        (f"{text}\n\n" if text else "") + _BEFORE + signatures + _BEHIND,
        Tag(OPEN), Tag(CLOSE), " XML tags:\n",
        Tag(OPEN), '\n{"name": <function-name>, "arguments": <args-json-object>}\n', Tag(CLOSE),
    ]  # fmt: skip


def call(name: str, arguments: str) -> list[Part]:
    """A call in the history; ``arguments``: JSON text."""
    return [Tag(OPEN), f'\n{{"name": {to_json(name)}, "arguments": {arguments}}}\n', Tag(CLOSE)]


def result(output: str) -> list[Part]:
    """What a tool gave back."""
    return [Tag(_RESULT_OPEN), f"\n{output}\n", Tag(_RESULT_CLOSE)]


def forced(name: str) -> list[Part]:
    """How an answer begins that must be a call, of the tool ``name`` where it is not empty.

    No space behind the last colon: the models' tokens have it at their beginning.
    """
    return [Tag(OPEN), "\n" + (f'{{"name": {to_json(name)}, "arguments":' if name else OPENING)]


def required(tool: Tool) -> list[str]:
    """The arguments that ``tool`` cannot do without, as far as its schema says so."""
    schema = _schema(tool)
    names = schema.get("required", [])
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _signature(tool: Tool) -> str:
    function = {"name": tool.name, "description": tool.description, "parameters": _schema(tool)}
    return to_json({"type": "function", "function": function})


def _schema(tool: Tool) -> dict[str, Any]:
    """An object without properties where the schema is none."""
    try:
        schema = of_json(tool.parameters)
    except ValueError:
        schema = None
    return schema if isinstance(schema, dict) and schema else {"type": "object", "properties": {}}


def of_json(text: str) -> Any:
    """What JSON ``text`` says; line breaks within strings are let pass. Raises ValueError for what is no JSON."""
    try:
        value = json.loads(text, strict=False, parse_constant=_finite, parse_float=_finite)
        json.dumps(value)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value


def to_json(value: object) -> str:
    """JSON text, in plain letters wherever UTF-8 has them: half a surrogate pair stays an escape."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def _finite(number: str) -> float:
    """Python reads and writes NaN and Infinity; JSON has neither."""
    if not math.isfinite(value := float(number)):
        raise ValueError(f"{number} is no number of JSON's")
    return value
