"""How a reasoner runs: ``antiphon.reasoner.options``."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from antiphon.reasoner.options import ReasonerOptions


def test_a_model_that_knows_sound_hears_it_where_nothing_else_is_wished() -> None:
    assert ReasonerOptions().hearing == "routed"
    assert ReasonerOptions.model_validate_json('{"hearing": "words"}').hearing == "words"


@pytest.mark.parametrize("wish", ["nothing", "", None, True])
def test_there_is_no_third_way_to_hear(wish: object) -> None:
    with pytest.raises(ValidationError, match="hearing"):
        ReasonerOptions.model_validate({"hearing": wish})


def test_an_option_that_is_not_known_is_named() -> None:
    with pytest.raises(ValidationError, match="ears"):
        ReasonerOptions.model_validate({"ears": 2})


@pytest.mark.parametrize(
    ("device", "precision", "message"),
    [("cpu", "int4", "int4 needs a graphics card"), ("cuda", "fp32", "fp32 is the processor's")],
)
def test_a_precision_that_its_device_does_not_compute_is_refused(device: str, precision: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ReasonerOptions.model_validate({"device": device, "precision": precision})


@pytest.mark.parametrize("precision", ["auto", "bf16", "fp32", "int4"])
def test_auto_takes_every_precision(precision: str) -> None:
    assert ReasonerOptions.model_validate({"device": "auto", "precision": precision}).precision == precision
