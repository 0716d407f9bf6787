"""Turns that nobody had: questions, thoughts and answers of natural lengths, and a model that writes them by script."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

__all__ = ["CORRECTION", "Imagined", "ScriptedModel", "imagine", "word_piece_tokenizer"]

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
OPEN, CLOSE = "<think>", "</think>"
"""Tokens of their own: the model was trained to think."""
VOCABULARY = 1140
"""So few that a token has about 4 characters, as those of large models have in English."""
CORRECTION = "Actually"
"""The first word of what an answer is amended with, and of nothing else."""
EMPTY_THOUGHT = 0.1
"""How probable the model finds it that a turn needs no thinking."""
AMENDED = 0.25
"""Of the answers that have come to their end before the thoughts have."""

WORDS = """
the of and to a in is it you that he was for on are with as his they be at one have this from or had by hot but some
what there we can out other were all your when up use word how said an each she which do their time if will way about
many then them would write like so these her long make thing see him two has look more day could go come did my sound
no most number who over know water than call first people may down side been now find any new work part take get place
made live where after back little only round man year came show every good me give our under name very through just
form much great think say help low line before turn cause same mean differ move right boy old too does tell sentence
set three want air well also play small end put home read hand port large spell add even land here must big high such
follow act why ask men change went light kind off need house picture try us again animal point mother world near build
self earth father head stand own page should country found answer school grow study still learn plant cover food sun
four thought let keep eye never last door between city tree cross since hard start might story saw far sea draw left
late run while press close night real life few stop open seem together next white children begin got walk example ease
paper often always music those both mark book letter until mile river car feet care second group carry took rain eat
room friend began idea fish mountain north once base hear horse cut sure watch color face wood main enough plain girl
usual young ready above ever red list though feel talk bird soon body dog family direct pose leave song measure state
product black short numeral class wind question happen complete ship area half rock order fire south problem piece told
knew pass farm top whole king size heard best hour better true during hundred am remember step early hold west ground
interest reach fast five sing listen six table travel less morning ten simple several vowel toward war lay against
pattern slow center love person money serve appear road map science rule govern pull cold notice voice fall power town
fine certain fly unit lead cry dark machine note wait plan figure star box noun field rest correct able pound done
beauty drive stood contain front teach week final gave green quick develop sleep warm free minute strong special mind
behind clear tail produce fact street inch lot nothing course stay wheel full force blue object decide surface deep
moon island foot yet busy test record boat common gold possible plane age dry wonder laugh thousand ago ran check game
shape yes miss brought heat snow bed bring sit perhaps fill east weight language among temperature approximately
""".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Imagined:
    """A turn. ``correction``: what the model says behind a complete answer, when it has thought everything."""

    question: str
    thoughts: str
    answer: str
    correction: str


def imagine(rng: random.Random) -> Imagined:
    """Thoughts of 20 to 600 tokens, an answer of one to eight sentences."""
    answer = " ".join(_sentence(rng) for _ in range(rng.randint(1, 8)))
    thoughts = _thoughts(rng, round(20 * 30 ** rng.random()))
    correction = f" {CORRECTION}, {_sentence(rng, rng.randint(5, 15)).lower()}" if rng.random() < AMENDED else ""
    return Imagined(_sentence(rng, rng.randint(4, 18)), thoughts, answer, correction)


def _sentence(rng: random.Random, words: int | None = None) -> str:
    """Of 4 to 28 words, 14 on average; a clause has 4 to 10."""
    words = words or min(28, max(4, round(rng.gauss(14, 5))))
    said = [rng.choice(WORDS) for _ in range(words)]
    comma = rng.randint(4, 10)
    while comma < words - 2:
        said[comma - 1] += ","
        comma += rng.randint(4, 10)
    text = " ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _thoughts(rng: random.Random, tokens: int) -> str:
    """Lines of a sentence or two, of so many tokens."""
    lines: list[str] = []
    while sum(map(len, lines)) < 4 * tokens:
        lines.append(" ".join(_sentence(rng) for _ in range(rng.randint(1, 2))))
    written = word_piece_tokenizer().encode("\n".join(lines), add_special_tokens=False).ids
    text: str = word_piece_tokenizer().decode(written[:tokens])
    return text.strip()


@cache
def word_piece_tokenizer() -> Tokenizer:
    """Byte-level pieces of words, trained on what is imagined; in ChatML, of a model that was trained to think."""
    rng = random.Random(0)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator((_sentence(rng) for _ in range(2000)), trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in (OPEN, CLOSE)])
    return tokenizer


class ScriptedModel:
    """Writes what was ``imagined`` for the turn: from ``<think>`` on the thoughts, behind ``</think>`` the answer."""

    def __init__(self) -> None:
        self.tokenizer = word_piece_tokenizer()
        self._open, self._close, self._end = (self._id(token) for token in (OPEN, CLOSE, SPECIAL[2]))
        self._gap = len(self._ids("\n\n"))
        """Tokens between ``</think>`` and the answer."""
        self.imagined = imagine(random.Random(0))

    @property
    def imagined(self) -> Imagined:
        """The turn that is being answered."""
        return self._imagined

    @imagined.setter
    def imagined(self, turn: Imagined) -> None:
        self._imagined = turn
        self._thoughts = [*self._ids(turn.thoughts), *self._ids("\n"), self._close, self._end]
        self._answer = self._ids(turn.answer)
        self._correction = self._ids(turn.correction)

    def write(self, tokens: Sequence[int]) -> Sequence[int]:
        said = self._said(tokens)
        if said is None:
            return self._thoughts
        if said < len(self._answer):
            return [*self._answer[said:], self._end]
        return [*self._correction[said - len(self._answer) :], self._end]

    def odds(self, tokens: Sequence[int], wanted: Collection[int]) -> float:
        said = self._said(tokens)
        if self._end in wanted and said is not None:
            return 0.02 if said == len(self._answer) and self._correction else 0.9
        return EMPTY_THOUGHT

    def _said(self, tokens: Sequence[int]) -> int | None:
        """How much of the answer is there; None: it is being thought."""
        for back, token in enumerate(reversed(tokens)):
            if token == self._close:
                return max(0, back - self._gap)
            if token == self._open:
                break
        return None

    def _id(self, token: str) -> int:
        number: int | None = self.tokenizer.token_to_id(token)
        assert number is not None
        return number

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids
