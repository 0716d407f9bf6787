"""How a reasoner is started: ``antiphon.reasoner.client``."""

from __future__ import annotations

import os
import subprocess
import sys

from antiphon.reasoner.client import MODULE, environment, options_json
from antiphon.reasoner.options import ReasonerOptions, SamplingOptions


def test_options_survive_the_way_to_the_process() -> None:
    options = ReasonerOptions(model="here", context_tokens=512, sampling=SamplingOptions(temperature=0.5))
    assert ReasonerOptions.model_validate_json(options_json(options)) == options


def test_the_process_gets_the_threads_it_was_given() -> None:
    assert environment(ReasonerOptions(threads=3))["OMP_NUM_THREADS"] == "3"
    assert environment(ReasonerOptions())["OMP_NUM_THREADS"] == str(len(os.sched_getaffinity(0)))


def test_the_gateways_half_loads_no_model_library() -> None:
    heavy = "{'numpy', 'torch', 'ctranslate2', 'tokenizers', 'transformers'}"
    code = f"import sys, antiphon.reasoner.client; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("set()\n", "")
    assert MODULE == "antiphon.reasoner"
