"""The command line."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeVar

import structlog
import typer
from rich.console import Console
from rich.table import Column, Table

from antiphon.transport.errors import AntiphonError, ConfigError, InputError, ModelError
from antiphon.transport.messages import Mode

from . import doctor as examination
from .ask import Question
from .ask import ask as answer_one
from .catalogue import CATALOGUE, DEFAULTS
from .evaluation import ROUTED, Evaluation, Suite
from .evaluation import evaluate as evaluate_all
from .hub import is_hub
from .progress import shown
from .serve import serve as serve_until_signal
from .settings import Settings, load
from .store import Store
from .training import RECIPE, Part, Training
from .training import train as train_one

__all__ = ["app", "main"]

T = TypeVar("T")


BY_THE_USER, BY_US, INTERRUPTED = 2, 1, 130
"""Exit codes: what was asked for cannot be done as it is; we failed; Ctrl-C."""

app = typer.Typer(
    help="An open voice agent that thinks while it speaks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
models = typer.Typer(help="The weights: what there is, what is prepared on this machine, and whether it is intact.")
app.add_typer(models, name="models", no_args_is_help=True)

Config = Annotated[
    str | None,
    typer.Option("--config", "-c", metavar="NAME|FILE.toml", help="A built-in configuration, or a file of your own."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="SECTION.KEY=VALUE", help="Change one key of it; may be repeated."),
]


def main() -> None:
    """The entry point: every error that is ours ends in one plain message and an exit code."""
    err = Console(stderr=True, highlight=False)
    try:
        app()
    except (InputError, ConfigError, ModelError) as error:
        err.print(f"antiphon: {error}", markup=False, style="red", soft_wrap=True)
        raise SystemExit(BY_THE_USER) from None
    except AntiphonError as error:
        err.print(f"antiphon: {error}", markup=False, style="red", soft_wrap=True)
        raise SystemExit(BY_US) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(BY_US) from None


@app.callback(invoke_without_command=True)
def _common(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what the processes do, on stderr.")] = False,
) -> None:
    if show_version:
        print(f"antiphon {version('antiphon')}")
        raise typer.Exit
    _configure_logs(verbose)


@app.command()
def ask(
    audio: Annotated[
        str | None,
        typer.Argument(metavar="[RECORDING|-]", help="What is asked, in any format that libsndfile reads; - is stdin."),
    ] = None,
    text: Annotated[str, typer.Option("--text", "-t", help="Asked instead of a recording, or put before it.")] = "",
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="WAV|-", help="Where the spoken answer goes; - is stdout."),
    ] = None,
    trace: Annotated[
        Path | None, typer.Option("--trace", metavar="JSON", help="Where the times of everything go.")
    ] = None,
    mode: Annotated[
        Mode | None, typer.Option("--mode", "-m", help="How to think: overrides conversation.mode.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", help="The same seed gives the same answer, as far as it does not depend on when it was thought."
        ),
    ] = None,
    config: Config = None,
    set_: Set = None,
) -> None:
    """Ask one question, spoken or written, and get a spoken answer.

    \b
    antiphon ask question.wav --out answer.wav
    antiphon ask --text "Why is the sky blue?" --out answer.wav --trace trace.json
    arecord -f cd -d 5 | antiphon ask - --out - | aplay
    """
    if audio is None and not text.strip():
        raise InputError("nothing was asked: give a recording, --text, or both (see `antiphon ask --help`)")
    _check_writable(out, trace)
    console = Console(stderr=out == "-")
    question = Question(audio, text, mode, seed, out, trace)
    settings = load(config, set_ or ())
    _fetch_from_hub(settings)
    if not _run(answer_one(question, settings, console)):
        raise typer.Exit(BY_US)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="Where to listen: overrides serve.host.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", "-p", help="Overrides serve.port; 0 is any free one.")] = None,
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="PEM", help="Overrides serve.tls_cert, for wss://.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", metavar="PEM", help="Overrides serve.tls_key.")] = None,
    traces: Annotated[
        Path | None, typer.Option("--traces", metavar="FOLDER", help="Where the trace of each turn goes, as JSON.")
    ] = None,
    config: Config = None,
    set_: Set = None,
) -> None:
    """Serve conversations to clients of the OpenAI Realtime protocol, until Ctrl-C.

    \b
    antiphon serve
    ANTIPHON_SERVE__API_KEY=... antiphon serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
    """
    given = {"host": host, "port": port, "tls_cert": tls_cert, "tls_key": tls_key}
    # Quoted, as a TOML string is.
    overrides = [
        f"serve.{key}={value if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)}"
        for key, value in given.items()
        if value is not None
    ]
    settings = load(config, [*(set_ or ()), *overrides])
    _fetch_from_hub(settings)
    _run(serve_until_signal(settings, Console(), traces))


@app.command("eval")
def evaluate(
    suite: Annotated[Suite, typer.Argument(help="Which questions.")],
    questions: Annotated[
        Path | None, typer.Option("--questions", "-q", metavar="JSON", help="Questions of your own instead.")
    ] = None,
    audio: Annotated[
        Path | None,
        typer.Option(
            "--audio", "-a", metavar="FOLDER", help="Recordings, CATEGORY_ID.wav; without, the agent's voice asks."
        ),
    ] = None,
    modes: Annotated[
        str | None,
        typer.Option(
            "--modes",
            "-m",
            metavar="MODE,...",
            help="How to think; routed: the agent's own way. Default: routed for chat, else the other four.",
        ),
    ] = None,
    transcript: Annotated[
        bool,
        typer.Option("--transcript", "--text", "-t", help="Ask again with what the recogniser wrote, as text."),
    ] = False,
    category: Annotated[
        list[str] | None, typer.Option("--category", metavar="NAME", help="Only these; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="So many of each category.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Conversations at once; times suffer.")] = 1,
    unheard: Annotated[
        bool,
        typer.Option("--unheard", help="Make no sound in no_think and think_before: faster, but without their times."),
    ] = False,
    seed: Annotated[int | None, typer.Option("--seed", help="As for `antiphon ask`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all figures as JSON, as the last line.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="JSON", help="Where every turn goes, with what was said.")
    ] = None,
    config: Config = None,
    set_: Set = None,
) -> None:
    """Measure how right, how soon and how fluently spoken questions are answered, in each mode of thinking.

    \b
    antiphon eval spoken-bbh --limit 5
    antiphon eval chat --out turns.json
    antiphon eval spoken-arithmetic --config mine.toml --modes no_think,speak_first --json --out turns.json
    """
    _check_writable(None, out)
    wanted = Evaluation(
        suite=suite,
        questions=questions,
        audio=audio,
        modes=_modes(modes, suite),
        transcript=transcript,
        categories=tuple(category or ()),
        limit=limit,
        at_once=jobs,
        unheard=unheard,
        seed=seed,
        json=as_json,
        out=out,
    )
    settings = load(config, set_ or ())
    _fetch_from_hub(settings)
    if not _run(evaluate_all(wanted, settings)):
        raise typer.Exit(BY_US)


@app.command()
def train(
    config: Annotated[
        str, typer.Option("--config", "-c", metavar="NAME|FILE.toml", help="The built-in recipe, or one of your own.")
    ] = RECIPE,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="KEY=VALUE", help="Change one key of it; may be repeated."),
    ] = None,
    only: Annotated[
        Part | None, typer.Option("--only", help="Do only this part: speak the questions, learn, or try.")
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option("--questions", "-q", metavar="JSON", help="Try it on these in the end, as `antiphon eval`."),
    ] = None,
    audio: Annotated[
        Path | None, typer.Option("--audio", "-a", metavar="FOLDER", help="... with their recordings, CATEGORY_ID.wav.")
    ] = None,
) -> None:
    """Train Antiphon nano: make questions up, have them spoken, learn; it goes on where it was interrupted.

    \b
    antiphon train --set run.minutes=25
    antiphon train --config mine.toml --only speech
    """
    code = train_one(Training(config, set_ or (), only, questions, audio))
    if code:
        raise typer.Exit(code)


@app.command()
def doctor(config: Config = None, set_: Set = None) -> None:
    """Say what this machine can run, what is missing, and how to get it."""
    console = Console()
    settings = load(config, set_ or ())
    checks = _run(examination.examine(settings, Store()))
    # What to do is a command at times, with a name too long for its column: it is to be copied.
    table = Table("", *(Column(name, overflow="fold") for name in ("what", "found", "what to do")), show_lines=False)
    for check in checks:
        table.add_row(
            {True: "[green]ok", False: "[red]no", None: "[yellow]--"}[check.ok],
            check.what,
            check.found,
            check.remedy,
        )
    console.print(table)
    for check in checks:
        if check.details:
            console.print(f"\n{check.what}:\n{check.details}", markup=False, highlight=False, soft_wrap=True)
    if any(check.ok is False for check in checks):
        raise typer.Exit(BY_US)


@models.command("list")
def list_models() -> None:
    """Show the known models and which of them are prepared on this machine."""
    table = Table("name", "what it is", "licence", "size", "state")
    for row in Store().list():
        table.add_row(row.name, row.role, row.licence, f"{row.size_bytes / 1e6:,.0f} MB", row.state)
    Console().print(table)


@models.command()
def prepare(
    names: Annotated[list[str] | None, typer.Argument(help="Which; the default ones if none is given.")] = None,
) -> None:
    """Fetch models and make them ready: checked by their sha256, kept in the cache folder.

    \b
    antiphon models prepare
    antiphon models prepare hf:OWNER/NAME@REVISION

    The second is one of the Hugging Face hub, kept in the hub's own cache ($HF_HOME). What is there, and as
    long as it should be, is not fetched again: interrupted, it goes on with the file at which it stopped.
    """
    store, console = Store(), Console()
    for name in names or DEFAULTS:
        _prepare(store, name, console)


@models.command()
def verify(
    names: Annotated[list[str] | None, typer.Argument(help="Which; all that are prepared if none is given.")] = None,
) -> None:
    """Read the prepared models again and compare them with their sha256; hf:OWNER/NAME, too."""
    store, console = Store(), Console()
    for name in names or [name for name in CATALOGUE if store.is_prepared(name)]:
        with shown(console, name) as show:
            store.verify(name, show)
        console.print(f"{name} is intact", highlight=False)


def _prepare(store: Store, name: str, console: Console) -> None:
    with shown(console, name) as show:
        folder = store.prepare(name, show)
    console.print(f"{name} is ready in {folder}", highlight=False, soft_wrap=True)


def _fetch_from_hub(settings: Settings) -> None:
    """What is to be started and comes from the hub is fetched where it is not here; else the hub is not asked."""
    store, console = Store(), Console(stderr=True)
    for name in (settings.reasoner.model, settings.reasoner.recogniser):
        if is_hub(name) and not store.is_prepared(name):
            console.print(f"{name} is not on this machine, or not whole: it is fetched", highlight=False)
            _prepare(store, name, console)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def _modes(names: str | None, suite: Suite) -> tuple[Mode | None, ...]:
    """None among them: no mode is asked for."""
    if names is None:
        # Small talk is what the router is for: with a mode asked for, the agent would think about a greeting.
        names = ROUTED if suite is Suite.CHAT else "no_think,think_before,think_first,speak_first"
    wanted = dict.fromkeys(name.strip() for name in names.split(","))
    try:
        return tuple(None if name == ROUTED else Mode(name) for name in wanted)
    except ValueError as error:
        known = ", ".join((*Mode, ROUTED))
        raise InputError(f"--modes: {error}: give some of {known}, with commas between them") from None


def _check_writable(out: str | None, trace: Path | None) -> None:
    """Before anything is started: an answer that cannot be kept is a pity."""
    for path in (Path(out) if out not in (None, "-") else None, trace):
        if path is not None and not (path.parent.is_dir() and os.access(path.parent, os.W_OK)):
            raise InputError(f"{path} cannot be written: there is no folder {path.parent} that you may write to")


def _configure_logs(verbose: bool) -> None:
    level = "info" if verbose else os.environ.get("ANTIPHON_LOG", "warning")
    if verbose:
        os.environ["ANTIPHON_LOG"] = level
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), 30)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )
