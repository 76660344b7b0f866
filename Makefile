# Two commands on a fresh machine: `make demo` does the main job, `make test` proves it. Both set up .venv themselves.
PYTHON ?= python3
BIN := .venv/bin
SETUP := requirements.lock pyproject.toml

.PHONY: demo test lint bench serve clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	$(PYTHON) -m venv .venv || { echo "python3 -m venv failed: on Debian install python3-venv, or set PYTHON=/path/to/python3.11" >&2; exit 1; }

.venv/installed: $(BIN)/python $(SETUP)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

.venv/installed-test: .venv/installed $(SETUP)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable ".[text,pdf,test]"
	@touch $@

demo: .venv/installed
	@$(BIN)/standoff demo

lint: .venv/installed-test
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest

bench: .venv/installed-test
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.ensemble

clean:
	rm -rf .venv demo runs .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

serve: .venv/installed
	@$(BIN)/standoff serve demo
