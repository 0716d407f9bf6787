"""JSON in front of an answer: ``antiphon.reasoner.preamble``."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.preamble import Preamble

FRAGMENTS = [
    "{", "}", "[", "]", '"', "\\", ":", ",", " ", "\n", "a", "1", '{"', '{"a": 1}', '{"a": "}"}', "{}", "{ ", "Hello. ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=16).map("".join)
JSON_TEXTS = st.text().filter(str.isprintable)
OBJECTS = st.dictionaries(
    JSON_TEXTS,
    st.recursive(JSON_TEXTS | st.integers() | st.none(), lambda x: st.lists(x) | st.dictionaries(JSON_TEXTS, x)),
)
WORDS = st.text(alphabet="ab{}[]\"'.\n ", min_size=1).map(lambda text: f"So {text}")


def parted(*deltas: str) -> tuple[str, str]:
    """All of the speech, and all of the JSON."""
    preamble = Preamble()
    speech, shown = "", ""
    for delta in deltas:
        speech += preamble.feed(delta)
        shown += preamble.take()
    speech += preamble.flush()
    return speech, shown + preamble.take()


@pytest.mark.parametrize(
    ("text", "speech", "shown"),
    [
        ("Hello.", "Hello.", ""),
        ('{"a": 1}Hello.', "Hello.", '{"a": 1}'),
        ('\n {"a": 1}\n\nHello.', "\n\nHello.", '{"a": 1}'),
        ('{\n  "a": {"b": [1]}\n}\nHello.', "\nHello.", '{\n  "a": {"b": [1]}\n}'),
        ('{"a": "} \\" {"} Hello.', " Hello.", '{"a": "} \\" {"}'),
        ("{} Hello.", " Hello.", "{}"),
        ("{ } Hello.", " Hello.", "{ }"),
        ('{"a": 1}\n{"b": 2}\nHello.', "\nHello.", '{"a": 1}{"b": 2}'),
        ('{"a": 1}', "", '{"a": 1}'),
        ('{"a": 1', "", ""),
        ('{"a": 1]} rest of the line\nHello.', "\nHello.", ""),
        ('{"a": 1]} and no more lines', "", ""),
        ('Hello. {"a": 1}', 'Hello. {"a": 1}', ""),
        ("{x} is a set.", "{x} is a set.", ""),
        ("{ x } is a set.", "{ x } is a set.", ""),
        ("[1] says so.", "[1] says so.", ""),
        ('"Yes," he said.', '"Yes," he said.', ""),
        (" \n", " \n", ""),
        ("{", "{", ""),
        ("", "", ""),
    ],
)
def test_text_is_parted(text: str, speech: str, shown: str) -> None:
    assert parted(text) == (speech, shown)


def test_words_are_not_held_up() -> None:
    preamble = Preamble()
    assert [preamble.feed(char) for char in "Hi {"] == ["H", "i", " ", "{"]
    assert not preamble.holding


def test_it_tells_while_json_or_what_may_be_some_is_not_over() -> None:
    preamble = Preamble()
    states = []
    for char in '\n{ "a": {}} B':
        preamble.feed(char)
        states.append(preamble.holding)
    assert states == [False, *[True] * 9, False, False, False], "white space alone is neither"


def test_json_that_is_none_is_held_to_the_end_of_its_line() -> None:
    preamble = Preamble()
    assert [preamble.feed(text) for text in ('{"a"]', " so", "\n", "Hi")] == ["", "", "\n", "Hi"]


def test_json_is_given_out_once_as_soon_as_it_is_whole() -> None:
    preamble = Preamble()
    preamble.feed('{"a": 1')
    assert preamble.take() == ""
    preamble.feed("}")
    assert (preamble.take(), preamble.take()) == ('{"a": 1}', "")


@given(TEXTS, st.data())
def test_every_split_gives_the_same_as_the_whole(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))) | {0, len(text)})
    assert parted(*(text[start:end] for start, end in pairwise(cuts))) == parted(text)


@given(st.sampled_from(["", " ", "\n"]), OBJECTS, st.sampled_from([None, 2]), st.sampled_from(["", "\n\n"]), WORDS)
def test_json_is_shown_and_the_words_behind_it_are_said(
    before: str, value: dict[str, object], indent: int | None, between: str, words: str
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert parted(*(before + text + between + words)) == (between + words, text)


@given(OBJECTS.filter(bool), st.data())
def test_json_that_was_cut_off_is_not_said(value: dict[str, object], data: st.DataObject) -> None:
    text = json.dumps(value)
    assert parted(text[: data.draw(st.integers(2, len(text) - 1))]) == ("", "")


@given(TEXTS)
def test_what_is_said_is_the_end_of_what_was_written(text: str) -> None:
    speech, shown = parted(text)
    assert text.endswith(speech)
    assert len(speech) + len(shown) <= len(text)


@given(WORDS)
def test_text_that_begins_with_a_word_is_said_as_it_is(text: str) -> None:
    assert parted(*text) == (text, "")
