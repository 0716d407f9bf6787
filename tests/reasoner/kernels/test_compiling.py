"""The kernels compile for the cards they are for: the interpreter, in which they are tested, does not tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KERNELS = {
    "_combine_kernel", "_dequantise_kernel", "_draw_kernel", "_matvec_kernel", "_norm_kernel", "_penalise_kernel",
    "_product_kernel", "_remember_kernel", "_rotate_kernel", "_shortlist_kernel", "_silu_kernel", "_split_kernel",
}  # fmt: skip
EARLY = {"_combine_kernel", "_product_kernel", "_rotate_kernel", "_split_kernel"}
"""Those of a step's layers, but for the matrix-vector product: its programs are so many that the next ones are in their
way."""


def compiled_for(capability: int, cache: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    command = [sys.executable, "-m", f"{__package__}.compiling", str(capability)]
    root = Path(__file__).parents[3]
    done = subprocess.run(
        command, env={**environment, "TRITON_CACHE_DIR": str(cache)}, cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("capability", "shared_kib"), [(80, 163), (89, 99), (90, 227), (120, 99)], ids=["A100", "L4", "H100", "RTX 5090"]
)
def test_every_kernel_compiles_for_the_card(capability: int, shared_kib: int, tmp_path: Path) -> None:
    found = compiled_for(capability, tmp_path)
    assert set(found["made"]) == KERNELS
    assert found["shared"] <= shared_kib * 1024, "the most that a program may have there"
    assert set(found["early"]) == (EARLY if capability >= 90 else set())
