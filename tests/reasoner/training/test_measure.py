"""What was learned, tried: ``antiphon.reasoner.training.measure``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor

from antiphon.reasoner.nano import write_update
from antiphon.reasoner.training import instructions, measure
from antiphon.reasoner.training.measure import KNOWN_TOKENS, Question, Questioner, is_right, questions
from antiphon.transport.errors import InputError

from .tiny import AUDIO, base, encoder, learner, prompt


@pytest.mark.parametrize(
    ("target", "said", "right"),
    [
        ("valid", "The argument is valid.", True),
        ("valid", "The argument is invalid.", False),
        ("invalid", "It is not valid. It is invalid.", True),
        ("invalid", "It is invalid. No, wait, it is valid.", False),
        ("Yes", "Yes, you do.", True),
        ("No", "Yes. No, wait. No, you do not return.", True),
        ("No", "You know nothing.", False),
        ("24", "That is 24.", True),
        ("24", "2 plus 22 is 24.", True),
        ("24", "24, no, wait. It is 25.", False),
        ("9111", "The sum is 9,111.", True),
        ("-3", "It is -3.", True),
        ("3", "It is 13.", False),
        ("5", "There are some.", False),
        ("Kate", "It was kate.", True),
        ("Kate", "", False),
        ("", "Anything at all.", False),
    ],
)
def test_the_last_verdict_or_number_counts(target: str, said: str, right: bool) -> None:
    assert is_right(target, said) is right


def recorded(folder: Path, rate_hz: int = 22_050) -> Path:
    """Two questions of a category, and their recordings."""
    asked = [
        {"id": 3, "input": 'Is it "so"?  It is.\nOptions:\n- Yes\n- No', "target": "Yes"},
        {"id": "b", "input": "How many?", "target": 4},
    ]
    path = folder / "questions.json"
    path.write_text(json.dumps({"navigate": asked}))
    for question in asked:
        sound = np.random.default_rng(1).normal(0, 0.1, (rate_hz // 2, 2))
        soundfile.write(folder / f"navigate_{question['id']}.wav", sound, rate_hz)
    return path


def test_questions_have_their_recordings(tmp_path: Path) -> None:
    one, two = questions(recorded(tmp_path), tmp_path)
    assert (one.category, one.id, one.text, one.target) == ("navigate", "3", "Is it so? It is.", "Yes")
    assert (two.id, two.target) == ("b", "4")
    assert one.pcm.dtype == np.float32
    assert one.pcm.shape == (8000,)


def test_a_recording_that_is_not_there_and_questions_that_are_none_are_told(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    (tmp_path / "navigate_b.wav").unlink()
    with pytest.raises(InputError, match=r"navigate_b\.wav"):
        questions(path, tmp_path)
    path.write_text("no JSON")
    with pytest.raises(InputError, match="no questions that can be read"):
        questions(path, tmp_path)
    with pytest.raises(InputError, match="no questions that can be read"):
        questions(tmp_path / "none.json", tmp_path)


def asked(count: int = 3) -> list[Question]:
    rng = np.random.default_rng(0)
    return [
        Question("c", str(n), "How many? " * (n + 1), "4", rng.normal(0, 0.1, 4000 * (n + 2)).astype(np.float32))
        for n in range(count)
    ]


@pytest.fixture
def questioner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Questioner:
    """Of a random model, which writes nonsense."""
    monkeypatch.setattr(measure, "read_encoder", lambda path, width: (AUDIO, encoder()))
    monkeypatch.setattr(measure, "THOUGHT_TOKENS", 12)
    monkeypatch.setattr(measure, "ANSWER_TOKENS", 6)
    model = learner(4, torch.bfloat16)
    # Else it would say its last token again and again.
    update = {name: torch.randn(t.shape) if "lora_B" in name else t for name, t in model.update().items()}
    write_update(update, model.scale, tmp_path / "update.safetensors")
    folder = base(tmp_path / "base")
    return Questioner(folder, tmp_path, tmp_path / "update.safetensors", prompt(), torch.device("cpu"))


@pytest.mark.parametrize("sound", [True, False])
@pytest.mark.parametrize("mode", ["think_before", "speak_first", "no_think"])
def test_every_question_has_an_outcome_in_every_mode(questioner: Questioner, mode: str, sound: bool) -> None:
    outcomes = questioner.ask(asked(), mode, sound=sound)
    assert len(outcomes) == 3
    assert any(outcome.said for outcome in outcomes)
    if mode == "no_think":
        assert not any(outcome.thoughts for outcome in outcomes)
    else:
        assert any(outcome.thoughts for outcome in outcomes)


def test_questions_together_are_answered_as_they_are_alone(questioner: Questioner) -> None:
    """In fp32: in bf16 the order of a sum can decide between two tokens of nonsense."""
    for part in (questioner._decoder, questioner._encoder, questioner._adaptor):
        part.float()
    questioner._hear = lambda mel: questioner._adaptor(questioner._encoder(mel[None].float())[0])[0][0]  # type: ignore[method-assign]
    together = questioner.ask(asked(), "no_think")
    assert together == [questioner.ask([question], "no_think")[0] for question in asked()]


class Scripted(Questioner):
    """Writes what the test says; what was to be gone on from is kept as text, "~" for each state that was heard."""

    def __init__(self, *replies: Sequence[str]) -> None:
        self._prompt = prompt()
        self.given: list[list[str]] = []
        self._replies = iter(replies)

    def _question(self, question: Question, sound: bool) -> Tensor:
        return torch.tensor(self._prompt.user(question.text))

    def _write(self, given: Sequence[Sequence[Tensor | list[int]]], limit: int) -> list[list[int]]:
        tokens = [[token for part in parts for token in list(part)] for parts in given]
        self.given.append([self._prompt.decode([int(token) for token in row]) for row in tokens])
        replies = next(self._replies)
        assert len(replies) == len(given)
        return [self._prompt._markup(reply) for reply in replies]


EMPTY = "<think>\n\n</think>\n\n"


def begins(number: int) -> str:
    return f"<|im_start|>user\n{asked()[number].text}<|im_end|>\n<|im_start|>assistant\n"


def test_thinking_before_the_answer_is_written_behind_the_closed_thoughts() -> None:
    model = Scripted(["2 and 2: 4\nanswer: 4.\n</think>\n\nFour", "\n</think>\n\nHi"], ["It is 4.", "Hello."])
    outcomes = model.ask(asked(2), "think_before")
    assert model.given[0] == [f"{begins(number)}<think>\n" for number in range(2)]
    assert model.given[1] == [
        f"{begins(0)}<think>\n2 and 2: 4\nanswer: 4.\n</think>\n\n",
        f"{begins(1)}{EMPTY}",
    ]
    assert [(outcome.thoughts, outcome.said) for outcome in outcomes] == [
        ("2 and 2: 4\nanswer: 4.", "It is 4."),
        ("", "Hello."),
    ]


def test_speaking_first_each_segment_knows_more() -> None:
    thoughts = " ".join(["one and"] * KNOWN_TOKENS) + "\nanswer: 4."
    opening = "Let me count all of the things that you have told me about just now."
    model = Scripted(
        [f"{thoughts}\n</think>\n\n4", "short\nanswer: 4.\n</think>\n\n4"],
        [f"{opening} It is 5.", f"{opening} It is 5."],
        [" I have counted some."],
        [" It is 4.", " No, wait. It is 4."],
    )
    one, two = model.ask(asked(2), "speak_first")
    known = prompt().decode(prompt().text(thoughts)[:KNOWN_TOKENS])
    assert model.given[1] == [f"{begins(number)}{EMPTY}" for number in range(2)]
    # Only who thinks for long has something to say in between, with the thoughts so far.
    assert model.given[2] == [f"{begins(0)}<think>\n{known}\n</think>\n\n{opening}"]
    assert model.given[3] == [
        f"{begins(0)}<think>\n{thoughts}\n</think>\n\n{opening} I have counted some.",
        f"{begins(1)}<think>\nshort\nanswer: 4.\n</think>\n\n{opening}",
    ]
    assert one.said == f"{opening} I have counted some. It is 4."
    assert two.said == f"{opening} No, wait. It is 4."


def test_not_thinking_the_answer_comes_behind_an_empty_thought() -> None:
    model = Scripted(["It is 4."])
    (outcome,) = model.ask(asked(1), "no_think")
    assert model.given == [[f"{begins(0)}{EMPTY}"]]
    assert (outcome.thoughts, outcome.said) == ("", "It is 4.")


def test_it_is_told_what_the_agent_is_told(questioner: Questioner) -> None:
    """The states of the sound stand between the tokens that stand around them in the agent."""
    question = asked()[0]
    before, behind = prompt().around_audio()
    system = prompt().system(instructions.DEFAULT)
    row = questioner._question(question, sound=True)
    with torch.inference_mode():
        assert torch.equal(row[: len(system) + len(before)], questioner._embed(system + before))
        assert torch.equal(row[-len(behind) :], questioner._embed(behind))
    heard = len(row) - len(system) - len(before) - len(behind)
    assert heard == AUDIO.positions(question.pcm.size)
