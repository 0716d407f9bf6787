"""The streaming engine: many streams over one decoder, decoded in one batched step."""

from .engine import Engine
from .passage import Passage
from .sampling import Sampling
from .stream import Ask, Priority, Stream, Urgency

__all__ = ["Ask", "Engine", "Passage", "Priority", "Sampling", "Stream", "Urgency"]
