"""The reasoner process; the gateway starts it (``antiphon.reasoner.client``)."""

from __future__ import annotations

import sys

from antiphon.transport.child import run_child

from .service import ReasonerService

if __name__ == "__main__":
    sys.exit(run_child(ReasonerService.from_json))
