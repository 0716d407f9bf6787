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
