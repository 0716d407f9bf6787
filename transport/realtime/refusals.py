"""What is wrong with a client's event: what its ``error`` event says, and the check against a struct that finds it."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from ..errors import InputError

__all__ = ["Refused", "checked", "decoded"]

T = TypeVar("T")

_WHERE = re.compile(r" - at (?:`key` in )?`\$(?P<path>.*)`$")
_MISSING = re.compile(r"^Object missing required field `(?P<field>.+)`$")


class Refused(InputError):
    """A client event that cannot be done. ``code`` and ``param`` (where it is wrong, as ``item.content[0].text``)
    are the protocol's."""

    def __init__(self, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param


def decoded(frame: str) -> dict[str, Any]:
    """The JSON object in ``frame``. Raises Refused."""
    try:
        raw = msgspec.json.decode(frame)
    # ValueError: lone surrogates, or a number of thousands of digits.
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Refused("invalid_json", f"The message is not valid JSON: {error}.") from error
    if not isinstance(raw, dict):
        raise Refused("invalid_json", f"The message has to be a JSON object, and is of type {_kind(raw)}.")
    return raw


def checked(raw: object, kind: type[T], at: str = "") -> T:
    """``raw`` as a ``kind``, a msgspec struct; ``at`` is where it stands in the event. Raises Refused."""
    try:
        return msgspec.convert(raw, kind)
    except RecursionError as error:
        raise Refused("invalid_value", f"{at or 'The event'} is nested too deeply.", at or None) from error
    except msgspec.ValidationError as error:
        message = str(error)
        where = _WHERE.search(message)
        path = where["path"] if where else ""
        message = message[: where.start()] if where else message
        raise _refused(message, at, path, kind) from error


def _refused(message: str, at: str, path: str, kind: type) -> Refused:
    missing = _MISSING.match(message)
    code = "invalid_value"
    if missing:
        path = f"{path}.{missing['field']}"
        code = "missing_required_parameter"
    elif ", got " in message:
        code = "invalid_type"
    param = f"{at}{path}" if at else path.removeprefix(".")
    if missing:
        message = f"'{param}' is missing"
    elif message.startswith("Invalid enum value") and (values := _values(kind, path)):
        message = f"'{param}': {message}; supported are {', '.join(map(repr, values))}"
    elif param:
        message = f"'{param}': {message}"
    return Refused(code, f"{message}.", param or None)


def _values(kind: type, path: str) -> list[Any]:
    """The literals that are allowed at ``path`` of ``kind``."""
    types = [msgspec.inspect.type_info(kind)]
    for name in re.findall(r"\.(\w+)|\[", path):
        inner: list[msgspec.inspect.Type] = []
        for each in _members(types):
            match each:
                case msgspec.inspect.StructType():
                    inner += [field.type for field in each.fields if field.encode_name == name]
                case msgspec.inspect.ListType():
                    inner.append(each.item_type)
        types = inner
    return [value for each in _members(types) if isinstance(each, msgspec.inspect.LiteralType) for value in each.values]


def _members(types: list[msgspec.inspect.Type]) -> list[msgspec.inspect.Type]:
    return [
        member for each in types for member in (each.types if isinstance(each, msgspec.inspect.UnionType) else [each])
    ]


def _kind(raw: object) -> str:
    names = {type(None): "null", bool: "boolean", int: "number", float: "number", str: "string", list: "array"}
    return names.get(type(raw), type(raw).__name__)
