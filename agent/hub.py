"""Models on the Hugging Face hub, in the hub's own cache."""

from __future__ import annotations

import re
from pathlib import Path

from antiphon.transport.errors import ModelError, ModelMissing

from .catalogue import CATALOGUE

__all__ = ["from_hub"]

HUB = re.compile(r"hf:(?P<name>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?")
HUB_FILES = (
    "config.json", "tokenizer*.json", "*.safetensors", "*.safetensors.index.json", "vocabulary*", "model.bin",
)  # fmt: skip
"""What the engine and the recogniser read: nothing else of a repository is fetched."""


def from_hub(spec: str) -> Path:
    """The folder of ``hf:OWNER/NAME[@REVISION]``, fetched where needed. Raises ModelError and its kin."""
    match = HUB.fullmatch(spec)
    if match is None:
        raise ModelMissing(f"{spec!r} is not of the form hf:OWNER/NAME or hf:OWNER/NAME@REVISION")
    name, revision = match["name"], match["revision"]
    # Heavy, and of no use to most: they have a known model or a folder.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        folder = Path(snapshot_download(name, revision=revision, allow_patterns=list(HUB_FILES)))
    except GatedRepoError as error:
        raise ModelMissing(
            f"{name} is open only to those who agreed to its terms: do so on its page on the Hugging Face hub, then "
            "run `hf auth login`"
        ) from error
    except RevisionNotFoundError as error:
        raise ModelMissing(f"{name} on the Hugging Face hub has no revision {revision!r}") from error
    except RepositoryNotFoundError as error:
        raise ModelMissing(
            f"there is no {name} on the Hugging Face hub that you may see: check its name; for a private one, run "
            "`hf auth login`"
        ) from error
    except LocalEntryNotFoundError as error:
        raise ModelMissing(
            f"the Hugging Face hub cannot be reached, and {name} is not in its cache on this machine: check the "
            f"network and HF_HUB_OFFLINE, or use one of {', '.join(CATALOGUE)}"
        ) from error
    except Exception as error:  # which HTTP client's errors come through depends on the hub library's version
        raise ModelError(f"{name} cannot be fetched from the Hugging Face hub: {error}") from error
    if not (folder / "config.json").is_file():
        raise ModelMissing(f"{name} on the Hugging Face hub holds no config.json: it is no model that can be used")
    return folder
