"""How live audio is cut into turns: the keys of the ``[hearing]`` table of a configuration."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["HearingOptions"]


class HearingOptions(BaseModel):
    """Voice activity, the end of a turn, and interruption."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    detector: Literal["silero", "webrtc"] = Field("silero", description="Of voice activity: silero or webrtc.")
    detector_model: str = Field("silero-vad", description="Silero's weights: a name from `antiphon models`.")
    end_of_turn_model: str = Field(
        "smart-turn-v3.2", description="Tells by the sound whether a turn is finished; empty: nobody does."
    )
    threshold: float = Field(0.5, gt=0, lt=1, description="A frame more probable than this is speech.")
    pre_roll_ms: float = Field(300, ge=0, le=5000, description="So much before the first speech belongs to a turn.")
    hangover_ms: float = Field(300, ge=100, le=5000, description="Silence that ends a turn.")
    stretch_ms: float = Field(300, ge=0, le=5000, description="... and so much more where it seems unfinished.")
    unfinished_below: float = Field(
        0.2, ge=0, le=1, description="A turn that the end-of-turn model finds less probable to be over is unfinished."
    )
    resume_ms: float = Field(
        1200, ge=0, le=10000, description="Speech so soon after a turn was taken belongs to it: the answer is dropped."
    )
    interrupt_ms: float = Field(
        1000, ge=200, le=10000, description="Speech into an answer of this length stops it, whatever its words."
    )
    listen_again_ms: float = Field(
        250, ge=100, le=5000, description="Speech into an answer is transcribed each time it gets so much longer."
    )
    speculate: bool = Field(True, description="Begin the answer in the first silence, before the turn is surely over.")
