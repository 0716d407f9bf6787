"""What the ``config.json`` of some models on the hub says, as far as it is known: to plan for one before it is fetched.

A model that is there is read by its own. Sources: stepfun-ai/vllm (``mm_step_audio.py``, ``configs/step_audio.py``)
for what is in the files, Step-Audio-2-mini's shapes, and the encoder; that R1's decoder is Qwen2.5-32B with another
vocabulary is told by third parties.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .audio import AudioConfig
from .config import DecoderConfig

__all__ = ["PUBLISHED", "published"]

ENCODER = {"n_mels": 128, "n_audio_ctx": 1500, "n_audio_state": 1280, "n_audio_head": 20, "n_audio_layer": 32}
QWEN2 = {"rms_norm_eps": 1e-6, "rope_theta": 1e6, "vocab_size": 158720}

STEP_AUDIO_R1 = {
    "model_type": "step_audio_2",
    "audio_encoder_config": {**ENCODER, "llm_dim": 5120},
    "text_config": {
        **QWEN2,
        "num_hidden_layers": 64,
        "hidden_size": 5120,
        "num_attention_heads": 40,
        "num_attention_groups": 8,
        "intermediate_size": 27648,
        "max_position_embeddings": 65536,
    },
}
STEP_AUDIO_2_MINI = {
    "model_type": "step_audio_2",
    "audio_encoder_config": {**ENCODER, "llm_dim": 3584},
    "text_config": {
        **QWEN2,
        "num_hidden_layers": 28,
        "hidden_size": 3584,
        "num_attention_heads": 28,
        "num_attention_groups": 4,
        "intermediate_size": 18944,
        "max_position_embeddings": 16384,
    },
}

PUBLISHED: Mapping[str, Mapping[str, Any]] = {
    "stepfun-ai/Step-Audio-R1.1": STEP_AUDIO_R1,
    "stepfun-ai/Step-Audio-R1": STEP_AUDIO_R1,
    "stepfun-ai/Step-Audio-2-mini": STEP_AUDIO_2_MINI,
}
"""By the names of their repositories."""


def published(model: str) -> tuple[DecoderConfig, AudioConfig] | None:
    """Of ``hf:OWNER/NAME[@REVISION]``; None: not known."""
    values = PUBLISHED.get(model.removeprefix("hf:").partition("@")[0])
    if values is None:
        return None
    return DecoderConfig.parse(dict(values)), AudioConfig.parse(values["audio_encoder_config"])
