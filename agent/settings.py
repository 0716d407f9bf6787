"""The configuration: built-in values, then a TOML file, then the environment, then ``--set``; the last wins."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from antiphon.reasoner.options import ReasonerOptions
from antiphon.speaker.options import SpeakerOptions
from antiphon.transport.errors import ConfigError
from antiphon.transport.messages import Mode
from antiphon.transport.realtime.options import ServeOptions

from .hearing_options import HearingOptions

__all__ = ["ChildOptions", "ConversationOptions", "PlayoutOptions", "Settings", "built_in_configs", "load"]

DEFAULT_CONFIG = "cpu"
RECIPES = frozenset({"nano"})
"""They lie beside the configurations, and say how a model is trained, not how the agent runs."""
ENVIRONMENT_PREFIX = "ANTIPHON_"


class ConversationOptions(BaseModel):
    """How the agent converses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = Field(
        Mode.SPEAK_FIRST,
        description="speak_first: answer at once, and think while it is heard; think_first: a few thoughts before; "
        "think_before: all of them before; no_think.",
    )
    instructions: str = Field(
        # antiphon.reasoner.training.instructions has the same: nano was trained with these words.
        "You are Antiphon, a friendly voice assistant. You speak English, in short sentences.",
        description="The system prompt.",
    )
    longest_turn_s: float = Field(300, gt=0, le=3600, description="A longer turn of the user is refused.")
    thought_tokens: int = Field(256, ge=1, le=32000, description="Thoughts are closed there at the latest.")
    thought_s: float = Field(20, ge=0, le=3600, description="... and after so many seconds; 0: no limit in time.")
    say_tokens: int = Field(160, ge=8, le=8192, description="An answer ends at the first full stop after so many.")
    answer_stall_s: float = Field(30, gt=0, description="Without any progress for so long, an answer has failed.")
    apology: str = Field(
        "I am sorry, something went wrong on my side. Please ask me again.",
        description="Spoken when an answer fails; synthesised at start, so that it needs nobody.",
    )


class PlayoutOptions(BaseModel):
    """How sound goes to a live listener."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ahead_ms: float = Field(
        300,
        ge=40,
        le=5000,
        description="Sent so far ahead of what is heard: more hides jitter, less stops sooner.",
    )


class ChildOptions(BaseModel):
    """How the two child processes are watched."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start_timeout_s: float = Field(120, gt=0, description="A child that is not ready by then is started again.")
    beat_timeout_s: float = Field(10, ge=2, description="A child without a sign of life for so long is replaced.")


class Settings(BaseSettings):
    """All of it. Each field is a table of the TOML file."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    conversation: ConversationOptions = ConversationOptions()
    hearing: HearingOptions = HearingOptions()
    playout: PlayoutOptions = PlayoutOptions()
    children: ChildOptions = ChildOptions()
    reasoner: ReasonerOptions = ReasonerOptions()
    speaker: SpeakerOptions = SpeakerOptions()
    serve: ServeOptions = ServeOptions()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what ``load`` has merged already: one place decides what wins."""
        return (init_settings,)


def built_in_configs() -> list[str]:
    """The names of the configurations that come with Antiphon."""
    files = resources.files("antiphon.configs").iterdir()
    names = {file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")}
    return sorted(names - RECIPES)


def load(config: str | Path | None = None, overrides: Iterable[str] = ()) -> Settings:
    """The settings of ``config`` (a built-in name or a TOML file), the environment and ``section.key=value``s.

    Raises ConfigError, which names each wrong key, what is wrong with it, and what would be right.
    """
    name = config or DEFAULT_CONFIG
    values = _merge(_read(name), EnvSettingsSource(Settings)())
    for override in overrides:
        values = _merge(values, _parse(override))
    try:
        return Settings(**values)
    except ValidationError as error:
        lines = [_explain(".".join(str(part) for part in one["loc"]), one) for one in error.errors()]
        raise ConfigError("\n".join([f"the configuration {str(name)!r} cannot be used:", *lines])) from error


def _read(name: str | Path) -> dict[str, Any]:
    path = Path(name)
    if path.suffix != ".toml":
        if str(name) not in built_in_configs():
            raise ConfigError(
                f"no configuration is called {str(name)!r}: give one of {', '.join(built_in_configs())}, or the path "
                "of a file that ends with .toml"
            )
        text = resources.files("antiphon.configs").joinpath(f"{name}.toml").read_text("utf-8")
    else:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"the configuration {str(path)!r} cannot be read: {error}") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the configuration {str(name)!r} is not TOML: {error}") from error


def _parse(override: str) -> dict[str, Any]:
    key, equals, text = override.partition("=")
    parts = key.strip().split(".")
    if not equals or len(parts) < 2 or not all(parts):
        raise ConfigError(f"--set {override!r} is not of the form section.key=value, as conversation.mode=no_think")
    try:
        value: Any = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text  # a plain word needs no quotes on a command line
    for part in reversed(parts):
        value = {part: value}
    return dict(value)


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _explain(key: str, error: Any) -> str:
    if error["type"] != "extra_forbidden":
        return f"  {key}: {error['msg']} (got {error['input']!r})"
    close = difflib.get_close_matches(key, list(_keys(Settings)), n=1)
    return f"  {key}: there is no such key" + (f"; did you mean {close[0]}?" if close else "")


def _keys(model: type[BaseModel], prefix: str = "") -> Iterable[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, f"{prefix}{name}.")
        yield f"{prefix}{name}"
