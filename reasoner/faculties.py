"""What every mind of a reasoner shares: the engine, its model's way to write, its ear, and the speech recogniser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from .ear import Ear, Sound
from .engine import Engine, Stream
from .models.card import device_of
from .options import ReasonerOptions
from .prompt import Prompt
from .recogniser import LONGEST_S, Recogniser, Transcription, Window
from .windows import windows

__all__ = ["RATE_HZ", "Faculties"]

RATE_HZ = 16_000
"""Of what is heard."""
WARM_UP_TEXT = "Say hello to everybody who is here today."
WARM_UP_TOKENS = 4
WARM_UP_S = 2


class Faculties:
    """The models, each with a thread of its own, so that the event loop never waits for them."""

    def __init__(self, engine: Engine, prompt: Prompt, recogniser: Recogniser, ear: Ear | None = None) -> None:
        self.engine = engine
        self.prompt = prompt
        self._recogniser = recogniser
        self._ear = ear
        self._recognising = ThreadPoolExecutor(1, thread_name_prefix="recogniser")
        # As many threads as the engine has would be in its way (see ``Engine.load``), and are no quicker here.
        self._hearing = ThreadPoolExecutor(1, "ear", torch.set_num_threads, (1,))

    @classmethod
    async def load(cls, options: ReasonerOptions) -> Faculties:
        """The models in the folders that ``options`` names, loaded side by side.

        On a card one behind the other: what takes minutes begins when the rest is known to be there, and the ear takes
        what the decoder has left for it. Raises ModelMissing, ModelCorrupt, ModelError, and ConfigError as the engine.
        """
        folder, device = Path(options.model), device_of(options)
        on_card = device.type != "cpu"
        others = (
            asyncio.ensure_future(asyncio.to_thread(Prompt.load, folder)),
            asyncio.ensure_future(asyncio.to_thread(Recogniser.load, Path(options.recogniser))),
        )
        if on_card:
            await asyncio.wait(others)
            await asyncio.gather(*others)
        engine = asyncio.ensure_future(asyncio.to_thread(Engine.load, folder, options))
        if on_card:
            await engine
        ear = asyncio.ensure_future(asyncio.to_thread(_ear, folder, options, device))
        # All of them end before one is heard: no thread is left loading, and the first in order tells what is wrong.
        await asyncio.gather(engine, *others, ear, return_exceptions=True)
        prompt, recogniser = others
        faculties = cls(engine.result(), prompt.result(), recogniser.result(), ear.result())
        faculties.prompt.fits(faculties.engine.vocabulary)
        if faculties._ear is not None:
            faculties._ear.fits(faculties.engine.hidden)
        return faculties

    @property
    def hears(self) -> bool:
        """The model is given the sound itself; else the recogniser's words."""
        return self._ear is not None and self.prompt.hears

    async def start(self) -> None:
        """Start the engine, and use everything once: the first calls of a library are slow."""
        self.engine.start()
        noise = np.random.default_rng(0).normal(0, 0.1, WARM_UP_S * RATE_HZ).astype(np.float32)
        await self.transcribe(noise)
        if self.hears:
            await self.hear(noise)
        stream = self.engine.open()
        try:
            await stream.extend(self.prompt.user(WARM_UP_TEXT) + self.prompt.answer_begins(think=False))
            fork = await stream.fork()
            try:
                await asyncio.gather(_write(stream), _write(fork))
            finally:
                fork.close()
        finally:
            stream.close()

    async def transcribe(
        self,
        pcm: NDArray[np.float32],
        earlier: Transcription | None = None,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Transcription | None:
        """The words of a clip: float32 [n], mono at 16,000 Hz; None: nobody ``wanted`` them when its time had come.

        ``earlier``: what was recognised when the clip was shorter; of its windows, only the last has changed. Raises
        AudioError. A long clip is recognised window by window: others get their turns in between, and it can be
        cancelled.
        """
        known = {(window.start, window.end): window for window in (earlier.windows if earlier else ())}
        found: list[Window] = []
        ms = 0.0
        for start, end in windows(pcm, LONGEST_S):
            window = known.get((start, end))
            if window is None:
                heard = await self._listen(pcm[start:end], wanted)
                if heard is None:
                    return None
                window = Window(start, end, heard.text)
                ms += heard.ms
            found.append(window)
        text = " ".join(window.text for window in found if window.text)
        return Transcription(text, no_speech=not text, ms=ms, windows=tuple(found))

    async def hear(self, pcm: NDArray[np.float32], earlier: Sound | None = None) -> Sound:
        """What a model that ``hears`` hears of a clip: float32 [n], mono at 16,000 Hz. ``earlier``: as for ``Ear``."""
        assert self._ear is not None
        return await asyncio.get_running_loop().run_in_executor(self._hearing, self._ear.hear, pcm, earlier)

    async def _listen(self, pcm: NDArray[np.float32], wanted: Callable[[], bool]) -> Transcription | None:
        def listen() -> Transcription | None:
            return self._recogniser.transcribe(pcm) if wanted() else None

        return await asyncio.get_running_loop().run_in_executor(self._recognising, listen)

    async def close(self) -> None:
        """Stop the threads; those that listen end with their clips."""
        for executor in (self._recognising, self._hearing):
            executor.shutdown(wait=False, cancel_futures=True)
        await self.engine.close()


def _ear(folder: Path, options: ReasonerOptions, device: torch.device) -> Ear | None:
    return Ear.load(folder, options.precision, device) if options.hearing != "words" else None


async def _write(stream: Stream) -> None:
    async for _ in stream.generate(WARM_UP_TOKENS):
        pass
