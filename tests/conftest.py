"""What the tests of all rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from .triton_interpreter import interpret_without_gpu

# Transformers imports Triton, too: it has to be told before the first test module is imported.
interpret_without_gpu()


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """The command line sets up logging for the whole process, with the standard error of its moment."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded speech; its README.md says what is in it."""
    return Path(__file__).parent / "recordings"
