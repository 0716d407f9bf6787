"""What the processes say to each other survives the wire, and nothing else does."""

from __future__ import annotations

import contextlib
import types
import typing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.transport import messages
from antiphon.transport.messages import Item, Message, Mode, Say, Speech, Thought, Tool, Word, decode, encode

KINDS = typing.get_args(Message)


def fields(kind: type[msgspec.Struct]) -> st.SearchStrategy[Message]:
    """Any message of ``kind``, from the types of its fields."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: _any(hint) for name, hint in hints.items()})


def _any(hint: object) -> st.SearchStrategy[typing.Any]:
    match typing.get_origin(hint), typing.get_args(hint):
        case (None, _) if hint is float:
            return st.floats(allow_nan=False, allow_infinity=False)
        case (None, _) if hint is int:
            return st.integers(-(2**63), 2**63)
        case (origin, (inner, *_)) if origin is tuple:
            return st.lists(_any(inner), max_size=3).map(tuple)
        case (origin, (key, value)) if origin is dict:
            return st.dictionaries(_any(key), _any(value), max_size=3)
        case (None, _) if hint is Word:
            return st.builds(Word, st.text(), _any(float), _any(float))
        case (None, _) if hint in (Item, Tool):
            return fields(hint)  # type: ignore[arg-type]
        case (origin, inner) if origin in (typing.Union, types.UnionType):
            return st.one_of([_any(one) for one in inner])
        case (None, _) if hint is Mode:
            return st.sampled_from(Mode)
    return st.from_type(hint)  # type: ignore[arg-type]


@given(st.one_of([fields(kind) for kind in KINDS]))
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    back = decode(encode(message))
    assert back == message
    assert type(back) is type(message)


@given(st.binary())
def test_what_is_no_message_raises_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(msgspec.DecodeError):
        decode(data)


def test_a_thought_cannot_be_taken_for_speech_of_the_answer() -> None:
    """They are told apart by their tag alone, so the tags must differ."""
    thought, say = Thought("s", 1, 1, "x"), Say("s", 1, 1, "x")
    assert isinstance(decode(encode(thought)), Thought)
    assert isinstance(decode(encode(say)), Say)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="Invalid value"):
        decode(msgspec.msgpack.encode({"type": "Whisper", "session": "s"}))


def test_speech_is_what_carries_a_turn_to_the_user() -> None:
    kinds = {"Routed", "Thought", "SegmentBegun", "Say", "Show", "Audio"}
    assert {kind.__name__ for kind in typing.get_args(Speech)} == kinds


def test_everything_public_is_listed() -> None:
    assert {kind.__name__ for kind in KINDS} <= set(messages.__all__)
