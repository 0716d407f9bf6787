"""What the tests of the engine share: one thread, on which tiny models are quicker, and an engine on each decoder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import torch

from antiphon.reasoner.engine import Engine
from antiphon.reasoner.models.weights import load_decoder

from ..models.plain_kernels import plain_kernels
from ..models.small_decoders import graphed
from .streams import OPTIONS, AnyDecoder, model


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Two of them spend their time waiting for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module", params=["one cache a stream", "blocks"])
def decoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnyDecoder]:
    """The decoder for a processor, and the one for a GPU with plain kernels, whose steps have up to 8 rows."""
    if request.param == "blocks":
        with plain_kernels():
            blocks = graphed(model(), blocks=24, context_tokens=512, most_rows=8)
            # So that the engine does things in the order in which it does them on a GPU.
            blocks.runs_ahead = True
            yield blocks
        return
    folder = tmp_path_factory.mktemp("model")
    model().save_pretrained(folder)
    yield load_decoder(folder, "fp32")


@pytest.fixture
async def engine(decoder: AnyDecoder) -> AsyncIterator[Engine]:
    engine = Engine(decoder, OPTIONS)
    engine.start()
    yield engine
    await engine.close()
