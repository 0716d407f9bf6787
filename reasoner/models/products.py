"""The matrix products of a decoder on a GPU: one weight, wherever it lies and however many rows come to it."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from ..kernels import matvec, w4a16
from ..kernels.dequantise import dequantise_rows
from ..kernels.small import add_rms_norm, silu_times
from ..kernels.w4a16 import SharedNorm
from .quantised import TILE, Quantised

__all__ = ["MATVEC_ROWS", "Dense", "FourBit", "Product", "SharedNorm"]

MATVEC_ROWS = matvec.MOST_ROWS
"""Up to so many rows the kernel is quicker than cuBLAS."""

Norm = tuple[Tensor, float]
"""The weight [in] and epsilon of an RMSNorm."""


class Dense:
    """``x @ weight.T`` for a weight [out, in] as it is, contiguous: in bf16, or whatever the rows are in."""

    def __init__(self, weight: Tensor) -> None:
        self.weight = weight

    @property
    def shape(self) -> tuple[int, int]:
        """(out, in)."""
        return self.weight.shape[0], self.weight.shape[1]

    @property
    def size_bytes(self) -> int:
        """What the weight occupies, and what a product reads of it."""
        return self.weight.nbytes

    def into(
        self,
        x: Tensor,
        out: Tensor,
        *,
        bias: Tensor | None = None,
        residual: Tensor | None = None,
        norm: Norm | SharedNorm | None = None,
        begins: SharedNorm | None = None,
    ) -> Tensor:
        """``norm(x) @ weight.T + bias + residual`` for up to 32 rows, into ``out``, which may be ``residual``.

        A CUDA graph can hold it. ``x`` [rows, in], ``bias`` [out], ``residual`` and ``out`` [rows, out]. ``begins``:
        the norm of ``out`` in front of the next product, which gets it as its ``norm``; only between weights in four
        bits. This one begins nothing, and ends nothing: it norms ``x`` whole.
        """
        if len(x) <= MATVEC_ROWS:
            return matvec.matvec(x, self.weight, bias, residual, norm=_whole(norm), out=out)
        x = _normed(x, norm)
        added = bias if residual is None else residual
        if added is None:
            return torch.mm(x, self.weight.T, out=out)
        torch.addmm(added, x, self.weight.T, out=out)
        if residual is not None and bias is not None:
            out += bias
        return out

    def gated_into(self, x: Tensor, out: Tensor, *, norm: Norm | SharedNorm | None = None) -> Tensor:
        """``silu(gate) * up`` for up to 32 rows, into ``out`` [rows, n]; the weight [2 n, in] is gate, then up."""
        if len(x) <= MATVEC_ROWS:
            return matvec.gated_matvec(x, self.weight, norm=_whole(norm), out=out)
        gate, up = torch.mm(_normed(x, norm), self.weight.T).chunk(2, 1)
        return silu_times(gate, up, out=out)

    def many(self, x: Tensor, *, bias: Tensor | None = None) -> Tensor:
        """``x @ weight.T + bias`` for any number of rows; returns [rows, out]."""
        return F.linear(x, self.weight, bias)


class FourBit:
    """The same for a weight in four bits, and rows in bf16.

    ``scratch`` is shared by all products of one stream, which follow each other. Many rows are multiplied with pieces
    of the weight that are dequantised into its partial sums: of 2^25 sums, pieces of 2^26 weights keep a GPU busy.
    """

    def __init__(self, weight: Quantised, scratch: w4a16.Scratch) -> None:
        self.weight = weight
        self._scratch = scratch

    @property
    def shape(self) -> tuple[int, int]:
        return self.weight.shape

    @property
    def size_bytes(self) -> int:
        return self.weight.size_bytes

    def into(
        self,
        x: Tensor,
        out: Tensor,
        *,
        bias: Tensor | None = None,
        residual: Tensor | None = None,
        norm: Norm | SharedNorm | None = None,
        begins: SharedNorm | None = None,
    ) -> Tensor:
        x, ends = _begun(x, norm)
        return w4a16.product(x, self.weight, self._scratch, bias, residual, out, begins=begins, ends=ends)

    def gated_into(self, x: Tensor, out: Tensor, *, norm: Norm | SharedNorm | None = None) -> Tensor:
        x, ends = _begun(x, norm)
        return w4a16.gated(x, self.weight, self._scratch, out=out, ends=ends)

    def many(self, x: Tensor, *, bias: Tensor | None = None) -> Tensor:
        outputs, inputs = self.shape
        space = self._scratch.partial.view(x.dtype)
        step = space.numel() // (inputs * TILE) * TILE
        if not step:
            raise ValueError(f"a scratch of {space.numel()} weights has no room for {TILE} outputs of {inputs} inputs")
        out = x.new_empty(len(x), outputs)
        for first in range(0, outputs, step):
            last = min(first + step, outputs)
            piece = dequantise_rows(self.weight, first, space[: (last - first) * inputs].view(last - first, inputs))
            if bias is None:
                torch.mm(x, piece.T, out=out[:, first:last])
            else:
                torch.addmm(bias[first:last], x, piece.T, out=out[:, first:last])
        return out


Product = Dense | FourBit
"""A weight of a decoder."""


def _begun(x: Tensor, norm: Norm | SharedNorm | None) -> tuple[Tensor, SharedNorm | None]:
    """The rows to multiply, and what their product has to end: the norm that the one before has begun."""
    return (norm.scaled, norm) if isinstance(norm, SharedNorm) else (_normed(x, norm), None)


def _whole(norm: Norm | SharedNorm | None) -> Norm | None:
    return (norm.gain, norm.eps) if isinstance(norm, SharedNorm) else norm


def _normed(x: Tensor, norm: Norm | SharedNorm | None) -> Tensor:
    whole = _whole(norm)
    return x if whole is None else add_rms_norm(x, None, *whole)[0]
