"""What the tests of all rooms share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded speech; its README.md says what is in it."""
    return Path(__file__).parent / "recordings"
