"""How a speaker is started: ``antiphon.speaker.client``."""

from __future__ import annotations

import subprocess
import sys

from antiphon.speaker.client import MODULE, environment, options_json
from antiphon.speaker.options import PhrasingOptions, SpeakerOptions


def test_options_survive_the_way_to_the_process() -> None:
    options = SpeakerOptions(speed=1.5, phrasing=PhrasingOptions(clause_chars=99))
    assert SpeakerOptions.model_validate_json(options_json(options)) == options


def test_the_process_gets_the_threads_it_was_given_and_does_not_spin() -> None:
    env = environment(SpeakerOptions(threads=3))
    assert env["OMP_NUM_THREADS"] == "3"
    assert env["OMP_WAIT_POLICY"] == "PASSIVE"


def test_the_gateways_half_loads_no_model_library() -> None:
    heavy = "{'numpy', 'onnxruntime', 'hibari', 'num2words'}"
    code = f"import sys, antiphon.speaker.client; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("set()\n", "")
    assert MODULE == "antiphon.speaker"
