"""Streams that read and write, and what Transformers writes with the same weights."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import torch
from transformers import PreTrainedModel

from antiphon.reasoner.engine import Engine, Sampling, Stream
from antiphon.reasoner.engine.decoding import Decoding
from antiphon.reasoner.options import ReasonerOptions

from ..models.test_decoder import reference

__all__ = ["OPTIONS", "AnyDecoder", "model", "read", "theirs", "write"]

AnyDecoder = Decoding[Any]
OPTIONS = ReasonerOptions(threads=1, context_tokens=512, max_sessions=4, prefill_chunk_tokens=16)


@functools.cache
def model() -> PreTrainedModel:
    return reference("llama")


async def read(engine: Engine, tokens: Sequence[int]) -> Stream:
    stream = engine.open()
    await stream.extend(tokens)
    return stream


async def write(stream: Stream, limit: int, stop: Sequence[int] = (), sampling: Sampling | None = None) -> list[int]:
    return [token async for token in stream.generate(limit, stop, sampling)]


def theirs(prompt: Sequence[int], limit: int) -> list[int]:
    """What Transformers writes, greedily."""
    text = torch.tensor([list(prompt)])
    everything = torch.ones_like(text)
    with torch.inference_mode():
        whole = model().generate(
            text, attention_mask=everything, max_new_tokens=limit, do_sample=False, eos_token_id=None, pad_token_id=0
        )
    return [int(token) for token in whole[0, len(prompt) :]]
