"""The recipe of a training: the keys of its TOML file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DataOptions", "RunOptions", "TrainOptions", "UpdateOptions"]


class DataOptions(BaseModel):
    """What is learned from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    examples: int = Field(70_000, ge=1, description="Questions that are made up and spoken.")
    speech: Path = Field(Path(".train/speech"), description="The folder for their recordings.")
    workers: int = Field(0, ge=0, le=512, description="Processes that speak, and prepare batches; 0: one a core.")


class UpdateOptions(BaseModel):
    """What is learned of the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str = Field("smollm2-135m", description="The decoder: a name from `antiphon models`, or a folder.")
    encoder: str = Field("whisper-base", description="A Whisper model in CTranslate2's format: a name, or a folder.")
    rank: int = Field(64, ge=0, le=512, description="Of the low-rank update; 0 learns all weights of the decoder.")
    start: str = Field(
        "",
        description="An update.safetensors of this rank or a lower one, and the same alpha / rank, to go on from; "
        "empty: none.",
    )
    alpha: float = Field(128, gt=0, description="The update is scaled by alpha / rank (arXiv 2106.09685).")


class RunOptions(BaseModel):
    """How it is learned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = 0
    samples: int = Field(2_000_000, ge=1, description="In all; each question comes up several times, in other noise.")
    aligned: float = Field(
        0.2, ge=0, le=1, description="Over this share of the way, half of the lessons are to repeat what was heard."
    )
    positions: int = Field(32_768, ge=256, description="Of a batch: tokens and 12.5 for each second of sound.")
    adaptor_rate: float = Field(1e-3, gt=0, description="The learning rate of the adaptor and the special tokens.")
    decoder_rate: float = Field(1.5e-3, gt=0, description="... of the low-rank update.")
    warm_up: float = Field(0.03, ge=0, lt=1, description="This share of the way, the rates grow to their full height.")
    decay: float = Field(0.4, ge=0, le=1, description="Over this share at the end, they fall to nothing.")
    clip: float = Field(1.0, gt=0, description="The longest gradient.")
    weight_decay: float = Field(0.01, ge=0)
    compile: bool = Field(
        True, description="Compile the decoder's layers for an accelerator first: it pays after some minutes."
    )
    minutes: float = Field(0, ge=0, description="Ends by then: the rates fall in time. 0: all samples.")
    checkpoint_steps: int = Field(500, ge=1, description="So often it is kept where it is, to go on from there.")
    log_steps: int = Field(20, ge=1, description="So often a point of the curves is kept.")


class TrainOptions(BaseModel):
    """A whole recipe."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    out: Path = Field(Path(".train/nano"), description="The folder for what is learned, and the curves.")
    data: DataOptions = DataOptions()
    update: UpdateOptions = UpdateOptions()
    run: RunOptions = RunOptions()
