"""Where what can be made again is kept on this machine: one place for all processes."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["cache_folder"]


def cache_folder() -> Path:
    """``antiphon`` in ``$ANTIPHON_CACHE``, else in ``$XDG_CACHE_HOME``, else in ``~/.cache``."""
    for variable in ("ANTIPHON_CACHE", "XDG_CACHE_HOME"):
        if value := os.environ.get(variable):
            return Path(value).expanduser() / "antiphon"
    return Path.home() / ".cache" / "antiphon"
