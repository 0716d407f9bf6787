"""The real models; a test that needs one fails, and says how to prepare it, where it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from antiphon.agent.store import Store
from antiphon.transport.errors import ModelError


def _folder(name: str) -> Path:
    try:
        return Store().find(name)
    except ModelError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def smollm2_folder() -> Path:
    """SmolLM2-135M-Instruct as the engine reads it."""
    return _folder("smollm2-135m")


@pytest.fixture(scope="session")
def whisper_base_folder() -> Path:
    """whisper-base for CTranslate2, whose encoder nano hears with."""
    return _folder("whisper-base")


@pytest.fixture(scope="session")
def nano_folder() -> Path:
    """Antiphon nano as the engine reads it."""
    return _folder("nano")


@pytest.fixture(scope="session")
def whisper_folder() -> Path:
    """whisper-tiny.en for CTranslate2."""
    return _folder("whisper-tiny.en")
