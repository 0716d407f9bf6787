"""A turn on the terminal while it forms: ``antiphon.agent.display``."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from antiphon.agent.display import Display, plain
from antiphon.transport.door import Said, Shown, Thinking, Transcribed
from antiphon.transport.messages import Show


class Screen:
    """A console of so many columns and lines, and what was printed to it."""

    def __init__(
        self, *, terminal: bool, width: int = 80, height: int = 24, environ: dict[str, str] | None = None
    ) -> None:
        self.file = io.StringIO()
        self.console = Console(
            file=self.file,
            force_terminal=terminal,
            width=width,
            height=height,
            color_system=None,
            _environ=environ or {},
        )
        self.now_s = 0.0

    def display(self) -> Display:
        return Display(self.console, lambda: self.now_s)

    @property
    def lines(self) -> list[str]:
        return self.file.getvalue().splitlines()

    @property
    def left(self) -> list[str]:
        """What is left on a terminal: what was printed behind the last control sequence."""
        return [
            line.rstrip() for line in self.file.getvalue().rpartition("\x1b[?25h")[2].split("\x1b[2K")[-1].splitlines()
        ]


def test_without_a_terminal_lines_come_in_the_order_in_which_they_are_completed() -> None:
    screen = Screen(terminal=False)
    with screen.display() as display:
        display.show(Transcribed(1, "How many?", True))
        for now_s, output in (
            (0.2, Said(1, "Let me")),
            (0.3, Thinking(1, "Two and")),
            (0.4, Said(1, " see. I")),
            (0.6, Thinking(1, " three.\nSo five")),
            (1.0, Said(1, " think five.")),
        ):
            screen.now_s = now_s
            display.show(output)
        screen.now_s = 9.0
    assert screen.lines == [
        "[  0.0 s] Heard: How many?",
        "[  0.4 s] Answer: Let me see.",
        "[  0.6 s] Thought: Two and three.",
        "[  0.6 s] Thought: So five",
        "[  1.0 s] Answer: I think five.",
    ]


def test_an_answer_that_rests_stands_before_the_thoughts_that_go_on() -> None:
    screen = Screen(terminal=False)
    with screen.display() as display:
        for now_s, output in (
            (0.0, Said(1, '"Three!"')),
            (0.5, Thinking(1, "One.")),
            (0.9, Thinking(1, " Two and")),
            (2.0, Thinking(1, " more", end=True)),
            (4.0, Said(1, " Or four.\n")),
        ):
            screen.now_s = now_s
            display.show(output)
        screen.now_s = 9.0
    assert screen.lines == [
        '[  0.0 s] Answer: "Three!"',
        "[  0.5 s] Thought: One.",
        "[  2.0 s] Thought: Two and more",
        "[  4.0 s] Answer: Or four.",
    ]


def test_a_number_is_not_taken_apart() -> None:
    screen = Screen(terminal=False)
    with screen.display() as display:
        for output in (
            Said(1, "It is 3."),
            Thinking(1, "1. Pi"),
            Said(1, "14 at 10:"),
            Thinking(1, "."),
            Said(1, "30."),
        ):
            display.show(output)
    assert screen.lines == ["[  0.0 s] Thought: 1. Pi.", "[  0.0 s] Answer: It is 3.14 at 10:30."]


@given(
    pieces=st.lists(st.tuples(st.booleans(), st.text(st.sampled_from("ab1 .:!?\n\"'[]\\😊日")))),
    thoughts_end=st.booleans(),
)
def test_every_word_is_printed_once_and_in_its_order(pieces: list[tuple[bool, str]], thoughts_end: bool) -> None:
    screen = Screen(terminal=False)
    with screen.display() as display:
        for thought, text in pieces:
            display.show(Thinking(1, text) if thought else Said(1, text))
        if thoughts_end:
            display.show(Thinking(1, "", end=True))
    for heading, wanted in (("Thought", True), ("Answer", False)):
        given_text = "".join(text for thought, text in pieces if thought is wanted)
        start = f"[  0.0 s] {heading}: "
        printed = "".join(line.removeprefix(start) for line in screen.lines if line.startswith(start))
        assert "".join(printed.split()) == "".join(given_text.split())


def test_a_terminal_that_cannot_go_back_gets_lines() -> None:
    screen = Screen(terminal=True, environ={"TERM": "dumb"})
    with screen.display() as display:
        display.show(Said(1, "Five. "))
        assert screen.lines == ["[  0.0 s] Answer: Five."]


def test_on_a_terminal_thoughts_stand_beside_the_answer() -> None:
    screen = Screen(terminal=True, width=40)
    with screen.display() as display:
        display.show(Thinking(1, "three and two and one more"))
        display.show(Said(1, "There are six trees in all."))
        display.show(Thinking(1, " are six", end=True))
    assert screen.left == [
        "Thinks              Says",
        "three and two and   There are six",
        "one more are six    trees in all.",
    ]


def test_wide_characters_keep_to_their_column() -> None:
    screen = Screen(terminal=True, width=40)
    with screen.display() as display:
        display.show(Thinking(1, "日本語" * 20 + " 😊" * 15))
        display.show(Said(1, "x" * 100))
    assert max(cell_len(line) for line in screen.left) <= 40
    thoughts = [line.split("x")[0].rstrip() for line in screen.left[1:]]
    assert max(cell_len(line) for line in thoughts) <= 18
    assert "".join("".join(thoughts).split()) == "日本語" * 20 + "😊" * 15
    assert "".join(screen.left).count("x") == 100


def test_an_answer_without_thoughts_has_the_whole_width() -> None:
    screen = Screen(terminal=True, width=40)
    with screen.display() as display:
        display.show(Said(1, "There are six trees in all."))
    assert screen.left == ["Says", "There are six trees in all."]


def test_while_it_forms_it_is_never_higher_than_the_terminal_and_all_of_it_is_left() -> None:
    screen = Screen(terminal=True, width=40, height=10)
    words = [f"w{number}" for number in range(200)]
    with screen.display() as display:
        display.show(Said(1, "Hm."))
        for word in words:
            display.show(Thinking(1, f"{word} "))
        assert display._live is not None
        display._live.refresh()
        live = [line for line in screen.file.getvalue().rpartition("\x1b[2K")[2].splitlines() if line.strip()]
        assert len(live) <= 10
        assert "w199" in live[-1]
    left = " ".join(line[:20] for line in screen.left)
    assert [word for word in words if f"{word} " not in f"{left} "] == []


@pytest.mark.parametrize("terminal", [True, False])
def test_what_a_model_says_commands_no_terminal(terminal: bool) -> None:
    screen = Screen(terminal=terminal)
    with screen.display() as display:
        display.show(Transcribed(1, "\x1b]0;heard\x07", True))
        display.show(Thinking(1, "[bold]thought[/bold] \x1b[2J :smile: \u202e"))
        display.show(Said(1, "[red]said\x9b31m\r"))
        display.show(Shown(1, Show("s", 1, 1, "code", "x = [1]\x1bc\n\ty")))
    text = screen.file.getvalue()
    for written in ("]0;heard", "[bold]thought[/bold] [2J :smile:", "[red]said31m", "x = [1]c"):
        assert written in text
    for command in ("\x1b]0", "\x1b[2J", "\x9b", "\x1bc", "\x07", "\u202e"):
        assert command not in text


def test_an_empty_turn_leaves_nothing() -> None:
    screen = Screen(terminal=False)
    with screen.display() as display:
        display.show(Thinking(1, "", end=True))
    assert screen.lines == []


def test_text_is_kept_as_it_is() -> None:
    assert plain("a\tb\nçà 日本 😊") == "a\tb\nçà 日本 😊"
