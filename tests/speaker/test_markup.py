"""What a model writes, parted into speech and screen: ``antiphon.speaker.markup``."""

# ruff: noqa: RUF001 (typographic characters are what is tested here)

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.speaker.blocks import LONGEST_ARTIFACT
from antiphon.speaker.inline import LONGEST_LABEL
from antiphon.speaker.markup import Artifact, Markup, Piece


def read(*deltas: str) -> list[Piece]:
    """The pieces of an answer that arrives as ``deltas``; neighbouring text joined."""
    markup = Markup()
    pieces: list[Piece] = []
    for delta in deltas:
        pieces += markup.feed(delta)
    pieces += markup.flush()
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def said(*deltas: str) -> str:
    return "".join(piece for piece in read(*deltas) if isinstance(piece, str))


def shown(*deltas: str) -> list[Artifact]:
    return [piece for piece in read(*deltas) if isinstance(piece, Artifact)]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Bold** and *slanted* and ***both***.", "Bold and slanted and both."),
        ("__Bold__ and _slanted_, ~~gone~~.", "Bold and slanted, gone."),
        ("snake_case_name and __init__", "snake_case_name and init"),
        ("3 * 4 is 2*6, and 2**3 is 8", "3 * 4 is 2*6, and 2**3 is 8"),
        ("about ~5 of them", "about ~5 of them"),
        ("# Title\ntext", "Title\ntext"),
        ("###### Small\n", "Small\n"),
        ("#5 is #1", "#5 is #1"),
        ("- one\n* two\n+ three\n• four", "one\ntwo\nthree\nfour"),
        ("  - nested **bold**", "nested bold"),
        ("- [ ] open\n- [x] closed", "open\nclosed"),
        ("- [words](https://a.example) here", "words here"),
        ("1. first\n2. second", "1. first\n2. second"),
        ("-5 degrees", "-5 degrees"),
        ("> quoted\n> > twice", "quoted\ntwice"),
        ("above\n\n---\n\nbelow\n* * *\n", "above\n\n\n\nbelow\n\n"),
        ("Title\n=====\n", "Title\n\n"),
        ("Use `a_b * c` now", "Use a_b * c now"),
        ("Use ``a ` b`` now", "Use a ` b now"),
        ("a lonely ` tick\nand *more*", "a lonely  tick\nand more"),
        ("![a cat](cat.png) sits", "a cat sits"),
        ("[**bold** `code`](https://a.example)", "bold code"),
        ("[text][1] and [^2] and [3] and [4", "text and  and [3] and [4"),
        ("wow! [done]", "wow! [done]"),
        ("a <b>bold</b> word<br>next<br/>line", "a bold word\nnext\nline"),
        ('<span class="x">words</span><p>more</p>', "wordsmore\n"),
        ("1 < 2 and 3 > 2, <3", "1 < 2 and 3 > 2, <3"),
        ("if a <y then", "if a <y then"),
        ("<tool_call>x</tool_call><|im_end|>", "x"),
        ("<|not so special", "<|not so special"),
        ("<!-- a comment -->seen", "seen"),
        ("<a@b.c d> and <b never closed", "<a@b.c d> and <b never closed"),
        ("AT&amp;T &lt;b&gt; R&D &nosuch; & co", "AT&T <b> R&D &nosuch; & co"),
        (r"\*not bold\* and C:\path", r"*not bold* and C:\path"),
        ("mail <mailto:john_doe@example.com> or jane@example.com", "mail john_doe@example.com or jane@example.com"),
        ("Hi 😀! ❤️ 1️⃣ 👩‍👩‍👧 🇩🇪 ok\u200b\u0007.", "Hi !  1   ok."),
        ("|x| is the absolute value", "|x| is the absolute value"),
        ("20°C → 30 × 2 ± 1 €", "20°C → 30 × 2 ± 1 €"),
        ("hello\r\nworld", "hello\nworld"),
        ("", ""),
        ("#", "#"),
        ("-", "-"),
        ("**", "**"),
    ],
)
def test_markdown_is_stripped_to_its_words(written: str, spoken: str) -> None:
    assert said(written) == said(*written) == spoken


@pytest.mark.parametrize(
    ("written", "artifacts", "spoken"),
    [
        (
            "Look:\n```python\nprint('x')\n\nx = 1\n```\nDone.",
            [Artifact("code", "print('x')\n\nx = 1", "python")],
            "Look:\nThe code is on the screen.\nDone.",
        ),
        ("~~~\ncode\n~~~", [Artifact("code", "code")], "The code is on the screen."),
        ("````md\n```\nin\n```\n````\n", [Artifact("code", "```\nin\n```", "md")], "The code is on the screen.\n"),
        ("```\nnever closed", [Artifact("code", "never closed")], "The code is on the screen."),
        ("  ```js\n  a\n    b\n  ```", [Artifact("code", "a\n  b", "js")], "The code is on the screen."),
        ("Use ```x = 1``` here", [Artifact("code", "x = 1")], "Use the code on the screen here"),
        ("```x = 1```", [Artifact("code", "x = 1")], "The code is on the screen."),
        ("So: ```py\ncode\n``` ok", [Artifact("code", "code", "py")], "So: the code on the screen ok"),
        ("```\nprint(1)```\nok", [Artifact("code", "print(1)")], "The code is on the screen.\nok"),
        ("```pip install x\n```\n", [Artifact("code", "pip install x")], "The code is on the screen.\n"),
        ("```py title=a.py\nx\n```\n", [Artifact("code", "x", "py")], "The code is on the screen.\n"),
        ("```{.py}\nx\n```\n", [Artifact("code", "x")], "The code is on the screen.\n"),
        ("> ```\n> x\n> ```\nafter", [Artifact("code", "> x")], "The code is on the screen.\nafter"),
        ("```\n```\nnothing", [], "\nnothing"),
        (
            "Prices:\n| a | b |\n|---|---|\n| 1 | 2 |\n\nSo.",
            [Artifact("table", "| a | b |\n|---|---|\n| 1 | 2 |")],
            "Prices:\nThe table is on the screen.\n\nSo.",
        ),
        ("| a |\n| 1 |", [Artifact("table", "| a |\n| 1 |")], "The table is on the screen."),
        (
            "See https://www.example.com/a_b?c=d&e=f, ok",
            [Artifact("link", "https://www.example.com/a_b?c=d&e=f")],
            "See a link to example.com, ok",
        ),
        ("www.example.com.", [Artifact("link", "www.example.com")], "a link to example.com."),
        (
            "(http://en.example.org/A_(b))",
            [Artifact("link", "http://en.example.org/A_(b)")],
            "(a link to en.example.org)",
        ),
        ("**https://a.example**", [Artifact("link", "https://a.example")], "a link to a.example"),
        ("<https://a.example/x>", [Artifact("link", "https://a.example/x")], "a link to a.example"),
        ("http://localhost:80/", [Artifact("link", "http://localhost:80/")], "a link to localhost"),
        ("[here](https://a.example/(x))", [Artifact("link", "https://a.example/(x)")], "here"),
        ('[here](http://a.example "Title")', [Artifact("link", "http://a.example")], "here"),
        ("[here](#below)", [], "here"),
        ("https:// is how it begins", [], "https:// is how it begins"),
    ],
)
def test_artifacts_are_shown_and_spoken_about(written: str, artifacts: list[Artifact], spoken: str) -> None:
    assert shown(written) == shown(*written) == artifacts
    assert said(written) == said(*written) == spoken


def test_an_artifact_stands_where_it_was_in_the_answer() -> None:
    assert read("a https://b.example c") == ["a ", Artifact("link", "https://b.example"), "a link to b.example c"]


@pytest.mark.parametrize("tag", ["think", "thinking", "Thought", "REASONING", "script"])
def test_thoughts_are_never_spoken(tag: str) -> None:
    assert said(f"Yes. <{tag}>secret **plan**\n```\ncode\n``` </{tag}>No.") == "Yes. No."
    assert said(f"Yes. <{tag}>never closed </thin") == "Yes. "
    assert shown(f"<{tag}>https://secret.example</{tag}>") == []


def test_a_lone_closing_tag_of_a_thought_is_dropped() -> None:
    assert said("</think>Yes.") == "Yes."


@given(st.integers(min_value=0, max_value=60))
def test_a_thought_tag_cut_in_two_leaks_nothing(cut: int) -> None:
    text = "Hello. <think>the user wants x</think>World."
    assert said(text[:cut], text[cut:]) == "Hello. World."


_MARKUP = (
    ["**", "*", "_", "`", "``", "```", "```py\n", "~~~", "~~", "# ", "## ", "- ", "* ", "> ", "1. ", "|", "| a |\n"],
    ["|---|\n", "[", "](", ")", "]", "!", "<", ">", "<b>", "</b>", "<br>", "<think>", "</think>", "<!--", "-->", "&"],
    ["&amp;", ";", "\\", "http://", "https://a.example", "www.", "h", "w", "=", "---", "\n", "\n\n", " ", "  ", "\t"],
    ["word", "Hello", "the ", "3", ".", ",", "😀", "<|", "|>", "a@b.c", "<a href='", "'", "[x] ", "[^1]", "{", "("],
)
_TEXT = st.lists(st.one_of(*(st.sampled_from(marks) for marks in _MARKUP), st.text(max_size=4)), max_size=30).map(
    "".join
)


@given(_TEXT, st.data())
def test_every_split_of_an_answer_gives_the_same_pieces(text: str, data: st.DataObject) -> None:
    whole = read(text)
    assert read(*text) == whole
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    assert read(*(text[start:end] for start, end in pairwise([0, *cuts, len(text)]))) == whole


@given(_TEXT, st.text(alphabet="ab `~|<>\n#*_[]()!", max_size=40))
def test_nothing_of_a_code_fence_is_ever_spoken(before: str, code: str) -> None:
    code = code.replace("```", "")
    for opener in ("`", "~~~", "<"):
        # Another fence, or a tag that hides all behind it.
        before = before.replace(opener, "")
    text = f"{before}\n```q\n{code}SECRET{code}\n```\n"
    assert "SECRET" not in said(text)
    assert "The code is on the screen." in said(text)
    assert any("SECRET" in artifact.text for artifact in shown(text))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCHW0123456789.,;:?'\"()/$%= ", max_size=80))
def test_plain_prose_passes_unchanged(text: str) -> None:
    # Addresses and what looks like the rule of a heading are markup.
    if re.search(r"www\.|https?:|(?m:^[\s=]*$)|={2}", text):
        return
    assert said(text) == text


def test_plain_prose_is_not_delayed_beyond_one_token() -> None:
    tokens = re.findall(r"\s?\S+", "Sure! The weather, with some wind, is hardly what we hoped for: http is near.")
    markup = Markup()
    out = ""
    for place, token in enumerate(tokens):
        out += "".join(piece for piece in markup.feed(token) if isinstance(piece, str))
        assert len(out) >= len("".join(tokens[:place]))


def test_a_lone_bracket_holds_up_speech_only_so_far() -> None:
    markup = Markup()
    assert markup.feed("[") == []
    assert "".join(map(str, markup.feed("word " * LONGEST_LABEL))).startswith("[word")


def test_a_long_artifact_goes_on_in_the_next_one() -> None:
    lines = ["x" * 99] * (LONGEST_ARTIFACT // 50)
    artifacts = shown("```\n" + "\n".join(lines) + "\n```")
    assert len(artifacts) == 2
    assert all(len(artifact.text) <= LONGEST_ARTIFACT for artifact in artifacts)
    assert "\n".join(artifact.text for artifact in artifacts).split("\n") == lines


def test_a_line_longer_than_an_artifact_loses_nothing() -> None:
    line = "y" * (2 * LONGEST_ARTIFACT + 5)
    assert "".join(artifact.text for artifact in shown(f"```\n{line}\n```")) == line
    assert said(f"```\n{line}\n```") == "The code is on the screen."


def test_a_megabyte_of_prose_takes_no_noticeable_time() -> None:
    text = "The weather is what it was yesterday. " * 5_000
    assert said(text) == text
