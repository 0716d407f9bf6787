"""What the README tells a newcomer to type works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_python_of_the_readme_runs() -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-P", "-c", snippet], capture_output=True, timeout=120, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d seconds", done.stdout)


def test_every_command_of_the_readme_exists() -> None:
    commands = set(re.findall(r"^    antiphon (\w+)", README, re.MULTILINE))
    assert commands >= {"ask", "doctor", "models"}
    for command in commands:
        line = [sys.executable, "-P", "-c", "from antiphon.agent.cli import main; main()", command, "--help"]
        assert subprocess.run(line, capture_output=True, timeout=60, check=False).returncode == 0, command
