"""Parting thoughts from speech: ``antiphon.reasoner.thoughts``."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.thoughts import CLOSE, OPEN, Kind, Piece, ThoughtParser

FRAGMENTS = ["<think>", "</think>", "<", ">", "/", "think", "<think", "</thi", "nk>", "<thi", " ", "\n", "\t", "a", "é"]
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join)


def parted(*deltas: str, thinking: bool = False) -> tuple[str, str]:
    """All of the speech and all of the thoughts."""
    pieces = parts(*deltas, thinking=thinking)
    return tuple("".join(p.text for p in pieces if p.kind is kind) for kind in (Kind.SPEECH, Kind.THOUGHT))  # type: ignore[return-value]


def parts(*deltas: str, thinking: bool = False) -> list[Piece]:
    parser = ThoughtParser(thinking)
    pieces = [piece for delta in deltas for piece in parser.feed(delta)]
    return pieces + parser.flush()


def joined(pieces: list[Piece]) -> list[tuple[Kind, str]]:
    """Neighbours of one kind made one."""
    runs: list[tuple[Kind, str]] = []
    for piece in pieces:
        if runs and runs[-1][0] is piece.kind:
            runs[-1] = (piece.kind, runs[-1][1] + piece.text)
        else:
            runs.append((piece.kind, piece.text))
    return runs


@pytest.mark.parametrize(
    ("text", "speech", "thought"),
    [
        ("<think>\nwhy\n</think>\n\nSo.", "So.", "\nwhy\n"),
        ("  \n <think>why</think> So.", "  \n So.", "why"),
        ("First.\n<think>why</think>\nThen.", "First.\nThen.", "why"),
        ("<think></think>So.", "So.", ""),
        ("<think>a</think><think>b</think>So.", "So.", "ab"),
        ("<think>never closed", "", "never closed"),
        ("<think>almost </thin", "", "almost </thin"),
        ("A <think> in a line </think> is a quote.", "A  in a line  is a quote.", ""),
        ("</think>So.", "So.", ""),
        ("<think>a <think> b</think>So.", "So.", "a <think> b"),
        ("<think>1 < 2 </ think></think>So.", "So.", "1 < 2 </ think>"),
        ("1 < 2 and <b>", "1 < 2 and <b>", ""),
        ("Soon <thi", "Soon <thi", ""),
        ("<thought> </thinker>", "<thought> </thinker>", ""),
    ],
)
def test_text_is_parted(text: str, speech: str, thought: str) -> None:
    assert parted(text) == (speech, thought)


def test_a_prompt_with_an_open_thought_begins_inside_it() -> None:
    assert parted("why</think> So.", thinking=True) == ("So.", "why")
    assert parted("why", thinking=True) == ("", "why")


def test_no_tag_is_put_together_from_what_stood_around_another() -> None:
    assert parted("x <thi</think>nk> y") == ("x  y", "")
    assert parted("x <<think>think> y") == ("x  y", "")


def test_only_what_may_become_a_tag_is_held_back() -> None:
    parser = ThoughtParser()
    assert parser.feed("Paris.") == [Piece(Kind.SPEECH, "Paris.")]
    assert parser.feed(" <") == [Piece(Kind.SPEECH, " ")]
    assert parser.feed("b") == [Piece(Kind.SPEECH, "<b")]
    assert parser.feed("</thin") == []
    assert parser.feed("g") == [Piece(Kind.SPEECH, "</thing")]
    assert parser.flush() == []


def test_it_tells_whether_a_thought_is_open() -> None:
    parser = ThoughtParser()
    states = [parser.thinking]
    for delta in ("<thi", "nk>why", "</think", ">"):
        parser.feed(delta)
        states.append(parser.thinking)
    assert states == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("text", "thinking", "states"),
    [
        ("a<b", False, [False, True, False]),
        ("</b", True, [True, True, False]),
        ("</think>a", True, [*[True] * 7, False, False]),
        ("<<a", False, [True, True, False]),
        ("> \n", True, [False, False, False]),
    ],
)
def test_it_tells_while_something_may_still_become_a_tag(text: str, thinking: bool, states: list[bool]) -> None:
    parser = ThoughtParser(thinking)
    held = []
    for char in text:
        parser.feed(char)
        held.append(parser.holding)
    assert held == states


@given(TEXTS, st.booleans())
def test_what_is_not_held_back_is_out(text: str, thinking: bool) -> None:
    """So whoever stops where nothing is held back has lost nothing, and the end adds nothing."""
    parser = ThoughtParser(thinking)
    parser.feed(text)
    holding = parser.holding
    assert bool(parser.flush()) == holding
    assert not parser.holding


@given(TEXTS, st.booleans(), st.data())
def test_every_split_gives_the_same_as_the_whole(text: str, thinking: bool, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))) | {0, len(text)})
    deltas = [text[start:end] for start, end in pairwise(cuts)]
    assert joined(parts(*deltas, thinking=thinking)) == joined(parts(text, thinking=thinking))


@given(TEXTS, st.booleans())
def test_every_character_is_speech_or_thought_or_tag_or_the_white_space_behind_one(text: str, thinking: bool) -> None:
    lost = Counter(text) - Counter("".join(parted(text, thinking=thinking)))
    tags = lost[">"]
    closes = lost["/"]
    expected = Counter(OPEN * (tags - closes)) + Counter(CLOSE * closes)
    assert {char: count for char, count in (lost - expected).items() if not char.isspace()} == {}
    assert not expected - lost


@given(TEXTS, st.booleans())
def test_no_tag_is_ever_spoken(text: str, thinking: bool) -> None:
    speech, _ = parted(text, thinking=thinking)
    assert OPEN not in speech
    assert CLOSE not in speech


@given(st.lists(st.tuples(TEXTS.filter(lambda text: CLOSE not in text), st.sampled_from(["", " so", "\nso\n"]))))
def test_what_stands_in_a_thought_is_never_spoken(turns: list[tuple[str, str]]) -> None:
    text = "".join(f"\n{OPEN}{thought}CANARY{CLOSE}{speech}" for thought, speech in turns)
    speech, thoughts = parted(*text)
    assert "C" not in speech
    assert thoughts.count("CANARY") == len(turns)


@given(st.text().filter(lambda text: OPEN not in text and CLOSE not in text))
def test_text_without_tags_is_spoken_as_it_is(text: str) -> None:
    assert parted(*text) == (text, "")
