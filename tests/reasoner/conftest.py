"""The service that is spoken to in its tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from antiphon.transport.messages import Open

from .service_bench import Bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A started service with one session, "s", of at most two."""
    bench = Bench()
    await bench.start()
    await bench.send(Open("s", "Be kind."))
    yield bench
    bench.recogniser.go.set()
    await bench.service.close()
    assert bench.engine.streams == 0
