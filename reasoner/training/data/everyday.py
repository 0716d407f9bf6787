"""What people ask in passing: dates and times, units, which is more, what comes first."""

from __future__ import annotations

from .clock import dates_and_times
from .measures import units
from .ordering import comparisons, sorting

__all__ = ["comparisons", "dates_and_times", "sorting", "units"]
