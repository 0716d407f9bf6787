"""One JSON object or array, character by character: ``antiphon.reasoner.json_value``."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.json_value import JsonValue

VALUES = st.recursive(
    st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
CONTAINERS = st.lists(VALUES) | st.dictionaries(st.text(), VALUES)


def read(text: str) -> tuple[JsonValue, str]:
    """As much of ``text`` as is part of the value, and the rest."""
    value = JsonValue()
    for place, char in enumerate(text):
        value.write(char)
        if value.whole or value.broken:
            return value, text[place + 1 :]
    return value, ""


@given(
    CONTAINERS, st.sampled_from([None, 1]), st.booleans(), st.text(alphabet='ab{}[]"\\ \n'), st.text(alphabet=" \n\t")
)
def test_it_is_whole_with_its_last_bracket(
    value: object, indent: int | None, ascii_only: bool, behind: str, before: str
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    got, rest = read(before + text + behind)
    assert (got.whole, got.broken, got.text, rest) == (True, False, text, behind)


@given(CONTAINERS, st.data())
def test_it_is_not_whole_before(value: object, data: st.DataObject) -> None:
    text = json.dumps(value)
    got, _ = read(text[: data.draw(st.integers(0, len(text) - 1))])
    assert (got.whole, got.broken) == (False, False)


@pytest.mark.parametrize("text", ["a", '"a"', "1", "}", "]", "\n:"])
def test_what_begins_with_no_bracket_is_none(text: str) -> None:
    got, _ = read(text)
    assert (got.whole, got.broken) == (False, True)


@pytest.mark.parametrize("text", ["{]", "[}", '{"a": [1}', "[[{}]}", '{"a": "\\\\"]'])
def test_a_bracket_that_closes_another_one_breaks_it(text: str) -> None:
    got, rest = read(f"{text}!")
    assert (got.whole, got.broken, got.text, rest) == (False, True, text, "!")


@pytest.mark.parametrize("text", ['{"}"}', '["]\\""]', '{"\\\\": "{"}', '["\\\\\\"]"]'])
def test_brackets_in_strings_are_none(text: str) -> None:
    got, rest = read(f"{text}]")
    assert (got.whole, got.text, rest) == (True, text, "]")
