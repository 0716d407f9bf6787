"""How a speaker process runs: the keys of the ``[speaker]`` table of a configuration."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["PhrasingOptions", "SpeakerOptions"]


class PhrasingOptions(BaseModel):
    """Where a stream of text is cut into clauses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_clause_chars: int = Field(
        24, ge=8, le=200, description="The first clause ends at a boundary after so many, to be heard soon."
    )
    hasty_clause_chars: int = Field(
        16, ge=0, le=200, description="The first clause is cut between two words after so many; 0: never."
    )
    clause_chars: int = Field(60, ge=8, le=400, description="Later clauses end at a boundary after so many.")
    longest_clause_chars: int = Field(200, ge=40, le=600, description="... and at the latest here.")


class SpeakerOptions(BaseModel):
    """The speaker process: the voice, threads, limits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    voice: str = Field("hibari", description="The voice: hibari.")
    speed: float = Field(1.0, ge=0.5, le=2.0, description="1 is the voice's own pace; 2 is twice as fast.")
    threads: int = Field(1, ge=1, le=64, description="Of the synthesis.")
    max_sessions: int = Field(12, ge=1, le=1024, description="Conversations at once; one more is refused.")
    phrasing: PhrasingOptions = PhrasingOptions()
