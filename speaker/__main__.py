"""The speaker process; the gateway starts it (``antiphon.speaker.client``)."""

from __future__ import annotations

import sys

from antiphon.transport.child import run_child

from .service import SpeakerService

if __name__ == "__main__":
    sys.exit(run_child(SpeakerService.from_json))
