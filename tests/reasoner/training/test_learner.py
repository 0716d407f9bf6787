"""The model while it learns: ``antiphon.reasoner.training.learner``, and what becomes of it in ``nano``."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from antiphon.reasoner.models.audio import Adaptor, AudioEncoder
from antiphon.reasoner.nano import TOKENS, merge, read_update, write_update
from antiphon.reasoner.training import learner as module
from antiphon.reasoner.training.dataset import collate
from antiphon.reasoner.training.learner import Batch, Learner
from antiphon.transport.errors import ConfigError, ModelCorrupt

from .test_dataset import heard
from .tiny import AUDIO, encoder, learner, llama


def batch() -> Batch:
    made = collate([heard((3, 2, 4), [9000], 1), heard((2, 3, 3), [], 2), heard((2, 3, 5), [4000, 3000], 3)], AUDIO)
    made.tokens[1, 1] = TOKENS["<think>"]
    made.targets[-1] = TOKENS["</think>"]
    return made


def taught(rank: int, dtype: torch.dtype = torch.float32, steps: int = 3) -> Learner:
    """After some steps, at a high rate."""
    model = learner(rank, dtype)
    optimizer = torch.optim.AdamW([parameter for _, parameter in model.learned()], lr=0.03)
    for _ in range(steps):
        model(batch()).mean().backward()
        optimizer.step()
        optimizer.zero_grad()
    return model


@pytest.mark.parametrize("rank", [4, 0])
def test_only_the_adaptor_the_special_tokens_and_the_update_learn(rank: int) -> None:
    before = {name: tensor.clone() for name, tensor in learner(rank).state_dict().items()}
    after = taught(rank).state_dict()
    changed = {name for name, tensor in after.items() if not torch.equal(tensor, before[name])}
    assert "special" in changed
    assert {name for name in changed if name.startswith("encoder.")} == set()
    assert {name for name in after if name.startswith("adapter.")} <= changed
    assert not [name for name in changed if "embed_tokens" in name or "lm_head" in name]
    decoders = {name for name in changed if name.startswith("decoder.")}
    if rank:
        assert decoders == {name for name in after if "lora_" in name}
        assert len(decoders) == 2 * 7 * 2
    else:
        assert decoders == {name for name in after if name.startswith("decoder.model.")} - {
            "decoder.model.embed_tokens.weight"
        }


def test_what_is_learned_gets_gradients_and_nothing_else_does() -> None:
    model = learner()
    model(batch()).mean().backward()
    learned = dict(model.learned())
    assert {name.split(".")[0] for name in learned} == {"adapter", "special", "decoder"}
    for name, parameter in model.named_parameters():
        assert (parameter.grad is not None) == (name in learned), name


def test_at_the_beginning_the_update_changes_nothing() -> None:
    model, decoder = learner(), llama()
    tokens = torch.tensor([[11, 12, 13]])
    with torch.no_grad():
        ours = model.llama(inputs_embeds=torch.nn.functional.embedding(tokens, model.embedding())).logits
        torch.testing.assert_close(ours, decoder(tokens).logits)


def test_the_special_tokens_have_rows_of_their_own() -> None:
    model, decoder = learner(), llama()
    rows = model.embedding()
    own = list(TOKENS.values())
    assert torch.equal(rows[own], model.special)
    others = torch.ones(len(rows), dtype=torch.bool)
    others[own] = False
    assert torch.equal(rows[others], decoder.get_input_embeddings().weight[others])


def losses_of(weights: dict[str, Tensor], heard_by: dict[str, Tensor], dtype: torch.dtype) -> Tensor:
    """Of the batch, by plain Transformers with merged weights, and by our encoder and adaptor."""
    decoder = llama(dtype)
    decoder.load_state_dict(weights, strict=False)
    ears, adaptor = AudioEncoder(AUDIO), Adaptor(AUDIO)
    ears.load_state_dict(encoder())
    adaptor.load_state_dict(heard_by)
    given = batch()
    x = decoder.get_input_embeddings()(given.tokens)
    states, lengths = adaptor(*ears(given.mel.float(), given.frames))
    assert lengths is not None
    flat = torch.cat([states[piece, : lengths[piece]] for piece in range(len(lengths))])
    x[given.sound[:, 0], given.sound[:, 1]] = flat.to(x.dtype)
    logits = decoder(inputs_embeds=x).logits[given.asked[:, 0], given.asked[:, 1]]
    return torch.nn.functional.cross_entropy(logits.float(), given.targets, reduction="none")


@pytest.mark.parametrize(("rank", "dtype"), [(4, torch.bfloat16), (4, torch.float32), (0, torch.float32)])
@torch.no_grad()
def test_the_kept_and_merged_update_gives_what_the_learner_gives(tmp_path: Path, rank: int, dtype: torch.dtype) -> None:
    """Up to the rounding to bf16: what is kept has 8 bits, so its losses are the nearer ones by far to the learner's
    than those of the model that has learned nothing."""
    with torch.enable_grad():
        model = taught(rank, dtype)
    write_update(model.update(), model.scale, tmp_path / "update.safetensors")
    update, scale = read_update(tmp_path / "update.safetensors")
    base = {name: tensor for name, tensor in llama(dtype).state_dict().items() if name != "lm_head.weight"}
    adaptor = {name.removeprefix("adapter."): t.float() for name, t in update.items() if name.startswith("adapter.")}
    merged = merge(base, update, scale)
    assert all(tensor.dtype is dtype for tensor in merged.values())
    wanted = model(batch())
    found = losses_of(merged, adaptor, dtype)
    unlearned = losses_of(base, adaptor, dtype)
    error = (found - wanted).abs().mean()
    assert error < 0.05 * (unlearned - wanted).abs().mean()
    assert error < 0.1


def test_an_update_of_another_decoder_is_refused() -> None:
    base = llama().state_dict()
    whole = learner(0).update()
    whole["model.layers.0.mlp.up_proj.weight"] = torch.zeros(3, 3)
    with pytest.raises(ModelCorrupt, match="give the model that it was made for"):
        merge(base, whole, 1.0)
    low = learner(4).update()
    low["model.layers.0.mlp.up_proj.lora_B.weight"] = torch.zeros(3, 4)
    with pytest.raises(ModelCorrupt, match="give the model that it was made for"):
        merge(base, low, 1.0)


def test_what_was_learned_before_is_gone_on_from(tmp_path: Path) -> None:
    first, second = taught(4), learner(4)
    path = tmp_path / "update.safetensors"
    write_update(first.update(), first.scale, path)
    kept, scale = read_update(path)
    second.start_from(kept, scale)
    for name, tensor in second.update().items():
        torch.testing.assert_close(tensor.detach(), kept[name].float(), rtol=0, atol=0)


def test_the_losses_and_gradients_are_the_same_however_many_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for most in (5, 4096):
        monkeypatch.setattr(module, "TARGETS_AT_ONCE", most)
        model = learner()
        losses = model(batch())
        assert len(losses) == 12
        losses.mean().backward()
        found.append([losses, *(parameter.grad for _, parameter in model.learned())])
    torch.testing.assert_close(*found)


def test_a_higher_rank_goes_on_from_a_lower_one_where_that_was() -> None:
    first, second = taught(4), learner(6)
    second.start_from(first.update(), first.scale)
    with torch.no_grad():
        torch.testing.assert_close(second(batch()), first(batch()))
    second(batch()).mean().backward()
    ups = [parameter.grad for name, parameter in second.learned() if "lora_B" in name]
    assert all(gradient is not None and gradient[:, 4:].abs().sum() > 0 for gradient in ups)


@pytest.mark.parametrize("rank", [2, 0])
def test_a_lower_rank_cannot_go_on_from_a_higher_one(rank: int) -> None:
    with pytest.raises(ConfigError, match="at least its rank"):
        learner(rank).start_from(taught(4).update(), 2.0)


def test_what_was_learned_in_another_shape_is_refused() -> None:
    first, second = taught(4), learner(4)
    with pytest.raises(ConfigError, match="another shape"):
        second.start_from(first.update(), first.scale * 2)
