"""What is known of a tool: ``antiphon.reasoner.tools``."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.tools import instructions, of_json, required, to_json
from antiphon.transport.messages import Tool

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.parametrize("parameters", ["", "{}", "[]", "nonsense", "{", "[" * 100_000, '{"a": 1e999}'])
def test_a_tool_whose_schema_is_none_takes_no_arguments(parameters: str) -> None:
    tool = Tool("f", "Does it.", parameters)
    head = instructions("", [tool])[0]
    assert isinstance(head, str)
    signature = {"name": "f", "description": "Does it.", "parameters": {"type": "object", "properties": {}}}
    assert json.dumps({"type": "function", "function": signature}) in head
    assert required(tool) == []


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ({"required": ["a", "b"]}, ["a", "b"]),
        ({"required": []}, []),
        ({"required": "a"}, []),
        ({"required": [1, "a"]}, ["a"]),
        ({"properties": {"a": {}}}, []),
    ],
)
def test_it_is_known_what_a_tool_cannot_do_without(schema: dict[str, object], names: list[str]) -> None:
    assert required(Tool("f", "", json.dumps(schema))) == names


@given(VALUES)
def test_json_is_read_as_it_was_written(value: object) -> None:
    text = to_json(value)
    text.encode()
    assert of_json(text) == value


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "-Infinity", "1e999", "", "{'a': 1}", "[" * 100_000])
def test_what_python_takes_for_json_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        of_json(text)


def test_letters_stay_letters_and_halves_of_pairs_stay_escapes() -> None:
    assert to_json("Zoë 😊") == '"Zoë 😊"'
    assert to_json("Zoë \ud800") == '"Zo\\u00eb \\ud800"'
    assert math.isfinite(of_json("1.5"))
