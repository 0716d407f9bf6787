"""Triton's interpreter, in which the kernels run where there is no GPU."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import torch

__all__ = ["interpret_without_gpu"]


@cache
def interpret_without_gpu() -> None:
    """Have kernels interpreted where there is no GPU. Before the first import of triton, which decides."""
    if torch.cuda.is_available():
        return
    os.environ["TRITON_INTERPRET"] = "1"

    from triton.runtime import interpreter

    patch_tensors = interpreter._patch_lang_tensor

    def patch_tensors_for_numpy_2_4(tensor: Any, scope: Any) -> None:
        """Triton 3.6 turns the bounds of a loop into int from arrays of one element, which NumPy 2.4 refuses."""
        patch_tensors(tensor, scope)
        scope.set_attr(tensor, "__index__", lambda bound: bound.handle.data.item())

    interpreter._patch_lang_tensor = patch_tensors_for_numpy_2_4
