# `make run` serves the voice agent, `make ask` answers a recorded question aloud, `make test` checks everything; all
# of them set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Left behind by a step that succeeded, so that the next `make` skips it.
STAMPS := $(VENV)/.stamps

.DEFAULT_GOAL := help
.PHONY: help run ask test lint models bench clean
# Recipes share the lock of pip and the caches of the linters.
.NOTPARALLEL:

help:
	@echo "make run      set up, fetch the default models, serve the voice agent until Ctrl-C"
	@echo "make ask      set up, fetch the default models, answer a recorded question aloud"
	@echo "make test     set up, fetch the default models, run all checks and tests"
	@echo "make lint     ruff, mypy, import rules"
	@echo "make bench    run the benchmarks; each ends with a line of JSON"
	@echo "make clean    remove .venv and all caches of this folder (models stay in your cache folder)"
	@echo
	@echo "PYTHON=python3.12 chooses the interpreter (3.11 or newer) for a new .venv."

run: models
	$(BIN)/antiphon serve

ask: models
	$(BIN)/antiphon ask tests/recordings/kate_has_pennies.wav --out answer.wav --trace trace.json

test: lint models
	$(BIN)/pytest

lint: $(STAMPS)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p antiphon
	$(BIN)/lint-imports

models: $(STAMPS)/installed
	$(BIN)/antiphon models prepare

bench: models
	@set -e; for file in tests/benchmarks/[a-z]*.py; do \
		name=$$(basename $$file .py); \
		echo "tests.benchmarks.$$name"; \
		$(BIN)/python -m tests.benchmarks.$$name; \
	done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	find agent reasoner speaker transport configs tests -name __pycache__ -prune -exec rm -rf {} +

$(STAMPS)/installed: pyproject.toml | $(STAMPS)/python
	@echo "Installing Antiphon and what it needs into $(VENV). The first time this takes some minutes: torch is large."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --upgrade "pip>=24.1"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable ".[dev]"
	@touch $@
	@echo "Installed."

$(STAMPS)/python:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON). Antiphon needs Python 3.11 or newer: sudo apt install python3 python3-venv" >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Antiphon needs Python 3.11 or newer, but $(PYTHON) is $$("$(PYTHON)" --version 2>&1)." >&2; \
		echo "Name a newer one: make $(or $(firstword $(MAKECMDGOALS)),test) PYTHON=python3.12" >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
		exit 1; }
	@echo "Creating $(VENV) with $$("$(PYTHON)" --version)."
	@"$(PYTHON)" -m venv $(VENV)
	@mkdir -p $(STAMPS)
	@touch $@
