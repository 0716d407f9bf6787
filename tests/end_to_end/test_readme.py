"""What the README tells a newcomer to type works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.caller import gateway

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def run(snippet: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-c", snippet], capture_output=True, timeout=120, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_the_client_of_the_readme_is_answered() -> None:
    (snippet,) = (snippet for snippet in SNIPPETS if "openai" in snippet)
    async with gateway() as server:
        authority = server.address.removeprefix("ws://").split("/")[0]
        assert "127.0.0.1:8765" in snippet
        assert re.search(r"\w.*\n[1-9]\d*\.\d seconds", run(snippet.replace("127.0.0.1:8765", authority)))


def test_the_embedding_of_the_readme_runs() -> None:
    (snippet,) = (snippet for snippet in SNIPPETS if "VoiceAgent" in snippet)
    assert re.search(r"\d seconds", run(snippet))


def test_every_command_of_the_readme_exists() -> None:
    commands = set(re.findall(r"^    antiphon (\w+)", README, re.MULTILINE))
    assert commands >= {"serve", "ask", "doctor", "models"}
    for command in commands:
        line = [sys.executable, "-P", "-c", "from antiphon.agent.cli import main; main()", command, "--help"]
        assert subprocess.run(line, capture_output=True, timeout=60, check=False).returncode == 0, command
