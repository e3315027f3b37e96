# make film    a finished trailer, from nothing
# make test    the whole suite, from nothing (everything but the browser and the slow films)
# The same in plain Python commands stands in README.md.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: film test test-slow test-browser test-prism check docs bench clean

film: $(VENV)/.installed
	@$(BIN)/rushes -p projects/wandering-earth make

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not browser" -q
	@echo "not run here: films at full size (make test-slow); the browser (make test-browser)"

test-slow: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -m slow -q --timeout 1800

test-browser: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -m browser -q

test-prism: $(VENV)/.installed-dev
	@command -v npm >/dev/null || { echo "this needs Node: https://nodejs.org"; exit 1; }
	@npm install --silent --no-save --prefix $(VENV)/prism @stoplight/prism-cli@5
	@RUSHES_PRISM=$(abspath $(VENV))/prism/node_modules/.bin/prism $(BIN)/python -m pytest -q tests/services/test_prism.py

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell pipeline tests docs README.md CHANGELOG.md CONTRIBUTING.md

docs: $(VENV)/.installed-dev
	@$(BIN)/python -m docs.generate

bench: $(VENV)/.installed-dev
	@for name in studio memory reading camera panels cutting services timelines reviewing; do $(BIN)/python -m benchmarks.$$name; done

clean:
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	@if command -v uv >/dev/null 2>&1; then uv venv -q --seed $(VENV); \
	elif ! $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))"; then \
	  echo "rushes needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; \
	elif ! $(PYTHON) -c "import ensurepip" 2>/dev/null; then \
	  echo "this Python cannot make virtual environments (ensurepip is missing): install it, on Debian and Ubuntu with 'sudo apt install python3-venv', and type the same command again"; exit 1; \
	else $(PYTHON) -m venv $(VENV); fi

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV) (once)"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python -e ".[studio]"; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check -e ".[studio]"; fi
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV) (once)"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python -e ".[studio,dev]"; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check -e ".[studio,dev]"; fi
	@touch $@ $(VENV)/.installed
