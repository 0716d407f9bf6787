"""Files of questions, what is chosen of them, and their recordings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from antiphon.agent.evaluation.questions import Question, Suite, load, recordings, select, spoken
from antiphon.agent.evaluation.scoring import Remark, Target
from antiphon.transport.errors import InputError

from .make_arithmetic import KATE, as_json, questions

ONE = {"id": 1, "input": "Is it so?", "target": "Yes"}


def written(tmp_path: Path, content: object) -> Path:
    file = tmp_path / "mine.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


@pytest.mark.parametrize(
    ("suite", "categories", "each"),
    [
        (Suite.SPOKEN_BBH, ["formal_fallacies", "navigate", "object_counting", "web_of_lies"], 50),
        (Suite.SPOKEN_ARITHMETIC, ["short_digit", "long_digit", "single_step", "multi_step"], 25),
    ],
)
def test_the_suites_are_there(suite: Suite, categories: list[str], each: int) -> None:
    found = load(suite)
    assert [len(select(found, [category])) for category in categories] == [each] * 4
    assert len(found) == 4 * each
    assert not any("Options" in question.text or '"' in question.text for question in found)


def test_small_talk_has_patterns() -> None:
    found = load(Suite.CHAT)
    assert all(isinstance(question.expected, Remark) for question in found)


def test_the_sums_are_those_of_the_script() -> None:
    file = Path(__file__).parents[3] / "agent" / "evaluation" / "spoken_arithmetic.json"
    assert file.read_text() == as_json()
    assert Question("single_step", "1", KATE[0], Target("165")) in load(Suite.SPOKEN_ARITHMETIC)
    assert all(str(one["input"]).endswith("?") for some in questions().values() for one in some)


def test_a_written_question_is_read_without_its_choices_and_quotes() -> None:
    assert spoken('"So: a, b."\nIs it  valid?\nOptions:\n- valid \n- invalid') == "So: a, b. Is it valid?"
    assert spoken("Options: what are they?") == "Options: what are they?"


def test_questions_come_by_category_or_in_one_list(tmp_path: Path) -> None:
    expected = [Question("logic", "1", "Is it so?", Target("Yes"))]
    assert load(Suite.CHAT, written(tmp_path, {"logic": [ONE]})) == expected
    assert load(Suite.CHAT, written(tmp_path, [{"category": "logic", **ONE}])) == expected
    assert expected[0].name == "logic_1"


def test_open_questions_have_patterns(tmp_path: Path) -> None:
    entry = {"id": "hi-1", "input": "Hi!", "kind": "greeting", "must": "hello|hi", "must_not": ["as an ai", "model"]}
    (question,) = load(Suite.CHAT, written(tmp_path, {"small_talk": [entry]}))
    assert isinstance(question.expected, Remark)
    assert [pattern.pattern for pattern in question.expected.must] == ["hello|hi"]
    assert len(question.expected.must_not) == 2
    assert question.expected.must[0].search("HELLO")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("3", "neither a list"),
        ({"logic": ONE}, "logic is no list"),
        ({}, "holds no questions"),
        ({"logic": [ONE, "so?"]}, r"logic\[1\] is no question"),
        ({"logic": [{"input": "so?", "target": "Yes"}]}, r"logic\[0\] needs an id"),
        ({"../logic": [ONE]}, "needs a category of letters"),
        ([ONE], r"\[0\] needs a category"),
        ({"logic": [{"id": 1, "target": "Yes"}]}, 'no "input"'),
        ({"logic": [{"id": 1, "input": "so?"}]}, 'no "target"'),
        ({"logic": [ONE, ONE]}, "two questions with the id 1"),
        ({"logic": [{"id": 1, "input": "so?", "must": "("}]}, "no regular expression"),
        ({"logic": [{"id": 1, "input": "so?", "must": 3}]}, "neither a regular expression"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_place(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        load(Suite.SPOKEN_BBH, written(tmp_path, content))
    assert "mine.json" in str(raised.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json cannot be read"):
        load(Suite.SPOKEN_BBH, tmp_path / "none.json")


def test_categories_and_a_limit_choose() -> None:
    found = load(Suite.SPOKEN_BBH)
    chosen = select(found, ["web_of_lies", "navigate", "navigate"], 2)
    assert [question.category for question in chosen] == ["web_of_lies", "navigate"] * 2
    assert len(select(found, limit=3)) == 12
    assert sorted(select(found), key=found.index) == found
    with pytest.raises(InputError, match="did you mean navigate"):
        select(found, ["navigat"])
    with pytest.raises(InputError, match="give one of formal_fallacies, navigate"):
        select(found, ["xyz"])


def test_missing_recordings_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    chosen = [Question("logic", str(number), "so?", Target("Yes")) for number in range(3)]
    (tmp_path / "logic_0.wav").touch()
    with pytest.raises(InputError, match=r"2 of 3 recordings are missing in .*; the first is logic_1\.wav"):
        recordings(chosen, tmp_path)
    assert recordings(chosen[:1], tmp_path) == {"logic_0": tmp_path / "logic_0.wav"}
    with pytest.raises(InputError, match="is no folder"):
        recordings(chosen, tmp_path / "none")
