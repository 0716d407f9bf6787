"""What importing a part of Antiphon brings along, and what modules say that they offer."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("agent", "reasoner", "speaker", "transport")
FOLDERS = (*ROOMS, "configs")
HEAVY = ("torch", "transformers", "ctranslate2", "onnxruntime")
"""What the children are there to load: seconds, and hundreds of megabytes."""


def _modules(*folders: str) -> list[str]:
    """The public modules of some folders, by the names they are installed under."""
    names = []
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if parts[-1] == "__init__":
                parts = parts[:-1]
            if not any(part.startswith("_") for part in parts):
                names.append(".".join(("antiphon", *parts)))
    return names


def _file(module: str) -> Path:
    """Where a module lies in this tree."""
    path = ROOT.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _brought_along(modules: list[str], unwanted: tuple[str, ...]) -> list[str]:
    """Which of the ``unwanted`` are loaded in a fresh process that imports ``modules``."""
    code = f"import sys, {', '.join(modules)}; print(*sorted(set({unwanted!r}) & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


def test_the_gateway_does_not_load_what_its_children_are_for() -> None:
    modules = ["antiphon.agent"]
    if importlib.util.find_spec("antiphon.agent.cli") is not None:
        modules.append("antiphon.agent.cli")
    assert _brought_along(modules, HEAVY) == []


def test_transport_is_light() -> None:
    """The children import it before they load anything. A door, which only the gateway imports, may know of sound."""
    modules = [name for name in _modules("transport") if not name.startswith("antiphon.transport.realtime")]
    assert _brought_along(modules, ("numpy", *HEAVY)) == []
    assert _brought_along(_modules("transport"), HEAVY) == []


def test_what_is_unwanted_would_be_noticed() -> None:
    assert _brought_along(["numpy"], ("numpy", *HEAVY)) == ["numpy"]


@pytest.mark.parametrize("name", _modules(*FOLDERS))
def test_modules_name_what_they_offer(name: str) -> None:
    """``__all__`` is there where anything public is, each name once, and each of them exists."""
    offers = [
        node
        for node in ast.parse(_file(name).read_text()).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", None)
    if listed is None:
        assert offers == [], f"{name} has no __all__"
        return
    assert len(set(listed)) == len(listed)
    assert [entry for entry in listed if not hasattr(module, entry)] == []


@pytest.mark.parametrize("folder", [*FOLDERS, "tests"])
def test_rooms_are_imported_by_their_full_name(folder: str) -> None:
    """``import agent`` would work in this folder and nowhere else."""
    bare = []
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            bare += [f"{file}: {name}" for name in names if name.split(".")[0] in FOLDERS]
    assert bare == []
