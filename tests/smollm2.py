"""SmolLM2-135M in the place of the built-in model, for what needs long stories or calls of tools."""

from __future__ import annotations

import json

__all__ = ["AS_ARGUMENTS", "SMOLLM2"]

INSTRUCTIONS = (
    "You are a helpful voice assistant. You speak only English. Answer each question directly in one short sentence.\n"
    "User: What is the capital of Italy?\nAssistant: The capital of Italy is Rome.\n"
    "User: Why do we sleep?\nAssistant: We sleep so that our body and our mind can rest."
)
"""It keeps to what it is shown."""

SMOLLM2 = (
    "reasoner.model=smollm2-135m",
    f"conversation.instructions={json.dumps(INSTRUCTIONS)}",
    "conversation.thought_tokens=96",
    "reasoner.sampling.repetition_penalty=1.05",
    "reasoner.brains.linger_ms=1500",
)
"""As overrides of a configuration: it was not trained to think, nor to end its thoughts."""

AS_ARGUMENTS = tuple(f"--set={override}" for override in SMOLLM2)
"""... and for the command line."""
