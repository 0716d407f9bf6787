"""The streaming engine: many streams over one decoder, decoded in one batched step."""

from .engine import Engine
from .sampling import Sampling
from .stream import Priority, Stream, Urgency

__all__ = ["Engine", "Priority", "Sampling", "Stream", "Urgency"]
