"""Triton kernels of the decode step: each does in one pass over memory what PyTorch does in several."""
