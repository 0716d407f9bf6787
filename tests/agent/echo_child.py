"""A child process for tests: it echoes, and breaks as it is told to.

Its options say how it starts (``start``, see ``Echo.start``) and to which file it notes how it is closed
(``diary``); the text of a ``Say`` says what it does (see ``Echo.handle``).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from pathlib import Path

import structlog

from antiphon.transport.child import run_child
from antiphon.transport.errors import CapacityError, ModelMissing
from antiphon.transport.link import Link
from antiphon.transport.messages import PROTOCOL, Beat, Hello, Message, Say

log = structlog.get_logger()


class Echo:
    """A ``Service`` without a model."""

    def __init__(self, options: str) -> None:
        self._options: dict[str, str] = json.loads(options)
        self._link: Link
        if self._start == "unmade":
            raise ModelMissing("the echo has no options to its liking")

    @property
    def _start(self) -> str:
        return self._options.get("start", "ok")

    async def start(self, link: Link) -> Hello:
        self._link = link
        protocol = PROTOCOL
        match self._start:
            case "refuse":
                raise ModelMissing("the echo's weights are not prepared: run `antiphon models prepare`")
            case "crash":
                raise RuntimeError("nobody foresaw this")
            case "never":
                self._note("started")
                await asyncio.Event().wait()
            case "stutter":
                await link.send(Beat())
            case "strange":
                protocol = PROTOCOL + 1
        return Hello("echo", protocol, sessions=2, load_ms=12.0)

    async def handle(self, message: Message) -> None:
        text = message.text if isinstance(message, Say) else ""
        match text.split():
            case ["crash"]:
                raise RuntimeError("nobody foresaw this")
            case ["refuse"]:
                raise CapacityError("full")
            case ["block"]:
                threading.Event().wait()
            case ["leave"]:
                os._exit(0)
            case ["environment", name]:
                await self._link.send(Say("s", 1, 1, os.environ.get(name, "")))
            case ["log"]:
                log.info("too_quiet", turn=1)
                log.warning("heard", turn=1)
                await self._link.send(message)
            case ["fork"]:
                if os.fork() == 0:
                    threading.Event().wait(2)
                    os._exit(0)
                os._exit(5)
            case _:
                await self._link.send(message)

    def beat(self) -> Beat:
        return Beat(streams=1, cache_tokens=7)

    async def close(self) -> None:
        await asyncio.sleep(0)
        self._note("closed in order")
        if self._start == "sore":
            raise RuntimeError("closing hurts")

    def _note(self, text: str) -> None:
        if "diary" in self._options:
            with Path(self._options["diary"]).open("a") as diary:
                diary.write(text + "\n")


if __name__ == "__main__":
    sys.exit(run_child(Echo))
