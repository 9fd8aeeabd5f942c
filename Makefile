# `make serve` and `make test` work in a fresh clone: each makes what it lacks and, the next time, only what changed.
# Needed beforehand: Python 3.11 or newer with venv, Node 20 or newer with npm.

PYTHON ?= python3
PIP_VERSION := 25.3
BIN := .venv/bin
STAMPS := .make
# Files whose change makes the files for the browser stale.
SOURCES := $(shell find main_thread sync_bridge interpreters worker -type f ! -path '*/__pycache__/*') rollup.config.js
LIBRARY := $(shell find worker/python -name '*.py')
BUILT := dist/offthread.js
CORE := dist/interpreters/pyodide/_offthread_core.so
MEMBERS := dist/interpreters/micropython/_offthread_members.wasm
# Where Pyodide looks for it: beside its own list of packages, and by the name it has there.
MICROPIP := dist/interpreters/pyodide/micropip-0.11.1-py3-none-any.whl
COMPILED := dist/python-micropython.bin
# A library that an example uses, as its authors ship it for bundlers.
CHART := examples/chart/vendor/chart.js
STUBS := build/stubs/js-stubs/__init__.pyi
FILES := $(BUILT) $(COMPILED) $(MICROPIP) $(CHART) $(STUBS)

# A folder that was deleted is made again, whatever its stamp says.
$(if $(wildcard $(BIN)/python),,$(shell rm -f $(STAMPS)/venv))
$(if $(wildcard node_modules/rollup),,$(shell rm -f $(STAMPS)/node))

.PHONY: help serve test check build docs browser bench differential clean
.DELETE_ON_ERROR:

help:
	@echo "make serve    serve the examples with live reload"
	@echo "make test     check style and types, then run all tests in Chromium"
	@echo "make differential  run PROGRAMS=100 random programs in JavaScript and through the bridge"
	@echo "make check    check style and types only"
	@echo "make build    build dist/, the files for the browser"
	@echo "make docs     build the user guide in build/docs/"
	@echo "make bench    measure beside PyScript and coincident, and write docs/performance.md"
	@echo "make clean    delete everything that make has made"

serve: $(STAMPS)/venv $(FILES)
	@$(BIN)/offthread serve examples

test: check $(STAMPS)/browser
	@echo "Running the tests; one that passes only when it is run again is listed as RERUN"
	@$(BIN)/pytest --reruns 1

check: $(STAMPS)/venv $(STAMPS)/node $(FILES)
	@echo "Checking style and types"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@npm run --silent check

build: $(FILES)

docs: $(STAMPS)/venv
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "The guide is in build/docs: $(BIN)/offthread serve build/docs"

bench: $(STAMPS)/venv $(FILES) $(STAMPS)/browser
	@$(BIN)/python tests/benchmarks/run.py --output docs/performance.md

differential: $(STAMPS)/venv $(FILES) $(STAMPS)/browser
	@OFFTHREAD_DIFFERENTIAL=$(or $(PROGRAMS),100) $(BIN)/pytest tests/differential --timeout=0 --capture=no --quiet

browser: $(STAMPS)/browser

clean:
	rm -rf .venv node_modules dist build examples/chart/vendor $(STAMPS)

$(STAMPS)/venv: pyproject.toml
	@echo "Installing the Python package and its tools into .venv"
	@mkdir -p $(@D)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check pip==$(PIP_VERSION)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable . --group dev
	@touch $@

$(STAMPS)/node: package.json package-lock.json .npmrc
	@echo "Installing the JavaScript tools into node_modules"
	@mkdir -p $(@D)
	@npm ci --loglevel=error
	@touch $@

# It says how large the files of the interpreters are.
$(BUILT): $(SOURCES) $(CORE) $(MEMBERS) $(STAMPS)/node
	@echo "Building the files for the browser into dist"
	@npm run --silent build -- --silent
	@touch $@

$(STUBS): $(wildcard sync_bridge/web_idl/*) $(STAMPS)/node
	@echo "Writing the types of the page's interfaces into build"
	@node sync_bridge/web_idl/stubs.js build/stubs

$(CORE): worker/native/core.c worker/native/cpython.h worker/native/build.py $(STAMPS)/venv
	@echo "Compiling the part of the worker that is C"
	@$(BIN)/python worker/native/build.py core $@

$(MEMBERS): worker/native/members.c worker/native/build.py $(STAMPS)/venv
	@echo "Compiling the part of the worker that is C, for MicroPython"
	@$(BIN)/python worker/native/build.py members $@

$(COMPILED): $(LIBRARY) interpreters/compile_library.py package.json $(STAMPS)/venv
	@echo "Compiling the Python library for MicroPython"
	@$(BIN)/python interpreters/compile_library.py $@

$(MICROPIP): interpreters/micropip.txt $(STAMPS)/venv
	@echo "Downloading the installer of packages for Pyodide"
	@$(BIN)/python -m pip download -qq --disable-pip-version-check --no-deps --only-binary :all: --python-version 3.14 \
		--require-hashes --requirement $< --dest $(@D)
	@touch $@

$(CHART): examples/chart/library.js $(STAMPS)/node
	@echo "Bundling the library of the chart example"
	@npm run --silent chart -- --silent
	@touch $@

$(STAMPS)/browser: tests/browser/find_browser.py $(STAMPS)/venv
	@echo "Looking for a browser"
	@$(BIN)/python tests/browser/find_browser.py --install
	@touch $@
