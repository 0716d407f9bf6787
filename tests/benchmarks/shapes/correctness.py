"""The same numbers as Transformers', on small random models; these figures say something of answers, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from transformers import PreTrainedModel, Qwen2Config, Qwen2ForCausalLM

from antiphon.reasoner.kernels.small import add_rms_norm
from antiphon.reasoner.memory_plan import WeightPrecision
from antiphon.reasoner.models.config import DecoderConfig
from antiphon.reasoner.models.graphed import DecoderWeights, GraphedDecoder, LayerWeights
from antiphon.reasoner.models.products import Dense, FourBit, Product
from antiphon.reasoner.models.quantised import Quantised, dequantise, quantise

from .subject import Subject, dtype_for
from .table import Figure
from .weights import four_bit, scratch_for

__all__ = ["correctness", "decoder_weights", "logits", "small_logits"]

LOGITS_GOAL = {torch.float32: 1e-4, torch.bfloat16: 2e-2}
PRODUCT_GOAL = 1e-2
QKV = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")
GATE_UP = ("mlp.gate_proj", "mlp.up_proj")
ROWS = (1, 2, 8, 32)
PROMPT_ROWS = 33


@torch.inference_mode()
def correctness(subject: Subject) -> list[Figure]:
    """Relative errors: norm of the difference by norm of the reference."""
    return [*(small_logits(subject.device, precision) for precision in ("bf16", "int4")), *_products(subject)]


@torch.inference_mode()
def small_logits(device: torch.device, precision: WeightPrecision) -> Figure:
    """Of a prompt in two chunks, and of steps of two rows behind it, against fp32 on weights that are the same."""
    small = device.type == "cpu"
    dtype = dtype_for(precision, device)
    config, model = _reference(small, dtype)
    state = {name: tensor.to(device, dtype) for name, tensor in model.state_dict().items()}
    weights = decoder_weights(config, state, precision)
    if precision == "int4":
        _requantise(model)
    decoder = GraphedDecoder(config, weights, blocks=8, context_tokens=512, most_rows=2)
    prompts = [_tokens(config, 4 if small else 300), _tokens(config, 3 if small else 120)]
    ours, theirs = [], []
    caches = []
    for prompt in prompts:
        cache = decoder.new_cache()
        cache.reserve(len(prompt) + 4)
        middle = len(prompt) // 2
        states = [decoder.prefill(decoder.embed(part), cache) for part in (prompt[:middle], prompt[middle:])]
        ours.append(logits(decoder, weights, torch.cat(states)))
        theirs.append(model(torch.tensor([prompt])).logits[0])
        caches.append(cache)
    following = _tokens(config, 1 if small else 4)
    for step, token in enumerate(following):
        states = decoder.decode([token, token], caches)
        ours.append(decoder.logits(states))
        texts = [prompt + following[: step + 1] for prompt in prompts]
        theirs.append(torch.cat([model(torch.tensor([text])).logits[0, -1:] for text in texts]))
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


def logits(decoder: GraphedDecoder, weights: DecoderWeights, states: Tensor) -> Tensor:
    """States [n, hidden] to logits [n, vocabulary], by the products of a prefill."""
    config = decoder.config
    return weights.head.many(F.rms_norm(states, (config.hidden,), weights.norm, config.norm_eps))


def _reference(small: bool, dtype: torch.dtype) -> tuple[DecoderConfig, PreTrainedModel]:
    """In fp32 on the CPU, with weights that ``dtype`` can hold."""
    hidden, layers = (64, 1) if small else (512, 4)
    values = {
        "vocab_size": 64 if small else 2048,
        "hidden_size": hidden,
        "intermediate_size": hidden if small else 2 * hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": 2 if small else 8,
        "num_key_value_heads": 1 if small else 2,
        "max_position_embeddings": 1024,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": False,
        "eos_token_id": 2,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e6},
    }
    model = Qwen2ForCausalLM(Qwen2Config(**values)).eval()
    for name, parameter in model.named_parameters():
        if "norm" in name or "bias" in name:
            parameter.normal_(1.0 if "norm" in name else 0.0, 0.2)
        else:
            parameter.normal_(0, parameter.shape[-1] ** -0.5 if "embed" not in name else 1.0)
        parameter.copy_(parameter.to(dtype).float())
    return DecoderConfig.parse({**values, "model_type": "qwen2"}), model


def _requantise(model: PreTrainedModel) -> None:
    """Give the reference the weights that four bits stand for; the same as ``decoder_weights`` makes."""
    for layer in model.model.layers:
        for module in (layer.self_attn, layer.mlp):
            for child in module.children():
                if isinstance(child, torch.nn.Linear):
                    child.weight.copy_(dequantise(_quantised(child.weight)))


def _quantised(weight: Tensor) -> Quantised:
    """Rows are rounded for themselves: a part of a stacked weight becomes what it becomes alone."""
    return quantise(weight.to(torch.bfloat16))


def decoder_weights(config: DecoderConfig, tensors: Mapping[str, Tensor], precision: WeightPrecision) -> DecoderWeights:
    """From ``tensors`` by Transformers' names, on the device where they are used and in its dtype."""
    embedding = tensors["model.embed_tokens.weight"]
    scratch = scratch_for(embedding.device)

    def product(name: str, parts: Sequence[str]) -> Product:
        weight = torch.cat([tensors[f"{name}.{part}.weight"] for part in parts])
        return FourBit(_quantised(weight), scratch) if precision == "int4" else Dense(weight)

    def bias(name: str, parts: Sequence[str]) -> Tensor | None:
        found = [tensors[f"{name}.{part}.bias"] for part in parts if f"{name}.{part}.bias" in tensors]
        return torch.cat(found) if found else None

    def layer(name: str) -> LayerWeights:
        return LayerWeights(
            attention_norm=tensors[f"{name}.input_layernorm.weight"],
            qkv=product(name, QKV),
            qkv_bias=bias(name, QKV),
            out=product(name, ["self_attn.o_proj"]),
            out_bias=bias(name, ["self_attn.o_proj"]),
            feed_forward_norm=tensors[f"{name}.post_attention_layernorm.weight"],
            gate_up=product(name, GATE_UP),
            down=product(name, ["mlp.down_proj"]),
        )

    return DecoderWeights(
        embedding=embedding,
        layers=[layer(f"model.layers.{index}") for index in range(config.layers)],
        norm=tensors["model.norm.weight"],
        head=Dense(embedding if config.tied else tensors["lm_head.weight"]),
    )
