"""`antiphon eval`: measuring any configured reasoner through the whole agent, on sound."""

from .asking import ROUTED
from .command import Evaluation, evaluate
from .questions import Suite

__all__ = ["ROUTED", "Evaluation", "Suite", "evaluate"]
