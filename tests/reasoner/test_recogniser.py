"""The recogniser around a model that hears what the test tells it to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from structlog.testing import capture_logs
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from antiphon.reasoner import recogniser as module
from antiphon.reasoner.mel import SAMPLE_RATE
from antiphon.reasoner.recogniser import Recogniser, cut_repeats
from antiphon.transport.errors import AudioError, ModelCorrupt, ModelMissing

SPECIAL = ("<|startoftranscript|>", "<|en|>", "<|de|>", "<|transcribe|>", "<|notimestamps|>")
WORDS = ("hello", "there", "you", "You", "Thank", "two", ".", "go", "on")
LOOP = " ".join(["go on"] * 40)


@dataclass
class Result:
    """As ctranslate2.models.WhisperGenerationResult."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float


@dataclass
class Said:
    """What the model is to hear next."""

    text: str
    log_prob: float = -0.1
    no_speech: float = 0.01


@dataclass
class Whisper:
    """A model of four states' width that hears the ``script``, one entry a call; the last one stays."""

    tokenizer: Tokenizer
    script: list[Said]
    is_multilingual: bool = False
    n_mels: int = 80
    calls: list[dict[str, Any]] = field(default_factory=list)
    encoded: list[int] = field(default_factory=list)

    def encode(self, features: ctranslate2.StorageView, to_cpu: bool) -> ctranslate2.StorageView:
        """A state is the loudest mel of its 20 ms, four times."""
        mel = np.array(features)
        assert to_cpu
        assert mel.shape[:2] == (1, self.n_mels)
        loudest = mel[0].max(axis=0)[::2]
        self.encoded.append(loudest.size)
        return ctranslate2.StorageView.from_array(np.repeat(loudest[None, :, None], 4, axis=2))

    def detect_language(self, states: ctranslate2.StorageView) -> list[list[tuple[str, float]]]:
        assert states.shape == [1, 1500, 4]
        return [[("<|de|>", 0.9), ("<|en|>", 0.1)]]

    def generate(self, states: ctranslate2.StorageView, prompts: list[list[int]], **options: Any) -> list[Result]:
        self.calls.append({"states": np.array(states), "prompt": prompts[0], **options})
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        ids = self.tokenizer.encode(said.text).ids
        return [Result([ids], [said.log_prob], said.no_speech)]


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    structlog.reset_defaults()


def make_tokenizer(*special: str) -> Tokenizer:
    vocabulary = {word: index for index, word in enumerate(("[UNK]", *WORDS))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.add_special_tokens(list(special))
    return tokenizer


def listening(*script: Said, multilingual: bool = False, language: str | None = "en") -> tuple[Recogniser, Whisper]:
    tokenizer = make_tokenizer(*SPECIAL)
    model = Whisper(tokenizer, list(script) or [Said("hello there")], is_multilingual=multilingual)
    return Recogniser(model, tokenizer, language), model


def speech(seconds: float, level: float = 0.2) -> NDArray[np.float32]:
    """Sound of a constant level: the fake does not care what it is."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * 300 * time)).astype(np.float32)


def noise(seconds: float, level_db: float) -> NDArray[np.float32]:
    random = np.random.default_rng(1)
    return (random.standard_normal(round(seconds * SAMPLE_RATE)) * 10 ** (level_db / 20)).astype(np.float32)


# what the model is given


def test_says_what_the_model_heard() -> None:
    recogniser, _ = listening(Said("hello there"))
    heard = recogniser.transcribe(speech(3))
    assert (heard.text, heard.no_speech) == ("hello there", False)
    assert heard.ms > 0


def test_the_clip_is_continued_by_the_states_of_silence() -> None:
    """Of 3 s: 150 states of sound, 50 of the silence behind it, and the rest from the cache."""
    recogniser, model = listening()
    recogniser.transcribe(speech(3))
    assert model.encoded == [1500, 200]
    states = model.calls[0]["states"][0, :, 0]
    assert states.shape == (1500,)
    assert states[:149].min() > 0
    assert states[155:].max() < 0
    np.testing.assert_allclose(states[200:], -1.5, rtol=1e-6)


def test_the_silence_is_encoded_once() -> None:
    recogniser, model = listening()
    for _ in range(3):
        recogniser.transcribe(speech(2))
    assert model.encoded == [1500, 150, 150, 150]


def test_a_word_is_set_between_silences_and_brought_to_a_level() -> None:
    """However loud a short clip is, the model gets the same."""
    recogniser, model = listening()
    for level in (0.02, 0.9):
        recogniser.transcribe(speech(0.4, level))
    assert model.encoded == [1500, 170, 170]
    faint, loud = (call["states"] for call in model.calls)
    np.testing.assert_allclose(faint, loud, atol=1e-3)
    assert loud[0, :45, 0].max() < 0 < loud[0, 55, 0]


@pytest.mark.parametrize(("seconds", "tokens"), [(0.5, 22), (2.0, 40), (10.0, 136), (28.0, 224)])
def test_the_length_of_the_text_is_bounded_by_that_of_the_clip(seconds: float, tokens: int) -> None:
    recogniser, model = listening()
    recogniser.transcribe(speech(seconds))
    assert model.calls[0]["max_length"] == 2 * tokens


@pytest.mark.parametrize(
    ("multilingual", "language", "prompt"),
    [
        (False, "en", ["<|startoftranscript|>", "<|notimestamps|>"]),
        (True, "en", ["<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>"]),
        (True, None, ["<|startoftranscript|>", "<|de|>", "<|transcribe|>", "<|notimestamps|>"]),
    ],
)
def test_the_prompt_is_that_of_the_model(multilingual: bool, language: str | None, prompt: list[str]) -> None:
    recogniser, model = listening(multilingual=multilingual, language=language)
    recogniser.transcribe(speech(2))
    assert [model.tokenizer.id_to_token(token) for token in model.calls[0]["prompt"]] == prompt


def test_timestamps_cannot_be_said() -> None:
    recogniser, model = listening()
    recogniser.transcribe(speech(2))
    plain = model.tokenizer.token_to_id("<|notimestamps|>")
    assert model.calls[0]["suppress_tokens"] == [-1, *range(plain + 1, plain + 1502)]


# nobody speaks


@pytest.mark.parametrize(
    "pcm", [np.zeros(SAMPLE_RATE, np.float32), np.zeros(1, np.float32), noise(2, -60), noise(0.3, -61)]
)
def test_silence_is_not_shown_to_the_model(pcm: NDArray[np.float32]) -> None:
    recogniser, model = listening(Said("hello"))
    heard = recogniser.transcribe(pcm)
    assert (heard.text, heard.no_speech) == ("", True)
    assert model.calls == []


def test_a_click_in_silence_is_shown_to_the_model() -> None:
    """The loudest 20 ms count, not the average."""
    pcm = np.zeros(20 * SAMPLE_RATE, np.float32)
    pcm[5_000:5_320] = 0.01
    recogniser, model = listening()
    assert not recogniser.transcribe(pcm).no_speech
    assert len(model.calls) == 1


@pytest.mark.parametrize(
    ("seconds", "said", "no_speech"),
    [
        (3.0, Said("hello there", -0.1, 0.85), True),
        (3.0, Said("hello there", -0.1, 0.79), False),
        (3.0, Said("hello there", -1.5, 0.65), True),
        (0.4, Said("two", -1.7, 0.65), False),
        (3.0, Said("hello there", -1.5, 0.5), False),
        (0.4, Said("you .", -1.5, 0.65), True),
        (0.4, Said("you", -1.2, 0.55), False),
        (3.0, Said("You .", -2.1, 0.47), True),
        (3.0, Said("Thank you .", -0.2, 0.3), False),
        (3.0, Said(". .", -0.1, 0.01), True),
        (3.0, Said("", -0.1, 0.01), True),
    ],
)
def test_probabilities_words_and_length_decide_together(seconds: float, said: Said, no_speech: bool) -> None:
    recogniser, _ = listening(said)
    heard = recogniser.transcribe(speech(seconds))
    assert heard.no_speech is no_speech
    assert heard.text == ("" if no_speech else said.text)


# loops


def test_a_loop_is_decoded_once_more_under_a_penalty() -> None:
    recogniser, model = listening(Said(LOOP), Said("go on"))
    with capture_logs() as logs:
        assert recogniser.transcribe(speech(3)).text == "go on"
    first, second = model.calls
    assert (first["repetition_penalty"], first["no_repeat_ngram_size"]) == (1.0, 0)
    assert second["repetition_penalty"] > 1
    assert second["no_repeat_ngram_size"] > 0
    assert [(log["event"], log["still"]) for log in logs] == [("transcript_loops", False)]


def test_a_loop_that_stays_is_cut() -> None:
    recogniser, model = listening(Said(f"hello there {LOOP}"))
    with capture_logs() as logs:
        assert recogniser.transcribe(speech(3)).text == "hello there go on"
    assert len(model.calls) == 2
    assert logs[0]["still"] is True
    assert "go on" not in str(logs)


@given(st.lists(st.sampled_from(["go", "on", "two", "two."]), min_size=1, max_size=4), st.integers(4, 30))
def test_a_phrase_in_a_row_is_said_once(phrase: list[str], times: int) -> None:
    short = cut_repeats(", ".join([" ".join(phrase)] * times))
    assert len(short.split()) <= len(phrase) * 3
    assert short.startswith(phrase[0].rstrip("."))


@given(st.lists(st.sampled_from("abcdefgh"), max_size=12, unique=True))
def test_a_text_without_repeats_stays(words: list[str]) -> None:
    assert cut_repeats(" ".join(words)) == " ".join(words)


@pytest.mark.parametrize("text", ["no, no, no", "1 2 3 1 2 3", "that that is is", "twenty two two three"])
def test_people_may_repeat_themselves(text: str) -> None:
    assert cut_repeats(text) == text


def test_half_a_word_is_no_repeat() -> None:
    assert cut_repeats("on on on onward") == "on on on onward"


# long recordings


def test_the_texts_of_windows_are_joined() -> None:
    recogniser, model = listening(Said("hello"), Said("there"), Said("go on"))
    assert recogniser.transcribe(speech(60)).text == "hello there go on"
    assert all(call["states"].shape == (1, 1500, 4) for call in model.calls)


def test_a_silent_window_leaves_nothing_in_the_text() -> None:
    recogniser, model = listening(Said("hello"), Said("there"))
    pcm = np.concatenate([speech(20), np.zeros(40 * SAMPLE_RATE, np.float32), speech(5)])
    heard = recogniser.transcribe(pcm)
    assert (heard.text, heard.no_speech) == ("hello there", False)
    assert len(model.calls) == 2


# what cannot be recognised


@pytest.mark.parametrize(
    ("pcm", "message"),
    [
        (np.zeros(0, np.float32), "without samples"),
        (np.zeros(SAMPLE_RATE, np.float64), "float64"),
        (np.zeros(SAMPLE_RATE, np.int16), "int16"),
        (np.zeros((2, SAMPLE_RATE), np.float32), r"\(2, 16000\)"),
        ([0.0, 0.1], "list"),
        (np.array([0.1, np.nan], np.float32), "NaN"),
        (np.array([0.1, -np.inf], np.float32), "infinite"),
        (np.array([0.0, 12_000.0], np.float32), "32,768"),
    ],
)
def test_what_is_no_recording_is_refused(pcm: Any, message: str) -> None:
    recogniser, model = listening()
    with pytest.raises(AudioError, match=message) as caught:
        recogniser.transcribe(pcm)
    assert "float32 samples" in str(caught.value)
    assert model.calls == []


# loading


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a prepared model looks like; the weights are the fake's."""
    make_tokenizer(*SPECIAL).save(str(tmp_path / "tokenizer.json"))
    for name in ("config.json", "model.bin"):
        (tmp_path / name).write_text("{}")
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How CTranslate2 was asked to load: it always succeeds."""
    seen: dict[str, Any] = {}

    def load(path: str, **options: Any) -> Whisper:
        seen.update(options, path=path)
        return Whisper(make_tokenizer(*SPECIAL), [Said("hello")])

    monkeypatch.setattr(ctranslate2.models, "Whisper", load)
    return seen


def test_loads_with_the_threads_it_is_given(folder: Path, asked: dict[str, Any]) -> None:
    recogniser = Recogniser.load(folder, 3)
    assert recogniser.transcribe(speech(1)).text == "hello"
    assert asked["path"] == str(folder)
    assert (asked["intra_threads"], asked["inter_threads"]) == (3, 1)
    assert asked["compute_type"] == module.COMPUTE_TYPE


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json"])
def test_a_missing_file_is_named_with_what_to_do(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelMissing, match=rf"{re.escape(name)}.*`antiphon models prepare`"):
        Recogniser.load(folder, 1)


def test_no_folder_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="antiphon models prepare"):
        Recogniser.load(tmp_path / "none", 1)


def test_weights_that_ctranslate2_refuses_are_corrupt(folder: Path) -> None:
    """The real CTranslate2 reads two bytes of JSON."""
    with pytest.raises(ModelCorrupt, match=r"model\.bin.*`antiphon models prepare`"):
        Recogniser.load(folder, 1)


@pytest.mark.usefixtures("asked")
def test_a_broken_tokenizer_is_corrupt(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelCorrupt, match=r"tokenizer\.json.*`antiphon models prepare`"):
        Recogniser.load(folder, 1)


@pytest.mark.usefixtures("asked")
def test_the_tokenizer_of_another_model_is_corrupt(folder: Path) -> None:
    make_tokenizer("<|startoftranscript|>").save(str(folder / "tokenizer.json"))
    with pytest.raises(ModelCorrupt, match=r"<\|notimestamps\|>"):
        Recogniser.load(folder, 1)
