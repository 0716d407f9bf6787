"""What is installed is what is in the tree."""

from __future__ import annotations

import os
import tomllib
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("agent", "reasoner", "speaker", "transport")
FOLDERS = (*ROOMS, "configs")


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def _packages() -> dict[str, Path]:
    """Every package of the tree, by its installed name."""
    folders = (init.parent for top in FOLDERS for init in (ROOT / top).rglob("__init__.py"))
    return {".".join(("antiphon", *folder.relative_to(ROOT).parts)): folder for folder in folders}


def test_the_list_of_packages_is_the_tree() -> None:
    """Each folder with modules is a package, and each package is in setuptools' list."""
    setuptools = _pyproject()["tool"]["setuptools"]
    assert sorted(setuptools["packages"]) == sorted(_packages())
    assert setuptools["package-dir"] == {f"antiphon.{top}": top for top in FOLDERS}
    with_modules = {module.parent for top in FOLDERS for module in (ROOT / top).rglob("*.py")}
    assert with_modules == set(_packages().values())


def test_every_file_beside_the_modules_is_shipped() -> None:
    """Data that no pattern of package-data covers would be missing from a wheel."""
    patterns: dict[str, list[str]] = _pyproject()["tool"]["setuptools"]["package-data"]
    assert "*.toml" in patterns["antiphon.configs"]
    left_out = [
        str(file.relative_to(ROOT))
        for name, folder in _packages().items()
        for file in folder.iterdir()
        if file.is_file()
        and file.suffix not in {".py", ".pyc"}
        and not any(fnmatch(file.name, pattern) for pattern in patterns["*"] + patterns.get(name, []))
    ]
    assert left_out == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_that_it_is_typed(room: str) -> None:
    assert (ROOT / room / "py.typed").is_file()


def test_type_checkers_find_every_room_and_nothing_else() -> None:
    """typings/antiphon holds relative links to the rooms, which work in every clone."""
    links = {link.name: os.readlink(link) for link in (ROOT / "typings" / "antiphon").iterdir()}
    assert links == {top: f"../../{top}" for top in FOLDERS}


def test_the_version_and_the_command_are_installed() -> None:
    project = _pyproject()["project"]
    assert metadata.version("antiphon") == project["version"]
    commands = {point.name: point.value for point in metadata.distribution("antiphon").entry_points}
    assert commands == project["scripts"]


def test_the_licence_is_the_one_that_is_declared() -> None:
    project = _pyproject()["project"]
    assert project["license"] == "Apache-2.0"
    for name in project["license-files"]:
        text = (ROOT / name).read_text()
        assert "Apache License" in text
        assert "END OF TERMS AND CONDITIONS" in text
