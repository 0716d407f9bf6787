"""The next token of each row, drawn on the GPU: nothing waits for the host."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import triton
import triton.language as tl
from torch import Tensor

__all__ = ["Shortlist", "sample"]

PIECE = 1024
"""Tokens of the vocabulary that one program looks at."""
TAIL = 2048
"""Tokens that the last program looks at at a time where it has to look at all."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What each piece of the vocabulary has to offer; [rows, pieces] each."""

    scores: Tensor
    """fp32: the highest score, with the randomness of its token in it."""
    tokens: Tensor
    """int32: the token that has it."""
    most: Tensor
    """fp32: the highest logit, by the temperature."""
    mass: Tensor
    """fp32: the sum of e^(logit - most), by the temperature."""

    @classmethod
    def empty(cls, rows: int, vocabulary: int, device: torch.device | str) -> Shortlist:
        """Room for so many rows."""
        shape = (rows, triton.cdiv(vocabulary, PIECE))
        scores, most, mass = (torch.empty(shape, dtype=torch.float32, device=device) for _ in range(3))
        return cls(scores, torch.empty(shape, dtype=torch.int32, device=device), most, mass)


def sample(
    logits: Tensor,
    temperature: Tensor,
    top_p: Tensor,
    seeds: Tensor,
    positions: Tensor,
    *,
    out: Tensor | None = None,
    shortlist: Shortlist | None = None,
) -> Tensor:
    """Draw one token a row; returns ``out``, [rows] int64.

    ``logits``: [rows, vocabulary], of any row stride. ``temperature``, ``top_p``: [rows] fp32; temperature 0 takes the
    most likely token (the first of equals), whatever ``top_p``. ``top_p``: only the most likely tokens whose mass
    reaches it are drawn, with the one that reaches it (Holtzman et al., arXiv 1904.09751); tokens that are as likely as
    that one are drawn too. ``seeds``: [rows] int64; ``positions``: [rows] int32 or int64.

    The randomness of a token is Philox (Salmon et al., SC 2011) of the row's seed, its position and the token: what a
    row gets does not depend on the other rows, nor on how often it is asked. The most likely token after Gumbel noise
    is a draw from the softmax. One outside of ``top_p`` is refused, and another is drawn among the likelier ones: this
    is rare, and takes the last program of that row two more passes over the vocabulary.

    With ``out`` and ``shortlist`` given nothing is allocated. Raises ValueError for shapes that do not fit each other.
    """
    rows, vocabulary = logits.shape
    if logits.stride(1) != 1:
        raise ValueError("every row of logits must lie contiguously")
    for name, each in (("temperature", temperature), ("top_p", top_p), ("seeds", seeds), ("positions", positions)):
        if each.shape != (rows,) or each.stride(0) != 1:
            raise ValueError(f"{name} {list(each.shape)} must be contiguous, one for each of {rows} rows")
    if out is None:
        out = torch.empty(rows, dtype=torch.int64, device=logits.device)
    if out.shape != (rows,) or out.stride(0) != 1:
        raise ValueError(f"out {list(out.shape)} must be contiguous, [{rows}]")
    if shortlist is None:
        shortlist = Shortlist.empty(rows, vocabulary, logits.device)
    pieces = triton.cdiv(vocabulary, PIECE)
    if shortlist.mass.shape[0] < rows or shortlist.mass.shape[1] != pieces:
        raise ValueError(f"a shortlist {list(shortlist.mass.shape)} does not fit logits {list(logits.shape)}")
    _shortlist_kernel[(pieces, rows)](
        logits, temperature, seeds, positions,
        shortlist.scores, shortlist.tokens, shortlist.most, shortlist.mass, logits.stride(0),
        VOCABULARY=vocabulary, PIECES=pieces, PIECE=PIECE, num_warps=4,
    )  # fmt: skip
    _draw_kernel[(rows,)](
        logits, temperature, top_p, seeds, positions,
        shortlist.scores, shortlist.tokens, shortlist.most, shortlist.mass, out, logits.stride(0),
        VOCABULARY=vocabulary, PIECES=pieces, PADDED=triton.next_power_of_2(pieces), TAIL=TAIL, num_warps=16,
    )  # fmt: skip
    return out


@triton.jit
def _logits(logits_at, tokens, sharpness, VOCABULARY: tl.constexpr):
    """Logits by the temperature in fp32; -inf behind the vocabulary."""
    logits = tl.load(logits_at + tokens, mask=tokens < VOCABULARY, other=float("-inf"))
    return logits.to(tl.float32) * sharpness


@triton.jit
def _sharpness(temperature):
    """What logits are multiplied by; where nothing is drawn they stay as they are."""
    return 1.0 / tl.where(temperature > 0, temperature, 1.0)


@triton.jit
def _gumbel(seed, position, attempt, tokens):
    """Gumbel noise for each token.

    It is -log E for an exponential E, which is -log(1 - u): the winner's E is small, so it is computed where u is
    near 0, where fp32 is fine. Half a step keeps u from 0.
    """
    zeros = tokens * 0
    random, _, _, _ = tl.philox(seed, tokens, position.to(tl.int32) + zeros, attempt + zeros, zeros)
    u = ((random >> 1).to(tl.int32).to(tl.float32) + 0.5) * (1.0 / (1 << 31))
    exponential = tl.where(u < 1e-3, u + u * u * (0.5 + u * (1.0 / 3.0)), -tl.log(tl.maximum(1.0 - u, 1e-10)))
    return -tl.log(exponential)


@triton.jit
def _shortlist_kernel(
    logits_at, temperature_at, seeds_at, positions_at,
    scores_at, tokens_at, most_at, mass_at, logits_stride,
    VOCABULARY: tl.constexpr, PIECES: tl.constexpr, PIECE: tl.constexpr,
):  # fmt: skip
    piece, row = tl.program_id(0), tl.program_id(1).to(tl.int64)
    temperature = tl.load(temperature_at + row)
    tokens = piece * PIECE + tl.arange(0, PIECE)
    logits = _logits(logits_at + row * logits_stride, tokens, _sharpness(temperature), VOCABULARY)
    most = tl.max(logits, 0)
    mass = tl.sum(tl.where(logits == float("-inf"), 0.0, tl.exp(logits - most)), 0)
    scores = logits
    if temperature > 0:
        scores += _gumbel(tl.load(seeds_at + row), tl.load(positions_at + row), 0, tokens)
    score, best = tl.max(scores, 0, return_indices=True)
    at = row * PIECES + piece
    tl.store(scores_at + at, score)
    tl.store(tokens_at + at, piece * PIECE + best)
    tl.store(most_at + at, most)
    tl.store(mass_at + at, mass)


@triton.jit
def _draw_kernel(
    logits_at, temperature_at, top_p_at, seeds_at, positions_at,
    scores_at, tokens_at, most_at, mass_at, out_at, logits_stride,
    VOCABULARY: tl.constexpr, PIECES: tl.constexpr, PADDED: tl.constexpr, TAIL: tl.constexpr,
):  # fmt: skip
    row = tl.program_id(0).to(tl.int64)
    pieces = tl.arange(0, PADDED)
    there, at = pieces < PIECES, row * PIECES + pieces
    scores = tl.load(scores_at + at, mask=there, other=float("-inf"))
    _, best = tl.max(scores, 0, return_indices=True)
    # Where logits are NaN the highest may be anywhere in what is padded: the token must be one all the same.
    token = tl.load(tokens_at + row * PIECES + tl.minimum(best, PIECES - 1))
    token = tl.minimum(token, VOCABULARY - 1)
    temperature, top_p = tl.load(temperature_at + row), tl.load(top_p_at + row)
    if (temperature > 0) & (top_p < 1):
        most = tl.load(most_at + at, mask=there, other=float("-inf"))
        highest = tl.max(most, 0)
        shares = tl.where(most == float("-inf"), 0.0, tl.exp(most - highest))
        enough = tl.sum(tl.load(mass_at + at, mask=there, other=0.0) * shares, 0) * top_p
        seed, position = tl.load(seeds_at + row), tl.load(positions_at + row)
        sharpness, row_at = _sharpness(temperature), logits_at + row * logits_stride
        attempt = 1
        drawn = _logits(row_at, token, sharpness, VOCABULARY)
        likelier = _mass_above(row_at, sharpness, drawn, highest, VOCABULARY, TAIL)
        # A token is refused where those that are likelier have the mass already. The next is one of those.
        while (likelier > 0) & (likelier >= enough):
            token = _draw_above(row_at, sharpness, drawn, seed, position, attempt, VOCABULARY, TAIL)
            drawn = _logits(row_at, token, sharpness, VOCABULARY)
            likelier = _mass_above(row_at, sharpness, drawn, highest, VOCABULARY, TAIL)
            attempt += 1
    tl.store(out_at + row, token.to(tl.int64))


@triton.jit
def _mass_above(
    row_at, sharpness, bound, highest, VOCABULARY: tl.constexpr, TAIL: tl.constexpr
):  # fmt: skip
    """The sum of e^(logit - highest) over the tokens with a logit above ``bound``."""
    mass = tl.zeros([TAIL], tl.float32)
    for start in range(0, VOCABULARY, TAIL):
        logits = _logits(row_at, start + tl.arange(0, TAIL), sharpness, VOCABULARY)
        mass += tl.where(logits > bound, tl.exp(logits - highest), 0.0)
    return tl.sum(mass, 0)


@triton.jit
def _draw_above(
    row_at, sharpness, bound, seed, position, attempt, VOCABULARY: tl.constexpr, TAIL: tl.constexpr
):  # fmt: skip
    """A draw among the tokens with a logit above ``bound``; there must be one."""
    score = tl.full([TAIL], float("-inf"), tl.float32)
    chosen = tl.zeros([TAIL], tl.int32)
    for start in range(0, VOCABULARY, TAIL):
        tokens = start + tl.arange(0, TAIL)
        logits = _logits(row_at, tokens, sharpness, VOCABULARY)
        scores = tl.where(logits > bound, logits + _gumbel(seed, position, attempt, tokens), float("-inf"))
        chosen = tl.where(scores > score, tokens, chosen)
        score = tl.maximum(score, scores)
    _, best = tl.max(score, 0, return_indices=True)
    return tl.sum(tl.where(tl.arange(0, TAIL) == best, chosen, 0), 0)
