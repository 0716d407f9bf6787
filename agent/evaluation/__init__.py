"""`antiphon eval`: measuring any configured reasoner through the whole agent, on sound."""

from .command import Evaluation, evaluate
from .questions import Suite

__all__ = ["Evaluation", "Suite", "evaluate"]
