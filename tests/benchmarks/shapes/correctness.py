"""The same numbers as Transformers', on small random models; these figures say something of answers, too."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from transformers import PreTrainedModel, Qwen2Config, Qwen2ForCausalLM

from antiphon.reasoner.kernels.small import add_rms_norm
from antiphon.reasoner.memory_plan import WeightPrecision
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import DecoderWeights, GraphedDecoder
from antiphon.reasoner.models.loading import load_weights
from antiphon.reasoner.models.products import FourBit
from antiphon.reasoner.models.quantised import dequantise
from antiphon.reasoner.models.shards import Checkpoint
from antiphon.reasoner.models.weights import decoder_shapes

from .subject import Subject, dtype_for
from .table import Figure
from .weights import four_bit, scratch_for

__all__ = ["correctness", "small_logits"]

LOGITS_GOAL = {torch.float32: 1e-4, torch.bfloat16: 2e-2}
PRODUCT_GOAL = 1e-2
ROWS = (1, 2, 8, 32)
PROMPT_ROWS = 33


@torch.inference_mode()
def correctness(subject: Subject) -> list[Figure]:
    """Relative errors: norm of the difference by norm of the reference."""
    device = subject.device
    return [small_logits(device, "bf16"), small_logits(device, "int4"), *_products(subject)]


@torch.inference_mode()
def small_logits(device: torch.device, precision: WeightPrecision) -> Figure:
    """Of a prompt in two chunks, and of steps of two rows behind it, against fp32 on weights that are the same."""
    small = device.type == "cpu"
    dtype = dtype_for(precision, device)
    model = _reference(small, dtype)
    with TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        config = DecoderConfig.read(Path(folder))
        weights = _load(Path(folder), config, precision, device, dtype)
    if precision == "int4":
        _give(model, weights)
    decoder = GraphedDecoder(config, weights, blocks=8, context_tokens=512, most_rows=2)
    prompts = [_tokens(config, 4 if small else 300), _tokens(config, 3 if small else 120)]
    ours, theirs, caches = [], [], []
    for prompt in prompts:
        cache = decoder.new_cache()
        middle = len(prompt) // 2
        states = [decoder.prefill(decoder.embed(part), cache) for part in (prompt[:middle], prompt[middle:])]
        ours.append(decoder.logits(torch.cat(states)))
        theirs.append(model(torch.tensor([prompt])).logits[0])
        caches.append(cache)
    following = _tokens(config, 1 if small else 4)
    for step, token in enumerate(following):
        ours.append(decoder.logits(decoder.decode([token, token], caches)))
        texts = [prompt + following[: step + 1] for prompt in prompts]
        theirs += [model(torch.tensor([text])).logits[0, -1:] for text in texts]
    error = _error_of(torch.cat(ours), torch.cat(theirs))
    name = str(dtype).removeprefix("torch.") if precision == "bf16" else "int4"
    return Figure(f"logits of a small model, {name}, against Transformers in fp32", error, "", LOGITS_GOAL[dtype])


def _products(subject: Subject) -> list[Figure]:
    """At the true shapes, the product in four bits and that with the dequantised weight: the worst of the rows."""
    shapes, device = subject.shapes, subject.device
    scratch, figures = scratch_for(device), []
    for name, (out, width) in shapes.products.items():
        weight = four_bit(out, width, device)
        product, dense = FourBit(weight, scratch), dequantise(weight)
        norm = (torch.empty(width, dtype=torch.bfloat16, device=device).normal_(1, 0.1), shapes.decoder.norm_eps)
        bias = torch.randn(out, device=device).bfloat16()
        worst = 0.0
        # As a step calls them, so that nothing is compiled for this alone.
        for rows in ROWS if device.type == "cuda" else ROWS[:2]:
            x = torch.randn(rows, width, device=device).bfloat16()
            wanted = (add_rms_norm(x, None, *norm)[0] if name in ("qkv", "gate_up") else x).float() @ dense.T
            got = torch.full((rows, out // 2 if name == "gate_up" else out), torch.nan, device=device).bfloat16()
            if name == "gate_up":
                gate, up = wanted.chunk(2, -1)
                wanted = F.silu(gate) * up
                product.gated_into(x, got, norm=norm)
            elif name == "qkv":
                wanted += bias.float()
                product.into(x, got, bias=bias, norm=norm)
            else:
                got.normal_()
                wanted += got.float()
                product.into(x, got, residual=got)
            worst = max(worst, _error_of(got, wanted))
        prompt = torch.randn(PROMPT_ROWS, width, device=device).bfloat16()
        beside: dict[str, float | str] = {"prefill": _error_of(product.many(prompt), prompt.float() @ dense.T)}
        figures.append(Figure(f"{name} in int4 against its dequantised product", worst, "", PRODUCT_GOAL, None, beside))
    return figures


def _error_of(ours: Tensor, theirs: Tensor) -> float:
    """NaN passes no goal."""
    ours, theirs = ours.double().cpu(), theirs.double().cpu()
    return float((ours - theirs).norm() / theirs.norm())


def _tokens(config: DecoderConfig, count: int) -> list[int]:
    return torch.randint(0, config.vocabulary, (count,)).tolist()


def _load(
    folder: Path, config: DecoderConfig, precision: WeightPrecision, device: torch.device, dtype: torch.dtype
) -> DecoderWeights:
    """A folder's weights by the loader, which leaves nothing on the disk."""
    with TemporaryDirectory() as cache:
        checkpoint = Checkpoint.open(folder, decoder_shapes(config))
        return load_weights(checkpoint, config, precision, device, dtype, Path(cache))


def _reference(small: bool, dtype: torch.dtype) -> PreTrainedModel:
    """In fp32 on the CPU, with weights that ``dtype`` can hold."""
    config = Qwen2Config(
        vocab_size=64 if small else 2048,
        hidden_size=64 if small else 512,
        intermediate_size=64 if small else 1024,
        num_hidden_layers=1 if small else 4,
        num_attention_heads=2 if small else 8,
        num_key_value_heads=2,
        max_position_embeddings=1024,
        tie_word_embeddings=False,
        eos_token_id=2,
        rope_parameters={"rope_type": "default", "rope_theta": 1e6},
    )
    model = Qwen2ForCausalLM(config).eval()
    for name, parameter in model.named_parameters():
        if "norm" in name or "bias" in name:
            parameter.normal_(1.0 if "norm" in name else 0.0, 0.2)
        else:
            parameter.normal_(0, parameter.shape[-1] ** -0.5 if "embed" not in name else 1.0)
        parameter.copy_(parameter.to(dtype).float())
    return model


def _give(model: PreTrainedModel, weights: DecoderWeights) -> None:
    """Give the reference the weights that the four bits stand for."""
    for theirs, ours in zip(model.model.layers, weights.layers, strict=True):
        attention, feed_forward = theirs.self_attn, theirs.mlp
        for product, modules in (
            (ours.qkv, (attention.q_proj, attention.k_proj, attention.v_proj)),
            (ours.out, (attention.o_proj,)),
            (ours.gate_up, (feed_forward.gate_proj, feed_forward.up_proj)),
            (ours.down, (feed_forward.down_proj,)),
        ):
            assert isinstance(product, FourBit)
            parts = dequantise(product.weight).split([module.out_features for module in modules])
            for module, part in zip(modules, parts, strict=True):
                module.weight.copy_(part)
