"""What a configuration takes of a card is known beforehand, and what would fit is said."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from antiphon.reasoner.kernels import attention
from antiphon.reasoner.memory_plan import ATTENTION_SPLITS, Demand, MemoryPlan, admit, demanded, plan, recommend
from antiphon.reasoner.memory_report import CARDS
from antiphon.reasoner.models.audio import AudioConfig
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.published import published
from antiphon.reasoner.models.recipe import Recipe
from antiphon.reasoner.models.weights import decoder_shapes
from antiphon.reasoner.options import ReasonerOptions
from antiphon.transport.errors import ConfigError

from .models.checkpoints import AUDIO, DECODER


def _published(model: str) -> tuple[DecoderConfig, AudioConfig]:
    found = published(model)
    assert found is not None
    return found


R1, EAR = _published("stepfun-ai/Step-Audio-R1.1")
MINI, _ = _published("stepfun-ai/Step-Audio-2-mini")
MEASURED = Path(__file__).parents[2] / "docs" / "benchmarks" / "decode-h100.json"
SMALL_CARD = CARDS["24 GB"]
LARGE_CARD = 85_000_000_000
"""An H100 of 80 GB, about."""


def planned(demand: Demand, card_bytes: int = LARGE_CARD, config: DecoderConfig = R1) -> MemoryPlan:
    return plan(config, EAR, demand, card_bytes)


def test_the_sum_of_step_audio_r1_in_int4() -> None:
    """Weights 15.6 GB, scales and zero points 0.7, head and embedding 1.6 each, encoder 1.3, 256 KiB a token."""
    found = planned(Demand("int4", 8192))
    gigabytes = [
        round(size / 1e9, 1)
        for size in (
            found.weights_bytes, found.scales_bytes, found.head_bytes, found.embedding_bytes, found.encoder_bytes,
        )
    ]  # fmt: skip
    assert gigabytes == [15.6, 0.7, 1.6, 1.6, 1.3]
    assert found.token_bytes == 256 * 1024


def test_a_conversation_of_8k_tokens_with_both_brains_fits_23_5_gib() -> None:
    found = planned(Demand("int4", 8192), SMALL_CARD)
    assert found.fits
    assert found.left_bytes == SMALL_CARD - found.total_bytes > 0


def test_bf16_takes_what_the_checkpoint_holds() -> None:
    found = planned(Demand("bf16", 8192))
    tables = 4 * 8192 * R1.head_dim
    parts = found.weights_bytes + found.embedding_bytes + found.head_bytes + found.small_bytes - tables
    assert parts == 2 * sum(math.prod(shape) for shape in decoder_shapes(R1).values())
    assert found.scales_bytes == 0


@pytest.mark.parametrize("config", [DECODER, R1, MINI, replace(DECODER, tied=True, qkv_bias=False, out_bias=True)])
def test_every_tensor_of_a_decoder_is_counted(config: DecoderConfig) -> None:
    found = plan(config, None, Demand("bf16", 100), LARGE_CARD)
    tables = 4 * 100 * config.head_dim
    parts = found.weights_bytes + found.embedding_bytes + found.head_bytes + found.small_bytes - tables
    assert parts == 2 * sum(math.prod(shape) for shape in decoder_shapes(config).values())
    assert found.encoder_bytes == 0


def test_a_step_of_attention_is_planned_for_as_it_is_divided() -> None:
    assert ATTENTION_SPLITS == attention.SPLITS


def test_no_more_was_measured_on_a_card_than_is_planned() -> None:
    figures = {one["name"]: one["value"] for one in json.loads(MEASURED.read_text("utf-8"))["figures"]}
    found = planned(Demand("int4", 8192))
    assert figures["peak memory, int4, 8192 tokens, both brains"] <= found.total_bytes / 2**30 <= 23.5
    assert figures["... workspace"] <= (found.prefill_bytes + found.graphs_bytes) / 1e9
    assert figures["... driver"] <= found.driver_bytes / 1e9


def test_smaller_groups_take_more_scales() -> None:
    demand = Demand("int4", 8192)
    one, two = (plan(R1, EAR, demand, LARGE_CARD, Recipe(group=group)) for group in (128, 64))
    assert two.scales_bytes == 2 * one.scales_bytes
    assert two.weights_bytes == one.weights_bytes


# The cache.


@pytest.mark.parametrize(
    ("demand", "blocks"),
    [
        (Demand("int4", 256, turn_tokens=256), 3),
        (Demand("int4", 257, turn_tokens=256), 3 * 2),
        # A turn that ends in the first position of the last block begins a block earlier.
        (Demand("int4", 8192, turn_tokens=1024), 27 + 3 * 5),
        (Demand("int4", 8192, turn_tokens=1), 31 + 3 * 1),
        (Demand("int4", 8192, turn_tokens=8192), 3 * 32),
        (Demand("int4", 8192, turn_tokens=9000), 3 * 32),
        # The block that a fork's first token falls into is copied for each.
        (Demand("int4", 8192, turn_tokens=2), 30 + 3 * 2),
        (Demand("int4", 8192, sessions=16), 16 * (28 + 3 * 4)),
    ],
)
def test_forks_share_full_blocks_and_have_their_own_from_the_last_on(demand: Demand, blocks: int) -> None:
    assert demand.blocks == blocks
    assert planned(demand).cache_bytes == blocks * 256 * 256 * 1024


@given(context=st.integers(1, 5000), turn=st.integers(1, 5000), sessions=st.integers(1, 40))
def test_the_blocks_are_those_of_three_streams_that_were_forked(context: int, turn: int, sessions: int) -> None:
    """Counted one stream after the other, as the engine gives them out, for every length on the way."""

    def taken(length: int) -> int:
        history = max(0, length - turn)
        blocks = {("base", block) for block in range(-(-length // 256))}
        for brain in ("thinks", "speaks"):
            blocks |= {("base" if (block + 1) * 256 <= history else brain, block) for block in range(-(-length // 256))}
        return len(blocks)

    most = max(taken(length) for length in range(max(1, context - 512), context + 1))
    assert Demand("int4", context, sessions, turn).blocks == sessions * most


@pytest.mark.parametrize(("sessions", "rows"), [(1, 2), (2, 4), (3, 8), (4, 8), (16, 32), (40, 32)])
def test_the_widest_step_is_that_of_both_brains_of_all_sessions(sessions: int, rows: int) -> None:
    assert Demand("int4", 8192, sessions).rows == rows


@example(precision="bf16", context=513, sessions=1, turn=2)
@given(
    precision=st.sampled_from(["bf16", "int4"]),
    context=st.integers(1, 65535),
    sessions=st.integers(1, 64),
    turn=st.integers(1, 65536),
)
def test_more_takes_no_less(precision: str, context: int, sessions: int, turn: int) -> None:
    demand = Demand("int4" if precision == "int4" else "bf16", context, sessions, turn)
    found = planned(demand)
    for more in (replace(demand, context_tokens=context + 1), replace(demand, sessions=sessions + 1)):
        assert planned(more).total_bytes >= found.total_bytes


# For people.


def test_the_table_has_every_part_and_adds_up() -> None:
    found = planned(Demand("int4", 8192), SMALL_CARD)
    lines = found.table().splitlines()
    assert "weights                15.60 GB  the layers' products in int4" in lines
    assert "KV cache                2.68 GB  1 session of 8192 tokens: 40 blocks of 256, 256 KiB a token" in lines
    assert sum(size for _, size, _ in found.parts()) == found.total_bytes
    assert lines[-1].startswith("left ")
    assert planned(Demand("bf16", 8192), SMALL_CARD).table().splitlines()[-1].startswith("lacking ")


def test_bf16_is_recommended_where_it_fits() -> None:
    found = recommend(R1, EAR, Demand("int4", 8192), LARGE_CARD)
    assert found.plan is not None
    assert found.plan.demand == Demand("bf16", 8192)
    assert found.words.startswith("Use bf16: 1 session of 8192 tokens takes 71.1 of 85.0 GB, 13.9 GB are left. int4")


def test_int4_is_recommended_where_bf16_does_not_fit() -> None:
    found = recommend(R1, EAR, Demand("bf16", 8192), SMALL_CARD)
    assert found.plan is not None
    assert found.plan.demand == Demand("int4", 8192)
    assert "bf16 takes 71.1 GB, 45.8 GB more than the 25.2 that are free" in found.words


def test_fewer_sessions_are_recommended_before_less_context() -> None:
    found = recommend(R1, EAR, Demand("int4", 16384, 4), 34_000_000_000)
    assert found.plan is not None
    assert found.plan.demand == Demand("int4", 16384, 2)
    assert "sessions = 2" in found.words
    assert not planned(Demand("int4", 16384, 3), 34_000_000_000).fits


def test_less_context_is_recommended_where_one_session_does_not_fit() -> None:
    found = recommend(R1, EAR, Demand("int4", 60000, 4), SMALL_CARD)
    assert found.plan is not None
    context = found.plan.demand.context_tokens
    assert found.plan.fits
    assert context % 256 == 0
    assert not planned(Demand("int4", context + 256), SMALL_CARD).fits
    assert f"reasoner.max_sessions = 1 and reasoner.context_tokens = {context}" in found.words


def test_a_card_that_is_too_small_is_told_what_would_do() -> None:
    found = recommend(R1, EAR, Demand("int4", 8192), 12_000_000_000)
    assert found.plan is None
    assert "does not fit the 12.0 GB that are free: int4 with one session of 1024 tokens takes 23.2 GB" in found.words


def test_a_model_without_groups_is_told_so() -> None:
    odd = replace(R1, hidden=40, heads=2, kv_heads=1, head_dim=20)
    found = recommend(odd, None, Demand("bf16", 1024), 1)
    assert found.plan is None
    assert "int4 is no way out: a weight with 40 inputs" in found.words
    assert recommend(odd, None, Demand("bf16", 1024), LARGE_CARD).words.endswith("GB are left.")


def test_what_does_not_fit_is_refused_with_what_would() -> None:
    wished = planned(Demand("bf16", 8192), SMALL_CARD)
    found = recommend(R1, EAR, wished.demand, SMALL_CARD)
    with pytest.raises(
        ConfigError, match=r"configured \(bf16, 1 session of 8192 tokens\) does not fit the card\. Use int4: 1 "
    ):
        found.require(wished)
    found.require(planned(Demand("int4", 8192), SMALL_CARD))


def options(**values: Any) -> ReasonerOptions:
    return ReasonerOptions(**({"device": "cuda", "context_tokens": 8192, "max_sessions": 1} | values))


def test_what_fits_is_admitted_as_it_is_configured() -> None:
    assert admit(options(precision="int4"), R1, EAR, LARGE_CARD).demand == Demand(
        "int4", 8192, prefill_chunk_tokens=128
    )
    found = admit(options(precision="bf16", max_sessions=3, prefill_chunk_tokens=256), R1, None, LARGE_CARD)
    assert found.demand == Demand("bf16", 8192, 3, prefill_chunk_tokens=256)
    assert found.encoder_bytes == 0


def test_a_context_is_as_long_as_the_model_has_positions() -> None:
    assert demanded(options(context_tokens=65536), MINI, "int4").context_tokens == MINI.positions


@pytest.mark.parametrize(("card", "precision"), [(LARGE_CARD, "bf16"), (SMALL_CARD, "int4")])
def test_auto_is_bf16_where_it_fits_and_else_int4(card: int, precision: str) -> None:
    assert admit(options(), R1, EAR, card).demand.precision == precision


@pytest.mark.parametrize("precision", ["auto", "bf16", "int4"])
def test_what_would_take_fewer_sessions_is_not_admitted_of_itself(precision: str) -> None:
    with pytest.raises(ConfigError, match=r"5 sessions of 8192 .* does not fit .*reasoner\.max_sessions = 1"):
        admit(options(precision=precision, max_sessions=5), R1, EAR, SMALL_CARD)


@given(card=st.integers(1, 200_000_000_000), context=st.integers(1, 65536), sessions=st.integers(1, 32))
def test_what_is_recommended_fits(card: int, context: int, sessions: int) -> None:
    found = recommend(R1, EAR, Demand("int4", context, sessions), card)
    if found.plan is None:
        assert not planned(Demand("int4", min(context, 1024)), card).fits
        return
    assert found.plan.fits
    assert found.plan.demand.context_tokens <= context
    assert found.plan.demand.sessions <= sessions


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("context_tokens", lambda: Demand("int4", 0)),
        ("sessions", lambda: Demand("int4", 8192, sessions=0)),
        ("turn_tokens", lambda: Demand("int4", 8192, turn_tokens=0)),
        ("prefill_chunk_tokens", lambda: Demand("int4", 8192, prefill_chunk_tokens=0)),
    ],
)
def test_a_demand_of_nothing_is_refused(name: str, make: Callable[[], Demand]) -> None:
    with pytest.raises(ConfigError, match=f"{name} is 0: it must be at least 1"):
        make()


def test_more_context_than_the_model_has_is_refused() -> None:
    with pytest.raises(ConfigError, match="context_tokens is 65537: the model has positions for 65536 at most"):
        planned(Demand("int4", 65537))


def test_the_plan_of_a_small_model_is_what_its_tensors_take() -> None:
    """The count of the cache, by the tensor that the engine would allocate."""
    demand = Demand("bf16", 100, 2)
    found = plan(DECODER, AUDIO, demand, LARGE_CARD)
    with torch.device("meta"):
        kv = torch.empty(
            DECODER.layers, 2, demand.blocks, 256, DECODER.kv_heads, DECODER.head_dim, dtype=torch.bfloat16
        )
    assert found.cache_bytes == kv.nbytes
