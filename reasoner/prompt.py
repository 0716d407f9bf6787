"""How a conversation becomes tokens: turns, thoughts, and where the model stops."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

import structlog
from tokenizers import Tokenizer

from antiphon.transport.errors import ModelCorrupt, ModelMissing
from antiphon.transport.messages import Item, Tool

from . import tools
from .detokenizer import Detokenizer
from .thoughts import CLOSE, OPEN

__all__ = ["AUDIO_BEGINS", "AUDIO_ENDS", "CHARS_PER_TOKEN", "CHATML", "CUT", "STEP_AUDIO", "Prompt", "PromptFormat"]

log = structlog.get_logger()

CHARS_PER_TOKEN = 16
"""Hardly any text has more: what is longer than a context of such tokens need not be counted to its end."""

AUDIO_BEGINS = "<audio_start>"
AUDIO_ENDS = "<audio_end>"
"""The tokens around the states of an audio encoder (stepfun-ai/Step-Audio-R1, ``stepaudior1vllm.py``)."""

STEP_AUDIO_IDS = {"<|EOT|>": 151665, AUDIO_BEGINS: 151688, AUDIO_ENDS: 151689, "<audio_patch>": 151690}
"""In Step-Audio's own vocabulary (stepfun-ai/vllm, ``mm_step_audio.py``): to check those that are taken from the
tokenizer."""

CUT = " —"
"""Stands behind an answer of which the user did not hear the end."""


@dataclass(frozen=True, slots=True)
class PromptFormat:
    """The text around the parts of a conversation. ``begin`` and ``end`` are single tokens of the model."""

    name: str
    begin: str
    end: str
    after_end: str
    system: str
    user: str
    assistant: str
    thinks: bool
    """The model was trained to think; else it thinks only when it is made to."""
    opening: str
    """The first words of a thought, for a model that would not know how to begin."""
    close: str
    """Ends a thought."""
    no_thought: str
    """Tells a model that thinks not to."""
    between_pieces: bool
    """Each piece of a long recording stands between tokens of its own, and not all of them together."""


CHATML = PromptFormat(
    name="chatml",
    begin="<|im_start|>",
    end="<|im_end|>",
    after_end="\n",
    system="system\n",
    user="user\n",
    assistant="assistant\n",
    thinks=False,
    opening="Let me work it out step by step.",
    close=f"\n{CLOSE}\n\n",
    no_thought=f"{OPEN}\n\n{CLOSE}\n\n",
    between_pieces=False,
)
"""SmolLM2 and Qwen2, whose ``tokenizer_config.json`` has the template; Antiphon nano, which knows sound as well."""

STEP_AUDIO = PromptFormat(
    name="step-audio",
    begin="<|BOT|>",
    end="<|EOT|>",
    after_end="",
    system="system\n",
    user="human\n",
    assistant="assistant\n",
    thinks=True,
    opening="",
    close=f"\n{CLOSE}\n",
    no_thought=f"{OPEN}\n\n{CLOSE}\n",
    between_pieces=True,
)
"""Step-Audio-R1 (stepfun-ai/Step-Audio-R1, ``stepaudior1vllm.py``)."""

FORMATS = (STEP_AUDIO, CHATML)
"""In this order: Step-Audio's tokenizer grew out of Qwen's."""


class Prompt:
    """One model's way to write a conversation down, part by part.

    The parts of a conversation, put behind each other, are its prompt: each is encoded for itself, so a history
    gives the same tokens however it came about. What people and models have said is encoded without the model's
    special tokens, so nobody can say one. Raises ModelCorrupt for a tokenizer that has no known format.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._plain = _without_added_tokens(tokenizer)
        added = {token.content: number for number, token in tokenizer.get_added_tokens_decoder().items()}
        self.format = _choose(added)
        self._begin = added[self.format.begin]
        self._end = [added[self.format.end], *self._markup(self.format.after_end)]
        self._close = self._markup(self.format.close)
        self._close_line = self._markup(self.format.close.removeprefix("\n"))
        self._audio = [added[tag] for tag in (AUDIO_BEGINS, AUDIO_ENDS) if tag in added]
        self._check(added)
        self._tags = {tag: added[tag] for tag in tools.TAGS if tag in added}
        markup = {OPEN, CLOSE, tools.OPEN, tools.CLOSE}
        self.stop = frozenset(number for content, number in added.items() if content not in markup)
        """Every token that is no text: whatever comes behind one of them is no answer."""

    @classmethod
    def load(cls, folder: Path) -> Prompt:
        """For the tokenizer in ``folder``. Raises ModelMissing, ModelCorrupt."""
        path = folder / "tokenizer.json"
        if not path.is_file():
            raise ModelMissing(
                f"there is no tokenizer.json in {folder}: run `antiphon models prepare`, or give a folder with a "
                "model's files"
            )
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # tokenizers raises nothing more precise
            raise ModelCorrupt(f"{path} is not a tokenizer ({error}): run `antiphon models verify`") from error
        return cls(tokenizer)

    def system(self, instructions: str, functions: Sequence[Tool] = ()) -> list[int]:
        """The system's turn, with the tools that there are; nothing where it has nothing to say."""
        if not instructions and not functions:
            return []
        return self._turn(self.format.system, *tools.instructions(instructions, functions))

    def user(self, text: str) -> list[int]:
        """A turn of the user."""
        return self._turn(self.format.user, text)

    @property
    def hears(self) -> bool:
        """The model knows sound: it can stand in a turn of the user."""
        return len(self._audio) == 2

    def around_audio(self, text: str = "") -> tuple[list[int], list[int]]:
        """What stands before and behind the states of an audio encoder in a turn of the user, who has written ``text``
        as well. Only for a model that ``hears``."""
        begins, ends = self._audio
        return [self._begin, *self._mixed(self.format.user, text), begins], [ends, *self._end]

    @property
    def between_audio(self) -> list[int]:
        """What stands between the states of two pieces of a recording. Only for a model that ``hears``."""
        return self._audio[::-1] if self.format.between_pieces else []

    def item(self, item: Item) -> list[int]:
        """An entry of the history; nothing where there is nothing in it. A call without arguments has an empty object.

        Each is a turn of its own, whatever stands before it.
        """
        match item.role:
            case "call":
                return self._turn(self.format.assistant, *tools.call(item.name, item.text.strip() or "{}"))
            case "result":
                return self._turn(self.format.user, *tools.result(item.text))
            case "assistant":
                return self.answer(item.text, item.cut)
            case "system":
                return self.system(item.text.strip())
            case "user":
                return self.user(item.text) if item.text.strip() else []

    def answer(self, text: str, cut: bool) -> list[int]:
        """An answer as it was heard; nothing where nothing was. Thoughts are not remembered."""
        return self._turn(self.format.assistant, text + CUT if cut else text) if text.strip() else []

    def answer_begins(self, think: bool) -> list[int]:
        """Where the model continues: with a thought, or with the answer."""
        head = self.format.assistant
        if think:
            head += f"{OPEN}\n{self.format.opening}"
        elif self.format.thinks:
            head += self.format.no_thought
        return [self._begin, *self._markup(head)]

    def ways(self) -> tuple[list[int], list[int], list[int]]:
        """How every answer begins, and how it goes on from there: with the answer itself, or with a thought."""
        speak, think = self.answer_begins(think=False), self.answer_begins(think=True)
        same = takewhile(lambda pair: pair[0] == pair[1], zip(speak, think, strict=False))
        common = sum(1 for _ in same)
        return speak[:common], speak[common:], think[common:]

    def call_begins(self, name: str) -> list[int]:
        """Where the model continues a call that it must make, of the tool ``name`` where that is not empty."""
        return self._mixed(*tools.forced(name))

    def thought_ends(self, line_ended: bool = False) -> list[int]:
        """What closes a thought; ``line_ended``: it has ended its last line."""
        return list(self._close_line if line_ended else self._close)

    def fits(self, vocabulary: int) -> None:
        """Raises ModelCorrupt for a decoder of so many tokens that lacks one of the tokenizer's: it has no embedding,
        and on a card it would be looked for beyond them."""
        largest = max(self._tokenizer.get_vocab().values())
        if largest >= vocabulary:
            raise ModelCorrupt(
                f"the tokenizer has a token {largest}, and the decoder knows those below {vocabulary} (vocab_size): "
                "tokenizer.json and config.json must be of one model"
            )

    @property
    def end(self) -> int:
        """The token with which a turn ends."""
        return self._end[0]

    def text(self, text: str) -> list[int]:
        """What people and models say, in which nothing is a special token."""
        tokens: list[int] = self._plain.encode(text, add_special_tokens=False).ids
        return tokens

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of ``tokens``."""
        text: str = self._tokenizer.decode(list(tokens), skip_special_tokens=False)
        return text

    def detokenizer(self) -> Detokenizer:
        """For one answer."""
        return Detokenizer(self._tokenizer)

    def _check(self, added: dict[str, int]) -> None:
        """Warn where a vocabulary of Step-Audio's size has its tokens at other numbers: its weights may have others."""
        if self.format.name != STEP_AUDIO.name or self._tokenizer.get_vocab_size() <= max(STEP_AUDIO_IDS.values()):
            return
        strange = {name: added.get(name) for name, number in STEP_AUDIO_IDS.items() if added.get(name) != number}
        if strange:
            expected = {name: STEP_AUDIO_IDS[name] for name in strange}
            log.warning("tokenizer_not_step_audios", found=strange, expected=expected)

    def _turn(self, role: str, *parts: tools.Part) -> list[int]:
        return [self._begin, *self._mixed(role, *parts), *self._end]

    def _mixed(self, *parts: tools.Part) -> list[int]:
        """Text, in which only a ``Tag`` may be a token of its own."""
        tokens: list[int] = []
        text = ""
        for part in parts:
            content = part.text if isinstance(part, tools.Tag) else part
            if isinstance(part, tools.Tag) and content in self._tags:
                tokens += [*self.text(text), self._tags[content]]
                text = ""
            else:
                text += content
        return tokens + self.text(text)

    def _markup(self, text: str) -> list[int]:
        tokens: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return tokens


def _without_added_tokens(tokenizer: Tokenizer) -> Tokenizer:
    """The same tokenizer, to which ``<|im_end|>`` is ten characters.

    ``Tokenizer.encode_special_tokens`` would still find the added tokens that are not marked as special.
    Raises ModelCorrupt where one of them can be written as plain text all the same.
    """
    description = json.loads(tokenizer.to_str())
    description["added_tokens"] = []
    # It may name tokens that are not there any more, and is not used.
    description["post_processor"] = None
    plain = Tokenizer.from_str(json.dumps(description))
    added = tokenizer.get_added_tokens_decoder()
    for token in added.values():
        if not added.keys().isdisjoint(plain.encode(token.content, add_special_tokens=False).ids):
            raise ModelCorrupt(
                f"this tokenizer reads {token.content!r} as a special token even in plain text, so whoever says it "
                "could speak for others: give a model with a byte-level tokenizer, as SmolLM2 or Qwen2"
            )
    return plain


def _choose(added: dict[str, int]) -> PromptFormat:
    for known in FORMATS:
        if known.begin in added and known.end in added:
            # A model that has a token for it was trained to think.
            return replace(known, thinks=True, opening="") if OPEN in added else known
    wanted = ", or ".join(f"{known.begin} and {known.end}" for known in FORMATS)
    raise ModelCorrupt(f"the tokenizer has no special tokens of a prompt format that is known here: it needs {wanted}")
