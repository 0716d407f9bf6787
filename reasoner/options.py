"""How a reasoner process runs: the keys of the ``[reasoner]`` table of a configuration."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["BrainOptions", "Device", "Precision", "ReasonerOptions", "RouterOptions", "SamplingOptions"]

Device = Literal["auto", "cpu", "cuda"]
Precision = Literal["auto", "bf16", "fp32", "int4"]


class SamplingOptions(BaseModel):
    """How the next token is drawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: float = Field(0.0, ge=0, le=2, description="0 takes the most likely token.")
    top_p: float = Field(0.9, gt=0, le=1, description="Draw from the smallest set of tokens of this mass.")
    repetition_penalty: float = Field(1.0, ge=1, le=2, description="1 leaves repeated tokens alone.")


class BrainOptions(BaseModel):
    """How the two brains share a turn: when the next segment of the answer is written, and how long one is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pacing: Literal["playout", "fixed"] = Field(
        "playout",
        description="playout: as late as what is queued allows; fixed: after so many thoughts, whatever is queued.",
    )
    margin_ms: float = Field(250, ge=0, le=5000, description="Asked for so much earlier than it usually takes.")
    linger_ms: float = Field(
        8000, ge=0, le=60000, description="A finished answer waits so long, in silence, for thoughts that go on."
    )
    amend_below: float = Field(
        0.1, ge=0, le=1, description="It is taken up again where the model finds its end less probable than this."
    )
    segment_tokens: int = Field(12, ge=1, le=1000, description="A segment ends at a clause boundary after so many.")
    longest_segment_tokens: int = Field(32, ge=1, le=4000, description="... and between two words after so many.")
    first_thought_tokens: int = Field(80, ge=1, le=4000, description="think_first: so many come before the answer.")
    fixed_thought_tokens: int = Field(80, ge=1, le=4000, description="Fixed pacing: so many for each segment.")
    fixed_segment_tokens: int = Field(20, ge=1, le=1000, description="Fixed pacing: the length of a segment.")


class RouterOptions(BaseModel):
    """Which turns need no thinking."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: bool = Field(True, description="Greetings, thanks and the like are answered without thinking.")
    no_thought_above: float = Field(
        0.5,
        ge=0,
        le=1,
        description="So are turns for which the model finds an empty thought more probable than this; 1: never.",
    )


class ReasonerOptions(BaseModel):
    """The reasoner process: weights, threads, limits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field("nano", description="A name from `antiphon models`, hf:OWNER/NAME, or a folder of weights.")
    recogniser: str = Field("whisper-tiny.en", description="The same, for the speech recogniser.")
    hearing: Literal["routed", "sound", "words"] = Field(
        "routed", description="What a model that knows sound is given; routed: words where it need not think."
    )
    device: Device = Field(
        "cpu", description="Where the model runs: the processor, an NVIDIA card, or (auto) the card where there is one."
    )
    precision: Precision = Field(
        "auto",
        description="Of the weights. auto: bf16 where the processor multiplies it, else fp32; on a card bf16 where it "
        "fits, else int4, which only a card multiplies.",
    )
    threads: int = Field(0, ge=0, le=256, description="Of the engine. 0: one for every core.")
    context_tokens: int = Field(2048, ge=256, le=65536, description="The longest conversation, in tokens.")
    max_sessions: int = Field(12, ge=1, le=1024, description="Conversations at once; one more is refused.")
    prefill_chunk_tokens: int = Field(
        128, ge=16, le=4096, description="So much of a prompt is read between two decode steps of the others."
    )
    sampling: SamplingOptions = SamplingOptions()
    brains: BrainOptions = BrainOptions()
    router: RouterOptions = RouterOptions()

    @model_validator(mode="after")
    def _precision_of_its_device(self) -> Self:
        if self.device == "cpu" and self.precision == "int4":
            raise ValueError('precision int4 needs a graphics card: set device = "cuda", or take bf16')
        if self.device == "cuda" and self.precision == "fp32":
            raise ValueError("precision fp32 is the processor's: on a card take bf16 or int4")
        return self
