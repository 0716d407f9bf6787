"""The kernels run on a GPU where there is one, else in Triton's interpreter, which has to be told before an import."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import torch

if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"

    from triton.runtime import interpreter

    _patch_tensors = interpreter._patch_lang_tensor

    def _patch_tensors_for_numpy_2_4(tensor: Any, scope: Any) -> None:
        """Triton 3.6 turns the bounds of a loop into int from arrays of one element, which NumPy 2.4 refuses."""
        _patch_tensors(tensor, scope)
        scope.set_attr(tensor, "__index__", lambda bound: bound.handle.data.item())

    interpreter._patch_lang_tensor = _patch_tensors_for_numpy_2_4


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """The interpreter computes in small pieces: two threads spend their time waiting for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def device() -> torch.device:
    """Where the kernels run."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
