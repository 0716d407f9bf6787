"""Blocks are taken, shared, copied before they are written, and given back."""

from __future__ import annotations

import random

import pytest
import torch

from antiphon.reasoner.models.blocks import BlockCache, Blocks
from antiphon.reasoner.models.cache import BLOCK
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.transport.errors import CapacityError

CONFIG = DecoderConfig(
    layers=2, hidden=8, heads=2, kv_heads=1, head_dim=4, feed_forward=8, vocabulary=9, positions=4096, rope_theta=1e4,
    norm_eps=1e-6, tied=True, qkv_bias=False, out_bias=False, eos_tokens=frozenset(),
)  # fmt: skip


def pool_of(blocks: int, context_tokens: int = 4 * BLOCK) -> Blocks:
    return Blocks(CONFIG, blocks, context_tokens, torch.float32, torch.device("cpu"))


def write(cache: BlockCache, values: list[float]) -> None:
    """One value a position, as a decoder would."""
    cache.reserve(cache.length + len(values))
    for value in values:
        block = int(cache.table[cache.length // BLOCK])
        cache._pool.kv[:, block, :, :, cache.length % BLOCK] = value
        cache.length += 1


def content(cache: BlockCache) -> list[float]:
    """What is found by its table, the same in all layers."""
    whole = cache._pool.kv[:, torch.from_numpy(cache.table).long()].permute(0, 2, 3, 1, 4, 5).flatten(3, 4)
    filled = whole[:, :, :, : cache.length]
    assert (filled == filled[:1, :1, :1, :, :1]).all()
    return [float(value) for value in filled[0, 0, 0, :, 0]]


def filled(pool: Blocks, length: int) -> BlockCache:
    cache = BlockCache(pool)
    write(cache, [float(place) for place in range(length)])
    return cache


def test_it_grows_by_blocks_and_gives_them_back() -> None:
    pool = pool_of(5)
    cache = BlockCache(pool)
    cache.reserve(1)
    cache.reserve(BLOCK)
    assert (len(cache.blocks), pool.free) == (1, 4)
    cache.reserve(BLOCK + 1)
    assert (len(cache.blocks), pool.free, pool.taken) == (2, 3, 2)
    cache.free()
    assert (cache.blocks, cache.length, pool.free) == ([], 0, 5)
    cache.free()
    assert pool.free == 5


@pytest.mark.parametrize("length", [0, 1, BLOCK - 1, BLOCK, BLOCK + 7, 2 * BLOCK])
def test_a_copy_shares_full_blocks_and_has_the_last_one_to_itself(length: int) -> None:
    pool = pool_of(6)
    cache, copy = filled(pool, length), BlockCache(pool)
    before = pool.free
    copy.copy_from(cache)
    assert pool.free == before - (length % BLOCK > 0)
    assert content(copy) == content(cache)
    write(copy, [-1.0] * 3)
    write(cache, [-2.0] * 5)
    assert content(copy)[length:] == [-1.0] * 3
    assert content(cache)[length:] == [-2.0] * 5
    assert content(copy)[:length] == content(cache)[:length] == list(range(length))


@pytest.mark.parametrize("kept", [0, 5, BLOCK - 1, BLOCK, BLOCK + 3])
def test_what_is_shared_is_copied_before_it_is_written_behind_a_trim(kept: int) -> None:
    pool = pool_of(8)
    cache, copy = filled(pool, 2 * BLOCK + 3), BlockCache(pool)
    copy.copy_from(cache)
    copy.length = kept
    write(copy, [-1.0] * BLOCK)
    assert content(cache) == list(range(2 * BLOCK + 3))
    assert content(copy) == [*range(kept), *[-1.0] * BLOCK]
    cache.length = kept
    write(cache, [-2.0] * 4)
    assert content(cache) == [*range(kept), *[-2.0] * 4]
    assert content(copy) == [*range(kept), *[-1.0] * BLOCK]


def test_what_nobody_shares_any_longer_is_not_copied() -> None:
    pool = pool_of(4)
    cache, copy = filled(pool, BLOCK), BlockCache(pool)
    copy.copy_from(cache)
    cache.free()
    before = list(copy.blocks)
    copy.length = 3
    write(copy, [-1.0])
    assert copy.blocks == before
    assert content(copy) == [0.0, 1.0, 2.0, -1.0]


def test_where_no_block_is_left_nothing_changes() -> None:
    pool = pool_of(3)
    cache, copy = filled(pool, BLOCK + 5), BlockCache(pool)
    copy.copy_from(cache)
    assert pool.free == 0
    with pytest.raises(CapacityError, match="768 of 768 positions are taken"):
        copy.reserve(2 * BLOCK + 1)
    with pytest.raises(CapacityError, match="memory is full"):
        BlockCache(pool).copy_from(cache)
    copy.length = 2
    with pytest.raises(CapacityError, match="memory is full"):
        copy.reserve(3)
    copy.length = BLOCK + 5
    assert content(copy) == content(cache) == list(range(BLOCK + 5))
    copy.free()
    cache.reserve(2 * BLOCK + 1)
    assert content(cache) == list(range(BLOCK + 5))


@pytest.mark.parametrize("context", [300, 4 * BLOCK])
def test_more_than_the_context_is_refused_even_where_its_last_block_has_room(context: int) -> None:
    """Nobody knows how to turn what stands there: the tables of RoPE end with the context."""
    pool = pool_of(9, context)
    cache = BlockCache(pool)
    with pytest.raises(CapacityError, match=rf"{context + 1} positions .* context of {context} "):
        cache.reserve(context + 1)
    assert pool.free == 9
    cache.reserve(context)


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_work_keeps_everybodys_content_and_loses_no_block(seed: int) -> None:
    chance, pool = random.Random(seed), pool_of(24)
    texts: list[tuple[BlockCache, list[float]]] = []
    refused = 0
    for number in range(200):
        action = chance.random()
        try:
            if not texts or action < 0.15:
                texts.append((BlockCache(pool), []))
            elif action < 0.35:
                cache, text = chance.choice(texts)
                copy = BlockCache(pool)
                copy.copy_from(cache)
                texts.append((copy, list(text)))
            elif action < 0.5:
                cache, text = chance.choice(texts)
                del text[chance.randrange(len(text) + 1) :]
                cache.length = len(text)
            elif action < 0.6:
                cache, _ = texts.pop(chance.randrange(len(texts)))
                cache.free()
            else:
                cache, text = chance.choice(texts)
                new = [float(number)] * chance.randrange(1, 300)
                if len(text) + len(new) <= 4 * BLOCK:
                    write(cache, new)
                    text += new
        except CapacityError:
            refused += 1
        for cache, text in texts:
            assert content(cache) == text
    assert refused
    for cache, _ in texts:
        cache.free()
    assert (pool.free, pool.taken) == (24, 0)
