# make report, make test: each on its own builds what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
BIN := .venv/bin
READY := .venv/.ready
EXAMPLE := examples/airec-demo
EXAMPLE_AS_OF := 2026-11-01

.PHONY: help setup report test lab-test conformance fuzz bench lint lab lock schemas messages docs screenshots clean

help:
	@echo "make report   run the example deployment and write its pages"
	@echo "make test     linters, types, layers and all tests"
	@echo "make lab-test  the notebooks in JupyterLab and the explorer as a page, in Chromium, by keyboard: minutes"
	@echo "make conformance  the audit's word on chains, case by case; LIMBO=limbo.json: on the public suite x509-limbo"
	@echo "make fuzz     28,000 mutated files and settings, other ones each time"
	@echo "make bench    measure against peers; writes benchmarks/results.md and the figures in docs/; PARTS='\"Planner tables\"': only those"
	@echo "make docs     the documentation, into docs/_build/html"
	@echo "make screenshots  the pictures of the documentation, anew, with an installed Chromium"
	@echo "make lab      JupyterLab in notebooks/"
	@echo "make setup    build .venv (seconds when nothing changed)"
	@echo "make lock     resolve the dependencies anew"
	@echo "make schemas  write the JSON Schemas anew"
	@echo "make messages  bring the catalogues of Chinese up to date with what is said"

setup: $(READY)

# uv is taken from the lock too, with its hash, and then installs the rest.
$(READY): requirements.lock pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or later is needed: install it, or name it: make PYTHON=/path/to/python3.11 ..." >&2; exit 2; }
	@rm -f $@
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.lock > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

report: setup
	@$(BIN)/airec-planning report $(EXAMPLE) --as-of $(EXAMPLE_AS_OF)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb

test: lint
	$(BIN)/pytest -n auto --ignore=tests/lab

lab-test: setup
	$(BIN)/pytest -n 2 --dist loadfile tests/lab

conformance: setup
	$(BIN)/python -m tests.conformance $(LIMBO)

fuzz: setup
	FUZZ_INPUTS=4000 $(BIN)/pytest -n auto $(FUZZ_OPTIONS) tests/inputs/test_fuzz.py

bench: setup
	$(BIN)/python -m benchmarks $(PARTS)

lab: setup
	$(BIN)/jupyter lab --notebook-dir=notebooks

lock: setup
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml -o requirements.lock

schemas: setup
	$(BIN)/python -m airec_planning.outputs.schemas

messages: setup
	$(BIN)/python -m tests.messages

docs: setup
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --nitpicky docs docs/_build/html
	@echo "open docs/_build/html/index.html"

screenshots: setup
	$(BIN)/python -m docs.screenshots

clean:
	rm -rf docs/_build .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
