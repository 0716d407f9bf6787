"""Parting a tool call from speech: ``antiphon.reasoner.calls``."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.calls import Call, CallParser
from antiphon.reasoner.tools import CLOSE, OPEN, OPENING

FRAGMENTS = [
    OPEN, CLOSE, "<", ">", "/", "tool", "<tool_", "call>", "</tool_c", "all>", " ", "\n", "a", "é", "{", "}", "[", "]",
    '"', "\\", '{"name": "f", "arguments": {"a": "}"}}', '"name": "f"', ",", ": ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join)
OPENINGS = st.sampled_from([(None, ""), (OPENING, ""), (OPENING, "f")])
JSON_TEXTS = st.text().filter(lambda text: text.isprintable())
OBJECTS = st.dictionaries(
    JSON_TEXTS,
    st.recursive(JSON_TEXTS | st.integers() | st.none(), lambda x: st.lists(x) | st.dictionaries(JSON_TEXTS, x)),
)


def parted(*deltas: str, opening: str | None = None, name: str = "") -> tuple[str, Call | None]:
    """All of the speech, and the call."""
    parser = CallParser(opening, name)
    speech = "".join(parser.feed(delta) for delta in deltas) + parser.flush()
    return speech, parser.call


CITY = '{"name": "f", "arguments": {"city": "Rome"}}'
CITY_CALL = Call("f", '{"city": "Rome"}')


@pytest.mark.parametrize(
    ("text", "speech", "call"),
    [
        (f"{OPEN}\n{CITY}\n{CLOSE}", "", CITY_CALL),
        (f"{OPEN}{CITY}", "", CITY_CALL),
        (f"{OPEN}{CITY}{CLOSE} And more. {OPEN}", "", CITY_CALL),
        (f"Let me see.\n{OPEN}{CITY}", "Let me see.\n", CITY_CALL),
        (f"{OPEN}[{CITY}, {CITY}]{CLOSE}", "", CITY_CALL),
        (f'{OPEN}{{"name": "f"}}', "", Call("f", "{}")),
        (f'{OPEN}{{"arguments": {{}}, "name": "f"}}', "", Call("f", "{}")),
        (f'{OPEN}{{"name": "f", "arguments": "{{\\"a\\": 1}}"}}', "", Call("f", '{"a": 1}')),
        (f'{OPEN}{{"name": "f", "arguments": {{"a": "}}\\"{{"}}}}', "", Call("f", '{"a": "}\\"{"}')),
        (f'{OPEN}{{"name": "f", "arguments": {{"a": "one\ntwo"}}}}', "", Call("f", '{"a": "one\\ntwo"}')),
        (f'{OPEN}{{"name": "f", "arguments": [1]}}', "", Call("f", None)),
        (f'{OPEN}{{"name": "f", "arguments": {{"a": NaN}}}}', "", Call("", None)),
        (f'{OPEN}{{"name": "f", "arguments": "yes"}}', "", Call("", None)),
        (f'{OPEN}{{"name": 7}}', "", Call("", None)),
        (f"{OPEN}[]{CLOSE}", "", Call("", None)),
        (f"{OPEN}f(1){CLOSE}", "", Call("", None)),
        (f"{OPEN}{{]", "", Call("", None)),
        (f'{OPEN}{{"name": "f", "arguments": {{"a": 1', "", Call("", None)),
        (f"Soon. {OPEN}", "Soon. ", Call("", None)),
        ("Soon <tool_", "Soon <tool_", None),
        ("1 < 2, a <tool>, {}", "1 < 2, a <tool>, {}", None),
        (f"So{CLOSE}.", "So.", None),
        ("", "", None),
    ],
)
def test_text_is_parted(text: str, speech: str, call: Call | None) -> None:
    assert parted(text) == (speech, call)


@pytest.mark.parametrize(
    ("text", "name", "call"),
    [
        ('f", "arguments": {"city": "Rome"}}', "", CITY_CALL),
        ('f"}', "", Call("f", "{}")),
        (' {"city": "Rome"}}\n</tool_call>', "f", CITY_CALL),
        (' {"city": "Rome"}, "more": 1', "f", CITY_CALL),
        (" Rome", "f", Call("f", None)),
        (' {"city": Rome}', "f", Call("f", None)),
        ("", "f", Call("f", None)),
        (' "Rome"', "f", Call("f", None)),
    ],
)
def test_a_call_that_was_begun_is_read_on(text: str, name: str, call: Call) -> None:
    assert parted(text, opening=OPENING, name=name) == ("", call)


def test_only_what_may_become_a_tag_is_held_back() -> None:
    parser = CallParser()
    assert parser.feed("Rome.") == "Rome."
    assert parser.feed(" <") == " "
    assert parser.feed("b") == "<b"
    assert parser.feed("</tool") == ""
    assert parser.feed("s") == "</tools"
    assert parser.flush() == ""


def test_a_call_is_whole_with_its_last_brace() -> None:
    parser = CallParser()
    parser.feed(OPEN + CITY[:-1])
    assert (parser.calling, parser.call) == (True, None)
    parser.feed(CITY[-1])
    assert parser.call == CITY_CALL


@given(TEXTS, OPENINGS, st.data())
def test_every_split_gives_the_same_as_the_whole(text: str, begun: tuple[str | None, str], data: st.DataObject) -> None:
    opening, name = begun
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))) | {0, len(text)})
    deltas = [text[start:end] for start, end in pairwise(cuts)]
    assert parted(*deltas, opening=opening, name=name) == parted(text, opening=opening, name=name)


@given(TEXTS)
def test_nothing_of_a_call_is_ever_spoken(text: str) -> None:
    speech, call = parted(text)
    assert OPEN not in speech
    assert CLOSE not in speech
    if OPEN in text:
        assert call is not None
        assert text.startswith(speech) or CLOSE in text


@given(TEXTS, OPENINGS)
def test_arguments_are_always_a_json_object(text: str, begun: tuple[str | None, str]) -> None:
    _, call = parted(text, opening=begun[0], name=begun[1])
    if call is not None and call.arguments is not None:
        assert isinstance(json.loads(call.arguments), dict)


@given(OBJECTS, JSON_TEXTS, st.sampled_from([None, 2]), st.data())
def test_whatever_is_called_for_arrives(
    value: dict[str, object], name: str, indent: int | None, data: st.DataObject
) -> None:
    text = OPEN + json.dumps({"name": name, "arguments": value}, indent=indent, ensure_ascii=data.draw(st.booleans()))
    speech, call = parted(*text, CLOSE)
    assert speech == ""
    assert call is not None
    assert call.name == name
    assert json.loads(call.arguments or "") == value


@given(st.text().filter(lambda text: OPEN not in text and CLOSE not in text))
def test_text_without_tags_is_spoken_as_it_is(text: str) -> None:
    assert parted(*text) == (text, None)
