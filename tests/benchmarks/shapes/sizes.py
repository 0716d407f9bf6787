"""The shapes that are measured, and how much of what is read and written in them."""

from __future__ import annotations

from dataclasses import dataclass

from antiphon.reasoner.models.audio import AudioConfig
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.layout import STACKS
from antiphon.reasoner.models.published import published
from antiphon.reasoner.models.weights import decoder_shapes

__all__ = ["SHAPES", "Shapes"]


@dataclass(frozen=True, slots=True)
class Shapes:
    """A model, and a conversation with it.

    ``context_tokens``: what a decode step has behind it. ``prompt_tokens``: of the measured prefill.
    ``long_tokens``: the conversation whose memory is measured, of which one brain's last turn is ``turn_tokens``.
    ``question_s``, ``clip_s``: of audio, for the answer and for the encoder. ``answer_tokens``: so many are waited for.
    ``steps``: decode steps of a measurement. ``rounds``: of everything else; medians are shown.
    ``read_bytes``: of the buffers by which the memory's speed is measured. ``product``: the size of the square
    matrices by which the processor's is.
    """

    decoder: DecoderConfig
    audio: AudioConfig
    context_tokens: int
    prompt_tokens: int
    long_tokens: int
    turn_tokens: int
    question_s: float
    clip_s: float
    answer_tokens: int
    steps: int
    rounds: int
    read_bytes: int
    product: int

    @property
    def token_bytes(self) -> int:
        """Keys and values of one position, in bf16."""
        return self.decoder.layers * 2 * self.decoder.kv_heads * self.decoder.head_dim * 2

    @property
    def products(self) -> dict[str, tuple[int, int]]:
        """The weights of one layer, [out, in], in the order in which a step reads them."""
        shapes = decoder_shapes(self.decoder)
        found = {}
        for stack, parts in STACKS.items():
            weights = [shapes[f"model.layers.0.{part}.weight"] for part in parts]
            found[stack] = (sum(out for out, _ in weights), weights[0][1])
        return found

    @property
    def parameters(self) -> int:
        """Of the layers' products: of these every token takes two operations each."""
        return self.decoder.layers * sum(out * width for out, width in self.products.values())


def _published(model: str) -> tuple[DecoderConfig, AudioConfig]:
    found = published(model)
    assert found is not None, f"nothing is known of {model}"
    return found


SHAPES = {
    "step-audio-r1": Shapes(
        *_published("stepfun-ai/Step-Audio-R1.1"),
        context_tokens=1000, prompt_tokens=512, long_tokens=8192, turn_tokens=768, question_s=5, clip_s=10,
        answer_tokens=12, steps=16, rounds=9, read_bytes=4 << 30, product=8192,
    ),
    # For the tests: everything is done once, in Triton's interpreter.
    "tiny": Shapes(
        DecoderConfig(
            layers=1, hidden=64, heads=2, kv_heads=2, head_dim=32, feed_forward=64, vocabulary=64,
            positions=1024, rope_theta=1e6, norm_eps=1e-6, tied=False, qkv_bias=True, out_bias=False,
            eos_tokens=frozenset({7}),
        ),
        AudioConfig(n_mels=8, n_audio_ctx=1500, n_audio_state=16, n_audio_head=2, n_audio_layer=1, llm_dim=64),
        context_tokens=5, prompt_tokens=4, long_tokens=20, turn_tokens=4, question_s=0.1, clip_s=0.3,
        answer_tokens=2, steps=1, rounds=1, read_bytes=1 << 13, product=16,
    ),
}  # fmt: skip
