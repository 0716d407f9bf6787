"""Loading an ONNX file that is not what it should be; the real ones are in tests/end_to_end."""

from __future__ import annotations

from pathlib import Path

import pytest

from antiphon.agent.onnx_model import load_session
from antiphon.transport.errors import ModelCorrupt, ModelMissing


def test_a_missing_file_says_how_to_get_it(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "ears.onnx", tmp_path / "no" / "folder"):
        with pytest.raises(ModelMissing, match=r"run `antiphon models prepare silero-vad`"):
            load_session(path, "silero-vad", ("input",))


def test_of_several_files_none_is_guessed(tmp_path: Path) -> None:
    for name in ("a.onnx", "b.onnx"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(ModelMissing, match=r"holds several ONNX files \(a\.onnx, b\.onnx\)"):
        load_session(tmp_path, "silero-vad", ("input",))


@pytest.mark.parametrize("content", [b"", b"<html>Please log in</html>", bytes(1000)], ids=["empty", "html", "zeros"])
def test_what_is_no_model_is_called_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ears.onnx").write_bytes(content)
    with pytest.raises(
        ModelCorrupt, match=r"ears\.onnx cannot be loaded \(.+\): run `antiphon models prepare silero-vad` to fetch"
    ):
        load_session(tmp_path, "silero-vad", ("input",))
