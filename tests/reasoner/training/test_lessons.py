"""What is given to the model and what it is to write: ``antiphon.reasoner.training.lessons``."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.reasoner.nano import TOKENS
from antiphon.reasoner.prompt import Prompt
from antiphon.reasoner.training import instructions
from antiphon.reasoner.training.data import SHARES
from antiphon.reasoner.training.data.example import Example
from antiphon.reasoner.training.lessons import CORRECTIONS, Lesson, Lessons, Task
from antiphon.transport.messages import Item, Mode

from ...virtual_time import run
from .. import scripted
from ..turns import Talk
from .tiny import EXAMPLES, prompt

ANIMALS = Example(
    "object_counting",
    "I have 2 cats, 3 dogs, a cow and 4 hens. How many animals do I have?",
    "You have 10 animals.",
    key="10",
    thoughts=("cats 2: 2", "dogs 3: 5", "cow 1: 6", "hens 4: 10"),
    opening="Let me count the animals that you have just told me about, one after the other.",
    asides=(
        "With the cats alone, there are two of them so far.",
        "",
        "Cats, dogs and the cow are counted, and something is left.",
        "",
    ),
    wrong="You have 9 animals.",
)

generators = list(SHARES)
made = st.builds(
    lambda generator, seed: generator(random.Random(seed)), st.sampled_from(generators), st.integers(0, 10**6)
)
thoughtful = made.filter(lambda example: bool(example.thoughts))
seeds = st.integers(0, 10**9).map(random.Random)


@dataclass(frozen=True)
class State:
    """What the articulation brain is asked to go on from, read out of a lesson. ``thoughts``: None where they are
    empty; ``complete``: they are all; ``lines``: so many of their lines are."""

    thoughts: list[int] | None
    complete: bool
    lines: int
    said: str
    rest: str

    @property
    def whole(self) -> str:
        """All that will have been said."""
        return self.said + self.rest


def asked(example: Example, lesson: Lesson, *, sound: bool) -> int:
    """How much of the lesson is the question. Fails unless it is what the engine reads in its place: the system's
    turn and the history as ``Memory`` has them, the user's as ``Mind`` has."""
    written = prompt()
    given = [*lesson.before, *lesson.behind]
    tails = [item for pair in example.history for item in zip(("user", "assistant"), pair, strict=True)]
    history = [token for role, text in tails for token in written.item(Item("id", role, text))]  # type: ignore[arg-type]
    before, behind = written.around_audio() if sound else (written.user(example.question), [])
    turn = [*history, *before]
    assert given[len(lesson.before) - len(turn) : len(lesson.before)] == turn
    system = given[: len(lesson.before) - len(turn)]
    known = [instructions.DEFAULT, instructions.REPEAT, *instructions._OTHERS]
    assert system in [written.system(text) for text in known]
    assert lesson.behind[: len(behind)] == behind
    return len(lesson.before) + len(behind)


def all_thoughts(example: Example) -> list[int]:
    """As the formulation brain is taught to write them."""
    rng = random.Random(0)
    lesson, opened = Lessons(prompt()).lesson(example, Task.THINK, rng, sound=False), prompt().answer_begins(True)
    begin = asked(example, lesson, sound=False)
    whole = [*lesson.before, *lesson.behind, *lesson.target]
    assert whole[begin : begin + len(opened)] == opened
    thoughts = whole[begin + len(opened) : whole.index(TOKENS["</think>"])]
    assert thoughts[-1:] == prompt().text("\n")
    return thoughts[:-1]


def spoken(example: Example, lesson: Lesson, *, sound: bool) -> State:
    """The state of a lesson in speaking. Fails unless all of it is what ``Answering`` and ``Articulation`` read."""
    written = prompt()
    answer = [*lesson.before, *lesson.behind][asked(example, lesson, sound=sound) :]
    empty, opened = written.answer_begins(False), written.answer_begins(True)
    thoughts, complete, lines = None, False, 0
    if answer[: len(empty)] == empty:
        said = answer[len(empty) :]
    else:
        assert answer[: len(opened)] == opened
        closed = answer.index(TOKENS["</think>"])
        assert answer.count(TOKENS["</think>"]) == 1
        everything = all_thoughts(example)
        # The engine knows of a line's end that it is written, whoever has written it.
        known = answer[len(opened) : closed]
        if known != everything[: len(known)] or known == everything:
            assert known[-1:] == written.text("\n")
            known = known[:-1]
        assert known == everything[: len(known)], "the thoughts as they are thought, cut somewhere"
        complete, lines = known == everything, written.decode(known).count("\n")
        ends_line = written.decode(known).endswith("\n")
        thoughts = known
        closes = written.thought_ends(ends_line)
        assert answer[: len(opened) + len(known) + len(closes)] == [*opened, *known, *closes]
        said = answer[len(opened) + len(known) + len(closes) :]
    assert lesson.target[-1] == written.end
    rest = lesson.target[:-1]
    assert not set(rest) & {*TOKENS.values(), written.end}
    # Cut between two words, and nowhere else are tokens different from those of the whole.
    assert [*said, *rest] == written.text(written.decode([*said, *rest]))
    return State(thoughts, complete, lines, written.decode(said), written.decode(rest))


def may_be_said(example: Example, lines: int) -> set[str]:
    """Behind so many complete thoughts, where there are more: the opening, and asides that are true by then."""
    asides = [aside for aside in example.asides[:lines] if aside]
    return {
        " ".join([example.opening, *chosen])
        for count in range(len(asides) + 1)
        for chosen in combinations(asides, count)
    }


def states(example: Example, count: int) -> Iterator[State]:
    lessons, rng = Lessons(prompt()), random.Random(7)
    for _ in range(count):
        yield spoken(example, lessons.lesson(example, Task.SPEAK, rng, sound=True), sound=True)


# What is given is what the engine gives.


@given(made, st.sampled_from(list(Task)), st.booleans(), seeds)
@settings(max_examples=200, deadline=None)
def test_every_lesson_ends_with_the_turn(example: Example, task: Task, sound: bool, rng: random.Random) -> None:
    lesson = Lessons(prompt()).lesson(example, task, rng, sound=sound)
    assert lesson.target.count(prompt().end) == 1
    assert lesson.target[-1] == prompt().end
    assert asked(example, lesson, sound=sound) <= len(lesson.before) + len(lesson.behind)


@given(made, st.booleans(), seeds)
@settings(max_examples=100, deadline=None)
def test_thinking_begins_where_the_engine_asks_whether_to(example: Example, sound: bool, rng: random.Random) -> None:
    lesson = Lessons(prompt()).lesson(example, Task.THINK, rng, sound=sound)
    written = prompt()
    begin = asked(example, lesson, sound=sound)
    speak, think = written.answer_begins(False), written.answer_begins(True)
    begins = think if example.thoughts else speak
    whole = [*lesson.before, *lesson.behind, *lesson.target]
    assert whole[begin : begin + len(begins)] == begins
    # The first token to be learned is the one by which the router parts the two.
    parted = len(lesson.before) + len(lesson.behind) - begin
    assert speak[:parted] == think[:parted]
    assert speak[parted] != think[parted]
    answer = [*written.text(example.answer), written.end]
    if not example.thoughts:
        assert whole[begin + len(begins) :] == answer
        return
    thoughts = written.text("\n".join(example.thoughts) + "\n")
    begin += len(begins)
    assert whole[begin : begin + len(thoughts)] == thoughts
    conclusion = written.decode(whole[begin + len(thoughts) : whole.index(TOKENS["</think>"])])
    assert "\n" not in conclusion.removesuffix("\n")
    assert example.key in conclusion
    assert whole[-len(answer) - len(written.thought_ends()) :] == [*written.thought_ends(), *answer]


@given(thoughtful, st.booleans(), seeds)
@settings(max_examples=300, deadline=None)
def test_speaking_goes_on_from_what_the_engine_would_have_read(
    example: Example, sound: bool, rng: random.Random
) -> None:
    lesson = Lessons(prompt()).lesson(example, Task.SPEAK, rng, sound=sound)
    state = spoken(example, lesson, sound=sound)
    assert state.rest == "" or not state.said or state.rest.startswith(" ")
    assert "  " not in state.whole
    assert state.whole == state.whole.strip()


@given(thoughtful, seeds)
@settings(max_examples=300, deadline=None)
def test_where_thoughts_are_cut_nothing_of_an_answer_is_given_or_taught(example: Example, rng: random.Random) -> None:
    state = spoken(example, Lessons(prompt()).lesson(example, Task.SPEAK, rng, sound=True), sound=True)
    if state.thoughts is not None and not state.complete:
        assert state.whole in may_be_said(example, state.lines)
        assert example.answer not in state.whole


@given(thoughtful, seeds)
@settings(max_examples=300, deadline=None)
def test_where_all_is_known_the_right_answer_comes_last(example: Example, rng: random.Random) -> None:
    state = spoken(example, Lessons(prompt()).lesson(example, Task.SPEAK, rng, sound=True), sound=True)
    if not state.complete:
        return
    assert state.whole.endswith(example.answer)
    begun = state.whole.removesuffix(example.answer).strip()
    before = ["", *may_be_said(example, len(example.asides))]
    corrected = [f"{text} {example.wrong} {words}".strip() for text in before for words in CORRECTIONS if example.wrong]
    assert begun in [*before, *corrected]
    if begun in corrected:
        # What is wrong was said before, and is never learned.
        assert not example.wrong or example.wrong not in state.rest
        assert state.said.endswith(example.wrong)


@given(thoughtful, seeds)
@settings(max_examples=200, deadline=None)
def test_where_nothing_is_known_only_the_opening_was_said(example: Example, rng: random.Random) -> None:
    state = spoken(example, Lessons(prompt()).lesson(example, Task.SPEAK, rng, sound=True), sound=True)
    if state.thoughts is None:
        assert state.whole == f"{example.opening} {example.answer}"
        assert example.opening.startswith(state.said)


@given(made.filter(lambda example: not example.thoughts), st.booleans(), seeds)
@settings(max_examples=50, deadline=None)
def test_what_needs_no_thought_is_answered_behind_an_empty_one(
    example: Example, sound: bool, rng: random.Random
) -> None:
    state = spoken(example, Lessons(prompt()).lesson(example, Task.SPEAK, rng, sound=sound), sound=sound)
    assert state.thoughts is None
    assert (state.said, state.rest) == ("", example.answer)


@given(made, seeds)
@settings(max_examples=50, deadline=None)
def test_to_hear_is_to_repeat_every_word(example: Example, rng: random.Random) -> None:
    lesson = Lessons(prompt()).lesson(example, Task.REPEAT, rng, sound=True)
    begin = asked(example, lesson, sound=True)
    assert [*lesson.before, *lesson.behind][begin:] == prompt().answer_begins(False)
    assert lesson.target == [*prompt().text(example.question), prompt().end]
    assert lesson.before[: len(prompt().system(instructions.REPEAT))] == prompt().system(instructions.REPEAT)


# All of the states are taught.


def kind(state: State) -> tuple[str, str]:
    known = "empty" if state.thoughts is None else "complete" if state.complete else "cut"
    asides = [aside for aside in ANIMALS.asides if aside]
    if not state.said:
        said = "nothing"
    elif state.said.endswith(ANIMALS.wrong):
        said = "wrong answer"
    elif state.said.endswith(ANIMALS.answer):
        said = "right answer"
    elif any(state.said.endswith(aside) for aside in asides):
        said = "aside"
    elif state.said == ANIMALS.opening:
        said = "opening"
    else:
        said = "part of an aside" if state.said.startswith(ANIMALS.opening) else "part of it"
    return known, said


def test_every_state_is_taught_and_in_good_measure() -> None:
    found = Counter(kind(state) for state in states(ANIMALS, 2000))
    expected = {
        **{("empty", said): 0.01 for said in ("nothing", "part of it")},
        **{("cut", said): 0.01 for said in ("nothing", "part of it", "opening", "part of an aside", "aside")},
        **{
            ("complete", said): 0.01
            for said in (
                "nothing",
                "part of it",
                "opening",
                "part of an aside",
                "aside",
                "wrong answer",
                "right answer",
            )
        },
    }
    assert found.keys() == expected.keys()
    assert all(found[each] >= 2000 * share for each, share in expected.items()), found
    known = Counter(name for name, _ in found.elements())
    assert 0.15 < known["empty"] / 2000 < 0.25
    assert known["cut"] > 600
    assert known["complete"] > 600


def test_thoughts_are_cut_anywhere() -> None:
    """Before the end of a line and behind it is the same: closing the thoughts ends the line."""
    cuts = {len(state.thoughts) for state in states(ANIMALS, 3000) if state.thoughts is not None}
    whole, (line_end,) = all_thoughts(ANIMALS), prompt().text("\n")
    assert cuts == {cut for cut in range(1, len(whole) + 1) if cut == len(whole) or whole[cut] != line_end}


def test_an_answer_that_is_there_is_ended_and_one_that_waits_as_well() -> None:
    found = list(states(ANIMALS, 2000))
    assert any(state.complete and state.said.endswith(ANIMALS.answer) and not state.rest for state in found)
    assert any(state.thoughts and not state.complete and state.said and not state.rest for state in found)


def test_instructions_are_mostly_those_that_are_built_in() -> None:
    rng = random.Random(0)
    drawn = Counter(instructions.draw(rng) for _ in range(2000))
    assert drawn[instructions.DEFAULT] > 1000
    assert drawn[""] > 20
    assert instructions.REPEAT not in drawn


# What the scheduler asks for was taught.


def taught(written: Prompt, count: int) -> dict[tuple[int, ...], list[int]]:
    """To what a model that has learned ``ANIMALS`` by heart would write behind which tokens."""
    lessons, rng = Lessons(written), random.Random(1)
    known: dict[tuple[int, ...], list[int]] = {}
    for number in range(count):
        lesson = lessons.lesson(ANIMALS, Task.SPEAK if number else Task.THINK, rng, sound=False)
        given = [*lesson.before, *lesson.behind]
        for place in range(len(lesson.target)):
            known.setdefault((*given, *lesson.target[:place]), lesson.target[place:])
    return known


@pytest.fixture(scope="module")
def by_heart() -> dict[tuple[int, ...], list[int]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instructions, "draw", lambda _: "")
        return taught(prompt(), 12_000)


@pytest.mark.parametrize("queued_ms", [0, 150, 300, 450, 600, 900])
@pytest.mark.parametrize("mode", [Mode.SPEAK_FIRST, Mode.THINK_FIRST, Mode.THINK_BEFORE, Mode.NO_THINK])
def test_the_scheduler_asks_for_nothing_that_was_not_taught(
    by_heart: dict[tuple[int, ...], list[int]], monkeypatch: pytest.MonkeyPatch, mode: Mode, queued_ms: int
) -> None:
    """The real ``Mind``, its two brains played by one who knows the lessons by heart and nothing else, token by
    token; whatever the pace at which it is listened to, it says the right thing."""
    written = prompt()

    def write(tokens: Sequence[int]) -> list[int]:
        assert tuple(tokens) in by_heart, written.decode(list(tokens))
        return by_heart[tuple(tokens)]

    monkeypatch.setattr(scripted, "text_of", lambda _, tokens: tuple(tokens))

    async def turn() -> str:
        talk = Talk("", tokenizer=written._tokenizer, prompt=written, first_thought_tokens=10, margin_ms=20)
        engine: Any = talk.engine
        engine.written = write
        talk.listens(lambda _: queued_ms)
        await talk.ask(mode, ANIMALS.question)
        return talk.said

    said = run(turn())
    assert said.strip().endswith(ANIMALS.answer)
    assert said.count(ANIMALS.answer) == 1


def test_the_examples_of_the_other_tests_are_lessons() -> None:
    for example in EXAMPLES:
        for task in Task:
            Lessons(prompt()).lesson(example, task, random.Random(0), sound=True)
