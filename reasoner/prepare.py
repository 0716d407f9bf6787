"""Published weights to the files the engine reads: `python -m antiphon.reasoner.prepare gguf | nano ... FOLDER`.

``gguf`` converts one file. Weights and configuration come out of Transformers. The tokenizer is put together here, from
the tables in the file: what Transformers makes of them lacks the splitting of numbers into digits, which the model was
trained with. ``nano`` puts Antiphon nano together (``nano.py``), with the update that comes with Antiphon.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import torch
from gguf import GGUFReader
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Digits, PreTokenizer
from tokenizers.pre_tokenizers import Sequence as Steps

from antiphon.transport.errors import AntiphonError, ModelCorrupt, ModelMissing

from .nano import assemble

__all__ = ["UPDATE", "main", "prepare_gguf", "prepare_nano"]

UPDATE = Path(__file__).with_name("nano.safetensors")
"""What was learned by Antiphon nano; it comes with the package."""

CONTROL = 3
"""The type of tokens that are no text, as <|im_end|>: ``gguf.TokenType.CONTROL``."""
USER_DEFINED = 4
"""The type of tokens that are text, but are never split: ``gguf.TokenType.USER_DEFINED``."""
LEFT_OUT = ("_name_or_path", "_model_name_or_path", "quantization_config")
"""Keys of config.json that tell where it was made, and that it was quantised there."""

PRE_TOKENIZERS: Mapping[str, Callable[[], PreTokenizer]] = {
    "gpt-2": lambda: ByteLevel(add_prefix_space=False, use_regex=True),
    "smollm": lambda: Steps([Digits(individual_digits=True), ByteLevel(add_prefix_space=False, use_regex=True)]),
}
"""How text is cut before it is encoded, by ``tokenizer.ggml.pre``; smollm as in SmolLM2's own tokenizer.json."""


def prepare_gguf(source: Path, folder: Path) -> None:
    """Write config.json, model.safetensors (bf16) and tokenizer.json of the GGUF file ``source`` into ``folder``.

    Raises ModelMissing where there is no such file, ModelCorrupt for one that is not of the Llama family or is damaged.
    """
    fields = _fields(source)
    folder.mkdir(parents=True, exist_ok=True)
    _tokenizer(source, fields).save(str(folder / "tokenizer.json"))
    _convert(source, folder, fields)


def prepare_nano(base: Path, whisper: Path, folder: Path, update: Path = UPDATE, sha256: str | None = None) -> None:
    """Write config.json, model.safetensors (bf16) and tokenizer.json of Antiphon nano into ``folder``.

    ``base``: the folder of SmolLM2-135M-Instruct; ``whisper``: that of CTranslate2's whisper-base; ``sha256``: no other
    ``update`` is taken. Raises ModelMissing, ModelCorrupt.
    """
    if sha256 is not None:
        try:
            found = hashlib.sha256(update.read_bytes()).hexdigest()
        except OSError as error:
            raise ModelMissing(f"{update} cannot be read ({error.strerror}): install Antiphon again") from None
        if found != sha256:
            raise ModelCorrupt(
                f"{update} does not belong to this version: its sha256 is {found}, not {sha256}. Install Antiphon again"
            )
    assemble(base, whisper / "model.bin", update, folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare one model; what goes wrong is the last line on standard error, and the exit code 1."""
    parser = argparse.ArgumentParser(
        prog="python -m antiphon.reasoner.prepare", description="Make a model's files out of published ones."
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    gguf = kinds.add_parser("gguf", help="convert a GGUF file of the Llama family")
    gguf.add_argument("source", type=Path, metavar="GGUF", help="the file to convert")
    nano = kinds.add_parser("nano", help="put Antiphon nano together")
    nano.add_argument("base", type=Path, metavar="BASE", help="the folder of SmolLM2-135M-Instruct")
    nano.add_argument("whisper", type=Path, metavar="WHISPER", help="the folder of CTranslate2's whisper-base")
    nano.add_argument("--update", type=Path, default=UPDATE, help="what was learned; else that of Antiphon itself")
    nano.add_argument("--sha256", help="of the update: no other one is taken")
    for kind in (gguf, nano):
        kind.add_argument("folder", type=Path, metavar="FOLDER", help="where config.json and the rest go")
    options = parser.parse_args(arguments)
    try:
        if options.kind == "gguf":
            prepare_gguf(options.source, options.folder)
        else:
            prepare_nano(options.base, options.whisper, options.folder, options.update, options.sha256)
    except AntiphonError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _fields(source: Path) -> dict[str, Any]:
    """What the file says of itself."""
    try:
        reader = GGUFReader(source)
        fields = {name: field.contents() for name, field in reader.fields.items()}
    except FileNotFoundError:
        raise ModelMissing(f"there is no file {source}: give the path of a GGUF file") from None
    except (OSError, ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
        raise ModelCorrupt(f"{source} is no GGUF file that can be read ({error}): fetch it again") from error
    family = fields.get("general.architecture")
    if family != "llama":
        raise ModelCorrupt(f"{source} holds a model of type {family!r}: only llama can be converted")
    return fields


def _tokenizer(source: Path, fields: Mapping[str, Any]) -> Tokenizer:
    kind, pre = str(fields.get("tokenizer.ggml.model")), str(fields.get("tokenizer.ggml.pre"))
    if kind != "gpt2" or pre not in PRE_TOKENIZERS:
        raise ModelCorrupt(
            f"{source} has a tokenizer of type {kind}/{pre}: gpt2/{' and gpt2/'.join(PRE_TOKENIZERS)} can be converted"
        )
    try:
        tokens: list[str] = fields["tokenizer.ggml.tokens"]
        types: list[int] = fields["tokenizer.ggml.token_type"]
        merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"]]
        tokenizer = Tokenizer(BPE({token: number for number, token in enumerate(tokens)}, merges))
    except KeyError as error:
        raise ModelCorrupt(f"{source} has no {error}: fetch it again") from error
    except Exception as error:  # tokenizers raises nothing narrower
        raise ModelCorrupt(f"the merges in {source} do not fit its tokens ({error}): fetch it again") from error
    tokenizer.pre_tokenizer = PRE_TOKENIZERS[pre]()
    tokenizer.decoder = ByteLevelDecoder()
    for token, type_ in zip(tokens, types, strict=False):
        if type_ in (CONTROL, USER_DEFINED):
            tokenizer.add_tokens([AddedToken(token, special=type_ == CONTROL, normalized=False)])
    return tokenizer


def _convert(source: Path, folder: Path, fields: Mapping[str, Any]) -> None:
    """The weights, and the configuration that belongs to them."""
    from transformers import LlamaForCausalLM
    from transformers.utils import logging

    logging.set_verbosity_error()
    try:
        # Whoever started us wants errors, no progress bars and no advice.
        with redirect_stderr(io.StringIO()):
            model = LlamaForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.bfloat16)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelCorrupt(f"{source} cannot be converted ({error}): fetch it again") from error
    config = {key: value for key, value in model.config.to_dict().items() if key not in LEFT_OUT}
    config["architectures"] = ["LlamaForCausalLM"]
    for kind in ("bos", "eos"):
        number = fields.get(f"tokenizer.ggml.{kind}_token_id")
        if number is not None:
            config[f"{kind}_token_id"] = int(number)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    # model.save_pretrained refuses what was quantised, even where it is not any more.
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    if config["tie_word_embeddings"]:
        del weights["lm_head.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # safetensors keeps it from others, who may share the cache


if __name__ == "__main__":
    sys.exit(main())
