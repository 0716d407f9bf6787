"""One answer on its way from text to sound: markup, phrasing, words, voice, ``Audio``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from enum import Enum
from typing import Literal

import numpy as np
import structlog
from numpy.typing import NDArray

from antiphon.transport.errors import InputError
from antiphon.transport.link import Link
from antiphon.transport.messages import Audio, Done, Fail, Show, Word

from .booth import Booth
from .markup import Artifact, Markup, Piece
from .options import PhrasingOptions
from .phrasing import Phrasing
from .spoken import spoken_words
from .timing import pause_ms, word_times

__all__ = ["Answer"]

CHUNK_MS = 250
"""Of sound in one ``Audio``: a quarter of what the message allows, so that the first one leaves soon."""
AUDIBLE = 10 ** (-50 / 20)
"""-50 dBFS, below which a voice's own noise lies."""
ONSET_MS = 5
"""Kept before the first audible sample, so that it does not click."""
LONGEST_ANSWER_CHARS = 200_000
"""About three hours of speech; more is a runaway model, and is refused rather than held."""

_log = structlog.get_logger()


class _Mark(Enum):
    """What comes behind the clauses."""

    SEGMENT = "the end of a segment"
    ANSWER = "the end of the answer"


class Answer:
    """The pipeline of one generation. ``say`` and ``finish`` feed it, ``run`` works until it is told the end."""

    def __init__(
        self, session: str, turn: int, generation: int, *, link: Link, booth: Booth, phrasing: PhrasingOptions
    ) -> None:
        self.session, self.turn, self.generation = session, turn, generation
        self._link = link
        self._booth = booth
        self._markup = Markup()
        self._phrasing = Phrasing(phrasing)
        self._characters = 0
        self._clauses: asyncio.Queue[str | _Mark] = asyncio.Queue()
        self._artifacts: asyncio.Queue[Artifact | None] = asyncio.Queue()
        self._reason: Literal["stop", "length", "context"] = "stop"
        self._finished = False
        self._spoken_clauses = 0
        self._audio_ms = 0.0
        self._synthesis_ms = 0.0
        self._first_audio_at: float | None = None
        self._unsaid: str | None = None
        """Why the last clause could not be said."""
        self._log = _log.bind(session=session, turn=turn, generation=generation)

    def say(self, text: str, *, end_of_segment: bool = False) -> None:
        """Take a piece of the answer. Raises InputError where the answer is longer than anything said aloud."""
        if self._finished:
            self._log.warning("say_after_done")
            return
        self._characters += len(text)
        if self._characters > LONGEST_ANSWER_CHARS:
            raise InputError(f"the answer has more than {LONGEST_ANSWER_CHARS:,} characters: too long to be said")
        self._take(self._markup.feed(text))
        if end_of_segment:
            self._take(self._markup.rest())
            self._put(self._phrasing.flush())
            self._clauses.put_nowait(_Mark.SEGMENT)

    def finish(self, reason: Literal["stop", "length", "context"]) -> None:
        """No more text will come; ``reason`` is passed on with ``Done``."""
        if self._finished:
            return
        self._finished = True
        self._reason = reason
        self._take(self._markup.flush())
        self._put(self._phrasing.flush())
        self._clauses.put_nowait(_Mark.ANSWER)
        self._artifacts.put_nowait(None)

    async def run(self) -> None:
        """Send everything, at last ``Done`` or ``Fail``. Raises LinkClosed, in a group."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._show())
            tasks.create_task(self._speak())
        if self._unsaid is not None:
            message = f"the voice could not say the end of the answer: {self._unsaid}"
            await self._link.send(Fail("internal", message, self.session, self.turn, self.generation))
            return
        counts = {
            "clauses": float(self._spoken_clauses),
            "audio_ms": round(self._audio_ms, 1),
            "synthesis_ms": round(self._synthesis_ms, 1),
        }
        await self._link.send(Done(self.session, self.turn, self.generation, self._reason, counts))

    def _take(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, Artifact):
                self._artifacts.put_nowait(piece)
            else:
                self._put(self._phrasing.feed(piece))

    def _put(self, clauses: list[str]) -> None:
        for clause in clauses:
            self._clauses.put_nowait(clause)

    async def _show(self) -> None:
        while (artifact := await self._artifacts.get()) is not None:
            show = Show(self.session, self.turn, self.generation, artifact.kind, artifact.text, artifact.language)
            await self._link.send(show)

    async def _speak(self) -> None:
        while (clause := await self._clauses.get()) is not _Mark.ANSWER:
            if clause is _Mark.SEGMENT:
                await self._link.send(self._audio(b"", [], end_of_segment=True))
            else:
                await self._speak_clause(clause)

    async def _speak_clause(self, clause: str) -> None:
        loop = asyncio.get_running_loop()
        words = spoken_words(clause)
        if lost := sum(word.lost for word in words):
            self._log.info("words_not_speakable", words=lost)
        texts = [word.text for word in words]
        if not any(character.isalnum() for word in words for character in word.spoken):
            await self._link.send(self._audio(b"", word_times(texts, [0.0] * len(texts)), estimated=True))
            return
        asked_at = loop.time()
        runs_out_at = asked_at if self._first_audio_at is None else self._first_audio_at + self._audio_ms / 1000
        try:
            utterance = await self._booth.speak([word.spoken for word in words], runs_out_at)
        except Exception as error:  # whatever a voice's runtime raises: one clause must not end the answer
            self._log.warning("clause_not_said", characters=len(clause), error=repr(error))
            self._unsaid = repr(error)
            return
        self._unsaid = None
        synthesis_ms = (loop.time() - asked_at) * 1000
        self._synthesis_ms += synthesis_ms
        self._spoken_clauses += 1
        samples, lengths_ms = utterance.samples, list(utterance.lengths_ms)
        if self._first_audio_at is None:
            self._first_audio_at = loop.time()
            quiet = _leading_quiet(samples, self._booth.rate_hz)
            samples = samples[quiet:]
            lengths_ms[0] = max(0.0, lengths_ms[0] - quiet * 1000 / self._booth.rate_hz)
        if len(samples):
            rest = np.zeros(self._booth.rate_hz * pause_ms(clause) // 1000, np.float32)
            samples = np.concatenate([samples, rest])
        times = word_times(texts, lengths_ms)
        for pcm, chunk_words in _chunks(samples, times, self._booth.rate_hz):
            audio = self._audio(pcm, chunk_words, estimated=utterance.estimated, synthesis_ms=synthesis_ms)
            synthesis_ms = 0.0
            self._audio_ms += len(pcm) / 2 * 1000 / self._booth.rate_hz
            await self._link.send(audio)

    def _audio(
        self,
        pcm: bytes,
        words: list[Word],
        *,
        estimated: bool = False,
        synthesis_ms: float = 0.0,
        end_of_segment: bool = False,
    ) -> Audio:
        return Audio(
            self.session,
            self.turn,
            self.generation,
            pcm,
            self._booth.rate_hz,
            tuple(words),
            estimated,
            synthesis_ms,
            end_of_segment,
        )


def _leading_quiet(samples: NDArray[np.float32], rate_hz: int) -> int:
    """How many samples nobody needs to wait for at the beginning of an answer."""
    loud = np.flatnonzero(np.abs(samples) > AUDIBLE)
    return max(0, int(loud[0]) - rate_hz * ONSET_MS // 1000) if len(loud) else 0


def _chunks(samples: NDArray[np.float32], words: list[Word], rate_hz: int) -> Iterator[tuple[bytes, list[Word]]]:
    """``samples`` as 16-bit PCM in pieces of ``CHUNK_MS``, each with the words that start in it."""
    pcm = np.round(np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2")
    step = rate_hz * CHUNK_MS // 1000
    waiting = list(reversed(words))
    for start in range(0, max(len(pcm), 1), step):
        start_ms = start * 1000 / rate_hz
        last = start + step >= len(pcm)
        here: list[Word] = []
        while waiting and (last or waiting[-1].start_ms < start_ms + CHUNK_MS):
            word = waiting.pop()
            here.append(Word(word.text, word.start_ms - start_ms, word.end_ms - start_ms))
        yield pcm[start : start + step].tobytes(), here
