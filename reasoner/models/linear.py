"""A matrix product with weights laid out once for the processor that multiplies them."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (the name that everybody knows)

__all__ = ["PACKS", "Linear", "packs"]

PACKS: bool = hasattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported") and torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""This processor multiplies bf16 through oneDNN; a torch without oneDNN has not even the question."""
PACKED_FOR_ROWS = 32
"""oneDNN lays weights out for a number of rows; 16, 32 and 64 serve 1 to 128 rows about alike."""


def packs(dtype: torch.dtype) -> bool:
    """A ``Linear`` of such weights holds them in a layout of its own, and the weights themselves no longer."""
    return PACKS and dtype == torch.bfloat16


class Linear:
    """``x @ weight.T + bias`` for ``weight`` [out, in] and ``x`` [rows, in].

    On x86 in bf16 the weight is held in oneDNN's own layout, which halves the time of a row or two: such a product
    is bound by memory, and the plain layout is rearranged at each call.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None = None) -> None:
        self._bias = bias
        self._packed = packs(weight.dtype)
        self._weight = weight
        if self._packed:
            self._weight = torch.ops.mkldnn._reorder_linear_weight(weight, PACKED_FOR_ROWS)

    def __call__(self, x: Tensor) -> Tensor:
        if not self._packed:
            return F.linear(x, self._weight, self._bias)
        product: Tensor = torch.ops.mkldnn._linear_pointwise(x, self._weight, self._bias, "none", [], "")
        return product

    def plus(self, x: Tensor, other: Tensor) -> Tensor:
        """The product and ``other`` [rows, out] added, in one pass."""
        if not self._packed:
            return F.linear(x, self._weight, self._bias).add_(other)
        return self._with(x, other, "add")

    def times(self, x: Tensor, other: Tensor) -> Tensor:
        """The product and ``other`` [rows, out] multiplied, in one pass."""
        if not self._packed:
            return F.linear(x, self._weight, self._bias).mul_(other)
        return self._with(x, other, "mul")

    def silu(self, x: Tensor) -> Tensor:
        """SiLU of the product, in one pass."""
        if not self._packed:
            return F.silu(F.linear(x, self._weight, self._bias))
        curved: Tensor = torch.ops.mkldnn._linear_pointwise(x, self._weight, self._bias, "swish", [], "")
        return curved

    def _with(self, x: Tensor, other: Tensor, how: str) -> Tensor:
        both: Tensor = torch.ops.mkldnn._linear_pointwise.binary(x, other, self._weight, self._bias, how)
        return both
