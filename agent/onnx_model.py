"""Small ONNX models that run inside the gateway: one thread, no pool, clear words where the file is no good."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from antiphon.transport.errors import ModelCorrupt, ModelMissing

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["load_session"]


def load_session(path: Path, name: str, inputs: Iterable[str]) -> InferenceSession:
    """The model in ``path``, an ONNX file or the folder that holds it, ready to be run from any thread.

    ``name``: in the catalogue, for the messages; ``inputs``: what the model has to take. Raises ModelMissing where
    there is no such file, ModelCorrupt where it cannot be loaded or is another model.
    """
    # Not before it is needed: whoever only asks about a recording has no ears.
    import onnxruntime

    file = _file(path, name)
    options = onnxruntime.SessionOptions()
    # With one thread each there is no pool: nothing spins beside the two children.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors have no base class of their own
        reason = str(error).split(" : ")[-1].strip()
        raise ModelCorrupt(
            f"{file} cannot be loaded ({reason}): run `antiphon models prepare {name}` to fetch {name} again"
        ) from error
    found = {entry.name for entry in session.get_inputs()}
    if found != set(inputs):
        raise ModelCorrupt(
            f"{file} is not {name}: it takes {', '.join(sorted(found))}, and not {', '.join(sorted(inputs))}. "
            f"Run `antiphon models prepare {name}`, and use the folder that it names"
        )
    return session


def _file(path: Path, name: str) -> Path:
    if path.is_file():
        return path
    files = sorted(path.glob("*.onnx"))
    if not files:
        raise ModelMissing(f"{path} is no ONNX file, and no folder with one: run `antiphon models prepare {name}`")
    if len(files) > 1:
        raise ModelMissing(
            f"{path} holds several ONNX files ({', '.join(file.name for file in files)}): give the path of the one "
            f"that is {name}"
        )
    return files[0]
